//! The recordings that have golden answers, and how an answer is compared.
#![expect(clippy::unwrap_used, reason = "a missing answer ends the test")]

use std::path::PathBuf;
use std::sync::Arc;

use deephys::analysis::prediction::{Predicted, predict};
use deephys::analysis::rank::Ranked;
use deephys::ids::{LayerId, RecordingId};
use deephys::query::{Analyst, LayerSummary, Own, RecordingLayer};
use deephys::recording::{Recording, RecordingSet};
use deephys::store::Store;
use ndarray::Array2;
use serde_json::Value;

use crate::support::{count, json, layer, list, open_paths, repository};

/// Recordings of one network, and the answers about them.
pub(crate) struct Golden {
    pub(crate) set: Arc<RecordingSet>,
    analyst: Analyst,
    answers: Value,
}

/// A recording and the answers about it.
pub(crate) struct Case<'a> {
    pub(crate) id: RecordingId,
    pub(crate) recording: &'a Recording,
    pub(crate) answers: &'a Value,
}

/// The colored fashion of `sample-data`.
pub(crate) fn fashion() -> Golden {
    golden("fashion", repository("sample-data"))
}

/// The colored MNIST of the fixtures.
pub(crate) fn mnist() -> Golden {
    golden("mnist", repository("tests/fixtures/golden/mnist"))
}

fn golden(name: &str, folder: PathBuf) -> Golden {
    let answers = json(&format!("tests/fixtures/golden/colored-{name}.json"));
    let mut set = open_paths(&[folder]);
    set.reference = set.find_recording(answers["ind"].as_str().unwrap()).unwrap();
    assert_eq!((set.recordings.len(), &set.faults, &set.notices), (4, &vec![], &vec![]));
    let set = Arc::new(set);
    Golden { analyst: Analyst::new(Arc::clone(&set), Store::disabled()), set, answers }
}

impl Golden {
    /// Whoever answers about them.
    pub(crate) fn analyst(&self) -> &Analyst {
        &self.analyst
    }

    /// Each of the four recordings with its answers.
    pub(crate) fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.set.recordings.iter().enumerate().map(|(id, recording)| {
            let answers = &self.answers["datasets"][&recording.name];
            assert_eq!(count(&answers["images"]), recording.n_images());
            Case { id: RecordingId(id), recording, answers }
        })
    }

    /// The recording that the others are compared with.
    pub(crate) fn reference(&self) -> &Recording {
        let name = self.answers["ind"].as_str().unwrap();
        self.set.recording(self.set.find_recording(name).unwrap()).unwrap()
    }

    /// The other recordings with the scores of each, by layer.
    pub(crate) fn pairs(&self) -> Vec<Case<'_>> {
        let pairs = self.answers["pairs"].as_object().unwrap();
        let pairs = pairs.iter().map(|(name, answers)| {
            let id = self.set.find_recording(name).unwrap();
            Case { id, recording: self.set.recording(id).unwrap(), answers }
        });
        pairs.collect()
    }
}

/// What the network takes every image for.
pub(crate) fn predictions(recording: &Recording) -> Vec<Predicted> {
    logits(recording).rows().into_iter().map(predict).collect()
}

/// The activations of the last layer, which classifies.
pub(crate) fn logits(recording: &Recording) -> Array2<f64> {
    layer(recording, recording.layers().count() - 1)
}

/// What one pass over a layer says of a recording.
pub(crate) struct Tuning {
    pub(crate) layer: RecordingLayer,
    pub(crate) summary: Arc<LayerSummary>,
    /// Mean activation, `(categories, neurons)`.
    pub(crate) means: Array2<f64>,
}

impl Tuning {
    pub(crate) fn own(&self, neuron: usize) -> &Own {
        &self.layer.own[neuron]
    }

    pub(crate) fn mean(&self, category: usize, neuron: usize) -> Option<f64> {
        Some(self.means[(category, neuron)]).filter(|mean| !mean.is_nan())
    }
}

impl Golden {
    /// What one pass over a layer says of every recording, in order.
    pub(crate) fn tunings(&self, layer: usize) -> Vec<Tuning> {
        tunings(&self.analyst, layer)
    }
}

/// What one pass over a layer says of every recording, in order.
pub(crate) fn tunings(analyst: &Analyst, layer: usize) -> Vec<Tuning> {
    let answer = analyst.layer(LayerId(layer));
    assert_eq!(answer.faults, []);
    let tuning = |of: RecordingLayer| {
        let summary = analyst.summary(of.recording, LayerId(layer)).unwrap();
        Tuning { means: summary.category_means(None), layer: of, summary }
    };
    answer.recordings.into_iter().map(tuning).collect()
}

/// Equal but for the last digits of single precision, or of a difference of near numbers; null is no number.
#[track_caller]
pub(crate) fn assert_near(value: Option<f64>, expected: &Value) {
    let near = match (value, expected.as_f64()) {
        (Some(value), Some(expected)) => (value - expected).abs() <= 1e-5 * expected.abs() + 1e-12,
        (value, expected) => value.is_none() && expected.is_none(),
    };
    assert!(near, "{value:?} for {expected}");
}

/// Ids exactly, in order; values nearly.
#[track_caller]
pub(crate) fn assert_ranking(
    ranking: impl IntoIterator<Item = (usize, f64)>,
    expected: &Value,
    what: &str,
) {
    let (ids, values): (Vec<usize>, Vec<f64>) = ranking.into_iter().unzip();
    let expected_ids: Vec<_> = list(expected).iter().map(|pair| count(&pair[0])).collect();
    assert_eq!(ids, expected_ids, "{what}");
    for (value, pair) in values.into_iter().zip(list(expected)) {
        assert_near(Some(value), &pair[1]);
    }
}

/// A ranking as plain numbers.
pub(crate) fn plain<Id>(ranking: Vec<Ranked<Id>>, index: fn(Id) -> usize) -> Vec<(usize, f64)> {
    ranking.into_iter().map(|of| (index(of.id), of.value)).collect()
}
