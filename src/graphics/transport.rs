//! Pixels on their way to the terminal: what is sent next, and when, so that no key waits for them.
//!
//! It decides and never writes: the one who owns the terminal writes frames of text first, then asks for pieces of
//! pixels as long as the link takes them.

use std::ops::Range;
use std::time::{Duration, Instant};

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

use super::answers::mark;
use super::blocks::Division;
use super::diacritics::MOST_PLACES;
use super::encoder::Encoder;
use super::gallery::{Gallery, PictureKey};
use super::held::Spot;
use super::kitty::{self, Ids, Way};
use super::link::{Link, MARK};
use super::passage::{Cargo, Passage};
use super::reach::Protocol;
use super::shown::{Fineness, Placed};
use super::terminal::Graphics;
use super::tiles::rows_at_once;

mod pixels;

use pixels::Encoding;

/// How long after a key sheets wait, so that pictures that are only passed are not sent.
const PAUSE: Duration = Duration::from_millis(60);
/// The same for pixels that must be drawn anew wherever they move.
const LONG_PAUSE: Duration = Duration::from_millis(150);
/// From so many bytes a second on a link is fast: 5 Mbit/s.
const FAST: f64 = 5e6 / 8.0;
/// From so many bytes a second on two pixels a cell are drawn until the pixels are there: 20 Mbit/s.
const FINE: f64 = 20e6 / 8.0;
/// How long after a frame has arrived kitty has certainly drawn it.
const DRAWN: Duration = Duration::from_millis(50);
/// Chunks of an upload that nothing is kept waiting for.
const LONG_UPLOAD: usize = 8;

/// Rows of a picture that the terminal lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Want {
    placed: Placed,
    rows: Range<u16>,
}

impl Want {
    /// The cells of the screen that they take.
    fn cells(&self) -> Rect {
        let area = self.placed.area;
        Rect { y: area.y + self.rows.start, height: self.rows.end - self.rows.start, ..area }
    }
}

/// A sheet on its way.
#[derive(Debug)]
struct Upload {
    id: u32,
    bytes: usize,
    spots: Vec<(PictureKey, Spot)>,
    chunks: std::vec::IntoIter<Vec<u8>>,
    count: usize,
}

/// What there is to say about the traffic.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Traffic {
    /// Bytes of text written.
    pub text_bytes: u64,
    /// Bytes of pixels written.
    pub pixel_bytes: u64,
    /// Bytes a second that the link takes.
    pub rate: Option<f64>,
    /// From a question to its answer.
    pub round_trip: Option<Duration>,
    /// Whether the terminal leaves questions unanswered.
    pub is_silent: bool,
    /// Pictures that the terminal holds or shows.
    pub pictures: usize,
    /// Decoded pixels that it holds, in bytes.
    pub held_bytes: usize,
    /// Pictures on the screen whose pixels are not there yet.
    pub waiting: usize,
}

/// The traffic of pixels.
#[derive(Debug)]
pub struct Transport {
    protocol: Protocol,
    way: Way,
    link: Link,
    passage: Passage,
    /// Whether a mark has been without an answer for too long.
    is_overdue: bool,
    ids: Ids,
    upload: Option<Upload>,
    wanted: Vec<Want>,
    encoder: Encoder,
    /// What the encoder works at.
    encoding: Option<Encoding>,
    /// Commands that may not come between the chunks of an upload.
    orders: Vec<u8>,
    placements: u32,
    last_key: Option<Instant>,
    /// What was written when the last frame of text ended.
    text_end: u64,
    text_bytes: u64,
    has_news: bool,
    nudge: Nudge,
}

/// Kitty finds the images of new placeholders while it draws them, and shows them when it draws the next time: something
/// must be written after each frame that has any.
#[derive(Debug, Default)]
struct Nudge {
    /// Where placeholders stood in the last frame.
    shown: Vec<(Rect, Spot)>,
    /// A blank cell that may be written again.
    blank: Option<Position>,
    /// What was written when the frame with new placeholders ended.
    frame_end: Option<u64>,
    due: Option<Instant>,
}

