//! What is read from distributions – distances, areas, percentiles – against the activations themselves, wherever and
//! however wide these lie, for one pass and for parts that are merged in any order.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::convert::Infallible;
use std::ops::Range;

use deephys::analysis::own::{Digest, Own};
use deephys::analysis::pair::Pair;
use deephys::analysis::profile::Profile;
use deephys::analysis::selectivity::exact_auroc;
use deephys::analysis::shared::Scratch;
use deephys::analysis::summary::{LayerSummary, Plan, Rows, TURNED, TurnedSums, WIDTH, summarize};
use deephys::analysis::tuning::percentile;
use deephys::ids::CategoryId;
use ndarray::{Array2, ArrayView1};

use super::planted::Random;

/// Activity from a standard normal drive, another number of the image, and a shift in standard deviations of the drive.
type Made = fn(f64, f64, f64) -> f64;

const KINDS: [(&str, Made); 31] = [
    ("normal", |drive, _, shift| drive + shift),
    ("offset 10", |drive, _, shift| 10.0 + drive + shift),
    ("offset 1000", |drive, _, shift| 1e3 + drive + shift),
    ("offset -1000, scale 1.4", |drive, _, shift| -1e3 + 1.4 * (drive + shift)),
    ("offset 100,000", |drive, _, shift| 1e5 + drive + shift),
    ("offset 3, scale 3e-5", |drive, _, shift| 3.0 + 3e-5 * (drive + shift)),
    ("scale 1e-20", |drive, _, shift| 1e-20 * (drive + shift)),
    ("scale 1e20", |drive, _, shift| 1e20 * (drive + shift)),
    ("rectified", |drive, _, shift| (drive + shift).max(0.0)),
    ("90 % sparse", |drive, _, shift| (drive + shift - 1.7).max(0.0)),
    ("99 % sparse", |drive, _, shift| (drive + shift - 3.1).max(0.0)),
    ("leaky", |drive, _, shift| (drive + shift).max(0.01 * (drive + shift))),
    ("smooth ReLU", |drive, _, shift| (drive + shift) / (1.0 + (-1.7 * (drive + shift)).exp())),
    ("two modes", |drive, u, shift| 0.2 * (drive + shift) + if u < 0.4 { 1.0 } else { -1.0 }),
    ("two modes far apart", |drive, u, shift| drive + shift + if u < 0.4 { 1e3 } else { -1e3 }),
    ("a narrow and a wide mode", |drive, u, shift| {
        if u < 0.5 { 1e-3 * (drive + shift) } else { 50.0 + 5.0 * (drive + shift) }
    }),
    ("lognormal", |drive, _, shift| (1.2 * (drive + shift)).exp()),
    ("lognormal, sd of the log 4", |drive, _, shift| (4.0 * (drive + shift)).exp()),
    ("lognormal and an offset", |drive, _, shift| 5.0 + (drive + shift).exp()),
    ("negative lognormal", |drive, _, shift| -(1.2 * (drive + shift)).exp()),
    ("probabilities", |drive, _, shift| (-30.0 + 3.0 * (drive + shift)).exp()),
    ("long tails", |drive, _, shift| 2.0 + (drive + shift).powi(3)),
    ("sigmoid", |drive, _, shift| 1.0 / (1.0 + (-4.0 - 1.4 * (drive + shift)).exp())),
    ("saturated sigmoid", |drive, _, shift| 1.0 / (1.0 + (-12.0 - 6.0 * (drive + shift)).exp())),
    ("saturated tanh", |drive, _, shift| (6.0 + 3.0 * (drive + shift)).tanh()),
    ("clipped at both ends", |drive, _, shift| (drive + shift).clamp(-0.3, 0.7)),
    ("clipped at 6", |drive, _, shift| (3.0 * (drive + shift)).clamp(0.0, 6.0)),
    ("integers", |drive, _, shift| (3.0 + 2.0 * (drive + shift)).round()),
    ("many integers", |drive, _, shift| (100.0 + 30.0 * (drive + shift)).round()),
    ("quantized", |drive, _, shift| 0.0123 * (30.0 * (drive + shift)).round()),
    ("a tenth above a constant", |drive, u, shift| if u < 0.1 { 4.0 + drive + shift } else { 3.5 }),
];

/// Activations `(n_images, KINDS)` with what is known of the images.
struct Recording {
    values: Array2<f32>,
    n_categories: usize,
    categories: Vec<Option<CategoryId>>,
    wrong: Vec<bool>,
    first_image: usize,
}

impl Rows<f32> for Recording {
    type Error = Infallible;

    fn read(&self, row: usize, columns: Range<usize>, out: &mut [f32]) -> Result<(), Infallible> {
        out.iter_mut().zip(columns).for_each(|(out, column)| *out = self.values[[row, column]]);
        Ok(())
    }

    fn fetch(&self, _: usize, _: Range<usize>) {}

