//! Where predictions and ground truth part: accuracy, the confusion matrix, false positives and negatives.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use ndarray::Array2;
use serde::Serialize;

use super::prediction::Predicted;
use super::{mean, real};
use crate::ids::{CategoryId, ImageId};

/// The images of one kind of error about a category.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Confused {
    /// The images, the most confident prediction first; ties go to the lower image.
    pub images: Vec<ImageId>,
    /// The categories on the other side of the error and how many of the images each has, most
    /// first; ties go to the lower category. Only categories with an image; the counts add up to `images`.
    pub by_category: Vec<(CategoryId, usize)>,
}

/// The share of images predicted right, from 0 to 1, among those that have a category; `None` when
/// no image has one.
///
/// `categories` and `predictions` are both `(n_images)`; an image that only one of them has is left
/// out. An image for which nothing could be predicted is not predicted right.
pub fn accuracy(categories: &[Option<CategoryId>], predictions: &[Predicted]) -> Option<f64> {
    share_right(categories, predictions, |_| true)
}

/// The share of images of one category predicted right, from 0 to 1 (also called recall); `None` when
/// no image is of it. See [`accuracy`].
pub fn category_accuracy(
    categories: &[Option<CategoryId>],
    predictions: &[Predicted],
    category: CategoryId,
) -> Option<f64> {
    share_right(categories, predictions, |truth| truth == category)
}

/// How many images of each category were predicted as each: `[truth, prediction]`,
/// `(n_categories, n_categories)`.
///
/// Images without a category or a prediction, and with one that is not below `n_categories`, are in
/// no cell. `categories` and `predictions` are `(n_images)`, see [`accuracy`]. Takes
/// 8 · `n_categories`² bytes.
pub fn confusion(
    categories: &[Option<CategoryId>],
    predictions: &[Predicted],
    n_categories: usize,
) -> Array2<usize> {
    let mut counts = Array2::zeros((n_categories, n_categories));
    for (_, truth, predicted) in judged(categories, predictions) {
        let cell = predicted.category.and_then(|of| counts.get_mut((truth.index(), of.index())));
        if let Some(count) = cell {
            *count += 1;
        }
    }
    counts
}

/// The images of other categories that were predicted as `category`, counted by what they are.
///
/// `categories` and `predictions` are `(n_images)`, see [`accuracy`]; an image without a category is
/// no error. Empty when nothing was mistaken for `category`.
pub fn false_positives(
    categories: &[Option<CategoryId>],
    predictions: &[Predicted],
    category: CategoryId,
) -> Confused {
    confused(categories, predictions, |truth, predicted| {
        (predicted == category && truth != category).then_some(truth)
    })
}

/// The images of `category` that were predicted as another, counted by what they were predicted as.
///
/// Their order is that of the confidence in the wrong category. `categories` and `predictions` are
/// `(n_images)`, see [`accuracy`]; an image for which nothing could be predicted was not predicted as
/// another, so it is not here, though it lowers the accuracy.
pub fn false_negatives(
    categories: &[Option<CategoryId>],
    predictions: &[Predicted],
    category: CategoryId,
) -> Confused {
    confused(categories, predictions, |truth, predicted| {
        (truth == category && predicted != category).then_some(predicted)
    })
}

/// The images of one category that were predicted as another, the most confident prediction first; ties go to the
/// lower image. Empty when both are the same category.
///
/// `categories` and `predictions` are `(n_images)`, see [`accuracy`].
pub fn taken_for(
    categories: &[Option<CategoryId>],
    predictions: &[Predicted],
    (truth, prediction): (CategoryId, CategoryId),
) -> Vec<ImageId> {
    let of_pair = |of, predicted| {
        ((of, predicted) == (truth, prediction) && truth != prediction).then_some(prediction)
    };
    confused(categories, predictions, of_pair).images
}

/// The images that have a category, with it and their prediction.
fn judged<'a>(
    categories: &'a [Option<CategoryId>],
    predictions: &'a [Predicted],
) -> impl Iterator<Item = (ImageId, CategoryId, Predicted)> + 'a {
    debug_assert_eq!(
        categories.len(),
        predictions.len(),
        "one category and one prediction an image"
    );
    let images = categories.iter().zip(predictions).enumerate();
    images.filter_map(|(image, (truth, predicted))| Some((ImageId(image), (*truth)?, *predicted)))
}

fn share_right(
    categories: &[Option<CategoryId>],
    predictions: &[Predicted],
    counts: impl Fn(CategoryId) -> bool,
) -> Option<f64> {
    let (mut images, mut right) = (0, 0);
    for (_, truth, predicted) in
        judged(categories, predictions).filter(|(_, truth, _)| counts(*truth))
    {
        images += 1;
        right += usize::from(predicted.category == Some(truth));
    }
    mean(real(right), images)
}

/// The images for which `counted_as`, asked with truth and prediction, names a category.
fn confused(
    categories: &[Option<CategoryId>],
    predictions: &[Predicted],
    counted_as: impl Fn(CategoryId, CategoryId) -> Option<CategoryId>,
) -> Confused {
    let mut images = Vec::new();
    let mut counts = BTreeMap::new();
    for (image, truth, predicted) in judged(categories, predictions) {
        if let Some(category) = predicted.category.and_then(|of| counted_as(truth, of)) {
            images.push((image, predicted.confidence));
            *counts.entry(category).or_insert(0) += 1;
        }
    }
    images.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let mut by_category: Vec<(CategoryId, usize)> = counts.into_iter().collect();
    by_category.sort_by_key(|&(_, count)| Reverse(count));
    Confused { images: images.into_iter().map(|(image, _)| image).collect(), by_category }
}

#[cfg(test)]
mod tests {
    use ndarray::arr2;
    use proptest::prelude::*;

