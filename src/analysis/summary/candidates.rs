//! The images that drive each neuron of a group most, or least, while a pass goes on.

use super::group::WIDTH;
use super::real::Real;

/// Candidates of a neuron that gather before they are cut to those that rank: so many that a good bound makes no cut
/// necessary.
const ROOM: usize = 512;

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
/// Candidates gather and are cut when there is no more room, which raises the bound for later ones.
#[derive(Debug)]
pub(super) struct Candidates<L: Real> {
    end: End,
    most: usize,
    /// What an activation must reach, `(WIDTH)`.
    pub(super) bounds: [L; WIDTH],
    /// [Keys](Real::key) that ascend from the first in rank.
    kept: Vec<Vec<L::Key>>,
}

impl<L: Real> Candidates<L> {
    /// Without any image, and open to all.
    pub(super) fn new(end: End, most: usize) -> Self {
        let open = match end {
            End::Top => L::NEG_INFINITY,
            End::Bottom => L::INFINITY,
        };
        let kept = (0..WIDTH).map(|_| Vec::new()).collect();
        Self { end, most, bounds: [open; WIDTH], kept }
    }

    /// Asks of later activations to reach what those at `rank` of `ends` do, the outermost activations of some tiles;
    /// nothing without a rank.
    pub(super) fn bound_by_ends(&mut self, ends: &[[L; WIDTH]], rank: Option<usize>) {
        let Some(rank) = rank.filter(|rank| *rank < ends.len()) else { return };
        let descends = self.end == End::Top;
        let mut keys = Vec::with_capacity(ends.len());
        for (column, bound) in self.bounds.iter_mut().enumerate() {
            keys.clear();
            keys.extend(ends.iter().map(|ends| ends[column].key(descends, 0)));
            let (_, key, _) = keys.select_nth_unstable(rank);
            *bound = L::value(descends, *key).0;
        }
    }

    /// Takes in an activation that is finite, not zero, and reaches the bound.
    #[inline]
    pub(super) fn keep(&mut self, column: usize, value: L, row: u32) {
        let key = self.key(value, row);
        let kept = &mut self.kept[column];
        kept.push(key);
        if kept.len() >= ROOM {
            self.cut(column);
        }
    }

    #[cold]
    fn cut(&mut self, column: usize) {
        let kept = &mut self.kept[column];
        let (_, last, _) = kept.select_nth_unstable(self.most - 1);
        self.bounds[column] = L::value(self.end == End::Top, *last).0;
        kept.truncate(self.most);
    }

    fn key(&self, value: L, row: u32) -> L::Key {
        value.key(self.end == End::Top, row)
    }

    /// Whether a bound taken from a sample has kept out what belongs in: a bounded neuron has too few.
    pub(super) fn is_short(&self) -> bool {
        let is_bounded = |bound: &L| L::NEG_INFINITY < *bound && *bound < L::INFINITY;
        let neurons = self.bounds.iter().zip(&self.kept);
        neurons.into_iter().any(|(bound, kept)| is_bounded(bound) && kept.len() < self.most)
    }

    /// The images of a neuron in order.
    pub(super) fn ranked(&mut self, column: usize) -> impl Iterator<Item = (L, u32)> {
        let (descends, most) = (self.end == End::Top, self.most);
        let kept = self.kept.get_mut(column).map_or(&mut [][..], |kept| {
            if kept.len() > most {
                kept.select_nth_unstable(most);
                kept.truncate(most);
            }
            kept.sort_unstable();
            kept
        });
        kept.iter().map(move |key| L::value(descends, *key))
    }
}
