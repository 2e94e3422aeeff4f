//! Pixels that lie over cells: which picture, where, and whether it is still to be seen.

use std::ops::Range;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::diacritics::PIXELS;
use super::gallery::PictureKey;

/// Rows of a picture that were drawn over the cells of the screen.
#[derive(Debug, Clone)]
pub(super) struct Tile {
    key: PictureKey,
    area: Rect,
    rows: Range<u16>,
    token: u32,
    /// Image and placement, where the terminal must be told to take it away.
    placement: Option<(u32, u32)>,
    /// Whether a frame has marked the cells below.
    is_marked: bool,
}

impl Tile {
    fn cells(&self) -> Rect {
        let height = self.rows.end.saturating_sub(self.rows.start);
        Rect { y: self.area.y.saturating_add(self.rows.start), height, ..self.area }
    }
}

/// All pixels over cells.
#[derive(Debug, Clone, Default)]
pub(super) struct Tiles {
    list: Vec<Tile>,
    last_token: u32,
}

impl Tiles {
    /// The color that marks the cells under a row of the picture, if its pixels lie there.
    pub(super) fn mark(&self, key: &PictureKey, area: Rect, row: u16) -> Option<Color> {
        let is_here =
            |tile: &&Tile| tile.area == area && tile.rows.contains(&row) && tile.key == *key;
        self.list.iter().find(is_here).map(|tile| color(tile.token))
    }

    /// Takes note of rows of a picture that are drawn now.
    pub(super) fn lay(
        &mut self,
        (key, area): (PictureKey, Rect),
        rows: Range<u16>,
        placement: Option<(u32, u32)>,
    ) {
        self.last_token = (self.last_token + 1) % (1 << 24);
        self.list.push(Tile {
            key,
            area,
            rows,
            token: self.last_token,
            placement,
            is_marked: false,
        });
    }

    /// Forgets the tiles that a screen does not show whole: something was written over them. Returns the placements
    /// that are to be taken away.
    pub(super) fn look(&mut self, screen: &mut Buffer) -> Vec<(u32, u32)> {
        let mut gone = Vec::new();
        for tile in std::mem::take(&mut self.list) {
            let mark = color(tile.token);
            let is_whole = tile.cells().positions().all(|at| {
                screen.cell(at).is_some_and(|cell| cell.symbol() == PIXELS && cell.fg == mark)
            });
            if is_whole {
                self.list.push(Tile { is_marked: true, ..tile });
                continue;
            }
            gone.extend(tile.placement);
            if !tile.is_marked {
                write_always(screen, tile.cells());
            }
        }
        gone
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.list.clear();
    }

    pub(super) fn count(&self) -> usize {
        self.list.len()
    }
}

/// Makes cells be written even if they are as they were in the last frame, which knew of no pixels over them.
fn write_always(screen: &mut Buffer, area: Rect) {
    for at in area.positions() {
        if let Some(cell) = screen.cell_mut(at) {
            cell.set_diff_option(CellDiffOption::AlwaysUpdate);
        }
    }
}

/// A color that carries three bytes.
pub(super) fn color(of: u32) -> Color {
    let [_, red, green, blue] = of.to_be_bytes();
    Color::Rgb(red, green, blue)
}

/// How many rows of a picture, each `row_px` pixels, are drawn at once, so that a key need not wait long.
pub(super) fn rows_at_once(row_px: usize) -> u16 {
    /// The most pixels of a tile.
    const MOST_PX: usize = 8 * 1024;
    u16::try_from(MOST_PX / row_px.max(1)).unwrap_or(u16::MAX).max(1)
}
