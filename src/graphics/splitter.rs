//! Tells what a terminal answers from what its user types; both arrive as one stream of bytes.

use std::collections::VecDeque;

use super::answers::{Answer, Meaning, control, string, torn_mark, torn_report};

/// The longest string that a terminal may send; a longer one is given up.
const STRING_BYTES: usize = 4096;
/// The longest control sequence.
const CONTROL_BYTES: usize = 256;
/// Pauses after which something unfinished is given up. The rest of it may be held up on a slow link.
const PAUSES: u8 = 8;
const ESCAPE: u8 = b'\x1b';

/// A part of what a terminal sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// An answer.
    Answer(Answer),
    /// The bytes of one key: a character, a control character, or a sequence that opens with Escape. Alt and a
    /// character are two keys, Escape and the character.
    Keys(Vec<u8>),
}

/// Splits what a terminal sends into answers and keys, in order, wherever reads cut it.
///
/// Keys are lost only inside the strings of answers, and a string that does not end lasts for some pauses at most.
/// Answers that nobody asked for are swallowed.
#[derive(Debug, Default)]
pub struct Splitter {
    inside: Inside,
    /// The bytes of what is unfinished, from its first.
    held: Vec<u8>,
    /// How often nothing came since it began.
    n_pauses: u8,
    pieces: VecDeque<Piece>,
}

/// What is unfinished.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// Nothing.
    #[default]
    Nothing,
    /// A character that lacks so many bytes.
    Character(u8),
    /// `ESC`.
    Escape,
    /// `ESC [` and what follows.
    Control,
    /// `ESC O`.
    Shifted,
    /// `ESC` and one of `P _ ] ^ X`, and what follows.
    Text,
    /// The same and `ESC`.
    TextEscape,
}

