//! The cumulative distribution of a neuron's activations, and what is read from one or two: quantiles, distances, areas.

use super::distribution::{Cell, Distribution, Run};
use super::real;

/// A cumulative distribution: straight between its knots, with a jump where many activations are equal.
///
/// Activations of a cell are taken to lie evenly between its ends. The vectors are buffers.
#[derive(Debug, Clone, Default)]
pub struct Cdf {
    /// Where the knots are, ascending.
    at: Vec<f64>,
    /// Activations below each knot.
    below: Vec<f64>,
    /// Those below it or at it.
    through: Vec<f64>,
    cells: Vec<Cell>,
    atoms: Vec<Cell>,
}

/// Sorts cells, and makes one of equal ones.
fn ascend(cells: &mut Vec<Cell>) {
    if cells.is_sorted_by(|a, b| a.upper <= b.lower && a.lower < b.lower) {
        return;
    }
    // Several ascending lists, one after the other, which a stable sort merges.
    cells.sort_by(|a, b| a.lower.total_cmp(&b.lower).then(a.upper.total_cmp(&b.upper)));
    cells.dedup_by(|next, cell| {
        let is_same =
            next.lower.total_cmp(&cell.lower).is_eq() && next.upper.total_cmp(&cell.upper).is_eq();
        cell.count += if is_same { next.count } else { 0 };
        is_same
    });
}

/// How far two distributions are apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distances {
    /// Wasserstein-1, in the unit of the activations: the mean way that activity moves.
    pub wasserstein: f64,
    /// D of Kolmogorov and Smirnov: the largest difference of the two cumulative shares, 0 to 1.
    pub kolmogorov_smirnov: f64,
}

/// The shares of two distributions below a number, and below it or at it.
struct Step {
    at: f64,
    below: [f64; 2],
    through: [f64; 2],
}

impl Cdf {
    /// Of one distribution.
    pub fn of(distribution: &Distribution) -> Self {
        let mut cdf = Self::default();
        cdf.fill(&[distribution]);
        cdf
    }

    /// Fills in the activations of all `parts` together.
    pub fn fill(&mut self, parts: &[&Distribution]) {
        self.gather(parts);
        for list in [&mut self.at, &mut self.below, &mut self.through] {
            list.clear();
        }
        if self.cells.is_sorted_by(|a, b| a.upper <= b.lower) {
            self.follow();
        } else {
            self.add_up(parts);
        }
    }

    /// Gathers atoms and cells, ascending, equal ones as one.
    fn gather(&mut self, parts: &[&Distribution]) {
        let Self { cells, atoms, .. } = self;
        cells.clear();
        atoms.clear();
        for part in parts {
            atoms.extend(part.atoms().iter().map(|atom| Cell {
                lower: atom.value,
                upper: atom.value,
                count: atom.count,
            }));
            cells.extend(part.runs().iter().flat_map(Run::cells));
        }
        // Far from the center of octaves, their cells are narrower than what tells two numbers apart.
        if cells.iter().any(|cell| cell.lower >= cell.upper) {
            atoms.extend(cells.iter().filter(|cell| cell.lower >= cell.upper));
            cells.retain(|cell| cell.lower < cell.upper);
        }
        ascend(cells);
        ascend(atoms);
    }

    /// Adds knots for cells that do not overlap, one after the other.
    fn follow(&mut self) {
        let (cells, atoms) = (std::mem::take(&mut self.cells), std::mem::take(&mut self.atoms));
        let mut atoms_left = atoms.iter().peekable();
        let mut seen = 0.0;
        for cell in &cells {
            while let Some(atom) = atoms_left.next_if(|atom| atom.lower < cell.lower) {
                seen = self.jump(atom, seen);
            }
            self.knot(cell.lower, seen);
            let per = f64::from(cell.count) / (cell.upper - cell.lower);
            let before = seen;
            let mut inside = 0.0;
            while let Some(atom) = atoms_left.next_if(|atom| atom.lower < cell.upper) {
                self.jump(atom, before + inside + per * (atom.lower - cell.lower));
                inside += f64::from(atom.count);
            }
            seen = before + inside + f64::from(cell.count);
            self.knot(cell.upper, seen);
        }
        for atom in atoms_left {
            seen = self.jump(atom, seen);
        }
        (self.cells, self.atoms) = (cells, atoms);
    }

