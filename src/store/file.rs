//! Files with the layout of an entry that the user names and keeps: the same checksums, and they appear whole.

use std::io::{self, Write};
use std::path::Path;

use super::{entry, folder};
use crate::formats::FormatError;
use crate::formats::bytes::Bytes;

/// Bytes that are written between two questions whether to stop.
const PIECE: usize = 4 << 20;

/// Writes a file with `sections` beside `path` and renames it; nothing is left behind on failure. `about` says what the
/// file is. An error once `is_stopped` says so.
pub fn write_file(
    path: &Path,
    about: &[u8],
    sections: &[&[u8]],
    is_stopped: impl Fn() -> bool,
) -> io::Result<()> {
    let header = entry::header(about, sections);
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    folder::write(parent.unwrap_or(Path::new(".")), path, folder::Readers::All, |file| {
        let mut file = Stoppable { file, is_stopped };
        entry::write(&mut file, &header, sections)
    })
}

/// What [`write_file`] has written: what the file is, and its sections, each beginning at a multiple of 64 bytes in
/// memory. All of the file is compared with its checksums.
pub fn read_file(bytes: &Bytes) -> Result<(Vec<u8>, Vec<Bytes>), FormatError> {
    entry::whole(bytes)
}

/// A file that refuses to be written on once somebody wants to stop.
struct Stoppable<'a, W, F> {
    file: &'a mut W,
    is_stopped: F,
}

impl<W: Write, F: Fn() -> bool> Write for Stoppable<'_, W, F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if (self.is_stopped)() {
            // Not the kind that is tried again.
            return Err(io::Error::other("writing was stopped"));
        }
        self.file.write(bytes.get(..PIECE).unwrap_or(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
