//! Pictures in the cells of a frame: placeholders, marks under pixels, or a coarse look until the pixels are there.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::blocks::Mosaic;
use super::diacritics::{MOST_PLACES, PIXELS, placeholder};
use super::fit::Fitted;
use super::gallery::PictureKey;
use super::shown::{Fineness, Shown};

/// Paints a picture into `area`, which has its size or is the part of it that is on the screen.
pub(super) fn paint(
    cells: &mut Buffer,
    area: Rect,
    (key, fitted): (&PictureKey, &Fitted),
    shown: &Shown,
) {
    if let Some(spot) = shown.placeholders(key) {
        for at in area.intersection(cells.area).positions() {
            if let Some(cell) = cells.cell_mut(at) {
                let (row, column) = (spot.row + at.y - area.y, spot.column + at.x - area.x);
                placeholder(cell, spot.id, row, column);
            }
        }
        return;
    }
    let size = fitted.size();
    // Two pixels are all that a cell has, or more cells than placeholders can name.
    let is_final = fitted.cell().height_px <= 2
        || (shown.has_placeholders && size.width.max(size.height) > MOST_PLACES);
    for at in area.intersection(cells.area).positions() {
        let (column, row) = (at.x - area.x, at.y - area.y);
        let Some(cell) = cells.cell_mut(at) else { continue };
        if let Some(mark) = shown.tiles.mark(key, area, row) {
            cell.reset();
            cell.set_symbol(PIXELS).set_fg(mark);
            continue;
        }
        match shown.fineness {
            Fineness::Parts(division) => paint_parts(cell, fitted.part(division, (column, row))),
            Fineness::Rows if !is_final => paint_mean(cell, fitted, (column, row)),
            _ => paint_halves(cell, fitted, (column, row)),
        }
    }
}

/// The color of the row, where the picture is.
fn paint_mean(cell: &mut Cell, fitted: &Fitted, (column, row): (u16, u16)) {
    let is_there = fitted.halves(column, row).iter().all(Option::is_some);
    if let Some(color) = fitted.row_color(row).filter(|_| is_there) {
        cell.set_symbol(" ").set_bg(rgb(color));
    }
}

/// Two pixels above each other.
fn paint_halves(cell: &mut Cell, fitted: &Fitted, (column, row): (u16, u16)) {
    match fitted.halves(column, row) {
        [Some(upper), Some(lower)] if upper == lower => cell.set_symbol(" ").set_bg(rgb(upper)),
        [Some(upper), Some(lower)] => cell.set_symbol("▀").set_fg(rgb(upper)).set_bg(rgb(lower)),
        [Some(upper), None] => cell.set_symbol("▀").set_fg(rgb(upper)),
        [None, Some(lower)] => cell.set_symbol("▄").set_fg(rgb(lower)),
        [None, None] => cell,
    };
}

/// A block in two colors.
fn paint_parts(cell: &mut Cell, Mosaic { symbol, fg, bg }: Mosaic) {
    cell.set_char(symbol);
    if let Some(color) = fg {
        cell.set_fg(rgb(color));
    }
    if let Some(color) = bg {
        cell.set_bg(rgb(color));
    }
}

fn rgb([red, green, blue]: [u8; 3]) -> Color {
    Color::Rgb(red, green, blue)
}
