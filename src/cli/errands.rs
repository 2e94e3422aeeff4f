//! A thread that does one errand after the other, so that nobody waits for a disk; what was handed to it is done before
//! the program ends, unless that takes too long.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use std::{io, mem, thread};

/// How long the end waits for a slow disk.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whoever hands out errands.
pub(super) struct Errands<T> {
    /// `None` once it is over.
    send: Option<Sender<T>>,
    /// Ends with the thread.
    ended: Receiver<()>,
}

impl<T: Send + 'static> Errands<T> {
    /// Starts the thread; `work` takes errands until no more can come.
    pub(super) fn start(
        name: &str,
        work: impl FnOnce(&Receiver<T>) + Send + 'static,
    ) -> io::Result<Self> {
        let (send, errands) = channel();
        let (is_alive, ended) = channel();
        thread::Builder::new().name(name.into()).spawn(move || {
            work(&errands);
            drop::<Sender<()>>(is_alive);
        })?;
        Ok(Self { send: Some(send), ended })
    }

    /// Hands on an errand.
    pub(super) fn hand(&self, errand: T) {
        if let Some(send) = &self.send {
            // A thread that has ended has told why.
            let _ = send.send(errand);
        }
    }
}

impl<T> Drop for Errands<T> {
    fn drop(&mut self) {
        drop(mem::take(&mut self.send));
        let _ = self.ended.recv_timeout(PATIENCE);
    }
}
