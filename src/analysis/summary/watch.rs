//! Counts of the categories that may turn out to be the preferred ones, made beside those of all images.

use super::group::{Bins, Tile, WIDTH};
use super::plan::Segment;
use super::real::Real;
use super::slots::STRIDE;
use crate::analysis::placement::{SLOTS, UNCOUNTED};

/// The categories with the highest means in a sample, by neuron, and how their activations are distributed.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// By category the neurons that it is watched for, and where they are counted.
    of_category: Vec<Vec<(usize, usize)>>,
    /// By neuron and watched category the counts by slot.
    counts: Vec<[u32; SLOTS]>,
    /// Whether the counts are added up from those of a category after the other, not made beside them.
    adds_up: bool,
}

impl Watch {
    /// Watches all of so many categories.
    pub(super) fn all(n_categories: usize) -> Self {
        let of =
            |category: usize| (0..WIDTH).map(move |column| (column, category * WIDTH + column));
        Self {
            of_category: (0..n_categories).map(|category| of(category).collect()).collect(),
            counts: vec![[0; SLOTS]; n_categories * WIDTH],
            adds_up: true,
        }
    }

    /// Adds the counts of all neurons for some images of a category, `(WIDTH, STRIDE)`.
    pub(super) fn add(&mut self, category: usize, counts: &[[u32; STRIDE]]) {
        let totals = self.counts.chunks_mut(WIDTH).nth(category).filter(|_| self.adds_up);
        for (totals, counts) in totals.into_iter().flatten().zip(counts) {
            for (total, count) in totals.iter_mut().zip(counts) {
                *total += count;
            }
        }
    }

    /// Chooses `most` of so many categories for each neuron. `categories` are those of the rows of `sample`.
    pub(super) fn new<L: Real>(
        sample: &[Tile<L>],
        categories: &[Option<usize>],
        (n_categories, most): (usize, usize),
    ) -> Self {
        let means = means(sample, categories, n_categories);
        let of_category = vec![Vec::new(); n_categories];
        let mut watch = Self { of_category, ..Self::default() };
        for column in 0..WIDTH {
            for category in highest(&means, column, most) {
                watch.of_category[category].push((column, watch.counts.len()));
                watch.counts.push([0; SLOTS]);
            }
        }
        watch
    }

    /// Counts what is watched among the activations of a block, whose parts by cell are `segments`.
    pub(super) fn count(&mut self, segments: &[Segment], bins: &Bins) {
        if self.adds_up {
            return;
        }
        for Segment { cell, slots } in segments {
            let Some(watched) = self.of_category.get(cell / 2) else { continue };
            let rows = bins.get(slots.clone()).unwrap_or_default();
            for &(column, at) in watched {
                let Some(counts) = self.counts.get_mut(at) else { continue };
                for row in rows {
                    counts[usize::from(row[column]) & UNCOUNTED] += 1;
                }
            }
        }
    }

    /// The counts of a category by slot, if it was watched for a neuron.
    pub(super) fn counts(&self, column: usize, category: usize) -> Option<&[u32; SLOTS]> {
        let watched = self.of_category.get(category)?;
        let (_, at) = watched.iter().find(|(other, _)| *other == column)?;
        self.counts.get(*at)
    }
}

/// The categories with the highest means of a neuron, at most so many, in any order.
fn highest(means: &[[f64; WIDTH]], column: usize, most: usize) -> Vec<usize> {
    let mean = |category: usize| means[category][column];
    let mut ranked: Vec<usize> =
        (0..means.len()).filter(|category| !mean(*category).is_nan()).collect();
    if ranked.len() > most {
        ranked.select_nth_unstable_by(most, |a, b| mean(*b).total_cmp(&mean(*a)));
        ranked.truncate(most);
    }
    ranked
}

/// The means of the finite activations in a sample by category and neuron, `(n_categories, WIDTH)`; NaN for none.
fn means<L: Real>(
    sample: &[Tile<L>],
    categories: &[Option<usize>],
    n_categories: usize,
) -> Vec<[f64; WIDTH]> {
    let mut sums = vec![[0.0; WIDTH]; n_categories];
    let mut images = vec![0.0; n_categories];
    for (row, category) in sample.iter().flatten().zip(categories) {
        let Some(category) = category.filter(|category| *category < n_categories) else { continue };
        images[category] += 1.0;
        for (sum, value) in sums[category].iter_mut().zip(row) {
            let value = value.wide();
            *sum += if value.is_finite() { value } else { 0.0 };
        }
    }
    for (sums, images) in sums.iter_mut().zip(images) {
        for sum in sums {
            *sum /= images;
        }
    }
    sums
}
