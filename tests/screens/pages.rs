//! Help, warnings, and the screen while recordings are being opened.

use deephys::app::COMMANDS;
use deephys::ui::{Opening, draw_opening};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::harness::{Screen, assert_drawn, assert_text};

#[test]
fn the_list_of_keys() {
    let mut screen = Screen::demo(80, 24);
    screen.press("?");
    assert_drawn("help_80x24", &screen);
    screen.press("<PageDown>");
    assert_drawn("help_80x24_end", &screen);
    screen.press("G").resize(160, 48);
    assert_drawn("help_160x48", &screen);
}

#[test]
fn help_names_every_command_in_full_at_80_columns() {
    let mut screen = Screen::demo(80, 24);
    let mut text = screen.press("?").drawing();
    for _ in 0..4 {
        text += &screen.press("<PageDown>").drawing();
    }
    for command in COMMANDS {
        assert!(text.contains(command.help), "\"{}\" in\n{text}", command.help);
    }
}

#[test]
fn help_scrolls_to_its_end_and_back_by_as_many_lines_as_were_pressed() {
    let mut screen = Screen::demo(80, 24);
    let top = screen.press("?").drawing();
    let one = screen.press("j").drawing();
    assert_ne!(top, one);
    assert_eq!(screen.press("k k").drawing(), top);
    screen.press("<PageDown><PageDown><PageDown><PageDown>");
    let end = screen.drawing();
    assert_eq!(screen.press("j j j").drawing(), end, "nothing lies below the end");
    assert_ne!(screen.press("k").drawing(), end, "one line up is seen at once");
}

#[test]
fn arrows_and_pages_scroll_too() {
    let mut screen = Screen::demo(80, 24);
    let top = screen.press("?").drawing();
    let one = screen.press("j").drawing();
    assert_eq!(screen.press("<Up><Down>").drawing(), one);
    screen.press("<Up><PageDown>");
    assert_ne!(screen.drawing(), top);
    assert_eq!(screen.press("<PageUp>").drawing(), top);
    screen.press("<PageDown><PageDown><PageDown>");
    screen.assert_shows("★ reference   ● other recordings");
}

#[test]
fn any_other_key_closes_a_page_and_the_pane_is_as_before() {
    let mut screen = Screen::demo(80, 24);
    screen.press("12j <Tab> l");
    let before = screen.drawing();
    for key in ["<Esc>", "q", "x", "?", "<Enter>", "]"] {
        screen.press("?");
        assert!(screen.shows(" Keys"));
        assert_eq!(screen.press(key).drawing(), before, "{key}");
    }
}

#[test]
fn nothing_odd_needs_no_page() {
    let mut screen = Screen::demo(80, 24);
    assert!(screen.press("w").footer().starts_with(" nothing is odd about the files"));
}

#[test]
fn what_is_odd_about_the_files() {
    let forms = ["npz/unlabelled.npz", "npz/no_labels.npz", "exporter_unlabelled"];
    let mut screen = Screen::small(&forms, 80, 24);
    assert!(screen.footer().contains("notices about the files: w shows them"));
    screen.press("w");
    assert_drawn("warnings", &screen);
}

#[test]
fn a_recording_that_failed_to_open_is_announced() {
    let mut screen = Screen::small(&["npz/stored.npz", "bad/layer_rows.npz"], 80, 24);
    let footer = screen.footer();
    assert!(footer.starts_with(" 1 recording failed to open: w says why"), "{footer}");
    screen.press("w").assert_shows("not opened: ");
    assert!(screen.press("<Esc>").line(0).contains("neuron 0"));
}

/// The screen while recordings are being opened.
fn opening(width: u16, height: u16, recordings: &[Opening]) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("cells");
    terminal.draw(|frame| draw_opening(frame, recordings)).expect("cells");
    let cells = terminal.backend().buffer();
    let line = |y| (0..width).map(|x| cells[(x, y)].symbol()).collect::<String>();
    (0..height).map(|y| line(y).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// Recordings on their way.
fn recordings() -> Vec<Opening> {
    let shares = [("Colored_fashion", Some(1.)), ("Permuted_colored", Some(0.375)), ("猫", None)];
    shares.map(|(name, share)| Opening { name: name.into(), share }).to_vec()
}

#[test]
fn the_screen_while_recordings_are_being_opened() {
    assert_text("opening_80x24", &opening(80, 24, &recordings()));
    assert_text("opening_30x6", &opening(30, 6, &recordings()));
}

#[test]
fn opening_draws_at_any_size() {
    for (width, height) in super::standing::SIZES {
        opening(width, height, &recordings());
        opening(width, height, &[]);
    }
}

#[test]
fn nobody_knows_is_not_shown_as_nothing_done() {
    assert!(!opening(80, 24, &recordings()[2..]).contains("0 %"));
}
