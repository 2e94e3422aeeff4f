//! One pass over some neurons of a layer: blocks of images read into tiles, each tile looked at once.

use std::ops::Range;

use multiversion::multiversion;

use super::group::{Bins, Gap, Group, Tile, WIDTH, ends_of};
use super::parts::NeuronPart;
use super::plan::{Block, Class, FEW, Plan, ROWS, Segment};
use super::real::Real;
use super::watch::Watch;
use super::{BOTTOM_IMAGES, TOP_IMAGES};
use crate::analysis::cdf::{self, Cdf, auroc_of_ranks};
use crate::analysis::choice::{MOST_EXACT, sampled_one_in};
use crate::analysis::distribution::Distribution;
use crate::analysis::profile::Preferred;
use crate::analysis::rank::Ranked;
use crate::ids::{CategoryId, ImageId};

/// Rows that are fetched before they are read.
const AHEAD: usize = 8;
/// How often a bound from the sample may keep out an image that belongs in. The pass is then repeated without bounds.
const MISLED: f64 = 1e-5;

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
    let parts = attempt(source, plan, columns.clone(), moments, HOW)?;
    if let Some(parts) = parts {
        return Ok(parts);
    }
    moments.fill(0.0);
    let open = How { is_bounded: false, ..HOW };
    Ok(attempt(source, plan, columns, moments, open)?.unwrap_or_default())
}

/// How a pass is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    /// Whether the top images must reach what a sample says.
    pub(super) is_bounded: bool,
    /// Activations are kept one by one up to so many images.
    pub(super) most_exact: usize,
}

/// How a pass is made first.
pub(super) const HOW: How = How { is_bounded: true, most_exact: MOST_EXACT };

/// `None` if the sample has misled.
pub(super) fn attempt<L: Real, S: Rows<L>>(
    source: &S,
    plan: &Plan,
    columns: Range<usize>,
    moments: &mut [f64],
    how: How,
) -> Result<Option<Vec<NeuronPart>>, S::Error> {
    let size = plan.n_cells() * 2 * WIDTH;
    let moments = moments.chunks_mut(size.max(1));
    let groups: Vec<Group<'_, L>> =
        moments.map(|moments| Group::new(moments, TOP_IMAGES, BOTTOM_IMAGES)).collect();
    let desk = Desk::new(groups.len());
    let mut pass = Pass { source, columns, groups, desk };
    if plan.n_images() <= how.most_exact {
        pass.groups.iter_mut().for_each(Group::keep_all);
    } else {
        pass.look_before(plan, how)?;
    }
    if let Some(first) = plan.blocks().next() {
        pass.begin(&first)?;
    }
    for block in plan.blocks() {
        pass.take(&block)?;
    }
    pass.finish(plan)
}

struct Pass<'a, 's, L: Real, S> {
    source: &'s S,
    columns: Range<usize>,
    groups: Vec<Group<'a, L>>,
    desk: Desk<L>,
}

impl<L: Real, S: Rows<L>> Pass<'_, '_, L, S> {
    /// The neurons of a group.
    fn of_group(columns: &Range<usize>, group: usize) -> Range<usize> {
        let first = columns.start + group * WIDTH;
        first..(first + WIDTH).min(columns.end)
    }

    /// Reads the first block.
    fn begin(&mut self, block: &Block<'_>) -> Result<(), S::Error> {
        for (place, &row) in block.rows().iter().enumerate() {
            read_row(self.source, row as usize, &self.columns, (&mut self.desk.now, place))?;
        }
        self.source.done(0)
    }

