//! A category and its errors, alone or together with another category.

use super::explore::App;
use super::lead::Selection;
use super::place::{Pane, Side};
use crate::ids::{CategoryId, ImageId, NeuronId, RecordingId};
use crate::query::{Answer, CategoryPairAnswer, Query, Ranked};

/// One kind of errors about a category, as a pane lists them.
#[derive(Debug, Clone, Copy)]
pub struct Errors<'a> {
    /// The images, the most confident prediction first.
    pub images: &'a [ImageId],
    /// How many of them each category on the other side has, most first; empty for a pair.
    pub by_category: &'a [(CategoryId, usize)],
    /// The neurons that carry them.
    pub neurons: &'a [Ranked<NeuronId>],
}

impl App {
    pub(super) fn pair_query(&self, recording: RecordingId) -> Query {
        let Selection { category, other, .. } = self.selection(recording);
        let (layer, scale) = (self.place.layer, self.scale);
        Query::CategoryPair { recording, layer, category, other, scale }
    }

    /// How often the selected categories are taken for one another in a recording.
    pub fn pair(&self, recording: RecordingId) -> Option<&CategoryPairAnswer> {
        match self.answer(&self.pair_query(recording))? {
            Answer::CategoryPair(answer) => Some(answer),
            _ => None,
        }
    }

    /// The errors about the selected category in a recording that the pane lists; `None` while they are not known, and
    /// where nobody can know them.
    pub fn errors(&self, recording: RecordingId, side: Side) -> Option<Errors<'_>> {
        if self.place.pane == Pane::Pair {
            let answer = self.pair(recording)?;
            let (images, neurons) = match side {
                Side::Positive => (&answer.false_positives, &answer.positive_neurons),
                Side::Negative => (&answer.false_negatives, &answer.negative_neurons),
            };
            return Some(Errors { images: images.as_ref()?, by_category: &[], neurons });
        }
        let answer = self.category(recording)?;
        let (confused, neurons) = match side {
            Side::Positive => (&answer.false_positives, &answer.positive_neurons),
            Side::Negative => (&answer.false_negatives, &answer.negative_neurons),
        };
        let confused = confused.as_ref()?;
        Some(Errors { images: &confused.images, by_category: &confused.by_category, neurons })
    }

    /// The other category of the pair that lies so many steps further; never the selected one itself.
    pub(super) fn stepped_other(&self, steps: usize, forward: bool) -> usize {
        let here = self.place.other.index();
        let to = super::cursor::moved(here, steps, forward).min(self.last_category());
        if to != self.place.category.index() {
            return to;
        }
        let beyond = super::cursor::moved(to, 1, forward);
        if beyond == to || beyond > self.last_category() { here } else { beyond }
    }

    fn last_category(&self) -> usize {
        self.set.categories.len().saturating_sub(1)
    }
}
