//! Which images belong together: a column that is found by itself, or that the user names.

use std::path::{Path, PathBuf};

use deephys::ids::ImageId;
use deephys::recording::{
    GroupBy, Progress, RecordingSet, SetError, SetOptions, find_sources, open_all,
};
use deephys::store::Store;

use super::classes::{write, write_npy};
use crate::support::{assert_says, repository};

const LAYERS: [(&str, usize); 2] = [("linear1", 5), ("output", 3)];

/// A recording of four images with some columns of whole numbers.
fn recording(folder: &Path, name: &str, columns: &[(&str, &[i32])]) -> PathBuf {
    let path = write(folder, name, &LAYERS, [0, 1, 2, 0]);
    for (column, groups) in columns {
        let bytes: Vec<u8> = groups.iter().flat_map(|group| group.to_le_bytes()).collect();
        write_npy(&path.join(column), "<i4", &format!("({},)", groups.len()), &bytes);
    }
    path
}

/// Opens `paths` as with `--group-by`, or without it.
fn open(paths: &[PathBuf], option: Option<&str>) -> Result<RecordingSet, SetError> {
    let group_by = GroupBy::of_option(option);
    let sources: Vec<_> = find_sources(paths, None)
        .into_iter()
        .map(|source| Ok(source?.grouped_by(group_by.clone())))
        .collect();
    let opened = open_all(&sources, &Store::disabled(), &Progress::new());
    RecordingSet::agree(opened, &SetOptions { group_by, ..SetOptions::default() })
}

#[test]
fn a_column_called_group_is_found_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path(), "any", &[("group", &[7, 7, -2, -2])]);
    let set = open(std::slice::from_ref(&path), None).unwrap();
    let found = &set.recordings[0];
    assert_eq!((found.groups().unwrap()[0], found.grouped_by()), (7, Some("group")));
    assert_says(&found.warnings, "\"group\" groups the 4 images into 2 groups");
    assert_eq!(found.warnings.iter().filter(|warning| warning.contains("group")).count(), 1);
    let alone = open(&[path], Some("none")).unwrap();
    assert_eq!(alone.recordings[0].groups(), None);
    assert_says(&alone.recordings[0].warnings, "\"group\" is no layer");
}

#[test]
fn a_column_that_the_user_names_goes_before_one_that_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let columns: [(&str, &[i32]); 2] = [("group", &[0, 0, 0, 0]), ("video", &[1, 2, 2, 1])];
    let set = open(&[recording(folder.path(), "any", &columns)], Some("video")).unwrap();
    assert_eq!(set.recordings[0].groups(), Some([1, 2, 2, 1].as_slice()));
}

#[test]
fn texts_name_groups() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path(), "any", &[]);
    write_npy(&path.join("patient"), "|S3", "(4,)", b"annbobannbob");
    let set = open(&[path], Some("patient")).unwrap();
    let groups = set.recordings[0].groups().unwrap();
    assert!(groups[0] == groups[2] && groups[1] == groups[3] && groups[0] != groups[1]);
}

#[test]
fn a_wrong_length_is_told_with_both_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path(), "any", &[("group", &[1, 2, 3])]);
    let set = open(std::slice::from_ref(&path), None).unwrap();
    assert_says(&set.recordings[0].warnings, "\"group\" groups 3 images, there are 4");
    assert_eq!(set.recordings[0].groups(), None);
    let error = open(&[path], Some("group")).unwrap_err().to_string();
    assert!(error.contains("\"group\" to group by is 3; expected: 4"), "{error}");
}

#[test]
fn a_wrong_type_is_refused_only_where_the_user_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = recording(folder.path(), "any", &[]);
    write_npy(&path.join("group"), "<f4", "(4,)", &[0; 16]);
    let set = open(std::slice::from_ref(&path), None).unwrap();
    assert_says(&set.recordings[0].warnings, "\"group\" is no layer");
    let error = open(&[path], Some("group")).unwrap_err().to_string();
    assert!(error.contains("\"group\" is float32; groups are whole numbers"), "{error}");
}

#[test]
fn a_wrong_name_is_an_error_and_one_that_only_some_have_a_notice() {
    let folder = tempfile::tempdir().unwrap();
    let with = recording(folder.path(), "with", &[("video", &[1, 1, 2, 2])]);
    let without = recording(folder.path(), "without", &[]);
    let paths = [without, with];
    let error = open(&paths, Some("vidoe")).unwrap_err().to_string();
    assert!(error.contains("\"vidoe\"") && error.contains("did you mean \"video\"?"), "{error}");
    let set = open(&paths, Some("video")).unwrap();
    assert_says(&set.recordings[0].warnings, "there is no column \"video\" to group the images");
    assert!(set.recordings[1].groups().is_some());
}

#[test]
fn a_tensor_of_a_safetensors_file_groups_images() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("any.safetensors");
    let header = r#"{"linear1":{"dtype":"F32","shape":[4,2],"data_offsets":[0,32]},"group":{"dtype":"I64","shape":[4],"data_offsets":[32,64]}}"#;
    let groups: Vec<u8> = [5_i64, 5, 6, 6].iter().flat_map(|group| group.to_le_bytes()).collect();
    let length = (header.len() as u64).to_le_bytes();
    let bytes = [&length, header.as_bytes(), &[0; 32], &groups].concat();
    std::fs::write(&path, bytes).unwrap();
    let set = open(&[path], None).unwrap();
    assert_eq!(set.recordings[0].groups(), Some([5, 5, 6, 6].as_slice()));
}

#[test]
fn a_feature_of_a_deephys_file_groups_images() {
    let path = repository("tests/fixtures/small/cbor_features");
    let plain = open(std::slice::from_ref(&path), None).unwrap();
    let features = plain.recordings[0].features(ImageId(0)).unwrap();
    let (name, text) = &features[0];
    let set = open(&[path], Some(name)).unwrap();
    let groups = set.recordings[0].groups().unwrap();
    assert_eq!(groups.len(), set.recordings[0].n_images());
    let of_image = |image| set.recordings[0].features(ImageId(image)).unwrap();
    for (image, group) in groups.iter().enumerate() {
        let is_alike = of_image(image).iter().any(|(own, value)| own == name && value == text);
        assert_eq!(*group == groups[0], is_alike, "image {image}");
    }
}
