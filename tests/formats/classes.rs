//! Which layer classifies when recordings know different categories.
#![expect(clippy::unwrap_used, reason = "a file that cannot be written ends the test")]

use std::path::{Path, PathBuf};

use deephys::ids::LayerId;
use deephys::recording::RecordingSet;

use crate::support::open_paths;

/// Writes a recording of four images: layers by name and width, and a label an image.
pub(crate) fn write(
    folder: &Path,
    name: &str,
    layers: &[(&str, usize)],
    labels: [i64; 4],
) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir(&path).unwrap();
    for (layer, width) in layers {
        let values: Vec<u8> = (0..4 * width).flat_map(|_| 1_f32.to_le_bytes()).collect();
        write_npy(&path.join(layer), "<f4", &format!("(4, {width})"), &values);
    }
    let labels: Vec<u8> = labels.iter().flat_map(|label| label.to_le_bytes()).collect();
    write_npy(&path.join("labels"), "<i8", "(4,)", &labels);
    path
}

pub(crate) fn write_npy(path: &Path, descr: &str, shape: &str, data: &[u8]) {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    let bytes = [b"\x93NUMPY\x01\x00".as_slice(), &length, header.as_bytes(), data].concat();
    std::fs::write(path.with_extension("npy"), bytes).unwrap();
}

fn classifier(set: &RecordingSet) -> Option<&str> {
    let layer: LayerId = set.model.classifier?;
    set.model.layer(layer).map(|layer| layer.name.as_str())
}

const LAYERS: [(&str, usize); 2] = [("linear1", 5), ("output", 3)];

#[test]
fn a_novel_category_out_of_distribution_keeps_the_classifier() {
    let folder = tempfile::tempdir().unwrap();
    let reference = write(folder.path(), "reference", &LAYERS, [0, 1, 2, 0]);
    let novel = write(folder.path(), "novel", &LAYERS, [0, 1, 2, 3]);
    let set = open_paths(&[reference, novel]);
    assert_eq!((classifier(&set), set.categories.len()), (Some("output"), 4));
}

#[test]
fn more_categories_elsewhere_make_no_other_layer_the_classifier() {
    let folder = tempfile::tempdir().unwrap();
    let layers = [("features", 4), ("scores", 3)];
    let reference = write(folder.path(), "reference", &layers, [0, 1, 2, 0]);
    let novel = write(folder.path(), "novel", &layers, [0, 1, 2, 3]);
    for (path, names) in [(&reference, "a\nb\nc\n"), (&novel, "a\nb\nc\nd\n")] {
        std::fs::write(path.join("categories.txt"), names).unwrap();
    }
    assert_eq!(classifier(&open_paths(&[reference, novel])), Some("scores"));
}

#[test]
fn a_layer_of_the_right_width_goes_before_one_that_only_sounds_right() {
    let folder = tempfile::tempdir().unwrap();
    let layers = [("fc", 9), ("scores", 3)];
    let path = write(folder.path(), "any", &layers, [0, 1, 2, 0]);
    assert_eq!(classifier(&open_paths(&[path])), Some("scores"));
}

#[test]
fn a_classifier_may_know_more_categories_than_the_images_have() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "any", &[("linear1", 5), ("logits", 8)], [0, 1, 1, 0]);
    let set = open_paths(&[path]);
    assert_eq!((classifier(&set), set.categories.len()), (Some("logits"), 8));
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_a_file_is_refused_without_waiting_for_a_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe.npz");
    let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    let error = crate::support::refusal(&[path], None);
    assert!(error.contains("is not a regular file"), "{error}");
}
