//! The confusion pane: every category by what it is taken for, as numbers where they fit, else as a map and the part
//! of it around the cursor.

mod layout;

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use self::layout::{Columns, LEAST_COLUMN, LEAST_IMAGES, Plan, RIGHT};
use super::canvas::{Canvas, cut, flush_right, percent, rows, split_top};
use super::category::why_no_errors;
use super::layer::{CURSOR_COLUMN, Laid, shade};
use super::neuron::{draw_grid, draw_name};
use super::pictures::{Item, Slot, draw_subject};
use super::taken::{right, taken};
use super::theme;
use crate::app::{Action, App, MatrixMap, MatrixOrder, Pane, Region, Selection, Spot, View};
use crate::graphics::{HeatMap, Look, MapName, MapOf, Subject};
use crate::ids::{CategoryId, RecordingId};

/// Cells of a category's name beside a row at most, unless this part of the width is more.
const MOST_NAME: u16 = 16;
const PART_OF_NAMES: u16 = 8;
/// Cells of a column at least and at most where only a part of the categories shows, so that it can be told which.
const PART_COLUMN: Range<u16> = 8..12;
/// Narrower screens have less than a half for the map.
const LEAST_HALF: u16 = 110;
/// Lower parts have one row of names above the columns.
const LEAST_TALL: u16 = 12;

