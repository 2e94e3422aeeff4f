//! One value of the table, and how it is written.

use super::columns::{Column, Kind, Unit};
use super::words::{State, Verdict};
use crate::ids::{CategoryId, RecordingId};
use crate::text::significant;

/// A value of a column.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Value {
    /// There is none: never 0 and never NaN.
    #[default]
    Undefined,
    /// A number, the number of a neuron among them. NaN is [`Value::Undefined`] to the table.
    Number(f64),
    /// A category.
    Category(CategoryId),
    /// A recording.
    Recording(RecordingId),
    /// What became of a neuron.
    Verdict(Verdict),
    /// How active a neuron is.
    State(State),
    /// What somebody has written: its position among the texts of the column, [`super::Rows::text`].
    Text(usize),
}

impl From<Option<f64>> for Value {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Undefined, Self::Number)
    }
}

impl From<Option<CategoryId>> for Value {
    fn from(category: Option<CategoryId>) -> Self {
        category.map_or(Self::Undefined, Self::Category)
    }
}

impl From<Option<Verdict>> for Value {
    fn from(verdict: Option<Verdict>) -> Self {
        verdict.map_or(Self::Undefined, Self::Verdict)
    }
}

impl From<Option<State>> for Value {
    fn from(state: Option<State>) -> Self {
        state.map_or(Self::Undefined, Self::State)
    }
}

impl Value {
    /// The number under which a column of a kind stores the value: NaN when it is undefined or of another kind.
    pub(super) fn code(self, kind: Kind) -> f64 {
        match (kind, self) {
            (Kind::Number(_), Self::Number(number)) => number,
            (Kind::Category, Self::Category(category)) => category.index() as f64,
            (Kind::Recording, Self::Recording(recording)) => recording.index() as f64,
            (Kind::Verdict, Self::Verdict(verdict)) => f64::from(verdict as u8),
            (Kind::State, Self::State(state)) => f64::from(state as u8),
            (Kind::Text, Self::Text(place)) => place as f64,
            _ => f64::NAN,
        }
    }

    /// The value that a column of a kind stores under a number.
    pub(super) fn from_code(code: f64, kind: Kind) -> Self {
        if code.is_nan() {
            return Self::Undefined;
        }
        match kind {
            Kind::Number(_) => Self::Number(code),
            Kind::Category => Self::Category(CategoryId(position(code))),
            Kind::Recording => Self::Recording(RecordingId(position(code))),
            Kind::Verdict => Verdict::ALL.get(position(code)).copied().into(),
            Kind::State => State::ALL.get(position(code)).copied().into(),
            Kind::Text => Self::Text(position(code)),
        }
    }
}

/// A position that was stored as a number: exact up to 2^53, more than any file has of anything.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only positions are stored, and those are whole and not below 0"
)]
fn position(code: f64) -> usize {
    code as usize
}

/// How a value of a column is written on the screen; `None` for undefined, for categories and recordings,
/// whose names the table does not know, and for texts, which its rows hold.
///
/// Counts are whole, shares in percent with one decimal, scores with two decimals (from 100 with none),
/// activations with so many significant digits: `17`, `61.2 %`, `-0.05`, `13.28`. Text is never wider than
/// [`Column::width_cells`].
pub fn cell_text(column: Column, value: Value, digits: usize) -> Option<String> {
    match value {
        Value::Undefined | Value::Category(_) | Value::Recording(_) | Value::Text(_) => None,
        Value::Verdict(verdict) => Some(verdict.text().to_owned()),
        Value::State(state) => Some(state.text().to_owned()),
        Value::Number(number) if number.is_nan() => None,
        Value::Number(number) => match column.info().kind {
            Kind::Number(unit) => Some(number_text(number, unit, digits)),
            _ => None,
        },
    }
}

fn number_text(number: f64, unit: Unit, digits: usize) -> String {
    match unit {
        Unit::Count => format!("{number:.0}"),
        Unit::Activation if number == 0. || (1e-99..1e99).contains(&number.abs()) => {
            significant(number, digits)
        }
        // A digit makes room for the third one of the exponent.
        Unit::Activation => significant(number, digits.saturating_sub(1)),
        Unit::Share => format!("{} %", decimals(number * 100., 1)),
        Unit::Score if number.abs() < 99.995 => decimals(number, 2),
        Unit::Score if number.abs() < 99_999.5 => format!("{number:.0}"),
        Unit::Score => format!("{number:.0e}"),
        Unit::Probability if number >= 0.0995 => decimals(number, 2),
        Unit::Probability => significant(number, 2),
    }
}

