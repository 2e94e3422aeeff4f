//! Pages that cover the pane and are only read: what is odd about the files, how pictures get to the terminal.

use ratatui::layout::Rect;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, padded, rows, split_top};
use super::{details, overview, theme, work};
use crate::app::{Action, App, Overlay, View};
use crate::graphics::{Graphics, PICTURE_BUDGET};
use crate::text::{printable, significant};

/// Draws a page.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, app: &App, page: Overlay) {
    let (title, text) = split_top(area, 2);
    let width = usize::from(area.width).saturating_sub(2);
    let (name, first, lines) = match page {
        // They have files of their own.
        Overlay::Help => return,
        Overlay::Work(chosen) => return work::draw(canvas, area, app, chosen),
        Overlay::Layers(chosen) => return overview::draw(canvas, area, app, chosen),
        Overlay::Warnings(first) => ("What is odd about the files", first, notices(app, width)),
        Overlay::Details(first) => ("Details", first, details::lines(app, width)),
        Overlay::Pictures(first) => {
            ("How pictures get to this terminal", first, traffic(canvas, app, width))
        }
    };
    canvas.text(title, &format!(" {name}"), theme::bold());
    let visible = usize::from(text.height);
    let first = first.min(lines.len().saturating_sub(visible.max(1)));
    canvas.drawn.view = View { page: visible, lines: lines.len(), ..View::default() };
    for (row, line) in rows(text).zip(lines.into_iter().skip(first)) {
        canvas.line(row, line);
    }
}

/// The notices, wrapped at spaces.
fn notices(app: &App, width: usize) -> Vec<Line<'static>> {
    let wrapped = app.warnings().into_iter().flat_map(|notice| wrap("•", &notice, width));
    wrapped.map(|line| Line::raw(format!(" {line}"))).collect()
}

/// A text in lines of at most `width` cells where its words allow it, the first behind `mark`, the others below it.
pub(super) fn wrap(mark: &str, text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = mark.to_owned();
    for word in text.split_whitespace() {
        if line.width() + 1 + word.width() > width && line.width() > mark.width() + 1 {
            lines.push(std::mem::replace(&mut line, " ".repeat(mark.width())));
        }
        line = format!("{line} {word}");
    }
    lines.push(line);
    lines
}

/// What was chosen and why, what was written, how fast it went, what the terminal holds.
fn traffic(canvas: &Canvas<'_>, app: &App, width: usize) -> Vec<Line<'static>> {
    let (graphics, traffic) = (canvas.graphics, canvas.gallery.traffic());
    let cell = graphics.cell();
    let rate = match (traffic.rate, traffic.is_silent) {
        (_, true) => "the terminal answers nothing: 2.6 Mbit/s are assumed".into(),
        (Some(rate), false) => format!("{} Mbit/s", significant(rate * 8. / 1e6, 2)),
        (None, false) => "not measured yet".into(),
    };
    let round_trip = traffic
        .round_trip
        .map(|time| format!(", {} ms to an answer", significant(time.as_secs_f64() * 1e3, 2)));
    let kilobytes = |bytes: u64| format!("{} kB", significant(bytes as f64 / 1e3, 3));
    let held = match traffic.held_bytes {
        0 => String::new(),
        bytes => {
            let mebibytes = |bytes: usize| significant(bytes as f64 / f64::from(1 << 20), 2);
            format!(", {} of {} MiB", mebibytes(bytes), mebibytes(PICTURE_BUDGET))
        }
    };
    let entries = [
        ("way", format!("{}{}", graphics.name(), through(graphics))),
        ("why", printable(graphics.why())),
        ("cell", format!("{}×{} pixels", cell.width_px, cell.height_px)),
        ("link", rate + &round_trip.unwrap_or_default()),
        (
            "written",
            format!(
                "{} of text, {} of pixels",
                kilobytes(traffic.text_bytes),
                kilobytes(traffic.pixel_bytes)
            ),
        ),
        ("held", format!("{} pictures{held}", traffic.pictures)),
        ("waiting", format!("{} pictures on the screen", traffic.waiting)),
    ];
    let mut lines: Vec<Line<'static>> = entries
        .into_iter()
        .flat_map(|(name, text)| wrap(&padded(name, 8), &text, width))
        .map(|line| Line::raw(format!(" {line}")))
        .collect();
    lines.push(Line::default());
    let [way, anew] =
        [Action::NextImages, Action::Redraw].map(|action| printable(&app.keymap().first(action)));
    let keys = format!(
        "{way} draws pictures in another way, --images says it from the start; {anew} sends everything anew."
    );
    let keys = wrap("", &keys, width).into_iter();
    lines.extend(keys.map(|line| Line::styled(line, theme::dim())));
    lines
}

fn through(graphics: &Graphics) -> &'static str {
    if graphics.is_through_tmux() { ", through tmux" } else { "" }
}
