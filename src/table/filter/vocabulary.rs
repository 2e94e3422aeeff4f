//! What an expression may speak of: the columns and words of neurons, or those of images.

use super::super::columns::{COLUMNS, Column, ColumnInfo, IMAGE_COLUMNS};
use super::super::error::{ParseError, quoted};
use super::super::words::{State, Verdict};
use super::{Equality, Expression};
use crate::text::closest;

/// A set of columns and words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    /// Rows are neurons.
    Neurons,
    /// Rows are images.
    Images,
}

/// Words about images and whether prediction and truth are the same for them.
const IMAGE_WORDS: [(&str, Equality); 2] =
    [("right", Equality::Same), ("wrong", Equality::Different)];

impl Vocabulary {
    /// A condition as an example.
    pub(super) fn example(self) -> &'static str {
        match self {
            Self::Neurons => "spurious > 0.5 or not dead",
            Self::Images => "truth = 3 or wrong",
        }
    }

    fn columns(self) -> impl Iterator<Item = &'static ColumnInfo> {
        let (columns, more): (&[ColumnInfo], _) = match self {
            Self::Neurons => (&COLUMNS, None),
            Self::Images => (&IMAGE_COLUMNS, Some(Column::Recording.info())),
        };
        columns.iter().chain(more)
    }

    /// The column of that name.
    pub(super) fn find(self, name: &str) -> Option<Column> {
        self.columns().find(|info| info.is_called(name)).map(|info| info.column)
    }

    /// What a word means that stands for itself.
    pub(super) fn word(self, text: &str) -> Option<Expression> {
        match self {
            Self::Neurons => {
                let (verdict, state) = (Verdict::find(text), State::find(text));
                let is_known = verdict.is_some() || state.is_some();
                is_known.then_some(Expression::Word { verdict, state })
            }
            Self::Images => {
                let found = IMAGE_WORDS.iter().find(|(word, _)| text.eq_ignore_ascii_case(word));
                found.map(|(_, equality)| Expression::SameColumns {
                    left: Column::Truth,
                    equality: *equality,
                    right: Column::Prediction,
                })
            }
        }
    }

    /// What is wrong with a name that is none of a column, at that character.
    pub(super) fn no_column(self, name: &str, position: usize) -> ParseError {
        ParseError::new(position, format!("no column {}", quoted(name)))
            .meaning(closest(name, self.columns().map(|info| info.key)))
    }

    /// What is wrong with words that mean nothing, at that character.
    pub(super) fn no_word(self, text: &str, position: usize) -> ParseError {
        let words: Vec<&str> = match self {
            Self::Neurons => {
                let states = State::ALL.iter().map(|word| word.text());
                Verdict::ALL.iter().map(|word| word.text()).chain(states).collect()
            }
            Self::Images => IMAGE_WORDS.iter().map(|(word, _)| *word).collect(),
        };
        let known = words.into_iter().chain(self.columns().map(|info| info.key));
        ParseError::new(position, format!("no column and no word {}", quoted(text)))
            .meaning(closest(text, known))
    }
}