impl Splitter {
    /// Takes what was read.
    pub fn feed(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            let is_free = self.inside == Inside::Nothing;
            let torn = || torn_mark(rest).or_else(|| torn_report(rest));
            let torn = if is_free { torn() } else { None };
            if let Some((answer, after)) = torn {
                self.pieces.push_back(Piece::Answer(answer));
                rest = after;
            } else {
                self.take(byte);
                rest = after;
            }
        }
    }

    /// Takes note that nothing was read for a while, some 25 ms.
    ///
    /// What began as a report of the mouse can become nothing else and is waited for, however long: the rest of it
    /// would be keys. An Escape that nothing followed was typed, and so were Alt and the character that could open an answer. What
    /// else is unfinished is given up after eight pauses.
    pub fn pause(&mut self) {
        if self.is_report() {
            return;
        }
        self.n_pauses = self.n_pauses.saturating_add(1);
        match self.inside {
            Inside::Nothing => {}
            Inside::Escape | Inside::Shifted => self.let_go(),
            Inside::Control | Inside::Text if self.held.len() == 2 => self.let_go(),
            _ if self.n_pauses < PAUSES => {}
            Inside::Character(_) => self.let_go(),
            Inside::Control | Inside::Text => self.forget(),
            Inside::TextEscape => {
                self.forget();
                self.pieces.push_back(Piece::Keys(vec![ESCAPE]));
            }
        }
    }

    /// Whether something is unfinished, so that a pause would mean something. Eight pauses end it.
    pub fn is_undecided(&self) -> bool {
        self.inside != Inside::Nothing && !self.is_report()
    }

    /// Whether a report of the mouse is unfinished.
    fn is_report(&self) -> bool {
        self.inside == Inside::Control && self.held.get(2) == Some(&b'<')
    }

    fn take(&mut self, byte: u8) {
        match self.inside {
            Inside::Nothing => self.begin(byte),
            Inside::Character(missing) => self.character(byte, missing),
            Inside::Escape => match byte {
                b'[' => self.go_on(byte, Inside::Control),
                b'O' => self.go_on(byte, Inside::Shifted),
                b'P' | b'_' | b']' | b'^' | b'X' => self.go_on(byte, Inside::Text),
                _ => self.cut_by(byte),
            },
            Inside::Control => self.control(byte),
            Inside::Shifted if byte.is_ascii_alphabetic() => {
                self.held.push(byte);
                self.key();
            }
            Inside::Shifted => self.cut_by(byte),
            Inside::Text => self.text(byte),
            Inside::TextEscape if byte == b'\\' => {
                self.held.pop();
                self.end_text();
            }
            Inside::TextEscape => {
                self.forget();
                self.begin(ESCAPE);
                self.take(byte);
            }
        }
    }

    fn begin(&mut self, byte: u8) {
        self.held.push(byte);
        match byte {
            ESCAPE => self.inside = Inside::Escape,
            0xc2..=0xdf => self.inside = Inside::Character(1),
            0xe0..=0xef => self.inside = Inside::Character(2),
            0xf0..=0xf4 => self.inside = Inside::Character(3),
            _ => self.key(),
        }
    }

    fn character(&mut self, byte: u8, missing: u8) {
        match (byte, missing) {
            (0x80..=0xbf, 1) => {
                self.held.push(byte);
                self.key();
            }
            (0x80..=0xbf, _) => self.go_on(byte, Inside::Character(missing - 1)),
            _ => self.cut_by(byte),
        }
    }

    fn control(&mut self, byte: u8) {
        match byte {
            // The function keys of the Linux console.
            b'[' if self.held.len() == 2 => self.held.push(byte),
            0x20..=0x3f if self.held.len() < CONTROL_BYTES => self.held.push(byte),
            0x40..=0x7e => {
                self.held.push(byte);
                let body = self.held.get(2..).unwrap_or_default();
                match std::str::from_utf8(body).map(control) {
                    Ok(Meaning::Key) => self.key(),
                    Ok(Meaning::Answer(answer)) => self.answer(answer),
                    Ok(Meaning::Nothing) | Err(_) => self.forget(),
                }
            }
            _ if self.held.len() == 2 => self.cut_by(byte),
            _ => {
                self.forget();
                self.begin(byte);
            }
        }
    }

    fn text(&mut self, byte: u8) {
        match byte {
            // Answers of this kind have a number. Without one, Escape and a bracket were typed on a slow link.
            _ if self.held == b"\x1b]" && !byte.is_ascii_digit() => self.cut_by(byte),
            ESCAPE if self.held.len() == 2 => self.cut_by(byte),
            ESCAPE => self.go_on(byte, Inside::TextEscape),
            b'\x07' => self.end_text(),
            // No terminal answers with a control character: somebody wants out.
            0x00..=0x1f if self.held.len() == 2 => self.cut_by(byte),
            0x00..=0x1f => {
                self.forget();
                self.begin(byte);
            }
            _ if self.held.len() >= STRING_BYTES => self.forget(),
            _ => self.held.push(byte),
        }
    }

    fn end_text(&mut self) {
        let opening = self.held.get(1).copied().unwrap_or_default();
        match string(opening, self.held.get(2..).unwrap_or_default()) {
            Some(answer) => self.answer(answer),
            None => self.forget(),
        }
    }

    fn go_on(&mut self, byte: u8, inside: Inside) {
        self.held.push(byte);
        self.inside = inside;
    }

    /// What is held was typed, and `byte` belongs to something new.
    fn cut_by(&mut self, byte: u8) {
        self.let_go();
        self.begin(byte);
    }

    /// Gives out what is held as keys that were typed one by one.
    fn let_go(&mut self) {
        if matches!(self.inside, Inside::Character(_)) {
            self.key();
            return;
        }
        let keys = self.held.iter().map(|&byte| Piece::Keys(vec![byte]));
        self.pieces.extend(keys);
        self.forget();
    }

    /// Gives out what is held as one key.
    fn key(&mut self) {
        let key = std::mem::take(&mut self.held);
        self.pieces.push_back(Piece::Keys(key));
        self.forget();
    }

    fn answer(&mut self, answer: Answer) {
        self.pieces.push_back(Piece::Answer(answer));
        self.forget();
    }

    fn forget(&mut self) {
        self.held.clear();
        self.inside = Inside::Nothing;
        self.n_pauses = 0;
    }
}

