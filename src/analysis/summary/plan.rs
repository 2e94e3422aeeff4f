//! In which order a pass visits the images: cell by cell, so that a cell's sums are made in the cache.

use std::ops::Range;

use super::clustered::{Visits, sums_of_group};
use crate::analysis::profile::{half_of, half_of_cluster, mix};
use crate::ids::CategoryId;

/// Images read in one go. Sums are added up by block, so this is part of what a sum means to its last bit.
pub const ROWS: usize = 64;

/// The order of a pass over the images of a recording.
///
/// A cell is the half of a category: its number is `2 * category + half`; images without a category come last, in two
/// cells of their own. The images that are predicted wrongly are visited after all others, because they are counted
/// apart; and so are those without a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    n_categories: usize,
    first_image: usize,
    /// Images in the order of the visit, as rows of the recording.
    rows: Vec<u32>,
    /// The cell of each of them.
    cells: Vec<u32>,
    /// How many of them are not predicted wrongly.
    n_right: usize,
    /// Images of each cell.
    cell_images: Vec<u32>,
    /// The images cluster by cluster; `None` where all are independent.
    clustered: Option<Visits>,
}

/// What a plan is made from: of the images of a recording, `(n_images)` each.
#[derive(Debug, Clone, Copy, Default)]
pub struct Images<'a> {
    /// Their categories.
    pub categories: &'a [Option<CategoryId>],
    /// Which are predicted wrongly; none without it.
    pub wrong: Option<&'a [bool]>,
    /// Which are visited; all without it.
    pub kept: Option<&'a [bool]>,
    /// Which belong together, by the same number; all are independent without it. See
    /// [`ClusterSums`](crate::analysis::cluster::ClusterSums).
    pub clusters: Option<&'a [u64]>,
}

/// What is known of the prediction of an image; its activations are counted apart from those of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// It has a category and is not predicted wrongly.
    Right,
    /// It has a category and is predicted wrongly.
    Wrong,
    /// It has no category.
    Unlabeled,
}

/// What all images of a block have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// Their class.
    pub(super) class: Class,
    /// Their category, where categories are few.
    pub(super) category: Option<usize>,
}

/// Up to so many categories are few: they are counted one by one.
pub(super) const FEW: usize = 16;

/// How many classes there are.
pub(super) const CLASSES: usize = 3;

/// Consecutive visits to images of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    /// The cell.
    pub(super) cell: usize,
    /// Slots of the block.
    pub(super) slots: Range<usize>,
}

impl Plan {
    /// The plan for the images of `categories`, `(n_images)`, at most 2^32. An image whose category is `None` or not
    /// below `n_categories` belongs to none. `wrong` says which images are predicted wrongly, none without it.
    /// `first_image` is the number of the first image in the whole that this recording is a part of: the halves
    /// depend on it.
    pub fn new(
        categories: &[Option<CategoryId>],
        wrong: Option<&[bool]>,
        n_categories: usize,
        first_image: usize,
    ) -> Self {
        let images = Images { categories, wrong, ..Images::default() };
        Self::of_some(images, n_categories, first_image)
    }

    /// The same for some of the images alone, and for images that are not independent: a cluster stays in one half,
    /// whichever recording it is in. Without categories there is nothing that clusters could change.
    pub fn of_some(images: Images<'_>, n_categories: usize, first_image: usize) -> Self {
        let Images { categories, wrong, kept, clusters } = images;
        let clusters = clusters.filter(|_| n_categories > 0);
        let is_kept = |row: &usize| kept.is_none_or(|kept| kept.get(*row) == Some(&true));
        let n_cells = 2 * n_categories + 2;
        let is_wrong = |row: usize| wrong.is_some_and(|wrong| wrong.get(row) == Some(&true));
        let cell_of = |row: usize, category: Option<CategoryId>| {
            let category = category.map_or(n_categories, |id| id.index().min(n_categories));
            let cluster = clusters.and_then(|clusters| clusters.get(row));
            let half = cluster
                .map_or_else(|| half_of(first_image + row), |cluster| half_of_cluster(*cluster));
            2 * category + half
        };
        let visited = categories.iter().enumerate().filter(|(row, _)| is_kept(row));
        let cells: Vec<(usize, usize)> =
            visited.map(|(row, category)| (row, cell_of(row, *category))).collect();
        // A counting sort by (wrong, cell); rows stay in order within each.
        let mut starts = vec![0_usize; 2 * n_cells + 1];
        let place = |row: usize, cell: usize| usize::from(is_wrong(row)) * n_cells + cell;
        for &(row, cell) in &cells {
            starts[place(row, cell) + 1] += 1;
        }
        let mut cell_images = vec![0; n_cells];
        for (at, count) in starts.iter().skip(1).enumerate() {
            cell_images[at % n_cells] += narrow(*count);
        }
        let n_right = starts.iter().take(n_cells + 1).sum();
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let (mut rows, mut ordered) = (vec![0; cells.len()], vec![0; cells.len()]);
        for &(row, cell) in &cells {
            let start = &mut starts[place(row, cell)];
            rows[*start] = narrow(row);
            ordered[*start] = narrow(cell);
            *start += 1;
        }
        let clustered = clusters.map(|clusters| Visits::new(&cells, clusters, n_categories));
        Self { n_categories, first_image, rows, cells: ordered, n_right, cell_images, clustered }
    }

    /// Number of images.
    pub fn n_images(&self) -> usize {
        self.rows.len()
    }

    /// Number of categories.
    pub fn n_categories(&self) -> usize {
        self.n_categories
    }

