//! The program on the terminal: events in, state changed, the screen drawn when something is new.

use std::io::{self, IsTerminal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::args::Explore;
use super::input::{self, Input};
use super::remember::Remembered;
use super::signals::{self, Wish};
use super::terminal::Terminal;
use super::{Failure, complain_all};
use crate::app::{App, Effect, Key};
use crate::graphics::{Gallery, Graphics, PictureKey, PictureState, Worker};
use crate::ids::LayerId;
use crate::lane::Lane;
use crate::query::{Analyst, Answer, Query};
use crate::recording::{Fault, Progress, Recording, RecordingSet, Source, find_sources, open};
use crate::store::Store;
use crate::text::printable;
use crate::ui::{self, Opening};

/// How long a screen waits for its answers and pictures, so that it appears whole instead of in pieces; short enough that
/// a key is answered within a frame of 60 a second.
const HOLD: Duration = Duration::from_millis(10);
/// How often progress is drawn while recordings are being opened.
const TICK: Duration = Duration::from_millis(100);
/// Threads that open recordings.
const OPENERS: usize = 4;
/// Threads that answer questions.
const ANALYSTS: usize = 2;

/// Everything that can happen.
enum Event {
    Input(Input),
    Wish(Wish),
    Opened(usize, Box<Result<Recording, Fault>>),
    Answered(Query, Answer),
    Pictured(PictureKey, PictureState),
}

/// What came of a signal.
enum Obeyed {
    /// The program ends.
    Ends(End),
    /// The terminal has forgotten what it showed.
    ForgotScreen,
    /// Nothing.
    AsBefore,
}

/// How the program ends.
enum End {
    Quit,
    Signal(i32),
}

/// Runs the program on the terminal until the user quits.
pub(super) fn run(arguments: &Explore) -> Result<ExitCode, Failure> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(Failure::Unknown(
            "the screen needs a terminal; in a pipe or a job use a command, such as: deephys info PATH".into(),
        ));
    }
    let sources = find_sources(&arguments.inputs.paths, arguments.inputs.model.as_deref());
    let (send, events) = channel();
    // Before the terminal is taken: from then on a signal must give it back.
    obey_signals(&send)?;
    let (terminal, graphics) = Terminal::take(arguments.images.choice())?;
    let inputs = send.clone();
    input::read(move |input| inputs.send(Event::Input(input)).is_ok())?;
    let store = arguments.inputs.store();
    let mut session =
        Session { typed: Vec::new(), terminal, graphics, store: store.clone(), events, send };
    let opened = match session.open(sources)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end.code()),
    };
    let mut set = RecordingSet::agree(opened, &arguments.inputs.set_options())?;
    set.notices.extend(store.notice().map(str::to_owned));
    let set = Arc::new(set);
    let end = session.explore(&set)?;
    drop(session);
    complain_all(&set.faults);
    Ok(if set.faults.is_empty() { end.code() } else { ExitCode::FAILURE })
}

impl End {
    fn code(&self) -> ExitCode {
        match self {
            Self::Quit => ExitCode::SUCCESS,
            Self::Signal(signal) => {
                u8::try_from(128 + signal).map_or(ExitCode::FAILURE, ExitCode::from)
            }
        }
    }
}

/// Opens a source; a panic becomes a fault.
fn open_safely(source: &Source, store: &Store, progress: &Progress) -> Result<Recording, Fault> {
    catch_unwind(AssertUnwindSafe(|| open(source, store, progress)))
        .unwrap_or_else(|_| Err(Fault::unforeseen(&source.path)))
}

fn obey_signals(send: &Sender<Event>) -> io::Result<()> {
    let wishes = send.clone();
    signals::watch(move |wish| {
        let _ = wishes.send(Event::Wish(wish));
    })
}

/// The terminal and what comes in.
struct Session {
    typed: Vec<Key>,
    terminal: Terminal,
    graphics: Graphics,
    store: Store,
    events: Receiver<Event>,
    send: Sender<Event>,
}

