//! Runs the program and keeps what it printed, what it said and how it ended.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::json::Json;

/// The recordings of the demo, the reference first.
pub(super) const DEMO: [&str; 4] = [
    "Colored_fashion",
    "Permuted_colored_fashion",
    "Arbitrary_colored_fashion",
    "Drifted_colored_fashion",
];

/// A run of the program that has ended.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) stdout: String,
    pub(super) stderr: String,
    pub(super) code: i32,
}

/// Runs the program in the folder of the small fixtures, so that paths are short.
#[track_caller]
pub(super) fn deephys(arguments: &[&str]) -> Run {
    deephys_in(&small(), arguments)
}

/// Runs the program in a folder.
#[track_caller]
pub(super) fn deephys_in<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Run {
    let output = program(folder, arguments).output().unwrap();
    Run {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().expect("the program ends by itself"),
    }
}

/// The program, ready to run in a folder.
pub(super) fn program<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deephys"));
    command.current_dir(folder).args(arguments);
    // What the user of this machine has set is no matter of the tests.
    command.env("XDG_CONFIG_HOME", "/nowhere");
    command
}

/// The folder of the small fixtures.
pub(super) fn small() -> PathBuf {
    repository("tests/fixtures/small")
}

/// A file of the repository.
pub(super) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A JSON file of the repository.
#[track_caller]
pub(super) fn repository_json(path: &str) -> Json {
    Json::read(&std::fs::read_to_string(repository(path)).unwrap())
}

/// What a command prints with `--format json`; it must succeed in silence.
#[track_caller]
pub(super) fn json(arguments: &[&str]) -> Json {
    Json::read(&deephys(&[arguments, &["--format", "json"]].concat()).silent_success())
}

/// What a command prints with `--format csv`: a map from column to field for each row.
#[track_caller]
pub(super) fn csv(arguments: &[&str]) -> Vec<Row> {
    rows(&deephys(&[arguments, &["--format", "csv"]].concat()).silent_success())
}

/// Fields by the names of their columns, in their order.
pub(super) type Row = Vec<(String, String)>;

/// Rows of a CSV text with a header.
#[track_caller]
pub(super) fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        header.iter().zip(&record).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// The field of a row under `column`.
#[track_caller]
pub(super) fn field<'a>(row: &'a Row, column: &str) -> &'a str {
    let found = row.iter().find(|(name, _)| name == column);
    &found.unwrap_or_else(|| panic!("no column {column} in {row:?}")).1
}

/// What is said of the demo, and rightly so: its recordings have the colors of other categories.
pub(super) const HANDED_ON: &str = "the same tuning with categories exchanged (";

impl Run {
    /// What was printed by a run that must have succeeded without a word on stderr, but for that about the demo.
    #[track_caller]
    pub(super) fn silent_success(self) -> String {
        assert_eq!((self.code, self.said()), (0, String::new()), "{}", self.stdout);
        self.stdout
    }

    /// What stands on stderr, but for the notice about the demo.
    pub(super) fn said(&self) -> String {
        let others = self.stderr.lines().filter(|line| !line.contains(HANDED_ON));
        others.collect::<Vec<_>>().join("\n")
    }

    /// Checks that the run ended with `code`, printed nothing, and said all `words`.
    #[track_caller]
    pub(super) fn refused(&self, code: i32, words: &[&str]) {
        assert_eq!((self.code, self.stdout.as_str()), (code, ""), "{}", self.stderr);
        self.says(words);
    }

    /// Checks that all `words` are on stderr, and no word of a panic.
    #[track_caller]
    pub(super) fn says(&self, words: &[&str]) {
        let missing: Vec<_> = words.iter().filter(|word| !self.stderr.contains(**word)).collect();
        assert!(missing.is_empty(), "{missing:?} is missing in: {}", self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
    }
}
