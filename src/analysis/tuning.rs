//! What one neuron answers to: its summary over all images and its mean activation by category.

use ndarray::ArrayView1;
use serde::Serialize;

use super::mean;
use super::rank::{Ranked, top};
use crate::ids::{CategoryId, ImageId};

/// A neuron's mean activation over the images of one category.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct CategoryMean {
    /// How many images are of the category, whether their activations are finite or not.
    pub images: usize,
    /// The mean over those whose activation is finite, zeros included; `None` when there is none.
    /// Never NaN or infinite: `None` also when the sum leaves the range of `f64`.
    pub mean: Option<f64>,
}

/// A neuron over all images of a recording. Each number is taken over its finite activations, and is
/// `None` when there is none.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct NeuronSummary {
    /// The highest activation; it is negative if all are.
    pub max: Option<f64>,
    /// The mean activation, zeros included; `None` also when the sum leaves the range of `f64`.
    pub mean: Option<f64>,
    /// The share of activations above 0, from 0 to 1.
    pub active_fraction: Option<f64>,
    /// How many activations are NaN or infinite, and hence in none of the numbers above.
    pub non_finite: usize,
}

/// The summary of one neuron from its `activations`, `(n_images)`, summed in `f64` in image order.
///
/// Active is above 0. Without any image all numbers are `None` and `non_finite` is 0.
pub fn summarize(activations: ArrayView1<'_, f64>) -> NeuronSummary {
    let finite = || activations.iter().copied().filter(|activation| activation.is_finite());
    let count = finite().count();
    let active = finite().filter(|activation| *activation > 0.0).count();
    NeuronSummary {
        max: finite().reduce(f64::max),
        mean: mean(finite().sum(), count),
        active_fraction: mean(super::real(active), count),
        non_finite: activations.len() - count,
    }
}

/// The percentile that stands for a neuron's highest activations without the last few.
pub const HIGH_PERCENT: f64 = 99.9;

/// A percentile of the finite values among some, as `numpy.percentile` interpolates it: at the place
/// `(n - 1) * percent / 100` of the ascending values, linear between two of them. `None` without any.
pub fn percentile(values: impl Iterator<Item = f64>, percent: f64) -> Option<f64> {
    let mut finite: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    let last = finite.len().checked_sub(1)?;
    let place = (super::real(last) * percent / 100.0).clamp(0.0, super::real(last));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the places of values"
    )]
    let below = place.floor() as usize;
    let (_, lower, above) = finite.select_nth_unstable_by(below, f64::total_cmp);
    let lower = *lower;
    let upper = above.iter().copied().reduce(f64::min).unwrap_or(lower);
    Some(lower + (upper - lower) * place.fract())
}

/// The 99.9th percentile, as [`percentile`] says, from the highest activations of a neuron in descending order, of which
/// zeros are left out: there are so many finite activations, so many of them above 0, and these are the ends. `None`
/// where the highest do not reach down to it, and without any.
pub fn percentile_of_top(
    top: &[Ranked<ImageId>],
    (finite, active): (u64, u64),
    (min, max): (f64, f64),
) -> Option<f64> {
    let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let active = count(active);
    let last = count(finite).checked_sub(1)?;
    let place = super::real(last) * HIGH_PERCENT / 100.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place below the last, which is not negative"
    )]
    let below = place.floor() as usize;
    // By rank from the highest, which has 0. Below those above 0 there may be zeros; where nothing is negative, only they.
    let at = |rank: usize| match top.get(rank) {
        Some(ranked) if rank < active || max < 0.0 => Some(ranked.value),
        _ if rank >= active && min >= 0.0 => Some(0.0),
        _ => None,
    };
    let lower = last - below;
    let (lower, upper) = (at(lower)?, at(lower.saturating_sub(1))?);
    Some(lower + (upper - lower) * place.fract())
}

