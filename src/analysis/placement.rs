//! In which cells a neuron is counted, and which of them an activation is in.
//!
//! A pass has 512 slots a neuron. Most are cells of two pieces of a [`Grid`]; activations outside both are counted on
//! a grid of octaves, which takes longer.

use super::distribution::{Atom, Distribution, Grid, power_of_two};

/// Cells of a piece.
const PIECE: i64 = 253;
/// The slot of what lies below the first piece.
pub(super) const BELOW: usize = 0;
/// The slot of what lies between the pieces; that of a cell where the second begins where the first ends.
pub(super) const BETWEEN: usize = 254;
/// The slot of what lies above the second piece.
pub(super) const ABOVE: usize = 508;
/// The slots of two numbers that are counted for themselves.
pub(super) const ATOMS: [usize; 2] = [509, 510];
/// The slot of what is not to be counted.
pub(super) const UNCOUNTED: usize = 511;
/// All slots.
pub(super) const SLOTS: usize = 512;
/// All bits that a slot can have.
const SLOT_BITS: u32 = 511;

/// The resolution of what lies outside the pieces of a uniform grid.
const OUTSIDE: u32 = 4;
/// Exponents of an f32 whose powers of two, and those of the negative exponents, are normal.
const EXPONENTS: i32 = 120;
/// Where the exponent of the largest distance of an octave grid is put within that of an f32.
const TOP: i64 = 240;
/// What the exponent of an f64 is above that of an f32.
const BIAS: i64 = 896;

/// In which cell each slot of a neuron counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placement {
    grids: [Grid; 2],
    /// The first cell of each piece.
    first: [i64; 2],
    /// Numbers with a slot for themselves.
    pub(super) atoms: [Option<f64>; 2],
    /// Slots of cells in which one number alone was seen, by slot.
    pub(super) alone: Vec<(usize, f64)>,
    /// The binary digits of activations.
    digits: u32,
}

/// The numbers by which the slot of an activation is found, see [`slot`](Self::slot).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lane {
    pub(super) center: f64,
    /// A power of two.
    pub(super) scale: f64,
    pub(super) is_octaves: bool,
    /// What a place is multiplied with, and what is added, to count the cells of each piece below it.
    pub(super) pieces: [(f32, f32); 2],
    /// NaN for none.
    pub(super) atoms: [f64; 2],
}

impl Placement {
    /// What suits activations without outliers between two finite ends: cells of equal width, and 0 for itself.
    /// Activations have so many binary digits.
    pub(super) fn even(lowest: f64, highest: f64, digits: u32) -> Self {
        if lowest >= highest {
            return Self::octaves(lowest, (lowest - 1.0, lowest + 1.0), (OUTSIDE, digits));
        }
        let exponent = exponent(lowest, highest, (2 * PIECE, digits));
        let grid = Grid::Uniform { exponent };
        let middle = grid.cell(f64::midpoint(lowest, highest)) - PIECE;
        // What is never negative has all its cells above 0.
        let first = if lowest >= 0.0 { middle.max(0) } else { middle };
        let first = [first, first + PIECE + 1];
        Self { grids: [grid; 2], first, atoms: [Some(0.0), None], alone: Vec::new(), digits }
    }

    /// Cells of equal width in two pieces, on both sides of a gap from one activation to another.
    pub(super) fn parted(ends: [(f64, f64); 2], digits: u32) -> Self {
        let [(lowest, _), (_, highest)] = ends;
        // Distances from one piece must be known to a cell of the other.
        let least = floor_of_log2(highest - lowest) - 18;
        let exponents = ends.map(|(low, high)| exponent(low, high, (PIECE, digits)).max(least));
        let grids = exponents.map(|exponent| Grid::Uniform { exponent });
        let middle = |at: usize| {
            let (low, high) = ends[at];
            grids[at].cell(f64::midpoint(low, high)) - PIECE / 2
        };
        let first = [middle(0), middle(1)];
        Self { grids, first, atoms: [None; 2], alone: Vec::new(), digits }
    }

