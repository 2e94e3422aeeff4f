//! Prints what each way to order neurons is worth on planted recordings: `cargo run --release --example truth`.
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

#[path = "../tests/statistics/planted.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "shared with the tests, where these are allowed")]
mod planted;

use planted::{Counts, GainIs, METHODS, Neuron, Noise, PLAIN, Setting, flagged, neurons_of, worth};

const SHAPES: [(usize, usize); 6] =
    [(10, 200), (100, 20), (100, 50), (1000, 10), (1000, 50), (10, 1000)];
const SEEDS: u64 = 3;

/// Harder than plain, one by one and all at once.
const HARDER: [(&str, Setting); 5] = [
    ("strengths from 0.3", Setting { strength: 0.3, ..PLAIN }),
    ("gain before the ReLU", Setting { gain: GainIs::BeforeRelu, ..PLAIN }),
    ("unequal counts", Setting { counts: Counts::Unequal, ..PLAIN }),
    ("skewed noise", Setting { noise: Noise::Skewed, ..PLAIN }),
    (
        "all of these",
        Setting {
            strength: 0.3,
            gain: GainIs::BeforeRelu,
            counts: Counts::Unequal,
            noise: Noise::Skewed,
        },
    ),
];

fn main() {
    println!("| categories × images | order | of the top 50 re-tuned | AUROC |");
    println!("|---|---|---|---|");
    for shape in SHAPES {
        print(PLAIN, shape, &format!("{} × {}", shape.0, shape.1), &METHODS);
    }
    println!("\n| harder | order | of the top 50 re-tuned | AUROC |");
    println!("|---|---|---|---|");
    for (name, setting) in HARDER {
        for shape in &SHAPES[..4] {
            let name = format!("{name}, {} × {}", shape.0, shape.1);
            print(setting, *shape, &name, &METHODS[3..]);
        }
    }
}

fn print(setting: Setting, shape: (usize, usize), name: &str, methods: &[(&str, planted::Method)]) {
    let layers: Vec<Vec<Neuron>> =
        (1..=SEEDS).map(|seed| neurons_of(setting, shape, seed)).collect();
    for (method, by) in methods {
        let worths: Vec<_> = layers.iter().map(|layer| worth(layer, *by)).collect();
        let top = range(worths.iter().map(|worth| worth.top));
        let auroc = range(worths.iter().map(|worth| worth.auroc));
        println!("| {name} | {method} | {top} | {auroc} |");
    }
    let changed = range(layers.iter().map(|of| flagged(of, planted::Fate::is_changed)));
    let untouched =
        range(layers.iter().map(|of| flagged(of, |fate| fate.is_live() && !fate.is_changed())));
    println!("| {name} | verdict | {changed} of the changed | {untouched} of the others |");
}

/// The lowest and the highest over the seeds.
fn range(values: impl Iterator<Item = f64> + Clone) -> String {
    let lowest = values.clone().fold(f64::INFINITY, f64::min);
    let highest = values.fold(f64::NEG_INFINITY, f64::max);
    format!("{lowest:.3}–{highest:.3}")
}
