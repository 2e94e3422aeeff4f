//! The traffic of pixels without a terminal: frames looked at, pieces taken, marks answered.

use ratatui::layout::Position;

use std::sync::Arc;

use super::super::fit::{CellSize, Fitted};
use super::super::gallery::Subject;
use super::super::reach::Reach;
use super::*;
use crate::ids::{ImageId, RecordingId};
use crate::recording::Picture;

const CELL: CellSize = CellSize { width_px: 8, height_px: 16 };
const SCREEN: Rect = Rect { x: 0, y: 0, width: 100, height: 30 };

/// A screen with pictures on it, and the traffic to a terminal that answers when it is told to.
struct Desk {
    transport: Transport,
    gallery: Gallery,
    now: Instant,
    /// Everything written, in pieces.
    written: Vec<Vec<u8>>,
    /// Answers that are owed.
    owed: usize,
}

impl Desk {
    fn of(protocol: Protocol) -> Self {
        let graphics = Graphics::new(Reach::to(protocol, "a test"), CELL);
        let mut gallery = Gallery::new();
        let mut transport = Transport::new(&graphics, 1000, || ()).unwrap();
        transport.change(&graphics, &mut gallery);
        Self { transport, gallery, now: Instant::now(), written: Vec::new(), owed: 0 }
    }

    fn key(image: usize) -> PictureKey {
        let subject = Subject::Image(RecordingId(0), ImageId(image));
        PictureKey { subject, width_cells: 8, height_cells: 4, cell: CELL }
    }

    /// Shows pictures beside each other, a page over the upper rows of the screen, and writes the frame.
    fn show(&mut self, images: std::ops::Range<usize>, covered_rows: u16) -> Buffer {
        let mut screen = Buffer::empty(SCREEN);
        let mut placed = Vec::new();
        for (at, image) in images.enumerate() {
            let key = Self::key(image);
            let place = u16::try_from(at).unwrap();
            let slot = Rect { x: place % 10 * 9, y: place / 10 * 6 + 1, width: 8, height: 4 };
            self.gallery.insert(key.clone(), Ok(Arc::new(fitted(image))));
            let area = self.gallery.paint(&mut screen, slot, &key);
            placed.push(Placed { key, area });
        }
        for at in (Rect { height: covered_rows, ..SCREEN }).positions() {
            screen[at].reset();
        }
        self.transport.look(&mut screen, &placed, &mut self.gallery);
        let frame = self.transport.frame(b"text".to_vec(), self.now);
        self.write(frame);
        screen
    }

    fn write(&mut self, bytes: Vec<u8>) {
        self.owed += 1;
        self.written.push(bytes);
    }

    fn answer(&mut self) {
        for _ in 0..std::mem::take(&mut self.owed) {
            self.transport.answered(self.now);
        }
    }

    /// The next piece, encoded while it is waited for.
    fn next(&mut self) -> Option<Vec<u8>> {
        loop {
            let bytes = self.transport.next(&mut self.gallery, self.now);
            if bytes.is_some() || !self.transport.encoder.is_working() {
                return bytes;
            }
            self.transport.encoder.wait();
        }
    }

    /// Lets time pass and pixels flow until nothing more comes; returns what came.
    fn flow(&mut self) -> String {
        let before = self.written.len();
        for _ in 0..1000 {
            self.now += Duration::from_millis(10);
            self.answer();
            while let Some(bytes) = self.next() {
                self.write(bytes);
            }
            if self.owed == 0 && self.transport.due(false, self.now).is_none() {
                break;
            }
        }
        let pieces = self.written.get(before..).unwrap().concat();
        String::from_utf8_lossy(&pieces).into_owned()
    }

    fn uploads(text: &str) -> usize {
        text.matches("a=T,U=1").count() + text.matches("a=t,").count()
    }
}

/// A picture of noise, which no encoder makes small.
fn fitted(image: usize) -> Fitted {
    let mut state = u64::try_from(image).unwrap() * 7919 + 1;
    let rgb = (0..64 * 64 * 3)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 56).to_le_bytes()[0]
        })
        .collect();
    Fitted::new(&Picture { height_px: 64, width_px: 64, rgb }, 8, 4, CELL)
}

#[test]
fn a_sheet_is_sent_once_and_then_shown_by_placeholders() {
    let mut desk = Desk::of(Protocol::Placeholders);
    let before = desk.show(0..20, 0);
    assert!(!before.content.iter().any(|cell| cell.symbol().starts_with('\u{10eeee}')));
    let sent = desk.flow();
    assert!((1..=3).contains(&Desk::uploads(&sent)), "{}", Desk::uploads(&sent));
    assert!(desk.transport.take_news());
    let after = desk.show(0..20, 0);
    let shown = after.content.iter().filter(|cell| cell.symbol().starts_with('\u{10eeee}'));
    assert_eq!(shown.count(), 20 * 32);
    let nudge = "\x1b7\x1b[1;1H \x1b8\x1b[5n";
    assert_eq!(desk.flow(), nudge, "no picture twice, but a cell to make kitty draw again");
    desk.show(0..20, 0);
    assert_eq!(desk.flow(), "");
    desk.show(40..60, 0);
    desk.flow();
    desk.show(0..20, 0);
    assert_eq!(desk.flow(), nudge, "coming back sends no picture");
}

#[test]
fn covered_pictures_are_still_sent() {
    let mut desk = Desk::of(Protocol::Placeholders);
    desk.show(0..20, 30);
    assert_eq!(Desk::uploads(&desk.flow()), 2);
    let screen = desk.show(0..20, 0);
    assert!(screen[Position::new(0, 1)].symbol().starts_with('\u{10eeee}'));
}

