//! Neurons of which nothing changed: how often a verdict, a q value or a percentile says otherwise.

use deephys::analysis::drift::benjamini_hochberg;
use deephys::analysis::exchange::{Exchange, LANES};
use deephys::analysis::own::Digest;
use deephys::analysis::pair::Pair;
use deephys::analysis::profile::Profile;
use deephys::analysis::shared::Scratch;
use deephys::analysis::verdict::Verdict;
use deephys::ids::CategoryId;
use ndarray::Array1;

use super::planted::Random;

/// How activity is spread within a category.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Spread {
    /// Normal, on both sides of 0.
    Signed,
    /// Normal with the half below 0 cut off.
    Rectified,
    /// Normal with all but the highest tenth cut off.
    Sparse,
    /// Lognormal, with what is below its mean and one deviation cut off.
    Skewed,
}

/// A layer without a shift: two recordings drawn alike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) categories: usize,
    /// Images of a category in the reference and the other.
    pub(crate) images: [usize; 2],
    pub(crate) spread: Spread,
    /// Standard deviation of the preferences, in that of the noise.
    pub(crate) strength: f64,
}

/// How often something is said of neurons that did not change, as a share of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Rates {
    /// Re-tuned or lost, partly or not.
    pub(crate) changed: f64,
    pub(crate) gain: f64,
    pub(crate) too_noisy: f64,
    /// q below .05.
    pub(crate) q: f64,
    /// Null percentile above .95, of the neurons that have one.
    pub(crate) percentile: f64,
}

