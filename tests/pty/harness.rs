//! Programs on a terminal: how they are started, what is typed, what is waited for.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

pub(super) use super::terminal::Personality;
use super::terminal::{Answering, GLANCE, Seen, Writer, find, send};

/// How long anything may take that has to happen. The machine may be slow; a failure is worth the wait.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

pub(super) const ENTER: &str = "\r";
pub(super) const TAB: &str = "\t";
pub(super) const BACKSPACE: &str = "\x7f";
pub(super) const ESCAPE: &str = "\x1b";
pub(super) const CTRL_C: &str = "\x03";
pub(super) const CTRL_L: &str = "\x0c";
pub(super) const CTRL_Z: &str = "\x1a";

/// A command line on its way to a terminal.
pub(super) struct Start {
    command: CommandBuilder,
    personality: Personality,
    size: PtySize,
    /// Where the program keeps what the user did, unless the test says where: nothing of another test.
    state: tempfile::TempDir,
}

/// The program with these arguments, on a plain terminal of 80×24 unless more is said.
pub(super) fn deephys<A: AsRef<OsStr>>(arguments: &[A]) -> Start {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_deephys"));
    command.args(arguments);
    Start::new(command)
}

/// The demo without its tour on a plain terminal of 80×24 unless more is said.
pub(super) fn demo() -> Start {
    deephys(&["--no-tour", "demo"])
}

/// A shell that runs `script`, in which the program is called `deephys`.
pub(super) fn shell(script: &str) -> Start {
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", script]);
    Start::new(command)
}

/// An interactive shell with job control and `$ ` for a prompt.
pub(super) fn interactive_shell() -> Start {
    let mut command = CommandBuilder::new("sh");
    command.arg("-i");
    let mut start = Start::new(command);
    start.command.env("PS1", "$ ");
    start
}

/// Sends a signal to a process.
pub(super) fn kill(signal: &str, id: &str) {
    assert!(Command::new("kill").args(["-s", signal, id]).status().unwrap().success());
}

