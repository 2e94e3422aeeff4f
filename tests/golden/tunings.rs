//! Each neuron over all images, its tuning, and what drives it most.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use deephys::analysis::rank::{top_images, top_neurons};
use deephys::analysis::tuning::{category_means, summarize};
use deephys::ids::{CategoryId, ImageId, LayerId, NeuronId};

use super::answers::{Golden, assert_near, assert_ranking, fashion, mnist, plain, tuning};
use crate::support::{count, layers, list};

/// Summaries and means, from blocks of `rows` images.
fn assert_tuning(golden: &Golden, rows: usize) {
    for case in golden.cases() {
        for (layer, (name, width)) in layers(case.recording).into_iter().enumerate() {
            let expected = &case.answers["layers"][name];
            assert_eq!(count(&expected["neurons"]), width);
            let tuning = tuning(case.recording, layer, rows);
            for neuron in 0..width {
                let summary = tuning.neuron(NeuronId(neuron));
                assert_near(summary.max, &expected["max"][neuron]);
                assert_near(summary.mean, &expected["mean"][neuron]);
                assert_near(summary.active_fraction, &expected["active_fraction"][neuron]);
                assert_eq!(summary.non_finite, 0);
                let means = list(&expected["category_mean"][neuron]);
                for (category, expected) in means.iter().enumerate() {
                    let mean = tuning.category_mean(CategoryId(category), NeuronId(neuron));
                    assert_near(mean, expected);
                }
            }
        }
    }
}

fn assert_top_images(golden: &Golden) {
    for case in golden.cases() {
        for (layer, (name, width)) in layers(case.recording).into_iter().enumerate() {
            let expected = &case.answers["layers"][name]["top_images"];
            for neuron in 0..width {
                let activations = case.recording.neuron(LayerId(layer), NeuronId(neuron)).unwrap();
                let top = plain(top_images(activations.view(), 12), ImageId::index);
                assert_ranking(top, &expected[neuron], &case.recording.name);
            }
        }
    }
}

fn assert_top_neurons(golden: &Golden) {
    for case in golden.cases() {
        for (layer, (name, _)) in layers(case.recording).into_iter().enumerate() {
            let of_images = &case.answers["layers"][name]["top_neurons_of_image_0_to_9"];
            let of_categories = &case.answers["layers"][name]["top_neurons_of_category"];
            let tuning = tuning(case.recording, layer, 128);
            for index in 0..10 {
                let activations = case.recording.image(LayerId(layer), ImageId(index)).unwrap();
                let k = list(&of_images[index]).len();
                let top = plain(top_neurons(activations.view(), k), NeuronId::index);
                assert_ranking(top, &of_images[index], &case.recording.name);
                let means = tuning.category(CategoryId(index)).unwrap();
                let k = list(&of_categories[index]).len();
                let top = plain(top_neurons(means, k), NeuronId::index);
                assert_ranking(top, &of_categories[index], &case.recording.name);
            }
        }
    }
}

#[test]
fn fashion_has_the_golden_tuning() {
    assert_tuning(&fashion(), 128);
}

#[test]
fn mnist_has_the_golden_tuning() {
    assert_tuning(&mnist(), 77);
}

#[test]
fn fashion_has_the_golden_top_images() {
    assert_top_images(&fashion());
}

#[test]
fn mnist_has_the_golden_top_images() {
    assert_top_images(&mnist());
}

#[test]
fn fashion_has_the_golden_top_neurons() {
    assert_top_neurons(&fashion());
}

#[test]
fn mnist_has_the_golden_top_neurons() {
    assert_top_neurons(&mnist());
}

#[test]
fn blocks_of_any_size_say_what_single_neurons_say() {
    let golden = mnist();
    let recording = golden.reference();
    for rows in [1, 77, 1000, 5000] {
        let tuning = tuning(recording, 0, rows);
        for neuron in 0..tuning.n_neurons() {
            let id = NeuronId(neuron);
            let activations = recording.neuron(LayerId(0), id).unwrap();
            assert_eq!(tuning.neuron(id), summarize(activations.view()));
            let means = category_means(activations.view(), recording.categories(), 10);
            assert_eq!(tuning.tuning(id), means);
        }
    }
}
