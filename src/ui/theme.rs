//! Colors and styles: the terminal's own sixteen, one for each recording everywhere.

use ratatui::style::{Color, Modifier, Style};

use crate::app::App;
use crate::ids::RecordingId;

/// Colors of the recordings other than the reference, by position.
const OTHERS: [Color; 5] = [Color::Yellow, Color::Magenta, Color::Green, Color::Blue, Color::Red];

/// What stands before a wrongly predicted picture's caption, for eyes that see no red.
pub(super) const WRONG: &str = "✗";
/// What stands for a value that is not defined.
pub(super) const UNDEFINED: &str = "–";
/// What marks the cursor, visible without color.
pub(super) const CURSOR: &str = "▸";

/// What marks the selected item of a list that the cursor is not in.
pub(super) const SELECTED: &str = "•";

/// The color of a recording.
pub(super) fn recording(app: &App, recording: RecordingId) -> Style {
    let order = app.order();
    let at = order.iter().position(|id| *id == recording).unwrap_or(0);
    let color = match at.checked_sub(1) {
        None => Color::Cyan,
        Some(other) => OTHERS.get(other % OTHERS.len()).copied().unwrap_or(Color::Reset),
    };
    Style::new().fg(color)
}

/// What stands before a recording's name: a star for the reference.
pub(super) fn mark(app: &App, recording: RecordingId) -> &'static str {
    if recording == app.set().reference { "★" } else { "●" }
}

/// Words that explain.
pub(super) fn dim() -> Style {
    Style::new().add_modifier(Modifier::DIM)
}

/// Titles.
pub(super) fn bold() -> Style {
    Style::new().add_modifier(Modifier::BOLD)
}

/// What is wrong.
pub(super) fn wrong() -> Style {
    Style::new().fg(Color::Red)
}

/// What is under the cursor.
pub(super) fn cursor() -> Style {
    Style::new().add_modifier(Modifier::REVERSED)
}
