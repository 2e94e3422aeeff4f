//! The columns of the table from one start of the program to the next.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::harness::{ENTER, Pty, Start, demo};

/// The demo with the user's state in a folder, on a screen that is the table's alone.
fn with_state(state: &Path) -> Start {
    demo().sized(120, 40).with("XDG_STATE_HOME", state)
}

/// The demo's table.
fn table(state: &Path) -> Pty {
    let mut pty = with_state(state).go();
    pty.completes();
    pty.press("T");
    pty.sees(&["50 neurons · by change"]);
    pty
}

/// The headings of the table.
fn headings(screen: &str) -> Vec<&str> {
    screen.lines().nth(4).unwrap_or_default().split_whitespace().collect()
}

#[track_caller]
fn waits_for_headings(pty: &mut Pty, expected: &[&str]) {
    pty.wait_for(&format!("{expected:?}"), |screen| headings(screen) == expected);
}

/// The names of the files in the folder of the program, but for the views.
fn files(state: &Path) -> Vec<String> {
    let files = state.join("deephys").read_dir().into_iter().flatten();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "views").collect()
}

fn names(state: &Path) -> Vec<String> {
    let file = fs::read_to_string(state.join("deephys/columns")).unwrap();
    file.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

fn write(state: &Path, file: impl AsRef<[u8]>) {
    fs::create_dir_all(state.join("deephys")).unwrap();
    fs::write(state.join("deephys/columns"), file).unwrap();
}

#[test]
fn columns_that_were_chosen_are_there_at_the_next_start() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = table(state.path());
    let usual = headings(&pty.screen()).into_iter().map(str::to_owned).collect::<Vec<_>>();
    pty.press(&format!("cneuron spurious drift{ENTER}"));
    waits_for_headings(&mut pty, &["#", "spur", "drift"]);
    pty.quits();
    assert_eq!(files(state.path()), ["columns"]);
    assert_eq!(names(state.path()), ["neuron", "spurious", "drift"]);

    let mut pty = table(state.path());
    waits_for_headings(&mut pty, &["#", "spur", "drift"]);
    pty.press("c");
    pty.sees(&["Enter alone: the usual ones"]);
    pty.press(ENTER);
    pty.sees(&["the usual columns; before: :columns neuron,spurious,drift"]);
    let usual: Vec<&str> = usual.iter().map(String::as_str).collect();
    waits_for_headings(&mut pty, &usual);
    pty.quits();
    assert_eq!(files(state.path()), [""; 0], "what is usual is not written down");

    let mut pty = table(state.path());
    waits_for_headings(&mut pty, &usual);
    pty.quits();
}

#[test]
fn changes_are_kept_as_changes_even_when_the_program_is_killed() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = table(state.path());
    pty.press(&format!(":columns +drift -gain{ENTER}"));
    pty.wait_for("drift", |screen| headings(screen).contains(&"drift"));
    pty.signal("KILL");
    pty.ends();
    assert_eq!(names(state.path()), ["-gain", "+drift"]);
    let mut pty = table(state.path());
    let screen = pty.screen();
    assert!(headings(&screen).contains(&"drift") && !headings(&screen).contains(&"gain"));
    pty.press("h");
    pty.wait_for("reference", |screen| headings(screen).contains(&"purity"));
    pty.quits();
}

#[test]
fn who_changes_nothing_writes_nothing() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = table(state.path());
    pty.press(&format!(":columns +max{ENTER}"));
    pty.press("j");
    pty.completes();
    pty.quits();
    assert_eq!(files(state.path()), [""; 0]);
    let mine = "# mine\nneuron\nmax\n";
    write(state.path(), mine);
    let mut pty = table(state.path());
    waits_for_headings(&mut pty, &["#", "max"]);
    pty.quits();
    assert_eq!(fs::read_to_string(state.path().join("deephys/columns")).unwrap(), mine);
}

