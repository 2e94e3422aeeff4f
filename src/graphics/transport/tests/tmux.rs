//! Pixels through a tmux that loses what it is to hand on while it draws a pane anew or shows another one.

use super::*;

/// Tmux between the program and a terminal that answers every mark that it sees.
struct Tmux {
    desk: Desk,
    /// Whether the pane is hidden: nothing is handed on.
    is_hidden: bool,
    /// How many pieces of pixels are lost before one gets through.
    n_lost: usize,
    /// What reached the terminal.
    seen: String,
}

impl Tmux {
    fn start() -> Self {
        let mut desk = Desk::of(Protocol::Placeholders);
        let reach = Reach { is_through_tmux: true, ..Reach::to(Protocol::Placeholders, "a test") };
        desk.transport.change(&Graphics::new(reach, CELL), &mut desk.gallery);
        Self { desk, is_hidden: false, n_lost: 0, seen: String::new() }
    }

    /// Takes what was written; the answers come at once.
    fn take(&mut self, bytes: &[u8]) {
        let Desk { transport, gallery, now, .. } = &mut self.desk;
        let text = String::from_utf8_lossy(bytes).into_owned();
        if text.ends_with("\x1b[5n") {
            transport.answered(*now);
        }
        for passed in text.split("\x1bPtmux;").skip(1) {
            let passed = passed.strip_suffix("\x1b\\").unwrap().replace("\x1b\x1b", "\x1b");
            let is_lost = passed.contains("\x1b_G") && self.n_lost > 0;
            self.n_lost -= usize::from(is_lost);
            if self.is_hidden || is_lost {
                continue;
            }
            if let Some((_, number)) =
                passed.split_once("$p").and_then(|(mark, _)| mark.rsplit_once('['))
            {
                transport.answered_mark(number.parse().unwrap(), gallery, *now);
            }
            self.seen.push_str(&passed);
        }
    }

    /// Shows pictures and lets time pass; a frame is drawn whenever there are news. The bytes written.
    fn show(&mut self, images: std::ops::Range<usize>, seconds: u64) -> usize {
        let mut count = 0;
        self.draw(images.clone());
        for _ in 0..seconds * 100 {
            self.desk.now += Duration::from_millis(10);
            while let Some(bytes) = self.desk.next() {
                count += bytes.len();
                self.take(&bytes);
            }
            if self.desk.transport.take_news() {
                self.draw(images.clone());
            }
        }
        count
    }

    fn draw(&mut self, images: std::ops::Range<usize>) {
        self.desk.show(images, 0);
        let frame = self.desk.written.last().unwrap().clone();
        self.take(&frame);
    }

    /// Whether the program takes all of these pictures to be there.
    fn holds(&self, mut images: std::ops::Range<usize>) -> bool {
        images.all(|image| self.desk.gallery.shown.held.spot(&Desk::key(image)).is_some())
    }

    /// Whether every upload that the terminal has seen begin has also ended.
    fn is_sound(&self) -> bool {
        let commands = self.seen.split("\x1b_G").skip(1);
        let is_open = commands.fold(false, |is_open, command| {
            assert!(!is_open || command.starts_with("q=2,m=") || command.starts_with("a=d"));
            command.contains(",m=1;")
        });
        !is_open
    }
}

#[test]
fn a_frame_is_drawn_before_pixels_follow() {
    let mut tmux = Tmux::start();
    tmux.desk.show(0..5, 0);
    tmux.desk.now += Duration::from_millis(100);
    let desk = &mut tmux.desk;
    assert_eq!(desk.next(), None, "tmux has not answered");
    desk.transport.answered(desk.now);
    let mark = desk.next().unwrap();
    assert_eq!(mark, b"\x1bPtmux;\x1b\x1b[20002$p\x1b\\");
    let piece = String::from_utf8(desk.next().unwrap()).unwrap();
    assert!(piece.starts_with("\x1bPtmux;\x1b\x1b_Ga=T,U=1,"), "{piece:?}");
    assert!(piece.ends_with("\x1b\x1b\\\x1b\x1b[20003$p\x1b\\"), "a mark in the same breath");
}

#[test]
fn pieces_that_tmux_loses_are_sent_again() {
    for n_lost in [1, 2, 5] {
        let mut tmux = Tmux::start();
        tmux.n_lost = n_lost;
        tmux.show(0..6, 12);
        let (is_held, is_sound) = (tmux.holds(0..6), tmux.is_sound());
        assert_eq!((tmux.n_lost, is_held, is_sound), (0, true, true), "{n_lost} lost");
    }
}

#[test]
fn a_hidden_window_costs_next_to_nothing_and_is_made_good_for() {
    let mut tmux = Tmux::start();
    tmux.show(0..6, 2);
    tmux.is_hidden = true;
    tmux.show(6..12, 8);
    assert!(!tmux.holds(6..12), "nothing has arrived");
    let tries = tmux.show(6..12, 120);
    assert!(tries < 500, "{tries} bytes into nothing");
    tmux.is_hidden = false;
    assert_eq!(tmux.show(6..12, 10), 0, "nobody has pressed a key for long");
    tmux.desk.transport.pressed(tmux.desk.now);
    tmux.show(6..12, 2);
    assert!(tmux.holds(6..12) && tmux.is_sound());
    assert!(tmux.show(6..12, 60) < 20, "the mark of a frame, then nothing");
}

#[test]
fn what_is_lost_with_nothing_behind_it_is_found_out_by_time_alone() {
    let mut tmux = Tmux::start();
    tmux.show(0..6, 2);
    // The frame comes through, its pictures do not.
    tmux.n_lost = usize::MAX;
    tmux.draw(6..12);
    let mut was_held = false;
    // Nothing happens: time passes as far as the program asks for it.
    for _ in 0..4_000 {
        let due = tmux.desk.transport.due(false, tmux.desk.now);
        was_held |= tmux.holds(6..12);
        match due {
            Some(at) => tmux.desk.now = at.max(tmux.desk.now + Duration::from_millis(1)),
            None if was_held => break,
            // Pictures are being encoded.
            None => std::thread::sleep(Duration::from_millis(1)),
        }
        while let Some(bytes) = tmux.desk.next() {
            tmux.take(&bytes);
        }
        if tmux.desk.transport.take_news() {
            tmux.draw(6..12);
        }
        if was_held && !tmux.holds(6..12) {
            return;
        }
    }
    panic!("taken to be there although nothing was handed on; held once: {was_held}");
}
