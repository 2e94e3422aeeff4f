//! The values of the table, column by column, so that sorting and filtering read one column after another.

use std::collections::BTreeMap;

use super::cell::Value;
use super::columns::{COLUMNS, Column, IMAGE_COLUMNS, Order};
use super::filter::Filter;
use crate::ids::NeuronId;

/// Rows of the table: one a neuron, or one a neuron and recording; or one an image, for an expression about images.
///
/// A column is a list of numbers, NaN where undefined; a column that was never filled is undefined everywhere.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    len: usize,
    /// Empty where the rows are images.
    neurons: Vec<NeuronId>,
    columns: Vec<Vec<f64>>,
    /// Of each column of texts those that occur, sorted; its numbers are positions there.
    texts: BTreeMap<Column, Vec<String>>,
}

/// What the table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    /// The column.
    pub column: Column,
    /// The order.
    pub order: Order,
}

impl Default for Sort {
    /// The most believable change first.
    fn default() -> Self {
        Self::by(Column::Change)
    }
}

impl Sort {
    /// By a column, in the order that is tried first.
    pub const fn by(column: Column) -> Self {
        Self { column, order: column.info().order }
    }

    /// By the same column the other way round.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self { column: self.column, order: self.order.reversed() }
    }
}

impl Rows {
    /// One row for each of `neurons`; column `neuron` is filled, all others are undefined.
    pub fn new(neurons: Vec<NeuronId>) -> Self {
        let numbers: Vec<f64> = neurons.iter().map(|neuron| neuron.index() as f64).collect();
        let mut rows = Self { neurons, ..Self::empty(numbers.len()) };
        rows.fill(Column::Neuron, numbers.into_iter().map(Value::Number));
        rows
    }

    /// One row for each of so many images; column `image` is filled, all others are undefined.
    pub fn of_images(n_images: usize) -> Self {
        let mut rows = Self::empty(n_images);
        rows.fill(Column::Image, (0..n_images).map(|image| Value::Number(image as f64)));
        rows
    }

    fn empty(len: usize) -> Self {
        let columns = vec![Vec::new(); COLUMNS.len() + IMAGE_COLUMNS.len()];
        Self { len, neurons: Vec::new(), columns, texts: BTreeMap::new() }
    }

    /// Gives a column its values, one a row in the order of rows. Rows beyond the last value are undefined, values
    /// beyond the last row are dropped; a value of another kind than the column's is undefined.
    pub fn fill(&mut self, column: Column, values: impl IntoIterator<Item = Value>) {
        let kind = column.info().kind;
        let codes = values.into_iter().take(self.len).map(|value| value.code(kind));
        if let Some(filled) = self.columns.get_mut(column as usize) {
            *filled = codes.collect();
        }
    }

    /// Gives a column of texts its values, one a row in the order of rows; an empty one is undefined.
    pub fn fill_text<'a>(&mut self, column: Column, values: impl IntoIterator<Item = &'a str>) {
        let values: Vec<&str> = values.into_iter().take(self.len).collect();
        let mut texts: Vec<&str> = values.iter().copied().filter(|text| !text.is_empty()).collect();
        texts.sort_unstable();
        texts.dedup();
        let place = |text| texts.binary_search(&text).map_or(Value::Undefined, Value::Text);
        self.fill(column, values.into_iter().map(place));
        self.texts.insert(column, texts.into_iter().map(str::to_owned).collect());
    }

    /// The text of a column in a row, as it was written; `None` where undefined.
    pub fn text(&self, column: Column, row: usize) -> Option<&str> {
        match self.value(column, row) {
            Value::Text(place) => self.texts.get(&column)?.get(place).map(String::as_str),
            _ => None,
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The neuron of a row.
    pub fn neuron(&self, row: usize) -> Option<NeuronId> {
        self.neurons.get(row).copied()
    }

    /// The value of a column in a row; undefined beyond the last row.
    pub fn value(&self, column: Column, row: usize) -> Value {
        Value::from_code(self.code(column, row), column.info().kind)
    }

    /// The number under which a value is stored; NaN when it is undefined.
    pub(super) fn code(&self, column: Column, row: usize) -> f64 {
        let codes = self.columns.get(column as usize);
        codes.and_then(|codes| codes.get(row)).copied().unwrap_or(f64::NAN)
    }

    /// The rows that pass a filter (all without one), sorted. Ties stand by neuron, then by row; undefined values
    /// come last in every order.
    pub fn arranged(&self, filter: Option<&Filter>, sort: Sort) -> Vec<usize> {
        let passes = |row| filter.is_none_or(|filter| filter.passes(self, row));
        let key = |row| sort_key(self.code(sort.column, row), sort.order);
        let mut keyed: Vec<(u64, NeuronId, usize)> = (0..)
            .zip(&self.neurons)
            .filter(|(row, _)| passes(*row))
            .map(|(row, neuron)| (key(row), *neuron, row))
            .collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, _, row)| row).collect()
    }
}

