//! How pictures reach terminals of all kinds, and what becomes of answers that come too late.

use std::time::{Duration, Instant};

use super::harness::{CTRL_L, Personality, Pty, deephys};
use super::terminal::find;

/// The mark of a cell with a part of a kitty picture.
const PLACEHOLDER: char = '\u{10EEEE}';

fn demo_on(personality: Personality, images: &str) -> Pty {
    let mut pty = deephys(&["--images", images, "demo"]).on(personality).go();
    pty.completes();
    pty
}

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

/// How many kitty pictures were sent.
pub(super) fn sent_pictures(pty: &Pty) -> usize {
    String::from_utf8_lossy(&pty.raw()).matches("a=T").count()
}

/// Waits until kitty was sent each picture on the screen once more.
#[track_caller]
pub(super) fn sends_each_picture_once(pty: &mut Pty, before: usize) {
    // The mark of the first row and the first column.
    let corner = format!("{PLACEHOLDER}\u{305}\u{305}");
    let pictures = |pty: &Pty| pty.screen().matches(&corner).count();
    pty.wait_until("pictures again", |pty| {
        pictures(pty) > 0 && sent_pictures(pty) >= before + pictures(pty)
    });
    pty.falls_silent(Duration::from_millis(500));
    assert_eq!(sent_pictures(pty) - before, pictures(pty), "each once");
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
fn late_answers_press_no_key() {
    let mut pty = demo_on(Personality::Late, "auto");
    // The verdict comes after the pictures, and on a busy machine much later.
    pty.sees(&["re-tuned: T-shirt/top"]);
    let before = pty.screen();
    pty.wait_until("late answers", Pty::has_answered);
    pty.falls_silent(Duration::from_secs(1));
    assert_eq!(pty.screen(), before, "the answers changed the screen");
    pty.press("j");
    pty.sees(&["neuron 1 "]);
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
fn kitty_gets_pictures_and_placeholders() {
    let mut pty = demo_on(Personality::Kitty, "auto");
    pty.sees(&["kitty"]);
    assert!(wrote_kitty_pictures(&pty) && pty.screen().contains(PLACEHOLDER));
    assert!(!wrote_sixels(&pty) && !has_half_blocks(&pty));
    pty.quits();
}

#[test]
fn kitty_gets_its_pictures_again_when_everything_is_drawn_anew() {
    let mut pty = demo_on(Personality::Kitty, "auto");
    pty.falls_silent(Duration::from_millis(300));
    let before = sent_pictures(&pty);
    pty.press(CTRL_L);
    sends_each_picture_once(&mut pty, before);
    pty.quits();
}

#[test]
fn a_terminal_with_sixels_gets_sixels() {
    let mut pty = demo_on(Personality::Sixel, "auto");
    pty.sees(&["sixel"]);
    assert!(wrote_sixels(&pty));
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
fn a_protocol_can_be_forced_on_a_terminal_that_never_answers() {
    let mut pty = demo_on(Personality::Mute, "sixel");
    pty.sees(&["sixel"]);
    assert!(wrote_sixels(&pty) && !has_half_blocks(&pty));
    pty.quits();
    let mut pty = demo_on(Personality::Mute, "kitty");
    pty.sees(&["kitty"]);
    assert!(wrote_kitty_pictures(&pty) && pty.screen().contains(PLACEHOLDER));
    pty.quits();
    let mut pty = demo_on(Personality::Mute, "iterm2");
    pty.sees(&["iterm2"]);
    assert!(pty.wrote("\x1b]1337;File="));
    pty.quits();
}
