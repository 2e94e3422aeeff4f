//! Every way to end the program gives the terminal back as it was.

use vt100::MouseProtocolMode;

use super::harness::{CTRL_C, Personality, Pty, demo, shell};

/// Says the program's process id, runs it, then says how it ended and whether the terminal is as before.
const SCRIPT: &str = r#"
    before=$(stty -g)
    sh -c 'echo "id=$$."; exec deephys "$@"' sh "$@" demo
    echo "code=$?"
    if [ "$before" = "$(stty -g)" ]; then echo restored; else stty -a; fi
    echo DONE
"#;

/// The demo under a shell that will say how it ended.
fn under_a_shell() -> Pty {
    let mut pty = shell(SCRIPT).go();
    pty.completes();
    assert!(pty.look(vt100::Screen::alternate_screen) && pty.look(vt100::Screen::hide_cursor));
    assert_eq!(pty.look(vt100::Screen::mouse_protocol_mode), MouseProtocolMode::ButtonMotion);
    pty
}

/// Sends a signal to the program itself, which said its process id.
fn signal_program(pty: &Pty, name: &str) {
    let raw = String::from_utf8_lossy(&pty.raw()).into_owned();
    let id = raw.split_once("id=").unwrap().1.split_once('.').unwrap().0;
    super::harness::kill(name, id);
}

/// Waits for the end and checks that the terminal is as before.
#[track_caller]
fn gives_back(pty: &mut Pty, code: i32) {
    pty.sees(&["DONE"]);
    pty.sees(&[&format!("code={code}\n"), "restored"]);
    assert!(!pty.look(vt100::Screen::alternate_screen), "the alternate screen is left");
    assert!(!pty.look(vt100::Screen::hide_cursor), "the cursor shows");
    assert_eq!(pty.look(vt100::Screen::mouse_protocol_mode), MouseProtocolMode::None);
    assert!(pty.wrote("\x1b[?1049l") && pty.wrote("\x1b[?25h"));
    pty.ends_with(0);
}

#[test]
fn q_gives_the_terminal_back() {
    let mut pty = under_a_shell();
    pty.press("q");
    gives_back(&mut pty, 0);
}

#[test]
fn control_c_gives_the_terminal_back() {
    let mut pty = under_a_shell();
    pty.press(CTRL_C);
    gives_back(&mut pty, 0);
}

#[test]
fn sigterm_gives_the_terminal_back() {
    let mut pty = under_a_shell();
    signal_program(&pty, "TERM");
    gives_back(&mut pty, 143);
}

#[test]
fn sigint_gives_the_terminal_back() {
    let mut pty = under_a_shell();
    signal_program(&pty, "INT");
    gives_back(&mut pty, 130);
}

#[test]
fn sighup_gives_the_terminal_back() {
    let mut pty = under_a_shell();
    signal_program(&pty, "HUP");
    gives_back(&mut pty, 129);
}

#[test]
fn a_signal_before_the_first_screen_gives_the_terminal_back() {
    let mut pty = shell(SCRIPT).on(Personality::Mute).go();
    // The program waits for the answers to its questions, which never come.
    pty.wait_until("questions", |pty| pty.wrote("\x1b[5n"));
    signal_program(&pty, "TERM");
    pty.ends_with(0);
    pty.sees_now(&["code=143\n", "restored", "DONE"]);
}

#[test]
fn a_signal_alone_ends_with_its_number() {
    for (name, code) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let mut pty = demo().go();
        pty.completes();
        pty.signal(name);
        pty.ends_with(code);
    }
}

#[test]
fn closing_the_window_ends_the_program() {
    let mut pty = demo().go();
    pty.completes();
    pty.unplug();
    pty.ends();
}

#[test]
fn the_screen_before_the_program_is_there_again_after_it() {
    let mut pty = shell("echo before; deephys demo; echo after").go();
    pty.completes();
    assert!(!pty.screen().contains("before"));
    pty.press("q");
    pty.wait_for("the old screen", |screen| screen.starts_with("before\nafter"));
    pty.ends_with(0);
}
