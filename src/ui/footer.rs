//! The row below a pane: the keys that matter, what happened, or the line that is typed.

use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, cut};
use super::{help, table, theme};
use crate::app::{Action, App, Overlay, Pane, Prompt, Region, Spot};
use crate::text::printable;

/// Cells of a prompt that an error leaves to its text.
const LEAST_PROMPT: usize = 16;

/// What can be done, or what happened; returns where the terminal's cursor belongs.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, app: &App) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    if let Some(prompt) = app.prompt() {
        return Some(draw_prompt(canvas, area, prompt));
    }
    let status = match (app.pending_keys().as_str(), app.is_waiting()) {
        ("", true) => " computing… ".to_owned(),
        ("", false) => format!(" {} ", canvas.graphics.name()),
        (keys, _) => format!(" {keys} "),
    };
    let left = canvas.text_right(area, &status, theme::dim());
    match app.message() {
        Some(message) => canvas.text(left, &format!(" {message}"), theme::bold()),
        None if app.overlay() == Some(Overlay::Help) => {
            canvas.text(left, &help::hints(app), theme::dim());
        }
        None if app.shows_work() => {
            let choose = hint_text(app, (&[Action::Down, Action::Up], "choose"));
            let turn = hint_text(app, (&[Action::Enter], "stop, or start again"));
            canvas.text(left, &format!(" {choose}  {turn}  any other key closes"), theme::dim());
        }
        None if matches!(app.overlay(), Some(Overlay::Layers(_))) => {
            let choose = hint_text(app, (&[Action::Down, Action::Up], "choose"));
            let go = hint_text(app, (&[Action::Enter], "go to the layer"));
            canvas.text(left, &format!(" {choose}  {go}  any other key closes"), theme::dim());
        }
        None if app.overlay().is_some() => {
            let scroll = hint_text(app, (&[Action::Down, Action::Up], "scroll"));
            canvas.text(left, &format!(" {scroll}  any other key closes"), theme::dim());
        }
        None => draw_hints(canvas, left, app),
    }
    None
}

/// The prompt, its error or a hint at the right; a text that is too long shows the part around its cursor.
fn draw_prompt(canvas: &mut Canvas<'_>, area: Rect, prompt: &Prompt) -> Position {
    let hint = "17, or: neuron 17, image 3, category Coat, layer conv2; Tab lists all";
    let width = usize::from(area.width);
    // What is said while the text grows takes the half of the line that the text needs least.
    let beside = width.saturating_sub((prompt.text().width() + 4).min(width / 2));
    let most = width.saturating_sub(LEAST_PROMPT);
    let (words, style, most) = match (&prompt.error, &prompt.note) {
        (Some(error), _) => (printable(error), theme::wrong(), most),
        (None, Some(note)) => (format!(" {}", printable(&note.text)), theme::dim(), beside),
        (None, None) if prompt.text().is_empty() => (hint.into(), theme::dim(), most),
        (None, None) => (String::new(), theme::dim(), most),
    };
    let text_area = canvas.text_right(area, &cut(&words, most), style);
    let width = usize::from(text_area.width).saturating_sub(3).max(1);
    let skipped = prompt.scroll_cells(width);
    let text: String = prompt.text().chars().skip(skipped).collect();
    let fault = prompt.note.as_ref().and_then(|note| note.position?.checked_sub(skipped));
    let (before, wrong, after) = fault_in(&text, fault.unwrap_or(usize::MAX));
    let shown = |text: &str| printable(text);
    let line = vec![
        Span::styled(format!(":{}", shown(&before)), theme::bold()),
        Span::styled(shown(&wrong), theme::wrong().add_modifier(Modifier::UNDERLINED)),
        Span::styled(shown(&after), theme::bold()),
    ];
    canvas.line(text_area, Line::from(line));
    let x = u16::try_from(prompt.cursor_cells().saturating_sub(skipped) + 1).unwrap_or(u16::MAX);
    Position { x: area.x.saturating_add(x).min(area.right().saturating_sub(1)), y: area.y }
}

/// A line before the word that is wrong at a character, that word, and the rest.
fn fault_in(line: &str, position: usize) -> (String, String, String) {
    let before: String = line.chars().take(position).collect();
    let is_inside = |letter: &char| !letter.is_whitespace();
    let wrong: String = line.chars().skip(position).take_while(is_inside).collect();
    let after = line.chars().skip(position.saturating_add(wrong.chars().count())).collect();
    (before, wrong, after)
}

