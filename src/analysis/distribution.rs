//! How the activations of a neuron are distributed: counts in cells whose width suits the neuron, which add up whatever
//! the cells of the other side are.

use std::cmp::Ordering;

/// The bits of an f64 below its exponent.
const MANTISSA: u32 = f64::MANTISSA_DIGITS - 1;

/// Bins of one layout: that of summaries of version 1, 1024 for each sign and one for zero.
const OLD_BINS: usize = 2049;
/// The bin of zero there.
const OLD_ZERO: usize = 1024;
/// Bits of the mantissa that tell its bins apart: 16 in an octave.
const OLD_BITS: u32 = 4;
/// The number that an octave grid gives to 2^-32, where its first bin beside zero begins.
const OLD_FIRST: i64 = (1023 - 32) << OLD_BITS;

/// Zeros in a row from which on counts are kept apart.
const APART: i64 = 16;

/// Values that a distribution holds one by one. Those of more become cells, but for the frequent ones.
pub const MOST_ATOMS: usize = 4096;

/// A row of cells without end, whose edges do not depend on what is counted: counts of two distributions on the same
/// grid add up exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Grid {
    /// Cells of width 2^`exponent`, whose edges are multiples of it.
    Uniform {
        /// The binary logarithm of the width.
        exponent: i32,
    },
    /// 2^`bits` cells of equal width in each octave of the distance from `center`, on both sides.
    Octaves {
        /// Where the cells are narrowest.
        center: f64,
        /// The bits of the mantissa that tell cells apart.
        bits: u32,
    },
}

/// Counts in consecutive cells of a grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The grid.
    pub grid: Grid,
    /// The cell of the first count.
    pub first: i64,
    /// How many activations lie in each cell. Neither the first nor the last is 0.
    pub counts: Vec<u32>,
}

/// A number, and how many activations are exactly that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Atom {
    /// The number.
    pub value: f64,
    /// How many there are.
    pub count: u32,
}

/// A part of a distribution: so many activations lie evenly between two ends; at one number where they are equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// How many there are.
    pub count: u32,
}

/// The finite activations of a neuron: those that are known exactly, and those of which the cell is known.
///
/// It is in one form whatever it was added up from: atoms ascend, runs ascend by grid and then by cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Distribution {
    atoms: Vec<Atom>,
    runs: Vec<Run>,
}

impl Grid {
    /// The lower edge of a cell, the upper one of that before it.
    pub fn edge(self, cell: i64) -> f64 {
        match self {
            Self::Uniform { exponent } => {
                (real(cell) * power_of_two(exponent)).clamp(f64::MIN, f64::MAX)
            }
            Self::Octaves { center, bits } => {
                let distance = f64::from_bits(cell.unsigned_abs() << (MANTISSA - bits));
                let distance = if distance.is_finite() { distance } else { f64::MAX };
                let edge = if cell < 0 { center - distance } else { center + distance };
                edge.clamp(f64::MIN, f64::MAX)
            }
        }
    }

    /// The cell of a finite number, ascending in it. What lies on an edge may be counted on either side of it.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "beyond the range the outermost cell is meant"
    )]
    pub fn cell(self, number: f64) -> i64 {
        match self {
            Self::Uniform { exponent } => (number * power_of_two(-exponent)).floor() as i64,
            Self::Octaves { center, bits } => {
                let distance = (number - center).clamp(f64::MIN, f64::MAX);
                let cell = (distance.abs().to_bits() >> (MANTISSA - bits)).cast_signed();
                if distance < 0.0 { -1 - cell } else { cell }
            }
        }
    }

    /// An order of grids, so that a distribution is written in one way.
    fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Uniform { exponent: a }, Self::Uniform { exponent: b }) => a.cmp(&b),
            (Self::Uniform { .. }, Self::Octaves { .. }) => Ordering::Less,
            (Self::Octaves { .. }, Self::Uniform { .. }) => Ordering::Greater,
            (Self::Octaves { center: a, bits }, Self::Octaves { center: b, bits: other }) => {
                a.total_cmp(&b).then(bits.cmp(&other))
            }
        }
    }
}

