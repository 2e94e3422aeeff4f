//! The small recording: ties, silent neurons, and numbers that are none.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;

use deephys::analysis::confusion::{accuracy, category_accuracy, confusion};
use deephys::analysis::prediction::top_predictions;
use deephys::analysis::rank::top_images;
use deephys::ids::{CategoryId, ImageId, LayerId, NeuronId};
use deephys::query::Analyst;
use deephys::recording::Recording;
use deephys::store::Store;
use serde_json::Value;

use super::answers::{Tuning, assert_near, assert_ranking, logits, plain, predictions, tunings};
use crate::support::{answers, count, counts, layers, list, open, open_one};

const FORMS: [&str; 4] =
    ["exporter_f32", "npz/mixed_dtypes.npz", "npy/bf16", "safetensors/f64.safetensors"];

/// All images ranked, for every neuron.
#[track_caller]
fn assert_top_images(recording: &Recording, layer: usize, expected: &Value) {
    for (neuron, expected) in list(expected).iter().enumerate() {
        let activations = recording.neuron(LayerId(layer), NeuronId(neuron)).unwrap();
        let top = plain(top_images(activations.view(), 24), ImageId::index);
        assert_ranking(top, expected, &recording.name);
    }
}

#[test]
fn predictions_break_ties_by_category() {
    let answers = answers();
    // The reference's order of layers puts the classification layer last.
    for recording in open(&["npz/stored.npz", FORMS[0], FORMS[1], FORMS[2], FORMS[3]]).recordings {
        let logits = logits(&recording);
        for (image, expected) in list(&answers["predictions"]).iter().enumerate() {
            let top = top_predictions(logits.row(image), 4);
            let top = top.iter().map(|of| (of.category.index(), of.probability));
            assert_ranking(top, expected, &recording.name);
        }
        let (categories, predictions) = (recording.categories(), predictions(&recording));
        assert_near(accuracy(categories, &predictions), &answers["accuracy"]);
        let found = confusion(categories, &predictions, 4);
        for (category, row) in found.rows().into_iter().enumerate() {
            assert_eq!(row.to_vec(), counts(&answers["confusion"][category]));
            let share = category_accuracy(categories, &predictions, CategoryId(category));
            assert_near(share, &answers["category_accuracy"][category]);
        }
    }
}

#[test]
fn all_images_rank_in_order() {
    let answers = answers();
    for form in FORMS {
        let recording = open_one(form);
        for (layer, (name, _)) in layers(&recording).into_iter().enumerate() {
            assert_top_images(&recording, layer, &answers["layers"][name]["top_images"]);
        }
    }
}

/// What one pass over a layer says of a recording that stands alone.
fn tuning(form: &str, layer: usize) -> Tuning {
    let analyst = Analyst::new(Arc::new(open(&[form])), Store::disabled());
    tunings(&analyst, layer).remove(0)
}

#[test]
fn every_neuron_is_summarized() {
    let answers = answers();
    for form in FORMS {
        for (position, (name, width)) in layers(&open_one(form)).into_iter().enumerate() {
            let (tuning, expected) = (tuning(form, position), &answers["layers"][name]);
            for neuron in 0..width {
                let own = tuning.own(neuron);
                assert_near(own.max, &expected["max"][neuron]);
                assert_near(own.mean, &expected["mean"][neuron]);
                assert_near(own.active_fraction, &expected["active_fraction"][neuron]);
                for category in 0..4 {
                    let expected = &expected["category_mean"][neuron][category];
                    assert_near(tuning.mean(category, neuron), expected);
                }
            }
        }
    }
}

#[test]
fn what_is_not_finite_never_ranks_and_is_counted() {
    let expected = &answers()["nan_inf"];
    let recording = open_one("npz/nan_inf.npz");
    assert_top_images(&recording, 1, &expected["top_images"]);
    let mut non_finite = [0; 9];
    for cell in list(&expected["cells"]) {
        non_finite[count(&cell[1])] += 1;
    }
    let gaps = tuning("npz/nan_inf.npz", 1).layer.gaps;
    assert_eq!(gaps.iter().map(|(nan, infinite)| nan + infinite).collect::<Vec<_>>(), non_finite);
}
