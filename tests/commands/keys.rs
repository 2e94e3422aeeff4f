//! The keys in force, printed as the file that asks for them.

use std::fs;
use std::path::Path;

use super::run::{Run, program, small};

/// `deephys keys` of a user whose configuration lies in a folder.
fn keys(config: &Path) -> Run {
    let output = program(&small(), &["keys"]).env("XDG_CONFIG_HOME", config).output().unwrap();
    Run {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

fn write(config: &Path, file: &[u8]) {
    fs::create_dir_all(config.join("deephys")).unwrap();
    fs::write(config.join("deephys/keys.toml"), file).unwrap();
}

#[test]
fn what_is_printed_can_be_saved_and_edited() {
    let config = tempfile::tempdir().unwrap();
    let usual = keys(config.path()).silent_success();
    assert!(usual.contains("\nmove-down = [\"j\", \"Down\"]  # next neuron"), "{usual}");
    assert!(usual.contains("\nfirst = [\"g g\", \"Home\"]"), "{usual}");
    write(config.path(), usual.as_bytes());
    assert_eq!(keys(config.path()).silent_success(), usual);
    let edited = usual.replace("[\"j\", \"Down\"]", "[\"Ctrl-j\", \"g a\"]");
    write(config.path(), edited.as_bytes());
    assert_eq!(keys(config.path()).silent_success(), edited);
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_the_usual_keys_are_printed() {
    let config = tempfile::tempdir().unwrap();
    let usual = keys(config.path()).silent_success();
    write(config.path(), b"quti = 'x'\nsort = 'j'\nwhere = [\n'\x1b']\n");
    let Run { stdout, stderr, code } = keys(config.path());
    assert_eq!((stdout, code), (usual, 1));
    let told: Vec<&str> = stderr.lines().collect();
    assert_eq!(told.len(), 3, "{stderr}");
    assert!(
        told[0].starts_with(
            "deephys: of your keys: line 1, column 1: no command is called quti; did you mean quit?"
        ),
        "{stderr}"
    );
    assert!(told[1].contains("line 2, column 9: j calls move-down already"), "{stderr}");
    assert!(told[2].contains("line 4, column 2: no key is called \\u{1b}"), "{stderr}");
    assert!(told.iter().all(|line| line.ends_with("deephys/keys.toml")), "{stderr}");
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    let config = tempfile::tempdir().unwrap();
    write(config.path(), b"\xff\xfe");
    let run = keys(config.path());
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("of your keys: the file is no text: "), "{}", run.stderr);
    assert!(run.stdout.contains("move-down = "));
}
