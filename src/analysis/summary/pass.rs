//! One pass over some neurons of a layer: blocks of images read into tiles, each tile looked at once.

use std::ops::Range;

use super::group::{Gap, Group, WIDTH};
use super::parts::{Counts, NeuronPart};
use super::plan::{Block, Plan, ROWS, Segment};
use super::real::Real;
use super::{BOTTOM_IMAGES, TOP_IMAGES};
use crate::analysis::histogram::BINS;
use crate::analysis::rank::Ranked;
use crate::ids::ImageId;

/// Of so many images one is looked at before the pass, to know what the top images must reach at least.
pub(super) const SAMPLE_ONE_IN: u64 = 128;
/// Fewer images are not worth a look before.
const LEAST_SAMPLED: usize = 1 << 13;
/// Rank in the sample that becomes the bound. Of the 100 top images 0.8 are expected in the sample, of the 25 bottom
/// ones 0.2; that there are 8, or 5, and too few images reach the bound, happens to two neurons in a million (the tails
/// of Poisson distributions). The pass is then repeated without bounds.
const TOP_RANK: usize = 7;
const BOTTOM_RANK: usize = 4;

/// Where the rows of a layer come from.
pub trait Rows<L> {
    /// Why a row cannot be read.
    type Error;

    /// Fills `out` with the activations of consecutive neurons, `columns`, for the image in `row`.
    fn read(&self, row: usize, columns: Range<usize>, out: &mut [L]) -> Result<(), Self::Error>;

    /// Announces that a row will soon be read.
    fn fetch(&self, row: usize, columns: Range<usize>);

    /// Takes note that so many activations are done; an error ends the pass.
    fn done(&self, activations: usize) -> Result<(), Self::Error>;
}

/// Summarizes the neurons `columns` of `source`, in the order of `plan`, into one part a neuron.
///
/// `moments` is `(columns / 64, n_cells, 2, 64)`, of zeros; it receives the sum and the sum of squares of the finite
/// activations by cell. What it receives does not depend on how a layer is cut into ranges of whole groups.
pub fn summarize<L: Real, S: Rows<L>>(
    source: &S,
    plan: &Plan,
    columns: Range<usize>,
    moments: &mut [f64],
) -> Result<Vec<NeuronPart>, S::Error> {
    let parts = attempt(source, plan, columns.clone(), moments, true)?;
    if let Some(parts) = parts {
        return Ok(parts);
    }
    moments.fill(0.0);
    Ok(attempt(source, plan, columns, moments, false)?.unwrap_or_default())
}

/// `None` if the sample has misled.
pub(super) fn attempt<L: Real, S: Rows<L>>(
    source: &S,
    plan: &Plan,
    columns: Range<usize>,
    moments: &mut [f64],
    with_sample: bool,
) -> Result<Option<Vec<NeuronPart>>, S::Error> {
    let size = plan.n_cells() * 2 * WIDTH;
    let moments = moments.chunks_mut(size.max(1));
    let groups: Vec<Group<'_, L>> =
        moments.map(|moments| Group::new(moments, TOP_IMAGES, BOTTOM_IMAGES)).collect();
    let mut pass = Pass { source, columns, groups };
    if with_sample && plan.n_images() >= LEAST_SAMPLED {
        pass.look_before(&plan.sample(SAMPLE_ONE_IN))?;
    }
    for block in plan.blocks() {
        pass.take(&block)?;
    }
    Ok(pass.finish(plan))
}

struct Pass<'a, 's, L, S> {
    source: &'s S,
    columns: Range<usize>,
    groups: Vec<Group<'a, L>>,
}

impl<L: Real, S: Rows<L>> Pass<'_, '_, L, S> {
    /// The neurons of a group.
    fn of_group(columns: &Range<usize>, group: usize) -> Range<usize> {
        let first = columns.start + group * WIDTH;
        first..(first + WIDTH).min(columns.end)
    }

