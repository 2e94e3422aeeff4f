//! What is said of a line behind `:` while it is being typed: what it would do, what is wrong with it, what may stand there.

use super::commands::Argument;
use super::explore::App;
use super::images::IMAGES_HINT;
use super::line::Line;
use super::prompt::Prompt;
use super::table::read_sort;
use crate::table::{Column, Filter, ParseError, State, Value};

const PLACE_HINT: &str = "a name, or ' again: back over the last jump";
const LABEL_HINT: &str = "a word or a few; Esc: none";
const NOTE_HINT: &str = "a sentence; Enter alone: no note";
const WHERE_HINT: &str = "spurious > 0.5 and reliability > 0.7 and not dead";
const SORT_HINT: &str =
    "a column: spurious, reliability, max …; - before it turns the order around";
const COLUMNS_HINT: &str =
    "spurious, max …; +drift -gain changes what shows; all; Enter alone: the usual ones";

/// What is said of a line while it is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The words.
    pub text: String,
    /// Characters of the line before the place that is wrong, if something is.
    pub position: Option<usize>,
}

impl Note {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), position: None }
    }
}

impl App {
    /// What is to be said of a line while it is being typed.
    pub(super) fn note(&self, text: &str) -> Option<Note> {
        let Line { command, rest, before } = Line::read(text).ok()?;
        let fault = |error: ParseError| {
            let position = Some(before + error.position);
            Note { text: error.to_string(), position }
        };
        Some(match (command.argument, rest) {
            (Argument::Where, "") => Note::plain(WHERE_HINT),
            (Argument::Where, text) => match self.read_filter(text) {
                Ok(filter) => Note::plain(self.kept_by(&filter) + &self.hint_at_all("neurons")),
                Err(error) => fault(error),
            },
            (Argument::Images, "") => Note::plain(IMAGES_HINT),
            (Argument::Images, text) => match self.read_image_filter(text) {
                Ok(_) => Note::plain(self.hint_at_all("images").trim_start()),
                Err(error) => fault(error),
            },
            (Argument::Label, "") => Note::plain(LABEL_HINT),
            (Argument::Place, "") => Note::plain(PLACE_HINT),
            (Argument::Note, _) if self.noted_neuron() != self.place.neuron => Note::plain(
                format!("of neuron {}, labelled just now; Esc: none", self.noted_neuron()),
            ),
            (Argument::Note, "") => Note::plain(NOTE_HINT),
            (Argument::Sort, "") => Note::plain(SORT_HINT),
            (Argument::Sort, text) => match read_sort(text) {
                Ok(sort) => Note::plain(sort.map_or("", |sort| sort.column.info().help)),
                Err(error) => beginnings(text).map_or_else(|| fault(error), Note::plain),
            },
            (Argument::Columns, "") => Note::plain(COLUMNS_HINT),
            (Argument::Columns, text) => match self.columns_after(text) {
                Ok(choice) => {
                    Note::plain(format!("{} columns", self.shown_columns(choice.as_ref()).len()))
                }
                Err(error) => {
                    let last = text.rsplit([',', ' ']).next().unwrap_or(text);
                    beginnings(last).map_or_else(|| fault(error), Note::plain)
                }
            },
            _ => return None,
        })
    }

    /// How to let all pass again, while the line is the one that holds.
    fn hint_at_all(&self, what: &str) -> String {
        let is_changed = self.prompt.as_ref().is_some_and(Prompt::is_changed);
        if is_changed { String::new() } else { format!("  Ctrl-u Enter: all {what}") }
    }

    /// How many rows pass a filter; beside dead ones, how many more are newly dead, which is another word.
    fn kept_by(&self, filter: &Filter) -> String {
        let Some(rows) = self.table_rows() else { return String::new() };
        let (kept, others): (Vec<usize>, Vec<usize>) =
            (0..rows.len()).partition(|row| filter.passes(rows, *row));
        let is = |row: usize, what: State| rows.value(Column::State, row) == Value::State(what);
        let count = format!("{} of {}", kept.len(), rows.len());
        if !filter.mentions(Column::State) || !kept.iter().all(|row| is(*row, State::Dead)) {
            return count;
        }
        match others.iter().filter(|row| is(**row, State::NewlyDead)).count() {
            0 => count,
            more => format!("{count} · {more} more are newly dead"),
        }
    }
}

/// The columns whose names begin with what was typed of one so far.
fn beginnings(typed: &str) -> Option<String> {
    let typed = typed.trim_start_matches(['+', '-']).to_lowercase();
    let names = crate::table::COLUMNS.iter().map(|info| info.key);
    let found: Vec<&str> = names.filter(|name| name.starts_with(&typed)).collect();
    (!typed.is_empty() && !found.is_empty()).then(|| found.join(" "))
}
