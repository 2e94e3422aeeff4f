//! The store's folder: files that appear whole, and go when they are old.

use std::fs::{DirBuilder, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// An unfinished file that nobody has written to for so long belongs to a process that died.
const ABANDONED: Duration = Duration::from_hours(1);

/// The ending of files that are being written.
const UNFINISHED: &str = "unfinished";

/// Makes the folder, for its owner alone, and those above it that are missing.
pub(super) fn create(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    /// Its owner alone.
    Owner,
    /// Whoever the user lets read new files.
    All,
}

/// Writes a file beside `path` and renames it; on failure nothing is left behind.
///
/// Nothing is forced onto the disk: an entry that a power failure leaves incomplete has the wrong checksum.
pub(super) fn write(
    folder: &Path,
    path: &Path,
    readers: Readers,
    contents: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(
        &mut options,
        if readers == Readers::Owner { 0o600 } else { 0o666 },
    );
    #[cfg(not(unix))]
    let _ = readers;
    // Differs from process to process and from call to call.
    let unique = RandomState::new().hash_one(path);
    let beside = folder.join(format!("{unique:016x}.{UNFINISHED}"));
    let mut unfinished = options.open(&beside)?;
    let outcome = contents(&mut unfinished).and_then(|()| std::fs::rename(&beside, path));
    if outcome.is_err() {
        remove(&beside);
    }
    outcome
}

/// Removes a file. One that cannot be removed, or is gone already, is left as it is.
pub(super) fn remove(path: &Path) {
    let _ = std::fs::remove_file(path);
}

/// Notes that an entry was of use. Without the right to, it only looks older than it is.
pub(super) fn mark_as_used(path: &Path, now: SystemTime) {
    let _ = File::open(path).and_then(|file| file.set_modified(now));
}

/// Removes what processes that died had begun to write.
pub(super) fn remove_abandoned(folder: &Path, now: SystemTime) {
    for found in files(folder, |name| name.ends_with(&format!(".{UNFINISHED}"))) {
        if now.duration_since(found.modified).is_ok_and(|age| age > ABANDONED) {
            remove(&found.path);
        }
    }
}

/// Removes entries, those not used for longest first, until all take at most `most_bytes`; never `newest`.
pub(super) fn evict(folder: &Path, most_bytes: u64, newest: &Path) {
    let mut entries = files(folder, is_entry);
    let mut total: u64 = entries.iter().map(|entry| entry.len).sum();
    entries.sort_by(|a, b| (a.modified, &a.path).cmp(&(b.modified, &b.path)));
    for entry in entries.iter().filter(|entry| entry.path != newest) {
        if total <= most_bytes {
            return;
        }
        remove(&entry.path);
        total -= entry.len;
    }
}

/// Removes files of an ending, those not written for longest first, until `most` are left.
pub(super) fn keep_newest(folder: &Path, ending: &str, most: usize) {
    let mut found = files(folder, |name| name.ends_with(&format!(".{ending}")));
    found.sort_by(|a, b| (b.modified, &b.path).cmp(&(a.modified, &a.path)));
    for old in found.iter().skip(most) {
        remove(&old.path);
    }
}

/// Whether a file's name is that of an entry; anything else in the folder is somebody else's.
fn is_entry(name: &str) -> bool {
    name.split_once('.').is_some_and(|(hash, kind)| {
        let is_hash = hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash && !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_lowercase())
    })
}

struct Found {
    path: PathBuf,
    len: u64,
    modified: SystemTime,
}

/// The files of the folder whose names are wanted; none if it cannot be read.
fn files(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<Found> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let wanted = entries.filter(|entry| entry.file_name().to_str().is_some_and(&is_wanted));
    wanted
        .filter_map(|entry| {
            let data = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some(Found { path: entry.path(), len: data.len(), modified: data.modified().ok()? })
        })
        .collect()
}
