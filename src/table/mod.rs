//! A table of neurons: its columns, their values, sorting and filtering. Knows nothing of how values are computed.
//!
//! The screen and the command line share it: [`COLUMNS`] is the one list of columns, [`Filter`] the one grammar,
//! [`select`] the one way to choose columns, [`Choice`] what is remembered of it.

mod cell;
mod choice;
mod columns;
mod error;
mod filter;
mod rows;
mod selection;
mod words;

pub use cell::{Value, cell_text};
pub use choice::{Choice, Written};
pub use columns::{COLUMNS, Column, ColumnInfo, IMAGE_COLUMNS, Kind, Order, Scope, Unit};
pub use error::ParseError;
pub use filter::{Filter, Names};
pub use rows::{Rows, Sort};
pub use selection::{
    DEFAULT_COLUMNS, LABEL_COLUMNS, OWN_COLUMNS, select, select_behind, selection_text,
};
pub use words::{State, Verdict};
