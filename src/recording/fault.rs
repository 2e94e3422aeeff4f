//! What is wrong with which file, and the mapping of files, whose faults begin with their paths.

use std::path::Path;

use thiserror::Error;

use crate::formats::FormatError;
use crate::formats::bytes::Bytes;
use crate::formats::mmap::Map;
use crate::text::{printable, shown_path};

/// A recording that cannot be opened or read: what is wrong with which file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}: {path}", printable(&error.to_string()))]
pub struct Fault {
    /// The file, safe to show.
    pub path: String,
    /// Its position among all that were named, if that is known.
    pub number: Option<usize>,
    /// Its fault.
    pub error: FormatError,
}

impl Fault {
    /// A fault of deephys itself while it read the file at `path`.
    pub fn unforeseen(path: &Path) -> Self {
        Self::new(path, FormatError::internal("opening it"))
    }

    /// A fault of the file at `path`.
    pub fn new(path: &Path, error: FormatError) -> Self {
        Self { path: shown_path(path), number: None, error }
    }
}

/// Maps the file at `path`.
pub(super) fn map(path: &Path) -> Result<Bytes, Fault> {
    Map::open(path).map(Bytes::mapped).map_err(|error| Fault::new(path, error))
}
