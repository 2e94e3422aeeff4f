//! The program without a terminal: recordings opened, keys pressed, every question answered, the cells read.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a fixture that does not open ends the test"
)]

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use deephys::app::{App, Effect, Key, Overlay, Pointing, Preferences};
use deephys::graphics::{Gallery, Graphics, PictureKey, PictureState, Transport, Worker};
use deephys::query::Analyst;
use deephys::recording::RecordingSet;
use deephys::store::Store;
use deephys::ui::{self, Hits};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use ratatui::layout::Position;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use crate::support::{open, open_paths};

/// How long a picture may take to be made.
const PATIENCE: Duration = Duration::from_mins(1);

/// Cells from the mark of the cursor to the last that can be the first reversed one: `▸is Coat`.
const MARK: u16 = 5;

/// The recordings of the demo; opened and classified once for all tests.
static DEMO: LazyLock<Arc<Analyst>> = LazyLock::new(|| analyst(open_paths(&["demo".into()])));

fn analyst(set: RecordingSet) -> Arc<Analyst> {
    Arc::new(Analyst::new(Arc::new(set), Store::disabled()))
}

/// The program on a terminal that only remembers its cells.
pub(crate) struct Screen {
    pub(crate) app: App,
    /// What the last key asked of the outside.
    pub(crate) effect: Effect,
    analyst: Arc<Analyst>,
    graphics: Graphics,
    gallery: Gallery,
    painter: Option<Painter>,
    terminal: Terminal<TestBackend>,
    /// What lies where on what was drawn last.
    hits: Hits,
}

/// Whoever makes pictures, and where they arrive.
struct Painter {
    worker: Worker,
    made: Receiver<(PictureKey, PictureState)>,
}

impl Screen {
    /// The demo without pictures.
    pub(crate) fn demo(width: u16, height: u16) -> Self {
        Self::new(Arc::clone(&DEMO), Graphics::off(), (width, height))
    }

    /// Forms of the small recording without pictures.
    #[track_caller]
    pub(crate) fn small(forms: &[&str], width: u16, height: u16) -> Self {
        Self::of_set(open(forms), width, height)
    }

    /// The recordings that paths lead to, without pictures.
    #[track_caller]
    pub(crate) fn open(paths: &[PathBuf], width: u16, height: u16) -> Self {
        Self::of_set(open_paths(paths), width, height)
    }

    /// Recordings that were opened already, without pictures.
    pub(crate) fn of_set(set: RecordingSet, width: u16, height: u16) -> Self {
        Self::new(analyst(set), Graphics::off(), (width, height))
    }

    fn new(analyst: Arc<Analyst>, graphics: Graphics, (width, height): (u16, u16)) -> Self {
        let app = App::new(Arc::clone(analyst.set()));
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let gallery = Gallery::new();
        let effect = Effect::None;
        let hits = Hits::default();
        let mut screen =
            Self { app, effect, analyst, graphics, gallery, painter: None, terminal, hits };
        screen.settle();
        screen
    }

    /// The same as a user with other preferences has it.
    pub(crate) fn preferring(mut self, preferences: Preferences) -> Self {
        self.app = App::new(Arc::clone(self.analyst.set())).preferring(preferences);
        self.settle();
        self
    }

    /// Goes to an address as a start with it does; what is wrong with it.
    pub(crate) fn start_at(&mut self, address: &str) -> Vec<String> {
        self.app = App::new(Arc::clone(self.analyst.set()));
        let complaints = self.app.go_to_address(address);
        self.settle();
        complaints
    }

    /// The same with pictures of half-blocks.
    pub(crate) fn with_half_blocks(self) -> Self {
        self.with_pictures(Graphics::half_blocks())
    }

    /// The same with pictures of quadrants, or of sextants.
    pub(crate) fn with_fine_blocks(self, is_finest: bool) -> Self {
        self.with_pictures(Graphics::fine_blocks(is_finest))
    }

    fn with_pictures(mut self, graphics: Graphics) -> Self {
        Transport::new(&graphics, 1, || ()).unwrap().change(&graphics, &mut self.gallery);
        self.graphics = graphics;
        let (send, made) = channel();
        let set = Arc::clone(self.analyst.set());
        let worker = Worker::start(set, move |key, picture| {
            let _ = send.send((key, picture));
        });
        self.painter = Some(Painter { worker: worker.unwrap(), made });
        self.settle();
        self
    }

    /// Another size of the terminal.
    pub(crate) fn resize(&mut self, width: u16, height: u16) {
        self.terminal.backend_mut().resize(width, height);
        self.settle();
    }

