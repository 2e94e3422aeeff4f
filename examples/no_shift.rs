//! Prints how often something is said of neurons that did not change: `cargo run --release --example no_shift`.
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

#[path = "../tests/statistics/no_shift.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod no_shift;
#[path = "../tests/statistics/planted.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "shared with the tests, where these are allowed")]
mod planted;

use no_shift::{Cell, Rates, SPREADS};

const CATEGORIES: [usize; 3] = [10, 100, 1000];
const IMAGES: [[usize; 2]; 5] = [[5, 5], [20, 20], [40, 5], [50, 50], [200, 200]];
const STRENGTHS: [f64; 4] = [0.0, 0.3, 1.0, 2.0];
/// Activations of a cell: larger ones have fewer neurons.
const ACTIVATIONS: usize = 60_000_000;

fn main() {
    println!(
        "| categories × images | activity | tuning | neurons | changed | gain | too noisy | q < .05 | percentile > .95 |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut worst = Rates::default();
    for categories in CATEGORIES {
        for images in IMAGES {
            for spread in SPREADS {
                for strength in STRENGTHS {
                    let cell = Cell { categories, images, spread, strength };
                    print(cell, &mut worst);
                }
            }
        }
    }
    let Rates { changed, gain, q, .. } = worst;
    println!("\nat most: changed {changed:.4}, gain {gain:.4}, q {q:.4}");
}

fn print(cell: Cell, worst: &mut Rates) {
    let images: usize = cell.images.iter().sum::<usize>() * cell.categories;
    let neurons = (ACTIVATIONS / images / 16 * 16).clamp(64, 960);
    let rates = cell.rates(neurons, true);
    let Rates { changed, gain, too_noisy, q, percentile } = rates;
    println!(
        "| {} × {:?} | {:?} | {} | {neurons} | {changed:.4} | {gain:.4} | {too_noisy:.2} | {q:.4} | {percentile:.3} |",
        cell.categories, cell.images, cell.spread, cell.strength
    );
    worst.changed = worst.changed.max(changed);
    worst.gain = worst.gain.max(gain);
    worst.q = worst.q.max(q);
}
