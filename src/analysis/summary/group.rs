//! The inner loop of a pass: a block of images times 64 neurons side by side, each activation looked at once.
#![expect(
    clippy::inline_always,
    reason = "inside a loop that is compiled for several processors a call would leave its code"
)]

use std::collections::BTreeMap;

use multiversion::multiversion;

use super::candidates::{Candidates, End};
use super::plan::{Block, CLASSES, Class, Kind, ROWS, Segment};
use super::real::Real;
use super::slots::{Lanes, STRIDE};
use super::watch::Watch;
use crate::analysis::cdf::Cdf;
use crate::analysis::choice::{atoms_of, choose, most_in_a_cell};
use crate::analysis::distribution::{Atom, Distribution};
use crate::analysis::placement::{ABOVE, BELOW, BETWEEN, Placement, UNCOUNTED};

/// Neurons that stand side by side: four cache lines of f32.
pub const WIDTH: usize = 64;
/// Neurons whose accumulators fit into the registers.
const STRIP: usize = 8;
/// Neurons that are counted side by side, row by row: few enough that their counts stay in the nearest cache.
const COUNTED: usize = 32;
/// Rows that have a bit in a mask.
const PART: usize = 32;

/// The activations of a block: `(ROWS, WIDTH)`.
pub(super) type Tile<L> = [[L; WIDTH]; ROWS];

/// The slots of the activations of a tile; of each number the lower 9 bits count.
pub(super) type Bins = [[u16; WIDTH]; ROWS];

/// NaN and infinite activations of one neuron in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Gap {
    pub(super) column: u32,
    pub(super) cell: u32,
    pub(super) nan: u32,
    pub(super) infinite: u32,
}

/// What a group of neurons has shown so far.
#[derive(Debug)]
pub(super) struct Group<'a, L: Real> {
    /// Sum and sum of squares by cell, `(n_cells, 2, WIDTH)`.
    moments: &'a mut [f64],
    pub(super) extremes: Extremes<L>,
    pub(super) active: [u32; WIDTH],
    /// Which cells the slots of each neuron are.
    placements: Vec<Placement>,
    lanes: Lanes<L>,
    /// Counts by slot of what is not in `counted` yet. Of 32 bits, which a processor adds to faster than to 16.
    counts: Box<[[u32; STRIDE]]>,
    /// What `counts` have had between two pieces when that was counted.
    between: [u32; WIDTH],
    /// The images that `counts` are of.
    kind: Kind,
    /// By class and neuron the counts by slot that are not in `counts`; empty while there is none, which saves fresh
    /// memory for most neurons.
    counted: [Vec<Vec<u32>>; CLASSES],
    /// By class and neuron what lies outside the cells that have a slot.
    outside: [Vec<BTreeMap<i64, u32>>; CLASSES],
    /// What is counted of some categories beside.
    pub(super) watch: Option<Watch>,
    /// By class and neuron all activations, where images are so few that nothing is counted.
    all: Option<[Vec<Vec<f64>>; CLASSES]>,
    pub(super) top: Candidates<L>,
    pub(super) bottom: Candidates<L>,
    pub(super) gaps: Vec<Gap>,
}

/// Highest and lowest activation of a block or of all, and what else is found on the same way.
#[derive(Debug, Clone)]
pub(super) struct Extremes<L> {
    pub(super) max: [L; WIDTH],
    pub(super) min: [L; WIDTH],
    /// How many are above 0.
    active: [u32; WIDTH],
    /// NaN where an activation of the block is not finite, else 0.
    probe: [L; WIDTH],
    /// A bit for each row whose activation reaches a bound of the rankings, [`PART`] rows after the other.
    hits: [[u32; WIDTH]; ROWS / PART],
}

impl<L: Real> Extremes<L> {
    fn new() -> Self {
        Self {
            max: [L::NEG_INFINITY; WIDTH],
            min: [L::INFINITY; WIDTH],
            active: [0; WIDTH],
            probe: [L::default(); WIDTH],
            hits: [[0; WIDTH]; ROWS / PART],
        }
    }
}

