//! What is under way through tmux, which loses what it is to hand on while it has a pane to draw anew or shows another
//! one, and says nothing of it.
//!
//! Two questions tell: one to tmux after each frame, whose answer says that the frame is drawn, and a numbered mark to the
//! terminal around it after each piece of pixels. An answer to a later mark, or none at all, says that a piece is lost.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long tmux may take to answer for a frame.
const PATIENCE: Duration = Duration::from_millis(500);
/// When it is tried for the first time whether anything gets through again; each time after that waits twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest time between two tries; then only a key leads to another one.
const LAST_PAUSE: Duration = Duration::from_secs(32);
/// Pieces whose fate is remembered.
const MOST_PIECES: usize = 1024;

/// What a piece carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cargo {
    /// A part of the sheet with this id.
    Sheet(u32),
    /// Commands, as they were written.
    Orders(Vec<u8>),
}

/// What is known of the way through tmux.
#[derive(Debug, Default)]
pub(super) struct Passage {
    /// Frames that tmux has not answered for.
    frames: usize,
    /// When the last of them was written.
    framed: Option<Instant>,
    is_mark_due: bool,
    /// What is under way, and by which mark it will be known to have arrived.
    cargo: VecDeque<(u64, Cargo)>,
    closed: Option<Closed>,
}

/// Nothing gets through: the window is hidden, or its history is being read.
#[derive(Debug, Clone, Copy)]
struct Closed {
    next_try: Option<Instant>,
    pause: Duration,
}

impl Passage {
    /// Takes note of a frame that was written, and of the question to tmux after it.
    pub(super) fn framed(&mut self, now: Instant) {
        self.frames += 1;
        self.framed = Some(now);
    }

    /// Takes note of an answer of tmux.
    pub(super) fn confirmed(&mut self) {
        self.frames = self.frames.saturating_sub(1);
        if self.frames == 0 && self.framed.take().is_some() {
            self.is_mark_due = true;
        }
    }

    /// Lets time pass: tmux is not waited for any longer than it may take.
    pub(super) fn tick(&mut self, now: Instant) {
        if self.opens().is_some_and(|at| at <= now) {
            self.frames = 0;
            self.confirmed();
        }
    }

    /// When the last frame will be taken to be drawn without an answer of tmux; `None` if none waits.
    pub(super) fn opens(&self) -> Option<Instant> {
        self.framed.map(|at| at + PATIENCE)
    }

    /// Whether answers of tmux are still to come.
    pub(super) fn awaits_answers(&self) -> bool {
        self.frames > 0
    }

    /// Whether the last frame lacks its mark.
    pub(super) fn is_mark_due(&self) -> bool {
        self.is_mark_due
    }

    /// The same, and no longer.
    pub(super) fn take_due_mark(&mut self) -> bool {
        std::mem::take(&mut self.is_mark_due)
    }

    /// Takes note of what was written before the `nth` mark.
    pub(super) fn load(&mut self, nth: u64, cargo: Cargo) {
        if self.cargo.len() == MOST_PIECES {
            self.cargo.pop_front();
        }
        self.cargo.push_back((nth, cargo));
    }

    /// Takes note of the answer to the `nth` mark; returns what was lost before it.
    pub(super) fn arrived(&mut self, nth: u64) -> Vec<Cargo> {
        let count = self.cargo.iter().take_while(|(at, _)| *at <= nth).count();
        self.cargo.drain(..count).filter(|(at, _)| *at < nth).map(|(_, cargo)| cargo).collect()
    }

    /// Whether it is not known yet of something whether it arrived.
    pub(super) fn is_laden(&self) -> bool {
        !self.cargo.is_empty()
    }

    /// Nothing gets through; returns what is lost.
    pub(super) fn close(&mut self, now: Instant) -> Vec<Cargo> {
        self.closed = Some(Closed { next_try: Some(now + FIRST_PAUSE), pause: FIRST_PAUSE });
        (self.frames, self.framed, self.is_mark_due) = (0, None, false);
        self.cargo.drain(..).map(|(_, cargo)| cargo).collect()
    }

    /// Whether nothing gets through.
    pub(super) fn is_closed(&self) -> bool {
        self.closed.is_some()
    }

    /// Something got through; whether that is new.
    pub(super) fn open(&mut self) -> bool {
        self.closed.take().is_some()
    }

    /// When to try again whether anything gets through.
    pub(super) fn next_try(&self) -> Option<Instant> {
        self.closed?.next_try
    }

    /// Whether it is to be tried now; the next time is later.
    pub(super) fn take_try(&mut self, now: Instant) -> bool {
        let Some(closed) = &mut self.closed else { return false };
        let is_due = closed.next_try.is_some_and(|at| at <= now);
        if is_due {
            closed.pause *= 2;
            closed.next_try = (closed.pause <= LAST_PAUSE).then(|| now + closed.pause);
        }
        is_due
    }

    /// A key was pressed: somebody may see the window again.
    pub(super) fn pressed(&mut self, now: Instant) {
        if let Some(closed) = &mut self.closed {
            *closed = Closed { next_try: Some(now), pause: FIRST_PAUSE / 2 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_tells_what_was_lost_before() {
        let mut passage = Passage::default();
        for nth in [1, 2, 4] {
            passage.load(nth, Cargo::Sheet(300 + u32::try_from(nth).unwrap()));
        }
        assert_eq!(passage.arrived(2), [Cargo::Sheet(301)]);
        assert_eq!(passage.arrived(3), []);
        assert_eq!(passage.arrived(4), []);
    }

    #[test]
    fn tmux_is_waited_for_after_a_frame_but_not_for_long() {
        let (mut passage, now) = (Passage::default(), Instant::now());
        assert_eq!(passage.opens(), None);
        passage.framed(now);
        passage.framed(now);
        passage.confirmed();
        assert!(passage.opens().is_some() && !passage.is_mark_due());
        passage.confirmed();
        assert!(passage.opens().is_none() && passage.take_due_mark() && !passage.is_mark_due());
        passage.framed(now);
        passage.tick(now + PATIENCE / 2);
        assert!(passage.opens().is_some());
        passage.tick(now + PATIENCE);
        assert!(passage.opens().is_none() && passage.is_mark_due());
    }

    #[test]
    fn a_closed_way_is_tried_more_and_more_seldom_until_a_key_is_pressed() {
        let (mut passage, mut now) = (Passage::default(), Instant::now());
        let start = now;
        passage.load(1, Cargo::Sheet(300));
        assert_eq!(passage.close(now), [Cargo::Sheet(300)]);
        let mut tries = 0;
        while let Some(at) = passage.next_try() {
            now = at;
            assert!(passage.take_try(now) && !passage.take_try(now));
            tries += 1;
        }
        assert_eq!((tries, (now - start).as_secs()), (6, 63));
        passage.pressed(now);
        assert!(passage.take_try(now) && passage.next_try().is_some());
        assert!(passage.open() && !passage.is_closed() && !passage.open());
    }
}
