//! Resizing to whole cells: small images enlarged by whole factors so that their pixels stay crisp, large ones filtered.

use std::sync::OnceLock;

use image::imageops::{self, FilterType};
use image::{Rgba, RgbaImage};
use ratatui::layout::Size;

use super::blocks::{Division, Mosaic, Part, mosaic};
use crate::recording::Picture;

/// Size of a terminal cell in pixels; for half-blocks a cell is one pixel wide and two high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellSize {
    /// Pixels from column to column.
    pub width_px: u16,
    /// Pixels from row to row.
    pub height_px: u16,
}

/// The two halves of a cell.
pub(super) type Halves = [Option<[u8; 3]>; 2];

/// A picture in whole cells, with what a coarse look at it shows.
#[derive(Debug, Clone)]
pub struct Fitted {
    pixels: RgbaImage,
    size: Size,
    cell: CellSize,
    halves: Vec<Halves>,
    /// Blocks for every cell, made when they are first drawn.
    quadrants: OnceLock<Vec<Mosaic>>,
    sextants: OnceLock<Vec<Mosaic>>,
    rows: Vec<Option<[u8; 3]>>,
}

impl Fitted {
    /// [Fits](fit) a picture.
    pub fn new(picture: &Picture, width_cells: u16, height_cells: u16, cell: CellSize) -> Self {
        let cell = CellSize { width_px: cell.width_px.max(1), height_px: cell.height_px.max(1) };
        let pixels = fit(picture, width_cells, height_cells, cell);
        let cells = |px: u32, cell: u16| u16::try_from(px / u32::from(cell)).unwrap_or(u16::MAX);
        let size = Size {
            width: cells(pixels.width(), cell.width_px),
            height: cells(pixels.height(), cell.height_px),
        };
        let halves = (0..size.height)
            .flat_map(|row| (0..size.width).map(move |column| (column, row)))
            .map(|at| halves(&pixels, at, cell))
            .collect::<Vec<Halves>>();
        let rows = halves.chunks(usize::from(size.width.max(1))).map(mean_of_row).collect();
        let (quadrants, sextants) = (OnceLock::new(), OnceLock::new());
        Self { pixels, size, cell, halves, quadrants, sextants, rows }
    }

    /// All its pixels; those around the picture are transparent.
    pub fn pixels(&self) -> &RgbaImage {
        &self.pixels
    }

    /// Its size in cells.
    pub fn size(&self) -> Size {
        self.size
    }

    /// Pixels of a cell.
    pub fn cell(&self) -> CellSize {
        self.cell
    }

    /// The colors of the upper and the lower half of a cell; `None` where the picture does not fill it.
    pub(super) fn halves(&self, column: u16, row: u16) -> Halves {
        let at = usize::from(row) * usize::from(self.size.width) + usize::from(column);
        self.halves.get(at).copied().unwrap_or_default()
    }

    /// The block that comes nearest to a cell.
    pub(super) fn part(&self, division: Division, (column, row): (u16, u16)) -> Mosaic {
        let cells = match division {
            Division::Quadrants => &self.quadrants,
            Division::Sextants => &self.sextants,
        };
        let cells = cells.get_or_init(|| {
            let places = (0..self.size.height)
                .flat_map(|row| (0..self.size.width).map(move |column| (column, row)));
            places
                .map(|at| mosaic(&parts(&self.pixels, at, self.cell, division), division))
                .collect()
        });
        let at = usize::from(row) * usize::from(self.size.width) + usize::from(column);
        cells.get(at).copied().unwrap_or(Mosaic { symbol: ' ', fg: None, bg: None })
    }

    /// The color of a row of cells, where the picture fills any.
    pub(super) fn row_color(&self, row: u16) -> Option<[u8; 3]> {
        self.rows.get(usize::from(row)).copied().flatten()
    }
}

/// The mean color of the cells of a row that the picture fills.
fn mean_of_row(cells: &[Halves]) -> Option<[u8; 3]> {
    let colors: Vec<[u8; 3]> = cells.iter().flatten().filter_map(|half| *half).collect();
    let count = u32::try_from(colors.len()).ok().filter(|count| *count > 0)?;
    let mut sums = [0_u32; 3];
    for color in &colors {
        for (sum, part) in sums.iter_mut().zip(color) {
            *sum += u32::from(*part);
        }
    }
    Some(sums.map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX)))
}

fn halves(pixels: &RgbaImage, (column, row): (u16, u16), cell: CellSize) -> Halves {
    let left = u32::from(column) * u32::from(cell.width_px);
    let top = u32::from(row) * u32::from(cell.height_px);
    let middle = top + u32::from(cell.height_px).div_ceil(2);
    let across = (left, left + u32::from(cell.width_px));
    let bottom = (top + u32::from(cell.height_px)).max(middle);
    let upper = mean(pixels, across, (top, middle));
    // A cell of one pixel has no lower half.
    let lower = if bottom > middle { mean(pixels, across, (middle, bottom)) } else { upper };
    [upper, lower]
}

/// The mean colors of the parts of a cell, row by row.
fn parts(
    pixels: &RgbaImage,
    (column, row): (u16, u16),
    cell: CellSize,
    division: Division,
) -> Vec<Part> {
    let (columns, rows) = division.parts();
    let (width, height) = (u32::from(cell.width_px), u32::from(cell.height_px));
    let (left, top) = (u32::from(column) * width, u32::from(row) * height);
    let across = |part: u32| (left + width * part / columns, left + width * (part + 1) / columns);
    let down = |part: u32| (top + height * part / rows, top + height * (part + 1) / rows);
    (0..rows)
        .flat_map(|y| (0..columns).map(move |x| (x, y)))
        .map(|(x, y)| mean(pixels, across(x), down(y)))
        .collect()
}