impl Run {
    /// The cells that are not empty, ascending.
    pub fn cells(&self) -> impl Iterator<Item = Cell> {
        let mut upper = self.grid.edge(self.first);
        (self.first..).zip(&self.counts).filter_map(move |(cell, &count)| {
            let lower = upper;
            upper = self.grid.edge(cell + 1);
            (count > 0).then_some(Cell { lower, upper, count })
        })
    }
}

impl Distribution {
    /// Of atoms in any order, and of counts by grid and cell in any order.
    pub fn new(mut atoms: Vec<Atom>, mut cells: Vec<(Grid, i64, u32)>) -> Self {
        atoms.retain(|atom| atom.count > 0);
        // Makes 0 of -0.
        for atom in &mut atoms {
            atom.value += 0.0;
        }
        atoms.sort_by(|a, b| a.value.total_cmp(&b.value));
        atoms.dedup_by(|next, atom| {
            let is_same = next.value.total_cmp(&atom.value).is_eq();
            atom.count += if is_same { next.count } else { 0 };
            is_same
        });
        cells.retain(|(_, _, count)| *count > 0);
        cells.sort_by(|a, b| a.0.order(b.0).then(a.1.cmp(&b.1)));
        let mut runs: Vec<Run> = Vec::new();
        for (grid, cell, count) in cells {
            match runs.last_mut() {
                Some(run) if run.grid == grid && run.is_near(cell) => run.add(cell, count),
                _ => runs.push(Run { grid, first: cell, counts: vec![count] }),
            }
        }
        Self { atoms, runs }
    }

    /// Of parts that are in their order already; `None` where they are not.
    pub fn from_parts(atoms: Vec<Atom>, runs: Vec<Run>) -> Option<Self> {
        let is_counted = |atom: &Atom| atom.count > 0 && atom.value.is_finite();
        let is_sound = |run: &Run| {
            let ends = [run.counts.first(), run.counts.last()];
            ends.iter().all(|end| end.is_some_and(|count| *count > 0)) && run.grid.is_sound(run)
        };
        let are_apart = |a: &Run, b: &Run| match a.grid.order(b.grid) {
            Ordering::Less => true,
            Ordering::Equal => a.end() < b.first,
            Ordering::Greater => false,
        };
        let ascend = |a: &Atom, b: &Atom| a.value.total_cmp(&b.value).is_lt();
        let fits = atoms.iter().all(is_counted)
            && runs.iter().all(is_sound)
            && atoms.is_sorted_by(ascend)
            && runs.is_sorted_by(are_apart);
        fits.then_some(Self { atoms, runs })
    }

    /// Counts by bin of a summary of version 1, from the bin `first` on; `None` where there is no such bin.
    pub fn of_bins(first: usize, counts: &[u32]) -> Option<Self> {
        (first.checked_add(counts.len())? <= OLD_BINS).then_some(())?;
        let grid = Grid::Octaves { center: 0.0, bits: OLD_BITS };
        let (mut atoms, mut cells) = (Vec::new(), Vec::new());
        for (bin, &count) in (first..).zip(counts) {
            let distance = i64::try_from(bin.abs_diff(OLD_ZERO)).ok()?;
            match bin.cmp(&OLD_ZERO) {
                Ordering::Equal => atoms.push(Atom { value: 0.0, count }),
                Ordering::Greater => cells.push((grid, OLD_FIRST + distance - 1, count)),
                Ordering::Less => cells.push((grid, -OLD_FIRST - distance, count)),
            }
        }
        Some(Self::new(atoms, cells))
    }

    /// Values that are known exactly, ascending, and how many there are of each.
    pub fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    /// Counts by cell, by grid and then ascending.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// All cells, atoms among them, by lower end.
    pub fn cells(&self) -> Vec<Cell> {
        let atoms = self.atoms.iter().map(|&Atom { value, count }| Cell {
            lower: value,
            upper: value,
            count,
        });
        let mut cells: Vec<Cell> = atoms.chain(self.runs.iter().flat_map(Run::cells)).collect();
        cells.sort_by(|a, b| a.lower.total_cmp(&b.lower).then(a.upper.total_cmp(&b.upper)));
        cells
    }

