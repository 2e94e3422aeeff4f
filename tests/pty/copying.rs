//! What keys copy, as it arrives in the clipboard of the terminal, and where it lies as well.

use std::fs;
use std::path::Path;

use super::harness::{ENTER, Pty, deephys, demo, shell};
use super::pictures::in_kitty;

fn clipboard(pty: &Pty) -> Vec<String> {
    in_kitty(pty).clipboard().to_vec()
}

/// Presses keys and waits for what they copy.
#[track_caller]
fn copies(pty: &mut Pty, keys: &str) -> String {
    let before = clipboard(pty).len();
    pty.press(keys);
    pty.wait_until("a copy", |pty| clipboard(pty).len() > before);
    clipboard(pty).pop().unwrap()
}

fn demo_at(state: &Path) -> Pty {
    let mut pty = demo().sized(120, 40).with("XDG_STATE_HOME", state).go();
    pty.completes();
    pty
}

#[test]
fn the_line_that_is_copied_leads_back() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = demo_at(state.path());
    pty.press(&format!("17GlT:where max > 1{ENTER}:sort -max{ENTER}"));
    pty.sees(&["by max", "where max > 1"]);
    let line = copies(&mut pty, "yy");
    assert!(line.starts_with("deephys demo --at 'linear1/"), "{line}");
    pty.sees(&[&format!("copied {} characters: deephys demo --at", line.len())]);
    let before: Vec<String> = pty.screen().lines().take(30).map(str::to_owned).collect();
    pty.quits();
    assert_eq!(fs::read_to_string(state.path().join("deephys/copied")).unwrap(), line);

    let mut pty = shell(&format!("exec {line}")).sized(120, 40).go();
    pty.completes();
    pty.wait_for("the same screen", |screen| screen.lines().take(30).eq(before.iter()));
    pty.quits();
}

#[test]
fn a_line_names_files_from_anywhere_and_what_else_was_said() {
    let folder = tempfile::tempdir().unwrap();
    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small/npz/stored.npz");
    let path = folder.path().canonicalize().unwrap().join("it's mine.npz");
    fs::copy(small, &path).unwrap();
    let start = deephys(&["it's mine.npz", "--reference", "0"]).within(path.parent().unwrap());
    let mut pty = start.sized(100, 30).go();
    pty.completes();
    let line = copies(&mut pty, "yy");
    let quoted = path.to_str().unwrap().replace('\'', r"'\''");
    assert!(line.starts_with(&format!("deephys '{quoted}' --reference 0 --at '")), "{line}");
    pty.quits();
    let mut pty = shell(&format!("exec {line}")).go();
    pty.completes();
    pty.quits();
}

#[test]
fn numbers_and_tables_are_copied_whole() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = demo_at(state.path());
    assert_eq!(copies(&mut pty, "yn"), "linear1/0");
    let maximum: f64 = copies(&mut pty, "yv").parse().unwrap();
    assert!(maximum > 0.);
    pty.press(&format!("T:columns neuron max{ENTER}:where max > 1{ENTER}"));
    pty.sees(&["where max > 1"]);
    let table = copies(&mut pty, "yt");
    assert_eq!(table.lines().next(), Some("neuron\tmax"));
    pty.sees(&[&format!("copied {} rows, {} bytes", table.lines().count() - 1, table.len())]);
    pty.quits();
    assert_eq!(fs::read_to_string(state.path().join("deephys/copied")).unwrap(), table);
}

#[test]
fn what_is_too_long_for_a_terminal_lies_in_the_file() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = demo_at(state.path());
    pty.press(&format!(":note short{ENTER}"));
    pty.sees(&["neuron 0: noted"]);
    pty.quits();
    let notes = state.path().join("deephys/labels-demo.tsv");
    let text = fs::read_to_string(&notes).unwrap();
    fs::write(&notes, text.replace("short", &"long ".repeat(20_000))).unwrap();
    let mut pty = demo_at(state.path());
    pty.press(&format!("T:columns neuron note{ENTER}"));
    pty.sees(&["50 neurons", "#     note"]);
    pty.press("yt");
    pty.sees(&["too many for a terminal's clipboard, they are in"]);
    assert_eq!(clipboard(&pty), [""; 0]);
    pty.quits();
    let kept = fs::read_to_string(state.path().join("deephys/copied")).unwrap();
    assert!(kept.len() > 75_000 && kept.starts_with("neuron\t"), "{}", kept.len());
}

#[test]
fn where_nothing_can_be_kept_the_clipboard_has_it_all_the_same() {
    let mut pty = demo().sized(120, 40).with("XDG_STATE_HOME", "/dev/null/nowhere").go();
    pty.completes();
    assert_eq!(copies(&mut pty, "yn"), "linear1/0");
    pty.wait_for("a notice", |screen| screen.contains("notice") || screen.contains("not written"));
    assert_eq!(copies(&mut pty, "jyn"), "linear1/1");
    pty.quits();
}
