//! The table of neurons as the user arranged it: columns, order and filter, and the rows that came of them.

use std::sync::Arc;

use super::explore::App;
use super::place::{Focus, Pane, Place};
use crate::ids::{CategoryId, LayerId, NeuronId, RecordingId};
use crate::query::{Answer, LayerAnswer, NULL_BLOCK, NullAnswer, Query};
use crate::table::{
    Choice, Column, DEFAULT_COLUMNS, Filter, LABEL_COLUMNS, Names, OWN_COLUMNS, ParseError, Rows,
    Scope, Sort, Value,
};

/// So many columns that are added at once are brought onto the screen.
const MOST_SHOWN_NEW: usize = 3;

/// What the user chose for the table; it holds for every layer and recording.
#[derive(Debug, Default)]
pub(super) struct Table {
    columns: Option<Choice>,
    sort: Option<Sort>,
    filter: Option<(String, Filter)>,
    /// Columns after the first one that are scrolled off at the left.
    skipped: usize,
    /// Whether the user has been in the table: from then on neurons follow each other as there, seen or not.
    is_followed: bool,
    /// The row that was at the top when the screen was last drawn.
    first_row: usize,
    /// The recording that was last compared with the reference.
    compared: Option<RecordingId>,
    /// Whether the user has chosen a neuron; until then the table begins at its first row.
    is_neuron_chosen: bool,
    arranged: Option<Arranged>,
    null: Nulls,
    /// The labels that decided when the user last asked for an order or a filter: rows do not move while neurons are
    /// labelled.
    labels_then: usize,
}

/// What is under way about scores without a shift.
#[derive(Debug, Default)]
struct Nulls {
    /// The question that is open; there is never more than one, so that it holds up no other.
    pending: Option<Query>,
    /// How many answers came, of any layer.
    answers: usize,
}

/// The rows of a recording and the order in which they show.
#[derive(Debug)]
struct Arranged {
    of: (LayerId, RecordingId),
    rows: Rows,
    shown: Vec<usize>,
    /// What `shown` was made from.
    by: Option<By>,
    /// Answers about scores without a shift when their column was filled.
    null_answers: usize,
    /// The labels that stand in their columns.
    labels: Option<usize>,
}

/// What decides which rows show and where.
#[derive(Debug, Clone, PartialEq)]
struct By {
    sort: Sort,
    filter: Option<Filter>,
    /// Rows do not move while the values come in one after the other, but once all of them are there.
    is_null_complete: bool,
    labels_then: usize,
}

impl Table {
    /// The table begins at its first row, as if no neuron had been chosen.
    pub(super) fn begin_at_top(&mut self) {
        self.is_neuron_chosen = false;
    }

    /// The user has chosen a neuron.
    pub(super) fn choose_neuron(&mut self) {
        self.is_neuron_chosen = true;
    }

    /// The reference is another one: this is what was it before.
    pub(super) fn compare_with(&mut self, recording: RecordingId) {
        self.compared = Some(recording);
    }

    /// Forgets what came of answers that do not hold any more.
    pub(super) fn forget(&mut self) {
        self.arranged = None;
        self.null = Nulls::default();
    }

    /// Takes note of an answer about scores without a shift.
    pub(super) fn learn_null(&mut self, query: Query) {
        self.null.answers += 1;
        self.null.pending.take_if(|pending| *pending == query);
    }

    /// The question about scores without a shift will not be answered this time.
    pub(super) fn forget_null(&mut self, query: Query) {
        self.null.pending.take_if(|pending| *pending == query);
    }
}

impl App {
    /// Whether the table has a place on the screen.
    pub fn table_is_up(&self) -> bool {
        match self.place.pane {
            Pane::Table => true,
            Pane::Neuron => self.view.has_table,
            _ => false,
        }
    }

    /// Whether neurons follow each other as the rows of the table do.
    pub(super) fn follows_table(&self) -> bool {
        self.table_is_up() || (self.place.pane == Pane::Neuron && self.table.is_followed)
    }

    /// Where the neuron stands in a table that is out of sight, counted from 1, among how many, and the column they are
    /// sorted by.
    pub fn unseen_row(&self) -> Option<(usize, usize, Column)> {
        if self.table_is_up() || !self.follows_table() {
            return None;
        }
        Some((self.row_of_neuron()? + 1, self.shown_rows().len(), self.table_sort().column))
    }

