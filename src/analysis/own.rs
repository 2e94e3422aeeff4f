//! What one recording says of a neuron by itself.

use serde::{Deserialize, Serialize};

use super::cdf::{Cdf, auroc};
use super::counted;
use super::outliers::{Outliers, tame};
use super::profile::Profile;
use super::reliability::reliability;
use super::selectivity::{Selectivity, purity, selectivity};
use super::shared::{Scratch, Side};
use super::tuning::{HIGH_PERCENT, percentile_of_top};
use crate::ids::{CategoryId, ImageId};

/// The share of active images from which on a neuron is [dense](State::Dense).
const DENSE: f64 = 0.95;

/// The highest activations that are known exactly in a distribution whose cells are not.
const SHARPENED: usize = 32;

/// Whether a neuron is of any use in a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It never leaves its resting value: no activation is above 0 and none below, or all are the same.
    Dead,
    /// At least 95 % of the activations are above 0.
    Dense,
    /// Neither.
    Ok,
}

/// What one recording says of a neuron by itself; each number is over its finite activations, and
/// `None` where undefined.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Own {
    /// The highest activation.
    pub max: Option<f64>,
    /// The 99.9th percentile as `numpy.quantile` interpolates it: exact where the top images reach down to it, as they
    /// do up to 100,000 images; else that of 99.8 to 100 % of them.
    pub p999: Option<f64>,
    /// The mean.
    pub mean: Option<f64>,
    /// The standard deviation, as of a population.
    pub deviation: Option<f64>,
    /// The share above 0, 0 to 1.
    pub active_fraction: Option<f64>,
    /// `None` without a finite activation.
    pub state: Option<State>,
    /// Lifetime sparseness, 0 (all images alike) to 1 (one image): (1 - mean² / mean of squares) /
    /// (1 - 1/n) (Vinje and Gallant 2000). `None` for fewer than 2 images, all zeros, and for a neuron
    /// with negative activity, for which it has no meaning.
    pub sparseness: Option<f64>,
    /// How much it prefers a category.
    pub selectivity: Selectivity,
    /// The [purity](purity()) of the top images.
    pub purity: Option<f64>,
    /// The [reliability](reliability()) of its tuning, without its [outliers](Outliers).
    pub reliability: Option<f64>,
    /// What single images do to its tuning.
    pub outliers: Outliers,
    /// The probability that an image predicted wrong drives it more than one predicted right, where equal ones count
    /// half, to 0.005; only images with a category count. `None` where predictions are unknown, all right or all wrong,
    /// and where all activations are equal.
    pub error_auroc: Option<f64>,
}

/// A neuron in one recording, with what several of its statistics need. Buffers, filled again for the next neuron.
#[derive(Debug, Clone, Default)]
pub struct Digest {
    /// What the recording says of the neuron.
    pub own: Own,
    /// The unit of [novelty](super::scores::scores): the neuron's [scale](super::scores::scale).
    pub(super) scale: Option<f64>,
    /// The neuron by category, `(n_categories)`.
    pub side: Side,
    /// The same with its [outliers](Outliers) moved to the next images; only where there are some.
    pub(super) robust: Option<Side>,
    /// Finite activations.
    pub(super) finite: u64,
    /// All finite activations.
    pub(super) cdf: Cdf,
    /// [Centered ranks](super::order::Order::rank) of the means, `(n_categories)`, where every category has one.
    pub(super) ranks: Vec<f64>,
}

impl Digest {
    /// Fills in the neuron's `profile`; `categories`, `(n_images)`, are the true ones, empty if unknown.
    pub fn fill(
        &mut self,
        profile: &Profile,
        categories: &[Option<CategoryId>],
        scratch: &mut Scratch,
    ) {
        self.fill_with(profile, &|image| categories.get(image.index()).copied().flatten(), scratch);
    }

    /// The same where the categories are not known of all images: `category_of` those of the top and bottom images.
    pub fn fill_with(
        &mut self,
        profile: &Profile,
        category_of: &dyn Fn(ImageId) -> Option<CategoryId>,
        scratch: &mut Scratch,
    ) {
        let Self { own, scale, side, robust, finite, cdf, ranks } = self;
        *scale = super::scores::scale(profile.min, profile.max);
        *finite = profile.finite;
        cdf.fill(&profile.distributions());
        if !profile.is_known_exactly() {
            let highest = profile.top.iter().map(|top| top.value).take_while(|value| *value > 0.0);
            let highest: Vec<f64> = highest.take(SHARPENED).collect();
            cdf.sharpen(&highest, profile.min);
        }
        side.fill(profile);
        if side.is_complete() {
            scratch.order.rank(&side.mean, ranks);
        }
        let outliers = tame(profile, category_of, side, robust);
        *own = Own {
            selectivity: selectivity(profile, side, scratch),
            purity: purity(&profile.top, category_of),
            reliability: reliability(robust.as_ref().unwrap_or(side)),
            outliers,
            error_auroc: error_auroc(profile, scratch),
            ..Own::of(profile, cdf)
        };
    }
}

impl Digest {
    /// The neuron by category, its outliers moved where there are some.
    pub fn robust(&self) -> &Side {
        self.robust.as_ref().unwrap_or(&self.side)
    }
}

impl Own {
    /// What needs no category, from the profile and all its activations.
    fn of(profile: &Profile, cdf: &Cdf) -> Self {
        let counts = (profile.finite, profile.active);
        let known = percentile_of_top(&profile.top, counts, (profile.min, profile.max));
        let within = |value: f64| value.max(profile.min).min(profile.max);
        let active = counted(profile.active) / counted(profile.finite);
        let active = Some(active).filter(|_| profile.finite > 0);
        Self {
            max: Some(profile.max).filter(|max| max.is_finite()),
            p999: known.or_else(|| cdf.quantile(HIGH_PERCENT / 100.0).map(within)),
            mean: profile.mean(),
            deviation: profile.deviation(),
            active_fraction: active,
            state: active.map(|active| state(profile, active)),
            sparseness: sparseness(profile),
            ..Self::default()
        }
    }
}

fn error_auroc(profile: &Profile, scratch: &mut Scratch) -> Option<f64> {
    if profile.wrong.is_empty() || profile.is_constant() {
        return None;
    }
    let [wrong, right] = &mut scratch.cdfs;
    wrong.fill(&[&profile.wrong]);
    right.fill(&[&profile.right]);
    auroc(wrong, right)
}

/// A neuron without negative activity rests at 0 and is dead where it is never above that. Nobody knows where one with
/// negative activity rests: it is dead only where all its activations are the same, as is one that always is the same
/// above 0, because neither tells images apart.
fn state(profile: &Profile, active_fraction: f64) -> State {
    let is_silent = profile.min >= 0.0 && profile.max <= 0.0;
    if is_silent || (profile.max <= profile.min && profile.finite > 1) {
        State::Dead
    } else if active_fraction >= DENSE {
        State::Dense
    } else {
        State::Ok
    }
}

fn sparseness(profile: &Profile) -> Option<f64> {
    let n = counted(profile.finite);
    let squares = profile.sum_of_squares / n;
    if profile.finite < 2 || squares <= 0.0 || profile.min < 0.0 {
        return None;
    }
    let mean = profile.mean()?;
    let sparseness = (1.0 - mean * mean / squares) / (1.0 - 1.0 / n);
    Some(sparseness.clamp(0.0, 1.0)).filter(|sparseness| sparseness.is_finite())
}
