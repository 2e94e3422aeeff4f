//! Whether one permutation of the categories explains what became of most neurons: labels in another order, or a cue
//! that was handed on.

use ndarray::{Array2, ArrayView2, Axis};

use super::real;
use crate::ids::CategoryId;

/// Neurons below which chance finds a permutation.
const LEAST_NEURONS: usize = 8;

/// What categories that are exchanged must correlate, found by some neurons and seen by the others.
const EXPLAINED: f64 = 0.7;

/// And by how much more than without the exchange.
const MUCH_MORE: f64 = 0.3;

/// Of more categories than this only those that are each other's best match are matched.
const MOST_ASSIGNED: usize = 256;

/// A permutation of the categories that explains most neurons.
#[derive(Debug, Clone, PartialEq)]
pub struct Reordering {
    /// Categories of the reference and those that have their place, where these are others; by the first.
    pub moved: Vec<(CategoryId, CategoryId)>,
    /// By how much all categories moved, modulo their number, where that is the same for all of them.
    pub shift: Option<usize>,
    /// Neurons that it explains better than the identity.
    pub better: usize,
    /// Neurons that were looked at: those that vary in both.
    pub neurons: usize,
}

/// The permutation of the categories that makes an `other` tuning of the neurons that of the `reference`, both
/// `(n_categories, n_neurons)` means with NaN for a category without images; `None` where none explains much more
/// than leaving the categories as they are.
///
/// Each neuron's means are standardized over the categories; two categories are as alike as these correlate over the
/// neurons, and the permutation is the one of the highest sum (Hungarian method; of more than 256 categories those
/// that are each other's best match). It is found by every second neuron and judged by the others, and the other way
/// round: over the categories that it moves, they must correlate 0.7 and 0.3 more than without it, on average of
/// both. Most neurons must be explained better by it, of at least 8.
pub fn reordering(
    reference: ArrayView2<'_, f64>,
    other: ArrayView2<'_, f64>,
) -> Option<Reordering> {
    let (a, b) = (Standardized::of(reference), Standardized::of(other));
    let varying: Vec<usize> = (0..a.values.ncols().min(b.values.ncols()))
        .filter(|&neuron| a.varies(neuron) && b.varies(neuron))
        .collect();
    if varying.len() < LEAST_NEURONS || a.values.nrows() != b.values.nrows() {
        return None;
    }
    let halves = [0, 1].map(|first| varying.iter().copied().skip(first).step_by(2).collect());
    let [first, second]: [Vec<usize>; 2] = halves;
    let alike = |neurons: &[usize]| likeness(&a, &b, neurons);
    let (of_first, of_second) = (alike(&first), alike(&second));
    let judged = [(&of_first, &of_second), (&of_second, &of_first)]
        .map(|(finder, judge)| explained(judge, &matched(finder)));
    let [one, two] = judged;
    let (one, two) = (one?, two?);
    let (with, without) = (f64::midpoint(one.0, two.0), f64::midpoint(one.1, two.1));
    if with < EXPLAINED || with < without + MUCH_MORE {
        return None;
    }
    let pairs = matched(&alike(&varying));
    let is_better = |neuron: &&usize| agreement(&a, &b, **neuron, &pairs);
    let better = varying.iter().filter(is_better).count();
    let moved: Vec<(CategoryId, CategoryId)> =
        moved(&pairs).map(|(from, to)| (CategoryId(from), CategoryId(to))).collect();
    (2 * better > varying.len() && !moved.is_empty()).then(|| Reordering {
        shift: shift(&pairs, a.values.nrows()),
        moved,
        better,
        neurons: varying.len(),
    })
}

/// Means that were standardized by neuron over the categories that have one; NaN for others.
struct Standardized {
    /// `(n_categories, n_neurons)`.
    values: Array2<f64>,
}

