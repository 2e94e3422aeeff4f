//! The layer pane: how every neuron is tuned in every recording, and how much of it changed.

use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, cut, flush_right, rows, split_top};
use super::neuron::draw_name;
use super::pictures::draw_subject;
use super::{scores, theme};
use crate::app::{Action, App, Arrangement, MapOrder, Pane, View};
use crate::graphics::{Axis, HeatMap, Look, MapName, MapOf, Subject, ramp};
use crate::ids::{CategoryId, RecordingId};
use crate::query::{Answer, Query};
use crate::recording::Recording;

/// Columns that a map needs beside others.
const LEAST_MAP: u16 = 40;
/// Narrower screens show one map at a time.
const LEAST_BESIDE: u16 = 100;
/// Cells for the names of categories at most.
const MOST_NAME: u16 = 14;
/// What stands above the column of the cursor.
pub(super) const CURSOR_COLUMN: &str = "▾";
/// Narrower screens have no key to the colors, or a short one.
const LEAST_KEY: u16 = 76;
const LEAST_LONG_KEY: u16 = 110;
/// Cells of the ramp in the key to the colors.
const KEY_CELLS: u16 = 10;

/// Where a map stands: names of its rows, marks at its edges, and the map itself.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// Right-aligned names; empty but for the first map.
    names: Rect,
    title: Rect,
    /// The row of marks above.
    above: Rect,
    /// The column of marks at the left.
    left: Rect,
    map: Rect,
}

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, body: Rect) {
    debug_assert_eq!(app.place().pane, Pane::Layer, "only drawn when it is open");
    let room =
        if body.width < LEAST_BESIDE { 1 } else { usize::from((body.width + 1) / LEAST_MAP) };
    canvas.drawn.view = View { columns: room, ..View::default() };
    let Some(arranged) = app.arrangement() else {
        return draw_reason(canvas, app, body);
    };
    let top = scores::draw(canvas, app, arranged, body);
    let (readout, maps) = split_top(top, 1);
    draw_readout(canvas, app, arranged, readout);
    let shown = app.columns(room);
    let frames = frames(app, maps, shown.len());
    let mut notes = vec![order_text(app, arranged)];
    for (at, (recording, frame)) in shown.iter().zip(&frames).enumerate() {
        draw_name(canvas, frame.title, app, *recording);
        notes.extend(draw_map(canvas, app, arranged, (*recording, *frame), at == 0));
    }
    let (_, notes_row) = split_top(maps, maps.height.saturating_sub(1));
    draw_notes(canvas, app, notes_row, &notes);
}

/// Why there is no map yet, or none at all.
fn draw_reason(canvas: &mut Canvas<'_>, app: &App, body: Rect) {
    let layer = app.place().layer;
    let failed =
        [Query::Layer { layer }, Query::Tunings { layer }].into_iter().find_map(|query| match app
            .answer(&query)?
        {
            Answer::Failed(fault) => Some(fault.to_string()),
            _ => None,
        });
    let name = app.set().model.layer(layer).map_or("", |layer| layer.name.as_str());
    let area = Rect { x: body.x + body.width.min(1), width: body.width.saturating_sub(1), ..body };
    match failed {
        Some(failure) => canvas.text(area, &failure, theme::wrong()),
        None if app.are_passes_stopped() => {
            let key = app.keymap().first(Action::Work);
            let text = format!("reading {name} was stopped: {key} starts it again");
            canvas.text(area, &text, theme::dim());
        }
        None => canvas.text(area, &format!("reading {name} …"), theme::dim()),
    }
}

/// How the height and width are shared out; the last row of `area` belongs to the notes.
fn frames(app: &App, area: Rect, count: usize) -> Vec<Frame> {
    let longest = app.set().categories.names().iter().map(|name| name.chars().count()).max();
    let longest = u16::try_from(longest.unwrap_or(0)).unwrap_or(u16::MAX);
    let names = if area.width < 30 { 0 } else { longest.clamp(2, MOST_NAME) + 1 };
    let rest = Rect {
        x: area.x + names,
        width: area.width.saturating_sub(names),
        height: area.height.saturating_sub(1),
        ..area
    };
    let width = rest.width / u16::try_from(count).unwrap_or(1).max(1);
    let frame = |at: u16| {
        let column = Rect { x: rest.x + at * width, width: width.saturating_sub(1), ..rest };
        let (title, below) = split_top(column, 1);
        let (above, below) = split_top(below, 1);
        let left = Rect { width: 1.min(below.width), ..below };
        let map = Rect { x: below.x + left.width, width: below.width - left.width, ..below };
        Frame { names: Rect { x: area.x, width: names, ..map }, title, above, left, map }
    };
    (0..u16::try_from(count).unwrap_or(0)).map(frame).collect()
}

