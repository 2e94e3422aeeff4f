//! The config file on the screen: what it changes there, and what is told when it is wrong.

use std::fs;

use super::harness::{Personality, Start, demo};

/// The demo of a user with that config file.
fn with_config(text: &str) -> (tempfile::TempDir, Start) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("deephys")).unwrap();
    fs::write(folder.path().join("deephys/config.toml"), text).unwrap();
    let start = demo().sized(120, 40).with("XDG_CONFIG_HOME", folder.path());
    (folder, start)
}

#[test]
fn the_file_decides_how_pictures_are_drawn_and_how_many_digits_there_are() {
    let (_folder, start) = with_config("images = \"off\"\nsignificant_digits = 7\n");
    let mut pty = start.go();
    pty.completes();
    let screen = pty.screen();
    let maximum = screen.split("max ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    assert_eq!(maximum.replace('.', "").len(), 7, "{screen}");
    pty.press("P");
    pty.sees(&["pictures off"]);
    pty.press("\x1b");
    pty.quits();
    assert!(!pty.wrote("▀"));
}

#[test]
fn a_broken_file_is_a_notice() {
    let (folder, start) = with_config("top_images = 7\n");
    let mut pty = start.go();
    pty.completes();
    pty.press("w");
    pty.sees(&["config: ", "config.toml:1:14: top_images is 7, but must be"]);
    pty.press("\x1b");
    pty.quits();
    drop(folder);
}

/// Whether any word of the screen has a color.
fn has_colored_words(pty: &super::harness::Pty) -> bool {
    pty.look(|screen| {
        let (rows, columns) = screen.size();
        let mut cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        cells.any(|(row, column)| {
            screen.cell(row, column).is_some_and(|cell| cell.fgcolor() != vt100::Color::Default)
        })
    })
}

#[test]
fn no_color_is_obeyed_unless_a_theme_is_named() {
    let start = |arguments: &[&str]| {
        let mut pty = super::harness::deephys(arguments).with("NO_COLOR", "1").go();
        pty.completes();
        pty
    };
    let mut plain = start(&["--images", "off", "demo"]);
    assert!(!has_colored_words(&plain));
    plain.quits();
    let mut dark = start(&["--images", "off", "--theme", "dark", "demo"]);
    assert!(has_colored_words(&dark));
    dark.quits();
}

/// Whether the mark of a recording has a color.
fn has_word_in(pty: &super::harness::Pty, color: vt100::Color) -> bool {
    pty.look(|screen| {
        let (rows, columns) = screen.size();
        let mut cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        cells.any(|(row, column)| {
            let cell = screen.cell(row, column);
            cell.is_some_and(|cell| cell.fgcolor() == color && cell.contents() == "●")
        })
    })
}

#[test]
fn on_a_white_ground_bright_colors_give_way_to_dark_ones_unless_a_theme_is_named() {
    let mut pty = demo().sized(120, 40).on(Personality::White).go();
    pty.completes();
    assert!(has_word_in(&pty, vt100::Color::Idx(94)) && !has_word_in(&pty, vt100::Color::Idx(3)));
    // What is dim elsewhere is gray here: how far a terminal dims is its own choice.
    let (dim, gray) = dim_and_gray(&pty);
    assert!(dim == 0 && gray > 100, "{dim} cells are dim, {gray} gray");
    pty.press(":theme dark\r");
    pty.sees(&["theme: dark"]);
    assert!(has_word_in(&pty, vt100::Color::Idx(221)));
    pty.quits();

    let mut pty = demo().sized(120, 40).on(Personality::Plain).go();
    pty.completes();
    assert!(has_word_in(&pty, vt100::Color::Idx(3)), "{}", pty.screen());
    let (dim, gray) = dim_and_gray(&pty);
    assert!(
        dim > 100 && gray == 0,
        "{dim} cells are dim, {gray} gray on a ground that nobody knows"
    );
    pty.quits();
}

/// Cells that are dim, and gray ones for a light ground.
fn dim_and_gray(pty: &super::harness::Pty) -> (usize, usize) {
    pty.look(|screen| {
        let (rows, columns) = screen.size();
        let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let cells = cells.filter_map(|(row, column)| screen.cell(row, column));
        cells.fold((0, 0), |(dim, gray), cell| {
            let is_gray = cell.fgcolor() == vt100::Color::Idx(242);
            (dim + usize::from(cell.dim()), gray + usize::from(is_gray))
        })
    })
}

#[test]
fn a_terminal_of_sixteen_colors_gets_no_others_for_words() {
    for term in ["linux", "xterm", "vt220"] {
        let start = || demo().sized(120, 40).with("TERM", term).without("COLORTERM");
        let mut pty = start().go();
        pty.completes();
        for theme in ["dark", "light", "color-blind", "terminal"] {
            pty.press(&format!(":theme {theme}\r"));
            pty.sees(&[&format!("theme: {theme}")]);
            for index in [23, 74, 80, 94, 214, 221, 25, 130] {
                assert!(!has_word_in(&pty, vt100::Color::Idx(index)), "{term} {theme} {index}");
            }
            assert!(has_word_in(&pty, vt100::Color::Idx(3)), "{term} {theme}");
        }
        pty.quits();
    }
}

#[test]
fn on_a_white_ground_the_colors_for_color_blindness_are_dark() {
    let mut pty = demo().sized(120, 40).on(Personality::White).go();
    pty.completes();
    pty.press(":theme color-blind\r");
    pty.sees(&["theme: color-blind"]);
    assert!(has_word_in(&pty, vt100::Color::Idx(130)));
    assert!(!has_word_in(&pty, vt100::Color::Idx(214)));
    pty.quits();
}
