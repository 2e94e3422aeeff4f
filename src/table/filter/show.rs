//! Expressions written out again, so that they read back as what they are.

use std::fmt::{Display, Formatter, Result};

use super::super::cell::Value;
use super::{Comparison, Equality, Expression, Filter, Form, Operand};

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.0.fmt(f)
    }
}

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::All(parts) => joined(f, parts, " and "),
            Self::Any(parts) => joined(f, parts, " or "),
            Self::Not(part) => {
                f.write_str("not ")?;
                inner(f, part, matches!(**part, Self::All(_) | Self::Any(_)))
            }
            Self::Compare { left, comparison, right } => {
                write!(f, "{left} {} {right}", comparison.sign())
            }
            Self::Same { column, equality, value } => {
                write!(f, "{} {} ", column.key(), equality.sign())?;
                match value {
                    Value::Undefined => f.write_str("undefined"),
                    Value::Number(number) => write!(f, "{number}"),
                    Value::Category(category) => write!(f, "{category}"),
                    Value::Recording(recording) => write!(f, "{recording}"),
                    Value::Verdict(verdict) => write!(f, "{verdict}"),
                    Value::State(state) => write!(f, "{state}"),
                    Value::Text(place) => write!(f, "{place}"),
                }
            }
            Self::SameText { column, equality, text } => {
                // What was read never holds both.
                let quote = if text.contains('"') { '\'' } else { '"' };
                write!(f, "{} {} {quote}{text}{quote}", column.key(), equality.sign())
            }
            Self::SameColumns { left, equality, right } => {
                write!(f, "{} {} {}", left.key(), equality.sign(), right.key())
            }
            Self::Definition { column, is_defined } => {
                let word = if *is_defined { "defined" } else { "undefined" };
                write!(f, "{} is {word}", column.key())
            }
            Self::Word { verdict, state } => match (verdict, state) {
                (Some(verdict), _) => verdict.fmt(f),
                (None, Some(state)) => state.fmt(f),
                (None, None) => Ok(()),
            },
        }
    }
}

/// Parts with a word between, in parentheses where the word would bind otherwise.
fn joined(f: &mut Formatter<'_>, parts: &[Expression], word: &str) -> Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(word)?;
        }
        let is_looser = match part {
            Expression::Any(_) => true,
            Expression::All(_) => word == " and ",
            _ => false,
        };
        inner(f, part, is_looser)?;
    }
    Ok(())
}

fn inner(f: &mut Formatter<'_>, part: &Expression, in_parentheses: bool) -> Result {
    if in_parentheses { write!(f, "({part})") } else { part.fmt(f) }
}

impl Display for Operand {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Number(number) if *number == 0. || (1e-4..1e7).contains(&number.abs()) => {
                number.fmt(f)
            }
            Self::Number(number) => write!(f, "{number:e}"),
            Self::Column { column, form } => match form {
                Form::Plain => f.write_str(column.key()),
                Form::Negated => write!(f, "-{}", column.key()),
                Form::Magnitude => write!(f, "abs({})", column.key()),
                Form::NegatedMagnitude => write!(f, "-abs({})", column.key()),
            },
        }
    }
}

impl Comparison {
    const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Equality {
    const fn sign(self) -> &'static str {
        match self {
            Self::Same => "=",
            Self::Different => "!=",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::columns::{COLUMNS, Column};
    use super::super::super::words::{State, Verdict};
    use super::super::vocabulary::Vocabulary;
    use super::super::{Names, parse};
    use super::*;
    use crate::ids::{CategoryId, RecordingId};

    const NAMES: Names<'_> = Names { category: &|_| None, recording: &|_| None };

    fn number_column() -> impl Strategy<Value = Column> {
        (0..COLUMNS.len())
            .prop_map(|place| COLUMNS[place].column)
            .prop_filter("a number", |column| column.is_number())
    }

    fn operand() -> impl Strategy<Value = Operand> {
        let forms = [Form::Plain, Form::Negated, Form::Magnitude, Form::NegatedMagnitude];
        (number_column(), prop::sample::select(forms.to_vec()))
            .prop_map(|(column, form)| Operand::Column { column, form })
    }

    fn number() -> impl Strategy<Value = Operand> {
        prop_oneof![
            -2.0..2.0,
            -1e12..1e12,
            any::<f64>().prop_filter("finite", |number| number.is_finite())
        ]
        .prop_map(Operand::Number)
    }

    fn comparison() -> impl Strategy<Value = Comparison> {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        prop::sample::select(vec![Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual])
    }

    fn same() -> impl Strategy<Value = Expression> {
        let values = prop_oneof![
            (0..2000_usize).prop_map(|id| (Column::TopCategory, Value::Category(CategoryId(id)))),
            (0..9_usize).prop_map(|id| (Column::Recording, Value::Recording(RecordingId(id)))),
            prop::sample::select(Verdict::ALL)
                .prop_map(|word| (Column::Verdict, Value::Verdict(word))),
            prop::sample::select(State::ALL).prop_map(|word| (Column::State, Value::State(word))),
        ];
        (values, equality()).prop_map(|((column, value), equality)| Expression::Same {
            column,
            equality,
            value,
        })
    }

    fn equality() -> impl Strategy<Value = Equality> {
        prop::sample::select(vec![Equality::Same, Equality::Different])
    }

    fn word() -> impl Strategy<Value = Expression> {
        let texts = Verdict::ALL.iter().map(|word| word.text());
        let texts: Vec<&str> = texts.chain(State::ALL.iter().map(|word| word.text())).collect();
        prop::sample::select(texts).prop_map(|text| Expression::Word {
            verdict: Verdict::find(text),
            state: State::find(text),
        })
    }

    fn leaf() -> impl Strategy<Value = Expression> {
        let compare = |(left, comparison, right)| Expression::Compare { left, comparison, right };
        prop_oneof![
            (operand(), comparison(), prop_oneof![number(), operand()]).prop_map(compare),
            (number(), comparison(), operand()).prop_map(compare),
            same(),
            (equality(), "[^\"]*|[^']*").prop_map(|(equality, text)| Expression::SameText {
                column: Column::Label,
                equality,
                text,
            }),
            equality().prop_map(|equality| Expression::SameColumns {
                left: Column::TopCategory,
                equality,
                right: Column::ReferenceCategory,
            }),
            (0..COLUMNS.len(), any::<bool>()).prop_map(|(place, is_defined)| {
                Expression::Definition { column: COLUMNS[place].column, is_defined }
            }),
            word(),
        ]
    }

    fn expression() -> impl Strategy<Value = Expression> {
        leaf().prop_recursive(6, 40, 4, |inner| {
            let some = prop::collection::vec(inner.clone(), 2..4);
            prop_oneof![
                some.clone().prop_map(Expression::All),
                some.prop_map(Expression::Any),
                inner.prop_map(|part| Expression::Not(Box::new(part))),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(expression in expression()) {
            let shown = expression.to_string();
            prop_assert_eq!(parse::expression(&shown, Vocabulary::Neurons, &NAMES), Ok(expression), "{}", shown);
        }
    }

    #[test]
    fn names_are_shown_as_numbers() {
        let names = Names { category: &|name| (name == "coat").then_some(4), ..NAMES };
        let shown = |text| Filter::parse(text, &names).unwrap().to_string();
        assert_eq!(
            shown("((top_category  = coat)) and NOT retuned"),
            "top_category = 4 and not re-tuned"
        );
        assert_eq!(shown("drift > 5%"), "drift > 0.05");
    }
}
