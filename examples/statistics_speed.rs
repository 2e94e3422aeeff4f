//! Times the statistics of one neuron with 1,000 categories: `cargo run --release --example statistics_speed`.
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

use std::hint::black_box;
use std::time::Instant;

use deephys::analysis::geometry::Geometry;
use deephys::analysis::null;
use deephys::analysis::order::Order;
use deephys::analysis::own::Digest;
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
    let mut digests = [Digest::default(), Digest::default()];
    digests[1].fill(&b, &ids, &mut scratch);
    time("one recording", 200, || digests[0].fill(black_box(&a), &ids, &mut scratch));
    let [first, second] = &mut digests;
    time("pair", 200, || {
        black_box(Pair::of(black_box(first), second, &mut scratch));
    });
    time("both recordings and the pair", 200, || {
        first.fill(black_box(&a), &ids, &mut scratch);
        second.fill(black_box(&b), &ids, &mut scratch);
        black_box(Pair::of(first, second, &mut scratch));
    });
    let (mut order, mut ranks) = (Order::default(), Vec::new());
    time("one ranking", 200, || order.rank(black_box(&first.side.mean), &mut ranks));
    let shared = Shared { reference: &first.side, other: &second.side };
    time("null of 200 draws", 2, || drop(black_box(null::normal_scores(shared, 200, 1))));
    let means = Array2::from_shape_fn((CATEGORIES, NEURONS), |_| random.uniform());
    time("geometry of a layer", 1, || {
        drop(black_box(Geometry::of(means.view(), &[true; CATEGORIES])));
    });
}

/// Prints the fastest of twenty rounds: what slows the others down is not ours.
fn time(name: &str, times: u32, mut work: impl FnMut()) {
    let round = |_| {
        let start = Instant::now();
        (0..times).for_each(|_| work());
        start.elapsed().as_secs_f64() * 1e6 / f64::from(times)
    };
    println!("{name}: {:.1} µs", (0..20).map(round).fold(f64::INFINITY, f64::min));
}
