//! Whether the other recording's tuning is the reference's, up to gain and offset.

use multiversion::multiversion;
use serde::{Deserialize, Serialize};

use super::real;
use super::shared::{Shared, own_or, sums};

/// The line `other = offset + gain · reference` through the category means, and how badly it fits.
///
/// Each number is `None` where undefined.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Fit {
    /// The slope; negative for inverted tuning.
    pub gain: Option<f64>,
    /// The standard error of the gain.
    pub gain_error: Option<f64>,
    /// What the line says where the reference is 0, in the unit of the activations.
    pub offset: Option<f64>,
    /// The share of the variance of the other's means that a line through the means explains.
    pub r_squared: Option<f64>,
    /// The share of the other's tuning, its noise taken out, that no line with a gain of 0 or more
    /// explains: 0 to 1; 1 for inverted and for unrelated tuning.
    pub unexplained: Option<f64>,
    /// How far the misfit is beyond what noise makes, in standard normal deviations, up to 100.
    pub evidence: Option<f64>,
    /// The misfit beyond two standard deviations of noise, as a share of all that varies: positive
    /// where a change is believed, at most 1, and the more negative the noisier the means.
    pub change: Option<f64>,
}

/// Fits the line by weighted least squares over the `shared` categories; with fewer than 3 of them
/// nothing is defined, and without a variance (no category of two images) no evidence is.
///
/// - A mean weighs `1 / (σ_B² / n_B + gain² σ_A² / n_A)`, where σ² is the variance within categories,
///   pooled over them: a category's own variance goes with its mean in a rectified neuron, and its
///   use as a weight would bend the line. The gain in the weights is that of a first fit.
/// - The reference's means are noisy, which flattens a line. The gain is corrected for it with the
///   reliability of the means (Fuller, Measurement Error Models, 1.2), taken for at least a half and
///   for at least the correlation of the two tunings.
/// - The misfit Σ w r² has, without a change, the mean Σ w v · (C - 2) / C, where v is the residual's
///   variance from the category's own variances, and about a χ² distribution, whose freedom is that
///   of Satterthwaite (1946) and whose quantiles are those of Wilson and Hilferty (1931).
/// - A negative gain explains nothing: the misfit is then taken at a gain of 0.
///
/// `weights` is a buffer.
pub fn fit(shared: Shared<'_>, weights: &mut Vec<f64>) -> Fit {
    if shared.len() < 3 {
        return Fit::default();
    }
    let pooled = (shared.reference.pooled_variance(), shared.other.pooled_variance());
    let noise = Noise { reference: pooled.0.unwrap_or(0.0), other: pooled.1.unwrap_or(0.0) };
    let ratio = if noise.reference > 0.0 { noise.other / noise.reference } else { 1.0 };
    noise.weigh(shared, ratio, weights);
    let first = Line::through(shared, &noise, weights);
    noise.weigh(shared, first.gain.map_or(ratio, |gain| gain * gain), weights);
    let line = Line::through(shared, &noise, weights);
    let mut fit = line.fit();
    if pooled.0.is_some() && pooled.1.is_some() {
        let gain = line.gain.unwrap_or(0.0).max(0.0);
        line.misfit(gain, &Misfit::of(shared, &noise, (&line, gain), weights), &mut fit);
    }
    fit
}

/// The variances within categories.
struct Noise {
    reference: f64,
    other: f64,
}

impl Noise {
    /// The weight of each category, `(shared)`.
    fn weigh(&self, shared: Shared<'_>, gain_squared: f64, weights: &mut Vec<f64>) {
        // Without noise all that is left to weigh by is the number of images.
        let reference = gain_squared * self.reference;
        let is_known = self.other > 0.0 || reference > 0.0;
        let (reference, other) = if is_known { (reference, self.other) } else { (1.0, 1.0) };
        inverse_sums(shared, reference, other, weights);
    }
}

#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn inverse_sums(shared: Shared<'_>, reference: f64, other: f64, weights: &mut Vec<f64>) {
    let inverse = shared.reference.inverse.iter().zip(&shared.other.inverse);
    weights.clear();
    weights.extend(inverse.map(|(a, b)| 1.0 / (other * b + reference * a)));
}

/// Weighted sums over the categories, and the line that follows from them.
struct Line {
    mean_reference: f64,
    mean_other: f64,
    squares_reference: f64,
    squares_other: f64,
    /// What of `squares_reference` is no noise.
    tuning: f64,
    products: f64,
    gain: Option<f64>,
}

