//! What a network predicts for an image, from the logits of its classification layer.

use ndarray::ArrayView1;
use serde::Serialize;

use super::rank::{Ranked, top};
use crate::ids::CategoryId;

/// A category and the probability the network gives it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Prediction {
    /// The category.
    pub category: CategoryId,
    /// Its softmax, from 0 to 1.
    pub probability: f64,
}

/// What the network takes one image for.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Predicted {
    /// The category with the highest logit; `None` when there is no logit, or all are NaN.
    pub category: Option<CategoryId>,
    /// The softmax of that category, from 0 to 1; 0 without a category.
    pub confidence: f64,
}

/// The probabilities of all categories, `(n_categories)`: `exp(logit) / Σ exp(logit)`.
///
/// The highest logit is subtracted first, so that large ones do not overflow. A NaN logit gets 0 and
/// the others share 1; `+∞` logits share 1 equally; `-∞` gets 0. All are 0 where no logit is above
/// `-∞`, that is also where all are NaN. Empty for no logits.
pub fn softmax(logits: ArrayView1<'_, f64>) -> Vec<f64> {
    let Some((_, highest)) = argmax(logits).filter(|(_, highest)| *highest > f64::NEG_INFINITY)
    else {
        return vec![0.0; logits.len()];
    };
    let weights = logits.iter().map(|&logit| weight(logit, highest));
    let total: f64 = weights.clone().sum();
    weights.map(|weight| weight / total).collect()
}

/// The category with the highest of the `logits`, `(n_categories)`; NaN is skipped, ties go to the
/// lower category. `None` when there is no logit, or all are NaN.
pub fn predicted(logits: ArrayView1<'_, f64>) -> Option<CategoryId> {
    argmax(logits).map(|(category, _)| category)
}

/// The [`predicted`] category and its [`softmax`], from the `logits`, `(n_categories)`, of one image.
///
/// The confidence is 0 where the highest logit is `-∞`, or there is none.
pub fn predict(logits: ArrayView1<'_, f64>) -> Predicted {
    let Some((category, highest)) = argmax(logits) else {
        return Predicted::default();
    };
    let confidence = if highest > f64::NEG_INFINITY {
        let total: f64 = logits.iter().map(|&logit| weight(logit, highest)).sum();
        1.0 / total
    } else {
        0.0
    };
    Predicted { category: Some(category), confidence }
}

/// Up to `k` categories by descending logit, `(n_categories)`, with their [`softmax`].
///
/// Ranked by logit, so that categories keep their order where probabilities round to 0 or 1.
/// NaN never ranks, infinite logits do; ties go to the lower category. The first is [`predicted`].
pub fn top_predictions(logits: ArrayView1<'_, f64>, k: usize) -> Vec<Prediction> {
    let comparable = logits.iter().enumerate().filter(|(_, logit)| !logit.is_nan());
    // Adding 0.0 makes -0.0 tie with 0.0.
    let ranked =
        comparable.map(|(category, logit)| Ranked { id: CategoryId(category), value: logit + 0.0 });
    let ranked = top(ranked.collect(), k);
    let probabilities = softmax(logits);
    let predictions = ranked
        .iter()
        .map(|of| Prediction { category: of.id, probability: probabilities[of.id.index()] });
    predictions.collect()
}

/// The highest logit and the first category that has it.
fn argmax(logits: ArrayView1<'_, f64>) -> Option<(CategoryId, f64)> {
    let comparable = logits.iter().copied().enumerate().filter(|(_, logit)| !logit.is_nan());
    let first = comparable.reduce(|first, next| if next.1 > first.1 { next } else { first });
    first.map(|(category, logit)| (CategoryId(category), logit))
}

