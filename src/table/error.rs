//! What is wrong with an expression or a list of columns that somebody typed, and where.

use std::fmt;

use unicode_width::UnicodeWidthStr;

use crate::text::printable;

/// Cells of the text that are shown to either side of a fault.
const AROUND: usize = 30;
/// Characters of a wrong word that are repeated.
const WORD: usize = 40;

/// A text that could not be read: what is wrong at which character, and what may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// Characters (not bytes) before the fault; the length of the text when something is missing at its end.
    pub position: usize,
    /// What is wrong or was expected, safe to show.
    pub message: String,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

impl ParseError {
    /// A fault without a suggestion.
    pub(super) fn new(position: usize, message: impl Into<String>) -> Self {
        Self { position, message: message.into(), suggestion: None }
    }

    /// The same with what may have been meant.
    pub(super) fn meaning(self, suggestion: Option<&str>) -> Self {
        Self { suggestion: suggestion.map(str::to_owned), ..self }
    }

    /// Two lines: the part of the text around the fault, and a caret under it.
    pub fn caret(&self, text: &str) -> String {
        let characters: Vec<char> = text.chars().collect();
        let position = self.position.min(characters.len());
        let start = position.saturating_sub(AROUND);
        let end = (position + AROUND).min(characters.len());
        let show = |range: std::ops::Range<usize>| {
            let part = characters.get(range).unwrap_or_default();
            let one_line = part.iter().map(|letter| if *letter == '\n' { ' ' } else { *letter });
            printable(&one_line.collect::<String>())
        };
        let left = if start > 0 { "…" } else { "" };
        let right = if end < characters.len() { "…" } else { "" };
        let before = format!("{left}{}", show(start..position));
        let indent = " ".repeat(before.width());
        format!("{before}{}{right}\n{indent}^", show(position..end))
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean {suggestion}?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParseError {}

/// A word of the user in backticks, cut where it is long.
pub(super) fn quoted(word: &str) -> String {
    let mut shown: String = word.chars().take(WORD).collect();
    if word.chars().nth(WORD).is_some() {
        shown.push('…');
    }
    format!("`{}`", printable(&shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_fault() {
        let error = ParseError::new(3, "");
        assert_eq!(error.caret("猫 = ?"), "猫 = ?\n    ^");
        assert_eq!(ParseError::new(9, "").caret("max >"), "max >\n     ^");
    }

    #[test]
    fn of_a_long_text_the_surroundings_are_shown() {
        let text = "(".repeat(1_000_000);
        let shown = ParseError::new(64, "").caret(&text);
        assert_eq!(shown.lines().next().map(|line| line.chars().count()), Some(62));
        assert_eq!(shown.lines().last().map(str::len), Some(32));
    }

    #[test]
    fn a_control_character_is_not_repeated_as_it_is() {
        assert_eq!(quoted("\x1b[2J"), "`\\u{1b}[2J`");
        assert_eq!(quoted(&"a".repeat(50)), format!("`{}…`", "a".repeat(40)));
        assert!(!ParseError::new(1, "").caret("a\x1b\n").contains('\x1b'));
    }
}
