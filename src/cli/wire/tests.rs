//! Frames through the wire, judged by a terminal that knows nothing of it.

mod judge;
mod parts;
mod pictures;

use proptest::prelude::*;
use ratatui::backend::Backend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::{BEGIN, Depth, END, Wire};
use crate::graphics::PIXELS;
use judge::Screen;

const AREA: Rect = Rect { x: 0, y: 0, width: 24, height: 5 };

/// The bytes that lead from one frame to the next.
fn frame(wire: &mut Wire, before: &Buffer, after: &Buffer) -> Vec<u8> {
    wire.begin();
    wire.draw(before.diff(after).into_iter()).unwrap();
    wire.end();
    wire.take()
}

/// A wire to a terminal that shows nothing, and nothing is to be told about its cursor.
fn cleared(depth: Depth) -> Wire {
    let mut wire = Wire::new(depth);
    wire.begin();
    wire.clear().unwrap();
    wire.end();
    wire.take();
    wire
}

/// The bytes of a first frame that shows `after`.
fn first(depth: Depth, after: &Buffer) -> String {
    let empty = Buffer::empty(after.area);
    String::from_utf8(frame(&mut cleared(depth), &empty, after)).unwrap()
}

/// A line in a buffer of its own.
fn line(text: &str, style: Style) -> Buffer {
    let mut buffer = Buffer::empty(AREA);
    buffer.set_string(0, 0, text, style);
    buffer
}

/// What is written between begin and end of the update.
fn inner(bytes: &str) -> &str {
    let begin = std::str::from_utf8(BEGIN).unwrap();
    let end = std::str::from_utf8(END).unwrap();
    bytes.strip_prefix(begin).unwrap().strip_suffix(end).unwrap()
}

#[test]
fn unchanged_frame_has_no_bytes() {
    let buffer = line("text", Style::new().fg(Color::Red));
    let mut wire = cleared(Depth::True);
    assert!(!frame(&mut wire, &Buffer::empty(AREA), &buffer).is_empty());
    assert_eq!(frame(&mut wire, &buffer, &buffer), b"");
}

#[test]
fn what_the_terminal_shows_is_not_written_again() {
    let buffer = line("text", Style::new().fg(Color::Red));
    let mut wire = cleared(Depth::True);
    frame(&mut wire, &Buffer::empty(AREA), &buffer);
    assert_eq!(frame(&mut wire, &Buffer::empty(AREA), &buffer), b"");
    wire.forget();
    let again = frame(&mut wire, &Buffer::empty(AREA), &buffer);
    assert!(String::from_utf8(again).unwrap().contains("text"));
}

#[test]
fn only_what_differs_is_written() {
    let red = first(Depth::True, &line("text", Style::new().fg(Color::Red)));
    assert_eq!(inner(&red), "\x1b[H\x1b[0;31mtext\x1b[m".replace("0;", ""));
    let mut both = line("ab", Style::new().fg(Color::LightRed).bg(Color::Indexed(7)));
    both.set_string(2, 0, "c", Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(7)));
    let both = first(Depth::True, &both);
    assert_eq!(inner(&both), "\x1b[H\x1b[91;48;5;7mab\x1b[38;2;1;2;3mc\x1b[m");
}

#[test]
fn gap_is_written_again_where_that_is_shorter() {
    let mut wire = cleared(Depth::True);
    let (before, after) = (line("a1b", Style::new()), line("c1d", Style::new()));
    frame(&mut wire, &Buffer::empty(AREA), &before);
    let bytes = String::from_utf8(frame(&mut wire, &before, &after)).unwrap();
    assert_eq!(inner(&bytes), "\x1b[Hc1d");
}

#[test]
fn long_blanks_are_erased() {
    let mut wire = cleared(Depth::True);
    let full = line("abcdefghijklmnopqrstuvwx", Style::new());
    frame(&mut wire, &Buffer::empty(AREA), &full);
    let begin = line("a", Style::new());
    let bytes = String::from_utf8(frame(&mut wire, &full, &begin)).unwrap();
    assert_eq!(inner(&bytes), "\x1b[;2H\x1b[K");
    frame(&mut wire, &begin, &full);
    let both = line("a                      x", Style::new());
    let bytes = String::from_utf8(frame(&mut wire, &full, &both)).unwrap();
    assert_eq!(inner(&bytes), "\x1b[;2H\x1b[22X");
}

