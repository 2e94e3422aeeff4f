//! Images that somebody picked by hand, as a question can name them: equal sets have equal numbers.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Analyst, Ranked, Scale};
use crate::ids::{ImageId, LayerId, NeuronId, RecordingId};
use crate::recording::Fault;

/// Images of any recordings.
pub type PickedImages = BTreeSet<(RecordingId, ImageId)>;

/// Every set that was named so far. It grows with what a hand picks, and stays small.
static SETS: Mutex<Vec<Arc<PickedImages>>> = Mutex::new(Vec::new());

/// A set of images by number, for as long as the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Picked(usize);

impl Picked {
    /// The number of a set.
    pub fn of(images: &PickedImages) -> Self {
        let mut sets = SETS.lock().unwrap_or_else(PoisonError::into_inner);
        // What was picked last is asked for most.
        if let Some(at) = sets.iter().rposition(|known| **known == *images) {
            return Self(at);
        }
        sets.push(Arc::new(images.clone()));
        Self(sets.len() - 1)
    }

    /// The images of one recording, in ascending order.
    pub fn images(self, recording: RecordingId) -> Vec<ImageId> {
        let sets = SETS.lock().unwrap_or_else(PoisonError::into_inner);
        let all = sets.get(self.0).map(Arc::clone).unwrap_or_default();
        drop(sets);
        all.iter().filter(|(of, _)| *of == recording).map(|(_, image)| *image).collect()
    }
}

/// The neurons of a layer that carry the picked images of a recording; none without such images.
pub(super) fn answer(
    analyst: &Analyst,
    recording: RecordingId,
    picked: Picked,
    by: (LayerId, Scale),
) -> Result<Vec<Ranked<NeuronId>>, Fault> {
    let mut images = picked.images(recording);
    if let Some(kept) = analyst.kept(recording)? {
        images.retain(|image| kept.has(*image));
    }
    if images.is_empty() {
        return Ok(Vec::new());
    }
    analyst.top_neurons_of(recording, &images, by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_sets_have_equal_numbers_and_know_their_images() {
        let set = |images: &[(usize, usize)]| {
            images.iter().map(|(of, image)| (RecordingId(*of), ImageId(*image))).collect()
        };
        let one: PickedImages = set(&[(7, 3), (7, 1), (8, 3)]);
        let other: PickedImages = set(&[(7, 3)]);
        assert_eq!(Picked::of(&one), Picked::of(&one.clone()));
        assert_ne!(Picked::of(&one), Picked::of(&other));
        assert_eq!(Picked::of(&one).images(RecordingId(7)), [ImageId(1), ImageId(3)]);
        assert!(Picked::of(&other).images(RecordingId(8)).is_empty());
    }
}
