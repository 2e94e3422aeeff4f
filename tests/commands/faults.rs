//! A recording that fails does not take down the others, and a reader that leaves is no failure.

use super::json::Json;
use super::run::{deephys, json, small};

/// Files at fault in ways that show at different moments, and what their message must say.
const FAULTY: [(&str, &[&str]); 8] = [
    ("missing.npz", &["No such file"]),
    ("answers.json", &[".npz"]),
    ("bad/truncated.npz", &["zip"]),
    ("bad/layer_rows.npz", &["\"linear1\"", "23", "24"]),
    ("bad/layer_width.npz", &["\"linear1\"", "8", "9", "stored"]),
    ("bad/layer_missing.npz", &["\"linear1\"", "missing", "stored"]),
    ("bad/npy_truncated", &["864", "854", "linear1.npy"]),
    ("bad/test_truncated/small.test", &["image 14"]),
];

const COMMANDS: [&[&str]; 6] = [
    &["info"],
    &["neurons"],
    &["neuron", "--neuron", "3"],
    &["image", "--recording", "plain", "--image", "3"],
    &["category", "--recording", "plain", "--category", "1"],
    &["confusion", "--recording", "plain"],
];

#[test]
fn every_command_answers_for_the_sound_recordings() {
    for command in COMMANDS {
        for format in ["table", "json", "csv"] {
            let command = [command, &["--format", format, "npz/stored.npz"]].concat();
            let sound = deephys(&[command.as_slice(), &["npy/plain"]].concat()).silent_success();
            let run = deephys(&[command.as_slice(), &["bad/layer_rows.npz", "npy/plain"]].concat());
            assert_eq!((run.code, run.stdout), (1, sound), "{command:?}");
        }
    }
}

#[test]
fn every_fault_is_one_message_with_part_and_path() {
    for (path, words) in FAULTY {
        let run =
            deephys(&["confusion", "--recording", "plain", "npz/stored.npz", path, "npy/plain"]);
        assert_eq!((run.code, run.stdout.lines().count()), (1, 5), "{path}");
        run.says(words);
        let [message] = run.stderr.lines().collect::<Vec<_>>()[..] else {
            panic!("{path} is one message: {}", run.stderr)
        };
        assert!(message.starts_with("deephys: "), "{message}");
        let file = message.rsplit(": ").next();
        assert!(file.is_some_and(|file| file.starts_with(path)), "the path comes last: {message}");
    }
}

#[test]
fn all_faults_together_are_told_in_the_order_of_the_paths() {
    let paths = ["missing1.npz", "missing2.npz", "bad/truncated.npz"];
    let run = deephys(&[&["info"], paths.as_slice()].concat());
    run.refused(1, &[]);
    let files: Vec<_> = run.stderr.lines().filter_map(|line| line.rsplit(": ").next()).collect();
    assert_eq!(files, paths);
}

#[test]
fn when_the_first_fails_the_next_is_the_reference_and_said_to_be() {
    let run = deephys(&["info", "--format", "json", "missing.npz", "npz/stored.npz", "npy/plain"]);
    run.says(&["warning", "stored is now the reference", "missing.npz"]);
    assert_eq!(run.code, 1);
    assert_eq!(Json::read(&run.stdout).at("reference").text(), "stored");
}

#[test]
fn a_reference_by_number_is_never_another_without_a_word() {
    let run = deephys(&["neurons", "--reference", "0", "missing.npz", "npz/stored.npz"]);
    run.says(&["No such file", "missing.npz"]);
    let is_said = run.stderr.contains("stored is now the reference");
    assert!(run.stdout.is_empty() || is_said, "number 0 failed: {}", run.stderr);
}

#[test]
fn a_reference_that_fails_is_refused() {
    let paths = ["npz/stored.npz", "bad/truncated.npz", "npy/plain"];
    let run = deephys(&[&["info", "--reference", "truncated"], paths.as_slice()].concat());
    run.refused(1, &["zip", "bad/truncated.npz"]);
}

