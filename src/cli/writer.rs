//! The one who writes to the terminal, so that nobody else waits for a slow link.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::terminal::is_left;

/// How long the end waits for what is still to be written.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often a terminal that takes nothing at the moment is tried again.
const GLANCE: Duration = Duration::from_millis(5);

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
    write_whole(&mut out, bytes)
}

/// Writes all of it, also where another program has made the terminal refuse what it cannot take at once.
fn write_whole(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        match out.write(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => rest = rest.get(count..).unwrap_or_default(),
            Err(error) => wait_if_full(error)?,
        }
    }
    while let Err(error) = out.flush() {
        wait_if_full(error)?;
    }
    Ok(())
}

/// Waits a little where that may help; else the error.
fn wait_if_full(error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::WouldBlock => thread::sleep(GLANCE),
        io::ErrorKind::Interrupted => {}
        _ => return Err(error),
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn a_terminal_that_refuses_to_wait_gets_everything() {
        let (mut near, mut far) = UnixStream::pair().unwrap();
        near.set_nonblocking(true).unwrap();
        let bytes: Vec<u8> = (0..1 << 20).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let expected = bytes.clone();
        let writer = thread::spawn(move || write_whole(&mut near, &bytes));
        let mut read = Vec::new();
        far.read_to_end(&mut read).unwrap();
        writer.join().unwrap().unwrap();
        assert!(read == expected, "{} of {} bytes", read.len(), expected.len());
    }

    #[test]
    fn a_terminal_that_is_gone_is_an_error() {
        let (mut near, far) = UnixStream::pair().unwrap();
        drop(far);
        assert_eq!(write_whole(&mut near, b"x").unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
