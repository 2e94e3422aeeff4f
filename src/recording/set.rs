//! Recordings side by side: agreed on layers and categories, one of them the reference.

use std::sync::Arc;

use super::categories::{Categories, clean};
use super::open::Fault;
use super::{Layer, Recording};
use crate::formats::FormatError;
use crate::ids::{LayerId, RecordingId};
use crate::text::{closest, printable};

/// Layers that are taken for the classifier when they are as wide as there are categories.
const CLASSIFIER_NAMES: [&str; 6] =
    ["output", "logits", "classification", "fc", "head", "classifier"];

/// A layer of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerInfo {
    /// Its name, safe to show.
    pub name: String,
    /// Its number of neurons.
    pub neurons: usize,
}

/// The network that all recordings are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Name, where a file says it.
    pub name: Option<String>,
    /// Layers in the reference's order.
    pub layers: Vec<LayerInfo>,
    /// The layer whose neurons are the categories.
    pub classifier: Option<LayerId>,
}

impl Model {
    /// The layer of this name, or of this number if no layer is called so.
    pub fn find_layer(&self, wanted: &str) -> Option<LayerId> {
        let by_name = self.layers.iter().position(|layer| layer.name == wanted);
        let by_number = || wanted.parse().ok().filter(|&layer: &usize| layer < self.layers.len());
        by_name.or_else(by_number).map(LayerId)
    }

    /// The layer to look at first: the last one before the classifier, else the last.
    pub fn default_layer(&self) -> LayerId {
        let last = self.layers.len().saturating_sub(1);
        let before = self.classifier.and_then(|layer| layer.index().checked_sub(1));
        LayerId(before.unwrap_or(last).min(last))
    }

    /// Name and width of a layer.
    pub fn layer(&self, layer: LayerId) -> Option<&LayerInfo> {
        self.layers.get(layer.index())
    }
}

/// What the user said about the recordings as a set.
#[derive(Debug, Clone, Default)]
pub struct SetOptions {
    /// Name or number of the reference.
    pub reference: Option<String>,
    /// Name of the classification layer.
    pub classifier: Option<String>,
}

/// Recordings of one model that agree on its layers.
#[derive(Debug)]
pub struct RecordingSet {
    /// The network.
    pub model: Model,
    /// The recordings in the order of the command line, layers in the model's order.
    pub recordings: Vec<Arc<Recording>>,
    /// The in-distribution recording.
    pub reference: RecordingId,
    /// The categories of all recordings.
    pub categories: Categories,
    /// Recordings that failed to open or to agree, each an error safe to show.
    pub faults: Vec<Fault>,
    /// What is odd about the set but does not hinder.
    pub notices: Vec<String>,
}

impl RecordingSet {
    /// Puts recordings side by side. Those that failed, or whose layers differ from the reference's, become
    /// [`faults`](Self::faults); an error only when none is left or an option names what does not exist.
    pub fn agree(
        opened: Vec<Result<Recording, Fault>>,
        options: &SetOptions,
    ) -> Result<Self, SetError> {
        let first_failed = opened.first().is_some_and(Result::is_err);
        let mut faults = Vec::new();
        let mut recordings = Vec::new();
        for result in opened {
            match result {
                Ok(recording) => recordings.push(recording),
                Err(fault) => faults.push(fault),
            }
        }
        tell_names_apart(&mut recordings);
        let mut notices = Vec::new();
        let Some(chosen) = choose_reference(&recordings, options.reference.as_deref(), &faults)?
        else {
            return Err(SetError::Empty { faults });
        };
        if first_failed && options.reference.is_none() {
            let name = recordings.get(chosen).map_or("", |recording| recording.name.as_str());
            notices.push(format!("the first recording failed to open: {name} is the reference"));
        }
        let (recordings, reference) = keep_agreeing(recordings, chosen, &mut faults);
        let Some(first) = recordings.get(reference) else {
            return Err(SetError::Empty { faults });
        };
        let layers = first
            .layers()
            .map(|(name, neurons)| LayerInfo { name: printable(name), neurons })
            .collect();
        let name = recordings.iter().find_map(|recording| recording.model_name.as_deref());
        let mut model = Model { name: name.map(printable), layers, classifier: None };
        let known = known_categories(&recordings);
        model.classifier = find_classifier(&model, first, known, options.classifier.as_deref())?;
        let width = model.classifier.and_then(|layer| model.layer(layer));
        let n_categories = width.map_or(known.count, |layer| layer.neurons.max(known.count));
        if model.classifier.is_none() {
            notices.push(format!(
                "no layer is as wide as there are categories ({}): predictions and accuracy cannot be shown; name one with --classification-layer",
                known.count
            ));
        }
        let names = merge_names(&recordings, reference, &mut notices);
        Ok(Self {
            model,
            recordings: recordings.into_iter().map(Arc::new).collect(),
            reference: RecordingId(reference),
            categories: Categories::new(&names, n_categories),
            faults,
            notices,
        })
    }

