//! Cuts what a program writes into text and the control strings that hold pictures.

const ESCAPE: u8 = 0x1b;
const BELL: u8 = 0x07;
const CANCEL: u8 = 0x18;
const SUBSTITUTE: u8 = 0x1a;
/// How a control string for the terminal outside of tmux begins.
pub(super) const PASSTHROUGH: &[u8] = b"tmux;";

/// A part of what was written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text and short sequences.
    Text(Vec<u8>),
    /// `ESC`, a letter, the content and an end; so many bytes in all.
    Control { kind: u8, content: Vec<u8>, size_bytes: usize },
    /// A control string that something else has cut off.
    Broken { kind: u8 },
}

#[derive(Debug, Clone, Copy, Default)]
enum State {
    #[default]
    Ground,
    Escape,
    Control(u8),
    EscapeIn(u8),
}

/// What has begun and not ended.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    state: State,
    text: Vec<u8>,
    content: Vec<u8>,
    size_bytes: usize,
}

impl Splitter {
    /// The pieces that end in `bytes`; all text, complete control strings.
    pub(super) fn split(&mut self, bytes: &[u8]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for &byte in bytes {
            if let Some(piece) = self.step(byte) {
                self.flush(&mut pieces);
                pieces.push(piece);
            }
        }
        self.flush(&mut pieces);
        pieces
    }

    fn flush(&mut self, pieces: &mut Vec<Piece>) {
        if !self.text.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut self.text)));
        }
    }

    fn step(&mut self, byte: u8) -> Option<Piece> {
        self.size_bytes += 1;
        match self.state {
            State::Ground if byte == ESCAPE => self.state = State::Escape,
            State::Ground => self.text.push(byte),
            State::Escape => self.after_escape(byte),
            State::Control(kind) => match byte {
                ESCAPE => self.state = State::EscapeIn(kind),
                BELL if kind == b']' => return Some(self.end(kind)),
                CANCEL | SUBSTITUTE => return Some(self.break_off(kind)),
                _ => self.content.push(byte),
            },
            State::EscapeIn(kind) if byte == b'\\' => return Some(self.end(kind)),
            State::EscapeIn(kind) if byte == ESCAPE && self.content.starts_with(PASSTHROUGH) => {
                self.content.push(byte);
                self.state = State::Control(kind);
            }
            State::EscapeIn(kind) => {
                let broken = self.break_off(kind);
                self.after_escape(byte);
                return Some(broken);
            }
        }
        None
    }

    fn after_escape(&mut self, byte: u8) {
        match byte {
            b'_' | b'P' | b']' | b'^' | b'X' => {
                self.content.clear();
                self.size_bytes = 2;
                self.state = State::Control(byte);
            }
            ESCAPE => {
                self.text.push(ESCAPE);
                self.state = State::Escape;
            }
            _ => {
                self.text.extend([ESCAPE, byte]);
                self.state = State::Ground;
            }
        }
    }

    fn end(&mut self, kind: u8) -> Piece {
        self.state = State::Ground;
        let content = std::mem::take(&mut self.content);
        Piece::Control { kind, content, size_bytes: self.size_bytes }
    }

    fn break_off(&mut self, kind: u8) -> Piece {
        self.state = State::Ground;
        self.content.clear();
        Piece::Broken { kind }
    }
}
