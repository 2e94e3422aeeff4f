//! The files of the original Deephys: `.model` and `.test`, both CBOR.

mod cbor;
mod index;
mod model;
mod pixels;
mod test;

pub use model::ModelFile;
pub use test::TestFile;
