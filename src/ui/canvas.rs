//! Where a screen is drawn: cells, pictures at hand, and the list of pictures that are missing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::app::{App, Focus, Region, Spot, View};
use crate::graphics::{Gallery, Graphics, PictureKey, Placed};
use crate::ids::RecordingId;
use crate::query::Scale;
use crate::text::significant;

use super::hits::Hits;
use super::theme;

/// What came of drawing a screen.
#[derive(Debug, Default)]
pub struct Drawn {
    /// What there was room for.
    pub view: View,
    /// Pictures that were missing, in the order of the screen.
    pub wanted: Vec<PictureKey>,
    /// Pictures that were drawn.
    pub placed: Vec<Placed>,
    /// What lies where.
    pub hits: Hits,
}

/// Everything that a pane draws with.
pub(super) struct Canvas<'a> {
    pub(super) cells: &'a mut Buffer,
    pub(super) gallery: &'a mut Gallery,
    pub(super) graphics: &'a Graphics,
    pub(super) drawn: Drawn,
    /// Significant digits of activations.
    pub(super) digits: usize,
}

impl Canvas<'_> {
    /// Cells that an activation in a list may need: a sign, a point, and an exponent of two digits.
    pub(super) fn value_width(&self) -> usize {
        (self.digits + 5).max(9)
    }

    /// Writes a line at the top of `area`, cut at its right edge with an ellipsis.
    pub(super) fn line<'t>(&mut self, area: Rect, line: impl Into<Line<'t>>) {
        if area.height == 0 || area.width == 0 {
            return;
        }
        let line = line.into();
        let is_cut = line.width() > usize::from(area.width);
        line.render(Rect { height: 1, ..area }, self.cells);
        if let (true, Some(last)) = (is_cut, self.cells.cell_mut((area.right() - 1, area.y))) {
            last.set_symbol("…");
        }
    }

    /// Notes that an item of a list stands in `area`.
    pub(super) fn item(
        &mut self,
        area: Rect,
        recording: RecordingId,
        (region, index): (Region, usize),
    ) {
        self.drawn.hits.add(area, Spot::Item(recording, Focus { region, index }));
    }

    /// Writes a text at the top of `area`.
    pub(super) fn text(&mut self, area: Rect, text: &str, style: Style) {
        self.line(area, Line::styled(cut(text, usize::from(area.width)), style));
    }

    /// Writes a text at the right end of the first row of `area`; returns what is left of the area.
    pub(super) fn text_right(&mut self, area: Rect, text: &str, style: Style) -> Rect {
        let width = u16::try_from(text.width()).unwrap_or(u16::MAX).min(area.width);
        let left = Rect { width: area.width - width, ..area };
        self.line(Rect { x: area.x + left.width, width, ..area }, Line::styled(text, style));
        left
    }
}

/// `text` in at most `width` cells, an ellipsis for what is cut.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut shown = String::new();
    let mut used = 0;
    for character in text.chars() {
        let next = character.width().unwrap_or(0);
        if used + next + 1 > width {
            break;
        }
        used += next;
        shown.push(character);
    }
    if width > 0 {
        shown.push('…');
    }
    shown
}

/// `text` in exactly `width` cells, or cut to them.
pub(super) fn padded(text: &str, width: usize) -> String {
    let text = cut(text, width);
    let space = " ".repeat(width.saturating_sub(text.width()));
    text + &space
}

/// `text` at the right end of `width` cells.
pub(super) fn flush_right(text: &str, width: usize) -> String {
    let text = cut(text, width);
    " ".repeat(width.saturating_sub(text.width())) + &text
}

/// The upper `height` rows of an area, and the rest.
pub(super) fn split_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    (Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area })
}

/// The rows of an area from `skipped` on, one by one.
pub(super) fn rows(area: Rect) -> impl Iterator<Item = Rect> {
    (area.y..area.y.saturating_add(area.height)).map(move |y| Rect { y, height: 1, ..area })
}

/// A share as percent.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| theme::UNDEFINED.into(), |share| rounded(share, 1))
}

