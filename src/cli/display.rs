//! The terminal as the program uses it: frames of text, pixels between them, and what the terminal answers.

use std::io;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::clipboard::Taker;
use super::terminal::{self, Mouse, Terminal};
use super::wire::Depth;
use super::writer::Writer;
use crate::app::{App, Spot};
use crate::graphics::{
    Answer, Answers, Behind, Choice, Gallery, Graphics, PictureKey, PictureState, Surroundings,
    Transport, decide, may_show, question, question_through_tmux, through_tmux,
};
use crate::log;
use crate::ui::{self, Drawn, Hits};

/// How long the first screen waits for the terminal to say what it can.
const ANSWERS: Duration = Duration::from_millis(300);
/// After so long the terminal around tmux is asked again: tmux may have lost the question.
const AROUND: Duration = Duration::from_millis(90);

/// After so long without a key another terminal may have taken the place of the one around tmux.
const QUIET: Duration = Duration::from_secs(1);

/// By how much a coarse look at a picture may miss its colors, in each channel: hardly to be seen, and on a slow link.
const FINE: u8 = 8;
const ROUGH: u8 = 14;

/// The ways to draw pictures, in the order in which a key goes through them.
const CHOICES: [(Choice, &str); 9] = [
    (Choice::Auto, "as the terminal can"),
    (Choice::Kitty, "kitty graphics with placeholders"),
    (Choice::KittyClassic, "kitty graphics without placeholders"),
    (Choice::Iterm2, "inline images of iTerm2"),
    (Choice::Sixel, "sixel"),
    (Choice::HalfBlocks, "half-blocks"),
    (Choice::Quadrants, "quadrants, four parts of a cell in two colors"),
    (Choice::Sextants, "sextants, six parts of a cell in two colors"),
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
    /// When the terminal around tmux was asked.
    asked_around: Option<Instant>,
    /// Answers to the question that are still to come.
    owed: usize,
    last_key: Option<Instant>,
    /// Whether somebody looks around for what has changed.
    is_looking: bool,
    /// What lies where on the last frame.
    hits: Hits,
}

impl Display {
    /// Takes the terminal and asks what it can. Somebody must read its answers from now on.
    /// `wake` is called from another thread when there may be pixels to [send](Self::send_pixels).
    pub(super) fn take(
        choice: Choice,
        (surroundings, mouse): (Surroundings, Mouse),
        wake: impl Fn() + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let mut terminal = Terminal::take(mouse)?;
        terminal.set_synchronized(!surroundings.tmux);
        let graphics = Graphics::off();
        let mut display = Self {
            terminal,
            writer: Writer::start()?,
            gallery: Gallery::new(),
            transport: Transport::new(&graphics, seed(), wake)?,
            graphics,
            choice,
            answers: Answers::default(),
            surroundings,
            asked: None,
            asked_around: None,
            owed: 0,
            last_key: None,
            is_looking: false,
            hits: Hits::default(),
        };
        display.ask();
        Ok(display)
    }

    /// Asks the terminal what it can, unless the user's choice makes that needless: what is asked might show up on it.
    fn ask(&mut self) {
        use Choice::{HalfBlocks, Off, Quadrants, Sextants};
        if matches!(self.choice, Off | HalfBlocks | Quadrants | Sextants) {
            self.asked = None;
            self.decide();
            return;
        }
        self.asked = Some(Instant::now());
        let behind = if self.surroundings.tmux { Behind::Tmux } else { Behind::Nothing };
        self.write_question(question(behind));
    }

    /// Asks the terminal around tmux, if there is one that can be asked.
    fn ask_around(&mut self) {
        if self.surroundings.hands_on() {
            self.asked_around = Some(Instant::now());
            self.write_question(question_through_tmux());
        }
    }

    fn write_question(&mut self, bytes: Vec<u8>) {
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
        if self.asked.is_some() && self.asked_around.is_some_and(|at| at.elapsed() >= AROUND) {
            self.ask_around();
        }
        self.asked.is_none()
    }

    fn settle(&mut self) -> bool {
        self.asked = None;
        self.decide()
    }

