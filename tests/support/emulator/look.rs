//! What a user sees: pixels of cells with everything that lies over them.

use std::collections::BTreeMap;

use image::imageops::{self, FilterType};
use image::{Rgba, RgbaImage};
use ratatui::layout::Rect;

use super::Emulator;
use super::grid::Cell;
use super::inline::round;
use super::kitty::{Kitty, Shown};
use super::placeholders::{Part, parts};

const BLACK: [u8; 3] = [0; 3];
const WHITE: [u8; 3] = [255; 3];

impl Emulator {
    /// The pixels of some cells: their background, blocks and halves of blocks, no other characters, and pictures.
    pub(crate) fn pixels(&self, area: Rect) -> RgbaImage {
        let (width, height) = self.terminal.cell;
        let (grid, kitty) = (&self.terminal.screen().grid, &self.terminal.screen().kitty);
        let area = area.intersection(self.area());
        let mut seen =
            RgbaImage::new(u32::from(area.width) * width, u32::from(area.height) * height);
        let place = |x: u16, y: u16| {
            let px =
                |at: u16, from: u16, cell: u32| (i64::from(at) - i64::from(from)) * i64::from(cell);
            (px(x, area.x, width), px(y, area.y, height))
        };
        for position in area.positions() {
            let cell = grid.cell(position.x, position.y);
            let (x, y) = place(position.x, position.y);
            imageops::replace(&mut seen, &printed(cell, (width, height)), x, y);
            if let Some(tile) = &cell.tile {
                imageops::overlay(&mut seen, tile, x, y);
            }
        }
        for (at, pixels) in classic(kitty, (width, height)) {
            let (x, y) = place(at.x, at.y);
            imageops::overlay(&mut seen, &pixels, x, y);
        }
        let mut virtual_images = BTreeMap::new();
        for y in area.rows().map(|row| row.y) {
            for (x, part) in (0..grid.width).zip(parts(grid, y)) {
                let Some(Ok(part)) = part.filter(|_| area.contains((x, y).into())) else {
                    continue;
                };
                let pixels = virtual_images
                    .entry((part.image, part.placement))
                    .or_insert_with(|| scaled(kitty, part, (width, height)));
                let Some(pixels) = pixels else { continue };
                let (left, top) = (u32::from(part.column) * width, u32::from(part.row) * height);
                let cell = imageops::crop_imm(pixels, left, top, width, height).to_image();
                let (x, y) = place(x, y);
                imageops::overlay(&mut seen, &cell, x, y);
            }
        }
        seen
    }

    /// Placeholders, column and row, of which nobody can say which part of which image they show.
    pub(crate) fn broken_placeholders(&self) -> Vec<(u16, u16)> {
        let (grid, kitty) = (&self.terminal.screen().grid, &self.terminal.screen().kitty);
        let is_broken = |part: Result<Part, ()>| {
            let Ok(part) = part else { return true };
            let size = kitty.virtual_size(part.image, part.placement);
            !kitty.images.contains_key(&part.image)
                || size.is_none_or(|(columns, rows)| part.column >= columns || part.row >= rows)
        };
        let lines = (0..grid.height).flat_map(|y| {
            (0..).zip(parts(grid, y)).filter_map(move |(x, part)| Some(((x, y), part?)))
        });
        lines.filter_map(|(at, part)| is_broken(part).then_some(at)).collect()
    }

    /// Placeholders on the screen, broken or not.
    pub(crate) fn count_placeholders(&self) -> usize {
        let grid = &self.terminal.screen().grid;
        (0..grid.height).map(|y| parts(grid, y).iter().flatten().count()).sum()
    }
}

/// Pictures at the cursor, the lowest first, and where they begin.
fn classic(kitty: &Kitty, cell: (u32, u32)) -> Vec<(Rect, RgbaImage)> {
    let mut shown: Vec<_> = kitty
        .placements
        .iter()
        .filter_map(|of| match of.shown {
            Shown::Classic { area, source, z } => Some((z, area, source, of.image)),
            Shown::Virtual { .. } => None,
        })
        .collect();
    shown.sort_by_key(|&(z, ..)| z);
    let pixels = shown.into_iter().filter_map(|(_, area, [x, y, width, height], image)| {
        let part = imageops::crop_imm(kitty.images.get(&image)?, x, y, width, height).to_image();
        let size = (u32::from(area.width) * cell.0, u32::from(area.height) * cell.1);
        Some((area, resized(&part, size)))
    });
    pixels.collect()
}

/// An image in the cells of its virtual placement: as large as they allow, in their middle.
fn scaled(kitty: &Kitty, part: Part, cell: (u32, u32)) -> Option<RgbaImage> {
    let image = kitty.images.get(&part.image)?;
    let (columns, rows) = kitty.virtual_size(part.image, part.placement)?;
    let (width, height) = (u32::from(columns) * cell.0, u32::from(rows) * cell.1);
    let factor = (f64::from(width) / f64::from(image.width()))
        .min(f64::from(height) / f64::from(image.height()));
    let side = |px: u32| round(f64::from(px) * factor);
    let image = resized(image, (side(image.width()), side(image.height())));
    let mut pixels = RgbaImage::new(width, height);
    let margin = |all: u32, own: u32| i64::from(all.saturating_sub(own) / 2);
    let (x, y) = (margin(width, image.width()), margin(height, image.height()));
    imageops::replace(&mut pixels, &image, x, y);
    Some(pixels)
}

fn resized(image: &RgbaImage, (width, height): (u32, u32)) -> RgbaImage {
    if image.dimensions() == (width, height) {
        return image.clone();
    }
    imageops::resize(image, width, height, FilterType::Triangle)
}

/// The pixels that a cell's character and colors give.
fn printed(cell: &Cell, (width, height): (u32, u32)) -> RgbaImage {
    let (mut front, mut back) = (cell.pen.foreground.rgb(WHITE), cell.pen.background.rgb(BLACK));
    if cell.pen.is_reversed {
        std::mem::swap(&mut front, &mut back);
    }
    let (upper, lower) = match cell.symbol.as_str() {
        "▀" => (front, back),
        "▄" => (back, front),
        "█" => (front, front),
        _ => (back, back),
    };
    RgbaImage::from_fn(width, height, |_, y| {
        let [red, green, blue] = if y < height / 2 { upper } else { lower };
        Rgba([red, green, blue, 255])
    })
}

/// The peak signal-to-noise ratio of red, green and blue in dB; infinite if they are the same.
pub(crate) fn psnr(one: &RgbaImage, other: &RgbaImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions(), "only pictures of one size can be compared");
    let squares = one.pixels().zip(other.pixels()).flat_map(|(one, other)| {
        (0..3).map(|of| (f64::from(one.0[of]) - f64::from(other.0[of])).powi(2))
    });
    let count = f64::from(one.width() * one.height() * 3);
    10. * (255. * 255. / (squares.sum::<f64>() / count)).log10()
}
