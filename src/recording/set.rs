//! Recordings side by side: agreed on layers and categories, one of them the reference.

use std::sync::Arc;

use super::Recording;
use super::agreement::{keep_agreeing, name_layers};
use super::categories::Categories;
use super::classifier::{Known, able, find_classifier, known_categories, merge_names};
use super::fault::Fault;
use super::groups::GroupBy;
use super::lookup::{self, SetError};
use super::model::{LayerInfo, Model};
use crate::ids::{LayerId, RecordingId};
use crate::text::printable;

/// What the user said about the recordings as a set.
#[derive(Debug, Clone, Default)]
pub struct SetOptions {
    /// Name or number of the reference.
    pub reference: Option<String>,
    /// Name or number of the classification layer.
    pub classifier: Option<String>,
    /// What groups the images, as each recording was told when it was opened.
    pub group_by: GroupBy,
}

/// Recordings of one model that agree on its layers.
#[derive(Debug, Clone)]
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
        let (mut recordings, mut faults) = (Vec::new(), Vec::new());
        for (number, result) in opened.into_iter().enumerate() {
            match result {
                Ok(recording) => recordings.push(Recording { number, ..recording }),
                Err(fault) => faults.push(Fault { number: Some(number), ..fault }),
            }
        }
        expect_groups(&mut recordings, &options.group_by)?;
        lookup::tell_names_apart(&mut recordings);
        let mut notices = Vec::new();
        let chosen = match options.reference.as_deref() {
            Some(wanted) => lookup::recording(recordings.iter(), &faults, wanted)?,
            None if recordings.is_empty() => return Err(SetError::Empty { faults }),
            None => 0,
        };
        if let (Some(first), None) = (recordings.first(), &options.reference)
            && first.number > 0
        {
            notices.push(format!(
                "the first recording failed to open; {} is now the reference",
                first.name
            ));
        }
        name_layers(&mut recordings, chosen);
        let (recordings, reference) = keep_agreeing(recordings, chosen, &mut faults);
        let Some(first) = recordings.get(reference) else {
            return Err(SetError::Empty { faults });
        };
        let layers = first
            .layers()
            .map(|(name, neurons)| LayerInfo { name: printable(name), neurons })
            .collect();
        let name = recordings.iter().find_map(|recording| recording.model_name.as_deref());
        let summary = recordings.iter().find_map(Recording::summary);
        let summarized = summary.and_then(|summary| {
            first.layers().position(|(name, _)| name == summary.about.layer).map(LayerId)
        });
        let name = name.map(printable);
        let mut model = Model { name, layers, classifier: None, summarized };
        let known = known_categories(&recordings);
        model.classifier =
            find_classifier(&model, first, (known, options.classifier.as_deref()), &mut notices)?;
        let n_categories = settle(&mut model, first, known, &mut notices);
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

    /// The same recordings with another one as the reference. Names of categories stay as they are.
    #[must_use]
    pub fn referring_to(&self, reference: RecordingId) -> Self {
        Self { reference, ..self.clone() }
    }

    /// A recording by position.
    pub fn recording(&self, recording: RecordingId) -> Option<&Arc<Recording>> {
        self.recordings.get(recording.index())
    }

    /// The recording of this name or, if none is called so, of this number on the command line. An error when it
    /// failed to open or does not exist.
    pub fn find_recording(&self, wanted: &str) -> Result<RecordingId, SetError> {
        let recordings = self.recordings.iter().map(AsRef::as_ref);
        lookup::recording(recordings, &self.faults, wanted).map(RecordingId)
    }
}

/// A notice for each recording without the column that the user groups images by; an error if none has it.
fn expect_groups(recordings: &mut [Recording], by: &GroupBy) -> Result<(), SetError> {
    let GroupBy::Named(column) = by else { return Ok(()) };
    // A summary says itself what it was made of.
    let lacks = |recording: &Recording| recording.grouped_by() != Some(column);
    if !recordings.is_empty() && recordings.iter().all(lacks) {
        let columns = recordings.iter().flat_map(|recording| recording.columns.iter());
        return Err(SetError::no_column(column, columns.map(String::as_str)));
    }
    for recording in recordings.iter_mut().filter(|recording| lacks(recording)) {
        if recording.summary.is_none() {
            let column = printable(column);
            recording.warnings.push(format!(
                "there is no column \"{column}\" to group the images by: each is taken by itself"
            ));
        }
    }
    Ok(())
}

/// Gives up a classifier that cannot tell the categories apart, says where there is none, and returns the number of
/// categories.
fn settle(model: &mut Model, first: &Recording, known: Known, notices: &mut Vec<String>) -> usize {
    let Some(layer) = model.classifier.and_then(|layer| model.layer(layer)) else {
        // A summary has no predictions to show, and says how many images were predicted right.
        if first.summary().is_none() {
            notices.push(match known.count {
                0 => "neither labels nor names of categories, and no layer by the name of a classification layer: predictions cannot be shown; name one with --classification-layer".into(),
                count => format!("no layer is as wide as there are categories ({count}): predictions and accuracy cannot be shown; name one with --classification-layer"),
            });
        }
        return known.count;
    };
    let width = layer.neurons;
    if !able(layer, known, notices) {
        model.classifier = None;
        return known.count;
    }
    known.with_width(width)
}