/// Draws the map of a recording; what has to be said of it.
fn draw_map(
    canvas: &mut Canvas<'_>,
    app: &App,
    arranged: &Arrangement,
    (recording, frame): (RecordingId, Frame),
    is_first: bool,
) -> Vec<String> {
    let has_labels = app.recording(recording).is_some_and(Recording::has_labels);
    let Some(tunings) = arranged.tunings.recording(recording) else {
        canvas.text(frame.map, "could not be read: w says why", theme::wrong());
        return Vec::new();
    };
    if app.set().categories.is_empty() || !has_labels {
        canvas.text(frame.map, "no map: without labels there are no", theme::dim());
        let (_, second) = split_top(frame.map, 1);
        canvas.text(second, "means by category", theme::dim());
        return Vec::new();
    }
    let what = MapOf::Tunings { layer: app.place().layer, arrangement: arranged.number };
    let (values, neurons) = (tunings.means.clone(), Some(arranged.neurons.clone()));
    let name = MapName { recording, what };
    let map = HeatMap { name, values, neurons, look: Look::Mean };
    let laid = Laid::new(canvas, &map, frame.map);
    if canvas.graphics.has_pictures() {
        draw_subject(canvas, laid.area, Subject::Map(map));
    } else {
        draw_shades(canvas, laid, &map);
    }
    let counts = (laid.rows.count, laid.columns.count);
    canvas.drawn.hits.add_map(laid.area, recording, counts);
    draw_marks(canvas, app, arranged, frame, laid);
    if is_first {
        draw_names(canvas, app, frame, laid);
    }
    notes(app, laid, (recording, tunings.negative), is_first)
}

/// What has to be said of a map: how much a cell holds, and what it hides.
fn notes(
    app: &App,
    laid: Laid,
    (recording, negative): (RecordingId, usize),
    is_first: bool,
) -> Vec<String> {
    let mut notes = Vec::new();
    let per_cell = [(laid.columns.per_block, "neurons"), (laid.rows.per_block, "categories")];
    for (count, what) in per_cell.into_iter().filter(|(count, _)| is_first && *count > 1) {
        notes.push(format!("{count} {what} averaged in each block"));
    }
    if negative > 0 {
        let name = cut(app.recording_name(recording), 16);
        notes.push(format!("{negative} means below 0 drawn as 0 in {name}"));
    }
    notes
}

/// A map that has its place on the screen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Laid {
    pub(super) area: Rect,
    pub(super) rows: Axis,
    pub(super) columns: Axis,
    /// Pixels of a cell, height and width.
    cell: (usize, usize),
}

impl Laid {
    /// The fewest cells that hold the map.
    pub(super) fn new(canvas: &Canvas<'_>, map: &HeatMap, room: Rect) -> Self {
        let px = canvas.graphics.cell();
        let cell = if canvas.graphics.has_pictures() {
            (usize::from(px.height_px.max(1)), usize::from(px.width_px.max(1)))
        } else {
            (1, 1)
        };
        let (rows, columns) =
            map.axes(usize::from(room.height) * cell.0, usize::from(room.width) * cell.1);
        let cells = |axis: Axis, px: usize| {
            u16::try_from(axis.length_px().div_ceil(px)).unwrap_or(u16::MAX)
        };
        let area = Rect { height: cells(rows, cell.0), width: cells(columns, cell.1), ..room };
        Self { area, rows, columns, cell }
    }

    /// The row of the screen that shows the middle of a category's block.
    pub(super) fn y(self, category: usize) -> u16 {
        self.area.y + middle_cell(self.rows, self.cell.0, category)
    }

    /// The column of the screen that shows the middle of a neuron's block.
    pub(super) fn x(self, position: usize) -> u16 {
        self.area.x + middle_cell(self.columns, self.cell.1, position)
    }
}

/// The cell with the middle of an item's block; the map stands in the middle of its cells.
fn middle_cell(axis: Axis, cell_px: usize, item: usize) -> u16 {
    let margin = axis.length_px().next_multiple_of(cell_px) - axis.length_px();
    u16::try_from((margin / 2 + axis.middle_px(item)) / cell_px).unwrap_or(u16::MAX)
}

/// The map in cells of five shades, for terminals without pictures.
fn draw_shades(canvas: &mut Canvas<'_>, laid: Laid, map: &HeatMap) {
    let axes = (laid.rows, laid.columns);
    for block_row in 0..laid.rows.blocks() {
        let line: String = (0..laid.columns.blocks())
            .flat_map(|column| {
                let shade = shade(map.block(axes, block_row, column));
                std::iter::repeat_n(shade, laid.columns.block_px)
            })
            .collect();
        let top = u16::try_from(block_row * laid.rows.block_px).unwrap_or(u16::MAX);
        let height = u16::try_from(laid.rows.block_px).unwrap_or(0);
        let area = Rect { y: laid.area.y + top, height, ..laid.area };
        for row in rows(area) {
            canvas.text(row, &line, Style::new());
        }
    }
}