    /// Number of the first image in the whole.
    pub fn first_image(&self) -> usize {
        self.first_image
    }

    /// Number of cells: two for each category, and two for images without one.
    pub fn n_cells(&self) -> usize {
        self.cell_images.len()
    }

    /// Images of each cell, whether their activations are finite or not.
    pub(super) fn cell_images(&self) -> &[u32] {
        &self.cell_images
    }

    /// The visits cluster by cluster; `None` where all images are independent.
    pub(super) fn clustered(&self) -> Option<&Visits> {
        self.clustered.as_ref()
    }

    /// Visits to images in clusters, beside those of the pass; none where all images are independent.
    pub fn clustered_visits(&self) -> usize {
        self.clustered.as_ref().map_or(0, Visits::len)
    }

    /// Numbers of the sums over clusters of 64 neurons; 0 where all images are independent.
    pub fn cluster_sums_of_group(&self) -> usize {
        self.clustered.as_ref().map_or(0, |_| sums_of_group(self.n_categories))
    }

    /// The visits in blocks of at most [`ROWS`]; none holds images of two classes, nor of two categories where these are
    /// few.
    pub fn blocks(&self) -> impl Iterator<Item = Block<'_>> {
        let parts = self.parts().into_iter().flat_map(|(part, class)| self.stretches(part, class));
        parts.flat_map(move |(part, kind)| {
            let end = part.end;
            part.step_by(ROWS).map(move |start| Block {
                plan: self,
                visits: start..(start + ROWS).min(end),
                kind,
            })
        })
    }

    /// The parts of consecutive visits to images of one class that blocks are made of.
    fn stretches(&self, part: Range<usize>, class: Class) -> Vec<(Range<usize>, Kind)> {
        if self.n_categories > FEW || class == Class::Unlabeled {
            return vec![(part, Kind { class, category: None })];
        }
        let mut start = part.start;
        let cells = self.cells.get(part).unwrap_or_default();
        let runs = cells.chunk_by(|a, b| a / 2 == b / 2);
        let stretch = |run: &[u32]| {
            let visits = start..start + run.len();
            start = visits.end;
            let category = run.first().map(|cell| *cell as usize / 2);
            (visits, Kind { class, category })
        };
        runs.map(stretch).collect()
    }

    /// Consecutive visits to images of one class.
    fn parts(&self) -> [(Range<usize>, Class); 4] {
        let (right, all) = (self.n_right, self.rows.len());
        let unlabeled = narrow(2 * self.n_categories);
        let labeled = |part: Range<usize>| {
            let cells = self.cells.get(part.clone()).unwrap_or_default();
            part.start + cells.partition_point(|cell| *cell < unlabeled)
        };
        let (of_right, of_wrong) = (labeled(0..right), labeled(right..all));
        [
            (0..of_right, Class::Right),
            (of_right..right, Class::Unlabeled),
            (right..of_wrong, Class::Wrong),
            (of_wrong..all, Class::Unlabeled),
        ]
    }

    /// The images of a category, as rows of the recording.
    pub(super) fn rows_of(&self, category: usize) -> impl Iterator<Item = u32> {
        let cells = narrow(2 * category)..narrow(2 * category + 2);
        let parts = self.parts().into_iter().filter(|(_, class)| *class != Class::Unlabeled);
        parts.flat_map(move |(part, _)| {
            let of_part = self.cells.get(part.clone()).unwrap_or_default();
            let from = part.start + of_part.partition_point(|cell| *cell < cells.start);
            let to = part.start + of_part.partition_point(|cell| *cell < cells.end);
            self.rows.get(from..to).unwrap_or_default().iter().copied()
        })
    }

    /// A random share of the images, the same every time: about one in `one_in`. As rows of the recording, and their
    /// categories.
    pub(super) fn sample(&self, one_in: u64) -> (Vec<usize>, Vec<Option<usize>>) {
        let images = self.rows.iter().zip(&self.cells);
        let sampled = images.filter(|(row, _)| mix(u64::from(**row)).is_multiple_of(one_in));
        let mut sample: Vec<(usize, usize)> =
            sampled.map(|(&row, &cell)| (row as usize, cell as usize / 2)).collect();
        // In the order of the file, in which they are read.
        sample.sort_unstable();
        let category = |(row, of)| (row, Some(of).filter(|of| *of < self.n_categories));
        sample.into_iter().map(category).unzip()
    }
}

/// A few consecutive visits.
#[derive(Debug, Clone)]
pub struct Block<'a> {
    plan: &'a Plan,
    visits: Range<usize>,
    pub(super) kind: Kind,
}

impl Block<'_> {
    /// The images of the block as rows of the recording.
    pub fn rows(&self) -> &[u32] {
        self.plan.rows.get(self.visits.clone()).unwrap_or_default()
    }

    /// The images visited after the block, as many as a block has, to be fetched in time.
    pub(super) fn rows_after(&self) -> &[u32] {
        let rows = self.plan.rows.get(self.visits.end..).unwrap_or_default();
        rows.get(..ROWS).unwrap_or(rows)
    }

    /// The parts of the block that belong to one cell each.
    pub(super) fn segments(&self) -> impl Iterator<Item = Segment> {
        let cells = self.plan.cells.get(self.visits.clone()).unwrap_or_default();
        let mut start = 0;
        cells.chunk_by(|a, b| a == b).map(move |run| {
            let slots = start..start + run.len();
            start = slots.end;
            Segment { cell: run.first().map_or(0, |&cell| cell as usize), slots }
        })
    }
}

/// A number below 2^32: images and cells are.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
