//! Times the statistics of one neuron with 1,000 categories: `cargo run --release --example statistics_speed`.
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

use std::hint::black_box;
use std::time::Instant;

use deephys::analysis::geometry::Geometry;
use deephys::analysis::null;
use deephys::analysis::own::Own;
use deephys::analysis::pair::Pair;
use deephys::analysis::profile::Profile;
use deephys::analysis::shared::{Scratch, Shared};
use deephys::ids::CategoryId;
use ndarray::{Array1, Array2};

#[path = "../tests/statistics/planted.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "shared with the tests, where these are allowed")]
mod planted;

const CATEGORIES: usize = 1000;
const IMAGES: usize = 50_000;
const NEURONS: usize = 2048;

fn main() {
    let mut random = planted::Random(1);
    let ids: Vec<_> = (0..IMAGES).map(|image| Some(CategoryId(image % CATEGORIES))).collect();
    let preferences: Vec<f64> = (0..CATEGORIES).map(|_| random.normal()).collect();
    let mut record = || {
        let activation =
            |image: usize| (preferences[image % CATEGORIES] + random.normal()).max(0.0);
        let activations: Array1<f64> = (0..IMAGES).map(activation).collect();
        Profile::of(activations.view(), &ids, None, CATEGORIES, 0)
    };
    let (a, b) = (record(), record());
    let mut scratch = Scratch::default();
    let own = [Own::of(&a, &ids, &mut scratch), Own::of(&b, &ids, &mut scratch)];
    time("own, one recording", 500, || drop(black_box(Own::of(black_box(&a), &ids, &mut scratch))));
    let mut scratch = Scratch::default();
    time("pair", 500, || {
        black_box(Pair::of((black_box(&a), &own[0]), (&b, &own[1]), &mut scratch));
    });
    let mut shared = Shared::default();
    shared.fill(&a, &b);
    time("null of 200 draws", 5, || drop(black_box(null::scores(&shared, 200, 1))));
    let means = Array2::from_shape_fn((CATEGORIES, NEURONS), |_| random.uniform());
    time("geometry of a layer", 2, || {
        drop(black_box(Geometry::of(means.view(), &[true; CATEGORIES])));
    });
}

fn time(name: &str, times: u32, mut work: impl FnMut()) {
    work();
    let start = Instant::now();
    (0..times).for_each(|_| work());
    println!("{name}: {:.1} µs", start.elapsed().as_secs_f64() * 1e6 / f64::from(times));
}
