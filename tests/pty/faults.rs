//! Files that are missing, damaged, changed while open, or named to do harm.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::{TempDir, tempdir};

use super::harness::{Pty, deephys, shell};
use super::terminal::find;

fn fixture(path: &str) -> String {
    format!("tests/fixtures/small/{path}")
}

/// What was written after the program has left its screen.
fn said_at_the_end(pty: &Pty) -> String {
    let raw = pty.raw();
    let left = find(&raw, b"\x1b[?1049l").unwrap();
    String::from_utf8_lossy(&raw[left..]).into_owned()
}

/// A copy of a folder of the small fixtures.
fn copy(path: &str) -> TempDir {
    let folder = tempdir().unwrap();
    for entry in fs::read_dir(fixture(path)).unwrap() {
        let from = entry.unwrap().path();
        fs::copy(&from, folder.path().join(from.file_name().unwrap())).unwrap();
    }
    folder
}

fn shrink(file: &Path) {
    let half = fs::metadata(file).unwrap().len() / 2;
    fs::OpenOptions::new().write(true).open(file).unwrap().set_len(half).unwrap();
}

#[test]
fn a_missing_file_does_not_keep_the_others_from_opening() {
    let mut pty = deephys(&["absent.npz", &fixture("npz/stored.npz")]).go();
    pty.completes();
    pty.sees(&["★ stored", "1 recording failed to open: w says why"]);
    pty.press("w");
    pty.sees(&["not opened:", "absent.npz"]);
    pty.press("\x1b");
    pty.sees(&["by category"]);
    pty.press("q");
    pty.ends_with(1);
    let said = said_at_the_end(&pty);
    assert!(said.contains("deephys: ") && said.contains("absent.npz"), "{said}");
    pty.sees_now(&["absent.npz"]);
}

#[test]
fn bad_files_alone_are_named_on_the_normal_screen() {
    let script = r#"
        before=$(stty -g)
        deephys absent.npz tests/fixtures/small/bad/truncated.npz; echo "code=$?"
        [ "$before" = "$(stty -g)" ] && echo restored
    "#;
    let mut pty = shell(script).go();
    pty.ends_with(0);
    pty.sees_now(&["deephys: ", "absent.npz", "truncated.npz", "code=1\n", "restored"]);
    assert!(!pty.look(vt100::Screen::alternate_screen) && !pty.look(vt100::Screen::hide_cursor));
}

#[test]
fn output_that_is_no_terminal_gets_words_and_no_escapes() {
    let mut pty = shell("{ deephys demo; echo code=$? >&2; } | od -c").go();
    pty.ends_with(0);
    pty.sees_now(&["deephys: ", "needs a terminal", "code=1\n", "0000000"]);
    assert!(!pty.raw().contains(&b'\x1b'), "{:?}", String::from_utf8_lossy(&pty.raw()));
}

#[test]
fn input_that_is_no_terminal_gets_words_and_no_escapes() {
    let mut pty = shell("deephys demo </dev/null; echo code=$?").go();
    pty.ends_with(0);
    pty.sees_now(&["deephys: ", "needs a terminal", "code=1\n"]);
    assert!(!pty.raw().contains(&b'\x1b'), "{:?}", String::from_utf8_lossy(&pty.raw()));
}

#[test]
fn without_any_terminal_stdout_stays_empty() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deephys"));
    let output = command.arg("demo").stdin(Stdio::null()).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), b"".as_slice()));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("needs a terminal") && !said.contains('\x1b'), "{said}");
}

#[test]
fn layers_that_shrink_while_open_become_words() {
    let folder = copy("npy/plain");
    let mut pty = deephys(&[folder.path()]).go();
    pty.completes();
    shrink(&folder.path().join("linear1.npy"));
    pty.press("7j");
    pty.sees(&["neuron 7 ", "shrank"]);
    pty.press("I");
    pty.sees(&["image 0 ", "shrank"]);
    pty.press("C");
    pty.sees(&["category ", "shrank"]);
    pty.quits();
}

#[test]
fn pictures_that_shrink_while_open_become_words() {
    let folder = copy("npy/plain");
    let mut pty = deephys(&[folder.path()]).sized(160, 48).go();
    pty.completes();
    shrink(&folder.path().join("images.npy"));
    pty.press(":image 23\r");
    pty.sees(&["image 23 ", "shrank"]);
    pty.quits();
}

#[test]
fn a_deephys_recording_that_shrinks_while_open_becomes_words() {
    let folder = copy("exporter_f32");
    let mut pty = deephys(&[folder.path().join("small.test")]).sized(160, 48).go();
    pty.completes();
    shrink(&folder.path().join("small.test"));
    pty.press("G");
    pty.sees(&["neuron 8 ", "shrank"]);
    pty.press("gg");
    pty.sees(&["neuron 0 "]);
    pty.quits();
}

#[test]
fn names_that_would_steer_the_terminal_are_shown_and_do_nothing() {
    const HARM: &str = "\x1b]0;HARM\x07\x1b[35;7mHARM\u{9b}31mHARM";
    let outer = tempdir().unwrap();
    let folder = outer.path().join(format!("recording{HARM}"));
    fs::create_dir(&folder).unwrap();
    for name in ["images", "labels", "output", "conv2"] {
        let from = format!("{}/{name}.npy", fixture("npy/plain"));
        fs::copy(from, folder.join(format!("{name}.npy"))).unwrap();
    }
    let layer = folder.join(format!("linear1{HARM}.npy"));
    fs::copy(format!("{}/linear1.npy", fixture("npy/plain")), layer).unwrap();
    fs::write(folder.join("categories.txt"), format!("Dr{HARM}ess\nPullover\nT-shirt\nTrouser\n"))
        .unwrap();
    let absent = outer.path().join(format!("absent{HARM}.npz"));
    let arguments = [folder.into_os_string(), absent.into_os_string()];
    let mut pty = deephys::<OsString>(&arguments).sized(160, 48).go();
    pty.completes();
    for keys in
        ["w", "\r", ":layer x\r", "\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f\x7f", "I", "C", "]", "n"]
    {
        pty.press(keys);
        pty.falls_silent(std::time::Duration::from_millis(150));
    }
    pty.press("q");
    pty.ends_with(1);
    assert!(pty.wrote("HARM"), "the names are shown");
    for harm in ["\x1b]0;", "\x1b[35;7mHARM", "\u{9b}31m", "\x07"] {
        assert!(!pty.wrote(harm), "{harm:?} was written");
    }
    assert!(said_at_the_end(&pty).contains("HARM"), "the fault names its file");
}
