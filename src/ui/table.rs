//! The table of neurons: a pane of its own, or a narrow one beside the pictures of a neuron.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, flush_right, padded, rows, split_top};
use super::footer::Hint;
use super::neuron::draw_name;
use super::screen::LEAST_COLUMN as LEAST_RECORDING;
use super::theme;
use crate::app::{Action, App, Border, Pane, Reach, Spot};
use crate::table::{Column, Kind, Order, Value, cell_text};
use crate::text::printable;

/// Narrower screens have no room for the table beside the pictures.
const LEAST_BESIDE: u16 = 140;
/// Cells that the table keeps, and those beside it, wherever the border is moved.
const LEAST_TABLE: u16 = 12;
const LEAST_PICTURES: u16 = 42;
/// Narrower screens have no room for a neuron beside the whole table.
const VERY_WIDE: u16 = 200;
/// Cells of the whole table at least, for what stands above its rows.
const LEAST_WHOLE: u16 = 70;
/// The columns of the table beside the pictures.
const BESIDE: [Column; 6] = [
    Column::Neuron,
    Column::Verdict,
    Column::Spurious,
    Column::Rho,
    Column::Reliability,
    Column::Novelty,
];
/// The same of a recording that is compared with nothing.
const BESIDE_OWN: [Column; 5] =
    [Column::Neuron, Column::State, Column::Reliability, Column::ActiveFraction, Column::Max];
/// Rows above the first neuron.
const HEAD: u16 = 3;
/// Cells for the name of a category at most.
const MOST_NAME: usize = 16;
/// Cells by which columns are moved apart at most where there is room to spare.
const MOST_SPACE: usize = 3;

/// A column on the screen.
#[derive(Debug, Clone, Copy)]
struct Shown {
    column: Column,
    /// Cells before it.
    gap: usize,
    /// Its own cells.
    width: usize,
}

/// The table at the left of the pane, and the rest; a narrow screen has no table there.
pub(super) fn split(body: Rect, app: &App) -> (Rect, Rect) {
    if app.place().pane != Pane::Neuron || body.width < LEAST_BESIDE || app.is_alone() {
        return (Rect { width: 0, ..body }, body);
    }
    let usual = usual_beside(app, body.width);
    let most = body.width.saturating_sub(LEAST_PICTURES);
    let width = usual.saturating_add_signed(app.moved_border(Border::Table));
    let width = width.clamp(LEAST_TABLE.min(most), most);
    (Rect { width, ..body }, Rect { x: body.x + width, width: body.width - width, ..body })
}

/// Cells of the table beside a neuron, unless the user has moved its border.
fn usual_beside(app: &App, width: u16) -> u16 {
    let most = match app.set().recordings.len() {
        0 | 1 => width / 2,
        // What a table is for is to be seen beside it: the neuron in two recordings.
        _ => (width / 2).min((width + 1).saturating_sub(2 * LEAST_RECORDING)),
    };
    cells_beside(app).min(most.max(LEAST_TABLE))
}

/// The table where it is a pane of its own, and what it leaves at the right if that is wide enough for a recording.
pub(super) fn split_whole(body: Rect, app: &App, least: u16) -> (Rect, Rect) {
    let none = Rect { width: 0, ..body };
    let columns = app.table_columns();
    let cells: usize = columns.iter().map(|column| shown(app, *column)).map(cells_of).sum();
    // A mark at the left, a space and a line at the right.
    let width = u16::try_from(cells + 3).unwrap_or(u16::MAX).max(LEAST_WHOLE);
    let left = body.width.saturating_sub(width);
    if body.width < VERY_WIDE || left < least || app.table_rows().is_none() {
        return (body, none);
    }
    (Rect { width, ..body }, Rect { x: body.x + width, width: left, ..body })
}

fn cells_of(shown: Shown) -> usize {
    shown.gap + shown.width
}

