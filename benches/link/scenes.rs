//! What is measured: keys while pictures are on their way, and bytes.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;

use super::emulator::Personality;
use super::recordings::Images;
use super::screen::{neuron, right_pictures};
use super::wire::{Link, Wire};

/// How often the key is pressed, and how long after the one before.
const PRESSES: usize = 9;
const PAUSE: Duration = Duration::from_millis(350);
/// The first key comes so long after the start; pictures are on their way then.
const START: Duration = Duration::from_secs(2);
/// How long a screen may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// When nothing has come for so long, nothing more comes.
const QUIET: Duration = Duration::from_secs(2);
/// A screen is looked at when nothing has come for so long.
const GLANCE: Duration = Duration::from_millis(300);
/// How long nothing is pressed.
const IDLE: Duration = Duration::from_secs(10);

/// A program, how it is started, and what to say about it.
pub(crate) struct Scene<'a> {
    pub(crate) images: &'a Images,
    pub(crate) command: Vec<OsString>,
    pub(crate) protocol: Protocol,
    pub(crate) megabits: f64,
}

/// How pictures are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Kitty,
    Sixel,
    /// Half-blocks in colors of 24 bits, or in 256 colors.
    TrueColor,
    Indexed,
}

/// A measure and its value.
pub(crate) type Figure = (&'static str, String);

impl Scene<'_> {
    fn start(&self) -> Wire {
        let mut command = CommandBuilder::from_argv(self.command.clone());
        command.env_clear();
        command.env("TERM", "xterm-256color");
        if self.protocol != Protocol::Indexed {
            command.env("COLORTERM", "truecolor");
        }
        let personality = match self.protocol {
            Protocol::Kitty => Personality::Kitty,
            Protocol::Sixel => Personality::Sixel,
            Protocol::TrueColor | Protocol::Indexed => Personality::Plain,
        };
        let mut wire = Wire::start(command, personality, Link::of_megabits(self.megabits));
        wire.until(PATIENCE, |wire| neuron(&wire.emulator).is_some());
        wire
    }

    /// Keys while pictures are on their way.
    pub(crate) fn keys(&self) -> Vec<Figure> {
        let mut wire = self.start();
        let first_text = wire.began.elapsed();
        wire.until(START.saturating_sub(first_text), |_| false);
        let base = neuron(&wire.emulator).unwrap_or(0);
        let (mut pressed, mut taken) = (Vec::new(), Vec::new());
        for _ in 0..PRESSES {
            wire.press("j");
            pressed.push(Instant::now());
            wire.until(PAUSE, |wire| {
                note(wire, base, &pressed, &mut taken);
                false
            });
        }
        let last = *pressed.last().unwrap();
        let is_complete = self.completes(&mut wire, |wire| {
            note(wire, base, &pressed, &mut taken);
            taken.len() == PRESSES
        });
        taken.sort();
        // Keys that nothing answers take longest.
        let unanswered = format!("> {}", last.elapsed().as_millis());
        let millis = |at: Option<&Duration>| {
            at.map_or_else(|| unanswered.clone(), |at| at.as_millis().to_string())
        };
        let (right, wanted) = right_pictures(&wire.emulator, self.images);
        let pixels = wire.last_picture.saturating_duration_since(last);
        let pixels = if is_complete {
            format!("{:.2}", pixels.as_secs_f64())
        } else {
            format!("> {:.0} ({} of {wanted} right)", last.elapsed().as_secs_f64(), right.len())
        };
        let mut figures = vec![
            ("first text, ms", first_text.as_millis().to_string()),
            ("key to text p50, ms", millis(taken.get(PRESSES / 2))),
            ("key to text max, ms", millis(taken.get(PRESSES - 1))),
            ("keys answered", format!("{} of {PRESSES}", taken.len())),
            ("last key to all pixels, s", pixels),
            ("bytes of all", wire.emulator.ledger().total_bytes().to_string()),
            (
                "PSNR after the keys, dB",
                if is_complete { decibels(&right) } else { "-".to_owned() },
            ),
        ];
        figures.extend(faults(&wire));
        figures
    }

    /// Bytes of a screen, of going back, of doing nothing.
    pub(crate) fn bytes(&self) -> Vec<Figure> {
        let mut wire = self.start();
        self.completes(&mut wire, |_| true);
        let first_pixel = wire.last_picture - wire.began;
        let total = |wire: &Wire| wire.emulator.ledger().total_bytes();
        let first = total(&wire);
        let (right, wanted) = right_pictures(&wire.emulator, self.images);
        let mut figures = vec![
            ("thumbnails", format!("{} of {wanted}", right.len())),
            ("bytes of the first screen", first.to_string()),
            ("start to all pixels, s", format!("{:.2}", first_pixel.as_secs_f64())),
            ("PSNR, dB", decibels(&right)),
        ];
        wire.press("j");
        wire.until(PATIENCE, |wire| neuron(&wire.emulator) == Some(1));
        self.completes(&mut wire, |_| true);
        let before = total(&wire);
        figures.push(("bytes of another neuron", (before - first).to_string()));
        wire.press("k");
        wire.until(PATIENCE, |wire| neuron(&wire.emulator) == Some(0));
        let is_right = self.completes(&mut wire, |_| true);
        figures.push(("bytes to go back", (total(&wire) - before).to_string()));
        figures.push(("all right after going back", is_right.to_string()));
        wire.until_quiet(QUIET, PATIENCE);
        let before = total(&wire);
        wire.until(IDLE, |_| false);
        figures.push(("bytes in 10 s of nothing", (total(&wire) - before).to_string()));
        figures.extend(faults(&wire));
        figures
    }

    /// Bytes of a screen of half-blocks.
    pub(crate) fn half_blocks(&self) -> Vec<Figure> {
        let mut wire = self.start();
        wire.until_quiet(QUIET, PATIENCE);
        let text = wire.emulator.text();
        let blocks = text.matches(['▀', '▄', '█']).count();
        let mut figures = vec![
            ("bytes of the first screen", wire.emulator.ledger().total_bytes().to_string()),
            ("half-blocks", blocks.to_string()),
        ];
        figures.extend(faults(&wire));
        figures
    }

    /// Waits until something is so and all pictures are right; not longer than anything comes.
    fn completes(&self, wire: &mut Wire, mut is_so: impl FnMut(&Wire) -> bool) -> bool {
        let mut looked_at = None;
        let mut is_right = false;
        wire.until(PATIENCE, |wire| {
            let is_quiet = wire.last_byte.elapsed() > GLANCE;
            if is_so(wire) && is_quiet && looked_at != Some(wire.last_byte) {
                looked_at = Some(wire.last_byte);
                let (right, wanted) = right_pictures(&wire.emulator, self.images);
                is_right = wanted > 0 && right.len() == wanted;
            }
            is_right || wire.last_byte.elapsed() > QUIET && wire.queued() == 0
        });
        is_right
    }
}

/// Notes how long the keys took that the header answers.
fn note(wire: &Wire, base: usize, pressed: &[Instant], taken: &mut Vec<Duration>) {
    let shown = neuron(&wire.emulator).unwrap_or(0);
    while taken.len() < pressed.len() && shown > base + taken.len() {
        taken.push(pressed[taken.len()].elapsed());
    }
}

/// The noise of all pictures together.
fn decibels(right: &[f64]) -> String {
    let noise: f64 = right.iter().map(|quality| 10_f64.powf(-quality / 10.)).sum();
    if right.is_empty() {
        "-".to_owned()
    } else if noise == 0. {
        "exact".to_owned()
    } else {
        format!("{:.1}", -10. * (noise / right.len() as f64).log10())
    }
}

/// What was wrong with what was sent, if anything was.
fn faults(wire: &Wire) -> Option<Figure> {
    let mut text = wire.emulator.faults().first().cloned().unwrap_or_default();
    let broken = wire.emulator.broken_placeholders().len();
    if broken > 0 {
        let _ = write!(text, " {broken} broken placeholders");
    }
    (!text.is_empty()).then_some(("fault", text))
}
