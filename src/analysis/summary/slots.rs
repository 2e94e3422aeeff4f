//! Where a pass counts an activation: a few slots for the bins that a neuron uses, so that counting stays in the cache.
#![expect(
    clippy::inline_always,
    reason = "inside a loop that is compiled for several processors a call would leave its code"
)]

use multiversion::multiversion;

use super::group::{Extremes, Tile, WIDTH};
use super::plan::ROWS;
use super::real::Real;
use crate::analysis::histogram::{BINS, bin_of};

/// Bins of each sign that have a slot: nearly 16 octaves of 16.
const NEAR: usize = 254;
/// Bins above the highest of the first block that still have a slot: 3 octaves.
const HEADROOM: usize = 48;
/// The bin of zero, in the middle of all.
const MIDDLE: usize = BINS / 2;
/// The upper half of an f32 but for its sign, shifted by so many bits, is the number of its bin from ...
const SHIFT: u32 = 3;
/// ... the one that is still the bin of zero: 2^-32 begins the next.
const ZERO_BITS: u16 = 95 * 16 - 1;

/// The slot of zero.
pub(super) const ZERO: usize = 0;
/// The slot of whatever is positive and has none.
pub(super) const SPILLED: usize = NEAR + 1;
/// What a slot of a negative activation has more than that of a positive one.
pub(super) const NEGATIVE: usize = 256;
/// All bits that a slot can have.
pub(super) const SLOT_BITS: usize = 2 * NEGATIVE - 1;
/// Slots of a neuron and a cache line more: neurons a power of two apart would compete for the same part of the cache.
pub(super) const STRIDE: usize = SLOT_BITS + 1 + 16;

/// Which bins have a slot: by neuron, those at most [`NEAR`] after `below`, counted from the middle, of each sign.
#[derive(Debug)]
pub(super) struct Slots {
    below: [u16; WIDTH],
    pub(super) are_placed: bool,
}

impl Default for Slots {
    fn default() -> Self {
        Self { below: [0; WIDTH], are_placed: false }
    }
}

impl Slots {
    /// Chooses the bins after a first look.
    pub(super) fn place<L: Real>(&mut self, first: &Extremes<L>) {
        let distance = |value: L| bin_of(value.narrow()).abs_diff(MIDDLE);
        let usual = bin_of(1.0).abs_diff(MIDDLE);
        for (below, (&max, &min)) in self.below.iter_mut().zip(first.max.iter().zip(&first.min)) {
            let is_silent = max == L::default() && min == L::default() || min > max;
            let highest = if is_silent { usual } else { distance(max).max(distance(min)) };
            let last = (highest + HEADROOM).clamp(NEAR, MIDDLE);
            *below = u16::try_from(last - NEAR).unwrap_or(0);
        }
        self.are_placed = true;
    }

    /// The slots of the activations of a tile.
    pub(super) fn fill<L: Real>(
        &self,
        tile: &Tile<L>,
        n_rows: usize,
        slots: &mut [[u16; WIDTH]; ROWS],
    ) {
        fill(tile, n_rows, &self.below, slots);
    }

    /// Adds the counts of a neuron by slot to those by bin.
    pub(super) fn unpack(&self, column: usize, counts: &[u32], bins: &mut [u32]) {
        for (slot, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            if let Some(bin) = bins.get_mut(self.bin(column, slot)) {
                *bin += count;
            }
        }
    }

    /// The bin that a slot of a neuron stands for.
    fn bin(&self, column: usize, slot: usize) -> usize {
        if slot == ZERO {
            return MIDDLE;
        }
        let below = self.below.get(column).map_or(0, |&below| usize::from(below));
        match slot.checked_sub(NEGATIVE) {
            Some(near) => MIDDLE.saturating_sub(below + near),
            None => (MIDDLE + below + slot).min(BINS - 1),
        }
    }
}

#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+bmi1+bmi2"))]
fn fill<L: Real>(
    tile: &Tile<L>,
    n_rows: usize,
    below: &[u16; WIDTH],
    slots: &mut [[u16; WIDTH]; ROWS],
) {
    let nearest = below.map(|below| below + ZERO_BITS + 1);
    for (row, slots) in tile[..n_rows].iter().zip(slots) {
        for lane in 0..WIDTH {
            slots[lane] = slot(upper_half(row[lane].narrow()), nearest[lane]);
        }
    }
}

/// Of the upper half of an f32, given the number of the nearest bin with a slot.
///
/// In 16 bits, of which a register holds most, and with choices between values alone, which compile to no jump.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "slots are below 2^9")]
fn slot(bits: u16, nearest: u16) -> u16 {
    const LAST: u16 = NEAR as u16;
    let number = (bits & 0x7fff) >> SHIFT;
    // What is nearer wraps around and is far, too.
    let near = number.wrapping_sub(nearest).min(LAST) + 1;
    let signed = near | ((bits >> 7) & NEGATIVE as u16);
    if number > ZERO_BITS { signed } else { ZERO as u16 }
}

#[inline(always)]
fn upper_half(value: f32) -> u16 {
    (value.to_bits() >> 16) as u16
}
