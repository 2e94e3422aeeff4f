//! Histograms of spurious and novelty over a layer, a row for each recording, with the scores that no shift makes.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, padded, split_top};
use super::theme;
use crate::app::{App, Arrangement, NULL_BINS, NullTally};
use crate::ids::RecordingId;
use crate::query::Pair;

/// Cells of a name and the space after it.
const NAME: u16 = 15;
/// The same where there is room to spare.
const MOST_NAME: u16 = 34;
/// Cells of the words after the bars.
const WORDS: u16 = 25;
/// From this width on both scores stand side by side.
const LEAST_BESIDE: u16 = 100;
/// Bins where there is room, and where there is little.
const BINS: [usize; 2] = [40, 20];
/// Rows from which on it is said why there are no histograms.
const LEAST_FOR_REASON: u16 = 8;
/// Rows of a bar at most.
const MOST_ROWS: u16 = 3;
/// Eighths of a cell from below.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// A score that is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Score {
    Spurious,
    Novelty,
}

impl Score {
    fn of(self, pair: &Pair) -> Option<f64> {
        match self {
            Self::Spurious => pair.scores.spurious,
            Self::Novelty => pair.scores.novelty,
        }
    }

    /// The ends of the axis; what lies beyond stands in the last bin.
    fn ends(self) -> (f64, f64) {
        match self {
            Self::Spurious => (0., 1.),
            Self::Novelty => (-1., 1.),
        }
    }

    /// Rows of a recording: its own bars, and those without a shift.
    fn bars(self) -> u16 {
        match self {
            Self::Spurious => 2,
            Self::Novelty => 1,
        }
    }
}

/// How the rows below the maps are used.
#[derive(Debug)]
struct Plan {
    recordings: Vec<RecordingId>,
    /// Rows of a bar.
    bar: u16,
    is_beside: bool,
}

impl Plan {
    /// As many recordings as fit, all or those around the selected one, then bars as tall as fit.
    fn new(app: &App, arranged: &Arrangement, area: Rect) -> Option<Self> {
        let mut recordings: Vec<RecordingId> = app.order();
        recordings.retain(|id| arranged.layer.recording(*id).is_some_and(|of| of.pairs.is_some()));
        let is_beside = area.width >= LEAST_BESIDE;
        let most = (area.height * 2 / 5).max(7);
        let fits = |count: usize, bar: u16| height_of(is_beside, count, bar) <= most;
        if recordings.is_empty() || area.height < 16 || area.width < NAME + WORDS + 20 {
            return None;
        }
        if !fits(recordings.len(), 1) {
            let selected = app.place().recording;
            recordings.sort_by_key(|id| *id != selected);
            while recordings.len() > 1 && !fits(recordings.len(), 1) {
                recordings.pop();
            }
        }
        let bar = (1..=MOST_ROWS).rev().find(|bar| fits(recordings.len(), *bar)).unwrap_or(1);
        Some(Self { recordings, bar, is_beside })
    }
}

fn height_of(is_beside: bool, count: usize, bar: u16) -> u16 {
    let count = u16::try_from(count).unwrap_or(u16::MAX / 16);
    let rows = |score: Score| 2 + count.saturating_mul(score.bars() * bar);
    let (spurious, novelty) = (rows(Score::Spurious), rows(Score::Novelty));
    if is_beside { spurious } else { spurious.saturating_add(novelty) }
}

/// Draws the histograms at the bottom of `body`, or why there are none; returns what is left of it.
pub(super) fn draw(canvas: &mut Canvas<'_>, app: &App, arranged: &Arrangement, body: Rect) -> Rect {
    let plan = Plan::new(app, arranged, body);
    let height = match &plan {
        Some(plan) => height_of(plan.is_beside, plan.recordings.len(), plan.bar),
        None => u16::from(body.height >= LEAST_FOR_REASON),
    };
    let (left, area) = split_top(body, body.height.saturating_sub(height));
    let Some(plan) = plan else {
        let reason = if app.order().len() < 2 {
            " spurious and novelty compare with the reference: it is the only recording"
        } else {
            " spurious and novelty need a larger screen"
        };
        canvas.text(area, reason, theme::dim());
        return left;
    };
    let (spurious, novelty) = if plan.is_beside {
        let width = area.width / 2;
        let right = Rect { x: area.x + width, width: area.width - width, ..area };
        (Rect { width: width.saturating_sub(2), ..area }, right)
    } else {
        let rows = plan.recordings.len() * usize::from(Score::Spurious.bars() * plan.bar);
        split_top(area, u16::try_from(rows + 2).unwrap_or(u16::MAX))
    };
    draw_score(canvas, app, (arranged, &plan), (Score::Spurious, spurious));
    draw_score(canvas, app, (arranged, &plan), (Score::Novelty, novelty));
    left
}

