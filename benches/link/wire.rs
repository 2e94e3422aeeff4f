//! A program on a pseudo-terminal at the near end of a slow link, and the terminal at its far end.
//!
//! What the program writes waits in 2 MiB, the window of an OpenSSH channel, and leaves it at the rate of the link; half
//! of the round trip is spent each way. All in real time.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::emulator::{Emulator, Personality};

/// One column less than a screen on which a table takes the place of pictures.
pub(crate) const COLUMNS: u16 = 139;
pub(crate) const ROWS: u16 = 48;
const CELL_PX: (u16, u16) = (8, 16);
/// Bytes that wait at the near end.
const WINDOW: usize = 2 << 20;
/// How often the link moves.
const TICK: Duration = Duration::from_millis(1);

/// What a link can do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Link {
    pub(crate) bytes_per_second: f64,
    pub(crate) round_trip: Duration,
}

impl Link {
    pub(crate) fn of_megabits(megabits: f64) -> Self {
        let round_trip = Duration::from_millis(40);
        Self { bytes_per_second: megabits * 125_000., round_trip }
    }
}

/// What has left and not arrived.
type Travelling = VecDeque<(Instant, Vec<u8>)>;

/// What the program wrote and the link has not taken.
#[derive(Default)]
struct Waiting {
    bytes: Mutex<Vec<u8>>,
    has_room: Condvar,
}

pub(crate) struct Wire {
    pub(crate) emulator: Emulator,
    pub(crate) began: Instant,
    /// When the last picture byte arrived.
    pub(crate) last_picture: Instant,
    /// When the last byte of any kind arrived.
    pub(crate) last_byte: Instant,
    link: Link,
    waiting: Arc<Waiting>,
    tokens: f64,
    ticked: Instant,
    down: Travelling,
    up: Travelling,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Wire {
    /// Starts a command.
    pub(crate) fn start(command: CommandBuilder, personality: Personality, link: Link) -> Self {
        let (pixel_width, pixel_height) = (COLUMNS * CELL_PX.0, ROWS * CELL_PX.1);
        let size = PtySize { rows: ROWS, cols: COLUMNS, pixel_width, pixel_height };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let waiting = Arc::new(Waiting::default());
        let filling = Arc::clone(&waiting);
        thread::spawn(move || filling.fill(&mut *reader));
        let now = Instant::now();
        Self {
            emulator: Emulator::new(COLUMNS, ROWS, personality).with_cell(CELL_PX.0, CELL_PX.1),
            began: now,
            last_picture: now,
            last_byte: now,
            link,
            waiting,
            tokens: 0.,
            ticked: now,
            down: Travelling::new(),
            up: Travelling::new(),
            keys,
            child,
            _master: pair.master,
        }
    }

    /// Presses a key at the far end.
    pub(crate) fn press(&mut self, key: &str) {
        let arrival = Instant::now() + self.link.round_trip / 2;
        self.up.push_back((arrival, key.as_bytes().to_vec()));
    }

    /// Lets time pass until something is so at the far end; `false` if it is not after `patience`.
    pub(crate) fn until(
        &mut self,
        patience: Duration,
        mut is_so: impl FnMut(&Self) -> bool,
    ) -> bool {
        let end = Instant::now() + patience;
        while Instant::now() < end {
            self.tick();
            if is_so(self) {
                return true;
            }
            thread::sleep(TICK);
        }
        is_so(self)
    }

    /// Lets time pass until nothing has arrived for `pause`.
    pub(crate) fn until_quiet(&mut self, pause: Duration, patience: Duration) {
        let end = Instant::now() + patience;
        while self.last_byte.elapsed() < pause && Instant::now() < end {
            self.tick();
            thread::sleep(TICK);
        }
    }

    /// Bytes that wait at the near end.
    pub(crate) fn queued(&self) -> usize {
        self.waiting.bytes.lock().unwrap().len()
    }

    /// Moves what has to move now.
    fn tick(&mut self) {
        let now = Instant::now();
        let Link { bytes_per_second, round_trip } = self.link;
        let more = bytes_per_second * (now - self.ticked).as_secs_f64();
        self.tokens += more;
        self.ticked = now;
        let taken = self.waiting.take(whole(self.tokens));
        if taken.len() < whole(self.tokens) {
            // A link that had nothing to do cannot make up for it. One that is looked at late can.
            self.tokens = self.tokens.min(taken.len() as f64 + bytes_per_second * 0.001 + 1500.);
        }
        if !taken.is_empty() {
            self.tokens -= taken.len() as f64;
            self.down.push_back((now + round_trip / 2, taken));
        }
        while let Some((_, bytes)) = self.down.pop_front_if(|(arrival, _)| *arrival <= now) {
            self.arrive(&bytes);
        }
        for reply in self.emulator.take_replies() {
            self.up.push_back((now + round_trip / 2, reply));
        }
        while let Some((_, bytes)) = self.up.pop_front_if(|(arrival, _)| *arrival <= now) {
            // A program that has ended hears nothing; the figures will show it.
            let _ = self.keys.write_all(&bytes).and_then(|()| self.keys.flush());
        }
    }

    fn arrive(&mut self, bytes: &[u8]) {
        let before = self.emulator.ledger().graphics_bytes;
        self.emulator.feed(bytes);
        self.last_byte = Instant::now();
        if self.emulator.ledger().graphics_bytes > before {
            self.last_picture = self.last_byte;
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let _ = self.child.kill();
        self.waiting.bytes.lock().unwrap().clear();
        self.waiting.has_room.notify_all();
    }
}

impl Waiting {
    /// Takes what a program writes while there is room.
    fn fill(&self, reader: &mut dyn Read) {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(len @ 1..) = reader.read(&mut buffer) {
            let bytes = self.bytes.lock().unwrap();
            let is_full = |bytes: &mut Vec<u8>| bytes.len() >= WINDOW;
            let mut bytes = self.has_room.wait_while(bytes, is_full).unwrap();
            bytes.extend_from_slice(&buffer[..len]);
        }
    }

    fn take(&self, most: usize) -> Vec<u8> {
        let mut bytes = self.bytes.lock().unwrap();
        let count = most.min(bytes.len());
        let taken = bytes.drain(..count).collect();
        self.has_room.notify_all();
        taken
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few bytes, above 0")]
fn whole(bytes: f64) -> usize {
    bytes.max(0.) as usize
}
