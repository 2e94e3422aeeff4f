//! How often two categories are taken for one another, and which neurons carry both.

use ndarray::{Array1, Zip};

use super::carriers::{means, of_category, top};
use super::category::of_summary;
use super::{Analyst, Ranked, Scale};
use crate::analysis::confusion::{category_accuracy, taken_for};
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use crate::recording::Fault;

/// How often two categories are taken for one another, and which neurons of a layer carry them.
#[derive(Debug, Clone, PartialEq)]
pub struct CategoryPairAnswer {
    /// Images of the category and of the other one.
    pub images: [usize; 2],
    /// Shares of them that are predicted right; `None` without images or a classification layer.
    pub accuracy: [Option<f64>; 2],
    /// Images of the other category that are taken for this one, the most confident first; `None` without labels or
    /// a classification layer.
    pub false_positives: Option<Vec<ImageId>>,
    /// Images of this category that are taken for the other one, likewise.
    pub false_negatives: Option<Vec<ImageId>>,
    /// Up to 25 neurons by descending mean activation over the images of both.
    pub top_neurons: Vec<Ranked<NeuronId>>,
    /// The same over the false positives; empty without any.
    pub positive_neurons: Vec<Ranked<NeuronId>>,
    /// The same over the false negatives; empty without any.
    pub negative_neurons: Vec<Ranked<NeuronId>>,
}

pub(super) fn answer(
    analyst: &Analyst,
    recording: RecordingId,
    (category, other): (CategoryId, CategoryId),
    (layer, scale): (LayerId, Scale),
) -> Result<CategoryPairAnswer, Fault> {
    let divisors = analyst.divisors(layer, scale)?;
    let divisors = divisors.as_deref();
    let predictions = analyst.predictions(recording)?;
    let id = recording;
    let recording = analyst.recording(recording)?;
    let truths = analyst.truths(id)?;
    let predictions = predictions.as_deref().filter(|_| recording.has_labels());
    let (images, of_both) = if recording.summary().is_some() {
        let summary = analyst.summary(id, layer)?;
        together([category, other].map(|of| of_summary(&summary, of)))
    } else {
        let both = [category, other].map(|of| of_category(truths, of).collect::<Vec<ImageId>>());
        ([both[0].len(), both[1].len()], means(recording, layer, &both.concat())?)
    };
    let taken = |truth, for_| predictions.map(|made| taken_for(truths, made, (truth, for_)));
    let (false_positives, false_negatives) = (taken(other, category), taken(category, other));
    let carriers = |images: Option<&Vec<ImageId>>| match images {
        Some(images) => Ok(top(means(recording, layer, images)?, divisors)),
        None => Ok(Vec::new()),
    };
    let accuracy = |of| predictions.and_then(|made| category_accuracy(truths, made, of));
    Ok(CategoryPairAnswer {
        images,
        accuracy: [accuracy(category), accuracy(other)],
        positive_neurons: carriers(false_positives.as_ref())?,
        negative_neurons: carriers(false_negatives.as_ref())?,
        false_positives,
        false_negatives,
        top_neurons: top(of_both, divisors),
    })
}

/// The means over the images of two categories together, from those of each. A neuron whose activations are not
/// all finite is weighed as if they were: a summary does not count them by category.
fn together(of: [(usize, Array1<f64>); 2]) -> ([usize; 2], Array1<f64>) {
    let [(images, mut means), (other_images, other_means)] = of;
    Zip::from(&mut means).and(&other_means).for_each(|mean, &other| {
        let (n, m) = (images as f64, other_images as f64);
        *mean = match (mean.is_nan(), other.is_nan()) {
            (_, true) => *mean,
            (true, false) => other,
            (false, false) => (*mean * n + other * m) / (n + m),
        };
    });
    ([images, other_images], means)
}