/// The pieces that are complete, each once.
impl Iterator for Splitter {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        self.pieces.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::graphics::{CellSize, MouseReport};

    fn key(bytes: impl AsRef<[u8]>) -> Piece {
        Piece::Keys(bytes.as_ref().to_vec())
    }

    fn split(bytes: impl AsRef<[u8]>) -> Vec<Piece> {
        let mut splitter = Splitter::default();
        splitter.feed(bytes.as_ref());
        splitter.collect()
    }

    fn name(name: &str) -> Piece {
        Piece::Answer(Answer::Name(name.into()))
    }

    #[test]
    fn keys_and_answers_come_in_order() {
        assert_eq!(
            split("j\x1bP>|foot(1.16)\x1b\\\x1b[A\x1b[0nk"),
            [key("j"), name("foot(1.16)"), key("\x1b[A"), Piece::Answer(Answer::Well), key("k")]
        );
    }

    #[test]
    fn a_bell_ends_a_string_too() {
        assert_eq!(split("\x1bP>|x\x07j"), [name("x"), key("j")]);
        assert_eq!(split("\x1b]10;rgb:0/0/0\x07j"), [key("j")]);
    }

    #[test]
    fn strings_that_nobody_asked_for_are_swallowed() {
        for string in ["P1$r0m", "]10;rgb:0/0/0", "^hidden", "Xsecret", "_Gq", "_else"] {
            assert_eq!(split(format!("\x1b{string}\x1b\\j")), [key("j")], "{string}");
        }
    }

    #[test]
    fn escape_is_a_key_once_nothing_follows() {
        let mut splitter = Splitter::default();
        splitter.feed(b"\x1b");
        assert_eq!(splitter.next(), None);
        assert!(splitter.is_undecided());
        splitter.pause();
        assert_eq!(splitter.next(), Some(key("\x1b")));
        assert!(!splitter.is_undecided());
        splitter.feed(b"[A");
        assert_eq!(splitter.collect::<Vec<_>>(), [key("["), key("A")]);
    }

    #[test]
    fn a_mark_whose_beginning_a_prefix_key_has_taken_is_no_keys() {
        let mark = Piece::Answer(Answer::Mark(20_019));
        assert_eq!(split("j20019;0$yk"), [key("j"), mark.clone(), key("k")]);
        assert_eq!(split("\x1b[20019;0$y"), [mark]);
        assert_eq!(split("20").len() + split("12019;0$y").len(), 11);
    }

    #[test]
    fn escape_twice_is_two_keys() {
        assert_eq!(split("\x1b\x1b[A"), [key("\x1b"), key("\x1b[A")]);
    }

    #[test]
    fn alt_and_a_character_are_two_keys() {
        assert_eq!(split("\x1bxé"), [key("\x1b"), key("x"), key("é")]);
        assert_eq!(split("\x1bé"), [key("\x1b"), key("é")]);
        for opening in ["P", "_", "]", "^", "X", "[", "O"] {
            let mut splitter = Splitter::default();
            splitter.feed(b"\x1b");
            splitter.feed(opening.as_bytes());
            splitter.pause();
            splitter.feed(b"j");
            assert_eq!(splitter.collect::<Vec<_>>(), [key("\x1b"), key(opening), key("j")]);
        }
    }

    #[test]
    fn an_answer_held_up_on_the_way_is_an_answer() {
        let mut splitter = Splitter::default();
        for part in ["\x1bP>|ki", "tty\x1b", "\\\x1b[?6", "2;4c"] {
            splitter.feed(part.as_bytes());
            splitter.pause();
            splitter.pause();
        }
        let attributes = Piece::Answer(Answer::Attributes { has_sixel: true });
        assert_eq!(splitter.collect::<Vec<_>>(), [name("kitty"), attributes]);
    }