#[test]
fn unknown_names_are_passed_over_and_told_once() {
    let state = tempfile::tempdir().unwrap();
    write(state.path(), "neuron\nspurios\x1b]0;title\x07\nmax\n");
    let mut pty = with_state(state.path()).go();
    pty.completes();
    pty.sees(&["of the columns of the last time: no column `spurios\\u{1b}]0;title\\u{7}`"]);
    pty.press("T");
    waits_for_headings(&mut pty, &["#", "max"]);
    assert!(!pty.footer().contains("of the columns"), "{}", pty.footer());
    pty.press("w");
    pty.sees(&["deephys/columns"]);
    pty.press("qq");
    pty.ends_with(0);
    assert!(!pty.wrote("0;title\x07"));
}

#[test]
fn a_damaged_file_costs_a_notice_and_is_replaced() {
    for (damage, notice) in [
        (b"\xff\xfe\x00".to_vec(), "the file is no text"),
        (vec![b'a'; 1 << 20], "the file is too large"),
        (vec![0; 300], "no column `\\u{0}"),
    ] {
        let state = tempfile::tempdir().unwrap();
        write(state.path(), &damage);
        let mut pty = with_state(state.path()).go();
        pty.completes();
        pty.sees(&[&format!("of the columns of the last time: {notice}")]);
        pty.press(&format!(":columns neuron max{ENTER}"));
        waits_for_headings(&mut pty, &["#", "max"]);
        pty.quits();
        assert_eq!(names(state.path()), ["neuron", "max"]);
    }
}

#[test]
fn a_pipe_in_the_place_of_the_file_holds_up_nothing() {
    let state = tempfile::tempdir().unwrap();
    fs::create_dir(state.path().join("deephys")).unwrap();
    let pipe = state.path().join("deephys/columns");
    assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    let mut pty = with_state(state.path()).go();
    pty.completes();
    pty.sees(&["of the columns of the last time: this is no regular file"]);
    pty.quits();
}

#[test]
fn a_folder_that_cannot_be_written_costs_one_notice() {
    let state = tempfile::tempdir().unwrap();
    // No folder can be made below it, whoever runs the test.
    let place = Path::new("/proc/deephys-test");
    let is_there = Path::new("/proc/self").exists();
    let place = if is_there { place.to_owned() } else { read_only(state.path()) };
    let mut pty = table(&place);
    pty.press(&format!(":columns neuron max{ENTER}"));
    waits_for_headings(&mut pty, &["#", "max"]);
    pty.sees(&["the columns are not kept for the next time: "]);
    pty.press(&format!(":columns neuron ks{ENTER}"));
    waits_for_headings(&mut pty, &["#", "KS"]);
    assert!(!pty.footer().contains("not kept"), "{}", pty.footer());
    pty.press("w");
    pty.wait_for("one notice", |screen| screen.matches("not kept for the next time").count() == 1);
    pty.press("qq");
    pty.ends_with(0);
}

/// A folder that nobody may write to, but for those who may do everything.
fn read_only(folder: &Path) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;

    let place = folder.join("read-only");
    fs::create_dir(&place).unwrap();
    fs::set_permissions(&place, fs::Permissions::from_mode(0o555)).unwrap();
    place
}

#[test]
fn a_file_in_the_place_of_the_folder_costs_one_notice() {
    let state = tempfile::tempdir().unwrap();
    let place = state.path().join("state");
    fs::write(&place, "a file").unwrap();
    let mut pty = with_state(&place).go();
    pty.completes();
    pty.sees(&["of the columns of the last time: "]);
    pty.press(&format!(":columns neuron max{ENTER}"));
    waits_for_headings(&mut pty, &["#", "max"]);
    pty.press("w");
    pty.wait_for("one notice", |screen| screen.matches("the columns").count() == 1);
    pty.press("qq");
    pty.ends_with(0);
}

#[test]
fn of_two_programs_the_last_one_wins() {
    let state = tempfile::tempdir().unwrap();
    let (mut one, mut two) = (table(state.path()), table(state.path()));
    one.press(&format!(":columns neuron max{ENTER}"));
    waits_for_headings(&mut one, &["#", "max"]);
    two.press(&format!(":columns neuron ks{ENTER}"));
    waits_for_headings(&mut two, &["#", "KS"]);
    one.quits();
    two.quits();
    assert_eq!(names(state.path()), ["neuron", "ks"]);
    assert_eq!(files(state.path()), ["columns"]);
}