    fn done(&self, _: usize) -> Result<(), Infallible> {
        Ok(())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "activations of f32")]
fn narrow(activation: f64) -> f32 {
    activation as f32
}

impl Recording {
    /// Every kind once. One image in twenty has no category; one in ten is predicted wrongly, the more likely the higher
    /// the drive.
    fn new((n_images, n_categories): (usize, usize), shift: f64, seed: u64) -> Self {
        let (mut random, mut of_kinds) = (Random(seed), Random(77));
        let preferences: Vec<f64> =
            (0..n_categories * KINDS.len()).map(|_| 0.7 * of_kinds.normal()).collect();
        let mut values = Array2::zeros((n_images, KINDS.len()));
        let (mut categories, mut wrong) = (Vec::new(), Vec::new());
        for image in 0..n_images {
            let category = image % n_categories;
            let common = random.normal();
            for (kind, (_, made)) in KINDS.iter().enumerate() {
                let own = random.normal();
                let drive = preferences[kind * n_categories + category] + 0.5 * common + 0.6 * own;
                values[[image, kind]] = narrow(made(drive, random.uniform(), shift));
            }
            categories.push((random.uniform() > 0.05).then_some(CategoryId(category)));
            wrong.push(common + random.normal() > 1.8);
        }
        Self { values, n_categories, categories, wrong, first_image: 0 }
    }

    fn part(&self, rows: Range<usize>) -> Self {
        Self {
            n_categories: self.n_categories,
            values: self.values.slice(ndarray::s![rows.clone(), ..]).to_owned(),
            categories: self.categories[rows.clone()].to_vec(),
            wrong: self.wrong[rows.clone()].to_vec(),
            first_image: self.first_image + rows.start,
        }
    }

    fn summary(&self) -> LayerSummary {
        let plan =
            Plan::new(&self.categories, Some(&self.wrong), self.n_categories, self.first_image);
        let n_groups = KINDS.len().div_ceil(WIDTH);
        let mut sums = vec![0.0; n_groups * plan.n_cells() * 2 * WIDTH];
        let parts = summarize(self, &plan, 0..KINDS.len(), &mut sums).unwrap();
        LayerSummary::new(&plan, parts, Box::new(sums))
    }

    fn column(&self, kind: usize) -> Vec<f64> {
        self.values.column(kind).iter().map(|value| f64::from(*value)).collect()
    }

    fn area_of_errors(&self, kind: usize) -> f64 {
        let as_categories = self.categories.iter().zip(&self.wrong);
        let classes: Vec<Option<CategoryId>> =
            as_categories.map(|(of, wrong)| of.map(|_| CategoryId(usize::from(*wrong)))).collect();
        let column = self.column(kind);
        exact_auroc(ArrayView1::from(&column), &classes, CategoryId(1)).unwrap()
    }
}

fn digests(summary: &LayerSummary, categories: &[Option<CategoryId>]) -> Vec<Digest> {
    let (mut sums, mut profile) = (TurnedSums::default(), Profile::default());
    let mut digest = |kind: usize| {
        sums.fill(summary, kind / TURNED * TURNED);
        sums.profile(summary, kind, &mut profile);
        let mut digest = Digest::default();
        digest.fill(&profile, categories, &mut Scratch::default());
        digest
    };
    (0..KINDS.len()).map(&mut digest).collect()
}

/// Exact values of D of Kolmogorov and Smirnov and of Wasserstein-1 of two samples of one size.
fn exact_distances(a: &[f64], b: &[f64]) -> (f64, f64) {
    let sorted = |values: &[f64]| {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        values
    };
    let (a, b) = (sorted(a), sorted(b));
    let way: f64 = a.iter().zip(&b).map(|(a, b)| (a - b).abs()).sum();
    let apart = a.iter().chain(&b).map(|at| {
        let below = |values: &[f64]| values.partition_point(|value| value <= at) as f64;
        (below(&a) - below(&b)).abs()
    });
    let n = a.len() as f64;
    (apart.fold(0.0, f64::max) / n, way / n)
}

#[track_caller]
fn is_near(what: &str, found: Option<f64>, expected: f64, bound: f64) {
    let found = found.unwrap_or(f64::NAN);
    assert!((found - expected).abs() <= bound, "{what}: {found}, and {expected} is right");
}

/// Everything that is read from the distributions is within its bound.
fn assert_bounds(recordings: [&Recording; 2], summaries: [&LayerSummary; 2]) {
    let [reference, other] = [0, 1].map(|at| digests(summaries[at], &recordings[at].categories));
    for (kind, (name, _)) in KINDS.iter().enumerate() {
        let [a, b] = recordings.map(|recording| recording.column(kind));
        let pair = Pair::of(&reference[kind], &other[kind], &mut Scratch::default());
        let (ks, way) = exact_distances(&a, &b);
        is_near(&format!("{name}: ks"), pair.ks, ks, 0.005);
        let deviation = reference[kind].own.deviation.unwrap();
        let drift = way / deviation;
        is_near(&format!("{name}: drift"), pair.drift_of_all, drift, (0.02 * drift).max(0.005));
        for (recording, digest) in recordings.iter().zip([&reference[kind], &other[kind]]) {
            assert_own_bounds(name, recording, (kind, &digest.own));
        }
    }
}

