//! Bytes to named arrays and pictures. Knows no neuron; trusts no header; the only place that maps files.

pub mod bytes;
pub mod deephys;
pub mod error;
pub mod folder;
pub mod matrix;
pub mod mmap;
pub mod npy;
pub mod npz;
pub mod pixels;
pub mod progress;
pub mod rows;
pub mod safetensors;
pub mod tensor;

pub use error::FormatError;
