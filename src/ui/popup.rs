//! Short lists that lie over the bottom of the pane: what a line, or a sequence of keys, may go on with.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, cut, padded, rows, split_top};
use super::theme;
use crate::app::{App, Candidate, Prompt, Spot};
use crate::text::printable;

/// Candidates that show at a time.
const MOST_ROWS: usize = 8;
/// Cells of a candidate's text at most, so that its help has room.
const MOST_TEXT: usize = 32;

/// Empties the cells of an area, whatever was drawn there.
pub(super) fn clear(canvas: &mut Canvas<'_>, area: Rect) {
    for row in rows(area) {
        for x in row.left()..row.right() {
            if let Some(cell) = canvas.cells.cell_mut((x, row.y)) {
                cell.reset();
            }
        }
    }
}

/// The lowest rows of a pane, emptied, below a line that says what they are.
fn lowest(canvas: &mut Canvas<'_>, pane: Rect, (height, title): (usize, &str)) -> Rect {
    let height = u16::try_from(height + 1).unwrap_or(u16::MAX).min(pane.height);
    let area = Rect { y: pane.bottom() - height, height, ..pane };
    clear(canvas, area);
    canvas.drawn.hits.cover(area);
    let (edge, rest) = split_top(area, 1);
    let line = "─".repeat(usize::from(edge.width).saturating_sub(title.width() + 3));
    canvas.text(edge, &format!("── {title}{line}"), theme::dim());
    rest
}

/// Draws what the line of a prompt may go on with at the bottom of the pane, around what is chosen.
pub(super) fn draw_candidates(canvas: &mut Canvas<'_>, pane: Rect, prompt: &Prompt) {
    let all = &prompt.completion.candidates;
    if all.is_empty() {
        return;
    }
    let room = MOST_ROWS.min(usize::from(pane.height / 2));
    let chosen = prompt.completion.chosen;
    let first = chosen.map_or(0, |at| (at + 1).saturating_sub(room));
    let hidden = all.len().saturating_sub(room);
    let title = if hidden > 0 { format!("Tab: one of {} ", all.len()) } else { "Tab ".into() };
    let area = lowest(canvas, pane, (room.min(all.len()), &title));
    let shown: Vec<(usize, &Candidate)> = all.iter().enumerate().skip(first).take(room).collect();
    let widths = shown.iter().map(|(_, candidate)| printable(&candidate.text).width());
    let width = widths.max().unwrap_or(0).min(MOST_TEXT);
    for (row, (at, candidate)) in rows(area).zip(shown) {
        let is_chosen = chosen == Some(at);
        canvas.line(row, line(candidate, width, is_chosen));
        canvas.drawn.hits.add(row, Spot::Candidate(at));
    }
}

/// Draws which keys may follow those that were typed, at the bottom right of the pane.
pub(super) fn draw_continuations(canvas: &mut Canvas<'_>, pane: Rect, app: &App) {
    let all = app.continuations();
    if all.is_empty() {
        return;
    }
    let keys = all.iter().map(|(keys, _)| keys.width()).max().unwrap_or(0);
    let lines: Vec<Line<'static>> = all
        .iter()
        .map(|(left, command)| {
            let why = app.unavailable(command.action);
            let style = if why.is_some() { theme::dim() } else { Style::new() };
            let why = why.map(|why| format!(" – {}", printable(&why))).unwrap_or_default();
            Line::from(vec![
                Span::styled(format!("│ {} ", printable(&padded(left, keys))), theme::bold()),
                Span::styled(format!(" {}{why} ", command.help), style),
            ])
        })
        .collect();
    let width = lines.iter().map(Line::width).max().unwrap_or(0);
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(pane.width);
    let right = Rect { x: pane.right() - width, width, ..pane };
    let title = printable(&app.pending_keys()) + " … ";
    let area = lowest(canvas, right, (lines.len(), &title));
    for ((row, line), (_, command)) in rows(area).zip(lines).zip(&all) {
        canvas.line(row, line);
        canvas.drawn.hits.add(row, Spot::Command(command.action));
    }
}

fn line(candidate: &Candidate, width: usize, is_chosen: bool) -> Line<'static> {
    let mark = if is_chosen { theme::CURSOR } else { " " };
    let style = match (is_chosen, &candidate.unavailable) {
        (true, _) => theme::cursor(),
        (false, Some(_)) => theme::dim(),
        (false, None) => Style::new(),
    };
    let text = padded(&cut(&printable(&candidate.text), width), width);
    let mut line = vec![
        Span::styled(format!("{mark}{text} "), style),
        Span::styled(format!(" {}", printable(&candidate.help)), theme::dim()),
    ];
    let why = candidate.unavailable.as_ref();
    line.extend(why.map(|why| Span::styled(format!(" – {}", printable(why)), theme::dim())));
    Line::from(line)
}
