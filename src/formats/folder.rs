//! What lies in a folder: names in order, pictures in order, an ImageFolder tree.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::error::FormatError;
use super::mmap::open_regular;

/// Endings of picture files that can be decoded.
const PICTURE_ENDINGS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

/// Entries of a folder in byte order of their names, hidden ones left out.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>, FormatError> {
    let failed = |error: std::io::Error| FormatError::io("the folder cannot be read", &error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Reads a whole regular file of at most `most` bytes.
pub fn read_small(path: &Path, most: u64) -> Result<Vec<u8>, FormatError> {
    let mut bytes = Vec::new();
    let file = open_regular(path)?;
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| FormatError::io("cannot be read", &error))?;
    if bytes.len() as u64 > most {
        let found = "more".to_owned();
        return Err(FormatError::unexpected("its length", format!("at most {most} bytes"), found));
    }
    Ok(bytes)
}

/// A file's ending in lower case.
pub fn ending(path: &Path) -> String {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// The last part of a path without its ending, as text.
pub fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Picture files in name order, or in a tree with one folder a category: all of the first category, then the next.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PictureTree {
    /// The files.
    pub files: Vec<PathBuf>,
    /// Names of the category folders; empty when the pictures lie in the folder itself.
    pub categories: Vec<String>,
    /// Category of each file, with `categories`.
    pub labels: Vec<i64>,
}

/// Lists the pictures under `folder`.
pub fn picture_tree(folder: &Path) -> Result<PictureTree, FormatError> {
    let (folders, files): (Vec<_>, Vec<_>) =
        entries(folder)?.into_iter().partition(|path| path.is_dir());
    let files: Vec<_> = files.into_iter().filter(|path| is_picture(path)).collect();
    if !files.is_empty() || folders.is_empty() {
        return Ok(PictureTree { files, ..PictureTree::default() });
    }
    let mut tree = PictureTree::default();
    for (label, category) in (0..).zip(folders) {
        for path in entries(&category)?.into_iter().filter(|path| is_picture(path)) {
            tree.files.push(path);
            tree.labels.push(label);
        }
        tree.categories
            .push(category.file_name().unwrap_or_default().to_string_lossy().into_owned());
    }
    Ok(tree)
}

fn is_picture(path: &Path) -> bool {
    PICTURE_ENDINGS.contains(&ending(path).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_of_categories_is_listed_as_torchvision_does() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["dog/b.png", "cat/2.jpg", "cat/10.jpg", "cat/notes.txt", "dog/.hidden.png"] {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, []).unwrap();
        }
        let tree = picture_tree(folder.path()).unwrap();
        let names: Vec<_> = tree.files.iter().map(|path| stem(path)).collect();
        assert_eq!(names, ["10", "2", "b"]);
        assert_eq!(tree.categories, ["cat", "dog"]);
        assert_eq!(tree.labels, [0, 0, 1]);
    }
}