/// A number that sorts ascending as a value sorts in an order, undefined (NaN) last.
fn sort_key(code: f64, order: Order) -> u64 {
    if code.is_nan() {
        return u64::MAX;
    }
    let is_far = matches!(order, Order::Farthest | Order::Nearest);
    // Adding 0 makes −0 the 0 that it equals.
    let bits = if is_far { code.abs() } else { code + 0. }.to_bits();
    // Bits of a float sort as it does once the sign is turned, and with a sign all the rest.
    let ascending = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    match order {
        Order::Ascending | Order::Nearest => ascending,
        Order::Descending | Order::Farthest => !ascending,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(values: &[f64]) -> Rows {
        let mut rows = Rows::new((0..values.len()).map(NeuronId).collect());
        rows.fill(Column::Rho, values.iter().copied().map(Value::Number));
        rows
    }

    fn sorted(values: &[f64], order: Order) -> Vec<usize> {
        rows(values).arranged(None, Sort { column: Column::Rho, order })
    }

    #[test]
    fn undefined_comes_last_in_every_order() {
        let values = [f64::NAN, 1., -3., 0., 1.];
        assert_eq!(sorted(&values, Order::Descending), [1, 4, 3, 2, 0]);
        assert_eq!(sorted(&values, Order::Ascending), [2, 3, 1, 4, 0]);
        assert_eq!(sorted(&values, Order::Farthest), [2, 1, 4, 3, 0]);
        assert_eq!(sorted(&values, Order::Nearest), [3, 1, 4, 2, 0]);
    }

    #[test]
    fn infinities_stand_before_undefined() {
        let values = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        assert_eq!(sorted(&values, Order::Descending), [1, 2, 0]);
        assert_eq!(sorted(&values, Order::Ascending), [2, 1, 0]);
    }

    #[test]
    fn a_column_that_was_never_filled_is_undefined() {
        let rows = rows(&[1., 2.]);
        assert_eq!(rows.value(Column::Gain, 0), Value::Undefined);
        assert_eq!(rows.arranged(None, Sort::default()), [0, 1]);
        assert_eq!(rows.value(Column::Rho, 9), Value::Undefined);
    }

    #[test]
    fn texts_sort_by_their_letters_and_nothing_comes_last() {
        let mut rows = rows(&[0.; 5]);
        rows.fill_text(Column::Label, ["novel", "", "fine", "novel"]);
        let sort = Sort::by(Column::Label);
        assert_eq!(rows.arranged(None, sort), [2, 0, 3, 1, 4]);
        assert_eq!(rows.arranged(None, sort.reversed()), [0, 3, 2, 1, 4]);
        let texts: Vec<_> = (0..6).map(|row| rows.text(Column::Label, row)).collect();
        assert_eq!(texts, [Some("novel"), None, Some("fine"), Some("novel"), None, None]);
        assert_eq!(rows.text(Column::Rho, 0), None);
    }

    #[test]
    fn too_few_values_leave_the_rest_undefined() {
        let mut rows = rows(&[1., 2.]);
        rows.fill(Column::Rho, [Value::Number(3.)]);
        assert_eq!(rows.value(Column::Rho, 0), Value::Number(3.));
        assert_eq!(rows.value(Column::Rho, 1), Value::Undefined);
    }

    #[test]
    fn ties_stand_by_neuron_and_then_by_row() {
        let rows = Rows::new([2, 0, 2, 1].map(NeuronId).to_vec());
        assert_eq!(rows.arranged(None, Sort::by(Column::Change)), [1, 3, 0, 2]);
    }

    proptest! {
        #[test]
        fn sorting_agrees_with_comparing(values in prop::collection::vec(prop_oneof![any::<f64>(), -2.0..2.0, Just(0.), Just(-0.)], 0..50)) {
            let order = sorted(&values, Order::Ascending);
            let mut expected: Vec<usize> = (0..values.len()).collect();
            expected.sort_by(|a, b| {
                let (a, b) = (values[*a], values[*b]);
                a.is_nan().cmp(&b.is_nan()).then(a.partial_cmp(&b).unwrap_or(std::cmp::Ordering::Equal))
            });
            prop_assert_eq!(order, expected);
        }
    }
}
