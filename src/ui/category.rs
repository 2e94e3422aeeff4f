//! The category pane, and that of a pair: what a category is confused with, and which neurons carry it.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{Canvas, percent, rows, split_top};
use super::neuron::{draw_bar, draw_grid, draw_name, lists_height};
use super::pictures::{Item, Slot};
use super::taken::taken;
use super::{carriers, theme};
use crate::app::{App, Border, Errors, Pane, Region, Side, Spot};
use crate::ids::{CategoryId, RecordingId};
use crate::recording::Recording;

/// Categories listed on each side, when there is room.
const MOST_COUNTS: u16 = 6;
/// Rows of neurons that stay when there is little room.
const LEAST_NEURONS: u16 = 3;

/// How the height of a column is shared out, the same in all of them.
#[derive(Debug, Clone, Copy)]
struct Rows {
    /// Lines about the category, or about both.
    head: u16,
    counts: u16,
    pictures: u16,
    slot: Slot,
}

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, columns: &[(RecordingId, Rect)]) {
    let Some(&(first, area)) = columns.first() else { return };
    let is_pair = app.place().pane == Pane::Pair;
    let head = if is_pair { 2 } else { 1 };
    let rest = area.height.saturating_sub(1 + head);
    // Two titles and two lists of counts, then pictures on both sides, then the neurons.
    // Where nothing can be false the neurons have it all.
    let has_errors = columns.iter().any(|(recording, _)| why_no_errors(app, *recording).is_none());
    let usual = LEAST_NEURONS.max(rest / 5).min(rest);
    let top = area.y + 1 + head;
    let counts = if has_errors && !is_pair { MOST_COUNTS.min(rest / 8).max(1) } else { 0 };
    // Two titles and the categories below each.
    let others = 2 + 2 * counts;
    let above = (2, others);
    let neurons = if has_errors {
        lists_height(canvas, app, (first, top), (usual, rest), above)
    } else {
        rest
    };
    let room = rest.saturating_sub(neurons + others) / 2;
    let slot = Slot::for_zoom(app, canvas.graphics, first, room);
    let pictures = u16::try_from(slot.rows(room)).unwrap_or(0) * (slot.height + 2);
    let shares = Rows { head, counts, pictures, slot };
    remember_room(canvas, app, shares, (area.width, neurons));
    for &(recording, column) in columns {
        let (name, below) = split_top(column, 1);
        draw_name(canvas, name, app, recording);
        if app.set().categories.is_empty() {
            canvas.text(below, "there are no categories", theme::dim());
        } else if let Some(failure) = app.failure(recording) {
            canvas.text(below, &failure, theme::wrong());
        } else {
            draw_column(canvas, below, app, (recording, shares));
        }
    }
}

fn remember_room(canvas: &mut Canvas<'_>, app: &App, shares: Rows, (width, neurons): (u16, u16)) {
    let view = &mut canvas.drawn.view;
    view.pictures_per_row = shares.slot.per_row(width);
    for region in app.place().pane.regions() {
        if shares.pictures > 0 || !region.is_grid() {
            view.regions = view.regions.with(*region);
        }
    }
    view.page = match app.place().focus.region {
        region if region.is_grid() => shares.slot.rows(shares.pictures),
        region if region.is_neurons() => usize::from(neurons),
        _ => usize::from(shares.counts),
    };
}

/// Why nobody can know what is false in a recording.
pub(super) fn why_no_errors(app: &App, recording: RecordingId) -> Option<&'static str> {
    let of = app.recording(recording)?;
    if of.summary().is_some() {
        return Some("a summary: it does not hold what each image is taken for");
    }
    match (Recording::has_labels(of), app.set().model.classifier) {
        (false, None) => Some("no labels, and no classification layer"),
        (false, Some(_)) => Some("no labels: nobody knows what is false"),
        (true, None) => Some("no classification layer: nothing is predicted"),
        (true, Some(_)) => None,
    }
}

fn draw_column(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, shares): (RecordingId, Rows),
) {
    let (head, mut below) = split_top(area, shares.head);
    match app.place().pane {
        Pane::Pair => draw_both(canvas, head, app, recording),
        _ => draw_summary(canvas, head, app, recording),
    }
    let height = 1 + shares.counts + shares.pictures;
    if let Some(why) = why_no_errors(app, recording) {
        // As high as the errors of the recordings beside it.
        let lines = if shares.pictures + shares.counts > 0 { 2 * height } else { 1 };
        let (reason, rest) = split_top(below, lines);
        canvas.text(reason, why, theme::dim());
        below = rest;
    } else {
        for side in [Side::Positive, Side::Negative] {
            let (part, rest) = split_top(below, height);
            if let Some(errors) = app.errors(recording, side) {
                draw_side(canvas, (part, side), app, (recording, shares), errors);
            }
            below = rest;
        }
    }
    carriers::draw(canvas, below, app, recording);
    let edge = Rect { height: below.height.min(1), ..below };
    canvas.drawn.hits.add(edge, Spot::Border(Border::Lists));
}

