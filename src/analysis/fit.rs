//! Whether the other recording's tuning is the reference's, up to gain and offset.

use serde::Serialize;

use super::real;
use super::shared::Shared;

/// The line `other = offset + gain · reference` through the category means, and how badly it fits.
///
/// Each number is `None` where undefined.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
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
///   reliability of the means (Fuller, Measurement Error Models, 1.2), taken for at least a half.
/// - The misfit Σ w r² has, without a change, the mean Σ w v · (C - 2) / C, where v is the residual's
///   variance from the category's own variances, and about a χ² distribution, whose freedom is that
///   of Satterthwaite (1946) and whose quantiles are those of Wilson and Hilferty (1931).
/// - A negative gain explains nothing: the misfit is then taken at a gain of 0.
pub fn fit(shared: &Shared) -> Fit {
    if shared.len() < 3 {
        return Fit::default();
    }
    let pooled = (shared.reference.pooled_variance(), shared.other.pooled_variance());
    let noise = Noise { reference: pooled.0.unwrap_or(0.0), other: pooled.1.unwrap_or(0.0) };
    let ratio = if noise.reference > 0.0 { noise.other / noise.reference } else { 1.0 };
    let first = Line::through(shared, &noise, ratio);
    let line = Line::through(shared, &noise, first.gain.map_or(ratio, |gain| gain * gain));
    let mut fit = line.fit();
    if pooled.0.is_some() && pooled.1.is_some() {
        misfit(shared, &noise, &line, &mut fit);
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
    fn weights(&self, shared: &Shared, gain_squared: f64) -> Vec<f64> {
        // Without noise all that is left to weigh by is the number of images.
        let reference = gain_squared * self.reference;
        let known = self.other > 0.0 || reference > 0.0;
        let (reference, other) = if known { (reference, self.other) } else { (1.0, 1.0) };
        let inverse = shared.reference.inverse.iter().zip(&shared.other.inverse);
        inverse.map(|(a, b)| 1.0 / (other * b + reference * a)).collect()
    }
}

/// Weighted sums over the categories, and the line that follows from them.
#[derive(Default)]
struct Line {
    weights: Vec<f64>,
    weight: f64,
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
    fn through(shared: &Shared, noise: &Noise, gain_squared: f64) -> Self {
        let weights = noise.weights(shared, gain_squared);
        let mut line = Self::default();
        let means = || weights.iter().zip(&shared.reference.mean).zip(&shared.other.mean);
        for ((weight, a), b) in means() {
            line.weight += weight;
            line.mean_reference += weight * a;
            line.mean_other += weight * b;
        }
        line.mean_reference /= line.weight;
        line.mean_other /= line.weight;
        let per_weight = 1.0 / line.weight;
        let mut noise_squares = 0.0;
        let errors = shared.reference.squared_errors(noise.reference);
        for (((weight, a), b), error) in means().zip(errors) {
            let (a, b) = (a - line.mean_reference, b - line.mean_other);
            line.squares_reference += weight * a * a;
            line.squares_other += weight * b * b;
            line.products += weight * a * b;
            noise_squares += weight * error * (1.0 - weight * per_weight);
        }
        line.tuning = (line.squares_reference - noise_squares).max(line.squares_reference / 2.0);
        line.gain = finite(line.products / line.tuning);
        line.weights = weights;
        line
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
}

/// Fills in the three numbers that the noise decides.
fn misfit(shared: &Shared, noise: &Noise, line: &Line, fit: &mut Fit) {
    let gain = line.gain.unwrap_or(0.0).max(0.0);
    let (mut squares, mut expected, mut expected_squares) = (0.0, 0.0, 0.0);
    let errors_a = shared.reference.squared_errors(noise.reference);
    let errors_b = shared.other.squared_errors(noise.other);
    let a = shared.reference.mean.iter().zip(errors_a);
    let b = shared.other.mean.iter().zip(errors_b);
    for ((weight, (a, error_a)), (b, error_b)) in line.weights.iter().zip(a).zip(b) {
        let residual = (b - line.mean_other) - gain * (a - line.mean_reference);
        let variance = weight * (error_b + gain * gain * error_a);
        squares += weight * residual * residual;
        expected += variance;
        expected_squares += variance * variance;
    }
    let fitted = 1.0 - 2.0 / real(shared.len());
    let noise = Misfit {
        squares,
        expected: expected * fitted,
        freedom: expected * expected / expected_squares * fitted,
    };
    let explained = gain * gain * line.tuning;
    let excess = (squares - noise.expected).max(0.0);
    let all = line.squares_other + gain * gain * line.squares_reference;
    fit.evidence = noise.evidence(all);
    fit.unexplained = finite(excess / (excess + explained));
    fit.change = finite((squares - noise.upper(2.0)) / all).filter(|_| all > 0.0);
}

/// A sum of squares and what noise alone makes of it.
struct Misfit {
    squares: f64,
    expected: f64,
    freedom: f64,
}

impl Misfit {
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
