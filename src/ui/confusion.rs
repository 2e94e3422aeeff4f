//! The confusion pane: every category by what it is taken for, as numbers where they fit, else as a map and the part
//! of it around the cursor.

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, cut, flush_right, percent, rows, split_top};
use super::category::why_no_errors;
use super::layer::{CURSOR_COLUMN, Laid, shade};
use super::neuron::{draw_grid, draw_name};
use super::pictures::{Item, Slot, draw_subject};
use super::theme;
use crate::app::{Action, App, MatrixMap, MatrixOrder, Pane, Region, Selection, Spot, View};
use crate::graphics::{HeatMap, Look, MapName, MapOf, Subject};
use crate::ids::{CategoryId, RecordingId};

/// Cells of a category's name beside a row at most.
const MOST_NAME: u16 = 16;
/// Cells of a column of numbers at least and at most.
const COLUMN: Range<u16> = 5..10;
/// The same where only a part of the categories shows, so that it can be told which.
const ZOOMED: Range<u16> = 8..12;
/// Narrower screens have less than a half for the map.
const LEAST_HALF: u16 = 110;
/// Cells of the accuracy behind a row.
const RIGHT: u16 = 9;
/// Rows below the matrices at least for images.
const LEAST_IMAGES: u16 = 9;
/// Rows above the cells: recording, names of the columns.
const HEAD: u16 = 2;

/// Draws the pane.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, body: Rect) {
    debug_assert_eq!(app.place().pane, Pane::Confusion, "only drawn when it is open");
    canvas.drawn.view = View { columns: 1, ..View::default() };
    let (readout, below) = split_top(body, 1);
    let (middle, notes) = split_top(below, below.height.saturating_sub(1));
    let Some(map) = app.matrix_map().filter(|_| !app.set().categories.is_empty()) else {
        return draw_reason(canvas, middle, app, app.place().recording);
    };
    draw_readout(canvas, app, readout);
    let names = name_width(app, middle);
    let tiles = tiles(app, middle, (map.categories.len(), names));
    for &(recording, tile) in &tiles {
        let (title, cells) = split_top(tile, 1);
        if app.matrix(recording).is_none() {
            draw_reason(canvas, tile, app, recording);
            continue;
        }
        draw_title(canvas, title, app, recording);
        draw_cells(canvas, cells, app, (recording, map), (names, COLUMN));
    }
    if tiles.is_empty() {
        let (title, below) = split_top(middle, 1);
        draw_title(canvas, title, app, map.recording);
        draw_large(canvas, below, app, (map, names));
    }
    draw_images(canvas, middle, app, &tiles);
    draw_notes(canvas, notes, map, !tiles.is_empty());
}

/// Where the matrices leave rows below them, the images of the cell under the cursor, recording beside recording.
fn draw_images(canvas: &mut Canvas<'_>, area: Rect, app: &App, tiles: &[(RecordingId, Rect)]) {
    let Some(end) = tiles.iter().map(|(_, tile)| tile.bottom()).max() else { return };
    let top = end.saturating_add(1);
    let below = Rect { y: top, height: area.bottom().saturating_sub(top), ..area };
    let Selection { category, other, .. } = app.selection(app.place().recording);
    let count = u16::try_from(tiles.len()).unwrap_or(1).max(1);
    let slot = Slot::for_zoom(app, canvas.graphics, app.place().recording, below.height);
    let is_roomy = slot.rows(below.height.saturating_sub(1)) > 0 && below.height >= LEAST_IMAGES;
    if !is_roomy || below.width / count < slot.width + 2 {
        return;
    }
    canvas.drawn.view.shows_errors = true;
    if category == other {
        let text = " beside the diagonal, the images of a cell show here";
        return canvas.text(below, text, theme::dim());
    }
    let width = below.width / count;
    for ((recording, _), at) in tiles.iter().zip(0_u16..) {
        let column = Rect { x: below.x + at * width + 1, width: width.saturating_sub(2), ..below };
        let (title, grid) = split_top(column, 1);
        let Some(images) = app.pair(*recording).and_then(|pair| pair.false_negatives.as_ref())
        else {
            continue;
        };
        let name = |of| app.set().categories.short_name(of);
        let text = format!("{} {} taken for {}", images.len(), name(category), name(other));
        canvas.text(title, &text, theme::recording(app, *recording));
        let item = |index: usize| {
            let image = *images.get(index)?;
            let is_marked = app.is_marked(*recording, image);
            let (value, name) = (format!("#{image}"), String::new());
            Some(Item { image, value, name, is_wrong: true, is_marked })
        };
        // The cursor is in the matrix, never here.
        let whole = (*recording, slot, Region::NegativePictures);
        draw_grid(canvas, grid, app, whole, (images.len(), &item));
        canvas.drawn.hits.add(column, Spot::Command(Action::Enter));
    }
}