impl Start {
    fn new(mut command: CommandBuilder) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_deephys"));
        let mut path = program.parent().unwrap().as_os_str().to_owned();
        path.push(":/usr/local/bin:/usr/bin:/bin");
        // Nothing of the terminal that the tests run in may shine through, nor of what its user keeps at home.
        command.env_clear();
        command.env("PATH", path);
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env("LANG", "C.UTF-8");
        let state = tempfile::tempdir().unwrap();
        command.env("XDG_STATE_HOME", state.path());
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        Self { state, command, personality: Personality::Plain, size: size(80, 24) }
    }

    pub(super) fn on(mut self, personality: Personality) -> Self {
        self.personality = personality;
        self
    }

    pub(super) fn sized(mut self, columns: u16, rows: u16) -> Self {
        self.size = size(columns, rows);
        self
    }

    /// Sets a variable of its environment, which has hardly any.
    pub(super) fn with(mut self, variable: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(variable, value);
        self
    }

    /// Takes a variable out of its environment.
    pub(super) fn without(mut self, variable: &str) -> Self {
        self.command.env_remove(variable);
        self
    }

    /// Starts it in a folder instead of that of the repository.
    pub(super) fn within(mut self, folder: &Path) -> Self {
        self.command.cwd(folder);
        self
    }

    /// Starts it.
    pub(super) fn go(self) -> Pty {
        let pair = native_pty_system().openpty(self.size).unwrap();
        let child = pair.slave.spawn_command(self.command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = Arc::new(Mutex::new(Some(pair.master.take_writer().unwrap())));
        let seen = Arc::new(Seen::new(self.size));
        let terminal = Answering::new(self.personality, Arc::clone(&writer));
        let listening = Arc::clone(&seen);
        thread::spawn(move || listening.read(&mut *reader, terminal));
        Pty { child, master: Some(pair.master), writer, seen, _state: self.state }
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

/// What a user sees of a cell: its text and both colors, of a half block from top to bottom. The same pixels may be the
/// upper half in one color or the lower half in the other.
pub(super) type Look = (String, vt100::Color, vt100::Color);

/// Whether two screens look the same. How a picture's colors are rounded depends on what was written before.
pub(super) fn are_alike(one: &[Look], other: &[Look]) -> bool {
    /// Twice what the program may round by.
    const MOST: u8 = 28;
    let is_near = |a: vt100::Color, b: vt100::Color| match (a, b) {
        (vt100::Color::Rgb(r, g, b), vt100::Color::Rgb(red, green, blue)) => {
            [(r, red), (g, green), (b, blue)].iter().all(|(a, b)| a.abs_diff(*b) <= MOST)
        }
        (vt100::Color::Idx(16..), _) | (_, vt100::Color::Idx(16..)) => true,
        _ => a == b,
    };
    let is_same = |(a, b): (&Look, &Look)| a.0 == b.0 && is_near(a.1, b.1) && is_near(a.2, b.2);
    one.len() == other.len() && one.iter().zip(other).all(is_same)
}

/// A terminal with a program on it.
pub(super) struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Writer,
    seen: Arc<Seen>,
    _state: tempfile::TempDir,
}

impl Pty {
    /// Types `keys`.
    pub(super) fn press(&mut self, keys: &str) {
        send(&self.writer, keys.as_bytes());
    }

    /// The text of the screen, line by line.
    pub(super) fn screen(&self) -> String {
        self.seen.shown().text()
    }

    /// The last line of the screen that is not empty.
    pub(super) fn footer(&self) -> String {
        self.screen().lines().last().unwrap_or_default().to_owned()
    }

    /// Looks at the screen itself.
    pub(super) fn look<T>(&self, at: impl FnOnce(&vt100::Screen) -> T) -> T {
        at(self.seen.shown().parser.screen())
    }

    /// What a user sees of every cell.
    pub(super) fn look_of_cells(&self) -> Vec<Look> {
        self.look(|screen| {
            let (rows, columns) = screen.size();
            let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
            let cells = cells.filter_map(|(row, column)| screen.cell(row, column));
            let look = |cell: &vt100::Cell| {
                let (text, fg, bg) = (cell.contents(), cell.fgcolor(), cell.bgcolor());
                match text {
                    "▄" => ("▀".to_owned(), bg, fg),
                    "█" => ("▀".to_owned(), fg, fg),
                    "" | " " => ("▀".to_owned(), bg, bg),
                    _ => (text.to_owned(), fg, bg),
                }
            };
            cells.map(look).collect()
        })
    }

    /// Every byte written so far.
    pub(super) fn raw(&self) -> Vec<u8> {
        self.seen.shown().raw.clone()
    }

    /// Whether the terminal has answered a question.
    pub(super) fn has_answered(&self) -> bool {
        self.seen.shown().has_answered
    }

    /// How many bytes were written so far.
    pub(super) fn count(&self) -> usize {
        self.seen.shown().raw.len()
    }

    /// Whether `text` was ever written as it is.
    pub(super) fn wrote(&self, text: &str) -> bool {
        find(&self.raw(), text.as_bytes()).is_some()
    }

    /// Waits until the screen is as wanted; `what` says how.
    #[track_caller]
    pub(super) fn wait_for(&mut self, what: &str, mut is_so: impl FnMut(&str) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            let shown = self.seen.shown();
            let (screen, is_whole, is_over) = (shown.text(), shown.is_whole(), shown.is_over);
            drop(shown);
            if is_whole && is_so(&screen) {
                return;
            }
            assert!(Instant::now() < end, "no {what} in {PATIENCE:?} on:\n{screen}");
            assert!(!is_over, "the program has ended before {what} on:\n{screen}");
            self.seen.wait();
        }
    }

    /// Waits until something is so that is no matter of text.
    #[track_caller]
    pub(super) fn wait_until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !is_so(self) {
            assert!(Instant::now() < end, "no {what} in {PATIENCE:?} on:\n{}", self.screen());
            self.seen.wait();
        }
    }

    /// Checks that all `texts` are on the screen, whether or not the program has ended.
    #[track_caller]
    pub(super) fn sees_now(&self, texts: &[&str]) {
        let screen = self.screen() + "\n";
        let missing: Vec<_> = texts.iter().filter(|text| !screen.contains(**text)).collect();
        assert!(missing.is_empty(), "{missing:?} is missing on:\n{screen}");
    }

    /// Waits until all `texts` are on the screen.
    #[track_caller]
    pub(super) fn sees(&mut self, texts: &[&str]) {
        self.wait_for(&format!("{texts:?}"), |screen| {
            texts.iter().all(|text| screen.contains(text))
        });
    }

    /// Waits until nothing is missing on the screen any more: no answer, no picture.
    #[track_caller]
    pub(super) fn completes(&mut self) {
        self.wait_for("complete screen", |screen| {
            // A picture that is being made is a dot in the middle of nothing.
            let waits = ["computing…", "opening…", "   ·"];
            let header = screen.lines().nth(1).unwrap_or_default();
            let has_accuracies = header.contains('%') && !header.split(' ').any(|word| word == "…");
            has_accuracies && !waits.iter().any(|wait| screen.contains(wait))
        });
    }

    /// Waits until nothing was written for `pause`.
    #[track_caller]
    pub(super) fn falls_silent(&mut self, pause: Duration) {
        let end = Instant::now() + PATIENCE;
        let (mut count, mut since) = (self.count(), Instant::now());
        while since.elapsed() < pause {
            assert!(Instant::now() < end, "never silent for {pause:?}:\n{}", self.screen());
            thread::sleep(GLANCE);
            if self.count() != count {
                (count, since) = (self.count(), Instant::now());
            }
        }
    }

    /// Gives the terminal another size.
    pub(super) fn resize(&mut self, columns: u16, rows: u16) {
        let mut shown = self.seen.shown();
        shown.resize(columns, rows);
        self.master.as_ref().unwrap().resize(size(columns, rows)).unwrap();
    }

    /// Sends a signal, by the name that `kill` knows, to the process that was started.
    pub(super) fn signal(&self, name: &str) {
        kill(name, &self.child.process_id().unwrap().to_string());
    }

    /// Closes the terminal, as closing its window would.
    pub(super) fn unplug(&mut self) {
        self.seen.shown().is_unplugged = true;
        // The reader must wake up to let go of its end.
        let before = self.count();
        self.press("j");
        self.wait_until("screen", |pty| pty.count() > before);
        self.writer.lock().unwrap().take();
        self.master.take();
    }

    /// Waits until the program has ended by itself and everything it wrote was read.
    #[track_caller]
    pub(super) fn ends(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            let status = self.child.try_wait().unwrap();
            if let (Some(status), true) = (status, self.seen.is_read_to_the_end()) {
                return status;
            }
            assert!(Instant::now() < end, "did not end in {PATIENCE:?}:\n{}", self.screen());
            self.seen.wait();
        }
    }

    /// Waits for the end and checks the exit code.
    #[track_caller]
    pub(super) fn ends_with(&mut self, code: u32) {
        let status = self.ends();
        assert_eq!(
            (status.exit_code(), status.signal()),
            (code, None),
            "after:\n{}",
            self.screen()
        );
    }

    /// Types `q` and checks that this ends the program well.
    #[track_caller]
    pub(super) fn quits(&mut self) {
        self.press("q");
        self.ends_with(0);
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
        }
    }
}
