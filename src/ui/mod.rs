//! State to cells: each pane in a file of its own, the same state always the same screen.

mod bars;
mod canvas;
mod carriers;
mod category;
mod confusion;
mod details;
mod footer;
mod header;
mod help;
mod histogram;
mod hits;
mod image;
mod layer;
mod marked;
mod menu;
mod neuron;
mod offer;
mod opening;
mod overlay;
mod overview;
mod pictures;
mod popup;
mod scores;
mod screen;
mod strip;
mod table;
mod taken;
mod theme;
mod tour;
mod verdict;
mod work;

pub use canvas::Drawn;
pub use hits::Hits;
pub use offer::{OfferRoom, draw_offer};
pub use opening::{Opening, draw_opening};
pub use screen::{draw, measure};
