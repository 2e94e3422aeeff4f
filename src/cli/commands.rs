//! The commands without a terminal: from the names on the command line to a report.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};

use serde::Serialize;

use super::args::{Command, InUnits, Inputs, NormalizeBy};
use super::details;
use super::report::{Cell, Format, Report, Table};
use super::work::Work;
use super::{Failure, complain};
use super::{layers, notices, rows, summaries};
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use crate::query::{Analyst, Normalizer, Scale, more_often_right};
use crate::recording::{Fault, Recording, RecordingSet};

/// More categories than this make a matrix that nobody can print.
const MOST_CONFUSED: usize = 10_000;

/// Answers a command that reads recordings; `None` when it writes a file instead. Recordings that turn out to be unreadable are left out of the report and told in `faults`.
pub(super) fn report(
    command: &Command,
    analyst: &Analyst,
    faults: &mut Vec<Fault>,
    work: &Work,
) -> Result<Option<Report>, Failure> {
    let set = analyst.set();
    let report = match command {
        Command::Summarize { of, first_image, output, .. } => {
            let layer = layer(set, of.layer.as_deref())?;
            summaries::summarize(analyst, (layer, *first_image), output, work)?;
            question_independence(analyst, layer);
            return Ok(None);
        }
        Command::Merge { .. }
        | Command::Config(_)
        | Command::Doctor
        | Command::Completions { .. }
        | Command::Man { .. }
        | Command::Keys
        | Command::Labels(_) => return Ok(None),
        Command::Layers(of) => {
            let report = layers::report(analyst, faults);
            question_reference(analyst, &of.inputs);
            question_independence(analyst, set.model.default_layer());
            report
        }
        Command::Info(of) => {
            let report = info(analyst, faults);
            question_reference(analyst, &of.inputs);
            report
        }
        Command::Neurons { of, table, .. } => {
            let layer = layer(set, of.layer.as_deref())?;
            let report = rows::report(analyst, layer, (table, format(command)), faults);
            say_of_neurons(analyst, layer);
            report
        }
        Command::Neuron { of, neuron, .. } => {
            let layer = layer(set, of.layer.as_deref())?;
            let neuron = find_neuron(set, layer, *neuron)?;
            let report = details::neuron(analyst, layer, neuron, faults);
            say_of_layer(analyst, layer);
            report
        }
        Command::Image { recording: name, image, of, units, .. } => {
            let layer = layer(set, of.layer.as_deref())?;
            let recording = set.find_recording(&name.recording)?;
            let image = find_image(set, recording, *image)?;
            notices::say(&notices::outputs(analyst));
            details::image(analyst, recording, image, (layer, scale(set, units)))
        }
        Command::Category { recording: name, category: wanted, of, units, .. } => {
            let layer = layer(set, of.layer.as_deref())?;
            let recording = set.find_recording(&name.recording)?;
            let category = find_category(set, wanted)?;
            notices::say(&notices::outputs(analyst));
            details::category(analyst, recording, category, (layer, scale(set, units)))
        }
        Command::Confusion { recording: name, .. } => {
            let recording = set.find_recording(&name.recording)?;
            notices::say(&notices::outputs(analyst));
            confusion(analyst, recording)
        }
    };
    report.map(Some)
}

/// Says what has to be known of a layer before its numbers are believed.
fn say_of_layer(analyst: &Analyst, layer: LayerId) {
    notices::say(&notices::layer(analyst, layer));
    question_independence(analyst, layer);
}

/// The same for all neurons, with whether labels look to be in another order, which takes reading the layer.
fn say_of_neurons(analyst: &Analyst, layer: LayerId) {
    say_of_layer(analyst, layer);
    notices::say_label_order(analyst, layer, &mut BTreeSet::new());
}

/// The format that is asked for, or the usual one for whoever reads.
pub(super) fn format(command: &Command) -> Format {
    let usual = || if io::stdout().is_terminal() { Format::Table } else { Format::Csv };
    command.format().unwrap_or_else(usual)
}

fn scale(set: &RecordingSet, units: &InUnits) -> Scale {
    let normalizer = |by: NormalizeBy| Normalizer { recording: set.reference, by: by.into() };
    units.normalize.map_or(Scale::Raw, |by| Scale::By(normalizer(by)))
}

