//! What has to be said of a layer before its numbers are believed, from a few rows of it.

use ndarray::Array2;

use super::Analyst;
use crate::analysis::look::Look;
use crate::analysis::outputs::Outputs;
use crate::ids::{ImageId, LayerId, RecordingId};
use crate::recording::{FormatError, Recording};

/// Activations of a sample; of a wide layer fewer rows, but never fewer than [`LEAST_ROWS`].
const MOST_ACTIVATIONS: usize = 1 << 18;
const MOST_ROWS: usize = 64;
const LEAST_ROWS: usize = 8;

/// Rows of a layer from its first image to its last at equal distances, `(rows, n_neurons)`.
pub(super) fn sample(recording: &Recording, layer: LayerId) -> Result<Array2<f64>, FormatError> {
    let width = recording.layers().nth(layer.index()).map_or(0, |(_, width)| width);
    let n_images = recording.n_images();
    let rows = (MOST_ACTIVATIONS / width.max(1)).clamp(LEAST_ROWS, MOST_ROWS).min(n_images);
    let mut sample = Array2::zeros((rows, width));
    for (row, mut place) in sample.rows_mut().into_iter().enumerate() {
        let image = ImageId(row * n_images.saturating_sub(1) / rows.saturating_sub(1).max(1));
        place.assign(&recording.image(layer, image)?);
    }
    Ok(sample)
}

/// The notices about what a layer looks like, other than the classification layer. What cannot be read, or is a
/// summary, has none.
pub(super) fn of_layer(analyst: &Analyst, layer: LayerId) -> Vec<String> {
    if analyst.set().model.classifier == Some(layer) {
        return Vec::new();
    }
    let look = |recording| Some(Look::of(sample(plain(analyst, recording)?, layer).ok()?.view()));
    by_recording(analyst, look, |look| words_of_look(analyst, layer, look))
}

/// The notice about what the classification layer holds, unless it is logits.
pub(super) fn of_outputs(analyst: &Analyst) -> Vec<String> {
    let model = &analyst.set().model;
    let name = model.classifier.and_then(|layer| model.layer(layer)).map(|layer| &layer.name);
    let Some(name) = name else { return Vec::new() };
    let outputs = |recording| {
        plain(analyst, recording)?;
        analyst.outputs(recording).ok()
    };
    by_recording(analyst, outputs, |outputs| {
        Some(format!("the classification layer \"{name}\" holds {}", words_of_outputs(*outputs)?))
    })
}

/// The recording, unless it is a summary, which has no rows.
fn plain(analyst: &Analyst, recording: RecordingId) -> Option<&Recording> {
    analyst.recording(recording).ok().filter(|of| of.summary().is_none())
}

/// What there is to say of the recordings: once where it is of the same kind for all, else by recording.
fn by_recording<T>(
    analyst: &Analyst,
    look: impl Fn(RecordingId) -> Option<T>,
    words: impl Fn(&T) -> Option<String>,
) -> Vec<String> {
    let set = analyst.set();
    let ids = (0..set.recordings.len()).map(RecordingId);
    let looks: Vec<(RecordingId, T)> = ids.filter_map(|id| Some((id, look(id)?))).collect();
    let kind = std::mem::discriminant::<T>;
    let Some((_, first)) = looks.first() else { return Vec::new() };
    if looks.iter().all(|(_, look)| kind(look) == kind(first)) {
        return words(first).into_iter().collect();
    }
    let said = |(recording, look): &(RecordingId, T)| {
        Some(format!("{}: {}", set.recording(*recording)?.name, words(look)?))
    };
    looks.iter().filter_map(said).collect()
}

fn words_of_outputs(outputs: Outputs) -> Option<&'static str> {
    Some(match outputs {
        Outputs::Logits => return None,
        Outputs::Probabilities => {
            "probabilities, not logits (its rows sum to 1): they are used as they are, without a softmax"
        }
        Outputs::LogProbabilities => {
            "log-probabilities, not logits (exp of a row sums to 1): none is above 0, so active_fraction means nothing there"
        }
        Outputs::Sigmoids => {
            "numbers from 0 to 1 that do not sum to 1: each is taken for the probability of its category, without a softmax"
        }
        Outputs::Logit => "one logit for two categories: above 0 is taken for category 1",
        Outputs::Probability => {
            "one probability for two categories: above 0.5 is taken for category 1"
        }
    })
}

fn words_of_look(analyst: &Analyst, layer: LayerId, look: &Look) -> Option<String> {
    let set = analyst.set();
    let info = set.model.layer(layer)?;
    let name = &info.name;
    let percent = |share: f64| format!("{:.0} %", 100. * share);
    Some(match *look {
        Look::Rectified => return None,
        // Most likely the logits.
        Look::Signed(_) if info.neurons == set.categories.len() || info.is_called_classifier() => {
            return None;
        }
        Look::Signed(share) => format!(
            "{name}: {} of its activations are negative: recorded before its ReLU? \"active\" (above 0) and \"dead\" (never varies) then mean little",
            percent(share)
        ),
        Look::Shallow(share, lowest) => format!(
            "{name}: {} of its activations are negative, none below {lowest:.2}: after a GELU or SiLU? \"active\" means above 0, \"dead\" never varies",
            percent(share)
        ),
        Look::Bounded => format!(
            "{name}: its activations reach from -1 to 1: after a tanh? \"active\" means above 0, \"dead\" never varies"
        ),
        Look::Sigmoid => format!(
            "{name}: all activations lie above 0 and below 1: after a sigmoid? \"active\" then means nothing, \"dead\" never varies"
        ),
        Look::Positive => format!(
            "{name}: all activations are above 0: \"active\" then means nothing, \"dead\" never varies"
        ),
        Look::Probabilities => format!(
            "{name}: its rows are probabilities that sum to 1: \"active\" then means nothing, \"dead\" never varies"
        ),
        Look::LogProbabilities => format!(
            "{name}: its rows are log-probabilities, none above 0: \"active\" then means nothing, \"dead\" never varies"
        ),
    })
}
