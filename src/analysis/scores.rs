//! How much a neuron's tuning changed between the reference and another recording.

use serde::{Deserialize, Serialize};

use super::real;
use super::tuning::CategoryMean;

/// Below this many pairs a rank correlation is ±1 by chance, or meaningless.
const MIN_PAIRS: usize = 3;

/// The paper's two scores of a neuron, each `None` where it is undefined.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Scores {
    /// From 0, the categories keep their order, to 1, the new order has nothing to do with the old.
    /// Blind to the sign: a reversed order scores 0 as well.
    pub spurious: Option<f64>,
    /// How far the highest category mean fell, as a fraction of the neuron's [scale] in the reference: its
    /// maximum, where that is above 0. Negative where it rose.
    pub novelty: Option<f64>,
}

/// What a neuron's fall is a fraction of, from its lowest and highest activation: the paper's maximum where that
/// is above 0. Elsewhere it has no meaning – log-probabilities, say, are never above 0 – and the range from the
/// lowest to the highest stands in for it, which is the maximum for a neuron that rests at 0. `None` where neither
/// is above 0, as of a neuron that is silent, and where it is not finite.
pub fn scale(min: f64, max: f64) -> Option<f64> {
    let scale = if max > 0.0 { max } else { max - min };
    Some(scale).filter(|scale| *scale > 0.0 && scale.is_finite())
}

/// The scores of a neuron between its tuning in the `reference` and in an `other` recording, both
/// `(n_categories)`, by category id; `unit` is its [scale] over all reference images.
///
/// With Y the tuning over the categories that have a mean in both recordings,
/// `spurious = 1 - |rho(Y_reference, Y_other)|` with the [rank correlation of Spearman](spearman), and
/// `novelty = (max Y_reference - max Y_other) / unit`.
///
/// Both are undefined without a unit (the neuron is silent in distribution) and without a shared
/// category; `spurious` also below 3 shared categories, and where one tuning is constant. Categories that one recording lacks are left out, as are NaN and infinite means.
///
/// Source: the notebooks of Deephys (arXiv 2303.11912), which return numbers for the undefined cases too.
pub fn scores(reference: &[CategoryMean], other: &[CategoryMean], unit: Option<f64>) -> Scores {
    let Some(unit) = unit.filter(|unit| *unit > 0.0 && unit.is_finite()) else {
        return Scores::default();
    };
    let shared = reference.iter().zip(other);
    let shared = shared.filter_map(|(a, b)| Some((finite(a.mean)?, finite(b.mean)?)));
    let (reference, other): (Vec<f64>, Vec<f64>) = shared.unzip();
    let fall = highest(&reference).zip(highest(&other)).map(|(a, b)| (a - b) / unit);
    Scores {
        spurious: spearman(&reference, &other).map(|rho| 1.0 - rho.abs()),
        novelty: finite(fall),
    }
}

/// Spearman's rank correlation of the pairs `(x[p], y[p])`, from -1 to 1: Pearson's correlation of
/// the ranks, where equal values share the mean of their ranks.
///
/// `None` below 3 pairs, where all of `x` or all of `y` are equal, with a NaN or infinite value, and
/// for unequal lengths. Exact (up to its one division) for up to 10^5 pairs, hence exactly ±1 where
/// the orders agree or are reversed. Equals `scipy.stats.spearmanr` where that is defined.
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    let all_finite = x.iter().chain(y).all(|value| value.is_finite());
    if x.len() != y.len() || x.len() < MIN_PAIRS || !all_finite {
        return None;
    }
    let (x, y) = (centered_ranks(x), centered_ranks(y));
    let spread = (dot(&x, &x) * dot(&y, &y)).sqrt();
    (spread > 0.0).then(|| (dot(&x, &y) / spread).clamp(-1.0, 1.0))
}

