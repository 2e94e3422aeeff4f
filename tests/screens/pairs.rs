//! Two categories side by side: from a bar of what is confused to the images and neurons, and back.

use deephys::app::{Pane, Region};
use deephys::ids::CategoryId;

use super::harness::{Screen, assert_drawn};

/// The demo with the first bar of what T-shirts are taken to be in the first recording that is not the reference.
fn pair(width: u16, height: u16) -> Screen {
    let mut screen = Screen::demo(width, height);
    screen.press("C r <Tab>");
    screen
}

#[test]
fn enter_on_a_bar_opens_the_pair_and_backspace_comes_back() {
    let mut screen = pair(120, 40);
    let before = screen.drawing();
    screen.press("<Enter>");
    assert_eq!(screen.app.place().pane, Pane::Pair);
    assert_eq!(screen.subject(), "T-shirt/top and Dress");
    screen.assert_shows("46 of 46 of Dress → T-shirt/top");
    screen.press("<Backspace>");
    assert_eq!(screen.drawing(), before);
}

#[test]
fn the_pair_at_three_sizes() {
    for (width, height) in [(160, 48), (120, 40), (80, 24)] {
        let mut screen = pair(width, height);
        screen.press("<Enter> <Tab> j");
        assert_drawn(&format!("pair_{width}x{height}"), &screen);
    }
}

#[test]
fn the_pair_with_half_blocks() {
    let mut screen = pair(80, 24).with_half_blocks();
    screen.press("<Enter>");
    assert_drawn("pair_half_blocks_80x24", &screen);
}

#[test]
fn everything_in_the_pair_opens() {
    let opened = |region: Region| {
        let mut screen = pair(120, 40);
        screen.press("<Enter>");
        for _ in 0..7 {
            screen.press("<Tab>");
            if screen.app.place().focus.region == region {
                screen.press("<Enter>");
                return screen.app.place().pane;
            }
        }
        panic!("{region:?} is not reached in\n{}", screen.drawing());
    };
    assert_eq!(opened(Region::Categories), Pane::Category);
    assert_eq!(opened(Region::PositivePictures), Pane::Image);
    assert_eq!(opened(Region::Neurons), Pane::Neuron);
    assert_eq!(opened(Region::PositiveNeurons), Pane::Neuron);
}

#[test]
fn the_other_category_is_stepped_past_the_selected_one() {
    let mut screen = pair(120, 40);
    screen.press("<Enter> <Esc> 9k");
    let other = |screen: &Screen| screen.app.place().other;
    assert_eq!(other(&screen), CategoryId(3), "there is none before but T-shirts themselves");
    screen.press("k");
    assert_eq!(other(&screen), CategoryId(2));
    screen.press("99j");
    assert_eq!(other(&screen), CategoryId(9));
    screen.press(":0<Enter>");
    screen.assert_shows("that is the category itself");
    screen.press("<Esc>:category coat<Enter>");
    assert_eq!(screen.subject(), "category Coat");
}

#[test]
fn shares_of_the_errors_add_up() {
    let mut screen = pair(120, 40);
    screen.assert_shows("46  90.2 %");
    screen.assert_shows(" 5   9.8 %");
    screen.press("C");
    assert_eq!(screen.subject(), "category Dress", "the bar under the cursor");
}

#[test]
fn errors_have_neurons_of_their_own() {
    let mut screen = pair(160, 48);
    screen.press("<S-Tab><S-Tab>");
    assert_eq!(screen.app.place().focus.region, Region::NegativeNeurons);
    let neuron = screen.item();
    screen.press("<Enter>");
    assert_eq!(screen.subject(), format!("neuron {neuron}"));
}

#[test]
fn pairs_of_recordings_that_lack_something_say_what() {
    for (form, why) in [
        ("npz/no_labels.npz", "no labels"),
        ("npz/no_classification.npz", "no classification layer"),
        ("npz/layers_only.npz", "no labels"),
    ] {
        let mut screen = Screen::small(&[form], 80, 24);
        screen.press("C").assert_shows(why);
        screen.press("<Tab><Enter>");
    }
}
