//! Keys that the user has chosen.

use std::fs;
use std::path::Path;

use super::harness::{ESCAPE, Pty, demo};

/// The demo of a user with a file of keys.
fn with_keys(config: &Path, file: &str) -> Pty {
    fs::create_dir_all(config.join("deephys")).unwrap();
    fs::write(config.join("deephys/keys.toml"), file).unwrap();
    let mut pty = demo().with("XDG_CONFIG_HOME", config).go();
    pty.completes();
    pty
}

#[test]
fn the_users_keys_hold_and_are_shown_everywhere() {
    let config = tempfile::tempdir().unwrap();
    let file = "move-down = ['v', 'Down']\nmove-up = ['a']\nlast = ['g e', 'End']\nhelp = ['H']\n";
    let mut pty = with_keys(config.path(), file);
    pty.sees(&["v/a neuron", "H keys"]);
    pty.press("v");
    pty.sees(&["neuron 1 "]);
    pty.press("j");
    pty.sees(&["j is no key here: H lists them"]);
    pty.press("g");
    pty.sees(&["── g … ", "│ e  last; with a count"]);
    pty.press("e");
    pty.sees(&["neuron 49 "]);
    pty.press("H");
    pty.sees(&["v ↓ ", "ge End"]);
    pty.press(ESCAPE);
    pty.sees(&["v/a neuron"]);
    pty.quits();
}

#[test]
fn what_is_wrong_with_the_file_is_a_notice_and_the_usual_key_stays() {
    let config = tempfile::tempdir().unwrap();
    let mut pty = with_keys(config.path(), "sort = ['s', 'j']\nnext-nueron = 'x'\n");
    pty.sees(&["2 notices about the files: w shows them"]);
    pty.press("w");
    pty.sees(&[
        "of your keys: line 1, column 15: j calls move-down already",
        "line 2, column 1: no command is called next-nueron",
    ]);
    pty.press("qj");
    pty.sees(&["neuron 1 "]);
    pty.quits();
}
