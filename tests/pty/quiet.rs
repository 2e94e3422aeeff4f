//! A screen that is complete costs nothing.

use std::thread;
use std::time::Duration;

use super::harness::{Personality, Pty, demo};

const SECOND: Duration = Duration::from_secs(1);

/// The demo once it has had nothing to write for a while.
fn silent(personality: Personality) -> Pty {
    let mut pty = demo().on(personality).go();
    pty.completes();
    pty.falls_silent(SECOND / 2);
    pty
}

fn assert_is_quiet(personality: Personality) {
    let mut pty = silent(personality);
    let before = pty.count();
    thread::sleep(SECOND);
    assert_eq!(pty.count() - before, 0, "bytes were written while nothing happened");
    // The first frame after a kitty picture was sent takes its pixels out of its first cell, once.
    pty.press("k");
    pty.falls_silent(SECOND / 4);
    // There is no neuron before the first, nor a recording before the reference.
    for key in ["k", "h", "N"] {
        let before = pty.count();
        pty.press(key);
        pty.falls_silent(SECOND / 4);
        let written = pty.count() - before;
        assert!(written < 200, "{key} changes nothing and wrote {written} bytes");
    }
    pty.quits();
}

#[test]
fn half_blocks_write_nothing_while_nothing_happens() {
    assert_is_quiet(Personality::Plain);
}

#[test]
fn kitty_is_sent_nothing_while_nothing_happens() {
    assert_is_quiet(Personality::Kitty);
}

#[test]
fn a_terminal_with_sixels_is_sent_nothing_while_nothing_happens() {
    assert_is_quiet(Personality::Sixel);
}
