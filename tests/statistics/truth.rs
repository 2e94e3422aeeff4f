//! The default order finds what was planted, and the paper's score does not.

use super::planted::{
    Counts, GainIs, METHODS, Noise, PLAIN, Setting, Worth, flagged, neurons, neurons_of, worth,
};

/// What our order is worth, after the paper's was seen to be worth little and few neurons were accused.
fn ours(categories: usize, images: usize, seed: u64) -> Worth {
    let neurons = neurons(categories, images, seed);
    let paper = worth(&neurons, METHODS[0].1).top;
    assert!((0.3..0.6).contains(&paper), "the paper's top 50: {paper}");
    let accused = flagged(&neurons, |fate| fate.is_live() && !fate.is_changed());
    assert!(accused < 0.05, "accused though untouched: {accused}");
    let found = flagged(&neurons, super::planted::Fate::is_changed);
    assert!(found > 0.6, "found: {found}");
    worth(&neurons, METHODS[3].1)
}

#[test]
fn ten_categories_of_200_images_are_enough() {
    for seed in [1, 2] {
        let Worth { top, auroc } = ours(10, 200, seed);
        assert!(top >= 0.95 && auroc >= 0.93, "seed {seed}: {top} {auroc}");
    }
}

#[test]
fn a_hundred_categories_of_20_images_are_enough() {
    for seed in [1, 2] {
        let Worth { top, auroc } = ours(100, 20, seed);
        assert!(top >= 0.95 && auroc >= 0.98, "seed {seed}: {top} {auroc}");
    }
}

#[test]
fn weaker_tuning_bent_gains_unequal_counts_and_skewed_noise_do_not_mislead() {
    for setting in [
        Setting { strength: 0.3, ..PLAIN },
        Setting { gain: GainIs::BeforeRelu, ..PLAIN },
        Setting { counts: Counts::Unequal, ..PLAIN },
        Setting { noise: Noise::Skewed, ..PLAIN },
    ] {
        let neurons = neurons_of(setting, (100, 20), 1);
        let accused = flagged(&neurons, |fate| fate.is_live() && !fate.is_changed());
        assert!(accused < 0.05, "{setting:?}: accused though untouched: {accused}");
        let Worth { top, auroc } = worth(&neurons, METHODS[3].1);
        assert!(top >= 0.95 && auroc >= 0.98, "{setting:?}: {top} {auroc}");
    }
}