impl Session {
    /// Opens all sources in the background and shows how far they are; ends early when the user quits.
    fn open(
        &mut self,
        sources: Vec<Result<Source, Fault>>,
    ) -> Result<Result<Vec<Result<Recording, Fault>>, End>, Failure> {
        let progress: Vec<Arc<Progress>> = sources.iter().map(|_| Arc::default()).collect();
        let names: Vec<String> = sources
            .iter()
            .map(|source| {
                source
                    .as_ref()
                    .map_or_else(|fault| fault.path.clone(), |source| printable(&source.name))
            })
            .collect();
        let mut opened: Vec<Option<Result<Recording, Fault>>> =
            sources.iter().map(|_| None).collect();
        let _openers = self.start_opening(sources, &progress)?;
        while opened.iter().any(Option::is_none) {
            match self.events.recv_timeout(TICK) {
                Ok(Event::Opened(at, result)) => {
                    if let Some(place) = opened.get_mut(at) {
                        *place = Some(*result);
                    }
                }
                Ok(Event::Input(
                    Input::Key(Key::Char('q') | Key::Ctrl('c') | Key::Esc) | Input::Ended,
                )) => {
                    for progress in &progress {
                        progress.cancel();
                    }
                    return Ok(Err(End::Quit));
                }
                Ok(Event::Wish(wish)) if wish != Wish::Resized => {
                    if let Obeyed::Ends(end) = self.obey(wish)? {
                        return Ok(Err(end));
                    }
                }
                Ok(Event::Input(Input::Key(Key::Ctrl('z')))) => self.terminal.suspend()?,
                Ok(Event::Input(Input::Key(key))) => self.typed.push(key),
                Ok(Event::Wish(Wish::Resized)) | Err(RecvTimeoutError::Timeout) => {
                    let shown: Vec<Opening> = (names.iter().zip(&progress))
                        .zip(&opened)
                        .map(|((name, progress), opened)| Opening {
                            name: name.clone(),
                            share: if opened.is_some() { Some(1.) } else { progress.share() },
                        })
                        .collect();
                    self.terminal.draw(|frame| ui::draw_opening(frame, &shown))?;
                }
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(Err(End::Quit)),
            }
        }
        Ok(Ok(opened.into_iter().flatten().collect()))
    }

    /// Opens the sources, several at a time so that a slow one does not hold up the others.
    fn start_opening(
        &self,
        sources: Vec<Result<Source, Fault>>,
        progress: &[Arc<Progress>],
    ) -> io::Result<Lane<usize>> {
        let (send, store, progress) = (self.send.clone(), self.store.clone(), progress.to_vec());
        let count = sources.len();
        let lane = Lane::start("open", OPENERS, move |&at: &usize| {
            let (Some(source), Some(progress)) = (sources.get(at), progress.get(at)) else {
                return;
            };
            let result = source.clone().and_then(|source| open_safely(&source, &store, progress));
            let _ = send.send(Event::Opened(at, Box::new(result)));
        })?;
        lane.want(0..count);
        Ok(lane)
    }

    /// Does what a signal asks for.
    fn obey(&mut self, wish: Wish) -> io::Result<Obeyed> {
        Ok(match wish {
            Wish::End(signal) => Obeyed::Ends(End::Signal(signal)),
            Wish::Suspend => {
                self.terminal.suspend()?;
                Obeyed::ForgotScreen
            }
            Wish::Resumed if self.terminal.resume()? => Obeyed::ForgotScreen,
            Wish::Resumed | Wish::Resized => Obeyed::AsBefore,
        })
    }

    fn explore(&mut self, set: &Arc<RecordingSet>) -> io::Result<End> {
        let analyst = Arc::new(Analyst::new(Arc::clone(set), self.store.clone()));
        let (answered, asked) = (self.send.clone(), Arc::clone(&analyst));
        let analysts = Lane::start("analysis", ANALYSTS, move |query: &Query| {
            let _ = answered.send(Event::Answered(*query, asked.answer(query)));
        })?;
        let pictured = self.send.clone();
        let painters =
            Worker::start(Arc::clone(set), self.graphics.clone(), move |key, picture| {
                let _ = pictured.send(Event::Pictured(key, picture));
            })?;
        let mut app = App::new(Arc::clone(set));
        let remembered = Remembered::take_up(&mut app);
        let mut shown = Shown {
            app,
            remembered,
            gallery: Gallery::new(),
            analyst,
            attended: None,
            analysts,
            painters,
            due: Some(Instant::now() + HOLD),
        };
        // The size must be known before keys mean anything.
        self.ask(&mut shown)?;
        for key in std::mem::take(&mut self.typed) {
            if let Some(end) = self.handle(&mut shown, Event::Input(Input::Key(key)))? {
                return Ok(end);
            }
        }
        loop {
            let is_complete = self.ask(&mut shown)?;
            let event = match shown.due {
                Some(due) if is_complete || due <= Instant::now() => {
                    self.draw(&mut shown)?;
                    continue;
                }
                Some(due) => {
                    match self.events.recv_timeout(due.saturating_duration_since(Instant::now())) {
                        Ok(event) => event,
                        Err(RecvTimeoutError::Timeout) => continue,
                        Err(RecvTimeoutError::Disconnected) => return Ok(End::Quit),
                    }
                }
                None => match self.next_event(&mut shown) {
                    Some(event) => event,
                    None if shown.due.is_some() => continue,
                    None => return Ok(End::Quit),
                },
            };
            let more: Vec<Event> = self.events.try_iter().collect();
            for event in std::iter::once(event).chain(more) {
                if let Some(end) = self.handle(&mut shown, event)? {
                    return Ok(end);
                }
            }
        }
    }

