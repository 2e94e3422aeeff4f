//! Help, warnings, and the screen while recordings are being opened.

use deephys::app::{COMMANDS, Effect, Pane};
use deephys::table::{COLUMNS, Column};
use deephys::ui::{Opening, draw_opening};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Modifier;

use super::harness::{Screen, assert_drawn, assert_text};

#[test]
fn the_list_of_keys() {
    let mut screen = Screen::demo(80, 24);
    screen.press("?");
    assert_drawn("help_80x24", &screen);
    screen.press("<PageDown>");
    assert_drawn("help_80x24_end", &screen);
    screen.resize(160, 48);
    assert_drawn("help_160x48", &screen);
}

#[test]
fn help_names_every_command_in_full_at_80_columns() {
    let mut screen = Screen::demo(80, 24);
    let mut text = screen.press("?").drawing();
    for _ in 0..10 {
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
    screen.press("<End>");
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
    screen.press("<End>");
    screen.assert_shows("★ reference  ● ▲ ■ others");
}

#[test]
fn any_other_key_closes_a_page_and_the_pane_is_as_before() {
    let mut screen = Screen::demo(80, 24);
    screen.press("12j <Tab> l");
    let before = screen.drawing();
    for key in ["<Esc>", "q", "x", "?", "<Enter>", "]"] {
        screen.press("P");
        assert!(screen.shows(" How pictures get to this terminal"));
        assert_eq!(screen.press(key).drawing(), before, "{key}");
    }
    for key in ["<Esc>", "?", "<Backspace>", "/<Esc>", "quit<Esc>", "x<Backspace><Backspace>"] {
        screen.press("?").assert_shows(" Keys, commands and measures");
        assert_eq!(screen.press(key).drawing(), before, "{key}");
    }
}

#[test]
fn typing_finds_commands_by_name_by_what_they_do_and_by_key() {
    for (typed, found) in [
        ("show-ta", ":show-table"),
        ("maximum", ":normalize"),
        ("zh", ":columns-left"),
        ("Ctrl-z", ":suspend"),
        ("G", ":last"),
        ("/kitty", ":change-pictures"),
        ("xyzzy", ""),
    ] {
        let mut screen = Screen::demo(80, 24);
        screen.press("?").press(typed);
        let title = screen.line(2);
        let first = if found.is_empty() { String::new() } else { format!("{found}  1/") };
        assert!(title.contains(&first), "{typed}: {title}");
        assert_eq!(title.contains("nothing fits"), found.is_empty(), "{typed}: {title}");
        assert!(screen.terminal_cursor().is_some());
    }
}

#[test]
fn what_was_found_is_drawn_without_groups() {
    let mut screen = Screen::demo(80, 24);
    screen.press("?").press("pict");
    assert_drawn("help_search_80x24", &screen);
}

#[test]
fn enter_runs_what_is_chosen() {
    let mut screen = Screen::demo(80, 24);
    assert_eq!(screen.press("?suspend<Enter>").effect, Effect::Suspend);
    assert_eq!(screen.press("?jjj<C-n><C-p><Up>k<Enter>").subject(), "neuron 0");
    assert_eq!(screen.press("?<Enter>").subject(), "neuron 1", "the first one is move-down");
    assert_eq!(screen.press("?<Down><Enter>").subject(), "neuron 0");
    screen.press("?show-image<Enter>");
    assert_eq!(screen.subject(), "image 0");
    screen.press("?").press("to a neuron<Enter>");
    assert_eq!(screen.footer(), ":neuron");
    assert_eq!(screen.press("17<Enter>").subject(), "neuron 17");
}

#[test]
fn what_can_do_nothing_is_dim_says_why_and_does_not_run() {
    let mut screen = Screen::small(&["npz/stored.npz"], 80, 24);
    screen.press("?").press("next-rec");
    screen.assert_shows("next recording – one recording only");
    assert!(screen.style_of("next recording –").add_modifier.contains(Modifier::DIM));
    assert!(screen.press("<Enter>").footer().starts_with(" one recording only"));
    screen.assert_shows("Search: next-rec");
    screen.press("<C-u>").press("layer pane<Enter>");
    screen.assert_shows("Layer");
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

#[test]
fn measures_are_explained_and_sort_the_table() {
    let mut screen = Screen::demo(80, 24);
    screen.press("?rho_corr");
    let measure = Column::RhoCorrected.info();
    screen.assert_shows(":sort rho_corrected");
    screen.assert_shows(measure.help);
    screen.press("<Enter>");
    assert_eq!(screen.app.place().pane, Pane::Table);
    assert_eq!(screen.app.table_sort().column, measure.column);
    screen.assert_shows(measure.help);

    // Whatever the words about it say finds it as well.
    screen.press("?permuted").press("<Esc>");
    assert_eq!(screen.app.overlay(), None);
}

#[test]
fn a_measure_is_clicked() {
    let mut screen = Screen::demo(120, 40);
    screen.press("?lifetime").click("lifetime sparseness");
    assert_eq!(screen.app.table_sort().column, Column::Sparseness);
}

#[test]
fn every_measure_is_explained_in_full_at_80_columns() {
    let mut screen = Screen::demo(80, 24);
    let mut text = screen.press("?<End>").drawing();
    for _ in &COLUMNS {
        text += &screen.press("<Up>").drawing();
    }
    for column in &COLUMNS {
        assert!(text.contains(column.help), "\"{}\" in\n{text}", column.help);
    }
}
