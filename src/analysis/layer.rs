//! What every neuron of a layer answers to: summary and tuning, neuron by neuron or category by category.

use ndarray::{Array1, Array2, ArrayView1, Axis};

pub use super::accumulator::LayerAccumulator;
use super::rank::Ranked;
use super::tuning::{CategoryMean, NeuronSummary, top_categories};
use crate::ids::{CategoryId, NeuronId};

/// What every neuron of a layer answers to: what [`summarize`](super::tuning::summarize) and
/// [`category_means`](super::tuning::category_means) say of each.
///
/// The arrays hold NaN where a number is undefined, and no other NaN or infinity, so each may be
/// ranked as it is; the methods return `None` there, and for a neuron or category out of range.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerTuning {
    /// The images seen, whether they have a category or not.
    pub n_images: usize,
    /// Highest finite activation, `(n_neurons)`. Another recording's are divided by the reference's.
    pub max: Array1<f64>,
    /// Mean of the finite activations, `(n_neurons)`.
    pub mean: Array1<f64>,
    /// Share of the finite activations above 0, `(n_neurons)`.
    pub active_fraction: Array1<f64>,
    /// NaN and infinite activations, `(n_neurons)`.
    pub non_finite: Array1<usize>,
    /// Images of each category, `(n_categories)`.
    pub category_images: Array1<usize>,
    /// Mean of the finite activations of each category's images, `(n_categories, n_neurons)`.
    pub category_means: Array2<f64>,
}

impl LayerTuning {
    /// The tunings of consecutive groups of neurons, over the same images and categories, as that of the layer;
    /// `None` for no group or when they do not fit together.
    pub fn side_by_side(groups: &[Self]) -> Option<Self> {
        let first = groups.first()?;
        let flat = |of: fn(&Self) -> ArrayView1<'_, f64>| {
            let views: Vec<_> = groups.iter().map(of).collect();
            ndarray::concatenate(Axis(0), &views).ok()
        };
        let counts: Vec<_> = groups.iter().map(|group| group.non_finite.view()).collect();
        let means: Vec<_> = groups.iter().map(|group| group.category_means.view()).collect();
        Some(Self {
            n_images: first.n_images,
            max: flat(|group| group.max.view())?,
            mean: flat(|group| group.mean.view())?,
            active_fraction: flat(|group| group.active_fraction.view())?,
            non_finite: ndarray::concatenate(Axis(0), &counts).ok()?,
            category_images: first.category_images.clone(),
            category_means: ndarray::concatenate(Axis(1), &means).ok()?,
        })
    }

    /// The width of the layer.
    pub fn n_neurons(&self) -> usize {
        self.max.len()
    }

    /// How many categories the means are grouped by.
    pub fn n_categories(&self) -> usize {
        self.category_images.len()
    }

    /// One neuron over all images.
    pub fn neuron(&self, neuron: NeuronId) -> NeuronSummary {
        let number = |of: &Array1<f64>| of.get(neuron.index()).copied().and_then(defined);
        NeuronSummary {
            max: number(&self.max),
            mean: number(&self.mean),
            active_fraction: number(&self.active_fraction),
            non_finite: self.non_finite.get(neuron.index()).copied().unwrap_or(0),
        }
    }

    /// The tuning of one neuron, `(n_categories)`, in category order.
    pub fn tuning(&self, neuron: NeuronId) -> Vec<CategoryMean> {
        let categories = self.category_images.iter().copied().enumerate();
        categories
            .map(|(category, images)| CategoryMean {
                images,
                mean: self.category_mean(CategoryId(category), neuron),
            })
            .collect()
    }

    /// The mean activation of one neuron over the images of one category.
    pub fn category_mean(&self, category: CategoryId, neuron: NeuronId) -> Option<f64> {
        let mean = self.category_means.get((category.index(), neuron.index()));
        mean.copied().and_then(defined)
    }

    /// The mean activation of every neuron over the images of one category, `(n_neurons)`, NaN where
    /// undefined: what [`top_neurons`](super::rank::top_neurons) ranks for a category.
    pub fn category(&self, category: CategoryId) -> Option<ArrayView1<'_, f64>> {
        let known = category.index() < self.category_means.nrows();
        known.then(|| self.category_means.row(category.index()))
    }

    /// The category with the highest mean and that mean, be it negative; ties go to the lower category.
    pub fn top_category(&self, neuron: NeuronId) -> Option<(CategoryId, f64)> {
        let top = top_categories(&self.tuning(neuron), 1);
        top.first().map(|&Ranked { id, value }| (id, value))
    }
}

fn defined(number: f64) -> Option<f64> {
    Some(number).filter(|number| !number.is_nan())
}

#[cfg(test)]
mod tests {
    use ndarray::arr2;

    use super::super::rank::top_neurons;
    use super::*;

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

    #[test]
    fn groups_of_neurons_side_by_side_are_the_layer() {
        let rows = ndarray::array![[1., 2., 3.], [4., f64::NAN, -6.]];
        let categories = [Some(CategoryId(0)), Some(CategoryId(1))];
        let tuning = |columns: std::ops::Range<usize>| {
            let mut accumulator = LayerAccumulator::new(columns.len(), 2);
            accumulator.add(rows.slice(ndarray::s![.., columns]), &categories);
            accumulator.finish()
        };
        let whole = tuning(0..3);
        let joined = LayerTuning::side_by_side(&[tuning(0..2), tuning(2..3)]).unwrap();
        for neuron in (0..3).map(NeuronId) {
            assert_eq!(joined.neuron(neuron), whole.neuron(neuron));
            assert_eq!(joined.tuning(neuron), whole.tuning(neuron));
        }
        assert!(LayerTuning::side_by_side(&[]).is_none());
    }

    #[test]
    fn the_top_category_has_the_highest_mean_and_ties_go_to_the_lower() {
        let rows = arr2(&[[1.0, -2.0, NAN], [1.0, -1.0, NAN]]);
        let layer = layer(&rows, &ids(&[0, 1]), 3);
        assert_eq!(layer.top_category(NeuronId(0)), Some((CategoryId(0), 1.0)));
        assert_eq!(layer.top_category(NeuronId(1)), Some((CategoryId(1), -1.0)));
        assert_eq!(layer.top_category(NeuronId(2)), None);
    }

    #[test]
    fn neurons_of_a_category_rank_by_their_mean_and_undefined_means_never_do() {
        let rows = arr2(&[[1.0, 5.0, NAN, 0.0], [3.0, 5.0, NAN, 0.0]]);
        let layer = layer(&rows, &ids(&[0, 0]), 2);
        let top = |category| {
            let means = layer.category(CategoryId(category)).unwrap();
            top_neurons(means, 9).iter().map(|of| (of.id.index(), of.value)).collect::<Vec<_>>()
        };
        assert_eq!(top(0), [(1, 5.0), (0, 2.0)]);
        assert_eq!(top(1), []);
    }

    #[test]
    fn out_of_range_has_no_numbers() {
        let layer = layer(&arr2(&[[1.0]]), &ids(&[0]), 1);
        assert_eq!(layer.neuron(NeuronId(1)), NeuronSummary::default());
        assert_eq!(layer.tuning(NeuronId(1)), [CategoryMean { images: 1, mean: None }]);
        assert_eq!(layer.top_category(NeuronId(1)), None);
        assert_eq!(layer.category(CategoryId(1)), None);
        assert_eq!(layer.category_mean(CategoryId(1), NeuronId(0)), None);
    }
}
