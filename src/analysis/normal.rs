//! The normal distribution: its cumulative share, its density and the mean magnitude of a shifted one.
//!
//! All without a branch or a table, so that a processor computes several at once, and from basic
//! operations alone, so that every processor computes the same.

use std::f64::consts::{FRAC_1_SQRT_2, LN_2, LOG2_E};

/// 1 / √π.
const FRAC_1_SQRT_PI: f64 = std::f64::consts::FRAC_2_SQRT_PI / 2.0;

/// Farther out the density is below 1e-300, and no number of images tells it from 0.
const FAR: f64 = 37.0;

/// The density of the standard normal distribution at `z`, to 1e-9 of itself; NaN and all beyond 37 are taken for 37.
#[inline]
pub fn density(z: f64) -> f64 {
    /// A sum with it is a whole number, whose lower bits are in the lower bits.
    const WHOLE: f64 = 1.5 * (1_u64 << 52) as f64;
    let z = z.abs().min(FAR);
    let exponent = -0.5 * LOG2_E * z * z;
    // exp(-z² / 2) is 2^whole · exp(rest); the power series of exp is cut after the 8th power.
    let whole = exponent + WHOLE;
    let rest = (exponent - (whole - WHOLE)) * LN_2;
    let series = [1.0 / 8.0, 1.0 / 7.0, 1.0 / 6.0, 1.0 / 5.0, 1.0 / 4.0, 1.0 / 3.0, 1.0 / 2.0, 1.0];
    let power = series.iter().fold(1.0, |sum, factor| 1.0 + sum * rest * factor);
    let shifted = power.to_bits().wrapping_add(whole.to_bits() << 52);
    f64::from_bits(shifted) * (FRAC_1_SQRT_2 * FRAC_1_SQRT_PI)
}

/// The share of the standard normal distribution below `z`, to 7.6e-8.
///
/// Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17.
#[inline]
pub fn below(z: f64) -> f64 {
    let above = tail(z.abs(), density(z));
    if z < 0.0 { above } else { 1.0 - above }
}

/// The share of the standard normal distribution above `z`, to 7.6e-8 and, up to 8 deviations, to 3 % of itself.
#[inline]
pub fn above(z: f64) -> f64 {
    let above = tail(z.abs(), density(z));
    if z < 0.0 { 1.0 - above } else { above }
}

/// The mean of |shift + spread · Z| over standard normal Z, for a `spread` of at least 0, to 1e-6 of
/// the spread: Wasserstein-1 of two normal distributions whose means differ by `shift` and whose
/// standard deviations by `spread`.
#[inline]
pub fn mean_magnitude(shift: f64, spread: f64) -> f64 {
    // Almost nothing lies beyond 0 farther out; NaN is that of neither shift nor spread.
    let ratio = (shift.abs() / spread).min(6.0);
    let density = density(ratio);
    shift.abs() + 2.0 * spread * (density - ratio * tail(ratio, density))
}

/// The share above `z`, which is at least 0, given the density there.
#[inline]
fn tail(z: f64, density: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let series = [1.330_274_429, -1.821_255_978, 1.781_477_937, -0.356_563_782, 0.319_381_530];
    density * series.iter().fold(0.0, |sum, term| (sum + term) * t)
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact where there is no noise")]
mod tests {
    use super::*;

    // scipy.stats.norm.cdf([-3, -1, 0, .5, 2])
    #[test]
    fn shares_below_are_those_of_scipy() {
        let expected = [
            (-3.0, 0.001_349_898_031_630_093_3),
            (-1.0, 0.158_655_253_931_457_05),
            (0.0, 0.5),
            (0.5, 0.691_462_461_274_013_1),
            (2.0, 0.977_249_868_051_820_8),
        ];
        for (z, share) in expected {
            assert!((below(z) - share).abs() < 1e-7, "{z}");
        }
    }

    // scipy.stats.norm.sf([-1, 0, 2, 4, 6, 8])
    #[test]
    fn shares_above_keep_their_order_of_magnitude() {
        let expected = [
            (-1.0, 0.841_344_746_068_542_9),
            (0.0, 0.5),
            (2.0, 0.022_750_131_948_179_195),
            (4.0, 3.167_124_183_311_992e-5),
            (6.0, 9.865_876_450_376_946e-10),
            (8.0, 6.220_960_574_271_785e-16),
        ];
        for (z, share) in expected {
            assert!((above(z) / share - 1.0).abs() < 0.03, "{z}: {}", above(z));
        }
    }

    // numpy.exp(-z * z / 2) / numpy.sqrt(2 * numpy.pi) for z = 0, 1, -2.5, 9
    #[test]
    fn the_density_is_that_of_numpy() {
        let expected = [
            (0.0, 0.398_942_280_401_432_7),
            (1.0, 0.241_970_724_519_143_37),
            (-2.5, 0.017_528_300_493_568_54),
            (9.0, 1.027_977_357_166_891_5e-18),
        ];
        for (z, expected) in expected {
            assert!((density(z) / expected - 1.0).abs() < 1e-9, "{z}");
        }
        assert!(density(1e9) > 0.0 && density(1e9) < 1e-297);
    }

    #[test]
    fn the_density_keeps_its_error_everywhere() {
        for step in 0..3600 {
            let z = f64::from(step) / 100.0;
            let expected = (-0.5 * z * z).exp() * FRAC_1_SQRT_2 * FRAC_1_SQRT_PI;
            assert!((density(z) / expected - 1.0).abs() < 1e-9, "{z}");
        }
    }

    // scipy.stats.foldnorm.mean(shift / spread, scale=spread) for (1, 2), (0, 1), (3, 0.5)
    #[test]
    fn the_mean_magnitude_is_that_of_a_folded_normal() {
        let expected = [
            (1.0, 2.0, 1.791_186_229_605_224_3),
            (0.0, 1.0, 0.797_884_560_802_865_4),
            (-3.0, 1.5, 3.025_472_107_850_489),
        ];
        for (shift, spread, mean) in expected {
            assert!((mean_magnitude(shift, spread) - mean).abs() < 1e-6, "{shift} {spread}");
        }
        assert_eq!(mean_magnitude(-2.0, 0.0), 2.0);
        assert_eq!(mean_magnitude(0.0, 0.0), 0.0);
    }
}
