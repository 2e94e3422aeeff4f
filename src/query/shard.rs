//! Summaries in files: made of a recording, merged with those of other images, written.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use thiserror::Error;

use super::{Analyst, LayerSummary, kept};
use crate::analysis::summary::MergeError;
use crate::ids::{CategoryId, ImageId, LayerId, RecordingId};
use crate::recording::{About, Fault, FormatError, Recording, RightImages, SummaryFile, Zeros};
use crate::store::write_file;

/// The summary of one layer over some images, with all that a file says of it.
#[derive(Debug)]
pub struct Shard {
    about: About,
    summary: LayerSummary,
    /// Ground truth of the top and bottom images.
    known: BTreeMap<ImageId, CategoryId>,
}

/// Why summaries cannot become one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ShardError {
    /// They are of different layers.
    #[error(
        "one is of layer \"{expected}\", another of layer \"{found}\": merge those of one layer at a time"
    )]
    Layer {
        /// Of the first.
        expected: String,
        /// Of the other.
        found: String,
    },
    /// They are of different models.
    #[error("one is of model \"{expected}\", another of model \"{found}\"")]
    Model {
        /// Of the first.
        expected: String,
        /// Of the other.
        found: String,
    },
    /// A category has two names.
    #[error(
        "category {category} is \"{expected}\" in one and \"{found}\" in another: give all parts the same names of categories"
    )]
    Category {
        /// Its number.
        category: usize,
        /// Its name in the first.
        expected: String,
        /// Its name in the other.
        found: String,
    },
    /// Their images are grouped by different columns, or those of one are not grouped.
    #[error(
        "{}, {}: make them alike with summarize --group-by",
        grouping("one", expected.as_deref()),
        grouping("another", found.as_deref())
    )]
    Groups {
        /// The column of the first.
        expected: Option<String>,
        /// That of the other.
        found: Option<String>,
    },
    /// Their numbers do not go together.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// More images than counts can hold.
    #[error("together they have {images} images, at most {} can be counted", u32::MAX)]
    Images {
        /// Images of all.
        images: usize,
    },
}

impl Shard {
    /// Summarizes a layer of a recording whose first image has the number `first_image` in the whole.
    pub fn of(
        analyst: &Analyst,
        (recording, layer): (RecordingId, LayerId),
        first_image: usize,
    ) -> Result<Self, Fault> {
        let of = analyst.recording(recording)?;
        if of.summary().is_some() {
            let advice = "name the recording, or merge it with others";
            return Err(of.fault(FormatError::unsupported("this", "a summary already", advice)));
        }
        if first_image.saturating_add(of.n_images()) > kept::MOST_IMAGES {
            let limit = format!("at most {}", kept::MOST_IMAGES - of.n_images());
            let error = FormatError::unexpected("the first image", limit, first_image.to_string());
            return Err(of.fault(error));
        }
        let summary = analyst.shard((recording, layer), first_image)?;
        let category = |image: ImageId| of.category(ImageId(image.index() - first_image));
        let known = ranked(&summary).filter_map(|image| Some((image, category(image)?))).collect();
        let model = &analyst.set().model;
        let classifier = model.classifier.and_then(|layer| model.layer(layer));
        let about = About {
            model: of.model_name.clone().or_else(|| model.name.clone()),
            recording: of.name.clone(),
            layer: model.layer(layer).map_or_else(String::new, |layer| layer.name.clone()),
            neurons: summary.n_neurons(),
            images: summary.n_images(),
            categories: summary.n_categories(),
            category_names: of
                .category_names()
                .iter()
                .take(summary.n_categories())
                .cloned()
                .collect(),
            classifier: classifier.map(|layer| layer.name.clone()),
            has_labels: of.has_labels(),
            right: right(analyst, recording)?,
            grouped_by: of.grouped_by().map(str::to_owned),
        };
        Ok(Self { about, summary, known })
    }

    /// The summary that a recording was opened from.
    pub fn from_recording(recording: &Recording) -> Result<Self, Fault> {
        let Some(file) = recording.summary() else {
            let advice = "make a summary of it first: deephys summarize";
            return Err(recording.fault(FormatError::unsupported("this", "no summary", advice)));
        };
        let of = (LayerId(0), file.about.categories);
        let summary = kept::of_file(recording, file, of).map_err(|error| recording.fault(error))?;
        Ok(Self { about: file.about.clone(), summary, known: file.categories().collect() })
    }

    /// What it is about.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Its summary.
    pub fn summary(&self) -> &LayerSummary {
        &self.summary
    }

