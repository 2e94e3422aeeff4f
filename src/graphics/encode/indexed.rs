//! A picture as numbers of colors: exact where the colors are few, else with the palette that suits it best.

use std::collections::HashMap;

use image::RgbaImage;
use quantette::deps::palette::Srgb;
use quantette::kmeans::{Kmeans, KmeansOptions};
use quantette::wu::{BinnerU8x3, WuU8x3};
use quantette::{ImageRef, PaletteBuf, PaletteSize, color_map::NearestNeighborColorMap};

use super::is_padding;

/// Share of the pixels that move the palette; with all of them it is 0.1 dB better and takes half as long again.
const SAMPLED_SHARE: f32 = 0.5;

/// Red, green and blue.
pub(super) type Color = [u8; 3];

/// A picture as numbers of colors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Indexed {
    /// The colors, at most 256, none twice where the picture is exact.
    pub(super) colors: Vec<Color>,
    /// The color of each pixel, row by row; nothing in the padding.
    pub(super) indices: Vec<Option<u8>>,
}

/// The picture in its own colors, numbered as they appear; nothing if they are more than `most`, at most 256.
pub(super) fn exact(pixels: &RgbaImage, most: usize) -> Option<Indexed> {
    let mut colors: Vec<Color> = Vec::new();
    let mut numbers: HashMap<Color, u8> = HashMap::new();
    let mut indices = Vec::with_capacity(pixels.len() / 4);
    let mut last = None;
    for &pixel in pixels.pixels() {
        if is_padding(pixel) {
            indices.push(None);
            continue;
        }
        let [red, green, blue, _] = pixel.0;
        let color = [red, green, blue];
        let number = match last {
            Some((of, number)) if of == color => number,
            _ => match numbers.get(&color) {
                Some(&number) => number,
                None if colors.len() >= most => return None,
                None => {
                    let number = u8::try_from(colors.len()).ok()?;
                    colors.push(color);
                    numbers.insert(color, number);
                    number
                }
            },
        };
        last = Some((color, number));
        indices.push(Some(number));
    }
    Some(Indexed { colors, indices })
}

/// The picture in at most `most` colors, each pixel in the nearest one, without dither.
///
/// The palette is Wu's, moved by k-means in sRGB (Thompson, Celebi and Buck 2020). Always the same palette for the
/// same picture.
pub(super) fn nearest(pixels: &RgbaImage, most: usize) -> Indexed {
    let opaque: Vec<Srgb<u8>> = pixels
        .pixels()
        .filter(|pixel| !is_padding(**pixel))
        .map(|pixel| Srgb::new(pixel.0[0], pixel.0[1], pixel.0[2]))
        .collect();
    let (colors, numbers) = palette(&opaque, most)
        .and_then(|palette| {
            let image = ImageRef::new(u32::try_from(opaque.len()).ok()?, 1, &opaque).ok()?;
            Some(image.map_to_indexed(NearestNeighborColorMap::new(palette)).into_parts())
        })
        .unwrap_or_default();
    let mut numbers = numbers.into_iter();
    let mut indices = Vec::with_capacity(pixels.len() / 4);
    for &pixel in pixels.pixels() {
        indices.push(if is_padding(pixel) { None } else { numbers.next() });
    }
    let colors = colors.into_iter().map(|color| [color.red, color.green, color.blue]).collect();
    Indexed { colors, indices }
}

fn palette(opaque: &[Srgb<u8>], most: usize) -> Option<PaletteBuf<Srgb<u8>>> {
    let most = u16::try_from(most.clamp(1, 256)).ok()?;
    let size = PaletteSize::try_from(most).ok()?;
    let start = WuU8x3::run_slice(opaque, BinnerU8x3::rgb()).ok()?.palette(size);
    let float = |color: Srgb<u8>| {
        Srgb::new(f32::from(color.red), f32::from(color.green), f32::from(color.blue))
    };
    let samples: Vec<Srgb<f32>> = opaque.iter().copied().map(float).collect();
    let options = KmeansOptions::new().sampling_factor(SAMPLED_SHARE);
    let moved = Kmeans::run_slice(&samples, start.map(float), options).ok()?.into_palette();
    Some(moved.map(|color| Srgb::new(byte(color.red), byte(color.green), byte(color.blue))))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value lies between 0 and 255"
)]
fn byte(value: f32) -> u8 {
    value.clamp(0., 255.).round() as u8
}

/// Square of the distance of two colors.
pub(super) fn distance(a: Color, b: Color) -> u32 {
    let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    square(a[0], b[0]) + square(a[1], b[1]) + square(a[2], b[2])
}

#[cfg(test)]
mod tests {
    use image::Rgba;

    use super::super::photographs::{sheet, thumbnails};
    use super::*;

    #[test]
    fn few_colors_are_kept_in_the_order_of_appearance() {
        let pixels =
            RgbaImage::from_raw(2, 2, vec![9, 8, 7, 255, 1, 2, 3, 0, 1, 2, 3, 255, 9, 8, 7, 255])
                .unwrap();
        let indexed = exact(&pixels, 2).unwrap();
        assert_eq!(indexed.colors, [[9, 8, 7], [1, 2, 3]]);
        assert_eq!(indexed.indices, [Some(0), None, Some(1), Some(0)]);
        assert_eq!(exact(&pixels, 1), None, "one color too many");
    }

    #[test]
    fn padding_takes_no_color_of_the_palette() {
        let sheet = sheet(&thumbnails()[..2], 2, 3);
        let indexed = nearest(&sheet, 8);
        assert_eq!(indexed.colors.len(), 8);
        let agree = sheet.pixels().zip(&indexed.indices);
        assert!(agree.into_iter().all(|(pixel, index)| (pixel.0[3] == 0) == index.is_none()));
    }

    #[test]
    fn a_palette_is_the_same_every_time() {
        let sheet = sheet(&thumbnails()[..1], 1, 0);
        assert_eq!(nearest(&sheet, 64), nearest(&sheet, 64));
    }

    #[test]
    fn padding_alone_has_no_colors() {
        let pixels = RgbaImage::from_pixel(3, 2, Rgba([0; 4]));
        assert_eq!(nearest(&pixels, 4), Indexed { colors: vec![], indices: vec![None; 6] });
    }
}