    /// Adds a knot without a jump, unless there is one already.
    fn knot(&mut self, at: f64, seen: f64) {
        if self.at.last().is_none_or(|last| *last < at) {
            self.at.push(at);
            self.below.push(seen);
            self.through.push(seen);
        }
    }

    /// Adds an atom to the last knot or to a new one; says how many activations are there or below.
    fn jump(&mut self, atom: &Cell, below: f64) -> f64 {
        self.knot(atom.lower, below);
        let through = below + f64::from(atom.count);
        if let Some(last) = self.through.last_mut() {
            *last = through;
        }
        through
    }

    /// Adds knots at every end of a cell and at every atom, and then the cells of every run to all of them.
    fn add_up(&mut self, parts: &[&Distribution]) {
        let Self { at, below, through, cells, atoms } = self;
        at.extend(cells.iter().flat_map(|cell| [cell.lower, cell.upper]));
        at.extend(atoms.iter().map(|atom| atom.lower));
        at.sort_by(f64::total_cmp);
        at.dedup_by(|next, knot| next <= knot);
        below.resize(at.len(), 0.0);
        through.resize(at.len(), 0.0);
        for run in parts.iter().flat_map(|part| part.runs()) {
            self.add(run);
        }
        let mut knots = self.at.iter().zip(self.below.iter_mut().zip(&mut self.through)).peekable();
        let mut seen = 0.0;
        for atom in &self.atoms {
            while let Some((_, (below, through))) = knots.next_if(|(at, _)| **at < atom.lower) {
                *below += seen;
                *through += seen;
            }
            let here = f64::from(atom.count);
            if let Some((_, (below, through))) = knots.next() {
                *below += seen;
                *through += seen + here;
            }
            seen += here;
        }
        for (_, (below, through)) in knots {
            *below += seen;
            *through += seen;
        }
    }

    /// Adds the cells of a run to all knots.
    fn add(&mut self, run: &Run) {
        let Self { at, below, through, cells, .. } = self;
        cells.clear();
        cells.extend(run.cells().filter(|cell| cell.lower < cell.upper));
        let Some(lowest) = cells.first().map(|cell| cell.lower) else { return };
        let first = at.partition_point(|knot| *knot <= lowest);
        let mut knots = at.iter().zip(below.iter_mut().zip(through)).skip(first).peekable();
        let mut seen = 0.0;
        for cell in &*cells {
            let here = f64::from(cell.count);
            while let Some((knot, (below, through))) = knots.next_if(|(at, _)| **at < cell.upper) {
                let share = (knot - cell.lower).max(0.0) / (cell.upper - cell.lower);
                *below += seen + here * share;
                *through += seen + here * share;
            }
            seen += here;
        }
        for (_, (below, through)) in knots {
            *below += seen;
            *through += seen;
        }
    }

    /// Takes in the highest activations, descending, all there are down to the last of them, and the lowest: where they
    /// lie far from the others the cell that they are in is wide.
    pub(super) fn sharpen(&mut self, highest: &[f64], lowest: f64) {
        if self.total() > 0.0 && lowest.is_finite() {
            self.begin_at(lowest);
        }
        let (Some(&from), total) = (highest.last(), self.total()) else { return };
        let mut seen = (total - real(highest.len())).max(0.0);
        let cut = self.at.partition_point(|knot| *knot < from);
        let (below, _) = self.step(&mut cut.clone(), from);
        let mut below = below.min(seen);
        self.truncate(cut);
        for known in self.below.iter_mut().chain(&mut self.through) {
            *known = known.min(seen);
        }
        let same = highest.chunk_by(|a, b| a <= b);
        let counts: Vec<(f64, f64)> = same.map(|same| (same[0], real(same.len()))).collect();
        for (at, count) in counts.into_iter().rev() {
            seen += count;
            self.at.push(at);
            self.below.push(below);
            self.through.push(seen);
            below = seen;
        }
    }

