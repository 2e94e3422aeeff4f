//! How pictures are drawn on this terminal: the protocol, why it was chosen, and the size of a cell.

use super::fit::CellSize;
use super::reach::{Protocol, Reach};

/// The size of a cell when nobody says it.
pub const USUAL_CELL: CellSize = CellSize { width_px: 8, height_px: 16 };
/// What half-blocks make of a cell.
const HALF_BLOCKS: CellSize = CellSize { width_px: 1, height_px: 2 };
/// Square pixels that quadrants and sextants alike divide evenly.
const FINE_BLOCKS: CellSize = CellSize { width_px: 6, height_px: 12 };

/// How pictures are drawn, as the user wishes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Choice {
    /// As the terminal answers.
    #[default]
    Auto,
    /// The kitty graphics protocol with Unicode placeholders.
    Kitty,
    /// The kitty graphics protocol without them.
    KittyClassic,
    /// Sixel graphics.
    Sixel,
    /// The inline images of iTerm2.
    Iterm2,
    /// Two colored pixels a cell.
    HalfBlocks,
    /// Four parts of a cell in two colors.
    Quadrants,
    /// Six parts of a cell in two colors.
    Sextants,
    /// No pictures.
    Off,
}

/// How pictures reach this terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graphics {
    reach: Reach,
    cell: CellSize,
}

impl Graphics {
    /// As `reach` says, in cells of so many pixels.
    pub fn new(reach: Reach, cell: CellSize) -> Self {
        let cell = match reach.protocol {
            Protocol::Blocks => HALF_BLOCKS,
            Protocol::Quadrants | Protocol::Sextants => FINE_BLOCKS,
            _ => cell,
        };
        Self { reach, cell }
    }

    /// Two colored pixels a cell; any terminal with colors can show them.
    pub fn half_blocks() -> Self {
        Self::new(Reach::to(Protocol::Blocks, "it was asked for"), HALF_BLOCKS)
    }

    /// Four parts of a cell in two colors, or six.
    pub fn fine_blocks(is_finest: bool) -> Self {
        let protocol = if is_finest { Protocol::Sextants } else { Protocol::Quadrants };
        Self::new(Reach::to(protocol, "it was asked for"), FINE_BLOCKS)
    }

    /// No pictures at all.
    pub fn off() -> Self {
        Self::new(Reach::to(Protocol::Off, "it was asked for"), USUAL_CELL)
    }

    /// The protocol.
    pub fn protocol(&self) -> Protocol {
        self.reach.protocol
    }

    /// Why this protocol.
    pub fn why(&self) -> &str {
        &self.reach.why
    }

    /// Whether commands pass through tmux.
    pub fn is_through_tmux(&self) -> bool {
        self.reach.is_through_tmux
    }

    /// Name of the protocol for the screen.
    pub fn name(&self) -> &'static str {
        self.reach.protocol.name()
    }

    /// Pixels of a cell.
    pub fn cell(&self) -> CellSize {
        self.cell
    }

    /// Whether pictures are drawn.
    pub fn has_pictures(&self) -> bool {
        self.reach.protocol != Protocol::Off
    }

    /// Whether a cell holds only two pixels, so that pictures need many cells.
    pub fn is_coarse(&self) -> bool {
        self.reach.protocol == Protocol::Blocks
    }

    /// Whether a cell holds a few parts, so that pictures need some more cells than where it holds many pixels.
    pub fn is_medium(&self) -> bool {
        matches!(self.reach.protocol, Protocol::Quadrants | Protocol::Sextants)
    }
}
