//! The files that a recording was opened from, to tell whether they are still the same.

use std::path::{Path, PathBuf};

use crate::formats::bytes::Bytes;
use crate::store::{Identity, Key};

/// Files and their maps.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin(Vec<(PathBuf, Bytes)>);

impl Origin {
    /// A single file.
    pub(super) fn file(path: &Path, bytes: &Bytes) -> Self {
        let mut origin = Self::default();
        origin.add(path, bytes);
        origin
    }

    /// Another file.
    pub(super) fn add(&mut self, path: &Path, bytes: &Bytes) {
        self.0.push((path.to_owned(), bytes.clone()));
    }

    /// `key` for all files as they are now; `None` without files, or if one has no identity.
    pub(super) fn key(&self, key: Key) -> Option<Key> {
        if self.0.is_empty() {
            return None;
        }
        self.0.iter().try_fold(key, |key, (path, bytes)| {
            Some(key.of_file(&Identity::of(path, &bytes.metadata()?)?))
        })
    }

    /// The folder of the first file; `None` without files, and of those inside the program.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        let (path, bytes) = self.0.first()?;
        bytes.metadata()?;
        let folder = path.parent()?;
        let is_here = folder.as_os_str().is_empty();
        Some(if is_here { PathBuf::from(".") } else { folder.to_owned() })
    }

    /// Whether `path` leads to one of them.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let Ok(path) = path.canonicalize() else { return false };
        self.0.iter().any(|(own, _)| own.canonicalize().is_ok_and(|own| own == path))
    }
}
