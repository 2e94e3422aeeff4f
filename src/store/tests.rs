//! The store as a whole.

use std::fs;
use std::time::Duration;

use tempfile::{TempDir, tempdir};

use super::*;

fn store() -> (TempDir, Store) {
    let folder = tempdir().unwrap();
    let store = Store::open(Some(folder.path().join("a/deephys")));
    (folder, store)
}

fn key(word: &str) -> Key {
    Key::new("test", 1).with("word", word)
}

fn read(store: &Store, key: &Key) -> Option<Vec<Vec<u8>>> {
    let sections = store.get(key)?;
    Some(sections.iter().map(|section| section.read().unwrap().to_vec()).collect())
}

/// The file of an entry.
fn file_of(folder: &TempDir, key: &Key) -> PathBuf {
    folder.path().join("a/deephys").join(key.file_name())
}

/// Three sections of odd lengths.
const SECTIONS: [&[u8]; 3] = [b"twelve bytes", b"", &[7; 129]];

#[test]
fn what_was_put_comes_back() {
    let (_folder, store) = store();
    assert_eq!(read(&store, &key("a")), None);
    store.put(&key("a"), &SECTIONS);
    store.put(&key("b"), &[]);
    assert_eq!(read(&store, &key("a")).unwrap(), SECTIONS);
    assert_eq!(read(&store, &key("b")).unwrap(), Vec::<Vec<u8>>::new());
    store.put(&key("a"), &[b"newer"]);
    assert_eq!(read(&store, &key("a")).unwrap(), [b"newer"]);
    assert_eq!(store.notice(), None);
}

#[test]
fn sections_begin_at_multiples_of_64_bytes() {
    let (_folder, store) = store();
    store.put(&key("a"), &SECTIONS);
    for section in store.get(&key("a")).unwrap() {
        assert_eq!(section.read().unwrap().as_ptr() as usize % 64, 0);
    }
}

#[test]
fn an_entry_under_the_name_of_another_key_is_none() {
    let (folder, store) = store();
    store.put(&key("a"), &SECTIONS);
    fs::rename(file_of(&folder, &key("a")), file_of(&folder, &key("b"))).unwrap();
    assert_eq!(read(&store, &key("b")), None);
    assert!(!file_of(&folder, &key("b")).exists());
}

#[test]
fn a_flipped_byte_anywhere_makes_it_none() {
    let (folder, store) = store();
    store.put(&key("a"), &SECTIONS);
    let path = file_of(&folder, &key("a"));
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        for flip in [1, 0x80, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] ^= flip;
            fs::write(&path, &damaged).unwrap();
            assert_eq!(read(&store, &key("a")), None, "byte {at} flipped by {flip:02x}");
            assert!(!path.exists(), "byte {at} flipped by {flip:02x}: the entry stays");
        }
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(read(&store, &key("a")).unwrap(), SECTIONS);
}

#[test]
fn an_entry_of_any_other_length_is_none() {
    let (folder, store) = store();
    store.put(&key("a"), &SECTIONS);
    let path = file_of(&folder, &key("a"));
    let mut bytes = fs::read(&path).unwrap();
    for len in 0..bytes.len() {
        fs::write(&path, &bytes[..len]).unwrap();
        assert_eq!(read(&store, &key("a")), None, "cut to {len} bytes");
        assert!(!path.exists(), "cut to {len} bytes: the entry stays");
    }
    bytes.push(0);
    fs::write(&path, &bytes).unwrap();
    assert_eq!(read(&store, &key("a")), None);
}

#[test]
fn absurd_lengths_are_refused_even_with_the_right_sum() {
    let (folder, store) = store();
    let path = file_of(&folder, &key("a"));
    store.put(&key("a"), &SECTIONS);
    let header = entry::header(key("a").as_bytes(), &SECTIONS);
    for at in [24, 32, 40 + key("a").as_bytes().len()] {
        let mut damaged = header.clone();
        damaged[at..at + 8].copy_from_slice(&u64::MAX.to_le_bytes());
        let payload_sum = damaged[16..24].try_into().unwrap();
        let sum = entry::header_sum(payload_sum, &damaged[24..]);
        damaged[8..16].copy_from_slice(&sum);
        fs::write(&path, &damaged).unwrap();
        assert_eq!(read(&store, &key("a")), None, "at {at}");
    }
}