    /// Waits for something to happen. While a layer is being read, that may be no more than that the screen has to
    /// say how far it is. `None` then, and when nothing can happen any more.
    fn next_event(&self, shown: &mut Shown) -> Option<Event> {
        while shown.app.is_reading_layer() {
            match self.events.recv_timeout(TICK) {
                Err(RecvTimeoutError::Timeout) => {}
                event => return event.ok(),
            }
            let share = shown.analyst.share_done(shown.app.place().layer);
            if shown.app.tell_share_done(share) {
                shown.due = Some(Instant::now());
                return None;
            }
        }
        self.events.recv().ok()
    }

    /// Asks for every answer and picture that the screen lacks; whether it lacks none.
    fn ask(&self, shown: &mut Shown) -> io::Result<bool> {
        shown.attend();
        let area = self.terminal.area()?;
        let drawn = ui::measure(area, &shown.app, &mut shown.gallery, &self.graphics);
        shown.app.see(drawn.view);
        let is_complete = !shown.app.is_waiting() && drawn.wanted.is_empty();
        shown.analysts.want(shown.app.wanted());
        shown.painters.want(drawn.wanted);
        Ok(is_complete)
    }

    fn draw(&mut self, shown: &mut Shown) -> io::Result<()> {
        let Shown { app, gallery, due, .. } = shown;
        *due = None;
        let graphics = &self.graphics;
        self.terminal.draw(|frame| drop(ui::draw(frame, app, gallery, graphics)))
    }

    fn handle(&mut self, shown: &mut Shown, event: Event) -> io::Result<Option<End>> {
        match event {
            Event::Input(Input::Key(key)) => {
                let effect = shown.app.key(key);
                return self.perform(shown, effect);
            }
            Event::Input(Input::Ended) => return Ok(Some(End::Quit)),
            Event::Wish(wish) => match self.obey(wish)? {
                Obeyed::Ends(end) => return Ok(Some(end)),
                Obeyed::ForgotScreen => shown.gallery.clear(),
                Obeyed::AsBefore => {}
            },
            Event::Answered(query, answer) => {
                let effect = shown.app.learn(query, answer);
                return self.perform(shown, effect);
            }
            Event::Pictured(key, picture) => shown.gallery.insert(key, picture),
            Event::Opened(..) | Event::Input(Input::Answer(_)) => return Ok(None),
        }
        shown.mark_changed();
        Ok(None)
    }

    /// Does what a key asks of the outside.
    fn perform(&mut self, shown: &mut Shown, effect: Effect) -> io::Result<Option<End>> {
        shown.remembered.keep(&mut shown.app);
        match effect {
            Effect::None => {}
            Effect::Quit => return Ok(Some(End::Quit)),
            Effect::Suspend => {
                self.terminal.suspend()?;
                shown.gallery.clear();
            }
            Effect::Redraw => {
                self.terminal.clear()?;
                shown.gallery.clear();
            }
        }
        shown.mark_changed();
        Ok(None)
    }
}

/// What is on the screen and who works for it.
struct Shown {
    app: App,
    remembered: Remembered,
    gallery: Gallery,
    analyst: Arc<Analyst>,
    /// The layer whose passes may go on.
    attended: Option<LayerId>,
    analysts: Lane<Query>,
    painters: Worker,
    /// When the screen is drawn at the latest; `None` while it is up to date.
    due: Option<Instant>,
}

impl Shown {
    /// Stops what is being read of a layer that was left.
    fn attend(&mut self) {
        let layer = self.app.place().layer;
        if self.attended != Some(layer) {
            self.attended = Some(layer);
            self.analyst.attend(layer);
            self.app.tell_share_done(None);
        }
    }

    /// The screen is drawn once it is complete, or soon at the latest.
    fn mark_changed(&mut self) {
        self.due.get_or_insert_with(|| Instant::now() + HOLD);
    }
}
