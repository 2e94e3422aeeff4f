//! Errors by pair of categories and the neurons that carry them, against sums over all activations.

use deephys::analysis::rank::{Ranked, top_neurons};
use deephys::ids::{CategoryId, ImageId, LayerId, NeuronId};
use deephys::query::{Answer, CategoryAnswer, Normalizer, Query, Scale, TOP_NEURONS};
use ndarray::{Array1, Array2, Axis};

use super::answers::{Case, fashion, predictions};
use crate::support::{self, layer, list};

const LAYER: usize = 1;

/// The highest means over some images, of all activations of a layer, divided by `maxima`.
fn expected(
    activations: &Array2<f64>,
    images: &[ImageId],
    maxima: Option<&Array1<f64>>,
) -> Vec<Ranked<NeuronId>> {
    let rows: Vec<usize> = images.iter().map(|image| image.index()).collect();
    let Some(means) = activations.select(Axis(0), &rows).mean_axis(Axis(0)) else {
        return Vec::new();
    };
    let means = match maxima {
        Some(maxima) => means / maxima.mapv(|max| if max > 0. { max } else { f64::NAN }),
        None => means,
    };
    top_neurons(means.view(), TOP_NEURONS)
}

#[track_caller]
fn assert_same(found: &[Ranked<NeuronId>], expected: &[Ranked<NeuronId>], what: &str) {
    let ids = |ranked: &[Ranked<NeuronId>]| ranked.iter().map(|of| of.id).collect::<Vec<_>>();
    assert_eq!(ids(found), ids(expected), "{what}");
    let all = found.iter().zip(expected);
    assert!(all.clone().all(|(a, b)| (a.value - b.value).abs() < 1e-9 * b.value.abs()), "{what}");
}

/// The images of one category that are taken for another.
fn taken(case: &Case<'_>, truth: usize, prediction: usize) -> Vec<ImageId> {
    let made = predictions(case.recording);
    let is_it = |image: &ImageId| {
        case.recording.category(*image) == Some(CategoryId(truth))
            && made[image.index()].category == Some(CategoryId(prediction))
    };
    (0..case.recording.n_images()).map(ImageId).filter(is_it).collect()
}

fn of_category(case: &Case<'_>, category: usize) -> Vec<ImageId> {
    let all = (0..case.recording.n_images()).map(ImageId);
    all.filter(|image| case.recording.category(*image) == Some(CategoryId(category))).collect()
}

#[test]
fn errors_of_fashion_are_carried_by_the_neurons_with_the_highest_means() {
    let golden = fashion();
    let id = LayerId(LAYER);
    let maxima = layer(golden.reference(), LAYER).fold_axis(Axis(0), 0., |a, b| f64::max(*a, *b));
    let by = Scale::By(Normalizer::maximum(golden.analyst().set().reference));
    for case in golden.cases() {
        let activations = layer(case.recording, LAYER);
        for (scale, maxima) in [(Scale::Raw, None), (by, Some(&maxima))] {
            let expected = |images: &[ImageId]| expected(&activations, images, maxima);
            let query =
                Query::Category { recording: case.id, layer: id, category: CategoryId(0), scale };
            let Answer::Category(answer) = golden.analyst().answer(&query) else { panic!() };
            let CategoryAnswer { false_positives, false_negatives, .. } = &*answer;
            let what = |which: &str| format!("{which} of {}, {scale:?}", case.recording.name);
            let positives = expected(&false_positives.as_ref().unwrap().images);
            assert_same(&answer.positive_neurons, &positives, &what("false positives"));
            let negatives = expected(&false_negatives.as_ref().unwrap().images);
            assert_same(&answer.negative_neurons, &negatives, &what("false negatives"));
            let any = [3, 1, 4, 1].map(ImageId);
            let found = golden.analyst().top_neurons_of(case.id, &any, (id, scale)).unwrap();
            assert_same(&found, &expected(&any), &what("any images"));
        }
    }
}

#[test]
fn pairs_of_fashion_are_the_cells_of_the_golden_confusion_matrix() {
    let golden = fashion();
    for case in golden.cases() {
        let activations = layer(case.recording, LAYER);
        let counts: Vec<Vec<usize>> =
            list(&case.answers["confusion"]).iter().map(support::counts).collect();
        for (one, other) in [(0, 3), (4, 6), (9, 5)] {
            let what = format!("{one} and {other} of {}", case.recording.name);
            let query = Query::CategoryPair {
                recording: case.id,
                layer: LayerId(LAYER),
                category: CategoryId(one),
                other: CategoryId(other),
                scale: Scale::Raw,
            };
            let Answer::CategoryPair(answer) = golden.analyst().answer(&query) else { panic!() };
            let sums = [one, other].map(|of| counts[of].iter().sum::<usize>());
            assert_eq!(answer.images, sums, "{what}");
            let right = [(one, sums[0]), (other, sums[1])];
            let right = right.map(|(of, all)| Some(counts[of][of] as f64 / all as f64));
            assert_eq!(answer.accuracy, right, "{what}");
            for (found, (truth, prediction)) in
                [(&answer.false_positives, (other, one)), (&answer.false_negatives, (one, other))]
            {
                let mut found = found.clone().unwrap();
                found.sort_unstable();
                assert_eq!(found, taken(&case, truth, prediction), "{what}");
                assert_eq!(found.len(), counts[truth][prediction], "{what}");
            }
            let both = [of_category(&case, one), of_category(&case, other)].concat();
            assert_same(&answer.top_neurons, &expected(&activations, &both, None), &what);
            let positives = expected(&activations, &taken(&case, other, one), None);
            assert_same(&answer.positive_neurons, &positives, &what);
        }
        let Answer::Matrix(answer) = golden.analyst().answer(&Query::Matrix { recording: case.id })
        else {
            panic!()
        };
        let found = answer.matrix.as_ref().unwrap();
        for (truth, row) in counts.iter().enumerate() {
            for (predicted, count) in row.iter().enumerate() {
                let cell = (CategoryId(truth), CategoryId(predicted));
                assert_eq!(found.count(cell.0, cell.1), *count, "{cell:?}");
            }
        }
    }
}
