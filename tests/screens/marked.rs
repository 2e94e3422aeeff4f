//! Images that the user marks, and the neurons that respond to them.

use deephys::app::Pane;
use deephys::ids::{ImageId, RecordingId};

use super::harness::{Screen, assert_drawn};

#[test]
fn space_marks_the_image_under_the_cursor_and_takes_the_mark_away() {
    let mut screen = Screen::demo(120, 40);
    screen.press("<Tab> l <Space>");
    let marked: Vec<_> = screen.app.marked().iter().copied().collect();
    assert_eq!(marked.len(), 1);
    screen.assert_shows("◆ 1");
    assert!(screen.item().starts_with(|first: char| first.is_ascii_digit()), "{}", screen.item());
    assert_eq!(screen.drawing().matches('◆').count(), 2, "in the header and under the picture");
    screen.press("<Space>");
    assert!(screen.app.marked().is_empty() && !screen.shows("◆"));
}

#[test]
fn the_same_number_in_another_recording_is_another_image() {
    let mut screen = Screen::demo(120, 40);
    screen.press(":");
    screen.press("image 7<Enter>");
    screen.press("<Space>");
    screen.assert_shows("◆ marked");
    let reference = screen.app.set().reference;
    assert!(screen.app.is_marked(reference, ImageId(7)));
    assert_eq!(screen.app.marked().len(), 1);
    screen.press("r <Space>");
    assert_eq!(screen.app.marked().len(), 2);
    assert!(screen.app.marked().iter().all(|(_, image)| *image == ImageId(7)));
}

#[test]
fn gm_lists_the_neurons_of_the_marked_images_and_enter_opens_one() {
    let mut screen = Screen::demo(120, 40);
    screen.press("g m");
    screen.assert_shows("no image is marked: Space marks one");
    let reference = screen.app.set().reference;
    let images = [3, 5, 8].map(|image| (reference, ImageId(image)));
    screen.app.mark(images);
    screen.app.mark([(reference, ImageId(usize::MAX)), (RecordingId(99), ImageId(0))]);
    assert_eq!(screen.app.marked().len(), 3, "what is not there is passed over");
    screen.press("g m");
    assert_eq!(screen.app.place().pane, Pane::Marked);
    assert_drawn("marked_120x40", &screen);
    screen.press("<Tab>");
    if screen.item().starts_with('#') {
        screen.press("<Tab>");
    }
    let neuron = screen.item();
    screen.press("<Enter>");
    assert_eq!(screen.subject(), format!("neuron {neuron}"));
    screen.press("<Backspace>");
    assert_eq!(screen.app.place().pane, Pane::Marked);
    screen.press("g u");
    assert!(screen.app.marked().is_empty());
    screen.assert_shows("3 images are no longer marked");
}

#[test]
fn where_there_is_no_image_nothing_is_marked() {
    let mut screen = Screen::demo(120, 40);
    screen.press("<Space>");
    screen.assert_shows("no image under the cursor: Tab leads to the pictures");
}

#[test]
fn a_mark_is_confirmed_in_words() {
    let mut screen = Screen::demo(120, 40);
    screen.press(":image 3<Enter> <Space>");
    assert!(screen.footer().contains("image 3 marked · 1 marked: gm shows them"));
    screen.press("<Space>");
    assert!(screen.footer().contains("image 3 no longer marked, and no other is"));
}
