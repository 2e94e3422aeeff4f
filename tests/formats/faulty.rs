//! Files that are refused, or opened with a warning: the message names the part and both numbers.

use std::collections::BTreeSet;

use deephys::ids::LayerId;

use crate::support::{assert_says, layers, open, refusal, small};

/// What the refusal of each file must say; its path comes last.
const REFUSED: [(&str, &[&str]); 30] = [
    ("bomb.npz", &["\"linear1\"", "4000000000000 bytes", "1048576"]),
    ("bomb_size.npz", &["\"linear1\"", "4294967280", "1122 bytes"]),
    ("categories_pickled.npz", &["\"categories\"", "Python objects", "dtype=str"]),
    ("empty.npz", &["holds no layer"]),
    ("header_length.safetensors", &["the header", "1152921504606846976 bytes", "937"]),
    ("header_not_json.safetensors", &["the header", "JSON"]),
    ("images_float.npz", &["\"images\"", "float32", "uint8"]),
    ("images_rows.npz", &["images", "23", "24", "conv2"]),
    ("labels_beyond.npz", &["label of image 1", "5", "below 4"]),
    ("labels_float.npz", &["\"labels\"", "float64", "whole numbers"]),
    ("labels_short.npz", &["labels", "23", "24", "conv2"]),
    ("layer_4d.npz", &["\"conv2\"", "(24, 3, 2, 2)", "(images, neurons)"]),
    ("layer_rows.npz", &["\"linear1\"", "23", "24", "conv2"]),
    ("npy_header_cut", &["the header", "128 bytes", "40"]),
    ("npy_huge_shape", &["(1000000000000000, 4)", "16000000000000000 bytes", " 0 "]),
    ("npy_object", &["\"linear1\"", "Python objects"]),
    ("npy_overflowing_shape", &["(9223372036854775808, 9223372036854775808)"]),
    ("npy_truncated", &["(24, 9)", "864 bytes", "854"]),
    ("npy_version_9", &["version", "9", "1, 2 or 3"]),
    ("offsets_beyond.safetensors", &["\"linear1\"", "1099511627776", "864"]),
    ("shape_beyond.safetensors", &["\"linear1\"", "4294967296"]),
    ("truncated.npz", &["zip archive", "still being written"]),
    ("truncated.safetensors", &["945", "935", "still being written"]),
    ("test_dtype", &["dtype", "float16", "float32"]),
    ("test_few_classes", &["categoryID", "image 1", "3", "below 2"]),
    ("test_short_row", &["layer 0", "20 bytes", "24 bytes"]),
    ("test_truncated", &["image 14", "11491", "cut short"]),
    ("model_deep", &["the model", "array"]),
    ("model_key_type", &["the model", "a key", "a text"]),
    ("model_width", &["\"linear1\"", "36 bytes", "32 bytes", "8 neurons"]),
];

/// Files that open with a warning, or fail only beside others; each has a test of its own.
const OPENED: [&str; 7] = [
    "layer_1d.npz",
    "layer_complex.npz",
    "layer_missing.npz",
    "layer_width.npz",
    "model_classification",
    "test_huge_array",
    "wrong_crc.npz",
];

#[test]
fn every_faulty_file_is_tested() {
    let names = small("bad").read_dir().unwrap();
    let names: BTreeSet<_> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let tested = REFUSED.map(|(name, _)| name).into_iter().chain(OPENED);
    assert_eq!(names, tested.map(str::to_owned).collect());
}

#[test]
fn every_refusal_names_the_part_both_numbers_and_the_path() {
    let mut silent = Vec::new();
    for (name, words) in REFUSED {
        let error = refusal(&[small("bad").join(name)], None);
        let missing: Vec<_> = words.iter().filter(|words| !error.contains(**words)).collect();
        if !missing.is_empty() || !error.rsplit(": ").next().unwrap().contains(name) {
            silent.push(format!("{name} lacks {missing:?}: {error}"));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn an_array_that_is_no_layer_is_left_out_with_a_warning() {
    for (name, kind) in [("layer_1d", "shape (24"), ("layer_complex", "c8")] {
        let set = open(&[&format!("bad/{name}.npz")]);
        assert_says(&set.recordings[0].warnings, "array \"conv2\" is no layer");
        assert_says(&set.recordings[0].warnings, kind);
        assert_eq!(layers(&set.recordings[0]), [("linear1", 9), ("output", 4)]);
    }
}

#[test]
fn a_classification_layer_that_is_none_of_the_layers_is_said() {
    let set = open(&["bad/model_classification"]);
    let texts = [set.recordings[0].warnings.as_slice(), &set.notices].concat();
    assert_says(&texts, "softmax");
}

#[test]
fn a_stored_array_with_a_wrong_checksum_is_said() {
    let set = open(&["bad/wrong_crc.npz"]);
    let recording = &set.recordings[0];
    let read = recording.images(LayerId(0), 0..24).map_err(|error| error.to_string());
    let texts = [recording.warnings.as_slice(), &read.err().into_iter().collect::<Vec<_>>()];
    assert_says(&texts.concat(), "checksum");
}

#[test]
fn more_images_than_the_file_can_hold_are_a_truncated_file() {
    let error = refusal(&[small("bad/test_huge_array")], None);
    assert!(error.contains("image 0") && error.contains("but 82 are there"), "{error}");
    assert!(!error.contains(",  needs"), "the part has a name: {error}");
}

#[test]
fn faulty_files_hinder_no_sound_one() {
    let faulty = REFUSED.map(|(name, _)| format!("bad/{name}"));
    let mut forms = vec!["npz/stored.npz"];
    forms.extend(faulty.iter().map(String::as_str));
    let set = open(&forms);
    assert_eq!((set.recordings.len(), set.faults.len()), (1, faulty.len()));
}

#[test]
fn a_text_by_the_name_of_a_recording_is_called_a_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.test");
    std::fs::write(&path, "Epoch 1: loss 0.3\nEpoch 2: loss 0.2\n").unwrap();
    let error = refusal(&[path], None);
    assert!(error.contains("is text, no CBOR: it begins with \"Epoch 1: loss 0.3"), "{error}");
}
