//! Which keys call which command: the usual ones, or those of the user.

use super::commands::{Action, COMMANDS, Command};
use super::keys::Key;

/// A sequence of keys, pressed one after the other.
pub type Sequence = Vec<Key>;

/// The keys of every command, in the order of [`COMMANDS`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    keys: Vec<Vec<Sequence>>,
}

/// What a sequence of keys means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// An action.
    Complete(Action),
    /// The beginning of one.
    Prefix,
    /// Nothing.
    Unknown,
}

impl Default for Keymap {
    /// The usual keys.
    fn default() -> Self {
        let usual = |command: &Command| command.keys.iter().map(|keys| keys.to_vec()).collect();
        Self { keys: COMMANDS.iter().map(usual).collect() }
    }
}

impl Keymap {
    /// The sequences that call a command; none if the user wants it so.
    pub fn keys(&self, action: Action) -> &[Sequence] {
        let at = COMMANDS.iter().position(|command| command.action == action);
        at.and_then(|at| self.keys.get(at)).map_or(&[], Vec::as_slice)
    }

    /// The keys of a command as they are written on the screen, alternatives with a space between.
    pub fn text(&self, action: Action) -> String {
        let sequences = self.keys(action).iter().map(|keys| sequence_text(keys));
        sequences.collect::<Vec<_>>().join(" ")
    }

    /// The first sequence of a command as it is written on the screen; `:NAME` where it has none.
    pub fn first(&self, action: Action) -> String {
        match self.keys(action).first() {
            Some(keys) => sequence_text(keys),
            None => Command::of(action).map_or_else(String::new, |it| format!(":{}", it.name)),
        }
    }

    /// Gives a command other keys.
    pub(super) fn set(&mut self, action: Action, keys: Vec<Sequence>) {
        let at = COMMANDS.iter().position(|command| command.action == action);
        if let Some(place) = at.and_then(|at| self.keys.get_mut(at)) {
            *place = keys;
        }
    }

    /// The command, this one or another, that cannot be called beside a sequence of this one, and by which keys: the same
    /// ones, or some of which one is the beginning of the other.
    pub(super) fn conflict(
        &self,
        action: Action,
        keys: &Sequence,
    ) -> Option<(&'static Command, &Sequence)> {
        let is_own =
            |command: &Command, other: &Sequence| command.action == action && other == keys;
        let own = self.all().filter(|(command, other)| is_own(command, other)).count();
        let is_other = |command: &Command, other: &Sequence| !is_own(command, other) || own > 1;
        self.all().find(|(command, other)| {
            is_other(command, other) && (other.starts_with(keys) || keys.starts_with(other))
        })
    }

    /// Every command with each of its sequences.
    fn all(&self) -> impl Iterator<Item = (&'static Command, &Sequence)> {
        let each = COMMANDS.iter().zip(&self.keys);
        each.flat_map(|(command, keys)| keys.iter().map(move |keys| (command, keys)))
    }

    /// Looks up a sequence of keys.
    pub(super) fn meaning(&self, typed: &[Key]) -> Meaning {
        let exact = self.all().find(|(_, keys)| *keys == typed);
        if let Some((command, _)) = exact {
            return Meaning::Complete(command.action);
        }
        let is_prefix = self.all().any(|(_, keys)| keys.starts_with(typed));
        if is_prefix { Meaning::Prefix } else { Meaning::Unknown }
    }

    /// What may follow the beginning of a sequence: the keys that are left, and the command they lead to.
    pub fn continuations(&self, typed: &[Key]) -> Vec<(String, &'static Command)> {
        let begun = self.all().filter(|_| !typed.is_empty());
        let left = begun.filter_map(|(command, keys)| Some((keys.strip_prefix(typed)?, command)));
        let left = left.filter(|(keys, _)| !keys.is_empty());
        left.map(|(keys, command)| (sequence_text(keys), command)).collect()
    }

    /// The action that one key alone calls.
    pub(super) fn action(&self, key: Key) -> Option<Action> {
        match self.meaning(&[key]) {
            Meaning::Complete(action) => Some(action),
            Meaning::Prefix | Meaning::Unknown => None,
        }
    }
}

/// Keys as they are written on the screen, without anything between them where each is one character.
pub(super) fn sequence_text(keys: &[Key]) -> String {
    let is_letter = |key: &Key| matches!(key, Key::Char(letter) if !letter.is_whitespace());
    let between = if keys.iter().all(is_letter) { "" } else { "·" };
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Key::Char;

    #[test]
    fn no_key_sequence_is_bound_twice_or_hidden_by_a_shorter_one() {
        let keymap = Keymap::default();
        let all: Vec<&Sequence> = keymap.all().map(|(_, keys)| keys).collect();
        for (at, keys) in all.iter().enumerate() {
            let others = all.iter().enumerate().filter(|(other, _)| *other != at);
            for (_, other) in others {
                assert!(!other.starts_with(keys), "{other:?} begins with {keys:?}");
            }
        }
    }

    #[test]
    fn digits_stay_free_for_counts() {
        let keymap = Keymap::default();
        let bound = |digit| keymap.meaning(&[Char(digit)]) != Meaning::Unknown;
        assert!(!('0'..='9').any(bound));
    }

    #[test]
    fn a_sequence_is_known_by_its_beginning() {
        let keymap = Keymap::default();
        assert_eq!(keymap.meaning(&[Char('g')]), Meaning::Prefix);
        assert_eq!(keymap.meaning(&[Char('g'), Char('g')]), Meaning::Complete(Action::First));
        assert_eq!(keymap.meaning(&[Char('g'), Char('x')]), Meaning::Unknown);
    }
}
