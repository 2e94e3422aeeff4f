//! How the rows of `deephys neurons` are sorted and cut.

use super::json::Json;
use super::run::{DEMO, json};

const COLUMNS: [&str; 9] = [
    "neuron",
    "recording",
    "max",
    "mean",
    "active_fraction",
    "top_category",
    "top_category_mean",
    "spurious",
    "novelty",
];

/// Neurons in order, recordings in order within each.
const BY_NUMBER: &[&str] = &["--sort", "neuron", "--ascending"];

fn neurons(more: &[&str]) -> Vec<Json> {
    json(&[&["neurons", "--layer", "conv2"], more, &["demo"]].concat()).list().to_vec()
}

/// What a row is sorted by: recordings by their order, all else by number.
fn key(row: &Json, column: &str) -> Option<f64> {
    match row.at(column) {
        Json::Text(name) => DEMO.iter().position(|known| known == name).map(|at| at as f64),
        number => number.number(),
    }
}

/// `rows` sorted by a column, undefined last, ties as they were.
fn sorted(mut rows: Vec<Json>, column: &str, sign: f64) -> Vec<Json> {
    rows.sort_by(|a, b| {
        let [a, b] = [a, b].map(|row| key(row, column).map_or(f64::INFINITY, |key| sign * key));
        a.total_cmp(&b)
    });
    rows
}

#[test]
fn every_column_sorts_highest_first() {
    let rows = neurons(BY_NUMBER);
    for column in COLUMNS {
        let expected = sorted(rows.clone(), column, -1.);
        assert_eq!(neurons(&["--sort", column]), expected, "{column}");
    }
}

#[test]
fn every_column_sorts_lowest_first() {
    let rows = neurons(BY_NUMBER);
    for column in COLUMNS {
        let expected = sorted(rows.clone(), column, 1.);
        assert_eq!(neurons(&["--sort", column, "--ascending"]), expected, "{column}");
    }
}

#[test]
fn undefined_scores_come_last_both_ways() {
    for more in [["--sort", "spurious"].as_slice(), &["--sort", "novelty", "--ascending"]] {
        let rows = neurons(more);
        let undefined = rows.iter().map(|row| row.at(more[1]) == &Json::Null);
        let undefined: Vec<bool> = undefined.collect();
        assert!(undefined.is_sorted(), "{undefined:?}");
        assert_eq!(undefined.iter().filter(|is| **is).count(), 20, "the reference has no scores");
    }
}

#[test]
fn a_limit_cuts_after_sorting() {
    let all = neurons(&["--sort", "mean"]);
    for limit in [0, 1, 7, 80, 1000] {
        let cut = neurons(&["--sort", "mean", "--limit", &limit.to_string()]);
        assert_eq!(cut, all[..limit.min(80)]);
    }
}

/// The change of a row, which the default order goes by.
#[test]
fn the_most_believable_change_comes_first() {
    let rows = neurons(&[]);
    assert_eq!(rows, sorted(neurons(BY_NUMBER), "change", -1.));
    assert_eq!(rows[0].at("verdict").text(), "re-tuned");
}
