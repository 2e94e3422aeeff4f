//! What a pass has seen of one neuron, but for its sums.

use crate::analysis::histogram::BINS;
use crate::analysis::rank::Ranked;
use crate::ids::ImageId;

/// Counts by bin from the first that is not 0 to the last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// The first bin.
    pub first: usize,
    /// Its count and those after it; empty when nothing was counted.
    pub counts: Vec<u32>,
}

impl Counts {
    /// Of counts for all bins those that matter.
    pub fn trimmed(all: &[u32]) -> Self {
        let is_some = |count: &u32| *count > 0;
        let Some(first) = all.iter().position(is_some) else { return Self::default() };
        let last = all.iter().rposition(is_some).unwrap_or(first);
        Self { first, counts: all.get(first..=last).unwrap_or_default().to_vec() }
    }

    /// Adds to counts for all bins, `(BINS)`.
    pub fn add_to(&self, all: &mut [u32]) {
        for (total, count) in all.iter_mut().skip(self.first).zip(&self.counts) {
            *total += count;
        }
    }

    /// The counts of both.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let mut all = vec![0; BINS];
        self.add_to(&mut all);
        other.add_to(&mut all);
        Self::trimmed(&all)
    }
}

/// What a pass has seen of one neuron, but for its sums, which are kept by group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NeuronPart {
    /// Finite activations above 0.
    pub active: u64,
    /// Highest finite activation; NaN without any.
    pub max: f64,
    /// Lowest finite activation; NaN without any.
    pub min: f64,
    /// Finite activations by bin for images that are not predicted wrongly.
    pub right: Counts,
    /// The same for those that are.
    pub wrong: Counts,
    /// Images of the highest activations in order; zero never ranks, ties go to the lower image.
    pub top: Vec<Ranked<ImageId>>,
    /// Images of the lowest activations in order; zero never ranks, ties go to the lower image.
    pub bottom: Vec<Ranked<ImageId>>,
    /// Cells with NaN or infinite activations: the cell, how many NaN, how many infinite; by cell.
    pub gaps: Vec<(u32, u32, u32)>,
}
