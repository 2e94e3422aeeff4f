//! The pass against a slow and plain way to the same numbers.
#![expect(
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "exact is what is tested; shares of small numbers"
)]

use std::ops::Range;

use ndarray::Array1;
use proptest::prelude::*;

use super::*;
use crate::analysis::choice::sampled_one_in;
use crate::analysis::distribution::{Atom, Distribution};
use crate::analysis::profile::{Profile, half_of, half_of_cluster};
use crate::analysis::rank::Ranked;
use crate::analysis::selectivity::exact_auroc;
use crate::ids::{CategoryId, ImageId};

/// Activations, `(n_images, n_neurons)`, with what is known of the images.
#[derive(Debug, Clone)]
struct Case<L> {
    n_neurons: usize,
    n_categories: usize,
    first_image: usize,
    categories: Vec<Option<CategoryId>>,
    wrong: Option<Vec<bool>>,
    clusters: Option<Vec<u64>>,
    values: Vec<L>,
}

impl<L: Real> Rows<L> for Case<L> {
    type Error = ();

    fn read(&self, row: usize, columns: Range<usize>, out: &mut [L]) -> Result<(), ()> {
        let start = row * self.n_neurons;
        out.copy_from_slice(&self.values[start + columns.start..start + columns.end]);
        Ok(())
    }

    fn fetch(&self, row: usize, columns: Range<usize>) {
        assert!(row < self.categories.len() && columns.end <= self.n_neurons);
    }

    fn done(&self, _: usize) -> Result<(), ()> {
        Ok(())
    }
}

impl<L: Real> Case<L> {
    fn plan(&self) -> Plan {
        let (wrong, clusters) = (self.wrong.as_deref(), self.clusters.as_deref());
        let images = Images { categories: &self.categories, wrong, kept: None, clusters };
        Plan::of_some(images, self.n_categories, self.first_image)
    }

    /// By ranges of so many groups.
    fn summary(&self, groups: usize) -> LayerSummary {
        self.summary_in(groups, pass::HOW.most_exact)
    }

    /// The same where activations are kept one by one up to so many images.
    fn summary_in(&self, groups: usize, most_exact: usize) -> LayerSummary {
        let plan = self.plan();
        let size = plan.n_cells() * 2 * WIDTH;
        let mut sums = vec![0.0; self.n_neurons.div_ceil(WIDTH) * size];
        let of_clusters = plan.cluster_sums_of_group();
        let mut clusters = vec![0.0; self.n_neurons.div_ceil(WIDTH) * of_clusters];
        let mut parts = Vec::new();
        for (range, sums) in sums.chunks_mut(groups * size).enumerate() {
            let first = range * groups * WIDTH;
            let columns = first..(first + groups * WIDTH).min(self.n_neurons);
            let start = range * groups * of_clusters;
            let end = (start + groups * of_clusters).min(clusters.len());
            add_clusters(self, &plan, columns.clone(), &mut clusters[start..end]).unwrap();
            let how = pass::How { most_exact, ..pass::HOW };
            let found = pass::attempt(self, &plan, columns.clone(), sums, how).unwrap();
            parts.extend(found.unwrap_or_else(|| {
                sums.fill(0.0);
                let how = pass::How { is_bounded: false, ..how };
                pass::attempt(self, &plan, columns, sums, how).unwrap().unwrap()
            }));
        }
        let clusters = (of_clusters > 0).then(|| Box::new(clusters) as Sums);
        LayerSummary::new(&plan, parts, Box::new(sums)).with_clusters(clusters)
    }

    fn rows(&self, rows: Range<usize>) -> Self {
        Self {
            first_image: self.first_image + rows.start,
            categories: self.categories[rows.clone()].to_vec(),
            wrong: self.wrong.as_ref().map(|wrong| wrong[rows.clone()].to_vec()),
            clusters: self.clusters.as_ref().map(|clusters| clusters[rows.clone()].to_vec()),
            values: self.values[rows.start * self.n_neurons..rows.end * self.n_neurons].to_vec(),
            ..*self
        }
    }

    fn cell(&self, row: usize) -> usize {
        let category = self.categories[row].map_or(self.n_categories, CategoryId::index);
        let half = match &self.clusters {
            Some(clusters) if self.n_categories > 0 => half_of_cluster(clusters[row]),
            _ => half_of(self.first_image + row),
        };
        2 * category.min(self.n_categories) + half
    }

