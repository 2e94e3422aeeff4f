//! Prints what each way to order neurons is worth on planted recordings and networks: `cargo run --release --example truth`.
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

#[path = "../tests/statistics/images.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod images;
#[path = "../tests/statistics/network.rs"]
#[allow(dead_code, reason = "shared with the tests")]
mod network;
#[path = "../tests/statistics/planted.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "shared with the tests, where these are allowed")]
mod planted;
#[path = "../tests/statistics/shortcut.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "shared with the tests, where these are allowed")]
mod shortcut;

use images::Look;
use network::Kind;
use planted::{
    Counts, Fate, GainIs, METHODS, Method, Neuron, Noise, PLAIN, SPARSE, Setting, UNCHANGED, Worth,
    flagged, layer, losing, neurons_of, worth,
};
use shortcut::{BOTH, Shortcut};

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
            ..PLAIN
        },
    ),
];

/// Where tuning is lost.
const LOSING_SHAPES: [(usize, usize); 7] =
    [(10, 20), (10, 30), (10, 150), (80, 30), (100, 20), (1000, 10), (1000, 50)];

const LOST: [(&str, Fate); 3] = [
    ("cue removed", Fate::CueRemoved),
    ("cue random", Fate::CueRandom),
    ("half of the tuning lost", Fate::HalfLost),
];

/// The color says almost everything.
const MOSTLY_COLOR: Look = Look { deformation: 1.2, jitter: 0.12, noise: 0.1 };

const NETWORKS: [(&str, Kind, Look); 4] = [
    ("cue network", Kind::Parts, BOTH),
    ("cue network, mostly color", Kind::Parts, MOSTLY_COLOR),
    ("plain convolution", Kind::Plain, BOTH),
    ("plain convolution, mostly color", Kind::Plain, MOSTLY_COLOR),
];

/// By the share of the tuning that changed, by that of all variance, and the paper's.
const BY_NEURON: [(&str, Method); 3] =
    [METHODS[3], ("anova_interaction", |pair| pair.shares.interaction), METHODS[0]];

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
    println!("\n| lost | order | of the top 50 lost or re-tuned | AUROC |");
    println!("|---|---|---|---|");
    for (name, lost) in LOST {
        for shape in LOSING_SHAPES {
            print_lost(&losing(lost), shape, &format!("{name}, {} × {}", shape.0, shape.1));
        }
    }
    println!("\n| no shift | called re-tuned | called gain |");
    println!("|---|---|---|");
    LOSING_SHAPES.into_iter().for_each(print_unchanged);
    println!("\n| network | cue | right | order | of the top 10 wanted | AUROC |");
    println!("|---|---|---|---|---|---|");
    NETWORKS.into_iter().for_each(print_network);
}

fn print(setting: Setting, shape: (usize, usize), name: &str, methods: &[(&str, Method)]) {
    let layers: Vec<Vec<Neuron>> =
        (1..=SEEDS).map(|seed| neurons_of(setting, shape, seed)).collect();
    print_layers(&layers, name, methods);
}

fn print_lost(fates: &planted::Fates, shape: (usize, usize), name: &str) {
    let layers: Vec<Vec<Neuron>> =
        (1..=SEEDS).map(|seed| layer(fates, SPARSE, shape, seed)).collect();
    print_layers(&layers, name, &BY_NEURON);
}

fn print_layers(layers: &[Vec<Neuron>], name: &str, methods: &[(&str, Method)]) {
    for (method, by) in methods {
        let worths: Vec<Worth> = layers.iter().map(|layer| worth(layer, *by)).collect();
        println!("| {name} | {method} | {} |", summary(&worths));
    }
    let changed = range(layers.iter().map(|of| flagged(of, Fate::is_changed)));
    let untouched =
        range(layers.iter().map(|of| flagged(of, |fate| fate.is_live() && !fate.is_changed())));
    println!("| {name} | verdict | {changed} of the changed | {untouched} of the others |");
}

/// The verdicts on neurons of which nothing is re-tuned or lost; gains are those of stable ones.
fn print_unchanged(shape: (usize, usize)) {
    let layers = || (1..=SEEDS).map(|seed| layer(&UNCHANGED, SPARSE, shape, seed));
    let changed = range(layers().map(|of| flagged(&of, Fate::is_live)));
    let gains = range(layers().map(|of| planted::gains(&of, |fate| fate == Fate::Stable)));
    println!("| {} × {} | {changed} | {gains} |", shape.0, shape.1);
}

fn print_network((name, kind, look): (&str, Kind, Look)) {
    let networks: Vec<Shortcut> = (1..=SEEDS).map(|seed| Shortcut::of(kind, look, seed)).collect();
    let right = range(networks.iter().map(|network| network.reference.accuracy));
    println!("| {name} | {:?} | {right} | | | |", networks[0].reference.cue);
    for place in 0..networks[0].shifted.len() {
        let cue = networks[0].shifted[place].cue;
        let right = range(networks.iter().map(|network| network.shifted[place].accuracy));
        for (method, by) in BY_NEURON {
            let worth = |network: &Shortcut| network.worth(&network.shifted[place], by);
            let worths: Vec<Worth> = networks.iter().map(worth).collect();
            println!("| {name} | {cue:?} | {right} | {method} | {} |", summary(&worths));
        }
    }
}

/// The share of the top and the AUROC over the seeds.
fn summary(worths: &[Worth]) -> String {
    let top = range(worths.iter().map(|worth| worth.top));
    let auroc = range(worths.iter().map(|worth| worth.auroc));
    format!("{top} | {auroc}")
}

/// The lowest and the highest over the seeds.
fn range(values: impl Iterator<Item = f64> + Clone) -> String {
    let lowest = values.clone().fold(f64::INFINITY, f64::min);
    let highest = values.fold(f64::NEG_INFINITY, f64::max);
    format!("{lowest:.3}–{highest:.3}")
}
