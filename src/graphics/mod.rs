//! Pictures for a terminal: which protocol it has, pixels resized to whole cells, encoded off the drawing thread.

mod fit;
mod gallery;
mod terminal;

pub use fit::{CellSize, fit};
pub use gallery::{Gallery, PictureKey, PictureState, Worker};
pub use ratatui_image::protocol::Protocol;
pub use terminal::{Choice, Graphics};
