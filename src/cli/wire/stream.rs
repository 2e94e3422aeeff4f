//! Bytes that make the terminal show cells, with its pen and cursor kept in mind.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use crate::graphics::{PLACEHOLDER, Placeholder};

use super::Depth;
use super::blocks::{Form, Ink, forms};
use super::grid::{self, SEEN_ON_BLANK, Square, State, continues, is_picture, is_preview};
use super::motion::travel;
use super::palette::{channels, difference, nearest};
use super::pen::{Need, Pen, change, put};

/// Unchanged cells that may be written again instead of a command that skips them.
const MOST_REWRITTEN: usize = 3;
/// Fewer blanks are written as spaces.
const LEAST_ERASED: usize = 4;

/// What goes to the terminal.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) out: Vec<u8>,
    /// What the terminal writes with, if that is known.
    pub(super) pen: Option<Pen>,
    /// Column and row of the cursor, if they are known.
    pub(super) position: Option<(usize, usize)>,
    pub(super) depth: Depth,
    pub(super) tolerance: u8,
}

impl Stream {
    /// Writes the cells of row `y` that are due, either the previews or all others.
    pub(super) fn write_row(&mut self, row: &mut [Square], y: usize, is_last_pass: bool) {
        let mut x = 0;
        while x < row.len() {
            let is_now = row[x].is_due && (is_last_pass || !is_picture(&row[x].cell));
            x += if is_now { self.write(row, x, y) } else { 1 };
        }
    }

    /// Writes the cell at `x`, and more if they are blank; returns how many cells are done.
    fn write(&mut self, row: &mut [Square], x: usize, y: usize) -> usize {
        let blanks = row[x..].iter().take_while(|square| square.is_blank()).count();
        if blanks > 0 {
            let due = row[x..x + blanks].iter().rposition(|square| square.is_due);
            let count = due.map_or(1, |last| last + 1);
            let is_to_end = x + blanks == row.len();
            return self.write_blanks(row, (x, y), count, is_to_end);
        }
        let is_bare = continues(row, x);
        self.go(row, (x, y));
        row[x].is_due = false;
        row[x].state = if is_bare { State::Bare } else { State::Whole };
        let cell = row[x].cell.clone();
        if is_bare {
            self.want(self.need(&cell));
            self.print(PLACEHOLDER);
        } else {
            self.write_cell(&cell);
        }
        let end = x + grid::width(&cell);
        self.position = (is_surely_as_wide(&cell) && end < row.len()).then_some((end, y));
        end - x
    }

    fn write_blanks(
        &mut self,
        row: &mut [Square],
        (x, y): (usize, usize),
        count: usize,
        is_to_end: bool,
    ) -> usize {
        // Where nothing but blanks follows, one command erases them all; else only those that are due are written.
        let due = row[x..x + count].iter().take_while(|square| square.is_due).count();
        let is_erased = is_to_end && count > LEAST_ERASED;
        let count = if is_erased { count } else { due };
        self.go(row, (x, y));
        self.want(Need::BLANK);
        let skip = 2 * (3 + usize::from(count > 9) + usize::from(count > 99));
        if is_erased {
            self.out.extend_from_slice(b"\x1b[K");
        } else if count > skip {
            put(&mut self.out, format_args!("\x1b[{count}X"));
        } else {
            self.out.resize(self.out.len() + count, b' ');
            self.position = (x + count < row.len()).then_some((x + count, y));
        }
        for square in &mut row[x..x + count] {
            square.is_due = false;
        }
        count
    }

    /// Moves the cursor, by writing again what stands between if that is shorter.
    fn go(&mut self, row: &[Square], (x, y): (usize, usize)) {
        let from = self.position.filter(|&(from, of)| of == y && from < x);
        if let (Some((from, _)), Some(pen)) = (from, self.pen) {
            let between = &row[from..x];
            if between.len() <= MOST_REWRITTEN && between.iter().all(|of| may_repeat(of, &pen)) {
                for square in between {
                    self.out.extend_from_slice(square.cell.symbol().as_bytes());
                }
                self.position = Some((x, y));
                return;
            }
        }
        self.move_to((x, y));
    }

    /// Moves the cursor.
    pub(super) fn move_to(&mut self, to: (usize, usize)) {
        travel(&mut self.out, self.position, to);
        self.position = Some(to);
    }

    /// Makes the pen what is needed.
    pub(super) fn want(&mut self, need: Need) {
        self.pen = Some(change(&mut self.out, self.pen, need));
    }

