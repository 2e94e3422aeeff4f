//! The neuron pane: what one neuron responds to, recording beside recording.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::bars::bar;
use super::canvas::{
    Canvas, activation_within, flush_right, of_neuron, padded, percent, rows, split_top,
};
use super::pictures::{Grid, Item, Slot, are_shown, caption};
use super::{histogram, theme, verdict};
use crate::app::{App, Border, Following, Pane, Reach, Region, Selection, Spot};
use crate::ids::{CategoryId, RecordingId};
use crate::query::{NeuronAnswer, NormalizedBy, Scale};
use crate::text::significant;

/// Columns from which on a mean is shown with its standard error.
const WIDE: usize = 36;
/// What stands behind a share.
const UNIT: &str = "%";
/// Cells of a mean with its standard error.
const WITH_ERROR: usize = 13;
/// Rows of categories that stay when there is little room.
const LEAST_CATEGORIES: u16 = 3;

/// Rows that lists below pictures keep.
const LEAST_LISTS: u16 = 3;
/// Rows above the pictures: name, numbers, and what became of the neuron.
const HEAD: u16 = 3;
/// Screens of fewer rows have no histograms and one line less about what became of the neuron.
const TALL: u16 = 40;

/// Draws the pane; `columns` are recordings and where they stand.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, columns: &[(RecordingId, Rect)]) {
    let Some(&(first, area)) = columns.first() else { return };
    let categories = app.listed_categories();
    let (head, strip) = if area.height >= TALL { (HEAD + 1, histogram::HEIGHT) } else { (HEAD, 0) };
    let rest = area.height.saturating_sub(head + strip);
    let wished = u16::try_from(categories.len()).unwrap_or(u16::MAX).saturating_add(1);
    let least = wished.min(LEAST_CATEGORIES + 1);
    let tuning_height = wished.min((rest * 2 / 5).max(least)).min(rest);
    let top = area.y + area.height.saturating_sub(rest);
    let tuning_height = lists_height(canvas, app, (first, top), (tuning_height, rest), (1, 0));
    let slot = Slot::for_zoom(app, canvas.graphics, first, rest - tuning_height);
    let grid_height =
        u16::try_from(slot.rows(rest - tuning_height)).unwrap_or(0) * (slot.height + 2);
    // What is left over below the pictures belongs to the categories.
    let tuning_height = rest - grid_height;
    remember_room(canvas, app, slot, (area.width, grid_height, tuning_height));
    let most = highest_mean(app, columns, &categories);
    let axis = histogram::Axis::of(app, app.order().into_iter());
    for &(recording, column) in columns {
        let (title, below) = split_top(column, head);
        draw_title(canvas, title, app, recording);
        let (grid, below) = split_top(below, grid_height);
        let (histograms, tuning) = split_top(below, strip);
        if let Some(failure) = app.failure(recording) {
            canvas.text(below, &failure, theme::wrong());
        } else if let Some(answer) = app.neuron(recording) {
            draw_top_images(canvas, grid, app, (recording, slot), answer);
            if let Some(axis) = axis.filter(|_| strip > 0) {
                histogram::draw(canvas, histograms, app, (recording, axis));
            }
            draw_tuning(canvas, tuning, app, (recording, answer), (&categories, most));
        }
        let edge = Rect { height: tuning.height.min(1), ..tuning };
        canvas.drawn.hits.add(edge, Spot::Border(Border::Lists));
    }
}

fn remember_room(canvas: &mut Canvas<'_>, app: &App, slot: Slot, room: (u16, u16, u16)) {
    let (width, grid_height, tuning_height) = room;
    let view = &mut canvas.drawn.view;
    if slot.rows(grid_height) > 0 {
        view.regions = view.regions.with(Region::Pictures);
    }
    if tuning_height > 1 {
        view.regions = view.regions.with(Region::Categories);
    }
    view.pictures_per_row = slot.per_row(width);
    view.page = match app.place().focus.region {
        Region::Categories => usize::from(tuning_height.saturating_sub(1)),
        _ => slot.rows(grid_height),
    };
}

