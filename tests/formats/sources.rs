//! Paths of the command line, and the recordings that they lead to.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};

use deephys::recording::{RecordingSet, SetOptions, find_sources};
use tempfile::{TempDir, tempdir};

use crate::support::{assert_says, layers, open, open_paths, refusal, small, try_open};

/// A folder with copies of fixtures under new names.
fn folder_with(copies: &[(&str, &str)]) -> TempDir {
    let folder = tempdir().unwrap();
    for (form, name) in copies {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(small(form), path).unwrap();
    }
    folder
}

fn names(set: &RecordingSet) -> Vec<&str> {
    set.recordings.iter().map(|recording| recording.name.as_str()).collect()
}

fn path(text: &str) -> PathBuf {
    PathBuf::from(text)
}

#[test]
fn a_folder_of_npy_files_is_one_recording() {
    let set = open(&["npy/plain"]);
    assert_eq!(names(&set), ["plain"]);
}

#[test]
fn a_folder_of_recordings_is_all_of_them_in_the_order_of_their_names() {
    let set = open(&["npy"]);
    let expected = [
        "bf16",
        "fortran_big_endian",
        "image_tree",
        "images_folder",
        "plain",
        "version_1_0",
        "version_2_0",
        "version_3_0",
    ];
    assert_eq!((names(&set), set.faults.len()), (expected.to_vec(), 0));
}

#[test]
fn a_folder_may_mix_formats() {
    let folder = folder_with(&[
        ("exporter_f32/small.test", "c.test"),
        ("exporter_f32/small.model", "c.model"),
        ("npz/stored.npz", "a.npz"),
        ("safetensors/f16.safetensors", "b.safetensors"),
        ("npy/plain/conv2.npy", "d/conv2.npy"),
        ("npy/plain/linear1.npy", "d/linear1.npy"),
        ("npy/plain/output.npy", "d/output.npy"),
        ("answers.json", "notes.json"),
        ("npz/stored.npz", ".hidden.npz"),
    ]);
    let set = open_paths(&[folder.path().to_owned()]);
    assert_eq!((names(&set), set.faults.len()), (vec!["a", "b", "small", "d"], 0));
}

#[test]
fn a_faulty_recording_in_a_folder_hinders_no_other() {
    let folder = folder_with(&[
        ("npz/stored.npz", "a.npz"),
        ("bad/truncated.npz", "b.npz"),
        ("npz/deflated.npz", "c.npz"),
    ]);
    let set = open_paths(&[folder.path().to_owned()]);
    assert_eq!(names(&set), ["a", "c"]);
    let faults: Vec<_> = set.faults.iter().map(ToString::to_string).collect();
    assert!(matches!(faults.as_slice(), [fault] if fault.ends_with("b.npz")), "{faults:?}");
}

#[test]
fn a_recording_beside_npy_files_is_named_as_left_out() {
    let folder =
        folder_with(&[("npy/plain/conv2.npy", "conv2.npy"), ("npz/stored.npz", "other.npz")]);
    let set = open_paths(&[folder.path().to_owned()]);
    assert_eq!(set.recordings.len(), 1);
    assert_says(&set.recordings[0].warnings, "other.npz");
}

#[test]
fn demo_is_the_four_recordings_inside_the_program() {
    let set = open_paths(&[path("demo")]);
    let expected = [
        "Colored_fashion",
        "Permuted_colored_fashion",
        "Arbitrary_colored_fashion",
        "Drifted_colored_fashion",
    ];
    assert_eq!((names(&set), set.faults.len()), (expected.to_vec(), 0));
    assert_eq!(layers(&set.recordings[0]), [("conv2", 20), ("linear1", 50), ("output", 10)]);
    assert_eq!((set.reference.index(), set.categories.len()), (0, 10));
    assert_eq!(set.notices, [""; 0]);
    assert!(set.recordings.iter().all(|recording| recording.warnings.is_empty()));
}

#[test]
fn the_demo_opens_beside_files() {
    let sample = crate::support::repository("sample-data/Colored_fashion.test");
    let set = open_paths(&[path("demo"), sample]);
    assert_eq!((set.recordings.len(), set.faults.len()), (5, 0));
}

#[test]
fn paths_that_lead_nowhere_are_errors_of_their_own() {
    let folder = folder_with(&[("answers.json", "answers.json")]);
    let empty = tempdir().unwrap();
    let cases = [
        (path("no/such.npz"), "No such file"),
        (path("no/such/folder"), "No such file"),
        (folder.path().join("answers.json"), "no recording by its ending"),
        (small("npy/plain/conv2.npy"), "name the folder that holds it"),
        (empty.path().to_owned(), "holds no recording"),
        (folder.path().to_owned(), "holds no recording"),
    ];
    for (path, words) in cases {
        let error = refusal(std::slice::from_ref(&path), None);
        assert!(error.contains(words), "{error}");
        assert!(error.ends_with(&*path.to_string_lossy()), "{error}");
        let set = open_paths(&[small("npz/stored.npz"), path]);
        assert_eq!((names(&set), set.faults.len()), (vec!["stored"], 1));
    }
}

#[test]
fn nothing_named_is_an_error() {
    let error = try_open(&[], None, &SetOptions::default()).unwrap_err().to_string();
    assert_eq!(error, "no recording was named");
}

#[test]
fn an_ending_may_be_in_capitals() {
    let folder = folder_with(&[("npz/stored.npz", "A.NPZ")]);
    assert_eq!(names(&open_paths(&[folder.path().join("A.NPZ")])), ["A"]);
}

#[test]
fn a_file_name_reaches_no_terminal_as_it_is() {
    let folder = folder_with(&[("npz/stored.npz", "\u{1b}[31m.npz")]);
    let set = open_paths(&[folder.path().to_owned()]);
    assert_eq!(names(&set), ["\\u{1b}[31m"]);
    assert!(!set.recordings[0].path.contains('\u{1b}'));
}

#[test]
fn sources_are_found_by_their_names_alone() {
    let sources = find_sources(&[path("a.npz"), path("b.safetensors")], None);
    let names: Vec<_> =
        sources.iter().map(|source| source.as_ref().unwrap().name.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(sources[1].as_ref().unwrap().path, Path::new("b.safetensors"));
}
