//! Every command by its name, and those that can do nothing.

use deephys::app::{COMMANDS, Effect};

use super::harness::{Screen, assert_drawn};
use super::moving::assert_subjects;

#[test]
fn every_command_is_known_behind_the_colon() {
    for command in COMMANDS {
        let mut screen = Screen::small(&["npz/stored.npz"], 100, 24);
        screen.press(":").press(command.name).press("<Enter>");
        assert!(!screen.shows("no such command"), "{}:\n{}", command.name, screen.drawing());
    }
}

#[test]
fn a_name_does_what_its_key_does_as_often_as_is_said() {
    assert_subjects(
        &mut Screen::demo(120, 40),
        &[
            (":move-down 12<Enter>", "neuron 12"),
            (":prev<Enter>", "neuron 11"),
            (":show-image<Enter>", "image 0"),
            (":last<Enter>", "image 499"),
            (":back<Enter>", "image 0"),
            (":back 9<Enter>", "neuron 0"),
        ],
    );
    let mut screen = Screen::demo(120, 40);
    assert_eq!(screen.press(":redraw<Enter>").effect, Effect::Redraw);
    assert_eq!(screen.press(":change-pictures<Enter>").effect, Effect::NextImages);
    screen.press(":reverse-sort<Enter>").assert_shows("50 neurons · by change ▴");
}

#[test]
fn what_does_not_belong_behind_a_name_is_refused() {
    let mut screen = Screen::demo(120, 40);
    for (typed, error) in [
        (":quit now", "quit takes nothing behind it"),
        (":move-down twice", "move-down takes a whole number, if anything"),
        (":show-", "show-neuron, show-image, or what?"),
        (":shwo-table", "no such command; did you mean \"show-table\"?"),
    ] {
        screen.press(typed).press("<Enter>");
        assert!(screen.footer().starts_with(typed), "{}", screen.footer());
        assert!(screen.footer().contains(error), "{typed}: {}", screen.footer());
        screen.press("<Esc>");
    }
}

#[test]
fn a_command_that_can_do_nothing_says_why_by_key_and_by_name() {
    let mut screen = Screen::small(&["npz/stored.npz"], 100, 24);
    for (key, name, why) in [
        ("r", "next-recording", "one recording only"),
        ("h", "move-left", "one recording only"),
        ("b", "back", "this is where it began"),
        ("f", "forward", "nothing lies ahead"),
        ("o", "next-order", "orders the layer pane: L"),
    ] {
        assert!(screen.press(key).footer().starts_with(&format!(" {why}")), "{}", screen.footer());
        screen.press(":").press(name).press("<Enter>");
        assert!(screen.footer().contains(why), "{name}: {}", screen.footer());
        screen.press("<Esc>");
    }
    assert!(screen.press("T<Tab>").footer().starts_with(" no lists in this pane"));
    assert!(screen.press("zh").footer().starts_with(" no more columns at the left"));
    assert!(screen.press("N----").footer().starts_with(" pictures get no smaller"));
}

#[test]
fn a_key_with_an_argument_begins_its_line() {
    assert_subjects(
        &mut Screen::demo(120, 40),
        &[
            ("gn17<Enter>", "neuron 17"),
            ("gi3<Enter>", "image 3"),
            ("gccoat<Enter>", "category Coat"),
            ("N", "neuron 17"),
        ],
    );
}

#[test]
fn the_beginning_of_a_sequence_shows_what_may_follow() {
    let mut screen = Screen::demo(80, 24);
    let before = screen.drawing();
    screen.press("g");
    assert_drawn("continuations_80x24", &screen);
    assert_eq!(screen.press("<Esc>").drawing(), before);
    screen.press("12g").assert_shows("12g …");
    assert!(screen.press("x").footer().starts_with(" 12gx is no key here"));
    assert!(!screen.shows("12g …"));
    assert_eq!(screen.press("7gg").subject(), "neuron 7");
    screen.press("T").press("z").assert_shows("no more columns at the left");
    assert!(!screen.press("<Esc>3").shows("…  "), "a count alone is no sequence");
}
