//! The log on request: what stands in it, who asks for it, and that nothing steers a terminal.

use std::fs;

use super::run::{deephys, deephys_in, program, small};

/// What a line says after its two times, which must be there.
#[track_caller]
fn said(line: &str) -> &str {
    let mut words = line.splitn(3, ' ');
    let (date, since) = (words.next().unwrap(), words.next().unwrap());
    assert!(date.len() == 27 && date.ends_with('Z') && date.contains('T'), "{line}");
    assert!(since.starts_with('+') && since.ends_with("ms"), "{line}");
    words.next().unwrap()
}

#[test]
fn a_command_says_what_it_opened_read_and_how_long_it_took() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("a.log");
    let path = log.to_str().unwrap();
    let arguments = ["neurons", "--no-cache", "--log", path, "npz/stored.npz", "absent.npz"];
    let run = deephys(&arguments);
    assert_eq!(run.code, 1);
    let text = fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = text.lines().map(said).collect();
    for beginning in [
        &format!("deephys {}, process ", env!("CARGO_PKG_VERSION")),
        "open npz/stored.npz: ",
        "opened stored: ",
        "pass over layer ",
        "the command's answer: ",
        "said: ",
    ] {
        assert!(lines.iter().any(|line| line.starts_with(beginning)), "{beginning}: {text}");
    }
    let opened = lines.iter().find(|line| line.starts_with("opened stored")).unwrap();
    assert!(opened.contains("images, float32, layers conv2 ("), "{opened}");
    assert!(lines.iter().any(|line| line.contains("absent.npz") && line.starts_with("said")));

    let before = text.len();
    deephys(&arguments);
    assert!(fs::read_to_string(&log).unwrap().len() > before, "a second run appends");
}

#[test]
fn the_environment_may_ask_for_it_and_without_it_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("b.log");
    let mut command = program(&small(), &["info", "npz/stored.npz"]);
    assert!(command.env("DEEPHYS_LOG", &log).output().unwrap().status.success());
    assert!(fs::read_to_string(&log).unwrap().contains(" opened stored: "));
    deephys_in(folder.path(), &["info", "demo"]).silent_success();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_log_that_cannot_be_written_ends_the_command() {
    deephys(&["info", "--log", "nowhere/x.log", "npz/stored.npz"])
        .refused(1, &["the log cannot be written", "nowhere/x.log"]);
}

#[test]
fn names_of_files_do_not_steer_whoever_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    deephys_in(folder.path(), &["info", "--log", "c.log", "a\u{1b}[31m\nb.npz"]);
    let text = fs::read_to_string(folder.path().join("c.log")).unwrap();
    assert!(text.chars().all(|letter| letter == '\n' || !letter.is_control()), "{text:?}");
    text.lines().map(said).for_each(drop);
}
