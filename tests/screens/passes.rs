//! A pass over a layer: how far it is shows, keys answer meanwhile, and it ends when the layer is left.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::thread;
use std::time::Duration;

use deephys::app::{Effect, Key};
use deephys::ids::LayerId;
use deephys::query::{Analyst, Answer, ImageFilter, Query};
use deephys::store::Store;

use super::harness::Screen;
use crate::support::{large, open_paths};

/// The layers of the demo.
const CONV2: Query = Query::Layer { layer: LayerId(0) };
const LINEAR1: Query = Query::Layer { layer: LayerId(1) };

/// The layers of the large recording.
const SMALL: LayerId = LayerId(0);
const LARGE: LayerId = LayerId(1);

/// The demo's table of a layer that is not read yet, beside one that is.
fn reading() -> Screen {
    let mut screen = Screen::demo(120, 40);
    screen.press("T");
    screen.press_unanswered("[");
    screen
}

#[test]
fn the_table_says_how_far_the_pass_is() {
    let mut screen = reading();
    screen.assert_shows(" reading conv2 …");
    assert!(screen.app.is_waiting() && screen.app.wanted().contains(&CONV2));
    for (share, text) in [(0., "0 %"), (0.424, "42 %"), (1., "100 %")] {
        assert!(screen.app.tell_share_done(Some(share)), "{text} is news");
        assert!(!screen.app.tell_share_done(Some(share)), "{text} is no news any more");
        screen.press_unanswered("");
        screen.assert_shows(&format!(" reading conv2 … {text}"));
    }
    screen.press_key(Key::Ctrl('l'));
    assert!(!screen.shows("reading") && screen.shows("20 neurons · by change"));
}

#[test]
fn keys_answer_while_a_layer_is_read() {
    let mut screen = reading();
    screen.press_unanswered("?");
    screen.assert_shows("Keys");
    screen.press_unanswered("<Esc>:sort");
    assert!(screen.footer().starts_with(":sort"), "{}", screen.footer());
    screen.press_unanswered(" max<Enter>h");
    screen.assert_shows("★ Colored_fashion");
    screen.assert_shows(" reading conv2 …");
    screen.press_unanswered("N");
    assert!(screen.subject().starts_with("neuron"), "{}", screen.subject());
    screen.press_unanswered("q");
    assert_eq!(screen.effect, Effect::Quit);
}

#[test]
fn a_layer_that_was_left_is_asked_for_no_more_and_anew_when_it_is_back() {
    let mut screen = reading();
    screen.press_unanswered("]");
    let wanted = screen.app.wanted();
    assert!(!wanted.contains(&CONV2) && !wanted.contains(&LINEAR1), "{wanted:?}");
    screen.assert_shows("50 neurons · by change");
    screen.app.learn(CONV2, Answer::Stopped);
    screen.press_unanswered("[");
    screen.assert_shows(" reading conv2 …");
    assert!(screen.app.wanted().contains(&CONV2), "what was stopped is no answer");
}

/// Asks for a layer in the background, and leaves it to `meanwhile` as soon as the pass has begun.
fn asked<'a>(analyst: &'a Analyst, layer: LayerId, meanwhile: impl FnOnce() + 'a) -> Answer {
    thread::scope(|scope| {
        let asked = scope.spawn(move || analyst.answer(&Query::Layer { layer }));
        while analyst.share_done(layer, ImageFilter::NONE).is_none_or(|share| share <= 0.)
            && !asked.is_finished()
        {
            thread::sleep(Duration::from_millis(1));
        }
        meanwhile();
        asked.join().unwrap()
    })
}

#[test]
fn leaving_a_layer_stops_its_pass_and_coming_back_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    large::write(folder.path());
    let analyst = Analyst::new(open_paths(&[folder.path().into()]).into(), Store::disabled());
    analyst.attend(LARGE, ImageFilter::NONE);
    let answer = asked(&analyst, LARGE, || analyst.attend(SMALL, ImageFilter::NONE));
    assert!(matches!(answer, Answer::Stopped), "the pass was left before it was done");
    assert!(matches!(analyst.answer(&Query::Layer { layer: SMALL }), Answer::Layer(_)));
    assert_eq!(analyst.share_done(SMALL, ImageFilter::NONE), Some(1.));
    analyst.attend(LARGE, ImageFilter::NONE);
    assert_eq!(analyst.share_done(LARGE, ImageFilter::NONE), None, "nothing is done");
    let answer = asked(&analyst, LARGE, || {
        assert!(analyst.share_done(LARGE, ImageFilter::NONE).unwrap() < 0.5);
        // Back before the old pass has noticed.
        analyst.attend(SMALL, ImageFilter::NONE);
        analyst.attend(LARGE, ImageFilter::NONE);
    });
    assert!(matches!(answer, Answer::Stopped), "the old pass is over all the same");
    analyst.attend(LARGE, ImageFilter::NONE);
    let answer = asked(&analyst, LARGE, || {
        let shares = analyst.shares_done(LARGE, ImageFilter::NONE);
        assert!(shares[0].is_some_and(|share| share < 0.5), "{shares:?}");
        analyst.cancel(LARGE, ImageFilter::NONE);
    });
    assert!(matches!(answer, Answer::Stopped), "nobody wants more of it");
    analyst.attend(LARGE, ImageFilter::NONE);
    assert_eq!(analyst.shares_done(LARGE, ImageFilter::NONE), [None], "it begins anew");
    let answer = asked(&analyst, LARGE, || analyst.stop());
    assert!(matches!(answer, Answer::Stopped), "the end of the program stops every pass");
}
