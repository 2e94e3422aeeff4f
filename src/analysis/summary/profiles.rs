//! From the summary of a layer to the profile of one neuron after the other.

use multiversion::multiversion;

use super::group::WIDTH;
use super::layer::LayerSummary;
use crate::analysis::profile::{Moments, Profile};
use crate::analysis::shared::sums;

/// Cells that are turned together, so that what is written to stays in the cache.
const CELLS: usize = 8;

/// Neurons whose sums are turned together: few enough that they stay in a core's cache until they are looked at.
pub const TURNED: usize = 16;

/// The sums of [`TURNED`] neurons, turned so that those of a neuron stand side by side.
#[derive(Debug, Clone, Default)]
pub struct TurnedSums {
    first: usize,
    /// `(TURNED, 2, n_cells)`.
    turned: Vec<f64>,
}

impl TurnedSums {
    /// Fills in the sums of the neuron `first`, a multiple of [`TURNED`], and of those that follow it.
    pub fn fill(&mut self, summary: &LayerSummary, first: usize) {
        let n_cells = summary.n_cells();
        self.first = first;
        self.turned.resize(TURNED * 2 * n_cells, 0.0);
        let (cells, _) = summary.group_sums(first / WIDTH).as_chunks::<{ 2 * WIDTH }>();
        for (at, cells) in cells.chunks(CELLS).enumerate() {
            // Totals and squares of a neuron follow each other, as the rows of all of them do.
            for (row, turned) in self.turned.chunks_exact_mut(n_cells).enumerate() {
                let from = first % WIDTH + row / 2 + row % 2 * WIDTH;
                let to = &mut turned[at * CELLS..][..cells.len()];
                for (sum, cell) in to.iter_mut().zip(cells) {
                    *sum = cell[from % (2 * WIDTH)];
                }
            }
        }
    }

    /// Fills in the profile of one of the neurons.
    pub fn profile(&self, summary: &LayerSummary, neuron: usize, profile: &mut Profile) {
        let n_cells = summary.n_cells();
        let Some(part) = summary.parts().get(neuron) else { return };
        let turned = self.turned.chunks(2 * n_cells).nth(neuron - self.first);
        let (totals, squares) = turned.unwrap_or_default().split_at(n_cells);
        let images = summary.n_images() as u64;
        profile.nan = part.gaps.iter().map(|gap| u64::from(gap.1)).sum();
        profile.infinite = part.gaps.iter().map(|gap| u64::from(gap.2)).sum();
        profile.finite = images - profile.nan - profile.infinite;
        profile.active = part.active;
        [profile.sum, profile.sum_of_squares] = totals_of(totals, squares);
        profile.min = part.min;
        profile.max = part.max;
        for (half, moments) in profile.halves.iter_mut().enumerate() {
            moments.resize(summary.n_categories(), Moments::default());
            let cells = (half..).step_by(2);
            for (cell, moments) in cells.zip(moments) {
                let n = summary.cell_images().get(cell).copied().unwrap_or(0);
                *moments = Moments { n, sum: totals[cell], sum_of_squares: squares[cell] };
            }
        }
        for &(cell, nan, infinite) in &part.gaps {
            let cell = cell as usize;
            if let Some(moments) = profile.halves[cell % 2].get_mut(cell / 2) {
                moments.n -= nan + infinite;
            }
        }
        summary.fill_clusters(neuron, &mut profile.clusters);
        profile.right.clone_from(&part.right);
        profile.wrong.clone_from(&part.wrong);
        profile.unlabeled.clone_from(&part.unlabeled);
        profile.preferred = part.preferred;
        profile.top.clone_from(&part.top);
        profile.bottom.clone_from(&part.bottom);
    }
}

/// The totals of the sums and of the sums of squares.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn totals_of(totals: &[f64], squares: &[f64]) -> [f64; 2] {
    sums([totals, squares], |sums| sums)
}

impl LayerSummary {
    /// The mean activation of every neuron by category, `(n_categories, n_neurons)`, over one half of the images or
    /// over all; NaN where undefined.
    pub fn category_means(&self, half: Option<usize>) -> ndarray::Array2<f64> {
        let shape = (self.n_categories(), self.n_neurons());
        ndarray::Array2::from_shape_fn(shape, |(category, neuron)| {
            let cells = 2 * category..2 * category + 2;
            let cells = cells.filter(|cell| half.is_none_or(|half| cell % 2 == half));
            let sums = self.group_sums(neuron / WIDTH);
            let (mut total, mut count) = (0.0, 0);
            for cell in cells {
                total += sums.get(cell * 2 * WIDTH + neuron % WIDTH).copied().unwrap_or(0.0);
                count += self.finite(cell, neuron);
            }
            let mean = total / count as f64;
            if mean.is_finite() { mean } else { f64::NAN }
        })
    }

    /// Finite activations of a neuron in a cell.
    fn finite(&self, cell: usize, neuron: usize) -> u64 {
        let images = self.cell_images().get(cell).copied().unwrap_or(0);
        let gaps = self.parts().get(neuron).map_or(&[][..], |part| &part.gaps);
        let at = gaps.binary_search_by_key(&cell, |gap| gap.0 as usize);
        let missing = at.ok().and_then(|at| gaps.get(at)).map_or(0, |gap| gap.1 + gap.2);
        u64::from(images.saturating_sub(missing))
    }
}
