//! Colors and styles: the terminal's own sixteen, one for each recording everywhere.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};

use crate::app::{App, Theme};
use crate::ids::RecordingId;

/// Colors of the recordings other than the reference, by position.
const OTHERS: [Color; 5] = [Color::Yellow, Color::Magenta, Color::Green, Color::Blue, Color::Red];

/// What stands before a wrongly predicted picture's caption, for eyes that see no red.
pub(super) const WRONG: &str = "✗";
/// A marked image.
pub(super) const MARKED: &str = "◆";
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

/// Colors of a theme in place of the terminal's own, among its 256: those of the recordings in their order, of which
/// the last stands for what is wrong, too.
type Palette = [(Color, u8); 6];

/// Bright on a dark ground.
const DARK: Palette = [
    (Color::Cyan, 80),
    (Color::Yellow, 221),
    (Color::Magenta, 177),
    (Color::Green, 114),
    (Color::Blue, 75),
    (Color::Red, 203),
];
/// Dark on a light ground.
const LIGHT: Palette = [
    (Color::Cyan, 30),
    (Color::Yellow, 94),
    (Color::Magenta, 90),
    (Color::Green, 28),
    (Color::Blue, 25),
    (Color::Red, 124),
];
/// As near as 256 colors come to those of Okabe and Ito (2008), "Color Universal Design".
const COLOR_BLIND: Palette = [
    (Color::Cyan, 74),
    (Color::Yellow, 214),
    (Color::Magenta, 175),
    (Color::Green, 36),
    (Color::Blue, 33),
    (Color::Red, 166),
];

/// Gives the cells the colors of a theme. What has colors of its own – pictures, maps, marks under pixels – keeps them:
/// nothing else is one of the terminal's sixteen.
pub(super) fn apply(theme: Theme, cells: &mut Buffer) {
    let recolor: &dyn Fn(&mut Cell) = match theme {
        Theme::Terminal => return,
        Theme::Dark => &|cell| from_palette(&DARK, cell),
        Theme::Light => &|cell| from_palette(&LIGHT, cell),
        Theme::ColorBlind => &|cell| from_palette(&COLOR_BLIND, cell),
        Theme::Plain => &|cell| {
            without_color(cell);
        },
        Theme::HighContrast => &|cell| {
            if without_color(cell) {
                cell.modifier.insert(Modifier::BOLD);
            }
            cell.modifier.remove(Modifier::DIM);
        },
    };
    cells.content.iter_mut().for_each(recolor);
}

fn from_palette(palette: &Palette, cell: &mut Cell) {
    for color in [&mut cell.fg, &mut cell.bg] {
        if let Some((_, index)) = palette.iter().find(|(named, _)| named == color) {
            *color = Color::Indexed(*index);
        }
    }
}

/// Takes the color of a recording away; whether there was one.
fn without_color(cell: &mut Cell) -> bool {
    let is_named = |color: Color| DARK.iter().any(|(named, _)| *named == color);
    let had_color = is_named(cell.fg) || is_named(cell.bg);
    for color in [&mut cell.fg, &mut cell.bg] {
        if is_named(*color) {
            *color = Color::Reset;
        }
    }
    had_color
}
