//! Expressions that say which rows of the table, or which images, to keep: one grammar for the screen and the command
//! line.

mod parse;
mod show;
mod token;
mod vocabulary;

use std::cmp::Ordering;

use super::cell::Value;
use super::columns::{Column, Kind};
use super::error::ParseError;
use super::rows::Rows;
use super::words::{State, Verdict};
use vocabulary::Vocabulary;

/// Finds what categories and recordings are called.
pub struct Names<'a> {
    /// The number of the category of that name.
    pub category: &'a dyn Fn(&str) -> Option<usize>,
    /// The number of the recording of that name.
    pub recording: &'a dyn Fn(&str) -> Option<usize>,
}

/// An expression that a row passes or not.
///
/// ```text
/// expression = condition, joined with `and` and `or` (`and` binds closer), turned with `not`, in parentheses
/// condition  = number-column  =|!=|<|<=|>|>=  number[%] | -number-column | abs(number-column)
///            | top_category   =|!=            number | name | "name" | column of categories
///            | verdict        =|!=|is|is not  word
///            | label, note    =|!=|is|is not  word | "words" | none
///            | any column     is [not]        defined | undefined
///            | word                           what is the verdict or the state: dead, retuned, newly dead, noisy
/// ```
///
/// Case does not count, except in the names of categories and recordings, which are looked up as they stand.
/// Every comparison with an undefined value is false, `!=` too; only `none` is what is undefined. `not` is the plain opposite: each row passes either
/// an expression or its `not`, so `not spurious > 0.5` keeps the rows where spurious is undefined and
/// `spurious <= 0.5` does not. A word stands for itself alone: `dead` is not `newly dead`.
///
/// Its `Display` is an expression that means the same, with numbers in place of names.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(Expression);

impl Filter {
    /// Reads an expression.
    ///
    /// # Errors
    /// Where it is wrong, what was expected there and what may have been meant; for an empty text too.
    pub fn parse(text: &str, names: &Names<'_>) -> Result<Self, ParseError> {
        parse::expression(text, Vocabulary::Neurons, names).map(Self)
    }

    /// Reads an expression about images, of the same grammar: its columns are those of [`IMAGE_COLUMNS`] and
    /// `recording`, its words `right` and `wrong`.
    ///
    /// [`IMAGE_COLUMNS`]: super::IMAGE_COLUMNS
    ///
    /// # Errors
    /// As those of [`parse`](Self::parse).
    pub fn parse_images(text: &str, names: &Names<'_>) -> Result<Self, ParseError> {
        parse::expression(text, Vocabulary::Images, names).map(Self)
    }

    /// Whether a row passes; a row beyond the last is one where everything is undefined.
    pub fn passes(&self, rows: &Rows, row: usize) -> bool {
        self.0.passes(rows, row)
    }
}

/// How deep an expression may be nested; parsing, showing and dropping it go as deep.
const DEEPEST: usize = 64;

/// A read expression. `All` and `Any` hold at least two.
#[derive(Debug, Clone, PartialEq)]
enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Compare { left: Operand, comparison: Comparison, right: Operand },
    Same { column: Column, equality: Equality, value: Value },
    SameText { column: Column, equality: Equality, text: String },
    SameColumns { left: Column, equality: Equality, right: Column },
    Definition { column: Column, is_defined: bool },
    Word { verdict: Option<Verdict>, state: Option<State> },
}

/// Whether two things must be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Equality {
    Same,
    Different,
}

/// How two numbers must stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Operand {
    Number(f64),
    Column { column: Column, form: Form },
}

/// What is made of a column's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Negated,
    Magnitude,
    NegatedMagnitude,
}

impl Filter {
    /// Whether the expression looks at a column.
    pub fn mentions(&self, column: Column) -> bool {
        self.0.mentions(column)
    }
}

