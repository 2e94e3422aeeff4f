//! How pictures reach terminals of all kinds, and what becomes of answers that come too late.

use std::time::{Duration, Instant};

use super::harness::{CTRL_L, Personality, Pty, deephys};
use super::terminal::find;
use crate::emulator::{Emulator, Personality as Judge};

/// The mark of a cell with a part of a kitty picture.
const PLACEHOLDER: char = '\u{10EEEE}';

fn demo_on(personality: Personality, images: &str) -> Pty {
    let mut pty = deephys(&["--no-tour", "--images", images, "demo"]).on(personality).go();
    pty.completes();
    pty
}

/// All blocks that Unicode calls so.
const SEXTANTS: std::ops::RangeInclusive<char> = '\u{1fb00}'..='\u{1fb3b}';

fn has_half_blocks(pty: &Pty) -> bool {
    pty.screen().contains(['▀', '▄'])
}

/// Whether a sixel picture was written: a device control string whose parameters end in `q`.
fn wrote_sixels(pty: &Pty) -> bool {
    let raw = pty.raw();
    let begins = raw.windows(2).enumerate().filter(|(_, pair)| pair == b"\x1bP");
    begins.into_iter().any(|(at, _)| {
        let mut rest = raw[at + 2..].iter().skip_while(|&&b| b.is_ascii_digit() || b == b';');
        rest.next() == Some(&b'q')
    })
}

/// Whether a kitty picture was written that placeholders show.
fn wrote_kitty_pictures(pty: &Pty) -> bool {
    let raw = pty.raw();
    let commands = raw.split(|&byte| byte == b'\x1b').filter(|text| text.starts_with(b"_G"));
    commands.into_iter().any(|command| find(command, b"U=1").is_some())
}

/// What kitty makes of all that was written; it keeps the rules of its protocol.
#[track_caller]
pub(super) fn in_kitty(pty: &Pty) -> Emulator {
    let (rows, columns) = pty.look(vt100::Screen::size);
    let mut kitty = Emulator::new(columns, rows, Judge::Kitty);
    kitty.feed(&pty.raw());
    assert_eq!(kitty.faults(), [""; 0]);
    kitty
}

/// Whether every picture on the screen is there.
pub(super) fn is_complete(kitty: &Emulator) -> bool {
    kitty.count_placeholders() > 0 && kitty.broken_placeholders().is_empty()
}

/// Waits until kitty was sent everything on the screen once more.
#[track_caller]
pub(super) fn sends_pictures_once_more(pty: &mut Pty, before: &Emulator) {
    let uploads = before.ledger().uploads();
    pty.wait_until("pictures again", |pty| {
        let now = in_kitty(pty);
        now.ledger().uploads() > uploads && is_complete(&now)
    });
    pty.falls_silent(Duration::from_millis(500));
    let now = in_kitty(pty);
    assert_eq!(now.count_placeholders(), before.count_placeholders());
    assert_eq!(now.pixels(now.area()), before.pixels(before.area()));
    assert_eq!(now.kitty().held_bytes(), before.kitty().held_bytes(), "the old ones are freed");
    let ids: Vec<u32> = now.kitty().images.keys().copied().collect();
    for id in ids {
        assert_eq!(now.ledger().uploads_of(id), 1, "each once");
    }
}

/// Whether any color beyond the sixteen of the terminal was written.
fn wrote_true_colors(pty: &Pty) -> bool {
    pty.wrote("38;2;") || pty.wrote("48;2;")
}

#[test]
fn a_terminal_that_never_answers_gets_half_blocks_in_a_few_seconds() {
    let start = Instant::now();
    let mut pty = demo_on(Personality::Mute, "auto");
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    pty.sees(&["half-blocks"]);
    assert!(has_half_blocks(&pty) && wrote_true_colors(&pty));
    pty.press("12j");
    pty.sees(&["neuron 12 "]);
    pty.quits();
}

#[test]
fn late_answers_press_no_key_and_bring_better_pictures() {
    let mut pty = demo_on(Personality::Late, "auto");
    pty.sees(&["half-blocks"]);
    pty.press(":1");
    pty.wait_until("late answers", Pty::has_answered);
    pty.falls_silent(Duration::from_secs(1));
    assert_eq!(pty.footer().split("  ").next(), Some(":1"), "what is being typed stays");
    pty.press("2\r");
    pty.sees(&["neuron 12 ", "kitty"]);
    pty.wait_until("pictures", |pty| is_complete(&in_kitty(pty)));
    pty.quits();
}

#[test]
fn keys_typed_while_the_terminal_is_asked_are_not_lost() {
    let mut pty = deephys(&["demo"]).on(Personality::Late).go();
    pty.press("7j");
    pty.sees(&["neuron 7 "]);
    pty.quits();
}

#[test]
fn a_plain_terminal_gets_half_blocks() {
    let mut pty = demo_on(Personality::Plain, "auto");
    assert!(has_half_blocks(&pty) && wrote_true_colors(&pty));
    assert!(!wrote_kitty_pictures(&pty) && !wrote_sixels(&pty));
    pty.quits();
}

#[test]
fn finer_blocks_are_drawn_where_they_are_asked_for() {
    let quadrants = ['▘', '▝', '▖', '▗', '▛', '▜', '▙', '▟'];
    for (images, expected) in [("quadrants", quadrants.to_vec()), ("sextants", SEXTANTS.collect())]
    {
        let mut pty = demo_on(Personality::Kitty, images);
        pty.wait_until(images, |pty| pty.screen().contains(expected.as_slice()));
        assert!(wrote_true_colors(&pty) && !wrote_kitty_pictures(&pty) && !wrote_sixels(&pty));
        pty.quits();
    }
}