impl Transport {
    /// For a terminal; `seed` chooses the program's ids. `wake` is called from another thread when there may be more to
    /// [send](Self::next).
    pub fn new(
        graphics: &Graphics,
        seed: u32,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let mut transport = Self {
            protocol: Protocol::Off,
            way: Way::Direct,
            link: Link::default(),
            passage: Passage::default(),
            is_overdue: false,
            ids: Ids::from(seed),
            upload: None,
            wanted: Vec::new(),
            encoder: Encoder::start(wake)?,
            encoding: None,
            orders: Vec::new(),
            placements: 0,
            last_key: None,
            text_end: 0,
            text_bytes: 0,
            has_news: false,
            nudge: Nudge::default(),
        };
        transport.adopt(graphics);
        Ok(transport)
    }

    /// Takes note of how pictures are drawn from now on.
    fn adopt(&mut self, graphics: &Graphics) {
        self.protocol = graphics.protocol();
        let way = if graphics.is_through_tmux() { Way::ThroughTmux } else { Way::Direct };
        if way != self.way {
            // Answers by the other way would be taken for those of this one.
            self.way = way;
            self.resume();
        }
    }

    /// Pictures are drawn in another way, or in cells of another size: nothing that was sent is of use.
    pub fn change(&mut self, graphics: &Graphics, gallery: &mut Gallery) {
        self.forget(gallery);
        self.adopt(graphics);
        gallery.shown.has_placeholders = self.protocol == Protocol::Placeholders;
        gallery.shown.fineness = self.fineness();
    }

    /// The terminal may have lost everything; what it still has is freed.
    pub fn forget(&mut self, gallery: &mut Gallery) {
        self.give_up_upload();
        for id in gallery.shown.held.clear() {
            self.orders.extend(kitty::delete(self.way, id));
        }
        gallery.shown.tiles.clear();
        self.want(Vec::new());
        self.nudge.shown.clear();
    }

    /// The terminal's cells are written anew, all of them; what it holds stays.
    pub fn forget_screen(&mut self, gallery: &mut Gallery) {
        for placement in gallery.shown.tiles.look(&mut Buffer::default()) {
            self.orders.extend(kitty::unplace(self.way, placement));
        }
        self.want(Vec::new());
        self.nudge.shown.clear();
    }

    /// The program was stopped for a while: nothing is under way any more.
    pub fn resume(&mut self) {
        self.link.forget();
        (self.passage, self.is_overdue) = (Passage::default(), false);
    }

    /// Takes note of a question that somebody else has made; its answers are no answers to marks.
    pub fn wrote_question(&mut self, bytes: usize, now: Instant) {
        self.text_bytes += bytes as u64;
        self.link.wrote(bytes, now);
    }

    /// Takes note of a key.
    pub fn pressed(&mut self, now: Instant) {
        self.last_key = Some(now);
        self.passage.pressed(now);
    }

    /// Takes note of the answer to a [`MARK`].
    pub fn answered(&mut self, now: Instant) {
        match self.way {
            Way::Direct => self.link.answered(now),
            Way::ThroughTmux => self.passage.confirmed(),
        }
        self.look_for_nudge(now);
    }

    /// Takes note of the answer to the mark of this number, which has come through tmux.
    pub fn answered_mark(&mut self, number: u16, gallery: &mut Gallery, now: Instant) {
        if self.passage.open() {
            self.has_news = true;
        }
        if let Some(nth) = self.link.answered_number(number, now) {
            let lost = self.passage.arrived(nth);
            self.lose(lost, gallery);
        }
        self.look_for_nudge(now);
    }

