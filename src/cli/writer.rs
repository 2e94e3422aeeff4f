//! The one who writes to the terminal, so that nobody else waits for a slow link.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::terminal::is_left;

/// How long the end waits for what is still to be written.
const PATIENCE: Duration = Duration::from_secs(1);

/// Writes what it is given, in order, on a thread of its own.
#[derive(Debug)]
pub(super) struct Writer {
    send: Sender<Job>,
}

enum Job {
    Write(Vec<u8>),
    /// Tells when everything before was written.
    Tell(Sender<()>),
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start() -> io::Result<Self> {
        let (send, jobs) = channel();
        thread::Builder::new().name("writer".into()).spawn(move || serve(&jobs))?;
        Ok(Self { send })
    }

    /// Writes `bytes` after everything before.
    pub(super) fn write(&self, bytes: Vec<u8>) {
        if !bytes.is_empty() {
            // A thread that ended has found the terminal gone; the end of the input says so too.
            let _ = self.send.send(Job::Write(bytes));
        }
    }

    /// Waits until everything was written, but not for long.
    pub(super) fn flush(&self) {
        let (tell, told) = channel();
        if self.send.send(Job::Tell(tell)).is_ok() {
            let _: Result<(), RecvTimeoutError> = told.recv_timeout(PATIENCE);
        }
    }
}

fn serve(jobs: &Receiver<Job>) {
    for job in jobs {
        let done = match job {
            Job::Write(bytes) => write(&bytes),
            Job::Tell(tell) => {
                let _ = tell.send(());
                Ok(())
            }
        };
        if done.is_err() {
            return;
        }
    }
}

/// Writes, unless the terminal was given back meanwhile.
fn write(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if is_left() {
        return Ok(());
    }
    out.write_all(bytes)?;
    out.flush()
}
