//! Copies of fixtures that may be damaged, and everything that can be asked of a recording.
#![expect(clippy::unwrap_used, reason = "a fixture that is missing ends the test")]

use std::fs::{File, OpenOptions};
use std::io::{Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use deephys::ids::{ImageId, LayerId, NeuronId};
use deephys::recording::{Picture, Recording, RecordingSet, SetError, SetOptions};
use tempfile::{TempDir, tempdir};

use super::allocation::absurd_request;
use crate::support::{small, try_open};

/// How many bytes at the beginning and at the end of a file say where everything else is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Header {
    head: usize,
    tail: usize,
}

impl Header {
    const fn of(head: usize) -> Self {
        Self { head, tail: 0 }
    }

    /// Whether byte `at` of a file of `len` bytes is part of the header.
    pub(crate) fn contains(self, at: usize, len: usize) -> bool {
        at < self.head || at + self.tail >= len
    }
}

/// A recording in a folder of its own, one file of which is to be damaged.
pub(crate) struct Copy {
    _folder: TempDir,
    /// What to open.
    pub(crate) recording: PathBuf,
    /// The file to damage.
    pub(crate) path: PathBuf,
    /// The file's contents while it was whole.
    pub(crate) whole: Vec<u8>,
    file: File,
    name: String,
}

impl Copy {
    /// Copies the folder `form` of the small recording; `file` in it is to be damaged.
    pub(crate) fn of_folder(form: &str, file: &str) -> Self {
        let folder = tempdir().unwrap();
        copy_folder(&small(form), folder.path());
        let path = folder.path().join(file);
        Self::new(folder.path().to_owned(), folder, path, format!("{form}/{file}"))
    }

    /// Copies the one file of a form.
    pub(crate) fn of_file(form: &str) -> Self {
        Self::of_path(&small(form))
    }

    /// Copies any file.
    pub(crate) fn of_path(original: &Path) -> Self {
        let folder = tempdir().unwrap();
        let path = folder.path().join(original.file_name().unwrap());
        std::fs::copy(original, &path).unwrap();
        Self::new(path.clone(), folder, path, original.to_string_lossy().into_owned())
    }

    fn new(recording: PathBuf, folder: TempDir, path: PathBuf, name: String) -> Self {
        let whole = std::fs::read(&path).unwrap();
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        Self { _folder: folder, recording, path, whole, file, name }
    }

    /// Cuts the file to its first `len` bytes.
    pub(crate) fn cut(&self, len: usize) {
        self.file.set_len(len as u64).unwrap();
    }

    /// Writes `byte` at `at`.
    pub(crate) fn put(&mut self, at: usize, byte: u8) {
        self.file.seek(std::io::SeekFrom::Start(at as u64)).unwrap();
        self.file.write_all(&[byte]).unwrap();
    }

    /// Opens the recording as it is now.
    pub(crate) fn open(&self) -> Result<RecordingSet, SetError> {
        try_open(std::slice::from_ref(&self.recording), None, &SetOptions::default())
    }