#[test]
fn a_disabled_store_keeps_nothing() {
    for store in [Store::disabled(), Store::open(None), Store::default()] {
        assert!(!store.is_enabled());
        store.put(&key("a"), &SECTIONS);
        assert_eq!(read(&store, &key("a")), None);
        assert_eq!(store.notice(), None);
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_told_once_and_ends_writing() {
    let folder = tempdir().unwrap();
    let place = folder.path().join("a");
    fs::write(&place, b"a file").unwrap();
    let store = Store::open(Some(place.join("deephys")));
    assert_eq!(store.notice(), None);
    store.put(&key("a"), &SECTIONS);
    let notice = store.notice().unwrap().to_owned();
    assert!(notice.starts_with("nothing is kept for the next time: "), "{notice}");
    assert!(notice.contains("a/deephys"), "{notice}");
    assert_eq!(read(&store, &key("a")), None);
    fs::remove_file(&place).unwrap();
    store.put(&key("a"), &SECTIONS);
    assert!(!place.exists());
    assert_eq!(store.notice(), Some(notice.as_str()));
}

#[test]
fn an_entry_that_cannot_be_put_in_place_leaves_nothing_behind() {
    let (folder, store) = store();
    fs::create_dir_all(file_of(&folder, &key("a"))).unwrap();
    store.put(&key("a"), &SECTIONS);
    assert!(store.notice().is_some());
    assert_eq!(fs::read_dir(folder.path().join("a/deephys")).unwrap().count(), 1);
}

#[test]
fn what_a_dead_process_left_is_removed_and_what_is_being_written_is_not() {
    let folder = tempdir().unwrap();
    let [old, new] = ["0.unfinished", "1.unfinished"].map(|name| folder.path().join(name));
    let stranger = folder.path().join("old.txt");
    let two_hours_ago = SystemTime::now() - Duration::from_hours(2);
    for path in [&old, &stranger] {
        fs::File::create(path).unwrap().set_modified(two_hours_ago).unwrap();
    }
    fs::write(&new, b"").unwrap();
    drop(Store::open(Some(folder.path().to_owned())));
    assert_eq!([&old, &new, &stranger].map(|path| path.exists()), [false, true, true]);
}

#[test]
fn the_entries_used_longest_ago_go_first() {
    let folder = tempdir().unwrap();
    let path = |word| folder.path().join(key(word).file_name());
    fs::write(folder.path().join("stranger"), [0; 10_000]).unwrap();
    // A header of 128 bytes and one section of 1,024.
    let store = Store::bounded(Some(folder.path().to_owned()), 3 * 1152);
    let mut age = Duration::from_secs(1000);
    for word in ["a", "b", "c"] {
        store.put(&key(word), &[&[1; 1000]]);
        let file = fs::File::open(path(word)).unwrap();
        assert_eq!(file.metadata().unwrap().len(), 1152);
        file.set_modified(SystemTime::now() - age).unwrap();
        age -= Duration::from_secs(100);
    }
    assert!(store.get(&key("a")).is_some());
    store.put(&key("d"), &[&[1; 1000]]);
    assert_eq!(["a", "b", "c", "d"].map(|word| path(word).exists()), [true, false, true, true]);
    assert!(folder.path().join("stranger").exists());
}

#[test]
fn an_entry_larger_than_the_bound_is_not_kept_and_drives_nothing_out() {
    let folder = tempdir().unwrap();
    let store = Store::bounded(Some(folder.path().to_owned()), 1000);
    store.put(&key("a"), &[b"small"]);
    store.put(&key("b"), &[&[1; 1000]]);
    assert!(store.get(&key("a")).is_some());
    assert!(store.get(&key("b")).is_none());
    assert_eq!(store.notice(), None);
}

#[test]
fn readers_and_writers_at_once_see_whole_entries_or_none() {
    let (folder, first) = store();
    let content = |writer: u8| vec![writer; 100_000 + usize::from(writer)];
    std::thread::scope(|scope| {
        for writer in 0..4_u8 {
            let second = Store::open(Some(folder.path().join("a/deephys")));
            scope.spawn(move || {
                for _ in 0..20 {
                    second.put(&key("a"), &[&content(writer)]);
                    let found = read(&second, &key("a")).unwrap();
                    assert_eq!(found, [content(found[0][0])]);
                }
                assert_eq!(second.notice(), None);
            });
        }
    });
    assert!(first.get(&key("a")).is_some());
    assert_eq!(fs::read_dir(folder.path().join("a/deephys")).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, store) = store();
    store.put(&key("a"), &SECTIONS);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file_of(&folder, &key("a"))), 0o600);
    assert_eq!(mode(&folder.path().join("a/deephys")), 0o700);
    assert_eq!(mode(&folder.path().join("a")), 0o700);
}

#[test]
fn a_file_that_is_not_wanted_any_more_leaves_what_was_there() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("a.summary");
    let large = vec![7; 30 << 20];
    let written = |pieces: usize| {
        let asked = std::cell::Cell::new(0);
        let is_stopped = || asked.replace(asked.get() + 1) >= pieces;
        write_file(&path, b"about", &[&large], is_stopped)
    };
    for pieces in [0, 1, 5] {
        assert_eq!(written(pieces).unwrap_err().to_string(), "writing was stopped");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "after {pieces} pieces");
    }
    written(usize::MAX).unwrap();
    let whole = fs::read(&path).unwrap();
    assert!(written(5).is_err());
    assert!(fs::read(&path).unwrap() == whole && fs::read_dir(&folder).unwrap().count() == 1);
}

#[test]
fn the_folder_follows_xdg() {
    let folder = |cache: Option<&str>, home: Option<&str>| {
        folder_of(cache.map(Path::new), home.map(Path::new), ".cache")
    };
    let path = |text: &str| Some(PathBuf::from(text));
    assert_eq!(folder(Some("/cache"), Some("/home/me")), path("/cache/deephys"));
    assert_eq!(folder(None, Some("/home/me")), path("/home/me/.cache/deephys"));
    assert_eq!(folder(Some("cache"), Some("/home/me")), path("/home/me/.cache/deephys"));
    assert_eq!(folder(Some(""), Some("/home/me")), path("/home/me/.cache/deephys"));
    assert_eq!(folder(Some("cache"), Some("home")), None);
    assert_eq!(folder(None, None), None);
}