    /// A recording by position.
    pub fn recording(&self, recording: RecordingId) -> Option<&Arc<Recording>> {
        self.recordings.get(recording.index())
    }

    /// The recording of this name, or of this number if none is called so.
    pub fn find_recording(&self, wanted: &str) -> Option<RecordingId> {
        find(
            &self.recordings.iter().map(|recording| recording.name.as_str()).collect::<Vec<_>>(),
            wanted,
        )
        .map(RecordingId)
    }
}

/// Why no set of recordings came about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// Nothing opened.
    #[error("{}", faults.first().map_or("no recording was named".to_owned(), ToString::to_string))]
    Empty {
        /// What was wrong with each.
        faults: Vec<Fault>,
    },
    /// An option names a recording or a layer that does not exist.
    #[error("there is no {kind} \"{wanted}\"; there is {}", known.join(", "))]
    Unknown {
        /// `recording` or `layer`.
        kind: &'static str,
        /// What the user wrote.
        wanted: String,
        /// The names that exist.
        known: Vec<String>,
    },
    /// The reference that the user named failed to open.
    #[error("{0}")]
    Reference(Fault),
}

fn find(names: &[&str], wanted: &str) -> Option<usize> {
    let by_name = names.iter().position(|name| *name == wanted);
    by_name.or_else(|| wanted.parse().ok().filter(|&number: &usize| number < names.len()))
}

/// Gives recordings of the same name that of their folder too, and at last a number.
fn tell_names_apart(recordings: &mut [Recording]) {
    let names: Vec<String> = recordings.iter().map(|recording| recording.name.clone()).collect();
    let is_shared = |name: &str, names: &[String]| names.iter().filter(|n| *n == name).count() > 1;
    for recording in recordings.iter_mut() {
        if is_shared(&recording.name, &names) {
            let folder = std::path::Path::new(&recording.path).parent();
            let folder = folder.and_then(std::path::Path::file_name).unwrap_or_default();
            let folder = folder.to_string_lossy();
            if !folder.is_empty() {
                recording.name = format!("{folder}/{}", recording.name);
            }
        }
    }
    let names: Vec<String> = recordings.iter().map(|recording| recording.name.clone()).collect();
    for (position, recording) in recordings.iter_mut().enumerate() {
        if is_shared(&recording.name, &names) {
            recording.name = format!("{} #{position}", recording.name);
        }
    }
}

fn choose_reference(
    recordings: &[Recording],
    wanted: Option<&str>,
    faults: &[Fault],
) -> Result<Option<usize>, SetError> {
    let Some(wanted) = wanted else { return Ok((!recordings.is_empty()).then_some(0)) };
    let names: Vec<&str> = recordings.iter().map(|recording| recording.name.as_str()).collect();
    if let Some(found) = find(&names, wanted) {
        return Ok(Some(found));
    }
    let failed = faults.iter().find(|fault| {
        std::path::Path::new(&fault.path).file_stem().is_some_and(|stem| stem == wanted)
    });
    if let Some(fault) = failed {
        return Err(SetError::Reference(fault.clone()));
    }
    if recordings.is_empty() {
        return Ok(None);
    }
    Err(unknown("recording", wanted, &names))
}

/// The error for a name that does not exist, the likeliest name first.
fn unknown(kind: &'static str, wanted: &str, known: &[&str]) -> SetError {
    let mut known: Vec<String> = known.iter().map(|name| printable(name)).collect();
    if let Some(likely) = closest(wanted, known.iter().map(String::as_str)).map(str::to_owned) {
        known.sort_by_key(|name| *name != likely);
    }
    SetError::Unknown { kind, wanted: printable(wanted), known }
}

