//! Placeholders: every cell that a popup leaves free shows its part of the image.

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use super::super::{Depth, Wire};
use super::{cleared, first, frame, inner};
use crate::graphics::{PLACEHOLDER, Placeholder, diacritic, placeholder};

const AREA: Rect = Rect { x: 0, y: 0, width: 20, height: 6 };

/// A grid of the parts of an image from (`row`, `column`) on, at a place of the buffer.
#[derive(Debug, Clone)]
struct Grid {
    id: u32,
    from: (u16, u16),
    at: Rect,
}

fn rect() -> impl Strategy<Value = Rect> {
    (0..AREA.width, 0..AREA.height, 1..12_u16, 1..4_u16)
        .prop_map(|(x, y, width, height)| Rect { x, y, width, height }.intersection(AREA))
}

fn grid() -> impl Strategy<Value = Grid> {
    (1..4_u32, (0..2_u16, 0..3_u16), rect()).prop_map(|(id, from, at)| Grid { id, from, at })
}

fn drawn(grids: &[Grid], popups: &[Rect]) -> Buffer {
    let mut buffer = Buffer::empty(AREA);
    for Grid { id, from, at } in grids {
        for position in at.positions() {
            let (row, column) = (from.0 + position.y - at.y, from.1 + position.x - at.x);
            assert!(placeholder(&mut buffer[position], *id, row, column));
        }
    }
    for popup in popups {
        for position in popup.positions() {
            buffer[position].reset();
            buffer[position].set_symbol("p").set_style(Style::new().fg(Color::Red));
        }
    }
    buffer
}

/// What a terminal with kitty's rule makes of its cells.
fn parts(screen: &vt100::Screen) -> Vec<Option<Placeholder>> {
    let mut parts = Vec::new();
    for y in 0..AREA.height {
        let mut left: Option<Placeholder> = None;
        for x in 0..AREA.width {
            left = part(screen.cell(y, x).unwrap(), left);
            parts.push(left);
        }
    }
    parts
}

fn part(cell: &vt100::Cell, left: Option<Placeholder>) -> Option<Placeholder> {
    let mut symbol = cell.contents().chars();
    let vt100::Color::Rgb(red, green, blue) = cell.fgcolor() else { return None };
    if symbol.next() != Some(PLACEHOLDER) {
        return None;
    }
    let id = u32::from_be_bytes([0, red, green, blue]);
    let index = |mark| (0..297).find(|&of| diacritic(usize::from(of)) == Some(mark)).unwrap();
    match (symbol.next(), symbol.next()) {
        (Some(row), Some(column)) => {
            Some(Placeholder { id, row: index(row), column: index(column) })
        }
        // Without a neighbor of the same image it is the upper left corner.
        _ => match left.filter(|left| left.id == id) {
            Some(left) => Some(Placeholder { column: left.column + 1, ..left }),
            None => Some(Placeholder { id, row: 0, column: 0 }),
        },
    }
}

fn wanted(buffer: &Buffer) -> Vec<Option<Placeholder>> {
    buffer.content.iter().map(Placeholder::read).collect()
}

#[test]
fn neighbors_are_bare() {
    let grid = Grid { id: 1, from: (0, 0), at: Rect::new(0, 0, 3, 1) };
    let bytes = first(Depth::Indexed, &drawn(&[grid], &[]));
    let shown = "\x1b[H\x1b[38;2;0;0;1m\u{10EEEE}\u{305}\u{305}\u{10EEEE}\u{10EEEE}\x1b[m";
    assert_eq!(inner(&bytes), shown);
}

#[test]
fn neighbor_of_a_popup_names_its_place() {
    let grid = [Grid { id: 1, from: (0, 0), at: Rect::new(0, 0, 4, 1) }];
    let mut wire = cleared(Depth::True);
    let (free, covered) = (drawn(&grid, &[]), drawn(&grid, &[Rect::new(1, 0, 1, 1)]));
    frame(&mut wire, &Buffer::empty(AREA), &free);
    let bytes = String::from_utf8(frame(&mut wire, &free, &covered)).unwrap();
    let shown = "\x1b[;2H\x1b[31mp\x1b[38;2;0;0;1m\u{10EEEE}\u{305}\u{30E}\x1b[m";
    assert_eq!(inner(&bytes), shown);
}

proptest! {
    #[test]
    fn every_free_part_is_right(
        frames in prop::collection::vec(
            (prop::collection::vec(grid(), 0..4), prop::collection::vec(rect(), 0..3)),
            1..8,
        ),
    ) {
        let mut parser = vt100::Parser::new(AREA.height, AREA.width, 0);
        let mut wire = Wire::new(Depth::Indexed);
        let mut before = Buffer::empty(AREA);
        for (grids, popups) in frames {
            // The same grids with and without popups.
            for popups in [&[], &popups[..], &[]] {
                let after = drawn(&grids, popups);
                parser.process(&frame(&mut wire, &before, &after));
                prop_assert_eq!(parts(parser.screen()), wanted(&after));
                before = after;
            }
        }
    }
}
