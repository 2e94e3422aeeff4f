//! Rank correlation of long lists, without an allocation a list: the ranks that [`spearman`] makes, faster.
//!
//! [`spearman`]: super::scores::spearman

use multiversion::multiversion;

use super::real;

/// Lists up to this length are sorted by comparison.
const SHORT: usize = 64;

/// Bits of a digit; a key has two digits. More would sort finer, but their counts take longer to add up.
const DIGIT: u32 = 9;

/// How many values a digit has.
const RADIX: usize = 1 << DIGIT;

/// Buffers for ranking, reused from list to list.
///
/// An entry is the key of a value in its upper bits and the place of the value in the list in its
/// lower `place_bits`.
#[derive(Debug, Clone, Default)]
pub struct Order {
    entries: Vec<u32>,
    other: Vec<u32>,
    place_bits: u32,
}

impl Order {
    /// Twice the distance of each value's rank from the mean rank, `(values)`, written to `ranks`;
    /// equal values share the mean of their ranks. Whole numbers, so that their products add up
    /// without rounding. No value may be NaN; up to 2^30 values.
    pub fn rank(&mut self, values: &[f64], ranks: &mut Vec<f64>) {
        ranks.resize(values.len(), 0.0);
        self.place_bits = usize::BITS - values.len().leading_zeros();
        let key_bits = u32::BITS.saturating_sub(self.place_bits).min(2 * DIGIT);
        enter(values, key_bits, &mut self.entries);
        if values.len() <= SHORT {
            self.entries.sort_unstable();
            for (below, &entry) in self.entries.iter().enumerate() {
                ranks[self.place(entry)] = rank(below, 1, values.len());
            }
        } else {
            self.rank_by_digits(ranks);
        }
        self.rank_equal_keys(values, ranks);
    }

    /// Sorts in two passes, each stable: by the lower digit of the keys, then by the upper, which tells the ranks.
    fn rank_by_digits(&mut self, ranks: &mut [f64]) {
        let digit = |entry: u32, shift: u32| (entry >> shift) as usize % RADIX;
        let shifts = [self.place_bits, self.place_bits + DIGIT];
        let mut counts = [[0_u32; RADIX]; 2];
        for &entry in &self.entries {
            counts[0][digit(entry, shifts[0])] += 1;
            counts[1][digit(entry, shifts[1])] += 1;
        }
        for counts in &mut counts {
            let mut next = 0;
            for count in counts {
                (*count, next) = (next, next + *count);
            }
        }
        let [lower, upper] = &mut counts;
        self.other.resize(self.entries.len(), 0);
        for &entry in &self.entries {
            let next = &mut lower[digit(entry, shifts[0])];
            self.other[*next as usize] = entry;
            *next += 1;
        }
        let n_values = self.entries.len();
        for &entry in &self.other {
            let next = &mut upper[digit(entry, shifts[1])];
            self.entries[*next as usize] = entry;
            ranks[self.place(entry)] = rank(*next as usize, 1, n_values);
            *next += 1;
        }
    }

    /// Ranks anew the values that share a key, which tie or are near each other.
    fn rank_equal_keys(&mut self, values: &[f64], ranks: &mut [f64]) {
        let place_bits = self.place_bits;
        let key = |entry: &u32| *entry >> place_bits;
        let place = |entry: &u32| *entry as usize & ((1 << place_bits) - 1);
        // Adding 0.0 makes -0.0 equal 0.0 in the total order.
        let value = |entry: &u32| values[place(entry)] + 0.0;
        let mut below = 0;
        while let Some(first) = first_equal(&self.entries[below..], place_bits) {
            below += first;
            let rest = &mut self.entries[below..];
            let n_equal = rest.iter().take_while(|entry| key(entry) == key(&rest[0])).count();
            let of_key = &mut rest[..n_equal];
            of_key.sort_unstable_by(|a, b| value(a).total_cmp(&value(b)));
            for ties in of_key.chunk_by(|a, b| value(a).total_cmp(&value(b)).is_eq()) {
                for entry in ties {
                    ranks[place(entry)] = rank(below, ties.len(), values.len());
                }
                below += ties.len();
            }
        }
    }

