//! What became of a neuron between the reference and another recording.

use serde::Serialize;

use super::anova::{Shares, shares};
use super::drift;
use super::fit::{Fit, fit};
use super::histogram;
use super::order::correlation;
use super::own::{Own, both};
use super::profile::Profile;
use super::reliability::corrected;
use super::scores::Scores;
use super::shared::{Scratch, Shared};
use super::verdict::{Verdict, verdict};

/// What became of a neuron between the reference and another recording; each number is `None` where undefined.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Pair {
    /// The paper's [scores](super::scores::scores).
    pub scores: Scores,
    /// Spearman's correlation of the category means over shared categories, -1 to 1. `None` below 3
    /// of them and where a tuning is constant.
    pub rho: Option<f64>,
    /// `rho` [corrected](corrected) for noise; `None` too where the tuning is too noisy to say.
    pub corrected_rho: Option<f64>,
    /// Gain, offset and how badly they explain the change.
    pub fit: Fit,
    /// What the variance goes with.
    pub shares: Shares,
    /// [Drift within categories](drift::by_category), in standard deviations of the reference.
    pub drift: Option<f64>,
    /// [Drift of all activity](drift::of_all), in standard deviations of the reference.
    pub drift_of_all: Option<f64>,
    /// D of Kolmogorov and Smirnov of all activity, 0 to 1.
    pub ks: Option<f64>,
    /// The [p value](drift::ks_p_value) of `ks`, to be made a q value over the layer.
    pub ks_p: Option<f64>,
    /// What it comes to.
    pub verdict: Option<Verdict>,
    /// The table's default order, descending: the most believable change of tuning first.
    ///
    /// [`Fit::change`]; 0 for a neuron newly dead or newly alive, whose change is plain but no re-tuning;
    /// `None` for one dead in both, and without a fit.
    pub change: Option<f64>,
}

impl Pair {
    /// The numbers from the profiles of both recordings and what they say by themselves.
    pub fn of(
        (reference, reference_own): (&Profile, &Own),
        (other, other_own): (&Profile, &Own),
        scratch: &mut Scratch,
    ) -> Self {
        scratch.shared.fill(reference, other);
        let rho = rank_correlation(scratch);
        let shared = &scratch.shared;
        let fit = fit(shared);
        let images = (histogram::count(reference.finite), histogram::count(other.finite));
        let verdict = verdict(reference_own, other_own, images, &fit);
        let distances = histogram::distances(&both(reference), &both(other));
        let ks = distances.map(|of| of.kolmogorov_smirnov);
        let scale = reference_own.deviation;
        Self {
            scores: scores(shared, rho, reference_own.max),
            rho,
            corrected_rho: corrected(rho, reference_own.reliability, other_own.reliability),
            fit,
            shares: shares(shared),
            drift: drift::by_category(shared, scale),
            drift_of_all: distances.and_then(|of| drift::of_all(&of, scale)),
            ks,
            ks_p: ks.and_then(|d| drift::ks_p_value(d, reference.finite, other.finite)),
            verdict,
            change: match verdict {
                Some(Verdict::Dead) => None,
                Some(Verdict::NewlyDead | Verdict::NewlyAlive) => Some(0.0),
                _ => fit.change,
            },
        }
    }
}

fn rank_correlation(scratch: &mut Scratch) -> Option<f64> {
    let Scratch { shared, order, ranks: [ranks_a, ranks_b], .. } = scratch;
    order.rank(&shared.reference.mean, ranks_a);
    order.rank(&shared.other.mean, ranks_b);
    correlation(ranks_a, ranks_b)
}

/// The scores of [`super::scores::scores`], from the correlation that is already known.
fn scores(shared: &Shared, rho: Option<f64>, reference_max: Option<f64>) -> Scores {
    let Some(scale) = reference_max.filter(|max| *max > 0.0) else {
        return Scores::default();
    };
    let highest = |means: &[f64]| means.iter().copied().reduce(f64::max);
    let fall = highest(&shared.reference.mean).zip(highest(&shared.other.mean));
    let novelty = fall.map(|(a, b)| (a - b) / scale).filter(|novelty| novelty.is_finite());
    Scores { spurious: rho.map(|rho| 1.0 - rho.abs()), novelty }
}