    #[test]
    fn an_answer_that_breaks_off_swallows_nothing_typed_later() {
        for part in ["\x1bP>|ki", "\x1b]11;", "\x1b[?6"] {
            let mut splitter = Splitter::default();
            splitter.feed(part.as_bytes());
            for _ in 0..PAUSES {
                splitter.pause();
            }
            assert!(!splitter.is_undecided());
            splitter.feed(b"G");
            assert_eq!(splitter.collect::<Vec<_>>(), [key("G")], "{part:?}");
        }
    }

    #[test]
    fn control_characters_and_other_sequences_break_a_string_off() {
        assert_eq!(split("\x1bP>|ki\x03"), [key("\x03")]);
        assert_eq!(split("\x1bP>|ki\x1b[A"), [key("\x1b[A")]);
        assert_eq!(split("\x1b[6;1\r"), [key("\r")]);
        assert_eq!(split("\x1b[6;1\x1b[0n"), [Piece::Answer(Answer::Well)]);
    }

    #[test]
    fn a_bracket_after_escape_opens_nothing_without_a_number() {
        assert_eq!(split("\x1b]]j"), [key("\x1b"), key("]"), key("]"), key("j")]);
        assert_eq!(split("\x1b]\x1b[A"), [key("\x1b"), key("]"), key("\x1b[A")]);
    }

    #[test]
    fn an_endless_string_is_given_up() {
        let mut splitter = Splitter::default();
        splitter.feed(b"\x1b_");
        splitter.feed(&[b'x'; STRING_BYTES]);
        splitter.feed(b"j");
        let pieces: Vec<Piece> = splitter.collect();
        assert_eq!(pieces.last(), Some(&key("j")));
        assert!(pieces.len() <= 3, "{}", pieces.len());
    }

    #[test]
    fn keys_of_all_kinds_stay_whole() {
        for bytes in ["a", "é", "漢", "🦀", "\r", "\x7f", "\x00", "\x1b[1;5C", "\x1bOP", "\x1b[[A"]
        {
            assert_eq!(split(bytes), [key(bytes)]);
        }
    }

    /// What a terminal may send, and what that is.
    fn sent() -> impl Strategy<Value = (Vec<u8>, Vec<Piece>)> {
        let cell = CellSize { width_px: 9, height_px: 18 };
        let kitty = Answer::Kitty { id: 31, is_ok: true, message: "OK".into() };
        let answers = [
            ("\x1bP>|kitty(0.32.2)\x1b\\", Some(Answer::Name("kitty(0.32.2)".into()))),
            ("\x1bP>|tmux 3.4\x07", Some(Answer::Name("tmux 3.4".into()))),
            ("\x1b_Gi=31;OK\x1b\\", Some(kitty)),
            ("\x1b[?62;4c", Some(Answer::Attributes { has_sixel: true })),
            ("\x1b[6;18;9t", Some(Answer::CellSize(cell))),
            ("\x1b[?2026;1$y", Some(Answer::Synchronized(true))),
            ("\x1b[3;7R", Some(Answer::Cursor)),
            ("\x1b[0n", Some(Answer::Well)),
            ("\x1b]11;rgb:0000/0000/0000\x1b\\", Some(Answer::LightGround(false))),
            ("\x1b[>1;4000;0c", None),
        ];
        let answers = answers.map(|(bytes, answer)| {
            (bytes.as_bytes().to_vec(), answer.map(Piece::Answer).into_iter().collect())
        });
        let keys = ["\x1b[A", "\x1b[1;5C", "\x1bOH", "\x1b[5~", "\r", "\t", "\x03", "é", "漢", "q"];
        let keys = keys.map(|bytes| (bytes.as_bytes().to_vec(), vec![key(bytes)]));
        prop::sample::select([answers.as_slice(), keys.as_slice()].concat())
    }

