//! What must be seen without color: the cursor, the reference, what is wrong.

use deephys::app::Region;
use proptest::prelude::*;
use ratatui::style::{Color, Modifier};

use super::harness::Screen;
use crate::support::{answers, count, counts, json, list};

/// Numbers of the images that the small recording's model takes for something else.
fn wrong_images() -> Vec<usize> {
    let answers = answers();
    let truths = counts(&answers["arrays"]["labels"]);
    let predictions = list(&answers["predictions"]).iter().map(|made| count(&made[0][0]));
    let wrong = truths.into_iter().zip(predictions).enumerate();
    wrong.filter(|(_, (truth, made))| truth != made).map(|(image, _)| image).collect()
}

#[test]
fn wrongly_predicted_pictures_carry_a_mark_and_right_ones_none() {
    let (answers, wrong) = (answers(), wrong_images());
    let mut screen = Screen::small(&["npz/stored.npz"], 160, 48);
    for neuron in [0, 1, 3, 5, 6] {
        screen.press(&format!(":{neuron}<Enter><Esc><Tab>"));
        let top = list(&answers["layers"]["linear1"]["top_images"][neuron]);
        for (index, top) in top.iter().enumerate() {
            screen.press(&if index == 0 { "gg".to_owned() } else { format!("{index}gg") });
            let is_wrong = wrong.contains(&count(&top[0]));
            assert_eq!(screen.item().ends_with('✗'), is_wrong, "{top} of neuron {neuron}");
        }
    }
    assert!(wrong.len() > 3);
}

#[test]
fn the_mark_of_the_cursor_leaves_room_for_that_of_a_wrong_picture() {
    let mut screen = Screen::small(&["npz/stored.npz"], 80, 24).with_half_blocks();
    let image = 19;
    assert!(wrong_images().contains(&image), "the ninth top image of neuron 0");
    for keys in ["<Tab> 8gg", "-", "-", "n"] {
        screen.press(keys);
        assert!(
            screen.item().ends_with(" ✗"),
            "{keys}: {} in\n{}",
            screen.item(),
            screen.drawing()
        );
    }
}

#[test]
fn pictures_without_label_or_prediction_carry_no_mark() {
    for form in ["npz/no_labels.npz", "npz/no_classification.npz", "npz/layers_only.npz"] {
        for neuron in 0..4 {
            let mut screen = Screen::small(&[form], 160, 48);
            screen.press(&format!(":{neuron}<Enter>"));
            assert!(!screen.shows("✗"), "{form}:\n{}", screen.drawing());
        }
    }
}

#[test]
fn an_image_says_whether_it_is_predicted_right() {
    let golden = json("tests/fixtures/golden/colored-fashion.json");
    let made = |name: &str, image: usize| {
        count(&golden["datasets"][name]["predictions_first_20"][image][0][0])
    };
    let mut screen = Screen::demo(160, 48);
    screen.press("I");
    for image in 0..6 {
        let drawing = screen.drawing();
        let line = drawing.lines().find(|line| line.contains(" is ")).unwrap();
        let marks: String = line.chars().filter(|mark| ['✓', '✗'].contains(mark)).collect();
        // The recordings hold the same images, and in the reference every one is predicted right.
        let truth = made("Colored_fashion", image);
        let shown = ["Colored", "Permuted", "Arbitrary", "Drifted"].into_iter();
        let is_right = |name| made(&format!("{name}_fashion"), image) == truth;
        let expected: String = shown
            .map(|name| if name == "Colored" { name.to_owned() } else { format!("{name}_colored") })
            .take(marks.chars().count())
            .map(|name| if is_right(name) { '✓' } else { '✗' })
            .collect();
        assert!(marks.chars().count() >= 3);
        assert_eq!(marks, expected, "image {image}");
        screen.press("j");
    }
}

