//! Recordings side by side: which of them show when not all fit, and where they differ.

use super::files::Files;
use super::harness::{Screen, assert_drawn};

/// Eight forms of the small recording.
const FORMS: [&str; 8] = [
    "npz/stored.npz",
    "npz/deflated.npz",
    "npz/mixed_dtypes.npz",
    "npz/no_images.npz",
    "npz/no_labels.npz",
    "safetensors/f16.safetensors",
    "safetensors/f32.safetensors",
    "npy/plain",
];

/// Names above the columns.
fn shown(screen: &Screen) -> Vec<String> {
    let line = screen.line(2);
    let names = line
        .split('│')
        .map(|name| name.trim().trim_start_matches(['★', '●', '▲', '■', '▼', '♠']).trim());
    names.map(|name| name.split("  ").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_reference_stays_and_the_others_scroll_to_the_one_with_the_cursor() {
    let mut screen = Screen::demo(80, 24);
    let steps = [
        ("", "Permuted_colored_fashion"),
        ("r", "Permuted_colored_fashion"),
        ("r", "Arbitrary_colored_fashion"),
        ("r", "Drifted_colored_fashion"),
        ("R", "Arbitrary_colored_fashion"),
        ("2R", "Arbitrary_colored_fashion"),
        ("l", "Permuted_colored_fashion"),
    ];
    for (keys, other) in steps {
        screen.press(keys);
        assert_eq!(shown(&screen), ["Colored_fashion", other], "after {keys}");
    }
}

#[test]
fn the_recording_with_the_cursor_always_shows() {
    for width in [30, 64, 80, 100, 160] {
        let mut screen = Screen::small(&FORMS, width, 24);
        for step in 0..20 {
            screen.press(if step < 10 { "r" } else { "R" });
            let name = screen.app.recording_name(screen.app.place().recording).to_owned();
            assert!(shown(&screen).contains(&name), "{name} among {:?}", shown(&screen));
        }
    }
}

#[test]
fn one_column_shows_the_recording_with_the_cursor() {
    let mut screen = Screen::demo(50, 24);
    assert_eq!(shown(&screen), ["Colored_fashion"]);
    screen.press("2r");
    assert_eq!(shown(&screen), ["Arbitrary_colored_fashion"]);
    assert_drawn("one_column", &screen);
}

#[test]
fn zoom_gives_one_recording_the_whole_screen_and_takes_it_back() {
    let mut screen = Screen::demo(160, 48);
    let before = screen.press("2r").drawing();
    screen.press("zz");
    assert_eq!(shown(&screen), ["Arbitrary_colored_fashion"], "the table beside is gone too");
    assert_eq!(screen.press("r").recording(), "Drifted_colored_fashion");
    assert_eq!(shown(&screen), ["Drifted_colored_fashion"]);
    screen.press("j").assert_shows("▸neuron 1  alone");
    screen.press("kRzz");
    assert_eq!(screen.drawing(), before);
    assert!(screen.press("Tzz").footer().starts_with(" this pane has the whole screen"));
}

#[test]
fn more_recordings_than_fit() {
    let mut screen = Screen::small(&FORMS, 120, 30);
    assert_drawn("many_recordings", &screen);
    screen.press("5r <Tab>");
    assert_eq!(shown(&screen), ["stored", "no_labels", "f16"]);
    assert_drawn("many_recordings_scrolled", &screen);
}

#[test]
fn every_recording_is_in_the_header_and_the_one_with_the_cursor_is_marked() {
    let mut screen = Screen::small(&FORMS, 160, 24);
    let header = screen.line(1);
    assert_eq!(header.matches('★').count(), 1, "{header}");
    assert_eq!(header.matches(['●', '▲', '■', '▼', '♠']).count(), 7, "{header}");
    assert_eq!(screen.recording(), "stored");
    assert_eq!(screen.press("5r").recording(), "f16");
}

#[test]
fn recordings_that_do_not_fit_into_the_header_leave_a_trace() {
    let mut screen = Screen::small(&FORMS, 60, 24);
    for _ in 0..8 {
        let marked = screen.recording();
        assert!(!marked.is_empty(), "no recording is marked in \"{}\"", screen.line(1));
        screen.press("r");
    }
}

#[test]
fn an_image_that_a_recording_lacks_is_missing_with_words() {
    let files = Files::new();
    let long = files.write("long", &[("linear1", 3), ("output", 2)], 8);
    let short = files.write("short", &[("linear1", 3), ("output", 2)], 5);
    let mut screen = Screen::open(&[long, short], 100, 24);
    screen.press("I 6G");
    assert_eq!(screen.subject(), "image 6");
    screen.assert_shows("has only 5 images");
    assert_drawn("has_only", &screen);
    screen.press("r <Tab>");
    screen.assert_shows("has only 5 images");
    screen.press("<Esc> k");
    assert!(!screen.shows("has only"), "k leads to an image that the recording has");
    assert_eq!(screen.subject(), "image 4");
}

#[test]
fn the_header_says_how_many_images_the_recording_with_the_cursor_has() {
    let files = Files::new();
    let long = files.write("long", &[("linear1", 3), ("output", 2)], 8);
    let short = files.write("short", &[("linear1", 3), ("output", 2)], 5);
    let mut screen = Screen::open(&[long, short], 100, 24);
    assert!(screen.press("I").line(0).contains(" (0–7)"), "{}", screen.line(0));
    assert!(screen.press("r").line(0).contains(" (0–4)"), "{}", screen.line(0));
}
