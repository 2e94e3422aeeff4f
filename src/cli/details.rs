//! Reports on one neuron, one image, one category.

use serde::Serialize;

use super::Failure;
use super::report::{Cell, Report, Table};
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use crate::query::{
    Analyst, Answer, CategoryAnswer, Confused, NormalizedBy, Normalizer, Query, Ranked, Scale,
    TOP_CONFUSED,
};
use crate::recording::{Fault, RecordingSet};

#[derive(Serialize)]
struct NeuronReport<'a> {
    layer: &'a str,
    neuron: NeuronId,
    recordings: Vec<NeuronRecording<'a>>,
}

#[derive(Serialize)]
struct NeuronRecording<'a> {
    recording: &'a str,
    max: Option<f64>,
    mean: Option<f64>,
    active_fraction: Option<f64>,
    top_images: Vec<TopImage>,
    category_means: Vec<CategoryMean<'a>>,
}

#[derive(Serialize)]
struct TopImage {
    image: ImageId,
    activation: f64,
    category: Option<CategoryId>,
    prediction: Option<CategoryId>,
}

#[derive(Serialize)]
struct CategoryMean<'a> {
    category: CategoryId,
    name: &'a str,
    images: usize,
    mean: Option<f64>,
}

/// A neuron in every recording.
pub(super) fn neuron(
    analyst: &Analyst,
    layer: LayerId,
    neuron: NeuronId,
    faults: &mut Vec<Fault>,
) -> Result<Report, Failure> {
    let set = analyst.set();
    let mut recordings = Vec::new();
    for (id, recording) in set.recordings.iter().enumerate() {
        let query = Query::Neuron { recording: RecordingId(id), layer, neuron };
        let answer = match analyst.answer(&query) {
            Answer::Neuron(answer) => answer,
            Answer::Failed(fault) => {
                faults.push(fault);
                continue;
            }
            other => return Err(failed(other)),
        };
        let top_images = answer.top_images.iter().map(|top| TopImage {
            image: top.image,
            activation: top.activation,
            category: top.category,
            prediction: top.prediction,
        });
        let means = answer.tuning.iter().zip(set.categories.names()).enumerate();
        let category_means = means.map(|(category, (mean, name))| CategoryMean {
            category: CategoryId(category),
            name,
            images: mean.images,
            mean: mean.mean,
        });
        recordings.push(NeuronRecording {
            recording: &recording.name,
            max: answer.summary.max,
            mean: answer.summary.mean,
            active_fraction: answer.summary.active_fraction,
            top_images: top_images.collect(),
            category_means: category_means.collect(),
        });
    }
    let report = NeuronReport { layer: layer_name(set, layer), neuron, recordings };
    let context = vec![("layer", report.layer.into()), ("neuron", neuron.index().into())];
    Ok(Report::new(&report, neuron_tables(&report))?.with_context(context))
}

fn neuron_tables(report: &NeuronReport<'_>) -> Vec<Table> {
    let mut summary = Table::new("summary", &["recording", "max", "mean", "active_fraction"]);
    let columns = ["recording", "image", "activation", "category", "prediction"];
    let mut images = Table::new("top_images", &columns);
    let columns = ["recording", "category", "name", "images", "mean"];
    let mut means = Table::new("category_means", &columns);
    for recording in &report.recordings {
        let name: Cell = recording.recording.into();
        summary.rows.push(vec![
            name.clone(),
            recording.max.into(),
            recording.mean.into(),
            recording.active_fraction.into(),
        ]);
        images.rows.extend(recording.top_images.iter().map(|top| {
            vec![
                name.clone(),
                top.image.index().into(),
                top.activation.into(),
                top.category.map(CategoryId::index).into(),
                top.prediction.map(CategoryId::index).into(),
            ]
        }));
        means.rows.extend(recording.category_means.iter().map(|mean| {
            vec![
                name.clone(),
                mean.category.index().into(),
                mean.name.into(),
                mean.images.into(),
                mean.mean.into(),
            ]
        }));
    }
    vec![summary, images, means]
}