/// A value between 0 and 1 as a shade; a dot for what is undefined.
pub(super) fn shade(value: f64) -> char {
    match value {
        undefined if undefined.is_nan() => '·',
        low if low < 0.05 => ' ',
        low if low < 0.25 => '░',
        middle if middle < 0.5 => '▒',
        high if high < 0.75 => '▓',
        _ => '█',
    }
}

/// Marks at the edges that point to the row and the column of the cursor.
fn draw_marks(
    canvas: &mut Canvas<'_>,
    app: &App,
    arranged: &Arrangement,
    frame: Frame,
    laid: Laid,
) {
    let place = app.place();
    let category = place.category.index();
    if laid.area.is_empty() {
        return;
    }
    if category < laid.rows.count {
        let mark = Rect { y: laid.y(category), height: 1, ..frame.left };
        canvas.text(mark, theme::CURSOR, theme::bold());
    }
    if let Some(position) = arranged.position(place.neuron) {
        let mark = Rect { x: laid.x(position), width: 1, ..frame.above };
        canvas.text(mark, CURSOR_COLUMN, theme::bold());
    }
}

/// The names of categories where each has a row of the screen, else the name of the cursor's alone.
fn draw_names(canvas: &mut Canvas<'_>, app: &App, frame: Frame, laid: Laid) {
    let here = app.place().category.index();
    let is_roomy = laid.rows.count <= usize::from(laid.area.height);
    let width = usize::from(frame.names.width).saturating_sub(1);
    for category in (0..laid.rows.count).filter(|category| is_roomy || *category == here) {
        let row = Rect { y: laid.y(category), height: 1, ..frame.names };
        let name = flush_right(&app.set().categories.name(CategoryId(category)), width);
        canvas.text(row, &name, if category == here { theme::cursor() } else { theme::dim() });
    }
}

/// Neuron and category of the cursor, and its value in every recording, in parts of the maximum in the reference.
fn draw_readout(canvas: &mut Canvas<'_>, app: &App, arranged: &Arrangement, area: Rect) {
    let place = app.place();
    let name = app.set().categories.name(place.category);
    let mut line = vec![Span::styled(
        format!(" neuron {} · {}:", place.neuron, cut(&name, 24)),
        theme::bold(),
    )];
    for recording in app.order() {
        let means = arranged.tunings.recording(recording).map(|of| &of.means);
        let mean =
            means.and_then(|means| means.get((place.category.index(), place.neuron.index())));
        let value = match mean.filter(|mean| !mean.is_nan()) {
            Some(mean) => format!("{mean:.2}"),
            None => theme::UNDEFINED.into(),
        };
        let mark = theme::mark(app, recording);
        line.push(Span::styled(format!("  {value} {mark}"), theme::recording(app, recording)));
    }
    canvas.line(area, Line::from(line));
}

/// The key to the colors or shades at the right end; returns what is left of the row.
fn draw_key(canvas: &mut Canvas<'_>, area: Rect) -> Rect {
    if area.width < LEAST_KEY {
        return area;
    }
    let is_long = area.width >= LEAST_LONG_KEY;
    let mut left = canvas.text_right(
        area,
        if is_long { " 1 of the maximum in ★ " } else { " 1 " },
        theme::dim(),
    );
    let has_pictures = canvas.graphics.has_pictures();
    let color = |[red, green, blue]: [u8; 3]| Style::new().fg(Color::Rgb(red, green, blue));
    if has_pictures {
        for at in (0..KEY_CELLS).rev() {
            let value = f64::from(at) / f64::from(KEY_CELLS - 1);
            left = canvas.text_right(left, "█", color(ramp::color(value)));
        }
    } else {
        left = canvas.text_right(left, "░▒▓█", Style::new());
    }
    if !is_long {
        return canvas.text_right(left, " 0 ", theme::dim());
    }
    let left = canvas.text_right(left, " undefined  0 ", theme::dim());
    let left = if has_pictures {
        canvas.text_right(left, "█", color(ramp::UNDEFINED))
    } else {
        canvas.text_right(left, "·", theme::dim())
    };
    canvas.text_right(left, "  ", theme::dim())
}

/// What the neurons are ordered by.
fn order_text(app: &App, arranged: &Arrangement) -> String {
    match arranged.order {
        MapOrder::Preferred => "neurons by preferred category in ★".into(),
        MapOrder::By(column) => {
            let name = cut(app.recording_name(arranged.by), 24);
            let mark = theme::mark(app, arranged.by);
            format!("neurons by {} in {mark} {name}", column.key())
        }
    }
}

fn draw_notes(canvas: &mut Canvas<'_>, app: &App, area: Rect, notes: &[String]) {
    let area = draw_key(canvas, area);
    let key = app.keymap().first(Action::NextOrder);
    canvas.text(area, &format!(" {} ({key}: next order)", notes.join(" · ")), theme::dim());
}
