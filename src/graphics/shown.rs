//! What the terminal has of the pictures: sheets that it holds, pixels that lie over its cells.

use ratatui::layout::Rect;

use super::blocks::Division;
use super::gallery::PictureKey;
use super::held::{Held, Spot};
use super::tiles::Tiles;

/// A picture's place on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The picture.
    pub key: PictureKey,
    /// Its cells.
    pub area: Rect,
}

/// How a picture looks until its pixels are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Fineness {
    /// A color for each row of cells: few bytes.
    #[default]
    Rows,
    /// Two pixels a cell.
    Halves,
    /// Parts of a cell in two colors, for good.
    Parts(Division),
}

/// What the terminal has of the pictures.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    pub(super) held: Held,
    pub(super) tiles: Tiles,
    pub(super) fineness: Fineness,
    /// Whether placeholders show what is held.
    pub(super) has_placeholders: bool,
}

impl Shown {
    /// Where a picture lies that placeholders can show.
    pub(super) fn placeholders(&self, key: &PictureKey) -> Option<Spot> {
        self.held.spot(key).filter(|_| self.has_placeholders)
    }
}
