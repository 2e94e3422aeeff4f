//! The screen while recordings are being opened.

use ratatui::Frame;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::bars::bar;
use super::canvas::{cut, padded, rows};
use super::theme;

/// A recording on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// Its name.
    pub name: String,
    /// The share that is done, 0 to 1; `None` while nobody knows.
    pub share: Option<f64>,
}

/// Draws how far each recording is.
pub fn draw_opening(frame: &mut Frame<'_>, recordings: &[Opening]) {
    let area = frame.area();
    let width = usize::from(area.width);
    let longest = recordings.iter().map(|recording| recording.name.width()).max().unwrap_or(0);
    let name_width = longest.min(width / 2);
    let bar_width = width.saturating_sub(name_width + 12).min(40);
    let cells = frame.buffer_mut();
    let lines = recordings.iter().map(|recording| {
        let name = padded(&cut(&recording.name, name_width), name_width);
        let bar = padded(&bar(recording.share.unwrap_or(0.), 1., bar_width), bar_width);
        let percent = recording
            .share
            .map_or_else(|| theme::UNDEFINED.to_owned(), |share| format!("{:.0} %", share * 100.));
        Line::raw(format!(" {name}  {bar} {percent:>5}"))
    });
    let title = std::iter::once(Line::styled(" opening…   q quits", theme::dim()));
    for (row, line) in rows(area).zip(title.chain(lines)) {
        ratatui::widgets::Widget::render(line, row, cells);
    }
}
