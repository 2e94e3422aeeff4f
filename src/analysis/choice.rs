//! Which cells suit a neuron: chosen by a sample of its activations, so that few of them share a cell.

use super::distribution::{Atom, Distribution};
use super::placement::{Placement, SLOTS};
use super::real;

/// How often a number must be in a sample to be taken for one that many activations equal.
const REPEATED: u32 = 3;
/// Resolutions of octaves that are tried, fine ones first.
const RESOLUTIONS: [u32; 5] = [6, 5, 4, 3, 2];

/// How many of a sample of so many activations may be in one cell.
pub(super) const fn most_in_a_cell(sample: u64) -> u64 {
    sample / 45 + 8
}

/// The placement that suits a sample of activations: distinct finite numbers, ascending, and how often each is there.
/// Activations have so many binary digits. It is the first of those tried whose fullest cell holds few, else that whose
/// fullest cell holds least; numbers that are counted for themselves are left out.
pub(super) fn choose(sample: &[Atom], digits: u32) -> Placement {
    let (Some(lowest), Some(highest)) = (sample.first(), sample.last()) else {
        return Placement::even(0.0, 0.0, digits);
    };
    let ends = (lowest.value, highest.value);
    let total: u64 = sample.iter().map(|atom| u64::from(atom.count)).sum();
    let enough = most_in_a_cell(total);
    let even = Placement::even(ends.0, ends.1, digits);
    let octaves = centers(sample, total).into_iter().flat_map(|center| {
        RESOLUTIONS.map(|bits| Placement::octaves(center, ends, (bits, digits)))
    });
    let (mut least, mut best) = fitted(even, sample);
    for placement in try_parted(sample, digits).into_iter().chain(octaves) {
        if least <= enough {
            break;
        }
        let (score, placement) = fitted(placement, sample);
        if score < least {
            (least, best) = (score, placement);
        }
    }
    best
}

/// Where octaves may have their center.
fn centers(sample: &[Atom], total: u64) -> Vec<f64> {
    let ends = [sample.first(), sample.last()].into_iter().flatten().map(|atom| atom.value);
    let frequent = sample.iter().max_by_key(|atom| atom.count).filter(|atom| atom.count > 1);
    let mut seen = 0;
    let median = sample.iter().find(|atom| {
        seen += u64::from(atom.count);
        2 * seen >= total
    });
    let others = [frequent, median].into_iter().flatten().map(|atom| atom.value);
    let mut centers: Vec<f64> = [0.0].into_iter().chain(others).chain(ends).collect();
    let mut known: Vec<f64> = Vec::new();
    centers.retain(|center| {
        let is_new = !known.contains(center);
        known.push(*center);
        is_new
    });
    centers
}

/// Two pieces on both sides of the widest gap, if there is one to speak of.
fn try_parted(sample: &[Atom], digits: u32) -> Option<Placement> {
    let (lowest, highest) = (sample.first()?.value, sample.last()?.value);
    let gaps = sample.windows(2).map(|two| (two[0].value, two[1].value));
    let (before, after) = gaps.max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0)))?;
    let is_wide = after - before > (highest - lowest) / 4.0;
    is_wide.then(|| Placement::parted([(lowest, before), (after, highest)], digits))
}

