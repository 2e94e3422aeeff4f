//! One recording in every form gives the same answers to every command.

use super::json::Json;
use super::run::{deephys, deephys_in, json, repository_json};

/// The same numbers, names and pictures, and the name each recording goes by.
const FORMS: [(&str, &str); 17] = [
    ("npz/stored.npz", "stored"),
    ("npz/deflated.npz", "deflated"),
    ("npz/mixed_dtypes.npz", "mixed_dtypes"),
    ("npz/categories_bytes.npz", "categories_bytes"),
    ("safetensors/f16.safetensors", "f16"),
    ("safetensors/bf16.safetensors", "bf16"),
    ("safetensors/f32.safetensors", "f32"),
    ("safetensors/f64.safetensors", "f64"),
    ("npy/plain", "plain"),
    ("npy/fortran_big_endian", "fortran_big_endian"),
    ("npy/bf16", "bf16"),
    ("npy/images_folder", "images_folder"),
    ("exporter_f32", "small"),
    ("exporter_f64/small.test", "small"),
    ("cbor_shuffled", "small"),
    ("cbor_indefinite/small.test", "small"),
    ("cbor_wide_heads", "small"),
];

const COMMANDS: [&[&str]; 7] = [
    &["neurons", "--layer", "conv2"],
    &["neurons", "--layer", "linear1"],
    &["neuron", "--layer", "linear1", "--neuron", "7"],
    &["image", "--recording", "0", "--image", "5"],
    &["image", "--recording", "0", "--image", "3", "--layer", "conv2", "--normalize"],
    &["category", "--recording", "0", "--category", "Pullover"],
    &["confusion", "--recording", "0"],
];

#[test]
fn every_form_gives_the_same_answers() {
    for command in COMMANDS {
        for format in ["json", "csv"] {
            let answer = |(path, name): (&str, &str)| {
                let run = deephys(&[command, &["--format", format, path]].concat());
                let run = run.silent_success();
                if format == "csv" {
                    run.replace(&format!(",{name},"), ",NAME,")
                        .replace(&format!("\n{name},"), "\nNAME,")
                } else {
                    run.replace(&format!("\"recording\":\"{name}\""), "\"recording\":\"NAME\"")
                }
            };
            let expected = answer(FORMS[0]);
            for form in FORMS {
                assert_eq!(answer(form), expected, "{form:?} {command:?}");
            }
        }
    }
}

#[test]
fn forms_side_by_side_differ_in_nothing() {
    let neurons = json(&["neurons", "npz/stored.npz", "npy/plain", "safetensors/f32.safetensors"]);
    for row in neurons.list().iter().filter(|row| row.at("recording").text() != "stored") {
        let silent = row.at("neuron").count() == 4;
        let nothing = if silent { None } else { Some(0.) };
        assert_eq!(row.at("spurious").number(), nothing, "{row:?}");
        assert_eq!(row.at("novelty").number(), nothing, "{row:?}");
    }
}

#[test]
fn the_answers_are_those_of_numpy() {
    let answers = repository_json("tests/fixtures/small/answers.json");
    let info = json(&["info", "safetensors/f16.safetensors"]);
    let accuracy = info.at("recordings").list()[0].at("accuracy");
    assert_eq!(accuracy.number(), answers.at("accuracy").number());
    let matrix = json(&["confusion", "--recording", "0", "npy/plain"]);
    assert_eq!(&matrix, answers.at("confusion"));
    let expected = answers.at("layers").at("linear1").at("top_images").list();
    for (neuron, expected) in expected.iter().enumerate() {
        let found = json(&["neuron", "--neuron", &neuron.to_string(), "exporter_f64"]);
        let top = found.at("recordings").list()[0].at("top_images").list();
        let pair = |a: &Json, b: &Json| (a.count(), b.number());
        let found: Vec<_> =
            top.iter().map(|top| pair(top.at("image"), top.at("activation"))).collect();
        let expected: Vec<_> =
            expected.list().iter().map(|top| pair(&top.list()[0], &top.list()[1])).collect();
        assert_eq!(found, expected, "neuron {neuron}");
    }
}

#[test]
fn the_demo_needs_no_files() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = deephys_in(folder.path(), &["info", "--format", "json", "demo"]);
    assert_eq!(elsewhere.silent_success(), deephys(&["info", "--format", "json", "demo"]).stdout);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
}

#[test]
fn the_demo_is_the_sample_data() {
    let samples = super::run::repository("sample-data");
    let names = super::run::DEMO.map(|name| format!("{name}.test"));
    let paths = names.iter().map(String::as_str);
    let arguments: Vec<&str> =
        ["neurons", "--layer", "conv2", "--format", "csv"].into_iter().chain(paths).collect();
    let demo = deephys(&["neurons", "--layer", "conv2", "--format", "csv", "demo"]);
    assert_eq!(deephys_in(&samples, &arguments).silent_success(), demo.stdout);
}

#[test]
fn a_folder_called_demo_is_opened_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("demo")).unwrap();
    let run = deephys_in(folder.path(), &["info", "./demo"]);
    run.refused(1, &["no recording", "./demo"]);
}
