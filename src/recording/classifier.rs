//! Which layer classifies, how many categories there are, and what they are called.

use super::Recording;
use super::categories::clean;
use super::lookup::SetError;
use super::model::{LayerInfo, Model};
use crate::ids::LayerId;

/// Names of layers that hold predictions and nothing else; the first is taken before the others.
const CERTAIN: [&str; 13] = [
    "output",
    "outputs",
    "logits",
    "logit",
    "classification",
    "probs",
    "probabilities",
    "softmax",
    "log_probs",
    "log_softmax",
    "logsoftmax",
    "predictions",
    "pred",
];

/// Names that other layers have, too.
const LIKELY: [&str; 7] = ["classifier", "fc", "head", "score", "scores", "preds", "proba"];

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
    let of_reference = known_categories([reference]).count;
    let Some(choice) = choice(model, of_reference, known) else { return Ok(None) };
    notices.extend(doubt(model, choice));
    Ok(Some(LayerId(choice.layer)))
}

/// A layer that is taken for the classifier.
#[derive(Debug, Clone, Copy)]
struct Choice {
    layer: usize,
    /// The place of its name among those of classifiers; `None` where its width alone speaks for it.
    name: Option<usize>,
}

/// By name before width, as far as the width fits the number of categories: that of the reference, then that of all
/// recordings. One neuron is wide enough for two categories.
fn choice(model: &Model, of_reference: usize, known: Known) -> Option<Choice> {
    let mut named: Vec<Choice> = (0..model.layers.len())
        .filter_map(|layer| {
            Some(Choice { layer, name: Some(place(&model.layers.get(layer)?.name)?) })
        })
        .collect();
    named.sort_by_key(|of| (of.name, std::cmp::Reverse(of.layer)));
    let width = |of: &Choice| model.layers.get(of.layer).map_or(0, |layer| layer.neurons);
    let find = |fits: &dyn Fn(&Choice) -> bool| named.iter().copied().find(|of| fits(of));
    let by_width = |wanted: usize| {
        let layer = model.layers.iter().rposition(|layer| layer.neurons == wanted)?;
        Some(Choice { layer, name: None })
    };
    // The layer may know categories that no image has, unless these are all that have names.
    let is_wide = |of: &Choice| !known.are_named && width(of) >= known.count;
    let is_certain = |of: &Choice| of.name.is_some_and(|place| place < CERTAIN.len());
    find(&|of| width(of) == of_reference)
        .or_else(|| find(&|of| width(of) == known.count))
        .or_else(|| find(&|of| width(of) == 1 && known.count <= 2))
        .or_else(|| find(&|of| is_certain(of) && is_wide(of)))
        .or_else(|| by_width(of_reference))
        .or_else(|| by_width(known.count))
        .or_else(|| find(&is_wide))
}

impl LayerInfo {
    /// Whether its name is one that layers with predictions have, such as `output` or `model.fc`.
    pub fn is_called_classifier(&self) -> bool {
        place(&self.name).is_some()
    }
}

/// The place of a layer's name among those of classifiers: the whole name or its last part, as in `model.fc` and
/// `classifier.6`, in letters of any case.
fn place(name: &str) -> Option<usize> {
    let name = name.to_lowercase().replace('-', "_");
    let mut parts = name.split(['.', '/', ':']).filter(|part| part.parse::<usize>().is_err());
    let last = parts.next_back()?;
    CERTAIN.iter().chain(&LIKELY).position(|known| *known == last)
}

/// What speaks against a choice, if anything does: no name, or other layers that could be it as well.
fn doubt(model: &Model, Choice { layer, name }: Choice) -> Option<String> {
    let chosen = model.layers.get(layer)?;
    let others = model.layers.iter().enumerate().filter(|(other, of)| {
        let is_named = of.is_called_classifier();
        let could_be = is_named || name.is_none_or(|place| place >= CERTAIN.len());
        *other != layer && of.neurons == chosen.neurons && could_be
    });
    let others: Vec<String> = others.map(|(_, of)| format!("\"{}\"", of.name)).collect();
    let as_wide = match others.as_slice() {
        [] => String::new(),
        [one] => format!("; {one} is as wide"),
        many => format!("; {} are as wide", many.join(", ")),
    };
    let (taken, advice) = (&chosen.name, "if it is another, name it with --classification-layer");
    match name {
        None => Some(format!(
            "no layer is called output, logits, fc or the like: \"{taken}\" is taken for the classification layer because it is as wide as there are categories ({}){as_wide}; {advice}",
            chosen.neurons
        )),
        Some(_) if !others.is_empty() => Some(format!(
            "\"{taken}\" is taken for the classification layer by its name{as_wide}; {advice}"
        )),
        Some(_) => None,
    }
}

impl Known {
    /// How many categories a classifier that is so wide and the recordings speak of. One neuron is for two, unless
    /// there is a name for one alone.
    pub(super) fn with_width(self, width: usize) -> usize {
        let is_only_one = self.are_named && self.count == 1;
        self.count.max(if width == 1 && !is_only_one { 2 } else { width })
    }
}

/// Whether a classifier can tell the categories apart. If some are beyond its width that becomes a notice; one neuron
/// for more than two is no classifier.
pub(super) fn able(layer: &LayerInfo, known: Known, notices: &mut Vec<String>) -> bool {
    let (name, width, count) = (&layer.name, layer.neurons, known.count);
    if width == 1 && count > 2 {
        notices.push(format!(
            "the classification layer \"{name}\" has one neuron, which cannot tell {count} categories apart: predictions and accuracy cannot be shown; name another with --classification-layer"
        ));
        return false;
    }
    if width > 1 && width < count {
        notices.push(format!(
            "there are {count} categories, but the classification layer \"{name}\" has {width} neurons: images of category {width} and above are never predicted right"
        ));
    }
    true
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