    proptest! {
        #[test]
        fn reads_may_cut_anywhere(
            sent in prop::collection::vec(sent(), 0..12),
            cuts in prop::collection::vec(1_usize..9, 1..12),
        ) {
            let bytes: Vec<u8> = sent.iter().flat_map(|(bytes, _)| bytes.clone()).collect();
            let expected: Vec<Piece> = sent.into_iter().flat_map(|(_, pieces)| pieces).collect();
            let mut splitter = Splitter::default();
            let (mut rest, mut cuts) = (bytes.as_slice(), cuts.into_iter().cycle());
            while !rest.is_empty() {
                let (read, later) = rest.split_at(cuts.next().unwrap().min(rest.len()));
                splitter.feed(read);
                rest = later;
            }
            prop_assert!(!splitter.is_undecided());
            prop_assert_eq!(splitter.collect::<Vec<_>>(), expected);
        }

        #[test]
        fn anything_may_come(
            reads in prop::collection::vec(prop::collection::vec(prop_oneof![
                any::<u8>(),
                prop::sample::select(b"\x1b\x1b[]P_O?;>0$cntyR\\\x07".to_vec()),
            ], 0..20), 0..20),
        ) {
            let (mut whole, mut cut) = (Splitter::default(), Splitter::default());
            whole.feed(&reads.concat());
            for read in &reads {
                cut.feed(read);
            }
            for _ in 0..PAUSES {
                whole.pause();
                cut.pause();
            }
            prop_assert!(!whole.is_undecided());
            prop_assert_eq!(whole.collect::<Vec<_>>(), cut.collect::<Vec<_>>());
        }

        #[test]
        fn what_is_typed_one_by_one_is_never_lost(
            typed in prop::collection::vec(any::<char>(), 0..20),
        ) {
            let mut splitter = Splitter::default();
            for character in &typed {
                splitter.feed(character.encode_utf8(&mut [0; 4]).as_bytes());
                splitter.pause();
            }
            let expected: Vec<Piece> = typed.iter().map(|typed| key(typed.to_string())).collect();
            prop_assert_eq!(splitter.collect::<Vec<_>>(), expected);
        }
    }

    const CLICK: &str = "\x1b[<0;12;7M";

    fn mouse(code: u16, column: u16, row: u16, is_release: bool) -> Piece {
        Piece::Answer(Answer::Mouse(MouseReport { code, column, row, is_release }))
    }

    #[test]
    fn the_mouse_presses_no_key() {
        let click = mouse(0, 11, 6, false);
        assert_eq!(
            split(format!("j{CLICK}\x1b[<0;12;7mk")),
            [key("j"), click.clone(), mouse(0, 11, 6, true), key("k")]
        );
        assert_eq!(split("\x1b[<65;300;200M"), [mouse(65, 299, 199, false)]);
        for odd in
            ["<0;0;1M", "<0;1;0M", "<0;1M", "<M", "<;;M", "<0;1;2;3M", "<0;99999;1M", "<-1;1;1M"]
        {
            assert_eq!(split(format!("\x1b[{odd}j")), [key("j")], "{odd}");
        }
        // Without its beginning, which tmux or a pause has taken.
        assert_eq!(split("<0;12;7Mk"), [click.clone(), key("k")]);
        assert_eq!(split("[<0;12;7Mj"), [click, key("j")]);
        assert_eq!(split("<j"), [key("<"), key("j")], "typed");
    }

    proptest! {
        #[test]
        fn a_report_that_is_cut_behind_its_beginning_is_no_keys_however_long_it_takes(
            cut in 3..CLICK.len(),
            pauses in 0..100_usize,
        ) {
            let mut splitter = Splitter::default();
            splitter.feed(&CLICK.as_bytes()[..cut]);
            (0..pauses).for_each(|_| splitter.pause());
            prop_assert!(!splitter.is_undecided(), "nothing is to be polled for");
            splitter.feed(&CLICK.as_bytes()[cut..]);
            splitter.feed(b"j");
            prop_assert_eq!(splitter.collect::<Vec<_>>(), [mouse(0, 11, 6, false), key("j")]);
        }

        #[test]
        fn a_report_that_is_cut_anywhere_is_whole_without_a_pause(cut in 0..CLICK.len()) {
            let mut splitter = Splitter::default();
            splitter.feed(&CLICK.as_bytes()[..cut]);
            splitter.feed(&CLICK.as_bytes()[cut..]);
            prop_assert_eq!(splitter.collect::<Vec<_>>(), [mouse(0, 11, 6, false)]);
        }
    }
}