impl<'a, L: Real> Group<'a, L> {
    /// Nothing seen; `moments` is `(n_cells, 2, WIDTH)` of zeros. Keeps `n_top` and `n_bottom` images a neuron.
    pub(super) fn new(moments: &'a mut [f64], n_top: usize, n_bottom: usize) -> Self {
        let placements = vec![Placement::even(0.0, 0.0, L::DIGITS); WIDTH];
        Self {
            moments,
            extremes: Extremes::new(),
            active: [0; WIDTH],
            lanes: Lanes::of(&placements),
            placements,
            counts: vec![[0; STRIDE]; WIDTH].into_boxed_slice(),
            between: [0; WIDTH],
            kind: Kind { class: Class::Right, category: None },
            counted: std::array::from_fn(|_| vec![Vec::new(); WIDTH]),
            outside: std::array::from_fn(|_| vec![BTreeMap::new(); WIDTH]),
            watch: None,
            all: None,
            top: Candidates::new(End::Top, n_top),
            bottom: Candidates::new(End::Bottom, n_bottom),
            gaps: Vec::new(),
        }
    }

    /// Takes in the rows of `tile`, which are those of `block`, whose parts by cell are `segments`.
    /// Calls `fetch` with each slot of the next block while there is other work to do.
    pub(super) fn absorb(
        &mut self,
        (tile, bins): (&mut Tile<L>, &mut Bins),
        (block, segments): (&Block<'_>, &[Segment]),
        mut fetch: impl FnMut(usize),
    ) {
        if self.kind != block.kind {
            self.transfer();
            self.kind = block.kind;
        }
        let rows = block.rows();
        let mut extremes = self.look(tile, rows.len());
        let has_gaps = extremes.probe.iter().any(|probe| probe.partial_cmp(probe).is_none());
        let gaps =
            if has_gaps { self.set_gaps_aside(tile, segments, &mut extremes) } else { Vec::new() };
        add_moments(tile, segments, self.moments);
        if self.all.is_some() {
            (0..ROWS).for_each(fetch);
            self.keep(&tile[..rows.len()], &gaps);
        } else {
            let outside = self.lanes.fill(tile, rows.len(), bins);
            for &(slot, column) in &gaps {
                // It stands as a zero in the tile.
                bins[slot][column] = UNCOUNTED_BIN;
            }
            count(&bins[..rows.len()], &mut self.counts, &mut fetch);
            (rows.len()..ROWS).for_each(fetch);
            self.count_outside(tile, &bins[..rows.len()], &outside);
            if let Some(watch) = &mut self.watch {
                watch.count(segments, bins);
            }
        }
        self.merge(&extremes);
        self.rank(tile, rows, &extremes);
    }

    /// Keeps all activations from now on, and counts none.
    pub(super) fn keep_all(&mut self) {
        self.all = Some(std::array::from_fn(|_| vec![Vec::new(); WIDTH]));
    }

    /// Keeps all activations of some rows but for the gaps.
    fn keep(&mut self, rows: &[[L; WIDTH]], gaps: &[(usize, usize)]) {
        let Some(all) = &mut self.all else { return };
        let all = &mut all[self.kind.class as usize];
        for (slot, row) in rows.iter().enumerate() {
            for (column, (value, all)) in row.iter().zip(&mut *all).enumerate() {
                if gaps.is_empty() || !gaps.contains(&(slot, column)) {
                    all.push(value.wide());
                }
            }
        }
    }

    /// Chooses the cells of every neuron by a sample of its activations.
    pub(super) fn place(&mut self, sample: &[Tile<L>], bins: &mut Bins) {
        let (lowest, highest) = range_of(sample);
        let ends = lowest.iter().zip(&highest).map(|(low, high)| (low.wide(), high.wide()));
        let even = ends.map(|(lowest, highest)| {
            let (lowest, highest) = if lowest > highest { (0.0, 0.0) } else { (lowest, highest) };
            Placement::even(lowest, highest, L::DIGITS)
        });
        self.placements = even.collect();
        self.lanes = Lanes::of(&self.placements);
        for tile in sample {
            self.lanes.fill(tile, ROWS, bins);
            count(&bins[..], &mut self.counts, &mut |_| {});
        }
        let enough = most_in_a_cell((sample.len() * ROWS) as u64);
        let mut is_changed = false;
        for column in 0..WIDTH {
            let counts = &mut self.counts[column];
            let (fullest, most) = fullest(&counts[..=ABOVE]);
            let is_crowded = u64::from(most) > enough;
            counts.fill(0);
            let placement = &mut self.placements[column];
            if is_crowded || most > 0 && is_of_one_number(placement, (sample, column), fullest) {
                let values = sample.iter().flatten().map(|row| row[column].wide());
                let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
                *placement = choose(&atoms_of(&mut values), L::DIGITS);
                is_changed = true;
            }
        }
        if is_changed {
            self.lanes = Lanes::of(&self.placements);
        }
    }

    fn look(&self, tile: &Tile<L>, n_rows: usize) -> Extremes<L> {
        let mut extremes = Extremes::new();
        let bounds = (&self.top.bounds, &self.bottom.bounds);
        extremes_of(&tile[..n_rows], bounds, &mut extremes);
        extremes
    }

    /// Counts what is NaN or infinite, finds the extremes of the rest, and puts zeros in its place. Says in which slots
    /// and columns it was.
    #[cold]
    fn set_gaps_aside(
        &mut self,
        tile: &mut Tile<L>,
        segments: &[Segment],
        extremes: &mut Extremes<L>,
    ) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for Segment { cell, slots } in segments {
            let places =
                slots.clone().flat_map(|slot| (0..WIDTH).map(move |column| (slot, column)));
            for (slot, column) in places {
                let value = tile[slot][column];
                let is_nan = value.partial_cmp(&value).is_none();
                if is_nan || value == L::INFINITY || value == L::NEG_INFINITY {
                    self.note_gap(column, *cell, is_nan);
                    tile[slot][column] = L::NAN;
                    found.push((slot, column));
                }
            }
        }
        let n_rows = segments.last().map_or(0, |segment| segment.slots.end);
        // Comparisons leave NaN out.
        *extremes = self.look(tile, n_rows);
        for &(slot, column) in &found {
            tile[slot][column] = L::default();
        }
        found
    }

