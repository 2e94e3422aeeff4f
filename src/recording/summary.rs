//! A summary in place of a recording: one layer of it, seen in one pass, without any single activation.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fault::{Fault, map};
use super::groups::GroupBy;
use super::origin::Origin;
use super::source::Source;
use super::{Layer, MOST_CATEGORIES, Recording};
use crate::formats::FormatError;
use crate::formats::bytes::Bytes;
use crate::ids::{CategoryId, ImageId};
use crate::store::read_file;

/// What stands at the beginning of the text that says what the file is, by version; the last is that of new files.
const MAGIC: [(u32, &[u8]); 2] = [(1, b"deephys summary 1\n"), (2, b"deephys summary 2\n")];

/// What a summary says of the recording that it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Name of the model, where it is known.
    pub model: Option<String>,
    /// Name of the recording.
    pub recording: String,
    /// Name of the layer.
    pub layer: String,
    /// Its neurons.
    pub neurons: usize,
    /// Images that were seen.
    pub images: usize,
    /// Number of categories.
    pub categories: usize,
    /// Their names as the recording has them; fewer, or none, where it names fewer.
    pub category_names: Vec<String>,
    /// Name of the classification layer, where there is one.
    pub classifier: Option<String>,
    /// Whether any image has a ground truth.
    pub has_labels: bool,
    /// How many images are predicted right; `None` where that is unknown.
    pub right: Option<RightImages>,
    /// The column that groups images which are not independent; `None` where each is independent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grouped_by: Option<String>,
}

/// How many images are predicted right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightImages {
    /// So many are.
    pub right: usize,
    /// Of so many with a ground truth.
    pub of: usize,
}

impl RightImages {
    /// The share of images that are predicted right; `None` of none.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.right as f64 / self.of as f64)
    }
}

/// A summary as it was found: checked as far as can be without knowing what the sections mean.
#[derive(Debug)]
pub struct SummaryFile {
    /// What it is about.
    pub about: About,
    /// How its sections are written.
    pub version: u32,
    /// Categories of images, by image.
    known: Vec<(u64, u32)>,
    sections: Vec<Bytes>,
    file: Bytes,
}

impl About {
    /// The text that says what the file is.
    pub fn text(&self) -> Vec<u8> {
        let json = serde_json::to_vec(self).unwrap_or_default();
        let [.., (_, magic)] = MAGIC;
        [magic, &json].concat()
    }

    /// What a file says, and its version.
    fn read(text: &[u8]) -> Result<(Self, u32), FormatError> {
        let mut versions = MAGIC.into_iter();
        let (version, json) = versions
            .find_map(|(version, magic)| Some((version, text.strip_prefix(magic)?)))
            .ok_or_else(|| FormatError::invalid("the file", "is no summary of this version"))?;
        let about: Self = serde_json::from_slice(json).map_err(|error| {
            FormatError::invalid("the header", format!("does not say what it must ({error})"))
        })?;
        if about.categories > MOST_CATEGORIES || about.category_names.len() > about.categories {
            let limit = format!("at most {MOST_CATEGORIES}, and no fewer than names");
            let found = format!("{} with {} names", about.categories, about.category_names.len());
            return Err(FormatError::unexpected("the number of categories", limit, found));
        }
        if about.right.is_some_and(|right| right.right > right.of || right.of > about.images) {
            let problem = "counts more images that are predicted right than there are";
            return Err(FormatError::invalid("the header", problem));
        }
        Ok((about, version))
    }
}

impl SummaryFile {
    /// The section before those of the summary: which image has which category, 12 bytes each, by image.
    pub fn known(categories: impl Iterator<Item = (ImageId, CategoryId)>) -> Vec<u8> {
        let record = |(image, category): (ImageId, CategoryId)| {
            let category = u32::try_from(category.index()).unwrap_or(u32::MAX);
            [&(image.index() as u64).to_le_bytes()[..], &category.to_le_bytes()].concat()
        };
        categories.flat_map(record).collect()
    }

    fn read(file: Bytes) -> Result<Self, FormatError> {
        let (text, mut sections) = read_file(&file)?;
        let (about, version) = About::read(&text)?;
        let missing = || FormatError::invalid("the list of categories", "is damaged");
        if sections.is_empty() {
            return Err(missing());
        }
        let first = sections.remove(0);
        let (records, []) = first.read()?.as_chunks::<12>() else { return Err(missing()) };
        let known = records.iter().map(|record| {
            let (image, category) = record.split_first_chunk::<8>()?;
            let category = u32::from_le_bytes(*category.first_chunk::<4>()?);
            let is_there = (category as usize) < about.categories;
            is_there.then_some((u64::from_le_bytes(*image), category))
        });
        let known: Vec<(u64, u32)> = known.collect::<Option<_>>().ok_or_else(missing)?;
        if !known.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(missing());
        }
        Ok(Self { about, version, known, sections, file })
    }

    /// What the summary itself is read from.
    pub fn sections(&self) -> &[Bytes] {
        &self.sections
    }

    /// Ground truth of an image, which may be asked for the top images of every neuron.
    pub fn category(&self, image: ImageId) -> Option<CategoryId> {
        let at = self.known.binary_search_by_key(&(image.index() as u64), |known| known.0).ok()?;
        self.known.get(at).map(|known| CategoryId(known.1 as usize))
    }

    /// All images whose ground truth is known here, in order.
    pub fn categories(&self) -> impl Iterator<Item = (ImageId, CategoryId)> + '_ {
        self.known.iter().filter_map(|&(image, category)| {
            Some((ImageId(usize::try_from(image).ok()?), CategoryId(category as usize)))
        })
    }

    /// Fails if the file has lost bytes since it was opened.
    pub fn check(&self) -> Result<(), FormatError> {
        self.file.check()
    }
}

/// What is said of a summary that was made of other groups than the user names.
fn group_warning(wanted: &GroupBy, made_by: Option<&str>) -> Option<String> {
    let made = match made_by {
        None => "without groups of images".to_owned(),
        Some(name) => format!("with images grouped by \"{name}\""),
    };
    let option = match (wanted, made_by) {
        (GroupBy::Nothing, Some(_)) => "none",
        (GroupBy::Named(name), made_by) if made_by != Some(name) => name,
        _ => return None,
    };
    Some(format!("the summary was made {made}: make it again with --group-by {option}"))
}

/// Opens a summary.
pub(super) fn open(source: &Source) -> Result<Recording, Fault> {
    let bytes = map(&source.path)?;
    let file = SummaryFile::read(bytes.clone()).map_err(|error| Fault::new(&source.path, error))?;
    let about = &file.about;
    let warnings = group_warning(&source.group_by, about.grouped_by.as_deref());
    let (place, matrix) = (0, None);
    let layer = Layer { name: about.layer.clone(), place, n_neurons: about.neurons, matrix };
    Ok(Recording {
        name: about.recording.clone(),
        path: crate::text::shown_path(&source.path),
        model_name: about.model.clone(),
        warnings: warnings.into_iter().collect(),
        number: 0,
        n_images: about.images,
        layers: vec![layer],
        layers_are_unnamed: false,
        stated_classifier: about.classifier.clone(),
        groups: None,
        columns: Vec::new(),
        categories: Vec::new(),
        category_names: about.category_names.clone(),
        pixels: None,
        thumbnail_size_px: None,
        test_file: None,
        origin: Origin::file(&source.path, &bytes),
        summary: Some(Arc::new(file)),
    })
}
