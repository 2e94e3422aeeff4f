//! Every neuron of a layer at once: one pass over the file, groups of neurons side by side on all cores.

use rayon::prelude::*;

use super::{Analyst, NeuronSummary, Scores};
use crate::analysis::layer::{LayerAccumulator, LayerTuning};
use crate::analysis::scores::scores;
use crate::ids::{CategoryId, LayerId, NeuronId, RecordingId};
use crate::recording::{Fault, FormatError, Recording};

/// Neurons that one task reads: enough for whole cache lines, few enough for many cores.
const GROUP: usize = 64;
/// Images decoded at a time; with a group of neurons they stay in the cache.
const BLOCK: usize = 256;
/// Most category means of a layer: 1 GiB of numbers, and three times that while they are worked out.
const MOST_MEANS: usize = 1 << 27;

/// One neuron in one recording.
#[derive(Debug, Clone, PartialEq)]
pub struct NeuronRow {
    /// The neuron.
    pub neuron: NeuronId,
    /// The recording.
    pub recording: RecordingId,
    /// Maximum, mean, share of active images.
    pub summary: NeuronSummary,
    /// The category with the highest mean, and that mean.
    pub top_category: Option<(CategoryId, f64)>,
    /// The published scores against the reference; `None` for the reference itself.
    pub scores: Option<Scores>,
}

/// Summary and tuning of every neuron of a layer. The answer does not depend on the number of threads: each
/// group of neurons is read by one task, images in order.
pub(super) fn tuning(
    recording: &Recording,
    layer: LayerId,
    n_categories: usize,
) -> Result<LayerTuning, FormatError> {
    let width = recording.layers().nth(layer.index()).map_or(0, |(_, width)| width);
    if width.saturating_mul(n_categories) > MOST_MEANS {
        return Err(FormatError::invalid(
            "the layer",
            format!(
                "has {width} neurons; with {n_categories} categories that is more means than the {MOST_MEANS} that fit"
            ),
        ));
    }
    let groups: Result<Vec<LayerTuning>, FormatError> = (0..width.div_ceil(GROUP))
        .into_par_iter()
        .map(|group| {
            let neurons = group * GROUP..((group + 1) * GROUP).min(width);
            let mut accumulator = LayerAccumulator::new(neurons.len(), n_categories);
            for first in (0..recording.n_images()).step_by(BLOCK) {
                let images = first..(first + BLOCK).min(recording.n_images());
                let rows = recording.block(layer, images.clone(), neurons.clone())?;
                let categories = recording.categories().get(images).unwrap_or_default();
                accumulator.add(rows.view(), categories);
            }
            Ok(accumulator.finish())
        })
        .collect();
    LayerTuning::side_by_side(&groups?)
        .ok_or_else(|| FormatError::internal("a layer without neurons"))
}

/// One row a neuron and recording, neurons in order and recordings in order within each. Recordings that cannot be
/// read have no rows; when the reference is one of them there are no scores.
pub(super) fn rows(analyst: &Analyst, layer: LayerId, faults: &mut Vec<Fault>) -> Vec<NeuronRow> {
    let set = analyst.set();
    let mut tunings: Vec<(RecordingId, LayerTuning)> = Vec::new();
    for recording in (0..set.recordings.len()).map(RecordingId) {
        match analyst.layer(recording, layer) {
            Ok(tuning) => tunings.push((recording, tuning)),
            Err(fault) => faults.push(fault),
        }
    }
    let reference = tunings.iter().find(|(recording, _)| *recording == set.reference);
    let n_neurons = tunings.first().map_or(0, |(_, tuning)| tuning.n_neurons());
    let mut rows = Vec::new();
    for neuron in (0..n_neurons).map(NeuronId) {
        let expected = reference.map(|(_, tuning)| (tuning.tuning(neuron), tuning.neuron(neuron)));
        for (recording, tuning) in &tunings {
            let others = expected.as_ref().filter(|_| *recording != set.reference);
            rows.push(NeuronRow {
                neuron,
                recording: *recording,
                summary: tuning.neuron(neuron),
                top_category: tuning.top_category(neuron),
                scores: others
                    .map(|(means, summary)| scores(means, &tuning.tuning(neuron), summary.max)),
            });
        }
    }
    rows
}
