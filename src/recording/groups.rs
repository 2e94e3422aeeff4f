//! Which images of a recording are not independent of each other: those that one column of the file names alike.

use crate::formats::FormatError;
use crate::formats::deephys::TestFile;
use crate::formats::tensor::{Element, Tensor, shape_text};
use crate::store::stable_hash;

/// Names under which a column of groups is found by itself.
const FOUND: [&str; 2] = ["group", "groups"];

/// What the user says about groups of images that are not independent: frames of a video, images of a patient, copies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum GroupBy {
    /// By the column `group` or `groups`, if there is one.
    #[default]
    Found,
    /// By the column of this name.
    Named(String),
    /// Every image by itself.
    Nothing,
}

impl GroupBy {
    /// As an option says it: the name of a column, or `none`.
    pub fn of_option(option: Option<&str>) -> Self {
        match option {
            None => Self::Found,
            Some("none") => Self::Nothing,
            Some(name) => Self::Named(name.to_owned()),
        }
    }

    /// Whether the column of this name is wanted.
    pub(super) fn wants(&self, name: &str) -> bool {
        match self {
            Self::Found => FOUND.contains(&name),
            Self::Named(wanted) => wanted == name,
            Self::Nothing => false,
        }
    }
}

/// Groups of images that are not independent of each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Groups {
    /// The column that they were read from.
    pub(super) name: String,
    /// The group of each image: a number that the same group has in every file.
    pub(super) keys: Vec<u64>,
}

impl Groups {
    /// The groups in an array of whole numbers or texts, one an image.
    pub(super) fn from_tensor(name: &str, tensor: &Tensor) -> Result<Self, FormatError> {
        if tensor.shape.len() != 1 {
            let found = shape_text(&tensor.shape);
            return Err(FormatError::unexpected(
                "its shape",
                "one group an image, (images)",
                found,
            ));
        }
        let keys = match tensor.element {
            Element::Int { .. } => tensor.integers()?.into_iter().map(i64::cast_unsigned).collect(),
            Element::Text { .. } | Element::ByteText { .. } => {
                tensor.texts()?.iter().map(|text| key_of(text)).collect()
            }
            _ => {
                let advice = "groups are whole numbers or texts, one an image";
                return Err(FormatError::unsupported("it", tensor.element.to_string(), advice));
            }
        };
        Ok(Self { name: name.to_owned(), keys })
    }

    /// The groups that a feature of the images names, and the names of the features; an image without the feature is a
    /// group of its own.
    pub(super) fn from_features(
        file: &TestFile,
        by: &GroupBy,
    ) -> Result<(Option<Self>, Vec<String>), FormatError> {
        if file.n_images() == 0 || *by == GroupBy::Nothing {
            return Ok((None, Vec::new()));
        }
        let names: Vec<String> = file.features(0)?.into_iter().map(|(name, _)| name).collect();
        let Some(wanted) = names.iter().find(|name| by.wants(name)) else {
            return Ok((None, names));
        };
        let key = |image: usize| {
            let features = file.features(image)?;
            let own = features.iter().find(|(name, _)| name == wanted);
            Ok(own.map_or_else(|| key_of(&format!("image {image}")), |(_, text)| key_of(text)))
        };
        let keys: Result<Vec<u64>, FormatError> = (0..file.n_images()).map(key).collect();
        Ok((Some(Self { name: wanted.clone(), keys: keys? }), names))
    }

    /// How many groups there are.
    fn count(&self) -> usize {
        let mut keys = self.keys.clone();
        keys.sort_unstable();
        keys.dedup();
        keys.len()
    }

    /// What is said of groups that nobody asked for by name.
    pub(super) fn notice(&self, by: &GroupBy) -> Option<String> {
        let (name, count, images) = (&self.name, self.count(), self.keys.len());
        (*by == GroupBy::Found).then(|| {
            format!(
                "\"{name}\" groups the {images} images into {count} groups, which the statistics keep together; --group-by none takes each image by itself"
            )
        })
    }
}

/// A number for the text that names a group.
fn key_of(text: &str) -> u64 {
    stable_hash(text.bytes().map(u64::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_named_or_left_alone() {
        assert!(GroupBy::of_option(None).wants("group"));
        assert!(!GroupBy::of_option(None).wants("video"));
        assert!(GroupBy::of_option(Some("video")).wants("video"));
        assert!(!GroupBy::of_option(Some("video")).wants("group"));
        assert!(!GroupBy::of_option(Some("none")).wants("group"));
    }
}
