//! What is remembered of all that came: how much, in what order, what was wrong, what is to be answered.

use ratatui::layout::Rect;

/// Something that was done to the pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    /// An image of kitty's was complete after so many bytes in so many commands.
    Upload { id: u32, size_bytes: usize, commands: usize, width_px: u32, height_px: u32 },
    /// An upload was given up half-way.
    Abort { id: u32 },
    /// A virtual placement of an image.
    Virtual { id: u32, columns: u16, rows: u16 },
    /// A placement at the cursor.
    Place { id: u32, placement: u32, area: Rect },
    /// A delete command, and the images whose data went.
    Delete { command: String, freed: Vec<u32> },
    /// Sixels over these cells.
    Sixel { area: Rect, size_bytes: usize },
    /// A picture of iTerm2's over these cells.
    Inline { area: Rect, size_bytes: usize },
    /// The end of a frame.
    Frame,
}

/// Everything that came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    /// Text and short sequences, questions included.
    pub(crate) text_bytes: usize,
    /// Control strings of pictures.
    pub(crate) graphics_bytes: usize,
    /// What they did, in order.
    pub(crate) events: Vec<Event>,
}

impl Ledger {
    /// Of both kinds.
    pub(crate) fn total_bytes(&self) -> usize {
        self.text_bytes + self.graphics_bytes
    }

    /// How many images were uploaded.
    pub(crate) fn uploads(&self) -> usize {
        self.events.iter().filter(|event| matches!(event, Event::Upload { .. })).count()
    }

    /// How often the image of this id was uploaded.
    pub(crate) fn uploads_of(&self, wanted: u32) -> usize {
        let is_wanted = |event: &&Event| matches!(event, Event::Upload { id, .. } if *id == wanted);
        self.events.iter().filter(is_wanted).count()
    }
}

#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) ledger: Ledger,
    pub(super) faults: Vec<String>,
    pub(super) replies: Vec<Vec<u8>>,
    pub(super) clipboard: Vec<String>,
}

impl Notes {
    pub(super) fn fault(&mut self, what: impl Into<String>) {
        self.faults.push(what.into());
    }

    pub(super) fn event(&mut self, event: Event) {
        self.ledger.events.push(event);
    }

    pub(super) fn reply(&mut self, answer: impl AsRef<[u8]>) {
        self.replies.push(answer.as_ref().to_vec());
    }
}
