//! How well a neuron's tuning repeats within one recording.

use multiversion::multiversion;

use super::order::correlation;
use super::profile::Profile;
use super::shared::{Half, Scratch};

/// Below this the order of the categories is mostly noise, and no change of it can be told.
pub const RELIABLE: f64 = 0.5;

/// The reliability of a neuron's tuning, from 0 to 1: the rank correlation r of its category means in
/// the two [halves](super::profile::half_of) of the images, for the whole number of images by the
/// formula of Spearman and Brown (1910), 2r / (1 + r). 0 where r is negative: nothing repeats.
///
/// `None` with fewer than 3 categories that have images in both halves, and where a half is constant.
pub fn reliability(profile: &Profile, scratch: &mut Scratch) -> Option<f64> {
    let Scratch { order, halves: [a, b], ranks: [ranks_a, ranks_b], .. } = scratch;
    fill([a, b], profile);
    if !divide(a) || !divide(b) {
        return None;
    }
    order.rank(&a.mean, ranks_a);
    order.rank(&b.mean, ranks_b);
    correlation(ranks_a, ranks_b).map(spearman_brown)
}

/// The counts, and the sums where the means will be, of the categories that both halves have.
fn fill([a, b]: [&mut Half; 2], profile: &Profile) {
    let categories = profile.halves[0].len().min(profile.halves[1].len());
    for list in [&mut a.n, &mut a.mean, &mut b.n, &mut b.mean] {
        list.resize(categories, 0.0);
    }
    // A category that lacks a half is written over by the next: no branch to be guessed wrong.
    let mut place = 0;
    for (of_a, of_b) in profile.halves[0].iter().zip(&profile.halves[1]) {
        (a.n[place], a.mean[place]) = (f64::from(of_a.n), of_a.sum);
        (b.n[place], b.mean[place]) = (f64::from(of_b.n), of_b.sum);
        place += usize::from(of_a.n > 0 && of_b.n > 0);
    }
    for list in [&mut a.n, &mut a.mean, &mut b.n, &mut b.mean] {
        list.truncate(place);
    }
}

/// Makes means of the sums; says whether all are finite.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn divide(half: &mut Half) -> bool {
    let mut are_finite = true;
    for (mean, n) in half.mean.iter_mut().zip(&half.n) {
        *mean /= n;
        are_finite &= mean.is_finite();
    }
    are_finite
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
