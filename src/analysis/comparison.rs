//! Two tunings side by side, with their noise known: the weights and sums that gain and change are made from.

use multiversion::multiversion;

use super::shared::{Shared, own_or, sums};

/// Two tunings over the categories that both recordings have, without their noise where that can be told.
///
/// With w the weights, which add up to 1, m the category means, and f the squared standard error of each: the
/// weighted mean of m is left out, and the noise Σ w (1 - w) f is taken from the squares, so that `tuning` is 0 on
/// average for a neuron that is tuned to nothing, and `together` needs no correction, because the noise of two
/// recordings is independent.
#[derive(Debug, Clone, Copy)]
pub struct Comparison<'a> {
    pub(super) shared: Shared<'a>,
    /// `(shared)`, they add up to 1.
    pub(super) weights: &'a [f64],
    /// Variance of one image within its category, in the reference and the other; 0 where that is unknown.
    pub(super) image_variances: [f64; 2],
    /// Whether both are known.
    pub(super) is_noise_known: bool,
    /// Weighted means of the category means.
    pub(super) means: [f64; 2],
    /// 1 - Σ w²: what a weighted variance is divided by.
    pub(super) freedom: f64,
    /// Variance of the category means, noise and all.
    pub(super) raw: [f64; 2],
    /// The same without noise; may be negative.
    pub(super) tuning: [f64; 2],
    /// Covariance of the two tunings.
    pub(super) together: f64,
    /// How active the neuron is in the other recording, as a multiple of the reference: see [`Comparison::new`].
    pub(super) activity: f64,
}

impl<'a> Comparison<'a> {
    /// Compares over the `shared` categories; `None` below 3 of them. `weights` is a buffer.
    ///
    /// - A category weighs `1 / (V + s_A² / n_A + s_B² / (n_B activity²))`, with V the variance of the reference's
    ///   tuning and s² that of an image within its category, pooled, because a category's own variance goes with its
    ///   mean in a rectified neuron and would bend the line (weights of a random-effects model, `DerSimonian` and
    ///   Laird 1986). With equal counts all weigh the same.
    /// - `activity` is the ratio of the mean activities where no category mean is negative; for signed activity, which
    ///   has no such scale, the ratio of the standard deviations within categories, which a gain multiplies, too; 1
    ///   where neither is defined.
    pub fn new(shared: Shared<'a>, weights: &'a mut Vec<f64>) -> Option<Self> {
        if shared.len() < 3 {
            return None;
        }
        let known = [shared.reference.image_variance(), shared.other.image_variance()];
        let images = known.map(|variance| variance.unwrap_or(0.0));
        weights.clear();
        weights.resize(shared.len(), 1.0 / super::real(shared.len()));
        let plain = Sums::over(shared, images, weights);
        let activity = plain.activity(images);
        let tuning = plain.tuning(0).max(0.0);
        weigh(shared, [tuning, images[0], images[1] / (activity * activity)], weights);
        let sums = Sums::over(shared, images, weights);
        Some(Self {
            shared,
            weights,
            image_variances: images,
            is_noise_known: known.iter().all(Option::is_some),
            means: sums.means,
            freedom: sums.freedom,
            raw: sums.squares.map(|squares| squares / sums.freedom),
            tuning: [sums.tuning(0), sums.tuning(1)],
            together: sums.products / sums.freedom,
            activity,
        })
    }

    /// The reliability of the reference's tuning: the share of the variance of its means that is no noise.
    pub(super) fn reliability(&self) -> f64 {
        self.tuning[0] / self.raw[0]
    }
}

/// Replaces the weights; without any variance all stay equal.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn weigh(shared: Shared<'_>, [tuning, of_a, of_b]: [f64; 3], weights: &mut Vec<f64>) {
    if tuning + of_a + of_b <= 0.0 {
        return;
    }
    let inverse = shared.reference.inverse.iter().zip(&shared.other.inverse);
    weights.clear();
    weights.extend(inverse.map(|(a, b)| 1.0 / (tuning + of_a * a + of_b * b)));
    let per_weight = 1.0 / weights.iter().sum::<f64>();
    for weight in weights {
        *weight *= per_weight;
    }
}

/// Weighted sums over the categories.
struct Sums {
    means: [f64; 2],
    /// The lowest of the means is not below 0.
    are_positive: bool,
    squares: [f64; 2],
    noise: [f64; 2],
    products: f64,
    freedom: f64,
}

impl Sums {
    #[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
    fn over(shared: Shared<'_>, images: [f64; 2], weights: &[f64]) -> Sums {
        let (of_a, of_b) = (shared.reference, shared.other);
        let [mean_a, mean_b, weight_squares, negative] =
            sums([weights, &of_a.mean, &of_b.mean], |[weight, a, b]| {
                let negative = if a.min(b) < 0.0 { 1.0 } else { 0.0 };
                [weight * a, weight * b, weight * weight, negative]
            });
        let lists = [weights, &of_a.mean, &of_b.mean];
        let [squares_a, squares_b, products] = sums(lists, |[weight, a, b]| {
            let (a, b) = (a - mean_a, b - mean_b);
            [weight * a * a, weight * b * b, weight * a * b]
        });
        let lists = [weights, &of_a.error, &of_a.inverse, &of_b.error, &of_b.inverse];
        let [noise_a, noise_b] = sums(lists, |[weight, error_a, inverse_a, error_b, inverse_b]| {
            let kept = weight * (1.0 - weight);
            let error_a = own_or(error_a, images[0] * inverse_a);
            [kept * error_a, kept * own_or(error_b, images[1] * inverse_b)]
        });
        Sums {
            means: [mean_a, mean_b],
            are_positive: negative == 0.0,
            squares: [squares_a, squares_b],
            noise: [noise_a, noise_b],
            products,
            freedom: 1.0 - weight_squares,
        }
    }

    fn tuning(&self, side: usize) -> f64 {
        (self.squares[side] - self.noise[side]) / self.freedom
    }

    fn activity(&self, images: [f64; 2]) -> f64 {
        let [a, b] = self.means;
        let ratio = if self.are_positive && a > 0.0 && b > 0.0 {
            b / a
        } else {
            (images[1] / images[0]).sqrt()
        };
        if ratio.is_finite() && ratio > 0.0 { ratio } else { 1.0 }
    }
}
