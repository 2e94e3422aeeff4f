//! The other end of the pty: an emulator that shows what is written, remembers every byte and answers questions.

use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use portable_pty::PtySize;

/// How often the screen is looked at even if nothing was written.
pub(super) const GLANCE: Duration = Duration::from_millis(50);
/// When a late terminal answers: the program has stopped to wait for it by then.
const LATENESS: Duration = Duration::from_millis(1600);
/// The emulator fails on fewer rows or columns; the program is told the truth all the same.
const LEAST_SIDE: u16 = 4;

/// What a terminal says when it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Personality {
    /// Nothing at all.
    Mute,
    /// That it is a terminal, and the size of its cells.
    Plain,
    /// The same, and that its ground is white.
    White,
    /// That it knows kitty graphics.
    Kitty,
    /// That it knows sixels.
    Sixel,
    /// What kitty says, after everybody has stopped to listen.
    Late,
}

impl Personality {
    /// Questions and the answers to them.
    fn answers(self) -> &'static [(&'static str, &'static str)] {
        const KITTY: (&str, &str) = ("\x1b_Gi=31,s=1,v=1,a=q", "\x1b_Gi=31;OK\x1b\\");
        const NAME: (&str, &str) = ("\x1b[>q", "\x1bP>|kitty(0.48.2)\x1b\\");
        const CELL: (&str, &str) = ("\x1b[16t", "\x1b[6;16;8t");
        const STATUS: (&str, &str) = ("\x1b[5n", "\x1b[0n");
        const WHITE: (&str, &str) = ("\x1b]11;?", "\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
        const CURSOR: (&str, &str) = ("\x1b[6n", "\x1b[1;1R");
        match self {
            Self::Mute => &[],
            Self::Plain => &[("\x1b[c", "\x1b[?62c"), CELL, STATUS, CURSOR],
            Self::White => &[("\x1b[c", "\x1b[?62c"), CELL, WHITE, STATUS, CURSOR],
            Self::Sixel => &[("\x1b[c", "\x1b[?62;4c"), CELL, STATUS, CURSOR],
            Self::Kitty | Self::Late => {
                &[NAME, KITTY, ("\x1b[c", "\x1b[?62c"), CELL, STATUS, CURSOR]
            }
        }
    }
}

pub(super) type Writer = Arc<Mutex<Option<Box<dyn Write + Send>>>>;

pub(super) fn send(writer: &Writer, bytes: &[u8]) {
    // A program that has ended hears nothing any more; the test will see that it has ended.
    if let Some(writer) = writer.lock().unwrap().as_mut() {
        let _ = writer.write_all(bytes).and_then(|()| writer.flush());
    }
}

/// What the terminal has been sent.
pub(super) struct Seen {
    shown: Mutex<Shown>,
    news: Condvar,
}

pub(super) struct Shown {
    pub(super) parser: vt100::Parser,
    pub(super) raw: Vec<u8>,
    pub(super) is_over: bool,
    pub(super) is_unplugged: bool,
    pub(super) has_answered: bool,
}

impl Shown {
    /// The text of the screen line by line, without the spaces at the ends of lines: whether they were ever written
    /// is nothing that a user sees.
    pub(super) fn text(&self) -> String {
        let contents = self.parser.screen().contents();
        contents.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// Whether the screen is whole: no frame has begun that has not ended.
    pub(super) fn is_whole(&self) -> bool {
        let last = |mark: &[u8]| self.raw.windows(mark.len()).rposition(|window| window == mark);
        last(b"\x1b[?2026h") <= last(b"\x1b[?2026l")
    }

    pub(super) fn resize(&mut self, columns: u16, rows: u16) {
        let (columns, rows) = (columns.max(LEAST_SIDE), rows.max(LEAST_SIDE));
        self.parser.screen_mut().set_size(rows, columns);
    }
}

impl Seen {
    pub(super) fn new(size: PtySize) -> Self {
        let parser = vt100::Parser::new(size.rows.max(LEAST_SIDE), size.cols.max(LEAST_SIDE), 0);
        let shown = Shown {
            parser,
            raw: Vec::new(),
            is_over: false,
            is_unplugged: false,
            has_answered: false,
        };
        Self { shown: Mutex::new(shown), news: Condvar::new() }
    }

