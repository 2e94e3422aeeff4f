//! Pictures for a terminal: which protocol it has, pixels resized to whole cells, and how they get there over a slow link.

mod answers;
mod blocks;
mod diacritics;
mod encode;
mod encoder;
mod fit;
mod gallery;
mod heat;
mod held;
mod kitty;
mod link;
mod paint;
mod passage;
pub mod ramp;
mod reach;
mod sheet;
mod shown;
mod splitter;
mod terminal;
mod tiles;
mod transport;

pub use answers::{Answer, Behind, MouseReport, question, question_through_tmux, through_tmux};
pub use blocks::{sextant, sextant_pattern};
pub use diacritics::{PIXELS, PLACEHOLDER, Placeholder, diacritic, placeholder};
pub use fit::{CellSize, Fitted, fit};
pub use gallery::{Gallery, PictureKey, PictureState, Subject, Worker};
pub use heat::{Axis, HeatMap, Look, MapName, MapOf};
pub use held::BUDGET as PICTURE_BUDGET;
pub use link::{Link, MARK};
pub use reach::{Answers, Protocol, Reach, Surroundings, decide, may_show};
pub use shown::Placed;
pub use splitter::{Piece, Splitter};
pub use terminal::{Choice, Graphics, USUAL_CELL};
pub use transport::{Traffic, Transport};
