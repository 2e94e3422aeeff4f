//! Whoever answers: holds the recordings and what is dear to compute twice.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ndarray::Array1;
use rayon::prelude::*;

use super::kept::{self, Kept};
use super::summaries::Summaries;
use super::{
    Answer, ImageFilter, KeptImages, LayerAnswer, LayerLineAnswer, NULL_BLOCK, Normalizer,
    NullAnswer, Query, Scale, alike, category, category_pair, image, images, label_order, layer,
    layer_line, layer_once, matrix, neuron, normalizer, notices, picked, summary, tunings,
};
use crate::analysis::confusion;
use crate::analysis::matrix::Matrix;
use crate::analysis::outputs::Outputs;
use crate::analysis::prediction::Predicted;
use crate::analysis::summary::LayerSummary;
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use crate::log;
use crate::recording::{Fault, FormatError, Progress, Recording, RecordingSet, RightImages};
use crate::store::{Key, Store};

/// Images that are classified in one go.
const BLOCK: usize = 512;

/// Activations of a layer that is read once more for a few of its neurons.
const MOST_READ_TWICE: usize = 1 << 28;

/// What the neurons of a layer are divided by, once somebody has asked.
type Divisors = Arc<OnceLock<Result<Arc<Array1<f64>>, Fault>>>;

/// The predictions of every image of a recording.
pub(super) type Predictions = Arc<[Predicted]>;

/// Whoever answers under a filter of images, once it is known which images pass.
type Narrowed = Arc<OnceLock<Arc<Analyst>>>;

/// Answers questions about a set of recordings; may be asked from several threads.
#[derive(Debug)]
pub struct Analyst {
    set: Arc<RecordingSet>,
    /// By recording the images that this one knows of; `None` is all.
    kept: Option<Vec<Result<Arc<KeptImages>, Fault>>>,
    /// The filter that was asked under last.
    narrowed: Mutex<Option<(ImageFilter, Narrowed)>>,
    predictions: Vec<OnceLock<Result<Predictions, Fault>>>,
    /// By recording what its classification layer holds, once somebody has asked.
    outputs: Vec<OnceLock<Outputs>>,
    pub(super) divisors: Mutex<BTreeMap<(Normalizer, LayerId), Divisors>>,
    summaries: Summaries,
    /// Of the first neurons of a layer that was read without a summary being kept.
    first: Mutex<BTreeMap<(RecordingId, LayerId), Arc<LayerSummary>>>,
    store: Store,
}

impl Analyst {
    /// Nothing is computed yet; what is dear to compute is looked for and kept in `store`.
    pub fn new(set: Arc<RecordingSet>, store: Store) -> Self {
        let predictions = set.recordings.iter().map(|_| OnceLock::new()).collect();
        let outputs = set.recordings.iter().map(|_| OnceLock::new()).collect();
        let (divisors, summaries) = (Mutex::default(), Summaries::default());
        let (kept, narrowed, first) = (None, Mutex::default(), Mutex::default());
        Self { set, kept, narrowed, predictions, outputs, divisors, summaries, first, store }
    }

    /// The same about the same recordings with another reference; what does not depend on the reference is not computed
    /// again.
    #[must_use]
    pub fn referring_to(&self, set: Arc<RecordingSet>) -> Self {
        Self {
            predictions: self.predictions.clone(),
            summaries: self.summaries.made(),
            ..Self::new(set, self.store.clone())
        }
    }

    /// The same for the images that pass a filter alone. Nothing of it is kept in the store: there are too many filters.
    fn narrowed_to(&self, filter: ImageFilter) -> Self {
        let ids = (0..self.set.recordings.len()).map(RecordingId);
        let kept = ids.map(|recording| images::kept(self, recording, filter).map(Arc::new));
        Self {
            kept: Some(kept.collect()),
            predictions: self.predictions.clone(),
            ..Self::new(Arc::clone(&self.set), Store::disabled())
        }
    }

    /// Whoever answers under a filter; made when it is first asked under.
    fn under(&self, filter: ImageFilter) -> Arc<Self> {
        // The lock is held for the look-up only, not while images are chosen.
        let narrowed = {
            let mut known = self.narrowed.lock().unwrap_or_else(PoisonError::into_inner);
            match &*known {
                Some((of, narrowed)) if *of == filter => Arc::clone(narrowed),
                _ => {
                    let narrowed = Narrowed::default();
                    let old = known.replace((filter, Arc::clone(&narrowed)));
                    drop(known);
                    leave(old);
                    narrowed
                }
            }
        };
        Arc::clone(narrowed.get_or_init(|| Arc::new(self.narrowed_to(filter))))
    }

