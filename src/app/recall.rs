//! Lines typed behind `:` before, for the arrows up and down.

/// More lines than this are forgotten, the oldest first.
const MOST_LINES: usize = 1000;

/// The lines of this start of the program, those given up as well: nothing that was typed is lost.
#[derive(Debug, Default)]
pub(super) struct Recall {
    lines: Vec<String>,
    /// The line that the prompt shows, and what was typed before the first arrow.
    shown: Option<(usize, String)>,
}

impl Recall {
    /// Remembers a line that was left.
    pub(super) fn leave(&mut self, line: &str) {
        self.shown = None;
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        self.lines.retain(|other| other != line);
        if self.lines.len() >= MOST_LINES {
            self.lines.remove(0);
        }
        self.lines.push(line.to_owned());
    }

    /// A line was changed: the arrows start from it.
    pub(super) fn forget_place(&mut self) {
        self.shown = None;
    }

    /// The line before the one that shows; `None` at the oldest.
    pub(super) fn older(&mut self, now: &str) -> Option<String> {
        let (at, typed) = self.shown.take().unwrap_or((self.lines.len(), now.to_owned()));
        let to = at.saturating_sub(1);
        self.shown = Some((to, typed));
        self.lines.get(to).filter(|_| at > 0).cloned()
    }

    /// The line after it, at last what was typed; `None` if that shows.
    pub(super) fn newer(&mut self) -> Option<String> {
        let (at, typed) = self.shown.take()?;
        let Some(line) = self.lines.get(at + 1) else { return Some(typed) };
        self.shown = Some((at + 1, typed));
        Some(line.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_back_through_lines_and_return_to_what_was_typed() {
        let mut recall = Recall::default();
        assert_eq!(recall.older("typed"), None);
        assert_eq!(recall.newer().as_deref(), Some("typed"));
        for line in ["17", " sort max ", "", "17"] {
            recall.leave(line);
        }
        assert_eq!(recall.older("typed").as_deref(), Some("17"), "a line stands there once");
        assert_eq!(recall.older("17").as_deref(), Some("sort max"));
        assert_eq!(recall.older("sort max"), None);
        assert_eq!(recall.newer().as_deref(), Some("17"));
        assert_eq!(recall.newer().as_deref(), Some("typed"));
        assert_eq!(recall.newer(), None);
    }
}
