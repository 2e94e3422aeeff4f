//! The program without arguments and without a terminal: what it offers stands on stderr.

use super::run::{deephys_in, repository};

#[test]
fn recordings_of_the_folder_are_named() {
    let run = deephys_in::<&str>(&repository("tests/fixtures/small/npz"), &[]);
    run.refused(2, &["Recordings in this folder", "stored.npz", "deephys PATH..."]);
}

#[test]
fn without_recordings_it_says_how_to_get_some() {
    let folder = tempfile::tempdir().unwrap();
    let run = deephys_in::<&str>(folder.path(), &[]);
    run.refused(2, &["no recording in this folder", "np.savez(\"ind.npz\"", "deephys demo"]);
}

#[test]
fn what_cannot_be_offered_is_told_safely() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a\u{1b}[31m.npz"), "").unwrap();
    let run = deephys_in::<&str>(folder.path(), &[]);
    run.refused(2, &["a\\u{1b}[31m.npz"]);
    assert!(!run.stderr.contains('\u{1b}'));
}
