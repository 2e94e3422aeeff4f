//! Which images drive a neuron most, and which neurons an image drives most.

use std::cmp::Ordering;

use ndarray::ArrayView1;
use serde::Serialize;

use crate::ids::{ImageId, NeuronId};

/// One line of a ranking: what was ranked, and the number that ranked it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ranked<Id> {
    /// What was ranked.
    pub id: Id,
    /// Its number, in the unit of the numbers that were ranked.
    pub value: f64,
}

/// The images that drive one neuron most: up to `k` of `activations`, `(n_images)`, in descending order.
///
/// Zero, NaN and infinite activations never rank, negative ones do, so there may be fewer than `k`.
/// Ties go to the lower image, within the list and at its end.
/// Takes time linear in the images, and more only for the `k` that it returns.
///
/// The rule is that of Deephys' neuron view, which left the order of ties open.
pub fn top_images(activations: ArrayView1<'_, f64>, k: usize) -> Vec<Ranked<ImageId>> {
    top(rankable(activations, ImageId), k)
}

/// The images that drive one neuron least: up to `k` of `activations`, `(n_images)`, in ascending order.
///
/// What ranks, and how ties are broken, is as in [`top_images`].
pub fn bottom_images(activations: ArrayView1<'_, f64>, k: usize) -> Vec<Ranked<ImageId>> {
    let negated = rankable(activations, ImageId)
        .into_iter()
        .map(|Ranked { id, value }| Ranked { id, value: -value });
    let bottom = top(negated.collect(), k).into_iter();
    bottom.map(|Ranked { id, value }| Ranked { id, value: -value }).collect()
}

/// The neurons that one image drives most: up to `k` of `activations`, `(n_neurons)`, in descending order.
///
/// Also ranks a vector of means, such as those of one category. Zero, NaN and infinite values never
/// rank, negative ones do; ties go to the lower neuron. See [`top_images`].
pub fn top_neurons(activations: ArrayView1<'_, f64>, k: usize) -> Vec<Ranked<NeuronId>> {
    top(rankable(activations, NeuronId), k)
}

/// The first `k` of `candidates` by descending value, ties to the lower id; values must not be NaN
/// and not be `-0.0`, which would rank below `0.0`.
pub(super) fn top<Id: Ord>(mut candidates: Vec<Ranked<Id>>, k: usize) -> Vec<Ranked<Id>> {
    if k < candidates.len() {
        candidates.select_nth_unstable_by(k, descending);
        candidates.truncate(k);
        candidates.shrink_to_fit();
    }
    candidates.sort_unstable_by(descending);
    candidates
}

fn rankable<Id>(activations: ArrayView1<'_, f64>, id: fn(usize) -> Id) -> Vec<Ranked<Id>> {
    let ranks = |value: &f64| value.is_finite() && *value != 0.0;
    let numbered = activations.iter().copied().enumerate();
    numbered
        .filter(|(_, value)| ranks(value))
        .map(|(index, value)| Ranked { id: id(index), value })
        .collect()
}

fn descending<Id: Ord>(a: &Ranked<Id>, b: &Ranked<Id>) -> Ordering {
    b.value.total_cmp(&a.value).then_with(|| a.id.cmp(&b.id))
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, arr2};
    use proptest::prelude::*;

    use super::*;

    fn images(activations: &[f64], k: usize) -> Vec<usize> {
        let top = top_images(ArrayView1::from(activations), k);
        top.iter().map(|image| image.id.index()).collect()
    }

    #[test]
    fn images_come_in_descending_order_with_their_activations() {
        let top = top_images(ArrayView1::from(&[1.0, 3.0, 2.0]), 2);
        let expected =
            [(1, 3.0), (2, 2.0)].map(|(image, value)| Ranked { id: ImageId(image), value });
        assert_eq!(top, expected);
    }

    #[test]
    fn zero_nan_and_infinite_never_rank() {
        let activations = [0.0, -0.0, f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.0];
        assert_eq!(images(&activations, 7), [6]);
    }

    #[test]
    fn negatives_rank_below_positives() {
        assert_eq!(images(&[-2.0, 1.0, -1.0, 0.0], 4), [1, 2, 0]);
    }

    // numpy.argsort(-numpy.array([2., 5, 2, 5, 2]), kind="stable") = [1, 3, 0, 2, 4]
    #[test]
    fn ties_go_to_the_lower_image_also_at_the_cut() {
        let activations = [2.0, 5.0, 2.0, 5.0, 2.0];
        assert_eq!(images(&activations, 5), [1, 3, 0, 2, 4]);
        assert_eq!(images(&activations, 3), [1, 3, 0]);
        assert_eq!(images(&activations, 1), [1]);
    }

    // numpy.argsort([2., -5, 2, 0, -5, 7], kind="stable") without 3, whose value is 0 = [1, 4, 0, 2, 5]
    #[test]
    fn the_bottom_ascends_and_gives_ties_to_the_lower_image() {
        let activations = [2.0, -5.0, 2.0, 0.0, -5.0, 7.0, f64::NAN, f64::NEG_INFINITY];
        let bottom = |k| bottom_images(ArrayView1::from(&activations), k);
        let images = |k| bottom(k).iter().map(|image| image.id.index()).collect::<Vec<_>>();
        assert_eq!(images(9), [1, 4, 0, 2, 5]);
        assert_eq!(images(3), [1, 4, 0]);
        assert_eq!(bottom(1), [Ranked { id: ImageId(1), value: -5.0 }]);
    }

    #[test]
    fn nothing_is_ranked_of_nothing() {
        assert_eq!(images(&[], 3), [0_usize; 0]);
        assert_eq!(images(&[1.0], 0), [0_usize; 0]);
        assert_eq!(images(&[f64::NAN], 3), [0_usize; 0]);
    }

    #[test]
    fn more_than_there_are_gives_all() {
        assert_eq!(images(&[1.0, 2.0], usize::MAX), [1, 0]);
    }

    #[test]
    fn a_column_and_a_row_of_one_matrix_rank_alike() {
        let activations = arr2(&[[1.0, 9.0], [3.0, 0.0], [2.0, 7.0]]);
        let top: Vec<usize> =
            top_images(activations.column(0), 9).iter().map(|r| r.id.index()).collect();
        assert_eq!(top, [1, 2, 0]);
        let top: Vec<usize> =
            top_neurons(activations.row(0), 9).iter().map(|r| r.id.index()).collect();
        assert_eq!(top, [1, 0]);
    }

    /// Few distinct values, so that most lists hold ties, and every kind that never ranks.
    fn activation() -> impl Strategy<Value = f64> {
        prop_oneof![
            8 => (-4_i8..5).prop_map(f64::from),
            1 => any::<f64>(),
            1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0]),
        ]
    }

    proptest! {
        #[test]
        fn the_top_is_the_head_of_a_full_stable_sort(
            activations in prop::collection::vec(activation(), 0..80),
            k in 0_usize..90,
        ) {
            let mut sorted: Vec<usize> = (0..activations.len())
                .filter(|&image| activations[image].is_finite() && activations[image] != 0.0)
                .collect();
            sorted.sort_by(|&a, &b| activations[b].total_cmp(&activations[a]));
            sorted.truncate(k);
            let neurons = top_neurons(Array1::from(activations.clone()).view(), k);
            prop_assert_eq!(neurons.iter().map(|r| r.id.index()).collect::<Vec<_>>(), sorted.clone());
            prop_assert_eq!(images(&activations, k), sorted);
        }
    }
}
