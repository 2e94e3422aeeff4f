//! Prints what each way to order neurons is worth on planted recordings: `cargo run --release --example truth`.
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

#[path = "../tests/statistics/planted.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "shared with the tests, where these are allowed")]
mod planted;

use planted::{METHODS, flagged, neurons, worth};

const SHAPES: [(usize, usize); 6] =
    [(10, 200), (100, 20), (100, 50), (1000, 10), (1000, 50), (10, 1000)];
const SEEDS: u64 = 3;

fn main() {
    println!("| categories × images | order | of the top 50 re-tuned | AUROC |");
    println!("|---|---|---|---|");
    for (categories, images) in SHAPES {
        let layers: Vec<_> = (1..=SEEDS).map(|seed| neurons(categories, images, seed)).collect();
        for (name, method) in METHODS {
            let worths: Vec<_> = layers.iter().map(|layer| worth(layer, method)).collect();
            let top = range(worths.iter().map(|worth| worth.top));
            let auroc = range(worths.iter().map(|worth| worth.auroc));
            println!("| {categories} × {images} | {name} | {top} | {auroc} |");
        }
        let changed = range(layers.iter().map(|of| flagged(of, |fate| fate.is_changed())));
        let untouched =
            range(layers.iter().map(|of| flagged(of, |fate| fate.is_live() && !fate.is_changed())));
        println!(
            "| {categories} × {images} | verdict | {changed} of the changed | {untouched} of the others |"
        );
    }
}

/// The lowest and the highest over the seeds.
fn range(values: impl Iterator<Item = f64> + Clone) -> String {
    let lowest = values.clone().fold(f64::INFINITY, f64::min);
    let highest = values.fold(f64::NEG_INFINITY, f64::max);
    format!("{lowest:.3}–{highest:.3}")
}
