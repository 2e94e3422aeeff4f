//! A histogram with one fixed layout, so that any two of them add up and compare bin by bin.

use std::ops::Range;

/// How many bins there are: 1024 for each sign and one for zero.
pub const BINS: usize = 2049;

/// The bin of zero, and of every number nearer to it than 2^-32.
pub const ZERO: usize = 1024;

/// How far the center of a bin is from the numbers in it, as a share of the number: half of 1/16 octave.
pub const RELATIVE_ERROR: f64 = 1.0 / 32.0;

/// Bits of an `f32` below its exponent and the four highest bits of its mantissa.
const SHIFT: u32 = 19;

/// What 2^-32 gives after the shift, less 1: its bin is the first beside zero.
const BELOW_FIRST: i32 = 95 * 16 - 1;

/// The centers of the bins, ascending; 0 for the bin of zero.
static CENTERS: [f64; BINS] = centers();

/// The bin of a finite activation, ascending in it and without a branch.
///
/// Beside zero each octave has 16 bins of equal width, from 2^-32 up. Nearer to zero is the bin
/// [`ZERO`]; the outermost bins also hold all beyond 2^32. NaN and infinity get an outermost bin:
/// the caller leaves them out. An `f64` is rounded to `f32` first.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is the inner loop of the pass over a layer")]
pub const fn bin_of(x: f32) -> usize {
    let bits = x.to_bits().cast_signed();
    let magnitude = ((bits & 0x7fff_ffff) >> SHIFT) - BELOW_FIRST;
    let above = if magnitude < 0 { 0 } else { magnitude };
    let clamped = if above > 1024 { 1024 } else { above };
    // All ones for a negative number, which turns the sum below into a difference.
    let sign = bits >> 31;
    (1024 + ((clamped ^ sign) - sign)).cast_unsigned() as usize
}

/// The two ends of a bin, ascending; of [`ZERO`] they are ±2^-32. The outermost bins, which have no
/// end, are given the width of their octave. `None` for no bin.
pub fn edges(bin: usize) -> Option<(f64, f64)> {
    if bin >= BINS {
        return None;
    }
    let (near, far) = magnitudes(bin.abs_diff(ZERO));
    Some(match bin {
        ZERO => (-far, far),
        0..ZERO => (-far, -near),
        _ => (near, far),
    })
}

/// The number that stands for all in a bin; 0 beyond the bins.
pub fn center(bin: usize) -> f64 {
    CENTERS.get(bin).copied().unwrap_or(0.0)
}

/// The numbers that stand for the activations in the bins of a range, ascending; empty beyond the bins.
pub(super) fn centers_of(bins: Range<usize>) -> &'static [f64] {
    CENTERS.get(bins).unwrap_or_default()
}

/// The bins from the first to the last that is not empty, 0..0 without one. Of most neurons nearly all are empty.
pub fn occupied(counts: &[u32]) -> Range<usize> {
    /// So many are looked at together.
    const BLOCK: usize = 32;
    let is_empty = |block: &[u32]| block.iter().fold(0, |any, count| any | count) == 0;
    let empty = counts.chunks(BLOCK).take_while(|block| is_empty(block)).count() * BLOCK;
    let Some(rest) = counts.get(empty..).filter(|rest| !rest.is_empty()) else {
        return 0..0;
    };
    let first = empty + rest.iter().take_while(|count| **count == 0).count();
    let empty = counts.rchunks(BLOCK).take_while(|block| is_empty(block)).count() * BLOCK;
    let rest = &counts[..counts.len() - empty];
    first..rest.len() - rest.iter().rev().take_while(|count| **count == 0).count()
}

/// How many activations were counted.
pub fn total(counts: &[u32]) -> u64 {
    counts.iter().map(|&count| u64::from(count)).sum()
}

