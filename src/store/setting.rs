//! What the user chose while using the program, kept for the next start: a small text in a file that can be edited.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{folder, user_folder_of};
use crate::text::shown_path;

/// A larger file was not written by this program, nor by anybody for it.
const MOST_BYTES: u64 = 64 << 10;

/// A text of the user's in a file of its own. Without a folder nothing is kept, and nothing is wrong.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    folder: Option<PathBuf>,
    name: &'static str,
}

impl Setting {
    /// The setting `name` in `$XDG_STATE_HOME/deephys`, else in `~/.local/state/deephys`.
    pub fn of_user(name: &'static str) -> Self {
        Self::within(user_folder_of("XDG_STATE_HOME", ".local/state"), name)
    }

    /// The file `name` in `$XDG_CONFIG_HOME/deephys`, else in `~/.config/deephys`, which the user writes.
    pub fn of_configuration(name: &'static str) -> Self {
        Self::within(user_folder_of("XDG_CONFIG_HOME", ".config"), name)
    }

    /// The setting `name` in a folder, which the first [`Setting::write`] makes.
    pub fn within(folder: Option<PathBuf>, name: &'static str) -> Self {
        Self { folder, name }
    }

    /// The text; `None` if none was kept. An error if it cannot be read, is no text or larger than 64 KiB.
    pub fn read(&self) -> io::Result<Option<String>> {
        let Some(path) = self.path() else { return Ok(None) };
        let Some(bytes) = read_regular(&path, MOST_BYTES)? else { return Ok(None) };
        String::from_utf8(bytes).map(Some).map_err(|_| io::Error::other("the file is no text"))
    }

    /// Keeps a text in place of the one before; `None` removes it. The file appears whole or not at all: of two
    /// programs that write at once, the last one's stays.
    pub fn write(&self, text: Option<&str>) -> io::Result<()> {
        let (Some(folder), Some(path)) = (&self.folder, self.path()) else { return Ok(()) };
        let Some(text) = text else {
            return match std::fs::remove_file(path) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        };
        folder::create(folder)?;
        folder::remove_abandoned(folder, SystemTime::now());
        folder::write(folder, &path, folder::Readers::Owner, |file| {
            file.write_all(text.as_bytes())?;
            // No checksum would tell what a power failure left incomplete.
            file.sync_all()
        })
    }

    /// Where it is kept, safe to show.
    pub fn shown_path(&self) -> String {
        self.path().map_or_else(String::new, |path| shown_path(&path))
    }

    fn path(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(self.name))
    }
}

/// The bytes of a regular file of at most `most`; `None` if there is no file.
pub(super) fn read_regular(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
        // A pipe would wait for a writer.
        Ok(data) if !data.is_file() => return Err(io::Error::other("this is no regular file")),
        Ok(_) => {}
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other("the file is too large"));
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::{TempDir, tempdir};

    use super::*;

    fn setting() -> (TempDir, Setting) {
        let folder = tempdir().unwrap();
        let setting = Setting::within(Some(folder.path().join("a/deephys")), "columns");
        (folder, setting)
    }

    fn files(folder: &TempDir) -> Vec<String> {
        let files = folder.path().join("a/deephys").read_dir().unwrap();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn what_was_written_comes_back_until_it_is_removed() {
        let (folder, setting) = setting();
        assert_eq!(setting.read().unwrap(), None);
        setting.write(None).unwrap();
        setting.write(Some("one\n")).unwrap();
        setting.write(Some("two\n")).unwrap();
        assert_eq!(setting.read().unwrap().as_deref(), Some("two\n"));
        assert_eq!(files(&folder), ["columns"], "nothing unfinished is left");
        setting.write(None).unwrap();
        assert_eq!(setting.read().unwrap(), None);
        assert!(files(&folder).is_empty());
    }

    #[test]
    fn without_a_folder_nothing_is_kept_and_nothing_wrong() {
        let setting = Setting::within(None, "columns");
        setting.write(Some("one")).unwrap();
        assert_eq!(setting.read().unwrap(), None);
        assert_eq!(setting.shown_path(), "");
    }

    #[test]
    fn what_is_no_small_text_is_refused() {
        let (_folder, setting) = setting();
        setting.write(Some("one")).unwrap();
        let path = setting.path().unwrap();
        fs::write(&path, b"\xff\xfe").unwrap();
        assert_eq!(setting.read().unwrap_err().to_string(), "the file is no text");
        fs::write(&path, vec![b'a'; 70 << 10]).unwrap();
        assert_eq!(setting.read().unwrap_err().to_string(), "the file is too large");
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(setting.read().unwrap_err().to_string(), "this is no regular file");
        assert!(setting.write(Some("one")).is_err());
        assert!(setting.write(None).is_err());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_told() {
        let (folder, setting) = setting();
        fs::write(folder.path().join("a"), "a file").unwrap();
        assert!(setting.write(Some("one")).is_err());
    }

    #[test]
    fn of_many_writers_one_text_is_whole() {
        let (_folder, setting) = setting();
        let text = |writer: usize| format!("{writer}\n").repeat(4000);
        let write_and_read = &|writer: usize| {
            for _ in 0..20 {
                setting.write(Some(&text(writer))).unwrap();
                let read = setting.read().unwrap().unwrap();
                assert!((0..4).any(|writer| read == text(writer)));
            }
        };
        std::thread::scope(|scope| {
            for writer in 0..4 {
                scope.spawn(move || write_and_read(writer));
            }
        });
    }
}
