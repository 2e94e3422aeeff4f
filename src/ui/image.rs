//! The image pane: one image in every recording, what it is taken for, and which neurons respond to it.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, activation, flush_right, of_neuron, probability, rows, split_top};
use super::neuron::{draw_bar, draw_name, draw_top_images};
use super::pictures::{Slot, are_shown, draw_picture, large_height};
use super::theme;
use crate::app::{App, Border, Reach, Region, Spot};
use crate::ids::RecordingId;
use crate::query::{ImageAnswer, NeuronAnswer};
use crate::text::printable;

/// Usual width of the list of neurons, and the least.
const LIST: u16 = 26;
const LEAST_LIST: u16 = 17;
/// Rows of ground truth and predictions.
const PREDICTIONS: u16 = 6;
/// Features shown at most.
const FEATURES: usize = 4;

/// The list of neurons at the left, and the rest; a narrow screen has no list.
pub(super) fn split(body: Rect, app: &App) -> (Rect, Rect) {
    let wished = LIST.saturating_add_signed(app.moved_border(Border::List));
    let width = if body.width < 56 { 0 } else { wished.clamp(LEAST_LIST, body.width / 2) };
    (Rect { width, ..body }, Rect { x: body.x + width, width: body.width - width, ..body })
}

/// Draws the pane.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    app: &App,
    list: Rect,
    columns: &[(RecordingId, Rect)],
) {
    draw_neurons(canvas, list, app);
    if list.width > 0 {
        // Its last column.
        let column = |width: u16| (list.x + width).saturating_sub(1);
        let most = column(canvas.cells.area.width / 2);
        let (at, usual) = (column(list.width), column(LIST));
        let reach = Reach { at, usual, least: column(LEAST_LIST), most, step: 1 };
        canvas.drawn.view.borders.put(Border::List, reach);
        let edge = Rect { x: at, width: 1, ..list };
        canvas.drawn.hits.add(edge, Spot::Border(Border::List));
    }
    let Some(&(first, area)) = columns.first() else { return };
    let below_name = area.height.saturating_sub(1);
    let most_height = below_name.saturating_sub(PREDICTIONS);
    let has_pictures =
        columns.iter().any(|(recording, _)| are_shown(app, canvas.graphics, *recording));
    let usual = (below_name * 2 / 5).min(most_height);
    let sizes = (usual, most_height);
    let picture_height =
        if has_pictures { large_height(app, canvas.graphics, first, sizes) } else { 0 };
    let rest = below_name.saturating_sub(picture_height + PREDICTIONS + 1);
    let slot = Slot::for_zoom(app, canvas.graphics, first, rest);
    let view = &mut canvas.drawn.view;
    view.pictures_per_row = slot.per_row(area.width);
    let regions = [
        (Region::Neurons, list.width > 0 && list.height > 1),
        (Region::Predictions, below_name > picture_height),
        (Region::Pictures, slot.rows(rest) > 0),
    ];
    for (region, _) in regions.into_iter().filter(|(_, is_there)| *is_there) {
        view.regions = view.regions.with(region);
    }
    canvas.drawn.view.page = match app.place().focus.region {
        Region::Pictures => slot.rows(rest),
        _ => usize::from(list.height.saturating_sub(1)),
    };
    for &(recording, column) in columns {
        let (name, below) = split_top(column, 1);
        draw_name(canvas, name, app, recording);
        let (picture, below) = split_top(below, picture_height);
        let (predictions, below) = split_top(below, PREDICTIONS);
        let count =
            app.recording(recording).map_or(0, super::super::recording::Recording::n_images);
        if app.has_selected_image(recording) {
            if are_shown(app, canvas.graphics, recording) {
                draw_picture(canvas, picture, recording, app.selection(recording).image);
            }
            draw_answer(canvas, predictions, app, recording);
        } else {
            let text = format!("has only {count} images");
            canvas.text(predictions, &text, theme::dim());
        }
        draw_strip(canvas, below, app, recording, slot);
    }
}

fn draw_answer(canvas: &mut Canvas<'_>, area: Rect, app: &App, recording: RecordingId) {
    match (app.image(recording), app.failure(recording)) {
        (Some(answer), _) => draw_predictions(canvas, area, app, recording, answer),
        (None, Some(failure)) => canvas.text(area, &failure, theme::wrong()),
        (None, None) => canvas.text(area, "…", theme::dim()),
    }
}

/// The ground truth and its probability, then the best predictions.
fn draw_predictions(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    recording: RecordingId,
    answer: &ImageAnswer,
) {
    let categories = &app.set().categories;
    let focus = app.place().focus;
    let has_cursor = |index| {
        (focus.region, focus.index, app.place().recording)
            == (Region::Predictions, index, recording)
    };
    let (truth, below) = split_top(area, 1);
    let first = answer.predictions.first().map(|made| made.category);
    let verdict = match (answer.category, first) {
        (Some(category), Some(made)) if category == made => ("✓", Style::new()),
        (Some(_), Some(_)) => (theme::WRONG, theme::wrong()),
        _ => ("", Style::new()),
    };
    let name = answer.category.map_or_else(|| "unknown".into(), |id| categories.name(id));
    let style = if has_cursor(0) { theme::cursor() } else { theme::bold() };
    let mark = if has_cursor(0) { theme::CURSOR } else { " " };
    let mut line = vec![
        Span::raw(format!("{mark}is ")),
        Span::styled(name, style),
        Span::styled(format!(" {}", verdict.0), verdict.1),
    ];
    if let Some(number) = answer.number {
        line.push(Span::styled(format!("  (number {number} in the file)"), theme::dim()));
    }
    if app.is_marked(recording, app.selection(recording).image) {
        line.push(Span::styled(format!(" {} marked", theme::MARKED), theme::bold()));
    }
    canvas.line(truth, Line::from(line));
    canvas.item(truth, recording, (Region::Predictions, 0));
    if answer.predictions.is_empty() {
        let why = match app.set().model.classifier {
            Some(_) => " its outputs are all NaN: nothing is predicted",
            None => " no classification layer: nothing is predicted",
        };
        return canvas.text(below, why, theme::dim());
    }
    for ((row, made), index) in rows(below).zip(&answer.predictions).zip(1..) {
        let name = categories.name(made.category);
        let value = probability(app, made.probability);
        let color = theme::recording(app, recording);
        let row_style = (color, has_cursor(index));
        draw_bar(canvas, row, (&name, &value, (made.probability, 1.)), row_style);
        canvas.item(row, recording, (Region::Predictions, index));
    }
}

