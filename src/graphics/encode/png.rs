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
