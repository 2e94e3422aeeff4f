//! Whether a layer keeps which categories are alike: the agreement of two recordings' geometries.

use ndarray::{Array2, ArrayView2, s};

use super::order::{Order, correlation};

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

/// The reliability of the whole from the correlation `r` of its halves: 2r / (1 + r), 0 below 0 (Spearman and Brown
/// 1910).
fn spearman_brown(r: f64) -> f64 {
    if r > 0.0 { 2.0 * r / (1.0 + r) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, arr2};

    use super::*;

    fn means() -> Array2<f64> {
        Array2::from_shape_fn((5, 4), |(i, j)| ((i * i * 3 + j * 5 + i * j * j * 7) % 11) as f64)
    }

    // y = numpy.array([[(i*i*3 + j*5 + i*j*j*7) % 11 for j in range(4)] for i in range(5)], float)
    // z = y**2 + numpy.arange(4); t = numpy.triu_indices(5, 1)
    // scipy.stats.spearmanr(numpy.corrcoef(y)[t], numpy.corrcoef(z)[t])[0]
    #[test]
    fn agreement_is_that_of_scipy() {
        let squared = Array2::from_shape_fn((5, 4), |(i, j)| means()[(i, j)].powi(2) + j as f64);
        let of = |means: &Array2<f64>| Geometry::of(means.view(), &[true; 5]).unwrap();
        let agreement = of(&means()).agreement(&of(&squared)).unwrap();
        assert!((agreement - 0.951_515_151_515_151_4).abs() < 1e-12, "{agreement}");
        assert_eq!(of(&means()).agreement(&of(&means())), Some(1.0));
    }

    #[test]
    fn a_neuron_without_a_mean_and_a_category_not_kept_are_left_out() {
        let mut wide = Array2::from_elem((6, 5), f64::NAN);
        wide.slice_mut(s![..5, ..4]).assign(&means());
        let keep = [true, true, true, true, true, false];
        assert_eq!(Geometry::of(wide.view(), &keep), Geometry::of(means().view(), &keep[..5]));
    }

    #[test]
    fn too_few_categories_or_neurons_and_constant_ones_have_no_geometry() {
        assert_eq!(Geometry::of(means().view(), &[true, true, false, false, false]), None);
        assert_eq!(Geometry::of(means().slice(s![.., ..1]), &[true; 5]), None);
        let constant = arr2(&[[1.0, 1.0], [1.0, 2.0], [2.0, 1.0]]);
        assert_eq!(Geometry::of(constant.view(), &[true; 3]), None);
    }

    #[test]
    fn identical_halves_allow_full_agreement() {
        let halves = [(); 2].map(|()| Geometry::of(means().view(), &[true; 5]).unwrap());
        assert_eq!(ceiling(&halves, &halves), Some(1.0));
    }
}
