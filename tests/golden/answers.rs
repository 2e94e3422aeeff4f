//! The recordings that have golden answers, and how an answer is compared.
#![expect(clippy::unwrap_used, reason = "a missing answer ends the test")]

use std::path::PathBuf;

use deephys::analysis::layer::{LayerAccumulator, LayerTuning};
use deephys::analysis::prediction::{Predicted, predict};
use deephys::analysis::rank::Ranked;
use deephys::ids::LayerId;
use deephys::recording::{Recording, RecordingSet};
use ndarray::Array2;
use serde_json::Value;

use crate::support::{count, json, layer, list, open_paths, repository};

/// Recordings of one network, and the answers about them.
pub(crate) struct Golden {
    pub(crate) set: RecordingSet,
    answers: Value,
}

/// A recording and the answers about it.
pub(crate) struct Case<'a> {
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
    let set = open_paths(&[folder]);
    assert_eq!((set.recordings.len(), &set.faults, &set.notices), (4, &vec![], &vec![]));
    Golden { set, answers }
}

impl Golden {
    /// Each of the four recordings with its answers.
    pub(crate) fn cases(&self) -> impl Iterator<Item = Case<'_>> {
        self.set.recordings.iter().map(|recording| {
            let answers = &self.answers["datasets"][&recording.name];
            assert_eq!(count(&answers["images"]), recording.n_images());
            Case { recording, answers }
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
            let recording = self.set.recording(self.set.find_recording(name).unwrap()).unwrap();
            Case { recording, answers }
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

/// The tuning of a layer, read in blocks of `rows` images.
pub(crate) fn tuning(recording: &Recording, layer: usize, rows: usize) -> LayerTuning {
    let (_, width) = recording.layers().nth(layer).unwrap();
    let mut accumulator = LayerAccumulator::new(width, 10);
    for start in (0..recording.n_images()).step_by(rows) {
        let block = recording.images(LayerId(layer), start..start + rows).unwrap();
        let end = start + block.nrows();
        accumulator.add(block.view(), &recording.categories()[start..end]);
    }
    accumulator.finish()
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
