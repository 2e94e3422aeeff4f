//! The terminal, taken and given back: on return, on panic, on a signal, around a stop.

use std::io::{self, Write};
use std::thread;

use crossterm::cursor::{Hide, Show};
use crossterm::execute;
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode, window_size,
};
use ratatui::Frame;
use ratatui::layout::Rect;

use super::wire::{Depth, Wire};
use crate::graphics::{CellSize, Choice, Graphics};

/// The terminal in the program's hands; dropping it gives it back.
pub(super) struct Terminal {
    /// Whether the signal that ended a stop is still to be reported.
    has_resumed: bool,
    screen: ratatui::Terminal<Wire>,
}

impl Terminal {
    /// Takes the terminal and finds out which pictures it can show.
    pub(super) fn take(images: Choice) -> io::Result<(Self, Graphics)> {
        restore_on_panic();
        enable_raw_mode()?;
        // From here on dropping `restored` gives the terminal back if anything fails.
        let restored = Restore;
        let graphics = Graphics::detect(images, cell_size());
        enter()?;
        let screen = ratatui::Terminal::new(Wire::new(Depth::True))?;
        std::mem::forget(restored);
        Ok((Self { has_resumed: false, screen }, graphics))
    }

    /// The size of the screen.
    pub(super) fn area(&self) -> io::Result<Rect> {
        let size = self.screen.size()?;
        Ok(Rect::new(0, 0, size.width, size.height))
    }

    /// Draws one frame as one synchronized update; a frame that changes nothing writes nothing.
    pub(super) fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.screen.backend_mut().begin();
        let drawn = self.screen.draw(render).map(drop);
        let wire = self.screen.backend_mut();
        wire.end();
        let bytes = wire.take();
        let mut out = io::stdout().lock();
        out.write_all(&bytes)?;
        out.flush()?;
        drawn
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
    execute!(io::stdout(), EnterAlternateScreen, Hide)
}

/// Leaves the terminal as it was found. May be called twice.
pub(super) fn give_back() -> io::Result<()> {
    let left = execute!(io::stdout(), EndSynchronizedUpdate, LeaveAlternateScreen, Show);
    let cooked = disable_raw_mode();
    io::stdout().flush()?;
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

/// Pixels of a cell as the system knows them.
fn cell_size() -> Option<CellSize> {
    let size = window_size().ok()?;
    let width_px = size.width.checked_div(size.columns).filter(|&width| width > 0)?;
    let height_px = size.height.checked_div(size.rows).filter(|&height| height > 0)?;
    Some(CellSize { width_px, height_px })
}
