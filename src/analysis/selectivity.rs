//! How much a neuron prefers one category, within one recording.

use ndarray::ArrayView1;
use serde::Serialize;

use super::histogram;
use super::normal;
use super::profile::{Moments, Profile};
use super::rank::Ranked;
use super::real;
use crate::ids::{CategoryId, ImageId};

/// How much a neuron prefers its preferred category; each number is `None` where undefined.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Selectivity {
    /// The category with the highest mean; ties go to the lower. `None` without categories.
    pub preferred: Option<CategoryId>,
    /// The class selectivity index, 0 to 1: (highest mean - m) / (highest mean + m) with m the mean
    /// of the other categories' means (Morcos et al. 2018). `None` with fewer than 2 categories, with a negative
    /// mean, and where all are 0. Misleads alone (arXiv 2007.01062).
    pub index: Option<f64>,
    /// d′ of the preferred category against the other images that have one:
    /// `(μ - μ_rest) / √((σ² + σ_rest²) / 2)`, population variances. `None` where nothing varies.
    pub d_prime: Option<f64>,
    /// The [estimated](estimated_auroc) probability that an image of the preferred category drives
    /// the neuron more than another does.
    pub auroc: Option<f64>,
}

/// The selectivity from the sums by category, and `counts`, `(BINS)`, of all activations.
pub fn selectivity(profile: &Profile, counts: &[u32]) -> Selectivity {
    let mut preferred: Option<(usize, Moments)> = None;
    let (mut all, mut means, mut categories, mut lowest) = (Moments::default(), 0.0, 0, f64::MAX);
    for (category, moments) in profile.categories().enumerate().filter(|(_, of)| of.n > 0) {
        let mean = moments.mean();
        if preferred.is_none_or(|(_, best)| mean > best.mean()) {
            preferred = Some((category, moments));
        }
        all = all.and(moments);
        means += mean;
        lowest = lowest.min(mean);
        categories += 1;
    }
    let Some((category, best)) = preferred.filter(|_| means.is_finite()) else {
        return Selectivity::default();
    };
    let others = (means - best.mean()) / (real(categories) - 1.0);
    let index = (best.mean() - others) / (best.mean() + others);
    let rest = Moments {
        n: all.n - best.n,
        sum: all.sum - best.sum,
        sum_of_squares: all.sum_of_squares - best.sum_of_squares,
    };
    Selectivity {
        preferred: Some(CategoryId(category)),
        index: finite(index).filter(|_| categories > 1 && lowest >= 0.0),
        d_prime: d_prime(best, rest),
        auroc: estimated_auroc(best, counts, profile.min >= 0.0).filter(|_| categories > 1),
    }
}

/// `(μ - μ_rest) / √((σ² + σ_rest²) / 2)`; `None` for an empty side and where neither varies.
fn d_prime(of: Moments, rest: Moments) -> Option<f64> {
    let variance = |of: Moments| of.squared_deviations() / f64::from(of.n);
    let spread = f64::midpoint(variance(of), variance(rest)).sqrt();
    (spread > 0.0).then(|| (of.mean() - rest.mean()) / spread).and_then(finite)
}

/// The area under the receiver operating characteristic of a category against the rest, where only
/// the category's moments are known: `of` the category, `counts` all activations by bin.
///
/// The category is taken for normal with its mean and standard deviation, cut at 0 where the neuron
/// `is_rectified` (equal zeros count half). The rest is what remains of all: with the category's share
/// w, the area against all is w / 2 + (1 - w) times that against the rest. `None` without a rest.
pub fn estimated_auroc(of: Moments, counts: &[u32], is_rectified: bool) -> Option<f64> {
    let total = histogram::count(histogram::total(counts));
    let share = f64::from(of.n) / total;
    if of.n == 0 || share >= 1.0 {
        return None;
    }
    let deviation = (of.squared_deviations() / f64::from(of.n)).sqrt();
    let above = |value: f64| match of.mean() - value {
        distance if deviation > 0.0 => normal::below(distance / deviation),
        distance => f64::midpoint(distance.signum(), 1.0),
    };
    let mut sum = 0.0;
    for (bin, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let mut higher = above(histogram::center(bin));
        if bin == histogram::ZERO && is_rectified {
            higher = f64::midpoint(higher, 1.0);
        }
        sum += f64::from(count) * higher;
    }
    finite((sum / total - share / 2.0) / (1.0 - share)).map(|area| area.clamp(0.0, 1.0))
}

/// The area under the receiver operating characteristic of the images of `category` against the other
/// images that have one: `activations` and `categories` are `(n_images)`. Equal activations count
/// half, NaN and infinite ones not at all. `None` where either side is empty.
pub fn exact_auroc(
    activations: ArrayView1<'_, f64>,
    categories: &[Option<CategoryId>],
    category: CategoryId,
) -> Option<f64> {
    let images = activations.iter().zip(categories).filter(|(value, _)| value.is_finite());
    let mut sorted: Vec<(f64, bool)> =
        images.filter_map(|(value, of)| Some((value + 0.0, (*of)? == category))).collect();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins, mut of_category) = (0_usize, 0.0, 0_usize);
    for ties in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let positive = ties.iter().filter(|(_, of)| *of).count();
        let negative = ties.len() - positive;
        wins += real(positive) * (real(below) + real(negative) / 2.0);
        below += negative;
        of_category += positive;
    }
    let pairs = real(of_category) * real(below);
    (pairs > 0.0).then(|| wins / pairs)
}

/// The share of the `top` images that are of the category most frequent among them; images without
/// one are left out. `categories`, `(n_images)`, are the true ones. `None` where no top image has one.
pub fn purity(top: &[Ranked<ImageId>], categories: &[Option<CategoryId>]) -> Option<f64> {
    let of = |image: &Ranked<ImageId>| categories.get(image.id.index()).copied().flatten();
    let mut found: Vec<CategoryId> = top.iter().filter_map(of).collect();
    found.sort_unstable();
    let most = found.chunk_by(|a, b| a == b).map(<[CategoryId]>::len).max()?;
    Some(real(most) / real(found.len()))
}

fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}
