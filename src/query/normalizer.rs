//! What activations are divided by: a neuron's maximum in a recording, or its 99.9th percentile there.

use std::sync::{Arc, PoisonError};

use ndarray::{Array1, ArrayView1};
use rayon::prelude::*;

use super::{Analyst, KeptImages, summary};
use crate::analysis::cdf::Cdf;
use crate::analysis::summary::{LayerSummary, NeuronPart};
use crate::analysis::tuning::{HIGH_PERCENT, percentile, percentile_of_top};
use crate::ids::{ImageId, LayerId, RecordingId};
use crate::recording::{Fault, FormatError};

/// Numbers of a block of neurons that is read at once: 32 MiB.
const BLOCK: usize = 1 << 22;

/// What a neuron's activations are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Normalizer {
    /// The recording that it is taken from.
    pub recording: RecordingId,
    /// Which of the neuron's activations there it is.
    pub by: NormalizedBy,
}

/// Which activation of a neuron is taken for 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum NormalizedBy {
    /// The highest.
    #[default]
    Maximum,
    /// The 99.9th percentile of the finite ones, as `numpy.percentile` interpolates it: one image that is out of the
    /// ordinary does not decide it.
    Percentile,
}

impl Normalizer {
    /// By the maximum in a recording.
    pub fn maximum(recording: RecordingId) -> Self {
        Self { recording, by: NormalizedBy::Maximum }
    }
}

/// What every neuron of a layer is divided by, `(n_neurons)`; NaN where that is not above 0, or not known.
pub(super) fn divisors(
    analyst: &Analyst,
    layer: LayerId,
    normalizer: Normalizer,
) -> Result<Arc<Array1<f64>>, Fault> {
    // The lock is held for the look-up only, not while a whole layer is read.
    let kept = {
        let mut known = analyst.divisors.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry((normalizer, layer)).or_default())
    };
    let found = kept.get_or_init(|| {
        let highest = highest(analyst, layer, normalizer)?;
        Ok(Arc::new(highest.mapv(|value| if value > 0. { value } else { f64::NAN })))
    });
    found.clone()
}

fn highest(
    analyst: &Analyst,
    layer: LayerId,
    Normalizer { recording: id, by }: Normalizer,
) -> Result<Array1<f64>, Fault> {
    let recording = analyst.recording(id)?;
    let failed = |error: FormatError| recording.fault(error);
    let of_parts = |summary: &LayerSummary| -> Vec<Highest> {
        summary.parts().iter().map(|part| by.of_part(part, summary.n_images())).collect()
    };
    let known = if recording.summary().is_some() {
        of_parts(&*analyst.summary(id, layer)?)
    } else {
        let chosen = (recording, analyst.kept(id)?);
        of_parts(&summary::without_categories(chosen, layer).map_err(failed)?)
    };
    let is_open = |neuron: &usize| matches!(known.get(*neuron), Some(Highest::ToBeRead));
    let open: Vec<usize> = (0..known.len()).filter(is_open).collect();
    let mut values: Array1<f64> = known.iter().map(Highest::value).collect();
    let found = if recording.summary().is_some() {
        estimated(&*analyst.summary(id, layer)?, &open)
    } else {
        read(analyst, (id, layer), &open)?
    };
    for (neuron, value) in found {
        if let Some(place) = values.get_mut(neuron) {
            *place = value;
        }
    }
    Ok(values)
}

/// What is known without looking at each activation.
enum Highest {
    Known(f64),
    ToBeRead,
}

impl Highest {
    fn value(&self) -> f64 {
        match self {
            Self::Known(value) => *value,
            Self::ToBeRead => f64::NAN,
        }
    }
}

impl NormalizedBy {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Maximum => "maximum",
            Self::Percentile => "99.9th percentile",
        }
    }

    /// From what a pass over so many images has seen of a neuron.
    fn of_part(self, part: &NeuronPart, n_images: usize) -> Highest {
        let gaps: u64 = part.gaps.iter().map(|gap| u64::from(gap.1) + u64::from(gap.2)).sum();
        let finite = (n_images as u64).saturating_sub(gaps);
        match self {
            Self::Maximum => Highest::Known(part.max),
            Self::Percentile if finite == 0 => Highest::Known(f64::NAN),
            Self::Percentile => {
                percentile_of_top(&part.top, (finite, part.active), (part.min, part.max))
                    .map_or(Highest::ToBeRead, Highest::Known)
            }
        }
    }
}

/// The percentile of some neurons, from the distribution of their activations.
fn estimated(summary: &LayerSummary, neurons: &[usize]) -> Vec<(usize, f64)> {
    let mut cdf = Cdf::default();
    let parts = neurons.iter().filter_map(|&neuron| Some((neuron, summary.parts().get(neuron)?)));
    let percentile = |(neuron, part): (usize, &NeuronPart)| {
        cdf.fill(&[&part.right, &part.wrong, &part.unlabeled]);
        let value = cdf.quantile(HIGH_PERCENT / 100.)?;
        Some((neuron, value.max(part.min).min(part.max)))
    };
    parts.filter_map(percentile).collect()
}

/// The percentile of some neurons, from their activations.
fn read(
    analyst: &Analyst,
    (id, layer): (RecordingId, LayerId),
    neurons: &[usize],
) -> Result<Vec<(usize, f64)>, Fault> {
    let recording = analyst.recording(id)?;
    let n_images = recording.n_images();
    let kept = analyst.kept(id)?;
    let per_block = (BLOCK / n_images.max(1)).max(1);
    let runs: Vec<&[usize]> =
        neurons.chunk_by(|a, b| a + 1 == *b).flat_map(|run| run.chunks(per_block)).collect();
    let of_run = |run: &&[usize]| {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return Ok(Vec::new()) };
        let block = recording.block(layer, 0..n_images, *first..last + 1);
        let block = block.map_err(|error| recording.fault(error))?;
        let columns = run.iter().zip(block.columns());
        Ok(columns.map(|(neuron, column)| (*neuron, high(column, kept))).collect())
    };
    let found: Result<Vec<Vec<(usize, f64)>>, Fault> = runs.par_iter().map(of_run).collect();
    Ok(found?.into_iter().flatten().collect())
}

fn high(activations: ArrayView1<'_, f64>, kept: Option<&KeptImages>) -> f64 {
    let counts = |image: usize| kept.is_none_or(|kept| kept.has(ImageId(image)));
    let counted = activations.iter().enumerate().filter(|(image, _)| counts(*image));
    percentile(counted.map(|(_, activation)| *activation), HIGH_PERCENT).unwrap_or(f64::NAN)
}
