//! `deephys layers`: which layer breaks first.

use std::collections::BTreeSet;

use serde::Serialize;

use super::Failure;
use super::notices;
use super::report::{Report, Table};
use crate::ids::LayerId;
use crate::query::{Analyst, ImageFilter};
use crate::recording::Fault;

const COLUMNS: [&str; 9] = [
    "layer",
    "recording",
    "neurons",
    "accuracy",
    "mean_spurious",
    "mean_novelty",
    "dead_fraction",
    "geometry_agreement",
    "geometry_ceiling",
];

#[derive(Serialize)]
struct Line<'a> {
    layer: &'a str,
    recording: &'a str,
    neurons: usize,
    accuracy: Option<f64>,
    mean_spurious: Option<f64>,
    mean_novelty: Option<f64>,
    dead_fraction: Option<f64>,
    geometry_agreement: Option<f64>,
    geometry_ceiling: Option<f64>,
}

/// One row a layer and recording.
pub(super) fn report(analyst: &Analyst, faults: &mut Vec<Fault>) -> Result<Report, Failure> {
    let set = analyst.set();
    let (mut rows, mut told) = (Vec::new(), BTreeSet::new());
    notices::say(&notices::outputs(analyst));
    // Of summaries only one layer is known.
    let layers = (0..set.model.layers.len()).map(LayerId);
    for layer in layers.filter(|layer| set.model.summarized.is_none_or(|only| only == *layer)) {
        analyst.attend(layer, ImageFilter::NONE);
        let mut answer = analyst.layer_line(layer);
        faults.append(&mut answer.faults);
        notices::say(&analyst.look_notices(layer));
        notices::say_label_order(analyst, layer, &mut told);
        let Some(info) = set.model.layer(layer) else { continue };
        rows.extend(answer.lines.iter().map(|line| Line {
            layer: &info.name,
            recording: set.recording(line.recording).map_or("", |of| &of.name),
            neurons: info.neurons,
            accuracy: line.accuracy,
            mean_spurious: line.mean_spurious,
            mean_novelty: line.mean_novelty,
            dead_fraction: line.dead_fraction,
            geometry_agreement: line.agreement,
            geometry_ceiling: line.ceiling,
        }));
    }
    let mut table = Table::new("layers", &COLUMNS);
    table.rows = rows
        .iter()
        .map(|row| {
            vec![
                row.layer.into(),
                row.recording.into(),
                row.neurons.into(),
                row.accuracy.into(),
                row.mean_spurious.into(),
                row.mean_novelty.into(),
                row.dead_fraction.into(),
                row.geometry_agreement.into(),
                row.geometry_ceiling.into(),
            ]
        })
        .collect();
    Ok(Report::new(&rows, vec![table])?)
}
