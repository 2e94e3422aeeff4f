//! `deephys summarize` and `deephys merge`: files that stand for recordings.

use std::path::{Path, PathBuf};

use super::Failure;
use super::work::Work;
use crate::ids::{LayerId, RecordingId};
use crate::query::{Analyst, Shard};
use crate::recording::{Progress, Recording, find_sources, open_all};
use crate::store::Store;
use crate::text::shown_path;

/// The ending that a summary is recognized by.
const ENDING: &str = "summary";

/// Summarizes a layer of the only recording into the file `output`.
pub(super) fn summarize(
    analyst: &Analyst,
    (layer, first_image): (LayerId, usize),
    output: &Path,
    work: &Work,
) -> Result<(), Failure> {
    let recordings = &analyst.set().recordings;
    if let [_, _, ..] = recordings.as_slice() {
        let count = recordings.len();
        return Err(Failure::Unknown(format!(
            "{count} recordings were named, a summary is of one: summarize each by itself; parts of one whole are then put together by deephys merge"
        )));
    }
    check_output(output, recordings.iter().map(AsRef::as_ref))?;
    let shard = Shard::of(analyst, (RecordingId(0), layer), first_image)?;
    write(&shard, output, work)
}

/// Merges the summaries in `files` into `output`.
pub(super) fn merge(files: &[PathBuf], output: &Path, work: &Work) -> Result<(), Failure> {
    let sources = find_sources(files, None);
    let opened: Result<Vec<Recording>, _> =
        open_all(&sources, &Store::disabled(), &Progress::new()).into_iter().collect();
    let recordings = opened?;
    check_output(output, recordings.iter())?;
    let shards: Result<Vec<Shard>, _> = recordings.iter().map(Shard::from_recording).collect();
    let name = output.file_stem().unwrap_or_default().to_string_lossy();
    let merged = Shard::merge(&shards?, &name)
        .map_err(|error| Failure::Unknown(format!("the summaries cannot be merged: {error}")))?;
    for recording in &recordings {
        recording.check(LayerId(0)).map_err(|error| recording.fault(error))?;
    }
    write(&merged, output, work)
}

fn write(shard: &Shard, output: &Path, work: &Work) -> Result<(), Failure> {
    shard.write(output, || work.is_stopped()).map_err(|error| {
        Failure::Unknown(format!("the summary cannot be written: {error}: {}", shown_path(output)))
    })
}

/// A summary must be found again by its name, and must not take the place of what it is made from.
fn check_output<'a>(
    output: &Path,
    mut inputs: impl Iterator<Item = &'a Recording>,
) -> Result<(), Failure> {
    let shown = shown_path(output);
    if output.extension().is_none_or(|ending| ending != ENDING) {
        return Err(Failure::Usage(format!("the name of a summary ends with .{ENDING}: {shown}")));
    }
    if inputs.any(|recording| recording.is_from(output)) {
        let problem = "the summary would take the place of what it is made from: name another file";
        return Err(Failure::Unknown(format!("{problem}: {shown}")));
    }
    Ok(())
}