    /// The recording that the table is about. Beside a neuron it is never the reference, if there is another.
    pub fn table_recording(&self) -> RecordingId {
        if self.place.pane == Pane::Table { self.place.recording } else { self.compared() }
    }

    /// The selected recording, or the one that was selected last, or the first, that is not the reference.
    pub(super) fn compared(&self) -> RecordingId {
        let (here, reference) = (self.place.recording, self.set.reference);
        let first = self.order().get(1).copied();
        Some(here)
            .filter(|here| *here != reference)
            .or(self.table.compared)
            .or(first)
            .unwrap_or(here)
    }

    /// Whether the table tells what changed since the reference.
    pub fn is_compared(&self) -> bool {
        self.table_recording() != self.set.reference
    }

    /// The columns that the user chose, of those that mean something for the recording; never none.
    pub fn table_columns(&self) -> Vec<Column> {
        self.shown_columns(self.chosen_columns())
    }

    /// The columns of a choice that mean something for the recording; never none.
    pub(super) fn shown_columns(&self, choice: Option<&Choice>) -> Vec<Column> {
        let (is_compared, usual) = (self.is_compared(), self.usual_columns());
        let mut columns = choice.map_or_else(|| usual.clone(), |choice| choice.columns(&usual));
        columns.retain(|column| is_compared || column.info().scope == Scope::Own);
        // A row without its neuron is of no use.
        if !columns.contains(&Column::Neuron) {
            columns.insert(0, Column::Neuron);
        }
        columns
    }

    /// The columns that show until the user chooses others; those of labels behind the neuron, and the notes last, once
    /// there is any.
    fn usual_columns(&self) -> Vec<Column> {
        let usual = if self.is_compared() { DEFAULT_COLUMNS } else { OWN_COLUMNS };
        let mut columns = usual.to_vec();
        if !self.labels().is_empty() {
            columns.insert(1, Column::Label);
            columns.push(Column::Note);
        }
        columns
    }

    /// What the user chose of the columns; `None` is the usual ones.
    pub fn chosen_columns(&self) -> Option<&Choice> {
        self.table.columns.as_ref()
    }

    /// Takes up what was chosen of the columns at another time.
    pub fn restore_columns(&mut self, choice: Option<Choice>) {
        self.table.columns = choice;
    }

    /// Takes up an order that a text names, without showing the table; nothing is the usual one.
    pub(super) fn restore_sort(&mut self, text: &str) -> Result<(), String> {
        self.table.sort = read_sort(text).map_err(told)?;
        self.table.is_followed |= self.table.sort.is_some();
        self.look_at_labels();
        Ok(())
    }

    /// Takes up an expression that neurons pass, without showing the table; nothing is all of them.
    pub(super) fn restore_filter(&mut self, text: &str) -> Result<(), String> {
        let filter = self.read_filter(text).map_err(told);
        self.table.filter = if text.is_empty() { None } else { Some((text.to_owned(), filter?)) };
        self.table.is_followed |= self.table.filter.is_some();
        self.look_at_labels();
        Ok(())
    }

    /// Takes up columns that a text names, without showing the table; nothing is the usual ones.
    pub(super) fn restore_columns_text(&mut self, text: &str) -> Result<(), String> {
        let chosen = match text {
            "" => None,
            text => Choice::after(None, text, &self.usual_columns()).map_err(told)?,
        };
        self.table.columns = chosen;
        Ok(())
    }

    /// The order that the user chose, as [`Self::restore_sort`] reads it; `None` for the usual one.
    pub(super) fn sort_text(&self) -> Option<String> {
        let sort = self.table.sort?;
        let sign = if sort == Sort::by(sort.column) { "" } else { "-" };
        Some(format!("{sign}{}", sort.column.key()))
    }

    /// The recording that a table beside the reference is about, where it is not the first.
    pub(super) fn chosen_comparison(&self) -> Option<RecordingId> {
        let compared = self.compared();
        (self.order().get(1) != Some(&compared) && compared != self.set.reference)
            .then_some(compared)
    }

    /// Compares a recording with the reference, wherever the cursor is.
    pub(super) fn restore_comparison(&mut self, recording: RecordingId) {
        self.table.compared = Some(recording);
    }