    /// Whoever answers under a filter, if anybody does already.
    fn known_under(&self, filter: ImageFilter) -> Option<Arc<Self>> {
        let known = self.narrowed.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(of, _)| *of == filter)?.1.get().map(Arc::clone)
    }

    /// Answers a query as if the recordings held no other images than those that pass a filter.
    pub fn answer_under(&self, filter: ImageFilter, query: &Query) -> Answer {
        if filter.is_some() { self.under(filter).answer(query) } else { self.answer(query) }
    }

    /// The images of a recording that count here; `None` is all.
    pub(super) fn kept(&self, recording: RecordingId) -> Result<Option<&KeptImages>, Fault> {
        match self.kept.as_ref().and_then(|kept| kept.get(recording.index())) {
            None => Ok(None),
            Some(Ok(kept)) => Ok(Some(kept)),
            Some(Err(fault)) => Err(fault.clone()),
        }
    }

    /// Ground truth of every image of a recording, `(n_images)`; `None` too for those that do not count here.
    pub(super) fn truths(&self, recording: RecordingId) -> Result<&[Option<CategoryId>], Fault> {
        Ok(match self.kept(recording)? {
            Some(kept) => kept.truths(),
            None => self.recording(recording)?.categories(),
        })
    }

    /// The activations of a neuron, `(n_images)`; NaN for images that do not count here. And how many those are.
    pub(super) fn activations(
        &self,
        id: RecordingId,
        (layer, neuron): (LayerId, NeuronId),
    ) -> Result<(Array1<f64>, usize), Fault> {
        let recording = self.recording(id)?;
        let kept = self.kept(id)?;
        let mut activations =
            recording.neuron(layer, neuron).map_err(|error| recording.fault(error))?;
        let Some(kept) = kept else { return Ok((activations, 0)) };
        for (activation, is_kept) in activations.iter_mut().zip(kept.flags()) {
            *activation = if *is_kept { *activation } else { f64::NAN };
        }
        Ok((activations, kept.flags().len() - kept.count()))
    }

    /// The recordings.
    pub fn set(&self) -> &Arc<RecordingSet> {
        &self.set
    }

    /// Answers a query. Whatever goes wrong, even a panic, becomes [`Answer::Failed`].
    pub fn answer(&self, query: &Query) -> Answer {
        let timed = log::timed(|| format!("query {query:?}"));
        let answer = catch_unwind(AssertUnwindSafe(|| self.try_answer(query)));
        drop(timed);
        if let Ok(Err(fault)) = &answer {
            log::say(|| format!("error: {fault}"));
        }
        let failed = |fault| Answer::Failed(fault);
        answer.map_or_else(
            |_| {
                let error = FormatError::internal(format!("{query:?}"));
                failed(Fault { path: "deephys".into(), number: None, error })
            },
            |answer| answer.unwrap_or_else(failed),
        )
    }

    /// An answer for which a layer is read; [`Answer::Stopped`] when the passes over it were stopped meanwhile.
    fn unless_stopped(
        &self,
        layer: LayerId,
        answer: impl FnOnce() -> Result<Answer, Fault>,
    ) -> Result<Answer, Fault> {
        // Asked for before: attending to the layer again begins a new one.
        let progress = self.summaries.progress(layer);
        let answer = answer();
        if progress.is_cancelled() { Ok(Answer::Stopped) } else { answer }
    }

    fn try_answer(&self, query: &Query) -> Result<Answer, Fault> {
        Ok(match *query {
            Query::Accuracy { recording } => Answer::Accuracy(self.accuracy(recording)?),
            Query::Neuron { recording, layer, neuron } => {
                Answer::Neuron(Arc::new(neuron::answer(self, recording, layer, neuron)?))
            }
            Query::Verdict { recording, layer, neuron } => {
                Answer::Verdict(Arc::new(neuron::verdict(self, recording, layer, neuron)?))
            }
            Query::Image { recording, layer, image, scale } => {
                let by = (layer, scale);
                Answer::Image(Arc::new(image::answer(self, recording, image, by)?))
            }
            Query::Responses { recording, layer, image, scale, listed_by } => {
                let by = (layer, scale);
                Answer::Responses(image::responses(self, recording, (image, listed_by), by)?.into())
            }
            Query::Category { recording, layer, category, scale } => {
                let by = (layer, scale);
                Answer::Category(Arc::new(category::answer(self, recording, category, by)?))
            }
            Query::CategoryPair { recording, layer, category, other, scale } => {
                let (pair, by) = ((category, other), (layer, scale));
                Answer::CategoryPair(Arc::new(category_pair::answer(self, recording, pair, by)?))
            }
            Query::Picked { recording, layer, picked, scale } => {
                let by = (layer, scale);
                Answer::Picked(picked::answer(self, recording, picked, by)?.into())
            }
            Query::KeptImages { recording } => Answer::KeptImages(self.kept_or_all(recording)?),
            Query::PixelSize { recording, image } => {
                Answer::PixelSize(image::size_px(self.recording(recording)?, image)?)
            }
            Query::Matrix { recording } => {
                Answer::Matrix(Arc::new(matrix::answer(self, recording)?))
            }
            Query::Clusters => Answer::Clusters(matrix::order(self).into()),
            Query::Layer { layer } => self.unless_stopped(layer, || {
                Ok(Answer::Layer(Arc::new(layer::answer(self, layer))))
            })?,
            Query::Tunings { layer } => self.unless_stopped(layer, || {
                Ok(Answer::Tunings(Arc::new(tunings::answer(self, layer)?)))
            })?,
            Query::LayerLine { layer } => self.unless_stopped(layer, || {
                Ok(Answer::LayerLine(Arc::new(layer_line::answer(self, layer))))
            })?,
            Query::Standing { recording, layer, block } => self.unless_stopped(layer, || {
                Ok(Answer::Standing(layer::standing(self, recording, (layer, block))?))
            })?,
            Query::Alike { layer } => Answer::Alike(alike::notices(self, layer).into()),
            Query::Notices { layer } => {
                let outputs = self.output_notices().into_iter();
                Answer::Notices(outputs.chain(self.look_notices(layer)).collect())
            }
            Query::LabelOrder { layer } => self.unless_stopped(layer, || {
                Ok(Answer::Notices(self.label_order(layer).into_iter().map(|of| of.1).collect()))
            })?,
            Query::Null { layer, block } => self.unless_stopped(layer, || {
                Ok(Answer::Null(Arc::new(layer::null(self, layer, block)?)))
            })?,
        })
    }

    /// The images of a recording that count here, all of them without a filter.
    fn kept_or_all(&self, recording: RecordingId) -> Result<Arc<KeptImages>, Fault> {
        match self.kept.as_ref().and_then(|kept| kept.get(recording.index())) {
            Some(kept) => kept.clone(),
            None => Ok(Arc::new(images::kept(self, recording, ImageFilter::NONE)?)),
        }
    }

    /// Share of images with a category that are predicted right; `None` without labels or a classification layer.
    pub fn accuracy(&self, recording: RecordingId) -> Result<Option<f64>, Fault> {
        if let Some(summary) = self.recording(recording)?.summary() {
            return Ok(summary.about.right.and_then(RightImages::share));
        }
        let categories = self.truths(recording)?;
        let predictions = self.predictions(recording)?;
        Ok(predictions.and_then(|predictions| confusion::accuracy(categories, &predictions)))
    }

    /// Images by ground truth (rows) and prediction (columns), both over all categories; `None` without a
    /// classification layer. Images without a label or a prediction are not counted.
    pub fn confusion(
        &self,
        recording: RecordingId,
    ) -> Result<Option<ndarray::Array2<usize>>, Fault> {
        let of = self.recording(recording)?;
        if of.summary().is_some() {
            return Err(of.fault(FormatError::no_single("predictions")));
        }
        let categories = self.truths(recording)?;
        let predictions = self.predictions(recording)?;
        let n_categories = self.set.categories.len();
        Ok(predictions
            .map(|predictions| confusion::confusion(categories, &predictions, n_categories)))
    }

    /// The summary of a layer of a recording: made by one pass over the layer, or found where it was kept.
    pub fn summary(
        &self,
        recording: RecordingId,
        layer: LayerId,
    ) -> Result<Arc<LayerSummary>, Fault> {
        // The lock is held for the look-up only, not while a whole layer is read.
        let kept = self.summaries.of(recording, layer);
        let mut place = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(summary) = &*place {
            return Ok(Arc::clone(summary));
        }
        let of = self.recording(recording)?;
        let n_categories = self.set.categories.len();
        let summary = if let Some(file) = of.summary() {
            kept::of_file(of, file, (layer, n_categories))
        } else {
            let progress = self.summaries.begin(recording, layer);
            self.found_or_made((recording, layer), 0, &progress)?
        };
        let summary = Arc::new(summary.map_err(|error| of.fault(error))?);
        *place = Some(Arc::clone(&summary));
        Ok(summary)
    }

    /// How far the passes over a layer are.
    pub(super) fn progress(&self, layer: LayerId) -> Arc<Progress> {
        self.summaries.progress(layer)
    }

    /// Where dear answers are kept.
    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    /// What the summary of a layer is kept under; `None` if it is not.
    pub(super) fn summary_key(&self, recording: RecordingId, layer: LayerId) -> Option<Key> {
        let of = self.recording(recording).ok().filter(|of| of.summary().is_none())?;
        self.stored(of, layer).key(self.set.categories.len(), 0)
    }

    /// What is kept of a layer. Which images are predicted wrongly is part of it where that can be known.
    fn stored<'a>(&'a self, recording: &'a Recording, layer: LayerId) -> Kept<'a> {
        let classifier = self.set.model.classifier.filter(|_| recording.has_labels());
        Kept { store: &self.store, recording, layer, classifier }
    }

    /// The summary of a recording that is the part of a whole which begins at `first_image`: from the store, or by a
    /// pass that may be stopped with `progress`.
    fn found_or_made(
        &self,
        (recording, layer): (RecordingId, LayerId),
        first_image: usize,
        progress: &Progress,
    ) -> Result<Result<LayerSummary, FormatError>, Fault> {
        let of = self.recording(recording)?;
        let n_categories = self.set.categories.len();
        let kept = self.stored(of, layer);
        let key = kept.key(n_categories, first_image);
        if let Some(summary) = kept.find(key.as_ref(), (n_categories, first_image)) {
            return Ok(Ok(summary));
        }
        let wrong = self.wrong(recording)?;
        let how = (n_categories, wrong.as_deref(), first_image);
        let summary = summary::summarize((of, self.kept(recording)?), layer, how, progress);
        if let Ok(summary) = &summary {
            // Not if the files changed while they were read.
            let key = key.filter(|key| kept.key(n_categories, first_image).as_ref() == Some(key));
            kept.put(key.as_ref(), summary);
        }
        Ok(summary)
    }

    /// The summary of the images from `first_image` on of a whole; see [`summary`](Self::summary).
    pub fn shard(
        &self,
        (recording, layer): (RecordingId, LayerId),
        first_image: usize,
    ) -> Result<LayerSummary, Fault> {
        let of = self.recording(recording)?;
        let progress = self.summaries.progress(layer);
        let summary = self.found_or_made((recording, layer), first_image, &progress)?;
        summary.map_err(|error| of.fault(error))
    }

    /// Every neuron of a layer in every recording, and against the reference.
    pub fn layer(&self, layer: LayerId) -> LayerAnswer {
        layer::answer(self, layer)
    }

    /// The same for somebody who asks nothing else: unless it will be kept in the store, no summary is.
    pub fn layer_once(&self, layer: LayerId) -> LayerAnswer {
        if self.store.is_enabled() { self.layer(layer) } else { layer_once::answer(self, layer) }
    }

    /// Where the spurious scores of all neurons stand among those that no shift would make, one a neuron and
    /// recording, the recordings in the given order within each neuron; `None` where undefined.
    pub fn null_percentiles(
        &self,
        layer: LayerId,
        recordings: &[RecordingId],
    ) -> Result<Vec<Option<f64>>, Fault> {
        let n_neurons = self.summary(self.set.reference, layer)?.n_neurons();
        let blocks: Result<Vec<NullAnswer>, Fault> = (0..n_neurons.div_ceil(NULL_BLOCK))
            .into_par_iter()
            .map(|block| layer::null(self, layer, block))
            .collect();
        let neurons = blocks?.into_iter().flat_map(|block| block.percentiles);
        let of = |percentiles: Vec<Option<f64>>| {
            let of =
                |recording: &RecordingId| percentiles.get(recording.index()).copied().flatten();
            recordings.iter().map(of).collect::<Vec<_>>()
        };
        Ok(neurons.flat_map(of).collect())
    }

    /// A notice for each recording whose images do not look independent in a layer, and that nothing groups.
    pub fn alike_notices(&self, layer: LayerId) -> Vec<String> {
        alike::notices(self, layer)
    }

    /// Whether only some images count here.
    pub(super) fn has_filter(&self) -> bool {
        self.kept.is_some()
    }

    /// A layer in one line a recording.
    pub fn layer_line(&self, layer: LayerId) -> LayerLineAnswer {
        layer_line::answer(self, layer)
    }

    /// Ends all that is going on: whatever is being read or asked for from now on fails.
    pub fn stop(&self) {
        self.summaries.stop();
        leave(self.narrowed.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// The share of all passes that is done, 0 to 1; `None` before one has begun.
    pub fn share_of_all(&self) -> Option<f64> {
        self.summaries.share()
    }

    /// Passes over other layers than this one, or under other filters, are stopped, and their summaries forgotten.
    pub fn attend(&self, layer: LayerId, filter: ImageFilter) {
        self.summaries.attend(layer);
        if let Some(narrowed) = self.known_under(filter) {
            return narrowed.attend(layer, ImageFilter::NONE);
        }
        let mut known = self.narrowed.lock().unwrap_or_else(PoisonError::into_inner);
        let old = known.take_if(|(of, _)| *of != filter);
        drop(known);
        leave(old);
    }

    /// Stops the passes over a layer under a filter, until it is attended to again.
    pub fn cancel(&self, layer: LayerId, filter: ImageFilter) {
        match self.known_under(filter) {
            Some(narrowed) => narrowed.summaries.cancel(layer),
            None => self.summaries.cancel(layer),
        }
    }

    /// The share of the passes over a layer under a filter that is done, 0 to 1; `None` before one has begun.
    pub fn share_done(&self, layer: LayerId, filter: ImageFilter) -> Option<f64> {
        if filter.is_some() {
            return self.known_under(filter)?.share_done(layer, ImageFilter::NONE);
        }
        self.summaries.progress(layer).share()
    }

    /// The same of the pass over the layer of each recording.
    pub fn shares_done(&self, layer: LayerId, filter: ImageFilter) -> Vec<Option<f64>> {
        let narrowed = self.known_under(filter);
        let summaries = narrowed.as_ref().map_or(&self.summaries, |narrowed| &narrowed.summaries);
        let recordings = (0..self.set.recordings.len()).map(RecordingId);
        recordings.map(|recording| summaries.share_of(recording, layer)).collect()
    }

    /// Which images of a recording are predicted wrongly; `None` without labels or a classification layer.
    pub(super) fn wrong(&self, recording: RecordingId) -> Result<Option<Vec<bool>>, Fault> {
        let of = self.recording(recording)?;
        if !of.has_labels() {
            return Ok(None);
        }
        let predictions = self.predictions(recording)?;
        Ok(predictions.map(|predictions| {
            let images = of.categories().iter().zip(predictions.iter());
            images
                .map(|(truth, predicted)| {
                    truth.is_some() && predicted.category.is_some() && *truth != predicted.category
                })
                .collect()
        }))
    }

    /// Category and confidence of every image; `None` without a classification layer. Computed once.
    pub(super) fn predictions(&self, recording: RecordingId) -> Result<Option<Predictions>, Fault> {
        let (Some(layer), Some(kept)) =
            (self.set.model.classifier, self.predictions.get(recording.index()))
        else {
            return Ok(None);
        };
        let id = recording;
        let recording = self.recording(recording)?;
        if recording.summary().is_some() {
            return Ok(None);
        }
        kept.get_or_init(|| {
            let outputs = self.outputs(id)?;
            let made = predict_all(recording, (layer, outputs), &self.summaries);
            made.map_err(|error| recording.fault(error))
        })
        .clone()
        .map(Some)
    }

    /// What the classification layer of a recording holds, from a sample of its rows; logits without such a layer.
    pub(super) fn outputs(&self, recording: RecordingId) -> Result<Outputs, Fault> {
        let known = self.outputs.get(recording.index());
        let (Some(layer), Some(known)) = (self.set.model.classifier, known) else {
            return Ok(Outputs::Logits);
        };
        // One output may be the logit of the only category that there is.
        if self.set.categories.len() < 2 {
            return Ok(Outputs::Logits);
        }
        if let Some(outputs) = known.get() {
            return Ok(*outputs);
        }
        let recording = self.recording(recording)?;
        let sample = notices::sample(recording, layer).map_err(|error| recording.fault(error))?;
        Ok(*known.get_or_init(|| Outputs::of(sample.view())))
    }

    /// What a layer looks like, where "active" and "dead" have another sense than behind a `ReLU`; from a few rows of each
    /// recording.
    pub fn look_notices(&self, layer: LayerId) -> Vec<String> {
        notices::of_layer(self, layer)
    }

    /// What the classification layer holds, unless it is logits; from a few rows of each recording.
    pub fn output_notices(&self) -> Vec<String> {
        notices::of_outputs(self)
    }

    /// The recordings whose labels are in another order, as far as a layer can tell, each with a sentence.
    pub fn label_order(&self, layer: LayerId) -> Vec<(RecordingId, String)> {
        label_order::notices(self, layer)
    }

    /// How often each category is taken for each; `None` without labels or a classification layer.
    pub(super) fn matrix(&self, recording: RecordingId) -> Result<Option<Matrix>, Fault> {
        Ok(matrix::answer(self, recording)?.matrix)
    }

    /// A summary of the layer, or of its first neurons where none is kept and a whole one would be read for them.
    pub(super) fn summary_of_some(
        &self,
        recording: RecordingId,
        layer: LayerId,
    ) -> Result<Arc<LayerSummary>, Fault> {
        let of = self.recording(recording)?;
        let is_made = || self.summaries.is_made(recording, layer);
        if self.store.is_enabled() || of.summary().is_some() || is_made() {
            return self.summary(recording, layer);
        }
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = first.get(&(recording, layer)) {
            return Ok(Arc::clone(first));
        }
        drop(first);
        let width = self.set.model.layer(layer).map_or(0, |info| info.neurons);
        if of.n_images().saturating_mul(width) > MOST_READ_TWICE {
            return Err(of.fault(FormatError::no_single("neurons at hand")));
        }
        let how = (self.set.categories.len(), None, 0);
        let progress = self.summaries.progress(layer);
        let some = summary::of_first((of, self.kept(recording)?), layer, how, &progress);
        some.map(Arc::new).map_err(|error| of.fault(error))
    }

    /// Keeps the summaries of the first neurons of a layer, one a recording, for [`Self::summary_of_some`].
    pub(super) fn keep_first(
        &self,
        layer: LayerId,
        summaries: impl Iterator<Item = (RecordingId, Arc<LayerSummary>)>,
    ) {
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        first.extend(summaries.map(|(recording, summary)| ((recording, layer), summary)));
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
        let id = recording;
        let recording = self.recording(recording)?;
        if recording.summary().is_some() {
            return Ok(None);
        }
        let row = recording.image(layer, image).map_err(|error| recording.fault(error))?;
        Ok(self.outputs(id)?.predict(row.view()).category)
    }

    /// What every neuron of a layer is divided by, `(n_neurons)`, NaN where that is not above 0; `None` for raw values.
    pub(super) fn divisors(
        &self,
        layer: LayerId,
        scale: Scale,
    ) -> Result<Option<Arc<Array1<f64>>>, Fault> {
        let Scale::By(normalizer) = scale else { return Ok(None) };
        normalizer::divisors(self, layer, normalizer).map(Some)
    }

    /// A recording that must exist.
    pub(super) fn recording(&self, recording: RecordingId) -> Result<&Recording, Fault> {
        // One of which nobody knows which images count is as good as closed.
        self.kept(recording)?;
        self.set.recording(recording).map(AsRef::as_ref).ok_or_else(|| Fault {
            path: format!("recording {recording}"),
            number: None,
            error: FormatError::internal("it is not open"),
        })
    }
}

/// Ends whatever is going on for a filter that nobody asks under any more.
fn leave(narrowed: Option<(ImageFilter, Narrowed)>) {
    if let Some(analyst) = narrowed.as_ref().and_then(|(_, narrowed)| narrowed.get()) {
        analyst.stop();
    }
}

fn predict_all(
    recording: &Recording,
    (layer, outputs): (LayerId, Outputs),
    summaries: &Summaries,
) -> Result<Predictions, FormatError> {
    let n_images = recording.n_images();
    let blocks: Result<Vec<Vec<Predicted>>, FormatError> = (0..n_images.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            if summaries.is_ended() {
                return Err(FormatError::invalid("reading", "was stopped"));
            }
            let images = block * BLOCK..((block + 1) * BLOCK).min(n_images);
            let rows = recording.images(layer, images)?;
            Ok(rows.outer_iter().map(|row| outputs.predict(row)).collect())
        })
        .collect();
    Ok(blocks?.into_iter().flatten().collect())
}
