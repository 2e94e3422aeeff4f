//! The confusion pane: ten categories as numbers, a thousand as a map, orders, differences, and what opens from it.

use std::sync::Arc;

use deephys::app::Pane;
use deephys::ids::{CategoryId, LayerId, RecordingId};
use deephys::query::{Analyst, Shard};
use deephys::store::Store;

use super::files::Files;
use super::harness::{Screen, assert_drawn};
use crate::support::open_paths;

/// The demo's matrix in the first recording that is not the reference.
fn demo(width: u16, height: u16) -> Screen {
    let mut screen = Screen::demo(width, height);
    screen.press("C r X");
    screen
}

/// A thousand categories, two images each: one right, the other taken for the category 500 further; but 7 is taken
/// for 8 and 8 for 7, both images.
fn thousand(files: &Files, width: u16, height: u16) -> Screen {
    let taken = |truth: u16| match truth {
        7 => [8, 8],
        8 => [7, 7],
        _ => [truth, (truth + 500) % 1000],
    };
    let images: Vec<(u16, u16)> =
        (0..1000).flat_map(|truth| taken(truth).map(|predicted| (truth, predicted))).collect();
    let right: Vec<(u16, u16)> = (0..1000).map(|truth| (truth, truth)).collect();
    let paths =
        [files.write_taken("right", 1000, &right), files.write_taken("shifted", 1000, &images)];
    let mut screen = Screen::open(&paths, width, height);
    screen.press("r X");
    screen
}

fn cursor(screen: &Screen) -> (usize, usize) {
    let place = screen.app.place();
    (place.category.index(), place.other.index())
}

#[test]
fn ten_categories_are_numbers() {
    for (width, height) in [(160, 48), (120, 40), (80, 24)] {
        assert_drawn(&format!("confusion_{width}x{height}"), &demo(width, height));
    }
}

#[test]
fn the_cursor_begins_at_what_the_category_is_taken_for_most() {
    let screen = demo(80, 24);
    assert_eq!(screen.subject(), "T-shirt/top → Pullover");
    screen.assert_shows("53 of 55 T-shirt/top taken for Pullover:  0.0 % ★  96.4 % ●");
}

#[test]
fn a_difference_has_signs_and_the_reference_none() {
    let mut screen = demo(80, 24);
    screen.press("D");
    screen.assert_shows("how much more often");
    assert_drawn("confusion_difference_80x24", &screen);
    screen.assert_shows("+96");
    screen.assert_shows("−100");
    assert!(!screen.press("R").shows("minus ★"), "nothing differs from itself");
    screen.press("r D");
    assert!(!screen.shows("+96"));
}

#[test]
fn categories_go_by_number_by_error_or_in_clusters() {
    let mut screen = demo(80, 24);
    let first = |screen: &mut Screen| {
        screen.press("gg");
        screen.app.place().category
    };
    screen.press(":recording 3<Enter>");
    assert_eq!(first(&mut screen), CategoryId(0));
    screen.press("o");
    screen.assert_shows("by error");
    let worst = first(&mut screen);
    let matrix = screen.app.matrix(screen.app.place().recording).unwrap();
    let errors: Vec<_> = (0..10).map(|category| matrix.error(CategoryId(category))).collect();
    assert!(errors.iter().all(|error| *error <= errors[worst.index()]), "{errors:?}");
    screen.press("o");
    screen.assert_shows("confused ones together");
    assert_drawn("confusion_clustered_80x24", &screen);
    screen.press(":order num<Enter>");
    screen.assert_shows("by number");
    screen.press(":order x<Enter>").assert_shows("number, error or clustered");
}

#[test]
fn enter_opens_the_pair_or_the_category_and_back_leads_here() {
    let mut screen = demo(120, 40);
    screen.press("jl");
    let (before, at) = (screen.drawing(), cursor(&screen));
    screen.press("<Enter>");
    assert_eq!((screen.app.place().pane, cursor(&screen)), (Pane::Pair, at));
    screen.press("<Backspace>");
    assert_eq!(screen.drawing(), before);
    screen.press("gg 99h <Enter>");
    assert_eq!(screen.app.place().pane, Pane::Category);
    screen.press("<Tab><Enter> X");
    assert_eq!(cursor(&screen), (0, 3), "the pair is under the cursor");
}

