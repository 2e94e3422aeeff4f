//! The tour of the demo: each step leads to the next, and the screen shows what it promises.

use deephys::app::Pane;

use super::harness::Screen;

/// The demo at the begin of its tour.
fn touring(width: u16, height: u16) -> Screen {
    let mut screen = Screen::demo(width, height);
    screen.app.offer_tour(true);
    screen.press("<Esc>");
    screen
}

#[track_caller]
fn assert_step(screen: &Screen, number: &str) {
    assert!(screen.line(2).contains(&format!(" {number} ")), "{number}: {}", screen.drawing());
}

#[test]
fn five_steps_lead_to_neurons_that_follow_color() {
    let mut screen = touring(120, 40);
    assert_step(&screen, "1/5");
    screen.press("T");
    assert_step(&screen, "2/5");
    screen.press("<Enter>");
    assert_step(&screen, "3/5");
    screen.assert_shows("re-tuned: Pullover → T-shirt/top");
    screen.press("ms");
    assert_step(&screen, "4/5");
    screen.press("X");
    assert_step(&screen, "5/5");
    screen.press("jjjhh");
    screen.assert_shows("46 of 46 images of Dress are taken for T-shirt/top");
    screen.press("<Enter>");
    assert_step(&screen, "end");
    screen.assert_shows("Dress and T-shirt/top");
    screen.press("gt");
    assert!(screen.app.tour().is_none());
}

#[test]
fn the_next_neuron_leads_on_as_a_label_does_and_another_pair_does_not() {
    let mut screen = touring(120, 40);
    screen.press("20G T <Enter>");
    assert_step(&screen, "3/5");
    screen.press("J");
    assert_step(&screen, "4/5");
    screen.press("X jjll <Enter>");
    assert_eq!(screen.app.place().pane, Pane::Pair);
    assert_step(&screen, "5/5");
}

#[test]
fn the_tour_begins_at_the_first_row_wherever_the_cursor_was() {
    let mut screen = Screen::demo(120, 40);
    screen.press("T");
    let first = screen.app.place().neuron;
    screen.press("5j <Enter>");
    assert_ne!(screen.app.place().neuron, first);
    screen.app.offer_tour(false);
    screen.press("gt T");
    assert_eq!(screen.app.place().neuron, first);
}

#[test]
fn steps_are_words_above_every_pane_and_leave_it_room() {
    for (width, height) in [(80, 24), (120, 40), (160, 48), (300, 100)] {
        let mut screen = touring(width, height);
        for keys in ["I", "C", "L", "X", "N"] {
            screen.press(keys);
            assert_step(&screen, "1/5");
        }
    }
    let small = touring(40, 12);
    assert!(!small.drawing().contains("1/5"), "{}", small.drawing());
}

#[test]
fn keys_of_the_user_are_those_of_the_tour_and_other_recordings_have_none() {
    let mut screen = Screen::small(&["npz/stored.npz"], 80, 24);
    screen.press("gt");
    assert!(screen.app.tour().is_none());
    assert!(screen.line(23).contains("the tour is one of the demo"), "{}", screen.line(23));
}
