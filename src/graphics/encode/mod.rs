//! Pixels to the bytes that terminals take: PNG, sixel strips, and the inline images of iTerm2.
//!
//! Everything here is pure. A pixel is either opaque (alpha 255) or padding (alpha 0), which stays transparent where
//! the format can. A picture without pixels gives no bytes.

mod indexed;
mod iterm2;
mod jpeg;
#[cfg(test)]
mod photographs;
mod png;
mod sixel;

pub(super) use self::{iterm2::iterm2, png::png, sixel::sixel};

use image::{Rgba, RgbaImage};

/// Whether a pixel is padding.
fn is_padding(pixel: Rgba<u8>) -> bool {
    pixel.0[3] == 0
}

/// The gray level of every pixel, 0 in the padding; nothing if an opaque pixel has a color.
fn grays(pixels: &RgbaImage) -> Option<Vec<u8>> {
    pixels
        .pixels()
        .map(|&pixel| {
            let [red, green, blue, _] = pixel.0;
            let is_gray = red == green && green == blue;
            if is_padding(pixel) { Some(0) } else { is_gray.then_some(red) }
        })
        .collect()
}
