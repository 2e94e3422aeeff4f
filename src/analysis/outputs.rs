//! What the numbers of a classification layer are: logits, probabilities or their logarithms, and what they predict.

use ndarray::{Array1, ArrayView1, ArrayView2};

use super::prediction::{Predicted, Prediction, predict, predicted, softmax, top_predictions};
use crate::ids::CategoryId;

/// How far the sum of a row of probabilities may be from 1. Those of 1,000 categories, each rounded to bfloat16, miss
/// by less; rows of logits come nowhere near 1 but by chance.
const SUM: f64 = 0.01;

/// The same for logarithms, whose rounding grows with their size.
const SUM_OF_LOGARITHMS: f64 = 0.03;

/// How far rounding may carry a number over an end of its range.
const ROUNDING: f64 = 1e-3;

/// The share of rows that must look like it; a few may be padding or damaged.
const MOST: f64 = 0.9;

/// Sigmoids, one a category, come so near to 0 and to 1; similarities that lie between do not.
const NEAR: f64 = 0.05;

/// What the numbers of a classification layer are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outputs {
    /// One for each category, any real number: probabilities come of a softmax.
    #[default]
    Logits,
    /// One for each category, from 0 to 1, of which each row sums to 1.
    Probabilities,
    /// Their logarithms.
    LogProbabilities,
    /// One for each category from 0 to 1, each by itself: a row sums to anything.
    Sigmoids,
    /// One number for two categories, any real number: above 0 is category 1.
    Logit,
    /// One number for two categories, from 0 to 1: the probability of category 1.
    Probability,
}

impl Outputs {
    /// What a sample of rows, `(rows, n_outputs)`, looks like. Rows with NaN say nothing; without any other they are
    /// taken for logits. Numbers may have been rounded to float16 or bfloat16.
    pub fn of(sample: ArrayView2<'_, f64>) -> Self {
        let is_whole = |row: &ArrayView1<'_, f64>| row.iter().all(|output| !output.is_nan());
        let rows: Vec<ArrayView1<'_, f64>> = sample.outer_iter().filter(is_whole).collect();
        let all_are = |fits: fn(&ArrayView1<'_, f64>) -> bool| {
            let count = rows.iter().filter(|row| fits(row)).count();
            count > 0 && super::real(count) >= MOST * super::real(rows.len())
        };
        if sample.ncols() == 1 {
            return if all_are(are_shares) { Self::Probability } else { Self::Logit };
        }
        if all_are(|row| are_shares(row) && (row.sum() - 1.0).abs() <= SUM) {
            return Self::Probabilities;
        }
        if all_are(are_logarithms) {
            return Self::LogProbabilities;
        }
        let reaches = |end: f64| rows.iter().flatten().any(|output| (output - end).abs() < NEAR);
        if all_are(are_shares) && reaches(0.0) && reaches(1.0) {
            return Self::Sigmoids;
        }
        Self::Logits
    }

    /// What it says of an image whose outputs are `row`, `(n_outputs)`: see [`predict`]. One logit of 0 and one
    /// probability of 0.5 are category 0.
    pub fn predict(self, row: ArrayView1<'_, f64>) -> Predicted {
        match self {
            Self::Logits | Self::LogProbabilities => predict(row),
            Self::Logit => predict(both_logits(row).view()),
            Self::Probabilities | Self::Sigmoids => highest(row),
            Self::Probability => highest(both_shares(row).view()),
        }
    }

    /// Up to `k` categories by descending output with their probabilities: see [`top_predictions`].
    pub fn top_predictions(self, row: ArrayView1<'_, f64>, k: usize) -> Vec<Prediction> {
        match self {
            Self::Logits | Self::LogProbabilities => top_predictions(row, k),
            Self::Logit => top_predictions(both_logits(row).view(), k),
            Self::Probabilities | Self::Sigmoids => top_shares(row, k),
            Self::Probability => top_shares(both_shares(row).view(), k),
        }
    }

    /// The probabilities of all categories, `(n_categories)`; 0 for NaN.
    pub fn probabilities(self, row: ArrayView1<'_, f64>) -> Vec<f64> {
        match self {
            Self::Logits | Self::LogProbabilities => softmax(row),
            Self::Logit => softmax(both_logits(row).view()),
            Self::Probabilities | Self::Sigmoids => row.iter().copied().map(share).collect(),
            Self::Probability => both_shares(row).iter().copied().map(share).collect(),
        }
    }
}

/// Whether all lie from 0 to 1.
fn are_shares(row: &ArrayView1<'_, f64>) -> bool {
    row.iter().all(|output| (-ROUNDING..=1.0 + ROUNDING).contains(output))
}

