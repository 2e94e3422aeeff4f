//! Long work without the screen: how far it is, on stderr if that is a terminal, and its end at Ctrl-C.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::query::Analyst;
use crate::recording::Progress;

/// How often the line is drawn.
const TICK: Duration = Duration::from_millis(100);
/// Cells of the bar.
const WIDTH: usize = 30;
/// Back to the beginning of the line, and erase it.
const ERASE: &str = "\r\x1b[K";

/// Whether the line with the bar stands on the terminal.
static IS_DRAWN: Mutex<bool> = Mutex::new(false);

/// What a command is doing, told to those who watch and stop it.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// How far opening is.
    pub(super) opening: Progress,
    analyst: OnceLock<Arc<Analyst>>,
    signal: AtomicI32,
}

impl Work {
    /// Work that ends in an orderly way at the first signal.
    pub(super) fn begin() -> io::Result<Arc<Self>> {
        let work = Arc::new(Self::default());
        let watched = Arc::clone(&work);
        super::signals::watch_end(move |signal| watched.stop(signal), erase)?;
        Ok(work)
    }

    /// Takes note of who reads from now on.
    pub(super) fn read_by(&self, analyst: &Arc<Analyst>) {
        let _ = self.analyst.set(Arc::clone(analyst));
        if self.is_stopped() {
            analyst.stop();
        }
    }

    fn stop(&self, signal: i32) {
        self.signal.store(signal, Ordering::Relaxed);
        self.opening.cancel();
        if let Some(analyst) = self.analyst.get() {
            analyst.stop();
        }
    }

    /// Whether somebody wants it to end.
    pub(super) fn is_stopped(&self) -> bool {
        self.signal.load(Ordering::Relaxed) != 0
    }

    /// How the program ends if a signal has stopped it.
    pub(super) fn stopped_code(&self) -> Option<ExitCode> {
        let signal = self.signal.load(Ordering::Relaxed);
        let code = u8::try_from(128 + signal).unwrap_or(1);
        (signal != 0).then(|| ExitCode::from(code))
    }

    fn share(&self) -> Option<f64> {
        self.analyst.get().map_or_else(|| self.opening.share(), |analyst| analyst.share_of_all())
    }
}

/// The line on stderr, from its beginning until it is dropped.
#[derive(Debug)]
pub(super) struct Bar {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Bar {
    /// Shows how far `work` is, unless nobody is there to see it.
    pub(super) fn start(work: &Arc<Work>) -> io::Result<Self> {
        let is_over = Arc::new(AtomicBool::new(false));
        if !io::stderr().is_terminal() {
            return Ok(Self { is_over, thread: None });
        }
        let (work, over) = (Arc::clone(work), Arc::clone(&is_over));
        let thread = thread::Builder::new().name("bar".into()).spawn(move || {
            loop {
                thread::park_timeout(TICK);
                if over.load(Ordering::Relaxed) {
                    return erase();
                }
                if let Some(share) = work.share().filter(|share| *share < 1.0) {
                    draw(share);
                }
            }
        })?;
        Ok(Self { is_over, thread: Some(thread) })
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

fn lock() -> MutexGuard<'static, bool> {
    IS_DRAWN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn draw(share: f64) {
    let mut is_drawn = lock();
    let filled = (0..WIDTH).filter(|cell| share * WIDTH as f64 > *cell as f64).count();
    let (full, empty) = ("█".repeat(filled), "░".repeat(WIDTH - filled));
    let line = format!("{ERASE}reading {full}{empty} {:3.0} %", share * 100.0);
    // In one piece: stderr keeps nothing back, and a line that comes in pieces flickers.
    let _ = io::stderr().write_all(line.as_bytes());
    *is_drawn = true;
}

/// Takes the line away, so that something else can be said.
pub(super) fn erase() {
    let mut is_drawn = lock();
    if *is_drawn {
        let _ = write!(io::stderr(), "{ERASE}");
        *is_drawn = false;
    }
}
