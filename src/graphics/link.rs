//! The link to the terminal: how fast it is, and how many bytes are on their way.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::answers::QUESTION_MARK;

/// A question that every terminal answers when it has read all that came before.
pub const MARK: &[u8] = b"\x1b[5n";
/// How many marks have a number of their own.
const NUMBERS: u64 = 20_000;

/// How long bytes may be under way while the way there and back is unknown.
const LATENCY: Duration = Duration::from_millis(80);
/// What bytes may wait in the link beyond the way there and back: it must not run dry between two answers.
const SLACK: Duration = Duration::from_millis(5);
/// Bytes are under way for at least so long, however near the terminal is.
const LEAST_LATENCY: Duration = Duration::from_millis(30);
/// Bytes that may be under way while the rate is unknown.
const FIRST_WINDOW: u64 = 16 * 1024;
/// A window lies between these.
const LEAST_WINDOW: u64 = 4 * 1024;
const MOST_WINDOW: u64 = 512 * 1024;
/// How much faster a link is tried that has let nothing wait.
const GROWTH: f64 = 1.25;
/// How much faster than what it was seen to do.
const MOST_GROWTH: f64 = 1.4;
/// A shorter time says little about the rate.
const SPAN: Duration = Duration::from_millis(20);
/// Fewer bytes say nothing about the rate.
const LEAST_SAMPLE: u64 = 2 * 1024;
/// A mark that is unanswered for so long is lost.
const SILENCE: Duration = Duration::from_secs(3);
/// A terminal that has never answered, and leaves a mark unanswered for so long, answers none.
const FIRST_SILENCE: Duration = Duration::from_millis(500);
/// The shortest way there and back counts for twice as long at most: ways change.
const MEMORY: Duration = Duration::from_secs(5);
/// What is written to a terminal that answers nothing: bytes a second.
const SILENT_RATE: f64 = 320.0 * 1024.0;

/// What is known about the link.
#[derive(Debug, Clone, Default)]
pub struct Link {
    written: u64,
    arrived: u64,
    marks: VecDeque<Mark>,
    n_marks: u64,
    /// Since when bytes have arrived without a pause, and how many had before.
    busy: Option<(Instant, u64)>,
    rate: Option<f64>,
    /// The shortest way there and back of late, and of the time before.
    round_trips: [Option<Duration>; 2],
    /// Since when the first of them counts.
    counted_from: Option<Instant>,
    has_answered: bool,
    /// Until when bytes were taken to have arrived, in a terminal that does not say.
    silent_since: Option<Instant>,
}

/// A question that is not answered yet.
#[derive(Debug, Clone, Copy)]
struct Mark {
    nth: u64,
    written: u64,
    at: Instant,
    /// Nobody waits for its answer any more; if it comes all the same it says nothing about the link.
    is_lost: bool,
}

impl Link {
    /// Takes note of bytes that were written.
    pub fn wrote(&mut self, bytes: usize, now: Instant) {
        if self.written == self.arrived {
            let earliest = now + self.round_trip().unwrap_or_default();
            self.busy = Some((earliest, self.arrived));
        }
        self.written += bytes as u64;
    }

    /// Takes note of a mark that was written after everything else; returns which one it is of all.
    pub fn marked(&mut self, now: Instant) -> u64 {
        self.n_marks += 1;
        let mark = Mark { nth: self.n_marks, written: self.written, at: now, is_lost: false };
        self.marks.push_back(mark);
        mark.nth
    }

    /// The number that the next mark bears, if marks bear numbers.
    pub fn next_number(&self) -> u16 {
        number(self.n_marks + 1)
    }

    /// Takes note of the answer to the mark of this number, and of the loss of all marks before it. Returns which one
    /// it is of all, unless nobody waits for it any more.
    pub fn answered_number(&mut self, wanted: u16, now: Instant) -> Option<u64> {
        let at = self.marks.iter().position(|mark| number(mark.nth) == wanted)?;
        self.marks.drain(..at);
        let nth = self.marks.front()?.nth;
        self.answered(now);
        Some(nth)
    }

    /// Takes note of the answer to the oldest mark. An answer that nobody asked for is nothing.
    pub fn answered(&mut self, now: Instant) {
        let Some(mark) = self.marks.pop_front() else { return };
        (self.has_answered, self.silent_since) = (true, None);
        self.arrived = self.arrived.max(mark.written);
        if mark.is_lost {
            return;
        }
        let took = now.saturating_duration_since(mark.at);
        self.count_round_trip(took, now);
        let least = self.round_trip().unwrap_or(took);
        self.measure(now, took > least + SLACK);
    }