    fn note_gap(&mut self, column: usize, cell: usize, is_nan: bool) {
        let (column, cell) = (narrow(column), narrow(cell));
        let (nan, infinite) = (u32::from(is_nan), u32::from(!is_nan));
        match self.gaps.last_mut() {
            Some(last) if (last.column, last.cell) == (column, cell) => {
                last.nan += nan;
                last.infinite += infinite;
            }
            _ => self.gaps.push(Gap { column, cell, nan, infinite }),
        }
    }

    fn merge(&mut self, block: &Extremes<L>) {
        let Extremes { max, min, .. } = &mut self.extremes;
        for (max, &block) in max.iter_mut().zip(&block.max) {
            *max = if block > *max { block } else { *max };
        }
        for (min, &block) in min.iter_mut().zip(&block.min) {
            *min = if block < *min { block } else { *min };
        }
        for (active, block) in self.active.iter_mut().zip(&block.active) {
            *active += block;
        }
    }

    /// Offers to the rankings what reached a bound.
    fn rank(&mut self, tile: &Tile<L>, rows: &[u32], extremes: &Extremes<L>) {
        for (part, hits) in extremes.hits.iter().enumerate() {
            for (column, &hits) in hits.iter().enumerate() {
                let mut hits = hits;
                while hits != 0 {
                    let slot = part * PART + hits.trailing_zeros() as usize;
                    hits &= hits - 1;
                    self.offer(column, tile[slot][column], rows[slot]);
                }
            }
        }
    }

