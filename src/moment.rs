//! A moment in UTC, to the microsecond, and how it is written (RFC 3339).

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

const SECOND: u64 = 1_000_000;
const DAY: u64 = 86_400 * SECOND;
/// The last moment of the year 9999, after which years have five digits.
const LAST: u64 = 253_402_300_800 * SECOND - 1;

/// Microseconds since the beginning of 1970 in UTC, without leap seconds. The first of all is one that is not known; it
/// is written as nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(u64);

impl Moment {
    /// The moment of a clock; one before 1970 is not known.
    pub fn of(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(u64::try_from(since.as_micros()).unwrap_or(LAST).min(LAST))
    }

    /// The moment after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self((self.0 + 1).min(LAST))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return Ok(());
        }
        let (year, month, day) = date(self.0 / DAY);
        let seconds = self.0 % DAY / SECOND;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let micros = self.0 % SECOND;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
    }
}

impl FromStr for Moment {
    type Err = ();

    /// Reads `2026-11-24T18:41:07Z`, with any number of decimals, or nothing.
    fn from_str(text: &str) -> Result<Self, ()> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        let (date, time) = text.strip_suffix('Z').and_then(|text| text.split_once('T')).ok_or(())?;
        let (clock, decimals) = time.split_once('.').unwrap_or((time, "0"));
        let [year, month, day] = numbers(date, '-', [4, 2, 2]).ok_or(())?;
        let [hour, minute, second] = numbers(clock, ':', [2, 2, 2]).ok_or(())?;
        let days = days(year, month, day).ok_or(())?;
        let is_digits = !decimals.is_empty() && decimals.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits || hour > 23 || minute > 59 || second > 59 {
            return Err(());
        }
        let micros: u64 = format!("{decimals:0<6.6}").parse().map_err(drop)?;
        Ok(Self(days * DAY + (hour * 3600 + minute * 60 + second) * SECOND + micros))
    }
}

/// Three numbers of so many digits each with a sign between.
fn numbers(text: &str, between: char, digits: [usize; 3]) -> Option<[u64; 3]> {
    let parts: Vec<&str> = text.split(between).collect();
    let parts: [&str; 3] = parts.try_into().ok()?;
    let is_number = |(part, digits): (&&str, usize)| {
        part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !parts.iter().zip(digits).all(is_number) {
        return None;
    }
    let [a, b, c] = parts.map(|part| part.parse().ok());
    Some([a?, b?, c?])
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u64) -> u64 {
    365 + u64::from(is_leap(year))
}

fn days_of_month(year: u64, month: u64) -> u64 {
    match month {
        2 => 28 + u64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from the beginning of 1970 to a date; `None` if there is no such date, or it is earlier.
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    let is_date = year >= 1970 && (1..=12).contains(&month);
    if !is_date || !(1..=days_of_month(year, month)).contains(&day) {
        return None;
    }
    let years: u64 = (1970..year).map(days_of_year).sum();
    let months: u64 = (1..month).map(|month| days_of_month(year, month)).sum();
    Some(years + months + day - 1)
}

/// Year, month and day so many days after the beginning of 1970.
fn date(mut days: u64) -> (u64, u64, u64) {
    let (mut year, mut month) = (1970, 1);
    while days >= days_of_year(year) {
        days -= days_of_year(year);
        year += 1;
    }
    while days >= days_of_month(year, month) {
        days -= days_of_month(year, month);
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_moment_is_written_as_everybody_writes_it() {
        // date -u -d @1795545667 +%FT%TZ
        let moment = Moment(1_795_545_667_000_000);
        assert_eq!(moment.to_string(), "2026-11-24T18:41:07.000000Z");
        assert_eq!("2026-11-24T18:41:07Z".parse(), Ok(moment));
        assert_eq!("2000-02-29T00:00:00.5Z".parse(), Ok(Moment(951_782_400_500_000)));
        assert_eq!(Moment(LAST).to_string(), "9999-12-31T23:59:59.999999Z");
        for (seconds, text) in [
            (951_782_400, "2000-02-29T00:00:00.000000Z"),
            (1_709_251_199, "2024-02-29T23:59:59.000000Z"),
            (1_735_689_600, "2025-01-01T00:00:00.000000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000000Z"),
        ] {
            assert_eq!(Moment(seconds * SECOND).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        let wrong = [
            "now",
            "2026-11-24",
            "2026-11-24T18:41:07",
            "2026-11-24T18:41:07+01:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "2026-11-24T24:00:00Z",
            "2026-11-24T00:00:00.Z",
            "2026-11-24T00:00:00.1x0000000Z",
            "+026-11-24T00:00:00Z",
        ];
        assert!(wrong.iter().all(|text| text.parse::<Moment>().is_err()));
    }

    proptest! {
        #[test]
        fn a_moment_is_read_back(micros in 0..=LAST) {
            let moment = Moment(micros);
            prop_assert_eq!(moment.to_string().parse(), Ok(moment));
        }

        #[test]
        fn text_sorts_as_moments_do(one in 1..=LAST, other in 1..=LAST) {
            let text = |micros| Moment(micros).to_string();
            prop_assert_eq!(one.cmp(&other), text(one).cmp(&text(other)));
        }
    }
}
