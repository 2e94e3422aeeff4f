//! What one pass over a layer finds out about every neuron: sums by category, extremes, distributions, top images.

mod candidates;
mod clustered;
mod group;
mod layer;
mod parts;
mod pass;
mod plan;
mod profiles;
mod real;
mod slots;
mod watch;

pub use clustered::add_clusters;
pub use group::WIDTH;
pub use layer::{LayerSummary, MergeError, Sums};
pub use parts::NeuronPart;
pub use pass::{Rows, summarize};
pub use plan::{Images, Plan, ROWS};
pub use profiles::{TURNED, TurnedSums};
pub use real::Real;

pub use super::profile::{BOTTOM_IMAGES, TOP_IMAGES};

#[cfg(test)]
mod tests;
