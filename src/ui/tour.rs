//! The tour of the demo: a few rows of words above the pane.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, rows, split_top};
use super::theme;
use crate::app::App;
use crate::text::printable;

/// Rows that the words take at most, and that they leave to the pane at least.
const MOST_ROWS: usize = 4;
const LEAST_PANE: u16 = 12;

/// Draws the step of the tour, if there is one, at the top of an area; returns what is left.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, app: &App) -> Rect {
    let Some((number, words)) = app.tour() else { return area };
    let number = format!(" {number} ");
    let width = usize::from(area.width).saturating_sub(number.width() + 2);
    let lines = wrapped(&printable(&words), width);
    // The pane stays where it is from step to step.
    let most = app.tour_words().map(|words| wrapped(&printable(&words), width).len()).max();
    let most = most.unwrap_or(0);
    let height = u16::try_from(most).unwrap_or(u16::MAX);
    if most > MOST_ROWS || area.height < height.saturating_add(LEAST_PANE) {
        return area;
    }
    let (top, rest) = split_top(area, height);
    for (at, (row, text)) in rows(top).zip(lines).enumerate() {
        let before = match at {
            0 => Span::styled(number.clone(), theme::cursor()),
            _ => Span::raw(" ".repeat(number.width())),
        };
        canvas
            .line(row, Line::from(vec![before, Span::raw(" "), Span::styled(text, theme::bold())]));
    }
    rest
}

/// A text in lines of at most so many cells, broken between words.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_long_words_stand_alone() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a incomparable b", 3), ["a", "incomparable", "b"]);
        assert!(wrapped(" ", 3).is_empty());
    }
}
