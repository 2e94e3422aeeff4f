//! A file that several programs change at the same time, each reading it again before it writes.

use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::setting::read_regular;
use super::{folder, user_folder_of};

/// A larger file was not written by this program.
const MOST_BYTES: u64 = 64 << 20;
/// How long a change waits at most for that of another program. Without locks on a file system there is no waiting.
const PATIENCE: Duration = Duration::from_millis(500);

/// The folder of what a user has done: `$XDG_STATE_HOME/deephys`, else `~/.local/state/deephys`.
pub fn state_folder() -> Option<PathBuf> {
    user_folder_of("XDG_STATE_HOME", ".local/state")
}

/// A file in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedFile {
    folder: PathBuf,
    path: PathBuf,
}

impl SharedFile {
    /// The file of a name in a folder, neither of which has to be there.
    pub fn within(folder: &Path, name: &str) -> Self {
        Self { folder: folder.to_owned(), path: folder.join(name) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All of it; empty if it is not there. An error if it is no regular file or larger than 64 MiB.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        Ok(read_regular(&self.path, MOST_BYTES)?.unwrap_or_default())
    }

    /// Puts what `change` makes of the file in its place. It appears whole or not at all, and is left alone where it
    /// says so already.
    ///
    /// Programs that change it at once take turns where the file system knows locks: the folder is locked, because the
    /// file itself is another one after each change.
    pub fn update(&self, change: impl FnOnce(&[u8]) -> Vec<u8>) -> io::Result<()> {
        if !self.folder.is_dir() {
            folder::create(&self.folder)?;
        }
        let _turn = self.turn();
        let before = self.read()?;
        let after = change(&before);
        if after == before {
            return Ok(());
        }
        // A link stays one.
        let path = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        let place = path.parent().unwrap_or(&self.folder);
        folder::write(place, &path, folder::Readers::All, |file| file.write_all(&after))
    }

    /// A lock that ends when it is dropped; `None` where there is none to be had soon.
    fn turn(&self) -> Option<File> {
        let folder = File::open(&self.folder).ok()?;
        let end = Instant::now() + PATIENCE;
        loop {
            match folder.try_lock() {
                Ok(()) => return Some(folder),
                Err(TryLockError::WouldBlock) if Instant::now() < end => std::hint::spin_loop(),
                Err(_) => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn of_many_writers_none_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let file = &SharedFile::within(folder.path(), "lines");
        let write = |writer: usize| {
            for turn in 0..10 {
                let line = format!("{writer} {turn}\n");
                file.update(|before| [before, line.as_bytes()].concat()).unwrap();
            }
        };
        std::thread::scope(|scope| {
            for writer in 0..4 {
                scope.spawn(move || write(writer));
            }
        });
        let lines = String::from_utf8(file.read().unwrap()).unwrap();
        assert_eq!(lines.lines().count(), 40);
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn the_folder_is_made_and_what_is_right_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = SharedFile::within(&folder.path().join("a/b"), "lines");
        assert_eq!(file.read().unwrap(), b"");
        file.update(<[u8]>::to_vec).unwrap();
        assert!(!file.path().exists(), "nothing to write");
        file.update(|_| b"one\n".to_vec()).unwrap();
        assert_eq!(file.read().unwrap(), b"one\n");
    }

    #[test]
    fn what_is_no_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("lines")).unwrap();
        let file = SharedFile::within(folder.path(), "lines");
        assert!(file.read().is_err() && file.update(|_| Vec::new()).is_err());
        let below_a_file = folder.path().join("file");
        fs::write(&below_a_file, "").unwrap();
        assert!(SharedFile::within(&below_a_file.join("x"), "a").update(<[u8]>::to_vec).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("real"), "one\n").unwrap();
        std::os::unix::fs::symlink(path("real"), path("link")).unwrap();
        SharedFile::within(folder.path(), "link").update(|_| b"two\n".to_vec()).unwrap();
        assert!(path("link").is_symlink());
        assert_eq!(fs::read_to_string(path("real")).unwrap(), "two\n");
    }
}
