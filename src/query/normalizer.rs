//! What activations are divided by: a neuron's maximum in a recording, or its 99.9th percentile there.

use std::sync::{Arc, PoisonError};

use ndarray::{Array1, ArrayView1};
use rayon::prelude::*;

use super::{Analyst, KeptImages, summary};
use crate::analysis::profile::Profile;
use crate::analysis::rank::Ranked;
use crate::analysis::summary::{LayerSummary, NeuronPart};
use crate::analysis::tuning::{HIGH_PERCENT, percentile};
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
    if recording.summary().is_none() {
        for (neuron, value) in read(analyst, (id, layer), &open)? {
            if let Some(place) = values.get_mut(neuron) {
                *place = value;
            }
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
            Self::Percentile => percentile_of(&part.top, (finite, part.active), part.min),
        }
    }
}

/// The percentile as the top activations of a neuron tell it; `None` where they do not reach down to it.
pub(super) fn known_percentile(profile: &Profile) -> Option<f64> {
    let counts = (profile.finite, profile.active);
    let value = percentile_of(&profile.top, counts, profile.min).value();
    Some(value).filter(|value| value.is_finite())
}

/// The percentile from the top activations, if they reach down to it: of so many finite activations, of which so many
/// are above 0, with this minimum.
fn percentile_of(top: &[Ranked<ImageId>], (finite, active): (u64, u64), min: f64) -> Highest {
    let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let active = count(active);
    let Some(last) = count(finite).checked_sub(1) else { return Highest::Known(f64::NAN) };
    let (below, share) = percentile_place(last);
    // By rank from the highest, which has 0. The top activations leave out zeros, so that nothing below those above 0
    // has its place there; where nothing is negative they are followed by zeros.
    let at = |rank: usize| match top.get(rank) {
        Some(ranked) if rank < active => Some(ranked.value),
        _ if rank >= active && min >= 0. => Some(0.),
        _ => None,
    };
    let lower = last - below;
    match (at(lower), at(lower.saturating_sub(1))) {
        (Some(lower), Some(upper)) => Highest::Known(lower + (upper - lower) * share),
        _ => Highest::ToBeRead,
    }
}

/// Where the percentile lies among values of ascending places 0 to `last`: above which, and how far towards the next.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place below the last, which is not negative"
)]
fn percentile_place(last: usize) -> (usize, f64) {
    let place = last as f64 * HIGH_PERCENT / 100.;
    (place.floor() as usize, place.fract())
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::rank::top_images;
    use crate::analysis::summary::TOP_IMAGES;

    /// What the top activations say of the percentile.
    fn known(activations: &[f64]) -> Highest {
        let min = activations.iter().copied().fold(f64::NAN, f64::min);
        let active = activations.iter().filter(|value| **value > 0.).count();
        let top = top_images(ArrayView1::from(activations), TOP_IMAGES);
        percentile_of(&top, (activations.len() as u64, active as u64), min)
    }

    proptest! {
        #[test]
        fn what_the_top_activations_say_is_what_all_of_them_say(
            activations in prop::collection::vec(prop_oneof![Just(0.), 0.0..9.0, -1.0..0.1], 0..3000),
            lift in prop_oneof![Just(0.), Just(1.)],
        ) {
            let activations: Vec<f64> = activations.iter().map(|value| value + lift).collect();
            let expected = percentile(activations.iter().copied(), HIGH_PERCENT);
            match known(&activations) {
                Highest::Known(value) if expected.is_none() => prop_assert!(value.is_nan()),
                Highest::Known(value) => prop_assert!((value - expected.unwrap()).abs() < 1e-12),
                Highest::ToBeRead => prop_assert!(activations.iter().any(|value| *value < 0.)),
            }
        }
    }

    #[test]
    fn beyond_the_top_activations_all_are_read() {
        let activations: Vec<f64> = (0..150_000).map(f64::from).collect();
        assert!(matches!(known(&activations), Highest::ToBeRead));
        let silent = vec![0.; 150_000];
        assert!(matches!(known(&silent), Highest::Known(value) if value == 0.));
    }
}
