//! Any key in any state at any size: nothing panics, and the cursor stays on the screen.

use deephys::app::{COMMANDS, Key};
use proptest::prelude::*;

use super::harness::Screen;

/// Sizes from nothing to more than anyone has.
pub(crate) const SIZES: [(u16, u16); 7] =
    [(0, 0), (1, 1), (3, 2), (500, 1), (1, 200), (20, 5), (300, 100)];

/// States from which every key is tried.
const STATES: [&str; 25] = [
    "",
    "<Tab>lj",
    "<Tab><Tab>j",
    "I",
    "I<Tab>j",
    "I<Tab><Tab>j",
    "I<Tab><Tab><Tab>l",
    "Cr",
    "Cr<Tab><Tab>l",
    "nC<S-Tab>j",
    "C<Tab><Enter>",
    "C<Tab><Enter><Tab><Tab>",
    "X",
    "Xrlj",
    "XrDoo",
    "L",
    "L3loj",
    "?",
    ":neuron 3",
    "Tj",
    "T:where max > ",
    "T:columns all<Enter>",
    ":sort s<Tab>",
    "?pict",
    "zzrg",
];

#[track_caller]
fn assert_cursor_inside(screen: &Screen) {
    let (width, height) = screen.size();
    if let Some(at) = screen.terminal_cursor() {
        assert!(at.x < width.max(1) && at.y < height.max(1), "{at} of {width}×{height}");
    }
}

/// Every key sequence of the table.
fn sequences() -> impl Iterator<Item = &'static [Key]> {
    COMMANDS.iter().flat_map(|command| command.keys.iter().copied())
}

/// From every state presses every key, alone and with a count.
fn press_everything(mut screen: Screen, states: &[&str]) {
    for state in states {
        for keys in sequences() {
            screen.press("<Esc><Esc><Esc>N");
            screen.press(state);
            for &key in keys {
                screen.press_key(key);
                assert_cursor_inside(&screen);
            }
        }
    }
}

#[test]
fn every_key_in_every_state_at_every_size() {
    for (width, height) in SIZES {
        press_everything(
            Screen::small(&["npz/stored.npz", "npz/deflated.npz"], width, height),
            &STATES,
        );
    }
}

#[test]
fn every_key_in_recordings_that_lack_something() {
    for form in [
        "npz/no_labels.npz",
        "npz/no_images.npz",
        "npz/layers_only.npz",
        "npz/no_classification.npz",
        "npz/nan_inf.npz",
    ] {
        press_everything(Screen::small(&[form], 80, 24), &STATES);
        press_everything(Screen::small(&[form], 3, 2), &["", "I", "C", "L"]);
    }
}

#[test]
fn every_pane_with_half_blocks_at_every_size() {
    for (width, height) in SIZES {
        let mut screen = Screen::demo(width, height).with_half_blocks();
        for keys in [
            "", "<Tab>", "3j", "+", "+", "I", "<Tab>", "C", "r", "<Tab>", "-", "<Tab>", "<Enter>",
            "<Tab>", "X", "2j", "o", "D", "L", "3l", "o", "?", "w",
        ] {
            screen.press(keys);
            assert_cursor_inside(&screen);
        }
    }
}

#[test]
fn the_size_may_change_in_any_state() {
    let mut screen =
        Screen::small(&["npz/stored.npz", "npz/deflated.npz"], 80, 24).with_half_blocks();
    for state in STATES {
        screen.press("<Esc><Esc>N");
        screen.press(state);
        for (width, height) in SIZES.into_iter().chain([(80, 24)]) {
            screen.resize(width, height);
            assert_cursor_inside(&screen);
        }
    }
}

/// Any key of the table, digits, and characters that mean nothing outside the prompt.
fn any_key() -> impl Strategy<Value = Key> {
    let bound: Vec<Key> = sequences().flatten().copied().collect();
    prop_oneof![
        8 => prop::sample::select(bound),
        1 => prop::char::range('0', '9').prop_map(Key::Char),
        1 => any::<char>().prop_map(Key::Char),
        1 => Just(Key::Esc),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_at_any_size(
        (width, height) in (0_u16..200, 0_u16..70),
        (later_width, later_height) in (0_u16..200, 0_u16..70),
        keys in prop::collection::vec(any_key(), 0..60),
    ) {
        let mut screen = Screen::small(&["npz/stored.npz", "npz/no_images.npz", "npz/nan_inf.npz"], width, height);
        for (at, key) in keys.iter().enumerate() {
            if at == keys.len() / 2 {
                screen.resize(later_width, later_height);
            }
            screen.press_key(*key);
            assert_cursor_inside(&screen);
        }
    }

    #[test]
    fn any_keys_on_the_demo(keys in prop::collection::vec(any_key(), 0..40)) {
        let mut screen = Screen::demo(90, 30).with_half_blocks();
        for key in keys {
            screen.press_key(key);
            assert_cursor_inside(&screen);
        }
    }
}
