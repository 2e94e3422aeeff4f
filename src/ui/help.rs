//! The page of all commands and measures, in groups or as they are found.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, cut, padded, rows, split_top};
use super::theme;
use crate::app::{Action, App, Command, Explained, Spot, View};
use crate::table::ColumnInfo;
use crate::text::printable;

/// Narrower screens name a command only while it is chosen.
const LEAST_FOR_NAMES: u16 = 104;
/// Cells for the keys of a command at most.
const MOST_KEYS: usize = 24;

/// The heading of the measures.
const MEASURES: &str = "Measures: columns of the table, for :sort, :where and :columns";

/// What can be said of everything below the commands.
const NOTES: [&str; 2] = [
    "A number before a key repeats it: 12j goes twelve further, 17G goes to 17.",
    "★ reference  ● ▲ ■ others  ▶ leads  ◆ marked  ✗ predicted wrongly  – undefined",
];

/// A line of the page.
enum Entry {
    Heading(&'static str),
    Explained(Explained),
    Note(&'static str),
}

/// Draws the page; where the terminal's cursor belongs while something is typed.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, app: &App) -> Option<Position> {
    let page = app.help_page();
    let found = page.found(app.keymap());
    let (title, text) = split_top(area, 2);
    let chosen = page.chosen(found.len());
    let chosen_of = found.get(chosen).copied();
    let chosen_key = chosen_of.map(|it| it.key());
    let cursor = draw_title(canvas, title, app, (found.len(), chosen_of));
    let entries = entries(found, page.text().trim().is_empty());
    let is_chosen = |entry: &Entry| match entry {
        Entry::Explained(it) => Some(it.key()) == chosen_key,
        Entry::Heading(_) | Entry::Note(_) => false,
    };
    let line = entries.iter().position(is_chosen).unwrap_or(0);
    // Below the last command lies what holds for all of them.
    let is_last = !entries.iter().skip(line + 1).any(|entry| matches!(entry, Entry::Explained(_)));
    let line = if is_last { entries.len().saturating_sub(1) } else { line };
    let room = usize::from(text.height);
    let first = page.first_line(line, (room, entries.len()));
    canvas.drawn.view =
        View { page: room, lines: entries.len(), first_line: first, ..View::default() };
    let widths = widths(app, area.width);
    // What the row of what is chosen has no room for stands in full below the title.
    let in_full = chosen_of.filter(|it| !has_room(it.help(), widths, area.width));
    for (row, it) in rows(title).skip(1).zip(in_full) {
        canvas.text(row, &format!(" {}", it.help()), theme::bold());
    }
    for (row, entry) in rows(text).zip(entries.iter().skip(first)) {
        match entry {
            Entry::Heading(name) => canvas.text(row, &format!(" {name}"), theme::bold()),
            Entry::Note(note) => canvas.text(row, &format!(" {note}"), theme::dim()),
            Entry::Explained(Explained::Measure(column)) => {
                canvas.line(row, measure_line(column, (widths, is_chosen(entry))));
                canvas.drawn.hits.add(row, Spot::Measure(column.column));
            }
            Entry::Explained(Explained::Command(command)) => {
                let line = command_line(app, command, (widths, is_chosen(entry)));
                canvas.line(row, line);
                canvas.drawn.hits.add(row, Spot::Command(command.action));
            }
        }
    }
    cursor
}

/// Whether the words about something fit into its row.
fn has_room(help: &str, (keys, names): (usize, usize), width: u16) -> bool {
    let names = if names > 0 { names + 1 } else { 0 };
    2 + keys + names + 1 + help.width() < usize::from(width)
}

/// What is searched for, how much was found, and the name of what is chosen.
fn draw_title(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (count, chosen): (usize, Option<Explained>),
) -> Option<Position> {
    let page = app.help_page();
    let name = match chosen {
        Some(Explained::Command(command)) => format!(":{}", command.name),
        Some(Explained::Measure(column)) => format!(":sort {}", column.key),
        None => String::new(),
    };
    // How much there is above and below is seen nowhere else.
    let at = chosen.map(|_| format!("  {}/{count} ", page.chosen(count) + 1));
    let name = name + &at.unwrap_or_default();
    let left = canvas.text_right(area, &name, theme::dim());
    if !page.is_typing() && page.text().is_empty() {
        canvas.text(left, " Keys, commands and measures: type to search", theme::bold());
        return None;
    }
    let typed = printable(page.text());
    let search = format!(" Search: {typed}");
    let count = match count {
        0 => "   nothing fits".to_owned(),
        count => format!("   {count} found"),
    };
    canvas.line(
        left,
        vec![Span::styled(search.clone(), theme::bold()), Span::styled(count, theme::dim())],
    );
    let x = u16::try_from(search.width()).unwrap_or(u16::MAX);
    (!area.is_empty()).then(|| Position {
        x: left.x.saturating_add(x).min(area.right().saturating_sub(1)),
        y: area.y,
    })
}

fn entries(found: Vec<Explained>, is_grouped: bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut area = None;
    for explained in found {
        let name = match explained {
            Explained::Command(command) => command.area.name(),
            Explained::Measure(_) => MEASURES,
        };
        if is_grouped && area != Some(name) {
            area = Some(name);
            entries.push(Entry::Heading(name));
        }
        entries.push(Entry::Explained(explained));
    }
    if is_grouped {
        entries.extend(NOTES.map(Entry::Note));
    }
    entries
}

/// Cells for keys and for names; none for these on a narrow screen.
fn widths(app: &App, width: u16) -> (usize, usize) {
    let all = crate::app::COMMANDS.iter();
    let keys = all.clone().map(|command| app.keymap().text(command.action).width()).max();
    let names = all.map(|command| command.name.width()).max();
    let names = names.filter(|_| width >= LEAST_FOR_NAMES);
    (keys.unwrap_or(0).min(MOST_KEYS), names.unwrap_or(0))
}

fn command_line(
    app: &App,
    command: &Command,
    ((keys, names), is_chosen): ((usize, usize), bool),
) -> Line<'static> {
    let why = app.unavailable(command.action);
    let style = if why.is_some() { theme::dim() } else { Style::new() };
    let key_style = match (is_chosen, &why) {
        (true, _) => theme::cursor(),
        (false, Some(_)) => theme::dim(),
        (false, None) => theme::bold(),
    };
    let mark = if is_chosen { theme::CURSOR } else { " " };
    let text = printable(&app.keymap().text(command.action));
    let mut line =
        vec![Span::styled(format!("{mark}{} ", padded(&cut(&text, keys), keys)), key_style)];
    if names > 0 {
        line.push(Span::styled(format!(" {}", padded(command.name, names)), style));
    }
    line.push(Span::styled(format!(" {}", command.help), style));
    line.extend(why.map(|why| Span::styled(format!(" – {}", printable(&why)), theme::dim())));
    Line::from(line)
}

fn measure_line(
    column: &ColumnInfo,
    ((keys, names), is_chosen): ((usize, usize), bool),
) -> Line<'static> {
    let mark = if is_chosen { theme::CURSOR } else { " " };
    let style = if is_chosen { theme::cursor() } else { theme::bold() };
    // What is typed is what others are told by, wherever there is room; a heading is cut where there is none.
    let (name, rest) = if names > 0 { (column.heading, column.key) } else { (column.key, "") };
    let mut line = vec![Span::styled(format!("{mark}{} ", padded(&cut(name, keys), keys)), style)];
    if names > 0 {
        line.push(Span::raw(format!(" {}", padded(rest, names))));
    }
    line.push(Span::raw(format!(" {}", column.help)));
    Line::from(line)
}

/// What can be done on the page.
pub(super) fn hints(app: &App) -> String {
    if app.help_page().is_typing() {
        return " ↑/↓ choose  Enter run  Esc close".to_owned();
    }
    let choose = super::footer::hint_text(app, (&[Action::Down, Action::Up], "choose"));
    format!(" type to search  {choose}  Enter run  Esc close")
}
