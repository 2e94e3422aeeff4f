//! A histogram with one fixed layout, so that any two of them add up and compare bin by bin.

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
    let total = total(counts);
    if total == 0 || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let position = share * count(total - 1);
    let below = position.floor();
    let fraction = position - below;
    let mut seen = 0.0;
    let mut lower = None;
    // From the top it would be shorter for p99.9, but adding up small integers is exact either way.
    for (bin, &here) in counts.iter().enumerate() {
        seen += f64::from(here);
        if lower.is_none() && seen > below {
            lower = Some(center(bin));
        }
        if let Some(lower) = lower.filter(|_| fraction == 0.0 || seen > below + 1.0) {
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
    let (n_a, n_b) = (total(a), total(b));
    if n_a == 0 || n_b == 0 {
        return None;
    }
    let (per_a, per_b) = (1.0 / count(n_a), 1.0 / count(n_b));
    let (mut seen_a, mut seen_b) = (0_u64, 0_u64);
    let (mut wasserstein, mut largest) = (0.0, 0.0_f64);
    let steps = CENTERS.windows(2).map(|pair| pair[1] - pair[0]).chain([0.0]);
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
    let mut below = 0.0;
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
