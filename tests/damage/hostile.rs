//! Headers that promise what no file has.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;

use tempfile::tempdir;

use super::copies::Copy;
use crate::support::small;

/// Shapes that multiply to nothing, or to more than can be.
const ENORMOUS: [&str; 8] = [
    "(0, 1099511627776, 1099511627776, 3)",
    "(0, 3, 1099511627776, 1099511627776)",
    "(1099511627776, 0)",
    "(0, 1099511627776)",
    "(9223372036854775808,)",
    "(1000000000000,)",
    "(0,)",
    "()",
];

/// A `.npy` file of version 1 with this dictionary and no data.
fn npy(dictionary: &str) -> Vec<u8> {
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend(u16::try_from(dictionary.len()).unwrap().to_le_bytes());
    file.extend(dictionary.bytes());
    file
}

/// Opens the folder `npy/plain` with one array replaced or added, and reads all of it.
#[track_caller]
fn read_with(array: &str, dictionary: &str) {
    let copy = Copy::of_folder("npy/plain", "conv2.npy");
    std::fs::write(copy.path.with_file_name(format!("{array}.npy")), npy(dictionary)).unwrap();
    copy.read_all(dictionary);
}

/// Puts arrays of nothing times everything, of every type and in both orders, in the place of `array`.
#[track_caller]
fn assert_survives_enormous(array: &str) {
    for descr in ["<f4", "|u1", "<i8", "<U4", "<U0", "|S0", "|O"] {
        for shape in ENORMOUS {
            for order in ["False", "True"] {
                let dictionary =
                    format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}}}");
                read_with(array, &dictionary);
            }
        }
    }
}

#[test]
fn an_enormous_layer_is_survived() {
    assert_survives_enormous("conv2");
}

#[test]
fn enormous_labels_are_survived() {
    assert_survives_enormous("labels");
}

#[test]
fn an_enormous_list_of_categories_is_survived() {
    assert_survives_enormous("categories");
}

#[test]
fn enormous_images_are_survived() {
    assert_survives_enormous("images");
}

#[test]
fn faulty_files_ask_for_no_absurd_memory() {
    for entry in small("bad").read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            Copy::of_path(&path).read_all("as it is");
            continue;
        }
        let form = Path::new("bad").join(path.file_name().unwrap());
        let file = path.read_dir().unwrap().next().unwrap().unwrap().file_name();
        Copy::of_folder(form.to_str().unwrap(), file.to_str().unwrap()).read_all("as it is");
    }
}

#[test]
fn a_text_file_under_another_name_is_refused() {
    let folder = tempdir().unwrap();
    for name in ["a.npz", "a.safetensors", "a.test"] {
        let path = folder.path().join(name);
        for text in ["", "\n", "{}", "PK\u{5}\u{6}", "hello, this is no recording at all\n"] {
            std::fs::write(&path, text).unwrap();
            let copy = Copy::of_path(&path);
            copy.read_all(text);
            assert!(copy.open().is_err(), "{name} with {text:?}");
        }
    }
}
