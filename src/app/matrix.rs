//! The confusion pane: in which order its matrix shows the categories, how its cursor moves, what its cells say.

use std::sync::Arc;

use ndarray::Array2;

use super::cursor::moved;
use super::errors::Walk;
use super::explore::App;
use super::place::{Focus, Pane, Place, Target};
use crate::ids::{CategoryId, RecordingId};
use crate::query::{Answer, MOST_CLUSTERED, Matrix, MatrixAnswer, Query};

/// More categories than this have no map: a number for each pair of them would take too much memory.
const MOST_MAPPED: usize = MOST_CLUSTERED;

/// What the categories of the matrix are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatrixOrder {
    /// Their number.
    #[default]
    Number,
    /// The share of their images that is wrong in the recording, or how much it grew, the largest first.
    Error,
    /// Those that are confused in any recording stand together.
    Clustered,
}

/// The orders that a key steps through.
pub(super) const ORDERS: [MatrixOrder; 3] =
    [MatrixOrder::Number, MatrixOrder::Error, MatrixOrder::Clustered];

impl MatrixOrder {
    /// What it is called behind `:order`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Error => "error",
            Self::Clustered => "clustered",
        }
    }

    /// What that means, for those who type it.
    pub(super) fn help(self) -> &'static str {
        match self {
            Self::Number => "by number",
            Self::Error => "most errors first",
            Self::Clustered => "confused ones together",
        }
    }
}

/// The matrix of a recording as the pane shows it.
#[derive(Debug)]
pub struct MatrixMap {
    /// The recording.
    pub recording: RecordingId,
    /// What its categories are ordered by.
    pub order: MatrixOrder,
    /// Whether it shows the difference to the reference.
    pub is_difference: bool,
    /// The categories in their order.
    pub categories: Arc<[CategoryId]>,
    /// What the map draws, in this order, `(n_categories, n_categories)`: roots of shares in parts of the largest,
    /// so that small ones are seen; NaN on the diagonal and where a category has no images. `None` for so many
    /// categories that a map would take too much memory.
    pub values: Option<Arc<Array2<f32>>>,
    /// The share, or difference, that is drawn as 1.
    pub most: f64,
    positions: Vec<usize>,
    answers: [Arc<MatrixAnswer>; 2],
}

impl MatrixMap {
    /// Where a category stands.
    pub fn position(&self, category: CategoryId) -> usize {
        self.positions.get(category.index()).copied().unwrap_or(0)
    }

    /// Number of its order: another one for each.
    pub fn order_number(&self) -> usize {
        ORDERS.iter().position(|order| *order == self.order).unwrap_or(0)
    }
}

/// What the confusion pane remembers.
#[derive(Debug, Default)]
pub(super) struct MatrixPane {
    order: MatrixOrder,
    is_difference: bool,
    arranged: Option<MatrixMap>,
    /// Whether the cursor has still to go to what the category is taken for most.
    is_new: bool,
    /// Where the last step from error to error led.
    walk: Option<Walk>,
}

impl App {
    /// The matrix of the selected recording, once it is known.
    pub fn matrix_map(&self) -> Option<&MatrixMap> {
        self.matrix_pane.arranged.as_ref().filter(|map| map.recording == self.place.recording)
    }

    /// How often each category is taken for each in a recording; `None` while it is not known, and where nobody can
    /// know it.
    pub fn matrix(&self, recording: RecordingId) -> Option<&Matrix> {
        self.matrix_answer(recording)?.matrix.as_ref()
    }

    fn matrix_answer(&self, recording: RecordingId) -> Option<&Arc<MatrixAnswer>> {
        match self.answer(&Query::Matrix { recording })? {
            Answer::Matrix(answer) => Some(answer),
            _ => None,
        }
    }

    /// Whether the pane shows a recording as a difference to the reference.
    pub fn is_compared_matrix(&self, recording: RecordingId) -> bool {
        self.matrix_pane.is_difference && recording != self.set.reference
    }

    /// What a cell of a recording says: a share of the true category's images, or how much larger it is than in the
    /// reference; `None` without such images.
    pub fn cell_share(
        &self,
        recording: RecordingId,
        (truth, predicted): (CategoryId, CategoryId),
    ) -> Option<f64> {
        let share = self.matrix(recording)?.share(truth, predicted)?;
        if !self.is_compared_matrix(recording) {
            return Some(share);
        }
        Some(share - self.matrix(self.set.reference)?.share(truth, predicted)?)
    }

    /// The questions of the confusion pane: the selected recording, the reference, then the others.
    pub(super) fn matrix_queries(&self) -> Vec<Query> {
        let mut all = vec![self.place.recording];
        all.extend(self.order().into_iter().filter(|id| *id != self.place.recording));
        let is_clustered = self.matrix_pane.order == MatrixOrder::Clustered;
        let clusters = is_clustered.then_some(Query::Clusters);
        let matrices = all.into_iter().map(|recording| Query::Matrix { recording });
        matrices.chain(clusters).collect()
    }

