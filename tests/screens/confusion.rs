//! The confusion pane: ten categories as numbers, a thousand as a map, orders, differences, and what opens from it.

use std::path::Path;
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
    for (width, height) in [(300, 100), (160, 48), (120, 40), (80, 24)] {
        assert_drawn(&format!("confusion_{width}x{height}"), &demo(width, height));
    }
}

#[test]
fn names_of_ten_categories_are_whole() {
    let names = ["T-shirt/top", "Trouser", "Pullover", "Sandal", "Sneaker", "Ankle boot"];
    for (width, height, shown) in [(300, 100, 4), (160, 48, 4), (120, 40, 2), (80, 24, 1)] {
        let screen = demo(width, height);
        let drawing = screen.drawing();
        for name in names {
            // Once beside its row, once above its column.
            let count = drawing.matches(name).count();
            assert!(count >= 2 * shown, "{name} {count} times at {width}x{height}\n{drawing}");
        }
    }
}

#[test]
fn two_matrices_use_the_room() {
    let files = Files::new();
    let images: Vec<(u16, u16)> = (0..40).map(|image| (image % 10, image * image % 10)).collect();
    let right: Vec<(u16, u16)> = (0..10).map(|truth| (truth, truth)).collect();
    let paths = [files.write_taken("right", 10, &right), files.write_taken("squares", 10, &images)];
    let mut screen = Screen::open(&paths, 80, 24);
    screen.press("r X");
    for (width, height) in [(300, 100), (160, 48), (120, 40), (80, 24)] {
        screen.resize(width, height);
        assert_drawn(&format!("confusion_two_{width}x{height}"), &screen);
    }
}

/// The recordings of handwritten digits, whose categories are numbers by name.
fn digits(width: u16, height: u16) -> Screen {
    let folder = Path::new("tests/fixtures/golden/mnist");
    let paths = ["Colored_mnist.test", "Permuted_colored_mnist.test"].map(|name| folder.join(name));
    let mut screen = Screen::open(&paths, width, height);
    screen.press("r X");
    screen
}

#[test]
fn names_that_are_numbers_are_told_from_numbers_of_images() {
    let mut screen = digits(80, 24);
    screen.press(")");
    let (truth, taken) = cursor(&screen);
    let matrix = screen.app.matrix(screen.app.place().recording).unwrap();
    let count = matrix.count(CategoryId(truth), CategoryId(taken));
    let all = matrix.images(CategoryId(truth));
    screen.assert_shows(&format!("{count} of {all} images of {truth} are taken for {taken}:"));
    screen.press("<Enter>");
    screen.assert_shows(&format!("{count} of {all} images of {truth} → {taken}"));
    assert_drawn("confusion_digits_300x100", &digits(300, 100));
}

#[test]
fn parentheses_go_from_error_to_error_the_most_frequent_first() {
    let mut screen = demo(120, 40);
    let recording = screen.app.place().recording;
    let matrix = screen.app.matrix(recording).unwrap();
    let mut counts: Vec<usize> =
        matrix.cells().iter().filter(|cell| cell.0 != cell.1).map(|cell| cell.2).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let count = |screen: &Screen| {
        let (truth, taken) = cursor(screen);
        let matrix = screen.app.matrix(recording).unwrap();
        matrix.count(CategoryId(truth), CategoryId(taken))
    };
    let last = counts.len();
    for (index, expected) in counts.iter().enumerate() {
        screen.press(")");
        assert_eq!(count(&screen), *expected);
        let position = format!("error {} of {last}, the most frequent first", index + 1);
        assert_eq!(screen.app.message(), Some(position.as_str()));
    }
    screen.press(")").assert_shows(&format!("error 1 of {last}: around to the most frequent"));
    screen
        .press("(")
        .assert_shows(&format!("error {last} of {last}: around to the least frequent"));
    screen.press("2(").assert_shows(&format!("error {} of {last}", last - 2));

    // Who goes elsewhere begins anew.
    screen.press("gg 99h 3)");
    assert_eq!(count(&screen), counts[2]);
    screen.press("gg 99h (");
    assert_eq!(count(&screen), counts[last - 1]);
}

#[test]
fn the_greatest_difference_is_first_where_differences_show() {
    let mut screen = demo(120, 40);
    screen.press(":recording 3<Enter> D )");
    let recording = screen.app.place().recording;
    let difference = |screen: &Screen, (truth, taken): (usize, usize)| {
        screen.app.cell_share(recording, (CategoryId(truth), CategoryId(taken))).unwrap().abs()
    };
    let first = cursor(&screen);
    for truth in 0..10 {
        for taken in (0..10).filter(|taken| *taken != truth) {
            assert!(difference(&screen, (truth, taken)) <= difference(&screen, first));
        }
    }
    screen.assert_shows("the greatest first");
    screen.press(")");
    assert!(difference(&screen, cursor(&screen)) <= difference(&screen, first));
}

#[test]
fn the_pair_goes_on_to_the_next_error_and_other_panes_say_where_to() {
    let mut screen = demo(120, 40);
    screen.press(") <Enter>");
    let first = cursor(&screen);
    screen.press(")");
    assert_eq!(screen.app.place().pane, Pane::Pair);
    let second = cursor(&screen);
    assert_ne!(first, second);
    screen.assert_shows("error 2 of ");
    screen.press("X (");
    assert_eq!(cursor(&screen), first);
    screen.press("N )").assert_shows("goes through the errors in the confusion pane: X");
    screen.press("X R )").assert_shows("no errors in Colored_fashion");
}

#[test]
fn errors_of_a_thousand_categories() {
    let files = Files::new();
    let mut screen = thousand(&files, 120, 40);
    screen.press(")");
    assert_eq!(cursor(&screen), (7, 8), "both images of it");
    screen.press(") )");
    assert_eq!(cursor(&screen), (0, 500), "ties go to the lower number");
    screen.assert_shows("error 3 of 1000, the most frequent first");
}

#[test]
fn the_cursor_begins_at_what_the_category_is_taken_for_most() {
    let screen = demo(80, 24);
    assert_eq!(screen.subject(), "T-shirt/top → Pullover");
    screen.assert_shows("53 of 55 images of T-shirt/top → Pullover:  0.0 % ★  96.4 % ●");
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
    screen.press("X").assert_shows("2 of 2 images of kind 0 are right");
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
    screen.assert_shows("53 images of T-shirt/top → Pullover");
    let shown = screen.app.pair(screen.app.place().recording).unwrap();
    let first = shown.false_negatives.as_ref().unwrap()[0];
    screen.assert_shows(&format!("#{first} ✗"));
    screen.press("j");
    screen.assert_shows("images of Trouser are taken for Pullover");
    // Where there is none, the matrices are as before.
    screen.resize(80, 24);
    assert!(!screen.shows(&format!("#{first} ✗")));
}
