//! How long the program takes from a key to a drawn frame, on a pseudo-terminal of 160×48 without pictures.
//!
//! ```sh
//! cargo bench --bench keys -- RECORDING…
//! ```
//!
//! A frame is drawn when its end has arrived (the end of a synchronized update); it is complete when a fifth of a second
//! brings nothing more. First come the start, then keys one after the other, each after the frame of the one before.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark ends where something is missing"
)]

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// The last of the questions at the start, which stands behind every frame too, and what a terminal of plain text
/// answers: the size of a cell, its kind, that it is well.
const QUESTION: &[u8] = b"\x1b[5n";
const FIRST_ANSWERS: &[u8] = b"\x1b[6;16;8t\x1b[?62c";
const ANSWER: &[u8] = b"\x1b[0n";
/// The end of a frame.
const END: &[u8] = b"\x1b[?2026l";
/// How long nothing must come for a frame to be complete.
const QUIET: Duration = Duration::from_millis(200);
/// How long a start may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a key may take; each of these changes something, so that a frame must come.
const KEY_PATIENCE: Duration = Duration::from_secs(2);

/// Keys, how often they are pressed, and what they do.
const SCENES: &[(&str, usize, &str)] = &[
    ("j", 40, "the next neuron"),
    ("T", 1, "the table opens"),
    ("j", 40, "the next row of the table"),
    (">", 10, "another column sorts"),
    ("S", 10, "in the other direction"),
    ("\x06", 10, "a page down"),
    ("F", 1, "the filter opens"),
    ("spurious > 0.5 and reliability > 0.7", 1, "the filter is typed"),
    ("\r", 1, "the filter is used"),
];

fn main() {
    // `cargo bench` passes `--bench` on.
    let paths: Vec<_> = std::env::args_os().skip(1).filter(|of| of != "--bench").collect();
    if paths.is_empty() {
        return println!("usage: cargo bench --bench keys -- RECORDING…");
    }
    let size = PtySize { rows: 48, cols: 160, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_deephys"));
    // Not where the run before was left.
    command.arg("--fresh");
    command.args(&paths);
    command.env("TERM", "xterm-256color");
    let begin = Instant::now();
    let mut child = pair.slave.spawn_command(command).unwrap();
    let keys = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
    let mut screen = Screen::of(pair.master.try_clone_reader().unwrap(), Arc::clone(&keys));
    let first = screen.until(END, PATIENCE).unwrap() - begin;
    println!("start to first frame {first:.1?}, complete after {:.1?}", screen.complete(begin));
    for (typed, times, what) in SCENES {
        let mut taken: Vec<(Duration, Duration)> = Vec::new();
        let typed_keys = if *times == 1 {
            typed.chars().map(String::from).collect()
        } else {
            vec![(*typed).to_owned(); *times]
        };
        for key in typed_keys {
            let pressed = Instant::now();
            keys.lock().unwrap().write_all(key.as_bytes()).unwrap();
            let drawn = screen.until(END, KEY_PATIENCE);
            let drawn = drawn.unwrap_or_else(|| panic!("{what}: {key:?} drew no frame"));
            taken.push((drawn - pressed, screen.complete(pressed)));
        }
        report(what, &mut taken);
    }
    child.kill().unwrap();
}

fn report(what: &str, taken: &mut [(Duration, Duration)]) {
    let mut column = |of: fn(&(Duration, Duration)) -> Duration| {
        taken.sort_by_key(of);
        let at = |place: usize| taken.get(place).map(of).unwrap_or_default();
        (at(taken.len() / 2), at(taken.len().saturating_sub(1)))
    };
    let (frame, complete) = (column(|of| of.0), column(|of| of.1));
    println!(
        "{what}: {} frames, drawn after {:.1?} (most {:.1?}), complete after {:.1?} (most {:.1?})",
        taken.len(),
        frame.0,
        frame.1,
        complete.0,
        complete.1
    );
}

/// The answers to the questions in `open`, of which only what may be the begin of another is left.
fn replies(open: &mut Vec<u8>, is_first: &mut bool) -> Vec<u8> {
    let mut reply = Vec::new();
    while let Some(at) = open.windows(QUESTION.len()).position(|of| of == QUESTION) {
        open.drain(..at + QUESTION.len());
        if std::mem::take(is_first) {
            reply.extend(FIRST_ANSWERS);
        }
        reply.extend(ANSWER);
    }
    open.drain(..open.len().saturating_sub(QUESTION.len()));
    reply
}

/// What the program writes, and when.
struct Screen {
    pieces: Receiver<(Instant, Vec<u8>)>,
    seen: Vec<u8>,
    last: Instant,
}

impl Screen {
    /// Remembers what comes, and answers at once.
    fn of(mut reader: Box<dyn Read + Send>, writer: Arc<Mutex<Box<dyn Write + Send>>>) -> Self {
        let (send, pieces) = channel();
        thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            let (mut open, mut is_first) = (Vec::new(), true);
            while let Ok(len @ 1..) = reader.read(&mut buffer) {
                open.extend_from_slice(&buffer[..len]);
                let reply = replies(&mut open, &mut is_first);
                writer.lock().unwrap().write_all(&reply).unwrap();
                if send.send((Instant::now(), buffer[..len].to_vec())).is_err() {
                    return;
                }
            }
        });
        Self { pieces, seen: Vec::new(), last: Instant::now() }
    }

    /// When the program has written `text`; `None` if it does not within `patience`.
    fn until(&mut self, text: &[u8], patience: Duration) -> Option<Instant> {
        loop {
            if let Some(at) = self.seen.windows(text.len()).position(|window| window == text) {
                self.seen.drain(..at + text.len());
                return Some(self.last);
            }
            let (at, bytes) = self.pieces.recv_timeout(patience).ok()?;
            self.last = at;
            self.seen.extend(bytes);
        }
    }

    /// Time since `begin` until nothing more came.
    fn complete(&mut self, begin: Instant) -> Duration {
        while let Ok((at, _)) = self.pieces.recv_timeout(QUIET) {
            self.last = at;
        }
        self.seen.clear();
        self.last - begin
    }
}
