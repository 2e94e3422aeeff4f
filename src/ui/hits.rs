//! What lies where on the screen that was drawn, for the mouse.

use ratatui::layout::{Position, Rect};

use crate::app::Spot;
use crate::ids::RecordingId;

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
        let (area, spot) = self.0.iter().rev().find(|(area, _)| area.contains(place))?;
        Some(match *spot {
            Spot::Map(recording, rows, columns) => {
                let row = part(row - area.y, area.height, rows);
                Spot::Map(recording, row, part(column - area.x, area.width, columns))
            }
            spot => spot,
        })
    }

    /// Notes a map of so many rows and columns.
    pub(super) fn add_map(
        &mut self,
        area: Rect,
        recording: RecordingId,
        (rows, columns): (usize, usize),
    ) {
        self.add(area, Spot::Map(recording, rows, columns));
    }

    /// Everything that can be pointed at, and where: area and spot, from the lowest.
    pub fn all(&self) -> impl Iterator<Item = (Rect, Spot)> {
        self.0.iter().copied()
    }
}

/// Which of `count` items lies at a cell of so many that show them all.
fn part(cell: u16, cells: u16, count: usize) -> usize {
    let at = (2 * usize::from(cell) + 1) * count / (2 * usize::from(cells.max(1)));
    at.min(count.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_a_map_is_the_item_in_its_middle() {
        let all =
            |cells, count| (0..cells).map(|cell| part(cell, cells, count)).collect::<Vec<_>>();
        assert_eq!(all(4, 4), [0, 1, 2, 3]);
        assert_eq!(all(6, 3), [0, 0, 1, 1, 2, 2]);
        assert_eq!(all(2, 10), [2, 7]);
        assert_eq!(all(3, 0), [0; 3]);
    }
}
