//! The tuning of every neuron of a layer in every recording, in parts of its maximum in the reference.

use std::sync::Arc;

use ndarray::Array2;

use super::Analyst;
use crate::ids::{LayerId, RecordingId};
use crate::recording::Fault;

/// The tunings of a layer.
#[derive(Debug)]
pub struct TuningsAnswer {
    /// One for each recording that could be read, in order.
    pub recordings: Vec<RecordingTunings>,
}

/// What one recording says of the tunings of a layer.
#[derive(Debug)]
pub struct RecordingTunings {
    /// The recording.
    pub recording: RecordingId,
    /// Mean activation by category divided by the neuron's maximum in the reference, as the paper draws it
    /// (arXiv 2303.11912, class-mean heat maps), `(n_categories, n_neurons)`. NaN for a category without images here,
    /// and for a neuron whose maximum in the reference is not above 0.
    pub means: Arc<Array2<f32>>,
    /// How many of them are below 0.
    pub negative: usize,
}

impl TuningsAnswer {
    /// What a recording says.
    pub fn recording(&self, recording: RecordingId) -> Option<&RecordingTunings> {
        self.recordings.iter().find(|of| of.recording == recording)
    }

    /// About how much memory it takes.
    pub fn size_bytes(&self) -> usize {
        self.recordings.iter().map(|of| of.means.len() * size_of::<f32>()).sum()
    }
}

/// The tunings of a layer from its summaries; recordings that cannot be read are left out.
pub(super) fn answer(analyst: &Analyst, layer: LayerId) -> Result<TuningsAnswer, Fault> {
    let set = analyst.set();
    let reference = analyst.summary(set.reference, layer)?;
    let scales: Vec<f64> = reference
        .parts()
        .iter()
        .map(|part| if part.max > 0. { part.max } else { f64::NAN })
        .collect();
    let of = |recording: RecordingId| {
        let summary = analyst.summary(recording, layer).ok()?;
        let mut means = summary.category_means(None);
        for mut row in means.rows_mut() {
            row.iter_mut().zip(&scales).for_each(|(mean, scale)| *mean /= scale);
        }
        let means = means.mapv(narrow);
        let negative = means.iter().filter(|mean| **mean < 0.).count();
        Some(RecordingTunings { recording, means: Arc::new(means), negative })
    };
    let recordings = (0..set.recordings.len()).map(RecordingId).filter_map(of).collect();
    Ok(TuningsAnswer { recordings })
}

/// A mean for a map on the screen.
#[expect(clippy::cast_possible_truncation, reason = "finer than any screen")]
fn narrow(mean: f64) -> f32 {
    mean as f32
}