/// Rows of the lists below pictures, of `rest` rows from `top` on: the usual ones unless the user has moved the border.
/// Above them stand `grids` grids of pictures, one below the other, and `others` rows that stay.
pub(super) fn lists_height(
    canvas: &mut Canvas<'_>,
    app: &App,
    (recording, top): (RecordingId, u16),
    (usual, rest): (u16, u16),
    (grids, others): (u16, u16),
) -> u16 {
    let moved = app.moved_border(Border::Lists);
    let most = rest.saturating_sub(others);
    let wished = usual.saturating_add_signed(moved.saturating_neg());
    let height = if moved == 0 { usual } else { wished.clamp(LEAST_LISTS.min(most), most) };
    let slot = Slot::for_zoom(app, canvas.graphics, recording, rest);
    let bottom = top.saturating_add(rest);
    let reach = Reach {
        at: bottom.saturating_sub(height),
        usual: bottom.saturating_sub(usual),
        least: bottom.saturating_sub(most),
        most: bottom.saturating_sub(LEAST_LISTS),
        step: grids * (slot.height + 2),
    };
    if rest > LEAST_LISTS {
        canvas.drawn.view.borders.put(Border::Lists, reach);
    }
    height
}

/// Name of a recording and the neuron's numbers in it.
fn draw_title(canvas: &mut Canvas<'_>, area: Rect, app: &App, recording: RecordingId) {
    let (name, below) = split_top(area, 1);
    let (numbers, below) = split_top(below, 1);
    draw_name(canvas, name, app, recording);
    let [said, by] = verdict::lines(app, recording, area.width);
    let (line, below) = split_top(below, 1);
    canvas.text(line, &said, theme::recording(app, recording));
    canvas.text(below, &by, theme::dim());
    let Some(answer) = app.neuron(recording) else {
        let text = if app.failure(recording).is_some() { "" } else { "…" };
        return canvas.text(numbers, text, theme::dim());
    };
    let summary = &answer.summary;
    let mut text = format!(
        "max {}  mean {}  active {}",
        of_neuron(app, recording, summary.max),
        of_neuron(app, recording, summary.mean),
        percent(summary.active_fraction)
    );
    if summary.non_finite > 0 {
        text = format!("{text}  {} NaN or infinite", summary.non_finite);
    }
    if let Some(why) = without_percent(app, recording) {
        text = why;
    }
    canvas.text(numbers, &text, Style::new());
}

/// Why the neuron cannot be normalized; `None` as long as that is not known, too.
fn without_percent(app: &App, recording: RecordingId) -> Option<String> {
    let Scale::By(normalizer) = app.scale() else { return None };
    let value = app.normal(recording, normalizer);
    app.neuron(recording)?;
    let name = app.recording_name(normalizer.recording);
    let is_reference = normalizer.recording == app.set().reference;
    let name = if is_reference { "the reference" } else { name };
    let digits = app.preferences().digits;
    match value {
        Some(value) if normalizer.by == NormalizedBy::Percentile && value <= 0. => {
            let value = significant(value, digits);
            Some(format!("99.9th percentile {value} in {name}: cannot be normalized"))
        }
        Some(max) if max > 0. => None,
        Some(max) if max < 0. => {
            let max = significant(max, digits);
            Some(format!("at most {max} in {name}, not above 0: cannot be normalized"))
        }
        _ => Some(format!("never above 0 in {name}: cannot be normalized")),
    }
}

