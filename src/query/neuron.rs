//! What one neuron responds to in one recording.

use super::{Analyst, CategoryMean, NeuronSummary, TOP_IMAGES};
use crate::analysis::rank::top_images;
use crate::analysis::tuning::{category_means, summarize};
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use crate::recording::Fault;

/// An image among a neuron's top images.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopImage {
    /// The image.
    pub image: ImageId,
    /// Its activation.
    pub activation: f64,
    /// Its ground truth.
    pub category: Option<CategoryId>,
    /// What the model takes it for.
    pub prediction: Option<CategoryId>,
}

impl TopImage {
    /// Whether ground truth and prediction are known and differ.
    pub fn is_wrong(&self) -> bool {
        self.category.is_some() && self.prediction.is_some() && self.category != self.prediction
    }
}

/// What one neuron responds to in one recording.
#[derive(Debug, Clone, PartialEq)]
pub struct NeuronAnswer {
    /// Maximum, mean and share of active images.
    pub summary: NeuronSummary,
    /// Up to 100 images by descending activation.
    pub top_images: Vec<TopImage>,
    /// Mean activation by category, `(n_categories)`.
    pub tuning: Vec<CategoryMean>,
}

pub(super) fn answer(
    analyst: &Analyst,
    recording: RecordingId,
    layer: LayerId,
    neuron: NeuronId,
) -> Result<NeuronAnswer, Fault> {
    let id = recording;
    let recording = analyst.recording(recording)?;
    let activations = recording.neuron(layer, neuron).map_err(|error| recording.fault(error))?;
    let top_images: Result<Vec<TopImage>, Fault> = top_images(activations.view(), TOP_IMAGES)
        .into_iter()
        .map(|ranked| {
            Ok(TopImage {
                image: ranked.id,
                activation: ranked.value,
                category: recording.category(ranked.id),
                prediction: analyst.prediction(id, ranked.id)?,
            })
        })
        .collect();
    let n_categories = analyst.set().categories.len();
    Ok(NeuronAnswer {
        summary: summarize(activations.view()),
        top_images: top_images?,
        tuning: category_means(activations.view(), recording.categories(), n_categories),
    })
}
