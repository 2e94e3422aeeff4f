//! What a terminal with kitty graphics holds: sheets of pictures, within a budget.

use std::collections::{BTreeMap, BTreeSet};

use super::gallery::PictureKey;

/// Decoded pixels that the terminal may hold, in bytes; kitty and Ghostty begin to forget at 320 MiB, others at 128.
pub const BUDGET: usize = 96 << 20;

/// Where a picture lies in a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    /// The sheet.
    pub(super) id: u32,
    /// Its first cell in the sheet.
    pub(super) column: u16,
    /// The row of that cell.
    pub(super) row: u16,
}

/// The sheets that were sent whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Held {
    sheets: BTreeMap<u32, Sheet>,
    spots: BTreeMap<PictureKey, Spot>,
    bytes: usize,
    clock: u64,
}

#[derive(Debug, Clone)]
struct Sheet {
    keys: Vec<PictureKey>,
    bytes: usize,
    last_seen: u64,
}

impl Held {
    /// Where a picture lies.
    pub(super) fn spot(&self, key: &PictureKey) -> Option<Spot> {
        self.spots.get(key).copied()
    }

    /// Takes in a sheet of so many bytes of decoded pixels.
    pub(super) fn insert(&mut self, id: u32, bytes: usize, spots: Vec<(PictureKey, Spot)>) {
        self.bytes += bytes;
        let keys = spots.iter().map(|(key, _)| key.clone()).collect();
        self.sheets.insert(id, Sheet { keys, bytes, last_seen: self.clock });
        self.spots.extend(spots);
    }

    /// Takes note of the pictures on the screen, which stay longest.
    pub(super) fn see<'k>(&mut self, keys: impl IntoIterator<Item = &'k PictureKey>) {
        self.clock += 1;
        let ids: BTreeSet<u32> =
            keys.into_iter().filter_map(|key| self.spot(key)).map(|spot| spot.id).collect();
        for id in ids {
            if let Some(sheet) = self.sheets.get_mut(&id) {
                sheet.last_seen = self.clock;
            }
        }
    }

    /// Gives up the sheets that were not seen for longest until `more` bytes fit into the budget; those on the screen
    /// stay. Returns their ids.
    pub(super) fn make_room(&mut self, more: usize) -> Vec<u32> {
        let mut gone = Vec::new();
        while self.bytes + more > BUDGET {
            let unseen = self.sheets.iter().filter(|(_, sheet)| sheet.last_seen < self.clock);
            let Some(id) = unseen.min_by_key(|(_, sheet)| sheet.last_seen).map(|(id, _)| *id)
            else {
                break;
            };
            self.remove(id);
            gone.push(id);
        }
        gone
    }

    /// Gives up a sheet; whether it was held.
    pub(super) fn remove(&mut self, id: u32) -> bool {
        let Some(sheet) = self.sheets.remove(&id) else { return false };
        self.bytes -= sheet.bytes;
        for key in sheet.keys {
            // Another sheet may hold it by now.
            if self.spots.get(&key).is_some_and(|spot| spot.id == id) {
                self.spots.remove(&key);
            }
        }
        true
    }

    /// Forgets everything; returns the ids of all sheets.
    pub(super) fn clear(&mut self) -> Vec<u32> {
        let ids = self.sheets.keys().copied().collect();
        *self = Self { clock: self.clock, ..Self::default() };
        ids
    }

    /// The ids of all sheets.
    pub(super) fn ids(&self) -> impl Iterator<Item = u32> {
        self.sheets.keys().copied()
    }

    /// Number of pictures.
    pub(super) fn pictures(&self) -> usize {
        self.spots.len()
    }

    /// Decoded pixels in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::super::fit::CellSize;
    use super::super::gallery::Subject;
    use super::*;
    use crate::ids::{ImageId, RecordingId};

    fn key(image: usize) -> PictureKey {
        let cell = CellSize { width_px: 8, height_px: 16 };
        let subject = Subject::Image(RecordingId(0), ImageId(image));
        PictureKey { subject, width_cells: 8, height_cells: 4, cell }
    }

    fn spot(id: u32) -> Spot {
        Spot { id, column: 0, row: 0 }
    }

    #[test]
    fn sheets_not_seen_for_longest_make_room() {
        let mut held = Held::default();
        let third = BUDGET / 3;
        for id in 0..3 {
            held.insert(300 + id, third, vec![(key(id as usize), spot(300 + id))]);
        }
        held.see([&key(0)]);
        assert_eq!(held.make_room(third), [301]);
        assert_eq!((held.spot(&key(0)), held.spot(&key(1))), (Some(spot(300)), None));
        assert_eq!(held.make_room(BUDGET), [302], "what is on the screen stays");
        assert_eq!((held.pictures(), held.bytes()), (1, third));
    }

    #[test]
    fn a_picture_that_was_sent_twice_outlives_its_first_sheet() {
        let mut held = Held::default();
        held.insert(300, BUDGET / 2, vec![(key(0), spot(300))]);
        held.insert(301, BUDGET / 2, vec![(key(0), spot(301))]);
        held.see([&key(0)]);
        assert_eq!(held.make_room(1), [300]);
        assert_eq!(held.spot(&key(0)), Some(spot(301)));
        assert_eq!(held.clear(), [301]);
        assert_eq!(held.bytes(), 0);
    }
}
