//! Names and numbers that the user wrote, found among recordings and layers.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::Path;

use thiserror::Error;

use super::Recording;
use super::fault::Fault;
use crate::text::{closest, printable};

/// More names than this are not listed.
const MOST_LISTED: usize = 12;

/// Why no set of recordings came about, or what was not found in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SetError {
    /// Nothing opened.
    #[error("{}", faults.first().map_or("no recording was named".to_owned(), ToString::to_string))]
    Empty {
        /// What was wrong with each, in the order of the command line.
        faults: Vec<Fault>,
    },
    /// A recording or a layer was named that does not exist.
    #[error("there is no {kind} \"{wanted}\"; {}there is {known}", meant(likely.as_deref()))]
    Unknown {
        /// `recording` or `layer`.
        kind: &'static str,
        /// What the user wrote.
        wanted: String,
        /// A name that looks like it.
        likely: Option<String>,
        /// What exists, in words.
        known: String,
    },
    /// Images are to be grouped by a column that no recording has.
    #[error("no recording has a column \"{wanted}\" to group images by; {known}")]
    Column {
        /// What the user wrote.
        wanted: String,
        /// What exists, in words.
        known: String,
    },
    /// A recording was named that failed to open.
    #[error(transparent)]
    Failed(Fault),
}

impl SetError {
    /// The error for somebody who still sees what he wrote.
    pub fn brief(&self) -> String {
        match self {
            Self::Unknown { kind, likely: likely @ Some(_), .. } => {
                format!("no such {kind}; {}", meant(likely.as_deref()).trim_end())
            }
            Self::Unknown { kind, known, .. } => format!("no such {kind}; there is {known}"),
            other => other.to_string(),
        }
    }

    /// The error for images that are to be grouped by `wanted`, which none of the `columns` is.
    pub(super) fn no_column<'a>(wanted: &str, columns: impl Iterator<Item = &'a str>) -> Self {
        let names: BTreeSet<String> = columns.map(printable).collect();
        let likely = meant(closest(wanted, names.iter().map(String::as_str)));
        let listed = names.iter().take(MOST_LISTED).cloned().collect::<Vec<_>>().join(", ");
        let known = match names.len() {
            0 => "there is none with one whole number or text an image".to_owned(),
            count if count > MOST_LISTED => format!("{likely}there is {listed}, …"),
            _ => format!("{likely}there is {listed}"),
        };
        Self::Column { wanted: printable(wanted), known }
    }

    /// The error for a name that none of `known` is, and no number either.
    pub(super) fn unknown<'a>(
        kind: &'static str,
        wanted: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> Self {
        let names: Vec<String> = known.map(printable).collect();
        let likely = closest(wanted, names.iter().map(String::as_str)).map(str::to_owned);
        let listed = names.iter().take(MOST_LISTED).cloned().collect::<Vec<_>>().join(", ");
        let more = if names.len() > MOST_LISTED { ", …" } else { "" };
        let last = names.len().saturating_sub(1);
        let known = format!("{listed}{more} (or by number, 0 to {last})");
        Self::Unknown { kind, wanted: printable(wanted), likely, known }
    }
}

fn meant(likely: Option<&str>) -> String {
    likely.map(|name| format!("did you mean \"{name}\"? ")).unwrap_or_default()
}

/// Position of the recording of this name or, if none is called so, of this number on the command line.
pub(super) fn recording<'a>(
    recordings: impl Iterator<Item = &'a Recording> + Clone,
    faults: &[Fault],
    wanted: &str,
) -> Result<usize, SetError> {
    let number: Option<usize> = wanted.parse().ok();
    let by_name = recordings.clone().position(|recording| recording.name == wanted);
    let by_number = || recordings.clone().position(|recording| Some(recording.number) == number);
    if let Some(found) = by_name.or_else(by_number) {
        return Ok(found);
    }
    let failed = faults.iter().find(|fault| {
        let stem = Path::new(&fault.path).file_stem();
        stem.is_some_and(|stem| stem == wanted) || (number.is_some() && fault.number == number)
    });
    if let Some(fault) = failed {
        return Err(SetError::Failed(fault.clone()));
    }
    if recordings.clone().next().is_none() {
        return Err(SetError::Empty { faults: faults.to_vec() });
    }
    Err(SetError::unknown("recording", wanted, recordings.map(|recording| recording.name.as_str())))
}

/// Gives recordings of the same name that of their folder too, or that of their file, and at last a number.
pub(super) fn tell_names_apart(recordings: &mut [Recording]) {
    for longer in [with_folder, with_ending, with_number] {
        let names: Vec<String> =
            recordings.iter().map(|recording| recording.name.clone()).collect();
        let renamed: Vec<String> = recordings.iter().map(longer).collect();
        for ((recording, name), longer) in recordings.iter_mut().zip(&names).zip(&renamed) {
            let mut namesakes = names.iter().zip(&renamed).filter(|(other, _)| *other == name);
            // A longer name that all namesakes share would tell nothing.
            if namesakes.any(|(_, other)| other != longer) {
                recording.name.clone_from(longer);
            }
        }
    }
}

fn with_folder(recording: &Recording) -> String {
    let folder = Path::new(&recording.path).parent().and_then(Path::file_name);
    match folder.map(OsStr::to_string_lossy) {
        Some(folder) => format!("{folder}/{}", recording.name),
        None => recording.name.clone(),
    }
}

fn with_ending(recording: &Recording) -> String {
    let ending = Path::new(&recording.path).extension().map(OsStr::to_string_lossy);
    ending.map_or_else(|| recording.name.clone(), |ending| format!("{}.{ending}", recording.name))
}

fn with_number(recording: &Recording) -> String {
    format!("{} #{}", recording.name, recording.number)
}