    fn count_round_trip(&mut self, took: Duration, now: Instant) {
        let since = *self.counted_from.get_or_insert(now);
        if now.saturating_duration_since(since) >= MEMORY {
            self.round_trips = [None, self.round_trips[0]];
            self.counted_from = Some(now);
        }
        let least = self.round_trips[0].map_or(took, |least| least.min(took));
        self.round_trips[0] = Some(least);
    }

    /// Measures the rate. Only a link in which bytes have waited is known to be no faster.
    fn measure(&mut self, now: Instant, has_waited: bool) {
        let Some((since, before)) = self.busy else { return };
        let (took, bytes) = (now.saturating_duration_since(since), self.arrived - before);
        let rate = |least: Duration| bytes as f64 / took.max(least).as_secs_f64();
        if took >= SPAN && bytes >= LEAST_SAMPLE.max(self.window() / 2) {
            let sample = rate(SPAN);
            self.rate = Some(match self.rate {
                Some(rate) if has_waited => f64::midpoint(rate, sample),
                Some(rate) => (rate.max(sample) * GROWTH).min(sample * MOST_GROWTH),
                None => sample,
            });
            self.busy = Some((now, self.arrived));
        } else if took < SPAN && bytes >= LEAST_SAMPLE && self.written == self.arrived {
            // All of it arrived too soon to be measured: the link is at least as fast.
            let sample = rate(SPAN);
            self.rate = Some(self.rate.map_or(sample, |rate| rate.max(sample)));
        }
        if self.written == self.arrived {
            self.busy = None;
        }
    }

    /// Lets time pass: a terminal that does not answer is taken to read at a moderate pace. Whether one that used to
    /// answer has left a mark unanswered for too long.
    pub fn tick(&mut self, now: Instant) -> bool {
        let Some(oldest) = self.marks.iter_mut().find(|mark| !mark.is_lost) else {
            return false;
        };
        let waited = now.saturating_duration_since(oldest.at);
        if self.has_answered {
            let is_over = waited >= SILENCE;
            if is_over {
                // The answer was lost, or the link stands still.
                oldest.is_lost = true;
                self.arrived = self.arrived.max(oldest.written);
            }
            if self.marks.iter().all(|mark| mark.is_lost) {
                self.marks.clear();
            }
            return is_over;
        }
        if waited < FIRST_SILENCE {
            return false;
        }
        let since = *self.silent_since.get_or_insert(oldest.at);
        let took = now.saturating_duration_since(since).as_secs_f64();
        self.arrived = self.written.min(self.arrived + whole(took * SILENT_RATE));
        self.silent_since = Some(now);
        if self.arrived == self.written {
            // One is kept: it says that nothing was ever answered.
            self.marks.truncate(1);
        }
        false
    }

    /// The program was stopped: whatever was under way has arrived or is lost.
    pub fn forget(&mut self) {
        self.marks.clear();
        self.arrived = self.written;
        self.busy = None;
    }

    /// Whether an answer can still come.
    pub fn awaits_answers(&self) -> bool {
        self.has_answered && !self.marks.is_empty()
    }

    /// Whether the terminal has left all marks unanswered.
    pub fn is_silent(&self) -> bool {
        self.silent_since.is_some()
    }

    /// Bytes on their way.
    pub fn in_flight(&self) -> u64 {
        self.written - self.arrived
    }

    /// Bytes on their way of those that were written up to `end`, a former [`Self::written`].
    pub fn unarrived(&self, end: u64) -> u64 {
        end.saturating_sub(self.arrived)
    }

    /// When [`Self::tick`] will change something if no answer comes.
    pub fn next_tick(&self, now: Instant) -> Option<Instant> {
        /// How often a silent terminal is given more.
        const PACE: Duration = Duration::from_millis(50);
        let patience = if self.has_answered { SILENCE } else { FIRST_SILENCE };
        let lost = self.marks.iter().find(|mark| !mark.is_lost)?.at + patience;
        Some(if lost > now { lost } else { now + PACE })
    }

    /// How many bytes may be on their way so that a key is answered soon.
    pub fn window(&self) -> u64 {
        let latency = self.round_trip().map_or(LATENCY, |time| {
            // An eighth more than the way there and back: 50 ms where that takes 40.
            (time * 9 / 8 + SLACK).max(LEAST_LATENCY)
        });
        self.rate.map_or(FIRST_WINDOW, |rate| {
            whole(rate * latency.as_secs_f64()).clamp(LEAST_WINDOW, MOST_WINDOW)
        })
    }

    /// Measured bytes a second; `None` until enough was written.
    pub fn rate(&self) -> Option<f64> {
        self.rate
    }

