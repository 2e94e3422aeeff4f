//! Answers about the demo against those of `NumPy` and `SciPy`: `tests/fixtures/golden/colored-fashion.json`.

use super::json::Json;
use super::run::{DEMO, json, repository_json};

fn golden() -> Json {
    repository_json("tests/fixtures/golden/colored-fashion.json")
}

/// Checks two numbers that were summed in different orders, or that neither is defined.
#[track_caller]
fn assert_near(found: &Json, expected: &Json, what: &str) {
    match (found.number(), expected.number()) {
        (None, None) => {}
        (Some(a), Some(b)) if (a - b).abs() <= 1e-12 * (1. + a.abs().max(b.abs())) => {}
        (a, b) => panic!("{what} is {a:?}, not {b:?}"),
    }
}

/// Checks pairs of id and exact or nearly exact number.
#[track_caller]
fn assert_ranked(found: &Json, keys: (&str, &str), expected: &Json, what: &str) {
    assert_eq!(found.list().len(), expected.list().len(), "{what}");
    for (found, expected) in found.list().iter().zip(expected.list()) {
        assert_eq!(found.at(keys.0).count(), expected.list()[0].count(), "{what}");
        assert_near(found.at(keys.1), &expected.list()[1], what);
    }
}

#[test]
fn accuracy_of_each_recording() {
    let (golden, info) = (golden(), json(&["info", "demo"]));
    assert_eq!(info.at("model").at("name").text(), "colored_fashion");
    for (recording, name) in info.at("recordings").list().iter().zip(DEMO) {
        let expected = golden.at("datasets").at(name);
        assert_eq!(recording.at("name").text(), name);
        assert_eq!(recording.at("accuracy").number(), expected.at("accuracy").number());
        assert_eq!(recording.at("images").count(), expected.at("images").count());
    }
}

#[test]
fn every_neuron_of_every_layer() {
    let golden = golden();
    for layer in ["conv2", "linear1", "output"] {
        for row in json(&["neurons", "--layer", layer, "demo"]).list() {
            let (neuron, name) = (row.at("neuron").count(), row.at("recording").text());
            let expected = golden.at("datasets").at(name).at("layers").at(layer);
            let what = |column| format!("{column} of {layer} {neuron} in {name}");
            assert_eq!(row.at("max").number(), expected.at("max").list()[neuron].number());
            for column in ["mean", "active_fraction"] {
                assert_near(row.at(column), &expected.at(column).list()[neuron], &what(column));
            }
            let means = &expected.at("category_mean").list()[neuron];
            if *row.at("top_category") == Json::Null {
                let is_silent = |mean: &Json| mean.number() == Some(0.0);
                assert!(means.list().iter().all(is_silent), "{}", what("top category"));
            } else {
                let top = row.at("top_category").count();
                let highest = |mean: &Json| mean.number() <= means.list()[top].number();
                assert!(means.list().iter().all(highest), "{}", what("top category"));
                assert_near(row.at("top_category_mean"), &means.list()[top], &what("top mean"));
            }
            for score in ["spurious", "novelty"] {
                let undefined = || &Json::Null;
                let expected = || &golden.at("pairs").at(name).at(layer).at(score).list()[neuron];
                let expected = if name == DEMO[0] { undefined() } else { expected() };
                assert_near(row.at(score), expected, &what(score));
            }
        }
    }
}

#[test]
fn top_images_and_category_means_of_neuron_17() {
    let golden = golden();
    let neuron = json(&["neuron", "--layer", "linear1", "--neuron", "17", "demo"]);
    for (recording, name) in neuron.at("recordings").list().iter().zip(DEMO) {
        let expected = golden.at("datasets").at(name).at("layers").at("linear1");
        assert_eq!(recording.at("recording").text(), name);
        assert_near(recording.at("mean"), &expected.at("mean").list()[17], name);
        let top = recording.at("top_images").list();
        for (found, expected) in top.iter().zip(expected.at("top_images").list()[17].list()) {
            assert_eq!(found.at("image").count(), expected.list()[0].count());
            assert_eq!(found.at("activation").number(), expected.list()[1].number());
        }
        let means = recording.at("category_means").list();
        let expected = expected.at("category_mean").list()[17].list();
        let matrix = golden.at("datasets").at(name).at("confusion");
        assert_eq!(means.len(), expected.len());
        for (category, (found, expected)) in means.iter().zip(expected).enumerate() {
            let images = matrix.list()[category].list().iter().map(Json::count).sum::<usize>();
            assert_eq!(found.at("category").count(), category);
            assert_eq!(found.at("images").count(), images);
            assert_near(found.at("mean"), expected, name);
        }
    }
}

#[test]
fn confusion_of_each_recording() {
    let golden = golden();
    for name in DEMO {
        let found = json(&["confusion", "--recording", name, "demo"]);
        assert_eq!(&found, golden.at("datasets").at(name).at("confusion"), "{name}");
    }
}

#[test]
fn predictions_and_top_neurons_of_images() {
    let golden = golden();
    for name in DEMO {
        let expected = golden.at("datasets").at(name);
        for image in [0, 3, 9] {
            let (what, number) = (format!("image {image} of {name}"), image.to_string());
            for layer in ["conv2", "linear1"] {
                let found = json(&[
                    "image",
                    "--recording",
                    name,
                    "--image",
                    &number,
                    "--layer",
                    layer,
                    "demo",
                ]);
                let predictions = &expected.at("predictions_first_20").list()[image];
                let keys = ("category", "probability");
                assert_ranked(found.at("predictions"), keys, predictions, &what);
                let neurons = expected.at("layers").at(layer).at("top_neurons_of_image_0_to_9");
                let neurons = &neurons.list()[image];
                assert_ranked(found.at("top_neurons"), ("neuron", "activation"), neurons, &what);
            }
        }
    }
}

#[test]
fn false_positives_and_negatives_of_each_category() {
    let golden = golden();
    for name in [DEMO[1], DEMO[3]] {
        let expected = golden.at("datasets").at(name);
        let matrix = expected.at("confusion").list();
        for (category, row) in matrix.iter().enumerate() {
            let number = category.to_string();
            let found = json(&["category", "--recording", name, "--category", &number, "demo"]);
            let what = format!("category {category} of {name}");
            let column: Vec<_> = matrix.iter().map(|row| row.list()[category].count()).collect();
            let row: Vec<_> = row.list().iter().map(Json::count).collect();
            assert_eq!(found.at("images").count(), row.iter().sum::<usize>(), "{what}");
            let accuracy = &expected.at("category_accuracy").list()[category];
            assert_near(found.at("accuracy"), accuracy, &what);
            for (key, mut counts) in [("false_positives", column), ("false_negatives", row)] {
                counts[category] = 0;
                let errors = found.at(key);
                assert_eq!(errors.at("images"), expected.at(key).at(&number), "{key} {what}");
                assert_eq!(errors.at("count").count(), counts.iter().sum::<usize>());
                let mut by_category = vec![0; counts.len()];
                for of in errors.at("by_category").list() {
                    by_category[of.at("category").count()] = of.at("count").count();
                }
                assert_eq!(by_category, counts, "{key} of {what}");
            }
            let neurons = expected.at("layers").at("linear1").at("top_neurons_of_category");
            let neurons = &neurons.list()[category];
            assert_ranked(found.at("top_neurons"), ("neuron", "mean"), neurons, &what);
        }
    }
}
