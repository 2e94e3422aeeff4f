//! How far a neuron's activity moved between recordings, whatever it is tuned to.

use multiversion::multiversion;

use super::cdf::Distances;
use super::normal;
use super::shared::{Shared, sums};
use super::{counted, real};

/// Wasserstein-1 between the recordings within each of the `shared` categories, averaged over them
/// with equal weight, in units of the reference's standard deviation `scale`.
///
/// A category is taken for normal with its mean and (population) standard deviation, for which
/// Wasserstein-1 is the mean of |Δμ + Δσ Z|. Sampling noise alone makes it about
/// √(1/n + 1/n) · 0.8 standard deviations. To 1e-6 of |Δσ|. `None` without a shared category or a positive scale.
pub fn by_category(shared: Shared<'_>, scale: Option<f64>) -> Option<f64> {
    let scale = scale.filter(|scale| *scale > 0.0)?;
    let drift = magnitudes(shared) / real(shared.len()) / scale;
    Some(drift).filter(|drift| drift.is_finite())
}

/// The sum of the means of |Δμ + Δσ Z|.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn magnitudes(shared: Shared<'_>) -> f64 {
    let (a, b) = (shared.reference, shared.other);
    let lists = [&*a.mean, &b.mean, &a.squares, &b.squares, &a.inverse, &b.inverse];
    let [sum] = sums(lists, |[mean_a, mean_b, squares_a, squares_b, inverse_a, inverse_b]| {
        let spread = (squares_b * inverse_b).sqrt() - (squares_a * inverse_a).sqrt();
        [normal::mean_magnitude(mean_b - mean_a, spread.abs())]
    });
    sum
}

/// Wasserstein-1 of all activity, from the `distances` of both distributions, in units of the reference's
/// standard deviation `scale`. Recordings with other shares of the categories differ in it too.
pub fn of_all(distances: &Distances, scale: Option<f64>) -> Option<f64> {
    let drift = distances.wasserstein / scale.filter(|scale| *scale > 0.0)?;
    Some(drift).filter(|drift| drift.is_finite())
}

/// The p value of a distance D of Kolmogorov and Smirnov between samples of `n_a` and `n_b`.
///
/// The asymptotic distribution with Stephens' correction for small samples (1970),
/// λ = (√n + 0.12 + 0.11 / √n) D with n the harmonic mean's half. Too high rather than too low for
/// activations that tie, such as zeros. `None` for an empty sample.
pub fn ks_p_value(d: f64, n_a: u64, n_b: u64) -> Option<f64> {
    let (n_a, n_b) = (counted(n_a), counted(n_b));
    let root = (n_a * n_b / (n_a + n_b)).sqrt();
    (root > 0.0).then(|| kolmogorov((root + 0.12 + 0.11 / root) * d))
}

/// The share of Kolmogorov's distribution above λ: 2 Σ (-1)^(j-1) exp(-2 j² λ²); 1 where λ is small.
fn kolmogorov(lambda: f64) -> f64 {
    // Below, the sum is 1 to 1e-7 and converges slowly.
    if lambda < 0.3 {
        return 1.0;
    }
    let term = |j: i32| {
        let j = f64::from(j);
        (-2.0 * j * j * lambda * lambda).exp()
    };
    let sum: f64 = (1..=10).map(|j| term(2 * j - 1) - term(2 * j)).sum();
    (2.0 * sum).clamp(0.0, 1.0)
}

/// The q values of the p values `p`: the smallest share of false discoveries at which each is still
/// among the discoveries (Benjamini and Hochberg 1995), as `scipy.stats.false_discovery_control`.
/// `None` stays `None` and does not count.
pub fn benjamini_hochberg(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let defined = p.iter().enumerate().filter_map(|(index, p)| Some((index, (*p)?)));
    let mut order: Vec<(usize, f64)> = defined.filter(|(_, p)| !p.is_nan()).collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut q = vec![None; p.len()];
    let mut least = 1.0_f64;
    for (rank, &(index, p)) in order.iter().enumerate().rev() {
        least = least.min(p * real(order.len()) / real(rank + 1));
        q[index] = Some(least);
    }
    q
}