/// Drops recordings whose layers differ from the reference's; returns the rest and the reference's new position.
fn keep_agreeing(
    mut recordings: Vec<Recording>,
    reference: usize,
    faults: &mut Vec<Fault>,
) -> (Vec<Recording>, usize) {
    let Some(first) = recordings.get(reference) else { return (recordings, reference) };
    let expected: Vec<(String, usize)> =
        first.layers().map(|(name, width)| (name.to_owned(), width)).collect();
    let (name, mut position) = (first.name.clone(), reference);
    let mut kept = Vec::new();
    for (index, mut recording) in recordings.drain(..).enumerate() {
        match sort_layers(&mut recording, &expected, &name) {
            Ok(()) => kept.push(recording),
            Err(error) => {
                position -= usize::from(index < reference);
                faults.push(Fault { path: recording.path, error });
            }
        }
    }
    (kept, position)
}

/// Brings a recording's layers into the order of `expected`, or says which one differs.
fn sort_layers(
    recording: &mut Recording,
    expected: &[(String, usize)],
    reference: &str,
) -> Result<(), FormatError> {
    let widths: Vec<usize> = recording.layers().map(|(_, width)| width).collect();
    if recording.layers_are_unnamed && expected.iter().map(|(_, width)| *width).eq(widths) {
        for (layer, (name, _)) in recording.layers.iter_mut().zip(expected) {
            layer.name.clone_from(name);
        }
    }
    let mut sorted: Vec<Layer> = Vec::new();
    for (name, width) in expected {
        let position = recording.layers.iter().position(|layer| layer.name == *name);
        let layer =
            position.map(|position| recording.layers.remove(position)).ok_or_else(|| {
                FormatError::invalid(
                    format!("layer \"{name}\""),
                    format!("is missing, the reference {reference} has it"),
                )
            })?;
        if layer.matrix.n_columns() != *width {
            return Err(FormatError::unexpected(
                format!("the number of neurons of layer \"{name}\""),
                format!("{width} as in the reference {reference}"),
                layer.matrix.n_columns().to_string(),
            ));
        }
        sorted.push(layer);
    }
    if let Some(extra) = recording.layers.first() {
        return Err(FormatError::invalid(
            format!("layer \"{}\"", extra.name),
            format!("does not exist in the reference {reference}"),
        ));
    }
    recording.layers = sorted;
    Ok(())
}

/// How many categories the recordings speak of.
#[derive(Debug, Clone, Copy)]
struct Known {
    count: usize,
    are_named: bool,
}

fn known_categories(recordings: &[Recording]) -> Known {
    let named = recordings.iter().map(|recording| recording.category_names.len()).max();
    let seen = recordings
        .iter()
        .flat_map(super::Recording::categories)
        .flatten()
        .map(|category| category.index() + 1)
        .max();
    let named = named.unwrap_or(0);
    Known { count: named.max(seen.unwrap_or(0)), are_named: named > 0 }
}

fn find_classifier(
    model: &Model,
    reference: &Recording,
    known: Known,
    wanted: Option<&str>,
) -> Result<Option<LayerId>, SetError> {
    let called = |name: &str| model.layers.iter().position(|layer| layer.name == name);
    if let Some(wanted) = wanted {
        let names: Vec<&str> = model.layers.iter().map(|layer| layer.name.as_str()).collect();
        let found = called(wanted).ok_or_else(|| unknown("layer", wanted, &names))?;
        return Ok(Some(LayerId(found)));
    }
    if let Some(stated) = reference.stated_classifier.as_deref().and_then(called) {
        return Ok(Some(LayerId(stated)));
    }
    let fits = |width: usize| {
        if known.are_named { width == known.count } else { width >= known.count }
    };
    let by_name = CLASSIFIER_NAMES.iter().find_map(|name| {
        called(name).filter(|&at| model.layers.get(at).is_some_and(|layer| fits(layer.neurons)))
    });
    let by_width = || model.layers.iter().rposition(|layer| layer.neurons == known.count);
    Ok(by_name.or_else(by_width).map(LayerId))
}

/// The reference's names, then those of recordings that know more; differing names become notices.
fn merge_names(
    recordings: &[Recording],
    reference: usize,
    notices: &mut Vec<String>,
) -> Vec<String> {
    let Some(first) = recordings.get(reference) else { return Vec::new() };
    let mut names = first.category_names.clone();
    for recording in recordings {
        let differing = names
            .iter()
            .zip(&recording.category_names)
            .enumerate()
            .find(|(_, (a, b))| clean(a) != clean(b));
        if let Some((id, (expected, found))) = differing {
            notices.push(format!(
                "category {id} is \"{}\" in {} but \"{}\" in {}: categories are matched by number",
                clean(expected),
                first.name,
                clean(found),
                recording.name
            ));
        }
        names.extend(recording.category_names.iter().skip(names.len()).cloned());
    }
    names
}
