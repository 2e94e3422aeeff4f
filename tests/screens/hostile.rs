//! Names from strangers: no control character of a file reaches a cell.

use super::files::{Files, name_categories};
use super::harness::Screen;

/// Checks every cell of every pane, page and list.
#[track_caller]
fn assert_harmless(screen: &mut Screen) {
    for keys in ["", "<Tab>", "<Tab>", "I", "<Tab>", "<Tab>", "C", "<Tab>", "<Tab>", "?", "w", "w"]
    {
        screen.press(keys);
        assert_cells(screen, keys);
    }
}

/// Checks every cell.
#[track_caller]
fn assert_cells(screen: &Screen, keys: &str) {
    let (width, height) = screen.size();
    for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
        let symbol = screen.cell(x, y).symbol();
        let is_bad = symbol.chars().any(|character| {
            character.is_control() || ('\u{202a}'..='\u{202e}').contains(&character)
        });
        assert!(!is_bad, "{symbol:?} at {x}, {y} after {keys} in\n{}", screen.drawing());
    }
}

#[test]
fn names_of_categories() {
    let mut screen = Screen::small(&["npz/dirty_categories.npz"], 120, 40);
    screen.press("C");
    screen.assert_shows("\\u{1b}");
    assert_harmless(&mut screen);
}

#[test]
fn names_of_layers_recordings_and_categories() {
    let files = Files::new();
    let escape = "\u{1b}[31mred\u{7}";
    let layers = [(escape, 3), ("over\u{202e}ride", 4), ("output", 2)];
    let bad = files.write(&format!("{escape} recording"), &layers, 6);
    name_categories(&bad, &format!("{escape}\nzero\u{200b}width\n"));
    let mut screen = Screen::open(&[bad], 120, 40);
    for _ in 0..3 {
        assert_harmless(&mut screen);
        screen.press("<Esc>");
        screen.assert_shows("\\u{1b}");
        screen.press("]");
    }
    for layer in 0..3 {
        screen.press(&format!(":layer {layer}<Enter>"));
        assert_harmless(&mut screen);
        screen.press("<Esc>");
    }
    screen.press(":layer nowhere<Enter>");
    assert_cells(&screen, "an error that lists the layers");
}

#[test]
fn features_of_images() {
    let mut screen = Screen::small(&["cbor_features"], 120, 40);
    screen.press("I");
    for _ in 0..6 {
        screen.press("j");
        assert_cells(&screen, "I j");
    }
}

#[test]
fn what_is_typed_or_pasted() {
    let mut screen = Screen::demo(80, 24);
    for character in ['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}', '\0', '\u{300}', '猫'] {
        screen.press_key(deephys::app::Key::Char(character));
        assert_cells(&screen, "a strange key");
        screen.press(":");
        screen.press_key(deephys::app::Key::Char(character));
        assert_cells(&screen, "a strange character in the prompt");
        screen.press("<Enter>");
        assert_cells(&screen, "an error about it");
        screen.press("<Esc><Esc>");
    }
}

#[test]
fn names_of_files_that_did_not_open() {
    let files = Files::new();
    let good = files.write("good", &[("linear1", 3)], 4);
    let missing = good.with_file_name("\u{1b}[31mgone.npz");
    let mut screen = Screen::open(&[good, missing], 120, 24);
    screen.press("w");
    screen.assert_shows("\\u{1b}[31mgone.npz");
    assert_cells(&screen, "w");
}
