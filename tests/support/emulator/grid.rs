//! The cells of a screen and the cursor in them.

use std::ops::Range;

use image::{RgbaImage, imageops};
use unicode_width::UnicodeWidthChar;

/// A color of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Color {
    /// That of the terminal.
    #[default]
    Default,
    /// One of 256.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

impl Color {
    /// Red, green and blue; `usual` for that of the terminal.
    pub(super) fn rgb(self, usual: [u8; 3]) -> [u8; 3] {
        match self {
            Self::Default => usual,
            Self::Rgb(red, green, blue) => [red, green, blue],
            Self::Indexed(index @ 0..16) => {
                let level = |bit: u8| match (index & bit != 0, index >= 8) {
                    (true, true) => 255,
                    (true, false) => 205,
                    (false, _) => 0,
                };
                [level(1), level(2), level(4)]
            }
            Self::Indexed(index @ 16..232) => {
                let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
                let index = index - 16;
                [level(index / 36), level(index / 6 % 6), level(index % 6)]
            }
            Self::Indexed(index) => [8 + 10 * (index - 232); 3],
        }
    }
}

/// How characters are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Pen {
    pub(crate) foreground: Color,
    pub(crate) background: Color,
    pub(crate) underline: Color,
    pub(crate) is_reversed: bool,
    pub(crate) is_bold: bool,
}

/// A character cell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    /// A character with its combining marks; empty in the second half of a wide one and where nothing was printed.
    pub(crate) symbol: String,
    /// Its colors.
    pub(crate) pen: Pen,
    /// Pixels that sixel or iTerm2 have laid over it.
    pub(crate) tile: Option<RgbaImage>,
}

/// Where the next character goes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cursor {
    pub(super) x: u16,
    pub(super) y: u16,
    pub(super) pen: Pen,
    /// The last column was printed; the next character goes to the next line.
    wraps: bool,
}

/// The cells of a screen.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) cursor: Cursor,
    pub(super) saved: Cursor,
    cells: Vec<Cell>,
    /// Where the last character went, for combining marks.
    last: Option<(u16, u16)>,
    /// How often everything moved up a line.
    pub(super) scrolled: usize,
}

impl Grid {
    pub(super) fn new(width: u16, height: u16) -> Self {
        let cells = vec![Cell::default(); usize::from(width) * usize::from(height)];
        let (cursor, saved) = (Cursor::default(), Cursor::default());
        Self { width, height, cursor, saved, cells, last: None, scrolled: 0 }
    }

    /// The same cells in another size; what does not fit is lost.
    pub(super) fn resized(&self, width: u16, height: u16) -> Self {
        let mut grid = Self::new(width, height);
        for y in 0..height.min(self.height) {
            for x in 0..width.min(self.width) {
                *grid.cell_mut(x, y) = self.cell(x, y).clone();
            }
        }
        grid.cursor.pen = self.cursor.pen;
        grid.move_to(self.cursor.x, self.cursor.y);
        grid
    }

    fn at(&self, x: u16, y: u16) -> usize {
        usize::from(y) * usize::from(self.width) + usize::from(x)
    }

    pub(super) fn cell(&self, x: u16, y: u16) -> &Cell {
        &self.cells[self.at(x, y)]
    }

    fn cell_mut(&mut self, x: u16, y: u16) -> &mut Cell {
        let at = self.at(x, y);
        &mut self.cells[at]
    }

    /// The text of a line.
    pub(super) fn line(&self, y: u16) -> String {
        let mut line = String::new();
        let mut is_covered = false;
        for x in 0..self.width {
            let symbol = &self.cell(x, y).symbol;
            if symbol.is_empty() && !is_covered {
                line.push(' ');
            }
            line.push_str(symbol);
            is_covered = width_of(symbol) == 2;
        }
        line.truncate(line.trim_end().len());
        line
    }

    pub(super) fn move_to(&mut self, x: u16, y: u16) {
        self.cursor.x = x.min(self.width.saturating_sub(1));
        self.cursor.y = y.min(self.height.saturating_sub(1));
        self.cursor.wraps = false;
        self.last = None;
    }

    pub(super) fn print(&mut self, character: char) {
        let width = u16::try_from(character.width().unwrap_or(0)).unwrap_or(0);
        if width == 0 {
            if let Some((x, y)) = self.last {
                self.cell_mut(x, y).symbol.push(character);
            }
            return;
        }
        if self.cursor.wraps || self.cursor.x + width > self.width {
            self.cursor.x = 0;
            self.line_feed();
        }
        let (x, y, pen) = (self.cursor.x, self.cursor.y, self.cursor.pen);
        // Half a wide character is nothing.
        if x > 0 && self.cell(x, y).symbol.is_empty() && width_of(&self.cell(x - 1, y).symbol) == 2
        {
            " ".clone_into(&mut self.cell_mut(x - 1, y).symbol);
        }
        *self.cell_mut(x, y) = Cell { symbol: character.to_string(), pen, tile: None };
        if width == 2 && x + 1 < self.width {
            *self.cell_mut(x + 1, y) = Cell { pen, ..Cell::default() };
        }
        self.last = Some((x, y));
        self.cursor.wraps = x + width >= self.width;
        self.cursor.x = (x + width).min(self.width - 1);
    }

    pub(super) fn line_feed(&mut self) {
        self.cursor.wraps = false;
        self.last = None;
        if self.cursor.y + 1 < self.height {
            self.cursor.y += 1;
        } else {
            self.scrolled += 1;
            self.cells.drain(..usize::from(self.width));
            self.cells.resize(self.at(0, self.height), Cell::default());
        }
    }

    pub(super) fn back(&mut self) {
        self.move_to(self.cursor.x.saturating_sub(1), self.cursor.y);
    }

    /// Empties cells of a line, in the color of the pen.
    pub(super) fn erase_in_line(&mut self, y: u16, columns: Range<u16>) {
        let background = self.cursor.pen.background;
        for x in columns.start..columns.end.min(self.width) {
            let pen = Pen { background, ..Pen::default() };
            *self.cell_mut(x, y) = Cell { pen, ..Cell::default() };
        }
        self.last = None;
    }

    /// Empties lines.
    pub(super) fn erase_lines(&mut self, lines: Range<u16>) {
        for y in lines {
            self.erase_in_line(y, 0..self.width);
        }
    }

    /// Lays pixels over the cells from `(x, y)` on; transparent ones leave what is there.
    pub(super) fn lay(&mut self, (x, y): (u16, u16), pixels: &RgbaImage, cell: (u32, u32)) {
        let columns = pixels.width().div_ceil(cell.0);
        let rows = pixels.height().div_ceil(cell.1);
        for row in 0..rows {
            for column in 0..columns {
                let to = |from: u16, by: u32| u16::try_from(u32::from(from) + by).ok();
                let (Some(x), Some(y)) = (to(x, column), to(y, row)) else { continue };
                if x >= self.width || y >= self.height {
                    continue;
                }
                let (left, top) = (column * cell.0, row * cell.1);
                let part = imageops::crop_imm(pixels, left, top, cell.0, cell.1).to_image();
                let tile = &mut self.cell_mut(x, y).tile;
                let tile = tile.get_or_insert_with(|| RgbaImage::new(cell.0, cell.1));
                imageops::overlay(tile, &part, 0, 0);
            }
        }
    }
}

/// Cells that a symbol takes.
fn width_of(symbol: &str) -> usize {
    symbol.chars().next().and_then(UnicodeWidthChar::width).unwrap_or(0)
}