    /// Sees to it that what was lost is sent again.
    fn lose(&mut self, lost: Vec<Cargo>, gallery: &mut Gallery) {
        for cargo in lost {
            match cargo {
                Cargo::Orders(bytes) => self.orders.extend(bytes),
                Cargo::Sheet(id) if self.upload.as_ref().is_some_and(|upload| upload.id == id) => {
                    self.give_up_upload();
                }
                Cargo::Sheet(id) => {
                    if gallery.shown.held.remove(id) {
                        self.orders.extend(kitty::delete(self.way, id));
                        self.has_news = true;
                    }
                }
            }
        }
    }

    fn look_for_nudge(&mut self, now: Instant) {
        if self.nudge.frame_end.is_some_and(|end| self.link.unarrived(end) == 0) {
            (self.nudge.frame_end, self.nudge.due) = (None, Some(now + DRAWN));
        }
    }

    /// Whether a frame of text would arrive soon if it were written now.
    pub fn may_draw(&mut self, now: Instant) -> bool {
        self.tick(now);
        self.link.unarrived(self.text_end) <= self.link.window()
    }

    fn tick(&mut self, now: Instant) {
        let is_overdue = self.link.tick(now);
        self.is_overdue |= is_overdue && self.way == Way::ThroughTmux;
        self.passage.tick(now);
    }

    /// Whether the link is known to be slow.
    pub fn is_slow(&self) -> bool {
        self.link.rate().is_some_and(|rate| rate < FAST)
    }

    /// The bytes of a frame that was drawn, with all that must go out before and after it. Nothing for nothing.
    pub fn frame(&mut self, text: Vec<u8>, now: Instant) -> Vec<u8> {
        let may_order = self.upload.is_none() && self.way == Way::Direct;
        let mut bytes = if may_order { std::mem::take(&mut self.orders) } else { Vec::new() };
        bytes.extend(text);
        if !bytes.is_empty() {
            bytes.extend(MARK);
            self.text_bytes += bytes.len() as u64;
            self.link.wrote(bytes.len(), now);
            match self.way {
                Way::Direct => drop(self.link.marked(now)),
                // Text arrives in tmux in any case.
                Way::ThroughTmux if self.passage.is_closed() => self.link.forget(),
                Way::ThroughTmux => self.passage.framed(now),
            }
            self.text_end = self.link.written();
            self.nudge.due = None;
            if let Some(end) = &mut self.nudge.frame_end {
                *end = self.text_end;
            }
        }
        bytes
    }

    /// Looks at a frame that is about to be written: which pixels it needs, which it has covered.
    pub fn look(&mut self, screen: &mut Buffer, placed: &[Placed], gallery: &mut Gallery) {
        let is_bare =
            |placed: &&Placed| !self.draws_over() || is_uncovered(placed, screen, gallery);
        let open: Vec<&Placed> = placed.iter().filter(is_bare).collect();
        let covered = gallery.shown.tiles.look(screen);
        let is_long = |upload: &Upload| upload.chunks.len() > LONG_UPLOAD;
        if !covered.is_empty() && self.upload.as_ref().is_some_and(is_long) {
            // They would lie over what covers them until it has ended.
            self.give_up_upload();
        }
        for placement in covered {
            self.orders.extend(kitty::unplace(self.way, placement));
        }
        self.look_for_placeholders(screen, placed, gallery);
        gallery.shown.held.see(placed.iter().map(|placed| &placed.key));
        let mut wanted: Vec<Want> =
            open.into_iter().flat_map(|placed| self.lacks(placed, gallery)).collect();
        wanted.sort_by_key(|want| (want.cells().y, want.cells().x));
        self.want(wanted);
        let is_on_screen = |upload: &Upload| {
            upload.spots.iter().any(|(key, _)| placed.iter().any(|placed| placed.key == *key))
        };
        // What has left the screen is not sent, unless it is mostly there already.
        let is_left =
            |upload: &Upload| !is_on_screen(upload) && upload.chunks.len() * 2 > upload.count;
        if self.upload.as_ref().is_some_and(is_left) {
            self.give_up_upload();
        }
        gallery.shown.fineness = self.fineness();
    }

