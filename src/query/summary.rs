//! The summary of a layer: one pass over the file, ranges of neurons side by side on all cores.

use std::ops::Range;

use ndarray::Array1;
use rayon::prelude::*;

use crate::analysis::summary::{self, LayerSummary, NeuronPart, Plan, WIDTH};
use crate::ids::LayerId;
use crate::recording::{FormatError, Progress, Recording, Rows, Zeros};

/// Neurons that one task reads: their histograms and tiles fit into a core's cache.
const MOST_RANGE: usize = 512;
/// Most sums of a layer: 2 GiB of numbers.
const MOST_SUMS: usize = 1 << 28;

/// The highest finite activation of every neuron, `(n_neurons)`, NaN where there is none.
pub(super) fn maxima(recording: &Recording, layer: LayerId) -> Result<Array1<f64>, FormatError> {
    let summary = summarize(recording, layer, (0, None, 0), &Progress::new())?;
    Ok(summary.parts().iter().map(|part| part.max).collect())
}

/// Summarizes a layer. The answer does not depend on the number of threads. `wrong` says which images are predicted
/// wrongly, if that is known; `first_image` is the number of its first image in the whole; `progress` is told the
/// activations that are done, and may ask to stop.
pub(super) fn summarize(
    recording: &Recording,
    layer: LayerId,
    (n_categories, wrong, first_image): (usize, Option<&[bool]>, usize),
    progress: &Progress,
) -> Result<LayerSummary, FormatError> {
    let plan = Plan::new(recording.categories(), wrong, n_categories, first_image);
    let n_neurons = recording.layers().nth(layer.index()).map_or(0, |(_, width)| width);
    let n_groups = n_neurons.div_ceil(WIDTH);
    let size = plan.n_cells() * 2 * WIDTH;
    let n_sums = n_groups.saturating_mul(size);
    if n_sums > MOST_SUMS {
        return Err(FormatError::invalid(
            "the layer",
            format!(
                "has {n_neurons} neurons; with {n_categories} categories that is {n_sums} sums, more than the {MOST_SUMS} that fit"
            ),
        ));
    }
    let rows = recording.rows(layer)?;
    let mut sums = Zeros::new(n_sums)?;
    let per_range = groups_per_range(n_groups, &rows);
    progress.expect(n_neurons.saturating_mul(plan.n_images()));
    let ranges: Result<Vec<Vec<NeuronPart>>, FormatError> = sums
        .as_mut()
        .par_chunks_mut((per_range * size).max(1))
        .enumerate()
        .map(|(range, sums)| {
            let first = range * per_range * WIDTH;
            let columns = first..(first + per_range * WIDTH).min(n_neurons);
            if rows.fit_f32() {
                summary::summarize::<f32, _>(&Source { rows, progress }, &plan, columns, sums)
            } else {
                summary::summarize::<f64, _>(&Source { rows, progress }, &plan, columns, sums)
            }
        })
        .collect();
    let parts = ranges?.into_iter().flatten().collect();
    recording.check(layer)?;
    Ok(LayerSummary::new(&plan, parts, Box::new(sums)))
}

/// Ranges narrow enough that every thread has some; a layer whose neurons lie one after the other is read in the
/// narrowest ones, which leave as much of each neuron in the cache as can be.
fn groups_per_range(n_groups: usize, rows: &Rows<'_>) -> usize {
    if !rows.are_contiguous() {
        return 1;
    }
    (n_groups / (2 * rayon::current_num_threads())).clamp(1, MOST_RANGE / WIDTH)
}

/// The rows of a recording, and who is told about them.
struct Source<'a> {
    rows: Rows<'a>,
    progress: &'a Progress,
}

macro_rules! rows_of {
    ($float:ty) => {
        impl summary::Rows<$float> for Source<'_> {
            type Error = FormatError;

            #[inline]
            fn read(
                &self,
                row: usize,
                columns: Range<usize>,
                out: &mut [$float],
            ) -> Result<(), FormatError> {
                self.rows.read(row, columns, out)
            }

            #[inline]
            fn fetch(&self, row: usize, columns: Range<usize>) {
                self.rows.fetch(row, columns);
            }

            fn done(&self, activations: usize) -> Result<(), FormatError> {
                self.progress.add(activations);
                if self.progress.is_cancelled() {
                    return Err(FormatError::invalid("reading", "was stopped"));
                }
                Ok(())
            }
        }
    };
}

rows_of!(f32);
rows_of!(f64);
