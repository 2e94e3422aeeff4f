//! How far the area that the table estimates from sums is from the exact one, by how normal activity is: the figures in
//! the documentation of `estimated_auroc`.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use deephys::analysis::own::Digest;
use deephys::analysis::profile::Profile;
use deephys::analysis::selectivity::exact_auroc;
use deephys::analysis::shared::Scratch;
use deephys::ids::{CategoryId, LayerId, NeuronId};
use deephys::recording::{Progress, find_sources, open_all};
use deephys::store::Store;
use ndarray::Array1;

use super::planted::Random;

const CATEGORIES: usize = 10;
const IMAGES: usize = 2000;
const NEURONS: usize = 60;

/// Mean and highest distance of the estimated from the exact area of the preferred category.
fn errors(
    neurons: impl Iterator<Item = Array1<f64>>,
    categories: &[Option<CategoryId>],
) -> (f64, f64) {
    let mut scratch = Scratch::default();
    let mut digest = Digest::default();
    let (mut sum, mut highest, mut n) = (0.0, 0.0_f64, 0.0);
    for activations in neurons {
        let profile = Profile::of(activations.view(), categories, None, CATEGORIES, 0);
        digest.fill(&profile, categories, &mut scratch);
        let found = digest.own.selectivity;
        let (Some(category), Some(estimate)) = (found.preferred, found.auroc) else { continue };
        let exact = exact_auroc(activations.view(), categories, category).unwrap();
        let error = (estimate - exact).abs();
        (sum, highest, n) = (sum + error, highest.max(error), n + 1.0);
    }
    assert!(n >= 20.0, "{n} neurons");
    (sum / n, highest)
}

/// Neurons whose activity `made` from a preference of the category and noise, both standard normal.
fn planted(made: impl Fn(f64, f64, &mut Random) -> f64) -> (f64, f64) {
    let categories: Vec<_> =
        (0..IMAGES).map(|image| Some(CategoryId(image % CATEGORIES))).collect();
    let mut random = Random(7);
    let neurons = (0..NEURONS).map(|_| {
        let preferences: Vec<f64> = (0..CATEGORIES).map(|_| random.normal()).collect();
        (0..IMAGES)
            .map(|image| {
                let noise = random.normal();
                made(preferences[image % CATEGORIES], noise, &mut random)
            })
            .collect()
    });
    errors(neurons, &categories)
}

/// Every neuron of a layer in every recording.
fn of_trained(layer: usize, paths: &[&str]) -> (f64, f64) {
    let sources = find_sources(&paths.iter().map(Into::into).collect::<Vec<_>>(), None);
    let opened = open_all(&sources, &Store::disabled(), &Progress::new());
    let (mut sum, mut highest, mut n) = (0.0, 0.0_f64, 0.0);
    for recording in opened.into_iter().map(Result::unwrap) {
        let (_, width) = recording.layers().nth(layer).unwrap();
        let neuron = |neuron| recording.neuron(LayerId(layer), NeuronId(neuron)).unwrap();
        let (mean, most) = errors((0..width).map(neuron), recording.categories());
        (sum, highest, n) = (sum + mean, highest.max(most), n + 1.0);
    }
    (sum / n, highest)
}

#[track_caller]
fn are_within((mean, highest): (f64, f64), expected: (f64, f64)) {
    assert!(mean <= expected.0 && highest <= expected.1, "{mean} and {highest}");
}

#[test]
fn of_trained_networks() {
    let path = "tests/fixtures/golden/mnist";
    are_within(of_trained(0, &[path]), (0.003, 0.032));
    are_within(of_trained(0, &["sample-data"]), (0.003, 0.011));
}

#[test]
fn of_rectified_normal_activity() {
    are_within(planted(|preference, noise, _| (preference + noise).max(0.0)), (0.004, 0.015));
}

#[test]
fn of_rectified_activity_of_which_little_is_left() {
    are_within(planted(|preference, noise, _| (preference + noise - 1.5).max(0.0)), (0.010, 0.029));
}

#[test]
fn of_rectified_activity_with_silent_images() {
    let silenced = |preference: f64, noise: f64, random: &mut Random| {
        if random.uniform() < 0.7 { 0.0 } else { (preference + noise).max(0.0) }
    };
    are_within(planted(silenced), (0.037, 0.071));
}

#[test]
fn of_lognormal_activity() {
    are_within(planted(|preference, noise, _| (preference + noise).exp()), (0.115, 0.245));
}