/// Where whole matrices stand: the selected recording's, and those around it as far as there is room. None where not
/// even one fits.
fn tiles(app: &App, area: Rect, (n, names): (usize, u16)) -> Vec<(RecordingId, Rect)> {
    let n = u16::try_from(n).unwrap_or(u16::MAX);
    let least = names.saturating_add(RIGHT).saturating_add(n.saturating_mul(COLUMN.start));
    let across = area.width.checked_div(least).unwrap_or(0);
    let height = n.saturating_add(HEAD);
    let down = area.height.saturating_add(1) / height.saturating_add(1);
    let room = usize::from(across) * usize::from(down);
    let order = app.order();
    let at = order.iter().position(|id| *id == app.place().recording).unwrap_or(0);
    let shown = around(at, order.len(), room.min(order.len()));
    let across = across.min(u16::try_from(shown.len()).unwrap_or(u16::MAX)).max(1);
    let width = area.width / across;
    let shown = order.get(shown).unwrap_or_default().iter().zip(0_u16..);
    let tile = |at: u16| Rect {
        x: area.x + at % across * width,
        y: area.y + at / across * (height + 1),
        width,
        height,
    };
    shown.map(|(recording, at)| (*recording, tile(at))).collect()
}

/// More categories than fit: the map, and the part of it around the cursor.
fn draw_large(canvas: &mut Canvas<'_>, area: Rect, app: &App, (map, names): (&MatrixMap, u16)) {
    let Some(values) = &map.values else {
        return draw_cells(canvas, area, app, (map.recording, map), (names, ZOOMED));
    };
    let share = if area.width < LEAST_HALF { area.width * 2 / 5 } else { area.width / 2 };
    let what = MapOf::Confusion { order: map.order_number(), is_difference: map.is_difference };
    let name = MapName { recording: map.recording, what };
    let look = if map.is_difference { Look::Difference } else { Look::Highest };
    let heat = HeatMap { name, values: values.clone(), neurons: None, look };
    let left = Rect { width: share.saturating_sub(1), ..area };
    draw_map(canvas, left, app, (map, &heat));
    let rest = Rect { x: area.x + share, width: area.width - share, ..area };
    let names = names.min(rest.width / 3);
    draw_cells(canvas, rest, app, (map.recording, map), (names, ZOOMED));
}

/// The recording, and what its cells count.
fn draw_title(canvas: &mut Canvas<'_>, area: Rect, app: &App, recording: RecordingId) {
    let unit =
        if app.is_compared_matrix(recording) { " % of the row, minus ★ " } else { " images " };
    let left = canvas.text_right(area, unit, theme::dim());
    let left = Rect { x: left.x + 1.min(left.width), width: left.width.saturating_sub(1), ..left };
    draw_name(canvas, left, app, recording);
}

/// Why there is no matrix of a recording yet, or none at all.
fn draw_reason(canvas: &mut Canvas<'_>, area: Rect, app: &App, recording: RecordingId) {
    let (title, below) = split_top(area, 1);
    draw_title(canvas, title, app, recording);
    let below =
        Rect { x: below.x + 1.min(below.width), width: below.width.saturating_sub(1), ..below };
    canvas.text(below, &reason(app, recording), theme::dim());
}

fn reason(app: &App, recording: RecordingId) -> String {
    let reference = app.set().reference;
    if app.set().categories.is_empty() {
        return "no matrix: there are no categories".into();
    }
    if let Some(failure) = app.failure(recording) {
        return failure;
    }
    if let Some(why) = why_no_errors(app, recording) {
        return format!("no matrix: {why}");
    }
    match why_no_errors(app, reference).filter(|_| app.is_compared_matrix(recording)) {
        Some(why) => format!("no difference to the reference, {why} (D: the recording itself)"),
        None => "…".into(),
    }
}

fn name_width(app: &App, area: Rect) -> u16 {
    let longest = app.set().categories.names().iter().map(|name| name.chars().count()).max();
    let longest = u16::try_from(longest.unwrap_or(0)).unwrap_or(u16::MAX);
    if area.width < 30 { 3.min(area.width) } else { longest.clamp(3, MOST_NAME) + 2 }
}