/// Whether all are logarithms of probabilities that sum to 1.
fn are_logarithms(row: &ArrayView1<'_, f64>) -> bool {
    let sum: f64 = row.iter().map(|output| output.exp()).sum();
    row.iter().all(|output| *output <= ROUNDING) && (sum - 1.0).abs() <= SUM_OF_LOGARITHMS
}

/// A probability, without what rounding has carried over an end; 0 for NaN.
fn share(output: f64) -> f64 {
    if output.is_nan() { 0.0 } else { output.clamp(0.0, 1.0) }
}

/// One logit as those of two categories, of which the first has 0.
fn both_logits(row: ArrayView1<'_, f64>) -> Array1<f64> {
    let logit = row.first().copied().unwrap_or(f64::NAN);
    Array1::from_vec(vec![if logit.is_nan() { logit } else { 0.0 }, logit])
}

/// The probability of category 1 as those of both.
fn both_shares(row: ArrayView1<'_, f64>) -> Array1<f64> {
    let share = row.first().copied().unwrap_or(f64::NAN);
    Array1::from_vec(vec![1.0 - share, share])
}

fn highest(shares: ArrayView1<'_, f64>) -> Predicted {
    let category = predicted(shares);
    let output = category.and_then(|category| shares.get(category.index()));
    Predicted { category, confidence: output.copied().map_or(0.0, share) }
}