/// The tuning of one neuron: its mean activation by category, `(n_categories)`, in category order.
///
/// `activations` and `categories` are both `(n_images)`; an image that only one of them has is left
/// out. An image whose category is `None`, or not below `n_categories`, counts for none.
/// Sums are taken in `f64` in image order. A category without images has no mean.
pub fn category_means(
    activations: ArrayView1<'_, f64>,
    categories: &[Option<CategoryId>],
    n_categories: usize,
) -> Vec<CategoryMean> {
    debug_assert_eq!(activations.len(), categories.len(), "one category an image");
    let mut tallies = vec![Tally::default(); n_categories];
    for (&activation, category) in activations.iter().zip(categories) {
        if let Some(tally) = category.and_then(|category| tallies.get_mut(category.index())) {
            tally.add(activation);
        }
    }
    tallies.into_iter().map(Tally::finish).collect()
}

/// The categories that drive a neuron most: up to `k` of its `tuning` by descending mean.
///
/// Categories without a mean never rank; zero and negative means do. Ties go to the lower category.
pub fn top_categories(tuning: &[CategoryMean], k: usize) -> Vec<Ranked<CategoryId>> {
    let means = tuning.iter().enumerate();
    let candidates = means.filter_map(|(category, of)| {
        // Adding 0.0 makes -0.0 tie with 0.0.
        let value = of.mean.filter(|mean| !mean.is_nan())? + 0.0;
        Some(Ranked { id: CategoryId(category), value })
    });
    top(candidates.collect(), k)
}

#[derive(Clone, Default)]
struct Tally {
    images: usize,
    finite: usize,
    sum: f64,
}

impl Tally {
    fn add(&mut self, activation: f64) {
        self.images += 1;
        if activation.is_finite() {
            self.finite += 1;
            self.sum += activation;
        }
    }

