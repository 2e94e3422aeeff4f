//! The default order finds the neurons of a trained network that follow a shortcut.

use super::network::Kind;
use super::planted::{METHODS, Method, Worth};
use super::shortcut::{BOTH, Shortcut};

/// The default order: `change`, descending.
const DEFAULT: Method = METHODS[3].1;

/// The share of a neuron's whole variance that changes with category and recording together.
const INTERACTION: Method = |pair| pair.shares.interaction;

/// What an order is worth in each recording, after the network was seen to rest on the color: it is
/// right in the reference and mostly wrong without the cue.
fn worths(kind: Kind, method: Method) -> [Worth; 3] {
    let shortcut = Shortcut::of(kind, BOTH, 1);
    assert!(shortcut.reference.accuracy > 0.8, "accuracy {}", shortcut.reference.accuracy);
    shortcut.shifted.each_ref().map(|shifted| {
        assert!(shifted.accuracy < 0.5, "{:?}: accuracy {}", shifted.cue, shifted.accuracy);
        shortcut.worth(shifted, method)
    })
}

#[test]
#[ignore = "the default order does not count lost tuning yet"]
fn neurons_that_see_the_color_alone_come_first_whatever_became_of_it() {
    for Worth { top, auroc } in worths(Kind::Parts, DEFAULT) {
        assert!(top >= 1.0 && auroc >= 0.94, "{top} {auroc}");
    }
}

#[test]
#[ignore = "the default order does not count lost tuning yet"]
fn where_every_neuron_follows_the_color_those_that_do_most_come_first() {
    let [swapped, removed, random] = worths(Kind::Plain, DEFAULT).map(|worth| worth.auroc);
    assert!(swapped >= 0.8, "swapped: {swapped}");
    assert!(removed >= 0.75 && random >= 0.75, "removed: {removed}, random: {random}");
}

#[test]
fn the_share_of_all_variance_finds_the_neurons_that_the_color_drives_most() {
    for kind in [Kind::Parts, Kind::Plain] {
        for Worth { auroc, .. } in worths(kind, INTERACTION) {
            assert!(auroc >= 0.79, "{kind:?}: {auroc}");
        }
    }
}
