//! The page of all layers: for each recording how much a layer changed since the reference.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, cut, flush_right, padded, percent, rows, split_top};
use super::theme;
use crate::app::{App, Spot, View};
use crate::ids::{LayerId, RecordingId};
use crate::query::LayerLine;
use crate::text::printable;

/// Cells of a layer's name, and of its number of neurons.
const LAYER: usize = 16;
const NEURONS: usize = 8;
/// Cells of each number of a recording.
const NUMBERS: [usize; 4] = [10, 9, 9, 15];
/// What stands above them.
const HEADINGS: [&str; 4] = ["spurious", "novelty", "dead", "geometry kept"];

/// What the numbers are, below the layers.
const NOTES: [&str; 3] = [
    "spurious, novelty: means over neurons; where they rise first breaks first",
    "dead: share of the neurons that are always 0, or always the same",
    "geometry kept: agreement of how categories lie with ★, of what noise allows",
];

/// A line of the page.
enum Entry {
    Row(LayerId, Line<'static>),
    Note(&'static str),
    Blank,
}

/// Draws the page, with the cursor on the layer at `chosen`.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, app: &App, chosen: usize) {
    let (title, rest) = split_top(area, 1);
    canvas.text(title, " Layers: how much each changed since ★", theme::bold());
    let (head, rest) = split_top(rest, 2);
    let name = usize::from(area.width)
        .saturating_sub(2 + LAYER + NEURONS + NUMBERS.iter().sum::<usize>())
        .clamp(4, 40);
    canvas.text(head, &heading(name), theme::dim());
    let layers = (0..app.set().model.layers.len()).map(LayerId);
    let at = (LayerId(chosen), app.attended_layer());
    let mut entries: Vec<Entry> =
        layers.flat_map(|layer| of_layer(app, (layer, at), name)).collect();
    entries.push(Entry::Blank);
    entries.extend(NOTES.map(Entry::Note));
    let room = usize::from(rest.height);
    let is_chosen =
        |entry: &Entry| matches!(entry, Entry::Row(layer, _) if layer.index() == chosen);
    let last = entries.iter().rposition(is_chosen).unwrap_or(0);
    let first = (last + 1).saturating_sub(room);
    canvas.drawn.view = View { page: room, lines: entries.len(), ..View::default() };
    for (row, entry) in rows(rest).zip(entries.into_iter().skip(first)) {
        match entry {
            Entry::Row(layer, line) => {
                canvas.line(row, line);
                canvas.drawn.hits.add(row, Spot::Layer(layer));
            }
            Entry::Note(note) => canvas.text(row, &format!(" {note}"), theme::dim()),
            Entry::Blank => {}
        }
    }
}

fn heading(name: usize) -> String {
    let start = format!(
        " {}{}   {}",
        padded("layer", LAYER - 1),
        flush_right("neurons", NEURONS - 1),
        padded("recording", name)
    );
    let numbers = HEADINGS.iter().zip(NUMBERS).map(|(heading, width)| flush_right(heading, width));
    start + &numbers.collect::<String>()
}

/// The rows of a layer, one for each recording; one that says why where there is none. Beside the layer stand the one
/// under the cursor and the one that is being read.
fn of_layer(
    app: &App,
    (layer, (chosen, read)): (LayerId, (LayerId, LayerId)),
    name: usize,
) -> Vec<Entry> {
    let is_here = layer == chosen;
    let style = if is_here { theme::cursor() } else { Style::new() };
    let mark = if is_here { theme::CURSOR } else { " " };
    let info = app.set().model.layer(layer);
    let (title, neurons) = info.map_or((String::new(), 0), |of| (of.name.clone(), of.neurons));
    let title = format!("{mark}{}", padded(&cut(&printable(&title), LAYER - 1), LAYER));
    let first = vec![
        Span::styled(title.clone(), style),
        Span::raw(format!("{}   ", flush_right(&neurons.to_string(), NEURONS - 2))),
    ];
    let said = |text: String| {
        let line = first.iter().cloned().chain([Span::styled(text, theme::dim())]);
        vec![Entry::Row(layer, Line::from(line.collect::<Vec<_>>()))]
    };
    match app.layer_lines(layer) {
        None if layer == read => said("reading …".into()),
        None => said("…".into()),
        Some(Err(why)) => said(printable(&why)),
        Some(Ok(lines)) => {
            let blank = vec![Span::raw(" ".repeat(1 + LAYER + NEURONS + 1))];
            let starts = std::iter::once(first).chain(std::iter::repeat(blank));
            let row = |(start, line): (Vec<Span<'static>>, &LayerLine)| {
                let spans = start.into_iter().chain(of_recording(app, line, name));
                Entry::Row(layer, Line::from(spans.collect::<Vec<_>>()))
            };
            starts.zip(&lines).map(row).collect()
        }
    }
}

/// A recording in a layer.
fn of_recording(app: &App, line: &LayerLine, name: usize) -> [Span<'static>; 2] {
    let recording: RecordingId = line.recording;
    let room = name.saturating_sub(2);
    let title = padded(&cut(&printable(app.recording_name(recording)), room), room);
    let number = |number: Option<f64>| {
        number.map_or_else(|| theme::UNDEFINED.to_owned(), |number| format!("{number:.2}"))
    };
    let kept = match (line.agreement, line.ceiling) {
        (Some(agreement), Some(ceiling)) => format!("{agreement:.2} of {ceiling:.2}"),
        (agreement, _) => number(agreement),
    };
    let texts =
        [number(line.mean_spurious), number(line.mean_novelty), percent(line.dead_fraction), kept];
    let numbers = texts.iter().zip(NUMBERS).map(|(text, width)| flush_right(text, width));
    [
        Span::styled(
            format!("{} {title}", theme::mark(app, recording)),
            theme::recording(app, recording),
        ),
        Span::raw(numbers.collect::<String>()),
    ]
}
