//! Pictures ready to draw: decoded and resized by workers, kept while there is room.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::fit::{CellSize, Fitted};
use super::heat::HeatMap;
use super::paint::paint;
use super::shown::{Placed, Shown};
use super::transport::Traffic;
use crate::ids::{ImageId, RecordingId};
use crate::lane::Lane;
use crate::recording::RecordingSet;

/// Cells of pictures that are kept; at 8×16 pixels a cell this is about 100 MB.
const MOST_CELLS: usize = 200_000;

/// What a picture shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An image of a recording.
    Image(RecordingId, ImageId),
    /// A map of numbers.
    Map(HeatMap),
}

/// A picture at a size.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PictureKey {
    /// What it shows.
    pub subject: Subject,
    /// Columns that it may take.
    pub width_cells: u16,
    /// Rows that it may take.
    pub height_cells: u16,
    /// Pixels of a cell.
    pub cell: CellSize,
}

impl PictureKey {
    fn cells(&self) -> usize {
        usize::from(self.width_cells) * usize::from(self.height_cells)
    }
}

/// A picture ready to draw, or why there is none.
pub type PictureState = Result<Arc<Fitted>, String>;

/// The pictures at hand, and what the terminal has of them.
#[derive(Default)]
pub struct Gallery {
    kept: BTreeMap<PictureKey, Kept>,
    cells: usize,
    clock: u64,
    pub(super) shown: Shown,
    pub(super) traffic: Traffic,
}

struct Kept {
    picture: PictureState,
    last_used: u64,
}

impl std::fmt::Debug for Gallery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gallery").field("pictures", &self.kept.len()).finish_non_exhaustive()
    }
}

impl Gallery {
    /// Without any picture.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a picture; those not drawn for longest make room.
    pub fn insert(&mut self, key: PictureKey, picture: PictureState) {
        self.clock += 1;
        let last_used = self.clock;
        let cells = key.cells();
        self.kept.entry(key).or_insert_with(|| {
            self.cells += cells;
            Kept { picture, last_used }
        });
        while self.cells > MOST_CELLS && self.kept.len() > 1 {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.last_used);
            let Some(key) = oldest.map(|(key, _)| key.clone()) else { return };
            self.kept.remove(&key);
            self.cells -= key.cells();
        }
    }

    /// The picture, if it is ready.
    pub fn get(&mut self, key: &PictureKey) -> Option<&PictureState> {
        self.clock += 1;
        let kept = self.kept.get_mut(key)?;
        kept.last_used = self.clock;
        Some(&kept.picture)
    }

    /// What there was to say about the traffic when it was [reported](super::Transport::report) last.
    pub fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// The picture if it can be drawn.
    pub(super) fn ready(&mut self, key: &PictureKey) -> Option<Arc<Fitted>> {
        self.get(key)?.as_ref().ok().map(Arc::clone)
    }

    /// Paints a picture that is ready into the middle of `area`; returns the cells that it takes.
    pub fn paint(&mut self, cells: &mut Buffer, area: Rect, key: &PictureKey) -> Rect {
        let Some(fitted) = self.ready(key) else { return Rect::ZERO };
        let size = fitted.size();
        let inside = Rect {
            x: area.x + area.width.saturating_sub(size.width) / 2,
            y: area.y + area.height.saturating_sub(size.height) / 2,
            width: size.width.min(area.width),
            height: size.height.min(area.height),
        };
        paint(cells, inside, (key, &fitted), &self.shown);
        inside
    }

    /// Paints what was painted before.
    pub(super) fn paint_again(&self, cells: &mut Buffer, placed: &Placed) {
        if let Some(Kept { picture: Ok(fitted), .. }) = self.kept.get(&placed.key) {
            paint(cells, placed.area, (&placed.key, fitted), &self.shown);
        }
    }
}

/// The threads that make pictures.
#[derive(Debug)]
pub struct Worker {
    lane: Lane<PictureKey>,
}

impl Worker {
    /// Starts the threads; `reply` is called from them with every picture.
    pub fn start(
        set: Arc<RecordingSet>,
        reply: impl Fn(PictureKey, PictureState) + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let lane = Lane::start("pictures", 2, move |key: &PictureKey| {
            let made = catch_unwind(AssertUnwindSafe(|| make(&set, key)));
            let picture = made.unwrap_or_else(|_| Err("the picture cannot be decoded".into()));
            reply(key.clone(), picture);
        })?;
        Ok(Self { lane })
    }

    /// Replaces the list of pictures to make, the first first.
    pub fn want(&self, keys: impl IntoIterator<Item = PictureKey>) {
        self.lane.want(keys);
    }

    /// How many pictures are being made or wait for it.
    pub fn ongoing(&self) -> usize {
        let (begun, waiting) = self.lane.ongoing();
        begun.len() + waiting
    }
}

fn make(set: &RecordingSet, key: &PictureKey) -> PictureState {
    let cell = key.cell;
    let picture = match &key.subject {
        Subject::Image(recording, image) => {
            let recording = set.recording(*recording).ok_or("the recording is closed")?;
            recording.picture(*image).map_err(|error| error.to_string())?
        }
        Subject::Map(map) => {
            let pixels = |cells: u16, px: u16| usize::from(cells) * usize::from(px);
            map.picture(
                pixels(key.height_cells, cell.height_px),
                pixels(key.width_cells, cell.width_px),
            )
        }
    };
    Ok(Arc::new(Fitted::new(&picture, key.width_cells, key.height_cells, cell)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(image: usize, side: u16) -> PictureKey {
        let subject = Subject::Image(RecordingId(0), ImageId(image));
        let cell = CellSize { width_px: 8, height_px: 16 };
        PictureKey { subject, width_cells: side, height_cells: side, cell }
    }

    #[test]
    fn pictures_not_drawn_for_longest_make_room() {
        let mut gallery = Gallery::new();
        let nothing = || Err(String::new());
        gallery.insert(key(0, 300), nothing());
        gallery.insert(key(1, 300), nothing());
        assert!(gallery.get(&key(0, 300)).is_some());
        gallery.insert(key(2, 300), nothing());
        assert!(gallery.get(&key(1, 300)).is_none());
        assert!(gallery.get(&key(0, 300)).is_some());
    }
}
