//! The inline images of iTerm2: a file in an escape sequence.

use image::RgbaImage;

use super::{exact_png, indexed, is_padding, jpeg};

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
