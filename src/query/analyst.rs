//! Whoever answers: holds the recordings and what is dear to compute twice.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ndarray::Array1;
use rayon::prelude::*;

use super::{Answer, Query, Scale, category, image, layer, neuron};
use crate::analysis::confusion;
use crate::analysis::layer::LayerTuning;
use crate::analysis::prediction::{Predicted, predict};
use crate::ids::{CategoryId, ImageId, LayerId, RecordingId};
use crate::recording::{Fault, FormatError, Recording, RecordingSet};

/// Images that are classified in one go.
const BLOCK: usize = 512;

/// What the neurons of a layer are divided by, once somebody has asked.
type Maxima = Arc<OnceLock<Result<Arc<Array1<f64>>, Fault>>>;

/// The predictions of every image of a recording.
pub(super) type Predictions = Arc<[Predicted]>;

/// Answers questions about a set of recordings; may be asked from several threads.
#[derive(Debug)]
pub struct Analyst {
    set: Arc<RecordingSet>,
    predictions: Vec<OnceLock<Result<Predictions, Fault>>>,
    maxima: Mutex<BTreeMap<LayerId, Maxima>>,
}

impl Analyst {
    /// Nothing is computed yet.
    pub fn new(set: Arc<RecordingSet>) -> Self {
        let predictions = set.recordings.iter().map(|_| OnceLock::new()).collect();
        Self { set, predictions, maxima: Mutex::default() }
    }

    /// The recordings.
    pub fn set(&self) -> &Arc<RecordingSet> {
        &self.set
    }

    /// Answers a query. Whatever goes wrong, even a panic, becomes [`Answer::Failed`].
    pub fn answer(&self, query: &Query) -> Answer {
        let answer = catch_unwind(AssertUnwindSafe(|| self.try_answer(query)));
        let failed = |fault| Answer::Failed(fault);
        answer.map_or_else(
            |_| {
                let error = FormatError::internal(format!("{query:?}"));
                failed(Fault { path: "deephys".into(), number: None, error })
            },
            |answer| answer.unwrap_or_else(failed),
        )
    }

    fn try_answer(&self, query: &Query) -> Result<Answer, Fault> {
        Ok(match *query {
            Query::Accuracy { recording } => Answer::Accuracy(self.accuracy(recording)?),
            Query::Neuron { recording, layer, neuron } => {
                Answer::Neuron(Arc::new(neuron::answer(self, recording, layer, neuron)?))
            }
            Query::Image { recording, layer, image, scale } => {
                let by = (layer, scale);
                Answer::Image(Arc::new(image::answer(self, recording, image, by)?))
            }
            Query::Category { recording, layer, category, scale } => {
                let by = (layer, scale);
                Answer::Category(Arc::new(category::answer(self, recording, category, by)?))
            }
        })
    }

    /// Share of images with a category that are predicted right; `None` without labels or a classification layer.
    pub fn accuracy(&self, recording: RecordingId) -> Result<Option<f64>, Fault> {
        let categories = self.recording(recording)?.categories();
        let predictions = self.predictions(recording)?;
        Ok(predictions.and_then(|predictions| confusion::accuracy(categories, &predictions)))
    }

    /// Images by ground truth (rows) and prediction (columns), both over all categories; `None` without a
    /// classification layer. Images without a label or a prediction are not counted.
    pub fn confusion(
        &self,
        recording: RecordingId,
    ) -> Result<Option<ndarray::Array2<usize>>, Fault> {
        let categories = self.recording(recording)?.categories();
        let predictions = self.predictions(recording)?;
        let n_categories = self.set.categories.len();
        Ok(predictions
            .map(|predictions| confusion::confusion(categories, &predictions, n_categories)))
    }

    /// Summary and tuning of every neuron of a layer. Reads the whole layer once.
    pub fn layer(&self, recording: RecordingId, layer: LayerId) -> Result<LayerTuning, Fault> {
        let recording = self.recording(recording)?;
        layer::tuning(recording, layer, self.set.categories.len())
            .map_err(|error| recording.fault(error))
    }

    /// One row a neuron and recording, scores against the reference. A recording that cannot be read has no rows
    /// and is told in `faults`.
    pub fn neurons(&self, layer: LayerId, faults: &mut Vec<Fault>) -> Vec<layer::NeuronRow> {
        layer::rows(self, layer, faults)
    }

    /// Category and confidence of every image; `None` without a classification layer. Computed once.
    pub(super) fn predictions(&self, recording: RecordingId) -> Result<Option<Predictions>, Fault> {
        let (Some(layer), Some(kept)) =
            (self.set.model.classifier, self.predictions.get(recording.index()))
        else {
            return Ok(None);
        };
        let recording = self.recording(recording)?;
        kept.get_or_init(|| predict_all(recording, layer).map_err(|error| recording.fault(error)))
            .clone()
            .map(Some)
    }

    /// What an image is taken for, without waiting for the predictions of all others; `None` without a
    /// classification layer.
    pub(super) fn prediction(
        &self,
        recording: RecordingId,
        image: ImageId,
    ) -> Result<Option<CategoryId>, Fault> {
        let Some(layer) = self.set.model.classifier else { return Ok(None) };
        let kept = self.predictions.get(recording.index()).and_then(OnceLock::get);
        if let Some(Ok(predictions)) = kept {
            return Ok(predictions.get(image.index()).and_then(|predicted| predicted.category));
        }
        let recording = self.recording(recording)?;
        let logits = recording.image(layer, image).map_err(|error| recording.fault(error))?;
        Ok(predict(logits.view()).category)
    }

    /// What every neuron of a layer is divided by, `(n_neurons)`: the reference's maxima, NaN where they are not
    /// above 0, or `None` for raw values.
    pub(super) fn divisors(
        &self,
        layer: LayerId,
        scale: Scale,
    ) -> Result<Option<Arc<Array1<f64>>>, Fault> {
        if scale == Scale::Raw {
            return Ok(None);
        }
        // The lock is held for the look-up only, not while a whole layer is read.
        let kept = {
            let mut maxima = self.maxima.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(maxima.entry(layer).or_default())
        };
        let found = kept.get_or_init(|| {
            let reference = self.recording(self.set.reference)?;
            let tuning =
                layer::tuning(reference, layer, 0).map_err(|error| reference.fault(error))?;
            Ok(Arc::new(tuning.max.mapv(|max| if max > 0. { max } else { f64::NAN })))
        });
        found.clone().map(Some)
    }

    /// A recording that must exist.
    pub(super) fn recording(&self, recording: RecordingId) -> Result<&Recording, Fault> {
        self.set.recording(recording).map(AsRef::as_ref).ok_or_else(|| Fault {
            path: format!("recording {recording}"),
            number: None,
            error: FormatError::internal("it is not open"),
        })
    }
}

fn predict_all(recording: &Recording, layer: LayerId) -> Result<Predictions, FormatError> {
    let n_images = recording.n_images();
    let blocks: Result<Vec<Vec<Predicted>>, FormatError> = (0..n_images.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let images = block * BLOCK..((block + 1) * BLOCK).min(n_images);
            let logits = recording.images(layer, images)?;
            Ok(logits.outer_iter().map(predict).collect())
        })
        .collect();
    Ok(blocks?.into_iter().flatten().collect())
}