/// The selected neuron's top images in a recording; the features of the image before them.
fn draw_strip(canvas: &mut Canvas<'_>, area: Rect, app: &App, recording: RecordingId, slot: Slot) {
    let features = app.image(recording).map(|answer| answer.features.as_slice());
    let mut below = area;
    let features = features.unwrap_or_default();
    let hidden = features.len().saturating_sub(FEATURES);
    for (position, (name, text)) in features.iter().take(FEATURES).enumerate() {
        let (row, rest) = split_top(below, 1);
        let row = if position + 1 == FEATURES && hidden > 0 {
            canvas.text_right(row, &format!(" +{hidden} more"), theme::dim())
        } else {
            row
        };
        canvas.text(row, &printable(&format!("{name}: {text}")), theme::dim());
        below = rest;
    }
    let (title, grid) = split_top(below, 1);
    let answer = app.neuron(recording);
    let activation = answer.map_or_else(|| "…".into(), |answer| maximum(app, recording, answer));
    let neuron = app.selection(recording).neuron;
    let listed = app.responses(recording).filter(|_| app.has_selected_image(recording));
    let here = listed.and_then(|all| all.iter().find(|top| top.id == neuron));
    let here = here.map_or_else(String::new, |top| {
        format!(" · {} here", super::canvas::activation(app, Some(top.value)))
    });
    let text = format!("neuron {neuron}{here} · max {activation}");
    canvas.text(title, &text, theme::dim());
    if let Some(answer) = answer {
        draw_top_images(canvas, grid, app, (recording, slot), answer);
    }
}

fn maximum(app: &App, recording: RecordingId, answer: &NeuronAnswer) -> String {
    of_neuron(app, recording, answer.summary.max)
}

/// The top neurons of the image in the recording that leads, by their activations in the one that has the cursor.
fn draw_neurons(canvas: &mut Canvas<'_>, area: Rect, app: &App) {
    let recording = app.place().recording;
    let listed_by = app.listed_by(recording);
    let (title, below) = split_top(area, 1);
    let color = theme::recording(app, recording);
    let mark = theme::mark(app, recording);
    let lead =
        Span::styled(format!(" {}", theme::mark(app, listed_by)), theme::recording(app, listed_by));
    let is_followed = listed_by != recording;
    let top = if is_followed { "'s top neurons in " } else { " top neurons" };
    let mut heading = vec![lead, Span::raw(top)];
    if is_followed {
        heading.push(Span::styled(mark, color));
    }
    canvas.line(title, Line::from(heading));
    let list = below;
    let Some(listed) = app.responses(recording) else { return };
    if listed.is_empty() {
        return canvas.text(list, " none: all zero or NaN", theme::dim());
    }
    // Of a recording that follows the highest need not be the first.
    let most = listed.iter().map(|top| top.value).fold(f64::NAN, f64::max);
    let focus = app.place().focus;
    let is_focused = focus.region == Region::Neurons;
    let visible = usize::from(list.height).max(1);
    let first = if is_focused { focus.index.saturating_sub(visible - 1) } else { 0 };
    for (row, (index, top)) in rows(list).zip(listed.iter().enumerate().skip(first)) {
        let row = Rect { width: row.width.saturating_sub(1), ..row };
        let value = activation(app, Some(top.value));
        let is_selected = top.id == app.place().neuron;
        let here = is_focused && index == focus.index;
        draw_neuron(
            canvas,
            row,
            (&top.id.to_string(), &value),
            ((top.value, most), color),
            (here, is_selected),
        );
        canvas.item(row, recording, (Region::Neurons, index));
    }
}

/// A row of a list of neurons: number, bar, value.
pub(super) fn draw_neuron(
    canvas: &mut Canvas<'_>,
    area: Rect,
    (number, value): (&str, &str),
    ((amount, most), color): ((f64, f64), Style),
    (has_cursor, is_selected): (bool, bool),
) {
    let value_width = canvas.value_width();
    let width = usize::from(area.width).saturating_sub(1 + 6 + 1 + value_width);
    let style = match (has_cursor, is_selected) {
        (true, _) => theme::cursor(),
        (false, true) => theme::bold(),
        (false, false) => Style::new(),
    };
    let mark = match (has_cursor, is_selected) {
        (true, _) => theme::CURSOR,
        (false, true) => theme::SELECTED,
        (false, false) => " ",
    };
    let line = vec![
        Span::styled(format!("{mark}{}", flush_right(number, 6)), style),
        Span::raw(" "),
        Span::styled(super::canvas::padded(&super::bars::bar(amount, most, width), width), color),
        Span::styled(flush_right(value, value_width), style),
    ];
    canvas.line(area, Line::from(line));
}