    use super::*;

    fn ids(categories: &[Option<usize>]) -> Vec<Option<CategoryId>> {
        categories.iter().map(|category| category.map(CategoryId)).collect()
    }

    fn predictions(of: &[(Option<usize>, f64)]) -> Vec<Predicted> {
        let predicted = |&(category, confidence): &(Option<usize>, f64)| Predicted {
            category: category.map(CategoryId),
            confidence,
        };
        of.iter().map(predicted).collect()
    }

    /// Six images of three categories: image 0 is right, 4 has no category, 5 no prediction.
    fn six_images() -> (Vec<Option<CategoryId>>, Vec<Predicted>) {
        let categories = ids(&[Some(0), Some(1), Some(2), Some(2), None, Some(1)]);
        let predicted = [
            (Some(0), 0.9),
            (Some(0), 0.5),
            (Some(0), 0.7),
            (Some(0), 0.5),
            (Some(0), 1.0),
            (None, 0.0),
        ];
        (categories, predictions(&predicted))
    }

    #[test]
    fn accuracy_is_among_images_with_a_category() {
        let (categories, predictions) = six_images();
        assert_eq!(accuracy(&categories, &predictions), Some(0.2));
        assert_eq!(category_accuracy(&categories, &predictions, CategoryId(0)), Some(1.0));
        assert_eq!(category_accuracy(&categories, &predictions, CategoryId(1)), Some(0.0));
    }

    #[test]
    fn accuracy_of_no_image_is_undefined() {
        assert_eq!(accuracy(&[], &[]), None);
        assert_eq!(accuracy(&[None], &predictions(&[(Some(0), 1.0)])), None);
        assert_eq!(
            category_accuracy(&ids(&[Some(0)]), &predictions(&[(Some(0), 1.0)]), CategoryId(1)),
            None
        );
    }

    #[test]
    fn confusion_counts_truth_by_prediction() {
        let (categories, predictions) = six_images();
        assert_eq!(
            confusion(&categories, &predictions, 3),
            arr2(&[[1, 0, 0], [1, 0, 0], [2, 0, 0]])
        );
    }

    #[test]
    fn confusion_leaves_out_categories_it_has_no_cell_for() {
        let (categories, predictions) = six_images();
        assert_eq!(confusion(&categories, &predictions, 2), arr2(&[[1, 0], [1, 0]]));
        assert_eq!(confusion(&categories, &predictions, 0).len(), 0);
    }

    #[test]
    fn false_positives_are_other_categories_predicted_as_this_most_confident_first() {
        let (categories, predictions) = six_images();
        let expected = Confused {
            images: [2, 1, 3].map(ImageId).to_vec(),
            by_category: vec![(CategoryId(2), 2), (CategoryId(1), 1)],
        };
        assert_eq!(false_positives(&categories, &predictions, CategoryId(0)), expected);
        assert_eq!(false_positives(&categories, &predictions, CategoryId(1)), Confused::default());
    }

    #[test]
    fn false_negatives_are_this_category_predicted_as_another() {
        let categories = ids(&[Some(0); 6]);
        let predicted = [
            (Some(2), 0.4),
            (Some(0), 0.9),
            (Some(1), 0.8),
            (Some(1), 0.4),
            (Some(2), 0.6),
            (None, 0.0),
        ];
        let expected = Confused {
            images: [2, 4, 0, 3].map(ImageId).to_vec(),
            by_category: vec![(CategoryId(1), 2), (CategoryId(2), 2)],
        };
        assert_eq!(false_negatives(&categories, &predictions(&predicted), CategoryId(0)), expected);
        assert_eq!(
            false_negatives(&categories, &predictions(&predicted), CategoryId(1)),
            Confused::default()
        );
    }

    #[test]
    fn images_of_one_category_taken_for_another_are_the_most_confident_first() {
        let (categories, predictions) = six_images();
        let taken = |truth, prediction| {
            taken_for(&categories, &predictions, (CategoryId(truth), CategoryId(prediction)))
        };
        assert_eq!(taken(2, 0), [ImageId(2), ImageId(3)]);
        assert_eq!(taken(1, 0), [ImageId(1)]);
        assert!(taken(0, 2).is_empty() && taken(0, 0).is_empty());
    }

    #[test]
    fn an_image_without_a_prediction_is_wrong_but_not_confused() {
        let (categories, predictions) = six_images();
        let confused = false_negatives(&categories, &predictions, CategoryId(1));
        assert_eq!(confused.images, [ImageId(1)]);
    }

    proptest! {
        #[test]
        fn errors_add_up_to_the_confusion_matrix(
            images in prop::collection::vec((0_usize..4, 0_usize..4, 0_i8..3), 0..60),
        ) {
            let categories: Vec<_> = images.iter().map(|of| Some(CategoryId(of.0))).collect();
            let predicted: Vec<_> = images.iter().map(|of| (Some(of.1), f64::from(of.2))).collect();
            let predictions = predictions(&predicted);
            let counts = confusion(&categories, &predictions, 4);
            prop_assert_eq!(counts.sum(), images.len());
            let right = mean(real(counts.diag().sum()), images.len());
            prop_assert_eq!(accuracy(&categories, &predictions), right);
            for category in 0..4 {
                let right = counts[(category, category)];
                let of = CategoryId(category);
                let positives = false_positives(&categories, &predictions, of);
                prop_assert_eq!(positives.images.len(), counts.column(category).sum() - right);
                let negatives = false_negatives(&categories, &predictions, of);
                prop_assert_eq!(negatives.images.len(), counts.row(category).sum() - right);
                for (predicted, count) in negatives.by_category {
                    prop_assert_eq!(counts[(category, predicted.index())], count);
                }
            }
        }
    }
}