    /// Lets nothing be below a number, and at least one activation at it.
    fn begin_at(&mut self, lowest: f64) {
        let cut = self.at.partition_point(|knot| *knot < lowest);
        let (_, through) = self.step(&mut cut.clone(), lowest);
        let through = through.max(1.0);
        let is_knot = self.at.get(cut).is_some_and(|knot| *knot <= lowest);
        for list in [&mut self.at, &mut self.below, &mut self.through] {
            list.drain(..cut);
            if !is_knot {
                list.insert(0, lowest);
            }
        }
        for known in self.below.iter_mut().chain(&mut self.through) {
            *known = known.max(through);
        }
        self.at[0] = lowest;
        self.below[0] = 0.0;
        self.through[0] = through;
    }

    fn truncate(&mut self, len: usize) {
        for list in [&mut self.at, &mut self.below, &mut self.through] {
            list.truncate(len);
        }
    }

    /// How many activations there are.
    pub fn total(&self) -> f64 {
        self.through.last().copied().unwrap_or(0.0)
    }

    /// How many activations lie below a number, where those that equal it count half.
    pub fn rank(&self, number: f64) -> f64 {
        let after = self.at.partition_point(|knot| *knot <= number);
        let Some(before) = after.checked_sub(1) else { return 0.0 };
        if self.at[before] >= number {
            return f64::midpoint(self.below[before], self.through[before]);
        }
        let Some(next) = self.at.get(after) else { return self.total() };
        let share = (number - self.at[before]) / (next - self.at[before]);
        self.through[before] + share * (self.below[after] - self.through[before])
    }

    /// How many activations are known to equal a number.
    pub(super) fn equal(&self, number: f64) -> f64 {
        let at = self.at.partition_point(|knot| *knot < number);
        let is_there = self.at.get(at).is_some_and(|knot| *knot <= number);
        if is_there { self.through[at] - self.below[at] } else { 0.0 }
    }

    /// The number below which a `share` of the activations lies, as `numpy.quantile` interpolates it between two of
    /// them. Exact where both are known exactly, else within the cells that they are in. `None` without an activation
    /// and for a share outside 0 to 1.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let total = self.total();
        if total <= 0.0 || !(0.0..=1.0).contains(&share) {
            return None;
        }
        let place = share * (total - 1.0);
        let (lower, upper) = (self.ranked(place.floor())?, self.ranked(place.floor() + 1.0));
        let upper = upper.filter(|_| place.fract() > 0.0).unwrap_or(lower);
        Some(lower + place.fract() * (upper - lower))
    }

    /// The activation of a rank, from 0 for the lowest.
    fn ranked(&self, rank: f64) -> Option<f64> {
        self.at_rank(rank + 0.5)
    }

    /// A number below which so many activations lie; `None` beyond all of them.
    pub(super) fn at_rank(&self, middle: f64) -> Option<f64> {
        let at = self.through.partition_point(|through| *through <= middle);
        let knot = *self.at.get(at)?;
        let below = self.below[at];
        let Some(before) = at.checked_sub(1).filter(|_| below > middle) else { return Some(knot) };
        let share = (middle - self.through[before]) / (below - self.through[before]);
        Some(self.at[before] + share * (knot - self.at[before]))
    }

    /// Calls `each` with what lies evenly between two numbers, or at one: the middle, and how many activations there are.
    pub(super) fn masses(&self, mut each: impl FnMut(f64, f64)) {
        let mut before: Option<(f64, f64)> = None;
        for (&at, (&below, &through)) in self.at.iter().zip(self.below.iter().zip(&self.through)) {
            if let Some((last, seen)) = before.filter(|(_, seen)| below > *seen) {
                each(f64::midpoint(last, at), below - seen);
            }
            if through > below {
                each(at, through - below);
            }
            before = Some((at, through));
        }
    }
}

/// The distances of two distributions; `None` where either is empty.
///
/// Both are exact where all activations are atoms. Else the distribution function is off by less than the share of one
/// cell, by far less where activations lie evenly within it.
pub fn distances(a: &Cdf, b: &Cdf) -> Option<Distances> {
    let (mut wasserstein, mut largest) = (0.0, 0.0_f64);
    let mut before: Option<(f64, f64)> = None;
    steps(a, b, |step| {
        let [below, through] = [step.below, step.through].map(|[of_a, of_b]| of_a - of_b);
        if let Some((at, apart)) = before {
            wasserstein += (step.at - at) * mean_magnitude(apart, below);
        }
        largest = largest.max(below.abs()).max(through.abs());
        before = Some((step.at, through));
    })?;
    Some(Distances { wasserstein, kolmogorov_smirnov: largest.min(1.0) })
}

