//! Which `.model` a `.test` file is read with.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::PathBuf;

use deephys::recording::SetOptions;
use tempfile::{TempDir, tempdir};

use crate::support::{assert_says, layers, open_one, open_paths, refusal, small, try_open};

const NAMED: [(&str, usize); 3] = [("conv2", 6), ("linear1", 9), ("output", 4)];
const NUMBERED: [(&str, usize); 3] = [("layer0", 6), ("layer1", 9), ("layer2", 4)];

/// A folder with the recording of the exporter, and as many copies of its model under other names.
fn folder_with_models(models: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let test = folder.path().join("small.test");
    std::fs::copy(small("exporter_f32/small.test"), &test).unwrap();
    for model in models {
        std::fs::copy(small("exporter_f32/small.model"), folder.path().join(model)).unwrap();
    }
    (folder, test)
}

#[test]
fn the_only_model_beside_the_file_names_its_layers() {
    let (_folder, test) = folder_with_models(&["other.model"]);
    let set = open_paths(&[test]);
    assert_eq!(layers(&set.recordings[0]), NAMED);
    assert_eq!(set.model.name.as_deref(), Some("small"));
}

#[test]
fn without_a_model_layers_are_numbered_and_a_warning_says_so() {
    let (_folder, test) = folder_with_models(&[]);
    let set = open_paths(&[test]);
    assert_eq!(layers(&set.recordings[0]), NUMBERED);
    assert_says(&set.recordings[0].warnings, "no .model file");
    assert_says(&set.recordings[0].warnings, "--model");
    assert_eq!(set.model.name, None);
}

#[test]
fn several_models_beside_the_file_are_named_and_none_is_taken() {
    let (_folder, test) = folder_with_models(&["a.model", "b.model"]);
    let set = open_paths(&[test]);
    assert_eq!(layers(&set.recordings[0]), NUMBERED);
    assert_says(&set.recordings[0].warnings, "several .model files (a.model, b.model)");
    assert_says(&set.recordings[0].warnings, "--model");
}

#[test]
fn a_model_among_the_paths_is_for_all_files() {
    let (_first, test) = folder_with_models(&["a.model", "b.model"]);
    let (_second, other) = folder_with_models(&[]);
    let model = small("exporter_f64/small.model");
    let set = open_paths(&[test, model, other]);
    assert_eq!(set.recordings.len(), 2);
    for recording in &set.recordings {
        assert_eq!(layers(recording), NAMED);
        assert_eq!(recording.warnings, [""; 0]);
    }
}

#[test]
fn of_several_models_among_the_paths_each_file_takes_the_one_in_its_folder() {
    let (first, test) = folder_with_models(&["a.model"]);
    let (second, other) = folder_with_models(&["b.model"]);
    let models = [first.path().join("a.model"), second.path().join("b.model")];
    let [a, b] = models;
    let set = open_paths(&[test, other, a.clone(), b.clone()]);
    assert_eq!((set.recordings.len(), set.faults.len()), (2, 0));
    let (_third, lonely) = folder_with_models(&[]);
    let error = refusal(&[lonely, a, b], None);
    assert!(error.contains("any of 2 .model files"), "{error}");
    assert!(error.contains("--model"), "{error}");
}

#[test]
fn the_model_option_comes_before_the_one_beside_the_file() {
    let (_folder, test) = folder_with_models(&["a.model"]);
    let model = small("cbor_legacy/small.model");
    let set = try_open(&[test], Some(&model), &SetOptions::default()).unwrap();
    assert_eq!(layers(&set.recordings[0])[2], ("classification", 4));
}

#[test]
fn a_model_of_another_width_is_refused_with_both_numbers() {
    let error =
        refusal(&[small("exporter_f32/small.test")], Some(&small("bad/model_width/small.model")));
    for words in ["\"linear1\"", "36 bytes", "32 bytes", "8 neurons"] {
        assert!(error.contains(words), "{words} in {error}");
    }
}

#[test]
fn a_model_of_another_number_of_layers_is_refused_with_both_numbers() {
    let sample = crate::support::repository("sample-data/colored_fashion.model");
    let error = refusal(&[small("exporter_f32/small.test")], Some(&sample));
    assert!(error.contains("20 neurons") && error.contains("24 bytes"), "{error}");
}

#[test]
fn a_missing_model_is_an_error_with_its_own_path() {
    let error = refusal(&[small("exporter_f32/small.test")], Some(&small("no.model")));
    assert!(error.ends_with("no.model"), "{error}");
}

#[test]
fn a_recording_without_a_model_takes_the_names_of_the_reference() {
    let (_folder, test) = folder_with_models(&[]);
    let set = open_paths(&[small("npz/stored.npz"), test]);
    assert_eq!((set.recordings.len(), set.faults.len()), (2, 0));
    assert_eq!(layers(&set.recordings[1]), NAMED);
}

#[test]
fn a_reference_without_a_model_takes_the_names_of_another() {
    let (_folder, test) = folder_with_models(&[]);
    let set = open_paths(&[test, small("npz/stored.npz")]);
    assert_eq!((set.recordings.len(), set.faults.len()), (2, 0));
    for recording in &set.recordings {
        assert_eq!(layers(recording), NAMED);
    }
}

#[test]
fn the_name_of_a_recording_is_that_in_its_file() {
    let recording = open_one("cbor_shuffled");
    assert_eq!(
        (recording.name.as_str(), recording.model_name.as_deref()),
        ("small", Some("small"))
    );
}
