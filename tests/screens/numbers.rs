//! Numbers on the screen against those of `NumPy`: `tests/fixtures/golden/colored-fashion.json`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a number that does not show ends the test")]

use serde_json::Value;

use super::harness::Screen;
use crate::support::{answers, count, json, list};

/// The demo's recordings in their order.
const RECORDINGS: [&str; 4] = [
    "Colored_fashion",
    "Permuted_colored_fashion",
    "Arbitrary_colored_fashion",
    "Drifted_colored_fashion",
];

/// Room for the table and all four recordings beside a neuron.
const ROOM: (u16, u16) = (240, 48);

fn golden() -> Value {
    json("tests/fixtures/golden/colored-fashion.json")
}

/// A row cut into the columns of the recordings.
fn columns(line: &str) -> Vec<String> {
    line.split('│').map(|column| column.trim().to_owned()).collect()
}

/// The lines of one recording's column from a row that begins with `title` to the bottom.
#[track_caller]
fn below(screen: &Screen, title: &str, column: usize) -> Vec<String> {
    let drawing = screen.drawing();
    let lines = drawing.lines().filter(|line| line.contains('│'));
    let all = lines.map(|line| columns(line).get(column).cloned().unwrap_or_default());
    all.skip_while(|line| !line.starts_with(title)).collect()
}

/// The number after a word.
#[track_caller]
fn after(text: &str, word: &str) -> f64 {
    let rest = text.split_once(word).unwrap_or_else(|| panic!("{word} in {text}")).1;
    let number = rest.trim_start().split([' ', '%', '✗']).next().unwrap();
    number.parse().unwrap_or_else(|_| panic!("{number} after {word} in {text}"))
}

/// The number at the end of a row.
#[track_caller]
fn last(text: &str) -> f64 {
    let number = text.trim_end_matches(['%', ' ']).split(' ').next_back().unwrap();
    number.parse().unwrap_or_else(|_| panic!("{number} in {text}"))
}

/// Checks a number of four digits.
#[track_caller]
fn assert_near(shown: f64, expected: f64, what: &str) {
    assert!((shown - expected).abs() <= 5.1e-4 * expected.abs(), "{what}: {shown}, not {expected}");
}

/// Checks a percentage with one decimal.
#[track_caller]
fn assert_percent(shown: f64, expected: f64, what: &str) {
    assert!((shown - expected * 100.).abs() <= 0.0501, "{what}: {shown}, not {expected}");
}

/// A mean may have given digits for its standard error; those that it shows are right, and two at least.
#[track_caller]
fn assert_mean(row: &str, expected: f64, what: &str) {
    let (value, error) = row.split_once(" ±").unwrap_or((row, ""));
    let text = value.rsplit(' ').next().unwrap();
    if error.is_empty() {
        return assert_near(last(value), expected, what);
    }
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let digits = text.trim_start_matches(['0', '.', '-']).replace('.', "").len();
    let half = 0.5001 * 10_f64.powi(-i32::try_from(decimals).unwrap());
    assert!((last(value) - expected).abs() <= half, "{what}: {text}, not {expected}");
    assert!(digits >= 2 || expected == 0., "{what}: {text}");
}

/// What stands above the means of a neuron by category.
const MEANS: &str = "mean ± s.e. by category";