    /// The shortest time from a mark to its answer, of late.
    pub fn round_trip(&self) -> Option<Duration> {
        self.round_trips.into_iter().flatten().min()
    }

    /// All bytes that were written.
    pub fn written(&self) -> u64 {
        self.written
    }
}

/// The number of a mark, given which one it is of all.
fn number(nth: u64) -> u16 {
    u16::try_from(u64::from(QUESTION_MARK) + 1 + nth % NUMBERS).unwrap_or(u16::MAX)
}

/// A count of bytes: not negative, and cut at what memory can hold.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rates and times are not negative, and the conversion is cut at the ends"
)]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link of so many bytes a second and 40 ms there and back.
    struct Far {
        rate: f64,
        now: Instant,
        free: Instant,
        under_way: VecDeque<Instant>,
    }

    impl Far {
        fn of(mbit: f64) -> Self {
            let now = Instant::now();
            Self { rate: mbit * 125_000.0, now, free: now, under_way: VecDeque::new() }
        }

        /// Feeds it as the window allows; the longest that text would have waited, and the bytes written.
        fn feed(&mut self, link: &mut Link, millis: u64) -> (Duration, u64) {
            let (mut most, mut total) = (Duration::ZERO, 0);
            for _ in 0..millis {
                self.now += Duration::from_millis(1);
                while self.under_way.front().is_some_and(|due| *due <= self.now) {
                    self.under_way.pop_front();
                    link.answered(self.now);
                }
                while link.in_flight() < link.window() {
                    link.wrote(1024, self.now);
                    link.marked(self.now);
                    total += 1024;
                    let takes = Duration::from_secs_f64(1024.0 / self.rate);
                    self.free = self.free.max(self.now) + takes;
                    self.under_way.push_back(self.free + Duration::from_millis(40));
                }
                most = most.max(self.free.saturating_duration_since(self.now));
            }
            (most, total)
        }
    }

    #[test]
    fn the_rate_of_slow_and_fast_links_is_found() {
        for mbit in [1.0, 10.0, 100.0] {
            let (mut link, mut far) = (Link::default(), Far::of(mbit));
            far.feed(&mut link, 1000);
            let found = link.rate().unwrap();
            assert!((0.5..1.5).contains(&(found / far.rate)), "{mbit} Mbit/s: {found}");
            let (wait, total) = far.feed(&mut link, 1000);
            assert!(wait < Duration::from_millis(120), "{mbit} Mbit/s: text would wait {wait:?}");
            assert!(total as f64 > 0.6 * far.rate, "{mbit} Mbit/s: {total} bytes in a second");
        }
    }

    #[test]
    fn a_link_that_becomes_slow_is_noticed() {
        let (mut link, mut far) = (Link::default(), Far::of(40.0));
        far.feed(&mut link, 500);
        far.rate = 125_000.0;
        far.feed(&mut link, 6000);
        assert!(link.rate().unwrap() < 300_000.0, "{:?}", link.rate());
    }

    #[test]
    fn a_silent_terminal_gets_a_moderate_stream() {
        let (mut link, start) = (Link::default(), Instant::now());
        let mut total = 0;
        for at in 0..10_000 {
            let now = start + Duration::from_millis(at);
            link.tick(now);
            while link.in_flight() < link.window() {
                link.wrote(1024, now);
                link.marked(now);
                total += 1024;
            }
        }
        assert!(link.is_silent());
        assert!((1_000_000..4_000_000).contains(&total), "{total}");
    }

    #[test]
    fn the_answer_to_a_numbered_mark_says_which_ones_were_lost() {
        let (mut link, now) = (Link::default(), Instant::now());
        let numbers: Vec<u16> = (0..3)
            .map(|_| {
                let number = link.next_number();
                link.wrote(1000, now);
                link.marked(now);
                number
            })
            .collect();
        assert_eq!(link.answered_number(numbers[1], now), Some(2));
        assert_eq!(link.in_flight(), 1000);
        assert_eq!(link.answered_number(numbers[0], now), None, "it was given up");
        assert_eq!(link.answered_number(numbers[2], now), Some(3));
        assert_eq!(link.in_flight(), 0);
    }

    #[test]
    fn an_answer_without_a_question_is_nothing() {
        let mut link = Link::default();
        link.answered(Instant::now());
        assert_eq!((link.in_flight(), link.round_trip()), (0, None));
    }

    #[test]
    fn small_frames_say_nothing_about_the_rate() {
        let (mut link, start) = (Link::default(), Instant::now());
        link.wrote(100, start);
        link.marked(start);
        link.answered(start + Duration::from_millis(300));
        assert_eq!(link.rate(), None);
        assert_eq!(link.round_trip(), Some(Duration::from_millis(300)));
    }
}