/// How many of a sample are in the fullest cell or outside all; and the placement with the numbers that
/// are counted for themselves.
fn fitted(mut placement: Placement, sample: &[Atom]) -> (u64, Placement) {
    placement.atoms = [None; 2];
    placement.alone.clear();
    let lane = placement.lane();
    let mut mixed: Vec<Mixed<'_>> = Vec::new();
    let (mut fullest, mut outside) = (0, 0);
    let slots: Vec<usize> = sample.iter().map(|atom| lane.slot(atom.value)).collect();
    let mut start = 0;
    for run in slots.chunk_by(|a, b| a == b) {
        let atoms = &sample[start..start + run.len()];
        start += run.len();
        let slot = run[0];
        let count: u64 = atoms.iter().map(|atom| u64::from(atom.count)).sum();
        match atoms {
            _ if placement.is_outside(slot) => {
                outside += count;
                mixed.extend(Mixed::of(slot, atoms));
            }
            [atom] if atom.count >= REPEATED => placement.alone.push((slot, atom.value)),
            _ => mixed.extend(Mixed::of(slot, atoms)),
        }
    }
    mixed.sort_by_key(|mixed| std::cmp::Reverse(mixed.frequent.count));
    for (at, Mixed { slot, frequent, rest, other }) in mixed.into_iter().enumerate() {
        let is_atom = at < 2 && frequent.count >= REPEATED;
        let mut left = rest + u64::from(frequent.count);
        if is_atom {
            placement.atoms[at] = Some(frequent.value + 0.0);
            left = rest;
        }
        if placement.is_outside(slot) {
            outside -= if is_atom { u64::from(frequent.count) } else { 0 };
            left = 0;
        } else if let Some(other) = other.filter(|other| is_atom && other.count >= REPEATED) {
            placement.alone.push((slot, other.value));
            left = 0;
        }
        fullest = fullest.max(left);
    }
    placement.alone.sort_by_key(|(slot, _)| *slot);
    (fullest + outside, placement)
}

/// Different numbers that a sample has in one slot.
struct Mixed<'a> {
    slot: usize,
    /// The most frequent one.
    frequent: Atom,
    /// How many are not that one.
    rest: u64,
    /// What they are, if all of them are equal.
    other: Option<&'a Atom>,
}

impl<'a> Mixed<'a> {
    fn of(slot: usize, atoms: &'a [Atom]) -> Option<Self> {
        let (at, frequent) = atoms.iter().enumerate().max_by_key(|(_, atom)| atom.count)?;
        let count: u64 = atoms.iter().map(|atom| u64::from(atom.count)).sum();
        let other = if let [first, second] = atoms {
            Some(if at == 0 { second } else { first })
        } else {
            None
        };
        Some(Self { slot, frequent: *frequent, rest: count - u64::from(frequent.count), other })
    }
}

/// What was seen of some values as atoms and cells: those that are frequent stay atoms.
pub(super) fn gathered(atoms: &[Atom]) -> Distribution {
    let placement = choose(atoms, f64::MANTISSA_DIGITS);
    let lane = placement.lane();
    let (mut counts, grid) = (vec![0; SLOTS], placement.outside());
    let mut outside = Vec::new();
    for atom in atoms {
        let slot = lane.slot(atom.value);
        if placement.is_outside(slot) {
            outside.push((grid.cell(atom.value), atom.count));
        } else {
            counts[slot] += atom.count;
        }
    }
    placement.distribution(&counts, outside.into_iter())
}

/// The distinct values among some, ascending, and how often each is there.
pub(super) fn atoms_of(values: &mut [f64]) -> Vec<Atom> {
    for value in &mut *values {
        *value += 0.0;
    }
    values.sort_unstable_by(f64::total_cmp);
    let same = values.chunk_by(|a, b| a.total_cmp(b).is_eq());
    let atom = |run: &[f64]| Some(Atom { value: *run.first()?, count: count(run.len()) });
    same.filter_map(atom).collect()
}

/// A count of images: below 2^32.
fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Images of a recording so small that their activations are kept one by one.
pub(super) const MOST_EXACT: usize = 2048;

/// Of so many images one is looked at to choose cells: enough to know what is usual, and few.
pub(super) fn sampled_one_in(n_images: usize) -> u64 {
    /// At least so many are looked at where there are so many.
    const LEAST: f64 = 1024.0;
    /// Never fewer than one in so many.
    const RAREST: f64 = 32.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 32")]
    let one_in = (real(n_images) / LEAST).clamp(1.0, RAREST) as u64;
    one_in
}
