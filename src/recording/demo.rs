//! The demo: the recordings of `sample-data`, part of the program.

use crate::formats::bytes::Bytes;

/// Embeds a file of `sample-data`.
macro_rules! sample {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/sample-data/", $name)).as_slice()
    };
}

const MODEL: &[u8] = sample!("colored_fashion.model");

/// File names and contents, the reference first.
const RECORDINGS: [(&str, &[u8]); 4] = [
    ("Colored_fashion.test", sample!("Colored_fashion.test")),
    ("Permuted_colored_fashion.test", sample!("Permuted_colored_fashion.test")),
    ("Arbitrary_colored_fashion.test", sample!("Arbitrary_colored_fashion.test")),
    ("Drifted_colored_fashion.test", sample!("Drifted_colored_fashion.test")),
];

/// The model of the demo.
pub(super) fn model() -> Bytes {
    Bytes::embedded(MODEL)
}

/// The recordings of the demo by file name.
pub(super) fn recordings() -> impl Iterator<Item = (&'static str, Bytes)> {
    RECORDINGS.into_iter().map(|(name, bytes)| (name, Bytes::embedded(bytes)))
}
