//! Places visited, backwards and forwards.

use super::place::Place;

/// More places than this are forgotten, the oldest first.
const MOST_PLACES: usize = 10_000;

/// Where back and forward lead.
#[derive(Debug, Default)]
pub(super) struct History {
    past: Vec<Place>,
    future: Vec<Place>,
}

impl History {
    /// Remembers a place that is being left for a new one.
    pub(super) fn leave(&mut self, place: Place) {
        self.future.clear();
        if self.past.len() >= MOST_PLACES {
            self.past.remove(0);
        }
        self.past.push(place);
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
    pub(super) fn back(&mut self, now: Place) -> Option<Place> {
        let place = self.past.pop()?;
        self.future.push(now);
        Some(place)
    }

    /// The place after `now`.
    pub(super) fn forward(&mut self, now: Place) -> Option<Place> {
        let place = self.future.pop()?;
        self.past.push(now);
        Some(place)
    }
}
