//! The rows of `deephys neurons`: their columns and their order.

use std::cmp::Ordering;

use clap::ValueEnum;
use serde::Serialize;

use super::report::{Cell, Table};
use crate::query::NeuronRow;
use crate::recording::RecordingSet;

/// A column to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum Column {
    /// Number of the neuron
    Neuron,
    /// Order of the recordings
    Recording,
    /// Highest activation
    Max,
    /// Mean activation
    Mean,
    /// Share of images with activation above 0
    ActiveFraction,
    /// Category with the highest mean
    TopCategory,
    /// That mean
    TopCategoryMean,
    /// 1 − |rank correlation| of the tuning with the reference's
    Spurious,
    /// Drop of the highest category mean, in units of the reference's maximum
    Novelty,
}

/// One row of `deephys neurons`.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    layer: &'a str,
    neuron: usize,
    recording: &'a str,
    max: Option<f64>,
    mean: Option<f64>,
    active_fraction: Option<f64>,
    top_category: Option<usize>,
    top_category_mean: Option<f64>,
    spurious: Option<f64>,
    novelty: Option<f64>,
}

impl<'a> Row<'a> {
    pub(super) fn new(layer: &'a str, set: &'a RecordingSet, row: &NeuronRow) -> Self {
        Self {
            layer,
            neuron: row.neuron.index(),
            recording: set.recording(row.recording).map_or("", |recording| &recording.name),
            max: row.summary.max,
            mean: row.summary.mean,
            active_fraction: row.summary.active_fraction,
            top_category: row.top_category.map(|(category, _)| category.index()),
            top_category_mean: row.top_category.map(|(_, mean)| mean),
            spurious: row.scores.and_then(|scores| scores.spurious),
            novelty: row.scores.and_then(|scores| scores.novelty),
        }
    }
}

/// The value that a row is sorted by.
fn key(row: &NeuronRow, column: Column) -> Option<f64> {
    match column {
        Column::Neuron => Some(row.neuron.index() as f64),
        Column::Recording => Some(row.recording.index() as f64),
        Column::Max => row.summary.max,
        Column::Mean => row.summary.mean,
        Column::ActiveFraction => row.summary.active_fraction,
        Column::TopCategory => row.top_category.map(|(category, _)| category.index() as f64),
        Column::TopCategoryMean => row.top_category.map(|(_, mean)| mean),
        Column::Spurious => row.scores.and_then(|scores| scores.spurious),
        Column::Novelty => row.scores.and_then(|scores| scores.novelty),
    }
}

/// Sorts rows by a column; undefined values come last either way, ties stay in the order of neuron and recording.
pub(super) fn sort(rows: &mut [NeuronRow], column: Column, ascending: bool) {
    rows.sort_by(|a, b| match (key(a, column), key(b, column)) {
        (Some(a), Some(b)) if ascending => a.total_cmp(&b),
        (Some(a), Some(b)) => b.total_cmp(&a),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
}

/// The rows as a table.
pub(super) fn table(rows: &[Row<'_>]) -> Table {
    let mut table = Table::new(
        "neurons",
        &[
            "layer",
            "neuron",
            "recording",
            "max",
            "mean",
            "active_fraction",
            "top_category",
            "top_category_mean",
            "spurious",
            "novelty",
        ],
    );
    table.rows = rows
        .iter()
        .map(|row| {
            vec![
                row.layer.into(),
                row.neuron.into(),
                row.recording.into(),
                row.max.into(),
                row.mean.into(),
                row.active_fraction.into(),
                row.top_category.into(),
                row.top_category_mean.into(),
                row.spurious.into(),
                row.novelty.into(),
            ]
        })
        .collect::<Vec<Vec<Cell>>>();
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{NeuronId, RecordingId};
    use crate::query::NeuronSummary;

    fn row(neuron: usize, max: Option<f64>) -> NeuronRow {
        let summary = NeuronSummary { max, mean: None, active_fraction: None, non_finite: 0 };
        let (neuron, recording) = (NeuronId(neuron), RecordingId(0));
        NeuronRow { neuron, recording, summary, top_category: None, scores: None }
    }

    #[test]
    fn undefined_comes_last_in_both_directions() {
        let order = |ascending| {
            let mut rows = vec![row(0, None), row(1, Some(1.)), row(2, Some(3.)), row(3, Some(1.))];
            sort(&mut rows, Column::Max, ascending);
            rows.iter().map(|row| row.neuron.index()).collect::<Vec<_>>()
        };
        assert_eq!(order(false), [2, 1, 3, 0]);
        assert_eq!(order(true), [1, 3, 2, 0]);
    }
}
