//! An answer on its way to stdout: JSON for programs, CSV for pipes, an aligned table for people.

use std::io::{self, Write};
use std::ops::Range;

use clap::ValueEnum;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::parts::side_by_side;
use crate::text::{is_unsafe, printable};

/// Rows that one thread makes csv of before it takes the next.
const ROWS_OF_PART: usize = 128;

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns, four significant digits unless the config file says otherwise
    Table,
    /// One JSON value, full precision
    Json,
    /// Comma-separated values with a header, full precision
    Csv,
}

/// A field of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Undefined or absent.
    Null,
    /// Words.
    Text(String),
    /// An id or a count.
    Count(usize),
    /// A measurement.
    Number(f64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Null }
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Rows under a header.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Table {
    /// What the rows are; shown when a report has several tables.
    pub(super) title: String,
    /// Names of the columns.
    pub(super) columns: Vec<String>,
    /// The fields, as many a row as there are columns.
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(ToString::to_string).collect();
        Self { title: title.into(), columns, rows: Vec::new() }
    }
}

/// The same answer as JSON and as tables, or one of them.
#[derive(Debug, Default)]
pub(super) struct Report {
    json: String,
    tables: Vec<Table>,
    context: Vec<(&'static str, Cell)>,
    /// Made already, in parts.
    csv: Vec<Vec<u8>>,
}

impl Report {
    /// A report of `value`, and the tables that say the same.
    pub(super) fn new(value: &impl Serialize, tables: Vec<Table>) -> io::Result<Self> {
        let json = escaped(&serde_json::to_string(value)?);
        Ok(Self { json, tables, ..Self::default() })
    }

    /// A report in one format of a `value` so long that the other should not be made. `table` is the table of some of
    /// its rows; for csv, several threads ask for a part each and no table is ever whole.
    pub(super) fn only(
        format: Format,
        (value, n_rows): (&impl Serialize, usize),
        table: impl Fn(Range<usize>) -> Table + Sync,
    ) -> io::Result<Self> {
        match format {
            Format::Json => Self::new(value, Vec::new()),
            Format::Table => Ok(Self { tables: vec![table(0..n_rows)], ..Self::default() }),
            Format::Csv => {
                let part = |part: usize| {
                    let rows = part * ROWS_OF_PART..((part + 1) * ROWS_OF_PART).min(n_rows);
                    let mut text = Vec::new();
                    let head = if part == 0 { Head::Written } else { Head::Left };
                    write_csv(&table(rows), head, &mut text).map(|()| text)
                };
                let parts = side_by_side(n_rows.div_ceil(ROWS_OF_PART).max(1), part);
                let csv = parts.into_iter().collect::<io::Result<_>>()?;
                Ok(Self { csv, ..Self::default() })
            }
        }
    }

