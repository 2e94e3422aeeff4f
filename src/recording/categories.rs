//! Names of categories: cleaned for display, told apart when they are the same, found again by name or number.

use std::collections::BTreeMap;

use crate::ids::CategoryId;
use crate::text::{closest, printable};

/// The categories that all recordings share, named by the reference where it names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Categories {
    names: Vec<String>,
}

impl Categories {
    /// `n_categories` names from the raw ones; missing or empty ones become `category 7`.
    ///
    /// Quotes, trailing commas and white space around a name are dropped (`'tench, Tinca tinca',` is
    /// `tench, Tinca tinca`), and names that several categories share get their ids (`crane (134)`).
    pub fn new(raw: &[String], n_categories: usize) -> Self {
        let mut names: Vec<String> = (0..n_categories)
            .map(|id| raw.get(id).map(|name| clean(name)).filter(|name| !name.is_empty()))
            .enumerate()
            .map(|(id, name)| name.unwrap_or_else(|| format!("category {id}")))
            .collect();
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for name in &names {
            *uses.entry(name.clone()).or_default() += 1;
        }
        for (id, name) in names.iter_mut().enumerate() {
            if uses.get(name).is_some_and(|&uses| uses > 1) {
                *name = format!("{name} ({id})");
            }
        }
        Self { names }
    }

    /// Number of categories.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is no category.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Name for display; a category beyond the last is named by its number.
    pub fn name(&self, category: CategoryId) -> String {
        self.names.get(category.index()).cloned().unwrap_or_else(|| format!("category {category}"))
    }

    /// A name for narrow places: that of a category without a name is shortened before its number.
    pub fn short_name(&self, category: CategoryId) -> String {
        let name = self.name(category);
        name.strip_prefix("category ").map(|number| format!("cat. {number}")).unwrap_or(name)
    }

    /// All names by id.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The category with this number or, regardless of case, this name.
    pub fn find(&self, wanted: &str) -> Option<CategoryId> {
        let by_number = wanted.parse().ok().filter(|&id: &usize| id < self.names.len());
        by_number
            .or_else(|| {
                self.names.iter().position(|name| name.to_lowercase() == wanted.to_lowercase())
            })
            .map(CategoryId)
    }

    /// A name that looks like `wanted`.
    pub fn closest(&self, wanted: &str) -> Option<&str> {
        let told_apart = format!("{} (", wanted.to_lowercase());
        let same = self.names.iter().find(|name| name.to_lowercase().starts_with(&told_apart));
        same.map(String::as_str).or_else(|| closest(wanted, self.names.iter().map(String::as_str)))
    }
}

/// One name without what a sloppy export left around it.
pub(super) fn clean(raw: &str) -> String {
    let mut name = raw.trim();
    loop {
        let inside = name.trim_end_matches(',').trim();
        let unquoted = ['\'', '"']
            .into_iter()
            .find_map(|quote| inside.strip_prefix(quote)?.strip_suffix(quote))
            .unwrap_or(inside)
            .trim();
        if unquoted == name {
            return printable(name);
        }
        name = unquoted;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(raw: &[&str]) -> Categories {
        let raw: Vec<String> = raw.iter().map(ToString::to_string).collect();
        Categories::new(&raw, raw.len())
    }

    #[test]
    fn quotes_and_commas_of_the_imagenet_files_are_dropped() {
        let categories = named(&["'tench, Tinca tinca',", " \"great white shark\", ", "it's"]);
        assert_eq!(categories.names(), ["tench, Tinca tinca", "great white shark", "it's"]);
    }

    #[test]
    fn equal_names_are_told_apart_by_id() {
        let categories = named(&["'crane',", "bird", "'crane',"]);
        assert_eq!(categories.names(), ["crane (0)", "bird", "crane (2)"]);
        assert_eq!(categories.closest("crane"), Some("crane (0)"));
    }

    #[test]
    fn empty_and_missing_names_become_numbers() {
        let categories = Categories::new(&["cat".into(), "',".into(), String::new()], 4);
        assert_eq!(categories.names(), ["cat", "'", "category 2", "category 3"]);
    }

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(named(&["\x1b[31mred"]).names(), ["\\u{1b}[31mred"]);
    }

    #[test]
    fn a_category_is_found_by_number_or_name() {
        let categories = named(&["Coat", "Bag"]);
        assert_eq!(categories.find("1"), Some(CategoryId(1)));
        assert_eq!(categories.find("coat"), Some(CategoryId(0)));
        assert_eq!(categories.find("2"), None);
        assert_eq!(categories.closest("coal"), Some("Coat"));
    }
}