#[test]
fn a_thousand_categories_are_a_map_and_the_part_around_the_cursor() {
    for (width, height) in [(160, 48), (80, 24)] {
        let files = Files::new();
        let mut screen = thousand(&files, width, height);
        screen.press("7G");
        assert_drawn(&format!("confusion_thousand_{width}x{height}"), &screen);
    }
}

#[test]
fn confused_categories_of_a_thousand_stand_together() {
    let files = Files::new();
    let mut screen = thousand(&files, 120, 40);
    screen.press("oo 3G");
    assert_eq!(cursor(&screen), (3, 500));
    let map = screen.app.matrix_map().unwrap();
    let at = |category| map.position(CategoryId(category));
    for (one, other) in [(3, 503), (999, 499), (7, 8)] {
        assert_eq!(at(one).abs_diff(at(other)), 1, "{one} and {other}");
    }
    screen.press("o o");
    screen.assert_shows("by error");
    screen.press("gg");
    assert_eq!(cursor(&screen).0, 7, "nothing of it is right");
}

#[test]
fn a_map_with_half_blocks() {
    let files = Files::new();
    let mut screen = thousand(&files, 80, 24).with_half_blocks();
    screen.press("D");
    screen.assert_shows("▀");
    screen.assert_shows("+50");
}

#[test]
fn without_labels_or_predictions_the_pane_says_why() {
    for (form, why) in [
        ("npz/no_labels.npz", "no matrix: no labels"),
        ("npz/no_classification.npz", "no matrix: no classification layer"),
        ("npz/layers_only.npz", "no matrix: no labels"),
    ] {
        let mut screen = Screen::small(&[form], 80, 24);
        screen.press("X").assert_shows(why);
        screen.press("jl<Enter>");
    }
}

#[test]
fn one_category_is_a_matrix_too() {
    let files = Files::new();
    let path = files.write_taken("one", 1, &[(0, 0), (0, 0)]);
    let mut screen = Screen::open(&[path], 80, 24);
    screen.press("X").assert_shows("2 of 2 kind 0 taken for what they are");
    screen.press("lj o o <Enter>");
    assert_eq!(screen.app.place().pane, Pane::Category);
}

#[test]
fn summaries_in_place_of_recordings_say_what_they_lack() {
    let files = Files::new();
    let images = [(0, 0), (0, 1), (1, 1), (2, 1), (2, 2)];
    let path = files.write_taken("whole", 3, &images);
    let analyst = Analyst::new(Arc::new(open_paths(&[path])), Store::disabled());
    let shard = Shard::of(&analyst, (RecordingId(0), LayerId(0)), 0).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("whole.summary");
    shard.write(&summary, || false).unwrap();
    let mut screen = Screen::open(&[summary], 80, 24);
    screen.press("C").assert_shows("a summary: it does not hold");
    screen.assert_shows("top neurons by mean activation");
    screen.press("<Tab><Enter> X").assert_shows("no matrix: a summary");
    screen.press("o D l <Enter>").assert_shows("of both");
}

#[test]
fn the_images_of_a_cell_stand_below_the_matrices_where_there_is_room() {
    let mut screen = Screen::demo(160, 48).with_half_blocks();
    screen.press(":category T-shirt/top<Enter> X");
    let place = *screen.app.place();
    if place.category == place.other {
        screen.assert_shows("beside the diagonal, the images of a cell show here");
    }
    screen.press("r h h h h h h h h h l l");
    screen.assert_shows("53 T-shirt/top taken for Pullover");
    let shown = screen.app.pair(screen.app.place().recording).unwrap();
    let first = shown.false_negatives.as_ref().unwrap()[0];
    screen.assert_shows(&format!("#{first} ✗"));
    screen.press("j");
    screen.assert_shows("Trouser taken for Pullover");
    // Where there is none, the matrices are as before.
    screen.resize(80, 24);
    assert!(!screen.shows("taken for Pullover\n"));
}