impl Standardized {
    fn of(means: ArrayView2<'_, f64>) -> Self {
        let mut values = means.to_owned();
        for mut neuron in values.axis_iter_mut(Axis(1)) {
            let known = || neuron.iter().copied().filter(|mean| mean.is_finite());
            let n = real(known().count());
            let mean = known().sum::<f64>() / n;
            let spread = (known().map(|of| (of - mean).powi(2)).sum::<f64>() / n).sqrt();
            // What rounding leaves of a constant is no tuning.
            let is_flat = spread.is_nan() || spread <= 1e-9 * mean.abs();
            neuron.mapv_inplace(|of| if is_flat { f64::NAN } else { (of - mean) / spread });
        }
        Self { values }
    }

    fn varies(&self, neuron: usize) -> bool {
        self.values.column(neuron).iter().any(|value| value.is_finite())
    }

    /// The row of each category over some neurons, centered and of length 1; zeros where the category has no mean.
    fn rows(&self, neurons: &[usize]) -> Array2<f64> {
        let mut rows = self.values.select(Axis(1), neurons);
        for mut row in rows.rows_mut() {
            // A neuron without a mean here is taken for an average one.
            row.mapv_inplace(|value| if value.is_finite() { value } else { 0.0 });
            let mean = row.sum() / real(neurons.len());
            let length = row.iter().map(|value| (value - mean).powi(2)).sum::<f64>().sqrt();
            let is_row = length.is_finite() && length > 0.0;
            row.mapv_inplace(|value| if is_row { (value - mean) / length } else { 0.0 });
        }
        rows
    }
}

/// The correlation of each category of one with each of the other, over some neurons, `(n_categories, n_categories)`;
/// NaN where one of them has no mean.
fn likeness(a: &Standardized, b: &Standardized, neurons: &[usize]) -> Array2<f64> {
    let (a, b) = (a.rows(neurons), b.rows(neurons));
    let mut alike = a.dot(&b.t());
    let is_empty = |row: ndarray::ArrayView1<'_, f64>| row.iter().all(|value| *value == 0.0);
    for (category, row) in a.outer_iter().enumerate().filter(|(_, row)| is_empty(*row)) {
        debug_assert_eq!(row.len(), neurons.len(), "one number a neuron");
        alike.row_mut(category).fill(f64::NAN);
    }
    for (category, _) in b.outer_iter().enumerate().filter(|(_, row)| is_empty(*row)) {
        alike.column_mut(category).fill(f64::NAN);
    }
    alike
}

/// Each category of the reference with the one that it is matched with.
fn matched(alike: &Array2<f64>) -> Vec<(usize, usize)> {
    if alike.nrows() > MOST_ASSIGNED {
        return mutual(alike);
    }
    // Those without a mean are matched among each other.
    let pairs = assigned(&alike.mapv(|of| if of.is_nan() { 0.0 } else { -of }));
    pairs.into_iter().filter(|&pair| !alike[pair].is_nan()).collect()
}

/// The categories that are each other's best match; ties go to the lower one.
fn mutual(alike: &Array2<f64>) -> Vec<(usize, usize)> {
    let best = |values: ndarray::ArrayView1<'_, f64>| {
        let known = values.iter().copied().enumerate().filter(|(_, value)| !value.is_nan());
        known.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|best| best.0)
    };
    let by_column: Vec<Option<usize>> = alike.columns().into_iter().map(best).collect();
    let pair = |(row, values)| {
        let column = best(values)?;
        (by_column[column] == Some(row)).then_some((row, column))
    };
    alike.rows().into_iter().enumerate().filter_map(pair).collect()
}

