//! The program on a terminal, used as a user uses it: keys pressed, screens read, signals sent.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "helpers of tests end the test")]

#[path = "support/emulator/mod.rs"]
mod emulator;
mod support;

mod pty {
    mod address;
    mod columns;
    mod config;
    mod copying;
    mod doctor;
    mod endings;
    mod faults;
    mod finder;
    mod harness;
    mod keys;
    mod labels;
    mod log;
    mod marked;
    mod mouse;
    mod offer;
    mod passes;
    mod pictures;
    mod quiet;
    mod saving;
    mod sizes;
    mod stops;
    mod terminal;
    mod tmux;
    mod tour;
    mod views;
    mod walk;
}
