//! What lies where on the screen that was drawn, for the mouse.

use ratatui::layout::{Position, Rect};

use crate::app::Spot;

/// What lies where; what was drawn later lies on top.
#[derive(Debug, Clone, Default)]
pub struct Hits(Vec<(Rect, Spot)>);

impl Hits {
    /// Notes that something lies in an area.
    pub(super) fn add(&mut self, area: Rect, spot: Spot) {
        if !area.is_empty() {
            self.0.push((area, spot));
        }
    }

    /// Forgets what an area covers: it is only to be looked at.
    pub(super) fn cover(&mut self, area: Rect) {
        self.add(area, Spot::Page);
    }

    /// What lies in a column and a row of the screen.
    pub fn at(&self, column: u16, row: u16) -> Option<Spot> {
        let place = Position { x: column, y: row };
        self.0.iter().rev().find(|(area, _)| area.contains(place)).map(|(_, spot)| *spot)
    }

    /// Everything that can be pointed at, and where: area and spot, from the lowest.
    pub fn all(&self) -> impl Iterator<Item = (Rect, Spot)> {
        self.0.iter().copied()
    }
}
