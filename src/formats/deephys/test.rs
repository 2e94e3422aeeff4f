//! A Deephys `.test` file: walked once for the place of everything, values left where they are.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use minicbor::decode::Decoder;

use super::cbor::{self, ByteString};
use super::model::suffix_warning;
use super::pixels::{PixelLayout, PixelRecord};
use crate::formats::bytes::Bytes;
use crate::formats::error::FormatError;
use crate::formats::matrix::{Matrix, Records};
use crate::formats::pixels::Picture;
use crate::formats::progress::Progress;
use crate::formats::tensor::Float;

/// The index of a `.test` file.
#[derive(Debug)]
pub struct TestFile {
    /// Name of the data set.
    pub name: String,
    /// The type named in the file; files before 26 January 2023 have none.
    pub dtype: Option<String>,
    /// Names of the categories by id; files before February 2023 have none.
    pub classes: Option<Vec<String>>,
    /// Category of each image; the exporter writes a negative one for an image without a label.
    pub category_ids: Vec<i64>,
    /// The `imageID` of each image.
    pub image_ids: Vec<u64>,
    /// What is odd about the file but does not hinder.
    pub warnings: Vec<String>,
    /// Names that images give their category, the first one of each id.
    pub category_names: BTreeMap<i64, String>,
    pub(super) bytes: Bytes,
    pub(super) arena: Arc<[u8]>,
    pub(super) pixels: Vec<PixelRecord>,
    pub(super) features: Vec<Option<usize>>,
    pub(super) layers: Vec<LayerRecords>,
}

/// Where a layer's activations begin for each image, and how many bytes they are, the same for all.
#[derive(Debug, Default)]
pub(super) struct LayerRecords {
    pub(super) size_bytes: usize,
    pub(super) starts: Vec<usize>,
}

/// What the walk has gathered so far.
#[derive(Default)]
struct Walk {
    category_ids: Vec<i64>,
    image_ids: Vec<u64>,
    category_names: BTreeMap<i64, String>,
    renamed: usize,
    pixels: Vec<PixelRecord>,
    features: Vec<Option<usize>>,
    layers: Vec<LayerRecords>,
    arena: Vec<u8>,
    layout: Option<PixelLayout>,
    file_len: usize,
}

/// One image of the walk, before it is known to be complete.
#[derive(Default)]
struct ImageRecord<'b> {
    image_id: Option<u64>,
    category_id: Option<i64>,
    category: Option<Cow<'b, str>>,
    pixels: Option<PixelRecord>,
    features: Option<usize>,
    activations: Option<Vec<ByteString>>,
}

/// An error for what is plain text. No recording begins like that: its first byte is the head of a map, no ASCII.
fn refuse_text(bytes: &[u8]) -> Result<(), FormatError> {
    const LOOKED_AT: usize = 24;
    let start: String = bytes.iter().take(LOOKED_AT).map(|byte| char::from(*byte)).collect();
    let is_text = |letter: char| letter.is_ascii_graphic() || letter.is_ascii_whitespace();
    if start.is_empty() || !start.chars().all(is_text) {
        return Ok(());
    }
    let words = start.split_whitespace().collect::<Vec<_>>().join(" ");
    Err(FormatError::invalid("the file", format!("is text, no CBOR: it begins with \"{words}\"")))
}

impl TestFile {
    /// Walks all of `file`, telling `progress` the bytes done.
    pub fn read(file: &Bytes, progress: &Progress) -> Result<Self, FormatError> {
        let bytes = file.read()?;
        refuse_text(bytes)?;
        let mut reader = Decoder::new(bytes);
        let mut walk = Walk { file_len: bytes.len(), ..Walk::default() };
        let (mut name, mut dtype, mut classes, mut has_images) = (None, None, None, false);
        let mut warnings = Vec::new();
        cbor::each_entry(&mut reader, "the recording", |key, reader| {
            match key {
                "name" => name = Some(cbor::text(reader, "name")?.into_owned()),
                "dtype" => dtype = cbor::optional_text(reader, "dtype")?.map(Cow::into_owned),
                "classes" => classes = read_classes(reader)?,
                "suffix" => {
                    let suffix = cbor::optional_text(reader, "suffix")?;
                    warnings.extend(suffix_warning(suffix));
                }
                "images" => {
                    has_images = true;
                    walk.images(reader, progress)?;
                }
                other => {
                    cbor::skip(reader, other)?;
                    warnings.push(format!("the unknown key \"{other}\" is ignored"));
                }
            }
            Ok(())
        })?;
        let missing =
            |key: &str| FormatError::invalid("the recording", format!("has no \"{key}\""));
        if !has_images {
            return Err(missing("images"));
        }
        if walk.image_ids.is_empty() {
            return Err(FormatError::unexpected(
                "the recording",
                "at least one image",
                "without any",
            ));
        }
        if walk.renamed > 0 {
            warnings.push(format!(
                "{} images give their category another name than the images before them",
                walk.renamed
            ));
        }
        Ok(Self {
            name: name.ok_or_else(|| missing("name"))?,
            dtype,
            classes,
            category_ids: walk.category_ids,
            image_ids: walk.image_ids,
            warnings,
            category_names: walk.category_names,
            bytes: file.clone(),
            arena: walk.arena.into(),
            pixels: walk.pixels,
            features: walk.features,
            layers: walk.layers,
        })
    }

