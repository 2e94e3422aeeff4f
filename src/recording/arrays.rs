//! A recording from named arrays: an `.npz`, a `.safetensors`, or a folder of `.npy` files.

use std::collections::BTreeMap;
use std::path::Path;

use super::fault::{Fault, map};
use super::groups::{GroupBy, Groups};
use super::origin::Origin;
use super::source::Source;
use super::{Layer, MOST_CATEGORIES, Recording};
use crate::formats::FormatError;
use crate::formats::folder::{PictureTree, ending, entries, picture_tree, read_small, stem};
use crate::formats::matrix::Matrix;
use crate::formats::pixels::{PixelArray, Pixels};
use crate::formats::tensor::{Element, Tensor, shape_text};
use crate::formats::{npy, npz, safetensors};
use crate::ids::CategoryId;

/// Longest `categories.txt`.
const MOST_NAMES_BYTES: u64 = 64 << 20;

/// What the arrays of a file turned out to be.
#[derive(Default)]
struct Parts {
    layers: Vec<Layer>,
    labels: Option<Vec<i64>>,
    pixels: Option<Pixels>,
    category_names: Option<Vec<String>>,
    groups: Option<Groups>,
    /// Names of the arrays that images can be grouped by.
    columns: Vec<String>,
    warnings: Vec<String>,
    origin: Origin,
}

/// Opens a NumPy archive.
pub(super) fn open_npz(source: &Source) -> Result<Recording, Fault> {
    let bytes = map(&source.path)?;
    let build = || {
        let mut parts = Parts::sort(npz::read(&bytes)?, &source.group_by)?;
        parts.origin.add(&source.path, &bytes);
        parts.build(source)
    };
    build().map_err(|error| Fault::new(&source.path, error))
}

/// Opens a safetensors file; its metadata may name the categories.
pub(super) fn open_safetensors(source: &Source) -> Result<Recording, Fault> {
    let bytes = map(&source.path)?;
    let build = || {
        let contents = safetensors::read(&bytes)?;
        let mut parts = Parts::sort(contents.arrays, &source.group_by)?;
        parts.category_names = json_names(&contents.metadata)?;
        parts.origin.add(&source.path, &bytes);
        parts.build(source)
    };
    build().map_err(|error| Fault::new(&source.path, error))
}

