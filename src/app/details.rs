//! What the files say of what is selected: one page of names and texts.

use super::explore::{App, Overlay};
use crate::ids::ImageId;
use crate::query::{Answer, ImageAnswer, Query, Scale};
use crate::recording::Recording;
use crate::text::{grouped, significant};

/// A heading, and what stands under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// The heading.
    pub title: String,
    /// Names and texts; neither is safe to show as it is.
    pub lines: Vec<(String, String)>,
}

/// Digits of a confidence.
const DIGITS: usize = 4;

impl App {
    /// What there is to ask for the page of details, while it shows.
    pub(super) fn details_queries(&self) -> Vec<Query> {
        let is_open = matches!(self.overlay, Some(Overlay::Details(_)));
        let image = self.image_here().filter(|_| is_open);
        image.map_or_else(Vec::new, |image| vec![self.facts_query(image), self.size_query(image)])
    }

    fn facts_query(&self, image: ImageId) -> Query {
        let (recording, layer) = (self.place.recording, self.place.layer);
        Query::Image { recording, layer, image, scale: Scale::Raw }
    }

    fn size_query(&self, image: ImageId) -> Query {
        Query::PixelSize { recording: self.place.recording, image }
    }

    /// Everything about the image under the cursor, if there is one, and about the recording with the cursor.
    pub fn details(&self) -> Vec<Details> {
        let Some(recording) = self.recording(self.place.recording) else { return Vec::new() };
        let image = self.image_here();
        let mut all: Vec<Details> = image.map(|image| self.of_image(image)).into_iter().collect();
        if let Some(Answer::Image(answer)) =
            image.and_then(|image| self.answer(&self.facts_query(image)))
        {
            let none = || vec![("none".into(), "the file has none for this image".into())];
            let lines = Some(answer.features.clone()).filter(|features| !features.is_empty());
            all.push(Details {
                title: format!("Features ({})", answer.features.len()),
                lines: lines.unwrap_or_else(none),
            });
        }
        all.push(self.of_recording(recording));
        let layers = recording
            .layers()
            .map(|(name, neurons)| (name.to_owned(), format!("{} neurons", grouped(neurons))));
        let lines: Vec<(String, String)> = layers.collect();
        all.push(Details { title: format!("Layers ({})", lines.len()), lines });
        let numbered = recording.warnings.iter().zip(1..);
        let lines: Vec<(String, String)> = numbered
            .map(|(warning, number): (_, usize)| (number.to_string(), warning.clone()))
            .collect();
        all.push(Details { title: format!("Warnings ({})", lines.len()), lines });
        all
    }

    fn of_image(&self, image: ImageId) -> Details {
        let mut lines = vec![("index".to_owned(), image.to_string())];
        match self.answer(&self.facts_query(image)) {
            Some(Answer::Image(answer)) => lines.extend(self.facts(answer)),
            Some(Answer::Failed(fault)) => lines.push(("error".into(), fault.to_string())),
            _ => lines.push(("truth".into(), "…".into())),
        }
        let size = match self.answer(&self.size_query(image)) {
            Some(Answer::PixelSize(Some((height, width)))) => format!("{width} × {height} pixels"),
            Some(Answer::PixelSize(None)) => "no picture in the file".into(),
            Some(Answer::Failed(fault)) => fault.to_string(),
            _ => "…".into(),
        };
        lines.push(("picture".into(), size));
        let is_marked = self.is_marked(self.place.recording, image);
        lines.push(("marked".into(), if is_marked { "yes" } else { "no" }.into()));
        let name = self.recording_name(self.place.recording);
        Details { title: format!("Image {image} of {name}"), lines }
    }

    /// What is known of an image beside its number.
    fn facts(&self, answer: &ImageAnswer) -> Vec<(String, String)> {
        let categories = &self.set.categories;
        let number = answer.number.map(|number| ("number in the file".into(), number.to_string()));
        let truth = answer.category.map_or_else(
            || "unknown: the file has no label for it".into(),
            |truth| format!("{} (category {truth})", categories.name(truth)),
        );
        let mut lines: Vec<(String, String)> = number.into_iter().collect();
        lines.push(("truth".into(), truth));
        let made = answer.predictions.first();
        let prediction = made.map_or_else(
            || "unknown: no classification layer".into(),
            |made| {
                let confidence = significant(made.probability, DIGITS);
                let name = categories.name(made.category);
                format!("{name} (category {}), confidence {confidence}", made.category)
            },
        );
        lines.push(("prediction".into(), prediction));
        let truth = answer.truth_probability.map(|truth| significant(truth, DIGITS));
        lines.extend(truth.map(|truth| ("confidence in truth".into(), truth)));
        lines
    }

    fn of_recording(&self, recording: &Recording) -> Details {
        let labelled = recording.categories().iter().flatten().count();
        let model = recording.model_name.clone().or_else(|| self.set.model.name.clone());
        let classifier = self.set.model.classifier.and_then(|layer| self.set.model.layer(layer));
        let is_reference = self.place.recording == self.set.reference;
        let mut lines = vec![
            ("file", recording.path.clone()),
            ("format", format_of(recording).into()),
            ("role", if is_reference { "reference" } else { "compared with the reference" }.into()),
            ("model", model.unwrap_or_else(|| "the files do not name it".into())),
            (
                "classification",
                classifier.map_or_else(|| "no such layer".into(), |layer| layer.name.clone()),
            ),
            (
                "dtype",
                Some(recording.dtype())
                    .filter(|it| !it.is_empty())
                    .unwrap_or_else(|| "none: only a summary".into()),
            ),
            ("images", grouped(recording.n_images())),
        ];
        if recording.summary().is_none() {
            lines.push(("with a label", grouped(labelled)));
        }
        lines.push(("categories", grouped(self.set.categories.len())));
        let first = recording.thumbnail_size_px();
        let pictures =
            first.map(|(height, width)| format!("{width} × {height} pixels, the first one"));
        lines.push(("pictures", pictures.unwrap_or_else(|| "none".into())));
        let lines = lines.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
        Details { title: format!("Recording {}", recording.name), lines }
    }
}

/// What kind of file a recording was read from, by its ending as `recording::Source` tells them apart.
fn format_of(recording: &Recording) -> &'static str {
    let ending = recording.path.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "test" => "Deephys (.test)",
        "npz" => "archive of NumPy (.npz)",
        "safetensors" => "safetensors",
        "summary" => "summary of a layer (.summary)",
        _ => "folder of arrays (.npy)",
    }
}
