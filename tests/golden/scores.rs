//! The scores of every neuron against the reference.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use super::answers::{Golden, assert_near, fashion, mnist};
use crate::support::{layers, list};

/// Compares all pairs; returns how many neurons have no spurious and no novelty score.
fn assert_scores(golden: &Golden) -> (usize, usize) {
    let reference = golden.reference();
    let mut undefined = (0, 0);
    for pair in golden.pairs() {
        for (layer, (name, width)) in layers(reference).into_iter().enumerate() {
            let expected = &pair.answers[name];
            assert_eq!(list(&expected["spurious"]).len(), width);
            let other = &golden.tunings(layer)[pair.id.index()];
            for neuron in 0..width {
                let scores = other.layer.pairs.as_ref().unwrap()[neuron].scores;
                assert_near(scores.spurious, &expected["spurious"][neuron]);
                assert_near(scores.novelty, &expected["novelty"][neuron]);
                undefined.0 += usize::from(scores.spurious.is_none());
                undefined.1 += usize::from(scores.novelty.is_none());
            }
        }
    }
    undefined
}

/// Two neurons have the same mean for every category out of distribution; none is silent in distribution.
#[test]
fn every_pair_has_the_golden_scores() {
    let (fashion, mnist) = (assert_scores(&fashion()), assert_scores(&mnist()));
    assert_eq!((fashion.0 + mnist.0, fashion.1 + mnist.1), (2, 0));
}
