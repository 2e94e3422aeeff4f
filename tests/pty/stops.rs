//! The program stopped and continued by a shell with job control.
//!
//! Lines for the shell end as Ctrl-J would end them: after a stop by force the terminal is still raw.

use std::time::Duration;

use super::harness::{CTRL_Z, Look, Personality, Pty, are_alike, interactive_shell};
use super::pictures::{in_kitty, sends_pictures_once_more};

/// The demo as a job of an interactive shell.
fn as_a_job(personality: Personality) -> Pty {
    let mut pty = interactive_shell().on(personality).go();
    pty.sees(&["$"]);
    pty.press("before=$(stty -g)\n");
    pty.press("sh -c 'echo \"id=$$.\"; exec deephys demo'\n");
    pty.completes();
    // Scores and verdicts arrive after the pictures; a stop must not fall into the frame of one.
    pty.falls_silent(Duration::from_millis(500));
    pty
}

fn id(pty: &Pty) -> String {
    let raw = String::from_utf8_lossy(&pty.raw()).into_owned();
    // The line as typed is echoed first.
    let digits = raw.split("id=").find(|text| text.starts_with(|c: char| c.is_ascii_digit()));
    digits.unwrap().split_once('.').unwrap().0.to_owned()
}

/// Waits until the shell has the terminal, as it was before the program.
#[track_caller]
fn shell_has_the_terminal(pty: &mut Pty) {
    pty.sees(&["Stopped"]);
    pty.wait_until("main screen", |pty| !pty.look(vt100::Screen::alternate_screen));
    assert!(!pty.look(vt100::Screen::hide_cursor), "the cursor shows");
    pty.press("[ \"$before\" = \"$(stty -g)\" ] && echo res''tored || stty -a\n");
    pty.sees(&["restored"]);
}

#[track_caller]
fn comes_back(pty: &mut Pty, cells: &[Look]) {
    pty.press("fg\n");
    pty.wait_until("alternate screen", |pty| pty.look(vt100::Screen::alternate_screen));
    pty.wait_until("screen as before", |pty| are_alike(&pty.look_of_cells(), cells));
    assert!(pty.look(vt100::Screen::hide_cursor));
    pty.press("j");
    pty.sees(&["neuron 1 "]);
    leaves(pty);
}

/// Quits the program, then the shell.
#[track_caller]
fn leaves(pty: &mut Pty) {
    pty.press("q");
    pty.wait_until("main screen", |pty| !pty.look(vt100::Screen::alternate_screen));
    pty.wait_for("prompt", |screen| screen.ends_with("\n$"));
    pty.press("exit\n");
    pty.ends_with(0);
}

#[test]
fn control_z_gives_the_terminal_to_the_shell_and_fg_comes_back() {
    let mut pty = as_a_job(Personality::Plain);
    let cells = pty.look_of_cells();
    pty.press(CTRL_Z);
    shell_has_the_terminal(&mut pty);
    comes_back(&mut pty, &cells);
}

#[test]
fn a_stop_signal_does_the_same() {
    let mut pty = as_a_job(Personality::Plain);
    let cells = pty.look_of_cells();
    super::harness::kill("TSTP", &id(&pty));
    shell_has_the_terminal(&mut pty);
    comes_back(&mut pty, &cells);
}

#[test]
fn a_program_stopped_by_force_draws_everything_when_it_goes_on() {
    let mut pty = as_a_job(Personality::Plain);
    let cells = pty.look_of_cells();
    super::harness::kill("STOP", &id(&pty));
    // The shell writes wherever the cursor was, perhaps over the end of a row.
    // A frame that was cut short all the same does not end before the program goes on.
    pty.wait_until("Stopped", |pty| pty.screen().replace('\n', "").contains("Stopped"));
    // Shells with line editing give the terminal their own modes.
    pty.press("stty sane\n");
    comes_back(&mut pty, &cells);
}

#[test]
fn pictures_are_sent_again_once_after_a_stop() {
    let mut pty = as_a_job(Personality::Kitty);
    pty.falls_silent(Duration::from_millis(500));
    let before = in_kitty(&pty);
    pty.press(CTRL_Z);
    shell_has_the_terminal(&mut pty);
    pty.press("fg\n");
    sends_pictures_once_more(&mut pty, &before);
    leaves(&mut pty);
}
