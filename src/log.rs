//! A log on request: what was opened, asked, answered and chosen, each with its time. Off, it costs one look.
//!
//! Nothing reaches the file that could steer a terminal on which somebody reads it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use crate::moment::Moment;
use crate::text::printable;

static LOG: OnceLock<Log> = OnceLock::new();

struct Log {
    file: Mutex<File>,
    begin: Instant,
}

/// Appends to a file from now on; an error if it cannot be opened. The first call of the process counts.
pub fn start(path: &Path) -> io::Result<()> {
    let file = Mutex::new(OpenOptions::new().create(true).append(true).open(path)?);
    let _ = LOG.set(Log { file, begin: Instant::now() });
    Ok(())
}

/// Writes a line, if there is a log; `text` is made only then.
pub fn say(text: impl FnOnce() -> String) {
    if let Some(log) = LOG.get() {
        log.write(&text());
    }
}

/// Writes how long something took, once the result is dropped.
#[must_use]
pub fn timed(text: impl FnOnce() -> String) -> Timed {
    Timed(LOG.get().map(|_| (text(), Instant::now())))
}

/// Something that takes time. See [`timed`].
#[derive(Debug)]
pub struct Timed(Option<(String, Instant)>);

impl Drop for Timed {
    fn drop(&mut self) {
        if let Some((text, begin)) = self.0.take() {
            say(|| format!("{text}: {} ms", millis(begin.elapsed())));
        }
    }
}

impl Log {
    fn write(&self, text: &str) {
        let since = self.begin.elapsed();
        let now = Moment::of(SystemTime::now());
        let line = format!("{now} +{}ms {}\n", millis(since), printable(text));
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // In one piece, so that two programs may share a file; a disk that is full stops no work.
        let _ = file.write_all(line.as_bytes());
    }
}

fn millis(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_log_nothing_is_made() {
        say(|| unreachable!("there is no log"));
        drop(timed(|| unreachable!("there is no log")));
    }
}
