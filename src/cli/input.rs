//! What the terminal sends, read by a thread of its own: keys, and answers of the terminal, which are no keys.

use std::io;
use std::thread;

use termina::event::{KeyCode, KeyEvent, KeyEventKind, Modifiers};
use termina::{Event, Parser};

use crate::app::Key;
use crate::graphics::{Answer, Piece, Splitter};

/// What the terminal sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Input {
    /// A key.
    Key(Key),
    /// What it says of itself.
    Answer(Answer),
    /// Nothing can be read any more.
    Ended,
}

/// Reads until `send` fails or the terminal is gone.
pub(super) fn read(send: impl Fn(Input) -> bool + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("input".into()).spawn(move || {
        // Whoever does not listen any more needs no reason.
        let _ = pass_on(&mut source::Terminal::new(), &send);
    })?;
    Ok(())
}

/// Where bytes come from.
trait Source {
    /// What came; `Pause` only if `may_pause`.
    fn read(&mut self, may_pause: bool) -> Bytes<'_>;
}

/// What came from a source.
enum Bytes<'a> {
    Some(&'a [u8]),
    /// Nothing for a while.
    Pause,
    /// Nothing ever again.
    Ended,
}

/// That nobody takes input any longer.
struct Unheard;

fn pass_on(source: &mut impl Source, send: &impl Fn(Input) -> bool) -> Result<(), Unheard> {
    let send = |input| if send(input) { Ok(()) } else { Err(Unheard) };
    let mut splitter = Splitter::default();
    loop {
        match source.read(splitter.is_undecided()) {
            Bytes::Some(bytes) => splitter.feed(bytes),
            Bytes::Pause => splitter.pause(),
            Bytes::Ended => return send(Input::Ended),
        }
        for piece in splitter.by_ref() {
            match piece {
                Piece::Answer(answer) => send(Input::Answer(answer))?,
                Piece::Keys(bytes) => keys(&bytes).try_for_each(|key| send(Input::Key(key)))?,
            }
        }
    }
}

/// The bytes of one key as the program names keys. Alt is Escape and the key: where both are typed quickly, nothing
/// tells them apart.
fn keys(bytes: &[u8]) -> impl Iterator<Item = Key> {
    // A parser of its own: what one key leaves unfinished is no part of the next.
    let mut parser = Parser::default();
    parser.parse(bytes, false);
    let event = match parser.pop() {
        Some(Event::Key(event)) if event.kind != KeyEventKind::Release => Some(event),
        _ => None,
    };
    let with_alt = event.filter(|event| event.modifiers.contains(Modifiers::ALT));
    let key = event.and_then(|event| translated(&event));
    with_alt.map(|_| Key::Esc).into_iter().chain(key)
}

