//! The confusion matrix of many categories, and an order in which those that are confused stand together.

use ndarray::Array2;

use super::prediction::Predicted;
use super::real;
use crate::ids::CategoryId;

/// More categories than this are not clustered: it takes 16 bytes a pair of them.
pub const MOST_CLUSTERED: usize = 2048;

/// How many images of each category were predicted as each; only cells with images take memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matrix {
    /// Images by category, `(n_categories)`.
    images: Vec<usize>,
    /// Truth, prediction and images of the cells that have any, in ascending order.
    cells: Vec<(CategoryId, CategoryId, usize)>,
}

impl Matrix {
    /// Counts images; those of a category that is not below `n_categories` are left out. An image for which nothing
    /// could be predicted is in no cell, but it is one of its category.
    ///
    /// `categories` and `predictions` are `(n_images)`.
    pub fn of(
        categories: &[Option<CategoryId>],
        predictions: &[Predicted],
        n_categories: usize,
    ) -> Self {
        let mut images = vec![0; n_categories];
        let mut taken = Vec::new();
        for (truth, predicted) in categories.iter().zip(predictions) {
            let Some(truth) = *truth else { continue };
            let Some(count) = images.get_mut(truth.index()) else { continue };
            *count += 1;
            taken.extend(
                predicted.category.filter(|of| of.index() < n_categories).map(|of| (truth, of)),
            );
        }
        taken.sort_unstable();
        let runs = taken.chunk_by(|a, b| a == b);
        let cells =
            runs.filter_map(|run| run.first().map(|cell| (cell.0, cell.1, run.len()))).collect();
        Self { images, cells }
    }

    /// Categories, with images or without.
    pub fn n_categories(&self) -> usize {
        self.images.len()
    }

    /// Images of a category.
    pub fn images(&self, truth: CategoryId) -> usize {
        self.images.get(truth.index()).copied().unwrap_or(0)
    }

    /// Images of a category that were predicted as another, or as itself.
    pub fn count(&self, truth: CategoryId, predicted: CategoryId) -> usize {
        let found = self.cells.binary_search_by_key(&(truth, predicted), |cell| (cell.0, cell.1));
        found.ok().and_then(|at| self.cells.get(at)).map_or(0, |cell| cell.2)
    }

    /// The same as a share of the category's images, from 0 to 1; `None` without any.
    pub fn share(&self, truth: CategoryId, predicted: CategoryId) -> Option<f64> {
        super::mean(real(self.count(truth, predicted)), self.images(truth))
    }

    /// The share of a category's images that were not predicted right; `None` without any.
    pub fn error(&self, truth: CategoryId) -> Option<f64> {
        self.share(truth, truth).map(|right| 1. - right)
    }

    /// Truth, prediction and images of all cells that have any, in ascending order.
    pub fn cells(&self) -> &[(CategoryId, CategoryId, usize)] {
        &self.cells
    }

    /// What a category is taken for most, other than itself; ties go to the lower category.
    pub fn most_taken_for(&self, truth: CategoryId) -> Option<CategoryId> {
        let start = self.cells.partition_point(|cell| cell.0 < truth);
        let end = self.cells.partition_point(|cell| cell.0 <= truth);
        let row = self.cells.get(start..end).unwrap_or_default();
        let wrong = row.iter().filter(|cell| cell.1 != truth);
        wrong.rev().max_by_key(|cell| cell.2).map(|cell| cell.1)
    }

    /// About how much memory it takes.
    pub fn size_bytes(&self) -> usize {
        size_of_val(self.images.as_slice()) + size_of_val(self.cells.as_slice())
    }
}