#[test]
fn kitty_gets_pictures_and_placeholders() {
    let mut pty = demo_on(Personality::Kitty, "auto");
    pty.sees(&["kitty"]);
    pty.wait_until("pictures", |pty| is_complete(&in_kitty(pty)));
    assert!(!wrote_sixels(&pty) && !has_half_blocks(&pty));
    pty.quits();
    assert_eq!(in_kitty(&pty).kitty().images.len(), 0, "they are freed at the end");
}

#[test]
fn kitty_gets_its_pictures_again_when_everything_is_drawn_anew() {
    let mut pty = demo_on(Personality::Kitty, "auto");
    pty.wait_until("pictures", |pty| is_complete(&in_kitty(pty)));
    pty.falls_silent(Duration::from_millis(500));
    let before = in_kitty(&pty);
    pty.press(CTRL_L);
    sends_pictures_once_more(&mut pty, &before);
    pty.quits();
}

#[test]
fn a_page_over_pictures_and_a_neuron_seen_before_send_no_picture_again() {
    let mut pty = demo_on(Personality::Kitty, "auto");
    pty.wait_until("pictures", |pty| is_complete(&in_kitty(pty)));
    pty.falls_silent(Duration::from_millis(500));
    let before = in_kitty(&pty);
    for keys in ["?", "?", "j", "k", "T", "N", "jjjj", "kkkk"] {
        pty.press(keys);
        pty.falls_silent(Duration::from_millis(400));
    }
    let now = in_kitty(&pty);
    assert!(is_complete(&now));
    assert_eq!(now.pixels(now.area()), before.pixels(before.area()));
    for id in now.kitty().images.keys() {
        assert_eq!(now.ledger().uploads_of(*id), 1, "each sheet once");
    }
    pty.quits();
}

#[test]
fn a_key_changes_live_how_pictures_are_drawn_and_a_page_says_so() {
    let mut pty = demo_on(Personality::Kitty, "auto");
    pty.wait_until("pictures", |pty| is_complete(&in_kitty(pty)));
    pty.press("P");
    pty.sees(&["How pictures get to this terminal", "kitty(0.48.2)", "8×16 pixels", "of 96 MiB"]);
    pty.press("\x1b");
    for way in ["with placeholders", "without placeholders"] {
        pty.press("p");
        pty.sees(&[way]);
    }
    // What this terminal does not answer for would be letters all over the screen.
    for way in ["half-blocks", "quadrants", "sextants", "off"] {
        pty.press("p");
        pty.sees(&[way]);
    }
    pty.press("p");
    pty.sees(&["as the terminal can: kitty"]);
    pty.wait_until("pictures", |pty| {
        let screen = pty.screen();
        screen.contains(PLACEHOLDER)
    });
    assert!(!pty.wrote("\x1b]1337;File=") && !wrote_sixels(&pty));
    pty.quits();
}

#[test]
fn what_the_terminal_does_not_answer_for_is_shown_if_the_user_names_it() {
    let mut pty = demo_on(Personality::Kitty, "iterm2");
    pty.wait_until("inline images", |pty| pty.wrote("\x1b]1337;File="));
    pty.quits();
    let mut pty = demo_on(Personality::Kitty, "sixel");
    pty.wait_until("sixels", wrote_sixels);
    pty.quits();
}

#[test]
fn a_terminal_with_sixels_gets_sixels() {
    let mut pty = demo_on(Personality::Sixel, "auto");
    pty.sees(&["sixel"]);
    pty.wait_until("pictures", wrote_sixels);
    assert!(!wrote_kitty_pictures(&pty) && !has_half_blocks(&pty));
    pty.quits();
}

#[test]
fn without_pictures_there_are_words_and_the_sixteen_colors() {
    let mut pty = demo_on(Personality::Kitty, "off");
    pty.sees(&["T-shirt/top", "13.28", "pictures off"]);
    assert!(!wrote_kitty_pictures(&pty) && !wrote_sixels(&pty));
    assert!(!has_half_blocks(&pty) && !wrote_true_colors(&pty));
    assert!(!pty.screen().contains(PLACEHOLDER));
    assert!(!pty.wrote("\x1b_G"), "nothing is asked either");
    pty.quits();
}

#[test]
fn half_blocks_can_be_had_where_there_is_more() {
    let mut pty = demo_on(Personality::Kitty, "halfblocks");
    pty.sees(&["half-blocks"]);
    assert!(has_half_blocks(&pty) && wrote_true_colors(&pty) && !pty.wrote("\x1b_G"));
    pty.quits();
}

#[test]
fn a_terminal_that_claims_no_more_gets_256_colors() {
    let mut pty = deephys(&["demo"]).with("COLORTERM", "").go();
    pty.completes();
    assert!(has_half_blocks(&pty) && !wrote_true_colors(&pty));
    assert!(pty.wrote("48;5;"));
    pty.quits();
}

#[test]
fn a_protocol_can_be_forced_on_a_terminal_that_never_answers() {
    let mut pty = demo_on(Personality::Mute, "sixel");
    pty.sees(&["sixel"]);
    pty.wait_until("pictures", wrote_sixels);
    assert!(!has_half_blocks(&pty));
    pty.quits();
    let mut pty = demo_on(Personality::Mute, "kitty");
    pty.sees(&["kitty"]);
    pty.wait_until("pictures", |pty| is_complete(&in_kitty(pty)));
    pty.quits();
    let mut pty = demo_on(Personality::Mute, "iterm2");
    pty.sees(&["iterm2"]);
    pty.wait_until("pictures", |pty| pty.wrote("\x1b]1337;File="));
    pty.quits();
}
