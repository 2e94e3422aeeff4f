//! The whole screen: header, one pane, footer; a page of help or notices in place of the pane.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, Drawn, Pass, cut, percent, split_top};
use super::{category, image, neuron, overlay, theme};
use crate::app::{App, Pane, Region, View};
use crate::graphics::{Gallery, Graphics};
use crate::ids::RecordingId;
use crate::query::Scale;

/// Columns that a recording needs beside others.
const LEAST_COLUMN: u16 = 32;

/// Draws the program's state and says what there was room for and which pictures are missing.
pub fn draw(frame: &mut Frame<'_>, app: &App, gallery: &mut Gallery, graphics: &Graphics) -> Drawn {
    let area = frame.area();
    let (drawn, cursor) = draw_cells(frame.buffer_mut(), app, (gallery, graphics), Pass::Draw);
    if let (Some(cursor), false) = (cursor, area.is_empty()) {
        frame.set_cursor_position(cursor);
    }
    drawn
}

/// What [`draw`] would need in `area`, without drawing: what there is room for, which pictures are missing.
pub fn measure(area: Rect, app: &App, gallery: &mut Gallery, graphics: &Graphics) -> Drawn {
    let mut cells = Buffer::empty(area);
    draw_cells(&mut cells, app, (gallery, graphics), Pass::Measure).0
}

fn draw_cells(
    cells: &mut Buffer,
    app: &App,
    (gallery, graphics): (&mut Gallery, &Graphics),
    pass: Pass,
) -> (Drawn, Option<Position>) {
    let area = cells.area;
    let mut canvas = Canvas { cells, gallery, graphics, pass, drawn: Drawn::default() };
    let (header, rest) = split_top(area, 2);
    let (body, footer) = split_top(rest, rest.height.saturating_sub(1));
    draw_header(&mut canvas, header, app);
    match app.overlay() {
        Some(page) => overlay::draw(&mut canvas, body, app, page),
        None => draw_pane(&mut canvas, body, app),
    }
    let cursor = draw_footer(&mut canvas, footer, app);
    (canvas.drawn, cursor)
}

fn draw_pane(canvas: &mut Canvas<'_>, body: Rect, app: &App) {
    let (list, body) = match app.place().pane {
        Pane::Image => image::split(body),
        _ => (Rect::default(), body),
    };
    let columns_fit = usize::from((body.width / LEAST_COLUMN).max(1));
    let shown = app.columns(columns_fit);
    canvas.drawn.view = View { columns: columns_fit, pictures_per_row: 1, page: 1 };
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
    let columns: Vec<(RecordingId, Rect)> =
        columns.into_iter().map(|(recording, area)| (recording, inset(area))).collect();
    match app.place().pane {
        Pane::Neuron => neuron::draw(canvas, app, &columns),
        Pane::Image => image::draw(canvas, app, list, &columns),
        Pane::Category => category::draw(canvas, app, &columns),
    }
}

/// A column without the cell at its left, where there is room to spare.
fn inset(area: Rect) -> Rect {
    if area.width < 20 {
        return area;
    }
    Rect { x: area.x + 1, width: area.width - 1, ..area }
}

fn draw_header(canvas: &mut Canvas<'_>, area: Rect, app: &App) {
    let (first, second) = split_top(area, 1);
    let left = draw_tabs(canvas, first, app);
    let place = app.place();
    let mut path: Vec<String> = app.set().model.name.clone().into_iter().collect();
    path.extend(app.set().model.layer(place.layer).map(|layer| layer.name.clone()));
    let subject = match place.pane {
        Pane::Neuron => format!("neuron {}", place.neuron),
        Pane::Image => format!("image {}", place.image),
        Pane::Category => format!("category {}", app.set().categories.name(place.category)),
    };
    let last = app.subject_count().saturating_sub(1);
    let at_top = place.focus.region == Region::Subject;
    let style = if at_top { theme::cursor().add_modifier(Modifier::BOLD) } else { theme::bold() };
    let mut line = vec![Span::raw(format!(" {} › ", path.join(" › ")))];
    line.push(Span::styled(format!(" {subject} "), style));
    if place.pane != Pane::Category {
        line.push(Span::styled(format!(" of 0–{last}"), theme::dim()));
    }
    if app.scale() == Scale::Normalized {
        line.push(Span::styled(" normalized", theme::bold()));
    }
    canvas.line(left, Line::from(line));
    draw_recordings(canvas, second, app);
}

