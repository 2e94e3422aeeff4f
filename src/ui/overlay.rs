//! Pages that cover the pane: every key, and what is odd about the files.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, padded, rows, split_top};
use super::theme;
use crate::app::{App, COMMANDS, Overlay, View};

/// Draws a page.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, app: &App, page: Overlay) {
    let (title, text) = split_top(area, 2);
    let width = usize::from(area.width).saturating_sub(2);
    let (name, first, lines) = match page {
        Overlay::Help(first) => ("Keys", first, help()),
        Overlay::Warnings(first) => ("What is odd about the files", first, notices(app, width)),
    };
    canvas.text(title, &format!(" {name}"), theme::bold());
    let visible = usize::from(text.height);
    let first = first.min(lines.len().saturating_sub(visible.max(1)));
    canvas.drawn.view = View { page: visible, lines: lines.len(), ..View::default() };
    for (row, line) in rows(text).zip(lines.into_iter().skip(first)) {
        canvas.line(row, line);
    }
}

fn help() -> Vec<Line<'static>> {
    let width = COMMANDS.iter().map(|command| command.keys_text().width()).max().unwrap_or(0);
    let mut lines: Vec<Line<'static>> = COMMANDS
        .iter()
        .map(|command| {
            Line::from(vec![
                Span::styled(format!(" {}  ", padded(&command.keys_text(), width)), theme::bold()),
                Span::raw(command.help),
            ])
        })
        .collect();
    lines.push(Line::default());
    let count = "A number before a key repeats it: 12j goes twelve further, 17G goes to 17.";
    lines.push(Line::styled(format!(" {count}"), theme::dim()));
    let marks = "★ reference   ● other recordings   ✗ predicted wrongly   – not defined";
    lines.push(Line::styled(format!(" {marks}"), theme::dim()));
    lines
}

/// The notices, wrapped at spaces.
fn notices(app: &App, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for notice in app.warnings() {
        let mut line = String::from("•");
        for word in notice.split_whitespace() {
            if line.width() + 1 + word.width() > width && line.width() > 2 {
                lines.push(Line::raw(format!(" {line}")));
                line = " ".into();
            }
            line = format!("{line} {word}");
        }
        lines.push(Line::raw(format!(" {line}")));
    }
    lines
}
