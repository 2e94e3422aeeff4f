//! Pictures of one size put together, cell beside cell, so that they are sent as one image.

use std::sync::Arc;

use image::{RgbaImage, imageops};

use super::fit::Fitted;
use super::gallery::PictureKey;
use super::held::Spot;

/// Columns of a sheet, if its pictures are narrower: few enough that a cell's place takes few bytes.
const COLUMNS: u16 = 96;

/// Several pictures as one.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) pixels: RgbaImage,
    pub(super) columns: u16,
    pub(super) rows: u16,
    /// Where each lies, in a sheet that has no number yet.
    pub(super) spots: Vec<(PictureKey, Spot)>,
}

/// Puts pictures of one size into a sheet, row by row.
pub(super) fn compose(pictures: &[(PictureKey, Arc<Fitted>)]) -> Option<Sheet> {
    let (_, first) = pictures.first()?;
    let (size, cell) = (first.size(), first.cell());
    let per_row = usize::from((COLUMNS / size.width.max(1)).max(1)).min(pictures.len());
    let whole = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let columns = whole(per_row).saturating_mul(size.width);
    let rows = whole(pictures.len().div_ceil(per_row)).saturating_mul(size.height);
    let px = |cells: u16, px: u16| u32::from(cells) * u32::from(px);
    let mut pixels = RgbaImage::new(px(columns, cell.width_px), px(rows, cell.height_px));
    let mut spots = Vec::with_capacity(pictures.len());
    for (at, (key, fitted)) in pictures.iter().enumerate() {
        let spot = Spot {
            id: 0,
            column: whole(at % per_row) * size.width,
            row: whole(at / per_row) * size.height,
        };
        let (x, y) = (px(spot.column, cell.width_px), px(spot.row, cell.height_px));
        imageops::replace(&mut pixels, fitted.pixels(), i64::from(x), i64::from(y));
        spots.push((key.clone(), spot));
    }
    Some(Sheet { pixels, columns, rows, spots })
}