/// The panes at the right of the header; returns what is left of the row.
fn draw_tabs(canvas: &mut Canvas<'_>, area: Rect, app: &App) -> Rect {
    if area.width < 60 {
        return area;
    }
    let mut left = canvas.text_right(area, " ", theme::dim());
    for (pane, name) in
        [(Pane::Category, " Category "), (Pane::Image, " Image "), (Pane::Neuron, " Neuron ")]
    {
        let style = if pane == app.place().pane { theme::cursor() } else { theme::dim() };
        left = canvas.text_right(left, name, style);
    }
    left
}

/// All recordings with their accuracy, names cut alike until they fit.
fn draw_recordings(canvas: &mut Canvas<'_>, area: Rect, app: &App) {
    let order = app.order();
    let longest = order.iter().map(|id| app.recording_name(*id).width()).max().unwrap_or(0);
    let count = order.len().max(1);
    // A mark, two spaces, the accuracy and three cells to the next one.
    let room = (usize::from(area.width) / count).saturating_sub("★  100.0 %   ".width());
    let width = longest.min(room);
    let mut line = vec![Span::raw(" ")];
    for recording in order {
        let color = theme::recording(app, recording);
        let style = if recording == app.place().recording {
            color.add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
        } else {
            color
        };
        let name = cut(app.recording_name(recording), width);
        let accuracy = match app.accuracy(recording) {
            Some(accuracy) => percent(accuracy),
            None => "…".into(),
        };
        line.push(Span::styled(format!("{} ", theme::mark(app, recording)), color));
        line.push(Span::styled(name, style));
        line.push(Span::styled(format!(" {accuracy}   "), color));
    }
    canvas.line(area, Line::from(line));
}

/// What can be done, or what happened; returns where the terminal's cursor belongs.
fn draw_footer(canvas: &mut Canvas<'_>, area: Rect, app: &App) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    if let Some(prompt) = app.prompt() {
        let mut line = vec![Span::styled(":", theme::bold()), Span::raw(prompt.text())];
        if let Some(error) = &prompt.error {
            line.push(Span::styled(format!("   {error}"), theme::wrong()));
        } else if prompt.text().is_empty() {
            let hint = "   17, or: neuron 17, image 3, category Coat, layer conv2, recording 1";
            line.push(Span::styled(hint, theme::dim()));
        }
        canvas.line(area, Line::from(line));
        let x = u16::try_from(prompt.cursor_cells() + 1).unwrap_or(u16::MAX);
        return Some(Position { x: area.x.saturating_add(x).min(area.right() - 1), y: area.y });
    }
    let status = match (app.pending_keys().as_str(), app.is_waiting()) {
        ("", true) => " computing… ".to_owned(),
        ("", false) => format!(" {} ", canvas.graphics.name()),
        (keys, _) => format!(" {keys} "),
    };
    let left = canvas.text_right(area, &status, theme::dim());
    match app.message() {
        Some(message) => canvas.text(left, &format!(" {message}"), theme::bold()),
        None => canvas.text(left, &hints(app, usize::from(left.width)), theme::dim()),
    }
    None
}

/// The keys that matter where the cursor stands, as many as fit.
fn hints(app: &App, width: usize) -> String {
    let subject = match app.place().pane {
        Pane::Neuron => "j/k neuron",
        Pane::Image => "j/k image",
        Pane::Category => "j/k category",
    };
    let at_top = app.place().focus.region == Region::Subject;
    let here: &[&str] = if at_top {
        &["h/l recording", "Tab into the lists"]
    } else if app.place().focus.region.is_grid() {
        &["hjkl picture", "Enter open", "Esc up", "J/K next"]
    } else {
        &["j/k line", "Enter open", "Esc up", "J/K next"]
    };
    let first: &[&str] = if at_top { &[subject] } else { &[] };
    let everywhere =
        ["Backspace back", "N I C pane", "[ ] layer", "n normalize", "+ - size", ": go to"];
    let mut line = " ? keys  q quit".to_owned();
    let mut shown = String::new();
    for hint in first.iter().chain(here).chain(&everywhere) {
        if shown.width() + hint.width() + 3 + line.width() > width {
            break;
        }
        shown = format!("{shown} {hint} ");
    }
    line = shown + &line;
    line
}
