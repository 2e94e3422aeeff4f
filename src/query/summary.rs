//! The summary of a layer: one pass over the file, ranges of neurons side by side on all cores.

use std::ops::Range;

use rayon::prelude::*;

use super::KeptImages;
use super::pool::{Lent, Pool};
use crate::analysis::summary::{self, Images, LayerSummary, NeuronPart, Plan, Sums, WIDTH};
use crate::ids::LayerId;
use crate::log;
use crate::recording::{FormatError, Progress, Recording, Rows, Zeros};

/// A recording, and those of its images that a pass visits; `None` is all.
pub(super) type Chosen<'a> = (&'a Recording, Option<&'a KeptImages>);

/// Neurons that one task reads: their histograms and tiles fit into a core's cache.
const MOST_RANGE: usize = 256;
/// Bringing a layer into memory counts as this part of the work: less for a file that is there, more for one that is
/// not.
const TOUCHING: usize = 4;
/// Most sums of a layer: 2 GiB of numbers.
const MOST_SUMS: usize = 1 << 28;

/// What is seen of every neuron without looking at categories.
pub(super) fn without_categories(
    chosen: Chosen<'_>,
    layer: LayerId,
) -> Result<LayerSummary, FormatError> {
    summarize(chosen, layer, (0, None, 0), &Progress::new())
}

/// Summarizes a layer. The answer does not depend on the number of threads. `wrong` says which images are predicted
/// wrongly, if that is known; `first_image` is the number of its first image in the whole; `progress` is told the
/// activations that are done, and may ask to stop.
pub(super) fn summarize(
    chosen: Chosen<'_>,
    layer: LayerId,
    how: (usize, Option<&[bool]>, usize),
    progress: &Progress,
) -> Result<LayerSummary, FormatError> {
    let pass = LayerPass::new(chosen, layer, how, progress)?;
    let mut sums = Zeros::new(pass.n_groups() * pass.sums_of_group())?;
    let per_range = pass.groups_per_range();
    let mut clusters = pass.cluster_memory(pass.n_groups())?;
    let all = clusters.as_mut().map_or(&mut [][..], Zeros::as_mut);
    let mut all: Vec<&mut [f64]> =
        all.chunks_mut((per_range * pass.plan.cluster_sums_of_group()).max(1)).collect();
    all.resize_with(pass.n_groups().div_ceil(per_range), Default::default);
    let ranges: Result<Vec<Vec<NeuronPart>>, FormatError> = sums
        .as_mut()
        .par_chunks_mut((per_range * pass.sums_of_group()).max(1))
        .zip(all)
        .enumerate()
        .map(|(range, (sums, clusters))| {
            pass.add_clusters(range * per_range, clusters)?;
            pass.parts(range * per_range, sums)
        })
        .collect();
    let parts = ranges?.into_iter().flatten().collect();
    pass.check()?;
    let clusters = clusters.map(|clusters| Box::new(clusters) as Sums);
    Ok(LayerSummary::new(&pass.plan, parts, Box::new(sums)).with_clusters(clusters))
}

/// The summary of the first neurons of a layer alone.
pub(super) fn of_first(
    chosen: Chosen<'_>,
    layer: LayerId,
    how: (usize, Option<&[bool]>, usize),
    progress: &Progress,
) -> Result<LayerSummary, FormatError> {
    let pass = LayerPass::of_few(chosen, layer, how, progress)?;
    let groups = 0..pass.n_groups().min(1);
    let summary = pass.of_groups(groups, &Buffers::default())?;
    pass.check()?;
    Ok(summary)
}

/// A pass over a layer, yet to be made range by range.
pub(super) struct LayerPass<'a> {
    recording: &'a Recording,
    layer: LayerId,
    n_neurons: usize,
    rows: Rows<'a>,
    plan: Plan,
    progress: &'a Progress,
    /// Tells the log how long it took.
    _timed: log::Timed,
}

impl<'a> LayerPass<'a> {
    /// See [`summarize`]. All of the layer is brought into memory first.
    pub(super) fn new(
        chosen: Chosen<'a>,
        layer: LayerId,
        how: (usize, Option<&[bool]>, usize),
        progress: &'a Progress,
    ) -> Result<Self, FormatError> {
        let pass = Self::of_few(chosen, layer, how, progress)?;
        let activations = pass.n_neurons.saturating_mul(pass.plan.n_images());
        touch(&pass.rows, activations / TOUCHING, progress);
        Ok(pass)
    }

    /// The same for few of the neurons: the others stay where they are.
    fn of_few(
        (recording, kept): Chosen<'a>,
        layer: LayerId,
        (n_categories, wrong, first_image): (usize, Option<&[bool]>, usize),
        progress: &'a Progress,
    ) -> Result<Self, FormatError> {
        let kept = kept.map(KeptImages::flags);
        let (categories, clusters) = (recording.categories(), recording.groups());
        let images = Images { categories, wrong, kept, clusters };
        let plan = Plan::of_some(images, n_categories, first_image);
        let n_neurons = recording.layers().nth(layer.index()).map_or(0, |(_, width)| width);
        let n_sums = n_neurons.div_ceil(WIDTH).saturating_mul(plan.n_cells() * 2 * WIDTH);
        if n_sums > MOST_SUMS {
            return Err(FormatError::invalid(
                "the layer",
                format!(
                    "has {n_neurons} neurons; with {n_categories} categories that is {n_sums} sums, more than the {MOST_SUMS} that fit"
                ),
            ));
        }
        let rows = recording.rows(layer)?;
        let activations = n_neurons.saturating_mul(plan.n_images());
        // The clusters are looked at by themselves.
        progress.expect(activations + n_neurons.saturating_mul(plan.clustered_visits()));
        let timed = log::timed(|| {
            let n_images = plan.n_images();
            format!("pass over layer {layer} of {}: {n_images} × {n_neurons}", recording.name)
        });
        Ok(Self { recording, layer, n_neurons, rows, plan, progress, _timed: timed })
    }