    /// What the next error takes beside a pair.
    pub(super) fn walk_queries(&self) -> Vec<Query> {
        let recording = self.place.recording;
        let base = self.is_compared_matrix(recording).then_some(self.set.reference);
        let matrices = [Some(recording), base].into_iter().flatten();
        matrices.map(|recording| Query::Matrix { recording }).collect()
    }

    /// Whether the confusion pane still waits for its matrix.
    pub(super) fn is_matrix_open(&self) -> bool {
        self.matrix_queries().iter().any(|query| self.answer(query).is_none())
    }

    /// Orders the categories anew if anything that the order depends on has changed.
    pub(super) fn arrange_matrix(&mut self) {
        if self.place.pane != Pane::Confusion {
            return;
        }
        let (recording, order) = (self.place.recording, self.matrix_pane.order);
        let is_difference = self.is_compared_matrix(recording);
        let reference = if is_difference { self.set.reference } else { recording };
        let answers = [recording, reference].map(|of| self.matrix_answer(of).map(Arc::clone));
        let [Some(answer), Some(of_reference)] = answers else { return };
        let answers = [answer, of_reference];
        let is_same = self.matrix_pane.arranged.as_ref().is_some_and(|old| {
            (old.recording, old.order, old.is_difference) == (recording, order, is_difference)
                && old.answers.iter().zip(&answers).all(|(old, new)| Arc::ptr_eq(old, new))
        });
        if !is_same {
            let Some(map) = self.arranged_matrix((recording, order, is_difference), answers) else {
                return;
            };
            self.matrix_pane.arranged = Some(map);
        }
        if std::mem::take(&mut self.matrix_pane.is_new) {
            let taken =
                self.matrix(recording).and_then(|of| of.most_taken_for(self.place.category));
            self.place.other = taken.unwrap_or(self.place.category);
        }
    }

    fn arranged_matrix(
        &self,
        (recording, order, is_difference): (RecordingId, MatrixOrder, bool),
        answers: [Arc<MatrixAnswer>; 2],
    ) -> Option<MatrixMap> {
        let [of, reference] = &answers;
        let matrix = of.matrix.as_ref()?;
        let base = reference.matrix.as_ref().filter(|_| is_difference);
        if is_difference && base.is_none() {
            return None;
        }
        let categories: Arc<[CategoryId]> = match order {
            MatrixOrder::Number => (0..matrix.n_categories()).map(CategoryId).collect(),
            MatrixOrder::Error => by_error(matrix, base).into(),
            MatrixOrder::Clustered => match self.answer(&Query::Clusters)? {
                Answer::Clusters(order) => Arc::clone(order),
                _ => return None,
            },
        };
        let mut positions = vec![0; categories.len()];
        for (position, category) in categories.iter().enumerate() {
            if let Some(place) = positions.get_mut(category.index()) {
                *place = position;
            }
        }
        let (values, most) = match values(matrix, base, &positions) {
            Some((values, most)) => (Some(Arc::new(values)), most),
            None => (None, 0.),
        };
        Some(MatrixMap {
            recording,
            order,
            is_difference,
            categories,
            values,
            most,
            positions,
            answers,
        })
    }

    /// Shows the pane; the cursor stands on the pair that is selected, or on what the category is taken for most.
    pub(super) fn show_matrix(&mut self) {
        let other = match self.target() {
            Some(Target::Pair(other)) => Some(other),
            _ if matches!(self.place.pane, Pane::Pair | Pane::Confusion) => Some(self.place.other),
            _ => None,
        };
        self.matrix_pane.is_new = other.is_none();
        let other = other.unwrap_or(self.place.other);
        self.go(Place { pane: Pane::Confusion, other, focus: Focus::default(), ..self.place });
    }

    /// Shows differences to the reference, or shares again.
    pub(super) fn compare_matrix(&mut self) {
        self.matrix_pane.is_difference = !self.matrix_pane.is_difference;
        let reference = self.recording_name(self.set.reference);
        self.message = Some(match self.matrix_pane.is_difference {
            true if self.place.recording == self.set.reference => {
                "this is the reference: the others are shown as differences to it".into()
            }
            true => format!("how much more often than in {reference}, in percent of the row"),
            false => "how often".into(),
        });
    }

    /// Orders the matrix by the beginning of an order's name.
    pub(super) fn order_matrix_by(&mut self, name: &str) -> Result<(), String> {
        let found = ORDERS.into_iter().find(|order| order.name().starts_with(name));
        self.matrix_pane.order = found.filter(|_| !name.is_empty()).ok_or_else(|| {
            let [number, error, clustered] = ORDERS.map(MatrixOrder::name);
            format!("order by what? {number}, {error} or {clustered}")
        })?;
        Ok(())
    }

