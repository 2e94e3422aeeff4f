//! Pictures for a terminal: which protocol it has, pixels resized to whole cells, encoded off the drawing thread.

mod encode;
mod answers;
mod diacritics;
mod fit;
mod gallery;
mod heat;
pub mod ramp;
pub mod reach;
mod splitter;
mod terminal;

pub use answers::{Answer, Behind, question, through_tmux};
pub use diacritics::{PIXELS, PLACEHOLDER, Placeholder, diacritic, placeholder};
pub use fit::{CellSize, fit};
pub use gallery::{Gallery, PictureKey, PictureState, Subject, Worker};
pub use heat::{Axis, HeatMap, MapName};
pub use ratatui_image::protocol::Protocol;
pub use splitter::{Piece, Splitter};
pub use terminal::{Choice, Graphics};
