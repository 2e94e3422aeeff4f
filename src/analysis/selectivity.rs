//! How much a neuron prefers one category, within one recording.

use multiversion::multiversion;
use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};

use super::cdf::Cdf;
use super::normal;
use super::order::extremes;
use super::profile::{Moments, Profile};
use super::rank::Ranked;
use super::real;
use super::shared::{Scratch, Side, sums};
use crate::ids::{CategoryId, ImageId};

/// How much a neuron prefers its preferred category; each number is `None` where undefined.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Selectivity {
    /// The category with the highest mean; ties go to the lower. `None` without categories, and where all activations
    /// are equal, as those of a silent neuron are.
    pub preferred: Option<CategoryId>,
    /// The class selectivity index, 0 to 1: (highest mean - m) / (highest mean + m) with m the mean
    /// of the other categories' means (Morcos et al. 2018). `None` with fewer than 2 categories, with a negative
    /// mean, and where all are 0. Misleads alone (arXiv 2007.01062).
    pub index: Option<f64>,
    /// d′ of the preferred category against the other images that have one:
    /// `(μ - μ_rest) / √((σ² + σ_rest²) / 2)`, population variances. `None` where nothing varies.
    pub d_prime: Option<f64>,
    /// The probability that an image of the preferred category drives the neuron more than another one with a category
    /// does, where equal ones count half: to 0.002 where the images were looked at again, else [estimated](estimated_auroc).
    pub auroc: Option<f64>,
}

/// The selectivity from the sums by category: `side` is the `profile` by category.
pub fn selectivity(profile: &Profile, side: &Side, scratch: &mut Scratch) -> Selectivity {
    if profile.is_constant() {
        return Selectivity::default();
    }
    let means = Means::of(side);
    let category = side.mean.iter().position(|mean| *mean >= means.highest);
    let best = category.and_then(|category| profile.categories().nth(category));
    let Some((category, best)) = category.zip(best).filter(|_| means.sum.is_finite()) else {
        return Selectivity::default();
    };
    let others = (means.sum - means.highest) / (means.categories - 1.0);
    let index = (means.highest - others) / (means.highest + others);
    let has_others = means.categories > 1.0;
    let category = CategoryId(category);
    let mut area = || match profile.preferred {
        Some(known) if known.category == category => Some(known.auroc),
        _ => {
            let Scratch { cdfs: [labeled, _], masses, .. } = scratch;
            labeled.fill(&[&profile.right, &profile.wrong]);
            estimated_auroc(best, labeled, profile.min, masses)
        }
    };
    Selectivity {
        preferred: Some(category),
        index: finite(index).filter(|_| has_others && means.lowest >= 0.0),
        d_prime: d_prime(best, side),
        auroc: if has_others { area() } else { None },
    }
}

/// What the means of the categories are; without any, infinite extremes.
struct Means {
    categories: f64,
    sum: f64,
    lowest: f64,
    highest: f64,
}

impl Means {
    fn of(side: &Side) -> Self {
        means(&side.n, &side.mean)
    }
}

#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn means(n: &[f64], means: &[f64]) -> Means {
    let [categories, sum] =
        sums([n, means], |[n, mean]| if n > 0.0 { [1.0, mean] } else { [0.0, 0.0] });
    let (lowest, highest) = extremes(means);
    Means { categories, sum, lowest, highest }
}

/// `(μ - μ_rest) / √((σ² + σ_rest²) / 2)`; `None` for an empty side and where neither varies.
fn d_prime(of: Moments, side: &Side) -> Option<f64> {
    let (n, squares) = (f64::from(of.n), of.squared_deviations());
    let (rest_n, rest_mean, rest_squares) = rest(side, n, of.mean(), squares);
    let spread = f64::midpoint(squares / n, rest_squares / rest_n).sqrt();
    // Sums of squares are rounded: what is nearer than this to no spread at all is none.
    let least = 1e-7 * of.mean().abs().max(rest_mean.abs());
    (spread > least).then(|| (of.mean() - rest_mean) / spread).and_then(finite)
}

/// Count, mean and squared distances from it of what is in all categories but one, which has `n`, `mean` and `squares`.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn rest(side: &Side, n: f64, mean: f64, squares: f64) -> (f64, f64, f64) {
    let [all, sum] =
        sums([&side.n, &side.mean], |[n, mean]| if n > 0.0 { [n, n * mean] } else { [0.0, 0.0] });
    let rest = all - n;
    let rest_mean = (sum - n * mean) / rest;
    let from_it = |n: f64, mean: f64, squares: f64| {
        if n > 0.0 { squares + n * (mean - rest_mean) * (mean - rest_mean) } else { 0.0 }
    };
    let lists = [&*side.n, &side.mean, &side.squares];
    let [all_squares] = sums(lists, |[n, mean, squares]| [from_it(n, mean, squares)]);
    (rest, rest_mean, (all_squares - from_it(n, mean, squares)).max(0.0))
}