impl Cell {
    /// The rates over so many neurons, a multiple of [`LANES`]; percentiles only where they are wanted.
    pub(crate) fn rates(self, neurons: usize, with_percentiles: bool) -> Rates {
        let seed = self.categories * 31 + self.images[0] * 7 + self.images[1];
        let mut random = Random((seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let ids = self.images.map(|images| {
            (0..images * self.categories).map(|i| Some(CategoryId(i % self.categories))).collect()
        });
        let (mut verdicts, mut p, mut percentiles) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..neurons / LANES {
            let block: Vec<[Array1<f64>; 2]> =
                (0..LANES).map(|_| self.neuron(&ids, &mut random)).collect();
            for neuron in &block {
                let pair = self.pair(neuron, &ids);
                verdicts.push(pair.verdict);
                p.push(pair.within_p);
            }
            if with_percentiles {
                percentiles.extend(drawn(&block, &ids));
            }
        }
        let of = |is: fn(&Verdict) -> bool| share(verdicts.iter().flatten(), is);
        let q = benjamini_hochberg(&p);
        Rates {
            changed: of(|verdict| {
                use Verdict::{PartlyLost, PartlyReTuned, ReTuned, TuningLost};
                matches!(verdict, ReTuned | PartlyReTuned | TuningLost | PartlyLost)
            }),
            gain: of(|verdict| matches!(verdict, Verdict::Gain(_))),
            too_noisy: of(|verdict| matches!(verdict, Verdict::TooNoisy)),
            q: share(q.iter().flatten(), |q| *q < 0.05),
            percentile: share(percentiles.iter(), |percentile| *percentile > 0.95),
        }
    }

    /// A neuron's activations in both recordings.
    fn neuron(self, ids: &[Vec<Option<CategoryId>>; 2], random: &mut Random) -> [Array1<f64>; 2] {
        let preferences: Vec<f64> =
            (0..self.categories).map(|_| self.strength * random.normal()).collect();
        ids.each_ref().map(|ids| {
            let categories = ids.iter().flatten();
            categories.map(|of| self.activation(preferences[of.index()], random)).collect()
        })
    }

    fn activation(self, preference: f64, random: &mut Random) -> f64 {
        let spread = (1.0 + self.strength * self.strength).sqrt();
        match self.spread {
            Spread::Signed => preference + random.normal(),
            Spread::Rectified => (preference + random.normal()).max(0.0),
            Spread::Sparse => (preference + random.normal() - 1.28 * spread).max(0.0),
            Spread::Skewed => {
                let deviation = (1.0_f64.exp() - 1.0).sqrt() * 0.5_f64.exp();
                let noise = (random.normal().exp() - 0.5_f64.exp()) / deviation;
                (preference + noise - spread).max(0.0)
            }
        }
    }

    fn pair(self, neuron: &[Array1<f64>; 2], ids: &[Vec<Option<CategoryId>>; 2]) -> Pair {
        let mut scratch = Scratch::default();
        let mut digests = [Digest::default(), Digest::default()];
        for ((digest, activations), ids) in digests.iter_mut().zip(neuron).zip(ids) {
            let profile = Profile::of(activations.view(), ids, None, self.categories, 0);
            digest.fill(&profile, ids, &mut scratch);
        }
        Pair::of(&digests[0], &digests[1], &mut scratch)
    }
}

/// The null percentiles of a block of neurons.
fn drawn(
    block: &[[Array1<f64>; 2]],
    ids: &[Vec<Option<CategoryId>>; 2],
) -> impl Iterator<Item = f64> {
    let mut exchange = Exchange::new([&ids[0], &ids[1]], [None, None]);
    for recording in 0..2 {
        for (image, _) in ids[recording].iter().enumerate() {
            let row = std::array::from_fn(|lane| block[lane][recording][image]);
            exchange.add(recording, image, &row);
        }
    }
    exchange.draw(199, 1).into_iter().filter_map(|drawn| drawn.percentile)
}

fn share<T>(of: impl Iterator<Item = T> + Clone, is: fn(T) -> bool) -> f64 {
    of.clone().map(is).filter(|is| *is).count() as f64 / of.count().max(1) as f64
}

pub(crate) const SPREADS: [Spread; 4] =
    [Spread::Signed, Spread::Rectified, Spread::Sparse, Spread::Skewed];

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails where a rate is beyond its bound. A share of so many neurons scatters: two standard errors are added.
    fn assert_calibrated(cell: Cell, neurons: usize, with_percentiles: bool) {
        let rates = cell.rates(neurons, with_percentiles);
        let beyond = |bound: f64| bound + 2.0 * (bound * (1.0 - bound) / neurons as f64).sqrt();
        assert!(rates.changed < beyond(0.01), "{cell:?}: {rates:?}");
        assert!(rates.gain < beyond(0.02), "{cell:?}: {rates:?}");
        assert!(rates.q < beyond(0.01), "{cell:?}: {rates:?}");
        assert!((0.0..=1.0).contains(&rates.too_noisy));
        if with_percentiles {
            let off = (rates.percentile - 0.05).abs();
            assert!(
                off < 0.02 + 2.0 * (0.05 * 0.95 / neurons as f64).sqrt(),
                "{cell:?}: {rates:?}"
            );
        }
    }

    #[test]
    fn nothing_is_said_of_neurons_that_did_not_change() {
        for (categories, images) in [(10, [5, 5]), (10, [20, 20]), (10, [40, 5]), (100, [5, 5])] {
            for spread in SPREADS {
                for strength in [0.0, 1.0, 2.0] {
                    let cell = Cell { categories, images, spread, strength };
                    assert_calibrated(cell, 160, false);
                }
            }
        }
    }

    #[test]
    fn percentiles_are_uniform() {
        for (categories, images) in [(10, [5, 5]), (10, [20, 20]), (100, [5, 5])] {
            for spread in [Spread::Rectified, Spread::Sparse] {
                let cell = Cell { categories, images, spread, strength: 1.0 };
                assert_calibrated(cell, 320, true);
            }
        }
    }

    #[test]
    fn other_frequencies_of_the_categories_are_no_change() {
        let ids = [(0..600), (0..600)].map(|images| {
            images
                .map(|i: usize| Some(CategoryId(if i.is_multiple_of(2) { i % 10 } else { 3 })))
                .collect::<Vec<_>>()
        });
        let even: Vec<_> = (0..600).map(|i| Some(CategoryId(i % 10))).collect();
        let ids = [even, ids[1].clone()];
        let cell =
            Cell { categories: 10, images: [60, 60], spread: Spread::Rectified, strength: 1.0 };
        let mut random = Random(5);
        let pairs = (0..160).map(|_| cell.pair(&cell.neuron(&ids, &mut random), &ids));
        let (within, marginal): (Vec<_>, Vec<_>) =
            pairs.map(|pair| (pair.within_p, pair.ks_p)).unzip();
        let found =
            |p: &[Option<f64>]| share(benjamini_hochberg(p).iter().flatten(), |q| *q < 0.05);
        assert!(found(&within) < 0.01, "{}", found(&within));
        assert!(found(&marginal) > 0.5, "the marginal one sees them: {}", found(&marginal));
    }
}