    /// Octaves around a center, out to the farther end on each side and a bit more.
    pub(super) fn octaves(
        center: f64,
        (lowest, highest): (f64, f64),
        (bits, digits): (u32, u32),
    ) -> Self {
        let grid = Grid::Octaves { center, bits };
        let headroom = 1 << bits;
        let last = grid.cell(highest).max(0) + headroom;
        let farthest = grid.cell(lowest).min(-1) - headroom;
        let first = if lowest >= center {
            [last - 2 * PIECE, last - PIECE + 1]
        } else if highest <= center {
            [farthest, farthest + PIECE + 1]
        } else {
            [farthest, last - PIECE + 1]
        };
        // Pieces that would overlap follow each other.
        let first = [first[0], first[1].max(first[0] + PIECE + 1)];
        Self { grids: [grid; 2], first, atoms: [Some(center), None], alone: Vec::new(), digits }
    }

    /// Whether there is something between the pieces.
    pub(super) fn is_parted(&self) -> bool {
        self.grids[0] != self.grids[1] || self.first[0] + PIECE + 1 != self.first[1]
    }

    /// The cell that a slot stands for; `None` for one that stands for no cell.
    fn cell(&self, slot: usize) -> Option<(Grid, i64)> {
        let (piece, after) = match slot {
            BELOW | ABOVE.. => return None,
            BETWEEN if self.is_parted() => return None,
            BETWEEN => (1, -1),
            1..BETWEEN => (0, slot.cast_signed() as i64 - 1),
            _ => (1, slot.cast_signed() as i64 - 255),
        };
        Some((self.grids[piece], self.first[piece] + after))
    }

    /// Whether a slot is of activations outside the pieces.
    pub(super) fn is_outside(&self, slot: usize) -> bool {
        matches!(slot, BELOW | ABOVE) || slot == BETWEEN && self.is_parted()
    }

    /// The ends of the pieces: the lower end of the first, its upper and the lower end of the second, the upper end of that.
    pub(super) fn ends(&self) -> [f64; 4] {
        let edges = |at: usize, after: i64| self.grids[at].edge(self.first[at] + after);
        [edges(0, 0), edges(0, PIECE), edges(1, 0), edges(1, PIECE)]
    }

    /// Where activations outside the pieces are counted.
    pub(super) fn outside(&self) -> Grid {
        match self.grids[0] {
            Grid::Octaves { .. } => self.grids[0],
            Grid::Uniform { .. } => Grid::Octaves { center: self.ends()[1], bits: OUTSIDE },
        }
    }

    /// What was counted by slot, `(SLOTS)`, and outside the pieces by cell.
    pub(super) fn distribution(
        &self,
        counts: &[u32],
        outside: impl Iterator<Item = (i64, u32)>,
    ) -> Distribution {
        let (mut atoms, mut cells) = (Vec::new(), Vec::with_capacity(SLOTS));
        let grid = self.outside();
        let mut alone = self.alone.iter().peekable();
        for (slot, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            while alone.next_if(|(other, _)| *other < slot).is_some() {}
            let own = ATOMS.iter().position(|atom| *atom == slot);
            let own = own.and_then(|at| self.atoms[at]);
            let single = alone.peek().filter(|(other, _)| *other == slot).map(|(_, value)| *value);
            if let Some(value) = own.or(single) {
                atoms.push(Atom { value, count });
            } else if let Some((grid, cell)) = self.cell(slot) {
                cells.push((grid, cell, count));
            }
        }
        cells.extend(outside.map(|(cell, count)| (grid, cell, count)));
        Distribution::new(atoms, cells)
    }

    /// The numbers by which slots are found.
    #[expect(clippy::cast_possible_truncation, reason = "numbers of slots, powers of two")]
    pub(super) fn lane(&self) -> Lane {
        let atoms = self.atoms.map(|atom| atom.unwrap_or(f64::NAN));
        match self.grids {
            [Grid::Uniform { exponent }, second] => {
                let width = power_of_two(exponent);
                let center = self.grids[0].edge(self.first[0] - 1);
                let second_width = match second {
                    Grid::Uniform { exponent } => power_of_two(exponent),
                    Grid::Octaves { .. } => width,
                };
                let first = (second.edge(self.first[1] - 1) - center) / width;
                let per = width / second_width;
                let pieces = [(1.0, 0.0), (per as f32, (-first * per) as f32)];
                let scale = power_of_two(-exponent);
                Lane { center, scale, is_octaves: false, pieces, atoms }
            }
            [Grid::Octaves { center, bits }, _] => {
                let farthest = self.first[0].abs().max(self.first[1].abs() + PIECE) >> bits;
                let shift =
                    (TOP + BIAS - farthest).clamp(-1000, greatest_exponent(self.digits).into());
                let per = power_of_two(bits.cast_signed() - 23) as f32;
                let moved = (BIAS - shift) << bits;
                let pieces = self.first.map(|cell| {
                    // Edges are as far from the center on both sides.
                    let edge = cell - 1;
                    let edge = if edge < 0 { (edge + moved).min(0) } else { (edge - moved).max(0) };
                    (per, -edge as f32)
                });
                let scale = power_of_two(shift as i32);
                Lane { center, scale, is_octaves: true, pieces, atoms }
            }
        }
    }
}

