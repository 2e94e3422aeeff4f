//! What an entry is kept under: a file as it is now, and whatever else its answer depends on.

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// A file that changed so recently may change again without its times telling.
const UNSETTLED: Duration = Duration::from_secs(2);

/// A file in one state: where it lies, its size, its times and its number on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity(Vec<u8>);

impl Identity {
    /// The identity of the file at `path` whose metadata is `now`.
    ///
    /// `None` if the path leads nowhere, or if the file changed within the last two seconds: the clocks of file
    /// systems are coarse, so a later change could leave such a file with the same times.
    pub fn of(path: &Path, now: &Metadata) -> Option<Self> {
        let changed = now.modified().ok()?;
        let clock = SystemTime::now();
        let apart = clock.duration_since(changed).unwrap_or_else(|error| error.duration());
        if apart < UNSETTLED {
            return None;
        }
        let path = path.canonicalize().ok()?;
        let mut words = Words::default();
        words.add("path", path.as_os_str().as_encoded_bytes());
        words.add("size", now.len().to_string().as_bytes());
        let since = changed.duration_since(SystemTime::UNIX_EPOCH);
        words.add("modified", format!("{since:?}").as_bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            words.add("status changed", format!("{}.{}", now.ctime(), now.ctime_nsec()).as_bytes());
            words.add("inode", format!("{} on {}", now.ino(), now.dev()).as_bytes());
        }
        Some(Self(words.0))
    }
}

/// Everything that an answer depends on. Equal keys promise equal answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    kind: &'static str,
    words: Words,
}

impl Key {
    /// A key for an answer of a `kind`, a short word of a to z that ends the name of the entry's file, in the given
    /// `version` of its contents.
    pub fn new(kind: &'static str, version: u32) -> Self {
        let mut words = Words::default();
        words.add("kind", kind.as_bytes());
        words.add("version", version.to_string().as_bytes());
        Self { kind, words }
    }

    /// The same, for a file.
    #[must_use]
    pub fn of_file(mut self, file: &Identity) -> Self {
        self.words.add("file", &file.0);
        self
    }

    /// The same, for a `value` of something that the answer depends on.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.words.add(name, value.as_ref());
        self
    }

    /// The same, for whatever another key stands for.
    #[must_use]
    pub fn of_key(mut self, other: &Self) -> Self {
        self.words.add("key", &other.words.0);
        self
    }

    /// The key itself.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.words.0
    }

    /// Name of the entry's file: 32 hexadecimal digits, a dot and the kind.
    pub(super) fn file_name(&self) -> String {
        format!("{:032x}.{}", fnv(self.as_bytes()), self.kind)
    }
}

/// Names and values one after the other. Lengths stand before them, so that no two lists look the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Words(Vec<u8>);

impl Words {
    fn add(&mut self, name: &str, value: &[u8]) {
        self.0.extend(format!("{} {name} {} ", name.len(), value.len()).as_bytes());
        self.0.extend(value);
        self.0.push(b'\n');
    }
}

/// The hash FNV-1a of 128 bits (Fowler, Noll, Vo), the same in every run and version.
fn fnv(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |hash, &byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b)
    })
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn names_do_not_change_from_run_to_run() {
        // The published values for the empty text and for "a".
        assert_eq!(fnv(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fnv(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }

    #[test]
    fn no_two_lists_of_words_make_one_key() {
        let key = |words: &[(&str, &str)]| {
            words.iter().fold(Key::new("test", 1), |key, (name, value)| key.with(name, value))
        };
        assert_ne!(key(&[("a", "b"), ("c", "d")]), key(&[("a", "b\nc d")]));
        assert_ne!(key(&[("a", ""), ("b", "")]), key(&[("b", ""), ("a", "")]));
        assert_ne!(Key::new("test", 1), Key::new("test", 2));
    }

    #[test]
    fn a_file_is_another_once_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        std::fs::write(&path, b"one").unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        let hour_ago = SystemTime::now() - Duration::from_hours(1);
        file.set_modified(hour_ago).unwrap();
        let identity = || Identity::of(&path, &std::fs::metadata(&path).unwrap());
        let first = identity().unwrap();
        assert_eq!(identity(), Some(first.clone()));
        file.set_modified(hour_ago + Duration::from_nanos(1)).unwrap();
        assert_ne!(identity().unwrap(), first);
        file.set_len(2).unwrap();
        file.set_modified(hour_ago).unwrap();
        assert_ne!(identity().unwrap(), first);
    }

    #[test]
    fn a_file_that_just_changed_has_no_identity() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let now = file.as_file().metadata().unwrap();
        assert_eq!(Identity::of(file.path(), &now), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_through_a_link_is_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        let file = File::create(&path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_mins(1)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let now = file.metadata().unwrap();
        assert_eq!(Identity::of(&link, &now), Identity::of(&path, &now));
        assert!(Identity::of(&path, &now).is_some());
    }
}
