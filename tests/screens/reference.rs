//! The reference: any recording becomes it, and one that is hardly in distribution is pointed out.

use deephys::app::Following;
use deephys::ids::RecordingId;

use super::harness::Screen;
use crate::support::open_paths;

/// The demo with another recording as the reference.
fn demo_referring_to(recording: RecordingId) -> Screen {
    Screen::of_set(open_paths(&["demo".into()]).referring_to(recording), 120, 40)
}

#[test]
fn another_recording_becomes_the_reference_and_what_was_it_is_compared() {
    let mut screen = Screen::demo(120, 40);
    let before = screen.app.set().reference;
    screen.press("r gR");
    let reference = screen.app.place().recording;
    assert_eq!(screen.app.set().reference, reference);
    screen.assert_shows("★ Permuted_colored_fashion  reference");
    screen.assert_shows("is the reference: the others are compared with it");
    assert_eq!(screen.app.following(), Following::Lead(reference), "as the reference did before");

    // As if the program had been started like that.
    let mut started = demo_referring_to(reference);
    let here = format!(":recording {}<Enter>", screen.app.recording_name(before));
    for keys in [&here, "T gg", "L", "X D", "N n"] {
        screen.press(keys).press("<Esc>");
        started.press(keys).press("<Esc>");
        assert_eq!(screen.drawing(), started.drawing(), "{keys}");
    }
}

#[test]
fn the_reference_that_was_taken_is_part_of_the_view() {
    let mut screen = Screen::demo(120, 40);
    screen.press("r gR R");
    let address = screen.app.address(&[]);
    assert!(address.contains("reference=Permuted_colored_fashion"), "{address}");
    let mut other = Screen::demo(120, 40);
    assert_eq!(other.start_at(&address), Vec::<String>::new());
    assert_eq!(other.app.set().reference, screen.app.set().reference);
    assert_eq!(other.app.place(), screen.app.place());
}

#[test]
fn a_reference_that_is_predicted_right_less_often_is_pointed_out() {
    let mut screen = Screen::demo(120, 40);
    assert_eq!(screen.app.warnings(), Vec::<String>::new());
    screen.press("r");
    let mut odd = demo_referring_to(screen.app.place().recording);
    odd.assert_shows("1 notice about the files: w shows it");
    odd.press("w");
    odd.assert_shows("the reference Permuted_colored_fashion is predicted right less often");
    odd.assert_shows("gR makes the recording with the cursor the reference");
}

#[test]
fn the_reference_stays_if_it_is_taken_again() {
    let mut screen = Screen::demo(120, 40);
    screen.press("gR");
    screen.assert_shows("Colored_fashion is the reference already");
    let mut alone = Screen::small(&["cbor_5x7"], 80, 24);
    alone.press("gR");
    alone.assert_shows("one recording only");
}
