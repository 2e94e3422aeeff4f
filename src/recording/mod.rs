//! A checked recording: one model on one data set. Ids in, ndarray arrays out; a file that does not fit is refused here.

mod agreement;
mod arrays;
mod categories;
mod classifier;
mod deephys;
mod demo;
mod fault;
mod groups;
mod lookup;
mod model;
mod open;
mod origin;
mod set;
mod source;
mod summary;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use ndarray::{Array1, Array2};

pub use crate::formats::FormatError;
pub use crate::formats::mmap::Zeros;
pub use crate::formats::pixels::Picture;
pub use crate::formats::progress::Progress;
pub use crate::formats::rows::Rows;
pub use categories::Categories;
pub use fault::Fault;
pub use groups::GroupBy;
pub use lookup::SetError;
pub use model::{LayerInfo, Model};
pub use open::{open, open_all};
pub use set::{RecordingSet, SetOptions};
pub use source::{Source, find_sources};
pub use summary::{About, RightImages, SummaryFile};

use crate::formats::deephys::TestFile;
use crate::formats::matrix::Matrix;
use crate::formats::pixels::Pixels;
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId};
use crate::store::Key;
use groups::Groups;
use origin::Origin;

/// More categories than this are taken for a damaged file.
const MOST_CATEGORIES: usize = 1 << 20;

/// The activity of one model on one data set, with its images and their categories.
///
/// Every layer has one row an image, `(n_images, n_neurons)`. The values stay in the file until somebody asks.
#[derive(Debug)]
pub struct Recording {
    /// Name, unlike that of any other recording opened with it.
    pub name: String,
    /// Where it was read from, safe to show.
    pub path: String,
    /// Name of the model, if the file or its `.model` says it.
    pub model_name: Option<String>,
    /// What is odd but does not hinder, each a sentence safe to show.
    pub warnings: Vec<String>,
    /// Its position among all that were named, those that failed included.
    pub number: usize,
    n_images: usize,
    layers: Vec<Layer>,
    layers_are_unnamed: bool,
    stated_classifier: Option<String>,
    groups: Option<Groups>,
    /// Names of what images could be grouped by: one whole number or text an image.
    columns: Vec<String>,
    categories: Vec<Option<CategoryId>>,
    category_names: Vec<String>,
    pixels: Option<Pixels>,
    thumbnail_size_px: Option<(usize, usize)>,
    test_file: Option<Arc<TestFile>>,
    summary: Option<Arc<SummaryFile>>,
    origin: Origin,
}

/// A layer's name and activations.
#[derive(Debug)]
struct Layer {
    name: String,
    /// Its position in the file.
    place: usize,
    n_neurons: usize,
    /// Missing in a summary.
    matrix: Option<Matrix>,
}

impl Layer {
    fn new(name: String, place: usize, matrix: Matrix) -> Self {
        Self { name, place, n_neurons: matrix.n_columns(), matrix: Some(matrix) }
    }

    fn matrix(&self) -> Result<&Matrix, FormatError> {
        self.matrix.as_ref().ok_or_else(|| FormatError::no_single("activations"))
    }
}

impl Recording {
    /// Number of images.
    pub fn n_images(&self) -> usize {
        self.n_images
    }

    /// Names and widths of the layers.
    pub fn layers(&self) -> impl Iterator<Item = (&str, usize)> {
        self.layers.iter().map(|layer| (layer.name.as_str(), layer.n_neurons))
    }

    /// Types of the numbers in the file, such as `float32`, or several joined by `, `.
    pub fn dtype(&self) -> String {
        let types: BTreeSet<String> =
            self.matrices().map(|matrix| matrix.float().to_string()).collect();
        types.into_iter().collect::<Vec<_>>().join(", ")
    }

    /// The layers that are not only summarized.
    fn matrices(&self) -> impl Iterator<Item = &Matrix> {
        self.layers.iter().filter_map(|layer| layer.matrix.as_ref())
    }

    /// The summary that stands for the recording, if it is one.
    pub fn summary(&self) -> Option<&Arc<SummaryFile>> {
        self.summary.as_ref()
    }

    /// What an answer of a `kind` in some `version` is kept under when it depends on the files of this recording and
    /// the given layers of it; `None` when they have changed too recently to tell, or are no files.
    pub fn key(&self, kind: &'static str, version: u32, layers: &[LayerId]) -> Option<Key> {
        let key = self.origin.key(Key::new(kind, version))?;
        let mut places = layers.iter().map(|layer| self.layers.get(layer.index()));
        places.try_fold(key, |key, layer| Some(key.with("layer", layer?.place.to_string())))
    }

    /// Whether `path` leads to one of the files that the recording was opened from.
    pub fn is_from(&self, path: &std::path::Path) -> bool {
        self.origin.holds(path)
    }

    /// The folder that the first of its files lies in; `None` for the demo.
    pub fn folder(&self) -> Option<std::path::PathBuf> {
        self.origin.folder()
    }

    /// The names of categories as the file has them, by number; fewer than there are categories, or none.
    pub fn category_names(&self) -> &[String] {
        &self.category_names
    }

    /// Ground truth of every image, `(n_images)`; `None` where the file has no label for it. Empty for a summary.
    pub fn categories(&self) -> &[Option<CategoryId>] {
        &self.categories
    }

    /// Which images are not independent of each other, `(n_images)`: those of one group have the same number, here and in
    /// other recordings. `None` where each is independent, and for a summary.
    pub fn groups(&self) -> Option<&[u64]> {
        self.groups.as_ref().map(|groups| groups.keys.as_slice())
    }

