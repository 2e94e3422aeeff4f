//! How well a neuron's tuning repeats within one recording.

use super::order::correlation;
use super::profile::Profile;
use super::shared::Scratch;

/// Below this the order of the categories is mostly noise, and no change of it can be told.
pub const RELIABLE: f64 = 0.5;

/// The reliability of a neuron's tuning, from 0 to 1: the rank correlation r of its category means in
/// the two [halves](super::profile::half_of) of the images, for the whole number of images by the
/// formula of Spearman and Brown (1910), 2r / (1 + r). 0 where r is negative: nothing repeats.
///
/// `None` with fewer than 3 categories that have images in both halves, and where a half is constant.
pub fn reliability(profile: &Profile, scratch: &mut Scratch) -> Option<f64> {
    let Scratch { order, first, second, ranks: [ranks_a, ranks_b], .. } = scratch;
    first.clear();
    second.clear();
    for (a, b) in profile.halves[0].iter().zip(&profile.halves[1]) {
        if a.n > 0 && b.n > 0 {
            first.push(a.mean());
            second.push(b.mean());
        }
    }
    if first.iter().chain(&*second).any(|mean| !mean.is_finite()) {
        return None;
    }
    order.rank(first, ranks_a);
    order.rank(second, ranks_b);
    correlation(ranks_a, ranks_b).map(spearman_brown)
}

/// The reliability of the whole from the correlation `r` of its halves: 2r / (1 + r), 0 below 0.
pub fn spearman_brown(r: f64) -> f64 {
    if r > 0.0 { 2.0 * r / (1.0 + r) } else { 0.0 }
}

/// The correlation that two tunings would have without noise: `rho / √(a · b)` with the reliability of
/// each (Spearman 1904), cut to -1 to 1.
///
/// `None` where a reliability is unknown or below [`RELIABLE`].
pub fn corrected(rho: Option<f64>, a: Option<f64>, b: Option<f64>) -> Option<f64> {
    let reliable = |of: Option<f64>| of.filter(|of| *of >= RELIABLE);
    let ceiling = (reliable(a)? * reliable(b)?).sqrt();
    rho.map(|rho| (rho / ceiling).clamp(-1.0, 1.0))
}
