//! What a neuron's tunings would look like without any shift: the images of both recordings exchanged within categories.

use super::order::{Order, correlation};
use super::profile::mix;
use super::real;
use super::shared::{Shared, Side};

/// The values of 1 - r without a shift, r the correlation of Pearson of the two tunings, where the images are not at hand:
/// `(draws)`, in the order drawn, with the spurious score 1 - |ρ| of each.
///
/// Parametric: a category's mean is drawn twice from a normal distribution around a true mean, with
/// the reference's variance within the category, over the number of its images in the reference and
/// in the other recording. It needs no activation, so it works on merged summaries. The true means
/// are the reference's, drawn together until they vary as much as those without noise do; its noise
/// would else count twice. Wrong for few images of rare responses, whose means are not normal: empty where the
/// categories have fewer than 20 images each, half of them in mind, below 3 shared categories, and where no variance is
/// known.
///
/// The same `seed` (such as the neuron) makes the same scores, on any number of threads.
pub fn normal_scores(shared: Shared<'_>, draws: usize, seed: u64) -> Vec<(f64, f64)> {
    /// Images of a category from which on a mean is about normal.
    const ENOUGH: f64 = 20.0;
    let few = shared.reference.n.iter().zip(&shared.other.n).filter(|(a, b)| a.min(**b) < ENOUGH);
    let has_enough = shared.len() >= 3 && 2 * few.count() < shared.len();
    let Some(pooled) = shared.reference.pooled_variance().filter(|_| has_enough) else {
        return Vec::new();
    };
    let means = true_means(shared.reference, pooled);
    // An error is √(variance / n), with the variance from that of the reference's own mean.
    let errors: Vec<f64> = shared.reference.squared_errors(pooled).map(f64::sqrt).collect();
    let counts = shared.reference.n.iter().zip(&shared.other.n);
    let others: Vec<f64> =
        errors.iter().zip(counts).map(|(e, (a, b))| e * (a / b).sqrt()).collect();
    let mut random = Normals::new(mix(seed));
    let (mut order, mut first, mut second) = (Order::default(), Vec::new(), Vec::new());
    let (mut a, mut b) = (means.clone(), means.clone());
    let draw = |_| {
        random.around(&means, &errors, &mut a);
        random.around(&means, &others, &mut b);
        order.rank(&a, &mut first);
        order.rank(&b, &mut second);
        Some((1.0 - pearson(&a, &b)?, 1.0 - correlation(&first, &second)?.abs()))
    };
    (0..draws).filter_map(draw).collect()
}

/// The correlation of Pearson; `None` where one of the lists is constant.
pub fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let n = real(a.len().min(b.len()));
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut squares_a, mut squares_b, mut products) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        squares_a += a * a;
        squares_b += b * b;
        products += a * b;
    }
    let scale = (squares_a * squares_b).sqrt();
    (scale > 0.0).then(|| (products / scale).clamp(-1.0, 1.0)).filter(|r| r.is_finite())
}

/// The share of the no-shift `scores` that a neuron's own is above, 0 to below 1: 1 - (k + 1) / (draws + 1), with k the
/// scores above it and half of those that equal it (Phipson and Smyth 2010, ties split). `None` without scores.
pub fn percentile(own: Option<f64>, scores: &[f64]) -> Option<f64> {
    let own = own.filter(|_| !scores.is_empty())?;
    let above = scores.iter().filter(|score| **score > own).count();
    let equal = scores.iter().filter(|score| score.total_cmp(&own).is_eq()).count();
    let rank = real(above) + real(equal) / 2.0 + 1.0;
    Some((1.0 - rank / real(scores.len() + 1)).max(0.0))
}

/// The means, drawn towards their mean so that their variance is what the noise leaves.
fn true_means(side: &Side, pooled: f64) -> Vec<f64> {
    let n = real(side.mean.len());
    let center = side.mean.iter().sum::<f64>() / n;
    let squares: f64 = side.mean.iter().map(|mean| (mean - center).powi(2)).sum();
    let noise = side.squared_errors(pooled).sum::<f64>() * (1.0 - 1.0 / n);
    let kept = if squares > 0.0 { (1.0 - noise / squares).max(0.0).sqrt() } else { 0.0 };
    side.mean.iter().map(|mean| center + kept * (mean - center)).collect()
}

/// How many layers of equal area the density is cut into.
const LAYERS: usize = 256;

/// Where the lowest layer's tail begins, and the area of a layer, below the density exp(-x² / 2).
const TAIL: f64 = 3.654_152_885_361_009;
const AREA: f64 = 0.004_928_673_233_974_655;

/// Independent standard normal numbers, without an error: the ziggurat of Marsaglia and Tsang (2000)
/// with a signed number of 56 bits, over `SplitMix64`, a counter mixed.
struct Normals {
    state: u64,
    /// The width of each layer, from the lowest, and the density there; the first is wider, for the tail.
    widths: [f64; LAYERS + 1],
    densities: [f64; LAYERS + 1],
}

impl Normals {
    fn new(state: u64) -> Self {
        let density = |x: f64| (-0.5 * x * x).exp();
        let mut widths = [0.0; LAYERS + 1];
        (widths[0], widths[1]) = (AREA / density(TAIL), TAIL);
        for layer in 2..LAYERS {
            let below = widths[layer - 1];
            widths[layer] = (-2.0 * (AREA / below + density(below)).ln()).sqrt();
        }
        Self { state, widths, densities: widths.map(density) }
    }