/// The number below which a `share` of the activations lies, as `numpy.quantile` interpolates it
/// between two of them, each read as the center of its bin.
///
/// Off by at most [`RELATIVE_ERROR`] of the larger of the two, or by 2^-32 near zero.
/// `None` without an activation and for a share outside 0 to 1.
pub fn quantile(counts: &[u32], share: f64) -> Option<f64> {
    let occupied = occupied(counts);
    let counts = &counts[occupied.clone()];
    let total = total(counts);
    if total == 0 || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let position = share * count(total - 1);
    let below = position.floor();
    let fraction = position - below;
    let mut seen = 0;
    let mut lower = None;
    for (bin, &here) in occupied.zip(counts) {
        seen += u64::from(here);
        if lower.is_none() && count(seen) > below {
            lower = Some(center(bin));
        }
        if let Some(lower) = lower.filter(|_| fraction == 0.0 || count(seen) > below + 1.0) {
            return Some(lower + fraction * (center(bin) - lower));
        }
    }
    lower
}

/// How far two distributions are apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distances {
    /// Wasserstein-1, in the unit of the activations: the mean way that activity moves.
    pub wasserstein: f64,
    /// D of Kolmogorov and Smirnov: the largest difference of the two cumulative shares, 0 to 1.
    pub kolmogorov_smirnov: f64,
}

/// The distances of two histograms, each activation taken for the center of its bin.
///
/// `wasserstein` is hence off by at most [`RELATIVE_ERROR`] of the mean magnitude of both;
/// `kolmogorov_smirnov` sees no difference within a bin, so it is never above the exact one.
/// `None` where either is empty.
pub fn distances(a: &[u32], b: &[u32]) -> Option<Distances> {
    let (of_a, of_b) = (occupied(a), occupied(b));
    // Outside, both cumulative shares are 0 or both 1.
    let bins = of_a.start.min(of_b.start)..of_a.end.max(of_b.end).min(a.len()).min(b.len());
    let (a, b) = (a.get(bins.clone())?, b.get(bins.clone())?);
    let (n_a, n_b) = (total(a), total(b));
    if n_a == 0 || n_b == 0 {
        return None;
    }
    let (per_a, per_b) = (1.0 / count(n_a), 1.0 / count(n_b));
    let (mut seen_a, mut seen_b) = (0_u64, 0_u64);
    let (mut wasserstein, mut largest) = (0.0, 0.0_f64);
    let steps = centers_of(bins).windows(2).map(|pair| pair[1] - pair[0]).chain([0.0]);
    for ((&a, &b), step) in a.iter().zip(b).zip(steps) {
        seen_a += u64::from(a);
        seen_b += u64::from(b);
        let apart = (count(seen_a) * per_a - count(seen_b) * per_b).abs();
        wasserstein += apart * step;
        largest = largest.max(apart);
    }
    Some(Distances { wasserstein, kolmogorov_smirnov: largest.min(1.0) })
}

/// The area under the receiver operating characteristic: the probability that an activation of
/// `positive` is above one of `negative`, where those of one bin count half. `None` where either is empty.
pub fn auroc(positive: &[u32], negative: &[u32]) -> Option<f64> {
    let pairs = count(total(positive)) * count(total(negative));
    let bins = occupied(positive);
    let mut below = count(total(negative.get(..bins.start).unwrap_or_default()));
    let positive = &positive[bins.clone()];
    let negative = negative.get(bins).unwrap_or_default();
    let mut above = 0.0;
    for (&positive, &negative) in positive.iter().zip(negative) {
        let negative = f64::from(negative);
        above += f64::from(positive) * (below + negative / 2.0);
        below += negative;
    }
    (pairs > 0.0).then(|| above / pairs)
}

/// A count as a real number: exact below 2^53.
pub(super) const fn count(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::large_stack_arrays, reason = "the stack is the compiler's")]
const fn centers() -> [f64; BINS] {
    let mut centers = [0.0; BINS];
    let mut step = 1;
    while step <= ZERO {
        let (near, far) = magnitudes(step);
        centers[ZERO + step] = f64::midpoint(near, far);
        centers[ZERO - step] = -f64::midpoint(near, far);
        step += 1;
    }
    centers
}

/// The ends of the bin that is `step` bins from zero, both as magnitudes.
const fn magnitudes(step: usize) -> (f64, f64) {
    if step == 0 { (0.0, magnitude(1)) } else { (magnitude(step), magnitude(step + 1)) }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "up to 1025")]
