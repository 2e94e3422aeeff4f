//! The summary of a whole layer: what is known of every neuron after one pass, mergeable with that of other images.

use std::fmt;
use std::ops::Range;

use thiserror::Error;

use super::clustered::merged;
use super::group::WIDTH;
use super::parts::NeuronPart;
use super::plan::Plan;
use super::{BOTTOM_IMAGES, TOP_IMAGES};
use crate::analysis::rank::Ranked;
use crate::ids::ImageId;

/// Sums of a layer, wherever they lie: `(n_groups, n_cells, 2, 64)`, the sum and the sum of squares of the finite
/// activations by cell; a group is 64 neurons side by side, those beyond the last neuron are 0.
pub type Sums = Box<dyn AsRef<[f64]> + Send + Sync>;

/// What one pass knows of every neuron of a layer over some images.
///
/// A cell is one half of a category, number `2 * category + half`; the last two cells hold the images without a
/// category.
pub struct LayerSummary {
    n_neurons: usize,
    n_categories: usize,
    images: Vec<Range<usize>>,
    cell_images: Vec<u32>,
    sums: Sums,
    parts: Vec<NeuronPart>,
    /// `(n_groups, n_categories, 4, 64)`, see [`ClusterSums`](crate::analysis::cluster::ClusterSums); `None` where all
    /// images are independent.
    clusters: Option<Sums>,
}

/// Why two summaries cannot become one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MergeError {
    /// Nothing was given.
    #[error("there is nothing to merge")]
    Nothing,
    /// Another number of neurons.
    #[error("one has {expected} neurons, another {found}")]
    Neurons {
        /// Of the first.
        expected: usize,
        /// Of the other.
        found: usize,
    },
    /// Another number of categories.
    #[error("one has {expected} categories, another {found}")]
    Categories {
        /// Of the first.
        expected: usize,
        /// Of the other.
        found: usize,
    },
    /// The same images in two of them.
    #[error(
        "two hold image {image}; where each file counts its images from 0, say where they begin in the whole: summarize --first-image N"
    )]
    Overlap {
        /// The first such image.
        image: usize,
    },
    /// The images of some are grouped, those of others are not.
    #[error("in one the images are grouped, in another they are not: group those of all parts")]
    Clusters,
    /// No room for the sums.
    #[error("no memory for the sums of {neurons} neurons")]
    Memory {
        /// How many there are.
        neurons: usize,
    },
}

impl fmt::Debug for LayerSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LayerSummary")
            .field("n_neurons", &self.n_neurons)
            .field("n_categories", &self.n_categories)
            .field("images", &self.images)
            .finish_non_exhaustive()
    }
}

impl LayerSummary {
    /// The summary that a pass over all neurons has made: its `parts`, one a neuron, and its `sums`.
    pub fn new(plan: &Plan, parts: Vec<NeuronPart>, sums: Sums) -> Self {
        let first = plan.first_image();
        let images = first..first + plan.n_images();
        let images = if images.is_empty() { Vec::new() } else { vec![images] };
        let cell_images = plan.cell_images().to_vec();
        Self::from_parts((plan.n_categories(), images), cell_images, parts, sums)
    }

    /// A summary from what [`parts`](Self::parts), [`sums`](Self::sums) and the other methods say of one.
    pub fn from_parts(
        (n_categories, images): (usize, Vec<Range<usize>>),
        cell_images: Vec<u32>,
        parts: Vec<NeuronPart>,
        sums: Sums,
    ) -> Self {
        let clusters = None;
        Self { n_neurons: parts.len(), n_categories, images, cell_images, sums, parts, clusters }
    }

    /// The same with sums over clusters of images that are not independent, `(n_groups, n_categories, 4, 64)`: those of
    /// [`add_clusters`](super::add_clusters).
    #[must_use]
    pub fn with_clusters(self, clusters: Option<Sums>) -> Self {
        Self { clusters, ..self }
    }

    /// Whether there are sums over clusters of images that are not independent.
    pub fn is_clustered(&self) -> bool {
        self.clusters.is_some()
    }

    /// The sums over clusters, `(n_groups, n_categories, 4, 64)`; empty where all images are independent.
    pub fn cluster_sums(&self) -> &[f64] {
        self.clusters.as_ref().map_or(&[], |clusters| (**clusters).as_ref())
    }

    /// Number of neurons.
    pub fn n_neurons(&self) -> usize {
        self.n_neurons
    }

    /// Number of categories.
    pub fn n_categories(&self) -> usize {
        self.n_categories
    }

    /// Number of cells: two for each category, two for images without one.
    pub fn n_cells(&self) -> usize {
        2 * self.n_categories + 2
    }

    /// Number of groups of 64 neurons.
    pub fn n_groups(&self) -> usize {
        self.n_neurons.div_ceil(WIDTH)
    }

    /// Number of images.
    pub fn n_images(&self) -> usize {
        self.images.iter().map(ExactSizeIterator::len).sum()
    }

    /// Which images of the whole were seen: ranges in order that do not touch.
    pub fn images(&self) -> &[Range<usize>] {
        &self.images
    }

    /// Images of each cell, `(n_cells)`, whether their activations are finite or not.
    pub fn cell_images(&self) -> &[u32] {
        &self.cell_images
    }

    /// Images of each category, `(n_categories)`.
    pub fn category_images(&self) -> Vec<usize> {
        let cells = self.cell_images.chunks(2).take(self.n_categories);
        cells.map(|halves| halves.iter().map(|&images| images as usize).sum()).collect()
    }

