//! Labels from one start of the program to the next, of two programs at once, and where nothing can be written.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::harness::{ENTER, Pty, deephys, demo};

const FILE: &str = "deephys-labels.tsv";

/// A folder with a recording.
fn data() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small/npz/stored.npz");
    let recording = folder.path().join("ind.npz");
    fs::copy(small, &recording).unwrap();
    (folder, recording)
}

/// The program on a recording.
fn open(recording: &Path, state: &Path, who: &str) -> Pty {
    let start = deephys(&[recording]).sized(120, 40);
    let mut pty = start.with("XDG_STATE_HOME", state).with("USER", who).go();
    pty.completes();
    pty
}

fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let fields = |line: &str| line.split('\t').skip(1).take(4).collect::<Vec<_>>().join(" ");
    text.lines().skip(1).map(fields).collect()
}

/// The only file of the program's state, but for the views.
fn state_file(state: &Path) -> PathBuf {
    let files = state.join("deephys").read_dir().unwrap();
    let files: Vec<PathBuf> =
        files.map(|file| file.unwrap().path()).filter(|path| path.is_file()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

#[test]
fn a_label_lies_beside_the_data_at_once_and_is_there_at_the_next_start() {
    let ((folder, recording), state) = (data(), tempfile::tempdir().unwrap());
    let mut pty = open(&recording, state.path(), "ann");
    assert!(!folder.path().join(FILE).exists());
    pty.press("ms");
    pty.sees(&["neuron 0: spurious · 1 of", "kept in /"]);
    assert_eq!(lines(&folder.path().join(FILE)), ["0 spurious  ann"]);
    pty.press(&format!("K:note fires on red{ENTER}"));
    pty.sees(&["neuron 0: noted"]);
    pty.signal("KILL");
    pty.ends();
    let in_state = state.path().join("deephys").read_dir().into_iter().flatten();
    assert!(in_state.flatten().all(|file| file.file_name() == "views"));

    let mut pty = open(&recording, state.path(), "bob");
    pty.sees(&["spurious: fires on red"]);
    pty.press("mx");
    pty.sees(&["neuron 0: no label"]);
    pty.press("u");
    pty.sees(&["spurious: fires on red"]);
    pty.quits();
    assert_eq!(lines(&folder.path().join(FILE)), ["0 spurious fires on red bob"]);
}

#[test]
fn two_programs_label_in_one_file() {
    let ((folder, recording), state) = (data(), tempfile::tempdir().unwrap());
    let mut ann = open(&recording, state.path(), "ann");
    let mut bob = open(&recording, state.path(), "bob");
    ann.press("ms");
    ann.sees(&["neuron 0: spurious · 1 of"]);
    bob.press("1Gmf");
    bob.sees(&["neuron 1: fine"]);
    ann.press("md");
    ann.sees(&["neuron 1: dead · 2 of"]);
    bob.press("0ggmn");
    bob.sees(&["neuron 0: novel · 2 of"]);
    ann.quits();
    bob.quits();
    assert_eq!(lines(&folder.path().join(FILE)), ["0 novel  bob", "1 dead  ann"]);
}

#[test]
fn the_demo_is_labelled_in_the_state_folder() {
    let state = tempfile::tempdir().unwrap();
    let mut pty = demo().sized(120, 40).with("XDG_STATE_HOME", state.path()).go();
    pty.completes();
    pty.press("ms");
    pty.sees(&["neuron 0: spurious · 1 of 50 labelled"]);
    pty.quits();
    assert_eq!(state_file(state.path()), state.path().join("deephys/labels-demo.tsv"));
    let mut pty = demo().sized(120, 40).with("XDG_STATE_HOME", state.path()).go();
    pty.completes();
    pty.press("gg");
    pty.sees(&["neuron 0  spurious"]);
    pty.quits();
}

/// What nobody can write in the place of the file, whoever runs the test.
fn block(folder: &Path) {
    fs::create_dir(folder.join(FILE)).unwrap();
}

#[test]
fn a_folder_that_cannot_be_written_costs_a_notice() {
    use std::os::unix::fs::PermissionsExt;

    let ((folder, recording), state) = (data(), tempfile::tempdir().unwrap());
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(folder.path().join("probe"), "").is_ok() {
        // Whoever may do everything may write here too.
        fs::remove_file(folder.path().join("probe")).unwrap();
        block(folder.path());
    }
    let mut pty = open(&recording, state.path(), "ann");
    pty.press("ms");
    pty.wait_for("a notice", |screen| screen.contains("notice") || screen.contains("kept in"));
    pty.press("mf");
    pty.sees(&["neuron 1: fine · 2 of"]);
    pty.quits();
    assert_eq!(lines(&state_file(state.path())), ["0 spurious  ann", "1 fine  ann"]);
    let mut pty = open(&recording, state.path(), "ann");
    pty.press("gg");
    pty.sees(&["neuron 0  spurious"]);
    pty.quits();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn where_nothing_can_be_written_the_program_goes_on() {
    let ((folder, recording), state) = (data(), tempfile::tempdir().unwrap());
    block(folder.path());
    let no_folder = state.path().join("file");
    fs::write(&no_folder, "").unwrap();
    let mut pty = open(&recording, &no_folder, "ann");
    pty.press("ms");
    pty.wait_for("label", |screen| screen.contains("neuron 1"));
    pty.press("K");
    pty.sees(&["neuron 0  spurious"]);
    pty.press("w");
    pty.sees(&["labels are not kept: "]);
    pty.press("qq");
    pty.sees(&["labels are NOT KEPT", "q once more ends without them"]);
    pty.press("q");
    pty.ends_with(0);
}

#[test]
fn damaged_lines_are_told_and_kept() {
    let ((folder, recording), state) = (data(), tempfile::tempdir().unwrap());
    let path = folder.path().join(FILE);
    fs::write(&path, b"# ours\nnonsense\x1b[2J\n\xff\n").unwrap();
    let mut pty = open(&recording, state.path(), "ann");
    pty.press("w");
    pty.sees(&["2 lines of the labels cannot be read and are kept as they are"]);
    pty.press("qms");
    pty.sees(&["neuron 0: spurious"]);
    pty.quits();
    let file = fs::read(&path).unwrap();
    assert!(file.ends_with(b"\n# ours\nnonsense\x1b[2J\n\xff\n"), "{file:?}");
}