    /// The summary of the images of all `shards`, which must be different ones, and cut no group of images in two. It has the name of the recording
    /// where all have one, else `name`.
    pub fn merge(shards: &[Self], name: &str) -> Result<Self, ShardError> {
        let first = shards.first().ok_or(MergeError::Nothing)?;
        let mut about = first.about.clone();
        for shard in shards {
            about = joined(about, &shard.about)?;
        }
        if shards.iter().any(|shard| shard.about.recording != first.about.recording) {
            name.clone_into(&mut about.recording);
        }
        let images = shards.iter().map(|shard| shard.about.images).fold(0, usize::saturating_add);
        if u32::try_from(images).is_err() {
            return Err(ShardError::Images { images });
        }
        about.images = images;
        about.right = shards
            .iter()
            .map(|shard| shard.about.right)
            .reduce(|a, b| {
                let (a, b) = a.zip(b)?;
                Some(RightImages { right: a.right + b.right, of: a.of + b.of })
            })
            .flatten();
        let summaries: Vec<&LayerSummary> = shards.iter().map(|shard| &shard.summary).collect();
        let summary = LayerSummary::merge(&summaries, |len| Zeros::new(len).ok())?;
        let all: BTreeMap<_, _> = shards.iter().flat_map(|shard| &shard.known).collect();
        let known = |image: ImageId| Some((image, **all.get(&image)?));
        let known = ranked(&summary).filter_map(known).collect();
        Ok(Self { about, summary, known })
    }

    /// Writes the file, which appears whole or not at all; an error once `is_stopped` says so.
    pub fn write(&self, path: &Path, is_stopped: impl Fn() -> bool) -> io::Result<()> {
        let known =
            SummaryFile::known(self.known.iter().map(|(&image, &category)| (image, category)));
        let sections = kept::sections(&self.summary);
        let other = || io::Error::other("summaries are written on little-endian machines only");
        let of_summary = sections.with_sums(&self.summary).ok_or_else(other)?;
        let all: Vec<&[u8]> = [known.as_slice()].into_iter().chain(of_summary).collect();
        write_file(path, &self.about.text(), &all, is_stopped)
    }
}

/// The images that are ranked for any neuron, in order.
fn ranked(summary: &LayerSummary) -> impl Iterator<Item = ImageId> {
    let ranked = summary.parts().iter().flat_map(|part| part.top.iter().chain(&part.bottom));
    ranked.map(|ranked| ranked.id).collect::<BTreeSet<_>>().into_iter()
}

fn right(analyst: &Analyst, recording: RecordingId) -> Result<Option<RightImages>, Fault> {
    let categories = analyst.recording(recording)?.categories();
    let Some(predictions) = analyst.predictions(recording)? else { return Ok(None) };
    let of = categories.iter().flatten().count();
    let images = categories.iter().zip(predictions.iter());
    let right = images.filter(|(truth, made)| truth.is_some() && **truth == made.category).count();
    Ok(Some(RightImages { right, of }))
}

/// By what the images of one are grouped, in words.
fn grouping(which: &str, column: Option<&str>) -> String {
    match column {
        Some(column) => format!("{which} groups its images by \"{column}\""),
        None => format!("{which} groups no images"),
    }
}

/// What two say of a recording, where they agree.
fn joined(mut about: About, other: &About) -> Result<About, ShardError> {
    if about.layer != other.layer {
        let (expected, found) = (about.layer, other.layer.clone());
        return Err(ShardError::Layer { expected, found });
    }
    if let (Some(expected), Some(found)) = (&about.model, &other.model)
        && expected != found
    {
        let (expected, found) = (expected.clone(), found.clone());
        return Err(ShardError::Model { expected, found });
    }
    if about.grouped_by != other.grouped_by {
        let (expected, found) = (about.grouped_by, other.grouped_by.clone());
        return Err(ShardError::Groups { expected, found });
    }
    let names = about.category_names.iter().zip(&other.category_names).enumerate();
    for (category, (expected, found)) in names {
        if expected != found {
            let (expected, found) = (expected.clone(), found.clone());
            return Err(ShardError::Category { category, expected, found });
        }
    }
    if other.category_names.len() > about.category_names.len() {
        about.category_names.clone_from(&other.category_names);
    }
    about.model = about.model.or_else(|| other.model.clone());
    about.classifier = about.classifier.or_else(|| other.classifier.clone());
    about.has_labels |= other.has_labels;
    Ok(about)
}