    /// Takes in a block that has been read. The next one is read meanwhile, row by row while this one is counted, so that
    /// neither waits for the other: every group reads its share of the rows, each for all groups, because memory gives a
    /// long run faster than short ones. Rows that are a power of two apart share their place in a cache: only a few can
    /// be on the way at a time.
    fn take(&mut self, block: &Block<'_>) -> Result<(), S::Error> {
        let segments: Vec<Segment> = block.segments().collect();
        let (source, columns, rows) = (self.source, self.columns.clone(), block.rows_after());
        let n_groups = self.groups.len();
        let share = ROWS.div_ceil(n_groups.max(1));
        let Desk { now, next, bins } = &mut self.desk;
        let mut read = Ok(());
        for (at, (group, tile)) in self.groups.iter_mut().zip(now).enumerate() {
            let fetch = |slot: usize| {
                let place = at * share + slot / n_groups;
                if !slot.is_multiple_of(n_groups) || read.is_err() {
                    return;
                }
                if let Some(&ahead) = rows.get(place + AHEAD) {
                    source.fetch(ahead as usize, columns.clone());
                }
                if let Some(&row) = rows.get(place) {
                    read = read_row(source, row as usize, &columns, (&mut *next, place));
                }
            };
            group.absorb((tile, &mut *bins), (block, &segments), fetch);
        }
        read?;
        std::mem::swap(&mut self.desk.now, &mut self.desk.next);
        self.source.done(block.rows().len() * self.columns.len())
    }

    /// Looks at some rows, as many as a tile holds at a time, to know which cells suit each neuron and what the top and
    /// bottom images must reach.
    fn look_before(&mut self, plan: &Plan, how: How) -> Result<(), S::Error> {
        let n_images = plan.n_images();
        let (rows, categories) = plan.sample(sampled_one_in(n_images));
        let mut sample: Vec<Vec<Tile<L>>> = vec![Vec::new(); self.groups.len()];
        for rows in rows.chunks_exact(ROWS) {
            self.read_sample(rows)?;
            for (sample, now) in sample.iter_mut().zip(&self.desk.now) {
                sample.push(*now);
            }
            // Nothing is done yet, but somebody may want an end: the sample of a cold file takes long.
            self.source.done(0)?;
        }
        let n_tiles = rows.len() / ROWS;
        let ranks = [TOP_IMAGES, BOTTOM_IMAGES].map(|most| safe_rank(most, n_images, n_tiles));
        for (group, sample) in self.groups.iter_mut().zip(&sample) {
            group.place(sample, &mut self.desk.bins);
            group.watch = match most_watched(n_images, plan.n_categories()) {
                _ if plan.n_categories() <= FEW => Some(Watch::all(plan.n_categories())),
                Some(most) => Some(Watch::new(sample, &categories, (plan.n_categories(), most))),
                None => None,
            };
            if how.is_bounded && ranks != [None; 2] {
                let (highest, lowest): (Vec<_>, Vec<_>) = sample.iter().map(ends_of).unzip();
                group.top.bound_by_ends(&highest, ranks[0]);
                group.bottom.bound_by_ends(&lowest, ranks[1]);
            }
        }
        Ok(())
    }

    /// Fills the tiles with the first of the `rows`; the others are those that come next. A row is read for all groups,
    /// because to find its page takes longer than to read it.
    fn read_sample(&mut self, rows: &[usize]) -> Result<(), S::Error> {
        for (place, &row) in rows.iter().take(ROWS).enumerate() {
            if let Some(&ahead) = rows.get(place + AHEAD) {
                self.source.fetch(ahead, self.columns.clone());
            }
            read_row(self.source, row, &self.columns, (&mut self.desk.now, place))?;
        }
        Ok(())
    }

    /// `None` if the sample has misled.
    fn finish(mut self, plan: &Plan) -> Result<Option<Vec<NeuronPart>>, S::Error> {
        if self.groups.iter().any(|group| group.top.is_short() || group.bottom.is_short()) {
            return Ok(None);
        }
        let mut parts = Vec::with_capacity(self.columns.len());
        for (at, group) in self.groups.iter_mut().enumerate() {
            group.transfer();
            group.gaps.sort_unstable_by_key(|gap| (gap.column, gap.cell));
            let neurons = Self::of_group(&self.columns, at);
            let preferred = preferred(group, plan);
            let mut cdf = Cdf::default();
            for (column, neuron) in neurons.enumerate() {
                let mut part = part(group, column, plan.first_image());
                if let Some(category) = preferred[column] {
                    cdf.fill(&[&part.right, &part.wrong]);
                    let auroc = match group.watched(column, category, &cdf) {
                        Some(watched) => auroc_within(&watched, &cdf),
                        None => auroc(self.source, (plan, category), neuron, &cdf)?,
                    };
                    let category = CategoryId(category);
                    part.preferred = auroc.map(|auroc| Preferred { category, auroc });
                }
                parts.push(part);
            }
        }
        Ok(Some(parts))
    }
}

