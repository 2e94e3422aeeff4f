//! Which neurons carry a category, or a pair, and its errors: lists beside each other.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, activation, activation_within, flush_right, rows, split_top};
use super::image::draw_neuron;
use super::theme;
use crate::app::{App, Pane, Region, Side};
use crate::ids::{NeuronId, RecordingId};
use crate::query::Ranked;

/// Narrower lists have no bars.
const LEAST_WITH_BARS: u16 = 24;

/// A list of neurons.
pub(super) struct List<'a> {
    pub(super) region: Region,
    /// What it is about, in full and in a few cells.
    pub(super) titles: [String; 2],
    pub(super) neurons: &'a [Ranked<NeuronId>],
}

/// Draws the lists of a recording.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, app: &App, recording: RecordingId) {
    let lists = lists(app, recording);
    let count = u16::try_from(lists.len()).unwrap_or(1).max(1);
    let width = (area.width + 1) / count;
    for (list, at) in lists.iter().zip(0_u16..) {
        let x = area.x + at * width;
        let column = Rect { x, width: width.saturating_sub(1).max(1).min(area.width), ..area };
        draw_list(canvas, column, app, (recording, list));
    }
}

/// The list of the subject, then those of its errors as far as there are any.
fn lists(app: &App, recording: RecordingId) -> Vec<List<'_>> {
    let of = app.selection(recording);
    let is_pair = app.place().pane == Pane::Pair;
    let (neurons, titles) = if is_pair {
        let neurons = app.pair(recording).map(|answer| answer.top_neurons.as_slice());
        (neurons, ["top neurons of both, by mean activation", "top of both"])
    } else {
        let neurons = app.category(recording).map(|answer| answer.top_neurons.as_slice());
        (neurons, ["top neurons by mean activation", "top neurons"])
    };
    let Some(neurons) = neurons else { return Vec::new() };
    let titles = titles.map(str::to_owned);
    let mut lists = vec![List { region: Region::Neurons, titles, neurons }];
    let sides = [
        (Region::PositiveNeurons, Side::Positive, "false positives", "false pos."),
        (Region::NegativeNeurons, Side::Negative, "false negatives", "false neg."),
    ];
    for (region, side, name, short) in sides {
        let neurons = app.errors(recording, side).map_or(&[][..], |errors| errors.neurons);
        let titles = if is_pair {
            let name = |of| app.set().categories.short_name(of);
            let (truth, taken) = match side {
                Side::Positive => (of.other, of.category),
                Side::Negative => (of.category, of.other),
            };
            [format!("of {} → {}", name(truth), name(taken)), format!("{} →", name(truth))]
        } else {
            [format!("of {name}"), short.to_owned()]
        };
        if !neurons.is_empty() {
            lists.push(List { region, titles, neurons });
        }
    }
    lists
}

pub(super) fn draw_list(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, list): (RecordingId, &List<'_>),
) {
    let (title, below) = split_top(area, 1);
    let has_bars = area.width >= LEAST_WITH_BARS;
    let [long, short] = &list.titles;
    let fits = long.chars().count() <= usize::from(area.width);
    canvas.text(title, if fits { long } else { short }, theme::bold());
    let Some(most) = list.neurons.first().map(|top| top.value) else {
        return canvas.text(below, "none: no images, or all zero", theme::dim());
    };
    let place = app.place();
    let is_focused = place.focus.region == list.region;
    let has_cursor = is_focused && recording == place.recording;
    let visible = usize::from(below.height).max(1);
    let first = if is_focused { place.focus.index.saturating_sub(visible - 1) } else { 0 };
    let color = theme::recording(app, recording);
    let numbers = list.neurons.iter().map(|top| top.id.to_string().len()).max().unwrap_or(0);
    for (row, (index, top)) in rows(below).zip(list.neurons.iter().enumerate().skip(first)) {
        let here = has_cursor && index == place.focus.index;
        let number = top.id.to_string();
        if has_bars {
            let words = (number.as_str(), &*activation(app, Some(top.value)));
            draw_neuron(canvas, row, words, ((top.value, most), color), (here, false));
        } else {
            // Between a mark and a space.
            let room = usize::from(area.width).saturating_sub(2 + numbers);
            let words = (flush_right(&number, numbers), activation_within(app, top.value, room));
            draw_short(canvas, row, (&words.0, &flush_right(&words.1, room)), (color, here));
        }
        canvas.item(row, recording, (list.region, index));
    }
}

/// A neuron in few cells: number and value.
fn draw_short(
    canvas: &mut Canvas<'_>,
    area: Rect,
    (number, value): (&str, &str),
    (color, has_cursor): (Style, bool),
) {
    let (mark, style) =
        if has_cursor { (theme::CURSOR, theme::cursor()) } else { (" ", Style::new()) };
    let line = vec![
        Span::styled(format!("{mark}{number}"), style),
        Span::raw(" "),
        Span::styled(value.to_owned(), color),
    ];
    canvas.line(area, Line::from(line));
}
