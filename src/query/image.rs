//! What one image is taken for, and which neurons respond to it.

use ndarray::Array1;

use super::{Analyst, Prediction, Ranked, Scale, TOP_NEURONS, TOP_PREDICTIONS};
use crate::analysis::rank::top_neurons;
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use crate::recording::{Fault, Recording};

/// What one image is taken for, and which neurons of a layer respond to it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageAnswer {
    /// Ground truth.
    pub category: Option<CategoryId>,
    /// Probability that the model gives the ground truth.
    pub truth_probability: Option<f64>,
    /// Up to five best predictions; empty without a classification layer.
    pub predictions: Vec<Prediction>,
    /// Up to 25 neurons by descending activation.
    pub top_neurons: Vec<Ranked<NeuronId>>,
    /// Features of the image by name, if the file has any.
    pub features: Vec<(String, String)>,
    /// The number that the file gives the image, where it differs from its position.
    pub number: Option<u64>,
}

/// Height and width of a picture, which is decoded for it; `None` without pictures.
pub(super) fn size_px(
    recording: &Recording,
    image: ImageId,
) -> Result<Option<(usize, usize)>, Fault> {
    if !recording.has_pictures() {
        return Ok(None);
    }
    let picture = recording.picture(image).map_err(|error| recording.fault(error))?;
    Ok(Some((picture.height_px, picture.width_px)))
}

/// The activations of a layer for an image, `(n_neurons)`, in the units of the scale.
fn scaled(
    analyst: &Analyst,
    recording: RecordingId,
    image: ImageId,
    (layer, scale): (LayerId, Scale),
) -> Result<Array1<f64>, Fault> {
    let divisors = analyst.divisors(layer, scale)?;
    let recording = analyst.recording(recording)?;
    let mut activations = recording.image(layer, image).map_err(|error| recording.fault(error))?;
    if let Some(divisors) = divisors {
        activations /= &*divisors;
    }
    Ok(activations)
}

/// How the top neurons of an image in the recording `listed_by` respond to the image of that number in another one.
pub(super) fn responses(
    analyst: &Analyst,
    recording: RecordingId,
    (image, listed_by): (ImageId, RecordingId),
    by: (LayerId, Scale),
) -> Result<Vec<Ranked<NeuronId>>, Fault> {
    let there = scaled(analyst, listed_by, image, by)?;
    let here = scaled(analyst, recording, image, by)?;
    let response = |top: Ranked<NeuronId>| {
        let value = here.get(top.id.index()).copied().filter(|value| value.is_finite());
        Ranked { id: top.id, value: value.unwrap_or(f64::NAN) }
    };
    Ok(top_neurons(there.view(), TOP_NEURONS).into_iter().map(response).collect())
}

pub(super) fn answer(
    analyst: &Analyst,
    recording: RecordingId,
    image: ImageId,
    by: (LayerId, Scale),
) -> Result<ImageAnswer, Fault> {
    let activations = scaled(analyst, recording, image, by)?;
    let id = recording;
    let recording = analyst.recording(recording)?;
    let failed = |error| recording.fault(error);
    let category = recording.category(image);
    let (mut predictions, mut truth_probability) = (Vec::new(), None);
    if let Some(classifier) = analyst.set().model.classifier {
        let row = recording.image(classifier, image).map_err(failed)?;
        let outputs = analyst.outputs(id)?;
        predictions = outputs.top_predictions(row.view(), TOP_PREDICTIONS);
        let probabilities = outputs.probabilities(row.view());
        truth_probability = category.and_then(|truth| probabilities.get(truth.index()).copied());
    }
    Ok(ImageAnswer {
        category,
        truth_probability,
        predictions,
        top_neurons: top_neurons(activations.view(), TOP_NEURONS),
        features: recording.features(image).map_err(failed)?,
        number: recording.image_number(image),
    })
}
