//! Windows of all sizes, and changes of size at any time.

use std::time::Duration;

use super::harness::{ESCAPE, Personality, Pty, are_alike, demo};

const SIZES: [(u16, u16); 9] =
    [(1, 1), (2, 2), (3, 1), (1, 3), (10, 3), (500, 1), (1, 200), (200, 60), (34, 7)];

/// Gives the window every size in turn and waits each time until the program has drawn what it will.
#[track_caller]
fn shake(pty: &mut Pty) {
    for (columns, rows) in SIZES.into_iter().chain([(80, 24)]) {
        pty.resize(columns, rows);
        pty.falls_silent(Duration::from_millis(150));
    }
}

#[test]
fn no_size_kills_the_program_in_any_pane() {
    let mut pty = demo().go();
    for (keys, text) in [("N", "neuron 0 "), ("I", "image 0 "), ("C", "category T-shirt/top")] {
        pty.completes();
        pty.press(keys);
        pty.sees(&[text]);
        pty.completes();
        pty.falls_silent(Duration::from_millis(300));
        let before = pty.look_of_cells();
        shake(&mut pty);
        pty.wait_until("screen as before", |pty| are_alike(&pty.look_of_cells(), &before));
    }
    pty.quits();
}

#[test]
fn no_size_kills_a_page_or_a_prompt() {
    let mut pty = demo().go();
    pty.completes();
    for (keys, text) in [("?", "Keys"), (":image 3", ":image 3")] {
        pty.press(keys);
        pty.sees(&[text]);
        shake(&mut pty);
        pty.sees(&[text, "colored_fashion › linear1"]);
        pty.press(ESCAPE);
        pty.sees(&["by category", "j/k neuron"]);
    }
    pty.quits();
}

#[test]
fn no_size_kills_the_program_while_it_sends_pictures() {
    for personality in [Personality::Kitty, Personality::Sixel] {
        let mut pty = demo().on(personality).go();
        pty.completes();
        shake(&mut pty);
        pty.completes();
        pty.sees(&["neuron 0 ", "by category", "q quit"]);
        pty.quits();
    }
}

#[test]
fn a_window_that_begins_as_one_cell_becomes_useful_when_it_grows() {
    let mut pty = demo().sized(1, 1).go();
    pty.wait_until("any screen", |pty| pty.wrote("\x1b[?1049h"));
    pty.falls_silent(Duration::from_secs(1));
    pty.resize(80, 24);
    pty.completes();
    pty.sees(&["neuron 0 ", "by category", "q quit"]);
    pty.press("j");
    pty.sees(&["neuron 1 "]);
    pty.quits();
}

#[test]
fn a_larger_window_shows_more_recordings_at_once() {
    let mut pty = demo().go();
    pty.completes();
    assert!(!pty.screen().contains("Drifted_colored_fashion"));
    pty.resize(240, 24);
    pty.sees(&["● Permuted_colored_fashion  ", "│ ■ Drifted_colored_fashion"]);
    pty.quits();
}

#[test]
fn a_key_pressed_while_the_size_changes_is_not_lost() {
    let mut pty = demo().go();
    pty.completes();
    for neuron in 1..=8 {
        let columns = if neuron % 2 == 0 { 80 } else { 100 };
        pty.resize(columns, 24);
        pty.press("j");
        pty.sees(&[&format!("neuron {neuron} ")]);
        // The right end of the header shows that the size was noticed too.
        pty.wait_for("full width", |screen| {
            let width = screen.lines().next().unwrap_or_default().chars().count();
            width > usize::from(columns) - 4
        });
    }
    pty.quits();
}