/// Draws the table beside the pictures of a neuron.
pub(super) fn draw_beside(canvas: &mut Canvas<'_>, app: &App, area: Rect) {
    if area.is_empty() {
        return;
    }
    let screen = canvas.cells.area;
    for row in rows(Rect { x: area.right() - 1, width: 1, ..area }) {
        canvas.text(row, "│", theme::dim());
    }
    let area = Rect { width: area.width - 1, ..area };
    canvas.drawn.view.has_table = true;
    let line = Rect { x: area.right(), width: 1, ..area };
    let reach = Reach {
        at: area.right(),
        usual: (area.x + usual_beside(app, screen.width)).saturating_sub(1),
        least: area.x + LEAST_TABLE - 1,
        most: screen.right().saturating_sub(LEAST_PICTURES + 1),
        step: 1,
    };
    canvas.drawn.view.borders.put(Border::Table, reach);
    canvas.drawn.hits.add(line, Spot::Border(Border::Table));
    let columns = beside(app, area.width.saturating_sub(2));
    canvas.drawn.view.table_columns = columns.len();
    let (name, rest) = split_top(area, 1);
    let name = Rect { x: name.x + 1, width: name.width.saturating_sub(2), ..name };
    draw_name(canvas, name, app, app.table_recording());
    draw_rest(canvas, rest, app, &columns);
}

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, area: Rect) {
    let width = usize::from(area.width).saturating_sub(1);
    let columns = app.table_columns();
    let fit = fitting(app, &columns, width);
    let (title, rest) = split_top(area, 1);
    canvas.drawn.view.table_columns = fit.len().saturating_sub(1);
    canvas.drawn.view.last_columns = fitting_last(app, &columns, width);
    canvas.drawn.view.page = usize::from(area.height.saturating_sub(HEAD));
    let first_skipped =
        fit.get(1).and_then(|shown| columns.iter().position(|column| *column == shown.column));
    let left = first_skipped.map_or(0, |at| at.saturating_sub(1));
    let right = columns.len().saturating_sub(left + fit.len());
    draw_title(canvas, title, app, (left, right));
    draw_rest(canvas, rest, app, &fit);
}

/// Which recordings the table is about, and how many columns do not show at either side.
fn draw_title(canvas: &mut Canvas<'_>, area: Rect, app: &App, (left, right): (usize, usize)) {
    let [to_left, to_right] =
        [Action::ColumnsLeft, Action::ColumnsRight].map(|action| app.keymap().first(action));
    let hidden = match (left, right) {
        (0, 0) => String::new(),
        (0, right) => format!(" {} {to_right} ", more(right)),
        (left, 0) => format!(" {} {to_left} ", more(left)),
        (left, right) => format!(" {} {to_left} · {right}: {to_right} ", more(left)),
    };
    let area = canvas.text_right(area, &hidden, theme::dim());
    let (recording, reference) = (app.table_recording(), app.set().reference);
    let named = |id| format!("{} {}", theme::mark(app, id), app.recording_name(id));
    let style = |id| theme::recording(app, id);
    let mut line =
        vec![Span::raw(" "), Span::styled(named(recording), style(recording).patch(theme::bold()))];
    if app.is_compared() {
        line.push(Span::styled(" against ", theme::dim()));
        line.push(Span::styled(named(reference), style(reference)));
    } else if app.set().recordings.len() > 1 {
        line.push(Span::styled("  reference, compared with nothing", theme::dim()));
    }
    canvas.line(area, Line::from(line));
}

/// So many columns that do not show.
fn more(count: usize) -> String {
    format!("{count} more {}:", if count == 1 { "column" } else { "columns" })
}

/// Everything but the name of the recording: count and order, headings, rows.
fn draw_rest(canvas: &mut Canvas<'_>, area: Rect, app: &App, shown: &[Shown]) {
    let (order, rest) = split_top(area, 1);
    let (headings, list) = split_top(rest, 1);
    canvas.drawn.view.table_rows = usize::from(list.height);
    let layer = app.set().model.layer(app.place().layer).map_or("", |layer| layer.name.as_str());
    if let Some(failure) = app.table_failure() {
        return canvas.text(order, &format!(" {failure}"), theme::wrong());
    }
    if app.table_rows().is_none() && app.are_passes_stopped() {
        let key = app.keymap().first(Action::Work);
        let text = format!(" reading {layer} was stopped: {key} starts it again");
        return canvas.text(order, &printable(&text), theme::dim());
    }
    if app.table_rows().is_none() {
        let percent = app.percent_read().map(|percent| format!(" {percent}")).unwrap_or_default();
        return canvas.text(order, &format!(" reading {layer} …{percent}"), theme::dim());
    }
    canvas.text(order, &format!(" {}", summary(app)), theme::dim());
    draw_headings(canvas, headings, app, shown);
    if app.shown_rows().is_empty() {
        let key = app.keymap().first(Action::Filter);
        let none = format!(" no neuron passes: {key} changes the filter");
        return canvas.text(list, &none, theme::dim());
    }
    let first = app.first_row(usize::from(list.height));
    for (area, row) in rows(list).zip(app.shown_rows().iter().skip(first)) {
        draw_row(canvas, area, app, (*row, shown));
        if let Some(neuron) = app.table_rows().and_then(|rows| rows.neuron(*row)) {
            canvas.drawn.hits.add(area, Spot::Row(neuron));
        }
    }
}