    /// The choice of columns after the user has asked for `text`; nothing asks for the usual ones.
    pub(super) fn columns_after(&self, text: &str) -> Result<Option<Choice>, ParseError> {
        match text {
            "" => Ok(None),
            text => Choice::after(self.chosen_columns(), text, &self.usual_columns()),
        }
    }

    /// How many of the columns after the first are scrolled off at the left.
    pub fn skipped_columns(&self) -> usize {
        self.table.skipped
    }

    /// What the table is sorted by.
    pub fn table_sort(&self) -> Sort {
        let is_compared = self.is_compared();
        let default = if is_compared { Sort::default() } else { Sort::by(Column::Neuron) };
        let means = |sort: &Sort| is_compared || sort.column.info().scope == Scope::Own;
        self.table.sort.filter(means).unwrap_or(default)
    }

    /// The expression that the rows pass, as it was typed.
    pub fn table_filter(&self) -> Option<&str> {
        self.table.filter.as_ref().map(|(text, _)| text.as_str())
    }

    /// The values of the table, one row a neuron; `None` while they are not known.
    pub fn table_rows(&self) -> Option<&Rows> {
        self.arranged().map(|arranged| &arranged.rows)
    }

    /// The rows that show, in their order; empty while they are not known.
    pub fn shown_rows(&self) -> &[usize] {
        self.arranged().map_or(&[], |arranged| arranged.shown.as_slice())
    }

    fn arranged(&self) -> Option<&Arranged> {
        let of = (self.place.layer, self.table_recording());
        self.table.arranged.as_ref().filter(|arranged| arranged.of == of)
    }

    /// The position among the shown rows of the selected neuron; `None` where a filter hides it.
    pub fn row_of_neuron(&self) -> Option<usize> {
        let arranged = self.arranged()?;
        let is_here = |row: &usize| arranged.rows.neuron(*row) == Some(self.place.neuron);
        arranged.shown.iter().position(is_here)
    }

    /// The row that was at the top when the table was last drawn.
    pub(super) fn table_scroll(&self) -> usize {
        self.table.first_row
    }

    /// Scrolls the table to a row, as far as its cursor lets it.
    pub(super) fn scroll_table_to(&mut self, row: usize) {
        self.table.first_row = row;
    }

    /// The position of the first row on the screen when `room` rows fit.
    pub fn first_row(&self, room: usize) -> usize {
        let last_first = self.shown_rows().len().saturating_sub(room);
        let first = match self.row_of_neuron() {
            Some(row) => self.table.first_row.min(row).max((row + 1).saturating_sub(room)),
            None => self.table.first_row,
        };
        first.min(last_first)
    }

    /// The answer about the layer that is selected, if it is known.
    pub fn layer_answer(&self) -> Option<&Arc<LayerAnswer>> {
        match self.answer(&Query::Layer { layer: self.place.layer })? {
            Answer::Layer(answer) => Some(answer),
            _ => None,
        }
    }

    /// Why the table is not there, if it failed.
    pub fn table_failure(&self) -> Option<String> {
        match self.answer(&Query::Layer { layer: self.place.layer })? {
            Answer::Failed(fault) => Some(fault.to_string()),
            Answer::Layer(answer) if answer.recording(self.table_recording()).is_none() => {
                Some(answer.faults.first().map_or_else(String::new, ToString::to_string))
            }
            _ => None,
        }
    }

    /// Whether the screen waits for a pass over the layer.
    pub fn is_reading_layer(&self) -> bool {
        let is_open = self.answer(&Query::Layer { layer: self.place.layer }).is_none();
        self.table_is_up() && is_open && !self.are_passes_stopped()
    }

    /// States how far the passes over the layer are, 0 to 1; whether the screen says something else now.
    pub fn tell_share_done(&mut self, share: Option<f64>) -> bool {
        let percent = share.map(|share| format!("{:.0} %", share.clamp(0., 1.) * 100.));
        let is_news = percent != self.percent_read;
        self.percent_read = percent;
        is_news && self.is_reading_layer()
    }

    /// How far the passes over the layer are, in percent; `None` before they have begun.
    pub fn percent_read(&self) -> Option<&str> {
        self.percent_read.as_deref()
    }
}

