//! The sources themselves.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};

use super::rules::complaints;

/// All files under `folder` that end in `.rs`, but for those that hold tests alone.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let is_tests = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() && !is_tests {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") && !is_tests {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn every_part_names_only_what_it_may() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = rust_files(&src);
    assert!(files.len() > 20, "the sources are found");
    let mut found = Vec::new();
    for path in files {
        let file = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        found.extend(complaints(&file, &std::fs::read_to_string(&path).unwrap()));
    }
    assert!(found.is_empty(), "{} complaints:\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_real_file_in_another_place_is_a_complaint() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mapping = std::fs::read_to_string(src.join("formats/mmap.rs")).unwrap();
    assert_eq!(complaints("formats/mmap.rs", &mapping), [""; 0]);
    let elsewhere = complaints("formats/npy.rs", &mapping).join("\n");
    assert!(elsewhere.contains("memmap2") && elsewhere.contains("unsafe"), "{elsewhere}");
    let set = std::fs::read_to_string(src.join("recording/fault.rs")).unwrap();
    let elsewhere = complaints("analysis/fault.rs", &set).join("\n");
    assert!(elsewhere.contains("crate::formats::FormatError"), "{elsewhere}");
}
