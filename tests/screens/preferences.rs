//! What the user prefers, seen on every pane that it concerns.

use deephys::app::Preferences;

use super::harness::Screen;

fn screen(top_images: usize, digits: usize) -> Screen {
    Screen::demo(160, 48).preferring(Preferences { top_images, digits })
}

/// The numbers after a word, each up to the next space.
fn numbers(screen: &Screen, word: &str) -> Vec<String> {
    let drawing = screen.drawing();
    let after = drawing.split(word).skip(1).filter_map(|rest| rest.split_whitespace().next());
    after.map(str::to_owned).collect()
}

#[test]
fn activations_have_so_many_digits_and_none_is_cut() {
    for digits in [1, 2, 4, 7, 10] {
        let mut screen = screen(100, digits);
        let maxima = numbers(&screen, "max ");
        assert!(!maxima.is_empty(), "{}", screen.drawing());
        for number in &maxima {
            // The demo's highest activations have two digits before the point, and those stay.
            let shown = number.chars().filter(char::is_ascii_digit).count();
            assert_eq!(shown, digits.max(2), "{number}");
        }
        screen.press("<Tab><Enter>");
        screen.assert_shows("top neurons");
        let list = (3..20).map(|row| screen.line(row).chars().take(26).collect::<String>());
        assert!(!list.into_iter().any(|line| line.contains('…')), "{}", screen.drawing());
        screen.press("T:columns max<Enter>");
        screen.assert_shows("50 neurons");
        assert!(!(6..30).any(|row| screen.line(row).contains('…')), "{}", screen.drawing());
    }
}

#[test]
fn only_so_many_pictures_of_a_neuron_are_shown_and_the_cursor_stops_there() {
    let captions = |screen: &Screen| screen.drawing().matches('#').count();
    let (mut few, mut all) = (screen(8, 4), screen(100, 4));
    assert!(captions(&few) < captions(&all), "{}\n{}", few.drawing(), all.drawing());
    few.press("<Tab>G");
    let last = few.item();
    few.press("j");
    assert_eq!(few.item(), last);
    all.press("<Tab>7G");
    assert_eq!(all.item(), last, "the eighth, counted from 0");
    all.press("G");
    assert_ne!(all.item(), last);
}
