//! What activations mean: pure functions on ndarray views, without file, clock, state, terminal or thread.

pub mod alike;
pub mod anova;
pub mod cdf;
pub mod change;
mod choice;
pub mod cluster;
pub mod comparison;
pub mod confusion;
pub mod distribution;
pub mod drift;
mod evidence;
pub mod exchange;
pub mod fit;
pub mod geometry;
pub mod look;
pub mod matrix;
pub mod normal;
pub mod null;
pub mod order;
pub mod outliers;
pub mod outputs;
pub mod own;
pub mod pair;
mod placement;
pub mod prediction;
pub mod profile;
pub mod rank;
pub mod reliability;
pub mod reordering;
pub mod scores;
pub mod selectivity;
pub mod shared;
pub mod summary;
pub mod tuning;
pub mod verdict;
pub mod within;

/// A count as a real number: exact below 2^53, more images than any recording holds.
const fn real(count: usize) -> f64 {
    count as f64
}

/// A count of activations as a real number: exact below 2^53.
const fn counted(count: u64) -> f64 {
    count as f64
}

/// `total / count`; `None` for a count of 0, and when the total has left the range of `f64`.
fn mean(total: f64, count: usize) -> Option<f64> {
    (count > 0).then(|| total / real(count)).filter(|mean| mean.is_finite())
}
