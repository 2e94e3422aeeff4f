//! The doctor on terminals of several kinds: it asks them as the screen does, and leaves them as they were.

use super::harness::{Personality, deephys, shell};

#[test]
fn a_terminal_that_answers_is_named_and_its_pictures_explained() {
    let mut pty = deephys(&["doctor"]).on(Personality::Kitty).sized(120, 50).go();
    pty.ends_with(0);
    pty.sees_now(&[
        "kitty(0.48.2)",
        "pictures  kitty, because the terminal calls itself kitty(0.48.2)",
        "cell      8×16 pixels (the terminal says so)",
        "colors    all",
        "TERM      xterm-256color",
    ]);
}

#[test]
fn a_terminal_without_graphics_gets_advice() {
    let mut pty = deephys(&["doctor"]).on(Personality::Plain).sized(120, 50).go();
    pty.ends_with(0);
    pty.sees_now(&["does not say its name", "half-blocks, because", "→ finer pictures"]);
}

#[test]
fn a_terminal_that_never_answers_is_waited_for_and_given_back() {
    let script = r#"before=$(stty -g); deephys doctor; echo "code=$?"; [ "$before" = "$(stty -g)" ] && echo restored"#;
    let mut pty = shell(script).on(Personality::Mute).sized(120, 60).go();
    pty.ends_with(0);
    pty.sees_now(&["the terminal does not answer", "code=0", "restored"]);
}

#[test]
fn where_the_screen_cannot_be_drawn_it_fails() {
    let mut pty = deephys(&["doctor"]).with("TERM", "dumb").sized(120, 60).go();
    pty.ends_with(1);
    pty.sees_now(&["the screen cannot be drawn here: set TERM"]);
}