#[test]
fn summaries_top_activations_and_means_of_neurons() {
    let golden = golden();
    let mut screen = Screen::demo(ROOM.0, ROOM.1);
    for (layer, neuron) in [("linear1", 0), ("linear1", 17), ("linear1", 33), ("conv2", 4)] {
        screen.press(&format!(":layer {layer}<Enter>:neuron {neuron}<Enter>"));
        for (name, column) in RECORDINGS.into_iter().zip(1..) {
            let expected = &golden["datasets"][name]["layers"][layer];
            let what = format!("{layer} {neuron} in {name}");
            let summary = &below(&screen, "max", column)[0];
            let number = |key: &str| expected[key][neuron].as_f64().unwrap();
            assert_near(after(summary, "max"), number("max"), &what);
            assert_near(after(summary, "mean"), number("mean"), &what);
            assert_percent(after(summary, "active"), number("active_fraction"), &what);
            let means = below(&screen, MEANS, column);
            let categories = screen.app.set().categories.names().to_vec();
            for (name, mean) in categories.iter().zip(list(&expected["category_mean"][neuron])) {
                let row = means.iter().find(|row| row.starts_with(name.as_str())).unwrap();
                assert_mean(row, mean.as_f64().unwrap(), &format!("{what}: {name}"));
            }
            let top = list(&expected["top_images"][neuron]);
            for (captions, top) in captions(&screen, column).chunks(4).zip(top.chunks(4)) {
                for (caption, top) in captions.iter().zip(top) {
                    assert_near(*caption, top[1].as_f64().unwrap(), &what);
                }
            }
        }
    }
}

/// Activations under the pictures of a recording; the table is column 0.
fn captions(screen: &Screen, column: usize) -> Vec<f64> {
    let rows = below(screen, "max", column);
    let pictures = rows
        .iter()
        .skip(1)
        .take_while(|row| !row.starts_with(['★', '●', '▲', '■', '▼', '♠']) && *row != MEANS);
    let values = pictures.filter(|row| row.starts_with(|first: char| first.is_ascii_digit()));
    let numbers = values.flat_map(|row| row.split([' ', '✗']).filter(|word| !word.is_empty()));
    numbers
        .map(|number| number.parse().unwrap_or_else(|_| panic!("{number} in {rows:?}")))
        .collect()
}

#[test]
fn captions_are_found() {
    let screen = Screen::demo(ROOM.0, ROOM.1);
    for column in 1..=4 {
        assert!(captions(&screen, column).len() >= 12);
    }
}

#[test]
fn normalized_values_are_shares_of_the_maximum_in_the_reference() {
    let golden = golden();
    let mut screen = Screen::demo(ROOM.0, ROOM.1);
    screen.press("17G n");
    let layer = |name: &str| golden["datasets"][name]["layers"]["linear1"].clone();
    let most = layer(RECORDINGS[0])["max"][17].as_f64().unwrap();
    for (name, column) in RECORDINGS.into_iter().zip(1..) {
        let summary = &below(&screen, "max", column)[0];
        for key in ["max", "mean"] {
            let expected = layer(name)[key][17].as_f64().unwrap() / most;
            assert_percent(after(summary, key), expected, name);
        }
        let means = below(&screen, MEANS, column);
        let coat = means.iter().find(|row| row.starts_with("Coat")).unwrap();
        let (mean, error) = coat.split_once(" ±").unwrap_or((coat, "%"));
        assert!(error.ends_with('%'), "the error is a share as well: {coat}");
        let expected = layer(name)["category_mean"][17][4].as_f64().unwrap() / most;
        assert_percent(last(mean), expected, name);
    }
    screen.assert_shows("max 100.0%");
    screen.assert_shows("normalized");
    assert!(screen.footer().contains("in % of the neuron's maximum in Colored_fashion"));
    let raw = Screen::demo(ROOM.0, ROOM.1).press("17G").drawing();
    screen.press("n");
    assert!(screen.footer().starts_with(" activations as recorded"));
    screen.press("17G");
    assert_eq!(screen.drawing(), raw);
}