    /// Opens the recording and reads all of it; a panic or an absurd request ends the test, telling the `damage`.
    #[track_caller]
    pub(crate) fn read_all(&self, damage: &str) {
        let mut outcome = Ok(());
        let absurd = absurd_request(|| {
            outcome = catch_unwind(AssertUnwindSafe(|| {
                for recording in self.open().iter().flat_map(|set| &set.recordings) {
                    read_through(recording);
                }
            }));
        });
        let name = &self.name;
        assert!(outcome.is_ok(), "{name}, {damage}: reading panics");
        assert_eq!(absurd, None, "{name}, {damage}: reading asks for so many bytes at once");
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Asks for all rows, and for a part of all else, so that many damages can be tried.
fn read_through(recording: &Recording) {
    for (layer, (_, width)) in recording.layers().enumerate() {
        let layer = LayerId(layer);
        drop(recording.images(layer, 0..recording.n_images()));
        drop(recording.neuron(layer, NeuronId(width - 1)));
        drop(recording.image(layer, ImageId(recording.n_images() - 1)));
    }
    recording.image_size_px();
    for image in (0..recording.n_images().min(30)).step_by(7).map(ImageId) {
        drop(recording.picture(image));
        drop(recording.features(image));
    }
}

/// What a recording answers to everything that can be asked of it; `None` where it answers with an error.
#[derive(Debug, PartialEq)]
pub(crate) struct Answers {
    pub(crate) rows: Vec<Option<Vec<u64>>>,
    pub(crate) columns: Vec<Option<Vec<u64>>>,
    pub(crate) pictures: Vec<Option<Picture>>,
    pub(crate) features: Vec<Option<Vec<(String, String)>>>,
}

/// Asks a recording for everything.
pub(crate) fn read_everything(recording: &Recording) -> Answers {
    let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    let images = || (0..recording.n_images()).map(ImageId);
    let (mut rows, mut columns) = (Vec::new(), Vec::new());
    for (layer, (_, width)) in recording.layers().enumerate() {
        let layer = LayerId(layer);
        let block = recording.images(layer, 0..recording.n_images());
        rows.push(block.ok().map(|block| bits(&block.iter().copied().collect::<Vec<_>>())));
        for image in images() {
            let row = recording.image(layer, image);
            rows.push(row.ok().map(|row| bits(&row.to_vec())));
        }
        for neuron in (0..width).map(NeuronId) {
            let column = recording.neuron(layer, neuron);
            columns.push(column.ok().map(|column| bits(&column.to_vec())));
        }
    }
    Answers {
        rows,
        columns,
        pictures: images().map(|image| recording.picture(image).ok()).collect(),
        features: images().map(|image| recording.features(image).ok()).collect(),
    }
}

/// Every `.test` and `.model` file, and the bytes of its header.
pub(crate) fn deephys_files() -> Vec<(Copy, Header)> {
    let mut copies = vec![];
    for form in [
        "exporter_f32",
        "exporter_f64",
        "exporter_unlabelled",
        "cbor_legacy",
        "cbor_legacy_dtype",
        "cbor_features",
        "cbor_shuffled",
        "cbor_indefinite",
        "cbor_wide_heads",
        "cbor_5x7",
        "cbor_one_channel",
        "cbor_mixed_sizes",
    ] {
        copies.push((Copy::of_folder(form, "small.test"), Header::of(150)));
        copies.push((Copy::of_folder(form, "small.model"), Header::of(200)));
    }
    copies
}

/// Every `.npz` and `.safetensors` file; the index of the first stands at its end.
pub(crate) fn archives() -> Vec<(Copy, Header)> {
    let mut copies = vec![];
    for entry in small("npz").read_dir().unwrap() {
        let copy = Copy::of_path(&entry.unwrap().path());
        copies.push((copy, Header { head: 200, tail: 400 }));
    }
    for form in ["f16", "bf16", "f32", "f64"] {
        let copy = Copy::of_file(&format!("safetensors/{form}.safetensors"));
        copies.push((copy, Header::of(500)));
    }
    copies
}

/// One array of each kind of folder, one picture of each kind, and the list of category names.
pub(crate) fn files_of_folders() -> Vec<(Copy, Header)> {
    let files = [
        ("plain", "images.npy"),
        ("plain", "labels.npy"),
        ("plain", "categories.txt"),
        ("fortran_big_endian", "linear1.npy"),
        ("bf16", "output.npy"),
        ("version_1_0", "conv2.npy"),
        ("version_2_0", "conv2.npy"),
        ("version_3_0", "conv2.npy"),
        ("images_folder", "images/000.png"),
        ("images_folder", "images/001.jpg"),
        ("images_folder", "images/002.webp"),
        ("image_tree", "images/Dress/004.png"),
    ];
    let copy = |(form, file)| (Copy::of_folder(&format!("npy/{form}"), file), Header::of(130));
    files.into_iter().map(copy).collect()
}
