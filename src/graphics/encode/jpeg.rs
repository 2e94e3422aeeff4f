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

#[cfg(test)]
mod tests {
    use image::{ColorType, DynamicImage};

    use super::super::photographs::{grays, psnr, sheet, thumbnails};
    use super::*;

    fn decoded(file: &[u8]) -> DynamicImage {
        image::load_from_memory_with_format(file, image::ImageFormat::Jpeg).unwrap()
    }

    #[test]
    fn photographs_are_near() {
        let sheet = sheet(&thumbnails()[..8], 8, 0);
        let [low, high] = [60, 80].map(|quality| jpeg(&sheet, quality));
        assert!(low.len() < high.len() && high.len() < 12_000, "{} bytes", high.len());
        let psnr = psnr(&sheet, &decoded(&high).to_rgba8());
        assert!(psnr > 34., "{psnr} dB");
    }

    #[test]
    fn gray_pictures_have_one_channel() {
        let file = jpeg(&sheet(&[grays(1, 2)], 1, 3), 90);
        assert_eq!(decoded(&file).color(), ColorType::L8);
    }

    #[test]
    fn padding_is_black() {
        let sheet = sheet(&thumbnails()[..1], 1, 16);
        assert!(
            decoded(&jpeg(&sheet, 80)).to_rgb8().get_pixel(2, 2).0.iter().all(|&byte| byte < 4)
        );
    }

    #[test]
    fn nothing_and_too_much_give_nothing() {
        assert!(jpeg(&RgbaImage::new(0, 7), 80).is_empty());
        assert!(jpeg(&RgbaImage::new(70_000, 1), 80).is_empty());
        assert_eq!(decoded(&jpeg(&RgbaImage::new(1, 1), 80)).to_rgb8().dimensions(), (1, 1));
    }
}
