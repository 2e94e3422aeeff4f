//! `deephys neurons`: which rows and columns are printed, and in which order.

use std::ops::Range;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Failure;
use super::args::OfTable;
use super::labels;
use super::report::{Cell, Format, Report, Table};
use crate::ids::{LayerId, RecordingId};
use crate::query::Analyst;
use crate::recording::{Fault, RecordingSet};
use crate::table::{
    Column, Filter, Kind, LABEL_COLUMNS, Names, ParseError, Rows, Sort, Unit, Value, select_behind,
};

/// The columns that say what a row is about, behind the layer.
const IDENTITY: [Column; 2] = [Column::Neuron, Column::Recording];

/// The columns that are printed until somebody chooses others.
const USUAL: &[Column] = &[
    Column::Neuron,
    Column::Recording,
    Column::Verdict,
    Column::Change,
    Column::Max,
    Column::Mean,
    Column::ActiveFraction,
    Column::TopCategory,
    Column::TopCategoryMean,
    Column::Reliability,
    Column::Spurious,
    Column::Novelty,
    Column::Rho,
    Column::Gain,
];

/// The report of `deephys neurons`.
pub(super) fn report(
    analyst: &Analyst,
    layer: LayerId,
    (options, format): (&OfTable, Format),
    faults: &mut Vec<Fault>,
) -> Result<Report, Failure> {
    let set = analyst.set();
    let columns = match &options.columns {
        Some(text) => select_behind(&IDENTITY, text, USUAL)
            .map_err(|error| wrong("--columns", text, &error))?,
        None => USUAL.to_vec(),
    };
    let filter = match &options.filter {
        Some(text) => Some(parse(text, set)?),
        None => None,
    };
    let sort = options.sort.map_or_else(Sort::default, |column| {
        let sort = Sort { column, order: crate::table::Order::Descending };
        if options.ascending { sort.reversed() } else { sort }
    });
    let needs_null = |column: &Column| *column == Column::NullPercentile;
    let is_asked_for = columns.iter().chain([&sort.column]).any(needs_null)
        || options.filter.as_ref().is_some_and(|text| text.contains("null_percentile"));
    let mut answer = if is_asked_for { analyst.layer(layer) } else { analyst.layer_once(layer) };
    faults.append(&mut answer.faults);
    let recordings: Vec<RecordingId> =
        answer.recordings.iter().map(|layer| layer.recording).collect();
    let mut rows = answer.rows(set.reference, &recordings);
    if is_asked_for {
        let percentiles = analyst.null_percentiles(layer, &recordings)?;
        rows.fill(Column::NullPercentile, percentiles.into_iter().map(Value::from));
    }
    let mentions = |column: &Column| {
        columns.contains(column)
            || sort.column == *column
            || filter.as_ref().is_some_and(|filter| filter.mentions(*column))
    };
    if LABEL_COLUMNS.iter().any(mentions) {
        labels::fill(set, layer, &mut rows);
    }
    let mut arranged = rows.arranged(filter.as_ref(), sort);
    arranged.truncate(options.limit.unwrap_or(usize::MAX));
    let layer = set.model.layer(layer).map_or("", |layer| layer.name.as_str());
    let printed: Vec<Row<'_>> = arranged
        .into_iter()
        .map(|position| Row { set, layer, rows: &rows, columns: &columns, position })
        .collect();
    let table = |rows: Range<usize>| table(&columns, printed.get(rows).unwrap_or_default());
    Ok(Report::only(format, (&printed, printed.len()), table)?)
}

fn parse(text: &str, set: &RecordingSet) -> Result<Filter, Failure> {
    let names = Names {
        category: &|name| set.categories.find(name).map(crate::ids::CategoryId::index),
        recording: &|name| set.find_recording(name).ok().map(RecordingId::index),
    };
    Filter::parse(text, &names).map_err(|error| wrong("--where", text, &error))
}

/// What is wrong with an option, and where in it.
fn wrong(option: &str, text: &str, error: &ParseError) -> Failure {
    Failure::Usage(format!("{option}: {error}\n{}", error.caret(text)))
}

/// One row of the report.
struct Row<'a> {
    set: &'a RecordingSet,
    layer: &'a str,
    rows: &'a Rows,
    columns: &'a [Column],
    position: usize,
}

impl Row<'_> {
    fn cell(&self, column: Column) -> Cell {
        match self.rows.value(column, self.position) {
            Value::Undefined => Cell::Null,
            Value::Number(number) if column.info().kind == Kind::Number(Unit::Count) => {
                Cell::Count(whole(number))
            }
            Value::Number(number) => number.into(),
            Value::Category(category) => category.index().into(),
            Value::Recording(recording) => {
                self.set.recording(recording).map(|of| of.name.clone()).into()
            }
            Value::Verdict(verdict) => verdict.text().into(),
            Value::State(state) => state.text().into(),
            Value::Text(_) => self.rows.text(column, self.position).into(),
        }
    }
}

/// A count that was kept as a real number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are whole, not negative and far below 2^53"
)]
fn whole(number: f64) -> usize {
    number as usize
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1 + self.columns.len()))?;
        map.serialize_entry("layer", self.layer)?;
        for &column in self.columns {
            match self.cell(column) {
                Cell::Null => map.serialize_entry(column.key(), &None::<()>)?,
                Cell::Text(text) => map.serialize_entry(column.key(), &text)?,
                Cell::Count(count) => map.serialize_entry(column.key(), &count)?,
                Cell::Number(number) => map.serialize_entry(column.key(), &number)?,
            }
        }
        map.end()
    }
}

fn table(columns: &[Column], rows: &[Row<'_>]) -> Table {
    let keys: Vec<&str> =
        std::iter::once("layer").chain(columns.iter().map(|of| of.key())).collect();
    let mut table = Table::new("neurons", &keys);
    table.rows = rows
        .iter()
        .map(|row| {
            let cells = columns.iter().map(|&column| row.cell(column));
            std::iter::once(row.layer.into()).chain(cells).collect()
        })
        .collect();
    table
}
