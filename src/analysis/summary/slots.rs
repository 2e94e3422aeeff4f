//! Where a pass counts an activation: a few slots for the cells that a neuron uses, so that counting stays in the cache.
#![expect(
    clippy::inline_always,
    reason = "inside a loop that is compiled for several processors a call would leave its code"
)]

use multiversion::multiversion;

use super::group::{Bins, Tile, WIDTH};
use super::real::Real;
use crate::analysis::placement::{ATOMS, INSIDE, Placement, SLOTS, position, slot_of};

/// Slots of a neuron and a cache line more: neurons a power of two apart would compete for the same part of the cache.
pub(super) const STRIDE: usize = SLOTS + 16;
/// Neurons whose slots are found side by side, so that what belongs to them stays in the registers.
const STRIP: usize = 16;

/// The numbers by which the slots of a group of neurons are found.
#[derive(Debug)]
pub(super) struct Lanes<L> {
    center: [L; WIDTH],
    scale: [L; WIDTH],
    is_octaves: [bool; WIDTH],
    per: [[f32; WIDTH]; 2],
    offset: [[f32; WIDTH]; 2],
    atoms: [[L; WIDTH]; 2],
}

/// The lowest and the highest position of some activations, but for those that have a slot for themselves.
struct Ends {
    lowest: [f32; WIDTH],
    highest: [f32; WIDTH],
}

impl<L: Real> Lanes<L> {
    /// Those of each neuron's placement, `(WIDTH)`.
    pub(super) fn of(placements: &[Placement]) -> Self {
        let mut lanes = Self {
            center: [L::default(); WIDTH],
            scale: [L::default(); WIDTH],
            is_octaves: [false; WIDTH],
            per: [[1.0; WIDTH]; 2],
            offset: [[0.0; WIDTH]; 2],
            atoms: [[L::NAN; WIDTH]; 2],
        };
        for (column, placement) in placements.iter().enumerate().take(WIDTH) {
            let lane = placement.lane();
            lanes.center[column] = L::nearest(lane.center);
            lanes.scale[column] = L::nearest(lane.scale);
            lanes.is_octaves[column] = lane.is_octaves;
            for piece in 0..2 {
                (lanes.per[piece][column], lanes.offset[piece][column]) = lane.pieces[piece];
                lanes.atoms[piece][column] = L::nearest(lane.atoms[piece]);
            }
        }
        lanes
    }

    /// The slots of the activations in the first rows of a tile. Says of which neurons some are below or above all cells
    /// that have a slot.
    pub(super) fn fill(&self, tile: &Tile<L>, n_rows: usize, slots: &mut Bins) -> [bool; WIDTH] {
        let mut ends = Ends { lowest: [INSIDE.0; WIDTH], highest: [INSIDE.0; WIDTH] };
        fill(self, &tile[..n_rows], slots, &mut ends);
        let ends = |column| (ends.lowest[column], ends.highest[column]);
        std::array::from_fn(ends).map(|(lowest, highest)| lowest < INSIDE.0 || highest >= INSIDE.1)
    }
}

#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+bmi1+bmi2"))]
fn fill<L: Real>(lanes: &Lanes<L>, rows: &[[L; WIDTH]], slots: &mut Bins, ends: &mut Ends) {
    for first in (0..WIDTH).step_by(STRIP) {
        let [lowest, highest] = fill_strip(lanes, rows, first, slots);
        ends.lowest[first..first + STRIP].copy_from_slice(&lowest);
        ends.highest[first..first + STRIP].copy_from_slice(&highest);
    }
}

#[inline(always)]
fn fill_strip<L: Real>(
    lanes: &Lanes<L>,
    rows: &[[L; WIDTH]],
    from: usize,
    slots: &mut Bins,
) -> [[f32; STRIP]; 2] {
    let center: [L; STRIP] = strip(&lanes.center, from);
    let scale: [L; STRIP] = strip(&lanes.scale, from);
    let is_octaves: [bool; STRIP] = strip(&lanes.is_octaves, from);
    let per: [[f32; STRIP]; 2] = lanes.per.map(|per| strip(&per, from));
    let offset: [[f32; STRIP]; 2] = lanes.offset.map(|offset| strip(&offset, from));
    let atoms: [[L; STRIP]; 2] = lanes.atoms.map(|atoms| strip(&atoms, from));
    let [mut lowest, mut highest] = [[INSIDE.0; STRIP]; 2];
    for (row, slots) in rows.iter().zip(slots) {
        let values: [L; STRIP] = strip(row, from);
        let mut found = [0_u16; STRIP];
        for lane in 0..STRIP {
            let value = values[lane];
            let scaled = ((value - center[lane]) * scale[lane]).narrow();
            let pieces = [0, 1].map(|piece| (per[piece][lane], offset[piece][lane]));
            let position = position(scaled, is_octaves[lane], pieces);
            let (is_first, is_second) = (value == atoms[0][lane], value == atoms[1][lane]);
            let inside = if is_first | is_second { INSIDE.0 } else { position };
            lowest[lane] = if inside < lowest[lane] { inside } else { lowest[lane] };
            highest[lane] = if inside > highest[lane] { inside } else { highest[lane] };
            let slot = if is_second { SECOND } else { slot_of(position) };
            found[lane] = narrow(if is_first { FIRST } else { slot });
        }
        slots[from..from + STRIP].copy_from_slice(&found);
    }
    [lowest, highest]
}

/// The slots of the numbers that are counted for themselves.
#[expect(clippy::cast_possible_truncation, reason = "slots are below 2^9")]
const FIRST: u32 = ATOMS[0] as u32;
#[expect(clippy::cast_possible_truncation, reason = "slots are below 2^9")]
const SECOND: u32 = ATOMS[1] as u32;

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "only the lower 9 bits count")]
const fn narrow(slot: u32) -> u16 {
    slot as u16
}

#[inline(always)]
fn strip<T: Copy + Default>(values: &[T; WIDTH], first: usize) -> [T; STRIP] {
    values.get(first..).and_then(|values| values.first_chunk()).copied().unwrap_or_default()
}