impl Lane {
    /// The slot of a finite activation. A pass over a layer does the same for many at once.
    #[expect(clippy::cast_possible_truncation, reason = "it is rounded to f32, as in a pass")]
    pub(super) fn slot(&self, activation: f64) -> usize {
        let scaled = ((activation - self.center) * self.scale) as f32;
        let grid = slot_of(position(scaled, self.is_octaves, self.pieces)) & SLOT_BITS;
        let is_atom = |atom: &f64| activation.partial_cmp(atom) == Some(std::cmp::Ordering::Equal);
        let atom = self.atoms.iter().position(is_atom);
        atom.map_or(grid as usize, |atom| ATOMS[atom])
    }
}

/// Where a scaled distance from the center lies among the cells: 1024 more than its slot, and the part of the cell below
/// it. Made of choices between values alone, which compile to no jump.
///
/// Of octaves the bits of the distance are taken for a whole number, which ascends in steps of equal width in each
/// octave. From there on both grids are even.
#[inline(always)]
#[expect(clippy::cast_precision_loss, reason = "the upper bits of a float are what counts")]
pub(super) fn position(scaled: f32, is_octaves: bool, pieces: [(f32, f32); 2]) -> f32 {
    /// Up to twice this the lower 13 bits of a float are the part below 1, and those above are the whole part.
    const WHOLE: f32 = 1024.0;
    const CELLS: f32 = 254.0;
    const SIGN: u32 = 1 << 31;
    let bits = scaled.to_bits();
    let distance = (bits & !SIGN).cast_signed() as f32;
    let signed = f32::from_bits(distance.to_bits() | (bits & SIGN));
    let place = if is_octaves { signed } else { scaled };
    let [(per, offset), (per_after, offset_after)] = pieces;
    let before = between(place * per + (offset + WHOLE), WHOLE, WHOLE + CELLS);
    before + between(place * per_after + offset_after, 0.0, CELLS)
}

/// The slot of a position; only its lower 9 bits count.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is compiled with its caller, for its processor")]
pub(super) const fn slot_of(position: f32) -> u32 {
    position.to_bits() >> 13
}

/// Positions from the first on, and below the second, are in slots of cells.
pub(super) const INSIDE: (f32, f32) = (1025.0, 1532.0);

#[inline(always)]
#[expect(clippy::inline_always, reason = "it is compiled with its caller, for its processor")]
fn between(place: f32, least: f32, most: f32) -> f32 {
    let place = if place > least { place } else { least };
    if place < most { place } else { most }
}

/// The exponent of the narrowest cells of which so many hold all between two ends and some room beside them. Numbers of
/// so many binary digits are told apart by no narrower ones.
fn exponent(lowest: f64, highest: f64, (cells, digits): (i64, u32)) -> i32 {
    let room = (highest - lowest).min(f64::MAX) / 16.0;
    let (from, to) = (lowest - room, highest + room);
    let width = (to / 4.0 - from / 4.0) / (cells - 2) as f64;
    let needed = floor_of_log2(width) + 1 + 2;
    let step = floor_of_log2(lowest.abs().max(highest.abs())) - digits.cast_signed() + 1;
    let greatest = greatest_exponent(digits);
    needed.max(step).clamp(-greatest, greatest)
}

/// Activations of so many binary digits are multiplied by no higher power of two than that of this exponent.
fn greatest_exponent(digits: u32) -> i32 {
    if digits > f32::MANTISSA_DIGITS { 1000 } else { EXPONENTS }
}

/// The binary logarithm of a number above 0, rounded down; far below all others for 0.
fn floor_of_log2(number: f64) -> i32 {
    ((number.to_bits() >> 52) & 2047) as i32 - 1023
}
