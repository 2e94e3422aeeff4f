//! Which layer classifies, how many categories there are, and what they are called.

use super::Recording;
use super::categories::clean;
use super::lookup::SetError;
use super::model::{LayerInfo, Model};
use crate::ids::LayerId;

/// Layers that are taken for the classifier when they are as wide as there are categories.
const CLASSIFIER_NAMES: [&str; 6] =
    ["output", "logits", "classification", "fc", "head", "classifier"];

/// How many categories the recordings speak of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) count: usize,
    are_named: bool,
}

pub(super) fn known_categories<'a>(
    recordings: impl IntoIterator<Item = &'a Recording> + Clone,
) -> Known {
    let named =
        recordings.clone().into_iter().map(|recording| recording.category_names.len()).max();
    let seen = recordings
        .clone()
        .into_iter()
        .flat_map(super::Recording::categories)
        .flatten()
        .map(|category| category.index() + 1)
        .max();
    let summarized = recordings.into_iter().filter_map(super::Recording::summary);
    let summarized = summarized.map(|summary| summary.about.categories).max();
    let named = named.unwrap_or(0);
    let count = named.max(seen.unwrap_or(0)).max(summarized.unwrap_or(0));
    Known { count, are_named: named > 0 }
}

pub(super) fn find_classifier(
    model: &Model,
    reference: &Recording,
    (known, wanted): (Known, Option<&str>),
    notices: &mut Vec<String>,
) -> Result<Option<LayerId>, SetError> {
    let called = |name: &str| model.layers.iter().position(|layer| layer.name == name);
    if let Some(wanted) = wanted {
        return model.find_layer(wanted).map(Some);
    }
    if let Some(stated) = reference.stated_classifier.as_deref() {
        if let Some(found) = called(stated) {
            return Ok(Some(LayerId(found)));
        }
        if reference.summary().is_some() {
            return Ok(None);
        }
        notices.push(format!(
            "the model names \"{stated}\" as its classification layer, but has no such layer"
        ));
    }
    // Out of distribution there may be categories that the network does not know.
    Ok(of_width(model, known_categories([reference]).count)
        .or_else(|| of_width(model, known.count))
        .or_else(|| {
            let is_wide = |layer: &LayerInfo| !known.are_named && layer.neurons >= known.count;
            by_name(model, is_wide)
        })
        .map(LayerId))
}

/// The layer of a classifier's name that is so wide, else the last that is.
fn of_width(model: &Model, width: usize) -> Option<usize> {
    by_name(model, |layer| layer.neurons == width)
        .or_else(|| model.layers.iter().rposition(|layer| layer.neurons == width))
}

fn by_name(model: &Model, fits: impl Fn(&LayerInfo) -> bool) -> Option<usize> {
    CLASSIFIER_NAMES
        .iter()
        .find_map(|name| model.layers.iter().position(|layer| layer.name == *name && fits(layer)))
}

/// The reference's names, then those of recordings that know more; differing names become notices.
pub(super) fn merge_names(
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
