//! A layer in one line a recording: how much of it changed since the reference.

use ndarray::Array2;
use rayon::prelude::*;

use super::{Analyst, LayerAnswer, LayerSummary, OwnState, RecordingLayer};
use crate::analysis::geometry::{Geometry, ceiling};
use crate::ids::{LayerId, RecordingId};
use crate::recording::Fault;

/// What one recording says of a layer as a whole; `None` where undefined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerLine {
    /// The recording.
    pub recording: RecordingId,
    /// Share of images that are predicted right: that of the whole network, the same for every layer.
    pub accuracy: Option<f64>,
    /// Mean over the neurons whose spurious score is defined.
    pub mean_spurious: Option<f64>,
    /// Mean over the neurons whose novelty is defined.
    pub mean_novelty: Option<f64>,
    /// Share of the neurons with a finite activation that are dead: they never leave their resting value.
    pub dead_fraction: Option<f64>,
    /// Agreement of the categories' geometry with the reference's, -1 to 1, over the categories with images in both.
    pub agreement: Option<f64>,
    /// The highest agreement that noise allows, from the halves, over the categories with images in both halves of
    /// both.
    pub ceiling: Option<f64>,
}

/// A layer in every recording that could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerLineAnswer {
    /// The layer.
    pub layer: LayerId,
    /// One line a recording, in order.
    pub lines: Vec<LayerLine>,
    /// The recordings that could not be read.
    pub faults: Vec<Fault>,
}

pub(super) fn answer(analyst: &Analyst, layer: LayerId) -> LayerLineAnswer {
    let LayerAnswer { recordings, mut faults, .. } = super::layer::answer(analyst, layer);
    let reference = recordings.iter().find(|of| of.recording == analyst.set().reference);
    let lines: Vec<LayerLine> = recordings
        .par_iter()
        .map(|of| line(analyst, (layer, of), reference.filter(|to| to.recording != of.recording)))
        .collect();
    let mut answer = LayerLineAnswer { layer, lines, faults: Vec::new() };
    for line in &mut answer.lines {
        match analyst.accuracy(line.recording) {
            Ok(accuracy) => line.accuracy = accuracy,
            Err(fault) => faults.push(fault),
        }
    }
    LayerLineAnswer { faults, ..answer }
}

fn line(
    analyst: &Analyst,
    (layer, of): (LayerId, &RecordingLayer),
    reference: Option<&RecordingLayer>,
) -> LayerLine {
    let summary = |of: &RecordingLayer| analyst.summary(of.recording, layer).ok();
    let both = reference.and_then(|to| Some((summary(to)?, summary(of)?)));
    let pairs = || of.pairs.iter().flatten();
    let states = of.own.iter().filter_map(|own| own.state);
    let dead = states.map(|state| f64::from(u8::from(state == OwnState::Dead)));
    LayerLine {
        recording: of.recording,
        accuracy: None,
        mean_spurious: mean(pairs().filter_map(|pair| pair.scores.spurious)),
        mean_novelty: mean(pairs().filter_map(|pair| pair.scores.novelty)),
        dead_fraction: mean(dead),
        agreement: both.as_ref().and_then(|(to, of)| agreement(to, of)),
        ceiling: both.as_ref().and_then(|(to, of)| highest(to, of)),
    }
}

fn mean(numbers: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = numbers.fold((0.0, 0_u32), |(sum, count), number| (sum + number, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

/// How much the geometry of all images agrees.
fn agreement(reference: &LayerSummary, other: &LayerSummary) -> Option<f64> {
    let images = reference.category_images().into_iter().zip(other.category_images());
    let keep: Vec<bool> = images.map(|(a, b)| a > 0 && b > 0).collect();
    let geometry = |of: &LayerSummary| Geometry::of(means(of, None).view(), &keep);
    let (a, b) = rayon::join(|| geometry(reference), || geometry(other));
    a?.agreement(&b?)
}

/// How much it could agree at most.
fn highest(reference: &LayerSummary, other: &LayerSummary) -> Option<f64> {
    let cells = reference.cell_images().chunks(2).zip(other.cell_images().chunks(2));
    let keep: Vec<bool> = cells
        .map(|(a, b)| a.iter().chain(b).all(|&images| images > 0))
        .take(reference.n_categories())
        .collect();
    let halves = |of: &LayerSummary| {
        let half = |half| Geometry::of(means(of, Some(half)).view(), &keep);
        Some([half(0)?, half(1)?])
    };
    let (a, b) = rayon::join(|| halves(reference), || halves(other));
    ceiling(&a?, &b?).filter(|ceiling| ceiling.is_finite())
}

fn means(of: &LayerSummary, half: Option<usize>) -> Array2<f64> {
    of.category_means(half)
}