/// All categories, those that are confused in any of the matrices side by side; by number where there are more than
/// [`MOST_CLUSTERED`].
///
/// Categories are as alike as large a share of each is taken for the other, added up over the matrices. Groups are
/// joined by average linkage, the chain of nearest neighbors (Murtagh 1983) at a time, each turned so that its most
/// alike end is at the seam. The largest group stands first; groups that nothing joins go by their lowest category.
pub fn clustered(matrices: &[&Matrix]) -> Vec<CategoryId> {
    let n = matrices.iter().map(|matrix| matrix.n_categories()).max().unwrap_or(0);
    if n > MOST_CLUSTERED {
        return (0..n).map(CategoryId).collect();
    }
    let alike = likeness(matrices, n);
    let mut groups =
        Groups { alike: alike.clone(), members: (0..n).map(|category| vec![category]).collect() };
    groups.join_all(&alike);
    let mut lists = groups.members;
    lists.retain(|list| !list.is_empty());
    lists.sort_by_key(|list| (std::cmp::Reverse(list.len()), list.iter().copied().min()));
    lists.into_iter().flatten().map(CategoryId).collect()
}

/// Shares taken for one another, `(n_categories, n_categories)`, symmetric, 0 on the diagonal.
fn likeness(matrices: &[&Matrix], n: usize) -> Array2<f64> {
    let mut alike = Array2::zeros((n, n));
    for matrix in matrices {
        for &(truth, predicted, count) in matrix.cells().iter().filter(|cell| cell.0 != cell.1) {
            let share = real(count) / real(matrix.images(truth));
            for cell in [(truth, predicted), (predicted, truth)] {
                if let Some(value) = alike.get_mut((cell.0.index(), cell.1.index())) {
                    *value += share;
                }
            }
        }
    }
    alike
}

/// Groups of categories on the way to one.
struct Groups {
    /// The mean likeness of the members of two groups.
    alike: Array2<f64>,
    /// The members in their order; empty once a group is part of another.
    members: Vec<Vec<usize>>,
}

impl Groups {
    fn join_all(&mut self, of_members: &Array2<f64>) {
        let mut chain: Vec<usize> = Vec::new();
        let mut start = 0;
        loop {
            let Some(&last) = chain.last() else {
                let Some(next) = (start..self.members.len()).find(|at| self.is_open(*at)) else {
                    return;
                };
                start = next + 1;
                chain.push(next);
                continue;
            };
            let before = chain.len().checked_sub(2).and_then(|at| chain.get(at)).copied();
            match self.nearest(last, before) {
                // Nothing is like it, so nothing before it in the chain is either.
                None => chain.clear(),
                Some(next) if Some(next) == before => {
                    chain.truncate(chain.len() - 2);
                    self.join(last.min(next), last.max(next), of_members);
                    start = start.min(last.min(next));
                }
                Some(next) => chain.push(next),
            }
        }
    }

    fn is_open(&self, group: usize) -> bool {
        self.members.get(group).is_some_and(|members| !members.is_empty())
    }

    /// The group most like another, of equals `preferred`, then the lower; `None` where all are wholly unlike.
    fn nearest(&self, group: usize, preferred: Option<usize>) -> Option<usize> {
        let likeness = |other: usize| self.alike.get((group, other)).copied().unwrap_or(0.);
        let mut best = preferred.map(|other| (other, likeness(other)));
        for other in (0..self.members.len()).filter(|other| *other != group) {
            let value = likeness(other);
            if value > best.map_or(0., |best| best.1) && self.is_open(other) {
                best = Some((other, value));
            }
        }
        best.map(|best| best.0)
    }

