//! Where a neuron's change stands among those that no shift would make, from the images of both recordings.

use std::ops::Range;

use super::Analyst;
use crate::analysis::exchange::{Drawn, Exchange, LANES};
use crate::analysis::null::{normal_scores, pearson, percentile};
use crate::analysis::profile::Profile;
use crate::analysis::shared::{Shared, Side};
use crate::analysis::summary::{LayerSummary, TURNED, TurnedSums};
use crate::ids::{LayerId, RecordingId};
use crate::recording::Fault;

/// Draws without a shift.
const DRAWS: usize = 199;

/// The neurons of a block, at most [`LANES`] of them, in a recording against the reference, `(neurons)`.
///
/// From the images where both recordings have them; from normal distributions around the sums where one is a summary.
pub(super) fn without_shift(
    analyst: &Analyst,
    other: RecordingId,
    (layer, neurons): (LayerId, Range<usize>),
) -> Result<Vec<Drawn>, Fault> {
    let reference = analyst.set().reference;
    let is_summary = |id| analyst.recording(id).map(|recording| recording.summary().is_some());
    if is_summary(reference)? || is_summary(other)? {
        let summaries = [analyst.summary(reference, layer)?, analyst.summary(other, layer)?];
        return Ok(neurons
            .map(|neuron| from_sums([&summaries[0], &summaries[1]], neuron))
            .collect());
    }
    let both = [reference, other];
    let truths = [analyst.truths(reference)?, analyst.truths(other)?];
    let groups = [analyst.recording(reference)?.groups(), analyst.recording(other)?.groups()];
    let mut exchange = Exchange::new(truths, groups);
    if exchange.is_empty() {
        return Ok(vec![Drawn::default(); neurons.len()]);
    }
    for (side, recording) in both.into_iter().enumerate() {
        read(analyst, recording, (layer, neurons.clone()), |image, row| {
            exchange.add(side, image, row);
        })?;
    }
    let drawn = exchange.draw(DRAWS, neurons.start as u64);
    Ok(drawn.into_iter().take(neurons.len()).collect())
}

/// Reads some neurons of every image that has a category; those beyond the last are 0.
fn read(
    analyst: &Analyst,
    id: RecordingId,
    (layer, neurons): (LayerId, Range<usize>),
    mut take: impl FnMut(usize, &[f64; LANES]),
) -> Result<(), Fault> {
    /// Rows that are fetched before they are read.
    const AHEAD: usize = 16;
    let recording = analyst.recording(id)?;
    let truths = analyst.truths(id)?;
    let fault = |error| recording.fault(error);
    let rows = recording.rows(layer).map_err(fault)?;
    let mut row = [0.0; LANES];
    let width = neurons.len().min(LANES);
    for (image, truth) in truths.iter().enumerate() {
        if image + AHEAD < truths.len() {
            rows.fetch(image + AHEAD, neurons.clone());
        }
        if truth.is_some() {
            rows.read(image, neurons.clone(), &mut row[..width]).map_err(fault)?;
            take(image, &row);
        }
    }
    recording.check(layer).map_err(fault)
}

/// A neuron of which only sums are known.
fn from_sums(summaries: [&LayerSummary; 2], neuron: usize) -> Drawn {
    let mut sides = <[Side; 2]>::default();
    for (side, summary) in sides.iter_mut().zip(summaries) {
        let (mut sums, mut profile) = (TurnedSums::default(), Profile::default());
        sums.fill(summary, neuron / TURNED * TURNED);
        sums.profile(summary, neuron, &mut profile);
        side.fill(&profile);
    }
    let mut buffers = <[Side; 2]>::default();
    let shared = Shared::between(&sides[0], &sides[1], &mut buffers);
    let (scores, spurious): (Vec<f64>, Vec<f64>) =
        normal_scores(shared, DRAWS, neuron as u64).into_iter().unzip();
    let own = pearson(&shared.reference.mean, &shared.other.mean).map(|r| 1.0 - r);
    Drawn { percentile: percentile(own, &scores), spurious }
}
