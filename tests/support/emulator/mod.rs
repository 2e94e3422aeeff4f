//! A terminal that decodes all it is sent, text and pictures, and says what its user sees.
//!
//! It shares no code with the program, so that it can be its judge. What breaks a rule of a protocol is a fault.
#![allow(dead_code, reason = "each program that includes this uses a part of it")]
#![allow(unused_imports, reason = "each program that includes this uses a part of it")]

mod answers;
pub(crate) mod base64;
mod grid;
mod inline;
mod kitty;
mod look;
mod notes;
mod placeholders;
mod sequences;
mod sixel;
mod strings;

use std::ops::Range;

use ratatui::layout::Rect;

pub(crate) use answers::{Kind, Personality};
use grid::Grid;
pub(crate) use grid::{Cell, Color, Pen};
use kitty::Site;
pub(crate) use kitty::{Kitty, Placement, Shown};
pub(crate) use look::psnr;
use notes::Notes;
pub(crate) use notes::{Event, Ledger};
pub(crate) use placeholders::{PLACEHOLDER, mark};
use strings::{PASSTHROUGH, Piece, Splitter};

/// The terminal.
pub(crate) struct Emulator {
    splitter: Splitter,
    /// What comes through tmux.
    through: Splitter,
    parser: vte::Parser,
    terminal: Terminal,
}

/// What sequences act on.
struct Terminal {
    personality: Personality,
    /// Pixels of a cell, width and height.
    cell: (u32, u32),
    screens: [Screen; 2],
    is_alternate: bool,
    is_cursor_visible: bool,
    /// Whether a frame has begun that has not ended.
    is_in_frame: bool,
    /// The lines as they were when the frame began.
    before_frame: Vec<String>,
    notes: Notes,
}

/// One of the two screens.
struct Screen {
    grid: Grid,
    kitty: Kitty,
}

impl Screen {
    fn new(columns: u16, rows: u16) -> Self {
        Self { grid: Grid::new(columns, rows), kitty: Kitty::default() }
    }
}

impl Emulator {
    /// An empty screen with cells of 8×16 pixels.
    pub(crate) fn new(columns: u16, rows: u16, personality: Personality) -> Self {
        let terminal = Terminal {
            personality,
            cell: (8, 16),
            screens: [Screen::new(columns, rows), Screen::new(columns, rows)],
            is_alternate: false,
            is_cursor_visible: true,
            is_in_frame: false,
            before_frame: Vec::new(),
            notes: Notes::default(),
        };
        let (splitter, through) = (Splitter::default(), Splitter::default());
        Self { splitter, through, parser: vte::Parser::new(), terminal }
    }

    /// The same with cells of another size.
    pub(crate) fn with_cell(mut self, width_px: u16, height_px: u16) -> Self {
        self.terminal.cell = (u32::from(width_px.max(1)), u32::from(height_px.max(1)));
        self
    }

    /// Takes in what was written, cut anywhere.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        for piece in self.splitter.split(bytes) {
            if let Piece::Text(text) = &piece {
                self.terminal.notes.ledger.text_bytes += text.len();
            }
            self.take(piece);
        }
    }

    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Text(text) => self.parser.advance(&mut self.terminal, &text),
            Piece::Control { kind: b'P', content, size_bytes }
                if content.starts_with(PASSTHROUGH) =>
            {
                let before = self.terminal.notes.ledger.graphics_bytes;
                for inner in self.through.split(&content[PASSTHROUGH.len()..]) {
                    self.take(inner);
                }
                let ledger = &mut self.terminal.notes.ledger;
                let is_picture = ledger.graphics_bytes > before;
                ledger.graphics_bytes = before;
                let part =
                    if is_picture { &mut ledger.graphics_bytes } else { &mut ledger.text_bytes };
                *part += size_bytes;
            }
            Piece::Control { kind, content, size_bytes } => {
                self.terminal.control(kind, &content, size_bytes);
            }
            Piece::Broken { kind } => {
                self.terminal.notes.fault(format!("ESC {} is cut off", char::from(kind)));
            }
        }
    }

    /// What the terminal has to say, answer by answer.
    pub(crate) fn take_replies(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.terminal.notes.replies)
    }

    /// What came so far.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.terminal.notes.ledger
    }

    /// Every text that was put into the clipboard.
    pub(crate) fn clipboard(&self) -> &[String] {
        &self.terminal.notes.clipboard
    }

    /// Rules that were broken.
    pub(crate) fn faults(&self) -> &[String] {
        &self.terminal.notes.faults
    }

    /// kitty's images on the screen that shows.
    pub(crate) fn kitty(&self) -> &Kitty {
        &self.terminal.screen().kitty
    }

    /// The text of the screen.
    pub(crate) fn text(&self) -> String {
        let grid = &self.terminal.screen().grid;
        (0..grid.height).map(|y| grid.line(y) + "\n").collect()
    }

    /// The text of a line.
    pub(crate) fn line(&self, y: u16) -> String {
        self.terminal.screen().grid.line(y)
    }

    /// A line as a user sees it: while a frame is being written, as it was before.
    pub(crate) fn seen_line(&self, y: u16) -> String {
        if self.is_whole() {
            return self.line(y);
        }
        self.terminal.before_frame.get(usize::from(y)).cloned().unwrap_or_default()
    }

    /// A cell; it must be on the screen.
    pub(crate) fn cell(&self, x: u16, y: u16) -> &Cell {
        self.terminal.screen().grid.cell(x, y)
    }

    /// All cells of the screen.
    pub(crate) fn area(&self) -> Rect {
        let grid = &self.terminal.screen().grid;
        Rect::new(0, 0, grid.width, grid.height)
    }

    /// Column and row of the cursor.
    pub(crate) fn cursor(&self) -> (u16, u16) {
        let cursor = self.terminal.screen().grid.cursor;
        (cursor.x, cursor.y)
    }

    /// Whether the cursor shows.
    pub(crate) fn is_cursor_visible(&self) -> bool {
        self.terminal.is_cursor_visible
    }

    /// Whether the alternate screen shows.
    pub(crate) fn is_alternate(&self) -> bool {
        self.terminal.is_alternate
    }

    /// Whether what came shows: no frame has begun that has not ended, or this terminal does not hold frames back.
    pub(crate) fn is_whole(&self) -> bool {
        !(self.terminal.is_in_frame && self.terminal.personality.knows_frames())
    }

    /// How often a screen moved up a line.
    pub(crate) fn scrolled(&self) -> usize {
        self.terminal.screens.iter().map(|screen| screen.grid.scrolled).sum()
    }

    /// Gives the screens another size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        for screen in &mut self.terminal.screens {
            screen.grid = screen.grid.resized(columns, rows);
        }
    }
}

