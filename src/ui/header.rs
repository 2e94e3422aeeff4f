//! The two rows above a pane: where the user is, the panes, the recordings, what restricts them.

use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, cut, percent, split_top};
use super::theme;
use crate::app::{Action, App, Following, Pane, Region, Spot};
use crate::ids::RecordingId;
use crate::labels::Remark;
use crate::query::{NormalizedBy, Scale};
use crate::recording::Recording;
use crate::text::printable;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, app: &App) {
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
    line.extend(position(app, last).map(|text| Span::styled(text, theme::dim())));
    canvas.drawn.hits.add(Rect { height: 1, ..left }, Spot::Subject);
    canvas.line(left, Line::from(line));
    let second = draw_image_filter(canvas, second, app);
    draw_recordings(canvas, second, app);
}

/// Where the subject stands among all of them, the last of which has a number: in the order in which keys go through them.
fn position(app: &App, last: usize) -> Option<String> {
    if let Some((row, rows, column)) = app.unseen_row() {
        return Some(format!(" ({row} of {rows} by {})", column.info().heading));
    }
    let is_category =
        matches!(app.place().pane, Pane::Category | Pane::Pair | Pane::Confusion | Pane::Marked);
    (!is_category && app.subject() <= last).then(|| format!(" (0–{last})"))
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

/// What activations are divided by, unless they are shown as recorded or none are shown.
fn normalized(app: &App) -> Option<Span<'static>> {
    let Scale::By(normalizer) = app.scale() else { return None };
    if !app.shows_activations() {
        return None;
    }
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
const LEAST_NAME: usize = 5;

/// Between two recordings.
const GAP: &str = "   ";

/// All recordings with their accuracy, names cut alike until they fit. Where there is no room for names, only the
/// recording with the cursor has one; where not even that is enough, those far from it are only counted.
fn draw_recordings(canvas: &mut Canvas<'_>, area: Rect, app: &App) {
    let order = app.order();
    let longest = order.iter().map(|id| app.recording_name(*id).width()).max().unwrap_or(0);
    // What stands beside the names, and a space between each and its accuracy.
    let beside = |id: &RecordingId| entry(app, *id, "").iter().map(Span::width).sum::<usize>() + 1;
    let beside: usize = order.iter().map(beside).sum();
    let room = usize::from(area.width).saturating_sub(1 + beside) / order.len().max(1);
    let width = longest.min(room);
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
        Span::styled(format!("{space}{accuracy}{GAP}"), color),
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
    if whole <= width + 3 + GAP.len() {
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