#[test]
fn any_recording_can_normalize() {
    let golden = golden();
    let mut screen = Screen::demo(ROOM.0, ROOM.1);
    screen.press("17G r %");
    let name = RECORDINGS[1];
    let max =
        |name: &str| golden["datasets"][name]["layers"]["linear1"]["max"][17].as_f64().unwrap();
    for (of, column) in RECORDINGS.into_iter().zip(1..) {
        let summary = &below(&screen, "max", column)[0];
        assert_percent(after(summary, "max"), max(of) / max(name), of);
    }
    assert!(screen.footer().contains(&format!("in % of the neuron's maximum in {name}")));
    screen.assert_shows("normalized by Permuted");

    // Off and on again: it is still that recording.
    screen.press("n");
    assert!(!screen.drawing().contains("normalized"));
    screen.press("n");
    screen.assert_shows("normalized by Permuted");

    // What a neuron of an image or category is ranked by follows.
    screen.press("C");
    screen.assert_shows("normalized by Permuted");
    let ranked = screen.drawing();
    screen.press("h %");
    screen.assert_shows(" normalized ");
    assert_ne!(screen.drawing(), ranked);

    let mut again = Screen::demo(ROOM.0, ROOM.1);
    assert!(again.start_at(&format!("linear1/17?normalize={name}")).is_empty());
    again.assert_shows("normalized by Permuted");
    assert_eq!(again.start_at("linear1/17?normalize=perhaps").len(), 1);
}

#[test]
fn the_99_9th_percentile_normalizes_too() {
    // numpy.percentile(activations[:, 17], 99.9) of linear1, in float64.
    let percentiles = [20.603_940_599_441_582, 20.048_309_741_973_91];
    let golden = golden();
    let max =
        |name: &str| golden["datasets"][name]["layers"]["linear1"]["max"][17].as_f64().unwrap();
    let mut screen = Screen::demo(ROOM.0, ROOM.1);
    let is_by = |screen: &Screen, percentile: f64| {
        for (of, column) in RECORDINGS.into_iter().zip(1..) {
            let summary = &below(screen, "max", column)[0];
            assert_percent(after(summary, "max"), max(of) / percentile, of);
        }
    };
    screen.press("17G z %");
    is_by(&screen, percentiles[0]);
    screen.assert_shows("normalized by p99.9");
    assert!(screen.footer().contains("in % of the neuron's 99.9th percentile in Colored_fashion"));
    screen.press("r %");
    is_by(&screen, percentiles[1]);
    screen.assert_shows("normalized by Permuted_colore… p99.9");

    // The view, and what is chosen while it is off, are led back to.
    let mut again = Screen::demo(ROOM.0, ROOM.1);
    assert!(again.start_at(&screen.app.address(&[])).is_empty());
    is_by(&again, percentiles[1]);
    screen.press("n");
    assert!(again.start_at(&screen.app.address(&[])).is_empty());
    assert!(!again.drawing().contains("normalized"));
    again.press("n");
    is_by(&again, percentiles[1]);

    // Neurons of an image are ranked by it.
    again.press("I");
    let by_percentile = again.drawing();
    again.press("z %");
    assert!(again.footer().contains("in % of the neuron's maximum"));
    assert_ne!(again.drawing(), by_percentile);
}

#[test]
fn accuracy_of_every_recording_stands_in_the_header() {
    let golden = golden();
    for (width, height) in [(300, 48), (80, 24)] {
        let header = Screen::demo(width, height).line(1);
        let shown: Vec<f64> =
            header.split(" %").filter(|text| !text.is_empty()).map(last).collect();
        assert_eq!(shown.len(), 4, "{header}");
        for (shown, name) in shown.into_iter().zip(RECORDINGS) {
            let accuracy = golden["datasets"][name]["accuracy"].as_f64().unwrap();
            assert_percent(shown, accuracy, name);
        }
    }
}

#[test]
fn predictions_and_top_neurons_of_images() {
    let golden = golden();
    let mut screen = Screen::demo(200, 60);
    screen.press("I");
    for image in 0..4 {
        for (column, name) in RECORDINGS.into_iter().enumerate() {
            let expected = &golden["datasets"][name];
            let rows = below(&screen, "is ", column);
            let made = list(&expected["predictions_first_20"][image]);
            for (row, made) in rows.iter().skip(1).zip(made) {
                let category = &screen.app.set().categories.names()[count(&made[0])];
                let what = format!("image {image} of {name}: {row}");
                assert!(row.starts_with(category.as_str()), "{what}, not {category}");
                let probability = made[1].as_f64().unwrap();
                let is_little = probability < 0.0005 && row.ends_with("<0.1 %");
                let is_almost_all = probability > 0.9995 && row.ends_with(">99.9 %");
                if !is_little && !is_almost_all {
                    assert_percent(last(row), probability, &what);
                }
            }
        }
        screen.press("j");
    }
}

