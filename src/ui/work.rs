//! The page of what is being worked out: how far each is, and what of it was stopped.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::bars::bar;
use super::canvas::{Canvas, cut, padded, rows, split_top};
use super::theme;
use crate::app::{Action, App, Task, View};
use crate::text::printable;

/// Cells of a bar.
const BAR: usize = 20;

/// Draws the page, with the cursor on the task at `chosen`.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, app: &App, chosen: usize) {
    let (title, rest) = split_top(area, 2);
    let tasks = app.tasks();
    canvas.text(title, " What is being worked out", theme::bold());
    canvas.drawn.view =
        View { page: usize::from(rest.height), lines: tasks.len(), ..View::default() };
    if tasks.is_empty() {
        return canvas.text(rest, " nothing: all that shows is known", theme::dim());
    }
    let chosen = chosen.min(tasks.len() - 1);
    let key = printable(&app.keymap().first(Action::Enter));
    let first = (chosen + 1).saturating_sub(usize::from(rest.height));
    for (row, (at, task)) in rows(rest).zip(tasks.iter().enumerate().skip(first)) {
        canvas.line(row, line(task, at == chosen, (&key, usize::from(row.width))));
    }
}

fn line(task: &Task, has_cursor: bool, (key, width): (&str, usize)) -> Line<'static> {
    let (mark, style) =
        if has_cursor { (theme::CURSOR, theme::cursor()) } else { (" ", Style::new()) };
    let share = match task.share {
        // Of a large layer a percent takes its time.
        Some(share) => format!("{:>5.1} %", (share.clamp(0., 1.) * 1000.).floor() / 10.),
        None => "      …".into(),
    };
    let bars = task.share.map_or_else(String::new, |share| bar(share, 1., BAR));
    let said = match (task.is_stopped, task.long) {
        (true, _) => format!("stopped · {key} starts it again"),
        (false, Some(_)) if has_cursor => format!("{key} stops it"),
        (false, _) => String::new(),
    };
    let room = width.saturating_sub(BAR + 14 + said.chars().count());
    Line::from(vec![
        Span::styled(format!("{mark}{share} "), style),
        Span::raw(padded(&bars, BAR)),
        Span::raw(format!("  {}  ", cut(&printable(&task.name), room))),
        Span::styled(said, theme::dim()),
    ])
}
