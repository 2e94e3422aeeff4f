//! The terminal, taken and given back: on return, on panic, on a signal, around a stop.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crossterm::cursor::{Hide, Show};
use crossterm::execute;
use crossterm::style::Print;
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode, window_size,
};
use ratatui::Frame;
use ratatui::layout::Rect;

use super::wire::{Depth, Wire};
use crate::graphics::{Answers, CellSize, USUAL_CELL};

/// The terminal in the program's hands; dropping it gives it back.
pub(super) struct Terminal {
    /// Whether the signal that ended a stop is still to be reported.
    has_resumed: bool,
    screen: ratatui::Terminal<Wire>,
}

impl Terminal {
    /// Takes the terminal.
    pub(super) fn take(mouse: Mouse) -> io::Result<Self> {
        HAS_MOUSE.store(mouse == Mouse::Heard, Ordering::SeqCst);
        restore_on_panic();
        enable_raw_mode()?;
        // From here on dropping `restored` gives the terminal back if anything fails.
        let restored = Restore;
        enter()?;
        let screen = ratatui::Terminal::new(Wire::new(Depth::True))?;
        std::mem::forget(restored);
        Ok(Self { has_resumed: false, screen })
    }

    /// Whether a frame is to appear at once; see [`Wire::set_synchronized`].
    pub(super) fn set_synchronized(&mut self, is_synchronized: bool) {
        self.screen.backend_mut().set_synchronized(is_synchronized);
    }

    /// The size of the screen.
    pub(super) fn area(&self) -> io::Result<Rect> {
        let size = self.screen.size()?;
        Ok(Rect::new(0, 0, size.width, size.height))
    }

    /// Says what colors of pictures may cost: how many there are, and by how much a coarse look may miss them.
    pub(super) fn set_colors(&mut self, depth: Depth, tolerance: u8) {
        let wire = self.screen.backend_mut();
        wire.set_depth(depth);
        wire.set_tolerance(tolerance);
    }

    /// Draws one frame; returns its bytes, one synchronized update, none if nothing has changed.
    pub(super) fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<Vec<u8>> {
        self.screen.backend_mut().begin();
        let drawn = self.screen.draw(render).map(drop);
        self.screen.backend_mut().end();
        let bytes = self.screen.backend_mut().take();
        drawn.map(|()| bytes)
    }

    /// Makes the next frame draw every cell.
    ///
    /// A resize to the same size makes ratatui forget its cells as well.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        let area = self.area()?;
        self.screen.backend_mut().forget();
        self.screen.resize(area)
    }

    /// Gives the terminal to the shell and stops the program until it is continued.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        give_back()?;
        #[cfg(unix)]
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        self.take_again()?;
        self.has_resumed = true;
        Ok(())
    }

    /// Takes the terminal again when the program goes on after a stop; whether that was still to be done.
    pub(super) fn resume(&mut self) -> io::Result<bool> {
        // The signal that ends a stop arrives after `suspend` has done it all.
        if std::mem::take(&mut self.has_resumed) {
            return Ok(false);
        }
        self.take_again()?;
        Ok(true)
    }

    fn take_again(&mut self) -> io::Result<()> {
        // A shell may have changed the modes meanwhile; only a fresh start sets all of them.
        disable_raw_mode()?;
        enable_raw_mode()?;
        enter()?;
        self.clear()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        drop(Restore);
    }
}

/// Gives the terminal back when dropped.
struct Restore;

impl Drop for Restore {
    fn drop(&mut self) {
        // Nothing is left to be done about a terminal that refuses.
        let _ = give_back();
    }
}

fn enter() -> io::Result<()> {
    IS_LEFT.store(false, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, Hide)?;
    if HAS_MOUSE.load(Ordering::SeqCst) { execute!(io::stdout(), Print(MOUSE_ON)) } else { Ok(()) }
}

/// Whether the mouse is the program's, or the terminal's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mouse {
    /// The terminal tells of it.
    Heard,
    /// It selects text.
    Left,
}

static HAS_MOUSE: AtomicBool = AtomicBool::new(false);

/// Buttons and moves while one is down, told in numbers (modes 1000, 1002, 1006).
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// Whether the terminal is somebody else's: nothing is to be written any more.
static IS_LEFT: AtomicBool = AtomicBool::new(false);

/// Whether the terminal was given back.
pub(super) fn is_left() -> bool {
    IS_LEFT.load(Ordering::SeqCst)
}

/// Leaves the terminal as it was found. May be called twice. A link that is dead holds it up for a moment only.
pub(super) fn give_back() -> io::Result<()> {
    /// How long the last bytes may take.
    const PATIENCE: Duration = Duration::from_millis(500);

    IS_LEFT.store(true, Ordering::SeqCst);
    let cooked = disable_raw_mode();
    // Whoever holds the lock is about to change what is written; images stay in the terminal then.
    let farewell = FAREWELL.try_lock().ok().map(|mut bytes| std::mem::take(&mut *bytes));
    let (send, written) = channel();
    // Somebody may be in the middle of a write that never ends, and then it must not be waited for.
    thread::Builder::new().name("leave".into()).spawn(move || {
        let mut out = io::stdout().lock();
        let freed = out.write_all(&farewell.unwrap_or_default());
        // Without a doubt whether it was heard: a terminal that goes on telling would type into the shell.
        let left =
            execute!(out, EndSynchronizedUpdate, Print(MOUSE_OFF), LeaveAlternateScreen, Show);
        let _ = send.send(freed.and(left));
    })?;
    let left = written.recv_timeout(PATIENCE).unwrap_or(Err(io::ErrorKind::TimedOut.into()));
    left.and(cooked)
}

/// Gives the terminal back before a panic of this thread is reported. Panics of workers are caught where they
/// happen and become answers; they must not write over the screen.
fn restore_on_panic() {
    let drawing = thread::current().id();
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == drawing {
            let _ = give_back();
            report(panic);
        }
    }));
}

/// Pixels of a cell: what the terminal says, or the system, or what is usual. Where the whole screen has fewer pixels than
/// that makes, cells are not whole pixels, and the smaller size keeps a picture inside its cells.
pub(super) fn cell_size(answers: &Answers) -> CellSize {
    let size = window_size().ok();
    let divided = |(width_px, height_px): (u16, u16)| {
        let size = size.as_ref()?;
        let width_px = width_px.checked_div(size.columns).filter(|&width| width > 0)?;
        let height_px = height_px.checked_div(size.rows).filter(|&height| height > 0)?;
        Some(CellSize { width_px, height_px })
    };
    let known = size.as_ref().and_then(|size| divided((size.width, size.height)));
    let whole = answers.window_px().and_then(divided).or(known);
    match (answers.cell(), whole) {
        (Some(cell), Some(whole)) => CellSize {
            width_px: cell.width_px.min(whole.width_px),
            height_px: cell.height_px.min(whole.height_px),
        },
        (Some(cell), None) | (None, Some(cell)) => cell,
        (None, None) => USUAL_CELL,
    }
}

/// What is written before the terminal is given back.
static FAREWELL: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Says what is to be written before the terminal is given back, whoever does it.
pub(super) fn leave_with(bytes: Vec<u8>) {
    *FAREWELL.lock().unwrap_or_else(PoisonError::into_inner) = bytes;
}