/// The name of a recording above its column.
pub(super) fn draw_name(canvas: &mut Canvas<'_>, area: Rect, app: &App, recording: RecordingId) {
    let style = theme::recording(app, recording);
    let mark = theme::mark(app, recording);
    let is_reference = recording == app.set().reference;
    let role = if is_reference { "  reference" } else { "" };
    let role = match app.following() {
        Following::Own => own_subject(app, recording),
        // That the reference does is as usual, and the header says it.
        Following::Lead(_) if app.leads(recording) && !is_reference => {
            format!("  {} leads", theme::LEAD)
        }
        Following::Lead(_) => role.to_owned(),
    };
    let lacks = |lacks: bool, what: &'static str| if lacks { what } else { "" };
    let opened = app.recording(recording);
    let no_images = lacks(opened.is_some_and(|opened| !opened.has_pictures()), "  no images");
    let no_labels = lacks(opened.is_some_and(|opened| !opened.has_labels()), "  no labels");
    canvas.line(
        area,
        Line::from(vec![
            Span::styled(
                format!("{mark} {}", app.recording_name(recording)),
                style.patch(theme::bold()),
            ),
            Span::styled(format!("{role}{no_images}{no_labels}"), theme::dim()),
        ]),
    );
}

/// What a recording shows where each has its own selection.
fn own_subject(app: &App, recording: RecordingId) -> String {
    let Selection { neuron, image, category, other } = app.selection(recording);
    let name = |of| app.set().categories.short_name(of);
    match app.place().pane {
        Pane::Neuron => format!("  neuron {neuron}"),
        Pane::Image => format!("  image {image}"),
        Pane::Category => format!("  {}", name(category)),
        Pane::Pair => format!("  {} and {}", name(category), name(other)),
        // One selection for all.
        Pane::Marked | Pane::Layer | Pane::Table | Pane::Confusion => String::new(),
    }
}

/// A neuron's top images in one recording.
pub(super) fn draw_top_images(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, slot): (RecordingId, Slot),
    answer: &NeuronAnswer,
) {
    if answer.top_images.is_empty() {
        let text = match app.kept_images(recording) {
            Some(kept) if kept.count() == 0 => "no image passes the filter",
            Some(_) => "no image that passes drives it",
            None => "no top images: all activations are zero, NaN or infinite",
        };
        return canvas.text(area, text, theme::dim());
    }
    let graphics = canvas.graphics;
    let images = app.shown_images(answer);
    let item = |index: usize| {
        let top = images.get(index)?;
        let name = top.category.map_or_else(String::new, |id| app.set().categories.short_name(id));
        Some(Item {
            image: top.image,
            value: of_neuron(app, recording, Some(top.activation)),
            name: caption(app, graphics, recording, (top.image, name)),
            is_wrong: top.is_wrong(),
            is_marked: app.is_marked(recording, top.image),
        })
    };
    let count = images.len();
    draw_grid(canvas, area, app, (recording, slot, Region::Pictures), (count, &item));
}

/// A grid whose first row follows the cursor, the same in every recording.
pub(super) fn draw_grid(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, slot, region): (RecordingId, Slot, Region),
    (count, item): (usize, &dyn Fn(usize) -> Option<Item>),
) {
    let focus = app.place().focus;
    let is_focused = focus.region == region;
    let per_row = slot.per_row(area.width);
    let visible = slot.rows(area.height).max(1);
    let first_row =
        if is_focused { (focus.index / per_row).saturating_sub(visible - 1) } else { 0 };
    let has_cursor = is_focused && recording == app.place().recording;
    let cursor = has_cursor.then_some(focus.index);
    let has_pictures = are_shown(app, canvas.graphics, recording);
    let first = first_row * per_row;
    Grid { area, slot, recording, region, has_pictures, first, cursor }.draw(canvas, count, item);
}

/// The highest mean of the listed categories in all columns, the common scale of their bars.
fn highest_mean(app: &App, columns: &[(RecordingId, Rect)], categories: &[CategoryId]) -> f64 {
    let answers = columns.iter().filter_map(|(recording, _)| app.neuron(*recording));
    answers
        .flat_map(|answer| {
            categories
                .iter()
                .filter_map(|id| answer.tuning.get(id.index()).and_then(|mean| mean.mean))
        })
        .fold(0., f64::max)
}

