//! A layer in one go, for somebody who asks nothing else: recordings are read and compared group of neurons by group.

use std::sync::Arc;

use rayon::prelude::*;

use super::Analyst;
use super::layer::{self, Desk, Known, LayerAnswer, of_group, recordings};
use super::pool::Pool;
use super::summary::{Buffers, LayerPass};
use crate::ids::{LayerId, RecordingId};
use crate::recording::RecordingSet;

/// Everything about a layer in one go over all recordings, group of neurons by group: nothing is kept, so that no memory
/// is needed for more than a few groups. It says what [`layer::answer`] does, to which all is left that is out of the
/// ordinary.
pub(super) fn answer(analyst: &Analyst, layer: LayerId) -> LayerAnswer {
    at_once(analyst, layer).unwrap_or_else(|| layer::answer(analyst, layer))
}

/// `None` where a recording cannot be read, or is a summary already.
fn at_once(analyst: &Analyst, layer: LayerId) -> Option<LayerAnswer> {
    let set = analyst.set();
    let ids: Vec<RecordingId> = (0..set.recordings.len()).map(RecordingId).collect();
    let progress = analyst.progress(layer);
    let wrong: Vec<Option<Vec<bool>>> =
        ids.iter().map(|&recording| analyst.wrong(recording).ok()).collect::<Option<_>>()?;
    let pass = |(&recording, wrong): (&RecordingId, &Option<Vec<bool>>)| {
        let of = set.recording(recording).filter(|of| of.summary().is_none())?;
        let kept = analyst.kept(recording).ok()?;
        LayerPass::new((of, kept), layer, (set.categories.len(), wrong.as_deref(), 0), &progress)
            .ok()
    };
    let passes: Vec<LayerPass<'_>> = ids.iter().zip(&wrong).map(pass).collect::<Option<_>>()?;
    let (buffers, desks) = (Buffers::default(), Pool::<Desk>::default());
    let n_groups = passes.first().map_or(0, LayerPass::n_groups);
    let per_range = passes.iter().map(LayerPass::groups_per_range).min().unwrap_or(1);
    let groups: Option<Vec<Vec<Known>>> = (0..n_groups.div_ceil(per_range))
        .into_par_iter()
        .map(|range| {
            let groups = range * per_range..((range + 1) * per_range).min(n_groups);
            let summary = |(&recording, pass): (&RecordingId, &LayerPass<'_>)| {
                Some((recording, Arc::new(pass.of_groups(groups.clone(), &buffers).ok()?)))
            };
            let summaries: Vec<_> = ids.iter().zip(&passes).map(summary).collect::<Option<_>>()?;
            if range == 0 {
                // Whoever looks at a few neurons afterwards need not read them again.
                analyst.keep_first(layer, summaries.iter().cloned());
            }
            // By group again, for a thread that has no range left.
            let known = (0..groups.len()).into_par_iter().map_init(
                || desks.lend(),
                |desk, group| of_group(set, &summaries, group, &mut desk.item),
            );
            Some(known.flatten_iter().collect())
        })
        .collect();
    let groups = groups?;
    passes.iter().all(|pass| pass.check().is_ok()).then_some(())?;
    let_go(set, layer);
    let recordings = recordings(set, &ids, groups);
    Some(LayerAnswer { layer, recordings, faults: Vec::new() })
}

/// Gives back the memory that the files were read through, beside whatever comes next: the end of the program would do
/// it alone, one file after the other.
fn let_go(set: &Arc<RecordingSet>, layer: LayerId) {
    for recording in (0..set.recordings.len()).map(RecordingId) {
        let set = Arc::clone(set);
        rayon::spawn(move || {
            if let Some(of) = set.recording(recording) {
                of.let_go(layer);
            }
        });
    }
}
