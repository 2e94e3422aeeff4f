//! The model in a strip: layers, widths, the selection, the neurons that the pane lists.

use super::files::Files;
use super::harness::Screen;

/// The row above the footer.
fn strip(screen: &Screen) -> String {
    let (_, height) = screen.size();
    screen.line(height - 2)
}

#[test]
fn on_a_tall_screen_the_layers_stand_above_the_footer() {
    let mut screen = Screen::demo(120, 44);
    let dots = "·".repeat(49);
    let expected = format!(" conv2 20 ─ linear1 50 ▕▲{dots}▏ ─ output 10");
    assert_eq!(strip(&screen).trim_end(), expected);
    screen.press("49G");
    assert!(strip(&screen).contains("·▲▏"), "{}", strip(&screen));
    screen.press("[");
    assert!(strip(&screen).starts_with(" conv2 20 ▕"), "{}", strip(&screen));
    assert_eq!(strip(&screen).matches('▲').count(), 1);
}

#[test]
fn the_top_neurons_of_an_image_are_marked_and_the_selected_one_among_them() {
    let mut screen = Screen::demo(120, 44);
    screen.press("I");
    let listed = screen.app.listed_neurons();
    // Neuron 0 is selected; each of 50 neurons has a cell of its own.
    let marked = listed.iter().filter(|neuron| neuron.index() != 0).count();
    assert_eq!(strip(&screen).matches('┃').count(), marked);
    screen.press("C");
    assert_eq!(strip(&screen).matches('┃').count(), screen.app.listed_neurons().len());
    assert!(!strip(&screen).contains('▲'), "a category selects no neuron");
}

#[test]
fn zm_has_it_always_never_or_where_there_is_room() {
    let mut screen = Screen::demo(80, 24);
    let without = screen.drawing();
    screen.press("z m");
    assert!(strip(&screen).starts_with(" conv2 20 ─ linear1 50 ▕▲"), "{}", strip(&screen));
    assert!(screen.app.address(&[]).contains("strip=on"));
    screen.press("z m");
    assert!(screen.app.address(&[]).contains("strip=off"));
    screen.press("z m 1 G g g");
    assert_eq!(screen.drawing(), without);
}

#[test]
fn a_click_on_a_layer_goes_there() {
    let mut screen = Screen::demo(120, 44);
    screen.click("output 10");
    screen.assert_shows("output › ▸neuron 0");
    screen.click("conv2 20");
    screen.assert_shows("conv2 › ▸neuron 0");
}

#[test]
fn of_many_layers_those_around_the_current_one_show() {
    let files = Files::new();
    let names: Vec<String> =
        (0..60).map(|at| format!("層{at:02}_with_a_very_long_name_indeed")).collect();
    let layers: Vec<(&str, u16)> = names.iter().map(|name| (name.as_str(), 1)).collect();
    let mut screen = Screen::open(&[files.write("deep", &layers, 4)], 100, 44);
    screen.press(":layer 30<Enter>");
    let shown = strip(&screen);
    assert!(shown.starts_with(" … ") && shown.trim_end().ends_with('…'), "{shown}");
    assert!(shown.contains("層30_with") && shown.contains("層29_with"), "{shown}");
    for (width, height) in [(1, 1), (3, 44), (20, 44), (500, 44)] {
        screen.resize(width, height);
    }
}