/// The category with the highest mean of each neuron of a group; of several the lowest, `None` without a finite one.
fn preferred<L: Real>(group: &Group<'_, L>, plan: &Plan) -> [Option<usize>; WIDTH] {
    let mut best = Best { mean: [f64::NEG_INFINITY; WIDTH], category: [NONE; WIDTH] };
    let mut gaps = group.gaps.clone();
    gaps.sort_unstable_by_key(|gap| gap.cell);
    let mut gaps = gaps.iter().peekable();
    for category in 0..plan.n_categories() {
        let cells = [2 * category, 2 * category + 1];
        let images = cells.map(|cell| plan.cell_images().get(cell).copied().unwrap_or(0));
        let mut n = [f64::from(images[0] + images[1]); WIDTH];
        while let Some(gap) = gaps.next_if(|gap| gap.cell as usize <= cells[1]) {
            if let Some(n) = n.get_mut(gap.column as usize) {
                *n -= f64::from(gap.nan + gap.infinite);
            }
        }
        take_in(&mut best, category, cells.map(|cell| group.sums(cell)), &n);
    }
    best.category.map(|category| (category != NONE).then_some(category))
}

/// The highest means so far.
struct Best {
    mean: [f64; WIDTH],
    category: [usize; WIDTH],
}

/// The category of a neuron that has none.
const NONE: usize = usize::MAX;

/// Takes in the sums of both halves of a category, which has so many finite activations.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+bmi1+bmi2"))]
fn take_in(
    best: &mut Best,
    category: usize,
    [first, second]: [&[f64; WIDTH]; 2],
    n: &[f64; WIDTH],
) {
    for lane in 0..WIDTH {
        let mean = (first[lane] + second[lane]) / n[lane];
        let is_higher = mean > best.mean[lane];
        best.mean[lane] = if is_higher { mean } else { best.mean[lane] };
        best.category[lane] = if is_higher { category } else { best.category[lane] };
    }
}

/// For how many categories of a neuron counts are made beside, so that the images of the preferred one need not be read
/// again. `None` where reading them again takes less time.
fn most_watched(n_images: usize, n_categories: usize) -> Option<usize> {
    const MOST: usize = 8;
    const IMAGES: usize = 100;
    (n_images / n_categories.max(1) >= IMAGES).then(|| (2 + n_categories / 10).min(MOST))
}

/// The area of some activations against the others among all.
fn auroc_within(some: &Distribution, all: &Cdf) -> Option<f64> {
    let (some, total) = (Cdf::of(some), all.total());
    let n = some.total();
    // Against themselves they have half of the area.
    let against_all = cdf::auroc(&some, all)?;
    (total > n).then(|| ((against_all * total - n / 2.0) / (total - n)).clamp(0.0, 1.0))
}

