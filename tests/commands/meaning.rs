//! What the numbers mean: outputs that are no logits, layers behind no `ReLU`, labels in another order, and which layer
//! has the predictions.

use std::fs;
use std::path::Path;

use super::json::Json;
use super::run::{Run, deephys, deephys_in};

const N: usize = 240;

/// A number that looks random, from -1 to 1.
fn noise(seed: usize) -> f32 {
    let mut number = (seed as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((number >> 40) as f32) / ((1_u64 << 23) as f32) - 1.
}

fn write_npy(path: &Path, descr: &str, shape: &str, data: &[u8]) {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    let bytes = [b"\x93NUMPY\x01\x00".as_slice(), &length, header.as_bytes(), data].concat();
    // Names of layers may hold a dot.
    fs::write(format!("{}.npy", path.display()), bytes).unwrap();
}

/// A layer: its name, its width, and the activation of a neuron for an image.
type Layer<'a> = (&'a str, usize, &'a dyn Fn(usize, usize) -> f32);

/// Writes a recording of [`N`] images into a folder.
fn write(folder: &Path, name: &str, layers: &[Layer<'_>], label: impl Fn(usize) -> usize) {
    let path = folder.join(name);
    fs::create_dir(&path).unwrap();
    for (layer, width, activation) in layers {
        let values = (0..N).flat_map(|image| (0..*width).map(move |neuron| (image, neuron)));
        let bytes: Vec<u8> =
            values.flat_map(|(image, neuron)| activation(image, neuron).to_le_bytes()).collect();
        write_npy(&path.join(layer), "<f4", &format!("({N}, {width})"), &bytes);
    }
    let labels: Vec<u8> = (0..N).flat_map(|image| (label(image) as u64).to_le_bytes()).collect();
    write_npy(&path.join("labels"), "<u8", &format!("({N},)"), &labels);
}

/// Logits of a network that is mostly right about categories that take turns.
fn logit(n_categories: usize) -> impl Fn(usize, usize) -> f32 {
    move |image, category| {
        let is_right = image % n_categories == category;
        3. * f32::from(u8::from(is_right)) + 1.5 * noise(image * 64 + category)
    }
}

/// The softmax of these.
fn share(n_categories: usize) -> impl Fn(usize, usize) -> f32 {
    let logit = logit(n_categories);
    move |image, category| {
        let sum: f32 = (0..n_categories).map(|other| logit(image, other).exp()).sum();
        logit(image, category).exp() / sum
    }
}

/// A rectified layer tuned to categories that take turns.
fn tuned(n_categories: usize) -> impl Fn(usize, usize) -> f32 {
    move |image, neuron| {
        let mean = 2. + 2. * noise(7000 + (image % n_categories) * 101 + neuron);
        (mean + noise(90_000 + image * 128 + neuron)).max(0.)
    }
}

fn run(folder: &Path, words: &str) -> Run {
    let run = deephys_in(folder, &words.split_whitespace().collect::<Vec<_>>());
    assert_eq!(run.code, 0, "{}", run.stderr);
    run
}

/// How many images are predicted right, in words that compare.
fn right(run: &Run) -> String {
    let info = Json::read(&run.stdout);
    let accuracy = info.at("recordings").list()[0].at("accuracy").number().unwrap();
    format!("{:.6}", accuracy * N as f64)
}

/// The highest probability of image 3 as the file has it, and as the program says it.
fn probability(folder: &Path, name: &str) -> f64 {
    let image = run(folder, &format!("image --recording 0 --image 3 --format json {name}"));
    Json::read(&image.stdout).at("predictions").list()[0].at("probability").number().unwrap()
}

#[test]
fn probabilities_and_log_probabilities_are_those_of_the_logits() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (logits, shares) = (logit(4), share(4));
    let halved = |image, category| half(share(4)(image, category));
    let logarithms = |image, category| share(4)(image, category).ln();
    for (name, outputs) in [
        ("logits", &logits as &dyn Fn(usize, usize) -> f32),
        ("shares", &shares),
        ("halved", &halved),
        ("logs", &logarithms),
    ] {
        write(folder, name, &[("output", 4, outputs)], |image| image % 4);
    }
    let expected = (probability(folder, "logits"), run(folder, "info --format json logits"));
    assert!(!expected.1.stderr.contains("holds"), "{}", expected.1.stderr);
    for (name, said) in [
        ("shares", "holds probabilities, not logits (its rows sum to 1)"),
        ("halved", "holds probabilities"),
        ("logs", "holds log-probabilities, not logits (exp of a row sums to 1)"),
    ] {
        assert!((probability(folder, name) - expected.0).abs() < 1e-3, "{name}");
        let info = run(folder, &format!("info --format json {name}"));
        info.says(&[said]);
        assert_eq!(right(&info), right(&expected.1), "{name}");
        let warnings = Json::read(&info.stdout);
        let warnings = warnings.at("recordings").list()[0].at("warnings").list();
        assert!(warnings.iter().any(|warning| warning.text().contains(said)), "{warnings:?}");
    }
}

/// Rounded to the 11 bits of float16.
fn half(value: f32) -> f32 {
    let unit = (value.log2().floor() - 10.).exp2();
    (value / unit).round() * unit
}

#[test]
fn one_output_for_two_categories_is_a_logit_or_a_probability() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let hidden = tuned(2);
    let one = |image: usize| 4. * (image % 2) as f32 - 2. + 2.5 * noise(image);
    let (logit, share) = (|image, _| one(image), |image, _| 1. / (1. + (-one(image)).exp()));
    write(folder, "logit", &[("hidden", 8, &hidden), ("output", 1, &logit)], |image| image % 2);
    write(folder, "share", &[("hidden", 8, &hidden), ("head", 1, &share)], |image| image % 2);
    let right = (0..N).filter(|&image| (one(image) > 0.) == (image % 2 == 1)).count();
    assert!(right > N / 2 && right < N, "neither trivial");
    for (name, said) in [("logit", "one logit for two categories"), ("share", "one probability")] {
        let info = run(folder, &format!("info --format json {name}"));
        info.says(&[said]);
        assert_eq!(self::right(&info), format!("{:.6}", right as f64), "{name}");
        let expected = f64::from(one(3).abs());
        let expected = 1. / (1. + (-expected).exp());
        assert!((probability(folder, name) - expected).abs() < 1e-6, "{name}");
        let confusion = run(folder, &format!("confusion --recording 0 --format json {name}"));
        let matrix = Json::read(&confusion.stdout);
        let counts: Vec<usize> =
            matrix.list().iter().flat_map(|row| row.list().iter().map(Json::count)).collect();
        assert_eq!((counts.len(), counts[0] + counts[3]), (4, right), "{name}");
    }
}

