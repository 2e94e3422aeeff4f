//! What is true now and how it changes: selection, history, keys, the questions that are open. No I/O, no clock.

mod answers;
mod commands;
mod cursor;
mod explore;
mod history;
mod keys;
mod layer;
mod listing;
mod offer;
mod place;
mod preferences;
mod prompt;
mod table;
mod update;

pub use commands::{Action, COMMANDS, Command};
pub use explore::{App, Effect, Overlay, View};
pub use keys::Key;
pub use layer::{Arrangement, MapOrder, NULL_BINS, NullTally};
pub use offer::{Decision, Offer, Offered};
pub use place::{Focus, Pane, Place, Region, Regions, Target};
pub use preferences::{Preferences, Theme};
pub use prompt::Prompt;
pub use table::Note;
