//! The index of a `.test` file is kept for the next time, and taken up only while the file is the same.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use deephys::recording::{Progress, Recording, find_sources, open};
use deephys::store::Store;
use tempfile::{TempDir, tempdir};

use crate::support::small;

/// A recording that is large enough for its index to be kept: the small one, with a member that nobody reads.
fn large_recording() -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("large.test");
    let whole = std::fs::read(small("exporter_f32/small.test")).unwrap();
    // A map of four members becomes one of five; the new one is a byte string of 16 MiB.
    assert_eq!(whole[0], 0xa4);
    let padding = b"\xa5\x67padding\x5a\x01\x00\x00\x00";
    std::fs::write(&path, [padding.as_slice(), &vec![0; 1 << 24], &whole[1..]].concat()).unwrap();
    age(&path, 3600);
    (folder, path)
}

/// Makes a file look `seconds` old.
fn age(path: &Path, seconds: u64) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
}

/// Opens a file; whether it had to be walked.
fn opened(path: &Path, store: &Store) -> (Recording, bool) {
    let sources = find_sources(&[path.to_owned()], None);
    let progress = Progress::new();
    let recording = open(sources[0].as_ref().unwrap(), store, &progress).unwrap();
    (recording, progress.share().is_some())
}

fn numbers(recording: &Recording) -> Vec<f64> {
    let layers = (0..recording.layers().count()).map(deephys::ids::LayerId);
    layers
        .flat_map(|layer| recording.images(layer, 0..recording.n_images()).unwrap().into_iter())
        .collect()
}

#[test]
fn a_file_is_walked_once_and_answers_the_same_afterwards() {
    let (folder, path) = large_recording();
    let store = Store::open(Some(folder.path().join("cache")));
    let (first, walked) = opened(&path, &store);
    assert!(walked);
    let (second, walked) = opened(&path, &store);
    assert!(!walked);
    assert_eq!(numbers(&second), numbers(&first));
    assert_eq!(second.warnings, first.warnings);
    assert_eq!(second.categories(), first.categories());
    assert_eq!(second.picture(deephys::ids::ImageId(3)), first.picture(deephys::ids::ImageId(3)));
    assert_eq!(store.notice(), None);
}

#[test]
fn a_file_that_changed_is_walked_again() {
    let (folder, path) = large_recording();
    let store = Store::open(Some(folder.path().join("cache")));
    assert!(opened(&path, &store).1);
    age(&path, 1800);
    assert!(opened(&path, &store).1);
    assert!(!opened(&path, &store).1);
}

#[test]
fn nothing_is_kept_of_a_file_that_may_still_be_written_nor_without_a_store() {
    let (folder, path) = large_recording();
    let cache = folder.path().join("cache");
    assert!(opened(&path, &Store::disabled()).1);
    age(&path, 0);
    assert!(opened(&path, &Store::open(Some(cache.clone()))).1);
    assert!(!cache.exists());
}

#[test]
fn a_folder_that_cannot_be_written_hinders_nothing() {
    let (folder, path) = large_recording();
    let place = folder.path().join("cache");
    std::fs::write(&place, b"a file").unwrap();
    let store = Store::open(Some(place));
    assert!(opened(&path, &store).1);
    assert!(store.notice().is_some());
}