    /// The same, with what all tables are about: a line above them for people, in csv columns of every row.
    pub(super) fn with_context(self, context: Vec<(&'static str, Cell)>) -> Self {
        Self { context, ..self }
    }

    /// Writes it; a table for people has `digits` significant ones.
    pub(super) fn write(
        &self,
        format: Format,
        digits: usize,
        out: &mut impl Write,
    ) -> io::Result<()> {
        match (format, self.tables.as_slice()) {
            (Format::Json, _) => writeln!(out, "{}", self.json),
            (Format::Csv, []) => self.csv.iter().try_for_each(|part| out.write_all(part)),
            (Format::Csv, [only]) => {
                write_csv(&behind(&self.context, only.clone()), Head::Written, out)
            }
            (Format::Csv, several) => write_csv(&long(several, &self.context), Head::Written, out),
            (Format::Table, [only]) => write_table(only, digits, out),
            (Format::Table, several) => several.iter().enumerate().try_for_each(|(at, table)| {
                let space = if at > 0 { "\n" } else { "" };
                writeln!(out, "{space}{}", printable(&table.title))?;
                write_table(table, digits, out)
            }),
        }
    }
}

/// JSON in which no character can steer a terminal: such characters stand only inside texts, where an escape means
/// the same.
fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for character in json.chars() {
        if is_unsafe(character) {
            let mut units = [0; 2];
            let escapes = character.encode_utf16(&mut units).iter();
            safe.extend(escapes.map(|unit| format!("\\u{unit:04x}")));
        } else {
            safe.push(character);
        }
    }
    safe
}

/// A table with the context as its first columns.
fn behind(context: &[(&'static str, Cell)], mut table: Table) -> Table {
    let names = context.iter().map(|(name, _)| (*name).to_owned());
    table.columns.splice(0..0, names);
    for row in &mut table.rows {
        row.splice(0..0, context.iter().map(|(_, cell)| cell.clone()));
    }
    table
}

/// Several tables as one: a first column `part` with their titles, then the context, then every other column that
/// any of them has. A table's own column wins over the context.
fn long(tables: &[Table], context: &[(&'static str, Cell)]) -> Table {
    let mut columns: Vec<String> = context.iter().map(|(name, _)| (*name).to_owned()).collect();
    for column in tables.iter().flat_map(|table| &table.columns) {
        if !columns.contains(column) {
            columns.push(column.clone());
        }
    }
    let mut whole = Table::new("", &["part"]);
    for table in tables {
        whole.rows.extend(table.rows.iter().map(|row| {
            let field = |column: &String| {
                let own = table.columns.iter().position(|own| own == column);
                let known = || context.iter().find(|(name, _)| name == column);
                own.and_then(|at| row.get(at).cloned())
                    .or_else(|| known().map(|(_, cell)| cell.clone()))
                    .unwrap_or(Cell::Null)
            };
            std::iter::once(Cell::Text(table.title.clone()))
                .chain(columns.iter().map(field))
                .collect()
        }));
    }
    whole.columns.extend(columns);
    whole
}

/// What becomes of the line with the names of the columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    Written,
    Left,
}

fn write_csv(table: &Table, head: Head, out: &mut impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let broken = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    };
    if head == Head::Written {
        writer
            .write_record(table.columns.iter().map(|column| printable(column)))
            .map_err(broken)?;
    }
    let mut text = String::new();
    for row in &table.rows {
        for cell in row {
            text.clear();
            put_field(cell, &mut text);
            writer.write_field(&text).map_err(broken)?;
        }
        writer.write_record(None::<&[u8]>).map_err(broken)?;
    }
    writer.flush()
}

/// Adds a field of csv: numbers with all their digits, undefined ones empty.
fn put_field(cell: &Cell, text: &mut String) {
    use std::fmt::Write as _;
    // Writing to a text cannot fail.
    let _ = match cell {
        Cell::Null => Ok(()),
        Cell::Text(word) => text.write_str(&printable(word)),
        Cell::Count(count) => write!(text, "{count}"),
        Cell::Number(number) => write!(text, "{number:?}"),
    };
}

fn write_table(table: &Table, digits: usize, out: &mut impl Write) -> io::Result<()> {
    let rows: Vec<Vec<(String, bool)>> =
        table.rows.iter().map(|row| row.iter().map(|cell| shown(cell, digits)).collect()).collect();
    let headers = table.columns.iter().map(|column| printable(column));
    let columns: Vec<(String, usize, bool)> = headers
        .enumerate()
        .map(|(at, header)| {
            let fields = || rows.iter().filter_map(|row| row.get(at));
            let width = fields().map(|(text, _)| text.width()).max().unwrap_or(0);
            let is_number = fields().all(|(_, is_number)| *is_number) && !rows.is_empty();
            (header.clone(), width.max(header.width()), is_number)
        })
        .collect();
    let mut line = |fields: &[&str]| {
        let aligned: Vec<String> = fields
            .iter()
            .zip(&columns)
            .map(|(text, (_, width, is_number))| {
                let space = " ".repeat(width.saturating_sub(text.width()));
                if *is_number { format!("{space}{text}") } else { format!("{text}{space}") }
            })
            .collect();
        writeln!(out, "{}", aligned.join("  ").trim_end())
    };
    line(&columns.iter().map(|(header, _, _)| header.as_str()).collect::<Vec<_>>())?;
    for row in &rows {
        line(&row.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// A field for people, and whether it belongs to the right edge.
fn shown(cell: &Cell, digits: usize) -> (String, bool) {
    match cell {
        Cell::Null => ("–".into(), true),
        Cell::Text(text) => (printable(text), false),
        Cell::Count(count) => (count.to_string(), true),
        Cell::Number(number) => (crate::text::significant(*number, digits), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let mut means = Table::new("means", &["category", "name", "mean"]);
        means.rows.push(vec![0.into(), "T-shirt, top".into(), 0.1_f64.into()]);
        means.rows.push(vec![12.into(), "Coat".into(), Cell::Null]);
        Report::new(&["any"], vec![means]).unwrap()
    }

    fn print(report: &Report, format: Format) -> String {
        let mut out = Vec::new();
        report.write(format, 4, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn csv_quotes_and_leaves_undefined_fields_empty() {
        let expected = "category,name,mean\n0,\"T-shirt, top\",0.1\n12,Coat,\n";
        assert_eq!(print(&report(), Format::Csv), expected);
    }

    #[test]
    fn csv_in_parts_is_csv_in_one() {
        let numbers: Vec<usize> = (0..3 * ROWS_OF_PART + 7).collect();
        let table = |rows: Range<usize>| {
            let mut table = Table::new("numbers", &["number", "half", "empty"]);
            let row =
                |number: &usize| vec![(*number).into(), (*number as f64 / 2.0).into(), Cell::Null];
            table.rows = numbers[rows].iter().map(row).collect();
            table
        };
        for n_rows in [0, 1, ROWS_OF_PART, ROWS_OF_PART + 1, numbers.len()] {
            let in_parts = Report::only(Format::Csv, (&numbers, n_rows), table).unwrap();
            let in_one = Report { tables: vec![table(0..n_rows)], ..Report::default() };
            assert_eq!(print(&in_parts, Format::Csv), print(&in_one, Format::Csv));
        }
    }

    #[test]
    fn tables_align_numbers_to_the_right() {
        let expected = "\
category  name            mean
       0  T-shirt, top  0.1000
      12  Coat               –
";
        assert_eq!(print(&report(), Format::Table), expected);
    }

    #[test]
    fn json_holds_no_control_character_and_says_the_same() {
        let text = "a\u{9b}31m\u{202e}b\u{e0001}\u{7f}\"\n";
        let json = escaped(&serde_json::to_string(text).unwrap());
        assert!(json.is_ascii(), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn several_tables_become_one_in_csv() {
        let mut report = report();
        let mut other = Table::new("images", &["image", "mean"]);
        other.rows.push(vec![3.into(), 0.5_f64.into()]);
        report.tables.push(other);
        let csv = print(&report, Format::Csv);
        assert!(csv.starts_with("part,category,name,mean,image\n"), "{csv}");
        assert!(csv.ends_with("images,,,0.5,3\n"), "{csv}");
    }
}
