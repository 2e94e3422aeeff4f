//! Recordings that lack something: every pane says what, and shows the rest.

use super::files::write_npy;
use super::harness::{Screen, assert_drawn};

/// Draws the three panes of a form of the small recording.
fn assert_panes(name: &str, form: &str) {
    let mut screen = Screen::small(&[form], 80, 24);
    assert_drawn(&format!("{name}_neuron"), &screen);
    screen.press("I");
    assert_drawn(&format!("{name}_image"), &screen);
    screen.press("C");
    assert_drawn(&format!("{name}_category"), &screen);
}

#[test]
fn one_recording_alone() {
    assert_panes("alone", "npz/stored.npz");
}

#[test]
fn a_recording_without_images_says_so() {
    assert_panes("no_images", "npz/no_images.npz");
    let mut screen = Screen::small(&["npz/no_images.npz"], 80, 24);
    for pane in ["N", "I"] {
        screen.press(pane);
        screen.assert_shows("no images");
    }
}

#[test]
fn top_images_without_pictures_are_listed_by_number() {
    let mut screen = Screen::small(&["npz/no_images.npz"], 80, 24);
    screen.press("<Tab>");
    assert!(screen.cursor().is_some(), "the cursor is in the list:\n{}", screen.drawing());
    screen.assert_shows("3.250");
}

#[test]
fn a_recording_without_labels_says_so() {
    assert_panes("no_labels", "npz/no_labels.npz");
    let mut screen = Screen::small(&["npz/no_labels.npz"], 80, 24);
    screen.assert_shows("no labels");
    screen.press("I").assert_shows("is unknown");
}

#[test]
fn a_recording_without_a_classification_layer_says_so() {
    assert_panes("no_classification", "npz/no_classification.npz");
    let mut screen = Screen::small(&["npz/no_classification.npz"], 80, 24);
    for pane in ["I", "C"] {
        screen.press(pane);
        screen.assert_shows("no classification layer");
    }
}

#[test]
fn a_recording_of_layers_alone_still_shows_them() {
    assert_panes("layers_only", "npz/layers_only.npz");
}

#[test]
fn infinite_and_undefined_activations_are_counted_and_never_ranked() {
    let mut screen = Screen::small(&["npz/nan_inf.npz"], 80, 24);
    assert_drawn("nan_inf_neuron", &screen);
    screen.assert_shows("2 NaN or infinite");
    screen.press("j").assert_shows("1 NaN or infinite");
    screen.press("2j").assert_shows("max 12.75");
    screen.press("I");
    assert_drawn("nan_inf_image", &screen);
    let drawing = screen.drawing();
    assert!(drawing.split_whitespace().all(|word| !["inf", "-inf", "NaN"].contains(&word)));
}

#[test]
fn a_silent_neuron_says_so() {
    let mut screen = Screen::small(&["npz/stored.npz"], 80, 24);
    screen.press("4j");
    screen.assert_shows("max 0  mean 0  active 0.0 %");
    screen.assert_shows("no top images: all activations are zero");
    assert_drawn("silent", &screen);
}

#[test]
fn a_neuron_that_is_silent_in_the_reference_cannot_be_normalized() {
    let mut screen = Screen::small(&["npz/stored.npz"], 80, 24);
    screen.press("4j n");
    screen.assert_shows("never above 0 in the reference: cannot be normalized");
    assert_drawn("silent_normalized", &screen);
    screen.press("n");
    assert!(!screen.shows("cannot be normalized"), "{}", screen.drawing());
}

#[test]
fn a_neuron_that_is_never_above_0_says_its_maximum_instead_of_a_percentage() {
    let folder = tempfile::tempdir().unwrap();
    let activations = [-1.5_f32, 1., -0.25, 2., -3., 3., -0.5, 0.];
    let data: Vec<u8> = activations.into_iter().flat_map(f32::to_le_bytes).collect();
    write_npy(&folder.path().join("hidden.npy"), "<f4", "(4, 2)", &data);
    let mut screen = Screen::open(&[folder.path().to_owned()], 100, 24);
    screen.press("n");
    screen.assert_shows("at most -0.2500 in the reference, not above 0: cannot be normalized");
    screen.press("j");
    screen.assert_shows("max 100.0%");
}

#[test]
fn pictures_of_different_sizes_stand_in_the_same_slots() {
    let mut screen = Screen::small(&["cbor_mixed_sizes"], 80, 24).with_half_blocks();
    screen.press("<Tab>");
    assert_drawn("mixed_sizes_half_blocks", &screen);
}

#[test]
fn features_of_an_image_stand_under_its_predictions() {
    let mut screen = Screen::small(&["cbor_features"], 120, 40);
    screen.press("I j");
    assert_drawn("features", &screen);
}
