//! PNG for kitty: a palette where it is exact or good enough, gray levels where they are smaller.

use ::png::{BitDepth, ColorType, DeflateCompression, Encoder, EncodingError, Filter};
use image::RgbaImage;

use super::indexed::{self, Indexed};
use super::{grays, is_padding};

/// Colors of the palettes that are tried, the first that is good enough is taken.
const PALETTES: [usize; 2] = [128, 255];
/// Mean square of the error of a channel that is good enough, 34 dB.
const MOST_ERROR: f64 = 255. * 255. / 2511.886;
/// As small as it gets; a sheet of 16 thumbnails takes 2 to 4 ms.
const COMPRESSION: DeflateCompression = DeflateCompression::Level(9);

/// The smallest PNG: exact if the picture is gray or has at most 256 colors, padding counted as one; otherwise in a
/// palette, without dither.
pub(crate) fn png(pixels: &RgbaImage) -> Vec<u8> {
    smallest_exact(pixels).unwrap_or_else(|| indexed_png(pixels, &good_enough(pixels)))
}

/// The smallest PNG that shows every opaque pixel as it is.
pub(crate) fn exact_png(pixels: &RgbaImage) -> Vec<u8> {
    smallest_exact(pixels).unwrap_or_else(|| {
        let form = if pixels.pixels().any(|&pixel| is_padding(pixel)) {
            Form { filter: Filter::Adaptive, ..Form::new(ColorType::Rgba, pixels.to_vec()) }
        } else {
            let rgb = pixels.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]);
            Form { filter: Filter::Adaptive, ..Form::new(ColorType::Rgb, rgb.collect()) }
        };
        form.encode(pixels)
    })
}

/// The smallest of the forms that are exact and small; nothing if there is none.
fn smallest_exact(pixels: &RgbaImage) -> Option<Vec<u8>> {
    if pixels.is_empty() {
        return Some(Vec::new());
    }
    let has_padding = pixels.pixels().any(|&pixel| is_padding(pixel));
    let in_colors = indexed::exact(pixels, if has_padding { 255 } else { 256 })
        .map(|indexed| indexed_png(pixels, &indexed));
    let in_grays = grays(pixels).into_iter().flat_map(|grays| {
        let form = gray_form(pixels, grays, has_padding);
        [Filter::NoFilter, Filter::Adaptive]
            .map(|filter| Form { filter, ..form.clone() }.encode(pixels))
    });
    in_colors.into_iter().chain(in_grays).min_by_key(Vec::len)
}

/// Gray levels; the padding is a level that no pixel has, or an alpha channel where every level is in use.
fn gray_form(pixels: &RgbaImage, mut grays: Vec<u8>, has_padding: bool) -> Form {
    if !has_padding {
        return Form::new(ColorType::Grayscale, grays);
    }
    let mut in_use = [false; 256];
    for (&pixel, &gray) in pixels.pixels().zip(&grays) {
        in_use[usize::from(gray)] |= !is_padding(pixel);
    }
    let Some(free) = (0..=255_u8).find(|&gray| !in_use[usize::from(gray)]) else {
        let bytes = pixels.pixels().zip(&grays).flat_map(|(pixel, &gray)| [gray, pixel.0[3]]);
        return Form::new(ColorType::GrayscaleAlpha, bytes.collect());
    };
    for (&pixel, gray) in pixels.pixels().zip(&mut grays) {
        if is_padding(pixel) {
            *gray = free;
        }
    }
    Form { transparency: vec![0, free], ..Form::new(ColorType::Grayscale, grays) }
}

/// The picture in the smallest palette that is good enough, or in the largest one.
fn good_enough(pixels: &RgbaImage) -> Indexed {
    let [small, large] = PALETTES;
    let indexed = indexed::nearest(pixels, small);
    if mean_error(pixels, &indexed) <= MOST_ERROR {
        return indexed;
    }
    indexed::nearest(pixels, large)
}

