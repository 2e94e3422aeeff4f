//! The page of what is being worked out: what goes on, how far it is, what is stopped and starts again.

use deephys::app::{Effect, Ongoing};
use deephys::ids::{LayerId, NeuronId, RecordingId};
use deephys::query::{Answer, Query};

use super::harness::{Screen, assert_drawn};

const CONV2: Query = Query::Layer { layer: LayerId(0) };

/// The demo's table of a layer that is being read.
fn reading() -> Screen {
    let mut screen = Screen::demo(120, 40);
    screen.press("T");
    screen.press_unanswered("[");
    screen
}

fn ongoing(share: f64) -> Ongoing {
    let neuron =
        Query::Neuron { recording: RecordingId(2), layer: LayerId(0), neuron: NeuronId(7) };
    let shares = vec![Some(1.), Some(share), None, None];
    Ongoing { running: vec![neuron, CONV2], waiting: 3, shares, pictures: 12 }
}

#[test]
fn the_page_lists_what_goes_on_and_how_far_it_is() {
    let mut screen = reading();
    screen.press_unanswered("W");
    assert!(screen.app.see_work(ongoing(0.42)), "that is news");
    assert!(!screen.app.see_work(ongoing(0.42)), "that is none");
    screen.press_unanswered("");
    for (share, name) in [("▸100.0 %", "Colored"), (" 42.0 %", "Permuted"), ("…", "Arbitrary")]
    {
        let drawing = screen.drawing();
        let line = drawing.lines().find(|line| line.contains(&format!("conv2 of {name}")));
        assert!(line.is_some_and(|line| line.contains(share)), "{share} of {name} in\n{drawing}");
    }
    screen.assert_shows("neuron 7 in Arbitrary_colored_fashion");
    screen.assert_shows("3 more questions");
    screen.assert_shows("12 pictures");
    assert_drawn("work_120x40", &screen);
}

#[test]
fn enter_stops_a_pass_which_is_asked_for_no_more_until_it_starts_again() {
    let mut screen = reading();
    screen.press_unanswered("W");
    screen.app.see_work(ongoing(0.42));
    screen.press_unanswered("<Enter>");
    assert_eq!(screen.effect, Effect::StopReading);
    screen.app.learn(CONV2, Answer::Stopped);
    screen.app.see_work(Ongoing::default());
    screen.press_unanswered("");
    screen.assert_shows("stopped · Enter starts it again");
    assert!(!screen.app.wanted().contains(&CONV2));
    screen.press("<Esc>");
    screen.assert_shows("reading conv2 was stopped: W starts it again");
    assert!(!screen.app.is_waiting(), "nothing is on its way");
    screen.press("L");
    screen.assert_shows("reading conv2 was stopped: W starts it again");
    screen.press_unanswered("TW");
    screen.assert_shows("stopped · Enter starts it again");
    screen.press_unanswered("<Enter>");
    assert_eq!(screen.effect, Effect::ReadAgain);
    assert!(screen.app.wanted().contains(&CONV2));
    screen.press("<Esc>");
    screen.assert_shows("20 neurons · by change");
}

#[test]
fn a_layer_that_was_left_is_stopped_no_more() {
    let mut screen = reading();
    screen.press_unanswered("W");
    screen.app.see_work(ongoing(0.));
    screen.press_unanswered("<Enter><Esc>][");
    assert!(screen.app.wanted().contains(&CONV2));
}

#[test]
fn scores_without_a_shift_are_stopped_too() {
    let mut screen = Screen::demo(160, 48);
    screen.press_unanswered("T :columns +null_percentile<Enter>");
    let is_null = |query: &Query| matches!(query, Query::Null { .. });
    assert!(screen.app.wanted().iter().any(is_null));
    screen.press_unanswered("W<Enter>");
    assert!(!screen.app.wanted().iter().any(is_null));
    screen.press_unanswered("<Enter>");
    assert!(screen.app.wanted().iter().any(is_null));
}

#[test]
fn when_nothing_goes_on_the_page_says_so() {
    let mut screen = Screen::demo(80, 24);
    screen.press("W");
    screen.assert_shows("nothing: all that shows is known");
    screen.press("<Enter> j k x");
    assert!(screen.app.overlay().is_none(), "any other key closes");
}
