//! The whole screen: header, one pane, footer; a page of help or notices in place of the pane.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, Drawn, cut, percent, split_top};
use super::{
    category, confusion, help, image, layer, marked, menu, neuron, overlay, popup, strip, table,
    theme, tour,
};
use crate::app::{Action, App, Following, Overlay, Pane, Prompt, Region, Spot, View};
use crate::graphics::{Gallery, Graphics};
use crate::ids::RecordingId;
use crate::labels::Remark;
use crate::query::{NormalizedBy, Scale};
use crate::recording::Recording;
use crate::text::printable;

/// Columns that a recording needs beside others; in the image pane, where a list stands at the left, a few less.
const LEAST_COLUMN: u16 = 40;
const LEAST_COLUMN_BESIDE_LIST: u16 = 32;

/// Cells of a prompt that an error leaves to its text.
const LEAST_PROMPT: usize = 16;

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
    let (header, rest) = split_top(area, 2);
    let (body, footer) = split_top(rest, rest.height.saturating_sub(1));
    draw_header(&mut canvas, header, app);
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
    let cursor = draw_footer(&mut canvas, footer, app);
    theme::apply(app.theme(), canvas.cells);
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

fn draw_header(canvas: &mut Canvas<'_>, area: Rect, app: &App) {
    let (first, second) = split_top(area, 1);
    let left = draw_tabs(canvas, first, app);
    let place = app.place();
    let mut path: Vec<String> = app.set().model.name.clone().into_iter().collect();
    path.extend(app.set().model.layer(place.layer).map(|layer| layer.name.clone()));
    let subject = match place.pane {
        Pane::Neuron | Pane::Table => format!("neuron {}", place.neuron),
        Pane::Image => format!("image {}", place.image),
        Pane::Category => match app.set().categories.name(place.category) {
            unnamed if unnamed.starts_with("category ") => unnamed,
            name => format!("category {name}"),
        },
        Pane::Pair => {
            let name = |of| cut(&app.set().categories.name(of), 24);
            format!("{} and {}", name(place.category), name(place.other))
        }
        Pane::Marked => "marked images".into(),
        Pane::Confusion => {
            let name = |of| cut(&app.set().categories.name(of), 24);
            format!("{} → {}", name(place.category), name(place.other))
        }
        Pane::Layer => {
            let name = app.set().categories.name(place.category);
            format!("neuron {} · {}", place.neuron, cut(&name, 24))
        }
    };
    let last = app.subject_count().saturating_sub(1);
    let at_top = place.focus.region == Region::Subject;
    let style = if at_top { theme::cursor().add_modifier(Modifier::BOLD) } else { theme::bold() };
    let most = path.iter().map(|name| name.width() + 3).sum::<usize>() + subject.width() + 15;
    if most > usize::from(left.width) && path.len() > 1 {
        path.remove(0);
    }
    let mut line = vec![Span::raw(format!(" {} › ", path.join(" › ")))];
    let mark = if at_top { theme::CURSOR } else { " " };
    line.push(Span::styled(format!("{mark}{subject} "), style));
    line.extend(left_out(app));
    line.extend(each_its_own(app));
    line.extend(normalized(app));
    if !app.marked().is_empty() {
        line.push(Span::raw(format!(" {} {} ", theme::MARKED, app.marked().len())));
    }
    if app.is_alone() && app.unavailable(Action::Zoom).is_none() {
        line.push(Span::styled(" alone", theme::bold()));
    }
    if matches!(place.pane, Pane::Neuron | Pane::Table | Pane::Layer)
        && let Some(Remark { label, note }) = app.remark()
    {
        let between = if label.is_empty() || note.is_empty() { "" } else { ": " };
        line.push(Span::raw(printable(&format!(" {label}{between}{note} "))));
    }
    let is_category =
        matches!(place.pane, Pane::Category | Pane::Pair | Pane::Confusion | Pane::Marked);
    if !is_category && app.subject() <= last {
        line.push(Span::styled(format!(" (0–{last})"), theme::dim()));
    }
    canvas.drawn.hits.add(Rect { height: 1, ..left }, Spot::Subject);
    canvas.line(left, Line::from(line));
    let second = draw_image_filter(canvas, second, app);
    draw_recordings(canvas, second, app);
}

