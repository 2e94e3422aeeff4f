//! Back where it was left: the view of recordings from one start to the next.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::harness::{ENTER, Pty, Start, deephys, demo};

const BACK: &str = "back where you left: --fresh starts anew";

fn at(start: Start, state: &Path) -> Start {
    start.sized(120, 40).with("XDG_STATE_HOME", state)
}

fn demo_at(state: &Path) -> Pty {
    let mut pty = at(demo(), state).go();
    pty.completes();
    pty
}

/// What the files of views hold but comments.
fn views(state: &Path) -> Vec<String> {
    let files = state.join("deephys/views").read_dir().into_iter().flatten();
    let paths = files.map(|file| file.unwrap().path());
    // One that is being written is none yet.
    let paths = paths.filter(|path| path.extension().is_some_and(|ending| ending == "view"));
    let text = paths.map(|path| fs::read_to_string(path).unwrap());
    let lines = |text: String| {
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>()
    };
    text.flat_map(lines).collect()
}

/// The screen without its last line.
fn panes(pty: &Pty) -> String {
    let screen = pty.screen();
    let footer = pty.footer();
    screen.trim_end().strip_suffix(footer.as_str()).unwrap().to_owned()
}

#[test]
fn the_next_start_shows_the_same_screen() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = demo_at(state.path());
    pty.press(&format!("T:where max > 1{ENTER}:sort -max{ENTER}jjj"));
    pty.sees(&["by max", "where max > 1"]);
    pty.completes();
    pty.falls_silent(Duration::from_millis(300));
    let before = panes(&pty);
    pty.quits();
    let mut pty = demo_at(state.path());
    pty.sees(&[BACK, "by max", "where max > 1"]);
    pty.wait_until("the same screen", |pty| panes(pty) == before);
    pty.press("j");
    pty.wait_for("no word of it", |screen| !screen.contains(BACK));
    pty.quits();
}

#[test]
fn fresh_begins_anew_and_what_is_left_then_holds() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = demo_at(state.path());
    pty.press("17G");
    pty.sees(&["neuron 17"]);
    pty.quits();
    assert_eq!(views(state.path()), ["linear1/17"]);
    let mut pty = at(deephys(&["demo", "--fresh"]), state.path()).go();
    pty.completes();
    pty.sees(&["neuron 0"]);
    assert!(!pty.screen().contains(BACK));
    pty.quits();
    assert_eq!(views(state.path()), ["linear1/0"]);
    let mut pty = demo_at(state.path());
    pty.sees(&["neuron 0"]);
    assert!(!pty.screen().contains(BACK), "nothing to go back to");
    pty.quits();
}

#[test]
fn a_killed_program_has_lost_nothing() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = demo_at(state.path());
    pty.press("23G");
    pty.wait_until("kept view", |_| views(state.path()) == ["linear1/23"]);
    pty.signal("KILL");
    pty.ends();
    let mut pty = demo_at(state.path());
    pty.sees(&["neuron 23"]);
    pty.press("jj");
    pty.sees(&["neuron 25"]);
    pty.signal("HUP");
    pty.ends();
    assert_eq!(views(state.path()), ["linear1/25"], "a lost connection keeps the last key");
}

#[test]
fn an_address_is_stronger_and_is_kept() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = demo_at(state.path());
    pty.press("17G");
    pty.sees(&["neuron 17"]);
    pty.quits();
    let mut pty = at(deephys(&["demo", "--at", "linear1/5"]), state.path()).go();
    pty.completes();
    pty.sees(&["neuron 5"]);
    pty.quits();
    assert_eq!(views(state.path()), ["linear1/5"]);
}

#[test]
fn places_with_names_are_there_at_every_start_even_anew() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = demo_at(state.path());
    pty.press("17G");
    pty.sees(&["neuron 17"]);
    pty.press(":name-place red | dresses; 1\r");
    pty.sees(&["red | dresses; 1: neuron 17"]);
    pty.press("3G");
    pty.sees(&["neuron 3"]);
    pty.quits();
    for arguments in [&["demo"][..], &["demo", "--fresh"], &["demo", "--at", "linear1/5"]] {
        let mut pty = at(deephys(arguments), state.path()).go();
        pty.completes();
        pty.press(":place red | dresses; 1\r");
        pty.sees(&["neuron 17"]);
        pty.quits();
    }
}