/// Mean of the squared errors of the channels of opaque pixels; NaN without any.
fn mean_error(pixels: &RgbaImage, indexed: &Indexed) -> f64 {
    let (mut total, mut count) = (0_u64, 0_u32);
    for (pixel, index) in pixels.pixels().zip(&indexed.indices) {
        let color = index.and_then(|index| indexed.colors.get(usize::from(index)));
        if let Some(&color) = color {
            let [red, green, blue, _] = pixel.0;
            total += u64::from(indexed::distance([red, green, blue], color));
            count += 3;
        }
    }
    total as f64 / f64::from(count)
}

/// The transparent entry, if there is padding, comes first, so that its alpha is all that is written of them.
fn indexed_png(pixels: &RgbaImage, indexed: &Indexed) -> Vec<u8> {
    let has_padding = indexed.indices.contains(&None);
    let padding = has_padding.then_some([0; 3]);
    let palette: Vec<[u8; 3]> = padding.into_iter().chain(indexed.colors.iter().copied()).collect();
    let first = u8::from(has_padding);
    let entries = indexed.indices.iter().map(|index| index.map_or(0, |index| first + index));
    let (depth, bits) = match palette.len() {
        ..=2 => (BitDepth::One, 1),
        3..=4 => (BitDepth::Two, 2),
        5..=16 => (BitDepth::Four, 4),
        _ => (BitDepth::Eight, 8),
    };
    let width = usize::try_from(pixels.width()).unwrap_or(usize::MAX);
    let entries: Vec<u8> = entries.collect();
    let bytes = entries.chunks(width).flat_map(|row| packed(row, bits)).collect();
    Form {
        depth,
        palette: palette.concat(),
        transparency: padding.map(|_| 0).into_iter().collect(),
        ..Form::new(ColorType::Indexed, bytes)
    }
    .encode(pixels)
}

/// A row of entries of so many bits, the first in the highest bits.
fn packed(row: &[u8], bits: usize) -> impl Iterator<Item = u8> {
    row.chunks(8 / bits).map(move |entries| {
        let placed = (1..).zip(entries).map(|(place, entry)| entry << (8 - place * bits));
        placed.fold(0, |byte, entry| byte | entry)
    })
}

/// What a PNG says of its pixels, and the pixels.
#[derive(Debug, Clone)]
struct Form {
    color: ColorType,
    depth: BitDepth,
    filter: Filter,
    palette: Vec<u8>,
    transparency: Vec<u8>,
    bytes: Vec<u8>,
}

impl Form {
    fn new(color: ColorType, bytes: Vec<u8>) -> Self {
        let (depth, filter) = (BitDepth::Eight, Filter::NoFilter);
        Self { color, depth, filter, palette: Vec::new(), transparency: Vec::new(), bytes }
    }

    fn encode(&self, pixels: &RgbaImage) -> Vec<u8> {
        // A vector takes everything, and the sizes agree.
        self.written(pixels).unwrap_or_default()
    }

