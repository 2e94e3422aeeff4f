//! The summaries at hand: those of the layer that is looked at, each made once, and how far the passes are.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::analysis::summary::LayerSummary;
use crate::ids::{LayerId, RecordingId};
use crate::recording::Progress;

/// A summary once it is made. Whoever makes it holds the lock, so that others wait for it.
type Kept = Arc<Mutex<Option<Arc<LayerSummary>>>>;

/// Summaries by recording and layer.
#[derive(Debug, Default)]
pub(super) struct Summaries(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    kept: BTreeMap<(RecordingId, LayerId), Kept>,
    progress: BTreeMap<LayerId, Arc<Progress>>,
    /// The parts of these in each recording.
    parts: BTreeMap<(LayerId, RecordingId), Arc<Progress>>,
    is_ended: bool,
}

impl Summaries {
    /// Where the summary of a layer is or will be.
    pub(super) fn of(&self, recording: RecordingId, layer: LayerId) -> Kept {
        Arc::clone(self.lock().kept.entry((recording, layer)).or_default())
    }

    /// Whether the summary of a layer is made.
    pub(super) fn is_made(&self, recording: RecordingId, layer: LayerId) -> bool {
        let kept = self.lock().kept.get(&(recording, layer)).cloned();
        kept.is_some_and(|kept| kept.try_lock().is_ok_and(|summary| summary.is_some()))
    }

    /// Those that are made, for somebody else.
    pub(super) fn made(&self) -> Self {
        let inner = self.lock();
        let is_made = |kept: &Kept| kept.try_lock().is_ok_and(|summary| summary.is_some());
        let made = inner.kept.iter().filter(|(_, kept)| is_made(kept));
        let kept = made.map(|(of, kept)| (*of, Arc::clone(kept))).collect();
        Self(Mutex::new(Inner { kept, ..Inner::default() }))
    }

    /// How far the passes over a layer are, all recordings together.
    pub(super) fn progress(&self, layer: LayerId) -> Arc<Progress> {
        let mut inner = self.lock();
        let is_ended = inner.is_ended;
        let progress = Arc::clone(inner.progress.entry(layer).or_default());
        if is_ended {
            progress.cancel();
        }
        progress
    }

    /// Stops all passes, those that are yet to begin, too.
    pub(super) fn stop(&self) {
        let mut inner = self.lock();
        inner.is_ended = true;
        inner.progress.values().for_each(|progress| progress.cancel());
    }

    /// How far the pass over a layer of one recording is, from its beginning; a part of the passes over the layer.
    pub(super) fn begin(&self, recording: RecordingId, layer: LayerId) -> Arc<Progress> {
        let part = Arc::new(Progress::part_of(self.progress(layer)));
        self.lock().parts.insert((layer, recording), Arc::clone(&part));
        part
    }

    /// The share of the pass over a layer of one recording that is done; `None` before it has begun.
    pub(super) fn share_of(&self, recording: RecordingId, layer: LayerId) -> Option<f64> {
        let inner = self.lock();
        let kept = inner.kept.get(&(recording, layer));
        // Whoever makes it holds the lock.
        if kept.is_some_and(|kept| kept.try_lock().is_ok_and(|summary| summary.is_some())) {
            return Some(1.);
        }
        inner.parts.get(&(layer, recording))?.share()
    }

    /// Stops the passes over a layer; [`attend`](Self::attend) lets them begin anew.
    pub(super) fn cancel(&self, layer: LayerId) {
        if let Some(progress) = self.lock().progress.get(&layer) {
            progress.cancel();
        }
    }

    /// Whether all passes were stopped for good.
    pub(super) fn is_ended(&self) -> bool {
        self.lock().is_ended
    }

    /// The share of the passes over the layers that were begun last.
    pub(super) fn share(&self) -> Option<f64> {
        self.lock().progress.values().filter_map(|progress| progress.share()).reduce(f64::min)
    }

    /// Stops the passes over all other layers and forgets what is known of them; they are in the store.
    pub(super) fn attend(&self, layer: LayerId) {
        let mut inner = self.lock();
        for (_, progress) in inner.progress.iter().filter(|(other, _)| **other != layer) {
            progress.cancel();
        }
        inner.kept.retain(|(_, other), _| *other == layer);
        inner.parts.retain(|(other, _), _| *other == layer);
        let is_ended = inner.is_ended;
        let progress = inner.progress.entry(layer).or_default();
        if progress.is_cancelled() && !is_ended {
            *progress = Arc::default();
            inner.parts.clear();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