    /// What was seen of each neuron, `(n_neurons)`.
    pub fn parts(&self) -> &[NeuronPart] {
        &self.parts
    }

    /// All sums, `(n_groups, n_cells, 2, 64)`.
    pub fn sums(&self) -> &[f64] {
        (*self.sums).as_ref()
    }

    /// The sums of one group, `(n_cells, 2, 64)`.
    pub fn group_sums(&self, group: usize) -> &[f64] {
        let size = self.n_cells() * 2 * WIDTH;
        self.sums().get(group * size..(group + 1) * size).unwrap_or_default()
    }

    /// The summary of the images of all `shards`, which must be different ones. Their order does not matter but for
    /// the last bits of the sums; everything else is exact, as long as all images of a cluster are in one shard: one that
    /// is cut counts as two, which takes the errors for smaller than they are. `memory` gives zeros to add the sums to.
    pub fn merge<M>(
        shards: &[&Self],
        memory: impl Fn(usize) -> Option<M>,
    ) -> Result<Self, MergeError>
    where
        M: AsRef<[f64]> + AsMut<[f64]> + Send + Sync + 'static,
    {
        let first = shards.first().ok_or(MergeError::Nothing)?;
        for shard in shards {
            first.expect_same_shape(shard)?;
        }
        let images = joined(shards.iter().flat_map(|shard| shard.images.iter().cloned()))?;
        let missing = MergeError::Memory { neurons: first.n_neurons };
        let mut sums = memory(first.sums().len()).ok_or(missing.clone())?;
        let clusters = match first.cluster_sums().len() {
            _ if !first.is_clustered() => None,
            len => Some(merged(shards, memory(len).ok_or(missing)?)),
        };
        for shard in shards {
            for (total, sum) in sums.as_mut().iter_mut().zip(shard.sums()) {
                *total += sum;
            }
        }
        let mut cell_images = vec![0; first.cell_images.len()];
        for shard in shards {
            for (total, images) in cell_images.iter_mut().zip(&shard.cell_images) {
                *total += images;
            }
        }
        let of_neuron =
            |neuron: usize| merge_parts(shards.iter().filter_map(|shard| shard.parts.get(neuron)));
        let parts = (0..first.n_neurons).map(of_neuron).collect();
        let about = (first.n_categories, images);
        Ok(Self::from_parts(about, cell_images, parts, Box::new(sums)).with_clusters(clusters))
    }

    fn expect_same_shape(&self, other: &Self) -> Result<(), MergeError> {
        if self.n_neurons != other.n_neurons {
            let (expected, found) = (self.n_neurons, other.n_neurons);
            return Err(MergeError::Neurons { expected, found });
        }
        if self.n_categories != other.n_categories {
            let (expected, found) = (self.n_categories, other.n_categories);
            return Err(MergeError::Categories { expected, found });
        }
        if self.is_clustered() != other.is_clustered() {
            return Err(MergeError::Clusters);
        }
        Ok(())
    }
}

/// Ranges in order, those that touch made one; an error when two overlap.
fn joined(ranges: impl Iterator<Item = Range<usize>>) -> Result<Vec<Range<usize>>, MergeError> {
    let mut ranges: Vec<Range<usize>> = ranges.collect();
    ranges.sort_unstable_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start < last.end => {
                return Err(MergeError::Overlap { image: range.start });
            }
            Some(last) if range.start == last.end => last.end = range.end,
            _ => joined.push(range),
        }
    }
    Ok(joined)
}

fn merge_parts<'a>(mut parts: impl Iterator<Item = &'a NeuronPart>) -> NeuronPart {
    let nothing = || NeuronPart { max: f64::NAN, min: f64::NAN, ..NeuronPart::default() };
    let mut merged = parts.next().map_or_else(nothing, Clone::clone);
    for part in parts {
        merged.preferred = None;
        merged.unlabeled = merged.unlabeled.with(&part.unlabeled);
        merged.active += part.active;
        // The comparison of f64::max leaves NaN out.
        merged.max = merged.max.max(part.max);
        merged.min = merged.min.min(part.min);
        merged.right = merged.right.with(&part.right);
        merged.wrong = merged.wrong.with(&part.wrong);
        merged.top.extend(&part.top);
        merged.bottom.extend(&part.bottom);
        merged.gaps.extend(&part.gaps);
    }
    let by_value = |a: &Ranked<ImageId>, b: &Ranked<ImageId>| a.value.total_cmp(&b.value);
    merged.top.sort_unstable_by(|a, b| by_value(b, a).then(a.id.cmp(&b.id)));
    merged.top.truncate(TOP_IMAGES);
    merged.bottom.sort_unstable_by(|a, b| by_value(a, b).then(a.id.cmp(&b.id)));
    merged.bottom.truncate(BOTTOM_IMAGES);
    merged.gaps = merged_gaps(merged.gaps);
    merged
}

fn merged_gaps(mut gaps: Vec<(u32, u32, u32)>) -> Vec<(u32, u32, u32)> {
    gaps.sort_unstable();
    let mut merged: Vec<(u32, u32, u32)> = Vec::new();
    for (cell, nan, infinite) in gaps {
        match merged.last_mut() {
            Some(last) if last.0 == cell => {
                last.1 += nan;
                last.2 += infinite;
            }
            _ => merged.push((cell, nan, infinite)),
        }
    }
    merged
}
