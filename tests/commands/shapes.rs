//! The keys of every JSON answer, exactly and in order, and how long its lists may be.

use super::json::Json;
use super::run::{csv, deephys, json};

#[test]
fn info_says_model_reference_and_recordings() {
    let info = json(&["info", "npz/stored.npz", "npy/plain"]);
    let expected = "{model:{name,layers:[{name,neurons}],classification_layer},reference,\
        recordings:[{name,path,images,image_size:[],dtype,categories:[],accuracy,warnings:[]}]}";
    assert_eq!(info.shape(), expected);
    let model = info.at("model");
    assert_eq!(model.at("name"), &Json::Null);
    assert_eq!(model.at("classification_layer").text(), "output");
    let layers: Vec<_> = model.at("layers").each("name").iter().map(|name| name.text()).collect();
    let widths: Vec<_> = model.at("layers").each("neurons").iter().map(|n| n.count()).collect();
    assert_eq!((layers, widths), (vec!["conv2", "linear1", "output"], vec![6, 9, 4]));
    assert_eq!(info.at("reference").text(), "stored");
    let recording = &info.at("recordings").list()[1];
    assert_eq!(recording.at("name").text(), "plain");
    assert_eq!(recording.at("path").text(), "npy/plain");
    assert_eq!(recording.at("images").count(), 24);
    assert_eq!(recording.at("image_size"), &Json::read("[14,14]"));
    assert_eq!(recording.at("dtype").text(), "float32");
    let names = Json::read(r#"["Dress","Pullover","T-shirt","Trouser"]"#);
    assert_eq!(recording.at("categories"), &names);
    assert_eq!(recording.at("warnings"), &Json::read("[]"));
}

#[test]
fn image_size_is_height_and_width_and_null_without_or_with_several() {
    let size = |path| deephys(&["info", "--format", "json", path]).stdout;
    let size = |path| Json::read(&size(path)).at("recordings").each("image_size")[0].clone();
    assert_eq!(size("cbor_5x7"), Json::read("[5,7]"));
    assert_eq!(size("cbor_mixed_sizes"), Json::Null);
    assert_eq!(size("npz/no_images.npz"), Json::Null);
}

#[test]
fn a_warning_is_in_the_answer_and_on_stderr() {
    let run = deephys(&["info", "--format", "json", "npz/no_labels.npz", "npz/stored.npz"]);
    assert_eq!(run.code, 0);
    let info = Json::read(&run.stdout);
    let [unlabelled, sound] = info.at("recordings").list() else { panic!("{info:?}") };
    assert_eq!(unlabelled.at("accuracy"), &Json::Null);
    assert_eq!(sound.at("warnings"), &Json::read("[]"));
    let [warning] = unlabelled.at("warnings").list() else { panic!("{unlabelled:?}") };
    run.says(&["warning", "no_labels", warning.text()]);
}

#[test]
fn neurons_have_a_row_for_each_neuron_and_recording() {
    let by_number = ["neurons", "--sort", "neuron", "--ascending", "--layer", "linear1"];
    let neurons = json(&[by_number.as_slice(), &["npz/stored.npz", "npy/plain"]].concat());
    let expected = "[{layer,neuron,recording,verdict,change,max,mean,active_fraction,top_category,\
        top_category_mean,reliability,spurious,novelty,rho,gain}]";
    assert_eq!(neurons.shape(), expected);
    let rows = neurons
        .list()
        .iter()
        .map(|row| (row.at("layer").text(), row.at("neuron").count(), row.at("recording").text()));
    let rows = rows.collect::<Vec<_>>();
    let expected: Vec<_> = (0..9)
        .flat_map(|neuron| ["stored", "plain"].map(|name| ("linear1", neuron, name)))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn rows_say_which_neuron_and_recording_they_are_about_whatever_columns_are_chosen() {
    let shape = |columns: &str| {
        json(&["neurons", "--layer", "linear1", "--columns", columns, "npz/stored.npz"]).shape()
    };
    assert_eq!(shape("auroc"), "[{layer,neuron,recording,auroc}]");
    assert_eq!(shape("max,recording,rho"), "[{layer,neuron,recording,max,rho}]");
    assert_eq!(shape("auroc -recording"), "[{layer,neuron,auroc}]");
    assert_eq!(shape("auroc -neuron -recording"), "[{layer,auroc}]");
    let rows = csv(&["neurons", "--columns", "auroc", "npz/stored.npz", "npy/plain"]);
    let header: Vec<_> = rows[0].iter().map(|(column, _)| column.as_str()).collect();
    assert_eq!(header, ["layer", "neuron", "recording", "auroc"]);
    for command in [["image", "--image", "0"], ["category", "--category", "0"]] {
        let rows = csv(&[&command[..], &["--recording", "0", "npz/stored.npz"]].concat());
        let header: Vec<_> = rows[0].iter().take(3).map(|(column, _)| column.as_str()).collect();
        assert_eq!(header, ["part", "layer", "recording"], "{command:?}");
    }
}

#[test]
fn neuron_says_the_same_of_every_recording() {
    let neuron = json(&["neuron", "--layer", "linear1", "--neuron", "17", "demo"]);
    let expected = "{layer,neuron,recordings:[{recording,max,mean,active_fraction,\
        top_images:[{image,activation,category,prediction}],\
        category_means:[{category,name,images,mean}]}]}";
    assert_eq!(neuron.shape(), expected);
    assert_eq!((neuron.at("layer").text(), neuron.at("neuron").count()), ("linear1", 17));
    assert_eq!(neuron.at("recordings").list().len(), 4);
    for recording in neuron.at("recordings").list() {
        assert_eq!(recording.at("top_images").list().len(), 100);
        assert_eq!(recording.at("category_means").list().len(), 10);
    }
}

#[test]
fn image_has_five_predictions_and_twenty_five_neurons_at_most() {
    let image = json(&["image", "--recording", "1", "--image", "3", "--layer", "linear1", "demo"]);
    let expected = "{layer,recording,image,category,predictions:[{category,name,probability}],\
        top_neurons:[{neuron,activation}],features:{}}";
    assert_eq!(image.shape(), expected);
    assert_eq!(image.at("recording").text(), "Permuted_colored_fashion");
    assert_eq!(image.at("image").count(), 3);
    assert_eq!(image.at("predictions").list().len(), 5);
    let all = json(&["image", "--recording", "0", "--image", "0", "demo"]);
    assert_eq!(all.at("top_neurons").list().len(), 25);
}

#[test]
fn image_without_label_has_no_category_but_predictions() {
    let run = deephys(&[
        "image",
        "--recording",
        "0",
        "--image",
        "3",
        "--format",
        "json",
        "npz/unlabelled.npz",
    ]);
    let image = Json::read(&run.stdout);
    assert_eq!((run.code, image.at("category")), (0, &Json::Null));
    assert_eq!(image.at("predictions").list().len(), 4);
}

#[test]
fn features_of_an_image_are_texts_by_name() {
    let image = json(&["image", "--recording", "0", "--image", "4", "cbor_features"]);
    assert_eq!(image.at("features"), &Json::read(r#"{"row":"4","source":"test set"}"#));
}

#[test]
fn category_lists_twenty_five_of_its_errors_and_counts_all() {
    let category =
        json(&["category", "--recording", "Permuted_colored_fashion", "--category", "4", "demo"]);
    let expected = "{layer,recording,category,name,images,accuracy,\
        false_positives:{count,images:[],by_category:[{category,count}],top_neurons:[{neuron,mean}]},\
        false_negatives:{count,images:[],by_category:[{category,count}],top_neurons:[{neuron,mean}]},\
        top_neurons:[{neuron,mean}]}";
    assert_eq!(category.shape(), expected);
    assert_eq!(category.at("name").text(), "Coat");
    let errors = category.at("false_negatives");
    assert!(errors.at("count").count() > 25, "{errors:?}");
    assert_eq!(errors.at("images").list().len(), 25);
    assert!(category.at("top_neurons").list().len() <= 25);
}

#[test]
fn without_a_classification_layer_nothing_is_predicted() {
    let path = "npz/no_classification.npz";
    let run = |command: &[&str]| {
        let run = deephys(&[command, &["--recording", "0", "--format", "json", path]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        Json::read(&run.stdout)
    };
    let category = run(&["category", "--category", "0"]);
    for absent in ["accuracy", "false_positives", "false_negatives"] {
        assert_eq!(category.at(absent), &Json::Null, "{absent}");
    }
    assert_eq!(run(&["image", "--image", "0"]).at("predictions"), &Json::read("[]"));
}

#[test]
fn confusion_is_a_square_of_counts() {
    let matrix = json(&["confusion", "--recording", "0", "npz/stored.npz"]);
    assert_eq!(matrix, Json::read("[[3,0,2,0],[3,5,0,0],[0,2,2,0],[1,0,0,6]]"));
}

#[test]
fn confusion_in_csv_names_truth_by_row_and_prediction_by_column() {
    let rows = csv(&["confusion", "--recording", "0", "npz/stored.npz"]);
    let header: Vec<_> = rows[0].iter().map(|(column, _)| column.as_str()).collect();
    assert_eq!(header, ["recording", "truth", "Dress", "Pullover", "T-shirt", "Trouser"]);
    let pullover: Vec<_> = rows[1].iter().map(|(_, field)| field.as_str()).collect();
    assert_eq!(pullover, ["stored", "Pullover", "3", "5", "0", "0"]);
}