/// The mean color of a box; `None` where part of it is no picture, which would be painted around its edge.
fn mean(pixels: &RgbaImage, across: (u32, u32), down: (u32, u32)) -> Option<[u8; 3]> {
    let (mut sums, mut count) = ([0_u64; 3], 0_u64);
    for y in down.0..down.1.min(pixels.height()) {
        for x in across.0..across.1.min(pixels.width()) {
            let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
            if alpha == 0 {
                return None;
            }
            count += 1;
            for (sum, part) in sums.iter_mut().zip([red, green, blue]) {
                *sum += u64::from(part);
            }
        }
    }
    (count > 0).then(|| sums.map(|sum| u8::try_from((sum + count / 2) / count).unwrap_or(u8::MAX)))
}

/// Scales `picture` into at most `width_cells × height_cells` cells and pads it, transparent, to whole cells.
///
/// A picture that fits is enlarged by the largest whole factor without any blending; one that does not is shrunk
/// with a Lanczos filter. Proportions stay, though no side becomes less than a pixel. An empty picture or box gives
/// one transparent cell.
pub fn fit(picture: &Picture, width_cells: u16, height_cells: u16, cell: CellSize) -> RgbaImage {
    let (cell_width, cell_height) =
        (u32::from(cell.width_px.max(1)), u32::from(cell.height_px.max(1)));
    let box_width = u32::from(width_cells.max(1)) * cell_width;
    let box_height = u32::from(height_cells.max(1)) * cell_height;
    let Some(pixels) = rgba(picture) else {
        return RgbaImage::new(cell_width, cell_height);
    };
    let factor = (box_width / pixels.width()).min(box_height / pixels.height());
    let scaled = match factor {
        0 => shrink(&pixels, box_width, box_height),
        1 => pixels,
        _ => imageops::resize(
            &pixels,
            pixels.width() * factor,
            pixels.height() * factor,
            FilterType::Nearest,
        ),
    };
    pad(&scaled, cell_width, cell_height)
}

fn rgba(picture: &Picture) -> Option<RgbaImage> {
    let width = u32::try_from(picture.width_px).ok().filter(|&width| width > 0)?;
    let height = u32::try_from(picture.height_px).ok().filter(|&height| height > 0)?;
    let (pixels, _) = picture.rgb.as_chunks::<3>();
    let bytes = pixels.iter().flat_map(|&[red, green, blue]| [red, green, blue, 255]).collect();
    RgbaImage::from_raw(width, height, bytes)
}

fn shrink(pixels: &RgbaImage, box_width: u32, box_height: u32) -> RgbaImage {
    let (width, height) = (u64::from(pixels.width()), u64::from(pixels.height()));
    let (most_width, most_height) = (u64::from(box_width), u64::from(box_height));
    // Whichever side is the tighter one decides; the other follows in proportion.
    let (new_width, new_height) = if width * most_height > height * most_width {
        (most_width, (height * most_width / width).max(1))
    } else {
        ((width * most_height / height).max(1), most_height)
    };
    let side = |side: u64| u32::try_from(side).unwrap_or(u32::MAX);
    imageops::resize(pixels, side(new_width), side(new_height), FilterType::Lanczos3)
}

/// Centers the picture in the fewest whole cells that hold it.
fn pad(scaled: &RgbaImage, cell_width: u32, cell_height: u32) -> RgbaImage {
    let width = scaled.width().next_multiple_of(cell_width);
    let height = scaled.height().next_multiple_of(cell_height);
    let mut padded = RgbaImage::from_pixel(width, height, Rgba([0, 0, 0, 0]));
    let (left, top) = ((width - scaled.width()) / 2, (height - scaled.height()) / 2);
    imageops::replace(&mut padded, scaled, i64::from(left), i64::from(top));
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELL: CellSize = CellSize { width_px: 8, height_px: 16 };

    fn picture(width_px: usize, height_px: usize) -> Picture {
        let rgb = (0..width_px * height_px * 3).map(|at| u8::try_from(at % 251).unwrap()).collect();
        Picture { height_px, width_px, rgb }
    }

    #[test]
    fn small_pictures_grow_by_whole_factors_and_stay_exact() {
        let original = picture(28, 28);
        let fitted = fit(&original, 8, 4, CELL);
        assert_eq!(fitted.dimensions(), (56, 64), "twice 28, padded to 7×4 cells");
        for (x, y) in [(0, 0), (27, 0), (13, 20)] {
            let at = usize::try_from(y * 28 + x).unwrap() * 3;
            let pixel = fitted.get_pixel(2 * x + 1, 4 + 2 * y);
            assert_eq!(pixel.0[..3], original.rgb[at..at + 3]);
        }
        assert_eq!(fitted.get_pixel(0, 0).0[3], 0, "the rest is transparent");
    }

    #[test]
    fn large_pictures_shrink_in_proportion_into_the_box() {
        let fitted = fit(&picture(200, 100), 8, 4, CELL);
        assert_eq!(fitted.dimensions(), (64, 32));
        let fitted = fit(&picture(100, 200), 8, 4, CELL);
        assert_eq!(fitted.dimensions(), (32, 64));
    }

    #[test]
    fn slivers_keep_a_pixel() {
        assert_eq!(fit(&picture(5000, 1), 8, 4, CELL).dimensions(), (64, 16));
    }

    #[test]
    fn empty_pictures_and_boxes_give_a_cell() {
        assert_eq!(fit(&picture(0, 0), 8, 4, CELL).dimensions(), (8, 16));
        assert_eq!(fit(&picture(28, 28), 0, 0, CELL).dimensions(), (8, 16));
    }
}