/// What the pane alone has.
const OF_LAYER: &[Hint<'static>] = &[
    (&[Action::Left, Action::Right], "neuron"),
    (&[Action::Enter], "open"),
    (&[Action::NextRecording], "recording"),
    (&[Action::NextOrder], "order"),
];
const OF_CONFUSION: &[Hint<'_>] = &[
    (&[Action::Left, Action::Right], "column"),
    (&[Action::Enter], "open"),
    (&[Action::NextRecording], "recording"),
    (&[Action::PreviousError, Action::NextError], "error"),
    (&[Action::Difference], "difference"),
    (&[Action::NextOrder], "order"),
];
const OF_CATEGORY: &[Hint<'_>] = &[
    (&[Action::Left, Action::Right], "recording"),
    (&[Action::NextRegion], "lists"),
    (&[Action::ShowConfusion], "confusion"),
];
const AT_TOP: &[Hint<'_>] =
    &[(&[Action::Left, Action::Right], "recording"), (&[Action::NextRegion], "lists")];
/// What a list has.
const IN_GRID: &[Hint<'_>] = &[
    (&[Action::Left, Action::Down, Action::Up, Action::Right], "picture"),
    (&[Action::Enter], "open"),
    (&[Action::Leave], "up"),
    (&[Action::Next, Action::Previous], "next"),
];
const IN_LIST: &[Hint<'_>] = &[
    (&[Action::Down, Action::Up], "line"),
    (&[Action::Enter], "open"),
    (&[Action::Leave], "up"),
    (&[Action::Next, Action::Previous], "next"),
];
/// What every pane has.
const EVERYWHERE: &[Hint<'_>] = &[
    (&[Action::Back], "back"),
    (
        &[
            Action::ShowNeuron,
            Action::ShowImage,
            Action::ShowCategory,
            Action::ShowLayer,
            Action::ShowTable,
        ],
        "pane",
    ),
    (&[Action::PreviousLayer, Action::NextLayer], "layer"),
    (&[Action::Normalize], "normalize"),
    (&[Action::Larger, Action::Smaller], "size"),
    (&[Action::Prompt], "go to"),
];

/// The keys that matter where the cursor stands, as many as fit; each that stands for one command can be clicked.
fn draw_hints(canvas: &mut Canvas<'_>, area: Rect, app: &App) {
    let mut x = area.x;
    let mut line = String::new();
    for (text, actions) in hints(app, usize::from(area.width)) {
        let width = u16::try_from(text.width()).unwrap_or(u16::MAX);
        if let &[action] = actions {
            let hit = Rect { x, width, height: 1, ..area }.intersection(area);
            canvas.drawn.hits.add(hit, Spot::Command(action));
        }
        x = x.saturating_add(width);
        line += &text;
    }
    canvas.text(area, &line, theme::dim());
}

/// The hints that fit, with spaces around them, and their commands.
fn hints(app: &App, width: usize) -> Vec<(String, &'static [Action])> {
    let (pane, region) = (app.place().pane, app.place().focus.region);
    let at_top = region == Region::Subject;
    let here: &[Hint<'static>] = match pane {
        Pane::Layer => OF_LAYER,
        Pane::Confusion => OF_CONFUSION,
        Pane::Table => table::HINTS,
        Pane::Category | Pane::Pair if at_top => OF_CATEGORY,
        _ if at_top => AT_TOP,
        _ if region.is_grid() => IN_GRID,
        _ => IN_LIST,
    };
    let subject = match pane {
        Pane::Neuron | Pane::Table => "neuron",
        Pane::Image | Pane::Marked => "image",
        Pane::Category | Pane::Layer => "category",
        Pane::Pair => "other category",
        Pane::Confusion => "row",
    };
    let first: Option<Hint<'static>> =
        (at_top && pane != Pane::Marked).then_some((&[Action::Down, Action::Up], subject));
    let last: [Hint<'static>; 2] = [(&[Action::Help], "keys"), (&[Action::Quit], "quit")];
    let last = last.map(|hint| (format!(" {} ", hint_text(app, hint)), hint.0));
    // The space behind the very last is not needed.
    let last_width = last.iter().map(|(text, _)| text.width()).sum::<usize>().saturating_sub(1);
    let (mut shown, mut used) = (Vec::new(), 0);
    for hint in first.into_iter().chain(here.iter().copied()).chain(EVERYWHERE.iter().copied()) {
        let text = format!(" {} ", hint_text(app, hint));
        if used + text.width() + 1 + last_width > width {
            break;
        }
        used += text.width();
        shown.push((text, hint.0));
    }
    shown.extend(last);
    shown
}

/// Commands, and what they do in a word.
pub(super) type Hint<'a> = (&'a [Action], &'a str);

/// The first key of each command, then what they do: pairs as `j/k`, letters of one kind as `hjkl` or apart.
pub(super) fn hint_text(app: &App, (actions, does): Hint<'_>) -> String {
    let keys: Vec<String> = actions.iter().map(|action| app.keymap().first(*action)).collect();
    let is_word = |key: &String| key.chars().all(char::is_alphanumeric);
    let is_lower = |key: &String| key.width() == 1 && key.chars().all(char::is_lowercase);
    let between = match keys.len() {
        2 if keys.iter().all(is_word) => "/",
        4 if keys.iter().all(is_lower) => "",
        _ => " ",
    };
    printable(&format!("{} {does}", keys.join(between)))
}
