//! What a pass has seen of one neuron, but for its sums.

use crate::analysis::distribution::Distribution;
use crate::analysis::profile::Preferred;
use crate::analysis::rank::Ranked;
use crate::ids::ImageId;

/// What a pass has seen of one neuron, but for its sums, which are kept by group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NeuronPart {
    /// Finite activations above 0.
    pub active: u64,
    /// Highest finite activation; NaN without any.
    pub max: f64,
    /// Lowest finite activation; NaN without any.
    pub min: f64,
    /// Finite activations for images with a category that are not predicted wrongly.
    pub right: Distribution,
    /// The same for those that are.
    pub wrong: Distribution,
    /// Finite activations for images without a category.
    pub unlabeled: Distribution,
    /// What was found out by another look at the preferred category; `None` for none, and after a merge.
    pub preferred: Option<Preferred>,
    /// Images of the highest activations in order; zero never ranks, ties go to the lower image.
    pub top: Vec<Ranked<ImageId>>,
    /// Images of the lowest activations in order; zero never ranks, ties go to the lower image.
    pub bottom: Vec<Ranked<ImageId>>,
    /// Cells with NaN or infinite activations: the cell, how many NaN, how many infinite; by cell.
    pub gaps: Vec<(u32, u32, u32)>,
}
