//! The list of places visited, and what comes back with them.

use deephys::app::Pane;

use super::harness::Screen;

/// Neuron 7 of linear1, an image in another recording, the table.
fn traveled() -> Screen {
    let mut screen = Screen::demo(120, 40);
    screen.press("7G r :image 3<Enter> T");
    screen
}

#[test]
fn gj_lists_every_place_visited_and_goes_to_any() {
    let mut screen = traveled();
    screen.press("g j");
    screen.assert_shows("-1 image 3 ");
    screen.assert_shows("-2 neuron 7");
    screen.assert_shows("-3 neuron 0");
    screen.assert_shows("linear1, Permuted_colored_fashion");
    screen.press("-3<Enter>");
    assert_eq!(screen.subject(), "neuron 0");
    screen.press("g j");
    screen.assert_shows("+1 neuron 7");
    screen.assert_shows("+3 table, neuron");
    screen.press("+3<Enter>");
    assert_eq!(screen.app.place().pane, Pane::Table);
    screen.press("g j").press("image<Enter>");
    assert_eq!(screen.subject(), "image 3", "words find it, too");
    screen.press(":jump 99<Enter>");
    screen.assert_shows("the list does not reach so far");
    screen.press("<Esc>:jump nowhere<Enter>");
    screen.assert_shows("no place visited fits");
}

#[test]
fn before_anything_was_visited_there_is_no_list() {
    let mut screen = Screen::demo(120, 40);
    screen.press("g j");
    screen.assert_shows("nothing was visited yet but this");
    screen.press("'");
    screen.assert_shows("no place has a name");
}

#[test]
fn the_key_of_places_twice_leads_over_the_last_jump_and_back_again() {
    let mut screen = Screen::demo(120, 40);
    screen.press("7G 3G");
    let there = |screen: &Screen| screen.subject();
    screen.press("''");
    assert_eq!(there(&screen), "neuron 7");
    screen.press("''");
    assert_eq!(there(&screen), "neuron 3");
    screen.press("`");
    assert_eq!(there(&screen), "neuron 7");
    screen.press("j `");
    assert_eq!(there(&screen), "neuron 7");
}

#[test]
fn size_of_pictures_lone_recording_and_scroll_come_back_too() {
    let mut screen = Screen::demo(120, 20);
    screen.press("T 30j");
    let table = screen.drawing();
    screen.press("<Enter> + z z");
    let neuron = screen.drawing();
    assert!(screen.app.is_alone());
    screen.press("C - - z z");
    assert_eq!((screen.app.zoom(), screen.app.is_alone()), (1, false));
    screen.press("<Backspace>");
    assert_eq!(screen.app.zoom(), 3);
    assert_eq!(screen.drawing(), neuron);
    screen.press("<Backspace>");
    assert_eq!(screen.drawing(), table);
}
