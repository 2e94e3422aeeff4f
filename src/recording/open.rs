//! Opening: from a source to a checked recording. Headers and indexes are read, activations are not.

use super::fault::{Fault, map};
use super::source::{Kind, Source};
use super::{Recording, arrays, deephys, demo, summary};
use crate::formats::progress::Progress;
use crate::log;
use crate::store::Store;
use crate::text::{printable, shown_path};

/// Opens one source, telling `progress` how far it is. The index of a large `.test` file is taken from `store`, or kept
/// there.
pub fn open(source: &Source, store: &Store, progress: &Progress) -> Result<Recording, Fault> {
    let timed = log::timed(|| format!("open {}", shown_path(&source.path)));
    let opened = open_quietly(source, store, progress);
    drop(timed);
    log::say(|| match &opened {
        Ok(recording) => {
            let layers = recording.layers().map(|(name, width)| format!("{name} ({width})"));
            let (n_images, dtype) = (recording.n_images(), recording.dtype());
            let layers = layers.collect::<Vec<_>>().join(", ");
            format!("opened {}: {n_images} images, {dtype}, layers {layers}", recording.name)
        }
        Err(fault) => format!("error: {fault}"),
    });
    opened
}

fn open_quietly(source: &Source, store: &Store, progress: &Progress) -> Result<Recording, Fault> {
    let mut recording = match &source.kind {
        Kind::Npz => arrays::open_npz(source),
        Kind::Safetensors => arrays::open_safetensors(source),
        Kind::Folder => arrays::open_folder(source),
        Kind::Summary => summary::open(source),
        Kind::Demo(bytes) => {
            let model = Some((&source.path, demo::model()));
            deephys::open(source, (bytes, &Store::disabled()), model, progress)
        }
        Kind::Deephys { model, notice } => {
            let model = match model {
                Some(path) => Some((path, map(path)?)),
                None => None,
            };
            let bytes = map(&source.path)?;
            deephys::open(source, (&bytes, store), model, progress).map(|mut recording| {
                recording.warnings.extend(notice.clone());
                recording
            })
        }
    }?;
    for text in recording.warnings.iter_mut().chain([&mut recording.name]) {
        *text = printable(text);
    }
    Ok(recording)
}

/// Opens every source that was found; a fault of one does not hinder the others.
pub fn open_all(
    sources: &[Result<Source, Fault>],
    store: &Store,
    progress: &Progress,
) -> Vec<Result<Recording, Fault>> {
    let open = |source: &Result<Source, Fault>| {
        open(source.as_ref().map_err(Clone::clone)?, store, progress)
    };
    sources.iter().map(open).collect()
}