/// `exp(logit - highest)`, where `highest` is above `-∞`: 1 for the highest, 0 for NaN.
fn weight(logit: f64, highest: f64) -> f64 {
    let weight = (logit - highest).exp();
    match (logit.is_nan(), weight.is_nan()) {
        (true, _) => 0.0,
        // ∞ - ∞: as high as the highest.
        (false, true) => 1.0,
        (false, false) => weight,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAN: f64 = f64::NAN;
    const INF: f64 = f64::INFINITY;

    fn probabilities(logits: &[f64]) -> Vec<f64> {
        softmax(ArrayView1::from(logits))
    }

    fn category(logits: &[f64]) -> Option<usize> {
        predicted(ArrayView1::from(logits)).map(CategoryId::index)
    }

    fn top_categories(logits: &[f64], k: usize) -> Vec<usize> {
        let top = top_predictions(ArrayView1::from(logits), k);
        top.iter().map(|of| of.category.index()).collect()
    }

    // scipy.special.softmax([1., 2, 3]) =
    // [0.09003057317038046, 0.24472847105479764, 0.6652409557748218]
    #[test]
    fn softmax_equals_scipy() {
        let expected =
            [0.090_030_573_170_380_46, 0.244_728_471_054_797_64, 0.665_240_955_774_821_8];
        for (probability, expected) in probabilities(&[1.0, 2.0, 3.0]).iter().zip(expected) {
            assert!((probability - expected).abs() < 1e-15);
        }
    }

    // scipy.special.softmax([1000., 1000, 0]) = [0.5, 0.5, 0.0]; Deephys says NaN beyond 88.
    #[test]
    fn large_logits_do_not_overflow() {
        assert_eq!(probabilities(&[1000.0, 1000.0, 0.0]), [0.5, 0.5, 0.0]);
        assert_eq!(probabilities(&[-f64::MAX, f64::MAX]), [0.0, 1.0]);
    }

    #[test]
    fn nan_gets_nothing_and_the_others_share_1() {
        assert_eq!(probabilities(&[NAN, 2.0, 2.0, -NAN]), [0.0, 0.5, 0.5, 0.0]);
    }

    #[test]
    fn plus_infinities_share_1_and_minus_infinity_gets_nothing() {
        assert_eq!(probabilities(&[INF, 5.0, INF, NAN, -INF]), [0.5, 0.0, 0.5, 0.0, 0.0]);
        assert_eq!(probabilities(&[-INF, 5.0]), [0.0, 1.0]);
    }

    #[test]
    fn nothing_above_minus_infinity_has_no_probability() {
        assert_eq!(probabilities(&[]), [0.0; 0]);
        assert_eq!(probabilities(&[NAN, NAN]), [0.0, 0.0]);
        assert_eq!(probabilities(&[-INF, NAN, -INF]), [0.0, 0.0, 0.0]);
    }

    // numpy.argmax([1., 3, 3, 2]) = 1
    #[test]
    fn the_highest_logit_is_predicted_and_ties_go_to_the_lower_category() {
        assert_eq!(category(&[1.0, 3.0, 3.0, 2.0]), Some(1));
        assert_eq!(category(&[-0.0, 0.0]), Some(0));
        assert_eq!(category(&[-2.0, -1.0]), Some(1));
    }

    #[test]
    fn nan_is_never_predicted() {
        assert_eq!(category(&[NAN, 1.0, 2.0]), Some(2));
        assert_eq!(category(&[NAN, NAN]), None);
        assert_eq!(category(&[]), None);
    }

    #[test]
    fn minus_infinity_is_predicted_only_for_want_of_better_and_without_confidence() {
        let expected = Predicted { category: Some(CategoryId(1)), confidence: 0.0 };
        assert_eq!(predict(ArrayView1::from(&[NAN, -INF, -INF])), expected);
        assert_eq!(category(&[-INF, -1e300]), Some(1));
    }

    #[test]
    fn no_prediction_has_no_confidence() {
        let expected = Predicted { category: None, confidence: 0.0 };
        assert_eq!(predict(ArrayView1::from(&[])), expected);
        assert_eq!(predict(ArrayView1::from(&[NAN])), expected);
    }

    #[test]
    fn saturated_probabilities_keep_the_order_of_their_logits() {
        let top = top_predictions(ArrayView1::from(&[0.0, 5000.0, 1.0, 2000.0]), 9);
        assert_eq!(top.iter().map(|of| of.category.index()).collect::<Vec<_>>(), [1, 3, 2, 0]);
        assert_eq!(top.iter().map(|of| of.probability).collect::<Vec<_>>(), [1.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn top_predictions_leave_nan_out_and_break_ties_by_category() {
        assert_eq!(top_categories(&[NAN, 1.0, 2.0, 1.0, -INF, INF], 9), [5, 2, 1, 3, 4]);
        assert_eq!(top_categories(&[0.0, -0.0, 0.0, -0.0], 3), [0, 1, 2]);
        assert_eq!(top_categories(&[1.0], 0), [0_usize; 0]);
        assert_eq!(top_categories(&[], 5), [0_usize; 0]);
    }

    fn logit() -> impl Strategy<Value = f64> {
        prop_oneof![
            6 => -1000.0..1000.0,
            2 => (-2_i8..3).prop_map(f64::from),
            1 => any::<f64>(),
            1 => prop::sample::select(vec![NAN, INF, -INF, -0.0]),
        ]
    }

    proptest! {
        #[test]
        fn probabilities_sum_to_1_if_any_logit_is_above_minus_infinity(
            logits in prop::collection::vec(logit(), 0..40),
        ) {
            let probabilities = probabilities(&logits);
            let expected = if logits.iter().any(|&logit| logit > -INF) { 1.0 } else { 0.0 };
            prop_assert!((probabilities.iter().sum::<f64>() - expected).abs() < 1e-12);
            prop_assert!(probabilities.iter().all(|probability| (0.0..=1.0).contains(probability)));
        }

        #[test]
        fn all_functions_agree_on_the_prediction(logits in prop::collection::vec(logit(), 0..40)) {
            let logits = ArrayView1::from(&logits);
            let first = top_predictions(logits, 3).first().copied();
            let predict = predict(logits);
            prop_assert_eq!(first.map(|of| of.category), predicted(logits));
            prop_assert_eq!(predict.category, predicted(logits));
            let confidence = predict.category.map(|_| predict.confidence);
            prop_assert_eq!(first.map(|of| of.probability), confidence);
        }

        #[test]
        fn no_probability_is_above_that_of_the_prediction(logits in prop::collection::vec(logit(), 1..40)) {
            let confidence = predict(ArrayView1::from(&logits)).confidence;
            prop_assert!(probabilities(&logits).iter().all(|&probability| probability <= confidence));
        }
    }
}