fn draw_score(
    canvas: &mut Canvas<'_>,
    app: &App,
    (arranged, plan): (&Arrangement, &Plan),
    (score, area): (Score, Rect),
) {
    let (title, mut rest) = split_top(area, 1);
    let tally = app.null_tally().filter(|tally| tally.neurons > 0);
    let text = match score {
        Score::Spurious => format!(" spurious, 1 − |ρ|{}", null_text(arranged, tally)),
        Score::Novelty => " novelty, drop of the best category mean in maxima of ★".into(),
    };
    canvas.text(title, &text, theme::bold());
    let bins = if area.width >= NAME + WORDS + 40 { BINS[0] } else { BINS[1] };
    let bin_cells =
        (area.width.saturating_sub(NAME + WORDS) / u16::try_from(bins).unwrap_or(1)).clamp(1, 3);
    // What the bars leave goes to the names.
    let bars = u16::try_from(bins).unwrap_or(u16::MAX).saturating_mul(bin_cells);
    let names = area.width.saturating_sub(WORDS + bars).clamp(NAME, MOST_NAME);
    for &recording in &plan.recordings {
        let own = Distribution::of_layer(arranged, recording, score, bins);
        let null = match score {
            Score::Spurious => {
                tally.and_then(|tally| Distribution::of_null(tally, recording, bins))
            }
            Score::Novelty => None,
        };
        // Each fills its own row: without a shift nearly all scores are in a few bins, beside which others look flat.
        let color = theme::recording(app, recording);
        let name = format!(" {} {}", theme::mark(app, recording), app.recording_name(recording));
        let size = |of: &Distribution| ([plan.bar, bin_cells, names], of.most());
        let (row, below) = split_top(rest, plan.bar);
        own.draw(canvas, row, size(&own), (&name, color));
        rest = below;
        if score == Score::Spurious {
            let (row, below) = split_top(rest, plan.bar);
            match null {
                Some(null) => null.draw(canvas, row, size(&null), ("   no shift", theme::dim())),
                None => canvas.text(row, "   no shift …", theme::dim()),
            }
            rest = below;
        }
    }
    let x = rest.x + names.min(rest.width);
    let axis = Rect { x, width: rest.width.saturating_sub(names), ..rest };
    draw_axis(canvas, axis, score, (bins, bin_cells));
}

/// How many neurons the null is drawn from.
fn null_text(arranged: &Arrangement, tally: Option<&NullTally>) -> String {
    let all = arranged.neurons.len();
    match tally.map_or(0, |tally| tally.neurons) {
        known if known >= all => format!(" · no-shift scores of all {all} neurons"),
        known => format!(" · no-shift scores of {known} of {all} neurons"),
    }
}

fn draw_axis(canvas: &mut Canvas<'_>, area: Rect, score: Score, (bins, bin_cells): (usize, u16)) {
    let (low, high) = score.ends();
    let width = bins * usize::from(bin_cells);
    let (low, middle, high) =
        (low.to_string(), f64::midpoint(low, high).to_string(), high.to_string());
    let left = padded(&low, (width / 2).saturating_sub(middle.len() / 2));
    let right = width.saturating_sub(left.len() + middle.len());
    let axis = format!("{left}{middle}{high:>right$}");
    canvas.text(area, &axis, theme::dim());
}

/// Shares of neurons by bin.
#[derive(Debug, PartialEq)]
struct Distribution {
    shares: Vec<f64>,
    median: Option<f64>,
    undefined: usize,
}

impl Distribution {
    /// A score of every neuron of a layer; undefined ones are left out and counted.
    fn of_layer(arranged: &Arrangement, recording: RecordingId, score: Score, bins: usize) -> Self {
        let pairs = arranged.layer.recording(recording).and_then(|of| of.pairs.as_deref());
        let all: Vec<Option<f64>> =
            pairs.unwrap_or_default().iter().map(|pair| score.of(pair)).collect();
        Self::of_values(&all, score.ends(), bins)
    }

    fn of_values(all: &[Option<f64>], ends: (f64, f64), bins: usize) -> Self {
        let mut values: Vec<f64> = all.iter().copied().flatten().collect();
        values.sort_unstable_by(f64::total_cmp);
        let mut shares = vec![0.; bins];
        for value in &values {
            if let Some(share) = shares.get_mut(bin(*value, ends, bins)) {
                *share += 1. / values.len() as f64;
            }
        }
        let middle = |at: usize| values.get(at).copied();
        let last = values.len().checked_sub(1);
        let median =
            last.and_then(|last| Some(f64::midpoint(middle(last / 2)?, middle(last.div_ceil(2))?)));
        Self { shares, median, undefined: all.len() - values.len() }
    }