    fn offer(&mut self, column: usize, value: L, row: u32) {
        if value == L::default() {
            return;
        }
        if value >= self.top.bounds[column] {
            self.top.keep(column, value, row);
        }
        if value <= self.bottom.bounds[column] {
            self.bottom.keep(column, value, row);
        }
    }

    /// Counts the activations of the block that are in no cell with a slot. `some` says where there may be some, but for
    /// those between two pieces.
    fn count_outside(&mut self, tile: &Tile<L>, bins: &[[u16; WIDTH]], some: &[bool; WIDTH]) {
        for column in 0..WIDTH {
            let placement = &self.placements[column];
            let between = self.counts[column][BETWEEN];
            let is_between = placement.is_parted() && between > self.between[column];
            if !some[column] && !is_between {
                continue;
            }
            self.between[column] = between;
            let (grid, outside) =
                (placement.outside(), &mut self.outside[self.kind.class as usize]);
            for (values, slots) in tile.iter().zip(bins) {
                let slot = usize::from(slots[column]) & SLOT_BITS;
                if placement.is_outside(slot) {
                    let cell = grid.cell(values[column].wide());
                    *outside[column].entry(cell).or_default() += 1;
                }
            }
        }
    }

    /// Adds the counts to those of their class, and to those of their category.
    pub(super) fn transfer(&mut self) {
        if let (Some(watch), Some(category)) = (&mut self.watch, self.kind.category) {
            watch.add(category, &self.counts);
        }
        let counted = &mut self.counted[self.kind.class as usize];
        for (counts, counted) in self.counts.iter_mut().zip(counted) {
            if counts.iter().any(|count| *count > 0) {
                counted.resize(STRIDE, 0);
                for (total, count) in counted.iter_mut().zip(&*counts) {
                    *total += count;
                }
                counts.fill(0);
            }
        }
        self.between = [0; WIDTH];
    }

    /// All activations of a neuron for the images of a class, once all counts are transferred.
    pub(super) fn distribution(&mut self, column: usize, class: Class) -> Distribution {
        if let Some(all) = &mut self.all {
            return Distribution::new(atoms_of(&mut all[class as usize][column]), Vec::new());
        }
        let counts = &self.counted[class as usize][column];
        let counts = counts.get(..UNCOUNTED).unwrap_or_default();
        let outside = self.outside[class as usize][column].iter();
        let outside = outside.map(|(&cell, &count)| (cell, count));
        self.placements[column].distribution(counts, outside)
    }

    /// The activations of a neuron for the images of a category, if it was watched, and if few of `all` lie outside the
    /// cells that have a slot: those outside are taken to be in the middle of them.
    pub(super) fn watched(
        &self,
        column: usize,
        category: usize,
        all: &Cdf,
    ) -> Option<Distribution> {
        const MOST_OUTSIDE: f64 = 0.02;
        let counts = self.watch.as_ref()?.counts(column, category)?;
        let placement = &self.placements[column];
        let [first, gap, second, last] = placement.ends().map(|end| all.rank(end));
        let ranges = [(BELOW, 0.0, first), (BETWEEN, gap, second), (ABOVE, last, all.total())];
        let ranges = ranges.into_iter().filter(|(slot, ..)| placement.is_outside(*slot));
        let outside: f64 = ranges.clone().map(|(_, from, to)| to - from).sum();
        let atoms = ranges.filter_map(|(slot, from, to)| {
            Some(Atom { value: all.at_rank(f64::midpoint(from, to))?, count: counts[slot] })
        });
        let atoms = Distribution::new(atoms.collect(), Vec::new());
        let inside = placement.distribution(&counts[..UNCOUNTED], std::iter::empty());
        (outside <= MOST_OUTSIDE * all.total()).then(|| inside.with(&atoms))
    }

    /// The sums of all neurons in a cell.
    pub(super) fn sums(&self, cell: usize) -> &[f64; WIDTH] {
        let sums = self.moments.get(cell * 2 * WIDTH..).and_then(|sums| sums.first_chunk());
        sums.unwrap_or(&[0.0; WIDTH])
    }
}

