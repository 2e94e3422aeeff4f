//! deephys
pub mod analysis;
pub mod cli;
pub mod formats;
pub mod ids;
pub mod query;
pub mod recording;
pub mod text;
