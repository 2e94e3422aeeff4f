//! The terminal as the program uses it: frames of text, pixels between them, and what the terminal answers.

use std::io;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ratatui::Frame;

use super::terminal::{self, Terminal};
use super::wire::Depth;
use super::writer::Writer;
use crate::app::App;
use crate::graphics::{
    Answer, Answers, Behind, Choice, Gallery, Graphics, PictureKey, PictureState, Surroundings,
    Transport, decide, question,
};
use crate::log;
use crate::ui::{self, Drawn};

/// How long the first screen waits for the terminal to say what it can.
const ANSWERS: Duration = Duration::from_millis(300);

/// By how much a coarse look at a picture may miss its colors, in each channel: hardly to be seen, and on a slow link.
const FINE: u8 = 8;
const ROUGH: u8 = 14;

/// The ways to draw pictures, in the order in which a key goes through them.
const CHOICES: [(Choice, &str); 7] = [
    (Choice::Auto, "as the terminal can"),
    (Choice::Kitty, "kitty graphics with placeholders"),
    (Choice::KittyClassic, "kitty graphics without placeholders"),
    (Choice::Iterm2, "inline images of iTerm2"),
    (Choice::Sixel, "sixel"),
    (Choice::HalfBlocks, "half-blocks"),
    (Choice::Off, "off"),
];

/// The terminal, who writes to it, and what it has of the pictures.
pub(super) struct Display {
    terminal: Terminal,
    writer: Writer,
    gallery: Gallery,
    graphics: Graphics,
    transport: Transport,
    choice: Choice,
    answers: Answers,
    surroundings: Surroundings,
    /// When the terminal was asked; `None` once it has answered everything or had its time.
    asked: Option<Instant>,
    /// Answers to the question that are still to come.
    owed: usize,
}

impl Display {
    /// Takes the terminal and asks what it can. Somebody must read its answers from now on.
    pub(super) fn take(choice: Choice, surroundings: Surroundings) -> io::Result<Self> {
        let terminal = Terminal::take()?;
        let graphics = Graphics::off();
        let mut display = Self {
            terminal,
            writer: Writer::start()?,
            gallery: Gallery::new(),
            transport: Transport::new(&graphics, seed()),
            graphics,
            choice,
            answers: Answers::default(),
            surroundings,
            asked: None,
            owed: 0,
        };
        display.ask();
        Ok(display)
    }

    /// Asks the terminal what it can, unless the user's choice makes that needless: what is asked might show up on it.
    fn ask(&mut self) {
        if matches!(self.choice, Choice::Off | Choice::HalfBlocks) {
            self.asked = None;
            self.decide();
            return;
        }
        self.asked = Some(Instant::now());
        let behind = if self.surroundings.tmux { Behind::Tmux } else { Behind::Nothing };
        let bytes = question(behind);
        self.transport.wrote_question(bytes.len(), Instant::now());
        self.writer.write(bytes);
    }

    /// Writes text that is no frame.
    fn write(&mut self, text: Vec<u8>) {
        self.writer.write(self.transport.frame(text, Instant::now()));
    }

    /// Whether it is known, or will not be known soon, what the terminal can.
    pub(super) fn is_settled(&mut self) -> bool {
        if self.asked.is_some_and(|at| at.elapsed() >= ANSWERS) {
            // What it owes for the question is no answer to a mark.
            self.owed = usize::from(!self.answers.is_well());
            self.answers.end();
            self.settle();
        }
        self.asked.is_none()
    }

    fn settle(&mut self) -> bool {
        self.asked = None;
        self.decide()
    }

    /// Takes note of an answer; whether pictures are drawn otherwise from now on.
    pub(super) fn answered(&mut self, answer: Answer) -> bool {
        let is_mark = answer == Answer::Well;
        if !is_mark {
            log::say(|| format!("the terminal answers {answer:?}"));
        }
        // Tmux has answered the question, and the terminal around it does not: a frame has had its mark answered.
        let is_of_frame = is_mark && self.answers.is_well() && self.answers.name().is_none();
        if self.asked.is_some() && !is_of_frame {
            self.answers.take(answer);
            // Some versions of tmux say what is around them and keep its answers.
            let is_told = self.answers.is_well() && self.surroundings.around_tmux.is_some();
            let is_complete = is_told || self.answers.is_complete(&self.surroundings);
            return is_complete && self.settle();
        }
        if !is_mark {
            self.answers.take(answer);
        }
        if is_mark && self.owed > 0 {
            self.owed -= 1;
            return false;
        }
        if is_mark {
            self.transport.answered(Instant::now());
            return false;
        }
        // One that comes late still counts.
        self.decide()
    }

    /// Draws pictures as all that is known now asks for; whether that is another way than before.
    fn decide(&mut self) -> bool {
        self.transport.hear(self.answers.name().is_some());
        let reach = decide(self.choice, &self.answers, &self.surroundings);
        let cell = terminal::cell_size(&self.answers);
        let graphics = Graphics::new(reach, cell);
        if graphics == self.graphics {
            return false;
        }
        let is_same = graphics.protocol() == self.graphics.protocol()
            && graphics.cell() == self.graphics.cell()
            && graphics.is_through_tmux() == self.graphics.is_through_tmux();
        self.graphics = graphics;
        log::say(|| {
            let (name, why, cell) =
                (self.graphics.name(), self.graphics.why(), self.graphics.cell());
            format!(
                "pictures: {name}, because {why}; a cell is {}×{}",
                cell.width_px, cell.height_px
            )
        });
        if !is_same {
            self.transport.change(&self.graphics, &mut self.gallery);
        }
        true
    }

