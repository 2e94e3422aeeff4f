//! A checked recording: one model on one data set. Ids in, ndarray arrays out; a file that does not fit is refused here.

mod agreement;
mod arrays;
mod categories;
mod classifier;
mod deephys;
mod demo;
mod fault;
mod lookup;
mod model;
mod open;
mod set;
mod source;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use ndarray::{Array1, Array2};

pub use crate::formats::FormatError;
pub use crate::formats::pixels::Picture;
pub use crate::formats::progress::Progress;
pub use categories::Categories;
pub use fault::Fault;
pub use lookup::SetError;
pub use model::{LayerInfo, Model};
pub use open::{OpenOptions, open, open_all};
pub use set::{RecordingSet, SetOptions};
pub use source::{Source, find_sources};

use crate::formats::deephys::TestFile;
use crate::formats::matrix::Matrix;
use crate::formats::pixels::Pixels;
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId};

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
    categories: Vec<Option<CategoryId>>,
    category_names: Vec<String>,
    pixels: Option<Pixels>,
    thumbnail_size_px: Option<(usize, usize)>,
    test_file: Option<Arc<TestFile>>,
}

/// A layer's name and activations.
#[derive(Debug)]
struct Layer {
    name: String,
    matrix: Matrix,
}

impl Recording {
    /// Number of images.
    pub fn n_images(&self) -> usize {
        self.n_images
    }

    /// Names and widths of the layers.
    pub fn layers(&self) -> impl Iterator<Item = (&str, usize)> {
        self.layers.iter().map(|layer| (layer.name.as_str(), layer.matrix.n_columns()))
    }

    /// Types of the numbers in the file, such as `float32`, or several joined by `, `.
    pub fn dtype(&self) -> String {
        let types: BTreeSet<String> =
            self.layers.iter().map(|layer| layer.matrix.float().to_string()).collect();
        types.into_iter().collect::<Vec<_>>().join(", ")
    }

    /// Ground truth of every image, `(n_images)`; `None` where the file has no label for it.
    pub fn categories(&self) -> &[Option<CategoryId>] {
        &self.categories
    }

    /// Ground truth of one image.
    pub fn category(&self, image: ImageId) -> Option<CategoryId> {
        self.categories.get(image.index()).copied().flatten()
    }

    /// Whether any image has a ground truth.
    pub fn has_labels(&self) -> bool {
        self.categories.iter().any(Option::is_some)
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
        let layer = self.layers.get(layer.index()).ok_or_else(|| {
            FormatError::unexpected(
                "the layer",
                format!("below {}", self.layers.len()),
                layer.to_string(),
            )
        })?;
        let values = read(&layer.matrix);
        layer.matrix.check()?;
        values
    }
}