    /// Number of images.
    pub fn n_images(&self) -> usize {
        self.image_ids.len()
    }

    /// Bytes that each layer has for an image, in the file's order.
    pub fn layer_sizes_bytes(&self) -> Vec<usize> {
        self.layers.iter().map(|layer| layer.size_bytes).collect()
    }

    /// The activations of each layer, numbers of type `float`; sizes that are no whole number of them are refused.
    pub fn layers(&self, float: Float) -> Result<Vec<Matrix>, FormatError> {
        let size = float.size_bytes();
        self.layers
            .iter()
            .enumerate()
            .map(|(position, layer)| {
                if layer.size_bytes == 0 || !layer.size_bytes.is_multiple_of(size) {
                    return Err(FormatError::unexpected(
                        format!("layer {position}"),
                        format!("a multiple of {size} bytes an image ({float})"),
                        format!("{} bytes", layer.size_bytes),
                    ));
                }
                let records = Records {
                    bytes: self.bytes.clone(),
                    arena: Arc::clone(&self.arena),
                    starts: layer.starts.clone(),
                };
                Ok(Matrix::from_records(records, layer.size_bytes / size, float))
            })
            .collect()
    }

    /// Height and width of an image's pixels.
    pub fn size_px(&self, image: usize) -> Result<(usize, usize), FormatError> {
        self.pixels
            .get(image)
            .map(|pixels| (pixels.height_px, pixels.width_px))
            .ok_or_else(|| self.no_image(image))
    }

    /// Whether all images have the same height and width.
    pub fn has_one_size(&self) -> bool {
        let mut sizes = self.pixels.iter().map(|pixels| (pixels.height_px, pixels.width_px));
        let first = sizes.next();
        sizes.all(|size| Some(size) == first)
    }

    /// Decodes an image's pixels: three channels of rows of bytes, or one that is gray.
    pub fn picture(&self, image: usize) -> Result<Picture, FormatError> {
        let record = self.pixels.get(image).ok_or_else(|| self.no_image(image))?;
        record.decode(self.bytes.read()?, &format!("the pixels of image {image}"))
    }

    /// The features of an image, if the file has any: text by text.
    pub fn features(&self, image: usize) -> Result<Vec<(String, String)>, FormatError> {
        let Some(start) = self.features.get(image).copied().flatten() else {
            return Ok(Vec::new());
        };
        let mut reader = Decoder::new(self.bytes.read()?);
        reader.set_position(start);
        let mut features = Vec::new();
        cbor::each_entry(&mut reader, &format!("the features of image {image}"), |key, reader| {
            features.push((key.to_owned(), cbor::text(reader, key)?.into_owned()));
            Ok(())
        })?;
        Ok(features)
    }

    /// Fails if the file has lost bytes since it was opened.
    pub fn check(&self) -> Result<(), FormatError> {
        self.bytes.check()
    }

    fn no_image(&self, image: usize) -> FormatError {
        FormatError::unexpected(
            "the image",
            format!("below {}", self.n_images()),
            image.to_string(),
        )
    }
}

fn read_classes(reader: &mut Decoder<'_>) -> Result<Option<Vec<String>>, FormatError> {
    if cbor::skip_null(reader, "classes")? {
        return Ok(None);
    }
    let mut classes = Vec::new();
    cbor::each_item(reader, "classes", |reader, position| {
        classes.push(cbor::text(reader, &format!("class {position}"))?.into_owned());
        Ok(())
    })?;
    Ok(Some(classes))
}

