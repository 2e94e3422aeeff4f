//! The filter of images: what the user typed, which images pass it, and how moving obeys it.

use super::explore::App;
use super::place::{Pane, Place};
use crate::ids::{CategoryId, ImageId, RecordingId};
use crate::query::{Answer, ImageFilter, KeptImages, Query};
use crate::table::{Column, Filter, Names, ParseError};

/// What is said before anything is typed.
pub(super) const IMAGES_HINT: &str =
    "truth = 3 and prediction != 3 and confidence > 0.9; wrong; Enter alone: all images";

/// The filter that is in force.
#[derive(Debug, Default)]
pub(super) struct Images {
    /// As it was typed.
    text: String,
    filter: ImageFilter,
    /// Whether an image that does not pass is still to be left for one that does.
    is_new: bool,
}

impl App {
    /// The filter of images, as every question is to be asked under it.
    pub fn image_filter(&self) -> ImageFilter {
        self.images.filter
    }

    /// The filter of images as it was typed; `None` where all images count.
    pub fn image_filter_text(&self) -> Option<&str> {
        self.images.filter.is_some().then_some(self.images.text.as_str())
    }

    /// The images of a recording that pass the filter; `None` without one, and while they are not known.
    pub fn kept_images(&self, recording: RecordingId) -> Option<&KeptImages> {
        if !self.images.filter.is_some() {
            return None;
        }
        match self.answer(&Query::KeptImages { recording })? {
            Answer::KeptImages(kept) => Some(kept),
            _ => None,
        }
    }

    /// The questions about which images pass, for as long as there is a filter.
    pub(super) fn kept_queries(&self, recordings: &[RecordingId]) -> Vec<Query> {
        let all = recordings.iter().filter(|_| self.images.filter.is_some());
        all.map(|&recording| Query::KeptImages { recording }).collect()
    }

    /// Whether stepping through images waits for those that pass.
    pub(super) fn awaits_kept_images(&self) -> bool {
        let query = Query::KeptImages { recording: self.place.recording };
        let is_filtered = self.images.filter.is_some() && self.place.pane == Pane::Image;
        is_filtered && self.answer(&query).is_none()
    }

    /// Lets only those images count that pass the expression of a text; nothing asks for all of them.
    pub(super) fn filter_images(&mut self, text: &str) -> Result<(), String> {
        let had_filter = self.images.filter.is_some();
        self.restore_image_filter(text)?;
        self.images.is_new = true;
        if had_filter && text.is_empty() {
            self.message = Some("all images count again".into());
        }
        Ok(())
    }

    /// The same without leaving an image that does not pass.
    pub(super) fn restore_image_filter(&mut self, text: &str) -> Result<(), String> {
        let filter = match text {
            "" => ImageFilter::NONE,
            text => {
                let expression = self.read_image_filter(text).map_err(|error| error.to_string())?;
                ImageFilter::of(&expression)
            }
        };
        if filter != self.images.filter {
            // What was said of all images does not hold for these.
            self.forget_answers();
        }
        self.images = Images { text: text.to_owned(), filter, is_new: false };
        self.arrange();
        Ok(())
    }

    /// Reads an expression about images; one that asks for predictions that nobody knows is a fault.
    pub(super) fn read_image_filter(&self, text: &str) -> Result<Filter, ParseError> {
        let set = &self.set;
        let names = Names {
            category: &|name| set.categories.find(name).map(CategoryId::index),
            recording: &|name| set.find_recording(name).ok().map(RecordingId::index),
        };
        let filter = Filter::parse_images(text, &names)?;
        let asks = [Column::Prediction, Column::Confidence].iter().any(|it| filter.mentions(*it));
        if asks && set.model.classifier.is_none() {
            let message = "nobody knows the predictions: name a layer with --classification-layer";
            return Err(ParseError { position: 0, message: message.into(), suggestion: None });
        }
        Ok(filter)
    }

    /// The image so many steps further among those that pass; the one at hand where none lies that way. `None` without
    /// a filter, and while nobody knows which pass.
    pub(super) fn stepped_image(&self, steps: usize, forward: bool) -> Option<ImageId> {
        let kept = self.kept_images(self.place.recording)?;
        Some(kept.stepped(self.place.image, steps, forward).unwrap_or(self.place.image))
    }

    /// The first image that passes, or the last; `None` as above, and where none passes.
    pub(super) fn end_image(&self, is_last: bool) -> Option<ImageId> {
        let kept = self.kept_images(self.place.recording)?;
        if is_last {
            return kept.stepped(ImageId(usize::MAX), 1, false);
        }
        let first = Some(ImageId(0)).filter(|first| kept.has(*first));
        first.or_else(|| kept.stepped(ImageId(0), 1, true))
    }

    /// Once it is known which images pass, one that does not is left for the next that does.
    pub(super) fn settle_on_kept_image(&mut self) {
        if !self.images.is_new || self.place.pane != Pane::Image {
            return;
        }
        let Some(kept) = self.kept_images(self.place.recording) else { return };
        let here = self.place.image;
        let near = || kept.stepped(here, 1, true).or_else(|| kept.stepped(here, 1, false));
        let to = if kept.has(here) { None } else { near() };
        self.images.is_new = false;
        if let Some(image) = to {
            self.go(Place { image, ..self.place });
        }
    }
}