impl Expression {
    fn mentions(&self, wanted: Column) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.mentions(wanted)),
            Self::Not(part) => part.mentions(wanted),
            Self::Compare { left, right, .. } => [left, right]
                .into_iter()
                .any(|side| matches!(side, Operand::Column { column, .. } if *column == wanted)),
            Self::Same { column, .. }
            | Self::SameText { column, .. }
            | Self::Definition { column, .. } => *column == wanted,
            Self::SameColumns { left, right, .. } => [*left, *right].contains(&wanted),
            Self::Word { .. } => [Column::Verdict, Column::State].contains(&wanted),
        }
    }

    fn passes(&self, rows: &Rows, row: usize) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.passes(rows, row)),
            Self::Any(parts) => parts.iter().any(|part| part.passes(rows, row)),
            Self::Not(part) => !part.passes(rows, row),
            Self::Compare { left, comparison, right } => {
                let (left, right) = (left.number(rows, row), right.number(rows, row));
                left.partial_cmp(&right).is_some_and(|order| comparison.holds(order))
            }
            Self::Same { column, equality, value } => {
                equality.holds(rows.code(*column, row), value.code(column.info().kind))
            }
            Self::SameText { column, equality, text } => {
                let is_same = |found: &str| found.to_lowercase() == text.to_lowercase();
                let wanted = *equality == Equality::Same;
                rows.text(*column, row).is_some_and(|found| is_same(found) == wanted)
            }
            Self::SameColumns { left, equality, right } if is_text(*left) => {
                let both = rows.text(*left, row).zip(rows.text(*right, row));
                both.is_some_and(|(a, b)| (a == b) == (*equality == Equality::Same))
            }
            Self::SameColumns { left, equality, right } => {
                equality.holds(rows.code(*left, row), rows.code(*right, row))
            }
            Self::Definition { column, is_defined } => {
                rows.code(*column, row).is_nan() != *is_defined
            }
            Self::Word { verdict, state } => {
                let is = |column, value| rows.value(column, row) == value;
                verdict.is_some_and(|verdict| is(Column::Verdict, Value::Verdict(verdict)))
                    || state.is_some_and(|state| is(Column::State, Value::State(state)))
            }
        }
    }
}

/// Whether the values of a column are what somebody has written.
fn is_text(column: Column) -> bool {
    column.info().kind == Kind::Text
}

impl Equality {
    fn holds(self, left: f64, right: f64) -> bool {
        let comparison = match self {
            Self::Same => Comparison::Equal,
            Self::Different => Comparison::NotEqual,
        };
        left.partial_cmp(&right).is_some_and(|order| comparison.holds(order))
    }
}

impl Comparison {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Operand {
    fn number(self, rows: &Rows, row: usize) -> f64 {
        match self {
            Self::Number(number) => number,
            Self::Column { column, form } => {
                let code = rows.code(column, row);
                match form {
                    Form::Plain => code,
                    Form::Negated => -code,
                    Form::Magnitude => code.abs(),
                    Form::NegatedMagnitude => -code.abs(),
                }
            }
        }
    }

    /// The same with the other sign.
    fn negated(self) -> Self {
        match self {
            Self::Number(number) => Self::Number(-number),
            Self::Column { column, form } => {
                let form = match form {
                    Form::Plain => Form::Negated,
                    Form::Negated => Form::Plain,
                    Form::Magnitude => Form::NegatedMagnitude,
                    Form::NegatedMagnitude => Form::Magnitude,
                };
                Self::Column { column, form }
            }
        }
    }

