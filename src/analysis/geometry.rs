//! Whether a layer keeps which categories are alike: the agreement of two recordings' geometries.

use ndarray::{Array2, ArrayView2, s};

use super::order::{Order, correlation};
use super::reliability::spearman_brown;

/// How alike the categories are to a layer: the ranks of the correlations of all pairs of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Geometry {
    ranks: Vec<f64>,
}

impl Geometry {
    /// The geometry of the class `means`, `(n_categories, n_neurons)`, over the categories in `keep`,
    /// `(n_categories)`, which must be the same for geometries that are compared.
    ///
    /// The correlation of two categories is Pearson's over the neurons, as in representational
    /// similarity analysis (Kriegeskorte et al. 2008), in `f32`: 1,000 categories have half a million
    /// pairs. A neuron without a mean in a kept category is left out. `None` below 3 categories or 2
    /// neurons, and where a category's means are all equal.
    pub fn of(means: ArrayView2<'_, f64>, keep: &[bool]) -> Option<Self> {
        let kept: Vec<usize> = (0..means.nrows())
            .filter(|category| keep.get(*category).is_some_and(|keep| *keep))
            .collect();
        let complete: Vec<usize> = (0..means.ncols())
            .filter(|&neuron| kept.iter().all(|&category| means[(category, neuron)].is_finite()))
            .collect();
        if kept.len() < 3 || complete.len() < 2 {
            return None;
        }
        let mut rows = Array2::zeros((kept.len(), complete.len()));
        for (mut row, &category) in rows.rows_mut().into_iter().zip(&kept) {
            let mean = complete.iter().map(|&neuron| means[(category, neuron)]).sum::<f64>()
                / complete.len() as f64;
            let squares: f64 =
                complete.iter().map(|&neuron| (means[(category, neuron)] - mean).powi(2)).sum();
            if squares.is_nan() || squares <= 0.0 {
                return None;
            }
            for (value, &neuron) in row.iter_mut().zip(&complete) {
                *value = single((means[(category, neuron)] - mean) / squares.sqrt());
            }
        }
        let similar = rows.dot(&rows.t());
        let pairs: Vec<f64> = (0..kept.len())
            .flat_map(|row| {
                similar.slice(s![row, row + 1..]).iter().map(|&r| f64::from(r)).collect::<Vec<_>>()
            })
            .collect();
        let mut ranks = Vec::new();
        Order::default().rank(&pairs, &mut ranks);
        Some(Self { ranks })
    }

    /// Spearman's correlation of the two, -1 to 1. `None` where all pairs of one are alike.
    pub fn agreement(&self, other: &Self) -> Option<f64> {
        correlation(&self.ranks, &other.ranks)
    }
}

/// The highest agreement that noise allows: √ of the product of both recordings' reliabilities, each
/// from the geometries of its two halves by the formula of Spearman and Brown.
pub fn ceiling(reference: &[Geometry; 2], other: &[Geometry; 2]) -> Option<f64> {
    let reliability = |[first, second]: &[Geometry; 2]| first.agreement(second).map(spearman_brown);
    Some((reliability(reference)? * reliability(other)?).sqrt())
}

#[expect(clippy::cast_possible_truncation, reason = "a share of a unit vector")]
const fn single(value: f64) -> f32 {
    value as f32
}