    fn naive(&self, neuron: usize) -> NeuronPart {
        let mut part = NeuronPart { max: f64::NAN, min: f64::NAN, ..NeuronPart::default() };
        let mut atoms = <[Vec<Atom>; 3]>::default();
        let mut gaps = vec![(0, 0); 2 * self.n_categories + 2];
        let mut ranked = Vec::new();
        for row in 0..self.categories.len() {
            let value = self.values[row * self.n_neurons + neuron].wide();
            if !value.is_finite() {
                let gap = &mut gaps[self.cell(row)];
                *(if value.is_nan() { &mut gap.0 } else { &mut gap.1 }) += 1;
                continue;
            }
            part.active += u64::from(value > 0.0);
            part.max = part.max.max(value);
            part.min = part.min.min(value);
            atoms[self.class(row)].push(Atom { value, count: 1 });
            if value != 0.0 {
                ranked.push(Ranked { id: ImageId(self.first_image + row), value });
            }
        }
        [part.right, part.wrong, part.unlabeled] =
            atoms.map(|atoms| Distribution::new(atoms, Vec::new()));
        // A stable sort of images in order: ties go to the lower one.
        ranked.sort_by(|a, b| b.value.total_cmp(&a.value));
        part.top = ranked.iter().copied().take(TOP_IMAGES).collect();
        ranked.sort_by(|a, b| a.value.total_cmp(&b.value).then(a.id.cmp(&b.id)));
        part.bottom = ranked.into_iter().take(BOTTOM_IMAGES).collect();
        let gaps = gaps.into_iter().zip(0..).filter(|(gap, _)| *gap != (0, 0));
        part.gaps = gaps.map(|((nan, infinite), cell)| (cell, nan, infinite)).collect();
        part
    }

    /// 0 for an image predicted right, 1 for one predicted wrong, 2 for one without a category.
    fn class(&self, row: usize) -> usize {
        if self.cell(row) >= 2 * self.n_categories {
            return 2;
        }
        usize::from(self.wrong.as_ref().is_some_and(|wrong| wrong[row]))
    }

    fn column(&self, neuron: usize) -> ndarray::Array1<f64> {
        let rows = 0..self.categories.len();
        rows.map(|row| self.values[row * self.n_neurons + neuron].wide()).collect()
    }

    /// The preferred category has the highest mean and the area that the images have.
    fn assert_preferred(&self, neuron: usize, part: &NeuronPart, tolerance: f64) {
        let mean = |category: usize| {
            let sums = [0, 1].map(|half| self.naive_sums(2 * category + half, neuron).0);
            let cells = [2 * category, 2 * category + 1];
            let rows = (0..self.categories.len()).filter(|&row| cells.contains(&self.cell(row)));
            let n = rows.filter(|&row| self.column(neuron)[row].is_finite()).count();
            (sums[0] + sums[1]) / n as f64
        };
        let Some(preferred) = part.preferred else { return };
        let own = mean(preferred.category.index());
        for other in (0..self.n_categories).map(mean).filter(|mean| mean.is_finite()) {
            assert!(own >= other - 1e-9 * other.abs(), "{own} {other}");
        }
        let known = |of: &Option<CategoryId>| of.filter(|of| of.index() < self.n_categories);
        let categories: Vec<_> = self.categories.iter().map(known).collect();
        let exact = exact_auroc(self.column(neuron).view(), &categories, preferred.category);
        assert!((preferred.auroc - exact.unwrap()).abs() <= tolerance, "{preferred:?} {exact:?}");
    }

    /// Sum, sum of squares and sum of magnitudes of the finite activations of a cell.
    fn naive_sums(&self, cell: usize, neuron: usize) -> (f64, f64, f64) {
        let rows = (0..self.categories.len()).filter(|&row| self.cell(row) == cell);
        let values = rows.map(|row| self.values[row * self.n_neurons + neuron].wide());
        let finite: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        let squares = finite.iter().map(|value| value * value).sum();
        (finite.iter().sum(), squares, finite.iter().map(|value| value.abs()).sum())
    }
}

fn assert_parts_equal(found: &NeuronPart, expected: &NeuronPart) {
    // Debug shows NaN as equal to itself, and 0 and -0 as different; comparisons do neither.
    assert!(found.max == expected.max || found.max.is_nan() && expected.max.is_nan());
    assert!(found.min == expected.min || found.min.is_nan() && expected.min.is_nan());
    let plain =
        |part: &NeuronPart| NeuronPart { max: 0.0, min: 0.0, preferred: None, ..part.clone() };
    assert_eq!(plain(found), plain(expected));
}

