//! The categories that two recordings share, with what each knows of one neuron there.

use super::order::Order;
use super::profile::{Moments, Profile};

/// Buffers that the statistics of a neuron are computed in, reused from neuron to neuron.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// The categories that both recordings have.
    pub shared: Shared,
    pub(super) order: Order,
    pub(super) first: Vec<f64>,
    pub(super) second: Vec<f64>,
    pub(super) ranks: [Vec<f64>; 2],
}

/// One neuron by the categories in which both recordings have a finite activation, `(shared)` each.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shared {
    /// The reference's side.
    pub reference: Side,
    /// The other recording's.
    pub other: Side,
}

/// One recording's side of the [shared categories](Shared).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Side {
    /// Finite activations, at least 1.
    pub n: Vec<f64>,
    /// Their mean.
    pub mean: Vec<f64>,
    /// The sum of their squared distances from the mean.
    pub squares: Vec<f64>,
    /// 1 / n, and the squared standard error of the mean, which is NaN for one activation: divisions
    /// that several statistics need.
    pub(super) inverse: Vec<f64>,
    error: Vec<f64>,
}

impl Shared {
    /// Fills in the categories, in ascending order, that have a finite mean in both.
    pub fn fill(&mut self, reference: &Profile, other: &Profile) {
        self.reference.clear();
        self.other.clear();
        for (a, b) in reference.categories().zip(other.categories()) {
            if a.n > 0 && b.n > 0 && a.mean().is_finite() && b.mean().is_finite() {
                self.push(a, b);
            }
        }
    }

    pub(super) fn push(&mut self, reference: Moments, other: Moments) {
        self.reference.push(reference);
        self.other.push(other);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.reference.n.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Side {
    /// The variance within the categories, pooled; `None` where no category has two images.
    pub fn pooled_variance(&self) -> Option<f64> {
        let squares: f64 = self.squares.iter().sum();
        let freedom: f64 = self.n.iter().map(|n| n - 1.0).sum();
        (freedom > 0.0).then(|| squares / freedom).filter(|variance| variance.is_finite())
    }

    /// The squared standard error of each mean, `(shared)`, from the category's own variance; from
    /// the `pooled` one for a category of one image.
    pub fn squared_errors(&self, pooled: f64) -> impl Iterator<Item = f64> {
        self.n
            .iter()
            .zip(&self.squares)
            .map(move |(n, squares)| if *n > 1.0 { squares / ((n - 1.0) * n) } else { pooled })
    }

    fn clear(&mut self) {
        self.n.clear();
        self.mean.clear();
        self.squares.clear();
        self.inverse.clear();
        self.error.clear();
    }

    fn push(&mut self, of: Moments) {
        let (n, squares) = (f64::from(of.n), of.squared_deviations());
        self.n.push(n);
        self.mean.push(of.mean());
        self.squares.push(squares);
        self.inverse.push(n.recip());
        self.error.push(if of.n > 1 { squares / ((n - 1.0) * n) } else { f64::NAN });
    }
}