impl Walk {
    fn images(&mut self, reader: &mut Decoder<'_>, progress: &Progress) -> Result<(), FormatError> {
        cbor::each_item(reader, "images", |reader, image| {
            if image.is_multiple_of(128) {
                progress.tell(reader.position(), self.file_len);
                if progress.is_cancelled() {
                    return Err(FormatError::invalid("reading", "was stopped"));
                }
            }
            ImageRecord::read(reader, &mut self.layout)
                .and_then(|record| self.push(record))
                .map_err(|error| error.within(&format!("image {image}")))
        })
    }

    fn push(&mut self, record: ImageRecord<'_>) -> Result<(), FormatError> {
        let missing = |key: &str| FormatError::invalid("it", format!("has no \"{key}\""));
        let category_id = record.category_id.ok_or_else(|| missing("categoryID"))?;
        let pixels = record.pixels.ok_or_else(|| missing("data"))?;
        let activations = record.activations.ok_or_else(|| missing("activations"))?;
        if self.image_ids.is_empty() {
            self.layers.resize_with(activations.len(), LayerRecords::default);
        }
        if activations.len() != self.layers.len() {
            return Err(FormatError::unexpected(
                "the number of layers",
                format!("{} as in image 0", self.layers.len()),
                activations.len().to_string(),
            ));
        }
        let first = self.image_ids.is_empty();
        for (position, (layer, bytes)) in self.layers.iter_mut().zip(activations).enumerate() {
            if first {
                layer.size_bytes = bytes.len();
            }
            if bytes.len() != layer.size_bytes {
                return Err(FormatError::unexpected(
                    format!("the activity of layer {position}"),
                    format!("{} bytes as in image 0", layer.size_bytes),
                    format!("{} bytes", bytes.len()),
                ));
            }
            layer.starts.push(match bytes {
                ByteString::InFile { start, .. } => start,
                ByteString::Chunks(chunks) => {
                    let start = self.file_len + self.arena.len();
                    self.arena.extend(chunks);
                    start
                }
            });
        }
        // A negative id carries the name of another category.
        if let Some(name) = record.category.filter(|_| category_id >= 0) {
            let known = self.category_names.entry(category_id).or_insert_with(|| name.to_string());
            self.renamed += usize::from(*known != *name);
        }
        self.image_ids.push(record.image_id.unwrap_or(self.image_ids.len() as u64));
        self.category_ids.push(category_id);
        self.pixels.push(pixels);
        self.features.push(record.features);
        Ok(())
    }
}

impl<'b> ImageRecord<'b> {
    /// Reads all but the pixels, which have the `known` layout if they can.
    fn read(
        reader: &mut Decoder<'b>,
        known: &mut Option<PixelLayout>,
    ) -> Result<Self, FormatError> {
        let mut record = Self::default();
        cbor::each_entry(reader, "", |key, reader| {
            match key {
                "imageID" => record.image_id = Some(cbor::unsigned(reader, key)?),
                "categoryID" => record.category_id = Some(cbor::integer(reader, key)?),
                "category" => record.category = cbor::optional_text(reader, key)?,
                "data" => record.pixels = Some(PixelRecord::pass(reader, known)?),
                "features" => record.features = walk_features(reader)?,
                "activations" => record.activations = Some(read_activations(reader)?),
                other => cbor::skip(reader, other)?,
            }
            Ok(())
        })?;
        Ok(record)
    }
}

/// Where the features begin; `None` when they are null.
fn walk_features(reader: &mut Decoder<'_>) -> Result<Option<usize>, FormatError> {
    let start = reader.position();
    if cbor::skip_null(reader, "features")? {
        return Ok(None);
    }
    cbor::each_entry(reader, "features", |name, reader| cbor::text(reader, name).map(drop))?;
    Ok(Some(start))
}

fn read_activations(reader: &mut Decoder<'_>) -> Result<Vec<ByteString>, FormatError> {
    let mut layers = None;
    cbor::each_entry(reader, "activations", |key, reader| {
        if key != "activations" {
            return cbor::skip(reader, key);
        }
        let mut strings = Vec::new();
        cbor::each_item(reader, "the layers", |reader, position| {
            let string = cbor::byte_string(reader, "");
            strings.push(string.map_err(|error| error.within(&format!("layer {position}")))?);
            Ok(())
        })?;
        layers = Some(strings);
        Ok(())
    })?;
    layers.ok_or_else(|| FormatError::invalid("activations", "has no \"activations\""))
}
