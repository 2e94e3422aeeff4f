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

/// What stands before their names, for eyes that see no color and terminals that show none.
const OTHER_MARKS: [&str; OTHERS.len()] = ["●", "▲", "■", "▼", "♠"];
/// What stands before the reference's name.
const REFERENCE_MARK: &str = "★";

/// Position of a recording among the others than the reference; `None` for that.
fn among_others(app: &App, recording: RecordingId) -> Option<usize> {
    let order = app.order();
    let at = order.iter().position(|id| *id == recording).unwrap_or(0);
    at.checked_sub(1).map(|other| other % OTHERS.len())
}

/// The color of a recording.
pub(super) fn recording(app: &App, recording: RecordingId) -> Style {
    let other = among_others(app, recording).map(|other| OTHERS.get(other));
    let color = other.map_or(Some(&Color::Cyan), |color| color).copied();
    Style::new().fg(color.unwrap_or(Color::Reset))
}

/// What stands before a recording's name: a star for the reference, a shape of its own for each of the next ones.
pub(super) fn mark(app: &App, recording: RecordingId) -> &'static str {
    let other = among_others(app, recording).map(|other| OTHER_MARKS.get(other));
    other.map_or(Some(&REFERENCE_MARK), |mark| mark).copied().unwrap_or(REFERENCE_MARK)
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

/// What is dim on a light ground, on a dark one: how far a terminal goes that is asked for it is its own choice, and kitty
/// goes so far that little of it can be read.
const GRAYS: [u8; 2] = [242, 246];

/// Makes what is dim gray on a ground that is known. Where it has a color of its own it stays dim.
pub(super) fn make_gray(is_light: bool, cells: &mut Buffer) {
    let [on_light, on_dark] = GRAYS;
    let gray = Color::Indexed(if is_light { on_light } else { on_dark });
    for cell in &mut cells.content {
        let is_plain = cell.fg == Color::Reset && cell.bg == Color::Reset;
        if is_plain && cell.modifier.contains(Modifier::DIM) {
            cell.modifier.remove(Modifier::DIM);
            cell.fg = gray;
        }
    }
}

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

    /// The contrast of two luminances. WCAG 2.1, "contrast ratio".
    fn ratio(color: f64, ground: f64) -> f64 {
        (color.max(ground) + 0.05) / (color.min(ground) + 0.05)
    }

    /// The lowest contrast of a palette with a ground of a luminance.
    fn contrast(palette: &Palette, ground: f64) -> f64 {
        let ratios = palette.iter().map(|(_, index)| ratio(luminance(*index), ground));
        ratios.fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn what_is_dim_can_be_read_on_a_ground_that_is_known() {
        for (index, ground) in GRAYS.into_iter().zip([1., 0.]) {
            // xterm: the grays from 232 on are 8 + 10 n.
            let value = f64::from(8 + 10 * (index - 232)) / 255.;
            let gray = ((value + 0.055) / 1.055_f64).powf(2.4);
            assert!(ratio(gray, ground) >= 4.5, "{index}");
        }
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