fn assert_right<L: Real>(case: &Case<L>, summary: &LayerSummary) {
    assert_eq!(summary.parts().len(), case.n_neurons);
    for (neuron, part) in summary.parts().iter().enumerate() {
        assert_parts_equal(part, &case.naive(neuron));
        case.assert_preferred(neuron, part, 1e-9);
        let sums = summary.group_sums(neuron / WIDTH);
        for cell in 0..summary.n_cells() {
            let (sum, squares, magnitude) = case.naive_sums(cell, neuron);
            let at = cell * 2 * WIDTH + neuron % WIDTH;
            assert!((sums[at] - sum).abs() <= 1e-12 * magnitude, "{} {sum}", sums[at]);
            assert!((sums[at + WIDTH] - squares).abs() <= 1e-12 * squares);
        }
    }
}

fn assert_clusters_are_right<L: Real>(case: &Case<L>, summary: &LayerSummary) {
    let clusters = case.clusters.as_ref().filter(|_| case.n_categories > 0);
    assert_eq!(summary.is_clustered(), clusters.is_some());
    let (mut sums, mut profile) = (TurnedSums::default(), Profile::default());
    for neuron in 0..case.n_neurons {
        sums.fill(summary, neuron / TURNED * TURNED);
        sums.profile(summary, neuron, &mut profile);
        let Some(clusters) = clusters else {
            assert!(profile.clusters.is_empty());
            continue;
        };
        let activations = case.values[neuron..].iter().step_by(case.n_neurons);
        let activations: Array1<f64> = activations.map(|value| value.wide()).collect();
        let plain = Profile::of_clustered(
            activations.view(),
            &case.categories,
            clusters,
            case.n_categories,
            0,
        );
        for (found, expected) in profile.clusters.iter().zip(&plain.clusters) {
            let largest = expected.squared_totals.max(1.0) * expected.squared_images.max(1.0);
            for (found, expected) in found.to_array().into_iter().zip(expected.to_array()) {
                assert!((found - expected).abs() <= 1e-9 * largest, "{found} {expected}");
            }
        }
    }
}

/// Everything but the distributions is as a plain loop finds it; those hold as many activations, each in a cell where
/// some are.
fn assert_counted<L: Real>(case: &Case<L>, summary: &LayerSummary) {
    for (neuron, part) in summary.parts().iter().enumerate() {
        let expected = case.naive(neuron);
        let distributions = |part: &NeuronPart| {
            [&part.right, &part.wrong, &part.unlabeled].map(Distribution::clone)
        };
        for (found, expected) in distributions(part).iter().zip(&distributions(&expected)) {
            assert_holds(found, expected, part.max - part.min);
        }
        let [right, wrong, unlabeled] = distributions(&expected);
        assert_parts_equal(&NeuronPart { right, wrong, unlabeled, ..part.clone() }, &expected);
    }
}

/// `range` is that of all activations of the neuron.
fn assert_holds(found: &Distribution, exact: &Distribution, range: f64) {
    assert_eq!(found.total(), exact.total());
    for cell in found.cells() {
        // Edges are those of rounded numbers. A number that is alone in its cell in the sample stands for the cell.
        let width = if cell.lower < cell.upper { cell.upper - cell.lower } else { range / 4.0 };
        let slack = 0.02 * width + 1e-6 * cell.lower.abs().max(cell.upper.abs());
        let (lower, upper) = (cell.lower - slack, cell.upper + slack);
        let inside = exact.atoms().iter().filter(|atom| (lower..=upper).contains(&atom.value));
        let inside: u32 = inside.map(|atom| atom.count).sum();
        assert!(cell.count <= inside, "{cell:?} holds {inside}");
    }
}

fn bits(summary: &LayerSummary) -> Vec<u64> {
    summary.sums().iter().map(|sum| sum.to_bits()).collect()
}

fn number() -> impl Strategy<Value = f32> {
    prop_oneof![
        4 => Just(0.0_f32),
        1 => Just(-0.0_f32),
        8 => -4.0_f32..4.0,
        4 => (-8_i8..8).prop_map(f32::from),
        2 => (any::<bool>(), -60_i32..60).prop_map(|(negative, octave)| {
            let number = 1.37 * 2_f32.powi(octave);
            if negative { -number } else { number }
        }),
        1 => prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(f32::NEG_INFINITY)],
        1 => prop_oneof![Just(1e-45_f32), Just(-1e-45_f32)],
    ]
}