/// The key as the program names it.
fn translated(key: &KeyEvent) -> Option<Key> {
    let with_control = key.modifiers.contains(Modifiers::CONTROL);
    Some(match key.code {
        // What Backspace sends in some terminals.
        KeyCode::Char('h') if with_control => Key::Backspace,
        KeyCode::Char(letter) if with_control => Key::Ctrl(letter.to_ascii_lowercase()),
        KeyCode::Char(character) => Key::Char(character),
        KeyCode::Enter => Key::Enter,
        KeyCode::Escape => Key::Esc,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}

/// The terminal behind the standard input.
#[cfg(unix)]
mod source {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::{Errno, read};
    use rustix::stdio::stdin;

    use super::{Bytes, Source};

    /// How long nothing may come within an answer or the sequence of a key, in nanoseconds.
    const PAUSE_NANOS: i64 = 25_000_000;

    pub(super) struct Terminal {
        buffer: [u8; 4096],
    }

    impl Terminal {
        pub(super) fn new() -> Self {
            Self { buffer: [0; 4096] }
        }
    }

    impl Source for Terminal {
        /// The standard input is read without the buffer of the standard library, which hides from `poll` what
        /// it holds.
        fn read(&mut self, may_pause: bool) -> Bytes<'_> {
            let pause = Timespec { tv_sec: 0, tv_nsec: PAUSE_NANOS };
            loop {
                let mut fds = [PollFd::from_borrowed_fd(stdin(), PollFlags::IN)];
                match poll(&mut fds, may_pause.then_some(&pause)) {
                    Ok(0) => return Bytes::Pause,
                    // A signal, or the end of a stop.
                    Err(Errno::INTR | Errno::AGAIN) => continue,
                    Err(_) => return Bytes::Ended,
                    Ok(_) => {}
                }
                match read(stdin(), &mut self.buffer) {
                    Ok(0) => return Bytes::Ended,
                    Ok(count) => return Bytes::Some(self.buffer.get(..count).unwrap_or_default()),
                    Err(Errno::INTR | Errno::AGAIN) => {}
                    Err(_) => return Bytes::Ended,
                }
            }
        }
    }
}

/// The standard input, without pauses: an Escape alone is known by the next key.
#[cfg(not(unix))]
mod source {
    use std::io::Read;

    use super::{Bytes, Source};

    pub(super) struct Terminal {
        buffer: [u8; 4096],
    }

    impl Terminal {
        pub(super) fn new() -> Self {
            Self { buffer: [0; 4096] }
        }
    }

    impl Source for Terminal {
        fn read(&mut self, _may_pause: bool) -> Bytes<'_> {
            match std::io::stdin().read(&mut self.buffer) {
                Ok(0) | Err(_) => Bytes::Ended,
                Ok(count) => Bytes::Some(self.buffer.get(..count).unwrap_or_default()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::VecDeque;

    use proptest::prelude::*;

    use super::*;

    /// Reads that were made up; an empty one is a pause.
    struct Reads(VecDeque<Vec<u8>>, Vec<u8>);

    impl Source for Reads {
        fn read(&mut self, may_pause: bool) -> Bytes<'_> {
            match self.0.pop_front() {
                None if may_pause => Bytes::Pause,
                None => Bytes::Ended,
                Some(bytes) if bytes.is_empty() => Bytes::Pause,
                Some(bytes) => {
                    self.1 = bytes;
                    Bytes::Some(&self.1)
                }
            }
        }
    }

    fn inputs(reads: &[&[u8]]) -> Vec<Input> {
        let inputs = RefCell::new(Vec::new());
        let mut reads = Reads(reads.iter().map(|bytes| bytes.to_vec()).collect(), Vec::new());
        let _ = pass_on(&mut reads, &|input| {
            inputs.borrow_mut().push(input);
            true
        });
        inputs.into_inner()
    }

    fn pressed(bytes: impl AsRef<[u8]>) -> Vec<Key> {
        let keys = inputs(&[bytes.as_ref()]).into_iter().filter_map(|input| match input {
            Input::Key(key) => Some(key),
            Input::Answer(_) | Input::Ended => None,
        });
        keys.collect()
    }

    #[test]
    fn keys_are_named() {
        for (bytes, key) in [
            ("j", Key::Char('j')),
            ("G", Key::Char('G')),
            ("é", Key::Char('é')),
            ("漢", Key::Char('漢')),
            (" ", Key::Char(' ')),
            ("\x03", Key::Ctrl('c')),
            ("\x1a", Key::Ctrl('z')),
            ("\n", Key::Ctrl('j')),
            ("\x08", Key::Backspace),
            ("\x7f", Key::Backspace),
            ("\r", Key::Enter),
            ("\t", Key::Tab),
            ("\x1b[Z", Key::BackTab),
            ("\x1b", Key::Esc),
            ("\x1b[A", Key::Up),
            ("\x1bOB", Key::Down),
            ("\x1b[1;2C", Key::Right),
            ("\x1b[D", Key::Left),
            ("\x1b[5~", Key::PageUp),
            ("\x1b[6~", Key::PageDown),
            ("\x1b[3~", Key::Delete),
            ("\x1b[H", Key::Home),
            ("\x1b[1~", Key::Home),
            ("\x1bOF", Key::End),
        ] {
            assert_eq!(pressed(bytes), [key], "{bytes:?}");
        }
    }

    #[test]
    fn a_key_without_a_name_is_none() {
        for bytes in ["\x1b[M", "\x1bOM", "\x1b[15~", "\x1b[[A", "\x1b[200~", "\x1b[I", "\x1b[;5A"]
        {
            assert_eq!(pressed(format!("{bytes}j")), [Key::Char('j')], "{bytes:?}");
        }
        assert_eq!(pressed(b"\xffj\xc3j"), [Key::Char('j'), Key::Char('j')]);
    }

    #[test]
    fn alt_is_escape_and_the_key() {
        assert_eq!(pressed("\x1bx"), [Key::Esc, Key::Char('x')]);
        assert_eq!(pressed("\x1bé"), [Key::Esc, Key::Char('é')]);
        assert_eq!(pressed("\x1b\r"), [Key::Esc, Key::Enter]);
        assert_eq!(pressed("\x1bP"), [Key::Esc, Key::Char('P')]);
        assert_eq!(pressed("\x1b["), [Key::Esc, Key::Char('[')]);
        assert_eq!(pressed("\x1b[1;3A"), [Key::Esc, Key::Up]);
        assert_eq!(pressed("\x1b\x1b[A"), [Key::Esc, Key::Up]);
    }

    #[test]
    fn an_answer_presses_no_key_and_no_key_is_lost_around_it() {
        assert_eq!(
            inputs(&[b"1\x1b_Gi=31", b";OK\x1b", b"\\2\x1b[0", b"n3\x1b", b"", b"4"]),
            [
                Input::Key(Key::Char('1')),
                Input::Answer(Answer::Kitty { id: 31, is_ok: true, message: "OK".into() }),
                Input::Key(Key::Char('2')),
                Input::Answer(Answer::Well),
                Input::Key(Key::Char('3')),
                Input::Key(Key::Esc),
                Input::Key(Key::Char('4')),
                Input::Ended,
            ]
        );
    }

    #[test]
    fn nothing_is_read_for_nobody() {
        let mut reads = Reads([b"jj".to_vec()].into(), Vec::new());
        let heard = RefCell::new(0);
        let result = pass_on(&mut reads, &|_| {
            *heard.borrow_mut() += 1;
            false
        });
        assert!(result.is_err());
        assert_eq!(heard.into_inner(), 1);
    }

    proptest! {
        #[test]
        fn anything_may_come(bytes in prop::collection::vec(prop_oneof![
            any::<u8>(),
            prop::sample::select(b"\x1b\x1b[[O?;:0159MRu~".to_vec()),
        ], 0..60)) {
            pressed(bytes);
        }

        #[test]
        fn what_is_typed_arrives(typed in "[ -~é漢]{0,20}") {
            let expected: Vec<Key> = typed.chars().map(Key::Char).collect();
            prop_assert_eq!(pressed(typed), expected);
        }
    }
}