    /// The scores without a shift; `None` where there are none.
    fn of_null(tally: &NullTally, recording: RecordingId, bins: usize) -> Option<Self> {
        let counts = tally.counts.get(recording.index())?;
        let total: u32 = counts.iter().sum();
        if total == 0 {
            return None;
        }
        let share = |counts: &[u32]| f64::from(counts.iter().sum::<u32>()) / f64::from(total);
        let shares = counts.chunks(NULL_BINS / bins).map(share).collect();
        let mut seen = 0;
        let median = counts.iter().position(|count| {
            seen += count;
            2 * seen >= total
        });
        let median = median.map(|bin| (bin as f64 + 0.5) / NULL_BINS as f64);
        Some(Self { shares, median, undefined: 0 })
    }

    fn most(&self) -> f64 {
        self.shares.iter().copied().fold(0., f64::max)
    }

    /// Name, bars and words; bars of `height` rows, as tall as their share of `most`.
    fn draw(
        &self,
        canvas: &mut Canvas<'_>,
        area: Rect,
        ([height, bin_cells, names], most): ([u16; 3], f64),
        (name, color): (&str, Style),
    ) {
        for (from_top, row) in super::canvas::rows(area).enumerate() {
            let below = usize::from(height).saturating_sub(from_top + 1);
            let bars: String = self
                .shares
                .iter()
                .map(|share| level(share / most * f64::from(height) * 8., below))
                .flat_map(|cell| std::iter::repeat_n(cell, usize::from(bin_cells)))
                .collect();
            let is_lowest = below == 0;
            let name = if is_lowest { name } else { "" };
            let mut line = vec![
                Span::styled(padded(name, usize::from(names) - 1), color),
                Span::raw(" "),
                Span::styled(bars, color),
            ];
            if is_lowest {
                line.push(Span::raw(format!(" {}", self.words())));
            }
            canvas.line(row, Line::from(line));
        }
    }

    fn words(&self) -> String {
        let median = match self.median {
            Some(median) => format!("median {median:.2}"),
            None => "none".into(),
        };
        match self.undefined {
            0 => median,
            count => format!("{median} · {count} undef."),
        }
    }
}

/// The bin of a value; what lies beyond an end belongs to the bin there.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the share lies between 0 and 1"
)]
fn bin(value: f64, (low, high): (f64, f64), bins: usize) -> usize {
    let share = ((value - low) / (high - low)).clamp(0., 1.);
    ((share * bins as f64) as usize).min(bins.saturating_sub(1))
}

/// The part of a bar of so many eighths that stands in the cell above `below` others. A bar that is above 0 is never
/// invisible.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a bar is a few cells tall"
)]
fn level(eighths: f64, below: usize) -> &'static str {
    let eighths = if eighths > 0. { eighths.round().max(1.) as usize } else { 0 };
    EIGHTHS.get(eighths.saturating_sub(8 * below).min(8)).copied().unwrap_or(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fall_into_their_bins_and_undefined_ones_are_counted() {
        let all = [Some(-3.), Some(-1.), Some(0.), Some(0.99), Some(1.), Some(2.), None];
        let found = Distribution::of_values(&all, (-1., 1.), 4);
        assert_eq!(
            found.shares.iter().map(|share| (share * 6.).round()).collect::<Vec<_>>(),
            [2., 0., 1., 3.]
        );
        assert_eq!((found.median, found.undefined), (Some(0.495), 1));
    }

    #[test]
    fn nothing_has_no_median() {
        let found = Distribution::of_values(&[None, None], (0., 1.), 3);
        assert_eq!((found.median, found.undefined, found.most()), (None, 2, 0.));
        assert_eq!(found.words(), "none · 2 undef.");
    }

    #[test]
    fn bars_rise_by_eighths_through_the_rows() {
        assert_eq!([level(0., 0), level(0.1, 0), level(4., 0), level(8., 0)], [" ", "▁", "▄", "█"]);
        assert_eq!([level(12., 0), level(12., 1), level(12., 2)], ["█", "▄", " "]);
        assert_eq!(level(f64::NAN, 0), " ");
    }

    #[test]
    #[expect(clippy::field_reassign_with_default, reason = "the other fields are its own")]
    fn the_null_keeps_its_median_and_its_shape() {
        let mut counts = vec![0; NULL_BINS];
        (counts[0], counts[200], counts[399]) = (1, 5, 2);
        let mut tally = NullTally::default();
        tally.counts = vec![counts];
        let found = Distribution::of_null(&tally, RecordingId(0), 20).unwrap();
        assert_eq!((found.shares[0], found.shares[10], found.shares[19]), (0.125, 0.625, 0.25));
        assert_eq!(found.median, Some(0.50125));
        assert_eq!(Distribution::of_null(&tally, RecordingId(1), 20), None);
    }
}