    /// Numbers around the `means` with the standard deviations `errors`, all `(n)`.
    fn around(&mut self, means: &[f64], errors: &[f64], out: &mut [f64]) {
        for ((out, mean), error) in out.iter_mut().zip(means).zip(errors) {
            *out = mean + error * self.next();
        }
    }

    fn next(&mut self) -> f64 {
        loop {
            let bits = self.bits();
            let layer = usize::from(bits.to_le_bytes()[0]) % LAYERS;
            let signed = (bits.cast_signed() >> 8) as f64 * 2.0_f64.powi(-55);
            let x = signed * self.widths[layer];
            if x.abs() < self.widths[layer + 1] {
                return x;
            }
            if layer == 0 {
                return self.beyond().copysign(x);
            }
            let (low, high) = (self.densities[layer], self.densities[layer + 1]);
            if low + self.uniform() * (high - low) < (-0.5 * x * x).exp() {
                return x;
            }
        }
    }

    /// A magnitude in the tail (Marsaglia 1964).
    fn beyond(&mut self) -> f64 {
        loop {
            let (x, y) = (-self.uniform().ln() / TAIL, -self.uniform().ln());
            if 2.0 * y > x * x {
                return TAIL + x;
            }
        }
    }

    /// A number above 0, up to 1.
    fn uniform(&mut self) -> f64 {
        ((self.bits() >> 11) + 1) as f64 * 2.0_f64.powi(-53)
    }

    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small whole numbers")]
mod tests {
    use super::super::profile::{Moments, Profile};
    use super::*;

    /// A neuron with category means 0, 1, 2, … and the given variance within, from `n` images each.
    fn side(categories: u32, n: f64, variance: f64) -> Side {
        let of_category = |category: u32| Moments {
            n: n as u32,
            sum: n * f64::from(category),
            sum_of_squares: n * f64::from(category).powi(2) + variance * (n - 1.0),
        };
        let mut side = Side::default();
        let sums: Vec<Moments> = (0..categories).map(of_category).collect();
        let none = vec![Moments::default(); sums.len()];
        side.fill(&Profile { halves: [sums, none], ..Profile::default() });
        side
    }

    fn drawn(side: &Side, draws: usize, seed: u64) -> Vec<f64> {
        let scores = normal_scores(Shared { reference: side, other: side }, draws, seed);
        scores.into_iter().map(|(_, spurious)| spurious).collect()
    }

    #[test]
    fn a_seed_makes_the_same_scores_and_another_makes_others() {
        let side = side(10, 20.0, 100.0);
        assert_eq!(drawn(&side, 9, 1), drawn(&side, 9, 1));
        assert_ne!(drawn(&side, 9, 1), drawn(&side, 9, 2));
        assert_eq!(drawn(&side, 9, 1).len(), 9);
    }

    #[test]
    fn clear_tuning_repeats_and_noise_does_not() {
        let mean = |scores: Vec<f64>| scores.iter().sum::<f64>() / scores.len() as f64;
        assert!(mean(drawn(&side(10, 20.0, 0.01), 99, 1)) < 0.01);
        assert!(mean(drawn(&side(10, 20.0, 1e6), 99, 1)) > 0.6);
    }

    // scipy.stats.norm.cdf([-3.7, -2, -1, 0, 0.5, 1.5, 3.7])
    #[test]
    fn the_numbers_are_normal_up_to_the_tail() {
        const N: usize = 1_000_000;
        let mut normals = Normals::new(7);
        let drawn: Vec<f64> = (0..N).map(|_| normals.next()).collect();
        let expected = [
            (-3.7, 0.000_107_799_733_477_388_24),
            (-2.0, 0.022_750_131_948_179_195),
            (-1.0, 0.158_655_253_931_457_05),
            (0.0, 0.5),
            (0.5, 0.691_462_461_274_013_1),
            (1.5, 0.933_192_798_731_141_9),
            (3.7, 0.999_892_200_266_522_6),
        ];
        for (z, share) in expected {
            let below = real(drawn.iter().filter(|x| **x < z).count()) / real(N);
            let error = (share * (1.0 - share) / real(N)).sqrt();
            assert!((below - share).abs() < 4.0 * error, "{z}: {below}");
        }
        let power = |exponent| drawn.iter().map(|x| x.powi(exponent)).sum::<f64>() / real(N);
        assert!((power(2) - 1.0).abs() < 4.0 * (2.0 / real(N)).sqrt());
        assert!((power(4) - 3.0).abs() < 4.0 * (96.0 / real(N)).sqrt());
    }

    #[test]
    fn the_percentile_counts_the_score_itself() {
        assert_eq!(percentile(Some(0.5), &[0.1, 0.6, 0.5]), Some(0.375));
        assert_eq!(percentile(Some(0.9), &[0.1, 0.6, 0.5]), Some(0.75));
        assert_eq!((percentile(None, &[0.1]), percentile(Some(0.1), &[])), (None, None));
    }

    #[test]
    fn too_few_categories_and_single_images_have_no_null() {
        assert!(drawn(&side(2, 20.0, 1.0), 9, 1).is_empty());
        assert!(drawn(&side(10, 1.0, 0.0), 9, 1).is_empty());
    }
}
