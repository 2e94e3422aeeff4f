//! The page of details: names at the left, texts beside them, wrapped.

use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::canvas::padded;
use super::overlay::wrap;
use super::theme;
use crate::app::App;
use crate::text::printable;

/// Cells of a name at least and at most; a longer one pushes its text to the right.
const NAME: std::ops::RangeInclusive<usize> = 8..=20;

/// All lines of the page.
pub(super) fn lines(app: &App, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for part in app.details() {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::styled(format!(" {}", printable(&part.title)), theme::bold()));
        let safe = part.lines.iter().map(|(name, text)| (printable(name), printable(text)));
        let safe: Vec<(String, String)> = safe.collect();
        let longest = safe.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
        let room = longest.clamp(*NAME.start(), *NAME.end());
        for (name, text) in safe {
            let name = if name.width() > room { name } else { padded(&name, room) };
            let wrapped = wrap(&format!("  {name}"), &text, width).into_iter();
            lines.extend(wrapped.map(|line| Line::raw(format!(" {line}"))));
        }
    }
    lines
}