    fn written(&self, pixels: &RgbaImage) -> Result<Vec<u8>, EncodingError> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, pixels.width(), pixels.height());
        encoder.set_color(self.color);
        encoder.set_depth(self.depth);
        encoder.set_deflate_compression(COMPRESSION);
        encoder.set_filter(self.filter);
        if !self.palette.is_empty() {
            encoder.set_palette(&self.palette);
        }
        if !self.transparency.is_empty() {
            encoder.set_trns(&self.transparency);
        }
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.bytes)?;
        writer.finish()?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use image::Rgba;
    use proptest::prelude::*;

    use super::super::photographs::{grays, psnr, sheet, thumbnails, without_hidden_colors};
    use super::*;

    fn decoded(file: &[u8]) -> RgbaImage {
        let picture = image::load_from_memory_with_format(file, image::ImageFormat::Png).unwrap();
        without_hidden_colors(picture.to_rgba8())
    }

    /// Color type and bits of a channel, as the header says them.
    fn form(file: &[u8]) -> (u8, u8) {
        (file[25], file[24])
    }

    const INDEXED: u8 = 3;

    fn stripes(width: u32, height: u32, colors: u32) -> RgbaImage {
        RgbaImage::from_fn(width, height, |x, y| {
            let [_, _, high, low] = ((x + 7 * y) % colors).to_be_bytes();
            Rgba([low, high, 255 - low, 255])
        })
    }

    #[test]
    fn few_colors_take_few_bits_and_stay_exact() {
        for (colors, bits) in [(1, 1), (2, 1), (3, 2), (4, 2), (5, 4), (16, 4), (17, 8), (256, 8)] {
            for width in [1, 2, 3, 5, 7, 8, 9, 13, 301] {
                let picture = stripes(width, 41, colors);
                let file = png(&picture);
                assert_eq!(decoded(&file), picture, "{colors} colors, {width} wide");
                if width == 301 {
                    assert_eq!(form(&file), (INDEXED, bits), "{colors} colors");
                }
            }
        }
    }

    #[test]
    fn every_gray_is_exact_with_and_without_padding() {
        for gap in [0, 3] {
            let digits = sheet(&[grays(1, 1), grays(1, 1)], 2, gap);
            let file = png(&digits);
            assert_eq!(decoded(&file), digits);
            assert_eq!(exact_png(&digits), file);
        }
        let all: Vec<u8> = (0..=255).flat_map(|gray| [gray, gray, gray, 255]).collect();
        let all = sheet(&[RgbaImage::from_raw(16, 16, all).unwrap()], 1, 1);
        assert_eq!(decoded(&png(&all)), all, "256 grays and padding");
    }

    #[test]
    fn one_gray_less_leaves_a_level_for_the_padding() {
        let most: Vec<u8> = (1..=255).flat_map(|gray| [gray, gray, gray, 255]).collect();
        let most = sheet(&[RgbaImage::from_raw(17, 15, most).unwrap()], 1, 2);
        assert_eq!(decoded(&png(&most)), most);
    }

    #[test]
    fn photographs_are_small_and_near() {
        let mut size_bytes = 0;
        for pictures in thumbnails().chunks(16) {
            let sheet = sheet(pictures, 8, 0);
            let file = png(&sheet);
            assert_eq!(form(&file), (INDEXED, 8));
            let psnr = psnr(&sheet, &decoded(&file));
            assert!(psnr >= 33., "{psnr} dB");
            size_bytes += file.len().div_ceil(3) * 4;
        }
        assert!(size_bytes <= 230_000, "{size_bytes} bytes in base64");
    }

    #[test]
    fn photographs_keep_their_padding() {
        let sheet = sheet(&thumbnails()[..6], 3, 5);
        let decoded = decoded(&png(&sheet));
        let agree = sheet.pixels().zip(decoded.pixels()).all(|(a, b)| a.0[3] == b.0[3]);
        assert!(agree, "what is padding and what is not");
        assert!(psnr(&sheet, &decoded) >= 33.);
    }

    #[test]
    fn exact_photographs_are_exact() {
        for gap in [0, 4] {
            let sheet = sheet(&thumbnails()[..2], 2, gap);
            assert_eq!(decoded(&exact_png(&sheet)), sheet);
        }
    }

    #[test]
    fn large_errors_take_a_larger_palette() {
        let noise = RgbaImage::from_fn(96, 96, |x, y| {
            let [a, b, c, _] = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761).to_be_bytes();
            Rgba([a, b, c, 255])
        });
        assert_eq!(good_enough(&noise).colors.len(), 255);
    }

    #[test]
    fn nothing_gives_nothing() {
        for (width, height) in [(0, 0), (0, 5), (5, 0)] {
            assert!(png(&RgbaImage::new(width, height)).is_empty());
            assert!(exact_png(&RgbaImage::new(width, height)).is_empty());
        }
        let padding = RgbaImage::new(5, 3);
        assert_eq!(decoded(&png(&padding)), padding, "padding alone");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn up_to_256_colors_are_exact(
            width in 1_u32..24,
            pixels in prop::collection::vec((any::<[u8; 3]>(), any::<bool>()), 1..250),
        ) {
            let height = u32::try_from(pixels.len()).unwrap().div_ceil(width);
            let picture = RgbaImage::from_fn(width, height, |x, y| {
                let at = usize::try_from(y * width + x).unwrap();
                match pixels.get(at) {
                    Some(&([red, green, blue], true)) => Rgba([red, green, blue, 255]),
                    _ => Rgba([0; 4]),
                }
            });
            prop_assert_eq!(&decoded(&png(&picture)), &picture);
            prop_assert_eq!(&decoded(&exact_png(&picture)), &picture);
        }
    }
}
