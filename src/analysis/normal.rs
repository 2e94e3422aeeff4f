//! The normal distribution: its cumulative share, its density and the mean magnitude of a shifted one.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// The density of the standard normal distribution at `z`.
pub fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() * FRAC_1_SQRT_2 / PI.sqrt()
}

/// The share of the standard normal distribution below `z`, to 7.5e-8.
///
/// Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17.
pub fn below(z: f64) -> f64 {
    let above = tail(z.abs(), density(z));
    if z < 0.0 { above } else { 1.0 - above }
}

/// The mean of |shift + spread · Z| over standard normal Z, for a `spread` of at least 0, to 1e-7 of
/// the spread: Wasserstein-1 of two normal distributions whose means differ by `shift` and whose
/// standard deviations by `spread`.
pub fn mean_magnitude(shift: f64, spread: f64) -> f64 {
    let ratio = shift.abs() / spread;
    // Almost nothing lies beyond 0 then; NaN is that of neither shift nor spread.
    if ratio.is_nan() || ratio >= 6.0 {
        return shift.abs();
    }
    let density = density(ratio);
    spread * (2.0 * density + ratio * (1.0 - 2.0 * tail(ratio, density)))
}

/// The share above `z`, which is at least 0, given the density there.
fn tail(z: f64, density: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let series = [1.330_274_429, -1.821_255_978, 1.781_477_937, -0.356_563_782, 0.319_381_530];
    density * series.iter().fold(0.0, |sum, term| (sum + term) * t)
}

#[cfg(test)]
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
