//! What is true now and how it changes: selection, history, keys, the questions that are open. No I/O, no clock.

mod answers;
mod commands;
mod complete;
mod conditions;
mod cursor;
mod explore;
mod fuzzy;
mod history;
mod keymap;
mod keys;
mod labels;
mod layer;
mod line;
mod listing;
mod place;
mod prompt;
mod recall;
mod table;
mod typing;
mod update;

pub use commands::{Action, Area, Argument, COMMANDS, Command};
pub use complete::{Candidate, Completion};
pub use explore::{App, Effect, Overlay, View};
pub use keymap::{Keymap, Sequence};
pub use keys::Key;
pub use layer::{Arrangement, MapOrder, NULL_BINS, NullTally};
pub use place::{Focus, Pane, Place, Region, Regions, Target};
pub use prompt::Prompt;
pub use table::Note;
