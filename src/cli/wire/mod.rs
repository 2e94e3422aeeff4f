//! Cells to bytes: as few as possible, for a slow line to the terminal.
//!
//! A frame lies between [`Wire::begin`] and [`Wire::end`]; its bytes are taken with [`Wire::take`] and written by the
//! caller. Text comes before the previews of pictures, since it is what an eye waits for.

mod blocks;
mod grid;
mod motion;
mod palette;
mod pen;
mod stream;
#[cfg(test)]
mod tests;

use std::io;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use grid::Grid;
use pen::{Need, Pen};
use stream::Stream;

/// Colors that the terminal, or the line to it, bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// All of them.
    True,
    /// The palette of 256.
    Indexed,
}

/// A backend that writes into memory and answers from memory.
#[derive(Debug)]
pub(super) struct Wire {
    grid: Grid,
    stream: Stream,
    /// Whole frames that nobody has taken yet.
    frames: Vec<u8>,
    /// Where the text ends in the frame that is being drawn.
    text_end: usize,
    cursor: Cursor,
    is_synchronized: bool,
}

/// The cursor that the user sees.
#[derive(Debug, Default)]
struct Cursor {
    is_wanted: bool,
    wanted_at: Position,
    /// Whether the terminal shows it, if that is known.
    is_shown: Option<bool>,
    /// Where the last frame left it.
    rests_at: Option<Position>,
}

/// Bytes of pictures that are shown together with the text of a frame; more are an update of their own.
const MOST_BESIDE_TEXT: usize = 2 * 1024;

/// Begin and end of a synchronized update.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

impl Wire {
    /// Nothing is known of the terminal yet.
    pub(super) fn new(depth: Depth) -> Self {
        let stream = Stream { out: Vec::new(), pen: None, position: None, depth, tolerance: 0 };
        Self {
            grid: Grid::unknown(),
            stream,
            frames: Vec::new(),
            text_end: 0,
            cursor: Cursor::default(),
            is_synchronized: true,
        }
    }

    /// Whether frames are synchronized updates. Newer versions of tmux answer each with a whole pane drawn anew, and hand
    /// nothing on until it is.
    pub(super) fn set_synchronized(&mut self, is_synchronized: bool) {
        self.is_synchronized = is_synchronized;
    }

    /// By how much each channel of a preview's color may differ from what is wanted, where that saves bytes.
    pub(super) fn set_tolerance(&mut self, tolerance: u8) {
        self.stream.tolerance = tolerance;
    }

    /// The colors that frames may have from now on; what was written stays.
    pub(super) fn set_depth(&mut self, depth: Depth) {
        self.stream.depth = depth;
    }

    /// Begins a frame. Others may have moved the cursor since the last one.
    pub(super) fn begin(&mut self) {
        self.stream.position = None;
    }

    /// Ends a frame; one that changed nothing has no bytes.
    pub(super) fn end(&mut self) {
        let Cursor { is_wanted, wanted_at, is_shown, rests_at } = self.cursor;
        let has_drawn = !self.stream.out.is_empty();
        if self.stream.pen.is_some_and(|pen| pen != Pen::PLAIN) {
            // Whoever writes next, be it a shell, finds the pen as it expects it.
            self.stream.out.extend_from_slice(b"\x1b[m");
            self.stream.pen = Some(Pen::PLAIN);
        }
        if is_wanted && (has_drawn || rests_at != Some(wanted_at)) {
            let Position { x, y } = wanted_at;
            self.stream.move_to((usize::from(x), usize::from(y)));
            self.cursor.rests_at = Some(wanted_at);
        } else if has_drawn {
            self.cursor.rests_at = None;
        }
        if is_shown != Some(is_wanted) {
            let command = if is_wanted { b"\x1b[?25h" } else { b"\x1b[?25l" };
            self.stream.out.extend_from_slice(command);
            self.cursor.is_shown = Some(is_wanted);
        }
        let text_end = std::mem::take(&mut self.text_end);
        let pictures = self.stream.out.len().saturating_sub(text_end);
        // Text is seen as soon as it is there, even if the looks of many pictures follow.
        let text = if pictures > MOST_BESIDE_TEXT { text_end } else { 0 };
        let (text, rest) = self.stream.out.split_at(text);
        for part in [text, rest].into_iter().filter(|part| !part.is_empty()) {
            let (begin, end) =
                if self.is_synchronized { (BEGIN, END) } else { ([].as_slice(), [].as_slice()) };
            self.frames.extend([begin, part, end].into_iter().flatten());
        }
        self.stream.out.clear();
    }

    /// The bytes of all frames since the last call.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.frames)
    }

    /// Nothing is known of the terminal any more: every cell that comes is written.
    ///
    /// Whoever asks for cells has to send all of them, blank ones too.
    pub(super) fn forget(&mut self) {
        self.grid = Grid::unknown();
        self.stream.pen = None;
        self.stream.position = None;
        self.cursor = Cursor { is_shown: None, rests_at: None, ..self.cursor };
    }

    fn erase(&mut self) {
        self.stream.want(Need::BLANK);
        self.stream.out.extend_from_slice(b"\x1b[2J");
        self.grid = Grid::blank();
        self.cursor.rests_at = None;
    }
}

impl Backend for Wire {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut has_commands = false;
        for (x, y, cell) in content {
            has_commands |= grid::has_commands(cell);
            self.grid.put(usize::from(x), usize::from(y), cell);
        }
        if has_commands {
            self.grid.doubt();
        }
        self.grid.mend();
        for is_last_pass in [false, true] {
            self.text_end = self.stream.out.len();
            for (y, row) in self.grid.rows.iter_mut().enumerate() {
                self.stream.write_row(row, y, is_last_pass);
            }
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.cursor.is_wanted = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.cursor.is_wanted = true;
        Ok(())
    }

    /// Where the cursor was put last; the terminal is not asked, for its answer would go to the thread that reads keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.wanted_at)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor.wanted_at = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.erase();
        Ok(())
    }

    /// Clears everything; this program draws on whole screens alone.
    fn clear_region(&mut self, _region: ClearType) -> io::Result<()> {
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = crossterm::terminal::size()?;
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        let size = crossterm::terminal::window_size()?;
        Ok(WindowSize {
            columns_rows: Size { width: size.columns, height: size.rows },
            pixels: Size { width: size.width, height: size.height },
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