    /// The same without a sign.
    fn magnitude(self) -> Self {
        match self {
            Self::Number(number) => Self::Number(number.abs()),
            Self::Column { column, .. } => Self::Column { column, form: Form::Magnitude },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{CategoryId, NeuronId};

    const NAMES: Names<'_> = Names {
        category: &|name| {
            ["coat", "sandal", "ankle boot", "3"].iter().position(|known| *known == name)
        },
        recording: &|name| ["ref", "ood"].iter().position(|known| *known == name),
    };

    /// Six neurons: re-tuned, stable, dead, newly dead, too noisy, and one of which nothing is known.
    fn rows() -> Rows {
        let mut rows = Rows::new((0..6).map(NeuronId).collect());
        let numbers = |values: [f64; 5]| values.map(Value::Number);
        rows.fill(Column::Spurious, numbers([0.9, 0.1, f64::NAN, f64::NAN, 0.7]));
        rows.fill(Column::Novelty, numbers([-0.5, 0.1, 0., 1., 0.2]));
        rows.fill(Column::ActiveFraction, numbers([0.5, 0.05, 0., 0., 0.9]));
        let verdicts = [
            Verdict::Retuned,
            Verdict::Stable,
            Verdict::Dead,
            Verdict::NewlyDead,
            Verdict::TooNoisy,
        ];
        rows.fill(Column::Verdict, verdicts.map(Value::Verdict));
        let states = [State::Ok, State::Ok, State::Dead, State::NewlyDead, State::Dense];
        rows.fill(Column::State, states.map(Value::State));
        let category = |category| Some(CategoryId(category)).into();
        rows.fill(Column::TopCategory, [0, 1, 2, 2, 0].map(category));
        rows.fill(Column::ReferenceCategory, [1, 1, 2].map(category));
        rows.fill_text(Column::Label, ["spurious", "", "Two words", "it's \"odd\"", "none"]);
        rows.fill_text(Column::Note, ["spurious", "", "other"]);
        rows
    }

    fn kept(text: &str) -> Vec<usize> {
        let filter = Filter::parse(text, &NAMES).unwrap_or_else(|error| panic!("{text}: {error}"));
        let rows = rows();
        (0..rows.len()).filter(|row| filter.passes(&rows, *row)).collect()
    }

    #[test]
    fn numbers_are_compared() {
        assert_eq!(kept("spurious > 0.5"), [0, 4]);
        assert_eq!(kept("0.5 >= SPURIOUS"), [1]);
        assert_eq!(kept("active_fraction > 5%"), [0, 4]);
        assert_eq!(kept("active_fraction >= 5 %"), [0, 1, 4]);
        assert_eq!(kept("abs(novelty)>=.5"), [0, 3]);
        assert_eq!(kept("novelty = -0.5 or -novelty < - 0.9"), [0, 3]);
        assert_eq!(kept("active_fraction < spurious"), [0, 1]);
        assert_eq!(kept("neuron != 0 and neuron<3"), [1, 2]);
    }

    #[test]
    fn comparison_with_undefined_is_false_and_not_is_the_plain_opposite() {
        assert_eq!(kept("spurious <= 0.5"), [1]);
        assert_eq!(kept("not spurious > 0.5"), [1, 2, 3, 5]);
        assert_eq!(kept("spurious != 0.1"), [0, 4]);
        assert_eq!(kept("spurious is undefined"), [2, 3, 5]);
        assert_eq!(kept("spurious is not undefined"), [0, 1, 4]);
        assert_eq!(kept("spurious is defined"), [0, 1, 4]);
        assert_eq!(kept("verdict != stable"), [0, 2, 3, 4]);
    }

    #[test]
    fn a_word_is_a_verdict_or_a_state() {
        assert_eq!(kept("dead"), [2]);
        assert_eq!(kept("newly dead"), [3]);
        assert_eq!(kept("Retuned or re-tuned"), [0]);
        assert_eq!(kept("noisy"), [4]);
        assert_eq!(kept("dense or stable"), [1, 4]);
        assert_eq!(kept("not dead and not newly dead"), [0, 1, 4, 5]);
        assert_eq!(kept("verdict = newly dead or state = \"dense\""), [3, 4]);
        assert_eq!(kept("verdict is not retuned"), [1, 2, 3, 4]);
    }

    #[test]
    fn categories_go_by_number_name_or_column() {
        assert_eq!(kept("top_category = coat"), [0, 4]);
        assert_eq!(kept("top_category = ankle boot"), [2, 3]);
        assert_eq!(kept("top_category='ankle boot' and neuron = 2"), [2]);
        assert_eq!(kept("top_category != 0"), [1, 2, 3]);
        assert_eq!(kept("top_category = \"3\""), Vec::<usize>::new(), "quoted it is a name");
        assert_eq!(kept("top_category != reference_category"), [0]);
        assert_eq!(kept("top_category = reference_category"), [1, 2]);
    }

    #[test]
    fn labels_are_words_and_none_is_without_one() {
        assert_eq!(kept("label = spurious or label is TWO words"), [0, 2]);
        assert_eq!(kept("label = 'two words' and note = other"), [2]);
        assert_eq!(kept("label != spurious"), [2, 3, 4], "those that have one");
        assert_eq!(kept("not label = spurious"), [1, 2, 3, 4, 5]);
        assert_eq!(kept("label = none"), [1, 5]);
        assert_eq!(kept("label != none and neuron < 3"), [0, 2]);
        assert_eq!(kept("label = \"none\""), [4], "quoted it is a word");
        assert_eq!(kept("label is not defined"), [1, 5]);
        assert_eq!(kept("label = note"), [0]);
        assert_eq!(kept("label != note"), [2]);
    }

    #[test]
    fn an_expression_knows_the_columns_it_looks_at() {
        let mentions = |text: &str, column| Filter::parse(text, &NAMES).unwrap().mentions(column);
        assert!(mentions("not (dead or abs(novelty) > 0.5)", Column::Novelty));
        assert!(mentions("max > 1 and q is defined", Column::Q));
        assert!(mentions("dead", Column::State) && mentions("dead", Column::Verdict));
        assert!(mentions("top_category = reference_category", Column::ReferenceCategory));
        assert!(!mentions("top_category = coat and max < 2", Column::Novelty));
    }

    #[test]
    fn and_binds_closer_than_or() {
        assert_eq!(kept("neuron = 0 or neuron = 1 and dead"), [0]);
        assert_eq!(kept("(neuron = 0 or neuron = 2) and dead"), [2]);
        assert_eq!(kept("not (neuron = 0 or dead)"), [1, 3, 4, 5]);
        assert_eq!(kept("NOT NOT dead"), [2]);
    }

    #[test]
    fn images_have_words_of_their_own() {
        let mut rows = Rows::of_images(4);
        let category = |category: Option<usize>| category.map(CategoryId).into();
        rows.fill(Column::Truth, [Some(0), Some(1), Some(2), None].map(category));
        rows.fill(Column::Prediction, [Some(0), Some(0), Some(2), Some(1)].map(category));
        rows.fill(Column::Confidence, [0.9, 0.95, 0.4, 0.5].map(Value::Number));
        rows.fill(Column::Recording, [Value::Recording(crate::ids::RecordingId(1)); 4]);
        let kept = |text: &str| {
            let filter = Filter::parse_images(text, &NAMES);
            let filter = filter.unwrap_or_else(|error| panic!("{text}: {error}"));
            (0..rows.len()).filter(|row| filter.passes(&rows, *row)).collect::<Vec<_>>()
        };
        assert_eq!(kept("truth = 1 and prediction != 1 and confidence > 0.9"), [1]);
        assert_eq!((kept("right"), kept("Wrong")), (vec![0, 2], vec![1]));
        assert_eq!(kept("not wrong"), [0, 2, 3], "without a truth nothing is wrong");
        assert_eq!(kept("truth is undefined"), [3]);
        assert_eq!(kept("prediction = ankle boot or confidence < 45%"), [2]);
        assert_eq!(kept("recording = ood and image >= 2"), [2, 3]);
        assert_eq!(kept("recording = ref or truth = prediction and image > 0"), [2]);
        let fault = |text| Filter::parse_images(text, &NAMES).unwrap_err().to_string();
        assert_eq!(fault("thruth = 1"), "no column `thruth`; did you mean truth?");
        assert_eq!(fault("spurious > 0.5"), "no column `spurious`");
        assert_eq!(fault("rong"), "no column and no word `rong`; did you mean wrong?");
        assert_eq!(fault(""), "expected a condition, such as truth = 3 or wrong");
        assert!(Filter::parse("truth = 1", &NAMES).is_err(), "neurons have no truth");
    }
}