    /// Answers what the screen asks and makes its pictures until it wants no more, then draws it.
    fn settle(&mut self) {
        loop {
            let area = self.terminal.size().unwrap().into();
            let drawn = ui::measure(area, &self.app, &mut self.gallery, &self.graphics);
            self.app.see(drawn.view);
            if !Arc::ptr_eq(self.app.shared_set(), self.analyst.set()) {
                let set = Arc::clone(self.app.shared_set());
                self.analyst = Arc::new(self.analyst.referring_to(set));
            }
            let queries = self.app.wanted();
            if queries.is_empty() && drawn.wanted.is_empty() {
                break;
            }
            for query in queries {
                let answer = self.analyst.answer_under(self.app.image_filter(), &query);
                self.app.learn(query, answer);
            }
            let mut missing = drawn.wanted.len();
            if let Some(Painter { worker, made }) = &self.painter {
                worker.want(drawn.wanted);
                while missing > 0 {
                    let (key, picture) = made.recv_timeout(PATIENCE).unwrap();
                    self.gallery.insert(key, picture);
                    missing -= 1;
                }
            }
        }
        let Self { app, gallery, graphics, terminal, hits, .. } = self;
        terminal.draw(|frame| *hits = ui::draw(frame, app, gallery, graphics).hits).unwrap();
    }

    /// What lies where.
    pub(crate) fn hits(&self) -> &Hits {
        &self.hits
    }

    /// The first place of a text, column and row.
    #[track_caller]
    pub(crate) fn place_of(&self, text: &str) -> (u16, u16) {
        let drawing = self.drawing();
        let mut rows = drawing.lines().zip(0..);
        let found = rows.find_map(|(line, row)| Some((line.split_once(text)?.0, row)));
        let Some((before, row)) = found else { panic!("no \"{text}\" in\n{drawing}") };
        (u16::try_from(before.width()).unwrap(), row)
    }

    /// Points at the first place of a text.
    #[track_caller]
    pub(crate) fn points(&mut self, pointing: Pointing, text: &str) -> &mut Self {
        let (column, row) = self.place_of(text);
        self.points_at(pointing, (column, row))
    }

    /// Points at a column and a row.
    pub(crate) fn points_at(&mut self, pointing: Pointing, (column, row): (u16, u16)) -> &mut Self {
        self.effect = self.app.point(pointing, self.hits.at(column, row));
        self.settle();
        self
    }

    /// Clicks once on the first place of a text.
    #[track_caller]
    pub(crate) fn click(&mut self, text: &str) -> &mut Self {
        self.points(Pointing::Click { is_second: false }, text)
    }

    /// Clicks twice on it.
    #[track_caller]
    pub(crate) fn double_click(&mut self, text: &str) -> &mut Self {
        let at = self.place_of(text);
        self.points_at(Pointing::Click { is_second: false }, at);
        self.points_at(Pointing::Click { is_second: true }, at)
    }

