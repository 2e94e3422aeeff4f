//! Adds up the activations of a layer in one pass, in any number of pieces.

use std::ops::AddAssign;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Zip};

use super::layer::LayerTuning;
use super::{mean, real};
use crate::ids::CategoryId;

/// Adds up a layer, block of rows by block of rows, so that a mapped file is read once and front to back.
///
/// Blocks given in image order to one accumulator make the very sums of the functions on single
/// neurons. [`merge`](Self::merge) lets several be filled at once; it adds their sums, so the last
/// bits of a mean depend on where the images were split, and in which order the parts were merged.
///
/// Holds 16 bytes a category and neuron.
#[derive(Debug, Clone)]
pub struct LayerAccumulator {
    n_images: usize,
    sums: Vec<f64>,
    maxima: Vec<f64>,
    active: Vec<usize>,
    non_finite: Vec<usize>,
    category_images: Vec<usize>,
    category_sums: Array2<f64>,
    category_non_finite: Array2<usize>,
    /// The row at work as `f64`, NaN in place of infinities.
    row: Vec<f64>,
}

impl LayerAccumulator {
    /// An accumulator that has seen no image.
    pub fn new(n_neurons: usize, n_categories: usize) -> Self {
        Self {
            n_images: 0,
            sums: vec![0.0; n_neurons],
            maxima: vec![f64::NEG_INFINITY; n_neurons],
            active: vec![0; n_neurons],
            non_finite: vec![0; n_neurons],
            category_images: vec![0; n_categories],
            category_sums: Array2::zeros((n_categories, n_neurons)),
            category_non_finite: Array2::zeros((n_categories, n_neurons)),
            row: vec![f64::NAN; n_neurons],
        }
    }

    /// Adds images: `rows` is `(images, n_neurons)`, `f32` or `f64`, in any memory order, and
    /// `categories` is `(images)`. An image whose category is `None`, missing, or not below
    /// `n_categories` counts for the neuron but for no category.
    ///
    /// A wrong width is a fault of the caller that debug builds stop at; otherwise columns beyond
    /// `n_neurons` are left out and missing ones count as not finite.
    pub fn add<T>(&mut self, rows: ArrayView2<'_, T>, categories: &[Option<CategoryId>])
    where
        T: Copy + Into<f64>,
    {
        debug_assert_eq!(rows.ncols(), self.sums.len(), "one column a neuron");
        debug_assert_eq!(rows.nrows(), categories.len(), "one category an image");
        if rows.ncols() < self.row.len() {
            self.row.fill(f64::NAN);
        }
        for (image, row) in rows.rows().into_iter().enumerate() {
            self.load(row);
            let category = categories.get(image).copied().flatten().map(CategoryId::index);
            let category = category.filter(|category| *category < self.category_images.len());
            self.add_to_neurons();
            if let Some(category) = category {
                self.add_to_category(category);
            }
            self.count_non_finite(category);
        }
    }

    /// Adds the images of `other` as if they came after those of `self`.
    ///
    /// Both must have the same neurons and categories. Debug builds stop otherwise; what only one
    /// of them has is then left out of the sums, which no longer mean anything.
    pub fn merge(&mut self, other: Self) {
        debug_assert_eq!(self.category_sums.dim(), other.category_sums.dim(), "the same layer");
        self.n_images += other.n_images;
        for (max, &other) in self.maxima.iter_mut().zip(&other.maxima) {
            *max = max.max(other);
        }
        add_each(&mut self.sums, &other.sums);
        add_each(&mut self.active, &other.active);
        add_each(&mut self.non_finite, &other.non_finite);
        add_each(&mut self.category_images, &other.category_images);
        for (sums, others) in
            self.category_sums.rows_mut().into_iter().zip(other.category_sums.rows())
        {
            add_each(sums, others);
        }
        let counts = self.category_non_finite.rows_mut().into_iter();
        for (counts, others) in counts.zip(other.category_non_finite.rows()) {
            add_each(counts, others);
        }
    }

    /// Divides the sums by what was counted.
    pub fn finish(self) -> LayerTuning {
        let mut mean = Array1::from(self.sums);
        divide(&mut mean, self.n_images, &self.non_finite);
        let mut active_fraction: Array1<f64> = self.active.into_iter().map(real).collect();
        divide(&mut active_fraction, self.n_images, &self.non_finite);
        let mut category_means = self.category_sums;
        let rows = category_means.rows_mut().into_iter().zip(self.category_non_finite.rows());
        for ((sums, non_finite), &images) in rows.zip(&self.category_images) {
            divide(sums, images, non_finite);
        }
        let finite = |max: f64| if max.is_finite() { max } else { f64::NAN };
        LayerTuning {
            n_images: self.n_images,
            max: self.maxima.into_iter().map(finite).collect(),
            mean,
            active_fraction,
            non_finite: self.non_finite.into(),
            category_images: self.category_images.into(),
            category_means,
        }
    }

    /// Widens a row and takes its infinities out, so that the loops over it need no branch.
    fn load<T: Copy + Into<f64>>(&mut self, row: ArrayView1<'_, T>) {
        let widen = |(wide, value): (&mut f64, &T)| {
            let value: f64 = (*value).into();
            *wide = if value.is_finite() { value } else { f64::NAN };
        };
        match row.to_slice() {
            Some(row) => self.row.iter_mut().zip(row).for_each(widen),
            None => self.row.iter_mut().zip(row).for_each(widen),
        }
    }

    fn add_to_neurons(&mut self) {
        self.n_images += 1;
        let sums = self.sums.iter_mut().zip(&mut self.maxima);
        let totals = sums.zip(&mut self.active).zip(&self.row);
        for (((sum, max), active), &activation) in totals {
            *sum += zero_if_nan(activation);
            *max = if activation > *max { activation } else { *max };
            *active += usize::from(activation > 0.0);
        }
    }

    fn add_to_category(&mut self, category: usize) {
        self.category_images[category] += 1;
        let sums = self.category_sums.row_mut(category);
        let sums = Zip::from(sums).and(ArrayView1::from(&self.row));
        sums.for_each(|sum, &activation| *sum += zero_if_nan(activation));
    }

    /// Counts only in the few rows that have something to count.
    fn count_non_finite(&mut self, category: Option<usize>) {
        let count = |count: usize, activation: &f64| count + usize::from(activation.is_nan());
        if self.row.iter().fold(0, count) == 0 {
            return;
        }
        count_nan(&mut self.non_finite, &self.row);
        if let Some(category) = category {
            count_nan(self.category_non_finite.row_mut(category), &self.row);
        }
    }
}

fn add_each<'a, T: AddAssign + Copy + 'a>(
    totals: impl IntoIterator<Item = &'a mut T>,
    others: impl IntoIterator<Item = &'a T>,
) {
    for (total, &other) in totals.into_iter().zip(others) {
        *total += other;
    }
}

fn count_nan<'a>(counts: impl IntoIterator<Item = &'a mut usize>, row: &[f64]) {
    for (count, activation) in counts.into_iter().zip(row) {
        *count += usize::from(activation.is_nan());
    }
}