#[test]
fn one_output_for_more_than_two_categories_predicts_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let one = logit(1);
    write(folder.path(), "one", &[("output", 1, &one)], |image| image % 3);
    let info = run(folder.path(), "info --classification-layer output --format json one");
    info.says(&["has one neuron, which cannot tell 3 categories apart"]);
    let info = Json::read(&info.stdout);
    assert_eq!(info.at("recordings").list()[0].at("accuracy"), &Json::Null);
}

#[test]
fn a_layer_is_said_to_look_like_what_it_stands_behind() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (logits, relu) = (logit(4), tuned(4));
    let signed = |image, neuron| 2. * noise(image * 128 + neuron);
    let sigmoid = |image, neuron| 1. / (1. + (-signed(image, neuron)).exp());
    let tanh = |image, neuron| (3. * noise(image * 128 + neuron)).tanh();
    let silu = |image, neuron| 4. * signed(image, neuron) * sigmoid(image, neuron).powi(9);
    let layers: [Layer<'_>; 6] = [
        ("relu", 20, &relu),
        ("signed", 20, &signed),
        ("sigmoid", 20, &sigmoid),
        ("tanh", 20, &tanh),
        ("silu", 20, &silu),
        ("output", 4, &logits),
    ];
    write(folder, "any", &layers, |image| image % 4);
    for (layer, said) in [
        ("signed", "% of its activations are negative: recorded before its ReLU?"),
        ("sigmoid", "all activations lie above 0 and below 1: after a sigmoid?"),
        ("tanh", "its activations reach from -1 to 1: after a tanh?"),
        ("silu", "of its activations are negative, none below"),
    ] {
        for command in ["neurons", "neuron --neuron 0"] {
            run(folder, &format!("{command} --layer {layer} any")).says(&[layer, said, "\"dead\""]);
        }
    }
    for layer in ["relu", "output"] {
        let said = run(folder, &format!("neurons --layer {layer} any")).stderr;
        assert!(!said.contains("active"), "{said}");
    }
    let said = run(folder, "layers any").stderr;
    assert_eq!(said.lines().filter(|line| line.contains("\"active\"")).count(), 4, "{said}");
    let info = Json::read(&run(folder, "info --format json any").stdout);
    assert_eq!(info.at("recordings").list()[0].at("warnings").list().len(), 1 + 4);
}

#[test]
fn a_recording_that_was_saved_before_the_relu_is_named_where_the_other_was_not() {
    let folder = tempfile::tempdir().unwrap();
    let relu = tuned(4);
    let signed = |image, neuron| tuned(4)(image, neuron) - 2.;
    write(folder.path(), "ind", &[("fc1", 20, &relu)], |image| image % 4);
    write(folder.path(), "ood", &[("fc1", 20, &signed)], |image| image % 4);
    let said = run(folder.path(), "neurons ind ood").stderr;
    assert!(said.contains("ood: fc1: ") && !said.contains("ind: fc1"), "{said}");
}

