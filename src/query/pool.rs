//! Memory that is lent to one task after the other: fresh memory takes as long to get as the work that is done in it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What has been given back.
#[derive(Debug, Default)]
pub(super) struct Pool<T>(Arc<Mutex<Vec<T>>>);

impl<T: Default> Pool<T> {
    /// One that was given back, as it was left, or a new one.
    pub(super) fn lend(&self) -> Lent<T> {
        let item = lock(&self.0).pop().unwrap_or_default();
        Lent { item, owner: Arc::clone(&self.0) }
    }
}

/// Given back when it is dropped.
#[derive(Debug)]
pub(super) struct Lent<T: Default> {
    pub(super) item: T,
    owner: Arc<Mutex<Vec<T>>>,
}

impl<T: Default> Drop for Lent<T> {
    fn drop(&mut self) {
        lock(&self.owner).push(std::mem::take(&mut self.item));
    }
}

/// A task that ended in a panic leaves nothing half-done here.
fn lock<T>(pool: &Mutex<Vec<T>>) -> MutexGuard<'_, Vec<T>> {
    pool.lock().unwrap_or_else(PoisonError::into_inner)
}
