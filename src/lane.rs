//! Work off the main thread where only the newest wishes count: each new list of wishes replaces the last.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Worker threads that do what is wanted most, first things first.
///
/// What a worker has begun is finished; what has not been begun when new wishes arrive is forgotten unless it is
/// wished again. Workers end when the lane is dropped.
#[derive(Debug)]
pub struct Lane<W> {
    shared: Arc<Shared<W>>,
}

#[derive(Debug)]
struct Shared<W> {
    state: Mutex<State<W>>,
    changed: Condvar,
}

#[derive(Debug)]
struct State<W> {
    wanted: VecDeque<W>,
    begun: BTreeSet<W>,
    is_closed: bool,
}

impl<W: Ord + Clone + Send + 'static> Lane<W> {
    /// Starts `n_workers` threads called `name`; each takes a wish and calls `work` with it.
    pub fn start(
        name: &str,
        n_workers: usize,
        work: impl Fn(&W) + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let state = State { wanted: VecDeque::new(), begun: BTreeSet::new(), is_closed: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() });
        let work = Arc::new(work);
        for _ in 0..n_workers.max(1) {
            let (shared, work) = (Arc::clone(&shared), Arc::clone(&work));
            thread::Builder::new().name(name.to_owned()).spawn(move || shared.serve(&*work))?;
        }
        Ok(Self { shared })
    }

    /// Replaces what is wanted, most wanted first. What a worker is busy with is not begun twice.
    pub fn want(&self, wishes: impl IntoIterator<Item = W>) {
        let mut state = self.shared.lock();
        let wanted = wishes.into_iter().filter(|wish| !state.begun.contains(wish)).collect();
        state.wanted = wanted;
        drop(state);
        self.shared.changed.notify_all();
    }

    /// What workers are busy with, and how much more is wanted.
    pub fn ongoing(&self) -> (Vec<W>, usize) {
        let state = self.shared.lock();
        (state.begun.iter().cloned().collect(), state.wanted.len())
    }

    /// Whether nothing is wanted or being done.
    pub fn is_idle(&self) -> bool {
        let state = self.shared.lock();
        state.wanted.is_empty() && state.begun.is_empty()
    }
}

impl<W> Drop for Lane<W> {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_closed = true;
        state.wanted.clear();
        drop(state);
        self.shared.changed.notify_all();
    }
}

impl<W: Ord + Clone> Shared<W> {
    fn lock(&self) -> MutexGuard<'_, State<W>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, work: &dyn Fn(&W)) {
        while let Some(wish) = self.next() {
            work(&wish);
            self.lock().begun.remove(&wish);
        }
    }

    /// The next wish, waited for; `None` when the lane is closed.
    fn next(&self) -> Option<W> {
        let mut state = self.lock();
        loop {
            if state.is_closed {
                return None;
            }
            if let Some(wish) = state.wanted.pop_front() {
                state.begun.insert(wish.clone());
                return Some(wish);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[test]
    fn overtaken_wishes_are_never_begun() {
        let (begun, seen) = mpsc::channel();
        let (go, gate) = mpsc::channel::<()>();
        let gate = Mutex::new(gate);
        let lane = Lane::start("test", 1, move |wish: &u32| {
            begun.send(*wish).unwrap();
            gate.lock().unwrap().recv().unwrap();
        })
        .unwrap();
        lane.want([1, 2, 3]);
        assert_eq!(seen.recv().unwrap(), 1);
        lane.want([1, 4]);
        go.send(()).unwrap();
        assert_eq!(seen.recv().unwrap(), 4, "2 and 3 were overtaken, 1 was already begun");
        go.send(()).unwrap();
        assert!(seen.recv_timeout(Duration::from_millis(50)).is_err());
        assert!(lane.is_idle());
    }
}