fn draw_tuning(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, answer): (RecordingId, &NeuronAnswer),
    (categories, most): (&[CategoryId], f64),
) {
    let (title, list) = split_top(area, 1);
    if answer.tuning.iter().all(|mean| mean.images == 0) {
        let text = match app.kept_images(recording) {
            Some(_) => "no image that passes has a label",
            None => "no labels: no means by category",
        };
        return canvas.text(title, text, theme::dim());
    }
    let count = categories.len();
    let has_errors = usize::from(area.width) >= WIDE;
    let error = if has_errors { " ± s.e." } else { "" };
    let text = match usize::from(list.height) {
        all if all >= count => format!("mean{error} by category"),
        some => format!("mean{error} by category ({some} of {count})"),
    };
    canvas.text(title, &text, theme::dim());
    let focus = app.place().focus;
    let is_focused = focus.region == Region::Categories;
    let visible = usize::from(list.height).max(1);
    let first = if is_focused { focus.index.saturating_sub(visible - 1) } else { 0 };
    let has_cursor = is_focused && recording == app.place().recording;
    for (row, (index, category)) in rows(list).zip(categories.iter().enumerate().skip(first)) {
        let mean = answer.tuning.get(category.index()).and_then(|tuning| tuning.mean);
        let error = answer.standard_errors.get(category.index()).copied().flatten();
        let value = mean_text((app, recording), mean, error, usize::from(row.width));
        let name = app.set().categories.name(*category);
        let is_here = has_cursor && index == focus.index;
        // Bars grow from 0: a mean below it has none, and neither has one that is not shown.
        let shown = mean.filter(|_| app.divisor(recording).is_some());
        let bar = (shown.map_or(0., |mean| mean.max(0.)), most);
        let color = theme::recording(app, recording);
        draw_bar(canvas, row, (&name, &value, bar), (color, is_here));
        canvas.item(row, recording, (Region::Categories, index));
    }
}

/// A mean with its standard error, where there is room for it.
fn mean_text(
    (app, recording): (&App, RecordingId),
    mean: Option<f64>,
    error: Option<f64>,
    width: usize,
) -> String {
    let plain = of_neuron(app, recording, mean);
    let divisor = app.divisor(recording);
    let Some((mean, error)) = divisor.and_then(|by| Some((mean? / by, error? / by))) else {
        return plain;
    };
    if width < WIDE {
        return plain;
    }
    let (error, unit) = match app.scale() {
        Scale::Raw => (significant(error, 2), ""),
        Scale::By(_) => (significant(100. * error, 2), UNIT),
    };
    // The mean gives digits for its error, as long as two are left.
    let room = WITH_ERROR.saturating_sub(2 + error.width());
    let mean = activation_within(app, mean, room);
    let both = format!("{} ±{error}{unit}", mean.trim_end_matches(UNIT));
    if both.width() > WITH_ERROR { plain } else { both }
}

/// A row of a list: name, bar, value. The cursor reverses name and value; the bar keeps its distance from both, so that
/// it is seen without color.
pub(super) fn draw_bar(
    canvas: &mut Canvas<'_>,
    area: Rect,
    (name, value, (amount, most)): (&str, &str, (f64, f64)),
    (color, has_cursor): (Style, bool),
) {
    let width = usize::from(area.width);
    let plain = canvas.value_width();
    let value_width =
        if value.contains('±') { plain.max(WITH_ERROR) } else { plain.max(value.width()) };
    let name_width = (width / 3).min(24);
    let bar_width = width.saturating_sub(name_width + value_width + 3);
    let mark = if has_cursor { theme::CURSOR } else { " " };
    let style = if has_cursor { theme::cursor() } else { Style::new() };
    let line = vec![
        Span::styled(format!("{mark}{}", padded(name, name_width)), style),
        Span::raw(" "),
        Span::styled(padded(&bar(amount, most, bar_width), bar_width), color),
        Span::raw(flush_right("", value_width.saturating_sub(value.width()))),
        Span::styled(value.to_owned(), style),
    ];
    canvas.line(area, Line::from(line));
}
