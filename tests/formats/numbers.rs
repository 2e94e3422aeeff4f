//! The same numbers in every form: activations, labels, category names, types.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeSet;

use deephys::ids::{CategoryId, ImageId, LayerId, NeuronId};
use deephys::recording::Recording;
use ndarray::{Array2, Axis, s};

use crate::support::{
    answers, count, counts, labels, layer, layers, list, matrix, open, open_one, small, texts,
};

/// Forms with all layers, all labels and all category names, in the order of the answers, and their types.
const WHOLE: [(&str, &str); 30] = [
    ("exporter_f32", "float32"),
    ("exporter_f64", "float64"),
    ("cbor_legacy", "float32"),
    ("cbor_legacy_dtype", "float32"),
    ("cbor_features", "float32"),
    ("cbor_shuffled", "float32"),
    ("cbor_indefinite", "float32"),
    ("cbor_wide_heads", "float32"),
    ("cbor_5x7", "float32"),
    ("cbor_one_channel", "float32"),
    ("cbor_mixed_sizes", "float32"),
    ("npz/stored.npz", "float32"),
    ("npz/deflated.npz", "float32"),
    ("npz/gray_nhw.npz", "float32"),
    ("npz/gray_nhw1.npz", "float32"),
    ("npz/planar_n3hw.npz", "float32"),
    ("npz/mixed_dtypes.npz", "float16, float32, float64"),
    ("npz/categories_bytes.npz", "float32"),
    ("npz/no_images.npz", "float32"),
    ("safetensors/f16.safetensors", "float16"),
    ("safetensors/bf16.safetensors", "bfloat16"),
    ("safetensors/f32.safetensors", "float32"),
    ("safetensors/f64.safetensors", "float64"),
    ("npy/plain", "float32"),
    ("npy/fortran_big_endian", "float32, float64"),
    ("npy/bf16", "bfloat16"),
    ("npy/version_1_0", "float32"),
    ("npy/version_2_0", "float32"),
    ("npy/version_3_0", "float32"),
    ("npy/images_folder", "float32"),
];

/// Forms that lack something or say something else, each with a test of its own.
const SPECIAL: [&str; 9] = [
    "exporter_unlabelled",
    "npz/dirty_categories.npz",
    "npz/unlabelled.npz",
    "npz/nan_inf.npz",
    "npz/no_labels.npz",
    "npz/layers_only.npz",
    "npz/no_classification.npz",
    "npz/odd_layer_names.npz",
    "npy/image_tree",
];

/// Forms whose third layer is named as before February 2023.
const LEGACY: [&str; 2] = ["cbor_legacy", "cbor_legacy_dtype"];

/// The activations of conv2, linear1 and output.
fn small_layers() -> [Array2<f64>; 3] {
    let layers = &answers()["arrays"]["layers"];
    ["conv2", "linear1", "output"].map(|name| matrix(&layers[name]))
}

fn small_labels() -> Vec<Option<usize>> {
    counts(&answers()["arrays"]["labels"]).into_iter().map(Some).collect()
}

/// NaN compares equal to NaN here.
fn bits(values: &Array2<f64>) -> Array2<u64> {
    values.mapv(|value| if value.is_nan() { u64::MAX } else { value.to_bits() })
}

/// Whole, in blocks, by column and by row.
#[track_caller]
fn assert_activations(form: &str, recording: &Recording, position: usize, expected: &Array2<f64>) {
    let id = LayerId(position);
    assert_eq!(bits(&layer(recording, position)), bits(expected), "{form}, layer {position}");
    let middle = recording.images(id, 5..9).unwrap();
    assert_eq!(bits(&middle), bits(&expected.slice(s![5..9, ..]).to_owned()), "{form}");
    let block = recording.block(id, 3..24, 1..3).unwrap();
    assert_eq!(bits(&block), bits(&expected.slice(s![3..24, 1..3]).to_owned()), "{form}");
    for (neuron, column) in expected.axis_iter(Axis(1)).enumerate() {
        let found = recording.neuron(id, NeuronId(neuron)).unwrap().insert_axis(Axis(0));
        assert_eq!(bits(&found), bits(&column.to_owned().insert_axis(Axis(0))), "{form} {neuron}");
    }
    for (image, row) in expected.axis_iter(Axis(0)).enumerate() {
        let found = recording.image(id, ImageId(image)).unwrap().insert_axis(Axis(0));
        assert_eq!(bits(&found), bits(&row.to_owned().insert_axis(Axis(0))), "{form} {image}");
    }
}

#[test]
fn every_form_is_tested() {
    let mut forms = BTreeSet::new();
    for folder in ["", "npz", "npy", "safetensors"] {
        for entry in small(folder).read_dir().unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            forms.insert(if folder.is_empty() { name } else { format!("{folder}/{name}") });
        }
    }
    for other in ["bad", "npz", "npy", "safetensors", "answers.json"] {
        forms.remove(other);
    }
    let tested = WHOLE.map(|(form, _)| form).into_iter().chain(SPECIAL).map(str::to_owned);
    assert_eq!(forms, tested.collect());
}

#[test]
fn every_form_holds_the_same_activations() {
    let expected = small_layers();
    for (form, _) in WHOLE {
        let recording = open_one(form);
        assert_eq!(recording.n_images(), 24, "{form}");
        for (position, expected) in expected.iter().enumerate() {
            assert_activations(form, &recording, position, expected);
        }
    }
}

