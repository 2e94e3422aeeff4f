//! Opening fixtures and reading the answers that belong to them.
#![allow(dead_code, reason = "each test program uses a part of this")]
#![expect(clippy::unwrap_used, reason = "a fixture that is missing ends the test")]

pub(crate) mod large;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use deephys::ids::{CategoryId, LayerId};
use deephys::recording::{
    Progress, Recording, RecordingSet, SetError, SetOptions, find_sources, open_all,
};
use deephys::store::Store;
use ndarray::Array2;
use serde_json::Value;

/// A file of the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A form of the small recording.
pub(crate) fn small(path: &str) -> PathBuf {
    repository("tests/fixtures/small").join(path)
}

/// A JSON file of the repository.
pub(crate) fn json(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(repository(path)).unwrap()).unwrap()
}

/// `NumPy`'s answers about the small recording.
pub(crate) fn answers() -> Value {
    json("tests/fixtures/small/answers.json")
}

/// Opens `paths` as the command line would, with the model that `--model` names.
pub(crate) fn try_open(
    paths: &[PathBuf],
    model: Option<&Path>,
    options: &SetOptions,
) -> Result<RecordingSet, SetError> {
    let sources = find_sources(paths, model);
    RecordingSet::agree(open_all(&sources, &Store::disabled(), &Progress::new()), options)
}

/// Opens `paths` without options; some of them may fail.
#[track_caller]
pub(crate) fn open_paths(paths: &[PathBuf]) -> RecordingSet {
    try_open(paths, None, &SetOptions::default()).unwrap()
}

/// Opens forms of the small recording without options; some of them may fail.
#[track_caller]
pub(crate) fn open(forms: &[&str]) -> RecordingSet {
    open_paths(&forms.iter().map(|form| small(form)).collect::<Vec<_>>())
}

/// Opens one form of the small recording.
#[track_caller]
pub(crate) fn open_one(form: &str) -> Arc<Recording> {
    let set = open(&[form]);
    assert_eq!((set.recordings.len(), &set.faults), (1, &vec![]), "{form}");
    Arc::clone(&set.recordings[0])
}

/// Why `paths` open to nothing at all.
#[track_caller]
pub(crate) fn refusal(paths: &[PathBuf], model: Option<&Path>) -> String {
    try_open(paths, model, &SetOptions::default()).unwrap_err().to_string()
}

/// All activations of a layer, `(n_images, n_neurons)`.
#[track_caller]
pub(crate) fn layer(recording: &Recording, layer: usize) -> Array2<f64> {
    recording.images(LayerId(layer), 0..recording.n_images()).unwrap()
}

/// Names and widths of the layers.
pub(crate) fn layers(recording: &Recording) -> Vec<(&str, usize)> {
    recording.layers().collect()
}

/// Ground truth of every image as plain numbers.
pub(crate) fn labels(recording: &Recording) -> Vec<Option<usize>> {
    recording.categories().iter().map(|category| category.map(CategoryId::index)).collect()
}

/// The elements of a JSON list.
#[track_caller]
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// A JSON list of whole numbers.
#[track_caller]
pub(crate) fn counts(value: &Value) -> Vec<usize> {
    list(value).iter().map(count).collect()
}

/// A whole number.
#[track_caller]
pub(crate) fn count(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// A JSON list of texts.
#[track_caller]
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    list(value).iter().map(|text| text.as_str().unwrap()).collect()
}

/// A JSON list of rows of numbers.
#[track_caller]
pub(crate) fn matrix(value: &Value) -> Array2<f64> {
    let rows = list(value);
    let n_columns = list(&rows[0]).len();
    let numbers = rows.iter().flat_map(|row| list(row)).map(|number| number.as_f64().unwrap());
    Array2::from_shape_vec((rows.len(), n_columns), numbers.collect()).unwrap()
}

/// Whether one of `notices` contains `words`.
#[track_caller]
pub(crate) fn assert_says(notices: &[String], words: &str) {
    assert!(notices.iter().any(|notice| notice.contains(words)), "\"{words}\" in {notices:?}");
}