fn draw_summary(canvas: &mut Canvas<'_>, area: Rect, app: &App, recording: RecordingId) {
    let Some(answer) = app.category(recording) else {
        return canvas.text(area, "…", theme::dim());
    };
    let accuracy = percent(answer.accuracy);
    let category = app.selection(recording).category;
    let text = format!("id {category}  {} images  accuracy {accuracy}", answer.images);
    canvas.text(area, &text, Style::new());
}

/// Both categories of a pair, each in a line that the cursor can stand on.
fn draw_both(canvas: &mut Canvas<'_>, area: Rect, app: &App, recording: RecordingId) {
    let Some(answer) = app.pair(recording) else {
        return canvas.text(area, "…", theme::dim());
    };
    let (place, of) = (app.place(), app.selection(recording));
    let is_here = (place.focus.region, place.recording) == (Region::Categories, recording);
    let shares = answer.images.iter().zip(&answer.accuracy);
    let lines = [of.category, of.other].into_iter().zip(shares).enumerate();
    for (row, (index, (category, (images, accuracy)))) in rows(area).zip(lines) {
        let has_cursor = is_here && place.focus.index == index;
        let (mark, style) =
            if has_cursor { (theme::CURSOR, theme::cursor()) } else { (" ", Style::new()) };
        let numbers = format!("  {:>7} of {images} right", percent(*accuracy));
        let left = canvas.text_right(row, &numbers, style);
        canvas.text(left, &format!("{mark}{}", app.set().categories.name(category)), style);
        canvas.item(row, recording, (Region::Categories, index));
    }
}

/// What stands above the errors of one side.
fn title(
    app: &App,
    recording: RecordingId,
    (side, errors): (Side, Errors<'_>),
    room: usize,
) -> String {
    let (count, of) = (errors.images.len(), app.selection(recording));
    if app.place().pane == Pane::Pair {
        let name = |of: CategoryId| app.set().categories.short_name(of);
        let (truth, predicted, at) = match side {
            Side::Positive => (name(of.other), name(of.category), 1),
            Side::Negative => (name(of.category), name(of.other), 0),
        };
        let all = app.pair(recording).and_then(|answer| answer.images.get(at)).copied();
        let count = (count, Some(all.unwrap_or(0)));
        return taken(count, [&truth, &predicted], room);
    }
    let meaning = match (side, count) {
        (_, 0) => "",
        (Side::Positive, _) => ", in truth",
        (Side::Negative, _) => ", taken for",
    };
    let name = match side {
        Side::Positive => "false positives",
        Side::Negative => "false negatives",
    };
    format!("{count} {name}{meaning}")
}

fn draw_side(
    canvas: &mut Canvas<'_>,
    (area, side): (Rect, Side),
    app: &App,
    (recording, shares): (RecordingId, Rows),
    errors: Errors<'_>,
) {
    let (counts, pictures) = match side {
        Side::Positive => (Region::PositiveCounts, Region::PositivePictures),
        Side::Negative => (Region::NegativeCounts, Region::NegativePictures),
    };
    let (head, below) = split_top(area, 1);
    let (listed, room) = (errors.by_category.len(), usize::from(shares.counts));
    let head = match listed {
        many if many > room && room > 0 => {
            canvas.text_right(head, &format!(" {room} of {many}"), theme::dim())
        }
        _ => head,
    };
    let title = title(app, recording, (side, errors), usize::from(head.width));
    canvas.text(head, &title, theme::bold());
    let (list, grid) = split_top(below, shares.counts);
    draw_counts(canvas, list, app, (recording, counts), errors);
    let item = |index: usize| {
        let image = *errors.images.get(index)?;
        let shown = match (side, app.place().pane) {
            (Side::Positive, _) => app.recording(recording)?.category(image),
            (Side::Negative, Pane::Pair) => Some(app.selection(recording).other),
            (Side::Negative, _) => app.category(recording)?.negatives_taken_for.get(index).copied(),
        };
        let name = shown.map_or_else(String::new, |id| app.set().categories.short_name(id));
        let is_marked = app.is_marked(recording, image);
        Some(Item { image, value: format!("#{image}"), name, is_wrong: true, is_marked })
    };
    let count = errors.images.len();
    draw_grid(canvas, grid, app, (recording, shares.slot, pictures), (count, &item));
}

/// The categories on the other side of the errors: a bar, how many, and which share of the errors.
fn draw_counts(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, region): (RecordingId, Region),
    errors: Errors<'_>,
) {
    let place = app.place();
    let is_focused = place.focus.region == region;
    let has_cursor = is_focused && recording == place.recording;
    let visible = usize::from(area.height).max(1);
    let first = if is_focused { place.focus.index.saturating_sub(visible - 1) } else { 0 };
    let most = errors.by_category.first().map_or(0, |(_, count)| *count);
    let digits = most.to_string().len();
    let listed = errors.by_category.iter().enumerate().skip(first);
    for (row, (index, (category, count))) in rows(area).zip(listed) {
        let name = app.set().categories.name(*category);
        let here = has_cursor && index == place.focus.index;
        let share = percent(Some(*count as f64 / errors.images.len() as f64));
        let value = format!(" {count:>digits$} {share:>7}");
        let amounts = (*count as f64, most as f64);
        let looks = (theme::recording(app, recording), here);
        draw_bar(canvas, row, (&name, &value, amounts), looks);
        canvas.item(row, recording, (region, index));
    }
}
