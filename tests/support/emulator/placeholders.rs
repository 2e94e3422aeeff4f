//! Cells that stand for parts of kitty's images.

use super::grid::{Cell, Color, Grid};

/// The character.
pub(crate) const PLACEHOLDER: char = '\u{10EEEE}';

/// The marks of numbers from 0 on, first and last of each run, from kitty's `rowcolumn-diacritics.txt`.
#[rustfmt::skip]
const MARKS: [(u32, u32); 86] = [
    (0x0305, 0x0305), (0x030D, 0x030E), (0x0310, 0x0310), (0x0312, 0x0312), (0x033D, 0x033F),
    (0x0346, 0x0346), (0x034A, 0x034C), (0x0350, 0x0352), (0x0357, 0x0357), (0x035B, 0x035B),
    (0x0363, 0x036F), (0x0483, 0x0487), (0x0592, 0x0595), (0x0597, 0x0599), (0x059C, 0x05A1),
    (0x05A8, 0x05A9), (0x05AB, 0x05AC), (0x05AF, 0x05AF), (0x05C4, 0x05C4), (0x0610, 0x0617),
    (0x0657, 0x065B), (0x065D, 0x065E), (0x06D6, 0x06DC), (0x06DF, 0x06E2), (0x06E4, 0x06E4),
    (0x06E7, 0x06E8), (0x06EB, 0x06EC), (0x0730, 0x0730), (0x0732, 0x0733), (0x0735, 0x0736),
    (0x073A, 0x073A), (0x073D, 0x073D), (0x073F, 0x0741), (0x0743, 0x0743), (0x0745, 0x0745),
    (0x0747, 0x0747), (0x0749, 0x074A), (0x07EB, 0x07F1), (0x07F3, 0x07F3), (0x0816, 0x0819),
    (0x081B, 0x0823), (0x0825, 0x0827), (0x0829, 0x082D), (0x0951, 0x0951), (0x0953, 0x0954),
    (0x0F82, 0x0F83), (0x0F86, 0x0F87), (0x135D, 0x135F), (0x17DD, 0x17DD), (0x193A, 0x193A),
    (0x1A17, 0x1A17), (0x1A75, 0x1A7C), (0x1B6B, 0x1B6B), (0x1B6D, 0x1B73), (0x1CD0, 0x1CD2),
    (0x1CDA, 0x1CDB), (0x1CE0, 0x1CE0), (0x1DC0, 0x1DC1), (0x1DC3, 0x1DC9), (0x1DCB, 0x1DCC),
    (0x1DD1, 0x1DE6), (0x1DFE, 0x1DFE), (0x20D0, 0x20D1), (0x20D4, 0x20D7), (0x20DB, 0x20DC),
    (0x20E1, 0x20E1), (0x20E7, 0x20E7), (0x20E9, 0x20E9), (0x20F0, 0x20F0), (0x2CEF, 0x2CF1),
    (0x2DE0, 0x2DFF), (0xA66F, 0xA66F), (0xA67C, 0xA67D), (0xA6F0, 0xA6F1), (0xA8E0, 0xA8F1),
    (0xAAB0, 0xAAB0), (0xAAB2, 0xAAB3), (0xAAB7, 0xAAB8), (0xAABE, 0xAABF), (0xAAC1, 0xAAC1),
    (0xFE20, 0xFE26), (0x10A0F, 0x10A0F), (0x10A38, 0x10A38), (0x1D185, 0x1D189), (0x1D1AA, 0x1D1AD),
    (0x1D242, 0x1D244),
];

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) image: u32,
    /// 0 for any.
    pub(super) placement: u32,
    pub(super) column: u16,
    pub(super) row: u16,
}

/// The number that a combining character stands for.
fn number(mark: char) -> Option<u16> {
    let mut before = 0;
    for (first, last) in MARKS {
        if (first..=last).contains(&u32::from(mark)) {
            return u16::try_from(before + u32::from(mark) - first).ok();
        }
        before += last - first + 1;
    }
    None
}

/// The combining character of a number up to 296.
pub(crate) fn mark(number: u16) -> Option<char> {
    let mut left = u32::from(number);
    for (first, last) in MARKS {
        if left <= last - first {
            return char::from_u32(first + left);
        }
        left -= last - first + 1;
    }
    None
}

fn id(color: Color) -> u32 {
    match color {
        Color::Default => 0,
        Color::Indexed(index) => u32::from(index),
        Color::Rgb(red, green, blue) => u32::from_be_bytes([0, red, green, blue]),
    }
}

/// The parts in a line, column by column: `None` if a cell is no placeholder, an error if nobody can say which part.
/// A cell without marks goes on from the one at its left if that has the same colors.
pub(super) fn parts(grid: &Grid, y: u16) -> Vec<Option<Result<Part, ()>>> {
    let mut parts = Vec::new();
    let mut left: Option<(&Cell, Part)> = None;
    for x in 0..grid.width {
        let cell = grid.cell(x, y);
        let part = cell.symbol.strip_prefix(PLACEHOLDER).map(|marks| {
            let colors = |cell: &Cell| (cell.pen.foreground, cell.pen.underline);
            let left = left.filter(|(other, _)| colors(other) == colors(cell));
            part(cell, marks, left.map(|(_, part)| part)).ok_or(())
        });
        left = part.and_then(Result::ok).map(|part| (cell, part));
        parts.push(part);
    }
    parts
}

fn part(cell: &Cell, marks: &str, left: Option<Part>) -> Option<Part> {
    let numbers: Option<Vec<u16>> = marks.chars().map(number).collect();
    let low = id(cell.pen.foreground);
    let placement = id(cell.pen.underline);
    let high = |part: Part| part.image & 0xFF00_0000;
    let next = |part: Part| part.column + 1;
    let (row, column, high) = match *numbers? {
        [] => left.map(|left| (left.row, next(left), high(left)))?,
        [row] => match left.filter(|left| left.row == row) {
            Some(left) => (row, next(left), high(left)),
            None => (row, 0, 0),
        },
        [row, column] => {
            let left = left.filter(|&left| left.row == row && next(left) == column);
            (row, column, left.map_or(0, high))
        }
        [row, column, high] => (row, column, u32::from(high) << 24),
        _ => return None,
    };
    Some(Part { image: high | low, placement, column, row })
}
