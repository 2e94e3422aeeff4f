//! Each neuron over all images, its tuning, and what drives it most.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use deephys::analysis::rank::{top_images, top_neurons};
use deephys::analysis::tuning::{category_means, summarize};
use deephys::ids::{ImageId, LayerId, NeuronId};

use super::answers::{Golden, assert_near, assert_ranking, fashion, mnist, plain};
use crate::support::{count, layers, list};

/// Summaries and means.
fn assert_tuning(golden: &Golden) {
    for case in golden.cases() {
        for (layer, (name, width)) in layers(case.recording).into_iter().enumerate() {
            let expected = &case.answers["layers"][name];
            assert_eq!(count(&expected["neurons"]), width);
            let tuning = &golden.tunings(layer)[case.id.index()];
            for neuron in 0..width {
                let own = tuning.own(neuron);
                assert_near(own.max, &expected["max"][neuron]);
                assert_near(own.mean, &expected["mean"][neuron]);
                assert_near(own.active_fraction, &expected["active_fraction"][neuron]);
                assert_eq!(tuning.layer.gaps[neuron], (0, 0));
                let top = &tuning.summary.parts()[neuron].top;
                let top = top.iter().take(12).map(|of| (of.id.index(), of.value));
                assert_ranking(top, &expected["top_images"][neuron], &case.recording.name);
                let means = list(&expected["category_mean"][neuron]);
                for (category, expected) in means.iter().enumerate() {
                    assert_near(tuning.mean(category, neuron), expected);
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
            let tuning = &golden.tunings(layer)[case.id.index()];
            for index in 0..10 {
                let activations = case.recording.image(LayerId(layer), ImageId(index)).unwrap();
                let k = list(&of_images[index]).len();
                let top = plain(top_neurons(activations.view(), k), NeuronId::index);
                assert_ranking(top, &of_images[index], &case.recording.name);
                let means = tuning.means.row(index);
                let k = list(&of_categories[index]).len();
                let top = plain(top_neurons(means, k), NeuronId::index);
                assert_ranking(top, &of_categories[index], &case.recording.name);
            }
        }
    }
}

#[test]
fn fashion_has_the_golden_tuning() {
    assert_tuning(&fashion());
}

#[test]
fn mnist_has_the_golden_tuning() {
    assert_tuning(&mnist());
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
fn one_pass_says_what_single_neurons_say() {
    let golden = mnist();
    let recording = golden.reference();
    let reference = golden.set.reference.index();
    let tuning = &golden.tunings(0)[reference];
    for neuron in 0..tuning.layer.own.len() {
        let activations = recording.neuron(LayerId(0), NeuronId(neuron)).unwrap();
        let (own, alone) = (tuning.own(neuron), summarize(activations.view()));
        assert_eq!((own.max, own.active_fraction), (alone.max, alone.active_fraction));
        assert_near(own.mean, &alone.mean.into());
        let means = category_means(activations.view(), recording.categories(), 10);
        for (category, alone) in means.iter().enumerate() {
            assert_near(tuning.mean(category, neuron), &alone.mean.into());
        }
    }
}
