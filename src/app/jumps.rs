//! The list of places visited: all of them by name, and going to any.

use super::complete::{Candidate, fitting};
use super::explore::App;
use super::history::{History, Visit};

impl App {
    /// The place at hand, and how it is looked at.
    pub(super) fn visit(&self) -> Visit {
        let (place, zoom, is_alone) = (self.place, self.zoom, self.is_alone);
        Visit { place, zoom, is_alone, first_row: self.table_scroll() }
    }

    /// Goes to a place that was visited, and looks at it as then.
    pub(super) fn revisit(&mut self, visit: Visit) {
        let Visit { place, zoom, is_alone, first_row } = visit;
        self.move_to(place);
        (self.zoom, self.is_alone) = (zoom, is_alone);
        self.scroll_table_to(first_row);
    }

    /// Every place visited, the last one left first, behind the steps that lead there.
    pub(super) fn jump_candidates(&self) -> Vec<Candidate> {
        let words = |(steps, visit): (isize, Visit)| {
            let what = self.what_of(&visit.place);
            Candidate::new(format!("{steps:+} {what}"), self.where_of(&visit.place))
        };
        self.history.all().map(words).collect()
    }

    /// Goes so many steps back, or ahead, as the text begins with, or to the place that it fits best; nothing is one
    /// step back.
    pub(super) fn jump_to(&mut self, text: &str) -> Result<(), String> {
        let number = |text: &str| text.split_whitespace().next()?.parse::<isize>().ok();
        let fits = || {
            let all = fitting(text, self.jump_candidates(), |candidate| &candidate.text);
            number(&all.first()?.text)
        };
        let steps = number(text)
            .or_else(|| if text.is_empty() { Some(-1) } else { fits() })
            .ok_or("no place visited fits; -1 is the one before, +1 the one after")?;
        if !self.history.all().any(|(there, _)| there == steps) {
            return Err("the list does not reach so far".into());
        }
        let step = if steps < 0 { History::back } else { History::forward };
        self.travel(steps.unsigned_abs(), step, "the list ends here");
        Ok(())
    }

    /// Why there is no other place to go to.
    pub(super) fn without_jumps(&self) -> Option<String> {
        let has_any = self.history.has_past() || self.history.has_future();
        (!has_any).then(|| "nothing was visited yet but this".to_owned())
    }
}