    pub(super) fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap()
    }

    pub(super) fn is_read_to_the_end(&self) -> bool {
        let shown = self.shown();
        shown.is_over || shown.is_unplugged
    }

    /// Waits for news, though not for long.
    pub(super) fn wait(&self) {
        drop(self.news.wait_timeout(self.shown(), GLANCE).unwrap());
    }

    pub(super) fn read(self: Arc<Self>, reader: &mut dyn Read, mut terminal: Answering) {
        let mut buffer = [0; 16 * 1024];
        loop {
            let count = reader.read(&mut buffer).unwrap_or(0);
            let mut shown = self.shown();
            shown.parser.process(&buffer[..count]);
            shown.raw.extend_from_slice(&buffer[..count]);
            shown.is_over |= count == 0;
            let reply = terminal.reply(&shown.raw);
            let is_last = shown.is_over || shown.is_unplugged;
            drop(shown);
            self.news.notify_all();
            if !reply.is_empty() {
                self.answer(&terminal, reply);
            }
            if is_last {
                return;
            }
        }
    }
}

impl Seen {
    /// Sends an answer, now or late.
    fn answer(self: &Arc<Self>, terminal: &Answering, reply: String) {
        let (seen, writer) = (Arc::clone(self), Arc::clone(&terminal.writer));
        let is_late = terminal.personality == Personality::Late;
        let answer = move || {
            if is_late {
                thread::sleep(LATENESS);
            }
            send(&writer, reply.as_bytes());
            seen.shown().has_answered = true;
        };
        if is_late {
            thread::spawn(answer);
        } else {
            answer();
        }
    }
}

/// The part of a terminal that answers.
pub(super) struct Answering {
    personality: Personality,
    writer: Writer,
    searched: usize,
}

impl Answering {
    pub(super) fn new(personality: Personality, writer: Writer) -> Self {
        Self { personality, writer, searched: 0 }
    }

    /// Where the next question for a mode ends, and the answer: there is no such mode.
    fn mode(&self, raw: &[u8]) -> Option<(usize, String)> {
        let is_answering = matches!(self.personality, Personality::Kitty | Personality::Late);
        let (end, number) = is_answering.then(|| mode_asked(&raw[self.searched..]))??;
        Some((self.searched + end, format!("\x1b[{number};0$y")))
    }

    /// The answers to the questions in `raw` that are not answered yet, in their order.
    fn reply(&mut self, raw: &[u8]) -> String {
        let answers = self.personality.answers();
        let mut reply = String::new();
        while let Some((end, answer)) = answers
            .iter()
            .filter_map(|(question, answer)| {
                find(&raw[self.searched..], question.as_bytes())
                    .map(|at| (self.searched + at + question.len(), answer))
            })
            .min()
            .map(|(end, answer)| (end, (*answer).to_owned()))
            .into_iter()
            .chain(self.mode(raw))
            .min()
        {
            self.searched = end;
            reply.push_str(&answer);
        }
        // A question may be cut by the end of what has been read.
        self.searched = self.searched.max(raw.len().saturating_sub(32));
        reply
    }
}

/// A question for a mode in `bytes`, `ESC [ number $ p`: where it ends and its number.
fn mode_asked(bytes: &[u8]) -> Option<(usize, String)> {
    let mut rest = bytes;
    loop {
        let at = find(rest, b"\x1b[")? + 2;
        rest = &rest[at..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 && rest[digits..].starts_with(b"$p") {
            let end = bytes.len() - rest.len() + digits + 2;
            return Some((end, String::from_utf8_lossy(&rest[..digits]).into_owned()));
        }
    }
}

/// Where `wanted` begins in `bytes`.
pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