/// The area under the receiver operating characteristic of a category against the rest, where only
/// the category's moments are known: `of` the category, `cdf` all activations of images with a category,
/// `min` the lowest of them. `masses` are buffers.
///
/// The category is taken for normal with its mean and standard deviation; where `min` is 0, for a
/// rectified normal with them, and equal zeros count half. The rest is what remains of
/// all: with the category's share w, the area against all is w / 2 + (1 - w) times that against the
/// rest. `None` without a rest.
///
/// How far it is from the [exact](exact_auroc) area depends on how normal a category is. Mean and highest distance over the
/// neurons of a layer, 10 categories (`tests/statistics/estimates.rs`): trained networks 0.003 and 0.032; rectified normal
/// activity 0.004 and 0.015; the same cut so that little is left 0.010 and 0.029, or with 70 % of its images set to 0,
/// 0.037 and 0.071; lognormal activity 0.115 and 0.245: there, the exact one is worth its time.
pub fn estimated_auroc(
    of: Moments,
    cdf: &Cdf,
    min: f64,
    masses: &mut [Vec<f64>; 2],
) -> Option<f64> {
    let total = cdf.total();
    let n = f64::from(of.n);
    let share = n / total;
    if of.n == 0 || share >= 1.0 {
        return None;
    }
    let (mean, deviation) = (of.mean(), (of.squared_deviations() / n).sqrt());
    let fitted = if min == 0.0 { rectified(mean, deviation) } else { None };
    let (mean, deviation) = fitted.unwrap_or((mean, deviation));
    let [counts, centers] = masses;
    counts.clear();
    centers.clear();
    cdf.masses(|center, count| {
        counts.push(count);
        centers.push(center);
    });
    let mut sum = lower(counts, centers, mean, deviation);
    if min >= 0.0 {
        let zeros = cdf.equal(0.0);
        let above = lower(&[1.0], &[0.0], mean, deviation);
        sum += zeros * (f64::midpoint(above, 1.0) - above);
    }
    finite((sum / total - share / 2.0) / (1.0 - share)).map(|area| area.clamp(0.0, 1.0))
}

/// How many of `counts` activations at `centers` a normal activation is above, on average.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn lower(counts: &[f64], centers: &[f64], mean: f64, deviation: f64) -> f64 {
    let lists = [counts, centers];
    let [sum] = if deviation > 0.0 {
        sums(lists, |[count, center]| [count * normal::below((mean - center) / deviation)])
    } else {
        sums(lists, |[count, center]| {
            let is_above = f64::from(u8::from(mean > center));
            [count * f64::midpoint(is_above, f64::from(u8::from(mean >= center)))]
        })
    };
    sum
}

/// Mean and standard deviation of the normal distribution that has this `mean` and this `deviation`
/// after its negative part is set to 0. `None` where they are those of no such distribution, or where it is hardly cut.
///
/// With t = μ / σ, the density φ and the share Φ below: the mean is σ (t Φ + φ), and that of the
/// squares σ² ((t² + 1) Φ + t φ). Their ratio mean² / squares ascends with t.
fn rectified(mean: f64, deviation: f64) -> Option<(f64, f64)> {
    /// Below the first so few images are active that their number decides; above the second nothing is cut.
    const CUT: (f64, f64) = (-4.0, 6.0);
    /// Halves the range to 10^-7.
    const STEPS: usize = 26;
    let moments = |t: f64| {
        let (density, share) = (normal::density(t), normal::below(t));
        (t * share + density, (t * t + 1.0) * share + t * density)
    };
    let ratio = mean * mean / (mean * mean + deviation * deviation);
    let (mut low, mut high) = CUT;
    for _ in 0..STEPS {
        let middle = f64::midpoint(low, high);
        let (mean, squares) = moments(middle);
        if mean * mean < ratio * squares {
            low = middle;
        } else {
            high = middle;
        }
    }
    let spread = mean / moments(low).0;
    (low > CUT.0 && high < CUT.1 && spread > 0.0).then_some((low * spread, spread))
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
/// one are left out. `category_of` are the true ones. `None` where no top image has one.
pub fn purity(
    top: &[Ranked<ImageId>],
    category_of: &dyn Fn(ImageId) -> Option<CategoryId>,
) -> Option<f64> {
    let mut found: Vec<CategoryId> = top.iter().filter_map(|image| category_of(image.id)).collect();
    found.sort_unstable();
    let most = found.chunk_by(|a, b| a == b).map(<[CategoryId]>::len).max()?;
    Some(real(most) / real(found.len()))
}

fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}
