//! The line from the reference's tuning to the other's: gain and offset, their errors, and what they leave unexplained.

use multiversion::multiversion;
use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use super::evidence::{Squares, student_factor};
use super::real;
use super::shared::{own_or, sums};

/// The line `other = offset + gain · reference` through the category means, and how badly it fits.
///
/// Each number is `None` where undefined.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Fit {
    /// The slope; negative for inverted tuning.
    pub gain: Option<f64>,
    /// The standard error of the gain, so wide that three of it leave out what three of a normal distribution do.
    pub gain_error: Option<f64>,
    /// What the line says where the reference is 0, in the unit of the activations.
    pub offset: Option<f64>,
    /// The share of the variance of the other's means that a line through the means explains; `None` where one of
    /// the tunings is constant.
    pub r_squared: Option<f64>,
    /// The share of the other's tuning, its noise taken out, that no line with a gain of 0 or more
    /// explains: 0 to 1; 1 for inverted and for unrelated tuning.
    pub unexplained: Option<f64>,
    /// How far the misfit is beyond what noise makes, in standard normal deviations, up to 100.
    pub evidence: Option<f64>,
}

/// Fits the line by weighted least squares; without a variance within categories (no category of two images) neither
/// an error nor a misfit is known.
///
/// - The reference's means are noisy, which flattens a line. The gain is the covariance of the tunings over the
///   variance of the reference's without noise (Fuller, Measurement Error Models, 1.2). Independent noise lets two
///   tunings correlate no better than they are reliable. Where they do, as on the very same images, the recordings
///   share their noise, and it flattens nothing.
/// - The error is the larger of two: one from the variances within categories, for which the larger is taken of the
///   category's own and of that pooled over both recordings, because a few silent images say nothing of a rare
///   response; and one from the residuals (White 1980), which needs no such variance and fails where few categories
///   matter. It is widened by Student's distribution.
/// - The misfit Σ w r² has, without a change, the mean Σ w v · (C - 2) / C, where v is the residual's
///   variance. A negative gain explains nothing: the misfit is then taken at a gain of 0.
pub fn fit(of: &Comparison<'_>) -> Fit {
    let [a, b] = of.means;
    // Never below the covariance that noise in common would make.
    let in_common = of.together.abs() * (of.raw[0] / of.raw[1]).sqrt();
    let tuning = of.tuning[0].max(if in_common.is_finite() { in_common } else { 0.0 });
    let gain = finite(of.together / tuning).filter(|_| tuning > 0.0);
    let explained = of.together / of.raw[0] * (of.together / of.raw[1]);
    let mut fit = Fit {
        gain,
        offset: gain.and_then(|gain| finite(b - gain * a)),
        r_squared: finite(explained).map(|explained| explained.min(1.0)),
        ..Fit::default()
    };
    if of.is_noise_known {
        fit.gain_error = gain.and_then(|gain| gain_error(of, (gain, tuning)));
        misfit(of, gain.unwrap_or(0.0).max(0.0), &mut fit);
    }
    fit
}

/// Fills in what the line leaves unexplained at a `gain` of 0 or more.
fn misfit(of: &Comparison<'_>, gain: f64, fit: &mut Fit) {
    let categories = real(of.shared.len());
    let [sum, expected, squares] = residuals(of, gain);
    // One degree of freedom is out of `expected` already, that of the mean.
    let misfit = Squares {
        expected: expected * (categories - 2.0) / (categories - 1.0),
        ..Squares::new(sum, [expected, squares], 1.0 - 2.0 / categories)
    };
    fit.evidence = misfit.evidence(of.raw[1] + gain * gain * of.raw[0]);
    let excess = (sum - misfit.expected).max(0.0) / of.freedom;
    fit.unexplained = finite(excess / (excess + gain * gain * of.tuning[0].max(0.0)));
}

/// The sum of the weighted squares of the residuals, and those of their variances and of the squares of these.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn residuals(of: &Comparison<'_>, gain: f64) -> [f64; 3] {
    let (of_a, of_b) = (of.shared.reference, of.shared.other);
    let ([mean_a, mean_b], [image_a, image_b]) = (of.means, of.image_variances);
    let lists = [
        of.weights,
        &of_a.mean,
        &of_b.mean,
        &of_a.error,
        &of_a.inverse,
        &of_b.error,
        &of_b.inverse,
    ];
    sums(lists, |[weight, a, b, error_a, inverse_a, error_b, inverse_b]| {
        let residual = (b - mean_b) - gain * (a - mean_a);
        let error_a = own_or(error_a, image_a * inverse_a);
        let error_b = own_or(error_b, image_b * inverse_b);
        let variance = weight * (1.0 - weight) * (error_b + gain * gain * error_a);
        [weight * residual * residual, variance, variance * variance]
    })
}

/// The standard error of the `gain`, which is the covariance over `tuning`.
fn gain_error(of: &Comparison<'_>, (gain, tuning): (f64, f64)) -> Option<f64> {
    let categories = real(of.shared.len());
    let [modelled, spent, scores] = gain_variances(of, gain);
    let scale = (of.freedom * tuning).powi(2);
    let from_residuals = scores * categories / (categories - 2.0);
    let freedom = (modelled * modelled / spent).min(categories - 1.0);
    let factor = if freedom.is_nan() { 1.0 } else { student_factor(freedom) };
    finite((modelled.max(from_residuals) / scale).sqrt() * factor)
}

/// Sums of the variance of the gain's numerator by category, of its squares over their degrees of freedom, and of the
/// squared scores of the residuals.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn gain_variances(of: &Comparison<'_>, gain: f64) -> [f64; 3] {
    let (of_a, of_b) = (of.shared.reference, of.shared.other);
    let ([mean_a, mean_b], [image_a, image_b]) = (of.means, of.image_variances);
    let lists = [of.weights, &of_a.mean, &of_b.mean, &of_a.error, &of_b.error, &of_a.n, &of_b.n];
    sums(lists, |[weight, a, b, error_a, error_b, n_a, n_b]| {
        let (a, b) = (a - mean_a, b - mean_b);
        let error_a = own_or(error_a, image_a / n_a);
        let error_b = own_or(error_b, image_b / n_b);
        let within = error_a * n_a * (n_a - 1.0) + error_b * n_b * (n_b - 1.0);
        let pooled = within / (n_a + n_b - 2.0).max(1.0);
        let (wide_a, wide_b) = (error_a.max(pooled / n_a), error_b.max(pooled / n_b));
        let squared = weight * weight;
        let of_a = squared * wide_a * gain * gain * (a * a + 2.0 * wide_a);
        let of_b = squared * wide_b * (a * a + wide_a);
        let spent = of_a * of_a / (n_a - 1.0).max(1.0) + of_b * of_b / (n_b - 1.0).max(1.0);
        let score = weight * (a * (b - gain * a) + (1.0 - weight) * gain * error_a);
        [of_a + of_b, spent, score * score]
    })
}

fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}
