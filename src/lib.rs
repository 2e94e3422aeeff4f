//! See in a terminal why a neural network fails on data it was not trained for.
//!
//! Recordings of a network's activity on several data sets are opened where they lie, compared neuron by neuron,
//! image by image and category by category, and shown side by side. The modules are layers; each names only those
//! above it in this list:
//!
//! - [`text`], [`moment`], [`log`], [`ids`], [`lane`]: safe text, points in time, a log on request, numbers that name
//!   things, work off the main thread
//! - [`formats`]: bytes to named arrays and pictures
//! - [`store`]: dear answers, kept on disk
//! - [`recording`]: arrays to checked recordings that agree with each other
//! - [`analysis`]: pure functions on ndarray views
//! - [`table`]: the columns of the table of neurons, sorting and filtering
//! - [`labels`]: what people say of neurons
//! - [`query`]: questions and answers
//! - [`app`]: what is true now, and how a key changes it
//! - [`graphics`]: pictures for a terminal
//! - [`ui`]: state to cells
//! - [`cli`]: arguments, terminal, reports

pub mod analysis;
pub mod app;
pub mod cli;
pub mod formats;
pub mod graphics;
pub mod ids;
pub mod labels;
pub mod lane;
pub mod log;
pub mod moment;
pub mod query;
pub mod recording;
pub mod store;
pub mod table;
pub mod text;
pub mod ui;
