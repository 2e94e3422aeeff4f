//! The cursor inside pictures, in as many a row as there is room for.
#![expect(clippy::panic, reason = "a cursor that does not show ends the test")]

use ratatui::layout::Position;

use super::harness::Screen;

/// Top images that a recording of the demo has for neuron 0 (the golden answers hold only the first 12).
const PICTURES: usize = 100;

/// The demo with pictures so small that several stand in a row.
fn small_pictures(width: u16, height: u16) -> Screen {
    let mut screen = Screen::demo(width, height).with_half_blocks();
    screen.press("-----");
    screen
}

/// Number of the picture with the cursor.
fn index(screen: &Screen) -> usize {
    screen.app.place().focus.index
}

/// Goes into the pictures; how many stand in a row.
#[track_caller]
fn enter(screen: &mut Screen) -> usize {
    screen.press("<Esc><Tab>j");
    let per_row = index(screen);
    assert!(per_row >= 2, "{}", screen.drawing());
    screen.press("gg");
    per_row
}

#[track_caller]
fn cursor(screen: &Screen) -> Position {
    screen.cursor().unwrap_or_else(|| panic!("no cursor in\n{}", screen.drawing()))
}

/// Presses keys and checks which picture has the cursor after each.
#[track_caller]
fn assert_pictures(screen: &mut Screen, steps: &[(&str, usize)]) {
    for (keys, expected) in steps {
        screen.press(keys);
        assert_eq!(index(screen), *expected, "after {keys} in\n{}", screen.drawing());
        cursor(screen);
    }
}

#[test]
fn the_cursor_goes_in_four_directions() {
    let mut screen = small_pictures(120, 40);
    let row = enter(&mut screen);
    assert_pictures(
        &mut screen,
        &[("l", 1), ("h", 0), ("j", row), ("l", row + 1), ("2j", 3 * row + 1), ("k", 2 * row + 1)],
    );
    assert_pictures(&mut screen, &[("2k", 1), ("k", 1), ("<Left>", 0), ("<Down>", row)]);
    assert_pictures(&mut screen, &[("G", PICTURES - 1), ("7gg", 7), ("gg", 0)]);
}

#[test]
fn moving_further_than_the_pictures_reach_goes_to_the_last_row_in_the_same_column() {
    let mut screen = small_pictures(120, 40);
    let row = enter(&mut screen);
    let last = (1..PICTURES).rev().find(|index| index % row == 1).unwrap_or(1);
    assert_pictures(&mut screen, &[("l", 1), ("9999j", last), ("j", last)]);
}

#[test]
fn pages_end_in_the_last_row() {
    let mut screen = small_pictures(120, 40);
    let row = enter(&mut screen);
    let last = (0..PICTURES).rev().find(|index| index % row == 0).unwrap_or(0);
    for _ in 0..50 {
        screen.press("<PageDown>");
    }
    assert_eq!(index(&screen), last, "page by page");
    assert_pictures(&mut screen, &[("gg", 0), ("50<PageDown>", last)]);
}

#[test]
fn moving_back_beyond_the_first_row_keeps_the_column() {
    let mut screen = small_pictures(120, 40);
    let row = enter(&mut screen);
    assert_pictures(&mut screen, &[("l", 1), ("j", row + 1), ("9k", 1)]);
    assert_pictures(&mut screen, &[("2j", 2 * row + 1), ("<PageUp>", 1)]);
}

#[test]
fn the_edge_leads_to_the_pictures_of_the_next_recording_in_the_same_row() {
    let mut screen = small_pictures(160, 48);
    let row = enter(&mut screen);
    screen.press("j");
    for _ in 1..row {
        screen.press("l");
    }
    let at = cursor(&screen);
    assert_eq!(screen.app.recording_name(screen.app.place().recording), "Colored_fashion");
    assert_pictures(&mut screen, &[("l", row)]);
    assert_eq!(screen.recording(), "Permuted_colored_fashion");
    assert_eq!(cursor(&screen).y, at.y);
    assert_pictures(&mut screen, &[("h", 2 * row - 1)]);
    assert_eq!(cursor(&screen), at);
}

#[test]
fn the_outer_edges_hold() {
    let mut screen = small_pictures(160, 48);
    enter(&mut screen);
    let at = cursor(screen.press("j"));
    assert_eq!(cursor(screen.press("3h")), at);
    screen.press("99l");
    assert_eq!(screen.recording(), "Permuted_colored_fashion", "an edge ends even a long way");
    screen.press("99l 99l 99l");
    assert_eq!(screen.recording(), "Drifted_colored_fashion");
    let at = cursor(&screen);
    assert_eq!(cursor(screen.press("l")), at);
}

#[test]
fn pictures_scroll_with_the_cursor_in_every_recording_alike() {
    let mut screen = small_pictures(160, 48);
    enter(&mut screen);
    screen.assert_shows("14.12 ✗");
    cursor(screen.press("20j"));
    assert!(!screen.shows("14.12 ✗"), "the first row of the others has left too");
}
