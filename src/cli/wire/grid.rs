//! What the terminal's cells show, and which of them have to be written.

use ratatui::buffer::{Cell, CellDiffOption, CellWidth};
use ratatui::style::{Color, Modifier};

use crate::graphics::{PIXELS, PLACEHOLDER, Placeholder};

/// What is known of a cell of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Anything may be there.
    Unknown,
    /// It shows what the grid says.
    Whole,
    /// It shows a placeholder that takes row and column from its left neighbor.
    Bare,
    /// It is the right part of a wide character.
    Covered,
}

/// A cell of the terminal.
#[derive(Debug, Clone)]
pub(super) struct Square {
    pub(super) cell: Cell,
    pub(super) state: State,
    /// Whether it is still to be written.
    pub(super) is_due: bool,
}

impl Square {
    fn blank(state: State) -> Self {
        Self { cell: Cell::EMPTY, state, is_due: false }
    }

    /// Whether it shows a space with neither color nor line, or shall show one.
    pub(super) fn is_blank(&self) -> bool {
        self.state == State::Whole && is_bare_space(&self.cell)
    }
}

/// Modifiers that are seen on a space.
pub(super) const SEEN_ON_BLANK: Modifier =
    Modifier::REVERSED.union(Modifier::UNDERLINED).union(Modifier::CROSSED_OUT);

fn is_bare_space(cell: &Cell) -> bool {
    cell.symbol() == " " && cell.bg == Color::Reset && !cell.modifier.intersects(SEEN_ON_BLANK)
}

/// Whether a symbol is more than text: a picture's bytes, after which nobody knows what the terminal shows.
pub(super) fn has_commands(cell: &Cell) -> bool {
    cell.symbol().contains('\u{1b}')
}

/// Cells that a symbol takes.
pub(super) fn width(cell: &Cell) -> usize {
    let is_forced = matches!(cell.diff_option, CellDiffOption::ForcedWidth(_));
    let is_plain = cell.symbol().bytes().all(|byte| byte >= b' ');
    if is_forced || is_plain { usize::from(cell.cell_width()).max(1) } else { 1 }
}

/// Rows of cells; each is as long as it had to be so far.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) rows: Vec<Vec<Square>>,
    /// What is known of cells that no row has yet.
    beyond: State,
    /// Cells of the longest row.
    pub(super) width: usize,
}

impl Grid {
    pub(super) fn unknown() -> Self {
        Self { rows: Vec::new(), beyond: State::Unknown, width: 0 }
    }

    pub(super) fn blank() -> Self {
        Self { rows: Vec::new(), beyond: State::Whole, width: 0 }
    }

    fn grow(&mut self, width: usize, y: usize) {
        if self.rows.len() <= y {
            self.rows.resize_with(y + 1, Vec::new);
        }
        self.width = self.width.max(width);
        let beyond = self.beyond;
        for row in self.rows.iter_mut().filter(|row| row.len() < width) {
            row.resize_with(width, || Square::blank(beyond));
        }
    }

    /// Makes a cell due if the terminal does not show it yet; whatever it covers or uncovers is due as well.
    pub(super) fn put(&mut self, x: usize, y: usize, cell: &Cell) {
        let end = x + width(cell);
        self.grow(end.max(self.width), y);
        let Some(row) = self.rows.get_mut(y) else { return };
        let at_hand = matches!(row[x].state, State::Whole | State::Bare);
        let is_asked = cell.diff_option == CellDiffOption::AlwaysUpdate || has_commands(cell);
        if at_hand && !is_asked && looks_same(&row[x].cell, cell) {
            row[x].cell = cell.clone();
            return;
        }
        uncover(row, x, end);
        let is_due = cell.symbol() != PIXELS;
        row[x] = Square { cell: cell.clone(), state: State::Whole, is_due };
        for covered in &mut row[x + 1..end] {
            *covered = Square::blank(State::Covered);
        }
    }

    /// Makes placeholders due that took their place from a neighbor which is there no more.
    pub(super) fn mend(&mut self) {
        for row in &mut self.rows {
            for x in 0..row.len() {
                let is_orphan = row[x].state == State::Bare && !continues(row, x);
                row[x].is_due |= is_orphan;
            }
        }
    }

    /// Whatever was not written meanwhile may be gone.
    pub(super) fn doubt(&mut self) {
        self.beyond = State::Unknown;
        for square in self.rows.iter_mut().flatten().filter(|square| !square.is_due) {
            // A bare placeholder still has to be mended when its neighbor goes.
            if square.state != State::Bare {
                square.state = State::Unknown;
            }
        }
    }
}

/// Whether the cell at `x` is a placeholder whose left neighbor is the part of the image before it.
pub(super) fn continues(row: &[Square], x: usize) -> bool {
    let Some(left) = x.checked_sub(1).and_then(|left| row.get(left)) else { return false };
    let is_known = matches!(left.state, State::Whole | State::Bare);
    let same_line = row[x].cell.underline_color == left.cell.underline_color;
    let parts = (Placeholder::read(&left.cell), Placeholder::read(&row[x].cell));
    is_known && same_line && matches!(parts, (Some(left), Some(right)) if left.is_before(&right))
}

/// Wide characters that lose a part to the cells from `x` to `end` become blanks, as terminals make them.
fn uncover(row: &mut [Square], x: usize, end: usize) {
    let due = || Square { is_due: true, ..Square::blank(State::Whole) };
    let mut head = x;
    while head > 0 && row[head].state == State::Covered {
        head -= 1;
        row[head + 1] = due();
        if row[head].state != State::Covered {
            row[head] = due();
        }
    }
    let mut tail = end;
    while row.get(tail).is_some_and(|square| square.state == State::Covered) {
        row[tail] = due();
        tail += 1;
    }
}

/// Whether nobody can tell two cells apart.
fn looks_same(shown: &Cell, cell: &Cell) -> bool {
    let is_blank = cell.symbol() == " ";
    let seen = if is_blank { SEEN_ON_BLANK } else { Modifier::all() };
    let same_ink = is_blank && !cell.modifier.intersects(SEEN_ON_BLANK);
    shown.symbol() == cell.symbol()
        && shown.bg == cell.bg
        && (shown.modifier & seen) == (cell.modifier & seen)
        && (same_ink || (shown.fg == cell.fg && shown.underline_color == cell.underline_color))
}

/// Whether a cell shows something of a picture, which comes after the text.
pub(super) fn is_picture(cell: &Cell) -> bool {
    cell.symbol().starts_with(PLACEHOLDER) || is_preview(cell)
}

/// Whether a cell is part of a coarse look at a picture.
pub(super) fn is_preview(cell: &Cell) -> bool {
    let first = cell.symbol().chars().next().unwrap_or(' ');
    let is_block = matches!(first, '\u{2580}'..='\u{259f}' | '\u{1fb00}'..='\u{1fb3b}');
    let is_colored = |color| matches!(color, Color::Rgb(..));
    first != PLACEHOLDER && (is_colored(cell.bg) || (is_block && is_colored(cell.fg)))
}