    const fn place(&self, entry: u32) -> usize {
        entry as usize & ((1 << self.place_bits) - 1)
    }
}

/// The rank, as [`Order::rank`] says it, of each of some `ties` with so many values `below` them.
fn rank(below: usize, ties: usize, n_values: usize) -> f64 {
    real(2 * below + ties) - real(n_values)
}

/// The first of the sorted entries whose key the next has, too.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn first_equal(entries: &[u32], place_bits: u32) -> Option<usize> {
    /// Entries that are looked at side by side: most often none of them is it.
    const CHUNK: usize = 16;
    let have_one_key = |(a, b): (&u32, &u32)| (a ^ b) >> place_bits == 0;
    let next = entries.get(1..)?;
    let chunks = entries.as_chunks::<CHUNK>().0.iter().zip(next.as_chunks::<CHUNK>().0);
    let has_none = |(entries, next): &(&[u32; CHUNK], &[u32; CHUNK])| {
        !entries.iter().zip(*next).fold(false, |has_one, pair| has_one | have_one_key(pair))
    };
    let passed = CHUNK * chunks.take_while(has_none).count();
    let rest = entries[passed..].iter().zip(&next[passed..]).position(have_one_key);
    rest.map(|first| passed + first)
}

/// The entries of the values, in their order. The keys ascend with the values: half of them in equal
/// steps from the lowest value to the mean, half from there to the highest, so that most values have
/// one of their own where a few are far above the others; all are 0 where there are no such steps.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn enter(values: &[f64], key_bits: u32, entries: &mut Vec<u32>) {
    /// A sum with it has its whole part in the lower bits.
    const WHOLE: f64 = (1_u64 << 52) as f64;
    let (lowest, highest) = extremes(values);
    let mean = mean(values);
    let n_steps = f64::from((1_u32 << (key_bits - 1)) - 1);
    let (below, above) = (n_steps / (mean - lowest), n_steps / (highest - mean));
    let place_bits = usize::BITS - values.len().leading_zeros();
    let is_scale = |scale: f64| scale.is_finite() && scale > 0.0;
    entries.clear();
    if is_scale(below) && is_scale(above) {
        let key = |value: f64| {
            let lower = if value < mean { value } else { mean };
            let upper = if value > mean { value } else { mean };
            let steps = (lower - lowest) * below + (upper - mean) * above;
            lower_half((steps + WHOLE).to_bits())
        };
        let places = values.iter().zip(0_u32..);
        entries.extend(places.map(|(value, place)| (key(*value) << place_bits) | place));
    } else {
        entries.extend((0_u32..).take(values.len()));
    }
}

/// In eight sums, which a processor adds side by side; NaN without a value.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is compiled with its caller, for its processor")]
fn mean(values: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (chunks, rest) = values.as_chunks::<8>();
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += value;
        }
    }
    sums.iter().chain(rest).sum::<f64>() / real(values.len())
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is asked for")]
const fn lower_half(bits: u64) -> u32 {
    bits as u32
}

/// The lowest and the highest value, found side by side. NaN is passed over; infinite, inside out, without a value.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is compiled with its caller, for its processor")]
pub(super) fn extremes(values: &[f64]) -> (f64, f64) {
    let lower = |a: f64, b: f64| if b < a { b } else { a };
    let higher = |a: f64, b: f64| if b > a { b } else { a };
    let (mut low, mut high) = ([f64::INFINITY; 8], [f64::NEG_INFINITY; 8]);
    let (chunks, rest) = values.as_chunks::<8>();
    for chunk in chunks {
        for ((low, high), value) in low.iter_mut().zip(&mut high).zip(chunk) {
            (*low, *high) = (lower(*low, *value), higher(*high, *value));
        }
    }
    let low = low.iter().chain(rest).copied().fold(f64::INFINITY, lower);
    (low, high.iter().chain(rest).copied().fold(f64::NEG_INFINITY, higher))
}

