//! Which picture is to be saved as a file, and what the file is called.

use super::explore::{App, Effect};
use crate::ids::{ImageId, RecordingId};
use crate::recording::Recording;

/// Characters of a category that a file's name has at most.
const MOST_NAME: usize = 60;

/// A picture that the user wants as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its recording.
    pub recording: RecordingId,
    /// The image.
    pub image: ImageId,
    /// The file's name without its ending: the recording, the category, if the image has one, and the image's number.
    pub name: String,
}

impl App {
    /// The picture that the last key wants to have saved.
    pub fn take_saved(&mut self) -> Option<Saved> {
        self.saved.take()
    }

    /// Saves the picture under the cursor.
    pub(super) fn save_picture(&mut self) -> Effect {
        let recording = self.place.recording;
        let Some(image) = self.image_here() else { return Effect::None };
        let category = self.recording(recording).and_then(|it| it.category(image));
        let category = category.map(|category| self.set.categories.name(category));
        let of = harmless(self.recording_name(recording));
        let name = match category.map(|name| harmless(&name)) {
            Some(category) => format!("{of}_{category}_{image}"),
            None => format!("{of}_image_{image}"),
        };
        self.saved = Some(Saved { recording, image, name });
        Effect::Save
    }

    /// Why no picture can be saved here.
    pub(super) fn without_picture(&self) -> Option<String> {
        let has_pictures =
            self.recording(self.place.recording).is_some_and(Recording::has_pictures);
        let why = || (!has_pictures).then(|| "this recording has no pictures".to_owned());
        self.without_image().or_else(why)
    }
}

/// A name that is one part of a path on every system: letters, digits, `-`, `_` and inner dots.
fn harmless(name: &str) -> String {
    let is_fine = |letter: &char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let letters = name.chars().map(|letter| if is_fine(&letter) { letter } else { '_' });
    let name: String = letters.take(MOST_NAME).collect();
    let name = name.trim_start_matches('.');
    if name.is_empty() { "_".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_category_leads_out_of_the_folder() {
        assert_eq!(harmless("T-shirt/top"), "T-shirt_top");
        assert_eq!(harmless("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(harmless("Ankle boot\x1b[2J"), "Ankle_boot__2J");
        assert_eq!(harmless("..."), "_");
        assert_eq!(harmless(&"x".repeat(999)).len(), 60);
    }
}
