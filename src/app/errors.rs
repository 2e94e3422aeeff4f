//! From error to error of a recording: which cell off the diagonal of its matrix is the next most frequent.

use std::cmp::Ordering;

use super::explore::App;
use super::place::{Focus, Pane, Place};
use crate::ids::{CategoryId, RecordingId};
use crate::query::{Matrix, Query};

/// What images are, and what they are taken for.
type Cell = (CategoryId, CategoryId);

/// Where a walk from error to error stands, and what it goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Walk {
    recording: RecordingId,
    is_difference: bool,
    cell: Cell,
}

impl App {
    /// Why there is no next error here, in a few words.
    pub(super) fn without_errors(&self) -> Option<String> {
        if !matches!(self.place.pane, Pane::Confusion | Pane::Pair) {
            let key = self.keymap.first(super::Action::ShowConfusion);
            return Some(format!("goes through the errors in the confusion pane: {key}"));
        }
        let Some((matrix, base)) = self.walked_matrices() else {
            return Some("no matrix, so no errors are known".into());
        };
        let name = || self.recording_name(self.place.recording);
        match base {
            None if !matrix.cells().iter().any(is_error) => {
                Some(format!("no errors in {}", name()))
            }
            Some(_)
                if !error_cells(matrix, base).any(|cell| weight(matrix, base, cell).is_some()) =>
            {
                Some(format!("no error is more or less frequent in {}", name()))
            }
            _ => None,
        }
    }

    /// So many errors further from where the last step led, or from the most frequent one on; beyond the last one it
    /// goes on with the first.
    pub(super) fn step_error(&mut self, steps: usize, forward: bool) {
        let Some((matrix, base)) = self.walked_matrices() else { return };
        let all = errors(matrix, base);
        let here = (self.place.category, self.place.other);
        let walk =
            |cell| Walk { recording: self.place.recording, is_difference: base.is_some(), cell };
        // Who has moved the cursor elsewhere begins anew; the most frequent one is where that begins.
        let at = all.iter().position(|cell| *cell == here);
        let at = at.filter(|at| *at == 0 || self.matrix_walk() == Some(walk(here)));
        let count = all.len();
        let rest = steps.checked_rem(count).unwrap_or(0);
        let to = match (at, forward) {
            (Some(at), true) => at + rest,
            (Some(at), false) => at + count - rest,
            (None, true) => (rest + count).saturating_sub(1),
            (None, false) => count - rest,
        };
        let to = to.checked_rem(count).unwrap_or(0);
        let is_around = match (at, forward) {
            (Some(at), true) => steps >= count - at,
            (Some(at), false) => steps > at,
            (None, _) => steps > count,
        };
        let Some(&cell) = all.get(to) else { return };
        let walk = walk(cell);
        let words = if base.is_some() { DIFFERENCES } else { ERRORS };
        self.message = Some(said(words, (to, count), is_around));
        self.go_to_error(walk);
    }

    /// Whether it is not known yet which errors there are.
    pub(super) fn awaits_errors(&self) -> bool {
        matches!(self.place.pane, Pane::Confusion | Pane::Pair)
            && self.walk_queries().iter().any(|query: &Query| self.answer(query).is_none())
    }

    fn go_to_error(&mut self, walk: Walk) {
        self.keep_walk(walk);
        let (category, other) = walk.cell;
        if self.place.pane == Pane::Pair {
            return self.go(Place { category, other, focus: Focus::default(), ..self.place });
        }
        (self.place.category, self.place.other) = (category, other);
    }

    /// The matrix of the recording with the cursor, and that of the reference where they are compared.
    fn walked_matrices(&self) -> Option<(&Matrix, Option<&Matrix>)> {
        let recording = self.place.recording;
        let matrix = self.matrix(recording)?;
        if !self.is_compared_matrix(recording) {
            return Some((matrix, None));
        }
        Some((matrix, Some(self.matrix(self.set.reference)?)))
    }
}

/// What steps go through, and what stands at both ends.
const ERRORS: [&str; 3] = ["error", "most frequent", "least frequent"];
const DIFFERENCES: [&str; 3] = ["difference", "greatest", "least"];

/// Which one it is, and whether the step led over an end.
fn said([what, first, last]: [&str; 3], (at, count): (usize, usize), is_around: bool) -> String {
    let position = format!("{what} {} of {count}", at + 1);
    match (count, is_around) {
        (1, _) => format!("{position}: the only one"),
        (_, false) => format!("{position}, the {first} first"),
        (_, true) if 2 * at < count => format!("{position}: around to the {first}"),
        (_, true) => format!("{position}: around to the {last}"),
    }
}

fn is_error((truth, predicted, _): &(CategoryId, CategoryId, usize)) -> bool {
    truth != predicted
}

/// The cells off the diagonal that have images, the most frequent first, or those whose share is another one than in
/// the base, the greatest difference first; ties go to the larger share of the row, then to the lower numbers.
fn errors(matrix: &Matrix, base: Option<&Matrix>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = error_cells(matrix, base).collect();
    cells.sort_unstable();
    cells.dedup();
    let weighed = cells.into_iter().filter_map(|cell| Some((weight(matrix, base, cell)?, cell)));
    let mut weighed: Vec<((f64, f64), Cell)> = weighed.collect();
    weighed.sort_by(|(one, a), (other, b)| by_weight(*other, *one).then(a.cmp(b)));
    weighed.into_iter().map(|(_, cell)| cell).collect()
}

/// The cells off the diagonal that have images here or in the base; those of both come twice.
fn error_cells<'a>(
    matrix: &'a Matrix,
    base: Option<&'a Matrix>,
) -> impl Iterator<Item = Cell> + 'a {
    let both = matrix.cells().iter().chain(base.map_or(&[][..], Matrix::cells));
    both.filter(|cell| is_error(cell)).map(|cell| (cell.0, cell.1))
}

/// What a cell is ordered by; `None` where it says nothing.
fn weight(matrix: &Matrix, base: Option<&Matrix>, (truth, predicted): Cell) -> Option<(f64, f64)> {
    let share = matrix.share(truth, predicted)?;
    let weight = match base {
        None => matrix.count(truth, predicted) as f64,
        Some(base) => (share - base.share(truth, predicted)?).abs(),
    };
    (weight > 0.).then_some((weight, share))
}

fn by_weight(one: (f64, f64), other: (f64, f64)) -> Ordering {
    one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))
}