#[derive(Serialize)]
struct ImageReport<'a> {
    layer: &'a str,
    recording: &'a str,
    image: ImageId,
    category: Option<CategoryId>,
    predictions: Vec<Prediction>,
    top_neurons: Vec<TopNeuron>,
    features: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Prediction {
    category: CategoryId,
    name: String,
    probability: f64,
}

#[derive(Serialize)]
struct TopNeuron {
    neuron: NeuronId,
    activation: f64,
}

/// An image of a recording.
pub(super) fn image(
    analyst: &Analyst,
    recording: RecordingId,
    image: ImageId,
    (layer, scale): (LayerId, Scale),
) -> Result<Report, Failure> {
    let set = analyst.set();
    let answer = match analyst.answer(&Query::Image { recording, layer, image, scale }) {
        Answer::Image(answer) => answer,
        other => return Err(failed(other)),
    };
    let predictions = answer.predictions.iter().map(|prediction| Prediction {
        category: prediction.category,
        name: set.categories.name(prediction.category),
        probability: prediction.probability,
    });
    let top_neurons = answer
        .top_neurons
        .iter()
        .map(|ranked| TopNeuron { neuron: ranked.id, activation: ranked.value });
    let features = answer.features.iter().map(|(name, text)| (name.clone(), text.as_str().into()));
    let report = ImageReport {
        layer: layer_name(set, layer),
        recording: recording_name(set, recording),
        image,
        category: answer.category,
        predictions: predictions.collect(),
        top_neurons: top_neurons.collect(),
        features: features.collect(),
    };
    let context = vec![
        ("layer", report.layer.into()),
        ("recording", report.recording.into()),
        ("image", image.index().into()),
        ("unit", unit(scale).into()),
    ];
    Ok(Report::new(&report, image_tables(set, &report))?.with_context(context))
}

fn image_tables(set: &RecordingSet, report: &ImageReport<'_>) -> Vec<Table> {
    let mut truth = Table::new("image", &["recording", "image", "category", "name"]);
    truth.rows.push(vec![
        report.recording.into(),
        report.image.index().into(),
        report.category.map(CategoryId::index).into(),
        report.category.map(|category| set.categories.name(category)).into(),
    ]);
    let mut predictions = Table::new("predictions", &["category", "name", "probability"]);
    predictions.rows = report
        .predictions
        .iter()
        .map(|made| {
            vec![made.category.index().into(), made.name.clone().into(), made.probability.into()]
        })
        .collect();
    let mut neurons = Table::new("top_neurons", &["neuron", "activation"]);
    neurons.rows = report
        .top_neurons
        .iter()
        .map(|top| vec![top.neuron.index().into(), top.activation.into()])
        .collect();
    let mut tables = vec![truth, predictions, neurons];
    if !report.features.is_empty() {
        let mut features = Table::new("features", &["feature", "value"]);
        features.rows = report
            .features
            .iter()
            .map(|(name, value)| vec![name.as_str().into(), value.as_str().into()])
            .collect();
        tables.push(features);
    }
    tables
}

#[derive(Serialize)]
struct CategoryReport<'a> {
    layer: &'a str,
    recording: &'a str,
    category: CategoryId,
    name: String,
    images: usize,
    accuracy: Option<f64>,
    false_positives: Option<Errors>,
    false_negatives: Option<Errors>,
    top_neurons: Vec<TopMean>,
}

#[derive(Serialize)]
struct Errors {
    count: usize,
    images: Vec<ImageId>,
    by_category: Vec<Count>,
    top_neurons: Vec<TopMean>,
}

#[derive(Serialize)]
struct Count {
    category: CategoryId,
    count: usize,
}

#[derive(Serialize)]
struct TopMean {
    neuron: NeuronId,
    mean: f64,
}

impl Errors {
    fn new(confused: &Confused, neurons: &[Ranked<NeuronId>]) -> Self {
        let counts = confused.by_category.iter();
        Self {
            count: confused.images.len(),
            images: confused.images.iter().copied().take(TOP_CONFUSED).collect(),
            by_category: counts.map(|&(category, count)| Count { category, count }).collect(),
            top_neurons: top_means(neurons),
        }
    }
}

fn top_means(neurons: &[Ranked<NeuronId>]) -> Vec<TopMean> {
    neurons.iter().map(|ranked| TopMean { neuron: ranked.id, mean: ranked.value }).collect()
}

