//! Commands of the kitty graphics protocol. Every one asks for silence, so that no reply is taken for a key.

use std::fmt::Write as _;

use base64_simd::STANDARD;
use ratatui::layout::Rect;

use super::answers::through_tmux;

/// The most that a chunk may carry, in characters of base64.
const CHUNK: usize = 4096;

/// Ids of images: three bytes, which a color of the foreground carries.
const ID_BITS: u32 = 24;

/// The program's own ids, in turn, from a place of its own so that two programs on one terminal do not meet.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    next: u32,
}

impl Ids {
    pub(super) fn from(seed: u32) -> Self {
        Self { next: seed }
    }

    /// An id from 256 on: smaller ones belong to those who type commands by hand.
    pub(super) fn next(&mut self) -> u32 {
        loop {
            self.next = self.next.wrapping_add(1) % (1 << ID_BITS);
            if self.next >= 256 {
                return self.next;
            }
        }
    }
}

/// Where commands go: to the terminal itself, or through tmux to the one outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Way {
    #[default]
    Direct,
    ThroughTmux,
}

impl Way {
    fn wrap(self, command: &str) -> Vec<u8> {
        self.pass(format!("\x1b_G{command}\x1b\\").as_bytes())
    }

    /// Bytes that reach the terminal by this way.
    pub(super) fn pass(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Direct => bytes.to_vec(),
            Self::ThroughTmux => through_tmux(bytes),
        }
    }
}

/// What becomes of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Placeholders show it, so many columns and rows of them.
    Placeholders(u16, u16),
    /// It is placed piece by piece.
    Pieces,
}

/// Sends a PNG, in chunks between which text may be written, but no other command.
pub(super) fn upload(id: u32, png: &[u8], how: Use) -> Vec<Vec<u8>> {
    let payload = STANDARD.encode_to_string(png);
    let count = payload.len().div_ceil(CHUNK).max(1);
    let mut rest = payload.as_str();
    let mut chunks = Vec::with_capacity(count);
    while chunks.len() < count {
        let (chunk, after) = rest.split_at_checked(CHUNK).unwrap_or((rest, ""));
        rest = after;
        let more = u8::from(chunks.len() + 1 < count);
        let mut command = String::with_capacity(chunk.len() + 64);
        if chunks.is_empty() {
            // Writing to a text cannot fail.
            let _ = match how {
                Use::Placeholders(columns, rows) => {
                    write!(command, "a=T,U=1,c={columns},r={rows},")
                }
                Use::Pieces => write!(command, "a=t,"),
            };
            let _ = write!(command, "f=100,t=d,i={id},");
        }
        let _ = write!(command, "q=2,m={more};{chunk}");
        chunks.push(Way::Direct.wrap(&command));
    }
    chunks
}

/// Frees an image and all that shows it.
pub(super) fn delete(way: Way, id: u32) -> Vec<u8> {
    way.wrap(&format!("a=d,d=I,i={id},q=2"))
}

/// A piece of an image, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Shows a piece of an image over the cells of `area`, as placement `number`; the cursor is left in its first cell.
pub(super) fn place(way: Way, (id, number): (u32, u32), piece: Piece, area: Rect) -> Vec<u8> {
    let Piece { x, y, width, height } = piece;
    let (columns, rows) = (area.width, area.height);
    let mut bytes = format!("\x1b[{};{}H", area.y + 1, area.x + 1).into_bytes();
    bytes.extend(way.wrap(&format!(
        "a=p,i={id},p={number},x={x},y={y},w={width},h={height},c={columns},r={rows},C=1,q=2"
    )));
    bytes
}

/// Takes a placement away; the image stays.
pub(super) fn unplace(way: Way, (id, number): (u32, u32)) -> Vec<u8> {
    way.wrap(&format!("a=d,d=i,i={id},p={number},q=2"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upload_is_cut_into_chunks_that_say_whether_more_follows() {
        let png = vec![7; 7000];
        let chunks = upload(300, &png, Use::Placeholders(8, 4));
        let texts: Vec<String> =
            chunks.iter().map(|chunk| String::from_utf8(chunk.clone()).unwrap()).collect();
        assert_eq!(texts.len(), 3);
        assert!(texts[0].starts_with("\x1b_Ga=T,U=1,c=8,r=4,f=100,t=d,i=300,q=2,m=1;"));
        assert!(texts[1].starts_with("\x1b_Gq=2,m=1;") && texts[2].starts_with("\x1b_Gq=2,m=0;"));
        let payload: String = texts
            .iter()
            .map(|text| text.trim_end_matches("\x1b\\").split_once(';').unwrap().1)
            .collect();
        assert_eq!(STANDARD.decode_to_vec(payload).unwrap(), png);
    }

    #[test]
    fn tmux_hands_a_command_on() {
        let bytes = delete(Way::ThroughTmux, 300);
        assert_eq!(bytes, b"\x1bPtmux;\x1b\x1b_Ga=d,d=I,i=300,q=2\x1b\x1b\\\x1b\\");
    }

    #[test]
    fn ids_fit_a_color_and_never_are_small() {
        let mut ids = Ids::from(u32::MAX);
        let seen: Vec<u32> = (0..3).map(|_| ids.next()).collect();
        assert_eq!(seen, [256, 257, 258]);
        assert!(Ids::from((1 << 24) - 1).next() >= 256);
    }
}
