//! Notices about what numbers mean, on the page behind `w`.
#![expect(clippy::unwrap_used, reason = "a file that cannot be written ends the test")]

use std::path::Path;

use super::harness::Screen;

fn write_npy(path: &Path, descr: &str, shape: &str, data: &[u8]) {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    let bytes = [b"\x93NUMPY\x01\x00".as_slice(), &length, header.as_bytes(), data].concat();
    std::fs::write(path.with_extension("npy"), bytes).unwrap();
}

fn write_layer(path: &Path, rows: &[[f32; 3]]) {
    let bytes: Vec<u8> = rows.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    write_npy(path, "<f4", &format!("({}, 3)", rows.len()), &bytes);
}

#[test]
fn what_outputs_and_layers_look_like_is_pointed_to_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("any");
    std::fs::create_dir(&path).unwrap();
    write_layer(&path.join("hidden"), &[[-1.5, 2.0, 0.25], [3.0, -0.5, -2.0], [0.5, 1.0, -4.0]]);
    write_layer(&path.join("probs"), &[[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.25, 0.25, 0.5]]);
    let labels: Vec<u8> = [0_i64, 1, 2].iter().flat_map(|label| label.to_le_bytes()).collect();
    write_npy(&path.join("labels"), "<i8", "(3,)", &labels);
    let mut screen = Screen::open(&[path], 120, 40);
    assert!(
        screen.footer().contains("2 notices about the files: w shows them"),
        "{}",
        screen.footer()
    );
    screen.press("w");
    screen.assert_shows("the classification layer \"probs\" holds probabilities, not logits");
}

#[test]
fn the_demo_says_that_its_colors_or_labels_moved_once_the_layer_is_known() {
    let mut screen = Screen::demo(120, 40);
    assert!(!screen.press("w").drawing().contains("either the labels"), "nothing is read for it");
    screen.press("<Esc>T").press("w");
    screen.assert_shows("Permuted_colored_fashion: the same tuning with categories exchanged (0→3");
    screen.assert_shows("either the labels are in another order, or the cue moved with them");
}