    /// What the matrix is ordered by, as [`Self::order_matrix_by`] reads it; `None` for the usual order.
    pub(super) fn matrix_order_text(&self) -> Option<&'static str> {
        let order = self.matrix_pane.order;
        (order != MatrixOrder::default()).then(|| order.name())
    }

    /// Whether the matrix shows differences to the reference.
    pub(super) fn matrix_shows_differences(&self) -> bool {
        self.matrix_pane.is_difference
    }

    /// Lets the matrix show differences, or not.
    pub(super) fn restore_differences(&mut self, is_difference: bool) {
        self.matrix_pane.is_difference = is_difference;
    }

    /// Where the last step from error to error led.
    pub(super) fn matrix_walk(&self) -> Option<Walk> {
        self.matrix_pane.walk
    }

    /// Remembers where such a step leads: the cursor is where the user wants it.
    pub(super) fn keep_walk(&mut self, walk: Walk) {
        self.matrix_pane.walk = Some(walk);
        self.matrix_pane.is_new = false;
    }

    pub(super) fn next_matrix_order(&mut self) {
        let at = ORDERS.iter().position(|order| *order == self.matrix_pane.order);
        let next = at.map_or(0, |at| (at + 1) % ORDERS.len());
        self.matrix_pane.order = ORDERS.get(next).copied().unwrap_or_default();
    }

    /// One true category further in the order of the matrix.
    pub(super) fn step_matrix_row(&mut self, steps: usize, down: bool) {
        self.place.category = self.beside(self.place.category, steps, down);
    }

    /// One predicted category further in the order of the matrix.
    pub(super) fn step_matrix_column(&mut self, steps: usize, right: bool) {
        self.place.other = self.beside(self.place.other, steps, right);
    }

    /// The category so many steps further in the order; by number while that is not known.
    fn beside(&mut self, category: CategoryId, steps: usize, forward: bool) -> CategoryId {
        self.matrix_pane.is_new = false;
        let map = self.matrix_map();
        let at = map.map_or(category.index(), |map| map.position(category));
        let to = moved(at, steps, forward).min(self.set.categories.len().saturating_sub(1));
        let found = map.map(|map| map.categories.get(to).copied());
        found.unwrap_or(Some(CategoryId(to))).unwrap_or(category)
    }

    /// The first true category for 0, the last one for a number beyond all, else the one of that number.
    pub(super) fn jump_in_matrix(&mut self, to: usize) {
        let last = self.set.categories.len().saturating_sub(1);
        match to {
            0 => self.step_matrix_row(usize::MAX, false),
            usize::MAX => self.step_matrix_row(to, true),
            category => self.place.category = CategoryId(category.min(last)),
        }
    }

    /// Opens the pair under the cursor; on the diagonal the category.
    pub(super) fn open_matrix_cell(&mut self) {
        let Place { category, other, .. } = self.place;
        if self.set.categories.is_empty() {
            self.message = Some("nothing to open here".into());
            return;
        }
        self.open(if category == other { Target::Category(category) } else { Target::Pair(other) });
    }
}

/// Categories by descending share of wrong images, or by how much it grew; those without images last, ties to the
/// lower.
fn by_error(matrix: &Matrix, base: Option<&Matrix>) -> Vec<CategoryId> {
    let error = |category| {
        let error = matrix.error(category)?;
        Some(error - base.map_or(Some(0.), |base| base.error(category))?)
    };
    let mut all: Vec<(f64, CategoryId)> = (0..matrix.n_categories())
        .map(|category| {
            let category = CategoryId(category);
            (error(category).unwrap_or(f64::NEG_INFINITY), category)
        })
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    all.into_iter().map(|(_, category)| category).collect()
}

/// What the map draws, and the share that is 1 in it.
fn values(
    matrix: &Matrix,
    base: Option<&Matrix>,
    positions: &[usize],
) -> Option<(Array2<f32>, f64)> {
    let n = positions.len();
    if n > MOST_MAPPED {
        return None;
    }
    let mut shares = Array2::<f64>::zeros((n, n));
    let signed = [(1., Some(matrix)), (-1., base)];
    for (sign, of) in signed.into_iter().filter_map(|(sign, of)| Some((sign, of?))) {
        for &(truth, predicted, count) in of.cells() {
            let at = [truth, predicted].map(|of| positions.get(of.index()).copied().unwrap_or(n));
            if let Some(share) = shares.get_mut(at) {
                *share += sign * count as f64 / of.images(truth) as f64;
            }
        }
    }
    for (category, &at) in positions.iter().enumerate() {
        let category = CategoryId(category);
        let is_empty = |of: &Matrix| of.images(category) == 0;
        if is_empty(matrix) || base.is_some_and(is_empty) {
            shares.row_mut(at).fill(f64::NAN);
        }
        if let Some(diagonal) = shares.get_mut([at, at]) {
            *diagonal = f64::NAN;
        }
    }
    let most = shares.iter().fold(0., |most: f64, share| most.max(share.abs()));
    let scaled = |share: f64| narrow((share.abs() / most).sqrt().copysign(share));
    Some((shares.mapv(|share| if share == 0. { 0. } else { scaled(share) }), most))
}

/// A share for a map on the screen.
#[expect(clippy::cast_possible_truncation, reason = "finer than any screen")]
fn narrow(share: f64) -> f32 {
    share as f32
}
