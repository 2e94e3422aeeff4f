//! Keys as the program names them, and how they are written in tables.

use std::fmt;

/// A key press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// A character as typed, upper case with Shift.
    Char(char),
    /// Control and a lower-case letter.
    Ctrl(char),
    /// Enter or Return.
    Enter,
    /// Escape.
    Esc,
    /// The key that deletes backwards.
    Backspace,
    /// The key that deletes forwards.
    Delete,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Home.
    Home,
    /// End.
    End,
}

impl Key {
    /// Keys that are no characters, by the names that they have in a file.
    pub(super) const NAMES: [(&'static str, Self); 15] = [
        ("Space", Self::Char(' ')),
        ("Enter", Self::Enter),
        ("Esc", Self::Esc),
        ("Backspace", Self::Backspace),
        ("Delete", Self::Delete),
        ("Tab", Self::Tab),
        ("Shift-Tab", Self::BackTab),
        ("Up", Self::Up),
        ("Down", Self::Down),
        ("Left", Self::Left),
        ("Right", Self::Right),
        ("PgUp", Self::PageUp),
        ("PgDn", Self::PageDown),
        ("Home", Self::Home),
        ("End", Self::End),
    ];

    /// Its name in a file, in letters that every keyboard has.
    pub(super) fn name(self) -> String {
        let named = Self::NAMES.iter().find(|(_, key)| *key == self);
        named.map_or_else(|| self.to_string(), |(name, _)| (*name).to_owned())
    }

    /// The key of such a name, or of the one that the screen shows, whatever the case of words.
    pub(super) fn named(name: &str) -> Option<Self> {
        let mut letters = name.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            let arrow = Self::NAMES.iter().find(|(_, key)| key.to_string() == name);
            let character = Some(Self::Char(letter)).filter(|_| !letter.is_control());
            return arrow.map(|(_, key)| *key).or(character);
        }
        let is_control = |it: &&str| it.eq_ignore_ascii_case("Ctrl");
        if let Some((_, letter)) = name.split_once('-').filter(|(before, _)| is_control(before)) {
            let letter = letter.to_lowercase();
            let mut letters = letter.chars();
            let only = letters.next().filter(char::is_ascii_lowercase);
            return only.filter(|_| letters.next().is_none()).map(Self::Ctrl);
        }
        let found = Self::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, key)| *key)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Char(' ') => f.write_str("Space"),
            Self::Char(character) => write!(f, "{character}"),
            Self::Ctrl(letter) => write!(f, "Ctrl-{letter}"),
            Self::Enter => f.write_str("Enter"),
            Self::Esc => f.write_str("Esc"),
            Self::Backspace => f.write_str("Backspace"),
            Self::Delete => f.write_str("Delete"),
            Self::Tab => f.write_str("Tab"),
            Self::BackTab => f.write_str("Shift-Tab"),
            Self::Up => f.write_str("↑"),
            Self::Down => f.write_str("↓"),
            Self::Left => f.write_str("←"),
            Self::Right => f.write_str("→"),
            Self::PageUp => f.write_str("PgUp"),
            Self::PageDown => f.write_str("PgDn"),
            Self::Home => f.write_str("Home"),
            Self::End => f.write_str("End"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_by_its_name_and_by_what_the_screen_shows() {
        let others = [Key::Char('j'), Key::Char('É'), Key::Char('-'), Key::Ctrl('x')];
        for key in Key::NAMES.iter().map(|(_, key)| *key).chain(others) {
            assert_eq!(Key::named(&key.name()), Some(key));
            assert_eq!(Key::named(&key.to_string()), Some(key), "{key}");
        }
        assert_eq!(Key::named("ctrl-X"), Some(Key::Ctrl('x')));
        assert_eq!(Key::named("pgdn"), Some(Key::PageDown));
        for wrong in ["", "jk", "Ctrl-", "Ctrl-é", "Ctrl-ab", "\x1b", "Alt-x"] {
            assert_eq!(Key::named(wrong), None, "{wrong:?}");
        }
    }
}