    /// Number of groups of neurons.
    pub(super) fn n_groups(&self) -> usize {
        self.n_neurons.div_ceil(WIDTH)
    }

    /// Sums of one group.
    pub(super) fn sums_of_group(&self) -> usize {
        self.plan.n_cells() * 2 * WIDTH
    }

    /// What is seen of the neurons from a group on, as many groups as `sums` has room for; `sums` are zeros.
    pub(super) fn parts(
        &self,
        first_group: usize,
        sums: &mut [f64],
    ) -> Result<Vec<NeuronPart>, FormatError> {
        let n_groups = sums.len() / self.sums_of_group();
        let columns = self.columns(first_group, n_groups);
        let source = Source { rows: self.rows, progress: self.progress };
        if self.rows.fit_f32() {
            summary::summarize::<f32, _>(&source, &self.plan, columns, sums)
        } else {
            summary::summarize::<f64, _>(&source, &self.plan, columns, sums)
        }
    }

    /// The neurons of `n_groups` groups.
    fn columns(&self, first_group: usize, n_groups: usize) -> Range<usize> {
        first_group * WIDTH..((first_group + n_groups) * WIDTH).min(self.n_neurons)
    }

    /// Zeros for the sums over clusters of images of `n_groups` groups of neurons; `None` where all images are
    /// independent.
    fn cluster_memory(&self, n_groups: usize) -> Result<Option<Zeros>, FormatError> {
        let size = self.plan.cluster_sums_of_group();
        (size > 0).then(|| Zeros::new(n_groups * size)).transpose()
    }

    /// Adds up the clusters of images for the neurons from a group on, as many groups as `sums` has room for.
    fn add_clusters(&self, first_group: usize, sums: &mut [f64]) -> Result<(), FormatError> {
        let n_groups = sums.len() / self.plan.cluster_sums_of_group().max(1);
        let columns = self.columns(first_group, n_groups);
        let source = Source { rows: self.rows, progress: self.progress };
        if self.rows.fit_f32() {
            summary::add_clusters::<f32, _>(&source, &self.plan, columns, sums)
        } else {
            summary::add_clusters::<f64, _>(&source, &self.plan, columns, sums)
        }
    }

    /// The summary of some groups alone, whose sums are made in one of the `buffers`.
    pub(super) fn of_groups(
        &self,
        groups: Range<usize>,
        buffers: &Buffers,
    ) -> Result<LayerSummary, FormatError> {
        let mut sums = zeros(buffers, groups.len() * self.sums_of_group())?;
        let parts = self.parts(groups.start, sums.as_mut())?;
        let mut clusters = self.cluster_memory(groups.len())?;
        if let Some(clusters) = &mut clusters {
            self.add_clusters(groups.start, clusters.as_mut())?;
        }
        let clusters = clusters.map(|clusters| Box::new(clusters) as Sums);
        Ok(LayerSummary::new(&self.plan, parts, Box::new(sums)).with_clusters(clusters))
    }

    /// An error if the file was cut while it was read.
    pub(super) fn check(&self) -> Result<(), FormatError> {
        self.recording.check(self.layer)
    }

    /// Groups that one task reads: few enough that every thread has some; of a layer whose neurons lie one after the
    /// other only one, which leaves as much of each neuron in the cache as can be.
    pub(super) fn groups_per_range(&self) -> usize {
        if !self.rows.are_contiguous() {
            return 1;
        }
        (self.n_groups() / (2 * rayon::current_num_threads())).clamp(1, MOST_RANGE / WIDTH)
    }
}

/// Memory for the sums of a group, used again for the next.
pub(super) type Buffers = Pool<Option<Zeros>>;

fn zeros(buffers: &Buffers, len: usize) -> Result<Lent<Option<Zeros>>, FormatError> {
    let mut lent = buffers.lend();
    if lent.as_ref().len() != len {
        lent.item = Some(Zeros::new(len)?);
    }
    // New ones, too: a page that is read before it is written to is given twice.
    lent.as_mut().fill(0.0);
    Ok(lent)
}

impl AsRef<[f64]> for Lent<Option<Zeros>> {
    fn as_ref(&self) -> &[f64] {
        self.item.as_ref().map_or(&[], AsRef::as_ref)
    }
}

impl AsMut<[f64]> for Lent<Option<Zeros>> {
    fn as_mut(&mut self) -> &mut [f64] {
        self.item.as_mut().map_or(&mut [], AsMut::as_mut)
    }
}

/// Has the rows brought into memory in the order of the file; all of it counts for `work` activations.
fn touch(rows: &Rows<'_>, work: usize, progress: &Progress) {
    let parts = rows.parts();
    if parts == 0 {
        return;
    }
    progress.expect(work);
    // One by one, so that the threads stay near each other.
    (0..parts).into_par_iter().with_max_len(1).for_each(|part| {
        if !progress.is_cancelled() {
            rows.touch(part);
            let rest = if part + 1 == parts { work % parts } else { 0 };
            progress.add(work / parts + rest);
        }
    });
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
