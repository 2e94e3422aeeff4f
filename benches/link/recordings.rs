//! Two recordings made of photographs, and which images they show for a neuron.

use std::fs;
use std::path::Path;

use image::{RgbaImage, imageops};

/// Photographs, where they lie in the repository.
const PHOTOGRAPHS: [&str; 4] = ["astronaut", "chelsea", "coffee", "rocket"];
/// Side of an image in pixels.
pub(crate) const SIDE: u32 = 64;
/// Pixels from one image to the next in a photograph.
const STEP: usize = 16;
pub(crate) const NEURONS: usize = 40;
pub(crate) const NAMES: [&str; 2] = ["first", "second"];

/// The images of both recordings; they share no image.
pub(crate) struct Images {
    of: [Vec<RgbaImage>; 2],
}

impl Images {
    /// Cuts the photographs up.
    pub(crate) fn new() -> Self {
        let mut of = [Vec::new(), Vec::new()];
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/photos");
        for name in PHOTOGRAPHS {
            let path = folder.join(name).with_extension("jpg");
            let photograph = image::open(path).unwrap().into_rgba8();
            for y in (0..=photograph.height() - SIDE).step_by(STEP) {
                for x in (0..=photograph.width() - SIDE).step_by(STEP) {
                    let image = imageops::crop_imm(&photograph, x, y, SIDE, SIDE).to_image();
                    let recording = usize::from(of[0].len() > of[1].len());
                    of[recording].push(image);
                }
            }
        }
        Self { of }
    }

    pub(crate) fn image(&self, recording: usize, image: usize) -> &RgbaImage {
        &self.of[recording][image]
    }

    /// Images by activation, the highest first.
    pub(crate) fn top(&self, recording: usize, neuron: usize, count: usize) -> Vec<usize> {
        let mut images: Vec<usize> = (0..self.of[recording].len()).collect();
        let activation = |image: usize| activation(recording, image, neuron);
        images.sort_by(|&one, &other| activation(other).total_cmp(&activation(one)));
        images.truncate(count);
        images
    }

    /// Writes both as folders of arrays.
    pub(crate) fn write(&self, folder: &Path) {
        for (recording, name) in NAMES.iter().enumerate() {
            let folder = folder.join(name);
            fs::create_dir_all(&folder).unwrap();
            let images = &self.of[recording];
            let rgb = images.iter().flat_map(|image| image.pixels());
            let rgb: Vec<u8> = rgb.flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect();
            let side = SIDE as usize;
            let shape = [images.len(), side, side, 3];
            write_array(&folder.join("images.npy"), "|u1", &shape, &rgb);
            let numbers = (0..images.len()).flat_map(|image| {
                (0..NEURONS).map(move |neuron| activation(recording, image, neuron))
            });
            let numbers: Vec<u8> = numbers.flat_map(f32::to_le_bytes).collect();
            write_array(&folder.join("linear.npy"), "<f4", &[images.len(), NEURONS], &numbers);
        }
    }
}

/// Another order of the images for each neuron, no two alike.
fn activation(recording: usize, image: usize, neuron: usize) -> f32 {
    let mut bits = (recording << 24 | image << 8 | neuron) as u64;
    for _ in 0..3 {
        bits = (bits ^ bits >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    }
    let share = u16::try_from(bits >> 48).unwrap();
    // The number of the image decides between equals.
    f32::from(share) / 256. - f32::from(u16::try_from(image).unwrap()) / 4_194_304.
}

fn write_array(path: &Path, kind: &str, shape: &[usize], bytes: &[u8]) {
    let shape = shape.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({shape}), }}");
    let width = (header.len() + 11).next_multiple_of(64) - 11;
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend(u16::try_from(width + 1).unwrap().to_le_bytes());
    file.extend(format!("{header:<width$}\n").as_bytes());
    file.extend(bytes);
    fs::write(path, file).unwrap();
}
