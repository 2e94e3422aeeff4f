//! The menu at the pointer: commands with their keys, the unavailable ones dim and with their reason.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, padded, rows};
use super::popup::clear;
use super::theme;
use crate::app::{App, Menu, Spot};
use crate::text::printable;

/// Draws the menu, if it is open, where it was asked for, or as near as the screen lets it.
pub(super) fn draw(canvas: &mut Canvas<'_>, screen: Rect, app: &App) {
    let Some(menu) = app.menu() else { return };
    let lines = lines(app, menu);
    let width = lines.iter().map(Line::width).max().unwrap_or(0);
    let width = u16::try_from(width).unwrap_or(u16::MAX).min(screen.width);
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(screen.height);
    let (x, y) = menu.at;
    let area = Rect {
        x: x.min(screen.right().saturating_sub(width)).max(screen.x),
        y: y.min(screen.bottom().saturating_sub(height)).max(screen.y),
        width,
        height,
    };
    clear(canvas, area);
    for ((row, line), command) in rows(area).zip(lines).zip(&menu.commands) {
        canvas.line(row, line);
        canvas.drawn.hits.add(row, Spot::Command(command.action));
    }
}

fn lines(app: &App, menu: &Menu) -> Vec<Line<'static>> {
    let key = |at: usize| menu.commands.get(at).map(|of| printable(&app.keymap().first(of.action)));
    let keys: Vec<String> = (0..menu.commands.len()).filter_map(key).collect();
    let most_keys = keys.iter().map(|key| key.width()).max().unwrap_or(0);
    let widest =
        menu.commands.iter().map(|command| text(app, command.action, command.help).width());
    let most_words = widest.max().unwrap_or(0);
    let line = |(at, (command, key)): (usize, (&&crate::app::Command, &String))| {
        let is_chosen = at == menu.chosen;
        let is_dim = app.unavailable(command.action).is_some();
        let style = match (is_chosen, is_dim) {
            (true, _) => theme::cursor(),
            (false, true) => theme::dim(),
            (false, false) => Style::new(),
        };
        let mark = if is_chosen { theme::CURSOR } else { " " };
        let words = padded(&text(app, command.action, command.help), most_words);
        Line::from(vec![
            Span::styled("│", theme::dim()),
            Span::styled(format!("{mark}{} {words} ", padded(key, most_keys)), style),
            Span::styled("│", theme::dim()),
        ])
    };
    menu.commands.iter().zip(&keys).enumerate().map(line).collect()
}

/// What a command does, and why it cannot.
fn text(app: &App, action: crate::app::Action, help: &str) -> String {
    match app.unavailable(action) {
        Some(why) => format!("{help} – {}", printable(&why)),
        None => help.to_owned(),
    }
}
