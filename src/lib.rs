//! deephys
pub mod analysis;
pub mod app;
pub mod cli;
pub mod formats;
pub mod graphics;
pub mod ids;
pub mod lane;
pub mod query;
pub mod recording;
pub mod text;
pub mod ui;