/// Which images count, at the right of the recordings, if not all do; returns what is left of the row.
fn draw_image_filter(canvas: &mut Canvas<'_>, area: Rect, app: &App) -> Rect {
    let Some(text) = app.image_filter_text() else { return area };
    let recording = app.place().recording;
    let all = app.recording(recording).map_or(0, Recording::n_images);
    let count = match app.kept_images(recording) {
        Some(kept) => format!(" · {} of {all} ", kept.count()),
        None => format!(" · … of {all} "),
    };
    let room = usize::from(area.width * 3 / 5).saturating_sub(count.width() + 10);
    let words = format!(" images: {}{count}", cut(&printable(text), room));
    canvas.text_right(area, &words, theme::bold())
}

/// That the image does not pass the filter.
fn left_out(app: &App) -> Option<Span<'static>> {
    let place = app.place();
    let kept = app.kept_images(place.recording).filter(|_| place.pane == Pane::Image)?;
    (!kept.has(place.image)).then(|| Span::styled(" does not pass ", theme::dim()))
}

/// That each recording has its own selection, if it does.
fn each_its_own(app: &App) -> Option<Span<'static>> {
    let is_own = app.following() == Following::Own;
    is_own.then(|| Span::styled(" each its own ", theme::bold()))
}

/// What activations are divided by, unless they are shown as recorded.
fn normalized(app: &App) -> Option<Span<'static>> {
    let Scale::By(normalizer) = app.scale() else { return None };
    let name = cut(app.recording_name(normalizer.recording), MOST_NORMALIZER);
    let is_reference = normalizer.recording == app.set().reference;
    let by = match (is_reference, normalizer.by) {
        (true, NormalizedBy::Maximum) => String::new(),
        (true, NormalizedBy::Percentile) => " by p99.9".into(),
        (false, NormalizedBy::Maximum) => format!(" by {name}"),
        (false, NormalizedBy::Percentile) => format!(" by {name} p99.9"),
    };
    Some(Span::styled(format!(" normalized{by}"), theme::bold()))
}

/// Cells of the name of a recording beside the subject.
const MOST_NORMALIZER: usize = 16;

/// The panes at the right of the header; returns what is left of the row.
fn draw_tabs(canvas: &mut Canvas<'_>, area: Rect, app: &App) -> Rect {
    if area.width < 60 {
        return area;
    }
    let mut left = canvas.text_right(area, " ", theme::dim());
    if app.place().pane == Pane::Confusion {
        left = canvas.text_right(left, " Confusion ", theme::cursor());
    }
    for (pane, name, action) in [
        (Pane::Table, " Table ", Action::ShowTable),
        (Pane::Layer, " Layer ", Action::ShowLayer),
        (Pane::Category, " Category ", Action::ShowCategory),
        (Pane::Image, " Image ", Action::ShowImage),
        (Pane::Neuron, " Neuron ", Action::ShowNeuron),
    ] {
        let is_pair = (pane, app.place().pane) == (Pane::Category, Pane::Pair);
        let is_here = pane == app.place().pane || is_pair;
        let style = if is_here { theme::cursor() } else { theme::dim() };
        // Where there is little room the others are named by their keys.
        let is_named = is_here || area.width >= WIDE_TABS;
        let key = || format!(" {}", cut(&printable(&app.keymap().first(action)), MOST_TAB));
        let name = if is_named { name.to_owned() } else { key() };
        let before = left;
        left = canvas.text_right(left, &name, style);
        let tab = Rect { x: left.right(), width: before.width - left.width, height: 1, ..left };
        canvas.drawn.hits.add(tab, Spot::Command(action));
    }
    left
}

/// Screens narrower than this name only the pane that is shown.
const WIDE_TABS: u16 = 110;