#[test]
fn every_form_names_its_layers_and_its_type() {
    for (form, dtype) in WHOLE {
        let recording = open_one(form);
        let output = if LEGACY.contains(&form) { "classification" } else { "output" };
        let mut named = layers(&recording);
        named.sort_by_key(|(_, width)| *width);
        assert_eq!(named, [(output, 4), ("conv2", 6), ("linear1", 9)], "{form}");
        assert_eq!(recording.dtype(), dtype, "{form}");
    }
}

#[test]
fn every_form_holds_the_same_labels_and_category_names() {
    let (answers, expected) = (answers(), small_labels());
    for (form, _) in WHOLE {
        let set = open(&[form]);
        assert_eq!(labels(&set.recordings[0]), expected, "{form}");
        assert_eq!(set.categories.names(), texts(&answers["categories"]), "{form}");
    }
}

#[test]
fn every_form_has_its_classification_layer_found() {
    for (form, _) in WHOLE {
        let set = open(&[form]);
        let classifier = set.model.classifier.and_then(|layer| set.model.layer(layer)).unwrap();
        let output = if LEGACY.contains(&form) { "classification" } else { "output" };
        assert_eq!((classifier.name.as_str(), classifier.neurons), (output, 4), "{form}");
    }
}

#[test]
fn forms_of_every_format_opened_together_agree() {
    let forms = [
        "npz/deflated.npz",
        "safetensors/bf16.safetensors",
        "npy/fortran_big_endian",
        "exporter_f64/small.test",
    ];
    let set = open(&forms);
    assert_eq!((set.recordings.len(), &set.faults, &set.notices), (4, &vec![], &vec![]));
    for (form, recording) in forms.iter().zip(&set.recordings) {
        for (position, info) in set.model.layers.iter().enumerate() {
            let expected = matrix(&answers()["arrays"]["layers"][&info.name]);
            assert_activations(form, recording, position, &expected);
        }
        assert_eq!(labels(recording), small_labels(), "{form}");
    }
}

#[test]
fn layers_in_another_order_are_brought_into_that_of_the_reference() {
    let set = open(&["npz/stored.npz", "safetensors/f32.safetensors"]);
    for recording in &set.recordings {
        assert_eq!(layers(recording), [("conv2", 6), ("linear1", 9), ("output", 4)]);
    }
}

#[test]
fn not_a_number_and_infinity_stay_what_they_are() {
    let mut expected = small_layers();
    for cell in list(&answers()["nan_inf"]["cells"]) {
        let number: f64 = cell[2].as_str().unwrap().parse().unwrap();
        expected[1][(count(&cell[0]), count(&cell[1]))] = number;
    }
    let recording = open_one("npz/nan_inf.npz");
    assert_activations("nan_inf", &recording, 1, &expected[1]);
    assert_eq!(labels(&recording), small_labels());
}

#[test]
fn a_tree_of_category_folders_gives_labels_and_names() {
    let order = counts(&answers()["image_tree_order"]);
    let set = open(&["npy/image_tree"]);
    let recording = &set.recordings[0];
    for (position, expected) in small_layers().iter().enumerate() {
        assert_activations("image_tree", recording, position, &expected.select(Axis(0), &order));
    }
    let expected: Vec<_> = order.iter().map(|&image| small_labels()[image]).collect();
    assert_eq!(labels(recording), expected);
    assert_eq!(set.categories.names(), texts(&answers()["categories"]));
}

#[test]
fn layers_may_be_called_anything() {
    let recording = open_one("npz/odd_layer_names.npz");
    let named = layers(&recording);
    assert_eq!(named, [("features.0", 6), ("features.1", 9), ("head/output π", 4)]);
    for (position, expected) in small_layers().iter().enumerate() {
        assert_activations("odd_layer_names", &recording, position, expected);
    }
}

#[test]
fn images_without_a_label_have_no_category() {
    let mut expected = small_labels();
    for image in counts(&answers()["unlabelled_images"]) {
        expected[image] = None;
    }
    for form in ["exporter_unlabelled", "npz/unlabelled.npz"] {
        let recording = open_one(form);
        assert_eq!(labels(&recording), expected, "{form}");
        assert_eq!(recording.category(ImageId(3)), None);
        assert_eq!(recording.category(ImageId(4)).map(CategoryId::index), Some(0));
    }
}

#[test]
fn a_layer_image_or_neuron_beyond_the_last_is_an_error_with_both_numbers() {
    for form in ["exporter_f32", "npz/deflated.npz", "npy/fortran_big_endian"] {
        let recording = open_one(form);
        let errors = [
            (recording.image(LayerId(0), ImageId(24)).unwrap_err(), "24"),
            (recording.neuron(LayerId(0), NeuronId(6)).unwrap_err(), "6"),
            (recording.images(LayerId(3), 0..1).unwrap_err(), "3"),
        ];
        for (error, number) in errors {
            let error = error.to_string();
            assert!(
                error.contains(&format!("is {number}; expected: below {number}")),
                "{form}: {error}"
            );
        }
        assert_eq!(recording.images(LayerId(0), 20..99).unwrap().nrows(), 4);
    }
}
