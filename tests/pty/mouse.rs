//! The mouse through a real terminal: reports in, picture out, and the terminal's own again afterwards.

use std::time::Duration;

use vt100::MouseProtocolMode;

use super::harness::{Pty, deephys, demo};

/// Where a text stands, as a report counts: column and row from 1.
#[track_caller]
fn place(pty: &mut Pty, text: &str) -> (usize, usize) {
    pty.sees(&[text]);
    let screen = pty.screen();
    let found = screen.lines().enumerate();
    let found =
        found.filter_map(|(row, line)| Some((line.split_once(text)?.0.chars().count(), row)));
    found.last().map(|(column, row)| (column + 1, row + 1)).unwrap()
}

/// Presses and lets go of a button on a text.
fn click(pty: &mut Pty, button: u8, text: &str) {
    let (column, row) = place(pty, text);
    pty.press(&format!("\x1b[<{button};{column};{row}M\x1b[<{button};{column};{row}m"));
}

#[test]
fn clicks_the_wheel_and_the_menu_do_what_they_point_at() {
    let mut pty = demo().go();
    pty.completes();
    click(&mut pty, 64 + 1, "max 13.28");
    pty.sees(&["neuron 1 "]);
    pty.completes();
    click(&mut pty, 64, "by category");
    pty.sees(&["neuron 0 "]);
    pty.completes();
    // Two at once are quick.
    let (column, row) = place(&mut pty, "T-shirt/top   ");
    let twice = format!("\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m").repeat(2);
    pty.press(&twice);
    pty.sees(&["category T-shirt/top"]);
    click(&mut pty, 2, "id 0");
    pty.sees(&["│▸e ", "leads, the others follow"]);
    click(&mut pty, 0, "copy the command line");
    pty.sees(&["copied"]);
    pty.quits();
}

#[test]
fn a_report_in_pieces_presses_no_key() {
    let mut pty = demo().go();
    pty.completes();
    // Nothing of the terminal's own comes in between: it writes a report at once.
    pty.falls_silent(Duration::from_millis(500));
    for piece in ["\x1b[<6", "5;3", "0;3M"] {
        pty.press(piece);
        std::thread::sleep(Duration::from_millis(400));
    }
    pty.sees(&["neuron 1 "]);
    pty.press("j");
    pty.sees(&["neuron 2 "]);
    pty.quits();
}

#[test]
fn no_mouse_leaves_it_to_the_terminal() {
    let config = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(config.path().join("deephys")).unwrap();
    std::fs::write(config.path().join("deephys/config.toml"), "mouse = false\n").unwrap();
    for mut pty in [
        deephys(&["--no-tour", "--no-mouse", "demo"]).go(),
        demo().with("XDG_CONFIG_HOME", config.path()).go(),
    ] {
        pty.completes();
        assert_eq!(pty.look(vt100::Screen::mouse_protocol_mode), MouseProtocolMode::None);
        assert!(!pty.wrote("\x1b[?1000h"));
        pty.quits();
    }
}

#[test]
fn a_dragged_border_is_where_it_was_at_the_next_start() {
    let state = tempfile::tempdir().unwrap();
    let start = || demo().sized(160, 40).with("XDG_STATE_HOME", state.path()).go();
    let border = |screen: &str| {
        let line = screen.lines().find(|line| line.contains("★ Colored_fashion  reference"))?;
        Some(line.split_once('│')?.0.chars().count())
    };
    let mut pty = start();
    pty.completes();
    let before = border(&pty.screen()).unwrap();
    let (from, to) = (before + 1, before + 11);
    pty.press(&format!(
        "\x1b[<0;{from};20M\x1b[<32;{};20M\x1b[<32;{to};20M\x1b[<0;{to};20m",
        from + 3
    ));
    pty.wait_for("a border that moved", |screen| border(screen) == Some(before + 10));
    pty.quits();
    let mut pty = start();
    pty.completes();
    assert_eq!(border(&pty.screen()), Some(before + 10));
    pty.quits();
}
