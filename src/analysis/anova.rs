//! How much of a neuron's variance goes with the category, the recording, and both together.

use multiversion::multiversion;
use serde::{Deserialize, Serialize};

use super::real;
use super::shared::{Shared, sums};

/// Shares of a neuron's variance over the images of both recordings (ω², Hays 1963), each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
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
pub fn shares(shared: Shared<'_>) -> Shares {
    let Sums { harmonic, freedom, within, means: [mean_a, mean_b], category, interaction } =
        Sums::over(shared);
    let categories = real(shared.len());
    if shared.len() < 2 || freedom <= 0.0 {
        return Shares::default();
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

/// What the analysis is made of.
struct Sums {
    harmonic: f64,
    freedom: f64,
    within: f64,
    means: [f64; 2],
    /// Squares of the sum and of the difference of a category's means, each from its recording's.
    category: f64,
    interaction: f64,
}

impl Sums {
    #[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
    fn over(shared: Shared<'_>) -> Sums {
        let (a, b) = (shared.reference, shared.other);
        let categories = real(shared.len());
        let lists = [&*a.n, &b.n, &a.inverse, &b.inverse];
        let [freedom, inverse] = sums(lists, |[n_a, n_b, inverse_a, inverse_b]| {
            [n_a + n_b - 2.0, inverse_a + inverse_b]
        });
        let lists = [&*a.mean, &b.mean, &a.squares, &b.squares];
        let [mean_a, mean_b, within] =
            sums(lists, |[a, b, squares_a, squares_b]| [a, b, squares_a + squares_b]);
        let (mean_a, mean_b) = (mean_a / categories, mean_b / categories);
        let [category, interaction] = sums([&a.mean, &b.mean], |[a, b]| {
            let (a, b) = (a - mean_a, b - mean_b);
            [(a + b) * (a + b), (a - b) * (a - b)]
        });
        let harmonic = 2.0 * categories / inverse;
        Sums { harmonic, freedom, within, means: [mean_a, mean_b], category, interaction }
    }
}