/// NaN never ranks; ties go to the lower category.
fn top_shares(shares: ArrayView1<'_, f64>, k: usize) -> Vec<Prediction> {
    let mut ranked: Vec<(usize, f64)> = Vec::new();
    ranked.extend(shares.iter().copied().enumerate().filter(|(_, share)| !share.is_nan()));
    ranked.sort_by(|a, b| (b.1 + 0.0).total_cmp(&(a.1 + 0.0)).then(a.0.cmp(&b.0)));
    let made = |&(category, output): &(usize, f64)| Prediction {
        category: CategoryId(category),
        probability: share(output),
    };
    ranked.iter().take(k).map(made).collect()
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, arr1, arr2};
    use proptest::prelude::*;

    use super::*;

    const NAN: f64 = f64::NAN;

    /// Rows of logits that are no probabilities, from -5 to 5.
    fn logits(n_categories: usize) -> Array2<f64> {
        let value = |(row, column)| ((row * 31 + column * 17 + row * column * 7) % 101) as f64;
        Array2::from_shape_fn((40, n_categories), |at| value(at) / 10.0 - 5.0)
    }

    fn probabilities(n_categories: usize) -> Array2<f64> {
        let mut rows = logits(n_categories);
        for mut row in rows.rows_mut() {
            let shares = softmax(row.view());
            row.assign(&Array1::from_vec(shares));
        }
        rows
    }

    /// To as many bits of the fraction as float16 (10) or bfloat16 (7) has.
    fn rounded(values: &Array2<f64>, bits: i32) -> Array2<f64> {
        values.mapv(|value| {
            let exponent = value.abs().log2().floor().max(-14.0);
            let unit = (exponent - f64::from(bits)).exp2();
            (value / unit).round() * unit
        })
    }

    #[test]
    fn probabilities_and_their_logarithms_are_told_from_logits_however_they_were_rounded() {
        for n_categories in [2, 3, 10, 1000] {
            let shares = probabilities(n_categories);
            let logarithms = shares.mapv(f64::ln);
            assert_eq!(Outputs::of(logits(n_categories).view()), Outputs::Logits);
            for bits in [23, 10, 7] {
                let [shares, logarithms] = [&shares, &logarithms].map(|of| rounded(of, bits));
                assert_eq!(Outputs::of(shares.view()), Outputs::Probabilities, "{n_categories}");
                let found = Outputs::of(logarithms.view());
                assert_eq!(found, Outputs::LogProbabilities, "{n_categories} {bits}");
            }
        }
    }

    #[test]
    fn certain_answers_are_probabilities_and_their_logarithms_reach_minus_infinity() {
        let certain = arr2(&[[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]);
        assert_eq!(Outputs::of(certain.view()), Outputs::Probabilities);
        assert_eq!(Outputs::of(certain.mapv(f64::ln).view()), Outputs::LogProbabilities);
    }

    #[test]
    fn one_number_is_a_probability_where_all_lie_from_0_to_1() {
        assert_eq!(Outputs::of(arr2(&[[0.1], [0.99], [0.0]]).view()), Outputs::Probability);
        assert_eq!(Outputs::of(arr2(&[[0.1], [-2.0], [3.0]]).view()), Outputs::Logit);
    }

    #[test]
    fn sigmoids_are_told_from_similarities_and_from_rectified_logits() {
        let sigmoids = logits(5).mapv(|logit| 1.0 / (1.0 + (-logit).exp()));
        assert_eq!(Outputs::of(sigmoids.view()), Outputs::Sigmoids);
        let similar = sigmoids.mapv(|share| 0.2 + share / 10.0);
        assert_eq!(Outputs::of(similar.view()), Outputs::Logits);
        assert_eq!(Outputs::of(logits(5).mapv(|of| of.max(0.0)).view()), Outputs::Logits);
    }

    #[test]
    fn negative_logits_and_what_is_not_known_are_logits() {
        assert_eq!(Outputs::of(logits(4).mapv(|of| of - 20.0).view()), Outputs::Logits);
        assert_eq!(Outputs::of(arr2(&[[NAN, 1.0], [NAN, NAN]]).view()), Outputs::Logits);
        assert_eq!(Outputs::of(Array2::zeros((0, 3)).view()), Outputs::Logits);
        assert_eq!(Outputs::of(Array2::zeros((5, 3)).view()), Outputs::Logits);
    }

    #[test]
    fn a_row_with_nan_and_a_padded_one_do_not_hide_what_the_others_are() {
        let mut shares = probabilities(4);
        shares.row_mut(3).fill(NAN);
        shares.row_mut(7).fill(0.0);
        assert_eq!(Outputs::of(shares.view()), Outputs::Probabilities);
    }

    #[test]
    fn a_probability_is_used_as_it_is() {
        let row = arr1(&[0.1, 0.7, 0.2]);
        let expected = Predicted { category: Some(CategoryId(1)), confidence: 0.7 };
        assert_eq!(Outputs::Probabilities.predict(row.view()), expected);
        assert_eq!(Outputs::Probabilities.probabilities(row.view()), [0.1, 0.7, 0.2]);
        let top = Outputs::Probabilities.top_predictions(row.view(), 2);
        assert_eq!(top.iter().map(|of| of.category.index()).collect::<Vec<_>>(), [1, 2]);
        let logarithms = row.mapv(f64::ln);
        let predicted = Outputs::LogProbabilities.predict(logarithms.view());
        assert!((predicted.confidence - 0.7).abs() < 1e-15);
    }

    #[test]
    fn one_logit_is_the_sigmoid_of_category_1_and_0_is_category_0() {
        let of = |logit: f64| {
            let made = Outputs::Logit.predict(arr1(&[logit]).view());
            (made.category.map(CategoryId::index), made.confidence)
        };
        // scipy.special.expit(2.) = 0.8807970779778823
        let sigmoid = 0.880_797_077_977_882_3;
        assert_eq!((of(2.0).0, of(-2.0).0, of(0.0).0), (Some(1), Some(0), Some(0)));
        assert!((of(2.0).1 - sigmoid).abs() < 1e-15 && (of(-2.0).1 - sigmoid).abs() < 1e-15);
        assert_eq!(of(NAN), (None, 0.0));
        assert_eq!(of(f64::INFINITY), (Some(1), 1.0));
        let shares = Outputs::Logit.probabilities(arr1(&[2.0]).view());
        assert!((shares[1] - sigmoid).abs() < 1e-15 && shares.len() == 2);
    }

    #[test]
    fn one_probability_is_that_of_category_1_and_a_half_is_category_0() {
        let of = |share: f64| {
            let made = Outputs::Probability.predict(arr1(&[share]).view());
            (made.category.map(CategoryId::index), made.confidence)
        };
        assert_eq!(
            [of(0.75), of(0.25), of(0.5)],
            [(Some(1), 0.75), (Some(0), 0.75), (Some(0), 0.5)]
        );
        assert_eq!(of(NAN), (None, 0.0));
    }

    proptest! {
        #[test]
        fn all_agree_on_the_prediction(
            row in prop::collection::vec(prop_oneof![9 => 0.0..1.0, 1 => Just(NAN)], 1..20),
            which in prop::sample::select(vec![
                Outputs::Logits, Outputs::Probabilities, Outputs::LogProbabilities,
                Outputs::Sigmoids, Outputs::Logit, Outputs::Probability,
            ]),
        ) {
            let row = Array1::from_vec(row);
            let made = which.predict(row.view());
            let first = which.top_predictions(row.view(), 3).first().copied();
            prop_assert_eq!(first.map(|of| of.category), made.category);
            if let Some(category) = made.category {
                let probabilities = which.probabilities(row.view());
                let found = probabilities[category.index()];
                prop_assert_eq!(found.total_cmp(&made.confidence), std::cmp::Ordering::Equal);
                prop_assert!(probabilities.iter().all(|of| *of <= made.confidence));
            }
        }
    }
}
