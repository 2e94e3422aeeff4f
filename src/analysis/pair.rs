//! What became of a neuron between the reference and another recording.

use serde::{Deserialize, Serialize};

use super::anova::{Shares, shares};
use super::cdf::distances;
use super::counted;
use super::drift;
use super::fit::{Fit, fit};
use super::order::{correlation, extremes};
use super::own::Digest;
use super::reliability::corrected;
use super::scores::Scores;
use super::shared::{Scratch, Shared, Side};
use super::verdict::{Verdict, verdict};

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
    /// The numbers from what is known of the neuron in both recordings.
    pub fn of(reference: &Digest, other: &Digest, scratch: &mut Scratch) -> Self {
        let Scratch { order, ranks, weights, sides, .. } = scratch;
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
        let fit = fit(shared, weights);
        let images = (counted(reference.finite), counted(other.finite));
        let verdict = verdict(of_it, of_other, images, &fit);
        let distances = distances(&reference.cdf, &other.cdf);
        let ks = distances.map(|of| of.kolmogorov_smirnov);
        let scale = of_it.deviation;
        Self {
            scores: scores(shared, rho, of_it.max),
            rho,
            corrected_rho: corrected(rho, of_it.reliability, of_other.reliability),
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

/// The scores of [`super::scores::scores`], from the correlation that is already known.
fn scores(shared: Shared<'_>, rho: Option<f64>, reference_max: Option<f64>) -> Scores {
    let Some(scale) = reference_max.filter(|max| *max > 0.0) else {
        return Scores::default();
    };
    let highest = |side: &Side| extremes(&side.mean).1;
    let novelty = (highest(shared.reference) - highest(shared.other)) / scale;
    let novelty = Some(novelty).filter(|novelty| novelty.is_finite());
    Scores { spurious: rho.map(|rho| 1.0 - rho.abs()), novelty }
}