/// Cells of a key in place of a pane's name at most.
const MOST_TAB: usize = 4;

/// Names shorter than this say nothing.
const LEAST_NAME: usize = 6;

/// All recordings with their accuracy, names cut alike until they fit. Where there is no room for names, only the
/// recording with the cursor has one; where not even that is enough, those far from it are only counted.
fn draw_recordings(canvas: &mut Canvas<'_>, area: Rect, app: &App) {
    let order = app.order();
    let longest = order.iter().map(|id| app.recording_name(*id).width()).max().unwrap_or(0);
    // A mark, two spaces, the accuracy and three cells to the next one.
    let room = usize::from(area.width) / order.len().max(1);
    let width = longest.min(room.saturating_sub("★ ▶ 100.0 %   ".width()));
    let entries: Vec<(RecordingId, String)> = order
        .iter()
        .map(|&recording| {
            let is_here = recording == app.place().recording;
            let name = match (width < LEAST_NAME && width < longest, is_here) {
                (true, false) => String::new(),
                (true, true) => cut(app.recording_name(recording), usize::from(area.width) / 2),
                (false, _) => cut(app.recording_name(recording), width),
            };
            (recording, name)
        })
        .collect();
    let here = order.iter().position(|id| *id == app.place().recording).unwrap_or(0);
    let shown = around(&entries, here, usize::from(area.width).saturating_sub(4), app);
    let mut line = vec![Span::raw(" ")];
    let mut x = area.x + 1;
    for (recording, name) in entries.get(shown.clone()).unwrap_or_default() {
        let entry = entry(app, *recording, name);
        let width = entry.iter().map(Span::width).sum::<usize>();
        let width = u16::try_from(width).unwrap_or(u16::MAX);
        let hit = Rect { x, width, height: 1, ..area }.intersection(area);
        canvas.drawn.hits.add(hit, Spot::Recording(*recording));
        x = x.saturating_add(width);
        line.extend(entry);
    }
    if shown.len() < entries.len() {
        line.push(Span::styled(format!("+{}", entries.len() - shown.len()), theme::dim()));
    }
    canvas.line(area, Line::from(line));
}

/// A recording in the header: mark, name, accuracy.
fn entry(app: &App, recording: RecordingId, name: &str) -> [Span<'static>; 3] {
    let color = theme::recording(app, recording);
    let is_here = recording == app.place().recording;
    let here = color.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
    let accuracy = match app.accuracy(recording) {
        Some(accuracy) => percent(accuracy),
        None => "…".into(),
    };
    let lead = if app.leads(recording) { theme::LEAD } else { "" };
    let space = if name.is_empty() { "" } else { " " };
    [
        Span::styled(format!("{} {lead}", theme::mark(app, recording)), color),
        Span::styled(name.to_owned(), if is_here { here } else { color }),
        Span::styled(format!("{space}{accuracy}   "), color),
    ]
}

/// As many entries around the one at `here` as fit into `width`.
fn around(
    entries: &[(RecordingId, String)],
    here: usize,
    width: usize,
    app: &App,
) -> std::ops::Range<usize> {
    let size = |at: usize| {
        entries.get(at).map_or(usize::MAX / 2, |(recording, name)| {
            entry(app, *recording, name).iter().map(Span::width).sum()
        })
    };
    let whole: usize = (0..entries.len()).map(size).sum();
    // The space after the last one may fall off.
    if whole <= width + 6 {
        return 0..entries.len();
    }
    let (mut start, mut end, mut used) = (here, here + 1, size(here));
    while start > 0 && used + size(start - 1) <= width {
        start -= 1;
        used += size(start);
    }
    while end < entries.len() && used + size(end) <= width {
        used += size(end);
        end += 1;
    }
    start..end
}

/// What can be done, or what happened; returns where the terminal's cursor belongs.
fn draw_footer(canvas: &mut Canvas<'_>, area: Rect, app: &App) -> Option<Position> {
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
