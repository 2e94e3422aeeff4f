//! How much of a neuron's variance goes with the category, the recording, and both together.

use serde::Serialize;

use super::real;
use super::shared::Shared;

/// Shares of a neuron's variance over the images of both recordings (ω², Hays 1963), each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Shares {
    /// With the category alike in both recordings: tuning.
    pub category: Option<f64>,
    /// With the recording, alike in all categories: an offset.
    pub recording: Option<f64>,
    /// With their interaction: changed tuning, by gain or by order.
    pub interaction: Option<f64>,
}

/// The shares over the `shared` categories, by two-way analysis of variance of unweighted means
/// (Winer, Statistical Principles in Experimental Design, 5.23): every cell counts as if it had the
/// harmonic mean of the cells' images. With equal counts that is the textbook's analysis.
///
/// ω² is (SS - df · MS) / (all SS + MS) with MS the mean square within cells, and 0 where that is
/// negative. `None` below 2 categories, without a cell of two images, and where nothing varies.
pub fn shares(shared: &Shared) -> Shares {
    let (a, b) = (&shared.reference, &shared.other);
    let categories = real(shared.len());
    let counts = || a.n.iter().chain(&b.n);
    let freedom: f64 = counts().map(|n| n - 1.0).sum();
    if shared.len() < 2 || freedom <= 0.0 {
        return Shares::default();
    }
    let harmonic = 2.0 * categories / (a.inverse.iter().chain(&b.inverse)).sum::<f64>();
    let within: f64 = a.squares.iter().chain(&b.squares).sum();
    let mean = |means: &[f64]| means.iter().sum::<f64>() / categories;
    let (mean_a, mean_b) = (mean(&a.mean), mean(&b.mean));
    let (mut category, mut interaction) = (0.0, 0.0);
    for (a, b) in a.mean.iter().zip(&b.mean) {
        let (a, b) = (a - mean_a, b - mean_b);
        category += (a + b) * (a + b);
        interaction += (a - b) * (a - b);
    }
    // Of two numbers the squared distances from their mean are half the squared difference.
    let category = harmonic * category / 2.0;
    let interaction = harmonic * interaction / 2.0;
    let recording = harmonic * categories * (mean_a - mean_b).powi(2) / 2.0;
    let square = within / freedom;
    let all = category + interaction + recording + within + square;
    let share = |squares: f64, freedom: f64| {
        Some(((squares - freedom * square) / all).max(0.0)).filter(|_| all > 0.0 && all.is_finite())
    };
    Shares {
        category: share(category, categories - 1.0),
        recording: share(recording, 1.0),
        interaction: share(interaction, categories - 1.0),
    }
}
