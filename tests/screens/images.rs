//! A filter of images: which of them count is typed once, and every pane, number and step obeys.

use deephys::app::{Key, Pane};
use deephys::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use deephys::query::{Analyst, Answer, Query, Scale};
use deephys::recording::{Recording, RecordingSet};
use deephys::store::Store;

use super::files::Files;
use super::harness::{Screen, assert_drawn};
use crate::support::open_paths;

/// The demo with answers of its own: other tests share theirs, and one filter at a time is held.
fn demo() -> Screen {
    Screen::open(&["demo".into()], 120, 40)
}

fn filter(screen: &mut Screen, expression: &str) {
    screen.press("i <C-u>").press(expression).press("<Enter>");
}

#[test]
fn an_expression_lets_some_images_count_and_the_header_says_so() {
    let mut screen = demo();
    filter(&mut screen, "truth = Coat and wrong and confidence > 0.5");
    screen.assert_shows("truth = Coat and wrong and confidence > 0.5 · 0 of 500");
    screen.press("r");
    let here = screen.app.place().recording;
    let count = screen.app.kept_images(here).unwrap().count();
    screen.assert_shows(&format!("truth = Coat and wrong and confidence > 0.5 · {count} of"));
    let top = &screen.app.neuron(here).unwrap().top_images;
    assert!(!top.is_empty() && top.len() <= count);
    let coat = screen.app.set().categories.find("Coat");
    assert!(top.iter().all(|image| image.category == coat && image.is_wrong()));
    assert_drawn("images_filtered_120x40", &screen);
}

#[test]
fn an_empty_expression_lets_all_of_them_count_again() {
    let mut screen = demo();
    let before = screen.drawing();
    filter(&mut screen, "wrong");
    assert!(screen.shows("images: wrong"));
    screen.press("i");
    screen.assert_shows("images wrong");
    screen.press("<C-u><Enter>");
    screen.assert_shows("all images count again");
    screen.press("j k");
    assert_eq!(screen.drawing(), before);
}

#[test]
fn what_is_wrong_with_it_is_said_while_it_is_typed_and_the_text_stays() {
    let mut screen = demo();
    screen.press("i").press("thruth = 3");
    screen.assert_shows("did you mean truth?");
    screen.press("<Enter>");
    assert_eq!(screen.app.prompt().unwrap().text(), "images thruth = 3");
    assert!(screen.app.image_filter_text().is_none());
}

#[test]
fn columns_words_categories_and_recordings_complete_it() {
    let mut screen = demo();
    screen.press("i").press("conf<Tab> > 0.9 and truth = sand<Tab>");
    assert_eq!(screen.app.prompt().unwrap().text(), "images confidence > 0.9 and truth = Sandal");
}

#[test]
fn it_can_differ_by_recording() {
    let mut screen = demo();
    let [first, second] = [0, 1].map(|at| screen.app.order()[at]);
    let name = screen.app.recording_name(second).to_owned();
    filter(&mut screen, &format!("recording != {name} or image < 10"));
    let count = |screen: &Screen, of| screen.app.kept_images(of).unwrap().count();
    let all = screen.app.recording(first).map(Recording::n_images).unwrap();
    assert_eq!((count(&screen, first), count(&screen, second)), (all, 10));
}

#[test]
fn steps_through_images_pass_over_the_others() {
    let mut screen = demo();
    screen.press("r :image 0<Enter>");
    filter(&mut screen, "wrong");
    let here = |screen: &Screen| screen.app.place().image;
    let kept = |screen: &Screen| {
        let kept = screen.app.kept_images(screen.app.place().recording).unwrap();
        (0..500).map(ImageId).filter(|image| kept.has(*image)).collect::<Vec<_>>()
    };
    let wrong = kept(&screen);
    assert_eq!(here(&screen), wrong[0], "an image that does not pass is left");
    screen.press("j");
    assert_eq!(here(&screen), wrong[1]);
    screen.press("3j k");
    assert_eq!(here(&screen), wrong[3]);
    screen.press("G");
    assert_eq!(Some(&here(&screen)), wrong.last());
    screen.press("j g g");
    assert_eq!(here(&screen), wrong[0]);
    let right = (0..500).map(ImageId).find(|image| !wrong.contains(image)).unwrap();
    screen.press(&format!(":{right}<Enter>"));
    assert_eq!(here(&screen), right, "one that is named is shown");
    screen.assert_shows("does not pass");
}

#[test]
fn keys_behind_the_expression_wait_until_it_is_known_which_images_pass() {
    let mut screen = demo();
    screen.press("r :image 0<Enter>");
    // All at once, before any answer.
    for key in ":images wrong".chars().map(Key::Char).chain([Key::Enter, Key::Char('j')]) {
        screen.app.key(key);
    }
    screen.press("k j");
    let kept = screen.app.kept_images(screen.app.place().recording).unwrap();
    assert!(kept.has(screen.app.place().image));
}

