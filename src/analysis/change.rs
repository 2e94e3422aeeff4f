//! How much of a reliable tuning is re-tuned or gone, whatever gain the whole activity has, with its uncertainty.

use multiversion::multiversion;
use serde::{Deserialize, Serialize};

use super::comparison::Comparison;
use super::evidence::Squares;
use super::fit::Fit;
use super::real;
use super::shared::{own_or, sums};

/// Standard errors between an estimate and its bounds: 95 % lie on the right side of each.
const BOUND: f64 = 1.64;

/// From this evidence on, in standard normal deviations, the reference has a tuning at all.
pub const TUNED: f64 = 2.0;

/// From this evidence on a change is believed: about one neuron in a thousand by chance.
pub const BELIEVED: f64 = 3.0;

/// How much of the reference's tuning changed; each number is `None` where undefined.
///
/// With V the variance of the reference's tuning over categories and D that of the difference of both tunings, each
/// from the weights of [`Comparison`] and with the noise taken out, D / V is 0 without a change, 1 where the tuning is
/// gone, (1 - s)² where a share s of it is left, 2 where the preferences are permuted, 4 where they are inverted. The
/// other's tuning is divided by a gain before it is compared, of those between 1 and the ratio of the whole activities
/// ([`Comparison::new`]) by that which leaves the smallest difference, so that neither a gain nor an offset of the
/// whole activity counts. A gain above both is no loss and counts for nothing either.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Change {
    /// The table's default order, descending: a lower bound of D / V, (D - 1.64 error of D) / (V + 1.64 error of V),
    /// which 95 % of such neurons are above.
    ///
    /// Where that is not above 0, a change is not established: then it is what the evidence lacks to
    /// 3 standard deviations, divided by 10, at most 0; -1 where the reference has no tuning to lose.
    pub lower: Option<f64>,
    /// The same bound from above.
    pub upper: Option<f64>,
    /// D / V.
    pub share: Option<f64>,
    /// How far D is beyond noise, in standard normal deviations, up to 100.
    pub evidence: Option<f64>,
    /// How far V is beyond noise, in standard normal deviations, up to 100.
    pub tuned: Option<f64>,
    /// The share of the variance of the reference's means that is no noise: up to 1, and below 0 by chance.
    pub reliability: Option<f64>,
    /// The share of the reference's tuning that is left, the gain of the whole activity taken out: 1 without a change,
    /// 0 where it is gone, negative where it is inverted.
    pub left: Option<f64>,
    /// Its standard error, as wide as [`Fit::gain_error`].
    pub left_error: Option<f64>,
    /// The variance of the other's tuning that no line from the reference explains, the gain taken out, as a share of V:
    /// what the neuron is tuned to now and was not; 0 without, 1 where all is replaced.
    pub new: Option<f64>,
}

/// The change, given the `fit` of the same comparison. Undefined where the noise is not known.
///
/// Error of D: √Σ w² (2 f² + 4 f (d² - f)), with d the differences and f the squares of their standard errors,
/// as of a sum of noncentral χ² numbers. No difference in scale or place of all activations changes any of this.
pub fn change(of: &Comparison<'_>, fit: &Fit) -> Change {
    if !of.is_noise_known {
        return Change::default();
    }
    let inverse_gain = inverse_gain(of);
    let sums = differences(of, inverse_gain);
    let [squares, noise, noise_squares, error, tuning_noise, tuning_squares, tuning_error] = sums;
    let left = 1.0 - 1.0 / real(of.shared.len());
    let scale = of.raw[0] + inverse_gain * inverse_gain * of.raw[1];
    let difference = (squares - noise) / of.freedom;
    let tuning = of.tuning[0];
    let (error, tuning_error) = (error.sqrt() / of.freedom, tuning_error.sqrt() / of.freedom);
    let evidence = Squares::new(squares, [noise, noise_squares], left).evidence(scale);
    let tuned = Squares::new(of.raw[0] * of.freedom, [tuning_noise, tuning_squares], left);
    let tuned = tuned.evidence(of.means[0] * of.means[0] + of.raw[0]);
    let bound = (difference - BOUND * error) / (tuning + BOUND * tuning_error);
    let gain = |scale: f64| move |gain: f64| gain * scale;
    Change {
        lower: evidence.zip(tuned).and_then(|(evidence, tuned)| {
            let missing = ((evidence - BELIEVED) / 10.0).clamp(-1.0, 0.0);
            let lower = if bound > 0.0 { bound } else { missing };
            finite(if tuned < TUNED { -1.0 } else { lower })
        }),
        upper: finite((difference + BOUND * error) / (tuning - BOUND * tuning_error))
            .filter(|_| tuning > BOUND * tuning_error),
        share: finite(difference / tuning).filter(|_| tuning > 0.0),
        evidence,
        tuned,
        reliability: finite(of.reliability()),
        left: fit.gain.map(gain(inverse_gain)),
        left_error: fit.gain_error.map(gain(inverse_gain)),
        new: new_tuning(of, inverse_gain).filter(|_| tuning > 0.0),
    }
}

/// What of the other's tuning no line explains, as a share of the reference's.
fn new_tuning(of: &Comparison<'_>, inverse_gain: f64) -> Option<f64> {
    let [reference, other] = of.tuning;
    let explained = if of.together > 0.0 { of.together * of.together / reference } else { 0.0 };
    finite(inverse_gain * inverse_gain * (other - explained) / reference)
}

/// 1 over the gain that leaves the smallest difference.
fn inverse_gain(of: &Comparison<'_>) -> f64 {
    let [reference, other] = of.tuning;
    let of_activity = 1.0 / of.activity;
    let (mut low, high) = (of_activity.min(1.0), of_activity.max(1.0));
    if of.together > reference && reference > 0.0 {
        low = low.min(reference / of.together);
    }
    if of.together <= 0.0 {
        low
    } else if other > 0.0 {
        (of.together / other).clamp(low, high)
    } else {
        high
    }
}

/// Sums over the categories: squared differences, their noise, its squares and what the error of D is made of; then
/// the noise of the reference's tuning, its squares, and what the error of V is made of.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn differences(of: &Comparison<'_>, inverse_gain: f64) -> [f64; 7] {
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
    let error_of =
        |noise: f64, squared: f64| 2.0 * noise * noise + 4.0 * noise * (squared - noise).max(0.0);
    sums(lists, |[weight, a, b, error_a, inverse_a, error_b, inverse_b]| {
        let a = a - mean_a;
        let difference = a - inverse_gain * (b - mean_b);
        let error_a = own_or(error_a, image_a * inverse_a);
        let error_b = own_or(error_b, image_b * inverse_b);
        let both = error_a + inverse_gain * inverse_gain * error_b;
        let kept = weight * (1.0 - weight);
        let squared = difference * difference;
        [
            weight * squared,
            kept * both,
            kept * both * (kept * both),
            weight * weight * error_of(both, squared),
            kept * error_a,
            kept * error_a * (kept * error_a),
            weight * weight * error_of(error_a, a * a),
        ]
    })
}

fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}