/// The slot of what is not to be counted.
#[expect(clippy::cast_possible_truncation, reason = "slots are below 2^9")]
const UNCOUNTED_BIN: u16 = UNCOUNTED as u16;
/// All bits that a slot can have.
const SLOT_BITS: usize = UNCOUNTED;

/// The slot with the highest count, and the count.
fn fullest(counts: &[u32]) -> (usize, u32) {
    let most = counts.iter().copied().max().unwrap_or(0);
    (counts.iter().position(|count| *count == most).unwrap_or(0), most)
}

/// Whether some activations are in a slot of a neuron and all of them are equal, as those of integers are. The first
/// tiles tell.
fn is_of_one_number<L: Real>(
    placement: &Placement,
    (sample, column): (&[Tile<L>], usize),
    slot: usize,
) -> bool {
    const TILES: usize = 8;
    let lane = placement.lane();
    let values = sample.iter().take(TILES).flatten().map(|row| row[column].wide());
    let mut values = values.filter(|value| lane.slot(*value) == slot);
    let Some(first) = values.next() else { return false };
    let mut others = 0;
    values.all(|value| {
        others += 1;
        value.total_cmp(&first).is_eq()
    }) && others > 1
}

/// The lowest and the highest finite activation of every neuron in some tiles; infinite, inside out, without one.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+bmi1+bmi2"))]
fn range_of<L: Real>(sample: &[Tile<L>]) -> ([L; WIDTH], [L; WIDTH]) {
    let (mut lowest, mut highest) = ([L::INFINITY; WIDTH], [L::NEG_INFINITY; WIDTH]);
    for row in sample.iter().flatten() {
        for lane in 0..WIDTH {
            let value = row[lane];
            let is_finite = L::NEG_INFINITY < value && value < L::INFINITY;
            let low = if is_finite { value } else { L::INFINITY };
            let high = if is_finite { value } else { L::NEG_INFINITY };
            lowest[lane] = if low < lowest[lane] { low } else { lowest[lane] };
            highest[lane] = if high > highest[lane] { high } else { highest[lane] };
        }
    }
    (lowest, highest)
}

#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+bmi1+bmi2"))]
fn extremes_of<L: Real>(
    rows: &[[L; WIDTH]],
    bounds: (&[L; WIDTH], &[L; WIDTH]),
    extremes: &mut Extremes<L>,
) {
    for first in (0..WIDTH).step_by(STRIP) {
        extremes_of_strip(rows, first, bounds, extremes);
    }
}

/// Written as choices between values, lane by lane, which compile to no jump.
#[inline(always)]
fn extremes_of_strip<L: Real>(
    rows: &[[L; WIDTH]],
    first: usize,
    (high, low): (&[L; WIDTH], &[L; WIDTH]),
    extremes: &mut Extremes<L>,
) {
    let (Some(high), Some(low)) = (strip(high, first), strip(low, first)) else { return };
    let (mut max, mut min) = ([L::NEG_INFINITY; STRIP], [L::INFINITY; STRIP]);
    let (mut active, mut probe) = ([0; STRIP], [L::default(); STRIP]);
    for (rows, all_hits) in rows.chunks(PART).zip(&mut extremes.hits) {
        let mut hits = [0; STRIP];
        for (at, row) in rows.iter().enumerate() {
            let Some(values) = strip(row, first) else { return };
            for lane in 0..STRIP {
                max[lane] = if values[lane] > max[lane] { values[lane] } else { max[lane] };
            }
            for lane in 0..STRIP {
                min[lane] = if values[lane] < min[lane] { values[lane] } else { min[lane] };
            }
            for lane in 0..STRIP {
                active[lane] += u32::from(values[lane] > L::default());
            }
            for lane in 0..STRIP {
                #[expect(clippy::eq_op, reason = "0 for a finite value, NaN for every other")]
                let gap = values[lane] - values[lane];
                probe[lane] = probe[lane] + gap;
            }
            let bit = 1 << at;
            for lane in 0..STRIP {
                let value = values[lane];
                let is_low = (value <= low[lane]) & (value != L::default());
                hits[lane] |= if (value >= high[lane]) | is_low { bit } else { 0 };
            }
        }
        all_hits[first..first + STRIP].copy_from_slice(&hits);
    }
    extremes.max[first..first + STRIP].copy_from_slice(&max);
    extremes.min[first..first + STRIP].copy_from_slice(&min);
    extremes.active[first..first + STRIP].copy_from_slice(&active);
    extremes.probe[first..first + STRIP].copy_from_slice(&probe);
}

