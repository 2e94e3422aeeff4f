//! A log on request: what was opened, asked, answered and chosen, each with its time. Off, it costs one look.
//!
//! Nothing reaches the file that could steer a terminal on which somebody reads it.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

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
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let line = format!("{} +{}ms {}\n", utc(now), millis(since), printable(text));
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // In one piece, so that two programs may share a file; a disk that is full stops no work.
        let _ = file.write_all(line.as_bytes());
    }
}

fn millis(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1e3)
}

/// A time since the beginning of 1970 as date and time of day: `2026-03-01T08:15:00.250Z`.
fn utc(since: Duration) -> String {
    let (days, of_day) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    let millis = since.subsec_millis();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// The date of a day, counted from 1970-01-01.
fn date(day: u64) -> (u64, u64, u64) {
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let (mut year, mut left) = (1970, day);
    while left >= 365 + u64::from(is_leap(year)) {
        left -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    (year, month, left + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_dates_of_the_calendar() {
        let at = |seconds: u64, millis: u64| {
            utc(Duration::from_secs(seconds) + Duration::from_millis(millis))
        };
        // date -u -d @N +%FT%T
        assert_eq!(at(0, 0), "1970-01-01T00:00:00.000Z");
        assert_eq!(at(951_782_400, 7), "2000-02-29T00:00:00.007Z");
        assert_eq!(at(1_709_251_199, 999), "2024-02-29T23:59:59.999Z");
        assert_eq!(at(1_735_689_600, 0), "2025-01-01T00:00:00.000Z");
        assert_eq!(at(4_107_542_400, 0), "2100-03-01T00:00:00.000Z");
    }

    #[test]
    fn without_a_log_nothing_is_made() {
        say(|| unreachable!("there is no log"));
        drop(timed(|| unreachable!("there is no log")));
    }
}