/// The area of a neuron's preferred category: each of its images, looked at again, has a rank among all with one, `cdf`.
fn auroc<L: Real, S: Rows<L>>(
    source: &S,
    (plan, category): (&Plan, usize),
    neuron: usize,
    cdf: &Cdf,
) -> Result<Option<f64>, S::Error> {
    let (mut ranks, mut n) = (0.0, 0);
    let mut value = [L::default()];
    let rows: Vec<u32> = plan.rows_of(category).collect();
    for (at, &row) in rows.iter().enumerate() {
        if let Some(&ahead) = rows.get(at + AHEAD) {
            source.fetch(ahead as usize, neuron..neuron + 1);
        }
        source.read(row as usize, neuron..neuron + 1, &mut value)?;
        let [value] = value.map(Real::wide);
        if value.is_finite() {
            ranks += cdf.rank(value);
            n += 1;
        }
    }
    Ok(auroc_of_ranks(ranks, n, cdf.total()))
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
    let image = |(value, row): (L, u32)| Ranked {
        id: ImageId(first_image + row as usize),
        value: value.wide(),
    };
    let (max, min) = (group.extremes.max[column].wide(), group.extremes.min[column].wide());
    let is_empty = min > max;
    NeuronPart {
        active: u64::from(group.active[column]),
        max: if is_empty { f64::NAN } else { max },
        min: if is_empty { f64::NAN } else { min },
        right: group.distribution(column, Class::Right),
        wrong: group.distribution(column, Class::Wrong),
        unlabeled: group.distribution(column, Class::Unlabeled),
        preferred: None,
        top: group.top.ranked(column).map(image).collect(),
        bottom: group.bottom.ranked(column).map(image).collect(),
        gaps: gaps.iter().map(|gap| (gap.cell, gap.nan, gap.infinite)).collect(),
    }
}

/// The tiles of all groups: those that are looked at, and those of the next block.
struct Desk<L> {
    now: Vec<Tile<L>>,
    next: Vec<Tile<L>>,
    bins: Box<Bins>,
}

impl<L: Real> Desk<L> {
    /// Zeros.
    fn new(n_groups: usize) -> Self {
        let tiles = || vec![[[L::default(); WIDTH]; ROWS]; n_groups];
        Self { now: tiles(), next: tiles(), bins: Box::new([[0; WIDTH]; ROWS]) }
    }
}

/// Fills one place of all tiles; beyond the last neuron it stays as it is.
#[inline]
fn read_row<L: Real, S: Rows<L>>(
    source: &S,
    row: usize,
    columns: &Range<usize>,
    (tiles, place): (&mut [Tile<L>], usize),
) -> Result<(), S::Error> {
    for (first, tile) in columns.clone().step_by(WIDTH).zip(tiles) {
        let neurons = first..(first + WIDTH).min(columns.end);
        if let Some(out) = tile.get_mut(place) {
            source.read(row, neurons.clone(), &mut out[..neurons.len()])?;
        }
    }
    Ok(())
}

/// The highest rank among the extremes of `n_tiles` random tiles, 0 for the outermost, at which it is nearly
/// [certain](MISLED) that at least `most` of the images reach further; `None` if there is none.
///
/// If only `most` of `n_images` did, a tile of [`ROWS`] images would hold one with the probability
/// `1 - (1 - most / n_images)^ROWS`, and the number of tiles that do would be binomial.
fn safe_rank(most: usize, n_images: usize, n_tiles: usize) -> Option<usize> {
    let misses = (0..ROWS).fold(1.0, |all, _| all * (1.0 - most as f64 / n_images as f64));
    let mut term = (0..n_tiles).fold(1.0, |all, _| all * misses);
    let mut up_to = term;
    for rank in 0..n_tiles {
        if 1.0 - up_to < MISLED {
            return Some(rank);
        }
        term *= (n_tiles - rank) as f64 / (rank + 1) as f64 * (1.0 - misses) / misses;
        up_to += term;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    // scipy.stats.binom.sf(rank, 24, 1 - (1 - most / 50000) ** 64) with most = 100 is 4.2e-5 at rank 10 and 6.1e-6 at
    // 11, with most = 25 8.1e-5 at 5 and 6.6e-6 at 6.
    #[test]
    fn a_rank_is_safe_when_few_images_hardly_reach_it() {
        assert_eq!(safe_rank(100, 50_000, 24), Some(11));
        assert_eq!(safe_rank(25, 50_000, 24), Some(6));
    }

    #[test]
    fn too_few_tiles_have_no_safe_rank() {
        assert_eq!(safe_rank(100, 12_000, 5), None);
        assert_eq!(safe_rank(100, 100, 24), None);
        assert_eq!(safe_rank(100, 0, 0), None);
    }
}
