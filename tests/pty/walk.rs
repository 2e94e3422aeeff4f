//! A walk through the demo by its keys.

use super::harness::{BACKSPACE, CTRL_L, ENTER, ESCAPE, Personality, Pty, TAB, are_alike, demo};

/// The demo in a window that has room for all recordings.
fn wide() -> Pty {
    let mut pty = demo().sized(160, 48).go();
    pty.completes();
    pty
}

/// The text of the header's second row that is underlined: the recording with the cursor.
fn led_by(pty: &Pty) -> String {
    pty.look(|screen| {
        let cells = (0..screen.size().1).filter_map(|column| screen.cell(1, column));
        cells.filter(|cell| cell.underline()).map(vt100::Cell::contents).collect()
    })
}

#[track_caller]
fn step(pty: &mut Pty, keys: &str, texts: &[&str]) {
    pty.press(keys);
    pty.sees(texts);
}

#[test]
fn the_demo_opens_on_a_neuron_with_every_recording_beside_the_reference() {
    let mut pty = demo().sized(240, 48).go();
    pty.completes();
    pty.sees(&["colored_fashion › linear1 ›", "neuron 0 ", "0–49"]);
    pty.sees(&["★ ▶Colored_fashion 100.0 %", "● Permuted_colored_fashion 10.2 %"]);
    pty.sees(&["▲ Arbitrary_colored_fashion 29.0 %", "■ Drifted_colored_fashion 96.6 %"]);
    pty.sees(&["★ Colored_fashion  reference", "by category", "T-shirt/top"]);
    pty.sees(&["max 13.28  mean 1.847  active 34.2 %", "max 10.21  mean 1.970  active 50.0 %"]);
    pty.quits();
}

#[test]
fn a_small_window_shows_the_reference_and_the_recording_that_is_chosen() {
    let mut pty = demo().go();
    pty.completes();
    pty.sees(&["★ Colored_fashion  reference", "│ ● Permuted_colored_fashion"]);
    step(&mut pty, "r", &["│ ● Permuted_colored_fashion"]);
    step(&mut pty, "r", &["★ Colored_fashion  reference", "│ ▲ Arbitrary_colored_fashion"]);
    step(&mut pty, "r", &["★ Colored_fashion  reference", "│ ■ Drifted_colored_fashion"]);
    step(&mut pty, "3R", &["★ Colored_fashion  reference"]);
    pty.quits();
}

#[test]
fn keys_step_and_jump_through_neurons() {
    // Not so wide that the table stands beside the pictures, which the keys would follow.
    let mut pty = demo().sized(130, 48).go();
    pty.completes();
    step(&mut pty, "j", &["neuron 1 "]);
    step(&mut pty, "12j", &["neuron 13 "]);
    step(&mut pty, "2k", &["neuron 11 "]);
    step(&mut pty, "gg", &["neuron 0 "]);
    step(&mut pty, "17G", &["neuron 17 ", "max 21.43  mean 4.099"]);
    step(&mut pty, "3gg", &["neuron 3 "]);
    step(&mut pty, ":23\r", &["neuron 23 "]);
    step(&mut pty, ":n 5\r", &["neuron 5 "]);
    step(&mut pty, "\x04", &["neuron 15 "]);
    step(&mut pty, "G", &["neuron 49 "]);
    step(&mut pty, "j", &["neuron 49 "]);
    step(&mut pty, "\x1b[A", &["neuron 48 "]);
    step(&mut pty, "\x1b[H", &["neuron 0 "]);
    pty.quits();
}

#[test]
fn brackets_and_braces_change_the_layer() {
    let mut pty = wide();
    step(&mut pty, "]", &["› output ›", "neuron 0 ", "0–9"]);
    step(&mut pty, "]", &["› output ›"]);
    step(&mut pty, "[", &["› linear1 ›", "neuron 0 ", "0–49"]);
    step(&mut pty, "49G[", &["› conv2 ›", "neuron 19 ", "0–19"]);
    step(&mut pty, "}", &["› output ›", "neuron 9 "]);
    step(&mut pty, "{", &["› conv2 ›", "neuron 9 "]);
    step(&mut pty, ":layer linear1\r", &["› linear1 ›"]);
    pty.quits();
}

#[test]
fn r_gives_the_cursor_to_the_next_recording() {
    let mut pty = wide();
    assert_eq!(led_by(&pty), "Colored_fashion");
    for name in ["Permuted_colored_fashion", "Arbitrary_colored_fashion"] {
        pty.press("r");
        pty.wait_until(name, |pty| led_by(pty) == name);
    }
    pty.press("R");
    pty.wait_until("the one before", |pty| led_by(pty) == "Permuted_colored_fashion");
    pty.press(":recording Drifted_colored_fashion\r");
    pty.wait_until("the one named", |pty| led_by(pty) == "Drifted_colored_fashion");
    pty.quits();
}

#[test]
fn enter_opens_what_is_under_the_cursor_and_backspace_leads_home() {
    let mut pty = wide();
    step(&mut pty, "17G", &["neuron 17 ", "21.43"]);
    pty.completes();
    step(&mut pty, TAB, &["▸21.43"]);
    step(&mut pty, ENTER, &["image 480 ", "neuron 17", "is Sandal ✓"]);
    pty.completes();
    step(&mut pty, TAB, &["▸is Sandal"]);
    step(&mut pty, ENTER, &["category Sandal", "false positives", "false negatives"]);
    pty.completes();
    step(&mut pty, BACKSPACE, &["image 480 ", "▸is Sandal"]);
    step(&mut pty, BACKSPACE, &["neuron 17 ", "▸21.43"]);
    step(&mut pty, BACKSPACE, &["neuron 0 ", "j/k neuron"]);
    step(&mut pty, BACKSPACE, &["neuron 0 ", "this is where it began"]);
    step(&mut pty, "3f", &["category Sandal"]);
    step(&mut pty, "f", &["nothing lies ahead"]);
    pty.quits();
}