/// A number with so many decimals, and no sign before a zero.
fn decimals(number: f64, decimals: usize) -> String {
    let shown = format!("{number:.decimals$}");
    match shown.strip_prefix('-') {
        Some(zero) if zero.chars().all(|digit| matches!(digit, '0' | '.')) => zero.to_owned(),
        _ => shown,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    use super::super::columns::COLUMNS;
    use super::*;

    fn shown(column: Column, number: f64) -> String {
        cell_text(column, Value::Number(number), 4).unwrap()
    }

    #[test]
    fn numbers_are_written_by_their_unit() {
        assert_eq!(shown(Column::Neuron, 17.), "17");
        assert_eq!(shown(Column::ActiveFraction, 0.6119), "61.2 %");
        assert_eq!(shown(Column::Spurious, 0.975), "0.97");
        assert_eq!(shown(Column::Rho, -0.001), "0.00");
        assert_eq!(shown(Column::Rho, -0.05), "-0.05");
        assert_eq!(shown(Column::Max, 13.283_348), "13.28");
        assert_eq!(cell_text(Column::Max, Value::Number(13.283_348), 7).unwrap(), "13.28335");
        assert_eq!(shown(Column::Q, 1.234e-9), "1.2e-9");
        assert_eq!(shown(Column::Q, 1.), "1.00");
        assert_eq!(shown(Column::Drift, 12_345.6), "12346");
        assert_eq!(shown(Column::Gain, -1.6e5), "-2e5");
    }

    #[test]
    fn whole_numbers_that_are_written_out_fit_with_few_digits() {
        let text = cell_text(Column::Max, Value::Number(-5_768_541.), 1).unwrap();
        assert_eq!((text.as_str(), Column::Max.width_cells(1)), ("-5768541", text.len()));
    }

    #[test]
    fn undefined_has_no_text() {
        assert_eq!(cell_text(Column::Max, Value::Undefined, 4), None);
        assert_eq!(cell_text(Column::Max, Value::Number(f64::NAN), 4), None);
        assert_eq!(cell_text(Column::TopCategory, Value::Category(CategoryId(3)), 4), None);
    }

    #[test]
    fn a_value_of_another_kind_is_undefined() {
        assert!(Value::Category(CategoryId(3)).code(Column::Max.info().kind).is_nan());
        assert!(Value::Number(3.).code(Column::Verdict.info().kind).is_nan());
    }

    #[test]
    fn what_is_stored_comes_back() {
        let back = |value: Value, kind| assert_eq!(Value::from_code(value.code(kind), kind), value);
        for verdict in Verdict::ALL {
            back(Value::Verdict(*verdict), Kind::Verdict);
        }
        for state in State::ALL {
            back(Value::State(*state), Kind::State);
        }
        back(Value::Category(CategoryId(999)), Kind::Category);
        back(Value::Recording(RecordingId(2)), Kind::Recording);
        back(Value::Text(7), Kind::Text);
        back(Value::Undefined, Kind::Category);
    }

    proptest! {
        #[test]
        fn no_number_is_wider_than_its_column(
            mantissa in -9.999_999..9.999_999_f64,
            exponent in prop_oneof![-12..12_i32, -310..308_i32],
            digits in 1..=10_usize,
        ) {
            let number = mantissa * 10_f64.powi(exponent);
            for info in &COLUMNS {
                let fits = match info.kind {
                    Kind::Number(Unit::Count) => (0. ..999_999.).contains(&number),
                    Kind::Number(Unit::Share) => (-1. ..=1.).contains(&number),
                    Kind::Number(Unit::Probability) => (0. ..=1.).contains(&number),
                    _ => true,
                };
                if let Some(text) = cell_text(info.column, Value::Number(number), digits).filter(|_| fits) {
                    prop_assert!(text.width() <= info.column.width_cells(digits), "{} {text}", info.key);
                }
            }
        }
    }
}