    /// The next way to draw pictures; returns what to say of it.
    pub(super) fn next_images(&mut self) -> io::Result<String> {
        let at = CHOICES.iter().position(|(choice, _)| *choice == self.choice).unwrap_or(0);
        let (choice, name) = CHOICES.get(at + 1).or(CHOICES.first()).copied().unwrap_or_default();
        self.choice = choice;
        if !self.answers.is_well() && self.asked.is_none() {
            self.ask();
        }
        self.decide();
        self.terminal.clear()?;
        Ok(match choice {
            Choice::Auto => format!("pictures: {name}: {} (P says why)", self.graphics.name()),
            _ => format!("pictures: {name} (p: the next way)"),
        })
    }

    /// What a screen would need.
    pub(super) fn measure(&mut self, app: &App) -> io::Result<Drawn> {
        let area = self.terminal.area()?;
        Ok(ui::measure(area, app, &mut self.gallery, &self.graphics))
    }

    /// Draws the program's state.
    pub(super) fn draw(&mut self, app: &App) -> io::Result<()> {
        let has_colors = has_all_colors(&self.answers, &self.surroundings);
        let depth = if has_colors { Depth::True } else { Depth::Indexed };
        let tolerance = if self.transport.is_slow() { ROUGH } else { FINE };
        self.terminal.set_colors(depth, tolerance);
        let Self { terminal, gallery, transport, graphics, .. } = self;
        transport.report(gallery);
        let text = terminal.draw(|frame| {
            let drawn = ui::draw(frame, app, gallery, graphics);
            transport.look(frame.buffer_mut(), &drawn.placed, gallery);
        })?;
        self.write(text);
        self.remember_farewell();
        Ok(())
    }

    /// Draws something without pictures.
    pub(super) fn draw_words(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let text = self.terminal.draw(render)?;
        self.write(text);
        Ok(())
    }

    /// Whether a frame would arrive soon.
    pub(super) fn may_draw(&mut self) -> bool {
        self.transport.may_draw(Instant::now())
    }

    /// Writes the next pixels if the link takes them; whether it did.
    pub(super) fn send_pixels(&mut self) -> bool {
        let Some(bytes) = self.transport.next(&mut self.gallery, Instant::now()) else {
            return false;
        };
        self.writer.write(bytes);
        self.remember_farewell();
        true
    }

    /// When to try again if nothing happens.
    pub(super) fn due(&self, is_drawing: bool) -> Option<Instant> {
        self.transport.due(is_drawing, Instant::now())
    }

    /// Whether pictures have arrived that are to be shown.
    pub(super) fn take_news(&mut self) -> bool {
        self.transport.take_news()
    }

    /// Takes note of a key.
    pub(super) fn pressed(&mut self) {
        self.transport.pressed(Instant::now());
    }

    /// Takes in a picture.
    pub(super) fn insert(&mut self, key: PictureKey, picture: PictureState) {
        self.gallery.insert(key, picture);
    }

    /// The terminal has another size, and perhaps other cells. It may have lost some even if its size is as before.
    pub(super) fn resized(&mut self) -> io::Result<()> {
        self.transport.forget_screen(&mut self.gallery);
        self.answers.forget_window();
        self.decide();
        if self.answers.is_well() {
            let bytes = self.transport.question(b"\x1b[16t", Instant::now());
            self.writer.write(bytes);
        }
        self.terminal.clear()
    }

    /// Sends everything anew.
    pub(super) fn redraw(&mut self) -> io::Result<()> {
        self.transport.forget(&mut self.gallery);
        self.terminal.clear()
    }

    /// Gives the terminal to the shell until it is given back.
    pub(super) fn suspend(&mut self) -> io::Result<()> {
        self.writer.flush();
        self.terminal.suspend()?;
        self.transport.resume();
        self.redraw()
    }

    /// Takes the terminal again after a stop from outside; whether that was still to be done.
    pub(super) fn resume(&mut self) -> io::Result<bool> {
        let is_taken = self.terminal.resume()?;
        if is_taken {
            self.transport.resume();
            self.redraw()?;
        }
        Ok(is_taken)
    }

    /// Whether answers are under way that must not be left to the shell.
    pub(super) fn awaits_answers(&self) -> bool {
        self.asked.is_some() || self.transport.awaits_answers()
    }

    fn remember_farewell(&self) {
        terminal::leave_with(self.transport.farewell(&self.gallery));
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.writer.flush();
    }
}

/// Whether the terminal shows all colors. One that says its name does; others are taken at the word of the environment.
pub(super) fn has_all_colors(answers: &Answers, surroundings: &Surroundings) -> bool {
    answers.name().is_some()
        || matches!(surroundings.colorterm.as_str(), "truecolor" | "24bit")
        || surroundings.term.ends_with("-direct")
}

/// Where the program's ids begin: another place in each process.
fn seed() -> u32 {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.subsec_nanos());
    nanos.wrapping_mul(0x9e37_79b1) ^ std::process::id().wrapping_mul(0x85eb_ca6b)
}