/// The highest and the lowest activation of every neuron in a tile that could rank: that is finite and not zero;
/// infinite, inside out, without one.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+bmi1+bmi2"))]
pub(super) fn ends_of<L: Real>(tile: &Tile<L>) -> ([L; WIDTH], [L; WIDTH]) {
    let (mut highest, mut lowest) = ([L::NEG_INFINITY; WIDTH], [L::INFINITY; WIDTH]);
    for row in tile {
        for lane in 0..WIDTH {
            let value = row[lane];
            let is_finite = L::NEG_INFINITY < value && value < L::INFINITY;
            let ranks = is_finite & (value != L::default());
            let high = if ranks { value } else { L::NEG_INFINITY };
            let low = if ranks { value } else { L::INFINITY };
            highest[lane] = if high > highest[lane] { high } else { highest[lane] };
            lowest[lane] = if low < lowest[lane] { low } else { lowest[lane] };
        }
    }
    (highest, lowest)
}

#[inline(always)]
fn strip<L>(values: &[L; WIDTH], first: usize) -> Option<&[L; STRIP]> {
    values.get(first..)?.first_chunk()
}

#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+bmi1+bmi2"))]
fn add_moments<L: Real>(tile: &Tile<L>, segments: &[Segment], moments: &mut [f64]) {
    for Segment { cell, slots } in segments {
        let rows = &tile[slots.start..slots.end];
        let cell = &mut moments[cell * 2 * WIDTH..(cell + 1) * 2 * WIDTH];
        let (sums, squares) = cell.split_at_mut(WIDTH);
        for first in (0..WIDTH).step_by(STRIP) {
            add_strip(rows, first, sums, squares);
        }
    }
}

#[inline(always)]
fn add_strip<L: Real>(rows: &[[L; WIDTH]], first: usize, sums: &mut [f64], squares: &mut [f64]) {
    let (mut sum, mut square) = ([0.0; STRIP], [0.0; STRIP]);
    for row in rows {
        let Some(values) = row[first..].first_chunk::<STRIP>() else { return };
        let wide = values.map(Real::wide);
        for lane in 0..STRIP {
            sum[lane] += wide[lane];
        }
        for lane in 0..STRIP {
            square[lane] += wide[lane] * wide[lane];
        }
    }
    for (total, sum) in sums[first..first + STRIP].iter_mut().zip(sum) {
        *total += sum;
    }
    for (total, square) in squares[first..first + STRIP].iter_mut().zip(square) {
        *total += square;
    }
}

/// Row by row, so that consecutive increments touch different neurons and none waits for the one before.
fn count(rows: &[[u16; WIDTH]], counts: &mut [[u32; STRIDE]], fetch: &mut impl FnMut(usize)) {
    let (strips, _) = counts.as_chunks_mut::<COUNTED>();
    for (strip, counts) in strips.iter_mut().enumerate() {
        for (at, slots) in rows.iter().enumerate() {
            if strip == 0 {
                fetch(at);
            }
            let slots = slots.get(strip * COUNTED..).and_then(|slots| slots.first_chunk());
            let Some(slots): Option<&[u16; COUNTED]> = slots else { return };
            for neuron in 0..COUNTED {
                let count = &mut counts[neuron][usize::from(slots[neuron]) & SLOT_BITS];
                *count = count.wrapping_add(1);
            }
        }
    }
}

/// A column or a cell: below 2^32.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
