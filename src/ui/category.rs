//! The category pane: what one category is confused with, and which neurons carry it.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{Canvas, activation, percent, rows, split_top};
use super::image::draw_neuron;
use super::neuron::{draw_bar, draw_grid, draw_name};
use super::pictures::{Item, Slot};
use super::theme;
use crate::app::{App, Region};
use crate::ids::RecordingId;
use crate::query::{CategoryAnswer, Confused};

/// Categories listed on each side, when there is room.
const MOST_COUNTS: u16 = 4;
/// Rows of neurons that stay when there is little room.
const LEAST_NEURONS: u16 = 3;

/// How the height of a column is shared out, the same in all of them.
#[derive(Debug, Clone, Copy)]
struct Rows {
    counts: u16,
    pictures: u16,
    slot: Slot,
}

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, columns: &[(RecordingId, Rect)]) {
    let Some(&(first, area)) = columns.first() else { return };
    let rest = area.height.saturating_sub(2);
    // Two titles and two lists of counts, then pictures on both sides, then the neurons.
    // Where nothing can be false the neurons have it all.
    let has_errors = columns.iter().any(|(recording, _)| {
        app.category(*recording).is_none_or(|answer| answer.false_positives.is_some())
    });
    let neurons = if has_errors { LEAST_NEURONS.max(rest / 5).min(rest) } else { rest };
    let counts = if has_errors { MOST_COUNTS.min(rest / 9).max(1) } else { 0 };
    let room = rest.saturating_sub(neurons + 2 + 2 * counts) / 2;
    let slot = Slot::for_zoom(app, canvas.graphics, first, room);
    let pictures = u16::try_from(slot.rows(room)).unwrap_or(0) * (slot.height + 2);
    let shares = Rows { counts, pictures, slot };
    let view = &mut canvas.drawn.view;
    view.pictures_per_row = slot.per_row(area.width);
    for region in [Region::PositiveCounts, Region::NegativeCounts, Region::Neurons] {
        view.regions = view.regions.with(region);
    }
    if pictures > 0 {
        let both = view.regions.with(Region::PositivePictures);
        view.regions = both.with(Region::NegativePictures);
    }
    canvas.drawn.view.page = match app.place().focus.region {
        region if region.is_grid() => slot.rows(pictures),
        Region::Neurons => usize::from(neurons),
        _ => usize::from(counts),
    };
    for &(recording, column) in columns {
        let (name, below) = split_top(column, 1);
        draw_name(canvas, name, app, recording);
        match (app.category(recording), app.failure(recording)) {
            (Some(answer), _) => draw_column(canvas, below, app, (recording, shares), answer),
            (None, Some(failure)) => canvas.text(below, &failure, theme::wrong()),
            (None, None) => canvas.text(below, "…", theme::dim()),
        }
    }
}

fn draw_column(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, shares): (RecordingId, Rows),
    answer: &CategoryAnswer,
) {
    let (summary, below) = split_top(area, 1);
    if app.set().categories.is_empty() {
        return canvas.text(summary, "there are no categories", theme::dim());
    }
    let text = format!(
        "id {}  {} images  accuracy {}",
        app.place().category,
        answer.images,
        percent(answer.accuracy)
    );
    canvas.text(summary, &text, Style::new());
    let height = 1 + shares.counts + shares.pictures;
    let (positives, below) = split_top(below, height);
    let (negatives, neurons) = split_top(below, height);
    let sides = [
        (positives, &answer.false_positives, Side::Positive),
        (negatives, &answer.false_negatives, Side::Negative),
    ];
    for (area, confused, side) in sides {
        match confused {
            Some(confused) => {
                draw_side(canvas, (area, side), app, (recording, shares), (confused, answer));
            }
            None => {
                canvas.text(area, "no labels, or no classification layer", theme::dim());
            }
        }
    }
    draw_neurons(canvas, neurons, app, recording, answer);
}

/// Which errors are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Positive,
    Negative,
}

fn draw_side(
    canvas: &mut Canvas<'_>,
    (area, side): (Rect, Side),
    app: &App,
    (recording, shares): (RecordingId, Rows),
    (confused, answer): (&Confused, &CategoryAnswer),
) {
    let (counts, pictures, title) = match side {
        Side::Positive => (Region::PositiveCounts, Region::PositivePictures, "false positives"),
        Side::Negative => (Region::NegativeCounts, Region::NegativePictures, "false negatives"),
    };
    let meaning = match (side, confused.images.is_empty()) {
        (_, true) => "",
        (Side::Positive, false) => ", in truth",
        (Side::Negative, false) => ", taken for",
    };
    let (head, below) = split_top(area, 1);
    canvas.text(head, &format!("{} {title}{meaning}", confused.images.len()), theme::bold());
    let (list, grid) = split_top(below, shares.counts);
    draw_counts(canvas, list, app, (recording, counts), confused);
    let item = |index: usize| {
        let image = *confused.images.get(index)?;
        let shown = match side {
            Side::Positive => app.recording(recording)?.category(image),
            Side::Negative => answer.negatives_taken_for.get(index).copied(),
        };
        let name = shown.map_or_else(String::new, |id| app.set().categories.short_name(id));
        Some(Item { image, value: format!("#{image}"), name, is_wrong: true })
    };
    let count = confused.images.len();
    draw_grid(canvas, grid, app, (recording, shares.slot, pictures), (count, &item));
}

fn draw_counts(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, region): (RecordingId, Region),
    confused: &Confused,
) {
    let place = app.place();
    let is_focused = place.focus.region == region;
    let has_cursor = is_focused && recording == place.recording;
    let visible = usize::from(area.height).max(1);
    let first = if is_focused { place.focus.index.saturating_sub(visible - 1) } else { 0 };
    let most = confused.by_category.first().map_or(0, |(_, count)| *count) as f64;
    let listed = confused.by_category.iter().enumerate().skip(first);
    for (row, (index, (category, count))) in rows(area).zip(listed) {
        let name = app.set().categories.name(*category);
        let here = has_cursor && index == place.focus.index;
        let amounts = (*count as f64, most);
        draw_bar(
            canvas,
            row,
            (&name, &count.to_string(), amounts),
            (theme::recording(app, recording), here),
        );
    }
}

fn draw_neurons(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    recording: RecordingId,
    answer: &CategoryAnswer,
) {
    let (title, list) = split_top(area, 1);
    canvas.text(title, "top neurons by mean activation", theme::bold());
    if answer.top_neurons.is_empty() {
        return canvas.text(list, "none: no images, or all zero", theme::dim());
    }
    let place = app.place();
    let is_focused = place.focus.region == Region::Neurons;
    let has_cursor = is_focused && recording == place.recording;
    let visible = usize::from(list.height).max(1);
    let first = if is_focused { place.focus.index.saturating_sub(visible - 1) } else { 0 };
    let most = answer.top_neurons.first().map_or(0., |top| top.value);
    let color = theme::recording(app, recording);
    for (row, (index, top)) in rows(list).zip(answer.top_neurons.iter().enumerate().skip(first)) {
        let value = activation(app, Some(top.value));
        let here = has_cursor && index == place.focus.index;
        let words = (top.id.to_string(), value);
        draw_neuron(canvas, row, (&words.0, &words.1), ((top.value, most), color), (here, false));
    }
}