    /// The column of the file that groups the images; `None` where each is independent.
    pub fn grouped_by(&self) -> Option<&str> {
        let of_summary = self.summary.as_ref().and_then(|file| file.about.grouped_by.as_deref());
        self.groups.as_ref().map(|groups| groups.name.as_str()).or(of_summary)
    }

    /// Ground truth of one image.
    pub fn category(&self, image: ImageId) -> Option<CategoryId> {
        match &self.summary {
            Some(summary) => summary.category(image),
            None => self.categories.get(image.index()).copied().flatten(),
        }
    }

    /// Whether any image has a ground truth.
    pub fn has_labels(&self) -> bool {
        self.summary.as_ref().is_some_and(|summary| summary.about.has_labels)
            || self.categories.iter().any(Option::is_some)
    }

    /// Whether the recording has pictures.
    pub fn has_pictures(&self) -> bool {
        self.pixels.is_some()
    }

    /// Height and width of the first picture, known since the recording was opened.
    pub fn thumbnail_size_px(&self) -> Option<(usize, usize)> {
        self.thumbnail_size_px
    }

    /// Height and width of the pictures in pixels; `None` without pictures or when they differ. Where every picture
    /// is a file, all of them are opened.
    pub fn image_size_px(&self) -> Option<(usize, usize)> {
        self.pixels.as_ref().and_then(Pixels::common_size_px)
    }

    /// Decodes a picture.
    pub fn picture(&self, image: ImageId) -> Result<Picture, FormatError> {
        let pixels = self
            .pixels
            .as_ref()
            .ok_or_else(|| FormatError::invalid("the recording", "has no images"))?;
        let picture = pixels.picture(image.index());
        // A file that lost bytes explains whatever else went wrong.
        pixels.check()?;
        picture
    }

    /// The features of an image by name; only Deephys files can have any.
    pub fn features(&self, image: ImageId) -> Result<Vec<(String, String)>, FormatError> {
        let Some(file) = &self.test_file else { return Ok(Vec::new()) };
        let features = file.features(image.index());
        file.check()?;
        features
    }

    /// The number that the file itself gives an image, where it is not the image's position.
    pub fn image_number(&self, image: ImageId) -> Option<u64> {
        let number = *self.test_file.as_ref()?.image_ids.get(image.index())?;
        (number != image.index() as u64).then_some(number)
    }

    /// The activations of one neuron, `(n_images)`.
    pub fn neuron(&self, layer: LayerId, neuron: NeuronId) -> Result<Array1<f64>, FormatError> {
        self.read(layer, |matrix| matrix.column(neuron.index()))
    }

    /// The activations of one image, `(n_neurons)`.
    pub fn image(&self, layer: LayerId, image: ImageId) -> Result<Array1<f64>, FormatError> {
        self.read(layer, |matrix| matrix.row(image.index()))
    }

    /// The activations of consecutive images, `(images, n_neurons)`.
    pub fn images(&self, layer: LayerId, images: Range<usize>) -> Result<Array2<f64>, FormatError> {
        self.read(layer, |matrix| matrix.block(images, 0..matrix.n_columns()))
    }

    /// The activations of consecutive neurons for consecutive images, `(images, neurons)`.
    pub fn block(
        &self,
        layer: LayerId,
        images: Range<usize>,
        neurons: Range<usize>,
    ) -> Result<Array2<f64>, FormatError> {
        self.read(layer, |matrix| matrix.block(images, neurons))
    }

    /// The activations of a layer row by row, for one pass over all of them. Whoever has read them calls
    /// [`check`](Self::check) before believing them.
    pub fn rows(&self, layer: LayerId) -> Result<Rows<'_>, FormatError> {
        let matrix = self.layer(layer)?.matrix()?;
        matrix.expect_all();
        Rows::of(matrix)
    }

    /// Fails if the file under a layer has lost bytes since it was opened.
    pub fn check(&self, layer: LayerId) -> Result<(), FormatError> {
        match (&self.layer(layer)?.matrix, &self.summary) {
            (Some(matrix), _) => matrix.check(),
            (None, Some(summary)) => summary.check(),
            (None, None) => Ok(()),
        }
    }

    /// Gives the memory that a layer was read through back to the system. Reading it again takes a little longer.
    pub fn let_go(&self, layer: LayerId) {
        if let Some(matrix) = self.layers.get(layer.index()).and_then(|layer| layer.matrix.as_ref())
        {
            matrix.let_go();
        }
    }

    /// `error` as a fault of this recording's file.
    pub fn fault(&self, error: FormatError) -> Fault {
        Fault { path: self.path.clone(), number: Some(self.number), error }
    }

    /// Reads from a layer and makes sure that what was read was still in the file.
    fn read<T>(
        &self,
        layer: LayerId,
        read: impl FnOnce(&Matrix) -> Result<T, FormatError>,
    ) -> Result<T, FormatError> {
        let layer = self.layer(layer)?;
        let matrix = layer.matrix()?;
        let values = read(matrix);
        matrix.check()?;
        values
    }

    fn layer(&self, layer: LayerId) -> Result<&Layer, FormatError> {
        self.layers.get(layer.index()).ok_or_else(|| {
            FormatError::unexpected(
                "the layer",
                format!("below {}", self.layers.len()),
                layer.to_string(),
            )
        })
    }
}
