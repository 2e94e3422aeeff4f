//! A recording that takes minutes to read and no room on the disk: the files of its layers are holes.
#![allow(dead_code, reason = "each test program uses a part of this")]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs::File;
use std::io::Write;
use std::path::Path;

/// Its images.
const IMAGES: u64 = 1 << 16;
/// The neurons of the layer that takes minutes: 2^33 activations, in two bytes each. No machine is done with them
/// before it is told to stop.
const NEURONS: u64 = 1 << 17;

/// The layers in their order; the large one stands between two that are read in no time.
pub(crate) const FIRST: &str = "a_first";
pub(crate) const LARGE: &str = "b_large";
pub(crate) const LAST: &str = "c_last";

/// Writes the recording into a folder that is there already.
pub(crate) fn write(folder: &Path) {
    for (layer, neurons) in [(FIRST, 3), (LARGE, NEURONS), (LAST, 4)] {
        let shape = format!("({IMAGES}, {neurons})");
        let header = format!("{{'descr': '<f2', 'fortran_order': False, 'shape': {shape}, }}");
        let mut file = File::create(folder.join(format!("{layer}.npy"))).unwrap();
        // Magic, version and length are 10 bytes, of 128 together.
        file.write_all(b"\x93NUMPY\x01\x00\x76\x00").unwrap();
        file.write_all(format!("{header:<117}\n").as_bytes()).unwrap();
        file.set_len(128 + IMAGES * neurons * 2).unwrap();
    }
}
