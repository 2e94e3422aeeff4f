//! What the spurious score would be without any shift, by drawing both recordings from the reference.

use std::f64::consts::TAU;

use super::order::{Order, correlation};
use super::profile::mix;
use super::real;
use super::shared::{Shared, Side};

/// The spurious scores of a neuron whose tuning did not change, `(draws)`, in the order drawn.
///
/// Parametric: a category's mean is drawn twice from a normal distribution around a true mean, with
/// the reference's variance within the category, over the number of its images in the reference and
/// in the other recording. It needs no activation, so it works on merged summaries. The true means
/// are the reference's, drawn together until they vary as much as those without noise do; its noise
/// would else count twice. Empty below 3 shared categories, and where no variance is known.
///
/// The same `seed` (such as the neuron) makes the same scores, on any number of threads.
pub fn scores(shared: &Shared, draws: usize, seed: u64) -> Vec<f64> {
    let Some(pooled) = shared.reference.pooled_variance().filter(|_| shared.len() >= 3) else {
        return Vec::new();
    };
    let means = true_means(&shared.reference, pooled);
    // An error is √(variance / n), with the variance from that of the reference's own mean.
    let errors: Vec<f64> = shared.reference.squared_errors(pooled).map(f64::sqrt).collect();
    let counts = shared.reference.n.iter().zip(&shared.other.n);
    let others: Vec<f64> =
        errors.iter().zip(counts).map(|(e, (a, b))| e * (a / b).sqrt()).collect();
    let mut random = Random(mix(seed));
    let (mut order, mut first, mut second) = (Order::default(), Vec::new(), Vec::new());
    let (mut a, mut b) = (means.clone(), means.clone());
    let draw = |_| {
        for (category, mean) in means.iter().enumerate() {
            let (x, y) = random.normals();
            a[category] = mean + errors[category] * x;
            b[category] = mean + others[category] * y;
        }
        order.rank(&a, &mut first);
        order.rank(&b, &mut second);
        correlation(&first, &second).map(|rho| 1.0 - rho.abs())
    };
    (0..draws).filter_map(draw).collect()
}

/// The share of the no-shift `scores` that `spurious` is above, 0 to below 1: 1 - (k + 1) / (draws + 1)
/// with k the scores at least as high (Phipson and Smyth 2010). `None` without scores.
pub fn percentile(spurious: Option<f64>, scores: &[f64]) -> Option<f64> {
    let spurious = spurious.filter(|_| !scores.is_empty())?;
    let as_high = scores.iter().filter(|score| **score >= spurious).count();
    Some(1.0 - real(as_high + 1) / real(scores.len() + 1))
}

/// The means, drawn towards their mean so that their variance is what the noise leaves.
fn true_means(side: &Side, pooled: f64) -> Vec<f64> {
    let n = real(side.mean.len());
    let center = side.mean.iter().sum::<f64>() / n;
    let squares: f64 = side.mean.iter().map(|mean| (mean - center).powi(2)).sum();
    let noise = side.squared_errors(pooled).sum::<f64>() * (1.0 - 1.0 / n);
    let kept = if squares > 0.0 { (1.0 - noise / squares).max(0.0).sqrt() } else { 0.0 };
    side.mean.iter().map(|mean| center + kept * (mean - center)).collect()
}

/// `SplitMix64`: a counter, mixed.
struct Random(u64);

impl Random {
    /// A number above 0, up to 1.
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        ((mix(self.0) >> 11) + 1) as f64 * 2.0_f64.powi(-53)
    }

    /// Two independent standard normal numbers (Box and Muller 1958).
    fn normals(&mut self) -> (f64, f64) {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        let (sin, cos) = (TAU * self.uniform()).sin_cos();
        (radius * cos, radius * sin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A neuron with category means 0, 1, 2, … and the given variance within, from `n` images each.
    fn shared(categories: u32, n: f64, variance: f64) -> Shared {
        let mut shared = Shared::default();
        for category in 0..categories {
            let mean = f64::from(category);
            let moments = super::super::profile::Moments {
                n: n as u32,
                sum: n * mean,
                sum_of_squares: n * mean * mean + variance * (n - 1.0),
            };
            shared.push(moments, moments);
        }
        shared
    }

    #[test]
    fn a_seed_makes_the_same_scores_and_another_makes_others() {
        let shared = shared(10, 20.0, 100.0);
        assert_eq!(scores(&shared, 9, 1), scores(&shared, 9, 1));
        assert_ne!(scores(&shared, 9, 1), scores(&shared, 9, 2));
        assert_eq!(scores(&shared, 9, 1).len(), 9);
    }

    #[test]
    fn clear_tuning_repeats_and_noise_does_not() {
        let mean = |scores: Vec<f64>| scores.iter().sum::<f64>() / scores.len() as f64;
        assert!(mean(scores(&shared(10, 20.0, 0.01), 99, 1)) < 0.01);
        assert!(mean(scores(&shared(10, 20.0, 1e6), 99, 1)) > 0.6);
    }

    #[test]
    fn the_percentile_counts_the_score_itself() {
        assert_eq!(percentile(Some(0.5), &[0.1, 0.6, 0.5]), Some(0.25));
        assert_eq!(percentile(Some(0.9), &[0.1, 0.6, 0.5]), Some(0.75));
        assert_eq!((percentile(None, &[0.1]), percentile(Some(0.1), &[])), (None, None));
    }

    #[test]
    fn too_few_categories_and_single_images_have_no_null() {
        assert!(scores(&shared(2, 20.0, 1.0), 9, 1).is_empty());
        assert!(scores(&shared(10, 1.0, 0.0), 9, 1).is_empty());
    }
}