/// The cell of the cursor in words, and its share in every recording.
fn draw_readout(canvas: &mut Canvas<'_>, app: &App, area: Rect) {
    let place = app.place();
    let Some(matrix) = app.matrix(place.recording) else { return };
    let name = |of| cut(&app.set().categories.name(of), 20);
    let (truth, predicted) = (place.category, place.other);
    let (count, all) = (matrix.count(truth, predicted), matrix.images(truth));
    let taken = if truth == predicted { "taken for what they are" } else { "taken for" };
    let object = if truth == predicted { String::new() } else { format!(" {}", name(predicted)) };
    let text = format!(" {count} of {all} {} {taken}{object}:", name(truth));
    let mut line = vec![Span::styled(text, theme::bold())];
    for recording in app.order() {
        let share = app.matrix(recording).and_then(|of| of.share(truth, predicted));
        let text = format!("  {} {}", percent(share), theme::mark(app, recording));
        line.push(Span::styled(text, theme::recording(app, recording)));
    }
    canvas.line(area, Line::from(line));
}

/// The part of `count` items around `at` that fits into `room`.
fn around(at: usize, count: usize, room: usize) -> Range<usize> {
    let first = at.saturating_sub(room / 2).min(count.saturating_sub(room));
    first..(first + room).min(count)
}

/// Rows and columns around the cursor as numbers, with their names.
fn draw_cells(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, map): (RecordingId, &MatrixMap),
    (names, widths): (u16, Range<u16>),
) {
    let place = app.place();
    let (head, body) = split_top(area, 1);
    let n = map.categories.len();
    let room = area.width.saturating_sub(names + RIGHT);
    let even = room / u16::try_from(n).unwrap_or(u16::MAX).max(1);
    let width = even.clamp(widths.start, widths.end - 1);
    let at = [place.category, place.other].map(|category| map.position(category));
    let shown_rows = around(at[0], n, usize::from(body.height));
    let shown_columns = around(at[1], n, usize::from(room / width));
    let column = |position: usize| {
        let from_left = u16::try_from(position - shown_columns.start).unwrap_or(u16::MAX);
        let x = area.x.saturating_add(names).saturating_add(from_left.saturating_mul(width));
        Rect { x, width, height: 1, ..area }
    };
    let name = |category: CategoryId| app.set().categories.short_name(category);
    for position in shown_columns.clone() {
        let Some(&predicted) = map.categories.get(position) else { continue };
        let is_here = predicted == place.other;
        let style = if is_here { theme::cursor() } else { theme::dim() };
        let text = flush_right(&name(predicted), usize::from(width) - 1);
        canvas.text(
            Rect { y: head.y, x: column(position).x + 1, width: width - 1, height: head.height },
            &text,
            style,
        );
    }
    let end = column(shown_columns.end);
    let right = Rect { x: end.x, width: RIGHT.min(area.right().saturating_sub(end.x)), ..end };
    canvas.text(
        Rect { y: head.y, height: head.height, ..right },
        &flush_right("right", usize::from(RIGHT) - 1),
        theme::dim(),
    );
    for (row, position) in rows(body).zip(shown_rows) {
        let Some(&truth) = map.categories.get(position) else { continue };
        let is_here = truth == place.category;
        let (mark, style) =
            if is_here { (theme::CURSOR, theme::cursor()) } else { (" ", Style::new()) };
        let text =
            format!("{mark}{}", flush_right(&name(truth), usize::from(names).saturating_sub(2)));
        canvas.text(Rect { width: names.saturating_sub(1), ..row }, &text, style);
        for position in shown_columns.clone() {
            let Some(&predicted) = map.categories.get(position) else { continue };
            let cell = Rect { y: row.y, ..column(position) };
            let is_cursor = is_here && predicted == place.other && recording == place.recording;
            draw_cell(canvas, cell, app, (recording, (truth, predicted), is_cursor));
            canvas.drawn.hits.add(cell, Spot::Cell(recording, truth, predicted));
        }
        let error = app.matrix(recording).and_then(|matrix| matrix.error(truth));
        let share = percent(error.map(|error| 1. - error));
        let text = flush_right(&share, usize::from(RIGHT) - 1);
        canvas.text(Rect { y: row.y, ..right }, &text, theme::dim());
    }
}

