//! The log of a session on the screen.

use std::fs;

use super::harness::{Personality, deephys};

#[test]
fn a_session_logs_what_the_terminal_answers_what_is_chosen_and_what_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("session.log");
    let mut pty = deephys(&["--log", log.to_str().unwrap(), "demo"]).on(Personality::Kitty).go();
    pty.completes();
    pty.press("j");
    pty.sees(&["neuron 1 "]);
    pty.completes();
    pty.quits();
    let text = fs::read_to_string(&log).unwrap();
    for said in [
        "the terminal answers Name(\"kitty(0.48.2)\")",
        "pictures: kitty, because the terminal calls itself kitty(0.48.2)",
        "opened Colored_fashion: ",
        "query Neuron ",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!pty.wrote("the terminal answers"), "nothing of it is on the screen");
}