/// Arranging.
impl App {
    /// Brings the rows up to date with the answers and with what the user chose. Does nothing when they are.
    pub(super) fn arrange(&mut self) {
        self.arrange_map();
        self.arrange_matrix();
        if self.place.recording != self.set.reference {
            self.table.compared = Some(self.place.recording);
        }
        self.table.is_followed |= self.place.pane == Pane::Table;
        if !self.follows_table() {
            return;
        }
        let of = (self.place.layer, self.table_recording());
        if self.arranged().is_none() {
            let Some(answer) = self.layer_answer() else { return };
            let rows = answer.rows(self.set.reference, &[of.1]);
            let (shown, by, null_answers, labels) = (Vec::new(), None, 0, None);
            self.table.arranged = Some(Arranged { of, rows, shown, by, null_answers, labels });
        }
        self.fill_null();
        self.fill_labels();
        let by = By {
            sort: self.table_sort(),
            filter: self.table.filter.as_ref().map(|(_, filter)| filter.clone()),
            is_null_complete: self.null_decides() && self.null_share() >= 1.,
            labels_then: self.table.labels_then,
        };
        let is_at_top = self.table_is_up() && self.row_of_neuron() == Some(0);
        let Some(arranged) = &mut self.table.arranged else { return };
        if arranged.by.as_ref() != Some(&by) {
            let is_same_list = arranged.by.is_some();
            arranged.shown = arranged.rows.arranged(by.filter.as_ref(), by.sort);
            arranged.by = Some(by);
            self.follow_arrangement(is_same_list && is_at_top);
        }
    }

    /// Puts labels and notes into their columns.
    fn fill_labels(&mut self) {
        let version = self.labelling.version();
        if self.arranged().is_none_or(|arranged| arranged.labels == Some(version)) {
            return;
        }
        let texts = self.label_texts();
        if let Some(arranged) = &mut self.table.arranged {
            for (column, texts) in &texts {
                arranged.rows.fill_text(*column, texts.iter().map(String::as_str));
            }
            arranged.labels = Some(version);
        }
    }

    /// The order and the filter that the user asks for go by the labels as they are now, if they go by labels.
    fn look_at_labels(&mut self) {
        let filter = self.table.filter.as_ref();
        let decides = |column: &Column| {
            self.table_sort().column == *column
                || filter.is_some_and(|(_, filter)| filter.mentions(*column))
        };
        if LABEL_COLUMNS.iter().any(decides) {
            self.table.labels_then = self.labelling.version();
        }
    }

    /// A cursor on the first row stays there when the rows are arranged anew; elsewhere it stays on its neuron.
    fn follow_arrangement(&mut self, was_at_top: bool) {
        let is_fresh = self.place.pane == Pane::Table && !self.table.is_neuron_chosen;
        if let (true, Some(neuron)) = (was_at_top || is_fresh, self.neuron_of_row(0)) {
            self.place.neuron = neuron;
            self.table.choose_neuron();
        }
    }

    fn neuron_of_row(&self, at: usize) -> Option<NeuronId> {
        let arranged = self.arranged()?;
        arranged.rows.neuron(*arranged.shown.get(at)?)
    }

    /// Remembers what the table scrolled to.
    pub(super) fn see_table(&mut self) {
        self.arrange();
        // A table that is out of sight stays where it was.
        if self.view.table_rows > 0 {
            self.table.first_row = self.first_row(self.view.table_rows);
        }
        let last = self.table_columns().len().saturating_sub(2);
        let is_whole = self.view.table_columns > last;
        if self.place.pane == Pane::Table {
            self.table.skipped = if is_whole { 0 } else { self.table.skipped.min(last) };
        }
    }

    /// The neuron so many rows further, or back; `None` while the table is not there. From a neuron that a filter
    /// hides, the first row is next.
    pub(super) fn stepped_row(&self, steps: usize, forward: bool) -> Option<NeuronId> {
        let last = self.shown_rows().len().checked_sub(1)?;
        if !self.follows_table() {
            return None;
        }
        let to = self.row_of_neuron().map_or(0, |row| super::cursor::moved(row, steps, forward));
        self.neuron_of_row(to.min(last))
    }

    /// The neuron of the first or the last row; `None` while the table is not there.
    pub(super) fn end_row(&self, is_last: bool) -> Option<NeuronId> {
        self.stepped_row(0, true)?;
        self.neuron_of_row(if is_last { self.shown_rows().len() - 1 } else { 0 })
    }