#[test]
fn letters_show_the_panes() {
    let mut pty = wide();
    step(&mut pty, "I", &["image 0 ", "0–499", "top neurons", "j/k image"]);
    step(&mut pty, "C", &["category T-shirt/top", "false positives", "j/k category"]);
    step(&mut pty, "j", &["category Trouser"]);
    step(&mut pty, "N", &["neuron 0 ", "j/k neuron"]);
    step(&mut pty, ":image 7\r", &["image 7 "]);
    step(&mut pty, ":category Coat\r", &["category Coat"]);
    pty.quits();
}

#[test]
fn normalized_activations_are_percentages_of_the_reference() {
    let mut pty = wide();
    step(&mut pty, "n", &["normalized", "max 100.0%  mean 13.9%", "max 106.3%"]);
    pty.sees(&["activations in % of the neuron's maximum in Colored_fashion"]);
    step(&mut pty, "n", &["max 13.28  mean 1.847", "activations as recorded"]);
    assert!(!pty.screen().contains("normalized"));
    pty.quits();
}

#[test]
fn a_small_window_says_in_every_pane_that_values_are_normalized() {
    let mut pty = demo().go();
    pty.completes();
    step(&mut pty, "n", &["normalized"]);
    step(&mut pty, ":image 480\r", &["image 480 ", " normalized"]);
    step(&mut pty, ":category Ankle boot\r", &["category Ankle boot", " normalized"]);
    pty.quits();
}

#[test]
fn the_list_of_keys_scrolls_and_esc_closes_it() {
    let mut pty = demo().go();
    pty.completes();
    step(&mut pty, "?", &["Keys", "next neuron, image or category"]);
    assert!(!pty.screen().contains("Ctrl-z"), "the end is out of sight");
    step(&mut pty, &"\x06".repeat(12), &["note", "★ reference"]);
    step(&mut pty, "suspe", &["Search: suspe   1 found", ":suspend"]);
    pty.press(ESCAPE);
    pty.sees(&["neuron 0 ", "by category"]);
    pty.quits();
}

#[test]
fn the_keys_of_the_page_are_named_while_it_covers_the_pane() {
    let mut pty = demo().go();
    pty.completes();
    step(&mut pty, "?", &["Keys", "j/k choose"]);
    assert!(!pty.footer().contains("j/k neuron"), "{}", pty.footer());
}

#[test]
fn sound_files_have_nothing_odd_about_them() {
    let mut pty = demo().go();
    pty.completes();
    step(&mut pty, "w", &["nothing is odd about the files", "neuron 0 "]);
    pty.quits();
}

#[test]
fn an_unknown_place_keeps_the_text_and_says_what_is_wrong() {
    let mut pty = demo().go();
    pty.completes();
    step(&mut pty, ":", &["17, or: neuron 17"]);
    assert!(!pty.look(vt100::Screen::hide_cursor), "the cursor stands in the text");
    step(&mut pty, "foo\r", &[":foo ", "category, layer, recording"]);
    step(&mut pty, "\x7f\x7f\x7f7\r", &["neuron 7 ", "j/k neuron"]);
    assert!(pty.look(vt100::Screen::hide_cursor), "no text, no cursor");
    step(&mut pty, ":99\r", &[":99 ", "0 to 49"]);
    step(&mut pty, ESCAPE, &["neuron 7 ", "j/k neuron"]);
    pty.quits();
}

#[test]
fn a_key_without_meaning_is_named() {
    let mut pty = demo().go();
    pty.completes();
    step(&mut pty, "x", &["x is no key here: ? lists them"]);
    pty.press("12");
    pty.wait_for("count", |screen| screen.ends_with(" 12"));
    pty.press(ESCAPE);
    pty.wait_for("forgotten count", |screen| screen.ends_with("half-blocks"));
    step(&mut pty, "j", &["neuron 1 "]);
    pty.quits();
}

#[test]
fn keys_typed_ahead_do_what_they_do_when_typed_slowly() {
    let mut pty = wide();
    pty.press(&format!("17G{TAB}{ENTER}"));
    pty.sees(&["image 480 "]);
    pty.quits();
}

#[test]
fn control_l_draws_everything_anew() {
    for personality in [Personality::Plain, Personality::Mute] {
        let mut pty = demo().on(personality).go();
        pty.completes();
        // The verdict comes after the pictures.
        pty.sees(&["re-tuned: T-shirt/top"]);
        let (before, written) = (pty.look_of_cells(), pty.count());
        pty.press(CTRL_L);
        pty.wait_until("new screen", |pty| pty.count() > written + before.len() / 2);
        pty.wait_until("screen as before", |pty| are_alike(&pty.look_of_cells(), &before));
        pty.press("j");
        pty.sees(&["neuron 1 "]);
        pty.quits();
    }
}

#[test]
fn colon_q_quits() {
    let mut pty = demo().go();
    pty.completes();
    pty.press(":q\r");
    pty.ends_with(0);
}