#[test]
fn nothing_waits_longer_than_the_window() {
    let mut desk = Desk::of(Protocol::Placeholders);
    desk.show(0..30, 0);
    desk.now += Duration::from_secs(1);
    while let Some(bytes) = desk.next() {
        desk.written.push(bytes);
    }
    let in_flight: usize = desk.written.iter().map(Vec::len).sum();
    assert!((12_000..24_000).contains(&in_flight), "{in_flight} bytes without an answer");
}

#[test]
fn what_leaves_the_screen_is_dropped() {
    let mut desk = Desk::of(Protocol::Placeholders);
    desk.show(0..30, 0);
    desk.now += Duration::from_secs(1);
    let started = desk.next().unwrap();
    assert_eq!(Desk::uploads(&String::from_utf8_lossy(&started)), 1);
    desk.write(started);
    desk.transport.pressed(desk.now);
    desk.show(50..51, 0);
    let frame = String::from_utf8_lossy(desk.written.last().unwrap()).into_owned();
    assert!(
        frame.starts_with("\x1b_Ga=d,d=I,i=1001,q=2"),
        "the sheet is given up first: {frame:?}"
    );
    let sent = desk.flow();
    assert_eq!(Desk::uploads(&sent), 1, "only the one picture that shows now");
}

#[test]
fn pictures_that_are_passed_quickly_are_not_sent() {
    for protocol in [Protocol::Placeholders, Protocol::Sixel, Protocol::Iterm2, Protocol::Classic] {
        let mut desk = Desk::of(protocol);
        for image in 0..20 {
            desk.transport.pressed(desk.now);
            desk.show(image..image + 1, 0);
            desk.now += Duration::from_millis(30);
            desk.answer();
            assert_eq!(desk.next(), None, "{protocol:?}");
        }
        assert_ne!(desk.flow(), "", "{protocol:?}");
    }
}

#[test]
fn no_command_comes_between_the_chunks_of_a_sheet() {
    let mut desk = Desk::of(Protocol::Classic);
    desk.show(0..10, 0);
    desk.flow();
    // A page covers them while other pictures are on their way.
    desk.show(20..50, 0);
    desk.now += Duration::from_secs(1);
    let first = desk.next().unwrap();
    assert_eq!(Desk::uploads(&String::from_utf8_lossy(&first)), 1);
    desk.write(first);
    desk.show(20..50, 10);
    desk.flow();
    let all = String::from_utf8_lossy(&desk.written.concat()).into_owned();
    let mut is_open = false;
    for command in all.split("\x1b_G").skip(1) {
        let is_chunk = command.starts_with("q=2,m=");
        assert!(!is_open || is_chunk, "between chunks: {}", command.get(..30).unwrap_or(command));
        is_open = command.contains(",m=1;");
    }
}

#[test]
fn placements_that_are_covered_are_taken_away_and_come_back() {
    let mut desk = Desk::of(Protocol::Classic);
    desk.show(0..5, 0);
    let sent = desk.flow();
    assert_eq!((Desk::uploads(&sent), sent.matches("a=p,").count()), (1, 5));
    desk.show(0..5, 0);
    assert_eq!(desk.flow(), "");
    let covered = desk.show(0..5, 3);
    assert_eq!(covered[Position::new(0, 1)].symbol(), " ");
    let frame = String::from_utf8_lossy(desk.written.last().unwrap()).into_owned();
    assert_eq!(frame.matches("a=d,d=i,").count(), 5, "{frame:?}");
    desk.flow();
    desk.show(0..5, 0);
    let back = desk.flow();
    assert_eq!((Desk::uploads(&back), back.matches("a=p,").count()), (0, 5));
}

#[test]
fn only_the_strip_that_changed_is_drawn_anew() {
    let mut desk = Desk::of(Protocol::Sixel);
    desk.show(0..20, 0);
    let first = desk.flow();
    assert!(first.contains("\x1bP"), "sixels");
    desk.show(0..20, 0);
    assert_eq!(desk.flow(), "");
    // The upper row of pictures is covered for a while.
    desk.show(0..20, 3);
    desk.flow();
    desk.show(0..20, 0);
    let again = desk.flow();
    let ratio = again.len() as f64 / first.len() as f64;
    assert!((0.4..0.6).contains(&ratio), "{} of {} bytes", again.len(), first.len());
}

#[test]
fn a_terminal_that_has_forgotten_is_sent_everything_anew() {
    let mut desk = Desk::of(Protocol::Placeholders);
    desk.show(0..12, 0);
    assert_eq!(Desk::uploads(&desk.flow()), 1);
    desk.transport.forget(&mut desk.gallery);
    desk.show(0..12, 0);
    let frame = String::from_utf8_lossy(desk.written.last().unwrap()).into_owned();
    assert!(frame.contains("a=d,d=I,i=1001"), "what it still has is freed: {frame:?}");
    assert_eq!(Desk::uploads(&desk.flow()), 1);
}

#[test]
fn an_idle_screen_writes_nothing_and_never_wakes() {
    for protocol in [Protocol::Placeholders, Protocol::Sixel, Protocol::Blocks, Protocol::Off] {
        let mut desk = Desk::of(protocol);
        desk.show(0..5, 0);
        desk.flow();
        desk.show(0..5, 0);
        desk.flow();
        assert_eq!(desk.transport.due(false, desk.now), None, "{protocol:?}");
    }
}

#[test]
fn the_end_frees_what_the_terminal_holds() {
    let mut desk = Desk::of(Protocol::Placeholders);
    assert_eq!(desk.transport.farewell(&desk.gallery), b"");
    desk.show(0..3, 0);
    desk.flow();
    assert_eq!(desk.transport.farewell(&desk.gallery), b"\x1b_Ga=d,d=I,i=1001,q=2\x1b\\");
}

mod tmux;