#[test]
fn cursor_is_told_only_when_it_changes() {
    let empty = line(&"-".repeat(24), Style::new());
    let mut text = empty.clone();
    text.set_string(0, 0, "text", Style::new());
    let mut wire = cleared(Depth::True);
    frame(&mut wire, &Buffer::empty(AREA), &empty);
    wire.show_cursor().unwrap();
    wire.set_cursor_position(Position { x: 3, y: 0 }).unwrap();
    assert_eq!(
        inner(&String::from_utf8(frame(&mut wire, &empty, &empty)).unwrap()),
        "\x1b[;4H\x1b[?25h"
    );
    assert_eq!(frame(&mut wire, &empty, &empty), b"");
    let bytes = String::from_utf8(frame(&mut wire, &empty, &text)).unwrap();
    assert_eq!(inner(&bytes), "\x1b[Htext\x08");
}

#[test]
fn text_comes_before_previews() {
    let mut buffer = line("▀", Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Rgb(4, 5, 6)));
    buffer.set_string(0, 4, "text", Style::new());
    let bytes = first(Depth::True, &buffer);
    assert!(bytes.find("text") < bytes.find("38;2"), "{bytes:?}");
}

#[test]
fn pixels_are_left_alone_until_they_go() {
    let text = line("abc", Style::new());
    let mut pixels = text.clone();
    pixels[(1, 0)].set_symbol(PIXELS);
    let mut wire = cleared(Depth::True);
    frame(&mut wire, &Buffer::empty(AREA), &text);
    assert_eq!(frame(&mut wire, &text, &pixels), b"");
    let bytes = String::from_utf8(frame(&mut wire, &pixels, &text)).unwrap();
    assert_eq!(inner(&bytes), "\x1b[;2Hb");
}

#[test]
fn last_column_is_never_relied_on() {
    let mut buffer = line("abcdefghijklmnopqrstuvwx", Style::new());
    buffer.set_string(0, 1, "y", Style::new());
    assert_eq!(inner(&first(Depth::True, &buffer)), "\x1b[Habcdefghijklmnopqrstuvwx\x1b[2Hy");
}

fn color() -> impl Strategy<Value = Color> {
    prop_oneof![
        3 => Just(Color::Reset),
        1 => prop::sample::select(vec![Color::Red, Color::Gray, Color::DarkGray, Color::White]),
        1 => (16..=255_u8).prop_map(Color::Indexed),
        1 => any::<(u8, u8, u8)>().prop_map(|(red, green, blue)| Color::Rgb(red, green, blue)),
    ]
}

fn style() -> impl Strategy<Value = Style> {
    // The judge knows either bold or dim, and no other modifiers than these.
    let known = [
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::ITALIC | Modifier::BOLD,
        Modifier::UNDERLINED,
        Modifier::REVERSED,
        Modifier::REVERSED | Modifier::UNDERLINED | Modifier::DIM,
    ];
    (color(), color(), prop::sample::select(known.to_vec())).prop_map(|(fg, bg, modifier)| {
        let plain = Style::new().fg(fg).bg(bg).remove_modifier(Modifier::all());
        plain.add_modifier(modifier)
    })
}

/// A text, where it begins and what it looks like.
type Text = (u16, u16, String, Style);

fn text() -> impl Strategy<Value = Text> {
    (0..AREA.width, 0..AREA.height, "[ ab…│ 猫ä█ ]{0,24}", style())
}

/// Empties the second half of each wide character: what ratatui keeps there of an earlier text it never draws.
fn clear_second_halves(buffer: &mut Buffer) {
    for y in AREA.rows().map(|row| row.y) {
        for x in 1..AREA.width {
            if buffer[(x - 1, y)].symbol().width() > 1 {
                buffer[(x, y)].reset();
            }
        }
    }
}

/// Frames of texts, on an empty screen or over what was there.
fn frames() -> impl Strategy<Value = Vec<(bool, Vec<Text>)>> {
    prop::collection::vec((any::<bool>(), prop::collection::vec(text(), 0..6)), 1..8)
}

proptest! {
    #[test]
    fn terminal_shows_the_cells(frames in frames(), is_forgetful in any::<bool>()) {
        let mut screen = Screen::new(AREA);
        let mut wire = Wire::new(Depth::True);
        let mut before = Buffer::empty(AREA);
        for (is_fresh, texts) in frames {
            let mut after = if is_fresh { Buffer::empty(AREA) } else { before.clone() };
            for (x, y, text, style) in &texts {
                after.set_string(*x, *y, text, *style);
            }
            clear_second_halves(&mut after);
            let bytes = frame(&mut wire, &before, &after);
            screen.read(&bytes);
            screen.check(&after);
            prop_assert_eq!(frame(&mut wire, &after, &after), b"");
            before = after;
            if is_forgetful {
                wire.forget();
                wire.clear().unwrap();
                before = Buffer::empty(AREA);
            }
        }
    }
}
