//! Wrong use: 2 for a command line that means nothing, 1 for one that names what does not exist.

use super::run::{deephys, deephys_in};

const SMALL: &str = "npz/stored.npz";

/// Checks a refusal in one line, the program's name first.
#[track_caller]
fn refused(arguments: &[&str], words: &[&str]) {
    let run = deephys(arguments);
    run.refused(1, words);
    assert!(run.stderr.starts_with("deephys: "), "{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "one message: {}", run.stderr);
}

#[test]
fn a_command_line_that_means_nothing_is_wrong_usage() {
    let cases: [(&[&str], &[&str]); 16] = [
        (&[], &["Recordings in this folder", "npz/  15 recordings", "deephys PATH..."]),
        (&["info"], &["<PATH>"]),
        (&["info", ""], &["<PATH>"]),
        (&["info", "--format", "xml", SMALL], &["xml", "--format", "table, json, csv"]),
        (&["info", "--frmat", "csv", SMALL], &["--frmat", "--format"]),
        (&["neurons", "--sort", "spuroius", SMALL], &["--sort", "did you mean spurious?"]),
        (&["neurons", "--columns", "neuron,rhoo", SMALL], &["--columns", "`rhoo`", "rho"]),
        (&["neurons", "--where", "spurious >", SMALL], &["--where", "spurious >", "^"]),
        (&["neurons", "--ascending", SMALL], &["--sort"]),
        (&["neurons", "--limit", "ten", SMALL], &["--limit", "ten"]),
        (&["neuron", SMALL], &["--neuron"]),
        (&["neuron", "--neuron", "x", SMALL], &["--neuron", "'x'"]),
        (&["image", "--image", "0", SMALL], &["--recording"]),
        (&["image", "--recording", "0", SMALL], &["--image"]),
        (&["category", "--recording", "0", SMALL], &["--category"]),
        (&["confusion", SMALL], &["--recording"]),
    ];
    for (arguments, words) in cases {
        deephys(arguments).refused(2, words);
    }
    let empty = tempfile::tempdir().unwrap();
    deephys_in::<&str>(empty.path(), &[])
        .refused(2, &["no recording in this folder", "deephys demo"]);
}

#[test]
fn a_negative_number_is_refused_by_the_option_it_was_given_to() {
    for arguments in [
        ["neurons", "--limit", "-1", SMALL].as_slice(),
        &["neuron", "--neuron", "-1", SMALL],
        &["image", "--recording", "0", "--image", "-1", SMALL],
        &["category", "--recording", "0", "--category", "-1", SMALL],
    ] {
        let run = deephys(arguments);
        assert!([1, 2].contains(&run.code), "{run:?}");
        run.refused(run.code, &["-1"]);
    }
}

#[test]
fn an_unknown_layer_is_refused_with_those_that_exist() {
    for command in [&["neurons"][..], &["neuron", "--neuron", "0"]] {
        let with = |layer| [command, &["--layer", layer, SMALL]].concat();
        refused(&with("linaer1"), &["\"linaer1\"", "did you mean \"linear1\"", "conv2", "output"]);
        refused(&with("3"), &["layer \"3\"", "conv2", "linear1", "output"]);
    }
    let of_recording = ["--recording", "0", "--layer", "nope", SMALL];
    refused(&[&["image", "--image", "0"][..], &of_recording].concat(), &["layer \"nope\""]);
    refused(&[&["category", "--category", "0"][..], &of_recording].concat(), &["layer \"nope\""]);
}

#[test]
fn an_unknown_recording_is_refused_with_those_that_exist() {
    for command in
        [&["confusion"][..], &["image", "--image", "0"], &["category", "--category", "0"]]
    {
        let with = |name| [command, &["--recording", name, SMALL, "npy/plain"]].concat();
        refused(&with("stord"), &["\"stord\"", "did you mean \"stored\"", "plain"]);
        refused(&with("2"), &["recording \"2\"", "stored", "plain"]);
    }
}

#[test]
fn an_unknown_reference_is_refused_with_those_that_exist() {
    refused(&["info", "--reference", "plian", SMALL, "npy/plain"], &["\"plian\"", "plain"]);
    refused(&["info", "--reference", "2", SMALL, "npy/plain"], &["\"2\"", "stored", "plain"]);
}

#[test]
fn an_unknown_classification_layer_is_refused_with_those_that_exist() {
    let arguments = ["info", "--classification-layer", "fc9", SMALL];
    refused(&arguments, &["layer \"fc9\"", "conv2", "linear1", "output"]);
}

#[test]
fn a_neuron_beyond_the_last_is_refused_with_both_numbers() {
    refused(
        &["neuron", "--layer", "conv2", "--neuron", "6", SMALL],
        &["neuron 6", "conv2", "0 to 5"],
    );
    refused(&["neuron", "--neuron", "9", SMALL], &["neuron 9", "linear1", "0 to 8"]);
}

#[test]
fn an_image_beyond_the_last_is_refused_with_both_numbers() {
    let arguments = ["image", "--recording", "0", "--image", "24", SMALL];
    refused(&arguments, &["image 24", "stored", "24", "0 to 23"]);
}

#[test]
fn an_unknown_category_is_refused_with_the_likeliest() {
    let with = |category| ["category", "--recording", "0", "--category", category, SMALL];
    refused(&with("Dres"), &["\"Dres\"", "did you mean \"Dress\""]);
    refused(&with("4"), &["\"4\"", "0 to 3"]);
}

#[test]
fn confusion_needs_a_classification_layer() {
    let run = deephys(&["confusion", "--recording", "0", "npz/no_classification.npz"]);
    run.refused(1, &["no classification layer", "--classification-layer"]);
}

#[test]
fn a_path_that_leads_nowhere_is_named() {
    for path in ["missing.npz", "missing.test", "missing.safetensors", "missing/folder"] {
        refused(&["info", path], &["No such file", &format!(": {path}\n")]);
    }
    let arguments = ["info", "--model", "missing.model", "exporter_f32/small.test"];
    refused(&arguments, &["No such file", "missing.model"]);
}

#[test]
fn a_folder_without_recordings_is_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("runs")).unwrap();
    let run = deephys_in(folder.path(), &["info", "runs"]);
    run.refused(1, &["no recording", ".npz", ".safetensors", ".test", ".npy", ": runs\n"]);
}

