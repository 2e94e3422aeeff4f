//! Pictures inside the real tmux, if there is one: through the frames of a pane, while its window is hidden, and in
//! another terminal that takes over.

use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use super::harness::{ESCAPE, Personality, Pty, shell};
use super::pictures::{in_kitty, is_complete};
use crate::emulator::Emulator;

/// A server of its own, which ends with the test.
struct Tmux {
    folder: tempfile::TempDir,
}

impl Tmux {
    /// `None`, and a message, where tmux is not installed.
    #[expect(clippy::print_stderr, reason = "whoever runs the tests must know what was not tried")]
    fn find() -> Option<Self> {
        let is_there = Command::new("tmux").arg("-V").output().is_ok();
        if !is_there {
            eprintln!("SKIPPED: tmux is not installed");
        }
        is_there.then(|| Self { folder: tempfile::tempdir().unwrap() })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("tmux");
        command.args(["-L", "deephys-test"]).args(arguments);
        command.env("TMUX_TMPDIR", self.folder.path()).env_remove("TMUX");
        command
    }

    fn does(&self, arguments: &[&str]) {
        assert!(self.command(arguments).status().unwrap().success(), "{arguments:?}");
    }

    /// A terminal like kitty on which tmux does `what`.
    fn on_kitty(&self, what: &str) -> Pty {
        let configuration = self.folder.path().join("tmux.conf");
        // Of a color in 24 bits, which names an image, tmux keeps no more than it believes the terminal to show.
        let lines = [
            "set -g allow-passthrough on",
            "set -g escape-time 0",
            "set -as terminal-features ',*:RGB'",
            // Scrolling is more than the judge understands.
            "set -as terminal-overrides ',*:csr@:indn@'",
        ];
        std::fs::write(&configuration, lines.join("\n")).unwrap();
        let script = format!("exec tmux -L deephys-test -f '{}' {what}", configuration.display());
        shell(&script)
            .on(Personality::Kitty)
            .sized(140, 40)
            .with("TMUX_TMPDIR", self.folder.path())
            .go()
    }

    /// What the newest buffer of tmux holds.
    fn buffer(&self) -> String {
        let output = self.command(&["show-buffer"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }

    fn demo(&self) -> Pty {
        let mut pty = self.on_kitty("new-session 'deephys demo'");
        shows_all(&mut pty, "pictures");
        pty
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let _ = self.command(&["kill-server"]).status();
    }
}

/// Whether every picture of a neuron is there: three rows of four in each of two columns, 7×4 cells each.
fn has_all(kitty: &Emulator) -> bool {
    is_complete(kitty) && kitty.count_placeholders() == 24 * 28
}

#[track_caller]
fn shows_all(pty: &mut Pty, what: &str) {
    pty.wait_until(what, |pty| has_all(&in_kitty(pty)));
}

/// Waits until all pictures of another neuron are there.
#[track_caller]
fn shows_another(pty: &mut Pty, keys: &str) {
    let before = in_kitty(pty).ledger().uploads();
    pty.press(keys);
    pty.wait_until("other pictures", |pty| {
        let kitty = in_kitty(pty);
        kitty.ledger().uploads() > before && has_all(&kitty)
    });
}

#[test]
fn every_neuron_has_its_pictures() {
    let Some(tmux) = Tmux::find() else { return };
    let mut pty = tmux.demo();
    for _ in 0..3 {
        shows_another(&mut pty, "j");
    }
    pty.falls_silent(Duration::from_millis(500));
    let uploads = in_kitty(&pty).ledger().uploads();
    pty.press("?");
    pty.sees(&["next neuron"]);
    pty.press(ESCAPE);
    pty.wait_until("pictures again", |pty| {
        let kitty = in_kitty(pty);
        kitty.ledger().uploads() == uploads && has_all(&kitty)
    });
}

#[test]
fn pictures_of_a_hidden_window_come_when_it_shows_again() {
    let Some(tmux) = Tmux::find() else { return };
    let mut pty = tmux.demo();
    // The answer to the key goes nowhere.
    tmux.does(&["send-keys", "j", ";", "new-window"]);
    sleep(Duration::from_secs(5));
    tmux.does(&["select-window", "-t", ":0"]);
    shows_all(&mut pty, "pictures after all");
}

#[test]
fn another_terminal_that_takes_over_gets_all_pictures() {
    let Some(tmux) = Tmux::find() else { return };
    let mut pty = tmux.demo();
    // Tmux counts in seconds.
    sleep(Duration::from_millis(1100));
    tmux.does(&["detach-client"]);
    pty.ends();
    let mut pty = tmux.on_kitty("attach-session");
    pty.sees(&["neuron"]);
    assert_eq!(in_kitty(&pty).ledger().uploads(), 0);
    shows_another(&mut pty, "j");
}

#[test]
fn what_is_copied_lies_in_tmux_and_in_the_terminal_around_it() {
    let Some(tmux) = Tmux::find() else { return };
    let mut pty = tmux.demo();
    // Without another setting tmux takes nothing from a program, so that it is handed over by tmux's own command.
    for (at, setting) in ["external", "on"].into_iter().enumerate() {
        tmux.does(&["set", "-g", "set-clipboard", setting]);
        // The program looks around at the first key after a second.
        sleep(Duration::from_millis(1100));
        pty.press(&format!("{}G", at + 1));
        pty.sees(&[&format!("neuron {}", at + 1)]);
        sleep(Duration::from_millis(500));
        let name = format!("linear1/{}", at + 1);
        pty.press("yn");
        pty.sees(&[&format!("copied 9 characters: {name}")]);
        pty.wait_until("buffer", |_| tmux.buffer() == name);
        pty.wait_until("clipboard", |pty| in_kitty(pty).clipboard().last() == Some(&name));
    }
    tmux.does(&["set", "-g", "set-clipboard", "off"]);
    sleep(Duration::from_millis(1100));
    pty.press("3G");
    pty.sees(&["neuron 3"]);
    sleep(Duration::from_millis(500));
    pty.press("yn");
    pty.sees(&["copied 9 characters: linear1/3 · for tmux alone (set -g set-clipboard on)"]);
    pty.wait_until("buffer", |_| tmux.buffer() == "linear1/3");
    assert_eq!(in_kitty(&pty).clipboard().len(), 2);
}
