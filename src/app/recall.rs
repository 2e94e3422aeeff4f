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

    /// The line before the one that shows, of those that begin with what was typed, as in vim; `None` at the oldest.
    pub(super) fn older(&mut self, now: &str) -> Option<String> {
        let (at, typed) = self.shown.take().unwrap_or((self.lines.len(), now.to_owned()));
        let before = self.lines.iter().take(at);
        let to = before.clone().rposition(|line| line.starts_with(&typed));
        self.shown = Some((to.unwrap_or(at), typed));
        self.lines.get(to?).cloned()
    }

    /// The line after it, at last what was typed; `None` if that shows.
    pub(super) fn newer(&mut self) -> Option<String> {
        let (at, typed) = self.shown.take()?;
        let mut after = self.lines.iter().enumerate().skip(at + 1);
        let Some((to, line)) = after.find(|(_, line)| line.starts_with(&typed)) else {
            return Some(typed);
        };
        self.shown = Some((to, typed));
        Some(line.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_back_through_lines_and_return_to_what_was_typed() {
        let mut recall = Recall::default();
        assert_eq!(recall.older(""), None);
        assert_eq!(recall.newer().as_deref(), Some(""));
        for line in ["17", " sort max ", "", "17"] {
            recall.leave(line);
        }
        assert_eq!(recall.older("").as_deref(), Some("17"), "a line stands there once");
        assert_eq!(recall.older("17").as_deref(), Some("sort max"));
        assert_eq!(recall.older("sort max"), None);
        assert_eq!(recall.newer().as_deref(), Some("17"));
        assert_eq!(recall.newer().as_deref(), Some(""));
        assert_eq!(recall.newer(), None);
    }

    #[test]
    fn what_was_typed_chooses_among_the_lines() {
        let mut recall = Recall::default();
        for line in ["find coat", "17", "find dress", "sort max"] {
            recall.leave(line);
        }
        assert_eq!(recall.older("find ").as_deref(), Some("find dress"));
        assert_eq!(recall.older("find dress").as_deref(), Some("find coat"));
        assert_eq!(recall.older("find coat"), None);
        assert_eq!(recall.newer().as_deref(), Some("find dress"));
        assert_eq!(recall.newer().as_deref(), Some("find "));
        assert_eq!(recall.older("layer "), None);
    }
}