/// A category in a recording.
pub(super) fn category(
    analyst: &Analyst,
    recording: RecordingId,
    category: CategoryId,
    (layer, scale): (LayerId, Scale),
) -> Result<Report, Failure> {
    let set = analyst.set();
    let answer = match analyst.answer(&Query::Category { recording, layer, category, scale }) {
        Answer::Category(answer) => answer,
        other => return Err(failed(other)),
    };
    let CategoryAnswer { false_positives, false_negatives, .. } = &*answer;
    let positives = |confused| Errors::new(confused, &answer.positive_neurons);
    let negatives = |confused| Errors::new(confused, &answer.negative_neurons);
    let report = CategoryReport {
        layer: layer_name(set, layer),
        recording: recording_name(set, recording),
        category,
        name: set.categories.name(category),
        images: answer.images,
        accuracy: answer.accuracy,
        false_positives: false_positives.as_ref().map(positives),
        false_negatives: false_negatives.as_ref().map(negatives),
        top_neurons: top_means(&answer.top_neurons),
    };
    let context = vec![
        ("layer", report.layer.into()),
        ("recording", report.recording.into()),
        ("of_category", category.index().into()),
        ("unit", unit(scale).into()),
    ];
    Ok(Report::new(&report, category_tables(set, &report))?.with_context(context))
}

fn category_tables(set: &RecordingSet, report: &CategoryReport<'_>) -> Vec<Table> {
    let columns = [
        "recording",
        "category",
        "name",
        "images",
        "accuracy",
        "false_positives",
        "false_negatives",
    ];
    let mut summary = Table::new("category", &columns);
    let count = |errors: &Option<Errors>| errors.as_ref().map(|errors| errors.count);
    summary.rows.push(vec![
        report.recording.into(),
        report.category.index().into(),
        report.name.clone().into(),
        report.images.into(),
        report.accuracy.into(),
        count(&report.false_positives).into(),
        count(&report.false_negatives).into(),
    ]);
    let mut tables = vec![summary];
    for (title, errors) in
        [("false_positives", &report.false_positives), ("false_negatives", &report.false_negatives)]
    {
        let Some(errors) = errors else { continue };
        let mut counts = Table::new(title, &["category", "name", "count"]);
        counts.rows = errors
            .by_category
            .iter()
            .map(|&Count { category, count }| {
                vec![category.index().into(), set.categories.name(category).into(), count.into()]
            })
            .collect();
        let mut images = Table::new(format!("{title}_images"), &["image"]);
        images.rows = errors.images.iter().map(|image| vec![image.index().into()]).collect();
        let neurons = neuron_table(format!("{title}_neurons"), &errors.top_neurons);
        tables.extend([counts, images, neurons]);
    }
    tables.push(neuron_table("top_neurons".into(), &report.top_neurons));
    tables
}

fn neuron_table(title: String, neurons: &[TopMean]) -> Table {
    let mut table = Table::new(title, &["neuron", "mean"]);
    let rows = neurons.iter().map(|top| vec![top.neuron.index().into(), top.mean.into()]);
    table.rows = rows.collect();
    table
}

/// The failure inside an answer.
fn failed(answer: Answer) -> Failure {
    match answer {
        Answer::Failed(fault) => Failure::Fault(fault),
        _ => Failure::Unknown("the answer was to another question".into()),
    }
}

/// What activations are measured in.
fn unit(scale: Scale) -> &'static str {
    match scale {
        Scale::Raw => "activation",
        Scale::By(Normalizer { by: NormalizedBy::Maximum, .. }) => {
            "share of the reference's maximum"
        }
        Scale::By(Normalizer { by: NormalizedBy::Percentile, .. }) => {
            "share of the reference's 99.9th percentile"
        }
    }
}

fn layer_name(set: &RecordingSet, layer: LayerId) -> &str {
    set.model.layer(layer).map_or("", |layer| layer.name.as_str())
}

fn recording_name(set: &RecordingSet, recording: RecordingId) -> &str {
    set.recording(recording).map_or("", |recording| recording.name.as_str())
}