const fn magnitude(step: usize) -> f64 {
    let step = step as i32 + BELOW_FIRST;
    f32::from_bits((step << SHIFT).cast_unsigned()) as f64
}

#[cfg(test)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positions in short lists"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(values: &[f32]) -> Vec<u32> {
        let mut counts = vec![0; BINS];
        for value in values {
            counts[bin_of(*value)] += 1;
        }
        counts
    }

    #[test]
    fn octaves_have_sixteen_bins_and_the_ends_hold_the_rest() {
        assert_eq!(bin_of(0.0), ZERO);
        assert_eq!(bin_of(-0.0), ZERO);
        assert_eq!(bin_of(2.0_f32.powi(-32).next_down()), ZERO);
        assert_eq!(bin_of(2.0_f32.powi(-32)), ZERO + 1);
        assert_eq!(bin_of(-(2.0_f32.powi(-32))), ZERO - 1);
        assert_eq!(bin_of(2.0) - bin_of(1.0), 16);
        assert_eq!((bin_of(f32::MAX), bin_of(f32::MIN)), (BINS - 1, 0));
        assert_eq!(edges(bin_of(1.0)), Some((1.0, 1.0625)));
        assert_eq!(edges(bin_of(-1.0)), Some((-1.0625, -1.0)));
        assert_eq!(edges(BINS), None);
    }

    #[test]
    fn empty_histograms_have_no_numbers() {
        let (none, one) = (counts(&[]), counts(&[1.0]));
        assert_eq!((quantile(&none, 0.5), distances(&none, &one)), (None, None));
        assert_eq!((auroc(&none, &one), auroc(&one, &none)), (None, None));
        assert_eq!((auroc(&[], &one), quantile(&one, 1.5)), (None, None));
    }

    // scipy.stats.mannwhitneyu([1, 2, 4], [0, 1, 2]).statistic / 9 = 0.7777777777777778
    // scipy.stats.ks_2samp([1, 2, 4], [0, 1, 2]).statistic = 0.3333333333333333
    // scipy.stats.wasserstein_distance([1, 2, 4], [0, 1, 2]) = 1.3333333333333335
    #[test]
    fn distances_and_areas_are_those_of_scipy() {
        let (a, b) = (counts(&[1.0, 2.0, 4.0]), counts(&[0.0, 1.0, 2.0]));
        assert!((auroc(&a, &b).unwrap() - 7.0 / 9.0).abs() < 1e-12);
        let distances = distances(&a, &b).unwrap();
        assert!((distances.kolmogorov_smirnov - 1.0 / 3.0).abs() < 1e-12);
        assert!((distances.wasserstein - 4.0 / 3.0).abs() < RELATIVE_ERROR * 10.0 / 3.0);
    }

    proptest! {
        #[test]
        fn bins_ascend_and_hold_what_is_between_their_edges(x in -1e9..1e9_f32, y in any::<f32>()) {
            let (low, high) = edges(bin_of(x)).unwrap();
            prop_assert!(low <= f64::from(x) && f64::from(x) <= high);
            prop_assert!((center(bin_of(x)) - f64::from(x)).abs() <= RELATIVE_ERROR * f64::from(x.abs()) + 2.4e-10);
            prop_assume!(!y.is_nan());
            prop_assert_eq!(bin_of(x.min(y)).min(bin_of(x.max(y))), bin_of(x.min(y)));
        }

        #[test]
        fn a_quantile_is_within_the_error_that_it_states(
            mut values in prop::collection::vec(-1e3..1e3_f32, 1..60), share in 0.0..=1.0_f64,
        ) {
            let found = quantile(&counts(&values), share).unwrap();
            values.sort_by(f32::total_cmp);
            let position = share * (values.len() - 1) as f64;
            let at = |position: f64| f64::from(values[position as usize]);
            let (low, high) = (at(position.floor()), at(position.ceil()));
            let exact = low + position.fract() * (high - low);
            prop_assert!((found - exact).abs() <= RELATIVE_ERROR * low.abs().max(high.abs()) + 1e-9);
        }
    }
}
