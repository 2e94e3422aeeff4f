//! The ways to draw one and the same block: colors exchanged, or a single color where both are alike.

use ratatui::buffer::Cell;
use ratatui::style::Color;

use super::palette::{channels, difference};
use crate::graphics::{sextant, sextant_pattern};

/// A color that is wanted, and by how much each channel may differ from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ink {
    pub(super) color: Color,
    pub(super) slack: u8,
}

/// A symbol with what it needs of the colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) symbol: char,
    pub(super) fg: Option<Ink>,
    pub(super) bg: Option<Ink>,
}

/// All forms of a cell of blocks or of a colored space, the wanted one first; none for any other cell.
pub(super) fn forms(cell: &Cell, tolerance: u8) -> Vec<Form> {
    let mut symbol = cell.symbol().chars();
    let (Some(first), None) = (symbol.next(), symbol.next()) else { return Vec::new() };
    let Some(opposite) = opposite(first).filter(|_| cell.modifier.is_empty()) else {
        return Vec::new();
    };
    let ink = |color| Ink { color, slack: tolerance };
    match first {
        ' ' => return solid(ink(cell.bg)),
        '█' => return solid(ink(cell.fg)),
        _ => {}
    }
    if cell.fg == cell.bg {
        return solid(ink(cell.fg));
    }
    let (fg, bg) = (ink(cell.fg), ink(cell.bg));
    let mut forms = vec![Form { symbol: first, fg: Some(fg), bg: Some(bg) }];
    // The terminal's own colors of text and background are not the same.
    if cell.fg != Color::Reset && cell.bg != Color::Reset {
        forms.push(Form { symbol: opposite, fg: Some(bg), bg: Some(fg) });
        forms.extend(mean(cell, tolerance).into_iter().flat_map(solid));
    }
    forms
}

/// One color all over the cell.
fn solid(ink: Ink) -> Vec<Form> {
    let space = Form { symbol: ' ', fg: None, bg: Some(ink) };
    let full = Form { symbol: '█', fg: Some(ink), bg: None };
    // The terminal's own color of text is none of the background's, and the other way round.
    if ink.color == Color::Reset { Vec::new() } else { vec![space, full] }
}

/// The color between both of a cell, if neither differs from it by more than the tolerance.
fn mean(cell: &Cell, tolerance: u8) -> Option<Ink> {
    let (fg, bg) = (channels(cell.fg)?, channels(cell.bg)?);
    let half = difference(fg, bg).div_ceil(2);
    let slack = tolerance.checked_sub(half)?;
    let [red, green, blue] = [0, 1, 2].map(|channel| fg[channel].midpoint(bg[channel]));
    Some(Ink { color: Color::Rgb(red, green, blue), slack })
}

/// The block that covers what `block` leaves free.
fn opposite(block: char) -> Option<char> {
    Some(match block {
        ' ' => '█',
        '█' => ' ',
        '▀' => '▄',
        '▄' => '▀',
        '▌' => '▐',
        '▐' => '▌',
        '▘' => '▟',
        '▟' => '▘',
        '▝' => '▙',
        '▙' => '▝',
        '▖' => '▜',
        '▜' => '▖',
        '▗' => '▛',
        '▛' => '▗',
        '▚' => '▞',
        '▞' => '▚',
        '\u{1fb00}'..='\u{1fb3b}' => sextant(63 - sextant_pattern(block)?)?,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opposite_of_the_opposite_is_the_block() {
        for block in ('\u{2580}'..='\u{259f}').chain('\u{1fb00}'..='\u{1fb3b}') {
            let Some(other) = opposite(block) else { continue };
            assert_eq!(opposite(other), Some(block), "{block}");
        }
    }

    #[test]
    fn opposite_of_a_sextant_has_the_other_parts() {
        // 1 against 23456, the left column but its lowest part against the rest.
        assert_eq!(opposite('\u{1fb00}'), Some('\u{1fb3b}'));
    }
}
