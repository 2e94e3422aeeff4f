//! Images that the user has marked, by recording: plain data, and the keys that change it.

use super::commands::Action;
use super::explore::App;
use super::place::{Focus, Pane, Place, Region, Target};
use crate::ids::{ImageId, NeuronId, RecordingId};
use crate::query::{Answer, Picked, PickedImages, Query, Ranked};
use crate::recording::Recording;

impl App {
    /// The marked images.
    pub fn marked(&self) -> &PickedImages {
        &self.marked
    }

    /// Whether an image is marked.
    pub fn is_marked(&self, recording: RecordingId, image: ImageId) -> bool {
        self.marked.contains(&(recording, image))
    }

    /// Marks images; those that no recording has are passed over.
    pub fn mark(&mut self, images: impl IntoIterator<Item = (RecordingId, ImageId)>) {
        for (recording, image) in images {
            if image.index() < self.count_images(recording) {
                self.marked.insert((recording, image));
            }
        }
    }

    /// The marked images of a recording, in ascending order.
    pub fn marked_in(&self, recording: RecordingId) -> Vec<ImageId> {
        let of = (recording, ImageId(0))..=(recording, ImageId(usize::MAX));
        self.marked.range(of).map(|(_, image)| *image).collect()
    }

    /// The same without those that do not pass the filter of images.
    pub fn counted_marks(&self, recording: RecordingId) -> Vec<ImageId> {
        let mut marked = self.marked_in(recording);
        if let Some(kept) = self.kept_images(recording) {
            marked.retain(|image| kept.has(*image));
        }
        marked
    }

    fn count_images(&self, recording: RecordingId) -> usize {
        self.recording(recording).map_or(0, Recording::n_images)
    }

    /// The image under the cursor: in a grid the picture there, else the one that the pane is about.
    pub(super) fn image_here(&self) -> Option<ImageId> {
        let is_image = self.place.pane == Pane::Image;
        match self.target() {
            Some(Target::Image(image)) => Some(image),
            _ if is_image && self.place.focus.region != Region::Pictures => {
                let image = self.place.image;
                Some(image).filter(|at| at.index() < self.count_images(self.place.recording))
            }
            _ => None,
        }
    }

    /// Marks the image under the cursor, or takes its mark away.
    pub(super) fn turn_mark(&mut self) {
        let Some(image) = self.image_here() else { return };
        let key = (self.place.recording, image);
        let is_new = !self.marked.remove(&key);
        if is_new {
            self.marked.insert(key);
        }
        let (count, shows) = (self.marked.len(), self.keymap.first(Action::ShowMarked));
        let what = if is_new { "marked" } else { "no longer marked" };
        self.message = Some(match count {
            0 => format!("image {image} {what}, and no other is"),
            count => format!("image {image} {what} · {count} marked: {shows} shows them"),
        });
        self.clamp_cursor();
    }

    /// Takes all marks away.
    pub(super) fn unmark(&mut self) {
        let count = self.marked.len();
        self.marked.clear();
        self.message = Some(format!("{count} {} no longer marked", plural(count)));
        self.clamp_cursor();
    }

    /// Why no image can be marked here.
    pub(super) fn without_image(&self) -> Option<String> {
        let key = self.keymap.first(Action::NextRegion);
        let why = format!("no image under the cursor: {key} leads to the pictures");
        self.image_here().is_none().then_some(why)
    }

    /// Why nothing can be done with the marks.
    pub(super) fn without_marks(&self) -> Option<String> {
        let key = self.keymap.first(Action::Mark);
        self.marked.is_empty().then(|| format!("no image is marked: {key} marks one"))
    }

    /// Shows which neurons respond to the marked images.
    pub(super) fn show_marked(&mut self) {
        self.go(Place { pane: Pane::Marked, focus: Focus::default(), ..self.place });
    }

    pub(super) fn marked_query(&self, recording: RecordingId) -> Query {
        let (layer, picked) = (self.place.layer, Picked::of(&self.marked));
        Query::Picked { recording, layer, picked, scale: self.scale }
    }

    /// The neurons that respond most to the marked images of a recording.
    pub fn marked_neurons(&self, recording: RecordingId) -> Option<&[Ranked<NeuronId>]> {
        match self.answer(&self.marked_query(recording))? {
            Answer::Picked(neurons) => Some(neurons),
            _ => None,
        }
    }
}

/// `image` or `images`.
fn plural(count: usize) -> &'static str {
    if count == 1 { "image is" } else { "images are" }
}
