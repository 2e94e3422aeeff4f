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

/// Before the recording that leads.
pub(super) const LEAD: &str = "▶";

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
    (Color::Cyan, 23),
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

/// For a light ground: told apart by lightness and by blue against yellow, whatever else an eye confuses.
const COLOR_BLIND_LIGHT: Palette = [
    (Color::Cyan, 25),
    (Color::Yellow, 130),
    (Color::Magenta, 126),
    (Color::Green, 29),
    (Color::Blue, 17),
    (Color::Red, 88),
];

/// Gives the cells the colors of a theme. What has colors of its own – pictures, maps, marks under pixels – keeps them:
/// nothing else is one of the terminal's sixteen.
pub(super) fn apply(theme: Theme, cells: &mut Buffer) {
    let recolor: &dyn Fn(&mut Cell) = match theme {
        Theme::Terminal => return,
        Theme::Dark => &|cell| from_palette(&DARK, cell),
        Theme::Light => &|cell| from_palette(&LIGHT, cell),
        Theme::ColorBlind => &|cell| from_palette(&COLOR_BLIND, cell),
        Theme::ColorBlindOnLight => &|cell| from_palette(&COLOR_BLIND_LIGHT, cell),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Luminance of one of the 256 colors from 16 on: a cube of 6 by 6 by 6, as xterm has it. WCAG 2.1, "relative luminance".
    fn luminance(index: u8) -> f64 {
        let at = index - 16;
        let channel = |level: u8| {
            let value = if level == 0 { 0. } else { f64::from(55 + 40 * level) / 255. };
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055_f64).powf(2.4) }
        };
        0.2126 * channel(at / 36) + 0.7152 * channel(at / 6 % 6) + 0.0722 * channel(at % 6)
    }

    /// The lowest contrast of a palette with a ground of a luminance. WCAG 2.1, "contrast ratio".
    fn contrast(palette: &Palette, ground: f64) -> f64 {
        let ratio = |(_, index): &(Color, u8)| {
            let color = luminance(*index);
            (color.max(ground) + 0.05) / (color.min(ground) + 0.05)
        };
        palette.iter().map(ratio).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn colors_are_read_without_effort_on_their_ground() {
        for (palette, ground) in
            [(&DARK, 0.), (&COLOR_BLIND, 0.), (&LIGHT, 1.), (&COLOR_BLIND_LIGHT, 1.)]
        {
            let contrast = contrast(palette, ground);
            assert!(contrast >= 4.5, "{contrast:.2} {palette:?}");
        }
    }

    #[test]
    fn no_two_colors_of_a_palette_are_the_same() {
        for palette in [DARK, LIGHT, COLOR_BLIND, COLOR_BLIND_LIGHT] {
            let mut indexes = palette.map(|(_, index)| index).to_vec();
            indexes.sort_unstable();
            indexes.dedup();
            assert_eq!(indexes.len(), palette.len(), "{palette:?}");
        }
    }
}
