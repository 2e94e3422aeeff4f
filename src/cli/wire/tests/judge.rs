//! A terminal that is fed with the wire's bytes, and how its cells compare with a buffer's.

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use super::super::grid::SEEN_ON_BLANK;

pub(super) struct Screen {
    parser: vt100::Parser,
}

impl Screen {
    pub(super) fn new(area: Rect) -> Self {
        Self { parser: vt100::Parser::new(area.height, area.width, 0) }
    }

    pub(super) fn read(&mut self, bytes: &[u8]) {
        self.parser.process(bytes);
    }

    /// The cell as it is.
    pub(super) fn cell(&self, x: u16, y: u16) -> &vt100::Cell {
        self.parser.screen().cell(y, x).unwrap()
    }

    /// Holds every cell against that of `buffer`.
    pub(super) fn check(&self, buffer: &Buffer) {
        for y in 0..buffer.area.height {
            let mut x = 0;
            while x < buffer.area.width {
                let wanted = &buffer[(x, y)];
                let shown = self.cell(x, y);
                assert_eq!(seen(shown), expected(wanted), "at {x}, {y}");
                x += wanted.cell_width().max(1);
            }
        }
    }
}

type Seen = (String, Option<vt100::Color>, vt100::Color, [bool; 5]);

fn seen(cell: &vt100::Cell) -> Seen {
    let text = if cell.contents().is_empty() { " " } else { cell.contents() };
    // Ink is not seen where there is none.
    let is_ink = text != " " || cell.underline() || cell.inverse();
    let (bold, dim, italic) =
        if text == " " { Default::default() } else { (cell.bold(), cell.dim(), cell.italic()) };
    let modifiers = [bold, dim, italic, cell.underline(), cell.inverse()];
    // A full block hides what is behind it.
    let is_full = text == "█" && modifiers == [false; 5] && is_painted(cell.fgcolor());
    let bg = if is_full { cell.fgcolor() } else { cell.bgcolor() };
    let text = if is_full { " " } else { text };
    (text.to_owned(), (is_ink && !is_full).then(|| cell.fgcolor()), bg, modifiers)
}

fn is_painted(color: vt100::Color) -> bool {
    color != vt100::Color::Default
}

fn expected(cell: &Cell) -> Seen {
    let text = cell.symbol();
    let is_ink = text != " " || cell.modifier.intersects(SEEN_ON_BLANK);
    let has = |modifier, is_seen: bool| is_seen && cell.modifier.contains(modifier);
    let modifiers = [
        has(Modifier::BOLD, text != " "),
        has(Modifier::DIM, text != " "),
        has(Modifier::ITALIC, text != " "),
        has(Modifier::UNDERLINED, true),
        has(Modifier::REVERSED, true),
    ];
    let (fg, bg) = (color(cell.fg), color(cell.bg));
    let is_full = text == "█" && modifiers == [false; 5] && is_painted(fg);
    let text = if is_full { " " } else { text };
    (text.to_owned(), (is_ink && !is_full).then_some(fg), if is_full { fg } else { bg }, modifiers)
}

fn color(color: Color) -> vt100::Color {
    match color {
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Red => vt100::Color::Idx(1),
        Color::Gray => vt100::Color::Idx(7),
        Color::DarkGray => vt100::Color::Idx(8),
        Color::White => vt100::Color::Idx(15),
        _ => vt100::Color::Default,
    }
}