#[test]
fn the_reference_carries_a_star_wherever_it_stands() {
    let mut screen = Screen::demo(160, 48);
    for pane in ["N", "I", "C"] {
        screen.press(pane);
        assert!(screen.line(1).starts_with(" ★ ▶Colored_fashion"), "{}", screen.line(1));
        screen.assert_shows("★ Colored_fashion  reference");
        assert_eq!(screen.line(1).matches('★').count(), 1);
    }
}

#[test]
fn a_recording_has_one_color_everywhere() {
    let mut screen = Screen::demo(160, 48);
    for pane in ["N", "I", "C"] {
        screen.press(pane);
        for (name, color) in [
            ("★ Colored_fashion", Color::Cyan),
            ("● Permuted_colored_fashion", Color::Yellow),
            ("▲ Arbitrary_colored_fashion", Color::Magenta),
            ("■ Drifted_colored_fashion", Color::Green),
        ] {
            assert_eq!(screen.style_of(name).fg, Some(color), "{name}");
        }
    }
}

#[test]
fn the_subject_is_reversed_while_keys_move_it() {
    let mut screen = Screen::demo(120, 40);
    let is_reversed =
        |screen: &Screen| screen.style_of("neuron 0").add_modifier.contains(Modifier::REVERSED);
    assert!(is_reversed(&screen));
    assert!(!is_reversed(screen.press("<Tab>")));
    assert!(is_reversed(screen.press("<Esc>")));
}

/// Checks that whoever sees no color sees where the cursor is.
#[track_caller]
fn assert_cursor_shows(screen: &Screen, keys: &str) {
    let focus = screen.app.place().focus;
    let is_covered = screen.app.overlay().is_some() || screen.app.prompt().is_some();
    let shows = focus.region == Region::Subject || screen.cursor().is_some();
    assert!(shows || is_covered, "{keys}: {focus:?} in\n{}", screen.drawing());
}

/// Keys that lead from list to list and recording to recording.
fn wandering() -> impl Strategy<Value = Vec<&'static str>> {
    let keys = vec![
        "j",
        "k",
        "h",
        "l",
        "J",
        "K",
        "<Tab>",
        "<S-Tab>",
        "<Enter>",
        "<Esc>",
        "b",
        "f",
        "N",
        "I",
        "C",
        "L",
        "o",
        "]",
        "[",
        "r",
        "R",
        "G",
        "gg",
        "n",
        "+",
        "-",
        "<PageDown>",
        "<PageUp>",
        "7j",
        "4J",
    ];
    prop::collection::vec(prop::sample::select(keys), 0..30)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_cursor_shows_wherever_it_goes(keys in wandering()) {
        let mut screen = Screen::demo(100, 40);
        let mut pressed = String::new();
        for key in keys {
            pressed = format!("{pressed} {key}");
            screen.press(key);
            assert_cursor_shows(&screen, &pressed);
        }
    }
}

#[test]
fn the_cursor_shows_on_small_screens() {
    let mut hidden = Vec::new();
    for (width, height) in [(80, 24), (60, 20), (50, 24), (40, 12)] {
        for keys in ["<Tab>", "<Tab><Tab>", "I<Tab>", "I<Tab><Tab>", "I<Tab><Tab><Tab>", "Cr<Tab>"]
        {
            let mut screen = Screen::demo(width, height);
            screen.press(keys);
            let is_inside = screen.app.place().focus.region != Region::Subject;
            if is_inside && screen.cursor().is_none() {
                hidden.push(format!("{width}×{height}: {keys}"));
            }
        }
    }
    assert!(hidden.is_empty(), "{hidden:?}");
}

#[test]
fn a_recording_without_errors_does_not_swallow_the_cursor() {
    let mut screen = Screen::demo(160, 48);
    screen.press("C r <Tab><Tab> h");
    assert_cursor_shows(&screen, "C r Tab Tab h");
}

#[test]
fn a_silent_neuron_does_not_swallow_the_cursor() {
    let mut screen = Screen::small(&["npz/stored.npz"], 100, 40);
    screen.press("<Tab> 4J");
    assert_cursor_shows(&screen, "Tab 4J");
}
