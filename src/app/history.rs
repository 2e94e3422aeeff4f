//! Places visited, backwards and forwards.

use super::place::Place;

/// More places than this are forgotten, the oldest first.
const MOST_PLACES: usize = 10_000;

/// A place, and how it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Visit {
    /// The place.
    pub(super) place: Place,
    /// Size of pictures.
    pub(super) zoom: usize,
    /// Whether one recording had the whole screen.
    pub(super) is_alone: bool,
    /// The first row of the table that showed.
    pub(super) first_row: usize,
}

/// Where back and forward lead.
#[derive(Debug, Default)]
pub(super) struct History {
    past: Vec<Visit>,
    future: Vec<Visit>,
    /// Whether the last step led back over the last jump, so that the next leads over it again.
    is_returned: bool,
}

impl History {
    /// Remembers a place that is being left for a new one.
    pub(super) fn leave(&mut self, visit: Visit) {
        self.future.clear();
        self.is_returned = false;
        if self.past.len() >= MOST_PLACES {
            self.past.remove(0);
        }
        self.past.push(visit);
    }

    /// Whether anything was left.
    pub(super) fn has_past(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether the user went back from anywhere.
    pub(super) fn has_future(&self) -> bool {
        !self.future.is_empty()
    }

    /// The place before `now`.
    pub(super) fn back(&mut self, now: Visit) -> Option<Visit> {
        let visit = self.past.pop()?;
        self.future.push(now);
        Some(visit)
    }

    /// The place after `now`.
    pub(super) fn forward(&mut self, now: Visit) -> Option<Visit> {
        let visit = self.future.pop()?;
        self.past.push(now);
        Some(visit)
    }

    /// The place before the last jump; the next time the one after it.
    pub(super) fn over_last_jump(&mut self, now: Visit) -> Option<Visit> {
        let is_forward = self.is_returned && self.has_future();
        let visit = if is_forward { self.forward(now) } else { self.back(now) };
        self.is_returned = !is_forward && visit.is_some();
        visit
    }

    /// All places but the one at hand with the steps that lead there, negative ones back: the last one left first, then
    /// those before it, then those ahead.
    pub(super) fn all(&self) -> impl Iterator<Item = (isize, Visit)> {
        let steps = |at: usize| isize::try_from(at + 1).unwrap_or(isize::MAX);
        let past = self.past.iter().rev().enumerate().map(move |(at, visit)| (-steps(at), *visit));
        let ahead =
            self.future.iter().rev().enumerate().map(move |(at, visit)| (steps(at), *visit));
        past.chain(ahead)
    }
}
