//! What became of a neuron between the reference and another recording.

use serde::{Deserialize, Serialize};

use super::anova::{Shares, shares};
use super::cdf::distances;
use super::change::{Change, change};
use super::comparison::Comparison;
use super::counted;
use super::drift;
use super::fit::{Fit, fit};
use super::order::{correlation, extremes};
use super::own::{Digest, State};
use super::reliability::corrected;
use super::scores::Scores;
use super::shared::{Scratch, Shared, Side};
use super::verdict::{Verdict, verdict};
use super::within;

/// What became of a neuron between the reference and another recording; each number is `None` where undefined.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Pair {
    /// The paper's [scores](super::scores::scores).
    pub scores: Scores,
    /// Spearman's correlation of the category means over shared categories, -1 to 1. `None` below 3
    /// of them and where a tuning is constant.
    pub rho: Option<f64>,
    /// `rho` [corrected] for noise; `None` too where the tuning is too noisy to say.
    pub corrected_rho: Option<f64>,
    /// Gain, offset and how badly they explain the change; outliers moved.
    pub fit: Fit,
    /// How much of the tuning is re-tuned or gone; outliers moved.
    pub tuning: Change,
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
    /// The [p value](within::p_value) of a change within categories, to be made a q value over the layer.
    pub within_p: Option<f64>,
    /// What it comes to.
    pub verdict: Option<Verdict>,
    /// The table's default order, descending: the most believable change of tuning first.
    ///
    /// [`Change::lower`]; at least 0 for a neuron newly dead, and 0 for one newly alive, whose change is plain but
    /// of no tuning that the reference has; `None` for one dead in both, and where it is not defined.
    pub change: Option<f64>,
}

impl Pair {
    /// The numbers from what is known of the neuron in both recordings.
    pub fn of(reference: &Digest, other: &Digest, scratch: &mut Scratch) -> Self {
        let Scratch { order, ranks, weights, sides, tamed, .. } = scratch;
        let shared = Shared::between(&reference.side, &other.side, sides);
        let rho = if std::ptr::eq(shared.reference, &raw const reference.side) {
            correlation(&reference.ranks, &other.ranks)
        } else {
            let [ranks_a, ranks_b] = ranks;
            order.rank(&shared.reference.mean, ranks_a);
            order.rank(&shared.other.mean, ranks_b);
            correlation(ranks_a, ranks_b)
        };
        let (of_it, of_other) = (&reference.own, &other.own);
        let robust = Shared::between(reference.robust(), other.robust(), tamed);
        let comparison = Comparison::new(robust, weights);
        let fit = comparison.as_ref().map(fit).unwrap_or_default();
        let tuning = comparison.as_ref().map(|of| change(of, &fit)).unwrap_or_default();
        let images = (counted(reference.finite), counted(other.finite));
        let verdict = verdict(of_it, of_other, images, (&fit, &tuning));
        let distances = distances(&reference.cdf, &other.cdf);
        let ks = distances.map(|of| of.kolmogorov_smirnov);
        let scale = of_it.deviation;
        Self {
            scores: scores(shared, rho, (reference, other)),
            rho,
            corrected_rho: corrected(rho, of_it.reliability, of_other.reliability),
            fit,
            tuning,
            shares: shares(shared),
            drift: drift::by_category(shared, scale),
            drift_of_all: distances.and_then(|of| drift::of_all(&of, scale)),
            ks,
            ks_p: ks.and_then(|d| drift::ks_p_value(d, reference.finite, other.finite)),
            within_p: within::p_value(robust),
            verdict,
            change: match verdict {
                Some(Verdict::Dead) => None,
                Some(Verdict::NewlyDead) => Some(tuning.lower.unwrap_or(0.0).max(0.0)),
                Some(Verdict::NewlyAlive) => Some(0.0),
                _ => tuning.lower,
            },
        }
    }
}

/// The scores of [`super::scores::scores`], from the correlation that is already known.
fn scores(shared: Shared<'_>, rho: Option<f64>, (it, other): (&Digest, &Digest)) -> Scores {
    let highest = |side: &Side| extremes(&side.mean).1;
    let novelty = it.scale.map(|unit| (highest(shared.reference) - highest(shared.other)) / unit);
    let novelty = novelty.filter(|novelty| novelty.is_finite());
    // The means of a constant differ in their last bits.
    let is_dead = [it, other].iter().any(|of| of.own.state == Some(State::Dead));
    Scores { spurious: rho.filter(|_| !is_dead).map(|rho| 1.0 - rho.abs()), novelty }
}
