//! A recording from a Deephys `.test` file and its `.model`.

use std::path::Path;
use std::sync::Arc;

use super::fault::Fault;
use super::groups::Groups;
use super::origin::Origin;
use super::source::Source;
use super::{Layer, MOST_CATEGORIES, Recording};
use crate::formats::FormatError;
use crate::formats::bytes::Bytes;
use crate::formats::deephys::{ModelFile, TestFile};
use crate::formats::pixels::Pixels;
use crate::formats::progress::Progress;
use crate::formats::tensor::Float;
use crate::ids::CategoryId;
use crate::store::{Identity, Key, Store};

/// The index of a smaller file is found faster than it is worth keeping.
const WORTH_KEEPING_BYTES: usize = 16 << 20;

/// Opens the bytes of a `.test` file, whose index may be in the store; `model` is the path and the bytes of its `.model`.
pub(super) fn open(
    source: &Source,
    (bytes, store): (&Bytes, &Store),
    model: Option<(impl AsRef<Path>, Bytes)>,
    progress: &Progress,
) -> Result<Recording, Fault> {
    let mut origin = Origin::file(&source.path, bytes);
    let model = match model {
        Some((path, bytes)) => {
            origin.add(path.as_ref(), &bytes);
            Some(ModelFile::read(&bytes).map_err(|error| Fault::new(path.as_ref(), error))?)
        }
        None => None,
    };
    let failed = |error| Fault::new(&source.path, error);
    let file = read(&source.path, bytes, store, progress).map_err(failed)?;
    let recording = assemble(source, file, model).map_err(failed)?;
    Ok(Recording { origin, ..recording })
}

/// The file with its index: the one that was kept, if the file is still the same, else a new one.
fn read(
    path: &Path,
    bytes: &Bytes,
    store: &Store,
    progress: &Progress,
) -> Result<TestFile, FormatError> {
    let is_worth_it = store.is_enabled() && bytes.len() >= WORTH_KEEPING_BYTES;
    let identity = || {
        let now = bytes.metadata().filter(|_| is_worth_it)?;
        Identity::of(path, &now)
    };
    let before = identity();
    let key = before.as_ref().map(|file| Key::new("index", TestFile::INDEX_VERSION).of_file(file));
    let kept = key.as_ref().and_then(|key| store.get(key));
    if let Some(file) = kept.and_then(|sections| TestFile::from_index(bytes, &sections)) {
        return Ok(file);
    }
    let file = TestFile::read(bytes, progress)?;
    // Not if it changed while it was read.
    if let Some(key) = key.filter(|_| identity() == before)
        && let Some(sections) = file.index()
    {
        store.put(&key, &sections.iter().map(Vec::as_slice).collect::<Vec<_>>());
    }
    Ok(file)
}

fn assemble(
    source: &Source,
    file: TestFile,
    model: Option<ModelFile>,
) -> Result<Recording, FormatError> {
    let mut warnings = file.warnings.clone();
    let float = float(&file, &mut warnings)?;
    let names = match &model {
        Some(model) => layer_names(model, &file, float)?,
        None => (0..file.layer_sizes_bytes().len()).map(|layer| format!("layer{layer}")).collect(),
    };
    let matrices = file.layers(float)?;
    if matrices.is_empty() {
        return Err(FormatError::unexpected("the recording", "at least one layer", "without any"));
    }
    let layers = names.into_iter().zip(matrices).enumerate();
    let layers = layers.map(|(place, (name, matrix))| Layer::new(name, place, matrix)).collect();
    let category_names = category_names(&file, &mut warnings)?;
    let categories =
        file.category_ids.iter().map(|&id| usize::try_from(id).ok().map(CategoryId)).collect();
    let (model_name, stated_classifier) = match model {
        Some(model) => {
            warnings.extend(model.warnings);
            (Some(model.name), model.classification_layer)
        }
        None => (None, None),
    };
    let (groups, columns) = Groups::from_features(&file, &source.group_by)?;
    warnings.extend(groups.as_ref().and_then(|groups| groups.notice(&source.group_by)));
    let thumbnail_size_px = file.size_px(0).ok();
    let file = Arc::new(file);
    Ok(Recording {
        thumbnail_size_px,
        name: file.name.clone(),
        path: crate::text::shown_path(&source.path),
        layers_are_unnamed: model_name.is_none(),
        model_name,
        warnings,
        number: 0,
        n_images: file.n_images(),
        layers,
        stated_classifier,
        groups,
        columns,
        categories,
        category_names,
        pixels: Some(Pixels::Records(Arc::clone(&file))),
        test_file: Some(file),
        summary: None,
        origin: Origin::default(),
    })
}

fn float(file: &TestFile, warnings: &mut Vec<String>) -> Result<Float, FormatError> {
    match file.dtype.as_deref() {
        Some("float32") => Ok(Float::F32),
        Some("float64") => Ok(Float::F64),
        Some(other) => Err(FormatError::unexpected(
            "the dtype",
            "\"float32\" or \"float64\"",
            format!("\"{other}\""),
        )),
        None => {
            warnings
                .push("the file is from before 2023 and names no dtype: read as float32".into());
            Ok(Float::F32)
        }
    }
}

/// The model's layer names, once its widths are those of the file.
fn layer_names(
    model: &ModelFile,
    file: &TestFile,
    float: Float,
) -> Result<Vec<String>, FormatError> {
    let sizes = file.layer_sizes_bytes();
    if sizes.len() != model.layers.len() {
        return Err(FormatError::unexpected(
            "the number of layers",
            format!("{} as in the model \"{}\"", model.layers.len(), model.name),
            sizes.len().to_string(),
        ));
    }
    for ((name, neurons), size) in model.layers.iter().zip(sizes) {
        if size != neurons * float.size_bytes() {
            return Err(FormatError::unexpected(
                format!("layer \"{name}\""),
                format!(
                    "{} bytes ({neurons} neurons of the model \"{}\" in {float})",
                    neurons * float.size_bytes(),
                    model.name
                ),
                format!("{size} bytes an image"),
            ));
        }
    }
    Ok(model.layers.iter().map(|(name, _)| name.clone()).collect())
}

fn category_names(file: &TestFile, warnings: &mut Vec<String>) -> Result<Vec<String>, FormatError> {
    let most = file.category_ids.iter().copied().max().unwrap_or(0).max(0);
    let limit = file.classes.as_ref().map_or(MOST_CATEGORIES, Vec::len);
    let unlabeled = file.category_ids.iter().filter(|&&id| id < 0).count();
    if unlabeled > 0 {
        warnings
            .push(format!("{unlabeled} images have a negative categoryID: taken for unlabeled"));
    }
    if unlabeled == file.category_ids.len() || usize::try_from(most).is_ok_and(|most| most < limit)
    {
        if let Some(classes) = &file.classes {
            return Ok(classes.clone());
        }
        warnings.push("the file lists no classes: their names are taken from its images".into());
        let names = (0..=most).map(|id| file.category_names.get(&id).cloned().unwrap_or_default());
        return Ok(names.collect());
    }
    let image = file.category_ids.iter().position(|&id| id == most).unwrap_or(0);
    Err(FormatError::unexpected(
        format!("the categoryID of image {image}"),
        format!("below {limit}, the number of classes"),
        most.to_string(),
    ))
}