    /// How pictures look in cells: for good, or until their pixels are there.
    fn fineness(&self) -> Fineness {
        match self.protocol {
            Protocol::Blocks => Fineness::Halves,
            Protocol::Quadrants => Fineness::Parts(Division::Quadrants),
            Protocol::Sextants => Fineness::Parts(Division::Sextants),
            _ if self.link.rate().is_some_and(|rate| rate > FINE) => Fineness::Halves,
            _ => Fineness::Rows,
        }
    }

    /// Takes note of new placeholders.
    fn look_for_placeholders(&mut self, screen: &Buffer, placed: &[Placed], gallery: &Gallery) {
        let spot = |placed: &Placed| Some((placed.area, gallery.shown.placeholders(&placed.key)?));
        let shown: Vec<(Rect, Spot)> = placed.iter().filter_map(spot).collect();
        if shown.iter().any(|one| !self.nudge.shown.contains(one)) {
            self.nudge.frame_end = Some(u64::MAX);
        }
        if self.nudge.frame_end.is_some() || self.nudge.due.is_some() {
            self.nudge.blank = screen.area.positions().find(|at| is_blank(screen, *at));
        }
        self.nudge.shown = shown;
    }

    /// Whether pixels are drawn over the cells, where nothing else may stand.
    fn draws_over(&self) -> bool {
        matches!(self.protocol, Protocol::Classic | Protocol::Iterm2 | Protocol::Sixel)
    }

    /// What the terminal lacks of a picture.
    fn lacks(&self, placed: &Placed, gallery: &mut Gallery) -> Vec<Want> {
        let Placed { key, area } = placed;
        let Some(fitted) = gallery.ready(key) else { return Vec::new() };
        let size = fitted.size();
        if size.width != area.width || size.height != area.height || area.is_empty() {
            return Vec::new();
        }
        let shown = &gallery.shown;
        let all = |is_lacking: bool| {
            let want = Want { placed: placed.clone(), rows: 0..area.height };
            if is_lacking { vec![want] } else { Vec::new() }
        };
        match self.protocol {
            Protocol::Off | Protocol::Blocks | Protocol::Quadrants | Protocol::Sextants => {
                Vec::new()
            }
            Protocol::Placeholders => {
                let is_nameable = size.width <= MOST_PLACES && size.height <= MOST_PLACES;
                all(is_nameable && shown.held.spot(key).is_none())
            }
            Protocol::Classic => all(shown.tiles.mark(key, *area, 0).is_none()),
            Protocol::Iterm2 | Protocol::Sixel => {
                let row_px = usize::from(fitted.cell().height_px)
                    * usize::try_from(fitted.pixels().width()).unwrap_or(usize::MAX);
                let at_once = rows_at_once(row_px);
                let starts = (0..area.height).step_by(usize::from(at_once));
                starts
                    .filter(|row| shown.tiles.mark(key, *area, *row).is_none())
                    .map(|row| {
                        let rows = row..area.height.min(row.saturating_add(at_once));
                        Want { placed: placed.clone(), rows }
                    })
                    .collect()
            }
        }
    }

    fn give_up_upload(&mut self) {
        if let Some(upload) = self.upload.take() {
            // Any command but the next chunk ends it.
            self.orders.splice(0..0, kitty::delete(self.way, upload.id));
        }
    }

    /// The next bytes of pixels; `None` while the link is full, and when there is nothing to send.
    pub fn next(&mut self, gallery: &mut Gallery, now: Instant) -> Option<Vec<u8>> {
        self.tick(now);
        if self.upload.is_none() && self.is_time_for_pixels(now) {
            // It is encoded while the link is still busy with what came before.
            self.encode_ahead(gallery);
        }
        if self.way == Way::ThroughTmux {
            return self.next_through_tmux(gallery, now);
        }
        if self.link.in_flight() >= self.link.window() {
            return None;
        }
        let (mut bytes, _) = self.piece(gallery, now)?;
        bytes.extend(MARK);
        self.link.wrote(bytes.len(), now);
        self.link.marked(now);
        Some(bytes)
    }

