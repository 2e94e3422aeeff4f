//! The first start: no path named, recordings in the folder or none.

use std::fs;
use std::path::Path;

use super::harness::{ENTER, Start, deephys};

/// The program without arguments in a folder with copies of a fixture.
fn in_folder(names: &[&str]) -> (tempfile::TempDir, Start) {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small/npz/stored.npz");
    for name in names {
        fs::copy(&fixture, folder.path().join(name)).unwrap();
    }
    let start = deephys::<&str>(&[]).within(folder.path()).sized(120, 40);
    (folder, start)
}

#[test]
fn recordings_of_the_folder_are_offered_and_opened_in_the_order_of_choice() {
    let (_folder, start) = in_folder(&["a.npz", "b.npz", "c.npz"]);
    let mut pty = start.go();
    pty.sees(&["Recordings in this folder", "a.npz", "b.npz", "c.npz", "Enter: open"]);
    pty.press("jj kk ");
    pty.sees(&["  ★ c.npz", "  2 a.npz"]);
    pty.press(ENTER);
    pty.completes();
    pty.sees(&["★ c ", "● a "]);
    pty.quits();
}

#[test]
fn without_recordings_it_says_how_to_get_some_and_enter_opens_the_demo() {
    let (_folder, start) = in_folder(&[]);
    let mut pty = start.go();
    pty.sees(&["There is no recording in this folder", "np.savez", "Enter, d: the demo"]);
    pty.press(ENTER);
    pty.completes();
    pty.sees(&["★ Colored_fashion"]);
    pty.quits();
}

#[test]
fn it_may_be_left_without_opening_anything() {
    let (_folder, start) = in_folder(&["a.npz"]);
    let mut pty = start.go();
    pty.sees(&["a.npz"]);
    pty.resize(60, 12);
    pty.sees(&["a.npz", "Enter: open"]);
    pty.quits();
}

#[test]
fn a_double_click_opens_what_is_offered() {
    let (_folder, start) = in_folder(&["a.npz", "b.npz", "c.npz"]);
    let mut pty = start.go();
    pty.sees(&["Recordings in this folder", "b.npz", "Enter: open"]);
    let row = 1 + pty.screen().lines().position(|line| line.contains("b.npz")).unwrap();
    pty.press(&format!("\x1b[<0;6;{row}M\x1b[<0;6;{row}m").repeat(2));
    pty.completes();
    pty.sees(&["★ b "]);
    pty.quits();
}

#[test]
fn folders_with_recordings_are_offered_and_opened_whole() {
    let (folder, start) = in_folder(&[]);
    let runs = folder.path().join("runs");
    fs::create_dir(&runs).unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small/npz/stored.npz");
    for name in ["a.npz", "b.npz"] {
        fs::copy(&stored, runs.join(name)).unwrap();
    }
    let mut pty = start.go();
    pty.sees(&["runs/  2 recordings", "Enter: open"]);
    assert!(!pty.screen().contains("empty"));
    pty.press(ENTER);
    pty.completes();
    pty.sees(&["★ ▶a ", "● b "]);
    pty.quits();
}