/// Written as a choice between values, which compiles to no jump.
fn zero_if_nan(activation: f64) -> f64 {
    if activation.is_nan() { 0.0 } else { activation }
}

/// Turns totals into means over those of `images` that are finite, NaN where undefined.
fn divide<'a>(
    totals: impl IntoIterator<Item = &'a mut f64>,
    images: usize,
    non_finite: impl IntoIterator<Item = &'a usize>,
) {
    for (total, &non_finite) in totals.into_iter().zip(non_finite) {
        *total = mean(*total, images.saturating_sub(non_finite)).unwrap_or(f64::NAN);
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{ShapeBuilder, arr1, arr2, s};
    use proptest::prelude::*;

    use super::super::tuning::{NeuronSummary, category_means, summarize};
    use super::*;
    use crate::ids::NeuronId;

    const NAN: f64 = f64::NAN;

    fn ids(categories: &[usize]) -> Vec<Option<CategoryId>> {
        categories.iter().map(|&category| Some(CategoryId(category))).collect()
    }

    fn layer(
        rows: &Array2<f64>,
        categories: &[Option<CategoryId>],
        n_categories: usize,
    ) -> LayerTuning {
        let mut layer = LayerAccumulator::new(rows.ncols(), n_categories);
        layer.add(rows.view(), categories);
        layer.finish()
    }

    /// Each neuron of the layer equals what the functions on single neurons say, to the last bit.
    fn assert_equals_single_neurons(
        layer: &LayerTuning,
        rows: &Array2<f64>,
        categories: &[Option<CategoryId>],
    ) {
        assert_eq!((layer.n_images, layer.n_neurons()), rows.dim());
        for neuron in 0..rows.ncols() {
            let activations = rows.column(neuron);
            assert_eq!(layer.neuron(NeuronId(neuron)), summarize(activations));
            let tuning = category_means(activations, categories, layer.n_categories());
            assert_eq!(layer.tuning(NeuronId(neuron)), tuning);
        }
    }

    // a = numpy.array([[1., -2], [3, 0], [5, 4]]); g = numpy.array([0, 1, 0])
    // a.max(0), a.mean(0), (a > 0).mean(0) = [5, 4], [3, 0.6666666666666666], [1, 0.3333333333333333]
    // [a[g == c].mean(0) for c in (0, 1)] = [[3, 1], [3, 0]]
    #[test]
    fn a_layer_is_summarized_by_neuron_and_by_category() {
        let rows = arr2(&[[1.0, -2.0], [3.0, 0.0], [5.0, 4.0]]);
        let layer = layer(&rows, &ids(&[0, 1, 0]), 2);
        assert_eq!(layer.max, arr1(&[5.0, 4.0]));
        assert_eq!(layer.mean, arr1(&[3.0, 0.666_666_666_666_666_6]));
        assert_eq!(layer.active_fraction, arr1(&[1.0, 0.333_333_333_333_333_3]));
        assert_eq!(layer.category_means, arr2(&[[3.0, 1.0], [3.0, 0.0]]));
        assert_eq!(layer.category_images, arr1(&[2, 1]));
        assert_equals_single_neurons(&layer, &rows, &ids(&[0, 1, 0]));
    }

    #[test]
    fn no_image_no_neuron_and_no_category_are_empty_layers() {
        let layer_of =
            |shape: (usize, usize)| layer(&Array2::zeros(shape), &vec![None; shape.0], 0);
        assert_eq!(layer_of((0, 2)).neuron(NeuronId(1)), NeuronSummary::default());
        assert_eq!(layer_of((2, 0)).n_images, 2);
        assert_eq!(layer_of((2, 1)).tuning(NeuronId(0)), []);
    }

    #[test]
    fn single_precision_is_summed_in_double() {
        let rows = Array2::from_elem((1000, 1), 0.1_f32);
        let mut layer = LayerAccumulator::new(1, 1);
        layer.add(rows.view(), &vec![Some(CategoryId(0)); 1000]);
        assert_eq!(layer.finish().neuron(NeuronId(0)).mean, Some(f64::from(0.1_f32)));
    }

    #[test]
    fn memory_order_does_not_matter() {
        let rows = arr2(&[[1.0, 2.0, 3.0], [4.0, NAN, 6.0]]);
        let mut by_column = Array2::zeros((2, 3).f());
        by_column.assign(&rows);
        let categories = ids(&[0, 1]);
        assert_equals_single_neurons(&layer(&by_column, &categories, 2), &rows, &categories);
        let mirrored = rows.slice(s![.., ..;-1]);
        let mut layer = LayerAccumulator::new(3, 2);
        layer.add(mirrored, &categories);
        assert_equals_single_neurons(&layer.finish(), &mirrored.to_owned(), &categories);
    }

    /// Every kind of activation, with many ties, zeros and some that are not finite.
    fn activation() -> impl Strategy<Value = f64> {
        prop_oneof![
            4 => -100.0..100.0,
            2 => (-2_i8..3).prop_map(f64::from),
            1 => prop::sample::select(vec![NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, -0.0]),
        ]
    }

    prop_compose! {
        /// A layer of a few images and neurons, a category for each image, and where to split the images.
        fn split_layer()((images, neurons) in (0_usize..24, 1_usize..6))(
            values in prop::collection::vec(activation(), images * neurons),
            categories in prop::collection::vec(prop::option::of((0_usize..5).prop_map(CategoryId)), images),
            mut splits in prop::collection::vec(0..=images, 0..5),
            shape in Just((images, neurons)),
        ) -> (Array2<f64>, Vec<Option<CategoryId>>, Vec<usize>) {
            splits.extend([0, shape.0]);
            splits.sort_unstable();
            (Array2::from_shape_vec(shape, values).unwrap(), categories, splits)
        }
    }

    /// Equal, or as near as sums taken in another order are.
    fn near(a: Option<f64>, b: Option<f64>) -> bool {
        match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-12 * (100.0 + a.abs()),
            _ => a == b,
        }
    }

    proptest! {
        #[test]
        fn blocks_in_order_equal_single_neurons_to_the_last_bit(
            (rows, categories, splits) in split_layer(),
        ) {
            let mut layer = LayerAccumulator::new(rows.ncols(), 4);
            for split in splits.windows(2) {
                layer.add(rows.slice(s![split[0]..split[1], ..]), &categories[split[0]..split[1]]);
            }
            assert_equals_single_neurons(&layer.finish(), &rows, &categories);
        }

        #[test]
        fn merged_parts_equal_single_neurons((rows, categories, splits) in split_layer()) {
            let mut layer = LayerAccumulator::new(rows.ncols(), 4);
            for split in splits.windows(2) {
                let mut part = LayerAccumulator::new(rows.ncols(), 4);
                part.add(rows.slice(s![split[0]..split[1], ..]), &categories[split[0]..split[1]]);
                layer.merge(part);
            }
            let layer = layer.finish();
            for neuron in 0..rows.ncols() {
                let activations = rows.column(neuron);
                let (summary, expected) = (layer.neuron(NeuronId(neuron)), summarize(activations));
                prop_assert!(near(summary.mean, expected.mean));
                prop_assert_eq!(NeuronSummary { mean: expected.mean, ..summary }, expected);
                let expected = category_means(activations, &categories, 4);
                for (of, expected) in layer.tuning(NeuronId(neuron)).iter().zip(expected) {
                    prop_assert_eq!(of.images, expected.images);
                    prop_assert!(near(of.mean, expected.mean));
                }
            }
        }
    }
}