/// The area under the receiver operating characteristic: the probability that an activation of `positive` is above one
/// of `negative`, where equal ones count half. `None` where either is empty. As exact as [`distances`] are.
pub fn auroc(positive: &Cdf, negative: &Cdf) -> Option<f64> {
    let mut area = 0.0;
    let mut before = [0.0; 2];
    steps(positive, negative, |step| {
        area += (step.below[0] - before[0]) * f64::midpoint(before[1], step.below[1]);
        area += (step.through[0] - step.below[0]) * f64::midpoint(step.below[1], step.through[1]);
        before = step.through;
    })?;
    Some(area.clamp(0.0, 1.0))
}

/// Goes through the knots of both in ascending order; `None` where either is empty.
fn steps(a: &Cdf, b: &Cdf, mut each: impl FnMut(&Step)) -> Option<()> {
    let totals = [a.total(), b.total()];
    if totals.iter().any(|total| *total <= 0.0) {
        return None;
    }
    let per = totals.map(|total| 1.0 / total);
    let (mut in_a, mut in_b) = (0, 0);
    loop {
        let at = match (a.at.get(in_a), b.at.get(in_b)) {
            (Some(a), Some(b)) => a.min(*b),
            (Some(at), None) | (None, Some(at)) => *at,
            (None, None) => return Some(()),
        };
        let (of_a, of_b) = (a.step(&mut in_a, at), b.step(&mut in_b, at));
        each(&Step {
            at,
            below: [of_a.0 * per[0], of_b.0 * per[1]],
            through: [of_a.1 * per[0], of_b.1 * per[1]],
        });
    }
}

impl Cdf {
    /// What lies below `at`, and below it or at it, given that `next` is the first knot from there on.
    fn step(&self, next: &mut usize, at: f64) -> (f64, f64) {
        let here = *next;
        let Some(&knot) = self.at.get(here) else { return (self.total(), self.total()) };
        if knot <= at {
            *next += 1;
            return (self.below[here], self.through[here]);
        }
        let Some(before) = here.checked_sub(1) else { return (0.0, 0.0) };
        let share = (at - self.at[before]) / (knot - self.at[before]);
        let seen = self.through[before] + share * (self.below[here] - self.through[before]);
        (seen, seen)
    }
}

/// The mean of the magnitude of what goes straight from one number to another.
fn mean_magnitude(from: f64, to: f64) -> f64 {
    if from * to >= 0.0 {
        return f64::midpoint(from.abs(), to.abs());
    }
    (from * from + to * to) / (2.0 * (from.abs() + to.abs()))
}

/// The probability that one of some activations of a neuron is above one of the others, where equal ones count half:
/// `ranks` is the sum of the [ranks](Cdf::rank) of `n` activations among all `total`. `None` without others.
pub(super) fn auroc_of_ranks(ranks: f64, n: usize, total: f64) -> Option<f64> {
    let n = real(n);
    let pairs = n * (total - n);
    (pairs > 0.0).then(|| ((ranks - n * n / 2.0) / pairs).clamp(0.0, 1.0))
}

#[cfg(test)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "positions in short lists; exact is what is tested"
)]
mod tests {
    use proptest::prelude::*;

    use super::super::distribution::{Atom, Grid};
    use super::*;

    fn exact(values: &[f64]) -> Cdf {
        let atoms = values.iter().map(|&value| Atom { value, count: 1 }).collect();
        Cdf::of(&Distribution::new(atoms, Vec::new()))
    }

    /// Cells of the width 1.
    fn cells(counts: &[(i64, u32)]) -> Distribution {
        let grid = Grid::Uniform { exponent: 0 };
        let cells = counts.iter().map(|&(cell, count)| (grid, cell, count)).collect();
        Distribution::new(Vec::new(), cells)
    }

    #[test]
    fn empty_distributions_have_no_numbers() {
        let (none, one) = (exact(&[]), exact(&[1.0]));
        assert_eq!((none.quantile(0.5), distances(&none, &one)), (None, None));
        assert_eq!((auroc(&none, &one), auroc(&one, &none)), (None, None));
        assert_eq!(one.quantile(1.5), None);
    }