/// The assignment of rows to columns with the lowest sum of `costs`, which are square: the Hungarian method with
/// potentials (Kuhn 1955, Munkres 1957), in the third power of the size.
fn assigned(costs: &Array2<f64>) -> Vec<(usize, usize)> {
    let n = costs.nrows();
    let (mut of_row, mut of_column) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    // The row of each column, counted from 1; column 0 is where a row begins.
    let mut row_of = vec![0; n + 1];
    for row in 1..=n {
        row_of[0] = row;
        let (mut least, mut before) = (vec![f64::INFINITY; n + 1], vec![0; n + 1]);
        let mut is_used = vec![false; n + 1];
        let mut column = 0;
        while row_of[column] != 0 {
            is_used[column] = true;
            let (from, mut next, mut step) = (row_of[column], 0, f64::INFINITY);
            for to in (1..=n).filter(|&to| !is_used[to]) {
                let cost = costs[(from - 1, to - 1)] - of_row[from] - of_column[to];
                if cost < least[to] {
                    (least[to], before[to]) = (cost, column);
                }
                if least[to] < step {
                    (step, next) = (least[to], to);
                }
            }
            for to in 0..=n {
                if is_used[to] {
                    of_row[row_of[to]] += step;
                    of_column[to] -= step;
                } else {
                    least[to] -= step;
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[before[column]];
            column = before[column];
        }
    }
    let mut pairs: Vec<(usize, usize)> =
        (1..=n).map(|column| (row_of[column] - 1, column - 1)).collect();
    pairs.sort_unstable();
    pairs
}

fn moved(pairs: &[(usize, usize)]) -> impl Iterator<Item = (usize, usize)> {
    pairs.iter().copied().filter(|(from, to)| from != to)
}

/// The mean correlation over the categories that a matching moves, and that of the same categories left where they
/// are; `None` where none moves.
fn explained(alike: &Array2<f64>, pairs: &[(usize, usize)]) -> Option<(f64, f64)> {
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / real(values.len());
    let known = |pair: (usize, usize)| Some(alike[pair]).filter(|of| !of.is_nan());
    let with: Vec<f64> = moved(pairs).filter_map(known).collect();
    if with.is_empty() {
        return None;
    }
    let without: Vec<f64> = moved(pairs).filter_map(|(from, _)| known((from, from))).collect();
    let without = if without.is_empty() { 0.0 } else { mean(without) };
    Some((mean(with), without))
}

/// Whether a neuron's tuning agrees better with the matching than without.
fn agreement(a: &Standardized, b: &Standardized, neuron: usize, pairs: &[(usize, usize)]) -> bool {
    let product = |(from, to): (usize, usize)| {
        let product = a.values[(from, neuron)] * b.values[(to, neuron)];
        if product.is_finite() { product } else { 0.0 }
    };
    let with: f64 = pairs.iter().map(|&pair| product(pair)).sum();
    let without: f64 = pairs.iter().map(|&(from, _)| product((from, from))).sum();
    with > without
}

/// By how much all moved, modulo `n`.
fn shift(pairs: &[(usize, usize)], n: usize) -> Option<usize> {
    let by = |&(from, to): &(usize, usize)| (to + n - from) % n;
    let first = by(pairs.first()?);
    let is_whole = pairs.len() > 2 && 10 * pairs.len() >= 9 * n;
    (first != 0 && is_whole && pairs.iter().all(|pair| by(pair) == first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::profile::mix;

    /// A number from -1 to 1 that looks random.
    fn noise(seed: usize) -> f64 {
        (mix(seed as u64) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }

    /// Tunings at random, some category preferred here and there.
    fn tunings(n_categories: usize, n_neurons: usize, seed: usize) -> Array2<f64> {
        let at = |(category, neuron)| noise(seed + category * 7919 + neuron);
        Array2::from_shape_fn((n_categories, n_neurons), at)
    }

    /// The same for categories in another order, with noise: category c of the reference is `order(c)` here.
    fn reordered(of: &Array2<f64>, order: impl Fn(usize) -> usize, error: f64) -> Array2<f64> {
        let mut other = Array2::from_elem(of.raw_dim(), f64::NAN);
        for category in 0..of.nrows() {
            other.row_mut(order(category)).assign(&of.row(category));
        }
        let mut seed = 1 << 40;
        other.mapv(|value| {
            seed += 1;
            value + error * noise(seed)
        })
    }

    fn found(n: (usize, usize), order: impl Fn(usize) -> usize) -> Option<Reordering> {
        let reference = tunings(n.0, n.1, 1);
        reordering(reference.view(), reordered(&reference, order, 0.3).view())
    }

    #[test]
    fn shifted_labels_are_found_with_their_shift_in_layers_of_any_size() {
        for (n_categories, n_neurons) in [(10, 50), (10, 10), (3, 30), (100, 64), (1000, 100)] {
            let found = found((n_categories, n_neurons), |of| (of + 2) % n_categories).unwrap();
            assert_eq!(found.shift, Some(2), "{n_categories} × {n_neurons}");
            assert_eq!(found.moved.first(), Some(&(CategoryId(0), CategoryId(2))));
            assert!(found.better * 10 > found.neurons * 9, "{found:?}");
        }
    }

    #[test]
    fn shuffled_labels_are_found_with_every_pair() {
        let order = [3, 9, 0, 2, 7, 1, 8, 5, 6, 4];
        let found = found((10, 40), |of| order[of]).unwrap();
        let expected = order.iter().copied().enumerate();
        let expected: Vec<_> = expected.map(|(a, b)| (CategoryId(a), CategoryId(b))).collect();
        assert_eq!((found.moved, found.shift), (expected, None));
    }

    #[test]
    fn two_labels_that_changed_places_are_found_alone() {
        let order = |of| {
            if of == 3 {
                5
            } else if of == 5 {
                3
            } else {
                of
            }
        };
        let found = found((10, 40), order).unwrap();
        assert_eq!(found.moved, [(3, 5), (5, 3)].map(|(a, b)| (CategoryId(a), CategoryId(b))));
        assert_eq!(found.shift, None);
    }

    #[test]
    fn without_a_shift_there_is_none() {
        for n_neurons in [8, 50, 400] {
            assert_eq!(found((10, n_neurons), |of| of), None);
        }
        assert_eq!(found((1000, 100), |of| of), None);
    }

    #[test]
    fn other_tunings_and_lost_ones_are_no_reordering() {
        for n_neurons in [8, 10, 20, 100] {
            for n_categories in [2, 3, 10, 30] {
                let (a, b) = (
                    tunings(n_categories, n_neurons, 1),
                    tunings(n_categories, n_neurons, 1 << 30),
                );
                assert_eq!(reordering(a.view(), b.view()), None, "{n_categories} × {n_neurons}");
                let flat = Array2::from_elem(a.raw_dim(), 0.7);
                assert_eq!(reordering(a.view(), flat.view()), None);
            }
        }
    }

    #[test]
    fn too_few_neurons_say_nothing() {
        assert_eq!(found((10, 7), |of| (of + 1) % 10), None);
        assert_eq!(reordering(Array2::zeros((0, 0)).view(), Array2::zeros((0, 0)).view()), None);
    }

    #[test]
    fn a_few_neurons_that_follow_a_cue_do_not_speak_for_the_layer() {
        let reference = tunings(10, 60, 1);
        let mut other = reordered(&reference, |of| of, 0.3);
        let moved = reordered(&reference, |of| (of + 1) % 10, 0.3);
        for neuron in 0..20 {
            other.column_mut(neuron).assign(&moved.column(neuron));
        }
        assert_eq!(reordering(reference.view(), other.view()), None);
    }

    #[test]
    fn a_category_too_far_is_a_shift_without_a_last_one() {
        let mut reference = tunings(11, 40, 1);
        let mut other = reordered(&reference, |of| (of + 1) % 11, 0.1);
        reference.row_mut(10).fill(f64::NAN);
        other.row_mut(0).fill(f64::NAN);
        let found = reordering(reference.view(), other.view()).unwrap();
        assert_eq!((found.shift, found.moved.len()), (Some(1), 10));
    }

    // scipy.optimize.linear_sum_assignment([[4, 1, 3], [2, 0, 5], [3, 2, 2]]) = [0, 1, 2], [1, 0, 2]
    #[test]
    fn the_assignment_is_that_of_scipy() {
        let costs = ndarray::arr2(&[[4.0, 1.0, 3.0], [2.0, 0.0, 5.0], [3.0, 2.0, 2.0]]);
        assert_eq!(assigned(&costs), [(0, 1), (1, 0), (2, 2)]);
    }
}
