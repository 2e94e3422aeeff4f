//! Whole screens of the demo, at three sizes and with pictures.

use super::harness::{Screen, assert_drawn};

/// The sizes that most people have: a large window, a half one, the smallest usual one.
const SIZES: [(u16, u16); 3] = [(160, 48), (120, 40), (80, 24)];

#[test]
fn the_neuron_pane() {
    for (width, height) in SIZES {
        assert_drawn(&format!("neuron_{width}x{height}"), &Screen::demo(width, height));
    }
}

#[test]
fn the_image_pane() {
    for (width, height) in SIZES {
        let mut screen = Screen::demo(width, height);
        screen.press("I 3j <Tab><Tab>");
        assert_drawn(&format!("image_{width}x{height}"), &screen);
    }
}

#[test]
fn the_category_pane() {
    for (width, height) in SIZES {
        let mut screen = Screen::demo(width, height);
        screen.press("C r <Tab> j");
        assert_drawn(&format!("category_{width}x{height}"), &screen);
    }
}

#[test]
fn the_panes_with_half_blocks() {
    for (name, keys) in [("neuron", "<Tab>"), ("image", "I"), ("category", "C 3j")] {
        let mut screen = Screen::demo(80, 24).with_half_blocks();
        screen.press(keys);
        assert_drawn(&format!("{name}_half_blocks_80x24"), &screen);
    }
}

#[test]
fn the_panes_with_finer_blocks() {
    for (name, is_finest) in [("quadrants", false), ("sextants", true)] {
        let mut screen = Screen::demo(80, 24).with_fine_blocks(is_finest);
        assert_drawn(&format!("neuron_{name}_80x24"), &screen);
        screen.press("I");
        assert_drawn(&format!("image_{name}_80x24"), &screen);
    }
}

#[test]
fn the_smallest_and_the_largest_half_blocks() {
    let mut screen = Screen::demo(120, 40).with_half_blocks();
    screen.press("9-");
    for _ in 0..9 {
        screen.press("-");
    }
    assert_drawn("neuron_half_blocks_smallest_120x40", &screen);
    for _ in 0..9 {
        screen.press("+");
    }
    assert_drawn("neuron_half_blocks_largest_120x40", &screen);
}

#[test]
fn normalized_activations() {
    let mut screen = Screen::demo(80, 24);
    screen.press("17j n");
    assert_drawn("neuron_normalized_80x24", &screen);
    screen.press("I");
    assert_drawn("image_normalized_80x24", &screen);
    screen.press("C");
    assert_drawn("category_normalized_80x24", &screen);
}

#[test]
fn the_same_state_is_always_the_same_drawing() {
    let keys = "12j <Tab> l l <Enter> <Tab> j <Enter> <Tab>";
    let (mut one, mut other) = (Screen::demo(120, 40), Screen::demo(300, 20));
    one.press(keys);
    other.resize(120, 40);
    other.press(keys);
    assert_eq!(one.drawing(), other.drawing());
}
