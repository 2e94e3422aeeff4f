//! Whether a neuron's activity differs between recordings within the categories, whatever their frequencies.

use multiversion::multiversion;

use super::evidence::{one_sided, two_sided};
use super::shared::{Shared, own_or, sums};

/// The p value of "within each category both recordings have the same distribution", from the category means.
///
/// Under that hypothesis an image belongs to either recording by chance, so that the difference d of a category's
/// means has the mean 0 and the variance v = s² / h, with `h = n_A n_B / (n_A + n_B)` and s² the variance of its images
/// over both recordings, whatever the distribution is (permutation moments: Pitman 1937; by stratum: Mantel and
/// Haenszel 1959). Three sums are looked at, and the smallest p counts, times three (Bonferroni):
///
/// 1. Σ h d over √Σ h² v: more or less active as a whole;
/// 2. the same with h times the category's mean over both, the mean of these taken out: a gain or loss of tuning;
/// 3. Σ d² / v, by a χ² distribution whose variance is the larger of 2 (N - 2) / (N + 1) by category, with N its
///    images, and of what is seen between categories, relative to their mean: any other change of the means.
///
/// A change of the spread alone is not seen. Too high rather than too low for heavy tails. `None` without a category
/// that has images in both and a variance.
pub fn p_value(shared: Shared<'_>) -> Option<f64> {
    let center = center(shared);
    let [offset, offset_variance, gain, gain_variance, squares, categories, variance, seen] =
        differences(shared, center);
    if categories <= 0.0 {
        return None;
    }
    let offset = two_sided(offset / offset_variance.sqrt());
    let gain = two_sided(gain / gain_variance.sqrt());
    let mean = squares / categories;
    let variance = variance.max((seen - squares * mean) / mean.max(1.0).powi(2));
    // A χ² number of f degrees, scaled to this mean and this variance, and the normal number by Wilson and Hilferty.
    let spread = variance / (9.0 * categories * categories);
    let any = one_sided((mean.cbrt() - (1.0 - spread)) / spread.sqrt());
    Some((3.0 * offset.min(gain).min(any)).min(1.0))
}

/// The mean over categories of the mean over both recordings, weighed by h.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn center(shared: Shared<'_>) -> f64 {
    let (a, b) = (shared.reference, shared.other);
    let [sum, weight] = sums([&a.n, &b.n, &a.mean, &b.mean], |[n_a, n_b, mean_a, mean_b]| {
        let harmonic = n_a * n_b / (n_a + n_b);
        [harmonic * (n_a * mean_a + n_b * mean_b) / (n_a + n_b), harmonic]
    });
    sum / weight
}

/// The two sums with their variances; then the sum of d² / v, its categories, its variance, and the sum of its squares.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn differences(shared: Shared<'_>, center: f64) -> [f64; 8] {
    let (a, b) = (shared.reference, shared.other);
    let lists = [&*a.n, &b.n, &a.mean, &b.mean, &a.error, &b.error];
    sums(lists, |[n_a, n_b, mean_a, mean_b, error_a, error_b]| {
        let n = n_a + n_b;
        let harmonic = n_a * n_b / n;
        let difference = mean_b - mean_a;
        let spread = own_or(error_a, 0.0) * n_a * (n_a - 1.0)
            + own_or(error_b, 0.0) * n_b * (n_b - 1.0)
            + harmonic * difference * difference;
        let variance = spread / (n - 1.0) / harmonic;
        let (is_known, per_variance) =
            if variance > 0.0 { (1.0, 1.0 / variance) } else { (0.0, 0.0) };
        let tuned = harmonic * ((n_a * mean_a + n_b * mean_b) / n - center);
        let squared = difference * difference * per_variance;
        [
            harmonic * difference,
            harmonic * harmonic * variance,
            tuned * difference,
            tuned * tuned * variance,
            squared,
            is_known,
            is_known * 2.0 * (n - 2.0).max(0.0) / (n + 1.0),
            squared * squared,
        ]
    })
}
