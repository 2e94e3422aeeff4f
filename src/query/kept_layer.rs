//! The statistics of a layer in the store, for a second start that does not touch the summaries.

use super::{Analyst, RecordingLayer, kept};
use crate::ids::{CategoryId, LayerId, RecordingId};
use crate::store::Key;

/// Changes whenever a statistic is computed in another way.
const VERSION: u32 = 2;

/// What the statistics are kept under: the summaries that they come from, and the reference. `None` if one of the
/// summaries is not kept.
pub(super) fn key(analyst: &Analyst, layer: LayerId) -> Option<Key> {
    let set = analyst.set();
    let key = Key::new("statistics", VERSION)
        .with("summaries", kept::VERSION.to_string())
        .with("reference", set.reference.to_string());
    (0..set.recordings.len())
        .map(RecordingId)
        .try_fold(key, |key, recording| Some(key.of_key(&analyst.summary_key(recording, layer)?)))
}

/// The statistics that were kept, one a recording, if they are of this layer.
pub(super) fn find(
    analyst: &Analyst,
    layer: LayerId,
    key: Option<&Key>,
) -> Option<Vec<RecordingLayer>> {
    let sections = analyst.store().get(key?)?;
    let [json] = sections.as_slice() else { return None };
    let found: Vec<RecordingLayer> = serde_json::from_slice(json.read().ok()?).ok()?;
    let set = analyst.set();
    let expected = (0..set.recordings.len()).map(RecordingId);
    let width = set.model.layer(layer)?.neurons;
    let is_right = |of: &RecordingLayer| fits(of, width, set.categories.len());
    let are_all = found.iter().map(|of| of.recording).eq(expected);
    (are_all && found.iter().all(is_right)).then_some(found)
}

/// Keeps the statistics.
pub(super) fn put(analyst: &Analyst, key: Option<&Key>, recordings: &[RecordingLayer]) {
    if let (Some(key), Ok(json)) = (key, serde_json::to_vec(recordings)) {
        analyst.store().put(key, &[&json]);
    }
}

/// Whether there is one of everything for each neuron, and no category beyond the last.
fn fits(of: &RecordingLayer, width: usize, n_categories: usize) -> bool {
    let is_known = |category: CategoryId| category.index() < n_categories;
    let lengths = [of.own.len(), of.top_means.len(), of.gaps.len()];
    let pairs = of.pairs.as_ref().map_or((width, width), |pairs| (pairs.len(), of.q.len()));
    lengths == [width; 3]
        && pairs == (width, width)
        && of.own.iter().all(|own| own.selectivity.preferred.is_none_or(is_known))
}