/// The correlation of two lists of [centered ranks](Order::rank), from -1 to 1. `None` below 3
/// pairs, where all of one list tie, and for unequal lengths.
pub fn correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    if x.len() != y.len() || x.len() < 3 {
        return None;
    }
    let spread = (dot(x, x) * dot(y, y)).sqrt();
    (spread > 0.0).then(|| (dot(x, y) / spread).clamp(-1.0, 1.0))
}

/// In eight sums, which a processor adds side by side.
pub(super) fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (x, rest_x) = x.as_chunks::<8>();
    let (y, rest_y) = y.as_chunks::<8>();
    for (x, y) in x.iter().zip(y) {
        for (sum, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            *sum += x * y;
        }
    }
    let rest: f64 = rest_x.iter().zip(rest_y).map(|(x, y)| x * y).sum();
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::scores::spearman;
    use super::*;

    fn fast(x: &[f64], y: &[f64]) -> Option<f64> {
        let (mut order, mut ranks_x, mut ranks_y) = (Order::default(), Vec::new(), Vec::new());
        order.rank(x, &mut ranks_x);
        order.rank(y, &mut ranks_y);
        correlation(&ranks_x, &ranks_y)
    }

    #[test]
    fn values_that_differ_beyond_single_precision_are_told_apart() {
        let x: Vec<f64> = (0..100).map(|i| 1.0 + f64::from(i) * 1e-12).collect();
        let y: Vec<f64> = (0..100).map(f64::from).collect();
        assert_eq!(fast(&x, &y), Some(1.0));
    }

    #[test]
    fn a_few_values_far_above_or_below_leave_the_rest_in_order() {
        let y: Vec<f64> =
            (0..1000).map(|i| f64::from(i % 97).powi(9) + f64::from(i).sin()).collect();
        // Powers of two: products with others may tie where the numbers do not.
        for scale in [1.0, 2.0_f64.powi(-900), -1024.0] {
            let x: Vec<f64> = y.iter().map(|y| scale * y).collect();
            assert_eq!(fast(&x, &y), spearman(&x, &y));
            assert_eq!(fast(&x, &y), Some(scale.signum()));
        }
    }

    #[test]
    fn an_outlier_and_an_infinite_range_leave_the_rest_in_order() {
        let y: Vec<f64> = (0..100).map(f64::from).collect();
        for outlier in [1e300, f64::MAX, f64::INFINITY] {
            let mut x: Vec<f64> = (0..100).map(|i| f64::from(i).sin() - 1e3).collect();
            (x[0], x[1]) = (outlier, -outlier);
            let mut order = Order::default();
            let (mut ranks, mut ranks_y) = (Vec::new(), Vec::new());
            order.rank(&x, &mut ranks);
            order.rank(&y, &mut ranks_y);
            assert_eq!((ranks[0], ranks[1]), (99.0, -99.0));
            let clipped: Vec<f64> = x.iter().map(|x| x.clamp(-1e9, 1e9)).collect();
            assert_eq!(correlation(&ranks, &ranks_y), spearman(&clipped, &y));
        }
    }

    proptest! {
        #[test]
        fn it_equals_the_plain_rank_correlation(
            pairs in prop::collection::vec((-9_i8..9, -1e3..1e3_f64), 0..200), coarse in any::<bool>(),
        ) {
            let (x, y): (Vec<f64>, Vec<f64>) = pairs
                .iter()
                .map(|&(x, y): &(i8, f64)| (f64::from(x), if coarse { y.round() / 100.0 } else { y }))
                .unzip();
            prop_assert_eq!(fast(&x, &y), spearman(&x, &y));
        }
    }
}
