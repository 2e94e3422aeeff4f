//! Parts of one answer, made by as many threads as there are processors.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// What `answer` makes of the parts 0 to `n_parts` - 1, in this order. A thread that is done with one takes the next that
/// nobody has taken.
pub(super) fn side_by_side<T: Send>(n_parts: usize, answer: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let n_threads = thread::available_parallelism().map_or(1, NonZero::get).min(n_parts);
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(n_parts));
    let work = || {
        let taken = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|part| *part < n_parts);
        while let Some(part) = taken() {
            let answered = answer(part);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((part, answered));
        }
    };
    thread::scope(|scope| {
        for _ in 1..n_threads {
            // One that cannot be had is one fewer.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(part, _)| *part);
    done.into_iter().map(|(_, answered)| answered).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_in_order_whoever_made_them() {
        for n_parts in [0, 1, 2, 1000] {
            let squares: Vec<usize> = (0..n_parts).map(|part| part * part).collect();
            assert_eq!(side_by_side(n_parts, |part| part * part), squares);
        }
    }
}
