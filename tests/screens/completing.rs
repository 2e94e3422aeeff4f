//! What a line behind `:` may go on with, and lines typed before.

use super::harness::{Screen, assert_drawn};
use super::moving::assert_subjects;

#[test]
fn commands_are_listed_with_their_help_while_their_name_is_typed() {
    let mut screen = Screen::demo(80, 24);
    screen.press(":nl");
    assert_drawn("completion_80x24", &screen);
    screen.press("<Tab>");
    assert_eq!(screen.footer(), ":next-list");
    screen.press("<Esc>").assert_shows("▸neuron 0");
    assert!(!screen.shows("Tab: one of"));
}

#[test]
fn tab_goes_through_what_fits_and_back_to_what_was_typed() {
    let mut screen = Screen::demo(80, 24);
    screen.press(":layer ");
    for (key, line) in [
        ("<Tab>", ":layer conv2"),
        ("<Tab>", ":layer linear1"),
        ("<S-Tab>", ":layer conv2"),
        ("<S-Tab>", ":layer"),
        ("<C-p>", ":layer output"),
        ("<C-n>", ":layer"),
    ] {
        assert_eq!(screen.press(key).footer(), line, "{key}");
    }
    screen.press("<Tab><Enter>");
    assert!(screen.line(0).contains("› conv2 ›"), "{}", screen.line(0));
}

#[test]
fn the_only_way_to_go_on_counts_as_typed() {
    let mut screen = Screen::demo(120, 40);
    screen.press(":category coa<Tab>");
    assert!(screen.footer().starts_with(":category Coat"));
    assert!(!screen.shows("── Tab"), "nothing is left to choose");
    assert_subjects(&mut screen, &[("<Enter>", "category Coat")]);
}

#[test]
fn every_argument_is_completed_by_what_it_takes() {
    for (typed, completed) in [
        (":recording drift", ":recording Drifted_colored_fashion"),
        (":sort -spur", ":sort -spurious"),
        (":order pref", ":order preferred"),
        (":columns +drift_m", ":columns +drift_marginal"),
        (":where spurious > 0.5 and relia", ":where spurious > 0.5 and reliability"),
        (":c Ankle", ":c Ankle boot"),
        (":co", ":columns"),
    ] {
        let mut screen = Screen::demo(160, 40);
        screen.press(typed).press("<Tab>");
        assert_eq!(screen.footer().split("  ").next(), Some(completed), "{}", screen.drawing());
    }
}

#[test]
fn tab_in_an_empty_line_lists_every_command() {
    let mut screen = Screen::demo(80, 24);
    assert!(!screen.press(":").shows("── Tab"), "a number needs no list");
    screen.press("<Tab>").assert_shows("── Tab: one of ");
    assert_eq!(screen.footer(), ":move-down");
}

#[test]
fn what_can_do_nothing_is_listed_with_its_reason() {
    let mut screen = Screen::small(&["npz/stored.npz"], 80, 24);
    screen.press(":next-rec").assert_shows("next recording – one recording only");
}

#[test]
fn arrows_bring_back_lines_and_what_was_being_typed() {
    let mut screen = Screen::demo(80, 24);
    screen.press(":17<Enter>:sort max<Enter>:never done<Esc>N:");
    for (key, line) in [
        ("<Up>", ":never done"),
        ("<Up>", ":sort max"),
        ("<Up>", ":17"),
        ("<Up>", ":17"),
        ("<Down>", ":sort max"),
        ("<Down>", ":never done"),
        ("<Down>", ":"),
        ("<Down>", ":"),
        // What was typed chooses among them, and stays where none begins with it.
        ("so<Up>", ":sort max"),
        ("<Down>", ":so"),
        ("x<Up>", ":sox"),
        ("<C-u>", ":"),
    ] {
        let footer = screen.press(key).footer();
        assert_eq!(footer.split("  ").next(), Some(line), "{key}");
    }
    assert_subjects(&mut screen, &[("<Up><Up><Up><Enter>", "neuron 17")]);
}
