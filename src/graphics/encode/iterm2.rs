//! The inline images of iTerm2: a file in an escape sequence.

use image::RgbaImage;

use super::jpeg::jpeg;
use super::png::exact_png;
use super::{indexed, is_padding};

/// Quality of a photograph's JPEG.
const QUALITY: u8 = 80;
/// Colors that a PNG holds in a palette.
const PALETTE: usize = 256;

/// The escape sequence that shows `picture` at the cursor, which stays, stretched to `width_cells × height_cells`.
///
/// A photograph is a JPEG, its padding black. What has at most 256 colors, or was enlarged by a whole factor, is an
/// exact PNG: there a JPEG would smear what the user wants to count.
pub(crate) fn iterm2(picture: &RgbaImage, width_cells: u16, height_cells: u16) -> Vec<u8> {
    if picture.is_empty() {
        return Vec::new();
    }
    let is_exact = indexed::exact(picture, PALETTE).is_some() || is_enlarged(picture);
    let file = if is_exact { exact_png(picture) } else { jpeg(picture, QUALITY) };
    let head = format!(
        "\x1b]1337;File=inline=1;size={};width={width_cells};height={height_cells};\
         preserveAspectRatio=0;doNotMoveCursor=1:",
        file.len()
    );
    let payload = base64_simd::STANDARD.encode_to_string(file);
    [head.as_bytes(), payload.as_bytes(), b"\x07"].concat()
}

/// Whether what lies within the padding consists of equal squares of pixels.
fn is_enlarged(picture: &RgbaImage) -> bool {
    let opaque = || picture.enumerate_pixels().filter(|(_, _, pixel)| !is_padding(**pixel));
    let Some((left, top, _)) = opaque().next() else { return false };
    let Some((right, bottom, _)) = opaque().last() else { return false };
    let (width, height) = ((right + 1).saturating_sub(left), (bottom + 1).saturating_sub(top));
    let is_whole = |factor: &u32| width.is_multiple_of(*factor) && height.is_multiple_of(*factor);
    (2..=width.min(height)).filter(is_whole).any(|factor| {
        opaque().all(|(x, y, pixel)| {
            // A pixel that padding surrounds in an odd way lies before the corner.
            let corner =
                |at: u32, start: u32| at.checked_sub(start).map(|offset| at - offset % factor);
            let (x, y) = (corner(x, left), corner(y, top));
            x.zip(y).is_some_and(|(x, y)| picture.get_pixel(x, y) == pixel)
        })
    })
}

#[cfg(test)]
mod tests {
    use image::imageops::{self, FilterType};
    use image::{ImageFormat, Rgba};

    use super::super::photographs::{grays, sheet, thumbnails};
    use super::*;

    /// The parameters and the file of a sequence.
    fn parts(sequence: &[u8]) -> (String, Vec<u8>) {
        let text = std::str::from_utf8(sequence).unwrap();
        let text = text.strip_prefix("\x1b]1337;File=").unwrap().strip_suffix('\x07').unwrap();
        let (parameters, payload) = text.split_once(':').unwrap();
        (parameters.to_owned(), base64_simd::STANDARD.decode_to_vec(payload).unwrap())
    }

    fn format(picture: &RgbaImage) -> ImageFormat {
        image::guess_format(&parts(&iterm2(picture, 8, 4)).1).unwrap()
    }

    #[test]
    fn the_sequence_says_the_size_in_bytes_and_cells() {
        let (parameters, file) = parts(&iterm2(&thumbnails()[0], 8, 4));
        let size = file.len();
        assert_eq!(
            parameters,
            format!(
                "inline=1;size={size};width=8;height=4;preserveAspectRatio=0;doNotMoveCursor=1"
            )
        );
    }

    #[test]
    fn photographs_are_jpeg_also_with_padding() {
        let thumbnails = thumbnails();
        assert_eq!(format(&thumbnails[0]), ImageFormat::Jpeg);
        assert_eq!(format(&sheet(&thumbnails[..2], 2, 3)), ImageFormat::Jpeg);
    }

    #[test]
    fn enlarged_photographs_are_exact() {
        let small = &thumbnails()[0];
        for factor in [2, 3, 5] {
            let large = imageops::resize(small, 64 * factor, 64 * factor, FilterType::Nearest);
            let large = sheet(&[large], 1, 4);
            let (_, file) = parts(&iterm2(&large, 8, 4));
            let decoded = image::load_from_memory_with_format(&file, ImageFormat::Png).unwrap();
            assert_eq!(decoded.to_rgba8(), large, "{factor} times");
        }
    }

    #[test]
    fn gray_pictures_are_exact() {
        let digit = grays(1, 1);
        let (_, file) = parts(&iterm2(&digit, 4, 2));
        assert_eq!(image::load_from_memory(&file).unwrap().to_rgba8(), digit);
    }

    #[test]
    fn tiny_and_empty_pictures_are_no_trouble() {
        assert!(iterm2(&RgbaImage::new(0, 3), 1, 1).is_empty());
        assert_eq!(format(&RgbaImage::new(4, 4)), ImageFormat::Png);
        assert_eq!(format(&RgbaImage::from_pixel(1, 1, Rgba([1, 2, 3, 255]))), ImageFormat::Png);
    }
}
