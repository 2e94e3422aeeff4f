//! Previews of pictures: how many bytes they take and how near their colors come.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::super::Depth;
use super::super::palette::channels;
use super::{cleared, frame};

/// Half blocks of an image in which soft shades and noise lie over each other.
fn picture(width: u16, height: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let mut seed = 1_u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 24 & 15
    };
    for position in buffer.area.positions() {
        let (x, y) = (u32::from(position.x), u32::from(position.y));
        let mut shade = |half| {
            let [red, green, blue] =
                [x * 3, (y * 2 + half) * 5, x + y].map(|base| (base % 230 + noise()) & 255);
            Color::from_u32(red << 16 | green << 8 | blue)
        };
        buffer[position].set_symbol("▀").set_fg(shade(0)).set_bg(shade(1));
    }
    buffer
}

/// Bytes of a first frame, and upper and lower color of every cell.
fn sent(buffer: &Buffer, depth: Depth, tolerance: u8) -> (usize, Vec<[[u8; 3]; 2]>) {
    let mut wire = cleared(depth);
    wire.set_tolerance(tolerance);
    let bytes = frame(&mut wire, &Buffer::empty(buffer.area), buffer);
    let mut parser = vt100::Parser::new(buffer.area.height, buffer.area.width, 0);
    parser.process(&bytes);
    let shown = buffer.area.positions().map(|position| {
        let cell = parser.screen().cell(position.y, position.x).unwrap();
        let (fg, bg) = (rgb(cell.fgcolor()), rgb(cell.bgcolor()));
        match cell.contents() {
            "▀" => [fg, bg],
            "▄" => [bg, fg],
            "█" => [fg, fg],
            "" | " " => [bg, bg],
            other => panic!("{other}"),
        }
    });
    (bytes.len(), shown.collect())
}

fn rgb(color: vt100::Color) -> [u8; 3] {
    match color {
        vt100::Color::Rgb(red, green, blue) => [red, green, blue],
        vt100::Color::Idx(index) => channels(Color::Indexed(index)).unwrap_or_default(),
        // Ink that is not seen.
        vt100::Color::Default => [0; 3],
    }
}

fn exact(buffer: &Buffer) -> Vec<[[u8; 3]; 2]> {
    let of = |color| channels(color).unwrap();
    buffer.content.iter().map(|cell| [of(cell.fg), of(cell.bg)]).collect()
}

/// The largest difference of a channel.
fn worst(shown: &[[[u8; 3]; 2]], exact: &[[[u8; 3]; 2]]) -> u8 {
    let pairs = shown.as_flattened().as_flattened().iter().zip(exact.as_flattened().as_flattened());
    pairs.map(|(a, b)| a.abs_diff(*b)).max().unwrap()
}

#[test]
fn without_tolerance_colors_are_exact() {
    let buffer = picture(40, 12);
    assert_eq!(sent(&buffer, Depth::True, 0).1, exact(&buffer));
}

#[test]
fn tolerance_is_kept_and_saves_bytes() {
    let buffer = picture(80, 24);
    let (mut before, _) = sent(&buffer, Depth::True, 0);
    for tolerance in [4, 8, 12] {
        let (count, shown) = sent(&buffer, Depth::True, tolerance);
        assert!(worst(&shown, &exact(&buffer)) <= tolerance);
        assert!(count < before, "{count} bytes at {tolerance}, {before} before");
        before = count;
    }
}

#[test]
fn palette_is_used_where_asked_for() {
    let buffer = picture(40, 12);
    let (count, shown) = sent(&buffer, Depth::Indexed, 0);
    // A gray may be nearer in all than a color of the cube, whose largest step is 95.
    assert!(worst(&shown, &exact(&buffer)) <= 64);
    assert!(count < sent(&buffer, Depth::True, 0).0 * 7 / 10);
}

#[test]
fn thumbnails_fit_their_budget() {
    // Forty-eight of 8×4 cells.
    let buffer = picture(96, 16);
    assert!(sent(&buffer, Depth::True, 0).0 <= 60_000);
    assert!(sent(&buffer, Depth::Indexed, 0).0 <= 30_000);
}
