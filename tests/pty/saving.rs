//! Pictures saved as files, and the numbers of their images.

use std::fs;

use deephys::ids::{ImageId, RecordingId};

use super::harness::{TAB, demo};
use crate::support::open_paths;

#[test]
fn a_picture_is_saved_as_it_is_and_none_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let mut pty = demo().sized(160, 48).within(folder.path()).go();
    pty.completes();
    pty.press("Y");
    pty.sees(&["no image under the cursor"]);
    pty.press(TAB);
    // The image that drives neuron 0 most.
    pty.press("Y");
    pty.sees(&["saved 28 × 28 pixels: "]);
    let files = || fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
    let path = files().next().unwrap();
    let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
    let number = stem.strip_prefix("Colored_fashion_T-shirt_top_").unwrap().parse().unwrap();

    let set = open_paths(&["demo".into()]);
    let picture = set.recording(RecordingId(0)).unwrap().picture(ImageId(number)).unwrap();
    let saved = image::open(&path).unwrap().to_rgb8();
    assert_eq!(saved.dimensions(), (28, 28));
    assert_eq!(saved.into_raw(), picture.rgb);

    pty.press("yi");
    pty.sees(&[&format!("copied {} characters: {number}", number.to_string().len())]);
    pty.press("Y");
    pty.sees(&[&format!("{stem}-1.png")]);
    assert_eq!(files().count(), 2);
    pty.quits();
}

#[test]
fn where_the_folder_cannot_be_written_the_state_folder_has_it() {
    let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut pty = demo().within(folder.path()).with("XDG_STATE_HOME", state.path()).go();
    pty.completes();
    // Even root can make no file in a folder that is gone.
    fs::remove_dir(folder.path()).unwrap();
    pty.press("IY");
    pty.sees(&["saved 28 × 28 pixels: "]);
    let names = fs::read_dir(state.path().join("deephys")).unwrap();
    let mut names = names.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert!(names.any(|name| name.ends_with("_0.png")));
    pty.quits();
}
