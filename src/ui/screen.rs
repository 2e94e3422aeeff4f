//! The whole screen: header, one pane, footer; a page of help or notices in place of the pane.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::canvas::{Canvas, Drawn, split_top};
use super::{
    category, confusion, footer, header, help, image, layer, marked, menu, neuron, overlay, popup,
    strip, table, theme, tour,
};
use crate::app::{Action, App, Overlay, Pane, Spot, View};
use crate::graphics::{Gallery, Graphics};
use crate::ids::RecordingId;

/// Columns that a recording needs beside others; in the image pane, where a list stands at the left, a few less.
pub(super) const LEAST_COLUMN: u16 = 40;
const LEAST_COLUMN_BESIDE_LIST: u16 = 32;

/// Draws the program's state and says what there was room for and which pictures are missing.
pub fn draw(frame: &mut Frame<'_>, app: &App, gallery: &mut Gallery, graphics: &Graphics) -> Drawn {
    let area = frame.area();
    let (drawn, cursor) = draw_cells(frame.buffer_mut(), app, (gallery, graphics));
    if let (Some(cursor), false) = (cursor, area.is_empty()) {
        frame.set_cursor_position(cursor);
    }
    drawn
}

/// What [`draw`] would need in `area`, without drawing: what there is room for, which pictures are missing.
pub fn measure(area: Rect, app: &App, gallery: &mut Gallery, graphics: &Graphics) -> Drawn {
    let mut cells = Buffer::empty(area);
    draw_cells(&mut cells, app, (gallery, graphics)).0
}

fn draw_cells(
    cells: &mut Buffer,
    app: &App,
    (gallery, graphics): (&mut Gallery, &Graphics),
) -> (Drawn, Option<Position>) {
    let area = cells.area;
    let mut canvas = Canvas {
        cells,
        gallery,
        graphics,
        drawn: Drawn::default(),
        digits: app.preferences().digits,
    };
    let (top, rest) = split_top(area, 2);
    let (body, bottom) = split_top(rest, rest.height.saturating_sub(1));
    header::draw(&mut canvas, top, app);
    let body = strip::draw(&mut canvas, body, area.height, app);
    let body = tour::draw(&mut canvas, body, app);
    let mut in_page = None;
    if app.overlay().is_some() {
        canvas.drawn.hits.cover(body);
    }
    match app.overlay() {
        Some(Overlay::Help) => in_page = help::draw(&mut canvas, body, app),
        Some(page) => overlay::draw(&mut canvas, body, app, page),
        None => draw_pane(&mut canvas, body, app),
    }
    if let Some(prompt) = app.prompt() {
        popup::draw_candidates(&mut canvas, body, prompt);
    } else {
        popup::draw_continuations(&mut canvas, body, app);
    }
    menu::draw(&mut canvas, body, app);
    let cursor = footer::draw(&mut canvas, bottom, app);
    theme::apply(app.theme(), canvas.cells);
    if let Some(is_light) = app.known_ground() {
        theme::make_gray(is_light, canvas.cells);
    }
    (canvas.drawn, cursor.or(in_page))
}

fn draw_pane(canvas: &mut Canvas<'_>, body: Rect, app: &App) {
    if app.place().pane == Pane::Layer {
        return layer::draw(canvas, app, body);
    }
    if app.place().pane == Pane::Confusion {
        return confusion::draw(canvas, app, body);
    }
    let (list, body, least) = if app.place().pane == Pane::Image {
        let (list, rest) = image::split(body, app);
        (list, rest, LEAST_COLUMN_BESIDE_LIST)
    } else {
        let (list, rest) = table::split(body, app);
        (list, rest, LEAST_COLUMN)
    };
    if app.place().pane == Pane::Table {
        return draw_table(canvas, body, app);
    }
    let columns_fit =
        if app.is_alone() { 1 } else { usize::from(((body.width + 1) / least).max(1)) };
    canvas.drawn.view = View { columns: columns_fit, ..View::default() };
    let columns = side_by_side(canvas, body, app, columns_fit);
    match app.place().pane {
        Pane::Neuron => {
            neuron::draw(canvas, app, &columns);
            table::draw_beside(canvas, app, list);
        }
        Pane::Image => image::draw(canvas, app, list, &columns),
        Pane::Category | Pane::Pair => category::draw(canvas, app, &columns),
        Pane::Marked => marked::draw(canvas, app, &columns),
        // They have columns of their own.
        Pane::Table | Pane::Layer | Pane::Confusion => {}
    }
}

/// The table on the whole screen and, where it leaves room, the neuron under its cursor beside it.
fn draw_table(canvas: &mut Canvas<'_>, body: Rect, app: &App) {
    let (list, beside) = table::split_whole(body, app, LEAST_COLUMN);
    let fit = usize::from((beside.width + 1) / LEAST_COLUMN);
    let everything = usize::from(((body.width + 1) / LEAST_COLUMN).max(1));
    let columns = if fit > 0 { fit } else { everything };
    canvas.drawn.view = View { columns, shows_neuron: fit > 0, ..View::default() };
    if fit == 0 {
        return table::draw(canvas, app, list);
    }
    let line = Rect { x: list.right().saturating_sub(1), width: 1, ..list };
    super::canvas::rows(line).for_each(|row| canvas.text(row, "│", theme::dim()));
    table::draw(canvas, app, Rect { width: list.width.saturating_sub(1), ..list });
    // What there is room for is that of the table.
    let view = canvas.drawn.view;
    let columns = side_by_side(canvas, beside, app, fit);
    neuron::draw(canvas, app, &columns);
    canvas.drawn.view = view;
    canvas.drawn.hits.add(beside, Spot::Command(Action::ShowNeuron));
}

/// Recordings side by side with lines between them, as many as `fit`, and where each stands.
fn side_by_side(
    canvas: &mut Canvas<'_>,
    body: Rect,
    app: &App,
    fit: usize,
) -> Vec<(RecordingId, Rect)> {
    let shown = app.columns(fit);
    let count = u16::try_from(shown.len()).unwrap_or(1).max(1);
    let width = (body.width + 1) / count;
    let columns: Vec<(RecordingId, Rect)> = shown
        .into_iter()
        .zip(0..)
        .map(|(recording, at): (RecordingId, u16)| {
            let area =
                Rect { x: body.x + at * width, width: width.saturating_sub(1).max(1), ..body };
            (recording, area)
        })
        .collect();
    for (_, column) in columns.iter().skip(1) {
        let line = Rect { x: column.x.saturating_sub(1), width: 1, ..*column };
        for row in super::canvas::rows(line) {
            canvas.text(row, "│", theme::dim());
        }
    }
    for (recording, column) in &columns {
        canvas.drawn.hits.add(*column, Spot::Recording(*recording));
    }
    columns.into_iter().map(|(recording, area)| (recording, inset(area))).collect()
}

/// A column without the cells at its edges, where there is room to spare.
fn inset(area: Rect) -> Rect {
    if area.width < 20 {
        return area;
    }
    Rect { x: area.x + 1, width: area.width - 2, ..area }
}
