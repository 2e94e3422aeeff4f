//! The confusion matrix of a recording, and an order of the categories by all of them.

use super::Analyst;
use crate::analysis::matrix::{Matrix, clustered};
use crate::ids::{CategoryId, RecordingId};
use crate::recording::Fault;

/// How often each category of a recording is taken for each.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixAnswer {
    /// The counts; `None` without labels or a classification layer, and for a summary.
    pub matrix: Option<Matrix>,
}

pub(super) fn answer(analyst: &Analyst, recording: RecordingId) -> Result<MatrixAnswer, Fault> {
    let of = analyst.recording(recording)?;
    let predictions = analyst.predictions(recording)?.filter(|_| of.has_labels());
    let n_categories = analyst.set().categories.len();
    let truths = analyst.truths(recording)?;
    let matrix = predictions.map(|made| Matrix::of(truths, &made, n_categories));
    Ok(MatrixAnswer { matrix })
}

/// All categories, those that are confused in any recording side by side. Recordings that cannot be read are left out.
pub(super) fn order(analyst: &Analyst) -> Vec<CategoryId> {
    let all = (0..analyst.set().recordings.len()).map(RecordingId);
    let matrices: Vec<Matrix> =
        all.filter_map(|recording| answer(analyst, recording).ok()?.matrix).collect();
    clustered(&matrices.iter().collect::<Vec<_>>())
}
