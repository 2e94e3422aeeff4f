//! How well a neuron's tuning repeats within one recording.

use multiversion::multiversion;

use super::shared::{Side, own_or, sums};

/// Below this the differences between the categories are mostly noise, and no change of them can be told.
pub const RELIABLE: f64 = 0.5;

/// The reliability of a neuron's tuning, from 0 to 1: the share of the variance of its category means that is no noise,
/// 1 - (mean squared standard error of the means) / (variance of the means), 0 where that is negative.
///
/// It is what the correlation of two random halves of the images, stepped up by the formula of Spearman and Brown
/// (1910), is on average over all splits (Cronbach 1951), in closed form: it hangs on no split. A category of one image
/// has the standard error of the others, pooled; all categories count the same.
///
/// `None` with fewer than 3 categories, where no category has two images, and where nothing varies.
pub fn reliability(side: &Side) -> Option<f64> {
    let images = side.image_variance()?;
    let [categories, sum] = totals(side);
    let [squares, noise] = spread(side, (sum / categories, images));
    let variance = squares / (categories - 1.0);
    let reliability = 1.0 - noise / categories / variance;
    let is_defined = categories >= 3.0 && variance > 0.0 && reliability.is_finite();
    is_defined.then_some(reliability.max(0.0))
}

#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn totals(side: &Side) -> [f64; 2] {
    sums([&side.n, &side.mean], |[n, mean]| if n > 0.0 { [1.0, mean] } else { [0.0, 0.0] })
}

/// The squared distances of the means from the `center`, and their squared errors.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn spread(side: &Side, (center, images): (f64, f64)) -> [f64; 2] {
    let lists = [&*side.n, &side.mean, &side.error, &side.inverse];
    sums(lists, |[n, mean, error, inverse]| {
        let known = [(mean - center) * (mean - center), own_or(error, images * inverse)];
        if n > 0.0 { known } else { [0.0, 0.0] }
    })
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
