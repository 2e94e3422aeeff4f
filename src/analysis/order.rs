//! Rank correlation of long lists, without an allocation a list: the ranks that [`spearman`] makes, faster.
//!
//! [`spearman`]: super::scores::spearman

use super::real;

/// Lists up to this length are sorted by comparison.
const SHORT: usize = 64;

/// How many values a digit of a key has.
const RADIX: usize = 256;

/// Buffers for ranking, reused from list to list.
#[derive(Debug, Clone, Default)]
pub struct Order {
    keys: Vec<(u32, u32)>,
    other: Vec<(u32, u32)>,
}

impl Order {
    /// Twice the distance of each value's rank from the mean rank, `(values)`, written to `ranks`;
    /// equal values share the mean of their ranks. Whole numbers, so that their products add up
    /// without rounding. No value may be NaN.
    pub fn rank(&mut self, values: &[f64], ranks: &mut Vec<f64>) {
        self.keys.clear();
        self.keys.extend(values.iter().zip(0..).map(|(&value, index)| (key(value), index)));
        if values.len() <= SHORT {
            self.keys.sort_unstable();
        } else {
            self.sort_by_digits();
        }
        ranks.clear();
        ranks.resize(values.len(), 0.0);
        let lowest = 1.0 - real(values.len());
        let mut below = 0;
        while let Some(&(key, index)) = self.keys.get(below) {
            let same = self.keys[below..].iter().take_while(|entry| entry.0 == key).count();
            if same == 1 {
                ranks[index as usize] = lowest + real(2 * below);
            } else {
                rank_equal_keys(&mut self.keys[below..below + same], values, below, ranks);
            }
            below += same;
        }
    }

    /// Four passes, each stable, from the lowest digit to the highest; a digit that all share is skipped.
    fn sort_by_digits(&mut self) {
        let mut counts = [[0_u32; RADIX]; 4];
        for &(key, _) in &self.keys {
            for (digit, counts) in counts.iter_mut().enumerate() {
                counts[digit_of(key, digit)] += 1;
            }
        }
        self.other.resize(self.keys.len(), (0, 0));
        for (digit, counts) in counts.iter_mut().enumerate() {
            let first = self.keys.first().map_or(0, |first| digit_of(first.0, digit));
            if counts[first] as usize == self.keys.len() {
                continue;
            }
            let mut next = 0;
            for count in counts.iter_mut() {
                (*count, next) = (next, next + *count);
            }
            for &entry in &self.keys {
                let place = &mut counts[digit_of(entry.0, digit)];
                self.other[*place as usize] = entry;
                *place += 1;
            }
            std::mem::swap(&mut self.keys, &mut self.other);
        }
    }
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

/// Whole numbers in the order of the values rounded to `f32`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "values that round alike are sorted afterwards"
)]
const fn key(value: f64) -> u32 {
    // Adding 0.0 makes -0.0 equal 0.0.
    let bits = (value as f32 + 0.0).to_bits();
    bits ^ (((bits.cast_signed() >> 31).cast_unsigned()) | 0x8000_0000)
}

const fn digit_of(key: u32, digit: usize) -> usize {
    (key >> (8 * digit)) as usize % RADIX
}

/// Ranks the values of one key, which tie or differ by less than 10^-7 of themselves; `below` are lower.
fn rank_equal_keys(
    entries: &mut [(u32, u32)],
    values: &[f64],
    mut below: usize,
    ranks: &mut [f64],
) {
    // Adding 0.0 makes -0.0 equal 0.0 in the total order.
    let value = |entry: &(u32, u32)| values[entry.1 as usize] + 0.0;
    entries.sort_unstable_by(|a, b| value(a).total_cmp(&value(b)));
    for ties in entries.chunk_by(|a, b| value(a).total_cmp(&value(b)).is_eq()) {
        let rank = real(2 * below + ties.len()) - real(values.len());
        for &(_, index) in ties {
            ranks[index as usize] = rank;
        }
        below += ties.len();
    }
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

    proptest! {
        #[test]
        fn it_equals_the_plain_rank_correlation(
            pairs in prop::collection::vec((-9_i8..9, -1e3..1e3_f64), 0..200), coarse in any::<bool>(),
        ) {
            let (x, y): (Vec<f64>, Vec<f64>) = pairs
                .iter()
                .map(|&(x, y)| (f64::from(x), if coarse { y.round() / 100.0 } else { y }))
                .unzip();
            prop_assert_eq!(fast(&x, &y), spearman(&x, &y));
        }
    }
}