    /// How many activations were counted.
    pub fn total(&self) -> u64 {
        let counts = self.runs.iter().flat_map(|run| &run.counts).copied();
        counts.chain(self.atoms.iter().map(|atom| atom.count)).map(u64::from).sum()
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.atoms.is_empty() && self.runs.is_empty()
    }

    /// The activations of both. It does not depend on the order in which several are added up, unless they hold more
    /// than [`MOST_ATOMS`] values: the rare ones among them then become cells.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return if self.is_empty() { other.clone() } else { self.clone() };
        }
        let atoms = [&*self.atoms, &other.atoms].concat();
        let by_cell = |run: &Run| {
            let grid = run.grid;
            let cells = (run.first..).zip(run.counts.clone());
            cells.map(move |(cell, count)| (grid, cell, count))
        };
        let cells = self.runs.iter().chain(&other.runs).flat_map(by_cell).collect();
        let both = Self::new(atoms, cells);
        if both.atoms.len() > MOST_ATOMS { both.with_fewer_atoms() } else { both }
    }

    /// The same with cells in the place of the values that are rare.
    fn with_fewer_atoms(self) -> Self {
        let Self { mut atoms, runs } = super::choice::gathered(&self.atoms);
        let cells = runs.into_iter().chain(self.runs).flat_map(|run| {
            let grid = run.grid;
            (run.first..).zip(run.counts).map(move |(cell, count)| (grid, cell, count))
        });
        let cells = cells.collect();
        atoms.truncate(MOST_ATOMS);
        Self::new(atoms, cells)
    }
}

impl Grid {
    /// Whether the numbers of a grid and of a run on it are those of numbers that there are.
    fn is_sound(self, run: &Run) -> bool {
        /// Far from where indices and edges leave their types.
        const MOST: u64 = 1 << 60;
        let is_near = run.first.unsigned_abs() < MOST && run.counts.len() < 1 << 32;
        let is_grid = match self {
            Self::Uniform { exponent } => (-1074..=1023).contains(&exponent),
            Self::Octaves { center, bits } => {
                let last = 2047_i64 << bits.min(MANTISSA);
                center.is_finite() && bits <= 20 && run.first >= -last && run.end() <= last
            }
        };
        is_near && is_grid
    }
}

impl Run {
    /// The cell after the last.
    fn end(&self) -> i64 {
        self.first.saturating_add(i64::try_from(self.counts.len()).unwrap_or(i64::MAX))
    }

    fn is_near(&self, cell: i64) -> bool {
        cell.saturating_sub(self.end()) < APART
    }

    /// Adds to a cell that is not before the last and near to it.
    fn add(&mut self, cell: i64, count: u32) {
        let at = usize::try_from(cell - self.first).unwrap_or(0);
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] += count;
    }
}

/// 2^`exponent`, at the ends of the range of f64 the nearest there is above 0.
pub(super) const fn power_of_two(exponent: i32) -> f64 {
    if exponent < -1074 {
        f64::from_bits(1)
    } else if exponent < -1022 {
        f64::from_bits(1 << (exponent + 1074))
    } else if exponent > 1023 {
        f64::MAX
    } else {
        f64::from_bits(((exponent + 1023).cast_unsigned() as u64) << MANTISSA)
    }
}