/// How many neurons show, in which order, and why not all.
fn summary(app: &App) -> String {
    let all = app.table_rows().map_or(0, crate::table::Rows::len);
    let sort = app.table_sort();
    let mut parts = vec![match app.shown_rows().len() {
        some if some < all => format!("{some} of {all} neurons"),
        _ if all == 1 => "1 neuron".into(),
        _ => format!("{all} neurons"),
    }];
    parts.push(format!("by {} {}", sort.column.key(), arrow(sort.order)));
    parts.extend(app.table_filter().map(|filter| format!("where {filter}")));
    let null = app.null_share();
    if null < 1. {
        parts.push(format!("no-shift scores {:.0} %", (null * 100.).floor()));
    }
    if app.row_of_neuron().is_none() {
        parts.push(format!("neuron {} is hidden", app.place().neuron));
    }
    printable(&parts.join(" · "))
}

/// The mark of the column that the table is sorted by.
fn arrow(order: Order) -> &'static str {
    match order {
        Order::Descending | Order::Farthest => "▾",
        Order::Ascending | Order::Nearest => "▴",
    }
}

fn draw_headings(canvas: &mut Canvas<'_>, area: Rect, app: &App, shown: &[Shown]) {
    let sort = app.table_sort();
    let mut x = area.x.saturating_add(1);
    let mut line = vec![Span::raw(" ")];
    for of in shown {
        let heading = of.column.info().heading;
        let is_sorted = of.column == sort.column;
        let text = match (is_sorted, of.column.is_number()) {
            (false, _) => heading.to_owned(),
            // To the side where there is a gap.
            (true, true) => format!("{}{heading}", arrow(sort.order)),
            (true, false) => format!("{heading} {}", arrow(sort.order)),
        };
        let style = if is_sorted { theme::bold() } else { theme::dim() };
        let text = cell(of, &text);
        let width = u16::try_from(text.width()).unwrap_or(u16::MAX);
        let hit = Rect { x, width, height: 1, ..area }.intersection(area);
        canvas.drawn.hits.add(hit, Spot::Heading(of.column));
        x = x.saturating_add(width);
        line.push(Span::styled(text, style));
    }
    canvas.line(area, Line::from(line));
}

fn draw_row(canvas: &mut Canvas<'_>, area: Rect, app: &App, (row, shown): (usize, &[Shown])) {
    let Some(values) = app.table_rows() else { return };
    let is_selected = values.neuron(row) == Some(app.place().neuron);
    let has_cursor = is_selected && app.place().pane == Pane::Table;
    let (mark, style) = match (has_cursor, is_selected) {
        (true, _) => (theme::CURSOR, theme::cursor()),
        (false, true) => (theme::SELECTED, theme::bold()),
        (false, false) => (" ", Style::new()),
    };
    let mut line = vec![Span::styled(mark, style)];
    for of in shown {
        let text = text(app, of.column, row);
        let dim = if text.is_none() { theme::dim() } else { Style::new() };
        let text = text.unwrap_or_else(|| theme::UNDEFINED.into());
        // A reversed row that is dim in places falls apart.
        let style = if has_cursor { style } else { style.patch(dim) };
        line.push(Span::styled(cell(of, &text), style));
    }
    if has_cursor {
        let used: usize = line.iter().map(Span::width).sum();
        let space = " ".repeat(usize::from(area.width).saturating_sub(used));
        line.push(Span::styled(space, style.add_modifier(Modifier::REVERSED)));
    }
    canvas.line(area, Line::from(line));
}

/// A value as it is written; `None` where undefined.
fn text(app: &App, column: Column, row: usize) -> Option<String> {
    let rows = app.table_rows()?;
    match rows.value(column, row) {
        Value::Text(_) => rows.text(column, row).map(printable),
        Value::Category(category) => Some(app.set().categories.short_name(category)),
        Value::Recording(recording) => Some(app.recording_name(recording).to_owned()),
        value => cell_text(column, value, app.preferences().digits),
    }
}

