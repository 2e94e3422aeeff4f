//! Photographs cut into thumbnails, and how near a copy comes to them.

use std::path::Path;

use image::{Rgba, RgbaImage, imageops};

/// Pixels of a thumbnail's sides.
const SIDE: u32 = 64;

/// 96 pieces of the photographs among the fixtures, 64×64 each, those of one photograph spread over the list.
pub(super) fn thumbnails() -> Vec<RgbaImage> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/photos");
    let names = ["astronaut.jpg", "chelsea.jpg", "coffee.jpg", "rocket.jpg"];
    let mut photographs: Vec<_> = names
        .map(|name| pieces(&image::open(folder.join(name)).unwrap().to_rgba8()).into_iter())
        .into();
    let mut thumbnails = Vec::new();
    while thumbnails.len() < 96 {
        thumbnails.extend(photographs.iter_mut().filter_map(Iterator::next));
    }
    thumbnails.truncate(96);
    thumbnails
}

fn pieces(photograph: &RgbaImage) -> Vec<RgbaImage> {
    let (columns, rows) = (photograph.width() / SIDE, photograph.height() / SIDE);
    let cut = |at: u32| {
        let (x, y) = (at % columns * SIDE, at / columns * SIDE);
        imageops::crop_imm(photograph, x, y, SIDE, SIDE).to_image()
    };
    (0..columns * rows).map(cut).collect()
}

/// Pictures of one size beside and below each other, `gap` transparent pixels around each.
pub(super) fn sheet(pictures: &[RgbaImage], columns: u32, gap: u32) -> RgbaImage {
    let (width, height) = pictures[0].dimensions();
    let (step_x, step_y) = (width + 2 * gap, height + 2 * gap);
    let rows = u32::try_from(pictures.len()).unwrap().div_ceil(columns);
    let mut sheet = RgbaImage::from_pixel(columns * step_x, rows * step_y, Rgba([0; 4]));
    for (at, picture) in (0..).zip(pictures) {
        let (x, y) = (at % columns * step_x + gap, at / columns * step_y + gap);
        imageops::replace(&mut sheet, picture, i64::from(x), i64::from(y));
    }
    sheet
}

/// A row of gray digits-like pictures of 28×28 pixels and 256 grays, enlarged by a whole factor.
pub(super) fn grays(count: u32, factor: u32) -> RgbaImage {
    RgbaImage::from_fn(count * 28 * factor, 28 * factor, |x, y| {
        let (x, y) = (x / factor, y / factor);
        let gray = u8::try_from((x * x + 7 * y * y + x / 28 * 13) % 256).unwrap();
        Rgba([gray, gray, gray, 255])
    })
}

/// Peak signal-to-noise ratio of the opaque pixels of `original`, in decibels.
pub(super) fn psnr(original: &RgbaImage, copy: &RgbaImage) -> f64 {
    assert_eq!(original.dimensions(), copy.dimensions());
    let (mut total, mut count) = (0., 0.);
    for (a, b) in original.pixels().zip(copy.pixels()).filter(|(a, _)| a.0[3] == 255) {
        for channel in 0..3 {
            total += f64::from(a.0[channel].abs_diff(b.0[channel])).powi(2);
            count += 1.;
        }
    }
    10. * (255. * 255. * count / total).log10()
}

/// The picture with padding all alike, as a decoder may give any color under alpha 0.
pub(super) fn without_hidden_colors(mut picture: RgbaImage) -> RgbaImage {
    for pixel in picture.pixels_mut().filter(|pixel| pixel.0[3] == 0) {
        pixel.0 = [0; 4];
    }
    picture
}
