//! What the options change: the reference, the classification layer, the model, the units, the format.

use std::collections::BTreeMap;

use super::json::Json;
use super::run::{DEMO, deephys, deephys_in, json, repository, small};

fn reference(more: &[&str]) -> String {
    json(&[&["info"], more, &["demo"]].concat()).at("reference").text().to_owned()
}

#[test]
fn the_first_recording_is_the_reference_unless_another_is_named() {
    assert_eq!(reference(&[]), DEMO[0]);
    assert_eq!(reference(&["--reference", DEMO[3]]), DEMO[3]);
    assert_eq!(reference(&["--reference", "2"]), DEMO[2]);
}

#[test]
fn scores_are_against_the_named_reference() {
    let by_number = ["neurons", "--sort", "neuron", "--ascending", "--layer", "conv2", "demo"];
    let neurons = json(&[by_number.as_slice(), &["--reference", "1"]].concat());
    for row in neurons.list() {
        let is_reference = row.at("recording").text() == DEMO[1];
        assert_eq!(row.at("spurious") == &Json::Null, is_reference, "{row:?}");
    }
    let forth = json(&by_number);
    let symmetric = |rows: &Json, name: &str| {
        let rows = rows.list().iter().filter(|row| row.at("recording").text() == name);
        rows.map(|row| row.at("spurious").clone()).collect::<Vec<_>>()
    };
    assert_eq!(symmetric(&neurons, DEMO[0]), symmetric(&forth, DEMO[1]));
}

#[test]
fn a_recording_goes_by_name_or_number() {
    let [name, number] = [DEMO[2], "2"].map(|it| json(&["confusion", "--recording", it, "demo"]));
    assert_eq!(name, number);
}

#[test]
fn a_layer_goes_by_name_or_number() {
    let layer = |it| json(&["neurons", "--layer", it, "npz/stored.npz"]);
    assert_eq!(layer("0"), layer("conv2"));
    assert_eq!(layer("1"), json(&["neurons", "npz/stored.npz"]), "the last before the classifier");
}

#[test]
fn a_category_goes_by_number_or_name_in_any_case() {
    let of = |it| json(&["category", "--recording", "0", "--category", it, "npz/stored.npz"]);
    assert_eq!(of("3"), of("Trouser"));
    assert_eq!(of("3"), of("trouser"));
}

#[test]
fn names_with_spaces_and_letters_of_any_script_are_names() {
    let layer = "head/output π";
    let run =
        deephys(&["neurons", "--layer", layer, "--format", "json", "npz/odd_layer_names.npz"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(Json::read(&run.stdout).list()[0].at("layer").text(), layer);
}

#[test]
fn the_classification_layer_can_be_named() {
    let info = json(&["info", "--classification-layer", "linear1", "npz/stored.npz"]);
    assert_eq!(info.at("model").at("classification_layer").text(), "linear1");
    let path = "npz/no_classification.npz";
    let run = deephys(&["info", "--classification-layer", "conv2", "--format", "json", path]);
    assert!(Json::read(&run.stdout).at("recordings").list()[0].at("accuracy") != &Json::Null);
}

#[test]
fn the_classification_layer_goes_by_name_or_number() {
    let info = json(&["info", "--classification-layer", "1", "npz/stored.npz"]);
    assert_eq!(info.at("model").at("classification_layer").text(), "linear1");
}

#[test]
fn a_model_names_the_layers_of_a_file_without_one() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(small().join("exporter_f32/small.test"), folder.path().join("small.test"))
        .unwrap();
    let layers = |more: &[&str]| {
        let arguments = [&["info", "--format", "json", "small.test"], more].concat();
        let run = deephys_in(folder.path(), &arguments);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let info = Json::read(&run.stdout);
        let names = info.at("model").at("layers").each("name").into_iter().map(Json::text);
        (names.collect::<Vec<_>>().join(" "), run.stderr)
    };
    let (names, said) = layers(&[]);
    assert_eq!(names, "layer0 layer1 layer2");
    assert!(said.contains("no .model file") && said.contains("--model"), "{said}");
    let model = repository("tests/fixtures/small/exporter_f32/small.model");
    let model = model.to_str().unwrap();
    let with_model = ("conv2 linear1 output".to_owned(), String::new());
    assert_eq!(layers(&["--model", model]), with_model);
    assert_eq!(layers(&[model]), with_model);
}

#[test]
fn recordings_of_one_name_are_told_apart() {
    let info = json(&["info", "exporter_f32", "exporter_f64", "npz/stored.npz", "npz/stored.npz"]);
    let mut names: Vec<_> =
        info.at("recordings").each("name").into_iter().map(Json::text).collect();
    assert_eq!(names[..2], ["exporter_f32/small", "exporter_f64/small"]);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 4);
}

#[test]
fn normalized_activations_are_shares_of_the_maximum_in_the_reference() {
    let arguments = ["image", "--recording", "1", "--image", "3", "--layer", "linear1", "demo"];
    let raw = json(&arguments);
    let normalized = json(&[arguments.as_slice(), &["--normalize"]].concat());
    let neurons =
        json(&["neurons", "--sort", "neuron", "--ascending", "--layer", "linear1", "demo"]);
    let values = |of: &Json, neuron: usize| {
        let top = of.at("top_neurons").list();
        let found = top.iter().find(|top| top.at("neuron").count() == neuron);
        found.and_then(|top| top.at("activation").number())
    };
    let mut compared = 0;
    for top in normalized.at("top_neurons").list() {
        let neuron = top.at("neuron").count();
        let max = neurons.list()[neuron * DEMO.len()].at("max").number().unwrap();
        if let Some(activation) = values(&raw, neuron) {
            let share = top.at("activation").number().unwrap();
            assert!((share - activation / max).abs() < 1e-12, "neuron {neuron}");
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
}

#[test]
fn activations_can_be_divided_by_a_percentile() {
    let arguments = ["image", "--recording", "0", "--image", "1", "--layer", "linear1", "demo"];
    let by = |option: &str| {
        let image = json(&[arguments.as_slice(), &[option]].concat());
        let top = image.at("top_neurons").list().iter();
        let of = |top: &Json| (top.at("neuron").count(), top.at("activation").number().unwrap());
        top.map(of).collect::<BTreeMap<usize, f64>>()
    };
    let (maximum, percentile) = (by("--normalize=maximum"), by("--normalize=percentile"));
    // Neuron 17: numpy.percentile(…, 99.9) is 20.603940599441582, the maximum 21.43227195739746.
    let ratio = percentile[&17] / maximum[&17];
    assert!((ratio - 21.432_271_957_397_46 / 20.603_940_599_441_582).abs() < 1e-12, "{ratio}");
    let refused = deephys(&[arguments.as_slice(), &["--normalize=half"]].concat());
    assert!(refused.stderr.contains("maximum, percentile"));
}

#[test]
fn a_pipe_gets_csv() {
    let arguments = ["neurons", "npz/stored.npz"];
    let piped = deephys(&arguments).silent_success();
    assert_eq!(piped, deephys(&[&arguments[..], &["--format", "csv"]].concat()).stdout);
}

#[cfg(unix)]
#[test]
fn a_terminal_gets_a_table() {
    let arguments = ["neurons", "npz/stored.npz"];
    let table = deephys(&[&arguments[..], &["--format", "table"]].concat()).silent_success();
    let shown = super::hostile::on_terminal(&small(), &arguments);
    assert_eq!(shown.replace("\r\n", "\n"), table);
}