#[test]
fn a_recording_that_was_asked_for_and_failed_is_told_with_its_reason() {
    let run =
        deephys(&["confusion", "--recording", "truncated", "npz/stored.npz", "bad/truncated.npz"]);
    run.refused(1, &["truncated", "zip", "bad/truncated.npz"]);
}

#[test]
fn the_others_are_compared_with_the_reference_that_was_named() {
    let paths = ["npz/stored.npz", "bad/layer_width.npz"];
    let run = deephys(&[&["neurons", "--reference", "layer_width"], paths.as_slice()].concat());
    assert_eq!((run.code, run.stdout.lines().count()), (1, 9), "8 neurons and a header");
    run.says(&["\"linear1\"", "9", "8", "layer_width", "npz/stored.npz"]);
}

#[test]
fn a_flipped_bit_is_never_a_number_without_a_word() {
    let run = deephys(&["neurons", "--layer", "linear1", "bad/wrong_crc.npz"]);
    run.says(&["\"linear1\"", "checksum", "wrong_crc"]);
}

#[test]
fn a_flipped_bit_found_late_does_not_take_down_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = std::fs::read(small().join("npz/stored.npz")).unwrap();
    let member = b"linear1.npy";
    let start = bytes.windows(member.len()).position(|window| window == member).unwrap();
    // Beyond the member's NumPy header of 128 bytes, inside its 864 bytes of numbers.
    bytes[start + member.len() + 400] ^= 1;
    let flipped = folder.path().join("flipped.npz");
    std::fs::write(&flipped, bytes).unwrap();
    for command in [["neurons"].as_slice(), &["neuron", "--neuron", "3"]] {
        let command = [command, &["--layer", "linear1", "npz/stored.npz"]].concat();
        let sound = deephys(&[command.as_slice(), &["npy/plain"]].concat()).silent_success();
        let paths = [flipped.to_str().unwrap(), "npy/plain"];
        let run = deephys(&[command.as_slice(), &paths].concat());
        run.says(&["\"linear1\"", "checksum", "flipped.npz"]);
        assert_eq!((run.code, run.stdout), (1, sound), "{}", run.stderr);
    }
}

#[test]
fn numbers_that_are_not_finite_are_null_and_never_rank() {
    let neurons = json(&["neurons", "--layer", "linear1", "npz/nan_inf.npz"]);
    let neuron = json(&["neuron", "--layer", "linear1", "--neuron", "0", "npz/nan_inf.npz"]);
    assert_eq!(neurons.list()[0].at("max").number(), Some(3.25));
    let top = neuron.at("recordings").list()[0].at("top_images").list();
    assert_eq!((top[0].at("image").count(), top[0].at("activation").number()), (10, Some(3.25)));
}

#[cfg(unix)]
mod closed {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Stdio;

    use crate::commands::run::{Run, program, small};

    /// Reads one line, closes the pipe, and returns exit code and stderr.
    fn read_one_line(arguments: &[&str]) -> (Option<i32>, String) {
        let mut command = program(&small(), arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let code = child.wait().unwrap().code();
        let run = Run { stdout: line, stderr: said, code: code.unwrap_or(-1) };
        (code, run.said())
    }

    /// 2,400 rows are more than a pipe of 64 KiB holds.
    fn wide(format: &str) -> (Option<i32>, String) {
        let mut arguments = vec!["neurons", "--layer", "linear1", "--format", format];
        arguments.extend(["demo"; 12]);
        read_one_line(&arguments)
    }

    #[test]
    fn a_reader_that_leaves_is_no_error() {
        for format in ["table", "json", "csv"] {
            assert_eq!(wide(format), (Some(0), String::new()), "{format}");
        }
    }

    #[test]
    fn help_for_a_reader_that_left_is_no_panic() {
        let (_, said) = read_one_line(&["neurons", "--help"]);
        assert!(!said.contains("panicked"), "{said}");
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else { return };
        let output = program(&small(), &["neurons", "npz/stored.npz"]).stdout(full).output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("No space left"), "{said}");
    }
}