impl Line {
    #[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
    fn through(shared: Shared<'_>, noise: &Noise, weights: &[f64]) -> Line {
        let (means_a, means_b) = (&*shared.reference.mean, &*shared.other.mean);
        let [weight, sum_a, sum_b] =
            sums([weights, means_a, means_b], |[weight, a, b]| [weight, weight * a, weight * b]);
        let (mean_reference, mean_other) = (sum_a / weight, sum_b / weight);
        let per_weight = 1.0 / weight;
        let lists = [weights, means_a, means_b, &*shared.reference.error];
        let [squares_reference, squares_other, products, noise_squares] =
            sums(lists, |[weight, a, b, error]| {
                let (a, b) = (a - mean_reference, b - mean_other);
                let noise = weight * own_or(error, noise.reference) * (1.0 - weight * per_weight);
                [weight * a * a, weight * b * b, weight * a * b, noise]
            });
        let reliable = (squares_reference - noise_squares).max(squares_reference / 2.0);
        // Independent noise lets the means correlate no better than they are reliable. Where they do, as on the very
        // same images, the recordings share their noise, and it flattens nothing.
        let together = products.abs() * (squares_reference / squares_other).sqrt();
        let tuning = reliable.max(if together.is_finite() { together } else { 0.0 });
        let gain = finite(products / tuning);
        Line {
            mean_reference,
            mean_other,
            squares_reference,
            squares_other,
            tuning,
            products,
            gain,
        }
    }

    fn fit(&self) -> Fit {
        let offset = self.gain.map(|gain| self.mean_other - gain * self.mean_reference);
        let explained =
            self.products / self.squares_reference * (self.products / self.squares_other);
        Fit {
            gain: self.gain,
            gain_error: finite(self.tuning.sqrt().recip()).filter(|_| self.gain.is_some()),
            offset: offset.and_then(finite),
            r_squared: finite(explained.min(1.0)),
            ..Fit::default()
        }
    }

    /// Fills in the three numbers that the noise decides, for the `gain` at which the misfit was taken.
    fn misfit(&self, gain: f64, misfit: &Misfit, fit: &mut Fit) {
        let explained = gain * gain * self.tuning;
        let excess = (misfit.squares - misfit.expected).max(0.0);
        let all = self.squares_other + gain * gain * self.squares_reference;
        fit.evidence = misfit.evidence(all);
        fit.unexplained = finite(excess / (excess + explained));
        fit.change = finite((misfit.squares - misfit.upper(2.0)) / all).filter(|_| all > 0.0);
    }
}

/// A sum of squares and what noise alone makes of it.
struct Misfit {
    squares: f64,
    expected: f64,
    freedom: f64,
}

impl Misfit {
    #[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
    fn of(
        shared: Shared<'_>,
        noise: &Noise,
        (line, gain): (&Line, f64),
        weights: &[f64],
    ) -> Misfit {
        let (of_a, of_b) = (shared.reference, shared.other);
        let lists = [weights, &*of_a.mean, &of_b.mean, &of_a.error, &of_b.error];
        let [squares, expected, expected_squares] =
            sums(lists, |[weight, a, b, error_a, error_b]| {
                let residual = (b - line.mean_other) - gain * (a - line.mean_reference);
                let errors =
                    own_or(error_b, noise.other) + gain * gain * own_or(error_a, noise.reference);
                let variance = weight * errors;
                [weight * residual * residual, variance, variance * variance]
            });
        let fitted = 1.0 - 2.0 / real(shared.len());
        let freedom = expected * expected / expected_squares * fitted;
        Misfit { squares, expected: expected * fitted, freedom }
    }

    /// The quantile of the sum under noise alone, by its standard normal deviation.
    fn upper(&self, deviation: f64) -> f64 {
        if self.expected > 0.0 {
            let spread = 2.0 / (9.0 * self.freedom);
            self.expected * (1.0 - spread + deviation * spread.sqrt()).powi(3)
        } else {
            0.0
        }
    }

    /// The standard normal deviation of the sum. Without noise any misfit beyond rounding is certain.
    fn evidence(&self, all: f64) -> Option<f64> {
        const CERTAIN: f64 = 100.0;
        if self.expected > 0.0 {
            let spread = 2.0 / (9.0 * self.freedom);
            let root = (self.squares / self.expected).cbrt();
            return finite((root - (1.0 - spread)) / spread.sqrt())
                .map(|evidence| evidence.clamp(-CERTAIN, CERTAIN));
        }
        finite(all).map(|all| if self.squares > 1e-12 * all { CERTAIN } else { -CERTAIN })
    }
}

fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}
