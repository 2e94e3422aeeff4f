//! Frames of a video are found without a column that says so, and independent images raise no alarm, however sorted.

use deephys::analysis::alike::{Alike, alike};
use deephys::ids::CategoryId;

use super::planted::Random;

const NEURONS: usize = 24;
const CAUSES: usize = 8;

/// How the images stand in the file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sorted {
    /// All of a category side by side.
    ByCategory,
    /// Groups side by side, their categories at random.
    Anyhow,
}

/// A layer of rectified neurons that share a few causes, as those of a network do.
struct Layer {
    categories: Vec<Option<CategoryId>>,
    rows: Vec<Vec<f64>>,
}

impl Layer {
    /// Of so many categories and images of each, in groups of `group` whose images correlate by `icc`.
    fn new(
        (n_categories, images): (usize, usize),
        sorted: Sorted,
        (group, icc): (usize, f64),
        seed: u64,
    ) -> Self {
        let mut random = Random(seed * 7919 + 1);
        let mut normals = |count: usize| (0..count).map(|_| random.normal()).collect::<Vec<f64>>();
        let weights = normals(NEURONS * CAUSES);
        let preferences = normals(n_categories * NEURONS);
        let n_groups = n_categories * images / group;
        let mut order: Vec<usize> = (0..n_groups).collect();
        if sorted == Sorted::Anyhow {
            let keys = normals(n_groups);
            order.sort_by(|a, b| keys[*a].total_cmp(&keys[*b]));
        }
        let (mut categories, mut rows) = (Vec::new(), Vec::new());
        for of in order {
            let category = of / (images / group);
            let shared = normals(CAUSES);
            for _ in 0..group {
                let own = normals(CAUSES);
                let mixed =
                    |cause: usize| icc.sqrt() * shared[cause] + (1.0 - icc).sqrt() * own[cause];
                let driven = |neuron: usize| -> f64 {
                    (0..CAUSES).map(|cause| weights[neuron * CAUSES + cause] * mixed(cause)).sum()
                };
                let preference = |neuron: usize| preferences[category * NEURONS + neuron];
                let row = (0..NEURONS).map(|neuron| (preference(neuron) + driven(neuron)).max(0.0));
                rows.push(row.collect());
                categories.push(Some(CategoryId(category)));
            }
        }
        Self { categories, rows }
    }

    fn look(&self) -> Alike {
        let read = |image: usize| Ok::<_, ()>(self.rows[image].clone());
        alike(&self.categories, read).unwrap_or_default()
    }
}

const SHAPES: [(usize, usize); 3] = [(10, 200), (100, 20), (10, 50)];

#[test]
fn independent_images_raise_no_alarm() {
    for shape in SHAPES {
        for sorted in [Sorted::ByCategory, Sorted::Anyhow] {
            for seed in 0..40 {
                let found = Layer::new(shape, sorted, (1, 0.0), seed).look();
                assert!(!found.is_any(), "{shape:?} {sorted:?} {seed}: {found:?}");
            }
        }
    }
}

#[test]
fn frames_of_a_video_are_found_with_their_number() {
    for shape in SHAPES {
        for (sorted, icc) in
            [(Sorted::ByCategory, 0.5), (Sorted::Anyhow, 0.5), (Sorted::Anyhow, 0.9)]
        {
            let looks = (0..20).map(|seed| Layer::new(shape, sorted, (5, icc), seed).look());
            let rows: Vec<Option<usize>> = looks.map(|found| found.in_a_row).collect();
            let found = rows.iter().flatten().count();
            assert!(found >= 19, "{shape:?} {sorted:?} {icc}: {found} of 20");
            let near = rows.iter().flatten().filter(|run| (4..=6).contains(*run)).count();
            assert!(near >= 15, "{shape:?} {sorted:?} {icc}: {rows:?}");
        }
    }
}

#[test]
fn copies_and_those_of_a_padded_sampler_are_found() {
    let plain = Layer::new((10, 100), Sorted::Anyhow, (1, 0.0), 1);
    let repeat = |images: &[usize]| {
        let of = |image: &usize| (plain.categories[*image], plain.rows[*image].clone());
        let (categories, rows) = (0..1000).collect::<Vec<_>>().iter().chain(images).map(of).unzip();
        Layer { categories, rows }
    };
    let padded = repeat(&[0, 1, 2]).look();
    assert_eq!((padded.repeated_at_end, padded.copies), (3, 0));
    let copied = repeat(&(400..500).collect::<Vec<_>>()).look();
    assert_eq!((copied.copies, copied.looked_at, copied.repeated_at_end), (100, 1100, 0));
}

#[test]
fn silent_layers_and_images_without_labels_say_nothing() {
    let mut layer = Layer::new((10, 50), Sorted::ByCategory, (5, 0.9), 1);
    layer.rows.iter_mut().for_each(|row| row.fill(0.0));
    assert!(!layer.look().is_any());
    let mut layer = Layer::new((10, 50), Sorted::ByCategory, (5, 0.9), 1);
    layer.categories.fill(None);
    assert!(!layer.look().is_any());
}
