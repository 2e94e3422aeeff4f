//! Key presses, read by a thread of their own; what terminals answer by themselves is no key.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::app::Key;

/// What the terminal sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// A key.
    Key(Key),
    /// The screen has another size.
    Resized,
    /// Nothing can be read any more.
    Ended,
}

/// Reads until `send` fails or the terminal is gone.
pub(super) fn read(send: impl Fn(Input) -> bool + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name("input".into()).spawn(move || {
        let mut replies = Replies::default();
        loop {
            let input = match event::read() {
                Ok(event::Event::Key(key)) if key.kind != KeyEventKind::Release => {
                    if replies.swallow(&key, Instant::now()) {
                        continue;
                    }
                    // Esc and a character that follow each other closely arrive as one key with Alt.
                    if key.modifiers.contains(KeyModifiers::ALT) && !send(Input::Key(Key::Esc)) {
                        return;
                    }
                    match translated(&key) {
                        Some(key) => Input::Key(key),
                        None => continue,
                    }
                }
                Ok(event::Event::Resize(..)) => Input::Resized,
                Ok(_) => continue,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => Input::Ended,
            };
            if !send(input) || input == Input::Ended {
                return;
            }
        }
    })?;
    Ok(())
}

/// The key as the program names it.
fn translated(key: &KeyEvent) -> Option<Key> {
    let with_control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        // What Backspace sends in some terminals.
        KeyCode::Char('h') if with_control => Key::Backspace,
        KeyCode::Char(letter) if with_control => Key::Ctrl(letter.to_ascii_lowercase()),
        KeyCode::Char(character) => Key::Char(character),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
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

/// Finds late answers of the terminal among the keys.
///
/// An answer that is not understood arrives as Alt and the character that opens it, then its text. Nobody types as
/// fast: what follows within [`Replies::PAUSE`] belongs to it, up to Alt and backslash, which closes it.
#[derive(Debug, Default)]
struct Replies {
    last: Option<Instant>,
}

impl Replies {
    const PAUSE: Duration = Duration::from_millis(30);

    /// Whether a key is part of an answer.
    fn swallow(&mut self, key: &KeyEvent, now: Instant) -> bool {
        let has_alt = key.modifiers.contains(KeyModifiers::ALT);
        let is_inside = self.last.is_some_and(|last| now.duration_since(last) < Self::PAUSE);
        let opens = has_alt && matches!(key.code, KeyCode::Char('_' | 'P' | ']' | '^' | 'X'));
        let closes = is_inside && has_alt && key.code == KeyCode::Char('\\');
        self.last = ((opens || is_inside) && !closes).then_some(now);
        opens || is_inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(character: char, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(character), modifiers)
    }

    #[test]
    fn a_late_answer_presses_no_key() {
        let mut replies = Replies::default();
        let start = Instant::now();
        assert!(replies.swallow(&key('_', KeyModifiers::ALT), start));
        for (at, character) in "Gi=31;OK".chars().enumerate() {
            let now = start + Duration::from_millis(at.try_into().unwrap());
            assert!(replies.swallow(&key(character, KeyModifiers::NONE), now));
        }
        let now = start + Duration::from_millis(9);
        assert!(replies.swallow(&key('\\', KeyModifiers::ALT), now));
        assert!(!replies.swallow(&key('q', KeyModifiers::NONE), now));
    }

    #[test]
    fn an_answer_that_breaks_off_swallows_nothing_typed_later() {
        let mut replies = Replies::default();
        let start = Instant::now();
        assert!(replies.swallow(&key('P', KeyModifiers::ALT), start));
        let later = start + Duration::from_millis(40);
        assert!(!replies.swallow(&key('G', KeyModifiers::NONE), later));
    }

    #[test]
    fn shift_and_control_are_part_of_the_key() {
        assert_eq!(translated(&key('G', KeyModifiers::SHIFT)), Some(Key::Char('G')));
        assert_eq!(translated(&key('c', KeyModifiers::CONTROL)), Some(Key::Ctrl('c')));
        assert_eq!(translated(&key('x', KeyModifiers::ALT)), Some(Key::Char('x')));
    }
}
