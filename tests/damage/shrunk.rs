//! Files that change while they are open.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use deephys::ids::{ImageId, LayerId, NeuronId};
use deephys::recording::Recording;
use tempfile::tempdir;

use super::copies::{Answers, Copy, read_everything};
use crate::support::{open_paths, repository, small};

fn open(path: &Path) -> Arc<Recording> {
    Arc::clone(&open_paths(&[path.to_owned()]).recordings[0])
}

/// A recording of one layer, 2,000 images of 16 neurons in single precision.
fn large_npy(folder: &Path) -> PathBuf {
    let dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (2000, 16)}";
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend(118_u16.to_le_bytes());
    file.extend(format!("{dictionary:<117}\n").bytes());
    file.extend((0_u16..32_000).flat_map(|number| f32::from(number).to_le_bytes()));
    let path = folder.join("conv2.npy");
    std::fs::write(&path, file).unwrap();
    path
}

/// Cuts an open file to `len` bytes; whatever is read then must say so.
#[track_caller]
fn assert_says_that_it_shrank(recording: &Recording, file: &Path, len: u64) {
    let had = std::fs::metadata(file).unwrap().len();
    std::fs::OpenOptions::new().write(true).open(file).unwrap().set_len(len).unwrap();
    let n_images = recording.n_images();
    let errors = [
        recording.images(LayerId(0), 0..n_images).unwrap_err(),
        recording.image(LayerId(0), ImageId(n_images - 1)).unwrap_err(),
        recording.neuron(LayerId(0), NeuronId(0)).unwrap_err(),
    ];
    for error in errors {
        let error = error.to_string();
        assert!(error.contains(&format!("shrank from {had} to {len} bytes")), "{error}");
    }
}

/// Every answer is the same as before, or an error.
#[track_caller]
fn assert_same_or_error(before: &Answers, now: &Answers, what: &str) {
    fn differ<T: PartialEq>(before: &[Option<T>], now: &[Option<T>]) -> usize {
        before.iter().zip(now).filter(|(before, now)| now.is_some() && before != now).count()
    }
    assert_eq!(differ(&before.rows, &now.rows), 0, "rows, {what}");
    assert_eq!(differ(&before.columns, &now.columns), 0, "columns, {what}");
    assert_eq!(differ(&before.pictures, &now.pictures), 0, "pictures, {what}");
    assert_eq!(differ(&before.features, &now.features), 0, "features, {what}");
}

#[test]
fn an_npy_file_that_shrinks_gives_errors() {
    for len in [100_000, 8192, 4097, 100, 0] {
        let folder = tempdir().unwrap();
        let file = large_npy(folder.path());
        let recording = open(folder.path());
        assert_says_that_it_shrank(&recording, &file, len);
    }
}

#[test]
fn a_test_file_that_shrinks_gives_errors() {
    for len in [1_000_000, 8192, 100, 0] {
        let copy = Copy::of_path(&repository("sample-data/Colored_fashion.test"));
        let recording = open(&copy.recording);
        assert_says_that_it_shrank(&recording, &copy.path, len);
    }
}

#[test]
fn archives_that_shrink_give_errors() {
    for form in ["npz/stored.npz", "safetensors/f32.safetensors"] {
        for len in [10_000, 4096, 10, 0] {
            let copy = Copy::of_file(form);
            let recording = open(&copy.recording);
            assert_says_that_it_shrank(&recording, &copy.path, len);
        }
    }
}

#[test]
fn a_compressed_archive_that_shrinks_gives_errors() {
    for len in [8192, 4096, 10, 0] {
        let copy = Copy::of_file("npz/deflated.npz");
        let recording = open(&copy.recording);
        copy.cut(len);
        assert!(recording.images(LayerId(0), 0..24).is_err(), "{len}");
        assert!(recording.neuron(LayerId(2), NeuronId(0)).is_err(), "{len}");
    }
}

#[test]
fn what_a_shrunken_file_still_answers_is_what_it_answered_before() {
    for form in ["cbor_features", "exporter_f64", "cbor_indefinite"] {
        for len in (0..19_000).step_by(101).chain([4096, 8192, 12288, 16384]) {
            let copy = Copy::of_folder(form, "small.test");
            let recording = open(&copy.recording);
            let before = read_everything(&recording);
            copy.cut(len);
            let now = read_everything(&recording);
            assert_same_or_error(&before, &now, &format!("{form} cut to {len}"));
        }
    }
}

#[test]
fn pictures_of_an_array_that_shrinks_are_errors() {
    for form in ["npz/stored.npz", "npz/deflated.npz", "safetensors/f16.safetensors"] {
        let copy = Copy::of_file(form);
        let recording = open(&copy.recording);
        copy.cut(4096);
        assert!(recording.picture(ImageId(23)).is_err(), "{form}");
    }
}

#[test]
fn a_file_that_grows_still_answers() {
    let copy = Copy::of_folder("exporter_f32", "small.test");
    let recording = open(&copy.recording);
    let before = read_everything(&recording);
    copy.cut(copy.whole.len() + 100_000);
    assert_eq!(read_everything(&recording), before);
}

#[test]
fn a_file_replaced_by_rename_keeps_answering() {
    for (form, file) in [
        ("exporter_f32", "small.test"),
        ("cbor_features", "small.test"),
        ("npy/plain", "conv2.npy"),
        ("npy/plain", "images.npy"),
    ] {
        let copy = Copy::of_folder(form, file);
        let recording = open(&copy.recording);
        let before = read_everything(&recording);
        let newer = copy.path.with_extension("newer");
        std::fs::write(&newer, b"something else").unwrap();
        std::fs::rename(&newer, &copy.path).unwrap();
        assert_eq!(read_everything(&recording), before, "{form}/{file}");
    }
}

#[test]
fn an_archive_replaced_by_rename_keeps_answering() {
    for form in ["npz/stored.npz", "npz/deflated.npz", "safetensors/bf16.safetensors"] {
        let copy = Copy::of_file(form);
        let recording = open(&copy.recording);
        let newer = copy.path.with_extension("newer");
        std::fs::copy(small("npz/nan_inf.npz"), &newer).unwrap();
        std::fs::rename(&newer, &copy.path).unwrap();
        let expected = read_everything(&open(&small(form)));
        assert_eq!(read_everything(&recording), expected, "{form}");
    }
}

#[test]
fn a_file_that_is_deleted_keeps_answering() {
    let copy = Copy::of_folder("exporter_f32", "small.test");
    let recording = open(&copy.recording);
    let before = read_everything(&recording);
    std::fs::remove_file(&copy.path).unwrap();
    assert_eq!(read_everything(&recording), before);
}
