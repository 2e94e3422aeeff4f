//! What the activations of a layer look like: after a `ReLU` or not, on which the sense of "active" and "dead" depends.

use ndarray::ArrayView2;

use super::outputs::Outputs;

/// From this share of negative activations on a layer is not one behind a `ReLU`.
const NEGATIVE: f64 = 0.01;

/// No GELU goes below -0.17, no `SiLU` below -0.28, no Mish below -0.31.
const SHALLOW: f64 = -0.32;

/// What saturates comes so near to its ends.
const NEAR: f64 = 0.1;

/// What the activations of a layer look like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Look {
    /// None is negative and some are 0, as behind a `ReLU`; also what too little is known of.
    Rectified,
    /// A share of them, 0 to 1, is negative.
    Signed(f64),
    /// A share is negative, and none lower than this: as behind a GELU or a `SiLU`.
    Shallow(f64, f64),
    /// From -1 to 1, to which they come close: as behind a tanh.
    Bounded,
    /// All are above 0 and at most 1, as behind a sigmoid.
    Sigmoid,
    /// All are above 0.
    Positive,
    /// Each row sums to 1.
    Probabilities,
    /// Logarithms of what sums to 1 in each row.
    LogProbabilities,
}

impl Look {
    /// What a sample of whole rows, `(rows, n_neurons)`, looks like; NaN and infinities say nothing.
    pub fn of(sample: ArrayView2<'_, f64>) -> Self {
        if sample.ncols() > 2 {
            match Outputs::of(sample) {
                Outputs::Probabilities => return Self::Probabilities,
                Outputs::LogProbabilities => return Self::LogProbabilities,
                _ => {}
            }
        }
        let finite = || sample.iter().copied().filter(|activation| activation.is_finite());
        let count = |fits: fn(&f64) -> bool| super::real(finite().filter(fits).count());
        let all = count(|_| true);
        let negative = count(|activation| *activation < 0.0) / all;
        let lowest = finite().fold(f64::INFINITY, f64::min);
        let highest = finite().fold(f64::NEG_INFINITY, f64::max);
        if negative >= NEGATIVE {
            let is_bounded = lowest >= -1.0 && highest <= 1.0;
            return if is_bounded && lowest < NEAR - 1.0 && highest > 1.0 - NEAR {
                Self::Bounded
            } else if lowest >= SHALLOW && highest > -3.0 * lowest {
                Self::Shallow(negative, lowest)
            } else {
                Self::Signed(negative)
            };
        }
        match lowest > 0.0 && all > 0.0 {
            true if highest <= 1.0 => Self::Sigmoid,
            true => Self::Positive,
            false => Self::Rectified,
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    /// Activations before anything, from -5 to 5.
    fn signed() -> Array2<f64> {
        let value = |(row, column)| ((row * 31 + column * 17 + row * column * 7) % 101) as f64;
        Array2::from_shape_fn((40, 12), |at| value(at) / 10.0 - 5.0)
    }

    fn look(of: impl Fn(f64) -> f64) -> Look {
        Look::of(signed().mapv(of).view())
    }

    #[test]
    fn each_nonlinearity_leaves_its_mark() {
        assert_eq!(look(|x| x.max(0.0)), Look::Rectified);
        assert!(matches!(look(|x| x), Look::Signed(share) if (0.4..0.6).contains(&share)));
        assert!(
            matches!(look(|x| x / (1.0 + (-1.7 * x).exp())), Look::Shallow(_, low) if low > -0.2)
        );
        assert_eq!(look(f64::tanh), Look::Bounded);
        assert_eq!(look(|x| 1.0 / (1.0 + (-x).exp())), Look::Sigmoid);
        assert_eq!(look(|x| (1.0 + x.exp()).ln()), Look::Positive);
        assert!(matches!(look(|x| if x > 0.0 { x } else { x.exp() - 1.0 }), Look::Signed(_)));
    }

    #[test]
    fn probabilities_are_known_by_their_rows() {
        let mut shares = signed().mapv(f64::exp);
        for mut row in shares.rows_mut() {
            row /= row.sum();
        }
        assert_eq!(Look::of(shares.view()), Look::Probabilities);
        assert_eq!(Look::of(shares.mapv(f64::ln).view()), Look::LogProbabilities);
    }

    #[test]
    fn silence_a_few_negatives_and_nothing_are_no_news() {
        assert_eq!(look(|_| 0.0), Look::Rectified);
        assert_eq!(look(|_| f64::NAN), Look::Rectified);
        assert_eq!(Look::of(Array2::zeros((0, 3)).view()), Look::Rectified);
        let mut rectified = signed().mapv(|x| x.max(0.0));
        rectified[(3, 4)] = -1e-9;
        assert_eq!(Look::of(rectified.view()), Look::Rectified);
    }
}