    /// Presses keys one after the other and lets the screen settle after each.
    ///
    /// A character is its key, `<Tab>` or `<C-d>` a key by name. Spaces only separate, but where text is typed they are
    /// typed; `<Space>` always is the key.
    #[track_caller]
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some((key, after)) = first_key(rest) {
            let separates = rest.starts_with(' ') && !self.types();
            rest = after;
            if !separates {
                self.press_key(key);
            }
        }
        self
    }

    /// Whether letters are text.
    fn types(&self) -> bool {
        let is_searching = self.app.help_page().is_typing();
        self.app.prompt().is_some() || (self.app.overlay() == Some(Overlay::Help) && is_searching)
    }

    /// Presses keys and draws what is known already, no question answered.
    #[track_caller]
    pub(crate) fn press_unanswered(&mut self, keys: &str) {
        let mut rest = keys;
        while let Some((key, after)) = first_key(rest) {
            rest = after;
            self.effect = self.app.key(key);
        }
        let Self { app, gallery, graphics, terminal, .. } = self;
        terminal.draw(|frame| drop(ui::draw(frame, app, gallery, graphics))).unwrap();
    }

    /// Presses one key and lets the screen settle.
    pub(crate) fn press_key(&mut self, key: Key) {
        self.effect = self.app.key(key);
        self.settle();
    }

    /// Presses keys faster than any question is answered, then lets the screen settle.
    #[track_caller]
    pub(crate) fn type_ahead(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some((key, after)) = first_key(rest) {
            rest = after;
            self.effect = self.app.key(key);
        }
        self.settle();
        self
    }

    /// Width and height in cells.
    pub(crate) fn size(&self) -> (u16, u16) {
        let area = self.terminal.backend().buffer().area;
        (area.width, area.height)
    }

    /// A cell by column and row.
    pub(crate) fn cell(&self, x: u16, y: u16) -> &Cell {
        &self.terminal.backend().buffer()[(x, y)]
    }

    /// All rows, without the spaces at their ends.
    pub(crate) fn drawing(&self) -> String {
        let (_, height) = self.size();
        (0..height).map(|row| self.line(row)).collect::<Vec<_>>().join("\n")
    }

    /// A row, without the spaces at its end.
    pub(crate) fn line(&self, row: u16) -> String {
        self.cells(0, row).trim_end().to_owned()
    }

    /// The last row.
    pub(crate) fn footer(&self) -> String {
        self.line(self.size().1 - 1)
    }

    /// The text from a cell to the right end of the screen.
    fn cells(&self, x: u16, y: u16) -> String {
        let (width, _) = self.size();
        let (mut text, mut x) = (String::new(), x);
        while x < width {
            let symbol = self.cell(x, y).symbol();
            text.push_str(symbol);
            x += u16::try_from(symbol.width()).unwrap().max(1);
        }
        text
    }

    /// The neuron, image or category that the header names.
    pub(crate) fn subject(&self) -> String {
        self.styled(0, Modifier::BOLD).trim_matches(['▸', ' ']).to_owned()
    }

    /// The recording that the header marks as the one with the cursor.
    pub(crate) fn recording(&self) -> String {
        self.styled(1, Modifier::UNDERLINED)
    }

    /// The part of a row that has a modifier, up to the first cell after it that has not.
    fn styled(&self, row: u16, modifier: Modifier) -> String {
        let (width, _) = self.size();
        let has = |x: &u16| self.cell(*x, row).modifier.contains(modifier);
        let first = (0..width).find(has).unwrap_or(width);
        let cells = (first..width).take_while(has);
        cells.map(|x| self.cell(x, row).symbol()).collect()
    }

    /// Where the marks of the cursor stand in the lists.
    pub(crate) fn marks(&self) -> Vec<Position> {
        let (width, height) = self.size();
        let all = (1..height).flat_map(|y| (0..width).map(move |x| Position { x, y }));
        all.filter(|at| self.cell(at.x, at.y).symbol() == "▸").collect()
    }

    /// What the cursor is on: the name in a list, the value under a picture; nothing while it is above the lists.
    pub(crate) fn item(&self) -> String {
        let Some(mark) = self.cursor() else { return String::new() };
        let text = self.cells(mark.x + 1, mark.y);
        let text = text.trim_start();
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        if first.starts_with(|first: char| first.is_ascii_digit() || first == '#') {
            let mark = if rest.starts_with('✗') { " ✗" } else { "" };
            return format!("{first}{mark}");
        }
        let bars = ['█', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '│'];
        let end = text.find("  ").into_iter().chain(text.find(bars)).min();
        text.get(..end.unwrap_or(text.len())).unwrap().trim().to_owned()
    }

    /// Where the mark of the cursor stands, but for the one of a neuron that is only selected.
    pub(crate) fn cursor(&self) -> Option<Position> {
        let (width, _) = self.size();
        let is_reversed = |x, y| self.cell(x, y).modifier.contains(Modifier::REVERSED);
        let is_cursor =
            |at: &Position| (at.x..width.min(at.x + MARK)).any(|x| is_reversed(x, at.y));
        self.marks().into_iter().find(is_cursor)
    }

    /// The style of the first place where a text is drawn.
    #[track_caller]
    pub(crate) fn style_of(&self, text: &str) -> Style {
        let (width, height) = self.size();
        let mut all = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let (x, y) = all.find(|&(x, y)| self.cells(x, y).starts_with(text)).unwrap();
        self.cell(x, y).style()
    }

    /// Where the terminal's own cursor stands, while it shows.
    pub(crate) fn terminal_cursor(&self) -> Option<Position> {
        let backend = self.terminal.backend();
        backend.cursor_visible().then(|| backend.cursor_position())
    }

    /// Whether a text stands anywhere.
    pub(crate) fn shows(&self, text: &str) -> bool {
        self.drawing().contains(text)
    }

    /// Checks that a text stands somewhere.
    #[track_caller]
    pub(crate) fn assert_shows(&self, text: &str) {
        assert!(self.shows(text), "\"{text}\" in\n{}", self.drawing());
    }
}

/// The first key of a notation, and the rest of it.
#[track_caller]
fn first_key(keys: &str) -> Option<(Key, &str)> {
    let named = keys.strip_prefix('<').and_then(|inside| inside.split_once('>'));
    if let Some((name, rest)) = named {
        return Some((key_named(name), rest));
    }
    let mut characters = keys.chars();
    Some((Key::Char(characters.next()?), characters.as_str()))
}

#[track_caller]
fn key_named(name: &str) -> Key {
    let letter = |letter: &str| letter.parse().unwrap();
    match name {
        "Enter" => Key::Enter,
        "Esc" => Key::Esc,
        "Backspace" => Key::Backspace,
        "Delete" => Key::Delete,
        "Tab" => Key::Tab,
        "S-Tab" => Key::BackTab,
        "Up" => Key::Up,
        "Down" => Key::Down,
        "Left" => Key::Left,
        "Right" => Key::Right,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "Home" => Key::Home,
        "End" => Key::End,
        "Space" => Key::Char(' '),
        "Lt" => Key::Char('<'),
        _ => Key::Ctrl(letter(name.strip_prefix("C-").unwrap())),
    }
}

/// Compares a drawing with the one that was looked at and accepted: `tests/snapshots/NAME.snap`.
#[track_caller]
pub(crate) fn assert_drawn(name: &str, screen: &Screen) {
    assert_text(name, &screen.drawing());
}

/// Compares a drawing, as text, with the one that was accepted.
#[track_caller]
pub(crate) fn assert_text(name: &str, drawing: &str) {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, drawing));
}