    /// Goes to the table of the recording that is compared with the reference.
    pub(super) fn show_table(&mut self) {
        let recording = self.compared();
        self.go(Place { pane: Pane::Table, recording, focus: Focus::default(), ..self.place });
        self.follow_arrangement(false);
    }
}

/// What the user chooses.
impl App {
    /// Sorts by the column that is so many to the right, or to the left, of the one that the table is sorted by.
    pub(super) fn sort_beside(&mut self, steps: usize, right: bool) {
        let columns = self.table_columns();
        let at = columns.iter().position(|column| *column == self.table_sort().column);
        let last = columns.len().saturating_sub(1);
        let to = match at {
            Some(at) => super::cursor::moved(at, steps, right).min(last),
            None if right => 0,
            None => last,
        };
        if let Some(&column) = columns.get(to) {
            self.sort_by(Some(Sort::by(column)));
            self.scroll_to_column(to);
        }
    }

    /// Brings the column at a position, which is not the first, onto the screen.
    fn scroll_to_column(&mut self, position: usize) {
        let Some(at) = position.checked_sub(1) else { return };
        let skipped = self.table.skipped;
        if at < skipped || at >= skipped + self.view.table_columns {
            self.table.skipped = at;
        }
    }

    /// Turns the order around.
    pub(super) fn reverse_sort(&mut self) {
        self.sort_by(Some(self.table_sort().reversed()));
    }

    pub(super) fn sort_by(&mut self, sort: Option<Sort>) {
        self.table.sort = sort;
        self.look_at_labels();
        self.bring_up_table();
    }

    /// How many columns stand beyond the right edge of the screen.
    pub(super) fn columns_to_the_right(&self) -> usize {
        let others = self.table_columns().len().saturating_sub(1);
        others.saturating_sub(self.table.skipped + self.view.table_columns)
    }

    /// Scrolls the columns.
    pub(super) fn scroll_columns(&mut self, steps: usize, right: bool) {
        // Not beyond the place where the last column shows.
        let others = self.table_columns().len().saturating_sub(1);
        let most = others.saturating_sub(self.table.skipped + self.view.last_columns.max(1));
        let steps = if right { steps.min(most) } else { steps };
        self.table.skipped = super::cursor::moved(self.table.skipped, steps, right);
        self.bring_up_table();
    }

    /// What is chosen for the table shows at once.
    fn bring_up_table(&mut self) {
        if !self.table_is_up() {
            self.show_table();
        }
        self.arrange();
    }

    /// Sorts by the column that a text names; nothing asks for the usual order.
    pub(super) fn sort_by_text(&mut self, text: &str) -> Result<(), String> {
        self.sort_by(read_sort(text).map_err(told)?);
        Ok(())
    }

    /// Keeps the neurons that pass the expression of a text; nothing asks for all of them.
    pub(super) fn filter_by_text(&mut self, text: &str) -> Result<(), String> {
        self.table.filter = match text {
            "" => None,
            text => Some((text.to_owned(), self.read_filter(text).map_err(told)?)),
        };
        self.look_at_labels();
        self.bring_up_table();
        Ok(())
    }

    /// Shows the columns that a text names; nothing asks for the usual ones.
    pub(super) fn choose_columns(&mut self, text: &str) -> Result<(), String> {
        let chosen = self.columns_after(text).map_err(told)?;
        let shown = self.table_columns();
        let before = std::mem::replace(&mut self.table.columns, chosen);
        self.table.skipped = 0;
        self.bring_up_table();
        // A few that are new are what the user wants to see; many are walked through from the first.
        let columns = self.table_columns().into_iter().enumerate();
        let new: Vec<usize> =
            columns.filter(|(_, column)| !shown.contains(column)).map(|(at, _)| at).collect();
        if let (Some(&last), true) = (new.last(), new.len() <= MOST_SHOWN_NEW) {
            self.scroll_to_column(last);
        }
        if let (Some(before), None) = (before, &self.table.columns) {
            let before = before.text();
            self.message = Some(format!("the usual columns; before: :columns {before}"));
        }
        Ok(())
    }

    pub(super) fn read_filter(&self, text: &str) -> Result<Filter, ParseError> {
        let set = &self.set;
        let names = Names {
            category: &|name| set.categories.find(name).map(CategoryId::index),
            recording: &|name| set.find_recording(name).ok().map(RecordingId::index),
        };
        Filter::parse(text, &names)
    }
}

