//! The mouse: a click does what keys do with what it points at, the wheel scrolls it, a menu offers the rest.

use deephys::app::{Key, Pane, Pointing, Region, Spot};
use deephys::table::Column;

use super::harness::{Screen, assert_drawn};

const CLICK: Pointing = Pointing::Click { is_second: false };
const DOWN: Pointing = Pointing::Wheel { down: true };
const UP: Pointing = Pointing::Wheel { down: false };

#[test]
fn names_of_panes_recordings_and_commands_are_clicked() {
    let mut screen = Screen::demo(120, 40);
    screen.click("Category ");
    assert_eq!(screen.app.place().pane, Pane::Category);
    screen.click("Table");
    assert_eq!(screen.app.place().pane, Pane::Table);
    screen.click("Arbitrary");
    assert!(screen.recording().starts_with("Arbitrary"));
    screen.press("N :neuron 0<Enter>").click("max 14.12");
    assert!(screen.recording().starts_with("Permuted"), "anywhere in its column");
}

#[test]
fn a_click_puts_the_cursor_on_an_item_and_a_second_opens_it() {
    let mut screen = Screen::demo(120, 40);
    screen.click("#143");
    assert_eq!(screen.app.place().focus.region, Region::Pictures);
    assert!(screen.item().starts_with("12.77"), "{}", screen.item());
    assert_eq!(screen.app.place().pane, Pane::Neuron, "one click opens nothing");
    screen.double_click("#143");
    assert_eq!(screen.subject(), "image 143");
    screen.press("<Backspace>").double_click("Trouser  ");
    assert_eq!(screen.subject(), "category Trouser");
    screen.double_click("Shirt  ");
    assert_eq!(screen.app.place().pane, Pane::Pair, "a bar of errors opens the two together");
}

#[test]
fn the_table_is_sorted_by_its_headings_and_walked_by_its_rows() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T").click("spur ");
    assert_eq!(screen.app.table_sort().column, Column::Spurious);
    let first = screen.app.shown_rows().to_vec();
    screen.click("▾spur");
    let reversed = screen.app.shown_rows().to_vec();
    assert_ne!(first, reversed, "the heading again turns the order around");
    let (column, row) = screen.place_of("▴spur");
    screen.points_at(CLICK, (column, row + 3));
    assert_eq!(screen.app.row_of_neuron(), Some(2));
    screen.points_at(DOWN, (column, row + 3));
    assert_eq!(screen.app.row_of_neuron(), Some(5));
    screen.points_at(UP, (column, row + 3));
    assert_eq!(screen.app.row_of_neuron(), Some(2));
    screen.points_at(CLICK, (column, row + 3));
    screen.points_at(Pointing::Click { is_second: true }, (column, row + 3));
    assert_eq!(screen.app.place().pane, Pane::Neuron);
}

#[test]
fn the_wheel_scrolls_what_lies_under_it() {
    let mut screen = Screen::demo(120, 40);
    screen.points(DOWN, "max 13.28");
    assert_eq!(screen.subject(), "neuron 1", "above the lists it steps through neurons");
    screen.points(UP, "reference");
    assert_eq!(screen.subject(), "neuron 0");
    screen.points(DOWN, "#143");
    assert_eq!(screen.app.place().focus.region, Region::Pictures, "in pictures row by row");
    let row = screen.app.place().focus.index;
    assert!(row > 0);
    screen.points(DOWN, "Pullover");
    let focus = screen.app.place().focus;
    assert_eq!((focus.region, focus.index), (Region::Categories, 3));
    screen.press("?");
    let before = screen.drawing();
    screen.points(DOWN, "Moving");
    assert_ne!(screen.drawing(), before);
}

#[test]
fn the_right_button_offers_what_can_be_done_there() {
    let mut screen = Screen::demo(120, 40);
    let at = screen.place_of("#143");
    screen.points_at(Pointing::Menu { at }, at);
    assert_drawn("menu_120x40", &screen);
    assert!(screen.app.menu().is_some());
    screen.click("mark the image");
    assert!(screen.app.menu().is_none());
    assert_eq!(screen.app.marked().len(), 1);
    // Keys choose, too; anything else closes it.
    screen.points_at(Pointing::Menu { at }, at).press("j k <Enter>");
    assert_eq!(screen.subject(), "image 143");
    screen.press("<Backspace>");
    screen.points_at(Pointing::Menu { at }, at).press("<Esc>");
    assert!(screen.app.menu().is_none());
    screen.points_at(Pointing::Menu { at }, at).points_at(CLICK, (0, 0));
    assert!(screen.app.menu().is_none());
    assert_eq!(screen.app.place().pane, Pane::Neuron, "beside it a click only closes it");
}