    /// The same through tmux, which must have drawn the last frame before it hands anything on.
    fn next_through_tmux(&mut self, gallery: &mut Gallery, now: Instant) -> Option<Vec<u8>> {
        if std::mem::take(&mut self.is_overdue) {
            let lost = self.passage.close(now);
            self.lose(lost, gallery);
            self.link.forget();
        }
        if self.passage.is_closed() {
            let bytes = self.passage.take_try(now).then(|| self.marked(Vec::new(), None, now));
            // Nobody waits for the answer.
            self.link.forget();
            return bytes;
        }
        if self.passage.opens().is_some() {
            return None;
        }
        if self.passage.take_due_mark() {
            return Some(self.marked(Vec::new(), None, now));
        }
        if self.link.in_flight() >= self.link.window() {
            return None;
        }
        let (bytes, cargo) = self.piece(gallery, now)?;
        Some(self.marked(bytes, cargo, now))
    }

    /// A piece with its mark, as it goes through tmux. A part of a sheet passes together with its mark, so that the one is
    /// not lost without the other.
    fn marked(&mut self, piece: Vec<u8>, cargo: Option<Cargo>, now: Instant) -> Vec<u8> {
        let mark = mark(self.link.next_number()).into_bytes();
        let bytes = if matches!(cargo, Some(Cargo::Sheet(_))) {
            self.way.pass(&[piece, mark].concat())
        } else {
            [piece, self.way.pass(&mark)].concat()
        };
        self.link.wrote(bytes.len(), now);
        let nth = self.link.marked(now);
        if let Some(cargo) = cargo {
            self.passage.load(nth, cargo);
        }
        bytes
    }

    /// The next piece, and what it carries if that can be sent again. Parts of sheets are bare: they still have to be
    /// passed on.
    fn piece(&mut self, gallery: &mut Gallery, now: Instant) -> Option<(Vec<u8>, Option<Cargo>)> {
        if self.upload.is_none() && !self.orders.is_empty() {
            return Some(self.take_orders());
        }
        if let Some(at) = self.nudge.blank.take_if(|_| self.nudge.due.is_some_and(|due| due <= now))
        {
            self.nudge.due = None;
            let place = format!("\x1b[{};{}H", at.y + 1, at.x + 1);
            let cell = match self.way {
                Way::Direct => format!("{place} "),
                // Tmux does not hand on what changes nothing.
                Way::ThroughTmux => format!("{place}\u{a0}{place} "),
            };
            return Some((beside_text(cell.as_bytes()), None));
        }
        if self.upload.is_none() {
            if !self.is_time_for_pixels(now) {
                return None;
            }
            if let Some(bytes) = self.next_over_cells(gallery) {
                return Some((bytes, None));
            }
            // Room was made for it.
            if !self.orders.is_empty() {
                return Some(self.take_orders());
            }
        }
        let id = self.upload.as_ref()?.id;
        Some((self.continue_upload(gallery)?, Some(Cargo::Sheet(id))))
    }

    fn take_orders(&mut self) -> (Vec<u8>, Option<Cargo>) {
        let orders = std::mem::take(&mut self.orders);
        (orders.clone(), Some(Cargo::Orders(orders)))
    }

    /// Whether something is wanted and no key was pressed just now.
    fn is_time_for_pixels(&self, now: Instant) -> bool {
        !self.wanted.is_empty() && self.quiet_from().is_none_or(|from| from <= now)
    }

    /// When keys have paused for long enough.
    fn quiet_from(&self) -> Option<Instant> {
        let is_drawn_anew = matches!(self.protocol, Protocol::Sixel | Protocol::Iterm2);
        self.last_key.map(|key| key + if is_drawn_anew { LONG_PAUSE } else { PAUSE })
    }