    fn take(&mut self, block: &Block<'_>) -> Result<(), S::Error> {
        let segments: Vec<Segment> = block.segments().collect();
        let (source, next) = (self.source, block.rows_after());
        for (at, group) in self.groups.iter_mut().enumerate() {
            let neurons = Self::of_group(&self.columns, at);
            for (tile, &row) in group.tile.iter_mut().zip(block.rows()) {
                let out = &mut tile[..neurons.len()];
                source.read(row as usize, neurons.clone(), out)?;
            }
            // The next block is fetched row by row while this one is counted, so that neither waits for the other.
            let fetch = |slot: usize| {
                if let Some(&row) = next.get(slot) {
                    source.fetch(row as usize, neurons.clone());
                }
            };
            group.absorb(block, &segments, fetch);
        }
        self.source.done(block.rows().len() * self.columns.len())
    }

    /// Looks at some rows to know what the top and bottom images must reach.
    fn look_before(&mut self, rows: &[usize]) -> Result<(), S::Error> {
        for (at, group) in self.groups.iter_mut().enumerate() {
            let neurons = Self::of_group(&self.columns, at);
            let mut samples: Vec<Vec<L>> = Vec::new();
            samples.resize_with(neurons.len(), || Vec::with_capacity(rows.len()));
            for rows in rows.chunks(ROWS) {
                for (tile, &row) in group.tile.iter_mut().zip(rows) {
                    self.source.read(row, neurons.clone(), &mut tile[..neurons.len()])?;
                }
                for (column, sample) in samples.iter_mut().enumerate() {
                    sample.extend(group.tile.iter().take(rows.len()).map(|tile| tile[column]));
                }
            }
            for (column, sample) in samples.iter_mut().enumerate() {
                group.top.bound_by(column, &mut sample.clone(), TOP_RANK);
                group.bottom.bound_by(column, sample, BOTTOM_RANK);
            }
        }
        Ok(())
    }

    fn finish(mut self, plan: &Plan) -> Option<Vec<NeuronPart>> {
        if self.groups.iter().any(|group| group.top.is_short() || group.bottom.is_short()) {
            return None;
        }
        let mut parts = Vec::with_capacity(self.columns.len());
        for (at, group) in self.groups.iter_mut().enumerate() {
            group.transfer();
            group.gaps.sort_unstable_by_key(|gap| (gap.column, gap.cell));
            for column in 0..Self::of_group(&self.columns, at).len() {
                parts.push(part(group, column, plan.first_image()));
            }
        }
        Some(parts)
    }
}

fn part<L: Real>(group: &mut Group<'_, L>, column: usize, first_image: usize) -> NeuronPart {
    let of_column = |gap: &&Gap| gap.column as usize == column;
    let mut gaps: Vec<Gap> = Vec::new();
    for gap in group.gaps.iter().filter(of_column) {
        match gaps.last_mut() {
            Some(last) if last.cell == gap.cell => {
                last.nan += gap.nan;
                last.infinite += gap.infinite;
            }
            _ => gaps.push(*gap),
        }
    }
    let counts = |all: &[u32]| {
        let counts = all.get(column * BINS..(column + 1) * BINS);
        Counts::trimmed(counts.unwrap_or_default())
    };
    let ranked = |of: &[(L, u32)]| {
        let image = |row: u32| ImageId(first_image + row as usize);
        of.iter().map(|&(value, row)| Ranked { id: image(row), value: value.wide() }).collect()
    };
    let (max, min) = (group.extremes.max[column].wide(), group.extremes.min[column].wide());
    let is_empty = min > max;
    NeuronPart {
        active: u64::from(group.active[column]),
        max: if is_empty { f64::NAN } else { max },
        min: if is_empty { f64::NAN } else { min },
        right: counts(&group.right),
        wrong: counts(&group.wrong),
        top: ranked(group.top.ranked(column)),
        bottom: ranked(group.bottom.ranked(column)),
        gaps: gaps.iter().map(|gap| (gap.cell, gap.nan, gap.infinite)).collect(),
    }
}
