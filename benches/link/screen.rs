//! What has to be on the screen: a neuron's number and its pictures in their places.

use image::RgbaImage;
use ratatui::layout::Rect;

use super::emulator::{Emulator, psnr};
use super::recordings::Images;

/// Cells of a picture.
pub(crate) const PICTURE: (u16, u16) = (8, 4);
/// From one picture to the next.
const STEP: (u16, u16) = (9, 6);
/// A picture this far from its photograph is another one.
const LEAST_PSNR: f64 = 24.;

/// Where the pictures of a recording stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    pub(crate) x: u16,
    pub(crate) y: u16,
    pub(crate) columns: u16,
    pub(crate) rows: u16,
}

/// The places of both recordings on a screen of 139×48, on which no table stands beside the pictures.
pub(crate) const BLOCKS: [Block; 2] =
    [Block { x: 1, y: 6, columns: 7, rows: 6 }, Block { x: 71, y: 6, columns: 7, rows: 6 }];

/// The places of a block, the highest activation first.
pub(crate) fn places(block: Block) -> Vec<Rect> {
    let rows = (0..block.rows).flat_map(|row| (0..block.columns).map(move |column| (column, row)));
    let place = |(column, row): (u16, u16)| Rect {
        x: block.x + column * STEP.0,
        y: block.y + row * STEP.1,
        width: PICTURE.0,
        height: PICTURE.1,
    };
    rows.map(place).collect()
}

/// The number in the header.
pub(crate) fn neuron(emulator: &Emulator) -> Option<usize> {
    let header = emulator.seen_line(0) + &emulator.seen_line(1);
    let (_, rest) = header.split_once("neuron ")?;
    rest.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

/// How far each picture is from its photograph, in dB, those that are right; and how many there should be.
pub(crate) fn right_pictures(emulator: &Emulator, images: &Images) -> (Vec<f64>, usize) {
    let Some(neuron) = neuron(emulator) else { return (Vec::new(), 0) };
    let seen = emulator.pixels(emulator.area());
    let mut right = Vec::new();
    let mut wanted = 0;
    for (recording, block) in BLOCKS.into_iter().enumerate() {
        let places = places(block);
        wanted += places.len();
        let top = images.top(recording, neuron, places.len());
        for (place, image) in places.into_iter().zip(top) {
            let quality = psnr(&part(&seen, place), images.image(recording, image));
            right.extend(Some(quality).filter(|&quality| quality >= LEAST_PSNR));
        }
    }
    (right, wanted)
}

fn part(seen: &RgbaImage, place: Rect) -> RgbaImage {
    let [x, y, width, height] = [place.x, place.y, place.width, place.height].map(u32::from);
    image::imageops::crop_imm(seen, x * 8, y * 16, width * 8, height * 16).to_image()
}