    fn print(&mut self, symbol: char) {
        self.out.extend_from_slice(symbol.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn write_cell(&mut self, cell: &Cell) {
        if is_preview(cell) {
            let best = forms(cell, self.tolerance)
                .into_iter()
                .map(|form| (form, self.need_of(form)))
                .min_by_key(|(form, need)| self.cost(*need) + form.symbol.len_utf8());
            if let Some((form, need)) = best {
                self.want(need);
                return self.print(form.symbol);
            }
        }
        self.want(self.need(cell));
        self.out.extend_from_slice(cell.symbol().as_bytes());
        if grid::has_commands(cell) {
            self.pen = None;
        }
    }

    /// Bytes that change the pen.
    fn cost(&self, need: Need) -> usize {
        let mut command = Vec::new();
        change(&mut command, self.pen, need);
        command.len()
    }

    /// What a form needs, with the pen's colors where they are near enough.
    fn need_of(&self, form: Form) -> Need {
        let pen = self.pen.unwrap_or(Pen::PLAIN);
        Need {
            fg: form.fg.map(|ink| self.ink(ink, pen.fg)),
            bg: form.bg.map(|ink| self.ink(ink, pen.bg)),
            underline: None,
            modifier: Modifier::empty(),
            seen: if form.symbol == ' ' { SEEN_ON_BLANK } else { Modifier::all() },
        }
    }

    /// The color of the pen if it is near enough, or else the one to be set.
    fn ink(&self, ink: Ink, pen: Color) -> Color {
        let Color::Rgb(red, green, blue) = ink.color else { return ink.color };
        let wanted = [red, green, blue];
        let from = |color| channels(color).map(|of| difference(of, wanted));
        let near = nearest(wanted);
        let error = from(near).unwrap_or(u8::MAX);
        let (best, slack) = match self.depth {
            Depth::Indexed => (near, ink.slack.saturating_add(error)),
            Depth::True if error <= ink.slack && ink.slack > 0 => (near, ink.slack),
            Depth::True => (ink.color, ink.slack),
        };
        // The number of an image is no color of the palette.
        let is_usable = self.depth == Depth::True || matches!(pen, Color::Indexed(_));
        let is_near = is_usable && from(pen).is_some_and(|error| error <= slack);
        if is_near { pen } else { best }
    }

    /// What a cell needs if it is written as it is.
    fn need(&self, cell: &Cell) -> Need {
        let is_line = cell.modifier.intersects(SEEN_ON_BLANK);
        let is_ink = cell.symbol() != " " || is_line;
        let is_placeholder = cell.symbol().contains(PLACEHOLDER);
        let underline = is_placeholder || cell.modifier.contains(Modifier::UNDERLINED);
        // The color of a placeholder is the number of its image.
        let fg = if is_placeholder { cell.fg } else { self.shown(cell.fg) };
        Need {
            fg: is_ink.then_some(fg),
            bg: Some(self.shown(cell.bg)),
            underline: underline.then(|| match Placeholder::read(cell) {
                Some(_) => cell.underline_color,
                None => self.shown(cell.underline_color),
            }),
            modifier: cell.modifier,
            seen: if is_ink { Modifier::all() } else { SEEN_ON_BLANK },
        }
    }

    /// A color as the terminal is told it.
    fn shown(&self, color: Color) -> Color {
        self.ink(Ink { color, slack: 0 }, Color::Reset)
    }
}

/// Whether the terminal surely moves its cursor by the width of a symbol.
///
/// They do not agree on symbols of several characters, and a picture may leave the cursor anywhere.
fn is_surely_as_wide(cell: &Cell) -> bool {
    cell.symbol().chars().nth(1).is_none() || Placeholder::read(cell).is_some()
}

/// Whether a cell may be written once more without a change of the pen.
fn may_repeat(square: &Square, pen: &Pen) -> bool {
    let cell = &square.cell;
    let is_letter = cell.symbol().len() == 1 && cell.symbol() >= " ";
    let is_space = cell.symbol() == " " && !cell.modifier.intersects(SEEN_ON_BLANK);
    let seen = if is_space { SEEN_ON_BLANK } else { Modifier::all() };
    let same_ink = is_space || cell.fg == pen.fg;
    let same_look = cell.bg == pen.bg && (cell.modifier & seen) == (pen.modifier & seen);
    let needs_no_line = !cell.modifier.contains(Modifier::UNDERLINED);
    let is_shown = square.state == State::Whole && !square.is_due;
    is_shown && is_letter && same_ink && same_look && needs_no_line
}