    /// Whether the terminal has a light ground, if it said so.
    pub(super) fn is_light(&self) -> Option<bool> {
        self.answers.is_light()
    }

    /// Takes note of an answer; whether pictures are drawn otherwise from now on.
    pub(super) fn answered(&mut self, answer: Answer) -> bool {
        let now = Instant::now();
        let is_well = answer == Answer::Well;
        if let Answer::Mark(number) = answer
            && !answer.ends_question_through_tmux()
        {
            self.transport.answered_mark(number, &mut self.gallery, now);
            return false;
        }
        if !is_well {
            log::say(|| format!("the terminal answers {answer:?}"));
        }
        // While tmux is waited for, the second one is that of a frame.
        if is_well && (self.asked.is_none() || self.answers.is_well()) {
            if self.owed == 0 {
                self.transport.answered(now);
                return false;
            }
            self.owed -= 1;
            self.ask_around();
            return false;
        }
        self.answers.take(answer);
        if is_well {
            self.ask_around();
        }
        if self.asked.is_some() {
            return self.answers.is_complete(&self.surroundings) && self.settle();
        }
        // One that comes late still counts.
        self.decide()
    }

    /// Draws pictures as all that is known now asks for; whether that is another way than before.
    fn decide(&mut self) -> bool {
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

    /// The next way to draw pictures of those that the terminal may show; returns what to say of it.
    pub(super) fn next_images(&mut self) -> io::Result<String> {
        let at = CHOICES.iter().position(|(choice, _)| *choice == self.choice).unwrap_or(0);
        let further = CHOICES.iter().cycle().skip(at + 1).take(CHOICES.len());
        let mut shown =
            further.filter(|(choice, _)| may_show(*choice, &self.answers, &self.surroundings));
        let (choice, name) = shown.next().copied().unwrap_or_default();
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
        let spills = self.answers.name().is_some_and(|name| name.starts_with("XTerm"));
        let Self { terminal, gallery, transport, graphics, hits, .. } = self;
        transport.report(gallery);
        let text = terminal.draw(|frame| {
            let drawn = ui::draw(frame, app, gallery, graphics);
            if spills {
                blocks_to_grounds(frame.buffer_mut());
            }
            transport.look(frame.buffer_mut(), &drawn.placed, gallery);
            *hits = drawn.hits;
        })?;
        self.write(text);
        self.remember_farewell();
        Ok(())
    }

    /// Whether words may have one of 256 colors.
    pub(super) fn has_many_colors(&self) -> bool {
        has_many_colors(&self.answers, &self.surroundings)
    }

    /// What lies in a column and a row of the frame that was drawn last.
    pub(super) fn spot(&self, column: u16, row: u16) -> Option<Spot> {
        self.hits.at(column, row)
    }

    /// Draws something without pictures.
    pub(super) fn draw_words(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let text = self.terminal.draw(render)?;
        self.write(text);
        Ok(())
    }

    /// Who takes what is copied.
    pub(super) fn taker(&self) -> Taker {
        Taker::of(&self.surroundings.tmux_clipboard)
    }

    /// Writes what copies something.
    pub(super) fn copy(&mut self, bytes: Vec<u8>) {
        if !bytes.is_empty() {
            self.write(bytes);
        }
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
        let answers = self.asked.map(|at| at + ANSWERS);
        let pixels = self.transport.due(is_drawing, Instant::now());
        answers.into_iter().chain(pixels).min()
    }

    /// Whether pictures have arrived that are to be shown.
    pub(super) fn take_news(&mut self) -> bool {
        self.transport.take_news()
    }

    /// Takes note of a key. Whether the surroundings are to be looked at once more, for [`Self::surrounded`].
    pub(super) fn pressed(&mut self) -> bool {
        let now = Instant::now();
        self.transport.pressed(now);
        let last = self.last_key.replace(now);
        last.is_none_or(|at| now.saturating_duration_since(at) >= QUIET) && self.looks_around()
    }

    /// Whether the surroundings can have changed and nobody looks at them yet.
    pub(super) fn looks_around(&mut self) -> bool {
        self.surroundings.tmux && !std::mem::replace(&mut self.is_looking, true)
    }

    /// Takes note of the surroundings as they are now. If another terminal shows the session of tmux, or the same one once
    /// more, it has no pictures yet, and what it can is not known.
    pub(super) fn surrounded(&mut self, surroundings: Surroundings) -> io::Result<()> {
        self.is_looking = false;
        self.surroundings.tmux_clipboard.clone_from(&surroundings.tmux_clipboard);
        let (new, known) = (&surroundings.tmux_clients, &self.surroundings.tmux_clients);
        if new.is_empty() || new == known {
            return Ok(());
        }
        self.surroundings = surroundings;
        self.answers = Answers::default();
        self.transport.resume();
        self.redraw()?;
        self.ask();
        Ok(())
    }

    /// Ends the wait for answers once it has lasted too long; whether pictures are drawn otherwise from now on.
    pub(super) fn hears_no_more(&mut self) -> bool {
        let before = self.graphics.clone();
        self.asked.is_some() && self.is_settled() && before != self.graphics
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
            const CELL_SIZE: &[u8] = b"\x1b[16t";
            // Older versions of tmux do not answer it themselves.
            let is_heard = self.graphics.is_through_tmux() && self.answers.name().is_some();
            self.write_question(if is_heard {
                through_tmux(CELL_SIZE)
            } else {
                CELL_SIZE.to_vec()
            });
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

/// Terminals whose names promise no more than sixteen colors.
const FEW_COLORS: [&str; 14] = [
    "",
    "ansi",
    "cons25",
    "cygwin",
    "dumb",
    "linux",
    "rxvt",
    "rxvt-16color",
    "screen",
    "vt100",
    "vt220",
    "xterm",
    "xterm-16color",
    "xterm-color",
];

/// Whether words may have one of 256 colors; else of sixteen. As for [`has_all_colors`], and by the name in the
/// environment.
pub(super) fn has_many_colors(answers: &Answers, surroundings: &Surroundings) -> bool {
    has_all_colors(answers, surroundings) || !FEW_COLORS.contains(&surroundings.term.as_str())
}

/// Where the program's ids begin: another place in each process.
fn seed() -> u32 {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.subsec_nanos());
    nanos.wrapping_mul(0x9e37_79b1) ^ std::process::id().wrapping_mul(0x85eb_ca6b)
}
/// Full blocks as spaces with a ground. In some sizes of its font the block of xterm is a pixel wider than a cell, and what
/// lies over the next cell stays when the block has gone.
fn blocks_to_grounds(cells: &mut Buffer) {
    for cell in cells.content.iter_mut().filter(|cell| cell.symbol() == "█") {
        cell.set_symbol(" ");
        if cell.modifier.contains(Modifier::REVERSED) {
            // The block had the color of the ground.
            cell.modifier.remove(Modifier::REVERSED);
        } else if cell.fg == Color::Reset {
            cell.modifier.insert(Modifier::REVERSED);
        } else {
            cell.bg = cell.fg;
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Cell;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn a_block_is_a_space_on_a_ground_of_its_color() {
        let block = |style: Style| {
            let mut cells = Buffer::filled(ratatui::layout::Rect::new(0, 0, 1, 1), {
                let mut cell = Cell::new("█");
                cell.set_style(style);
                cell
            });
            blocks_to_grounds(&mut cells);
            let cell = &cells.content[0];
            (cell.symbol().to_owned(), cell.bg, cell.modifier)
        };
        let (none, reversed) = (Modifier::empty(), Modifier::REVERSED);
        let cyan = Style::new().fg(Color::Cyan);
        assert_eq!(block(cyan), (" ".into(), Color::Cyan, none));
        assert_eq!(block(Style::new()), (" ".into(), Color::Reset, reversed));
        let on_red = cyan.bg(Color::Red).add_modifier(reversed);
        assert_eq!(block(on_red), (" ".into(), Color::Red, none), "it had the color of the ground");
    }
}