#[test]
fn labels_in_another_order_are_pointed_out_with_the_permutation() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (hidden, logits) = (tuned(12), logit(12));
    let other = |image: usize, neuron: usize| {
        (tuned(12)(image, neuron) + 0.3 * noise(image * 77 + neuron)).max(0.)
    };
    let layers: [Layer<'_>; 2] = [("hidden", 40, &hidden), ("output", 12, &logits)];
    let others: [Layer<'_>; 2] = [("hidden", 40, &other), ("output", 12, &logits)];
    let few: [Layer<'_>; 1] = [("hidden", 4, &other)];
    write(folder, "ind", &layers, |image| image % 12);
    write(folder, "same", &others, |image| image % 12);
    write(folder, "shifted", &others, |image| (image % 12 + 7) % 12);
    let swap = |of: usize| {
        if of == 4 {
            9
        } else if of == 9 {
            4
        } else {
            of
        }
    };
    write(folder, "swapped", &others, |image| swap(image % 12));
    let at_random =
        |image: usize| (0..12).find(|of| noise(image + 5) < -1. + (*of as f32 + 1.) / 6.);
    write(folder, "random", &others, |image| at_random(image).unwrap_or(11));
    write(folder, "few", &few, |image| image % 12);
    write(folder, "few_shifted", &few, |image| (image + 1) % 12);
    let said = |words: &str| run(folder, words).stderr;
    for (options, name) in [("--no-cache", "without a cache"), ("", "with one")] {
        let shifted = said(&format!("neurons {options} --layer hidden ind shifted"));
        assert!(
            shifted.contains("shifted: the same tuning under category + 7 for"),
            "{name} {shifted}"
        );
        assert!(shifted.contains("either the labels are in another order, or the cue moved"));
    }
    let swapped = said("neurons --layer hidden ind swapped");
    assert!(swapped.contains("with categories exchanged (4→9, 9→4) for"), "{swapped}");
    let same = said("neurons --layer hidden ind same");
    assert!(!same.contains("order"), "{same}");
    let random = said("layers ind random");
    let expected = "% of its images are predicted right, no more than by chance, and hardly any neuron of hidden";
    assert!(random.contains(expected) && random.contains("random: "), "{random}");
    let alone = said("neurons --layer hidden random");
    assert!(alone.contains(expected), "{alone}");
    let few = said("neurons --layer hidden few few_shifted");
    assert!(!few.contains("order"), "too few neurons to tell: {few}");
    let once = said("layers ind shifted");
    assert_eq!(once.matches("category + 7").count(), 1, "{once}");
}

#[test]
fn the_colors_of_the_demo_were_handed_on_and_the_labels_are_not_accused_alone() {
    for command in ["neurons", "layers"] {
        let run = deephys(&[command, "demo"]);
        let lines: Vec<&str> = run.stderr.lines().collect();
        let [line] = lines.as_slice() else { panic!("{}", run.stderr) };
        assert!(
            line.contains("Permuted_colored_fashion: the same tuning with categories"),
            "{line}"
        );
        assert!(
            line.ends_with("either the labels are in another order, or the cue moved with them")
        );
    }
}

#[test]
fn the_layer_with_the_predictions_goes_by_name_before_width() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (hidden, logits) = (tuned(4), logit(4));
    let classifier = |name: &str, layers: &[Layer<'_>]| {
        write(folder, name, layers, |image| image % 4);
        let info = run(folder, &format!("info --format json {name}"));
        let layer =
            Json::read(&info.stdout).at("model").at("classification_layer").text().to_owned();
        let doubts = info.stderr.lines().filter(|line| line.contains("classification"));
        (layer, doubts.map(str::to_owned).collect::<Vec<_>>().join(" "))
    };
    let (layer, doubt) = classifier("plain", &[("model.fc", 4, &logits), ("zz", 4, &hidden)]);
    assert_eq!(layer, "model.fc");
    assert!(doubt.contains("by its name; \"zz\" is as wide"), "{doubt}");
    assert_eq!(
        classifier("certain", &[("Logits", 4, &logits), ("zz", 4, &hidden)]),
        ("Logits".into(), String::new())
    );
    // It knows categories that no image has.
    assert_eq!(
        classifier("wider", &[("logits", 9, &logits), ("zz", 4, &hidden)]),
        ("logits".into(), String::new())
    );
    let (layer, doubt) =
        classifier("guess", &[("a", 4, &hidden), ("b", 9, &hidden), ("c", 4, &logits)]);
    assert_eq!(layer, "c");
    assert!(doubt.contains("\"c\" is taken for the classification layer because"), "{doubt}");
    assert!(doubt.contains("\"a\" is as wide") && doubt.contains("--classification-layer"));
    let (layer, doubt) = classifier("two", &[("logits", 4, &logits), ("probs", 4, &logits)]);
    assert_eq!(layer, "logits");
    assert!(doubt.contains("\"probs\" is as wide"), "{doubt}");
}

#[test]
fn labels_beyond_the_classifier_speak_against_it() {
    let folder = tempfile::tempdir().unwrap();
    let (hidden, logits) = (tuned(4), logit(4));
    let layers: [Layer<'_>; 2] = [("hidden", 9, &hidden), ("output", 4, &logits)];
    write(folder.path(), "ind", &layers, |image| image % 4);
    write(folder.path(), "ood", &layers, |image| image % 6);
    let said = run(folder.path(), "info ind ood").stderr;
    let expected = "there are 6 categories, but the classification layer \"output\" has 4 neurons: images of category 4 and above are never predicted right";
    assert!(said.contains(expected), "{said}");
}
