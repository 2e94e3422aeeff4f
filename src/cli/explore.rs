//! The program on the terminal: events in, state changed, the screen drawn when something is new.

mod choose;

use std::io::{self, IsTerminal};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::args::Explore;
use super::clipboard::{Clipboard, command_line};
use super::config::Config;
use super::display::Display;
use super::errands::Errands;
use super::input::{self, Input};
use super::kept::Kept;
use super::keys;
use super::pointer::Pointer;
use super::signals::{self, Wish};
use super::surroundings::surroundings;
use super::terminal::Mouse;
use super::{Failure, complain_all};
use super::{last_view, picture_file};
use crate::app::{App, Effect, Key, Ongoing, Saved};
use crate::graphics::{Answer, PictureKey, PictureState, Surroundings, Worker};
use crate::ids::LayerId;
use crate::lane::Lane;
use crate::query::{self, Analyst, ImageFilter, Query};
use crate::recording::{Fault, Progress, Recording, RecordingSet, Source, open};
use crate::store::{KeptView, Store};
use crate::text::printable;
use crate::ui::{self, Opening};

/// How long a screen waits for its answers and pictures, so that it appears whole instead of in pieces; short enough that
/// a key is answered within a frame of 60 a second.
const HOLD: Duration = Duration::from_millis(3);
/// How often progress is drawn while recordings are being opened.
const TICK: Duration = Duration::from_millis(100);
/// How long the end waits for the last answers of the terminal.
const LAST_ANSWERS: Duration = Duration::from_millis(500);
/// Threads that open recordings.
const OPENERS: usize = 4;
/// Threads that answer questions.
const ANALYSTS: usize = 2;

/// What questions are asked under: the how manieth of those who answer, and which images count.
type Under = (usize, ImageFilter);

/// A question, and what it is asked under.
type Asked = (Under, Query);

/// Everything that can happen.
enum Event {
    Input(Input),
    Wish(Wish),
    Opened(usize, Box<Result<Recording, Fault>>),
    Answered(Under, Query, query::Answer),
    Pictured(PictureKey, PictureState),
    /// There may be pixels to send.
    Encoded,
    Surrounded(Box<Surroundings>),
    /// Something is odd about what surrounds the program.
    Odd(String),
    /// What came of something that took its time.
    Said(String),
}

/// How the program ends.
enum End {
    Quit,
    Signal(i32),
}

/// Runs the program on the terminal until the user quits.
pub(super) fn run(arguments: &Explore, config: &Config) -> Result<ExitCode, Failure> {
    let inputs = &arguments.inputs;
    let found = inputs.paths.is_empty().then(|| choose::find(inputs.model.as_deref()));
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(found.map_or_else(needs_terminal, |found| Failure::Usage(found.text())));
    }
    let (send, events) = channel();
    // Before the terminal is taken: from then on a signal must give it back.
    obey_signals(&send)?;
    let wake = send.clone();
    let is_heard = config.settings.mouse && !arguments.no_mouse;
    let mouse = if is_heard { Mouse::Heard } else { Mouse::Left };
    let images = config.settings.images.choice();
    let display = Display::take(images, (surroundings(), mouse), move || {
        let _ = wake.send(Event::Encoded);
    })?;
    let heard = send.clone();
    input::read(move |input| heard.send(Event::Input(input)).is_ok())?;
    let mut session = Session {
        typed: Vec::new(),
        later: Vec::new(),
        display,
        store: config.settings.store(),
        config: config.clone(),
        events,
        send,
    };
    let paths = match found {
        None => Ok(inputs.paths.clone()),
        Some(found) => session.choose(found)?,
    };
    match paths {
        Ok(paths) => session.open_and_explore(&paths, arguments),
        Err(end) => {
            session.leave();
            Ok(end.code())
        }
    }
}

fn needs_terminal() -> Failure {
    Failure::Unknown(
        "the screen needs a terminal; in a pipe or a job use a command, such as: deephys info PATH"
            .into(),
    )
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
    /// What happened while something else was waited for.
    later: Vec<Event>,
    display: Display,
    store: Store,
    config: Config,
    events: Receiver<Event>,
    send: Sender<Event>,
}

