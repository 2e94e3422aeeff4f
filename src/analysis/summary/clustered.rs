//! Sums over clusters of images that are not independent: a second, lighter look at the neurons of a pass.
//!
//! The pass itself visits the images that are predicted wrongly after all others, which cuts clusters in two. Without
//! clusters nothing of this is done.

use std::ops::Range;

use super::group::WIDTH;
use super::layer::{LayerSummary, Sums};
use super::pass::Rows;
use super::plan::Plan;
use super::real::Real;
use crate::analysis::cluster::ClusterSums;

/// Numbers of a category: those of [`ClusterSums`] for 64 neurons.
const OF_CATEGORY: usize = ClusterSums::LEN * WIDTH;
/// Rows that are announced before they are read.
const AHEAD: usize = 8;
/// Rows after which the work done is told.
const TOLD: usize = 64;

/// Numbers of the sums over clusters of 64 neurons, `(n_categories, 4, 64)`.
pub(super) const fn sums_of_group(n_categories: usize) -> usize {
    n_categories * OF_CATEGORY
}

/// The images that have a category, in the order of their categories and clusters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Visits {
    /// Rows of the recording; those of a cluster in order.
    rows: Vec<u32>,
    /// For each cluster of a category the category and the end of its rows.
    runs: Vec<(u32, u32)>,
}

impl Visits {
    /// The visits to the images in `cells`, each a row and a cell of the plan, whose `clusters` are given by row.
    pub(super) fn new(cells: &[(usize, usize)], clusters: &[u64], n_categories: usize) -> Self {
        let visited = cells.iter().map(|&(row, cell)| (cell / 2, clusters.get(row), row));
        let mut visited: Vec<_> =
            visited.filter(|(category, ..)| *category < n_categories).collect();
        visited.sort_unstable();
        let rows = visited.iter().map(|(.., row)| narrow(*row)).collect();
        let mut end = 0;
        let runs = visited.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(|run| {
            end += run.len();
            (run.first().map_or(0, |(category, ..)| narrow(*category)), narrow(end))
        });
        let runs = runs.collect();
        Self { rows, runs }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

/// Sums the neurons `columns` of `source` over the clusters of `plan` into `sums`, `(columns / 64, n_categories, 4, 64)`
/// of zeros, the numbers of [`ClusterSums`]. What is not finite does not count. Without clusters there is nothing to do.
pub fn add_clusters<L: Real, S: Rows<L>>(
    source: &S,
    plan: &Plan,
    columns: Range<usize>,
    sums: &mut [f64],
) -> Result<(), S::Error> {
    let Some(Visits { rows, runs }) = plan.clustered() else { return Ok(()) };
    let mut row_values = vec![L::default(); columns.len()];
    let mut cluster = OpenCluster::new(columns.len());
    let mut start = 0;
    for &(category, end) in runs {
        for at in start..end as usize {
            if let Some(&ahead) = rows.get(at + AHEAD) {
                source.fetch(ahead as usize, columns.clone());
            }
            let row = rows.get(at).map_or(0, |&row| row as usize);
            source.read(row, columns.clone(), &mut row_values)?;
            cluster.add(&row_values);
            if at.is_multiple_of(TOLD) {
                source.done(TOLD.min(rows.len() - at) * columns.len())?;
            }
        }
        cluster.close(category as usize, plan.n_categories(), sums);
        start = end as usize;
    }
    Ok(())
}

/// The cluster that is being visited: of each neuron the sum and the number of its finite activations.
struct OpenCluster {
    totals: Vec<f64>,
    images: Vec<f64>,
}

impl OpenCluster {
    fn new(n_neurons: usize) -> Self {
        Self { totals: vec![0.0; n_neurons], images: vec![0.0; n_neurons] }
    }

    fn add<L: Real>(&mut self, row: &[L]) {
        for ((total, images), value) in self.totals.iter_mut().zip(&mut self.images).zip(row) {
            let value = value.wide();
            let is_finite = value.is_finite();
            *total += if is_finite { value } else { 0.0 };
            *images += if is_finite { 1.0 } else { 0.0 };
        }
    }

    /// Adds the cluster to the sums of its category, and begins another.
    fn close(&mut self, category: usize, n_categories: usize, sums: &mut [f64]) {
        let groups = sums.chunks_exact_mut(sums_of_group(n_categories));
        let own = self.totals.chunks(WIDTH).zip(self.images.chunks(WIDTH));
        for (sums, (totals, images)) in groups.zip(own) {
            let of_category = sums.chunks_exact_mut(OF_CATEGORY).nth(category).unwrap_or_default();
            for (neuron, (&total, &images)) in totals.iter().zip(images).enumerate() {
                let mut own = ClusterSums::default();
                own.add(images, total);
                let places = of_category.iter_mut().skip(neuron).step_by(WIDTH);
                for (sum, number) in places.zip(own.to_array()) {
                    *sum += number;
                }
            }
        }
        self.totals.fill(0.0);
        self.images.fill(0.0);
    }
}

impl LayerSummary {
    /// The sums over clusters of one neuron by category, `(n_categories)`, into `sums`; empty where all images are
    /// independent.
    pub(super) fn fill_clusters(&self, neuron: usize, sums: &mut Vec<ClusterSums>) {
        sums.clear();
        let size = sums_of_group(self.n_categories());
        let of_group = self.cluster_sums().chunks_exact(size.max(1)).nth(neuron / WIDTH);
        let categories = of_group.unwrap_or_default().chunks_exact(OF_CATEGORY);
        sums.extend(categories.map(|category| {
            let number = |at: usize| category.get(at * WIDTH + neuron % WIDTH).copied();
            ClusterSums::from_array(std::array::from_fn(|at| number(at).unwrap_or(0.0)))
        }));
    }
}

/// The sums of several summaries together, in `memory`, which are zeros.
pub(super) fn merged<M>(shards: &[&LayerSummary], mut memory: M) -> Sums
where
    M: AsRef<[f64]> + AsMut<[f64]> + Send + Sync + 'static,
{
    for shard in shards {
        for (total, sum) in memory.as_mut().iter_mut().zip(shard.cluster_sums()) {
            *total += sum;
        }
    }
    Box::new(memory)
}

/// A row, a place among rows or a category: below 2^32.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
