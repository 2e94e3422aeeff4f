//! The images that drive each neuron of a group most, or least, while a pass goes on.

use std::cmp::Ordering;

use super::group::WIDTH;
use super::real::Real;

/// Which end of the activations is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The highest.
    Top,
    /// The lowest.
    Bottom,
}

/// Up to `most` images of each neuron, by activation; ties go to the lower row.
///
/// Candidates gather in twice the room and are cut when it is full, which raises the bound for later ones.
#[derive(Debug)]
pub(super) struct Candidates<L> {
    end: End,
    most: usize,
    /// What an activation must reach, `(WIDTH)`.
    pub(super) bounds: [L; WIDTH],
    kept: Vec<Vec<(L, u32)>>,
}

impl<L: Real> Candidates<L> {
    /// Without any image, and open to all.
    pub(super) fn new(end: End, most: usize) -> Self {
        let open = match end {
            End::Top => L::NEG_INFINITY,
            End::Bottom => L::INFINITY,
        };
        let kept = (0..WIDTH).map(|_| Vec::with_capacity(2 * most)).collect();
        Self { end, most, bounds: [open; WIDTH], kept }
    }

    /// Asks of later activations of a neuron to reach the one at `rank` of `sample`, if there are so many that are
    /// finite and not zero.
    pub(super) fn bound_by(&mut self, column: usize, sample: &mut [L], rank: usize) {
        let last = match self.end {
            End::Top => L::NEG_INFINITY,
            End::Bottom => L::INFINITY,
        };
        for value in sample.iter_mut() {
            let is_finite = L::NEG_INFINITY < *value && *value < L::INFINITY;
            *value = if is_finite && *value != L::default() { *value } else { last };
        }
        if rank >= sample.len() {
            return;
        }
        let end = self.end;
        let (_, bound, _) = sample.select_nth_unstable_by(rank, |a, b| ahead(end, *a, *b));
        if let Some(to) = self.bounds.get_mut(column) {
            *to = *bound;
        }
    }

    /// Takes in an activation that is finite, not zero, and reaches the bound.
    #[cold]
    pub(super) fn keep(&mut self, column: usize, value: L, row: u32) {
        let kept = &mut self.kept[column];
        kept.push((value, row));
        if kept.len() >= 2 * self.most {
            let end = self.end;
            kept.select_nth_unstable_by(self.most - 1, |a, b| by_rank(end, a, b));
            kept.truncate(self.most);
            self.bounds[column] = kept[self.most - 1].0;
        }
    }

    /// Whether a bound taken from a sample has kept out what belongs in: a bounded neuron has too few.
    pub(super) fn is_short(&self) -> bool {
        let is_bounded = |bound: &L| L::NEG_INFINITY < *bound && *bound < L::INFINITY;
        let neurons = self.bounds.iter().zip(&self.kept);
        neurons.into_iter().any(|(bound, kept)| is_bounded(bound) && kept.len() < self.most)
    }

    /// The images of a neuron in order.
    pub(super) fn ranked(&mut self, column: usize) -> &[(L, u32)] {
        let (end, most) = (self.end, self.most);
        let Some(kept) = self.kept.get_mut(column) else { return &[] };
        kept.sort_unstable_by(|a, b| by_rank(end, a, b));
        kept.truncate(most);
        kept
    }
}

fn by_rank<L: Real>(end: End, a: &(L, u32), b: &(L, u32)) -> Ordering {
    ahead(end, a.0, b.0).then(a.1.cmp(&b.1))
}

fn ahead<L: Real>(end: End, a: L, b: L) -> Ordering {
    match end {
        End::Top => b.order(&a),
        End::Bottom => a.order(&b),
    }
}