/// The probability of a prediction, with as many digits as the user wants.
pub(super) fn probability(app: &App, share: f64) -> String {
    // 100 has three of them without any behind the point; the first is one of these.
    rounded(share, app.preferences().prediction_digits.saturating_sub(2))
}

/// A share as percent with so many digits behind the point. Rounding must not turn a little into nothing, nor almost
/// all into all.
fn rounded(share: f64, decimals: usize) -> String {
    let least = 10_f64.powi(-i32::try_from(decimals).unwrap_or(i32::MAX));
    match share * 100. {
        little if little > 0. && little < least / 2. => format!("<{least:.decimals$} %"),
        most if most < 100. && most > 100. - least / 2. => {
            format!(">{:.decimals$} %", 100. - least)
        }
        percent => format!("{percent:.decimals$} %"),
    }
}

/// An activation in the units that the user chose: as recorded, or already divided by the maximum in a recording.
pub(super) fn activation(app: &App, value: Option<f64>) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else {
        return theme::UNDEFINED.into();
    };
    match app.scale() {
        Scale::Raw => significant(value, app.preferences().digits),
        Scale::By(_) => format!("{:.1}%", value * 100.),
    }
}

/// The same in as many cells as there are: with fewer digits where it needs more, but never fewer than two.
pub(super) fn activation_within(app: &App, value: f64, room: usize) -> String {
    let text = activation(app, Some(value));
    match app.scale() {
        _ if text.width() <= room => text,
        Scale::Raw => fewer_digits(value, app.preferences().digits, room),
        Scale::By(_) => format!("{:.0}%", value * 100.),
    }
}

/// A number in as many cells as there are, with at most so many significant digits and at least two.
fn fewer_digits(value: f64, digits: usize, room: usize) -> String {
    let mut text = significant(value, digits);
    for digits in (2..digits).rev() {
        if text.width() <= room {
            break;
        }
        text = significant(value, digits);
    }
    text
}

/// An activation of the neuron that is selected in a recording, divided first if the user wants it normalized.
pub(super) fn of_neuron(app: &App, recording: RecordingId, value: Option<f64>) -> String {
    activation(app, app.divisor(recording).and_then(|divisor| Some(value? / divisor)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_digits_before_they_are_cut() {
        assert_eq!(fewer_digits(-109.84, 4, 6), "-109.8");
        assert_eq!(fewer_digits(-109.84, 4, 5), "-110");
        assert_eq!(fewer_digits(0.004_498, 4, 6), "0.0045");
        assert_eq!(fewer_digits(-109.84, 4, 3), "-110", "two digits at least");
        assert_eq!(fewer_digits(7.5, 1, 9), "8");
    }

    #[test]
    fn text_is_cut_at_cells_not_at_characters() {
        assert_eq!(cut("T-shirt/top", 20), "T-shirt/top");
        assert_eq!(cut("T-shirt/top", 7), "T-shir…");
        assert_eq!(cut("猫猫猫", 4), "猫…");
        assert_eq!(cut("abc", 0), "");
        assert_eq!(padded("ab", 4), "ab  ");
        assert_eq!(flush_right("ab", 4), "  ab");
    }

    #[test]
    fn a_little_is_not_nothing_and_almost_all_not_all() {
        let one = |share| rounded(share, 1);
        assert_eq!(
            [one(0.), one(0.0004), one(0.0005), one(0.5)],
            ["0.0 %", "<0.1 %", "0.1 %", "50.0 %"]
        );
        assert_eq!([one(0.9994), one(0.9996), one(1.)], ["99.9 %", ">99.9 %", "100.0 %"]);
        let three = |share| rounded(share, 3);
        assert_eq!([three(0.999_766), three(0.999_999)], ["99.977 %", ">99.999 %"]);
        assert_eq!(three(0.000_001), "<0.001 %");
        assert_eq!(rounded(0.123_456_789_01, 8), "12.34567890 %");
        assert_eq!(percent(None), theme::UNDEFINED);
    }
}