/// A cell with the gap before it: numbers at its right end, words at its left.
fn cell(of: &Shown, text: &str) -> String {
    if of.column.is_number() {
        return flush_right(text, of.gap + of.width);
    }
    " ".repeat(of.gap) + &padded(text, of.width)
}

/// The columns of the table beside the pictures that fit, and more of the usual ones where the user made it wider.
fn beside(app: &App, width: u16) -> Vec<Shown> {
    let all = columns_beside(app);
    let more = app.table_columns();
    let more = more.iter().filter(|column| !all.contains(column));
    let mut used = 0;
    let fits = |shown: &Shown| {
        used += shown.gap + shown.width;
        used <= usize::from(width)
    };
    all.iter().chain(more).map(|column| shown(app, *column)).take_while(fits).collect()
}

/// The columns that stand there usually.
fn columns_beside(app: &App) -> Vec<Column> {
    let columns: &[Column] = if app.is_compared() { &BESIDE } else { &BESIDE_OWN };
    let label = Some(&Column::Label).filter(|_| !app.labels().is_empty());
    columns.iter().chain(label).copied().collect()
}

/// Cells that they take: a mark at the left, a space and a line at the right too.
fn cells_beside(app: &App) -> u16 {
    let cells: usize = columns_beside(app).iter().map(|column| cells_of(shown(app, *column))).sum();
    u16::try_from(cells + 3).unwrap_or(u16::MAX)
}

fn shown(app: &App, column: Column) -> Shown {
    let categories = app.set().categories.names();
    let name = |most: usize| {
        let widths = categories.iter().map(|name| name.width().min(most));
        widths.max().unwrap_or(0).max(column.info().heading.width() + 2)
    };
    let layer = app.set().model.layer(app.place().layer);
    let last = layer.map_or(0, |layer| layer.neurons.saturating_sub(1));
    let width = match column.info().kind {
        _ if column == Column::Neuron => last.to_string().len().max(2),
        Kind::Category => name(MOST_NAME),
        _ => column.width_cells(app.preferences().digits),
    };
    let gap = match column {
        Column::Neuron => 0,
        column if column.is_number() => 1,
        _ => 2,
    };
    Shown { column, gap, width }
}

/// The first column, and of the others as many as fit after those that are scrolled off; moved apart where there is
/// room to spare.
fn fitting(app: &App, columns: &[Column], width: usize) -> Vec<Shown> {
    let all: Vec<Shown> = columns.iter().map(|column| shown(app, *column)).collect();
    let cells = |shown: &[Shown]| shown.iter().map(|of| of.gap + of.width).sum::<usize>();
    let is_whole = cells(&all) <= width;
    let skipped = if is_whole { 0 } else { app.skipped_columns() };
    let mut fit: Vec<Shown> = all.iter().take(1).copied().collect();
    for of in all.iter().skip(1 + skipped) {
        if cells(&fit) + of.gap + of.width > width {
            break;
        }
        fit.push(*of);
    }
    let room_each = width.saturating_sub(cells(&fit)) / fit.len().max(1);
    let moved = if is_whole { room_each.min(MOST_SPACE) } else { 0 };
    fit.iter_mut().skip(1).for_each(|of| of.gap += moved);
    // A screen for no column at all shows as much of the first as there is.
    if let Some(first) = fit.first_mut() {
        first.width = first.width.min(width);
    }
    fit
}

/// How many columns fit beside the first one where the last one shows.
fn fitting_last(app: &App, columns: &[Column], width: usize) -> usize {
    let mut all = columns.iter().map(|column| shown(app, *column));
    let first = all.next().map_or(0, |first| first.width);
    let room = width.saturating_sub(first);
    let taken = all.rev().scan(0, |taken, of| {
        *taken += of.gap + of.width;
        Some(*taken)
    });
    taken.take_while(|taken| *taken <= room).count()
}

/// The commands that matter in the pane.
pub(super) const HINTS: &[Hint<'_>] = &[
    (&[Action::Left, Action::Right], "recording"),
    (&[Action::Enter], "open"),
    (&[Action::Sort], "sort"),
    (&[Action::ReverseSort], "reverse"),
    (&[Action::Filter], "filter"),
    (&[Action::Columns], "columns"),
    (&[Action::SortLeft, Action::SortRight], "sort column"),
];