/// Twice the distance of each value's rank from the mean rank: whole numbers, so that their products
/// add up without rounding. Equal values get the mean of their ranks.
fn centered_ranks(values: &[f64]) -> Vec<f64> {
    // Adding 0.0 makes -0.0 equal 0.0 in the total order.
    let mut order: Vec<(f64, usize)> = values.iter().map(|value| value + 0.0).zip(0..).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut ranks = vec![0.0; values.len()];
    let mut below = 0;
    for ties in order.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        // The ranks from 1 + below to ties + below have the mean (1 + ties) / 2 + below; all n, (1 + n) / 2.
        let rank = real(2 * below + ties.len()) - real(values.len());
        for &(_, pair) in ties {
            ranks[pair] = rank;
        }
        below += ties.len();
    }
    ranks
}

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn highest(values: &[f64]) -> Option<f64> {
    values.iter().copied().reduce(f64::max)
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAN: f64 = f64::NAN;
    const A: [f64; 5] = [0.1, 0.2, 0.3, 0.4, 0.5];

    /// A tuning in which NaN stands for a category without a mean.
    fn tuning(means: &[f64]) -> Vec<CategoryMean> {
        let mean = |mean: f64| Some(mean).filter(|mean| !mean.is_nan());
        means.iter().map(|&value| CategoryMean { images: 1, mean: mean(value) }).collect()
    }

    fn spurious(x: &[f64], y: &[f64]) -> Option<f64> {
        scores(&tuning(x), &tuning(y), Some(1.0)).spurious
    }

    fn novelty(x: &[f64], y: &[f64], unit: Option<f64>) -> Option<f64> {
        scores(&tuning(x), &tuning(y), unit).novelty
    }

    // The numbers of the original: scipy.stats.mstats.spearmanr(x, y)[0], SciPy 1.17.1.
    // Where they were nonsense the name of the test says what they were.

    #[test]
    fn unchanged_tuning_scores_zero() {
        assert_eq!(spurious(&A, &A), Some(0.0));
    }

    #[test]
    fn reversed_tuning_scores_zero_too() {
        assert_eq!(spurious(&A, &[0.5, 0.4, 0.3, 0.2, 0.1]), Some(0.0));
        assert_eq!(spearman(&A, &[0.5, 0.4, 0.3, 0.2, 0.1]), Some(-1.0));
    }

    // scipy.stats.spearmanr([0, 0, .3, .4, .5], [0, .1, 0, .4, .2])[0] = 0.6578947368421054
    #[test]
    fn equal_means_share_their_ranks() {
        let (x, y) = ([0.0, 0.0, 0.3, 0.4, 0.5], [0.0, 0.1, 0.0, 0.4, 0.2]);
        assert!((spearman(&x, &y).unwrap() - 0.657_894_736_842_105_4).abs() < 1e-15);
        assert!((spurious(&x, &y).unwrap() - 0.342_105_263_157_894_6).abs() < 1e-15);
    }

    #[test]
    fn a_constant_tuning_on_one_side_is_undefined_where_the_original_says_1() {
        assert_eq!(spurious(&A, &[0.0; 5]), None);
        assert_eq!(spurious(&A, &[0.5; 5]), None);
        assert_eq!(spurious(&[0.5; 5], &A), None);
    }

    #[test]
    fn both_silent_is_undefined_where_the_original_says_nan() {
        assert_eq!(spurious(&[0.0; 5], &[0.0; 5]), None);
    }

    #[test]
    fn both_constant_is_undefined_where_the_original_says_1() {
        assert_eq!(spurious(&[0.5; 5], &[0.5; 5]), None);
    }

    // scipy.stats.spearmanr([.1, .3, .4, .5], [.1, .3, .2, .5])[0] = 0.7999999999999999
    #[test]
    fn a_category_without_images_is_skipped_where_the_original_ranks_it_highest_and_says_0_7() {
        let skipped = spurious(&A, &[0.1, NAN, 0.3, 0.2, 0.5]);
        assert!((skipped.unwrap() - 0.2).abs() < 1e-15);
        assert_eq!(spurious(&[0.1, NAN, 0.3, 0.2, 0.5], &A), skipped);
    }

    #[test]
    fn an_infinite_mean_is_skipped_where_the_original_ranks_it_highest_and_says_0_7() {
        let infinite = spurious(&A, &[0.1, f64::INFINITY, 0.3, 0.2, 0.5]);
        assert_eq!(infinite, spurious(&A, &[0.1, NAN, 0.3, 0.2, 0.5]));
    }

    #[test]
    fn a_rank_correlation_with_a_value_that_is_not_finite_is_undefined_where_the_original_says_0_3()
    {
        assert_eq!(spearman(&A, &[0.1, NAN, 0.3, 0.2, 0.5]), None);
        assert_eq!(spearman(&[0.1, f64::INFINITY, 0.3, 0.2, 0.5], &A), None);
    }

    #[test]
    fn a_neuron_silent_in_distribution_is_undefined_where_the_original_says_0() {
        assert_eq!(spurious(&[NAN; 5], &[NAN; 5]), None);
        for unit in [None, Some(0.0), Some(-1.0), Some(NAN), Some(f64::INFINITY)] {
            assert_eq!(scores(&tuning(&A), &tuning(&A), unit), Scores::default());
        }
    }

    #[test]
    fn the_scale_is_the_maximum_and_where_nothing_is_above_0_the_range() {
        assert_eq!([scale(0.0, 8.0), scale(-3.0, 8.0), scale(5.0, 8.0)], [Some(8.0); 3]);
        assert_eq!([scale(-9.0, -1.0), scale(-8.0, 0.0)], [Some(8.0); 2]);
        for (min, max) in [(0.0, 0.0), (-2.0, -2.0), (NAN, NAN), (-f64::MAX, f64::INFINITY)] {
            assert_eq!(scale(min, max), None, "{min} {max}");
        }
    }

    #[test]
    fn two_categories_are_too_few_where_the_original_says_0() {
        assert_eq!(spurious(&[0.1, 0.2], &[0.2, 0.1]), None);
        assert_eq!(spurious(&[0.1, 0.2, NAN], &[0.2, 0.1, 0.5]), None);
    }

    #[test]
    fn one_category_or_none_is_too_few_where_the_original_raises() {
        assert_eq!(spurious(&[0.1], &[0.2]), None);
        assert_eq!(scores(&[], &[], Some(1.0)), Scores::default());
    }

    #[test]
    fn three_categories_are_enough() {
        assert_eq!(spurious(&[0.1, 0.2, 0.3], &[0.3, 0.1, 0.2]), Some(0.5));
    }

    #[test]
    fn positive_and_negative_zero_tie() {
        assert_eq!(spearman(&[0.0, -0.0, 1.0], &[-0.0, 0.0, 1.0]), Some(1.0));
        assert_eq!(spearman(&[0.0, -0.0, 0.0], &A[..3]), None);
    }

    #[test]
    fn unequal_lengths_make_no_pairs() {
        assert_eq!(spearman(&A, &A[..4]), None);
    }

    // numpy.max([1, 2, 4]) / 8 - numpy.max([3, 1, 1]) / 8 = 0.125
    #[test]
    fn novelty_is_the_fall_of_the_highest_mean_in_units_of_the_reference_maximum() {
        assert_eq!(novelty(&[1.0, 2.0, 4.0], &[3.0, 1.0, 1.0], Some(8.0)), Some(0.125));
        assert_eq!(novelty(&[1.0, 2.0, 4.0], &[1.0, 6.0, 1.0], Some(8.0)), Some(-0.25));
    }

    #[test]
    fn novelty_looks_at_shared_categories_alone_where_the_original_says_nan() {
        assert_eq!(novelty(&[4.0, 1.0, 2.0], &[NAN, 1.0, 1.5], Some(8.0)), Some(0.0625));
        assert_eq!(novelty(&[1.0, NAN], &[NAN, 1.0], Some(8.0)), None);
        assert_eq!(novelty(&[4.0, 2.0], &[1.0], Some(8.0)), Some(0.375));
    }

    #[test]
    fn novelty_needs_one_category_and_no_variation() {
        let expected = Scores { spurious: None, novelty: Some(0.5) };
        assert_eq!(scores(&tuning(&[1.0]), &tuning(&[0.0]), Some(2.0)), expected);
    }

    #[test]
    fn a_fall_beyond_f64_is_undefined() {
        assert_eq!(novelty(&[1.0], &[-f64::MAX], Some(f64::MIN_POSITIVE)), None);
    }

    /// Small numbers, so that many pairs tie.
    fn pairs() -> impl Strategy<Value = Vec<(i8, i8)>> {
        prop::collection::vec((-5_i8..6, -5_i8..6), 0..20)
    }

    fn split(pairs: &[(i8, i8)]) -> (Vec<f64>, Vec<f64>) {
        pairs.iter().map(|&(x, y)| (f64::from(x), f64::from(y))).unzip()
    }

    /// How many other values each is above, less how many it is below: twice its centered rank.
    fn ranks_by_counting(values: &[f64]) -> Vec<f64> {
        let sign = |a: f64, b: f64| f64::from(i8::from(a > b) - i8::from(a < b));
        let rank = |value: &f64| values.iter().map(|other| sign(*value, *other)).sum();
        values.iter().map(rank).collect()
    }

    proptest! {
        #[test]
        fn the_rank_correlation_is_that_of_ranks_by_counting(pairs in pairs()) {
            let (x, y) = split(&pairs);
            let (ranks_x, ranks_y) = (ranks_by_counting(&x), ranks_by_counting(&y));
            let spread = dot(&ranks_x, &ranks_x).sqrt() * dot(&ranks_y, &ranks_y).sqrt();
            let expected = Some(dot(&ranks_x, &ranks_y) / spread).filter(|_| x.len() > 2 && spread > 0.0);
            let rho = spearman(&x, &y);
            prop_assert_eq!(rho.is_some(), expected.is_some());
            prop_assert!((rho.unwrap_or(0.0) - expected.unwrap_or(0.0)).abs() < 1e-12);
        }

        #[test]
        fn the_rank_correlation_survives_monotone_maps(pairs in pairs()) {
            let (x, y) = split(&pairs);
            let rho = spearman(&x, &y);
            let grown: Vec<f64> = x.iter().map(|x| x.exp()).collect();
            let cubed: Vec<f64> = y.iter().map(|y| 7.0 + y.powi(3)).collect();
            let falling: Vec<f64> = y.iter().map(|y| 2.0 - 3.0 * y).collect();
            prop_assert_eq!(spearman(&grown, &cubed), rho);
            prop_assert_eq!(spearman(&x, &falling), rho.map(|rho| -rho));
            prop_assert_eq!(spearman(&y, &x), rho);
        }

        #[test]
        fn scores_stay_in_their_range(pairs in pairs()) {
            let (x, y) = split(&pairs);
            let spurious = spurious(&x, &y);
            prop_assert!(spurious.is_none_or(|score| (0.0..=1.0).contains(&score)));
        }
    }
}