#[test]
fn pages_and_lines_are_clicked() {
    let mut screen = Screen::demo(120, 40);
    screen.press("?/all neurons").click("table of all neurons");
    assert_eq!(screen.app.place().pane, Pane::Table, "a command on the page runs");
    screen.press(":lay").click("layer pane");
    assert_eq!(
        screen.app.prompt().map(|prompt| prompt.text().to_owned()).as_deref(),
        Some("show-layer")
    );
    let text = screen.app.prompt().unwrap().text().to_owned();
    screen.points_at(CLICK, (3, 5)).points_at(DOWN, (3, 5));
    assert_eq!(screen.app.prompt().unwrap().text(), text, "what is typed is never lost");
}

#[test]
fn a_cell_of_the_matrix_is_chosen_and_opened() {
    let mut screen = Screen::demo(160, 48);
    screen.press("X r");
    let cell = screen.hits().all().filter(|(_, spot)| matches!(spot, Spot::Cell(..))).nth(17);
    let (area, Spot::Cell(recording, truth, predicted)) = cell.unwrap() else { panic!("no cell") };
    screen.points_at(CLICK, (area.x, area.y));
    let place = *screen.app.place();
    assert_eq!((place.recording, place.category, place.other), (recording, truth, predicted));
    screen.points_at(Pointing::Click { is_second: true }, (area.x, area.y));
    assert_eq!(screen.app.place().pane, Pane::Pair);
}

#[test]
fn while_keys_wait_for_answers_a_click_does_nothing() {
    let mut screen = Screen::demo(120, 40);
    screen.press("<Tab>");
    for key in ["J", "j"] {
        screen.app.key(Key::Char(key.chars().next().unwrap()));
    }
    let at = screen.place_of("Category ");
    let spot = screen.hits().at(at.0, at.1);
    screen.app.point(CLICK, spot);
    assert_eq!(screen.app.place().pane, Pane::Neuron);
}

#[test]
fn everything_can_be_pointed_at_in_any_way_everywhere() {
    let mut screen = Screen::demo(160, 48);
    for keys in ["N", "I", "C", "T", "X", "L", "?", ":lay", "g", "d", "w"] {
        screen.press("<Esc> <Esc> N").press(keys);
        let all: Vec<_> = screen.hits().all().collect();
        assert!(all.len() > 8, "{keys}: {all:?}");
        // Of each kind a few.
        let step = all.len() / 12 + 1;
        for (area, _) in all.into_iter().step_by(step) {
            let at = (area.x, area.y);
            for pointing in
                [CLICK, Pointing::Click { is_second: true }, DOWN, UP, Pointing::Menu { at }]
            {
                screen.points_at(pointing, at);
            }
            screen.press("<Esc> <Esc> N").press(keys);
        }
    }
    screen.resize(7, 3);
    screen
        .points_at(Pointing::Menu { at: (500, 500) }, (6, 2))
        .points_at(CLICK, (u16::MAX, u16::MAX));
}

#[test]
fn a_cell_of_a_map_is_chosen_and_opened() {
    let mut screen = Screen::demo(160, 48);
    screen.press("L");
    let is_map = |spot: &Spot| matches!(spot, Spot::Map(..));
    let maps: Vec<_> = screen.hits().all().filter(|(_, spot)| is_map(spot)).collect();
    assert!(maps.len() >= 2);
    let (area, _) = maps[1];
    let at = (area.x + area.width - 1, area.y + area.height - 1);
    let Some(Spot::Map(recording, row, column)) = screen.hits().at(at.0, at.1) else {
        panic!("no map")
    };
    screen.points_at(CLICK, at);
    let place = *screen.app.place();
    assert_eq!((place.recording, place.category.index()), (recording, row));
    let neuron = screen.app.arrangement().unwrap().neurons[column];
    assert_eq!(place.neuron, neuron, "in the order of the map");
    screen.points_at(Pointing::Click { is_second: true }, at);
    assert_eq!(screen.subject(), format!("neuron {neuron}"));
}

#[test]
fn hints_at_the_bottom_are_clicked() {
    let mut screen = Screen::demo(160, 48);
    screen.click("? keys");
    screen.assert_shows("Keys, commands and measures");
    screen.press("<Esc>").click(": go to");
    assert!(screen.app.prompt().is_some());
    screen.press("<Esc>").click("n normalize");
    screen.assert_shows("normalized");
}
