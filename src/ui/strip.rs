//! The model in a line: its layers with their widths, and where the selection and the listed top neurons are.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, cut};
use super::theme;
use crate::app::{App, Spot};
use crate::ids::LayerId;
use crate::text::grouped;

/// Screens of fewer rows have no strip unless it is asked for.
const TALL: u16 = 44;
/// Cells of the name of a layer at most.
const MOST_NAME: usize = 20;
/// Cells of the bar of the layer at most; at least as many as are worth drawing.
const MOST_BAR: usize = 64;
const LEAST_BAR: usize = 8;

/// Between two layers.
const BETWEEN: &str = " ─ ";
/// Where layers are left out.
const MORE: &str = " …";

/// What a cell of the bar stands for.
const SELECTED: char = '▲';
const LISTED: char = '┃';
const OTHERS: char = '·';

/// Draws the strip at the bottom of `area`, where it has a place; returns what is left.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, screen: u16, app: &App) -> Rect {
    let is_wanted = app.model_strip().unwrap_or(screen >= TALL && app.set().model.layers.len() > 1);
    if !is_wanted || area.height < 2 {
        return area;
    }
    let (rest, row) = super::canvas::split_top(area, area.height - 1);
    let here = app.place().layer.index();
    let room = usize::from(row.width).saturating_sub(1 + 2 * MORE.width());
    let shown = around(app, here, room);
    let names: usize = shown.clone().map(|layer| name(app, layer).width() + BETWEEN.width()).sum();
    let bar = room.saturating_sub(names + 2).min(MOST_BAR);
    let before = if shown.start > 0 { MORE } else { "" };
    let mut line = vec![Span::styled(before, theme::dim())];
    let mut x = row.x.saturating_add(u16::try_from(before.width()).unwrap_or(0));
    for layer in shown.clone() {
        let is_here = layer == here;
        let style = if is_here { theme::bold() } else { theme::dim() };
        let mut part = vec![Span::styled(format!(" {}", name(app, layer)), style)];
        if is_here && bar >= LEAST_BAR {
            part.push(Span::styled(format!(" ▕{}▏", cells(app, bar)), Style::new()));
        }
        if layer + 1 < shown.end {
            part.push(Span::styled(" ─", theme::dim()));
        }
        let width = u16::try_from(part.iter().map(Span::width).sum::<usize>()).unwrap_or(u16::MAX);
        let hit = Rect { x, width, ..row }.intersection(row);
        canvas.drawn.hits.add(hit, Spot::Layer(LayerId(layer)));
        x = x.saturating_add(width);
        line.extend(part);
    }
    let is_cut = shown.end < app.set().model.layers.len();
    line.push(Span::styled(if is_cut { MORE } else { "" }, theme::dim()));
    canvas.line(row, Line::from(line));
    rest
}

/// A layer and how many neurons it has.
fn name(app: &App, layer: usize) -> String {
    let info = app.set().model.layer(LayerId(layer));
    info.map_or_else(String::new, |info| {
        format!("{} {}", cut(&info.name, MOST_NAME), grouped(info.neurons))
    })
}

/// As many layers around the one at `here` as leave some room for its bar.
fn around(app: &App, here: usize, room: usize) -> std::ops::Range<usize> {
    let count = app.set().model.layers.len();
    let width = |layer: usize| name(app, layer).width() + BETWEEN.width();
    let room = room.saturating_sub(2 * LEAST_BAR);
    let (mut start, mut end, mut used) = (here, (here + 1).min(count), width(here));
    loop {
        let before = start.checked_sub(1).filter(|layer| used + width(*layer) <= room);
        if let Some(layer) = before {
            (start, used) = (layer, used + width(layer));
        }
        let after = Some(end).filter(|layer| *layer < count && used + width(*layer) <= room);
        if let Some(layer) = after {
            (end, used) = (layer + 1, used + width(layer));
        }
        if before.is_none() && after.is_none() {
            return start..end;
        }
    }
}

/// The neurons of the layer from the first to the last in so many cells, fewer for fewer neurons.
fn cells(app: &App, width: usize) -> String {
    let n_neurons = app.set().model.layer(app.place().layer).map_or(0, |info| info.neurons);
    let width = width.min(n_neurons);
    let cell = |neuron: usize| neuron * width / n_neurons.max(1);
    let mut cells = vec![OTHERS; width];
    let mut mark = |neuron: usize, with: char| {
        if let Some(at) = cells.get_mut(cell(neuron)) {
            *at = with;
        }
    };
    app.listed_neurons().iter().for_each(|neuron| mark(neuron.index(), LISTED));
    if app.selects_neuron() {
        mark(app.place().neuron.index(), SELECTED);
    }
    cells.into_iter().collect()
}