    fn finish(self) -> CategoryMean {
        CategoryMean { images: self.images, mean: mean(self.sum, self.finite) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::rank::top_images;
    use super::*;

    const NAN: f64 = f64::NAN;

    fn means(
        activations: &[f64],
        categories: &[Option<usize>],
        n: usize,
    ) -> Vec<(usize, Option<f64>)> {
        let categories: Vec<_> =
            categories.iter().map(|category| category.map(CategoryId)).collect();
        let means = category_means(ArrayView1::from(activations), &categories, n);
        means.iter().map(|of| (of.images, of.mean)).collect()
    }

    // a = numpy.array([0., 2, -1, 4]); a.max(), a.mean(), (a > 0).mean() = 4.0, 1.25, 0.5
    #[test]
    fn a_summary_counts_zeros_and_negatives() {
        let summary = summarize(ArrayView1::from(&[0.0, 2.0, -1.0, 4.0]));
        let expected = NeuronSummary {
            max: Some(4.0),
            mean: Some(1.25),
            active_fraction: Some(0.5),
            non_finite: 0,
        };
        assert_eq!(summary, expected);
    }

    #[test]
    fn nan_and_infinite_are_counted_but_not_summed() {
        let summary =
            summarize(ArrayView1::from(&[NAN, 3.0, f64::INFINITY, 1.0, f64::NEG_INFINITY]));
        let expected = NeuronSummary {
            max: Some(3.0),
            mean: Some(2.0),
            active_fraction: Some(1.0),
            non_finite: 3,
        };
        assert_eq!(summary, expected);
    }

    #[test]
    fn a_neuron_below_zero_has_a_negative_maximum_and_no_active_image() {
        let summary = summarize(ArrayView1::from(&[-3.0, -1.0]));
        assert_eq!((summary.max, summary.active_fraction), (Some(-1.0), Some(0.0)));
    }

    #[test]
    fn nothing_finite_summarizes_to_nothing() {
        assert_eq!(summarize(ArrayView1::from(&[])), NeuronSummary::default());
        let expected = NeuronSummary { non_finite: 2, ..NeuronSummary::default() };
        assert_eq!(summarize(ArrayView1::from(&[NAN, f64::INFINITY])), expected);
    }

    #[test]
    fn a_sum_beyond_f64_has_no_mean() {
        let summary = summarize(ArrayView1::from(&[f64::MAX, f64::MAX]));
        assert_eq!((summary.max, summary.mean), (Some(f64::MAX), None));
        assert_eq!(means(&[f64::MAX, f64::MAX], &[Some(0), Some(0)], 1), [(2, None)]);
    }

    // a = numpy.array([1., 2, 4, 7]); g = numpy.array([1, 0, 1, 1])
    // [a[g == c].mean() for c in (0, 1)] = [2.0, 4.0]
    #[test]
    fn means_are_by_category() {
        let categories = [Some(1), Some(0), Some(1), Some(1)];
        assert_eq!(means(&[1.0, 2.0, 4.0, 7.0], &categories, 2), [(1, Some(2.0)), (3, Some(4.0))]);
    }

    #[test]
    fn a_category_without_images_has_no_mean() {
        assert_eq!(means(&[5.0], &[Some(2)], 3), [(0, None), (0, None), (1, Some(5.0))]);
        assert_eq!(means(&[], &[], 1), [(0, None)]);
        assert_eq!(means(&[5.0], &[Some(0)], 0), []);
    }

    #[test]
    fn non_finite_images_count_for_the_category_but_not_for_its_mean() {
        let categories = [Some(0), Some(0), Some(1), Some(1)];
        assert_eq!(
            means(&[NAN, 6.0, f64::INFINITY, NAN], &categories, 2),
            [(2, Some(6.0)), (2, None)]
        );
    }

    #[test]
    fn an_image_without_a_known_category_counts_for_none() {
        assert_eq!(means(&[1.0, 2.0, 3.0], &[None, Some(0), Some(7)], 1), [(1, Some(2.0))]);
    }

    #[test]
    fn top_categories_rank_zero_and_negative_means_and_break_ties_by_id() {
        let tuning = [Some(-1.0), Some(2.0), None, Some(-0.0), Some(2.0), Some(0.0)];
        let tuning = tuning.map(|mean| CategoryMean { images: 1, mean });
        let top = |k| top_categories(&tuning, k).iter().map(|of| of.id.index()).collect::<Vec<_>>();
        assert_eq!(top(9), [1, 4, 3, 5, 0]);
        assert_eq!(top(1), [1]);
    }

    #[test]
    fn percentiles_are_those_of_numpy() {
        // python3 -c 'import numpy as np; x = [3., -1, 0, 7, 2.5, 0]; print(np.percentile(x, [0, 50, 99.9, 100]))'
        let of = |percent| percentile([3., NAN, -1., 0., 7., 2.5, 0.].into_iter(), percent);
        let found = [0., 50., 99.9, 100.].map(|percent| of(percent).unwrap());
        for (found, expected) in found.into_iter().zip([-1., 1.25, 6.98, 7.]) {
            assert!((found - expected).abs() < 1e-12, "{found} for {expected}");
        }
        assert_eq!(percentile([NAN, f64::INFINITY].into_iter(), 99.9), None);
        assert_eq!(percentile([2.].into_iter(), 99.9), Some(2.));
    }

    /// What the top activations say of the percentile.
    fn of_top(activations: &[f64]) -> Option<f64> {
        let min = activations.iter().copied().fold(f64::NAN, f64::min);
        let active = activations.iter().filter(|value| **value > 0.0).count();
        let top = top_images(ArrayView1::from(activations), 100);
        let max = activations.iter().copied().fold(f64::NAN, f64::max);
        percentile_of_top(&top, (activations.len() as u64, active as u64), (min, max))
    }

    proptest! {
        #[test]
        fn what_the_top_activations_say_is_what_all_of_them_say(
            activations in prop::collection::vec(prop_oneof![Just(0.0), 0.0..9.0, -1.0..0.1], 0..3000),
            lift in prop_oneof![Just(0.0), Just(1.0), Just(-9.5)],
        ) {
            let activations: Vec<f64> = activations.iter().map(|value| value + lift).collect();
            let expected = percentile(activations.iter().copied(), HIGH_PERCENT);
            match of_top(&activations) {
                Some(value) => prop_assert!((value - expected.unwrap()).abs() < 1e-12),
                None => prop_assert!(lift > -1.0 || activations.is_empty()),
            }
        }
    }

    #[test]
    fn beyond_the_top_activations_they_say_nothing() {
        let activations: Vec<f64> = (0..150_000).map(f64::from).collect();
        assert_eq!(of_top(&activations), None);
        assert_eq!(of_top(&vec![0.0; 150_000]), Some(0.0));
    }
}