/// How a matrix is drawn: cells of the names of rows and of a column at least, rows of names above the columns at
/// most, rows from one category to the next.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    names: u16,
    column: u16,
    heads: u16,
    pitch: u16,
}

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
    let plan = whole_matrices(app, middle, (map, names));
    let tiles = tiles(app, plan.as_ref());
    for &(recording, tile) in &tiles {
        let (title, cells) = split_top(tile, 1);
        if app.matrix(recording).is_none() {
            draw_reason(canvas, tile, app, recording);
            continue;
        }
        draw_title(canvas, title, app, recording);
        let (heads, pitch) = plan.as_ref().map_or((1, 1), |plan| (plan.heads, plan.pitch));
        let sizes = Sizes { names, column: LEAST_COLUMN, heads, pitch };
        draw_cells(canvas, cells, app, (recording, map), sizes);
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
        let names = [category, other].map(|of| app.set().categories.short_name(of));
        let names = names.each_ref().map(String::as_str);
        let text = taken((images.len(), None), names, usize::from(title.width));
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

/// How matrices with all categories lie. `None` where not even one fits.
fn whole_matrices(app: &App, area: Rect, (map, names): (&MatrixMap, u16)) -> Option<Plan> {
    if map.categories.len() > usize::from(area.width / LEAST_COLUMN) {
        return None;
    }
    let widths = widths(app, &map.categories);
    layout::plan(area, app.order().len(), (&widths, names))
}

/// The cells that the names of categories take.
fn widths(app: &App, categories: &[CategoryId]) -> Vec<u16> {
    let width = |of: &CategoryId| app.set().categories.short_name(*of).width();
    categories.iter().map(|of| u16::try_from(width(of)).unwrap_or(u16::MAX)).collect()
}

/// Where whole matrices stand: the selected recording's, and those around it as far as there is room.
fn tiles(app: &App, plan: Option<&Plan>) -> Vec<(RecordingId, Rect)> {
    let tiles = plan.map_or(&[][..], |plan| &plan.tiles);
    let order = app.order();
    let at = order.iter().position(|id| *id == app.place().recording).unwrap_or(0);
    let shown = around(at, order.len(), tiles.len());
    let shown = order.get(shown).unwrap_or_default();
    shown.iter().copied().zip(tiles.iter().copied()).collect()
}

/// More categories than fit: the map, and the part of it around the cursor.
fn draw_large(canvas: &mut Canvas<'_>, area: Rect, app: &App, (map, names): (&MatrixMap, u16)) {
    let heads = if area.height < LEAST_TALL { 1 } else { 2 };
    let sizes = Sizes { names, column: PART_COLUMN.start, heads, pitch: 1 };
    let Some(values) = &map.values else {
        return draw_cells(canvas, area, app, (map.recording, map), sizes);
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
    draw_cells(canvas, rest, app, (map.recording, map), Sizes { names, ..sizes });
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
    let longest = app.set().categories.names().iter().map(|name| name.width()).max();
    let longest = u16::try_from(longest.unwrap_or(0)).unwrap_or(u16::MAX);
    let most = MOST_NAME.max(area.width / PART_OF_NAMES);
    if area.width < 30 { 3.min(area.width) } else { longest.clamp(3, most) + 2 }
}

/// The cell of the cursor in words, and its share in every recording.
fn draw_readout(canvas: &mut Canvas<'_>, app: &App, area: Rect) {
    let place = app.place();
    let Some(matrix) = app.matrix(place.recording) else { return };
    let (truth, predicted) = (place.category, place.other);
    let shares = app.order().into_iter().map(|recording| {
        let share = app.matrix(recording).and_then(|of| of.share(truth, predicted));
        let text = format!("  {} {}", percent(share), theme::mark(app, recording));
        Span::styled(text, theme::recording(app, recording))
    });
    let shares: Vec<Span<'_>> = shares.collect();
    let used: usize = shares.iter().map(Span::width).sum();
    let room = usize::from(area.width).saturating_sub(used + 2);
    let names = [truth, predicted].map(|of| app.set().categories.name(of));
    let (count, all) = (matrix.count(truth, predicted), matrix.images(truth));
    let text = match names.each_ref().map(String::as_str) {
        [name, _] if truth == predicted => cut(&right(count, all, name), room),
        names => taken((count, Some(all)), names, room),
    };
    let text = Span::styled(format!(" {text}:"), theme::bold());
    canvas.line(area, std::iter::once(text).chain(shares).collect::<Line<'_>>());
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
    sizes: Sizes,
) {
    let place = app.place();
    let (shown, columns) = shown_columns(app, area, map, sizes);
    let predicted = map.categories.get(shown).unwrap_or_default();
    let heads = draw_headings(canvas, area, app, (predicted, columns, sizes.heads));
    let (_, body) = split_top(area, heads);
    let room = usize::from(body.height.checked_div(sizes.pitch).unwrap_or(0));
    let shown_rows = around(map.position(place.category), map.categories.len(), room);
    let truths = map.categories.get(shown_rows).unwrap_or_default();
    for (row, &truth) in rows(body).step_by(usize::from(sizes.pitch).max(1)).zip(truths) {
        let is_here = truth == place.category;
        let (mark, style) =
            if is_here { (theme::CURSOR, theme::cursor()) } else { (" ", Style::new()) };
        let name = app.set().categories.short_name(truth);
        let text =
            format!("{mark}{}", flush_right(&name, usize::from(sizes.names).saturating_sub(2)));
        canvas.text(Rect { width: sizes.names.saturating_sub(1), ..row }, &text, style);
        for (at, &predicted) in predicted.iter().enumerate() {
            let x = columns.edge(at);
            let cell = Rect { x, width: columns.edge(at + 1).saturating_sub(x), ..row };
            let is_cursor = is_here && predicted == place.other && recording == place.recording;
            draw_cell(canvas, cell, app, (recording, (truth, predicted), is_cursor));
            let hit = Rect { height: sizes.pitch, ..cell };
            canvas.drawn.hits.add(hit, Spot::Cell(recording, truth, predicted));
        }
        draw_right(canvas, row, columns, &right_text(app, recording, truth));
    }
}

/// The share of a category's images that are right, or how much larger it is than in the reference.
fn right_text(app: &App, recording: RecordingId, truth: CategoryId) -> String {
    match app.cell_share(recording, (truth, truth)) {
        Some(0.) if app.is_compared_matrix(recording) => "·".into(),
        Some(share) if app.is_compared_matrix(recording) => points(share),
        share => percent(share),
    }
}

/// Which columns show, and where.
fn shown_columns(app: &App, area: Rect, map: &MatrixMap, sizes: Sizes) -> (Range<usize>, Columns) {
    let n = map.categories.len();
    let at = map.position(app.place().other);
    let room = area.width.saturating_sub(sizes.names + RIGHT);
    let fitting = |width: u16| around(at, n, usize::from(room.checked_div(width).unwrap_or(0)));
    let of =
        |shown: &Range<usize>| widths(app, map.categories.get(shown.clone()).unwrap_or_default());
    let mut shown = fitting(sizes.column);
    if shown.len() < n {
        let longest = of(&shown).into_iter().max().unwrap_or(0).saturating_add(1);
        let most = PART_COLUMN.end.max(sizes.column);
        shown = fitting(longest.clamp(sizes.column, most));
    }
    let most = layout::most_column(&of(&shown));
    let columns = Columns::new(area.x + sizes.names.min(area.width), room, (shown.len(), most));
    (shown, columns)
}

/// The names of the columns, and how many rows they take.
fn draw_headings(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (predicted, columns, most_heads): (&[CategoryId], Columns, u16),
) -> u16 {
    let headings = layout::headings(columns, area.x, (&widths(app, predicted), most_heads));
    let heads = layout::rows_of(&headings);
    let row = |above: u16| {
        let y = area.y + heads.saturating_sub(above + 1);
        Rect { y, height: area.bottom().saturating_sub(y).min(1), ..area }
    };
    for (&predicted, heading) in predicted.iter().zip(headings) {
        let is_here = predicted == app.place().other;
        let style = if is_here { theme::cursor() } else { theme::dim() };
        let name = app.set().categories.short_name(predicted);
        let place = Rect { x: heading.x, width: heading.width, ..row(heading.row) };
        canvas.text(place, &name, style);
    }
    draw_right(canvas, row(0), columns, "right");
    heads
}

/// A text in the column behind the others, in a row.
fn draw_right(canvas: &mut Canvas<'_>, row: Rect, columns: Columns, text: &str) {
    let x = columns.end();
    let place = Rect { x, width: RIGHT.min(row.right().saturating_sub(x)), ..row };
    canvas.text(place, &flush_right(text, usize::from(RIGHT) - 1), theme::dim());
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