    /// When there will be something to do without anything happening first; `is_drawing` says that a frame waits.
    pub fn due(&self, is_drawing: bool, now: Instant) -> Option<Instant> {
        // What is being encoded says when it is ready.
        let lacks_pixels = !self.wanted.is_empty() && !self.encoder.is_working();
        let has_work = self.upload.is_some() || !self.orders.is_empty() || lacks_pixels;
        let window = self.link.window();
        let is_full = self.link.in_flight() >= window;
        if is_drawing && self.link.unarrived(self.text_end) <= window {
            return Some(now);
        }
        if self.is_overdue || self.passage.is_mark_due() {
            return Some(now);
        }
        if self.passage.is_closed() {
            return self.passage.next_try().filter(|_| has_work);
        }
        if let Some(opens) = self.passage.opens() {
            return Some(opens);
        }
        let nudge = self.nudge.due.filter(|_| self.nudge.blank.is_some());
        if ((has_work || nudge.is_some()) && is_full)
            || (is_drawing && self.link.unarrived(self.text_end) > window)
        {
            return self.link.next_tick(now);
        }
        // What is lost without a later piece shows by silence alone, which nothing but the time tells.
        let silence = if self.passage.is_laden() { self.link.next_tick(now) } else { None };
        let is_waiting = self.upload.is_none() && self.orders.is_empty();
        let from = self.quiet_from().filter(|_| is_waiting).unwrap_or(now);
        let work = has_work.then_some(from.max(now));
        work.into_iter().chain(nudge).chain(silence).min()
    }

    /// Whether pictures have arrived since this was asked last.
    pub fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.has_news)
    }

    /// Whether answers are under way that nobody should find who uses the terminal next.
    pub fn awaits_answers(&self) -> bool {
        self.link.awaits_answers() || self.passage.awaits_answers()
    }

    /// What frees everything that the terminal holds, for the end.
    pub fn farewell(&self, gallery: &Gallery) -> Vec<u8> {
        let started = self.upload.iter().map(|upload| upload.id);
        let ids = started.chain(gallery.shown.held.ids());
        ids.flat_map(|id| kitty::delete(self.way, id)).collect()
    }

    /// Tells the gallery what there is to say about the traffic.
    pub fn report(&self, gallery: &mut Gallery) {
        let shown = &gallery.shown;
        gallery.traffic = Traffic {
            text_bytes: self.text_bytes,
            pixel_bytes: self.link.written() - self.text_bytes,
            rate: self.link.rate(),
            round_trip: self.link.round_trip(),
            is_silent: self.link.is_silent(),
            pictures: shown.held.pictures().max(shown.tiles.count()),
            held_bytes: shown.held.bytes(),
            waiting: self.wanted.len(),
        };
    }
}

/// Whether the cells of a picture are as they were painted: nothing was written over them in the same frame.
fn is_uncovered(placed: &Placed, screen: &Buffer, gallery: &Gallery) -> bool {
    let mut cells = Buffer::empty(placed.area);
    gallery.paint_again(&mut cells, placed);
    placed.area.positions().all(|at| cells.cell(at) == screen.cell(at))
}

/// Whether a cell holds nothing, not even the second half of a wide character.
fn is_blank(screen: &Buffer, at: Position) -> bool {
    let is_empty = |at| screen.cell(at).is_some_and(|cell| *cell == Cell::EMPTY);
    let left = Position { x: at.x.saturating_sub(1), ..at };
    is_empty(at) && (at.x == screen.area.x || is_empty(left))
}

/// Bytes that move the cursor, made such that whoever writes text finds it where it was.
fn beside_text(bytes: &[u8]) -> Vec<u8> {
    [b"\x1b7", bytes, b"\x1b8"].concat()
}

#[cfg(test)]
mod tests;
