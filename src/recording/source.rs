//! What to open: paths of the command line turned into one source a recording, by looking at names alone.

use std::path::{Path, PathBuf};

use super::demo;
use super::fault::Fault;
use super::groups::GroupBy;
use crate::formats::FormatError;
use crate::formats::bytes::Bytes;
use crate::formats::folder::{ending, entries, stem};
use crate::text::shown_path;

/// The word that stands for the embedded demo in place of a path.
pub(super) const DEMO: &str = "demo";

/// One recording that can be opened.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name of the recording until its file says another.
    pub name: String,
    /// Where it lies; for the demo the name of the sample file.
    pub path: PathBuf,
    pub(super) group_by: GroupBy,
    pub(super) kind: Kind,
}

impl Source {
    /// The same, with its images grouped as the user says.
    #[must_use]
    pub fn grouped_by(self, group_by: GroupBy) -> Self {
        Self { group_by, ..self }
    }
}

/// How a source is read.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// A Deephys file with its model, if one was found.
    Deephys { model: Option<PathBuf>, notice: Option<String> },
    /// A Deephys file inside the program.
    Demo(Bytes),
    /// NumPy's archive.
    Npz,
    /// A safetensors file.
    Safetensors,
    /// A folder with one `.npy` file a layer.
    Folder,
    /// The summary of a layer.
    Summary,
}

/// Finds the recordings that `paths` name, in their order; a path that leads nowhere becomes an error of its own.
///
/// `demo` is the embedded demo. A folder is a recording when `.npy` files lie in it, else all recordings in it.
/// `model` is the `.model` for every Deephys file; without it one among the paths or the only one beside the file.
pub fn find_sources(paths: &[PathBuf], model: Option<&Path>) -> Vec<Result<Source, Fault>> {
    let models: Vec<PathBuf> = match model {
        Some(model) => vec![model.to_owned()],
        None => paths.iter().filter(|path| ending(path) == "model").cloned().collect(),
    };
    let mut sources = Vec::new();
    for path in paths.iter().filter(|path| ending(path) != "model") {
        if path.as_os_str() == DEMO {
            sources.extend(demo_sources().map(Ok));
        } else if path.is_dir() {
            in_folder(path, &models, &mut sources);
        } else {
            sources.push(file_source(path, &models));
        }
    }
    if sources.is_empty() {
        sources.extend(models.iter().map(|path| Err(only_a_model(path))));
    }
    sources
}

fn only_a_model(path: &Path) -> Fault {
    let advice = "name the .test files that it was recorded with, too";
    Fault::new(path, FormatError::unsupported("this", "a model, no recording", advice))
}

fn demo_sources() -> impl Iterator<Item = Source> {
    demo::recordings().map(|(file, bytes)| Source {
        name: stem(file.as_ref()),
        path: Path::new(DEMO).join(file),
        group_by: GroupBy::default(),
        kind: Kind::Demo(bytes),
    })
}

fn file_source(path: &Path, models: &[PathBuf]) -> Result<Source, Fault> {
    let kind = match ending(path).as_str() {
        "test" => {
            let (model, notice) = model_for(path, models)?;
            Kind::Deephys { model, notice }
        }
        "npz" => Kind::Npz,
        "safetensors" => Kind::Safetensors,
        "summary" => Kind::Summary,
        other => return Err(not_a_recording(path, other)),
    };
    let group_by = GroupBy::default();
    Ok(Source { name: stem(path), path: path.to_owned(), group_by, kind })
}

fn not_a_recording(path: &Path, ending: &str) -> Fault {
    let error = match std::fs::metadata(path) {
        Err(error) => FormatError::io("cannot be opened", &error),
        Ok(_) if ending == "npy" => FormatError::unsupported(
            "this",
            "one array",
            "name the folder that holds it, where every layer is a .npy file",
        ),
        Ok(_) => FormatError::unsupported(
            "this",
            "no recording by its ending",
            "use .test, .npz, .safetensors, .summary or a folder of .npy files",
        ),
    };
    Fault::new(path, error)
}

/// Adds the recordings of a folder: itself, or what lies in it.
fn in_folder(folder: &Path, models: &[PathBuf], found: &mut Vec<Result<Source, Fault>>) {
    let inside = match entries(folder) {
        Ok(inside) => inside,
        Err(error) => return found.push(Err(Fault::new(folder, error))),
    };
    if holds_arrays(&inside) {
        return found.push(Ok(folder_source(folder)));
    }
    let before = found.len();
    for path in inside {
        if path.is_dir() {
            match entries(&path) {
                Ok(inside) if holds_arrays(&inside) => found.push(Ok(folder_source(&path))),
                Ok(_) => {}
                Err(error) => found.push(Err(Fault::new(&path, error))),
            }
        } else if matches!(ending(&path).as_str(), "test" | "npz" | "safetensors" | "summary") {
            found.push(file_source(&path, models));
        }
    }
    if found.len() == before {
        let error = FormatError::invalid(
            "the folder",
            "holds no recording (.test, .npz, .safetensors, .summary, or a folder of .npy files)",
        );
        found.push(Err(Fault::new(folder, error)));
    }
}

fn folder_source(folder: &Path) -> Source {
    let named = if folder.file_name().is_some() {
        folder.to_owned()
    } else {
        folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
    };
    let name = named.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let group_by = GroupBy::default();
    Source { name, path: folder.to_owned(), group_by, kind: Kind::Folder }
}

fn holds_arrays(inside: &[PathBuf]) -> bool {
    inside.iter().any(|path| ending(path) == "npy")
}

/// The model of a `.test` file, and what to say when there is none to be sure of.
fn model_for(path: &Path, models: &[PathBuf]) -> Result<(Option<PathBuf>, Option<String>), Fault> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let same_folder: Vec<_> =
        models.iter().filter(|model| model.parent() == path.parent()).collect();
    match (models, same_folder.as_slice()) {
        ([only], _) => return Ok((Some(only.clone()), None)),
        ([], _) => {}
        (_, [only]) => return Ok((Some((*only).clone()), None)),
        _ => {
            let error = FormatError::invalid(
                "its model",
                format!("could be any of {} .model files; say which with --model", models.len()),
            );
            return Err(Fault::new(path, error));
        }
    }
    let beside: Vec<_> = entries(folder)
        .unwrap_or_default()
        .into_iter()
        .filter(|path| ending(path) == "model")
        .collect();
    Ok(match beside.as_slice() {
        [only] => (Some(only.clone()), None),
        [] => (None, Some("no .model file: layers are numbered, not named (see --model)".into())),
        several => {
            let names: Vec<_> = several
                .iter()
                .map(|model| shown_path(model.file_name().unwrap_or_default().as_ref()))
                .collect();
            let notice = format!(
                "several .model files ({}): layers are numbered, not named; say which with --model",
                names.join(", ")
            );
            (None, Some(notice))
        }
    })
}