    // scipy.stats.mannwhitneyu([1, 2, 4], [0, 1, 2]).statistic / 9 = 0.7777777777777778
    // scipy.stats.ks_2samp([1, 2, 4], [0, 1, 2]).statistic = 0.3333333333333333
    // scipy.stats.wasserstein_distance([1, 2, 4], [0, 1, 2]) = 1.3333333333333335
    #[test]
    fn distances_and_areas_of_known_values_are_those_of_scipy() {
        let (a, b) = (exact(&[1.0, 2.0, 4.0]), exact(&[0.0, 1.0, 2.0]));
        assert!((auroc(&a, &b).unwrap() - 7.0 / 9.0).abs() < 1e-12);
        let distances = distances(&a, &b).unwrap();
        assert!((distances.kolmogorov_smirnov - 1.0 / 3.0).abs() < 1e-12);
        assert!((distances.wasserstein - 4.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn activations_of_a_cell_lie_evenly_in_it() {
        let cdf = Cdf::of(&cells(&[(0, 4), (2, 4)]));
        assert_eq!([0.0, 0.25, 1.0, 1.5, 2.5].map(|at| cdf.rank(at)), [0.0, 1.0, 4.0, 4.0, 6.0]);
        // Four from 0 to 1 are at 1/8, 3/8, 5/8 and 7/8.
        assert_eq!(cdf.quantile(1.0 / 7.0), Some(0.375));
        // ∫ |x - 2 x| from 0 to 1/2, and ∫ (1 - x) from there to 1.
        let (wide, narrow) = (cells(&[(0, 2)]), Grid::Uniform { exponent: -1 });
        let narrow = Distribution::new(Vec::new(), vec![(narrow, 0, 7)]);
        let distances = distances(&Cdf::of(&wide), &Cdf::of(&narrow)).unwrap();
        assert!((distances.wasserstein - 0.25).abs() < 1e-12);
        assert!((distances.kolmogorov_smirnov - 0.5).abs() < 1e-12);
        assert!((auroc(&Cdf::of(&wide), &Cdf::of(&narrow)).unwrap() - 0.75).abs() < 1e-12);
    }

    #[test]
    fn the_outermost_activations_stand_where_they_are() {
        let mut cdf = Cdf::of(&cells(&[(0, 2), (1, 3)]));
        cdf.sharpen(&[1.75, 1.5], 0.5);
        assert_eq!(
            [0.25, 0.5, 1.0, 1.5, 1.75, 2.0].map(|at| cdf.rank(at)),
            [0.0, 0.5, 2.0, 3.5, 4.5, 5.0]
        );
        assert_eq!((cdf.quantile(0.0), cdf.quantile(1.0)), (Some(0.5), Some(1.75)));
    }

    proptest! {
        #[test]
        fn quantiles_of_known_values_are_those_of_numpy(
            mut values in prop::collection::vec(-9_i8..9, 1..60), share in 0.0..=1.0_f64,
        ) {
            values.sort_unstable();
            let position = share * (values.len() - 1) as f64;
            let at = |position: f64| f64::from(values[position as usize]);
            let (low, high) = (at(position.floor()), at(position.ceil()));
            let values: Vec<f64> = values.iter().copied().map(f64::from).collect();
            let found = exact(&values).quantile(share).unwrap();
            prop_assert!((found - (low + position.fract() * (high - low))).abs() < 1e-9);
        }

        #[test]
        fn shared_and_other_edges_make_no_difference(
            a in prop::collection::vec((-9_i64..9, 1_u32..9), 1..9),
            b in prop::collection::vec((-9_i64..9, 1_u32..9), 1..9),
        ) {
            let both = cells(&a).with(&cells(&b));
            let mut together = Cdf::default();
            together.fill(&[&cells(&a), &cells(&b)]);
            for at in -40..40 {
                let at = f64::from(at) / 4.0;
                prop_assert!((together.rank(at) - Cdf::of(&both).rank(at)).abs() < 1e-9);
                let sum = Cdf::of(&cells(&a)).rank(at) + Cdf::of(&cells(&b)).rank(at);
                prop_assert!((together.rank(at) - sum).abs() < 1e-9);
            }
        }
    }
}