fn layer(set: &RecordingSet, wanted: Option<&str>) -> Result<LayerId, Failure> {
    let Some(wanted) = wanted else { return Ok(set.model.default_layer()) };
    Ok(set.model.find_layer(wanted)?)
}

fn find_neuron(set: &RecordingSet, layer: LayerId, neuron: usize) -> Result<NeuronId, Failure> {
    let info = set.model.layer(layer);
    let count = info.map_or(0, |layer| layer.neurons);
    if neuron < count {
        return Ok(NeuronId(neuron));
    }
    let name = info.map_or("", |layer| layer.name.as_str());
    Err(beyond("neuron", neuron, &format!("layer \"{name}\""), count))
}

fn find_image(
    set: &RecordingSet,
    recording: RecordingId,
    image: usize,
) -> Result<ImageId, Failure> {
    let found = set.recording(recording);
    let count = found.map_or(0, |recording| recording.n_images());
    if image < count {
        return Ok(ImageId(image));
    }
    let name = found.map_or("", |recording| recording.name.as_str());
    Err(beyond("image", image, &format!("recording \"{name}\""), count))
}

fn beyond(kind: &str, wanted: usize, whole: &str, count: usize) -> Failure {
    let last = count.saturating_sub(1);
    Failure::Unknown(format!(
        "there is no {kind} {wanted}: {whole} has {count}, numbered 0 to {last}"
    ))
}

fn find_category(set: &RecordingSet, wanted: &str) -> Result<CategoryId, Failure> {
    set.categories.find(wanted).ok_or_else(|| {
        let likely = set.categories.closest(wanted);
        let likely = likely.map(|name| format!(", did you mean \"{name}\"?")).unwrap_or_default();
        let count = set.categories.len();
        let last = count.saturating_sub(1);
        Failure::Unknown(format!(
            "there is no category \"{wanted}\"{likely} ({count} categories, numbered 0 to {last}, or their names)"
        ))
    })
}

#[derive(Serialize)]
struct Info<'a> {
    model: ModelInfo<'a>,
    reference: &'a str,
    recordings: Vec<RecordingInfo<'a>>,
}

#[derive(Serialize)]
struct ModelInfo<'a> {
    name: Option<&'a str>,
    layers: Vec<LayerInfo<'a>>,
    classification_layer: Option<&'a str>,
}

#[derive(Serialize)]
struct LayerInfo<'a> {
    name: &'a str,
    neurons: usize,
}

#[derive(Serialize)]
struct RecordingInfo<'a> {
    name: &'a str,
    path: &'a str,
    images: usize,
    image_size: Option<[usize; 2]>,
    dtype: String,
    categories: &'a [String],
    accuracy: Option<f64>,
    warnings: Vec<&'a str>,
}

/// Says so if another recording is predicted right far more often than the reference, unless the user has named it; for
/// commands that have looked at all predictions.
fn question_reference(analyst: &Analyst, inputs: &Inputs) {
    if inputs.reference.is_some() {
        return;
    }
    let set = analyst.set();
    let share = |recording| analyst.accuracy(recording).ok().flatten();
    let name = |recording| set.recording(recording).map_or("", |of| of.name.as_str());
    let others = (0..set.recordings.len()).map(RecordingId).filter(|id| *id != set.reference);
    let others = others.filter_map(|other| Some((other, share(other)?)));
    let Some(of_reference) = share(set.reference) else { return };
    if let Some((best, of_best)) = more_often_right(of_reference, others) {
        complain(&format!(
            "warning: the reference {} is predicted right less often ({:.1} %) than {} ({:.1} %); name the recording in distribution with --reference",
            name(set.reference),
            100. * of_reference,
            name(best),
            100. * of_best
        ));
    }
}

/// Warns of images that do not look independent in a layer that was read.
fn question_independence(analyst: &Analyst, layer: LayerId) {
    for notice in analyst.alike_notices(layer) {
        complain(&format!("warning: {notice}"));
    }
}

