//! Files that end too early, as while they are still being written or when a copy was cut short.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use super::copies::{Copy, archives, deephys_files, files_of_folders};

/// Lengths to cut to beyond the header: every 97th.
const STEP: usize = 97;

/// Opens the copy at every `step`th length from its end to nothing and expects to be told both numbers.
#[track_caller]
fn assert_says_truncated(copy: &Copy, step: usize) {
    for len in (0..copy.whole.len()).rev().step_by(step) {
        copy.cut(len);
        let error = copy.open().map(|set| set.recordings.len()).unwrap_err().to_string();
        let (_, numbers) = error.split_once(" needs ").unwrap_or_default();
        let (needs, rest) = numbers.split_once(" bytes, but ").unwrap_or_default();
        let has = rest.split(' ').next().unwrap_or_default();
        let (needs, has): (Option<usize>, _) = (needs.parse().ok(), has.parse().ok());
        assert_eq!(has, Some(len), "cut to {len}: {error}");
        assert!(needs > has, "cut to {len}: {error}");
        assert!(error.ends_with("small.test"), "cut to {len}: {error}");
    }
}

#[test]
fn every_file_may_end_anywhere() {
    for (copy, header) in [deephys_files(), archives(), files_of_folders()].into_iter().flatten() {
        let whole = copy.whole.len();
        let is_tried = |len: &usize| header.contains(*len, whole) || len.is_multiple_of(STEP);
        for len in (0..whole).rev().filter(is_tried) {
            copy.cut(len);
            copy.read_all(&format!("cut to {len} bytes"));
        }
    }
}

#[test]
fn a_test_file_cut_anywhere_says_so_with_both_numbers() {
    assert_says_truncated(&Copy::of_folder("exporter_f32", "small.test"), 1);
}

#[test]
fn a_test_file_with_images_first_cut_anywhere_says_so_with_both_numbers() {
    assert_says_truncated(&Copy::of_folder("cbor_shuffled", "small.test"), 5);
}

#[test]
fn a_test_file_without_lengths_cut_anywhere_says_so_with_both_numbers() {
    assert_says_truncated(&Copy::of_folder("cbor_indefinite", "small.test"), 5);
}

#[test]
fn a_test_file_with_features_cut_anywhere_says_so_with_both_numbers() {
    assert_says_truncated(&Copy::of_folder("cbor_features", "small.test"), 5);
}