    /// Makes the second group a part of the first.
    fn join(&mut self, group: usize, other: usize, of_members: &Array2<f64>) {
        let mut right = self.members.get_mut(other).map(std::mem::take).unwrap_or_default();
        let Some(left) = self.members.get_mut(group) else { return };
        let (n, m) = (real(left.len()), real(right.len()));
        let at_seam = |a: Option<&usize>, b: Option<&usize>| {
            a.zip(b).and_then(|(a, b)| of_members.get((*a, *b)).copied()).unwrap_or(0.)
        };
        let turns = [(false, false), (false, true), (true, false), (true, true)];
        let seam = |(turns_left, turns_right): (bool, bool)| {
            let end = if turns_left { left.first() } else { left.last() };
            at_seam(end, if turns_right { right.last() } else { right.first() })
        };
        // Of equal seams the first, so that nothing is turned without need.
        let best = turns.into_iter().rev().max_by(|a, b| seam(*a).total_cmp(&seam(*b)));
        let (turns_left, turns_right) = best.unwrap_or_default();
        if turns_left {
            left.reverse();
        }
        if turns_right {
            right.reverse();
        }
        left.extend(right);
        for third in 0..self.members.len() {
            let of = |at: usize| self.alike.get((at, third)).copied().unwrap_or(0.);
            let joined = (n * of(group) + m * of(other)) / (n + m);
            for cell in [(group, third), (third, group)] {
                if let Some(value) = self.alike.get_mut(cell) {
                    *value = joined;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::confusion::confusion;
    use super::*;

    fn matrix(images: &[(usize, usize)], n_categories: usize) -> Matrix {
        let truths: Vec<_> = images.iter().map(|of| Some(CategoryId(of.0))).collect();
        let predicted =
            |of: &(usize, usize)| Predicted { category: Some(CategoryId(of.1)), confidence: 1. };
        let predictions: Vec<_> = images.iter().map(predicted).collect();
        Matrix::of(&truths, &predictions, n_categories)
    }

    #[test]
    fn an_image_without_a_prediction_is_one_of_its_category() {
        let predicted = [Predicted { category: None, confidence: 0. }];
        let matrix = Matrix::of(&[Some(CategoryId(1))], &predicted, 2);
        assert_eq!((matrix.images(CategoryId(1)), matrix.cells().len()), (1, 0));
        assert_eq!(matrix.error(CategoryId(1)), Some(1.));
        assert_eq!(matrix.error(CategoryId(0)), None);
    }

    #[test]
    fn what_a_category_is_taken_for_most_is_another() {
        let matrix = matrix(&[(0, 0), (0, 0), (0, 2), (0, 1), (1, 1)], 3);
        assert_eq!(matrix.most_taken_for(CategoryId(0)), Some(CategoryId(1)), "ties to the lower");
        assert_eq!(matrix.most_taken_for(CategoryId(1)), None);
    }

    #[test]
    fn confused_categories_stand_together() {
        // 0, 4 and 2 are confused, most of all 4 and 2; so are 1 and 5; 3 is not confused with anything.
        let images = [
            (4, 2),
            (2, 4),
            (4, 2),
            (0, 4),
            (0, 0),
            (4, 4),
            (2, 2),
            (1, 5),
            (5, 5),
            (1, 1),
            (3, 3),
        ];
        let order: Vec<usize> =
            clustered(&[&matrix(&images, 6)]).into_iter().map(CategoryId::index).collect();
        let at = |category: usize| order.iter().position(|of| *of == category).unwrap();
        assert!(at(0).abs_diff(at(4)) == 1 && at(4).abs_diff(at(2)) == 1, "{order:?}");
        assert_eq!(at(1).abs_diff(at(5)), 1, "{order:?}");
        assert_eq!((at(3), order.len()), (5, 6), "{order:?}");
    }

    #[test]
    fn nothing_is_clustered_without_categories_and_too_many_stay_as_they_are() {
        assert!(clustered(&[]).is_empty());
        assert!(clustered(&[&matrix(&[], 0)]).is_empty());
        let many = MOST_CLUSTERED + 1;
        assert!(clustered(&[&matrix(&[(0, 9)], many)]).into_iter().eq((0..many).map(CategoryId)));
    }

    proptest! {
        #[test]
        fn cells_are_those_of_the_whole_matrix_and_every_category_is_clustered_once(
            images in prop::collection::vec((0_usize..9, 0_usize..9), 0..80),
        ) {
            let matrix = matrix(&images, 9);
            let truths: Vec<_> = images.iter().map(|of| Some(CategoryId(of.0))).collect();
            let predictions: Vec<_> = images
                .iter()
                .map(|of| Predicted { category: Some(CategoryId(of.1)), confidence: 1. })
                .collect();
            let whole = confusion(&truths, &predictions, 9);
            for ((truth, predicted), count) in whole.indexed_iter() {
                prop_assert_eq!(matrix.count(CategoryId(truth), CategoryId(predicted)), *count);
            }
            let mut order = clustered(&[&matrix]);
            order.sort_unstable();
            prop_assert!(order.into_iter().eq((0..9).map(CategoryId)));
        }
    }
}