/// A cell as a real number: exact below 2^53, and hardly off beyond.
const fn real(cell: i64) -> f64 {
    cell as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn grid() -> impl Strategy<Value = Grid> {
        let even = (-60_i32..60).prop_map(|exponent| Grid::Uniform { exponent });
        let center = prop_oneof![Just(0.0), -1e6..1e6_f64, Just(1e300)];
        let octaves = (center, 2_u32..8).prop_map(|(center, bits)| Grid::Octaves { center, bits });
        prop_oneof![even, octaves]
    }

    fn distribution() -> impl Strategy<Value = Distribution> {
        let atom = ((-5_i8..5).prop_map(f64::from), 0_u32..9);
        let atoms =
            prop::collection::vec(atom.prop_map(|(value, count)| Atom { value, count }), 0..6);
        let grids = prop::sample::select(vec![
            Grid::Uniform { exponent: -3 },
            Grid::Uniform { exponent: 2 },
            Grid::Octaves { center: 0.0, bits: 4 },
            Grid::Octaves { center: 1.5, bits: 4 },
        ]);
        let cells = prop::collection::vec((grids, -90_i64..90, 0_u32..9), 0..20);
        (atoms, cells).prop_map(|(atoms, cells)| Distribution::new(atoms, cells))
    }

    proptest! {
        #[test]
        fn cells_hold_what_is_between_their_edges(grid in grid(), x in -1e9..1e9_f64) {
            let cell = grid.cell(x);
            prop_assume!(cell.unsigned_abs() < 1 << 52);
            let slack = match grid {
                Grid::Uniform { .. } => 0.0,
                Grid::Octaves { center, .. } => 1e-15 * center.abs().max(x.abs()),
            };
            prop_assert!(grid.edge(cell) - slack <= x && x <= grid.edge(cell + 1) + slack);
        }

        #[test]
        fn any_order_of_adding_up_gives_the_same(
            a in distribution(), b in distribution(), c in distribution(),
        ) {
            let expected = a.with(&b).with(&c);
            prop_assert_eq!(&c.with(&a).with(&b), &expected);
            prop_assert_eq!(&a.with(&b.with(&c)), &expected);
            prop_assert_eq!(expected.total(), a.total() + b.total() + c.total());
            let (atoms, runs) = (expected.atoms().to_vec(), expected.runs().to_vec());
            prop_assert_eq!(Distribution::from_parts(atoms, runs), Some(expected));
        }
    }

    #[test]
    fn what_is_in_another_form_is_refused() {
        let run = |first, counts: &[u32]| Run {
            grid: Grid::Uniform { exponent: 0 },
            first,
            counts: counts.to_vec(),
        };
        let runs = |runs: Vec<Run>| Distribution::from_parts(Vec::new(), runs);
        assert!(runs(vec![run(0, &[1, 0, 2])]).is_some());
        assert_eq!(runs(vec![run(0, &[0, 1])]), None);
        assert_eq!(runs(vec![run(0, &[])]), None);
        assert_eq!(runs(vec![run(0, &[1, 1]), run(1, &[1])]), None);
        assert_eq!(runs(vec![run(i64::MAX, &[1])]), None);
        let atom = |value, count| Atom { value, count };
        let atoms = |atoms: Vec<Atom>| Distribution::from_parts(atoms, Vec::new());
        assert!(atoms(vec![atom(0.0, 1), atom(1.0, 1)]).is_some());
        assert_eq!(atoms(vec![atom(1.0, 1), atom(0.0, 1)]), None);
        assert_eq!(atoms(vec![atom(f64::NAN, 1)]), None);
        assert_eq!(atoms(vec![atom(1.0, 0)]), None);
    }

    #[test]
    fn bins_of_version_1_are_sixteen_in_an_octave_around_zero() {
        let one = |bin: usize| Distribution::of_bins(bin, &[1]).unwrap().cells()[0];
        let cell = |lower, upper| Cell { lower, upper, count: 1 };
        // Beside zero the first bin begins at 2^-32: 1 is 512 bins further.
        assert_eq!(one(OLD_ZERO), cell(0.0, 0.0));
        assert_eq!(one(OLD_ZERO + 513), cell(1.0, 1.0625));
        assert_eq!(one(OLD_ZERO - 513), cell(-1.0625, -1.0));
        assert_eq!(one(OLD_ZERO + 1).lower.log2().total_cmp(&-32.0), Ordering::Equal);
        assert_eq!(Distribution::of_bins(OLD_BINS, &[1]), None);
    }
}
