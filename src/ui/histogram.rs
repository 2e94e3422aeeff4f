//! The distribution of a neuron's activations: a recording's above the reference's, on one scale.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, of_neuron, percent, rows};
use super::theme;
use crate::analysis::distribution::Cell;
use crate::app::App;
use crate::ids::RecordingId;

/// Rows of the two histograms and the axis under them.
pub(super) const HEIGHT: u16 = 3;
/// Cells of the mark before a histogram and of the share of zeros after it.
const MARK: usize = 2;
const SHARE: usize = 13;
/// Eighths of a cell in height, from none to all.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// The activations that the cells of a histogram stand for, the same in all recordings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    /// From the lowest activation of the selected neuron in any of the recordings, or 0, to the highest.
    pub(super) fn of(app: &App, recordings: impl Iterator<Item = RecordingId>) -> Option<Self> {
        let mut axis: Option<Self> = None;
        for answer in recordings.filter_map(|recording| app.neuron(recording)) {
            let bounds = answer.histogram.iter().map(|cell| cell.lower);
            let lowest = bounds.fold(0., f64::min);
            let highest = answer.summary.max.unwrap_or(0.);
            let known = axis.get_or_insert(Self { low: 0., high: 0. });
            known.low = known.low.min(lowest);
            known.high = known.high.max(highest);
        }
        axis.filter(|axis| axis.high > axis.low)
    }

    /// Images by cell of the screen, zeros left out. Those of a cell of the distribution that several share are divided
    /// among them.
    fn cells(self, histogram: &[Cell], width: usize) -> Vec<f64> {
        let mut cells = vec![0.; width];
        let place = |value: f64| (value - self.low) / (self.high - self.low);
        for Cell { lower, upper, count } in histogram.iter().filter(|cell| !is_zero(cell)) {
            let (from, to) = (place(*lower).clamp(0., 1.), place(*upper).clamp(0., 1.));
            let (first, last) = (cell(from, width), cell(to, width));
            let room = width as f64;
            for (at, images) in cells.iter_mut().enumerate().take(last + 1).skip(first) {
                let (start, end) = (at as f64 / room, (at + 1) as f64 / room);
                let inside = (to.min(end) - from.max(start)).max(0.);
                let share = if first == last { 1. } else { inside / (to - from) };
                *images += f64::from(*count) * share;
            }
        }
        cells
    }
}

/// Draws the histogram of the selected neuron in a recording and, below it, that in the reference.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    app: &App,
    (recording, axis): (RecordingId, Axis),
) {
    let reference = app.set().reference;
    let width = usize::from(area.width).saturating_sub(MARK + SHARE);
    // Beside the reference, unless that shows another neuron.
    let is_same = app.selection(recording).neuron == app.selection(reference).neuron;
    let shown = if recording == reference || !is_same {
        vec![recording]
    } else {
        vec![recording, reference]
    };
    let known = shown.into_iter().filter_map(|id| Some((id, app.neuron(id)?)));
    let known = known.map(|(id, answer)| (id, answer.histogram.as_slice()));
    let all: Vec<_> =
        known.map(|(id, histogram)| (id, axis.cells(histogram, width), histogram)).collect();
    let most = all.iter().flat_map(|(_, cells, histogram)| {
        let total = total(histogram);
        cells.iter().map(move |&images| images / total)
    });
    let most = most.fold(0., f64::max);
    let mut lines = rows(area);
    for ((id, cells, histogram), row) in all.iter().zip(&mut lines) {
        let total = total(histogram);
        let bars: String = cells.iter().map(|&images| bar(images / total, most)).collect();
        let zeros = histogram.iter().find(|cell| is_zero(cell)).map_or(0, |cell| cell.count);
        let zeros = format!(" {:>7} at 0", percent(Some(f64::from(zeros) / total)));
        let color = theme::recording(app, *id);
        canvas.line(
            row,
            Line::from(vec![
                Span::styled(format!("{} ", theme::mark(app, *id)), color),
                Span::styled(bars, color),
                Span::styled(zeros, theme::dim()),
            ]),
        );
    }
    if let Some(row) = lines.next() {
        draw_axis(canvas, row, (app, recording), (axis, width));
    }
}

fn draw_axis(
    canvas: &mut Canvas<'_>,
    row: Rect,
    (app, recording): (&App, RecordingId),
    (axis, width): (Axis, usize),
) {
    let [low, high] = [axis.low, axis.high].map(|value| of_neuron(app, recording, Some(value)));
    let space = width.saturating_sub(low.width() + high.width());
    let text = format!("{}{low}{}{high}", " ".repeat(MARK), " ".repeat(space));
    canvas.line(row, Line::styled(text, Style::new().patch(theme::dim())));
}

/// A share of images as a column of a cell; on the scale of roots, so that a thin tail shows.
fn bar(share: f64, most: f64) -> &'static str {
    let height = if most > 0. { (share / most).sqrt() } else { 0. };
    let eighths = cell(height, 8) + usize::from(share > 0.);
    EIGHTHS.get(eighths.min(8)).copied().unwrap_or(" ")
}

/// Whether all in a cell are 0.
fn is_zero(cell: &Cell) -> bool {
    cell.lower.abs().max(cell.upper.abs()) < f64::MIN_POSITIVE
}

fn total(histogram: &[Cell]) -> f64 {
    histogram.iter().map(|cell| f64::from(cell.count)).sum::<f64>().max(1.)
}

/// The cell of `width` that a share from 0 to 1 falls into.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the share lies between 0 and 1 and the width is that of a terminal"
)]
fn cell(share: f64, width: usize) -> usize {
    let cell = (share.clamp(0., 1.) * width as f64) as usize;
    cell.min(width.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activations_fall_into_cells_of_equal_width_and_zeros_into_none() {
        let at = |value, count| Cell { lower: value, upper: value, count };
        let wide = Cell { lower: 1.5, upper: 2.5, count: 4 };
        let histogram = [at(0., 2), at(0.1, 1), at(1.1, 1), wide, at(2.9, 1), at(3.9, 1)];
        let axis = Axis { low: 0., high: 4. };
        assert_eq!(axis.cells(&histogram, 4), [1., 3., 3., 1.]);
    }

    #[test]
    fn the_smallest_share_still_shows_and_none_does_not() {
        assert_eq!(bar(0., 1.), " ");
        assert_eq!(bar(1e-9, 1.), "▁");
        assert_eq!(bar(1., 1.), "█");
    }
}