#[test]
fn the_list_beside_an_image_ranks_neurons() {
    let golden = golden();
    let mut screen = Screen::demo(200, 60);
    screen.press("I");
    for name in RECORDINGS {
        let expected = &golden["datasets"][name]["layers"]["linear1"];
        for image in 0..4 {
            screen.press(if image == 0 { "gg" } else { "j" });
            let drawing = screen.drawing();
            let rows = drawing.lines().skip_while(|row| !row.contains(" top neurons")).skip(1);
            let top = list(&expected["top_neurons_of_image_0_to_9"][image]);
            for (row, top) in rows.zip(top) {
                let row: String = row.chars().take(26).collect();
                let row = row.replace(['█', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '▸', '•'], " ");
                let mut words = row.split_whitespace();
                let what = format!("image {image} of {name}: {row}");
                assert_eq!(words.next().unwrap().parse(), Ok(count(&top[0])), "{what}");
                let activation = words.next().unwrap().parse().unwrap();
                assert_near(activation, top[1].as_f64().unwrap(), &what);
            }
        }
        screen.press("r e");
    }
}

#[test]
fn errors_and_top_neurons_of_categories() {
    let golden = golden();
    let mut screen = Screen::demo(200, 60);
    screen.press("C");
    for category in [0, 4, 8] {
        screen.press(&format!(":{category}<Enter>"));
        for (column, name) in RECORDINGS.into_iter().enumerate() {
            let expected = &golden["datasets"][name];
            let what = format!("category {category} of {name}");
            let matrix: Vec<Vec<usize>> =
                list(&expected["confusion"]).iter().map(crate::support::counts).collect();
            let right = matrix[category][category];
            let images: usize = matrix[category].iter().sum();
            let positives = matrix.iter().map(|row| row[category]).sum::<usize>() - right;
            let title = below(&screen, "id ", column);
            assert!(title[0].contains(&format!(" {images} images ")), "{what}: {}", title[0]);
            let accuracy = expected["category_accuracy"][category].as_f64().unwrap();
            assert_percent(after(&title[0], "accuracy"), accuracy, &what);
            let has = |words: String| title.iter().any(|row| row.starts_with(&words));
            assert!(has(format!("{positives} false positives")), "{what}: {title:?}");
            assert!(has(format!("{} false negatives", images - right)), "{what}: {title:?}");
            let neurons = below(&screen, "top neurons", column);
            let top = list(&expected["layers"]["linear1"]["top_neurons_of_category"][category]);
            for (row, top) in neurons.iter().skip(1).zip(top) {
                assert!(row.starts_with(&count(&top[0]).to_string()), "{what}: {row}");
                let words = row.split_whitespace().map(str::parse::<f64>);
                let mean = words.skip(1).find_map(Result::ok).unwrap();
                assert_near(mean, top[1].as_f64().unwrap(), &what);
            }
        }
    }
}

#[test]
fn every_form_of_the_small_recording_shows_the_same_numbers() {
    let answers = answers();
    for form in [
        "npz/stored.npz",
        "safetensors/bf16.safetensors",
        "npy/plain",
        "exporter_f64",
        "cbor_shuffled",
    ] {
        let mut screen = Screen::small(&[form], 80, 24);
        screen.press(":layer linear1<Enter>");
        for neuron in 0..9 {
            screen.press(&format!(":{neuron}<Enter>"));
            let max = answers["layers"]["linear1"]["max"][neuron].as_f64().unwrap();
            assert_near(after(&screen.line(3), "max"), max, &format!("{form}: neuron {neuron}"));
        }
        assert!(screen.line(1).ends_with(" 66.7 %"), "{form}: {}", screen.line(1));
    }
}