fn info(analyst: &Analyst, faults: &mut Vec<Fault>) -> Result<Report, Failure> {
    let set = analyst.set();
    let layers = set.model.layers.iter();
    let layer_name = |id| set.model.layer(id).map(|layer| layer.name.as_str());
    let mut recordings = Vec::new();
    let looks = (0..set.model.layers.len()).map(LayerId).map(|layer| analyst.look_notices(layer));
    let notices: Vec<String> =
        notices::outputs(analyst).into_iter().chain(looks.flatten()).collect();
    notices::say(&notices);
    for (id, recording) in set.recordings.iter().enumerate() {
        recordings.push(RecordingInfo {
            name: &recording.name,
            path: &recording.path,
            images: recording.n_images(),
            image_size: recording.image_size_px().map(|(height, width)| [height, width]),
            dtype: recording.dtype(),
            categories: set.categories.names(),
            accuracy: analyst.accuracy(RecordingId(id)).unwrap_or_else(|fault| {
                faults.push(fault);
                None
            }),
            warnings: warnings(set, RecordingId(id), (recording, &notices)),
        });
    }
    let info = Info {
        model: ModelInfo {
            name: set.model.name.as_deref(),
            layers: layers
                .map(|layer| LayerInfo { name: &layer.name, neurons: layer.neurons })
                .collect(),
            classification_layer: set.model.classifier.and_then(layer_name),
        },
        reference: set.recording(set.reference).map_or("", |recording| &recording.name),
        recordings,
    };
    Ok(Report::new(&info, info_tables(&info))?)
}

/// The recording's own warnings; those of the set and of its layers stand with the reference.
fn warnings<'a>(
    set: &'a RecordingSet,
    id: RecordingId,
    (recording, of_layers): (&'a Recording, &'a [String]),
) -> Vec<&'a str> {
    let of_set = set.notices.iter().chain(of_layers).filter(|_| id == set.reference);
    recording.warnings.iter().chain(of_set).map(String::as_str).collect()
}

fn info_tables(info: &Info<'_>) -> Vec<Table> {
    let mut layers = Table::new("layers", &["model", "layer", "neurons", "classification"]);
    layers.rows.extend(info.model.layers.iter().map(|layer| {
        let classifies = info.model.classification_layer == Some(layer.name);
        vec![
            info.model.name.into(),
            layer.name.into(),
            layer.neurons.into(),
            if classifies { "yes" } else { "no" }.into(),
        ]
    }));
    let columns = [
        "recording",
        "reference",
        "images",
        "height",
        "width",
        "dtype",
        "categories",
        "accuracy",
        "path",
    ];
    let mut recordings = Table::new("recordings", &columns);
    let mut warnings = Table::new("warnings", &["recording", "warning"]);
    for recording in &info.recordings {
        recordings.rows.push(vec![
            recording.name.into(),
            if recording.name == info.reference { "yes" } else { "no" }.into(),
            recording.images.into(),
            recording.image_size.map(|[height, _]| height).into(),
            recording.image_size.map(|[_, width]| width).into(),
            recording.dtype.clone().into(),
            recording.categories.len().into(),
            recording.accuracy.into(),
            recording.path.into(),
        ]);
        let rows = recording.warnings.iter();
        warnings.rows.extend(rows.map(|warning| vec![recording.name.into(), (*warning).into()]));
    }
    let mut tables = vec![layers, recordings];
    tables.extend((!warnings.rows.is_empty()).then_some(warnings));
    tables
}

fn confusion(analyst: &Analyst, recording: RecordingId) -> Result<Report, Failure> {
    let set = analyst.set();
    if set.categories.len() > MOST_CONFUSED {
        return Err(Failure::Unknown(format!(
            "a matrix of {} categories is too large to print; at most {MOST_CONFUSED} are",
            set.categories.len()
        )));
    }
    if let Some(unlabeled) = set.recording(recording).filter(|recording| !recording.has_labels()) {
        return Err(Failure::Unknown(format!(
            "recording \"{}\" has no labels, so nothing can be confused",
            unlabeled.name
        )));
    }
    let matrix = analyst.confusion(recording)?.ok_or_else(|| {
        Failure::Unknown("there is no classification layer, so nothing is confused; name one with --classification-layer".into())
    })?;
    let rows: Vec<Vec<usize>> = matrix.outer_iter().map(|row| row.to_vec()).collect();
    let mut table = Table::new("confusion", &["truth"]);
    table.columns.extend(set.categories.names().iter().cloned());
    table.rows = rows
        .iter()
        .zip(set.categories.names())
        .map(|(row, name)| {
            let counts = row.iter().map(|&count| Cell::Count(count));
            std::iter::once(Cell::from(name.as_str())).chain(counts).collect()
        })
        .collect();
    let name = set.recording(recording).map(|of| of.name.clone());
    Ok(Report::new(&rows, vec![table])?.with_context(vec![("recording", name.into())]))
}
