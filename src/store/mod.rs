//! What is kept on disk for the next time: answers that are dear to compute, and what the user chose. Whatever goes
//! wrong with an answer is a miss, never an error.
//!
//! An entry is one file in the store's folder, named by a hash of its key. It carries the whole key, so that two keys
//! of one hash cannot be taken for each other, and checksums, so that a damaged entry is none. Entries appear by
//! renaming a finished file: several processes may read and write one folder at a time.

mod entry;
mod file;
mod folder;
mod hash;
mod key;
mod setting;
mod shared;
mod views;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

pub use crate::formats::bytes::Bytes;
pub use file::{read_file, write_file};
pub use hash::stable_hash;
pub use key::{Identity, Key};
pub use setting::Setting;
pub use shared::{SharedFile, state_folder};
pub use views::KeptView;

use crate::formats::FormatError;
use crate::formats::mmap::Map;
use crate::text::shown_path;

/// Entries take at most this many bytes together: some thirty summaries of the largest layers in use.
pub const MOST_BYTES: u64 = 4 << 30;

/// A folder of answers. Cloning it is cheap; clones share their state.
#[derive(Debug, Clone, Default)]
pub struct Store(Option<Arc<Open>>);

#[derive(Debug)]
struct Open {
    folder: PathBuf,
    most_bytes: u64,
    is_unwritable: AtomicBool,
    notice: OnceLock<String>,
}

impl Store {
    /// A store in `folder`; without one, a store that keeps nothing.
    ///
    /// The folder is made by the first [`Store::put`]. What processes that died left unfinished there is removed.
    pub fn open(folder: Option<PathBuf>) -> Self {
        Self::bounded(folder, MOST_BYTES)
    }

    /// A store whose entries take at most `most_bytes` together.
    pub fn bounded(folder: Option<PathBuf>, most_bytes: u64) -> Self {
        Self(folder.map(|folder| {
            folder::remove_abandoned(&folder, SystemTime::now());
            let (is_unwritable, notice) = (AtomicBool::new(false), OnceLock::new());
            Arc::new(Open { folder, most_bytes, is_unwritable, notice })
        }))
    }

    /// A store that keeps nothing.
    pub fn disabled() -> Self {
        Self(None)
    }

    /// The sections kept under `key`, each beginning at a multiple of 64 bytes in memory.
    ///
    /// All of the entry is compared with its checksums first. An entry of another
    /// version, of another key or with a damage is removed and counts as none. The sections are what this or another
    /// program wrote, and no more to be trusted than any file.
    pub fn get(&self, key: &Key) -> Option<Vec<Bytes>> {
        let open = self.0.as_ref()?;
        let path = open.folder.join(key.file_name());
        let bytes = match Map::open(&path) {
            Ok(map) => Ok(Bytes::mapped(map)),
            // Nothing there, or nothing that may be read.
            Err(FormatError::Io { .. }) => return None,
            Err(damage) => Err(damage),
        };
        let sections = bytes.ok().and_then(|bytes| entry::sections(&bytes, key.as_bytes()));
        if sections.is_some() {
            folder::mark_as_used(&path, SystemTime::now());
        } else {
            folder::remove(&path);
        }
        sections
    }

    /// Keeps `sections` under `key`, in place of what was kept there, and removes the entries whose use is longest
    /// ago until all fit the bound. An entry that alone exceeds it is not kept.
    ///
    /// The first failure (no permission, a full disk) ends all writing; [`Store::notice`] then says so.
    pub fn put(&self, key: &Key, sections: &[&[u8]]) {
        let Some(open) = &self.0 else { return };
        if open.is_unwritable.load(Ordering::Relaxed) {
            return;
        }
        if let Err(error) = open.put(key, sections) {
            open.is_unwritable.store(true, Ordering::Relaxed);
            let folder = shown_path(&open.folder);
            open.notice.get_or_init(|| {
                format!("nothing is kept for the next time: {error}: {folder} (see --no-cache)")
            });
        }
    }

    /// Why nothing is written, once something could not be.
    pub fn notice(&self) -> Option<&str> {
        self.0.as_ref()?.notice.get().map(String::as_str)
    }

    /// Whether answers may be found here or are worth making ready for keeping.
    pub fn is_enabled(&self) -> bool {
        self.0.is_some()
    }
}

impl Open {
    fn put(&self, key: &Key, sections: &[&[u8]]) -> std::io::Result<()> {
        let header = entry::header(key.as_bytes(), sections);
        if entry::len(&header, sections) > self.most_bytes {
            return Ok(());
        }
        folder::create(&self.folder)?;
        let path = self.folder.join(key.file_name());
        folder::write(&self.folder, &path, folder::Readers::Owner, |file| {
            entry::write(file, &header, sections)
        })?;
        folder::evict(&self.folder, self.most_bytes, &path);
        Ok(())
    }
}

/// Where a user's answers are kept: `$XDG_CACHE_HOME/deephys`, else `~/.cache/deephys`.
pub fn user_folder() -> Option<PathBuf> {
    user_folder_of("XDG_CACHE_HOME", ".cache")
}

/// The folders of the user's that the program knows, by what they are for.
pub fn user_folders() -> [(&'static str, Option<PathBuf>); 3] {
    [
        ("cache", user_folder()),
        ("config", user_folder_of("XDG_CONFIG_HOME", ".config")),
        ("state", user_folder_of("XDG_STATE_HOME", ".local/state")),
    ]
}

/// The program's folder in the one that `variable` names, else in `usual` of the user's home (XDG Base Directory
/// Specification, version 0.8).
///
/// As the specification asks, a path that is not absolute is ignored; without any home there is no folder.
fn user_folder_of(variable: &str, usual: &str) -> Option<PathBuf> {
    let path = |name| std::env::var_os(name).map(PathBuf::from);
    folder_of(path(variable).as_deref(), path("HOME").as_deref(), usual)
}

fn folder_of(named: Option<&Path>, home: Option<&Path>, usual: &str) -> Option<PathBuf> {
    let absolute = |path: Option<&Path>| path.filter(|path| path.is_absolute()).map(Path::to_owned);
    let folder = absolute(named).or_else(|| absolute(home).map(|home| home.join(usual)));
    folder.map(|folder| folder.join("deephys"))
}

#[cfg(test)]
mod tests;
