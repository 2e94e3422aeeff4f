//! JPEG for terminals that take files: the smallest form of a photograph.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbaImage};

use super::{grays, is_padding};

/// A JPEG of `quality` 1 to 100, gray if the picture is; padding becomes black. Empty if a side is longer than the
/// 65,535 pixels that the format knows.
pub(crate) fn jpeg(pixels: &RgbaImage, quality: u8) -> Vec<u8> {
    if pixels.is_empty() {
        return Vec::new();
    }
    let (bytes, color) = match grays(pixels) {
        Some(grays) => (grays, ExtendedColorType::L8),
        None => (rgb_on_black(pixels), ExtendedColorType::Rgb8),
    };
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, quality);
    match encoder.encode(&bytes, pixels.width(), pixels.height(), color) {
        Ok(()) => file,
        Err(_) => Vec::new(),
    }
}

fn rgb_on_black(pixels: &RgbaImage) -> Vec<u8> {
    let rgb = pixels.pixels().flat_map(|&pixel| {
        let [red, green, blue, _] = pixel.0;
        if is_padding(pixel) { [0; 3] } else { [red, green, blue] }
    });
    rgb.collect()
}
