//! What activations mean: pure functions on ndarray views, without file, clock, state, terminal or thread.

mod accumulator;
pub mod confusion;
pub mod histogram;
pub mod layer;
pub mod prediction;
pub mod profile;
pub mod rank;
pub mod scores;
pub mod tuning;

/// A count as a real number: exact below 2^53, more images than any recording holds.
const fn real(count: usize) -> f64 {
    count as f64
}

/// `total / count`; `None` for a count of 0, and when the total has left the range of `f64`.
fn mean(total: f64, count: usize) -> Option<f64> {
    (count > 0).then(|| total / real(count)).filter(|mean| mean.is_finite())
}
