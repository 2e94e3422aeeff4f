//! Long work on a terminal: how far it is, keys and Ctrl-C meanwhile, and what it leaves behind when it is ended.

use std::fs;
use std::path::Path;

use tempfile::{TempDir, tempdir};

use super::harness::{CTRL_C, ENTER, ESCAPE, Pty, Start, deephys, shell};
use crate::support::large::{self, FIRST, LARGE, LAST};

/// The large recording, in a folder with room for more.
fn large() -> TempDir {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("large")).unwrap();
    large::write(&folder.path().join("large"));
    folder
}

/// What the program has left in a folder, however deep.
fn files(folder: &Path) -> Vec<String> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let below = entries.flat_map(|entry| {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() { files(&entry.path()) } else { vec![name] }
    });
    let mut names: Vec<String> = below.collect();
    names.sort();
    names
}

fn recording() -> Vec<String> {
    [FIRST, LARGE, LAST].map(|layer| format!("{layer}.npy")).to_vec()
}

/// A command about the large layer, which ends with `more`, and its cache in the folder.
fn command(folder: &TempDir, words: &[&str], more: &[&str]) -> Start {
    let path = folder.path().join("large");
    let arguments = [words, &["--layer", LARGE, path.to_str().unwrap()], more].concat();
    deephys(&arguments).with("XDG_CACHE_HOME", folder.path().join("cache"))
}

/// Waits for the bar.
#[track_caller]
fn shows_the_bar(pty: &mut Pty) {
    pty.wait_for("bar", |screen| {
        let bar = screen.lines().last().unwrap_or_default();
        bar.starts_with("reading ") && bar.contains('░') && bar.ends_with(" %")
    });
}

/// Types Ctrl-C and checks that the line with the bar is gone, and the terminal as it was.
#[track_caller]
fn is_interrupted(pty: &mut Pty) {
    pty.press(CTRL_C);
    pty.ends_with(130);
    let screen = pty.screen();
    assert!(!screen.contains("reading ") && !screen.contains('░'), "{screen}");
    // Whatever was said before is about the recording; nothing is said of the end that was asked for.
    let said = screen.lines().filter(|line| line.starts_with("deephys: "));
    assert!(said.clone().count() > 0 && said.clone().all(|line| line.contains("warning")));
    assert!(!pty.look(vt100::Screen::hide_cursor) && !pty.look(vt100::Screen::alternate_screen));
    assert_eq!(
        pty.look(vt100::Screen::cursor_position).1,
        0,
        "at the beginning of a line:\n{screen}"
    );
}

#[test]
fn a_layer_that_is_being_read_leaves_the_keys_free_and_stops_when_it_is_left() {
    let folder = large();
    let mut pty = deephys(&[folder.path().join("large")]).sized(120, 40).go();
    pty.sees(&[&format!("{LAST} ›"), "no top images"]);
    pty.press("T");
    pty.sees(&[&format!("{LAST} ›"), "4 neurons"]);
    pty.press("[");
    pty.wait_for("progress", |screen| {
        let line = screen.lines().find(|line| line.contains(&format!("reading {LARGE} … ")));
        line.is_some_and(|line| line.ends_with(" %"))
    });
    pty.press("?");
    pty.sees(&["Keys", "next neuron, image or category"]);
    pty.press(ESCAPE);
    pty.sees(&[&format!("reading {LARGE} …")]);
    pty.press(&format!(":17{ENTER}"));
    pty.sees(&["neuron 17 ", &format!("reading {LARGE} …")]);
    // All cores are busy with the large layer for minutes unless its pass ends.
    pty.press("[");
    pty.sees(&[&format!("{FIRST} ›"), "3 neurons"]);
    pty.press("]");
    pty.sees(&[&format!("reading {LARGE} … 0 %")]);
    pty.quits();
}

#[test]
fn control_c_ends_long_work_and_leaves_nothing_behind() {
    let folder = large();
    let mut pty = command(&folder, &["neurons"], &[]).go();
    shows_the_bar(&mut pty);
    is_interrupted(&mut pty);
    assert_eq!(files(folder.path()), recording());
}

#[test]
fn control_c_ends_a_summary_and_leaves_no_file() {
    let folder = large();
    let output = folder.path().join("large.summary");
    let mut pty = command(&folder, &["summarize"], &["-o", output.to_str().unwrap()]).go();
    shows_the_bar(&mut pty);
    is_interrupted(&mut pty);
    assert_eq!(files(folder.path()), recording());
}

#[test]
fn a_bar_is_gone_when_the_work_is_done() {
    let mut pty = deephys(&["layers", "--format", "csv", "demo"]).go();
    pty.ends_with(0);
    let screen = pty.screen();
    assert!(!screen.contains("reading ") && !screen.contains('░'), "{screen}");
    assert!(screen.starts_with("layer,recording,neurons"), "{screen}");
}

#[test]
fn without_a_terminal_for_stderr_there_is_no_bar() {
    let folder = large();
    let script = format!(
        r#"
        trap : INT
        deephys neurons --no-cache --layer {LARGE} large 2>said
        echo "code=$?"
        echo "bytes=$(grep -v warning said | wc -c)"
        grep -c "$(printf '\033')" said
        "#
    );
    let mut pty = shell(&script).within(folder.path()).go();
    // Whatever is said of the recording is said before it is read.
    let said = folder.path().join("said");
    pty.wait_until("warnings", |_| {
        fs::read_to_string(&said).is_ok_and(|said| said.contains("warning"))
    });
    // The bar would be drawn ten times meanwhile.
    std::thread::sleep(std::time::Duration::from_secs(1));
    pty.press(CTRL_C);
    pty.ends();
    pty.sees_now(&["code=130\n", "bytes=0\n", "\n0\n"]);
}

#[test]
fn a_pass_is_watched_stopped_and_started_again_on_the_page_of_the_work() {
    let folder = large();
    let mut pty = deephys(&[folder.path().join("large")]).sized(120, 40).go();
    pty.sees(&[&format!("{LAST} ›"), "no top images"]);
    pty.press("T");
    pty.sees(&["4 neurons"]);
    pty.press("[");
    pty.sees(&[&format!("reading {LARGE} … ")]);
    pty.press("W");
    let share = |screen: &str| {
        let line = screen.lines().find(|line| line.contains(&format!("reading {LARGE} of")))?;
        line.trim_start_matches('▸').split_once('%')?.0.trim().parse::<f64>().ok()
    };
    pty.wait_for("a share", |screen| share(screen).is_some());
    pty.press(ENTER);
    pty.sees(&["stopped · Enter starts it again"]);
    pty.press(ESCAPE);
    pty.sees(&[&format!("reading {LARGE} was stopped: W starts it again")]);
    pty.press("W");
    pty.press(ENTER);
    pty.press(ESCAPE);
    pty.sees(&[&format!("reading {LARGE} … ")]);
    pty.wait_for("progress", |screen| {
        screen
            .lines()
            .any(|line| line.contains(&format!("reading {LARGE} … ")) && line.contains('%'))
    });
    pty.quits();
}
