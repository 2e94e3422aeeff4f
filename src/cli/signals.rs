//! Signals of the system as events; a program that does not react in time is ended all the same.

use std::io;

/// What a signal asks for or tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// End, as signal number so-and-so.
    End(i32),
    /// Stop until continued.
    Suspend,
    /// The program was stopped from outside and goes on.
    Resumed,
    /// The screen has another size.
    Resized,
}

#[cfg(unix)]
pub(super) fn watch(send: impl Fn(Wish) + Send + 'static) -> io::Result<()> {
    use std::thread;
    use std::time::Duration;

    use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
    use signal_hook::iterator::Signals;

    /// How long the program may take to end in an orderly way.
    const PATIENCE: Duration = Duration::from_secs(2);

    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            match signal {
                SIGTSTP => send(Wish::Suspend),
                SIGCONT => send(Wish::Resumed),
                SIGWINCH => send(Wish::Resized),
                _ => {
                    send(Wish::End(signal));
                    // The drawing thread may hang in a write to a link that is dead.
                    thread::sleep(PATIENCE);
                    let _ = super::terminal::give_back();
                    signal_hook::low_level::exit(128 + signal);
                }
            }
        }
    })?;
    Ok(())
}

/// Calls `end` with the number of the first signal that asks the program to end. If it does not, `leave` is called
/// and the program ended all the same.
#[cfg(unix)]
pub(super) fn watch_end(
    end: impl Fn(i32) + Send + 'static,
    leave: impl Fn() + Send + 'static,
) -> io::Result<()> {
    use std::thread;
    use std::time::Duration;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    /// How long the program may take to end in an orderly way.
    const PATIENCE: Duration = Duration::from_secs(2);

    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            end(signal);
            thread::sleep(PATIENCE);
            leave();
            signal_hook::low_level::exit(128 + signal);
        }
    })?;
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn watch_end(
    _end: impl Fn(i32) + Send + 'static,
    _leave: impl Fn() + Send + 'static,
) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn watch(_send: impl Fn(Wish) + Send + 'static) -> io::Result<()> {
    Ok(())
}
