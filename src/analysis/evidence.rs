//! How far a sum of squares is beyond what noise makes, in standard normal deviations.

use super::normal;

/// Nothing is more certain than this many deviations.
const CERTAIN: f64 = 100.0;

/// A sum of squares, and what noise alone makes of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Squares {
    /// The sum.
    pub(super) sum: f64,
    /// Its mean under noise alone.
    pub(super) expected: f64,
    /// Degrees of freedom of the χ² distribution, scaled, that it has under noise alone (Satterthwaite 1946).
    pub(super) freedom: f64,
}

impl Squares {
    /// From the `sum`, the sum of the noise variances of its terms, that of their squares, and the share of the
    /// degrees of freedom that is left once the line or mean is fitted.
    pub(super) fn new(sum: f64, [variances, squares]: [f64; 2], left: f64) -> Self {
        Self { sum, expected: variances, freedom: variances * variances / squares * left }
    }

    /// The standard normal deviation of the sum, by the approximation of Wilson and Hilferty (1931), within ±100.
    ///
    /// Without noise whatever is beyond rounding, 1e-12 of `scale`, is certain. `None` where nothing is defined.
    pub(super) fn evidence(&self, scale: f64) -> Option<f64> {
        if self.expected > 0.0 {
            let spread = 2.0 / (9.0 * self.freedom);
            let root = (self.sum / self.expected).cbrt();
            let evidence = (root - (1.0 - spread)) / spread.sqrt();
            return Some(evidence.clamp(-CERTAIN, CERTAIN)).filter(|evidence| evidence.is_finite());
        }
        let is_certain = self.sum > 1e-12 * scale;
        scale.is_finite().then_some(if is_certain { CERTAIN } else { -CERTAIN })
    }
}

/// How much wider Student's distribution with some degrees of freedom is than the normal one, three deviations out:
/// the ratio of the quantiles of the same probability, by the approximation of Wallace (1959), to 2 % from 5 degrees on and
/// wider than it is below.
pub(super) fn student_factor(freedom: f64) -> f64 {
    const DEVIATIONS: f64 = 3.0;
    let freedom = freedom.max(1.0);
    let deviation = DEVIATIONS * (8.0 * freedom + 3.0) / (8.0 * freedom + 1.0);
    (freedom * (deviation * deviation / freedom).exp_m1()).sqrt() / DEVIATIONS
}

/// The two-sided p value of a standard normal deviation; 1 for NaN.
pub(super) fn two_sided(deviation: f64) -> f64 {
    one_sided(deviation.abs()).mul_add(2.0, 0.0).min(1.0)
}

/// The share of the standard normal distribution above a deviation; 1 for NaN.
pub(super) fn one_sided(deviation: f64) -> f64 {
    if deviation.is_nan() { 1.0 } else { normal::above(deviation) }
}

#[cfg(test)]
mod tests {
    use super::*;

    // scipy.stats.t.isf(scipy.stats.norm.sf(3), freedom) / 3 for 2, 5, 9, 100
    #[test]
    fn students_distribution_is_wider() {
        for (freedom, factor) in [(5.0, 1.8357), (9.0, 1.3648), (100.0, 1.0259)] {
            let found = student_factor(freedom);
            assert!((found / factor - 1.0).abs() < 0.02, "{freedom}: {found}");
        }
        assert!(student_factor(2.0) > 6.4022);
    }

    // scipy.stats.norm.ppf(scipy.stats.chi2.cdf(23, 9)) = 2.50
    #[test]
    fn evidence_is_that_of_the_chi_squared_distribution() {
        let squares = Squares { sum: 23.0, expected: 9.0, freedom: 9.0 };
        let found = squares.evidence(1.0).unwrap();
        assert!((found - 2.4966).abs() < 0.01, "{found}");
        let none = Squares { sum: 0.0, expected: 0.0, freedom: f64::NAN };
        assert_eq!(none.evidence(1.0), Some(-CERTAIN));
        assert_eq!(Squares { sum: 1.0, ..none }.evidence(1.0), Some(CERTAIN));
    }
}