#[test]
fn sets_of_recordings_do_not_mix_and_their_order_does_not_matter() {
    let state = tempfile::tempdir().unwrap();
    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small");
    let [one, two]: [PathBuf; 2] =
        ["npz/stored.npz", "safetensors/f32.safetensors"].map(|form| small.join(form));
    let start = |paths: &[&PathBuf]| {
        let mut pty = at(deephys(paths), state.path()).go();
        pty.completes();
        pty
    };
    let mut pty = start(&[&one, &two]);
    pty.press("2G");
    pty.sees(&["neuron 2"]);
    pty.quits();
    let mut pty = start(&[&one]);
    pty.sees(&["neuron 0"]);
    pty.press("1G");
    pty.sees(&["neuron 1"]);
    pty.quits();
    let mut pty = start(&[&two, &one]);
    pty.sees(&["neuron 2"]);
    pty.quits();
    let mut pty = start(&[&one]);
    pty.sees(&["neuron 1"]);
    pty.quits();
    assert_eq!(views(state.path()).len(), 2);
}

#[test]
fn who_only_looks_leaves_nothing() {
    let state = tempfile::tempdir().unwrap();
    demo_at(state.path()).quits();
    assert!(!state.path().join("deephys").exists());
}

#[test]
fn a_damaged_file_costs_one_notice_and_is_replaced() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = demo_at(state.path());
    pty.press("17G");
    pty.sees(&["neuron 17"]);
    pty.quits();
    let file = state.path().join("deephys/views").read_dir().unwrap().next().unwrap().unwrap();
    fs::write(file.path(), b"\xff\x00\x1b]0;title\x07").unwrap();
    let mut pty = demo_at(state.path());
    pty.sees(&["neuron 0", "of where you left: the file is no text: "]);
    pty.quits();
    assert_eq!(views(state.path()), ["linear1/0"]);
    let text = fs::read_to_string(file.path()).unwrap();
    fs::write(file.path(), text.replace("linear1/0", "nolayer/7?sort=max&zoom=\x1b[m99")).unwrap();
    let mut pty = demo_at(state.path());
    pty.press("w");
    pty.sees(&["of where you left: ", "zoom=\\u{1b}[m99: no such size"]);
    pty.press("q");
    pty.press("T");
    pty.sees(&["by max"]);
    pty.quits();
}

#[test]
fn a_state_folder_that_cannot_be_written_costs_one_notice() {
    let state = tempfile::tempdir().unwrap();
    let file = state.path().join("file");
    fs::write(&file, "").unwrap();
    let mut places = vec![file];
    // No folder can be made there, whoever runs the test.
    places.extend(Path::new("/proc/self").exists().then(|| PathBuf::from("/proc/deephys-test")));
    for place in places {
        let mut pty = demo_at(&place);
        pty.press("j");
        pty.wait_for("a notice", |screen| {
            ["where you are cannot", "notice"].iter().any(|words| screen.contains(words))
        });
        pty.press("jj");
        std::thread::sleep(Duration::from_secs(1));
        pty.press("w");
        pty.wait_for("one notice", |screen| screen.matches("where you are cannot").count() == 1);
        pty.press("qq");
        pty.ends_with(0);
    }
}

#[test]
fn without_a_home_there_is_a_notice_and_the_program_goes_on() {
    let mut pty = demo().sized(120, 40).without("XDG_STATE_HOME").go();
    pty.completes();
    pty.press("j");
    pty.sees(&["where you are cannot be kept for the next start: ", "set HOME"]);
    pty.press("17G");
    pty.sees(&["neuron 17"]);
    pty.quits();
}

/// Needs the right to mount; where that is missing nothing is tried.
#[test]
#[expect(clippy::print_stderr, reason = "whoever runs the tests must know what was not tried")]
fn a_full_disk_costs_one_notice() {
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mount = |arguments: &[&str], place: &Path| {
        let mut command = std::process::Command::new(arguments[0]);
        command.args(&arguments[1..]).arg(place);
        command.output().is_ok_and(|output| output.status.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=16k", "deephys-test"], &disk) {
        eprintln!("SKIPPED: no right to mount");
        return;
    }
    fs::create_dir_all(disk.join("deephys/views")).unwrap();
    let _ = fs::write(disk.join("filler"), vec![0; 64 << 10]);
    let mut pty = demo_at(&disk);
    pty.press("j");
    pty.sees(&["where you are cannot be kept for the next start: "]);
    pty.press("17G");
    pty.sees(&["neuron 17"]);
    pty.quits();
    assert!(mount(&["umount"], &disk));
}
