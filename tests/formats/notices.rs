//! What is odd about a form but does not hinder: it is said, and only then.

use deephys::recording::{RecordingSet, SetOptions};

use crate::support::{assert_says, open, open_one, small, try_open};

/// Forms with nothing odd about them.
const PLAIN: [&str; 12] = [
    "exporter_f32",
    "exporter_f64",
    "cbor_features",
    "cbor_shuffled",
    "cbor_indefinite",
    "cbor_wide_heads",
    "npz/stored.npz",
    "npz/deflated.npz",
    "safetensors/bf16.safetensors",
    "npy/plain",
    "npy/images_folder",
    "npy/image_tree",
];

#[track_caller]
fn assert_no_classifier(set: &RecordingSet) {
    assert_eq!(set.model.classifier, None);
    assert_says(&set.notices, "--classification-layer");
    assert_says(&set.notices, "--classification-layer");
}

#[test]
fn plain_forms_open_without_a_word() {
    for form in PLAIN {
        let set = open(&[form]);
        assert_eq!((&set.recordings[0].warnings, &set.notices), (&vec![], &vec![]), "{form}");
    }
}

#[test]
fn what_old_files_lack_is_said() {
    let oldest = open_one("cbor_legacy");
    assert_says(&oldest.warnings, "\"_old\"");
    assert_says(&oldest.warnings, "no dtype");
    assert_says(&oldest.warnings, "no classes");
    let old = open_one("cbor_legacy_dtype");
    assert_says(&old.warnings, "no classes");
    assert_eq!(old.warnings.len(), 1);
}

#[test]
fn images_without_a_label_are_counted() {
    for form in ["exporter_unlabelled", "npz/unlabelled.npz"] {
        let recording = open_one(form);
        assert_says(&recording.warnings, "2 images have a negative");
        assert!(recording.has_labels());
    }
}

#[test]
fn missing_labels_and_images_are_said() {
    let recording = open_one("npz/no_labels.npz");
    assert_says(&recording.warnings, "no labels");
    assert_eq!((recording.has_labels(), recording.has_pictures()), (false, true));
    let recording = open_one("npz/no_images.npz");
    assert_says(&recording.warnings, "no images");
    assert_eq!((recording.has_labels(), recording.has_pictures()), (true, false));
    let recording = open_one("npz/layers_only.npz");
    assert_says(&recording.warnings, "no labels");
    assert_says(&recording.warnings, "no images");
    assert_eq!((recording.has_labels(), recording.has_pictures()), (false, false));
    for form in ["npy/version_1_0", "npy/version_2_0", "npy/version_3_0"] {
        assert_says(&open_one(form).warnings, "no images");
    }
}

#[test]
fn a_layer_called_output_names_as_many_categories_as_it_is_wide() {
    let set = open(&["npz/layers_only.npz"]);
    let expected = ["category 0", "category 1", "category 2", "category 3"];
    assert_eq!(set.categories.names(), expected);
}

#[test]
fn without_a_classification_layer_there_is_a_notice() {
    let set = open(&["npz/no_classification.npz"]);
    assert_no_classifier(&set);
    assert_says(&set.notices, "categories (4)");
    assert_no_classifier(&open(&["npz/odd_layer_names.npz"]));
}

#[test]
fn the_classification_layer_can_be_named() {
    let named = |layer: &str| {
        let options = SetOptions { classifier: Some(layer.into()), ..SetOptions::default() };
        try_open(&[small("npz/odd_layer_names.npz")], None, &options)
    };
    let set = named("head/output π").unwrap();
    assert_eq!(set.model.classifier, set.model.find_layer("head/output π").ok());
    assert_eq!((set.notices.len(), set.categories.len()), (0, 4));
    let error = named("features.3").unwrap_err().to_string();
    assert!(error.starts_with("there is no layer \"features.3\""), "{error}");
    assert!(error.contains("features.0, features.1, head/output π"), "{error}");
}

#[test]
fn dirty_category_names_are_cleaned_and_told_apart() {
    let set = open(&["npz/dirty_categories.npz"]);
    let expected = ["tench, Tinca tinca", "crane (1)", "crane (2)", "\\u{1b}[31mred"];
    assert_eq!(set.categories.names(), expected);
}

#[test]
fn category_names_that_differ_are_a_notice_and_no_failure() {
    let set = open(&["npz/stored.npz", "npz/dirty_categories.npz"]);
    assert_eq!((set.recordings.len(), set.faults.len()), (2, 0));
    assert_says(&set.notices, "category 0 is \"Dress\" in stored");
    assert_says(&set.notices, "\"tench, Tinca tinca\" in dirty_categories");
    assert_eq!(set.categories.names(), ["Dress", "Pullover", "T-shirt", "Trouser"]);
}

#[test]
fn a_recording_without_category_names_takes_those_of_another() {
    let set = open(&["npz/layers_only.npz", "npz/stored.npz"]);
    assert_eq!(set.categories.names(), ["Dress", "Pullover", "T-shirt", "Trouser"]);
    assert_eq!(set.notices, [""; 0]);
}

#[test]
fn no_warning_carries_a_control_character() {
    for form in ["cbor_legacy", "npz/dirty_categories.npz", "npz/layers_only.npz"] {
        let set = open(&[form]);
        let texts = set.recordings[0].warnings.iter().chain(&set.notices);
        assert!(texts.chain(set.categories.names()).all(|text| !text.contains('\u{1b}')), "{form}");
    }
}
