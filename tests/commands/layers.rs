//! `deephys layers` against `NumPy`: `tests/fixtures/golden/layers.json`, which `tests/fixtures/layer_lines.py` writes.

use super::json::Json;
use super::run::{deephys, repository_json};

/// The names of what is computed.
const NUMBERS: [&str; 6] = [
    "accuracy",
    "mean_spurious",
    "mean_novelty",
    "dead_fraction",
    "geometry_agreement",
    "geometry_ceiling",
];

/// What is summed in another order differs in its last digits.
fn is_near(found: Option<f64>, expected: Option<f64>) -> bool {
    match (found, expected) {
        (Some(found), Some(expected)) => (found - expected).abs() <= 1e-12,
        (found, expected) => found == expected,
    }
}

/// Compares the lines of some recordings, the reference first, with those of a set of `NumPy`'s.
#[track_caller]
fn assert_are_numpys(set: &str, paths: &[&str]) {
    let run = deephys(&[&["layers", "--format", "json"], paths].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let (found, golden) =
        (Json::read(&run.stdout), repository_json("tests/fixtures/golden/layers.json"));
    let expected = golden.at(set).list();
    assert_eq!(found.list().len(), expected.len(), "{set}");
    for (found, expected) in found.list().iter().zip(expected) {
        let (layer, recording) = (found.at("layer").text(), found.at("recording").text());
        assert_eq!(layer, expected.at("layer").text());
        assert_eq!(recording, expected.at("recording").text());
        assert_eq!(found.at("neurons").count(), expected.at("neurons").count());
        for name in NUMBERS {
            let (found, expected) = (found.at(name).number(), expected.at(name).number());
            let what = format!("{name} of {layer} in {recording}");
            assert!(is_near(found, expected), "{what} is {found:?}, not {expected:?}");
        }
    }
}

#[test]
fn the_lines_of_the_demo_are_numpys() {
    assert_are_numpys("fashion", &["demo"]);
}

#[test]
fn the_lines_of_colored_digits_are_numpys() {
    let paths = ["Colored", "Permuted_colored", "Arbitrary_colored", "Drifted_colored"]
        .map(|name| format!("../golden/mnist/{name}_mnist.test"));
    assert_are_numpys("mnist", &paths.each_ref().map(String::as_str));
}

#[test]
fn nan_silent_neurons_and_missing_labels_are_counted_as_numpy_does() {
    let paths = ["stored", "nan_inf", "unlabelled"].map(|name| format!("npz/{name}.npz"));
    assert_are_numpys("small", &paths.each_ref().map(String::as_str));
}

#[test]
fn a_reference_that_is_hardly_in_distribution_is_pointed_out_unless_it_was_named() {
    let paths =
        ["Arbitrary_colored", "Colored"].map(|it| format!("../golden/mnist/{it}_mnist.test"));
    let [arbitrary, colored] = paths.each_ref().map(String::as_str);
    for command in ["layers", "info"] {
        let run = deephys(&[command, "--format", "csv", arbitrary, colored]);
        let warning = "the reference Arbitrary_colored_mnist is predicted right less often";
        assert!(run.code == 0 && run.stderr.contains(warning), "{run:?}");
        for named in [["--reference", "Arbitrary_colored_mnist"], ["--reference", "Colored_mnist"]]
        {
            let run = deephys(&[&[command, arbitrary, colored][..], &named].concat());
            assert_eq!(run.stderr, "", "{named:?}");
        }
    }
}
