//! What the user prefers, seen on every pane that it concerns.

use deephys::app::{Preferences, Theme};
use ratatui::style::{Color, Modifier};

use super::harness::Screen;

fn screen(top_images: usize, digits: usize) -> Screen {
    Screen::demo(160, 48).preferring(Preferences { top_images, digits, ..Preferences::default() })
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

/// Every theme, and the colors that the recordings have on the demo's first screen.
fn colors(theme: Theme) -> (Vec<Color>, bool) {
    let preferences = Preferences { theme, ..Preferences::default() };
    let screen = Screen::demo(160, 48).preferring(preferences);
    let names = ["★ Colored", "● Permuted", "▲ Arbitrary", "■ Drifted"];
    let colors = names.map(|name| screen.style_of(name).fg.unwrap_or(Color::Reset));
    let (width, height) = screen.size();
    let mut cells = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let has_dim = cells.any(|(x, y)| screen.cell(x, y).modifier.contains(Modifier::DIM));
    (colors.to_vec(), has_dim)
}

#[test]
fn each_theme_has_its_colors_and_each_recording_its_own() {
    let themes = [Theme::Terminal, Theme::Dark, Theme::Light, Theme::ColorBlind];
    let mut seen: Vec<Color> = Vec::new();
    for theme in themes {
        let (colors, has_dim) = colors(theme);
        // On a ground that a theme is made for, gray is chosen; else the terminal dims.
        let is_for_a_ground = matches!(theme, Theme::Dark | Theme::Light);
        assert_eq!(has_dim, !is_for_a_ground, "{theme:?}");
        assert!(colors.iter().all(|color| !seen.contains(color)), "{theme:?} {colors:?}");
        seen.extend(colors);
    }
    let count = seen.len();
    seen.sort_by_key(|color| format!("{color:?}"));
    seen.dedup();
    assert_eq!((seen.len(), count), (16, 16), "{seen:?}");
}

#[test]
fn without_colors_names_and_marks_are_left_and_high_contrast_dims_nothing() {
    assert_eq!(colors(Theme::Plain), (vec![Color::Reset; 4], true));
    assert_eq!(colors(Theme::HighContrast), (vec![Color::Reset; 4], false));
}

#[test]
fn a_theme_moves_no_word() {
    let drawing = |theme| {
        let preferences = Preferences { theme, ..Preferences::default() };
        Screen::demo(120, 40).preferring(preferences).drawing()
    };
    for theme in [Theme::Dark, Theme::HighContrast, Theme::Plain] {
        assert_eq!(drawing(theme), drawing(Theme::Terminal));
    }
}

#[test]
fn a_theme_is_chosen_while_the_program_runs_and_its_name_completed() {
    let mut screen = Screen::demo(160, 48);
    let before = screen.style_of("● Permuted").fg;
    screen.press("zt");
    screen.assert_shows("dark colors for a light ground");
    screen.press("li<Tab><Enter>");
    screen.assert_shows("theme: light");
    assert_ne!(screen.style_of("● Permuted").fg, before);
    screen.press(":theme terminal<Enter>");
    assert_eq!(screen.style_of("● Permuted").fg, before);
    screen.press(":theme pink<Enter>");
    screen.assert_shows("no such theme; there are terminal, dark, light");
}

#[test]
fn digits_and_the_number_of_pictures_change_while_it_runs_within_their_ranges() {
    let mut screen = screen(100, 4);
    screen.press(":digits 7<Enter>");
    let maxima = numbers(&screen, "max ");
    let digits = |text: &String| text.chars().filter(char::is_ascii_digit).count();
    assert!(!maxima.is_empty() && maxima.iter().all(|it| digits(it) == 7), "{maxima:?}");
    screen.press(":digits 11<Enter>");
    screen.assert_shows("digits takes a whole number from 1 to 10");
    screen.press("<Esc>:top-images 7<Enter>");
    screen.assert_shows("top-images takes a whole number from 8 to 100");
    screen.press("<Esc>");
    let captions = |screen: &Screen| screen.drawing().matches('#').count();
    let before = captions(&screen);
    screen.press(":top-images 8<Enter>");
    assert!(captions(&screen) < before, "{}", screen.drawing());
}

#[test]
fn predictions_have_the_digits_that_are_asked_for() {
    let mut screen = Screen::demo(120, 40);
    screen.press(":image 3<Enter>");
    screen.assert_shows(">99.9 %");
    screen.press("zp").press("10<Enter>");
    screen.assert_shows("predictions with 8 digits behind the point");
    let shown = screen.drawing();
    let exact = |line: &&str| line.contains("Trouser ") && line.contains('%');
    let line = shown.lines().find(exact).unwrap_or_default();
    let digits = line.split_once('%').map_or("", |(before, _)| before.trim_end());
    assert_eq!(digits.rsplit('.').next().map(str::len), Some(8), "{line}");
    screen.press(":prediction-digits 2<Enter>");
    screen.assert_shows("prediction-digits takes a whole number from 3 to 10");
}

#[test]
fn pictures_have_the_pixels_that_are_asked_for_until_steps_are() {
    let mut screen = Screen::demo(120, 40).with_half_blocks();
    let by_steps = screen.drawing();
    screen.press(":small-pictures 28<Enter>");
    let asked = screen.drawing();
    assert_ne!(asked, by_steps);
    assert!(screen.app.address(&[]).contains("pixels=28,"));
    screen.press(":small-pictures 56<Enter>");
    assert_ne!(screen.drawing(), asked);
    screen.press(":small-pictures<Enter>");
    screen.assert_shows("pictures in rows by steps: + and -");
    screen.press("j k");
    assert_eq!(screen.drawing(), by_steps);
    screen.press(":small-pictures 5<Enter>");
    screen.assert_shows("small-pictures takes a whole number from 10 to 300");
    screen.press("<Esc>:small-pictures 56<Enter>+");
    assert_eq!(screen.app.preferences().small_px, None, "a step is a step");

    screen.press("- I");
    let with_room = screen.drawing();
    screen.press("zb").press("1000<Enter> j k");
    let most = screen.drawing();
    assert_ne!(most, with_room, "as large as the lists leave it room");
    screen.press("zb").press("<Enter> j k");
    assert_eq!(screen.drawing(), with_room);
}