impl Session {
    /// Opens recordings and shows them until the user quits.
    fn open_and_explore(
        mut self,
        paths: &[PathBuf],
        arguments: &Explore,
    ) -> Result<ExitCode, Failure> {
        let sources = arguments.inputs.sources(paths);
        let view = KeptView::of_user(&last_view::paths(&sources));
        let opened = match self.open(sources)? {
            Ok(opened) => opened,
            Err(end) => {
                self.leave();
                return Ok(end.code());
            }
        };
        let mut set = match RecordingSet::agree(opened, &arguments.inputs.set_options()) {
            Ok(set) => set,
            Err(error) => {
                self.leave();
                return Err(error.into());
            }
        };
        set.notices.extend(self.store.notice().map(str::to_owned));
        let set = Arc::new(set);
        let clipboard = self.clipboard(command_line(paths, &arguments.inputs))?;
        let end = self.explore(&set, (arguments, view), clipboard)?;
        self.leave();
        complain_all(&set.faults);
        Ok(if set.faults.is_empty() { end.code() } else { ExitCode::FAILURE })
    }

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
        while opened.iter().any(Option::is_none) || !self.display.is_settled() {
            match self.next_event() {
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
                    if let Some(end) = self.obey(wish)? {
                        return Ok(Err(end));
                    }
                }
                Ok(Event::Input(Input::Key(Key::Ctrl('z')))) => self.suspend()?,
                Ok(Event::Input(Input::Key(key))) => self.typed.push(key),
                Ok(Event::Input(Input::Answer(answer))) => {
                    self.display.answered(answer);
                }
                Err(RecvTimeoutError::Timeout) if opened.iter().all(Option::is_some) => {}
                Ok(Event::Wish(Wish::Resized)) => self.display.resized()?,
                Err(RecvTimeoutError::Timeout) => {
                    let shown: Vec<Opening> = (names.iter().zip(&progress))
                        .zip(&opened)
                        .map(|((name, progress), opened)| Opening {
                            name: name.clone(),
                            share: if opened.is_some() { Some(1.) } else { progress.share() },
                        })
                        .collect();
                    self.display.draw_words(|frame| ui::draw_opening(frame, &shown))?;
                }
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(Err(End::Quit)),
            }
        }
        Ok(Ok(opened.into_iter().flatten().collect()))
    }

    /// What happens next while recordings are being opened.
    fn next_event(&mut self) -> Result<Event, RecvTimeoutError> {
        if self.later.is_empty() {
            self.events.recv_timeout(TICK)
        } else {
            Ok(self.later.remove(0))
        }
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

    /// Does what a signal asks for; how the program ends if that is it.
    fn obey(&mut self, wish: Wish) -> io::Result<Option<End>> {
        match wish {
            Wish::End(signal) => return Ok(Some(End::Signal(signal))),
            Wish::Suspend => self.suspend()?,
            Wish::Resumed => drop(self.display.resume()?),
            Wish::Resized => {
                self.display.resized()?;
                if self.display.looks_around() {
                    self.look_around()?;
                }
            }
        }
        Ok(None)
    }

    /// Looks at the surroundings once more, on a thread of its own: tmux may take its time.
    fn look_around(&self) -> io::Result<()> {
        let send = self.send.clone();
        thread::Builder::new().name("surroundings".into()).spawn(move || {
            let _ = send.send(Event::Surrounded(Box::new(surroundings())));
        })?;
        Ok(())
    }

    /// Gives the terminal back once nothing of what it was asked can reach the shell.
    fn leave(mut self) {
        self.hear_answers();
    }

    /// Waits for the answers that are under way, but not for long; whatever else happens is kept for later.
    fn hear_answers(&mut self) {
        let end = Instant::now() + LAST_ANSWERS;
        while self.display.awaits_answers() {
            let left = end.saturating_duration_since(Instant::now());
            match self.events.recv_timeout(left) {
                Ok(Event::Input(Input::Answer(answer))) => drop(self.display.answered(answer)),
                Ok(event) => self.later.push(event),
                Err(_) => return,
            }
        }
    }

    /// Gives the terminal to the shell until it is given back.
    fn suspend(&mut self) -> io::Result<()> {
        self.hear_answers();
        self.display.suspend()
    }

    fn clipboard(&self, command: String) -> io::Result<Clipboard> {
        let odd = self.send.clone();
        Clipboard::start(command, move |notice| {
            let _ = odd.send(Event::Odd(notice));
        })
    }

    fn saver(&self, set: &Arc<RecordingSet>) -> io::Result<Errands<Saved>> {
        let send = self.send.clone();
        picture_file::start(set, move |words| {
            let _ = send.send(Event::Said(words));
        })
    }

    fn explore(
        &mut self,
        set: &Arc<RecordingSet>,
        (arguments, view): (&Explore, KeptView),
        clipboard: Clipboard,
    ) -> io::Result<End> {
        let analyst = Arc::new(Analyst::new(Arc::clone(set), self.store.clone()));
        let analysts = self.start_analysts(&analyst)?;
        let pictured = self.send.clone();
        let painters = Worker::start(Arc::clone(set), move |key, picture| {
            let _ = pictured.send(Event::Pictured(key, picture));
        })?;
        let mut app = App::new(Arc::clone(set)).preferring(self.config.settings.preferences());
        for complaint in &self.config.complaints {
            app.tell(format!("config: {complaint}"));
        }
        app.see_terminal(self.display.is_light(), self.display.has_many_colors());
        keys::take_up(&mut app);
        let odd = self.send.clone();
        let kept = Kept::take_up(&mut app, arguments, view, move |notice| {
            let _ = odd.send(Event::Odd(notice));
        })?;
        let mut shown = Shown {
            app,
            pointer: Pointer::default(),
            saver: self.saver(set)?,
            kept,
            clipboard,
            analyst,
            generation: 0,
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
            let is_due = |due: Instant| is_complete || due <= Instant::now();
            if shown.due.is_some_and(is_due) && self.display.may_draw() {
                self.draw(&mut shown)?;
                continue;
            }
            let has_sent = self.display.send_pixels();
            if self.display.take_news() | self.display.hears_no_more() {
                shown.mark_changed();
            }
            for event in self.wait(&mut shown, has_sent)? {
                if let Some(end) = self.handle(&mut shown, event)? {
                    return Ok(end);
                }
            }
        }
    }

    /// Starts the threads that answer questions.
    fn start_analysts(&self, analyst: &Arc<Analyst>) -> io::Result<Lane<Asked>> {
        let (answered, analyst) = (self.send.clone(), Arc::clone(analyst));
        Lane::start("analysis", ANALYSTS, move |(under, query): &Asked| {
            let answer = analyst.answer_under(under.1, query);
            let _ = answered.send(Event::Answered(*under, *query, answer));
        })
    }

    /// Where another recording has become the reference, somebody else answers from now on.
    fn follow_reference(&self, shown: &mut Shown) -> io::Result<()> {
        let set = shown.app.shared_set();
        if !Arc::ptr_eq(set, shown.analyst.set()) {
            let next = Arc::new(shown.analyst.referring_to(Arc::clone(set)));
            std::mem::replace(&mut shown.analyst, next).stop();
            shown.analysts = self.start_analysts(&shown.analyst)?;
            shown.attended = None;
            // What whoever was stopped still says is heard by nobody, even if the reference is soon the same again.
            shown.generation += 1;
        }
        Ok(())
    }

    /// Waits until something happens, or until something is to be done without; not at all while pixels flow.
    fn wait(&mut self, shown: &mut Shown, has_sent: bool) -> io::Result<Vec<Event>> {
        if !self.later.is_empty() {
            return Ok(std::mem::take(&mut self.later));
        }
        let now = Instant::now();
        let is_watched = shown.app.is_reading_layer() || shown.app.shows_work();
        let tick = is_watched.then(|| now + TICK);
        let (frame, pixels) =
            (shown.due, self.display.due(shown.due.is_some_and(|due| due <= now)));
        // A frame that is due waits for the link.
        let frame = frame.filter(|due| *due > now);
        let next = [frame, pixels, tick, has_sent.then_some(now)].into_iter().flatten().min();
        let first = match next {
            Some(next) => self.events.recv_timeout(next.saturating_duration_since(now)),
            None => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match first {
            Ok(event) => Ok(std::iter::once(event).chain(self.events.try_iter()).collect()),
            Err(RecvTimeoutError::Timeout) => {
                tell_share(shown);
                Ok(Vec::new())
            }
            Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Asks for every answer and picture that the screen lacks; whether it lacks none.
    fn ask(&mut self, shown: &mut Shown) -> io::Result<bool> {
        self.follow_reference(shown)?;
        shown.attend();
        let drawn = self.display.measure(&shown.app)?;
        shown.app.see(drawn.view);
        let is_complete = !shown.app.is_waiting() && drawn.wanted.is_empty();
        let under = shown.under();
        shown.analysts.want(shown.app.wanted().into_iter().map(|query| (under, query)));
        shown.painters.want(drawn.wanted);
        Ok(is_complete)
    }

    fn draw(&mut self, shown: &mut Shown) -> io::Result<()> {
        shown.due = None;
        self.display.draw(&shown.app)
    }

    fn handle(&mut self, shown: &mut Shown, event: Event) -> io::Result<Option<End>> {
        match event {
            Event::Input(Input::Key(key)) => {
                if self.display.pressed() {
                    self.look_around()?;
                }
                let effect = shown.app.key(key);
                return self.perform(shown, effect);
            }
            Event::Input(Input::Answer(Answer::Mouse(report))) => {
                let Some(pointing) = shown.pointer.pointing(report, Instant::now()) else {
                    return Ok(None);
                };
                let spot = self.display.spot(report.column, report.row);
                let effect = shown.app.point(pointing, spot);
                return self.perform(shown, effect);
            }
            Event::Input(Input::Answer(answer)) => {
                let has_changed = self.display.answered(answer);
                let (is_light, many) = (self.display.is_light(), self.display.has_many_colors());
                if !shown.app.see_terminal(is_light, many) && !has_changed {
                    return Ok(None);
                }
            }
            Event::Input(Input::Ended) => return Ok(Some(End::Quit)),
            Event::Wish(wish) => {
                if let Some(end) = self.obey(wish)? {
                    return Ok(Some(end));
                }
            }
            // Of other images than those that count now, or compared with another recording.
            Event::Answered(under, ..) if under != shown.under() => return Ok(None),
            Event::Answered(_, query, answer) => {
                let effect = shown.app.learn(query, answer);
                return self.perform(shown, effect);
            }
            Event::Pictured(key, picture) => self.display.insert(key, picture),
            Event::Said(words) => shown.app.say(words),
            Event::Odd(notice) => shown.app.tell(notice),
            Event::Surrounded(surroundings) => self.display.surrounded(*surroundings)?,
            Event::Opened(..) | Event::Encoded => return Ok(None),
        }
        shown.mark_changed();
        Ok(None)
    }

    /// Does what a key asks of the outside.
    fn perform(&mut self, shown: &mut Shown, effect: Effect) -> io::Result<Option<End>> {
        shown.kept.keep(&mut shown.app);
        if shown.app.shows_work() {
            let ongoing = shown.ongoing();
            shown.app.see_work(ongoing);
        }
        match effect {
            Effect::None => {}
            Effect::Quit => return Ok(Some(End::Quit)),
            Effect::Suspend => self.suspend()?,
            Effect::Redraw => self.display.redraw()?,
            Effect::Copy => {
                if let Some(copied) = shown.app.take_copied() {
                    let (bytes, said) = shown.clipboard.copy(copied, self.display.taker());
                    self.display.copy(bytes);
                    shown.app.say(said);
                }
            }
            Effect::Save => {
                if let Some(saved) = shown.app.take_saved() {
                    shown.saver.hand(saved);
                }
            }
            Effect::StopReading => {
                let (layer, filter) = (shown.app.place().layer, shown.app.image_filter());
                shown.analyst.cancel(layer, filter);
            }
            // Attended to anew, they begin.
            Effect::ReadAgain => shown.attended = None,
            Effect::NextImages => {
                let said = self.display.next_images()?;
                shown.app.say(said);
            }
        }
        shown.mark_changed();
        Ok(None)
    }
}

/// While a layer is being read, the screen says how far it is; the page of the work says it of all that goes on.
fn tell_share(shown: &mut Shown) {
    if shown.app.shows_work() && shown.app.see_work(shown.ongoing()) {
        shown.due = Some(Instant::now());
    }
    if shown.app.is_reading_layer() {
        let (layer, filter) = (shown.app.place().layer, shown.app.image_filter());
        let share = shown.analyst.share_done(layer, filter);
        if shown.app.tell_share_done(share) {
            shown.due = Some(Instant::now());
        }
    }
}

/// What is on the screen and who works for it.
struct Shown {
    app: App,
    kept: Kept,
    clipboard: Clipboard,
    pointer: Pointer,
    /// Whoever saves pictures.
    saver: Errands<Saved>,
    analyst: Arc<Analyst>,
    /// How often somebody else has begun to answer.
    generation: usize,
    /// The layer whose passes may go on, and the images that they visit.
    attended: Option<(LayerId, ImageFilter)>,
    analysts: Lane<Asked>,
    painters: Worker,
    /// When the screen is drawn at the latest; `None` while it is up to date.
    due: Option<Instant>,
}

impl Shown {
    /// What questions are asked under now.
    fn under(&self) -> Under {
        (self.generation, self.app.image_filter())
    }

    /// Stops what is being read of a layer that was left.
    fn attend(&mut self) {
        let (layer, filter) = (self.app.attended_layer(), self.app.image_filter());
        if self.attended != Some((layer, filter)) {
            self.attended = Some((layer, filter));
            self.analyst.attend(layer, filter);
            self.app.tell_share_done(None);
        }
    }

    /// What is being worked out.
    fn ongoing(&self) -> Ongoing {
        let (running, waiting) = self.analysts.ongoing();
        let running = running.into_iter().map(|(_, query)| query).collect();
        let (layer, filter) = (self.app.place().layer, self.app.image_filter());
        let shares = self.analyst.shares_done(layer, filter);
        Ongoing { running, waiting, shares, pictures: self.painters.ongoing() }
    }

    /// The screen is drawn once it is complete, or soon at the latest.
    fn mark_changed(&mut self) {
        self.due.get_or_insert_with(|| Instant::now() + HOLD);
    }
}
