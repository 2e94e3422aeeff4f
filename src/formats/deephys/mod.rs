//! The files of the original Deephys: `.model` and `.test`, both CBOR.

mod cbor;
mod model;
mod test;

pub use model::ModelFile;
pub use test::TestFile;