fn assert_own_bounds(name: &str, recording: &Recording, (kind, own): (usize, &Own)) {
    let column = recording.column(kind);
    let [lower, high, max] =
        [99.8, 99.9, 100.0].map(|percent| percentile(column.iter().copied(), percent).unwrap());
    let found = own.p999.unwrap();
    assert!(lower <= found && found <= max, "{name}: p999: {found}, and {high} is right");
    // Zeros are in no ranking: among numbers of both signs they could be anywhere.
    if high > 0.0 || max < 0.0 {
        is_near(&format!("{name}: p999"), own.p999, high, 1e-9 * high.abs());
    }
    let errors = recording.area_of_errors(kind);
    is_near(&format!("{name}: error AUROC"), own.error_auroc, errors, 0.005);
    if let (Some(category), Some(auroc)) = (own.selectivity.preferred, own.selectivity.auroc) {
        let exact = exact_auroc(ArrayView1::from(&column), &recording.categories, category);
        // That of merged parts is an estimate.
        let bound = if recording.first_image == 0 { 0.005 } else { 1.0 };
        is_near(&format!("{name}: AUROC"), Some(auroc), exact.unwrap(), bound);
    }
}

#[test]
fn one_pass_keeps_its_bounds_wherever_activity_lies() {
    let few_and_many = [(900, 10), (2100, 10), (9000, 10), (9000, 40), (9000, 300)];
    for (shape, (shift, seed)) in
        few_and_many.into_iter().zip([(0.3, 1), (0.2, 2), (0.0, 3), (2.0, 4), (0.5, 5)])
    {
        let recordings =
            [Recording::new(shape, 0.0, seed), Recording::new(shape, shift, seed + 50)];
        let [a, b] = &recordings;
        assert_bounds([a, b], [&a.summary(), &b.summary()]);
    }
}

/// Merges parts two by two in a random tree.
fn merged(mut parts: Vec<LayerSummary>, random: &mut Random) -> LayerSummary {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place")]
    let mut take = |parts: &mut Vec<LayerSummary>| {
        let at = (random.uniform() * parts.len() as f64) as usize;
        parts.swap_remove(at.min(parts.len() - 1))
    };
    while parts.len() > 1 {
        let (a, b) = (take(&mut parts), take(&mut parts));
        parts.push(LayerSummary::merge(&[&a, &b], |len| Some(vec![0.0; len])).unwrap());
    }
    parts.pop().unwrap()
}

#[test]
fn parts_that_are_merged_keep_the_bounds_whatever_the_tree() {
    let mut random = Random(9);
    let whole = [Recording::new((12_000, 10), 0.0, 5), Recording::new((12_000, 10), 0.25, 6)];
    for cuts in [vec![2500, 5000, 9000], vec![500, 1100, 4000, 4100, 9000, 9900]] {
        let summaries = whole.each_ref().map(|recording| {
            let starts = [0].into_iter().chain(cuts.iter().copied());
            let ends = cuts.iter().copied().chain([12_000]);
            let parts = starts.zip(ends).map(|(from, to)| recording.part(from..to).summary());
            merged(parts.collect(), &mut random)
        });
        let estimated = whole.each_ref().map(|recording| Recording {
            n_categories: recording.n_categories,
            values: recording.values.clone(),
            categories: recording.categories.clone(),
            wrong: recording.wrong.clone(),
            first_image: 1,
        });
        let [a, b] = &estimated;
        let [of_a, of_b] = &summaries;
        assert_bounds([a, b], [of_a, of_b]);
    }
}

#[test]
fn constants_are_apart_when_they_differ() {
    let of = |value: f64| {
        let column = ndarray::Array1::from_elem(3000, value);
        let categories: Vec<_> = (0..3000).map(|image| Some(CategoryId(image % 3))).collect();
        let mut digest = Digest::default();
        let profile = Profile::of(column.view(), &categories, None, 3, 0);
        digest.fill(&profile, &categories, &mut Scratch::default());
        digest
    };
    let pair = |a: f64, b: f64| Pair::of(&of(a), &of(b), &mut Scratch::default());
    assert_eq!(pair(0.7, 0.7).ks, Some(0.0));
    assert_eq!(pair(0.7, 0.700_000_1).ks, Some(1.0));
    assert_eq!(pair(0.0, 1e-30).ks, Some(1.0));
    let Own { deviation, selectivity, .. } = of(0.7).own;
    assert_eq!(
        (deviation, selectivity),
        (Some(0.0), deephys::analysis::selectivity::Selectivity::default())
    );
    assert_eq!(pair(0.7, 0.9).drift_of_all, None);
}