/// `n_images` and `n_neurons` up to 150; some columns constant.
fn case() -> impl Strategy<Value = Case<f32>> {
    (0_usize..150, 1_usize..150, 0_usize..5, 0_usize..1000).prop_flat_map(
        |(n_images, n_neurons, n_categories, first_image)| {
            let category = prop::option::of((0..n_categories + 2).prop_map(CategoryId));
            let categories = prop::collection::vec(category, n_images);
            let wrong = prop::option::of(prop::collection::vec(any::<bool>(), n_images));
            let constant = prop::collection::vec(prop::option::weighted(0.1, number()), n_neurons);
            let values = prop::collection::vec(number(), n_images * n_neurons);
            let clusters = prop::option::of(prop::collection::vec(0_u64..9, n_images));
            (categories, (wrong, clusters), constant, values).prop_map(
                move |(categories, (wrong, clusters), constant, mut values)| {
                    for row in values.chunks_mut(n_neurons) {
                        for (value, constant) in row.iter_mut().zip(&constant) {
                            *value = constant.unwrap_or(*value);
                        }
                    }
                    Case {
                        n_neurons,
                        n_categories,
                        first_image,
                        categories,
                        wrong,
                        clusters,
                        values,
                    }
                },
            )
        },
    )
}

fn wide(case: &Case<f32>) -> Case<f64> {
    Case {
        n_neurons: case.n_neurons,
        n_categories: case.n_categories,
        first_image: case.first_image,
        categories: case.categories.clone(),
        wrong: case.wrong.clone(),
        clusters: case.clusters.clone(),
        // A third is no f32.
        values: case.values.iter().map(|&value| f64::from(value) / 3.0).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_pass_finds_what_a_plain_loop_finds(case in case()) {
        assert_right(&case, &case.summary(1));
        assert_clusters_are_right(&case, &case.summary(3));
        let wide = wide(&case);
        assert_right(&wide, &wide.summary(2));
        assert_clusters_are_right(&wide, &wide.summary(1));
    }

    #[test]
    fn a_pass_counts_each_activation_where_it_is(case in case()) {
        assert_counted(&case, &case.summary_in(1, 0));
        let wide = wide(&case);
        assert_counted(&wide, &wide.summary_in(2, 0));
    }

    #[test]
    fn the_width_of_a_range_changes_no_bit(case in case()) {
        let (narrow, all) = (case.summary(1), case.summary(3));
        for (narrow, all) in narrow.parts().iter().zip(all.parts()) {
            assert_parts_equal(narrow, all);
        }
        prop_assert_eq!(bits(&narrow), bits(&all));
    }

    #[test]
    fn shards_merge_into_the_whole_in_any_order(case in case(), cuts in prop::array::uniform2(0.0..1.0), order in Just([0, 1, 2]).prop_shuffle()) {
        // A cluster that is cut counts as two.
        let case = Case { clusters: None, ..case };
        let n_images = case.categories.len();
        let mut cuts = cuts.map(|cut: f64| (cut * n_images as f64) as usize);
        cuts.sort_unstable();
        let ranges = [0..cuts[0], cuts[0]..cuts[1], cuts[1]..n_images];
        let shards = ranges.map(|rows| case.rows(rows).summary(1));
        let shards = order.map(|at| &shards[at]);
        let merged = LayerSummary::merge(&shards, |len| Some(vec![0.0; len])).unwrap();
        assert_right(&case, &merged);
        let whole = case.summary(1);
        prop_assert_eq!(merged.images(), whole.images());
        prop_assert_eq!(merged.cell_images(), whole.cell_images());
    }
}

#[test]
fn a_profile_from_sums_ranks_what_one_from_activations_ranks() {
    let case = long(400, scattered);
    let summary = case.summary(1);
    let (mut sums, mut profile) = (TurnedSums::default(), Profile::default());
    sums.fill(&summary, 0);
    for neuron in 0..case.n_neurons {
        let activations = case.values[neuron..].iter().step_by(case.n_neurons);
        let activations: Array1<f64> = activations.map(|&value| f64::from(value)).collect();
        let plain = Profile::of(activations.view(), &case.categories, None, 1, 0);
        sums.profile(&summary, neuron, &mut profile);
        assert_eq!(profile.top, plain.top);
        assert_eq!(profile.bottom, plain.bottom);
        assert_eq!(profile.bottom.len(), BOTTOM_IMAGES);
    }
}

/// One category; what `value` gives for each image, in three neurons: as it is, without what is below 0, negated.
fn long(n_images: usize, value: impl Fn(usize) -> f32) -> Case<f32> {
    let values = (0..n_images).map(value).flat_map(|value| [value, value.max(0.0), -value]);
    Case {
        n_neurons: 3,
        n_categories: 1,
        first_image: 0,
        categories: vec![Some(CategoryId(0)); n_images],
        wrong: None,
        clusters: None,
        values: values.collect(),
    }
}

/// Spread evenly over -1 to 1, without order.
fn scattered(image: usize) -> f32 {
    ((image * 7919) % 10_007) as f32 / 5003.5 - 1.0
}

#[test]
fn shards_that_cut_no_cluster_merge_into_the_whole() {
    let case = long(400, scattered);
    let clusters = Some((0..400).map(|image| image / 5).collect());
    let case = Case { clusters, first_image: 30, ..case };
    let shards = [0..95, 95..300, 300..400].map(|rows| case.rows(rows).summary(1));
    let shards = [&shards[2], &shards[0], &shards[1]];
    let merged = LayerSummary::merge(&shards, |len| Some(vec![0.0; len])).unwrap();
    assert_right(&case, &merged);
    assert_clusters_are_right(&case, &merged);
}

#[test]
fn a_summary_with_clusters_does_not_merge_with_one_without() {
    let case = long(40, scattered);
    let clusters = Some((0..40).map(|image| image / 5).collect());
    let clustered = Case { clusters, first_image: 40, ..case.clone() };
    let merged =
        LayerSummary::merge(&[&case.summary(1), &clustered.summary(1)], |len| Some(vec![0.0; len]));
    assert_eq!(merged.unwrap_err(), MergeError::Clusters);
}

#[test]
fn what_a_sample_bounds_is_what_a_plain_loop_finds() {
    let case = long(60_000, scattered);
    assert_counted(&case, &case.summary(1));
}

#[test]
fn a_sample_that_misleads_changes_nothing() {
    let plan = long(60_000, scattered).plan();
    let (sampled, _) = plan.sample(sampled_one_in(60_000));
    // Every tile of the sample holds one of the highest, and of the lowest: fewer reach their bound than are to be found.
    let mut case = long(60_000, scattered);
    for tile in sampled.chunks_exact(plan::ROWS) {
        for (image, extreme) in [(tile[0], 100.0), (tile[1], -100.0)] {
            let value = extreme + scattered(image);
            case.values[3 * image..][..3].copy_from_slice(&[value, value.max(0.0), -value]);
        }
    }
    assert!((20..100).contains(&(sampled.len() / plan::ROWS)));
    let mut sums = vec![0.0; plan.n_cells() * 2 * WIDTH];
    let bounded = pass::attempt(&case, &plan, 0..3, &mut sums, pass::HOW).unwrap();
    assert!(bounded.is_none());
    assert_counted(&case, &case.summary(1));
}

/// Rows whose reader wants an end at once; counts those that are read all the same.
struct Unwanted(std::cell::Cell<usize>);

impl Rows<f32> for Unwanted {
    type Error = ();

    fn read(&self, _: usize, _: Range<usize>, _: &mut [f32]) -> Result<(), ()> {
        self.0.set(self.0.get() + 1);
        Ok(())
    }

    fn fetch(&self, _: usize, _: Range<usize>) {}

    fn done(&self, _: usize) -> Result<(), ()> {
        Err(())
    }
}

#[test]
fn a_pass_that_is_not_wanted_ends_after_a_tile_even_of_its_sample() {
    for n_images in [1000, 100_000] {
        let plan = Plan::new(&vec![None; n_images], None, 0, 0);
        let source = Unwanted(std::cell::Cell::new(0));
        let mut sums = vec![0.0; 8 * plan.n_cells() * 2 * WIDTH];
        assert!(summarize(&source, &plan, 0..8 * WIDTH, &mut sums).is_err());
        assert!(source.0.get() <= 8 * ROWS, "{n_images} images: {} rows", source.0.get());
    }
}

#[test]
fn a_slot_counts_beyond_16_bits() {
    let case = long(70_000, |image| if image % 1000 == 0 { scattered(image) } else { 1.5 });
    let summary = case.summary(1);
    assert!(summary.parts()[0].right.atoms().iter().any(|atom| atom.count > 65_535));
    assert_counted(&case, &summary);
}

#[test]
fn what_is_far_from_the_sample_is_counted() {
    let case = long(300, |image| match image % 3 {
        _ if image < 64 => 1.0,
        0 => 1e9,
        1 => 1e-9,
        _ => 1e30,
    });
    assert_counted(&case, &case.summary_in(1, 0));
}