/// Opens a folder with one `.npy` file a layer.
pub(super) fn open_folder(source: &Source) -> Result<Recording, Fault> {
    let folder = &source.path;
    let failed = |error| Fault::new(folder, error);
    let inside = entries(folder).map_err(failed)?;
    let (mut arrays, mut origin) = (Vec::new(), Origin::default());
    for path in inside.iter().filter(|path| ending(path) == "npy") {
        let bytes = map(path)?;
        origin.add(path, &bytes);
        let tensor = npy::read(&bytes).map_err(|error| Fault::new(path, error))?;
        arrays.push((stem(path), tensor));
    }
    let unread: Vec<String> = inside
        .iter()
        .filter(|path| matches!(ending(path).as_str(), "test" | "npz" | "safetensors"))
        .map(|path| path.file_name().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    let build = || {
        let mut parts = Parts::sort(arrays, &source.group_by)?;
        parts.origin = origin;
        if !unread.is_empty() {
            parts.warnings.push(format!(
                "the folder is read as one recording of .npy files; open {} by name",
                unread.join(", ")
            ));
        }
        parts.add_pictures(folder)?;
        parts.add_names(folder)?;
        parts.build(source)
    };
    build().map_err(failed)
}

/// The metadata key `categories`: a JSON list of names.
fn json_names(metadata: &BTreeMap<String, String>) -> Result<Option<Vec<String>>, FormatError> {
    let Some(json) = metadata.get("categories") else { return Ok(None) };
    serde_json::from_str(json).map(Some).map_err(|error| {
        FormatError::invalid(
            "the metadata key \"categories\"",
            format!("is not a JSON list of texts ({error})"),
        )
    })
}

impl Parts {
    /// Tells layers, labels, images and categories apart by name and type.
    fn sort(arrays: Vec<(String, Tensor)>, by: &GroupBy) -> Result<Self, FormatError> {
        let mut parts = Self::default();
        for (name, tensor) in arrays {
            parts
                .add(&name, &tensor, by)
                .map_err(|error| error.within(&format!("array \"{name}\"")))?;
        }
        if parts.layers.is_empty() {
            let mut problem = String::from(
                "holds no layer: no two-dimensional array of floating-point numbers (images, neurons)",
            );
            for warning in &parts.warnings {
                problem = format!("{problem}; {warning}");
            }
            return Err(FormatError::invalid("the recording", problem));
        }
        Ok(parts)
    }

    fn add(&mut self, name: &str, tensor: &Tensor, by: &GroupBy) -> Result<(), FormatError> {
        let is_column = tensor.shape.len() == 1 && tensor.element.is_countable();
        if is_column && name != "categories" {
            self.columns.push(name.to_owned());
        }
        // One that nobody asked for by name may be anything.
        let is_wanted = by.wants(name) && (is_column || *by != GroupBy::Found);
        let is_group = is_wanted && self.groups.is_none();
        if is_group {
            self.groups = Some(Groups::from_tensor(name, tensor)?);
        }
        match name {
            "labels" => self.labels = Some(tensor.integers()?),
            "images" => self.pixels = Some(Pixels::Array(PixelArray::from_tensor(tensor)?)),
            "categories" => self.category_names = Some(tensor.texts()?),
            _ if is_group => {}
            _ if !matches!(tensor.element, Element::Float(..)) => {
                self.warnings.push(format!(
                    "array \"{name}\" is no layer ({}) and is ignored",
                    tensor.element
                ));
            }
            _ if tensor.shape.len() < 2 => self.warnings.push(format!(
                "array \"{name}\" is no layer (shape {}) and is ignored",
                shape_text(&tensor.shape)
            )),
            _ => {
                let matrix = Matrix::from_tensor(tensor)?;
                self.layers.push(Layer::new(name.to_owned(), self.layers.len(), matrix));
            }
        }
        Ok(())
    }

    /// Pictures in a folder `images`, unless an array has them already.
    fn add_pictures(&mut self, folder: &Path) -> Result<(), FormatError> {
        let images = folder.join("images");
        if self.pixels.is_some() || !images.is_dir() {
            return Ok(());
        }
        let PictureTree { files, categories, labels } =
            picture_tree(&images).map_err(|error| error.within("images"))?;
        if files.is_empty() {
            self.warnings.push("the folder images holds no PNG, JPEG or WebP".into());
            return Ok(());
        }
        if !categories.is_empty() {
            if self.labels.as_ref().is_some_and(|known| *known != labels) {
                self.warnings.push(
                    "labels.npy differs from the category folders of images; labels.npy counts"
                        .into(),
                );
            } else {
                self.labels = Some(labels);
                self.category_names = Some(categories);
            }
        }
        self.pixels = Some(Pixels::Files(files));
        Ok(())
    }

    /// Names in `categories.txt`, one a line.
    fn add_names(&mut self, folder: &Path) -> Result<(), FormatError> {
        let path = folder.join("categories.txt");
        if path.exists() {
            let text = read_small(&path, MOST_NAMES_BYTES)
                .map_err(|error| error.within("categories.txt"))?;
            let text = String::from_utf8_lossy(&text);
            self.category_names = Some(text.lines().map(str::to_owned).collect());
        }
        Ok(())
    }

    /// Checks that all parts fit together.
    fn build(mut self, source: &Source) -> Result<Recording, FormatError> {
        let n_images = self.n_images()?;
        self.check_groups(n_images, &source.group_by)?;
        let categories = self.categories(n_images)?;
        let (has_labels, has_pixels) = (self.labels.is_some(), self.pixels.is_some());
        let missing = [
            (has_labels, "there are no labels: accuracy and categories cannot be shown"),
            (has_pixels, "there are no images: pictures cannot be shown"),
        ];
        self.warnings.extend(
            missing.into_iter().filter(|(present, _)| !present).map(|(_, why)| why.to_owned()),
        );
        let thumbnail_size_px = self.pixels.as_ref().and_then(|pixels| pixels.size_px(0).ok());
        Ok(Recording {
            thumbnail_size_px,
            name: source.name.clone(),
            path: crate::text::shown_path(&source.path),
            model_name: None,
            warnings: self.warnings,
            number: 0,
            n_images,
            layers: self.layers,
            layers_are_unnamed: false,
            stated_classifier: None,
            groups: self.groups,
            columns: self.columns,
            categories,
            category_names: self.category_names.unwrap_or_default(),
            pixels: self.pixels,
            test_file: None,
            summary: None,
            origin: self.origin,
        })
    }

    /// Groups must be as many as images: an error if the user named them, else they are left alone.
    fn check_groups(&mut self, n_images: usize, by: &GroupBy) -> Result<(), FormatError> {
        let Some(groups) = &self.groups else { return Ok(()) };
        let (name, count) = (&groups.name, groups.keys.len());
        if count == n_images {
            self.warnings.extend(groups.notice(by));
        } else if *by == GroupBy::Found {
            self.warnings.push(format!(
                "array \"{name}\" groups {count} images, there are {n_images}: it is ignored"
            ));
            self.groups = None;
        } else {
            let expected = format!("{n_images}, the number of images");
            let part = format!("the length of array \"{name}\" to group by");
            return Err(FormatError::unexpected(part, expected, count.to_string()));
        }
        Ok(())
    }

    /// The number of images, on which all parts must agree.
    fn n_images(&self) -> Result<usize, FormatError> {
        let Some(first) = self.layers.first() else { return Ok(0) };
        let n_images = first.matrix()?.n_rows();
        let counts = self
            .layers
            .iter()
            .filter_map(|layer| {
                let rows = layer.matrix.as_ref()?.n_rows();
                Some((format!("layer \"{}\"", layer.name), rows))
            })
            .chain(self.labels.iter().map(|labels| ("labels".to_owned(), labels.len())))
            .chain(self.pixels.iter().map(|pixels| ("images".to_owned(), pixels.len())));
        for (part, count) in counts {
            if count != n_images {
                return Err(FormatError::unexpected(
                    format!("the number of images in {part}"),
                    format!("{n_images} as in layer \"{}\"", first.name),
                    count.to_string(),
                ));
            }
        }
        Ok(n_images)
    }

    /// The ground truth of every image; negative labels mean that there is none.
    fn categories(&mut self, n_images: usize) -> Result<Vec<Option<CategoryId>>, FormatError> {
        let Some(labels) = &self.labels else { return Ok(vec![None; n_images]) };
        let limit = self.category_names.as_ref().map_or(MOST_CATEGORIES, Vec::len);
        let mut categories = Vec::with_capacity(labels.len());
        for (image, &label) in labels.iter().enumerate() {
            let category = usize::try_from(label).ok();
            if category.is_some_and(|category| category >= limit) {
                return Err(FormatError::unexpected(
                    format!("the label of image {image}"),
                    format!("below {limit}, the number of categories"),
                    label.to_string(),
                ));
            }
            categories.push(category.map(CategoryId));
        }
        let unlabeled = categories.iter().filter(|category| category.is_none()).count();
        if unlabeled > 0 {
            self.warnings.push(format!(
                "{unlabeled} images have a negative label and are taken for unlabeled"
            ));
        }
        Ok(categories)
    }
}