/// How many images, or by how many percent of the row there are more; the diagonal and nothing at all are dim.
fn draw_cell(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, (truth, predicted), has_cursor): (RecordingId, (CategoryId, CategoryId), bool),
) {
    let Some(matrix) = app.matrix(recording) else { return };
    let share = app.cell_share(recording, (truth, predicted));
    let text = match share {
        None => theme::UNDEFINED.into(),
        Some(0.) => "·".into(),
        Some(share) if app.is_compared_matrix(recording) => points(share),
        Some(_) => matrix.count(truth, predicted).to_string(),
    };
    let is_plain = truth == predicted || share.is_none_or(|share| share == 0.);
    let is_less = share.is_some_and(|share| share < 0.);
    let is_most = matrix.most_taken_for(truth) == Some(predicted);
    let style = match (has_cursor, is_plain) {
        (true, _) => theme::cursor(),
        (false, true) => theme::dim(),
        (false, false) if is_less => theme::recording(app, app.set().reference),
        (false, false) if is_most => theme::recording(app, recording).add_modifier(Modifier::BOLD),
        (false, false) => theme::recording(app, recording),
    };
    let room = usize::from(area.width).saturating_sub(1);
    let inside = Rect { x: area.x.saturating_add(1), width: area.width.saturating_sub(1), ..area };
    canvas.text(inside, &flush_right(&text, room), style);
}

/// A difference in hundredths, with its sign.
fn points(difference: f64) -> String {
    let hundredths = difference * 100.;
    if hundredths.abs() < 0.5 {
        let sign = if difference < 0. { "−" } else { "+" };
        return format!("{sign}<1");
    }
    format!("{hundredths:+.0}").replace('-', "−")
}

/// The whole matrix as a map, with marks at the row and the column of the cursor.
fn draw_map(canvas: &mut Canvas<'_>, area: Rect, app: &App, (map, heat): (&MatrixMap, &HeatMap)) {
    let (above, below) = split_top(area, 1);
    let left = Rect { width: 1.min(below.width), ..below };
    let room = Rect { x: below.x + left.width, width: below.width - left.width, ..below };
    let laid = Laid::new(canvas, heat, room);
    let counts = (laid.rows.count, laid.columns.count);
    canvas.drawn.hits.add_map(laid.area, map.recording, counts);
    if laid.area.is_empty() {
        return;
    }
    if canvas.graphics.has_pictures() {
        draw_subject(canvas, laid.area, Subject::Map(heat.clone()));
    } else {
        draw_shades(canvas, app, laid, heat);
    }
    let place = app.place();
    let mark = Rect { y: laid.y(map.position(place.category)), height: 1, ..left };
    canvas.text(mark, theme::CURSOR, theme::bold());
    let mark = Rect { x: laid.x(map.position(place.other)), width: 1, ..above };
    canvas.text(mark, CURSOR_COLUMN, theme::bold());
}

/// The map in cells of five shades; more than in the reference in the recording's color, less in the reference's.
fn draw_shades(canvas: &mut Canvas<'_>, app: &App, laid: Laid, heat: &HeatMap) {
    let more = theme::recording(app, app.place().recording);
    let less = theme::recording(app, app.set().reference);
    let axes = (laid.rows, laid.columns);
    for block_row in 0..laid.rows.blocks() {
        let blocks = (0..laid.columns.blocks()).map(|column| {
            let value = heat.block(axes, block_row, column);
            let text = shade(value.abs()).to_string().repeat(laid.columns.block_px);
            let style = match value {
                value if value.is_nan() => theme::dim(),
                value if value < 0. => less,
                _ => more,
            };
            Span::styled(text, style)
        });
        let line = Line::from(blocks.collect::<Vec<_>>());
        let top = u16::try_from(block_row * laid.rows.block_px).unwrap_or(u16::MAX);
        let height = u16::try_from(laid.rows.block_px).unwrap_or(0);
        for row in rows(Rect { y: laid.area.y + top, height, ..laid.area }) {
            canvas.line(row, line.clone());
        }
    }
}

fn draw_notes(canvas: &mut Canvas<'_>, area: Rect, map: &MatrixMap, is_whole: bool) {
    let order = match (map.order, map.is_difference) {
        (MatrixOrder::Number, _) => "by number",
        (MatrixOrder::Error, false) => "by error",
        (MatrixOrder::Error, true) => "by growth of error",
        (MatrixOrder::Clustered, _) => "confused ones together",
    };
    let mut text = format!(" rows: what they are, columns: taken for · {order}");
    if !is_whole && map.values.is_some() {
        let most = percent(Some(map.most));
        text = format!("{text} · map: up to {most} of a row, diagonal left out");
    }
    canvas.text(area, &text, theme::dim());
}
