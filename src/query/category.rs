//! What one category is confused with, and which neurons carry it.

use ndarray::Array1;

use super::carriers::{means, of_category, top};
use super::{Analyst, Confused, Ranked, Scale};
use crate::analysis::confusion::{category_accuracy, false_negatives, false_positives};
use crate::analysis::summary::LayerSummary;
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use crate::recording::Fault;

/// What one category is confused with, and which neurons of a layer carry it.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryAnswer {
    /// Images of this category.
    pub images: usize,
    /// Share of them that are predicted right; `None` without images or a classification layer.
    pub accuracy: Option<f64>,
    /// Images of other categories that are taken for this one; `None` without labels or a classification layer.
    pub false_positives: Option<Confused>,
    /// Images of this category that are taken for others; `None` without labels or a classification layer.
    pub false_negatives: Option<Confused>,
    /// What each of the false negatives is taken for, in their order.
    pub negatives_taken_for: Vec<CategoryId>,
    /// Up to 25 neurons by descending mean activation over the category's images.
    pub top_neurons: Vec<Ranked<NeuronId>>,
    /// The same over the false positives; empty without any.
    pub positive_neurons: Vec<Ranked<NeuronId>>,
    /// The same over the false negatives; empty without any.
    pub negative_neurons: Vec<Ranked<NeuronId>>,
}

pub(super) fn answer(
    analyst: &Analyst,
    recording: RecordingId,
    category: CategoryId,
    (layer, scale): (LayerId, Scale),
) -> Result<CategoryAnswer, Fault> {
    let divisors = analyst.divisors(layer, scale)?;
    let divisors = divisors.as_deref();
    let predictions = analyst.predictions(recording)?;
    let id = recording;
    let recording = analyst.recording(recording)?;
    let truths = analyst.truths(id)?;
    let (images, of_all) = if recording.summary().is_some() {
        of_summary(&*analyst.summary(id, layer)?, category)
    } else {
        let images: Vec<ImageId> = of_category(truths, category).collect();
        (images.len(), means(recording, layer, &images)?)
    };
    // Without ground truth nobody knows what is false.
    let predictions = predictions.as_deref().filter(|_| recording.has_labels());
    let false_positives = predictions.map(|made| false_positives(truths, made, category));
    let false_negatives = predictions.map(|made| false_negatives(truths, made, category));
    let negatives_taken_for = predictions
        .zip(false_negatives.as_ref())
        .map(|(made, confused)| {
            let taken = |image: &ImageId| made.get(image.index())?.category;
            confused.images.iter().filter_map(taken).collect()
        })
        .unwrap_or_default();
    let carriers = |confused: Option<&Confused>| match confused {
        Some(confused) => Ok(top(means(recording, layer, &confused.images)?, divisors)),
        None => Ok(Vec::new()),
    };
    Ok(CategoryAnswer {
        images,
        accuracy: predictions.and_then(|made| category_accuracy(truths, made, category)),
        positive_neurons: carriers(false_positives.as_ref())?,
        negative_neurons: carriers(false_negatives.as_ref())?,
        false_positives,
        false_negatives,
        negatives_taken_for,
        top_neurons: top(of_all, divisors),
    })
}

/// Images of a category, and the mean activation of every neuron over them, `(n_neurons)`, NaN where undefined.
pub(super) fn of_summary(summary: &LayerSummary, category: CategoryId) -> (usize, Array1<f64>) {
    let images = summary.category_images().get(category.index()).copied().unwrap_or(0);
    let means = summary.category_means(None);
    let is_there = category.index() < means.nrows();
    let unknown = || Array1::from_elem(summary.n_neurons(), f64::NAN);
    (images, if is_there { means.row(category.index()).to_owned() } else { unknown() })
}