#[test]
fn a_npy_file_is_refused_in_favour_of_its_folder() {
    refused(&["info", "npy/plain/conv2.npy"], &["folder", ": npy/plain/conv2.npy\n"]);
}

#[test]
fn a_file_of_another_kind_is_refused_with_the_kinds_that_open() {
    let words = [".test", ".npz", ".safetensors", ".npy", ": answers.json\n"];
    refused(&["info", "answers.json"], &words);
}

#[test]
fn a_model_alone_is_refused_by_its_name() {
    refused(&["info", "exporter_f32/small.model"], &["no recording", "exporter_f32/small.model"]);
}

#[test]
fn a_model_of_another_network_is_refused_with_both_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name| folder.path().join(name);
    let copies = [
        ("sample-data/colored_fashion.model", "other.model"),
        ("tests/fixtures/small/exporter_f32/small.test", "small.test"),
    ];
    for (from, to) in copies {
        std::fs::copy(super::run::repository(from), path(to)).unwrap();
    }
    let words =
        ["\"conv2\"", "24 bytes", "80 bytes", "20 neurons", "colored_fashion", "small.test"];
    for arguments in [
        ["info", "small.test"].as_slice(),
        &["info", "small.test", "--model", "other.model"],
        &["info", "other.model", "small.test"],
    ] {
        deephys_in(folder.path(), arguments).refused(1, &words);
    }
}
