//! Names from files that would steer a terminal or forge a line of a log.
#![cfg(unix)]

use std::io::Read;
use std::path::Path;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use tempfile::TempDir;

use super::run::{Run, deephys, deephys_in, rows, small};

/// Clears the screen, breaks the line, rings, turns the text around, and is a C1 control.
const EVIL: &str = "li\u{1b}[2J\n\u{7}ne\u{202e}ar\u{9b}31m";

const FORMATS: [&str; 3] = ["table", "json", "csv"];

/// What a program shows on a terminal of 200 columns.
pub(super) fn on_terminal(folder: &Path, arguments: &[&str]) -> String {
    let size = PtySize { rows: 50, cols: 200, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_deephys"));
    command.args(arguments);
    command.cwd(folder);
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut shown = Vec::new();
    // Reading ends with an error, not with an end, when the program has left a Linux terminal.
    let _ = pair.master.try_clone_reader().unwrap().read_to_end(&mut shown);
    child.wait().unwrap();
    String::from_utf8(shown).unwrap()
}

#[track_caller]
fn assert_harmless(text: &str) {
    let found = text.chars().find(|c| *c != '\n' && (c.is_control() || *c == '\u{202e}'));
    assert!(found.is_none(), "{found:?} in {text:?}");
}

#[track_caller]
fn assert_run_harmless(run: &Run) {
    assert_harmless(&run.stdout);
    assert_harmless(&run.stderr);
}

/// A folder in which everything has an evil name: a recording, a layer, a category, a broken file.
fn evil_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let recording = folder.path().join(EVIL);
    std::fs::create_dir(&recording).unwrap();
    for (from, to) in
        [("conv2", "conv2"), ("linear1", EVIL), ("output", "output"), ("labels", "labels")]
    {
        let from = small().join(format!("npy/plain/{from}.npy"));
        std::fs::copy(from, recording.join(format!("{to}.npy"))).unwrap();
    }
    let names = ["Dr\u{1b}[31mess", "Pull\u{9b}over", "T-\u{202e}shirt", "Trouser\u{7f}"];
    std::fs::write(recording.join("categories.txt"), names.join("\n")).unwrap();
    let broken = folder.path().join(format!("{EVIL}.npz"));
    std::fs::copy(small().join("bad/truncated.npz"), broken).unwrap();
    folder
}

/// Every command, and some that fail, on a recording that is the first.
fn commands() -> Vec<Vec<&'static str>> {
    let of = |command: &[&'static str]| [command, &["--recording", "0"]].concat();
    vec![
        vec!["info"],
        vec!["neurons"],
        vec!["neuron", "--neuron", "3"],
        of(&["image", "--image", "3"]),
        of(&["category", "--category", "1"]),
        of(&["confusion"]),
        vec!["neurons", "--layer", "nope"],
        vec!["neuron", "--neuron", "99"],
        of(&["image", "--image", "99"]),
        vec!["confusion", "--recording", "nope"],
        of(&["category", "--category", "Pull"]),
        vec!["info", "--reference", "nope"],
        vec!["info", "--classification-layer", "nope"],
    ]
}

#[test]
fn evil_names_of_layers_files_and_categories_come_out_harmless() {
    let folder = evil_folder();
    for command in commands() {
        for format in FORMATS {
            let arguments = [command.as_slice(), &["--format", format, "."]].concat();
            let run = deephys_in(folder.path(), &arguments);
            assert_eq!(run.code, 1, "the broken file: {run:?}");
            assert_run_harmless(&run);
        }
    }
}

#[test]
fn a_newline_in_a_name_forges_no_row_and_no_message() {
    let folder = evil_folder();
    for format in ["table", "csv"] {
        let run = deephys_in(folder.path(), &["neurons", "--format", format, "."]);
        assert_eq!(run.stdout.lines().count(), 10, "9 neurons and a header: {}", run.stdout);
        assert!(run.stderr.lines().all(|line| line.starts_with("deephys: ")), "{}", run.stderr);
    }
    let run = deephys_in(folder.path(), &["neurons", "--format", "csv", "."]);
    assert_eq!(rows(&run.stdout).len(), 9);
}

#[test]
fn a_layer_with_an_evil_name_is_found_as_it_is_shown() {
    let folder = evil_folder();
    let shown = "li\\u{1b}[2J\\u{a}\\u{7}ne\\u{202e}ar\\u{9b}31m";
    let run = deephys_in(folder.path(), &["neurons", "--layer", shown, EVIL]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 10), "{}", run.stderr);
}

#[test]
fn a_recording_with_an_evil_name_is_found_as_it_is_shown() {
    let folder = evil_folder();
    let shown = "li\\u{1b}[2J\\u{a}\\u{7}ne\\u{202e}ar\\u{9b}31m";
    let run = deephys_in(folder.path(), &["confusion", "--recording", shown, EVIL]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 5), "{}", run.stderr);
}

#[test]
fn dirty_categories_come_out_clean() {
    for command in commands() {
        for format in FORMATS {
            let arguments = [command.as_slice(), &["--format", format, "npz/dirty_categories.npz"]];
            assert_run_harmless(&deephys(&arguments.concat()));
        }
    }
    let matrix = deephys(&["confusion", "--recording", "0", "npz/dirty_categories.npz"]);
    let header = "recording,truth,\"tench, Tinca tinca\",crane (1),crane (2),\\u{1b}[31mred\n";
    assert!(matrix.stdout.starts_with(header), "{}", matrix.stdout);
}

#[test]
fn a_terminal_sees_no_escape_of_a_file() {
    let folder = evil_folder();
    for arguments in [["info", "."].as_slice(), &["confusion", "--recording", "0", "."]] {
        let shown = on_terminal(folder.path(), arguments);
        assert!(shown.contains("\\u{9b}"), "{shown:?}");
        assert_harmless(&shown.replace('\r', ""));
    }
}

#[test]
fn a_file_called_like_an_option_is_refused_harmlessly() {
    let folder = evil_folder();
    let run = deephys_in(folder.path(), &["info", &format!("--{EVIL}"), "."]);
    assert_eq!(run.code, 2);
    assert_run_harmless(&run);
}
