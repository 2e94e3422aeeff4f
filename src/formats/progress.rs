//! How far a long read has come, told from one thread and watched from another.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A shared count of bytes or items done, and the wish to stop.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
    /// What it is a part of.
    whole: Option<Arc<Self>>,
}

impl Progress {
    /// Nothing done yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A part of a whole: what is expected and done here is so there, and whoever stops the whole stops this.
    pub fn part_of(whole: Arc<Self>) -> Self {
        Self { whole: Some(whole), ..Self::default() }
    }

    /// States that `done` of `total` is finished.
    pub fn tell(&self, done: usize, total: usize) {
        self.total.store(total as u64, Ordering::Relaxed);
        self.done.store(done as u64, Ordering::Relaxed);
    }

    /// States that there is `more` to be done.
    pub fn expect(&self, more: usize) {
        self.total.fetch_add(more as u64, Ordering::Relaxed);
        if let Some(whole) = &self.whole {
            whole.expect(more);
        }
    }

    /// States that `more` is finished.
    pub fn add(&self, more: usize) {
        self.done.fetch_add(more as u64, Ordering::Relaxed);
        if let Some(whole) = &self.whole {
            whole.add(more);
        }
    }

    /// The finished share, 0 to 1; `None` before anything was told.
    pub fn share(&self) -> Option<f64> {
        let total = self.total.load(Ordering::Relaxed);
        (total > 0).then(|| self.done.load(Ordering::Relaxed) as f64 / total as f64)
    }

    /// Asks the reader to stop at its next step.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether somebody asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
            || self.whole.as_ref().is_some_and(|whole| whole.is_cancelled())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_counts_in_the_whole_and_stops_with_it() {
        let whole = Arc::new(Progress::new());
        let parts = [(); 2].map(|()| Progress::part_of(Arc::clone(&whole)));
        for part in &parts {
            part.expect(4);
        }
        parts[0].add(4);
        parts[1].add(2);
        assert_eq!((parts[0].share(), parts[1].share()), (Some(1.), Some(0.5)));
        assert_eq!(whole.share(), Some(0.75));
        parts[1].cancel();
        assert!(parts[1].is_cancelled() && !parts[0].is_cancelled() && !whole.is_cancelled());
        whole.cancel();
        assert!(parts[0].is_cancelled());
    }
}
