//! Recordings side by side: names, the reference, layers that differ.

use deephys::ids::{LayerId, RecordingId};
use deephys::recording::{RecordingSet, SetError, SetOptions};

use crate::support::{assert_says, open, small, try_open};

const SEVERAL: [&str; 3] = ["npz/stored.npz", "npy/plain", "safetensors/f16.safetensors"];

fn with_reference(forms: &[&str], reference: &str) -> Result<RecordingSet, SetError> {
    let paths: Vec<_> = forms.iter().map(|form| small(form)).collect();
    let options = SetOptions { reference: Some(reference.into()), ..SetOptions::default() };
    try_open(&paths, None, &options)
}

fn names(set: &RecordingSet) -> Vec<&str> {
    set.recordings.iter().map(|recording| recording.name.as_str()).collect()
}

fn fault(set: &RecordingSet) -> String {
    assert_eq!(set.faults.len(), 1, "{:?}", set.faults);
    set.faults[0].to_string()
}

#[test]
fn the_first_recording_is_the_reference() {
    let set = open(&SEVERAL);
    assert_eq!(names(&set), ["stored", "plain", "f16"]);
    assert_eq!(set.reference, RecordingId(0));
}

#[test]
fn the_reference_is_found_by_name_and_by_number() {
    assert_eq!(with_reference(&SEVERAL, "plain").unwrap().reference, RecordingId(1));
    assert_eq!(with_reference(&SEVERAL, "2").unwrap().reference, RecordingId(2));
}

#[test]
fn an_unknown_reference_is_an_error_that_lists_the_known_ones() {
    for wanted in ["3", "-1", "mnist"] {
        let error = with_reference(&SEVERAL, wanted).unwrap_err().to_string();
        assert!(error.contains(&format!("no recording \"{wanted}\"")), "{error}");
        assert!(["stored", "plain", "f16"].iter().all(|name| error.contains(name)), "{error}");
    }
}

#[test]
fn a_misspelt_reference_is_answered_with_the_likely_one() {
    let error = with_reference(&SEVERAL, "plane").unwrap_err().to_string();
    assert!(error.contains("did you mean \"plain\"?"), "{error}");
}

#[test]
fn a_reference_that_failed_to_open_is_an_error_that_says_why() {
    let error = with_reference(&["npz/stored.npz", "bad/truncated.npz"], "truncated");
    let error = error.unwrap_err().to_string();
    assert!(error.contains("zip archive") && error.ends_with("truncated.npz"), "{error}");
}

#[test]
fn another_reference_is_taken_when_the_first_recording_fails_and_a_notice_says_so() {
    let set = open(&["bad/truncated.npz", "npz/stored.npz", "npy/plain"]);
    assert_eq!((names(&set), set.reference), (vec!["stored", "plain"], RecordingId(0)));
    assert_says(&set.notices, "stored is now the reference");
}

#[test]
fn the_same_name_in_two_folders_is_told_apart_by_the_folder() {
    let set = open(&["exporter_f32/small.test", "exporter_f64/small.test", "npz/stored.npz"]);
    assert_eq!(names(&set), ["exporter_f32/small", "exporter_f64/small", "stored"]);
    assert_eq!(set.find_recording("exporter_f64/small"), Ok(RecordingId(1)));
    assert!(set.find_recording("small").is_err());
}

#[test]
fn the_same_file_twice_is_told_apart_by_a_number() {
    let set = open(&["npz/stored.npz", "npz/stored.npz"]);
    assert_eq!(names(&set), ["stored #0", "stored #1"]);
}

#[test]
fn a_layer_that_is_missing_fails_only_the_recording_without_it() {
    let set = open(&["npz/stored.npz", "bad/layer_missing.npz", "npy/plain"]);
    assert_eq!(names(&set), ["stored", "plain"]);
    let fault = fault(&set);
    assert!(fault.contains("\"linear1\" is missing"), "{fault}");
    assert!(fault.contains("stored") && fault.ends_with("layer_missing.npz"), "{fault}");
}

#[test]
fn a_layer_of_another_width_fails_only_that_recording_with_both_numbers() {
    let set = open(&["npz/stored.npz", "bad/layer_width.npz", "npy/plain"]);
    assert_eq!(names(&set), ["stored", "plain"]);
    let fault = fault(&set);
    assert!(fault.contains("\"linear1\" is 8; expected: 9"), "{fault}");
    assert!(fault.ends_with("layer_width.npz"), "{fault}");
}

#[test]
fn a_layer_that_the_reference_lacks_fails_the_recording_that_has_it() {
    let set = open(&["bad/layer_missing.npz", "npz/stored.npz"]);
    assert_eq!(names(&set), ["layer_missing"]);
    let fault = fault(&set);
    assert!(fault.contains("\"linear1\" does not exist"), "{fault}");
    assert!(fault.contains("layer_missing") && fault.ends_with("stored.npz"), "{fault}");
}

#[test]
fn the_reference_keeps_its_place_when_one_before_it_fails() {
    let set = with_reference(&["bad/layer_width.npz", "npz/stored.npz", "npy/plain"], "stored");
    let set = set.unwrap();
    assert_eq!((names(&set), set.reference), (vec!["stored", "plain"], RecordingId(0)));
    assert_eq!(set.faults.len(), 1);
}

#[test]
fn when_nothing_opens_the_faults_of_all_are_kept() {
    let paths = [small("bad/truncated.npz"), small("bad/empty.npz")];
    let error = try_open(&paths, None, &SetOptions::default()).unwrap_err();
    assert!(matches!(&error, SetError::Empty { faults } if faults.len() == 2), "{error}");
    assert!(error.to_string().ends_with("truncated.npz"), "{error}");
}

#[test]
fn layers_are_found_by_name_and_by_number() {
    let set = open(&["npz/stored.npz"]);
    let found = |wanted: &str| set.model.find_layer(wanted).ok().map(LayerId::index);
    assert_eq!(
        (found("linear1"), found("2"), found("3"), found("fc")),
        (Some(1), Some(2), None, None)
    );
}