impl Terminal {
    fn screen(&self) -> &Screen {
        &self.screens[usize::from(self.is_alternate)]
    }

    fn grid(&mut self) -> &mut Grid {
        &mut self.screens[usize::from(self.is_alternate)].grid
    }

    /// Follows a control string.
    fn control(&mut self, kind: u8, content: &[u8], size_bytes: usize) {
        let parameters = content.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';');
        let letter = content.get(parameters.count());
        match (kind, content) {
            (b'_', [b'G', command @ ..]) => self.graphics(command, size_bytes),
            (b'P', _) if letter == Some(&b'q') => {
                self.notes.ledger.graphics_bytes += size_bytes;
                self.sixels(content, size_bytes);
            }
            (b']', _) if content.starts_with(b"1337;") => {
                self.notes.ledger.graphics_bytes += size_bytes;
                self.inline(&content[b"1337;".len()..], size_bytes);
            }
            (b']', _) if content.starts_with(b"52;") => {
                self.notes.ledger.text_bytes += size_bytes;
                self.copy(&content[b"52;".len()..]);
            }
            _ => self.notes.ledger.text_bytes += size_bytes,
        }
    }

    /// OSC 52: names of clipboards, then a text in base64 or a question.
    fn copy(&mut self, content: &[u8]) {
        let mut parts = content.splitn(2, |byte| *byte == b';');
        let (names, payload) = (parts.next().unwrap_or_default(), parts.next());
        let text = payload.and_then(base64::decode).map(String::from_utf8);
        match text {
            Some(Ok(text)) if names.iter().all(|name| b"cpqs01234567".contains(name)) => {
                self.notes.clipboard.push(text);
            }
            _ => self.notes.fault("OSC 52 without a text"),
        }
    }

    fn graphics(&mut self, command: &[u8], size_bytes: usize) {
        let keys = command.split(|&byte| byte == b';').next().unwrap_or_default();
        let has = |key: &[u8]| keys.split(|&byte| byte == b',').any(|pair| pair == key);
        if has(b"a=q") {
            self.notes.ledger.text_bytes += size_bytes;
        } else {
            self.notes.ledger.graphics_bytes += size_bytes;
            let kind = if has(b"U=1") { Kind::Placeholders } else { Kind::Classic };
            self.expect(kind);
        }
        let screen = &mut self.screens[usize::from(self.is_alternate)];
        let cursor = (screen.grid.cursor.x, screen.grid.cursor.y);
        let site = Site {
            cursor,
            screen: (screen.grid.width, screen.grid.height),
            cell: self.cell,
            claims_kitty: self.personality.claims_kitty(),
        };
        let (right, down) = screen.kitty.follow(command, site, size_bytes, &mut self.notes);
        if (right, down) != (0, 0) {
            self.move_past(Rect::new(cursor.0, cursor.1, right, down + 1));
        }
    }

    fn sixels(&mut self, content: &[u8], size_bytes: usize) {
        self.expect(Kind::Sixel);
        let pixels = match sixel::decode(content) {
            Ok(pixels) => pixels,
            Err(error) => return self.notes.fault(format!("sixels: {error}")),
        };
        let cell = self.cell;
        let (x, y) = (self.grid().cursor.x, self.grid().cursor.y);
        let cells = |px: u32, cell: u32| u16::try_from(px.div_ceil(cell)).unwrap_or(u16::MAX);
        let width = cells(pixels.width(), cell.0);
        let area = Rect { x, y, width, height: cells(pixels.height(), cell.1) };
        self.notes.event(Event::Sixel { area, size_bytes });
        if y.saturating_add(area.height) >= self.grid().height {
            self.notes.fault(format!("sixels at {area} reach the last line, which scrolls"));
        }
        self.grid().lay((x, y), &pixels, cell);
        self.move_past(Rect { width: 0, ..area });
    }

    /// Pictures of a kind that this terminal does not know are a fault.
    fn expect(&mut self, kind: Kind) {
        if !self.personality.knows(kind) {
            let fault = format!("{:?} knows no {kind:?}", self.personality);
            if !self.notes.faults.contains(&fault) {
                self.notes.fault(fault);
            }
        }
    }

    /// Puts the cursor behind a picture, in its last line.
    fn move_past(&mut self, area: Rect) {
        let last = area.y.saturating_add(area.height.saturating_sub(1));
        self.grid().move_to(area.x.saturating_add(area.width), last);
    }

    fn erase(&mut self, lines: Range<u16>) {
        if lines == (0..self.grid().height) {
            self.screens[usize::from(self.is_alternate)].kitty.clear_screen();
        }
        self.grid().erase_lines(lines);
    }
}
