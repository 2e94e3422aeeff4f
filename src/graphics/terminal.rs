//! What the terminal can show: asked once at the start, overruled by the user.

use image::{DynamicImage, RgbaImage};
use ratatui::layout::Size;
use ratatui_image::picker::cap_parser::QueryStdioOptions;
use ratatui_image::picker::{Picker, ProtocolType};
use ratatui_image::protocol::Protocol;
use ratatui_image::{FontSize, Resize};

use super::fit::CellSize;

/// How long the terminal may take to answer, in milliseconds: several times the round trip of a slow link.
const ANSWER_MILLIS: i32 = 1000;
/// The size of a cell when nobody says it.
const USUAL_CELL: CellSize = CellSize { width_px: 8, height_px: 16 };
/// What half-blocks make of a cell.
const HALF_BLOCKS: CellSize = CellSize { width_px: 1, height_px: 2 };

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
    /// No pictures.
    Off,
}

/// How pictures reach this terminal.
#[derive(Debug, Clone)]
pub struct Graphics {
    picker: Option<Picker>,
    cell: CellSize,
    name: &'static str,
}

impl Graphics {
    /// Asks the terminal, which must be in raw mode with nobody else reading from it, unless `choice` says it all.
    /// A terminal that never answers costs a second and gets half-blocks. `cell` is its cell size as the system
    /// knows it, for the case that a protocol was chosen and the terminal does not say.
    pub fn detect(choice: Choice, cell: Option<CellSize>) -> Self {
        match choice {
            Choice::Off => return Self::off(),
            Choice::HalfBlocks => return Self::half_blocks(),
            Choice::Auto
            | Choice::Kitty
            | Choice::KittyClassic
            | Choice::Sixel
            | Choice::Iterm2 => {}
        }
        let options =
            QueryStdioOptions { timeout_ms: ANSWER_MILLIS, ..QueryStdioOptions::default() };
        let answered = Picker::from_query_stdio_with_options(options);
        let forced = match choice {
            Choice::Kitty | Choice::KittyClassic => Some(ProtocolType::Kitty),
            Choice::Sixel => Some(ProtocolType::Sixel),
            Choice::Iterm2 => Some(ProtocolType::Iterm2),
            _ => None,
        };
        match (answered, forced) {
            (Ok(picker), None) if picker.protocol_type() == ProtocolType::Halfblocks => {
                Self::half_blocks()
            }
            (Ok(picker), None) => Self::from_picker(picker),
            (Err(_), None) => Self::half_blocks(),
            (answered, Some(protocol)) => {
                let knows_cell = answered.as_ref().is_ok_and(|picker| {
                    !matches!(picker.protocol_type(), ProtocolType::Halfblocks)
                });
                let mut picker = match answered {
                    Ok(picker) if knows_cell => picker,
                    _ => sized(cell.unwrap_or(USUAL_CELL)),
                };
                picker.set_protocol_type(protocol);
                Self::from_picker(picker)
            }
        }
    }

    /// Two colored pixels a cell; any terminal with colors can show them.
    pub fn half_blocks() -> Self {
        let mut picker = sized(HALF_BLOCKS);
        picker.set_protocol_type(ProtocolType::Halfblocks);
        Self { picker: Some(picker), cell: HALF_BLOCKS, name: "half-blocks" }
    }

    /// No pictures at all.
    pub fn off() -> Self {
        Self { picker: None, cell: USUAL_CELL, name: "pictures off" }
    }

    fn from_picker(picker: Picker) -> Self {
        let FontSize { width, height } = picker.font_size();
        let cell = CellSize { width_px: width.max(1), height_px: height.max(1) };
        let name = match picker.protocol_type() {
            ProtocolType::Kitty => "kitty",
            ProtocolType::Sixel => "sixel",
            ProtocolType::Iterm2 => "iterm2",
            ProtocolType::Halfblocks => "half-blocks",
        };
        Self { picker: Some(picker), cell, name }
    }

    /// Name of the protocol for the screen.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Pixels of a cell.
    pub fn cell(&self) -> CellSize {
        self.cell
    }

    /// Whether pictures are drawn.
    pub fn has_pictures(&self) -> bool {
        self.picker.is_some()
    }

    /// Whether a cell holds only two pixels, so that pictures need many cells.
    pub fn is_coarse(&self) -> bool {
        self.cell == HALF_BLOCKS
    }

    /// Pixels of whole cells made ready to draw; an error in words when the encoder refuses.
    pub(super) fn encode(&self, pixels: RgbaImage) -> Result<Protocol, String> {
        let picker = self.picker.as_ref().ok_or("pictures are off")?;
        let cells = |px: u32, cell: u16| {
            u16::try_from(px.div_ceil(u32::from(cell.max(1)))).unwrap_or(u16::MAX)
        };
        let size = Size {
            width: cells(pixels.width(), self.cell.width_px),
            height: cells(pixels.height(), self.cell.height_px),
        };
        let pixels = DynamicImage::ImageRgba8(pixels);
        picker.new_protocol(pixels, size, Resize::Fit(None)).map_err(|error| error.to_string())
    }
}

#[expect(
    deprecated,
    reason = "the only way to give a picker a cell size that no terminal answered"
)]
fn sized(cell: CellSize) -> Picker {
    Picker::from_fontsize(FontSize::new(cell.width_px, cell.height_px))
}