#[test]
fn every_pane_counts_what_passes_alone() {
    let mut screen = demo();
    filter(&mut screen, "wrong");
    let reference = screen.app.set().reference;
    assert_eq!(screen.app.accuracy(reference), Some(None), "none of its images is wrong");
    screen.press("r");
    let here = screen.app.place().recording;
    assert_eq!(screen.app.accuracy(here), Some(Some(0.)));
    screen.press("C");
    assert_eq!(screen.app.category(here).unwrap().accuracy, Some(0.));
    screen.press("X");
    let matrix = screen.app.matrix(here).unwrap();
    assert!((0..10).map(CategoryId).all(|of| matrix.share(of, of).is_none_or(|right| right == 0.)));
    let all = [0, 1, 2, 3, 4, 5].map(|image| (here, ImageId(image)));
    screen.app.mark(all);
    screen.press("g m");
    let kept = screen.app.kept_images(here).unwrap();
    let passed = all.iter().filter(|(_, image)| kept.has(*image)).count();
    assert_eq!(screen.app.counted_marks(here).len(), passed);
    assert_eq!(screen.app.place().pane, Pane::Marked);
}

#[test]
fn nothing_that_passes_is_no_fault() {
    let mut screen = demo();
    filter(&mut screen, "image > 99999");
    screen.assert_shows("· 0 of");
    for keys in ["I", "j", "G", "g g", "C", "X", "L", "T", "N", "<Tab>"] {
        screen.press(keys);
        assert!(screen.app.warnings().is_empty(), "{keys}: {:?}", screen.app.warnings());
    }
}

#[test]
fn a_view_with_a_filter_is_led_back_to() {
    let mut screen = demo();
    filter(&mut screen, "wrong and truth = 'Ankle boot'");
    let (address, drawn) = (screen.app.address(&[]), screen.drawing());
    let mut again = demo();
    assert_eq!(again.start_at(&address), Vec::<String>::new());
    assert_eq!(again.drawing(), drawn);
    assert_eq!(again.start_at("?images=wronk").len(), 1);
}

#[test]
fn without_predictions_an_expression_about_them_is_refused() {
    let files = Files::new();
    let path = files.write("hidden", &[("hidden", 3)], 10);
    let mut screen = Screen::open(&[path], 100, 30);
    filter(&mut screen, "wrong");
    assert!(
        screen.app.prompt().unwrap().error.as_ref().unwrap().contains("--classification-layer")
    );
    screen.press("<Esc>");
    filter(&mut screen, "truth = 1");
    screen.assert_shows("· 5 of 10");
}

fn demo_set() -> RecordingSet {
    open_paths(&["demo".into()])
}

#[test]
fn every_answer_is_that_of_files_without_the_other_images() {
    const N_IMAGES: usize = 300;
    let files = Files::new();
    let first =
        demo_set().recordings.iter().map(|of| files.write_first(of, N_IMAGES)).collect::<Vec<_>>();
    let cut = Analyst::new(open_paths(&first).into(), Store::disabled());
    let mut screen = demo();
    filter(&mut screen, &format!("image < {N_IMAGES}"));
    let whole = Analyst::new(demo_set().into(), Store::disabled());
    let filter = screen.app.image_filter();
    let (layer, scale) = (LayerId(0), Scale::Raw);
    let mut queries = vec![Query::Layer { layer }, Query::LayerLine { layer }, Query::Clusters];
    queries.push(Query::Tunings { layer });
    queries.push(Query::Null { layer, block: 0 });
    for recording in (0..whole.set().recordings.len()).map(RecordingId) {
        queries.push(Query::Accuracy { recording });
        queries.push(Query::Matrix { recording });
        for at in 0..5 {
            let (neuron, category, other) = (NeuronId(at), CategoryId(at), CategoryId(at + 1));
            queries.push(Query::Neuron { recording, layer, neuron });
            queries.push(Query::Category { recording, layer, category, scale });
            queries.push(Query::CategoryPair { recording, layer, category, other, scale });
            if recording != whole.set().reference {
                queries.push(Query::Verdict { recording, layer, neuron });
            }
        }
    }
    for query in queries {
        let (answer, expected) = (whole.answer_under(filter, &query), cut.answer(&query));
        assert!(!matches!(answer, Answer::Failed(_) | Answer::Stopped), "{answer:?}");
        assert_eq!(format!("{answer:?}"), format!("{expected:?}"), "{query:?}");
    }
}
