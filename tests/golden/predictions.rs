//! Predictions, accuracy, the confusion matrix, false positives and negatives.

use deephys::analysis::confusion::{
    Confused, accuracy, category_accuracy, confusion, false_negatives, false_positives,
};
use deephys::analysis::prediction::top_predictions;
use deephys::ids::{CategoryId, ImageId};
use serde_json::Value;

use super::answers::{Golden, assert_near, assert_ranking, fashion, logits, mnist, predictions};
use crate::support::counts;

fn assert_predictions(golden: &Golden) {
    for case in golden.cases() {
        let expected = &case.answers["predictions_first_20"];
        let logits = logits(case.recording);
        for image in 0..20 {
            let top = top_predictions(logits.row(image), 5);
            let top = top.iter().map(|of| (of.category.index(), of.probability));
            assert_ranking(top, &expected[image], &case.recording.name);
        }
    }
}

fn assert_accuracy(golden: &Golden) {
    for case in golden.cases() {
        let categories = case.recording.categories();
        let predictions = predictions(case.recording);
        assert_near(accuracy(categories, &predictions), &case.answers["accuracy"]);
        let expected = &case.answers["category_accuracy"];
        for category in 0..10 {
            let share = category_accuracy(categories, &predictions, CategoryId(category));
            assert_near(share, &expected[category]);
        }
    }
}

fn assert_confusion(golden: &Golden) {
    for case in golden.cases() {
        let found = confusion(case.recording.categories(), &predictions(case.recording), 10);
        for (truth, row) in found.rows().into_iter().enumerate() {
            assert_eq!(row.to_vec(), counts(&case.answers["confusion"][truth]));
        }
    }
}

#[track_caller]
fn assert_errors(found: &Confused, expected: &Value, what: &str) {
    let images: Vec<_> = found.images.iter().copied().map(ImageId::index).collect();
    let expected = counts(expected);
    assert_eq!(images[..images.len().min(25)], expected, "{what}");
    let counted: usize = found.by_category.iter().map(|(_, count)| count).sum();
    assert_eq!(counted, images.len(), "{what}");
}

fn assert_false_positives_and_negatives(golden: &Golden) {
    for case in golden.cases() {
        let (name, categories) = (&case.recording.name, case.recording.categories());
        let predictions = predictions(case.recording);
        for category in 0..10 {
            let (id, key) = (CategoryId(category), category.to_string());
            let found = false_positives(categories, &predictions, id);
            let what = format!("false positives of {category} in {name}");
            assert_errors(&found, &case.answers["false_positives"][&key], &what);
            let found = false_negatives(categories, &predictions, id);
            let what = format!("false negatives of {category} in {name}");
            assert_errors(&found, &case.answers["false_negatives"][&key], &what);
        }
    }
}

#[test]
fn fashion_is_predicted_with_the_golden_probabilities() {
    assert_predictions(&fashion());
}

#[test]
fn mnist_is_predicted_with_the_golden_probabilities() {
    assert_predictions(&mnist());
}

#[test]
fn fashion_has_the_golden_accuracy() {
    assert_accuracy(&fashion());
}

#[test]
fn mnist_has_the_golden_accuracy() {
    assert_accuracy(&mnist());
}

#[test]
fn fashion_has_the_golden_confusion_matrix() {
    assert_confusion(&fashion());
}

#[test]
fn mnist_has_the_golden_confusion_matrix() {
    assert_confusion(&mnist());
}

#[test]
fn fashion_has_the_golden_false_positives_and_negatives_in_order() {
    assert_false_positives_and_negatives(&fashion());
}

#[test]
fn mnist_has_the_golden_false_positives_and_negatives_in_order() {
    assert_false_positives_and_negatives(&mnist());
}
