//! The page of details: files, counts, layers, and all that is known of an image.

use super::harness::{Screen, assert_drawn};

#[test]
fn d_says_what_the_files_hold() {
    let mut screen = Screen::demo(100, 40);
    screen.press("d");
    assert_drawn("details_100x40", &screen);
    screen.assert_shows("Deephys (.test)");
    screen.press("d");
    assert!(!screen.shows("Deephys (.test)"), "any other key closes it");
}

#[test]
fn of_an_image_it_says_everything() {
    let mut screen = Screen::demo(100, 40);
    screen.press("I r d");
    assert_drawn("details_image_100x40", &screen);
    screen.assert_shows("28 × 28 pixels");
    screen.assert_shows("confidence in truth");
}

#[test]
fn it_scrolls_to_the_warnings() {
    let mut screen = Screen::demo(60, 10);
    screen.press("d");
    assert!(!screen.shows("Warnings"));
    screen.press("G");
    screen.assert_shows("Warnings (");
}

#[test]
fn all_features_are_there() {
    let mut screen = Screen::small(&["cbor_features"], 100, 60);
    screen.press("I d");
    screen.assert_shows("Features (");
}
