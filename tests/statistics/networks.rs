//! The default order finds the neurons of a trained network that follow a shortcut.

use std::sync::LazyLock;

use super::network::Kind;
use super::planted::{METHODS, Method, Worth};
use super::shortcut::{BOTH, Shortcut};

/// The default order: `change`, descending.
const DEFAULT: Method = METHODS[3].1;

/// The share of a neuron's whole variance that changes with category and recording together.
const INTERACTION: Method = |pair| pair.shares.interaction;

/// Trained once, because that takes seconds where nothing is optimized.
static PARTS: LazyLock<Shortcut> = LazyLock::new(|| Shortcut::of(Kind::Parts, BOTH, 1));
static PLAIN: LazyLock<Shortcut> = LazyLock::new(|| Shortcut::of(Kind::Plain, BOTH, 1));

/// What an order is worth where the color is swapped, removed and random.
fn worths(network: &Shortcut, method: Method) -> [Worth; 3] {
    network.shifted.each_ref().map(|shifted| network.worth(shifted, method))
}

#[test]
fn the_networks_rest_on_the_color() {
    for network in [&*PARTS, &*PLAIN] {
        assert!(network.reference.accuracy > 0.8, "accuracy {}", network.reference.accuracy);
        for shifted in &network.shifted {
            assert!(shifted.accuracy < 0.5, "{:?}: accuracy {}", shifted.cue, shifted.accuracy);
        }
    }
}

#[test]
fn neurons_that_see_the_color_alone_come_first_whatever_became_of_it() {
    for Worth { top, auroc } in worths(&PARTS, DEFAULT) {
        assert!(top >= 1.0 && auroc >= 0.94, "{top} {auroc}");
    }
}

#[test]
fn where_every_neuron_follows_the_color_those_that_do_most_come_first() {
    let [swapped, removed, random] = worths(&PLAIN, DEFAULT).map(|worth| worth.auroc);
    assert!(swapped >= 0.8, "swapped: {swapped}");
    assert!(removed >= 0.75 && random >= 0.75, "removed: {removed}, random: {random}");
}

#[test]
fn the_share_of_all_variance_finds_the_neurons_that_the_color_drives_most() {
    for network in [&*PARTS, &*PLAIN] {
        for Worth { auroc, .. } in worths(network, INTERACTION) {
            assert!(auroc >= 0.79, "{auroc}");
        }
    }
}
