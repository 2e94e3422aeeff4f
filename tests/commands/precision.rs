//! CSV and JSON say the same, bit for bit.

use super::json::Json;
use super::run::{Row, csv, field, json};

/// Whether a CSV field is this JSON scalar: the same bits, the same text, or nothing for null.
fn is_same(field: &str, value: &Json) -> bool {
    match value {
        Json::Null => field.is_empty(),
        Json::Number(number) => {
            let [a, b] = [field, number].map(|text| text.parse().map(f64::to_bits));
            a == b && a.is_ok()
        }
        Json::Text(text) => field == text,
        other => panic!("no scalar: {other:?}"),
    }
}

/// Checks that every scalar of an object stands in a row, under the column of its key.
#[track_caller]
fn assert_row(row: &Row, object: &Json) {
    for key in object.keys() {
        if !matches!(object.at(key), Json::List(_) | Json::Object(_)) {
            assert!(is_same(field(row, key), object.at(key)), "{key}: {row:?} vs {object:?}");
        }
    }
}

/// Checks rows one by one against the objects of a list.
#[track_caller]
fn assert_rows(rows: &[&Row], objects: &[Json]) {
    assert_eq!(rows.len(), objects.len());
    rows.iter().zip(objects).for_each(|(row, object)| assert_row(row, object));
}

/// The rows of the part whose title begins so.
fn part<'a>(rows: &'a [Row], title: &str) -> Vec<&'a Row> {
    rows.iter().filter(|row| field(row, "part").starts_with(title)).collect()
}

#[test]
fn neurons_are_the_same_rows_in_csv() {
    for arguments in
        [["neurons", "--layer", "linear1", "demo"], ["neurons", "--layer", "0", "npz/nan_inf.npz"]]
    {
        let (rows, objects) = (csv(&arguments), json(&arguments));
        let header: Vec<_> = rows[0].iter().map(|(column, _)| column.as_str()).collect();
        assert_eq!(header, objects.list()[0].keys());
        assert_rows(&rows.iter().collect::<Vec<_>>(), objects.list());
    }
}

#[test]
fn a_neuron_is_the_same_in_csv() {
    let arguments = ["neuron", "--layer", "linear1", "--neuron", "17", "demo"];
    let (rows, neuron) = (csv(&arguments), json(&arguments));
    let recordings = neuron.at("recordings").list();
    assert_rows(&part(&rows, "summary"), recordings);
    for title in ["top_images", "category_means"] {
        let found = part(&rows, title);
        let objects: Vec<Json> =
            recordings.iter().flat_map(|recording| recording.at(title).list().to_vec()).collect();
        assert_rows(&found, &objects);
        let names = recordings.iter().flat_map(|recording| {
            let length = recording.at(title).list().len();
            std::iter::repeat_n(recording.at("recording").text(), length)
        });
        assert!(names.eq(found.iter().map(|row| field(row, "recording"))), "{title}");
    }
}

#[test]
fn an_image_is_the_same_in_csv() {
    for arguments in [
        ["image", "--recording", "2", "--image", "7", "demo"],
        ["image", "--recording", "0", "--image", "4", "cbor_features"],
    ] {
        let (rows, image) = (csv(&arguments), json(&arguments));
        let [truth] = part(&rows, "image")[..] else { panic!("{rows:?}") };
        assert_row(truth, &image);
        for title in ["predictions", "top_neurons"] {
            assert_rows(&part(&rows, title), image.at(title).list());
        }
        let features = part(&rows, "features");
        let texts: Vec<_> =
            features.iter().map(|row| (field(row, "feature"), field(row, "value"))).collect();
        let object = image.at("features");
        let expected: Vec<_> =
            object.keys().into_iter().map(|key| (key, object.at(key).text())).collect();
        assert_eq!(texts, expected);
    }
}

#[test]
fn a_category_is_the_same_in_csv() {
    let arguments = ["category", "--recording", "1", "--category", "4", "demo"];
    let (rows, category) = (csv(&arguments), json(&arguments));
    let [summary] = part(&rows, "category")[..] else { panic!("{rows:?}") };
    assert_row(summary, &category);
    for key in ["false_positives", "false_negatives"] {
        let errors = category.at(key);
        assert!(is_same(field(summary, key), errors.at("count")));
        let (neurons, others): (Vec<&Row>, Vec<&Row>) =
            part(&rows, key).into_iter().partition(|row| !field(row, "neuron").is_empty());
        assert_rows(&neurons, errors.at("top_neurons").list());
        let (images, counts): (Vec<&Row>, Vec<&Row>) =
            others.into_iter().partition(|row| !field(row, "image").is_empty());
        let images: Vec<_> = images.iter().map(|row| field(row, "image")).collect();
        let expected: Vec<_> =
            errors.at("images").list().iter().map(|image| image.count().to_string()).collect();
        assert_eq!(images, expected);
        assert_rows(&counts, errors.at("by_category").list());
    }
    assert_rows(&part(&rows, "top_neurons"), category.at("top_neurons").list());
}

#[test]
fn recordings_and_layers_are_the_same_in_csv() {
    let (rows, info) = (csv(&["info", "demo"]), json(&["info", "demo"]));
    let layers = part(&rows, "layers");
    assert_eq!(layers.len(), 3);
    for (row, layer) in layers.iter().zip(info.at("model").at("layers").list()) {
        assert!(is_same(field(row, "layer"), layer.at("name")));
        assert!(is_same(field(row, "neurons"), layer.at("neurons")));
    }
    let recordings = part(&rows, "recordings");
    assert_eq!(recordings.len(), 4);
    for (row, recording) in recordings.iter().zip(info.at("recordings").list()) {
        assert!(is_same(field(row, "recording"), recording.at("name")));
        for key in ["path", "images", "dtype", "accuracy"] {
            assert!(is_same(field(row, key), recording.at(key)), "{key}: {row:?}");
        }
    }
}

#[test]
fn a_number_is_never_longer_than_it_needs_to_be() {
    for row in csv(&["image", "--recording", "0", "--image", "0", "demo"]) {
        let number = field(&row, "probability");
        assert!(number.len() <= "-1.2345678901234567e-308".len(), "{number}");
    }
}
