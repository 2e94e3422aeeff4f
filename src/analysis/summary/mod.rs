//! What one pass over a layer finds out about every neuron: sums by category, extremes, distributions, top images.

mod candidates;
mod group;
mod layer;
mod parts;
mod pass;
mod plan;
mod profiles;
mod real;
mod slots;
mod watch;

pub use group::WIDTH;
pub use layer::{LayerSummary, MergeError, Sums};
pub use parts::NeuronPart;
pub use pass::{Rows, summarize};
pub use plan::{Plan, ROWS};
pub use profiles::{TURNED, TurnedSums};
pub use real::Real;

pub use super::profile::TOP_IMAGES;

/// Images of the lowest activations that are kept of a neuron.
pub const BOTTOM_IMAGES: usize = 25;

#[cfg(test)]
mod tests;