/// Scores without a shift.
impl App {
    /// Whether something on the screen shows where scores stand among those without a shift.
    fn needs_null(&self) -> bool {
        let is_shown = || self.table_columns().contains(&Column::NullPercentile);
        self.table_is_up() && self.is_compared() && (self.null_decides() || is_shown())
    }

    /// Whether which rows show, or where, depends on it.
    fn null_decides(&self) -> bool {
        let filter = self.table.filter.as_ref();
        self.table_sort().column == Column::NullPercentile
            || filter.is_some_and(|(_, filter)| filter.mentions(Column::NullPercentile))
    }

    fn null_blocks(&self) -> usize {
        let info = self.set.model.layer(self.place.layer);
        info.map_or(0, |info| info.neurons.div_ceil(NULL_BLOCK))
    }

    fn null_query(&self, block: usize) -> Query {
        Query::Null { layer: self.place.layer, block }
    }

    fn null_answer(&self, block: usize) -> Option<&NullAnswer> {
        match self.answer(&self.null_query(block))? {
            Answer::Null(answer) => Some(answer),
            _ => None,
        }
    }

    /// The share of the layer whose scores without a shift are known, 0 to 1; 1 when nobody asks for them.
    pub fn null_share(&self) -> f64 {
        let blocks = self.null_blocks();
        if blocks == 0 || !self.needs_null() {
            return 1.;
        }
        let is_known = |block: &usize| self.answer(&self.null_query(*block)).is_some();
        (0..blocks).filter(is_known).count() as f64 / blocks as f64
    }

    /// Puts what is known of scores without a shift into its column.
    fn fill_null(&mut self) {
        let answers = self.table.null.answers;
        let Some(arranged) = self.arranged() else { return };
        if arranged.null_answers == answers {
            return;
        }
        let (recording, n_neurons) = (arranged.of.1, arranged.rows.len());
        let mut values = vec![Value::Undefined; n_neurons];
        for (block, values) in values.chunks_mut(NULL_BLOCK).enumerate() {
            let Some(answer) = self.null_answer(block) else { continue };
            for (value, percentiles) in values.iter_mut().zip(&answer.percentiles) {
                *value = percentiles.get(recording.index()).copied().flatten().into();
            }
        }
        if let Some(arranged) = &mut self.table.arranged {
            arranged.rows.fill(Column::NullPercentile, values);
            arranged.null_answers = answers;
        }
    }

    /// The questions about the layer: all that are to be kept, and which of them is to be answered, if any.
    pub(super) fn layer_queries(&mut self) -> (Vec<Query>, Option<Query>) {
        let layer = Query::Layer { layer: self.place.layer };
        let mut kept = vec![layer];
        if self.table.null.answers > 0 {
            kept.extend((0..self.null_blocks()).map(|block| self.null_query(block)));
        }
        let wanted = match self.answer(&layer) {
            None => self.follows_table().then_some(layer),
            Some(_) => self.next_null(),
        };
        (kept, wanted)
    }

    /// The block that is asked for now: one that is on the screen, or the first that is not known.
    fn next_null(&mut self) -> Option<Query> {
        if self.is_null_stopped() {
            self.table.null.pending = None;
            return None;
        }
        if self.table.null.pending.is_none() && self.needs_null() && self.layer_answer().is_some() {
            let room = self.view.table_rows;
            let rows = self.shown_rows().iter().skip(self.first_row(room)).take(room);
            let on_screen = rows.map(|row| row / NULL_BLOCK);
            let all = on_screen.chain(0..self.null_blocks());
            let missing = |block: &usize| self.answer(&self.null_query(*block)).is_none();
            let block = all.into_iter().find(missing);
            self.table.null.pending = block.map(|block| self.null_query(block));
        }
        self.table.null.pending
    }
}

fn told(error: ParseError) -> String {
    error.to_string()
}

/// The order that a text names: a column, the other way round with `-` before it; `None` for an empty text.
pub(super) fn read_sort(text: &str) -> Result<Option<Sort>, ParseError> {
    let Some(name) = text.strip_prefix('-') else {
        return if text.is_empty() { Ok(None) } else { text.parse().map(Sort::by).map(Some) };
    };
    let column = name.trim_start().parse::<Column>();
    let moved = |error: ParseError| ParseError { position: error.position + 1, ..error };
    column.map(|column| Some(Sort::by(column).reversed())).map_err(moved)
}
