//! The screen when the program was told to open nothing: what lies in the folder, or how to get recordings.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::canvas::{cut, rows, split_top};
use super::theme;
use crate::app::Offer;

/// Rows above the list, and below it.
const AROUND: u16 = 5;

/// What of an offer has room.
#[derive(Debug, Clone, Copy, Default)]
pub struct OfferRoom {
    /// Items at a time.
    pub page: usize,
    /// Where they stand.
    pub list: Rect,
    /// The first of them.
    pub first: usize,
}

impl OfferRoom {
    /// The item in a column and a row.
    pub fn item(&self, (column, row): (u16, u16)) -> Option<usize> {
        let is_inside = self.list.contains(Position { x: column, y: row });
        is_inside.then(|| self.first + usize::from(row - self.list.y))
    }
}

/// Draws the offer; `words` say what it is about, and `keys` are the last line.
pub fn draw_offer(frame: &mut Frame<'_>, offer: &Offer, words: &[String], keys: &str) -> OfferRoom {
    let area = frame.area();
    let width = usize::from(area.width);
    let cells = frame.buffer_mut();
    let mut put = |row: Rect, text: &str, style: Style| {
        Line::styled(cut(text, width), style).render(row, cells);
    };
    let (body, footer) = split_top(area, area.height.saturating_sub(1));
    for row in rows(footer) {
        put(row, &format!(" {keys}"), theme::dim());
    }
    let room = usize::from(body.height);
    let n_words = words.len().min(room);
    for (row, word) in rows(body).zip(words) {
        let style = if row.y == body.y { theme::bold() } else { Style::new() };
        put(row, &format!(" {word}"), style);
    }
    let (_, list) = split_top(body, u16::try_from(n_words + 1).unwrap_or(u16::MAX));
    let visible = usize::from(list.height).max(1);
    let first = (offer.cursor() + 1).saturating_sub(visible);
    for (row, (at, item)) in rows(list).zip(offer.items().iter().enumerate().skip(first)) {
        let is_here = at == offer.cursor();
        let mark = if is_here { theme::CURSOR } else { " " };
        let rank = match offer.rank(at) {
            None => "   ".into(),
            Some(0) => "  ★".into(),
            Some(rank) => format!("{:>3}", rank + 1),
        };
        let style = if is_here { theme::cursor() } else { Style::new() };
        put(row, &format!("{mark}{rank} {}", item.name), style);
    }
    let page = usize::from(area.height.saturating_sub(AROUND)).max(1);
    OfferRoom { page, list, first }
}
