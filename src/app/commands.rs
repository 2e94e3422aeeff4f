//! Every command in one table: what it is called, what it does, which keys call it.

use super::keys::Key;

/// What a key can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says what each does")]
pub enum Action {
    Down,
    Up,
    Left,
    Right,
    PageDown,
    PageUp,
    First,
    Last,
    Next,
    Previous,
    Enter,
    Back,
    Forward,
    NextRegion,
    PreviousRegion,
    Leave,
    ShowNeuron,
    ShowImage,
    ShowCategory,
    ShowLayer,
    ShowTable,
    Sort,
    ReverseSort,
    SortLeft,
    SortRight,
    Columns,
    ColumnsLeft,
    ColumnsRight,
    Filter,
    NextLayer,
    PreviousLayer,
    FirstLayer,
    LastLayer,
    NextRecording,
    PreviousRecording,
    NextOrder,
    Normalize,
    Larger,
    Smaller,
    NextImages,
    Pictures,
    Prompt,
    Warnings,
    Help,
    Redraw,
    Suspend,
    Quit,
}

/// A line of the table.
#[derive(Debug)]
pub struct Command {
    /// What it asks for.
    pub action: Action,
    /// What it does, for the list of keys.
    pub help: &'static str,
    /// Sequences of keys that call it; a count may be typed before.
    pub keys: &'static [&'static [Key]],
}

impl Command {
    /// Its keys as they are written on the screen, alternatives with a space between.
    pub fn keys_text(&self) -> String {
        let sequences =
            self.keys.iter().map(|keys| keys.iter().map(ToString::to_string).collect::<String>());
        sequences.collect::<Vec<_>>().join(" ")
    }
}

const fn command(action: Action, help: &'static str, keys: &'static [&'static [Key]]) -> Command {
    Command { action, help, keys }
}

use Action as A;
use Key::{Char, Ctrl};

/// All commands, in the order in which they are listed.
pub const COMMANDS: &[Command] = &[
    command(
        A::Down,
        "next neuron, image or category; in a list: down",
        &[&[Char('j')], &[Key::Down]],
    ),
    command(A::Up, "previous one; in a list: up", &[&[Char('k')], &[Key::Up]]),
    command(A::Right, "recording to the right; in pictures: right", &[&[Char('l')], &[Key::Right]]),
    command(A::Left, "recording to the left; in pictures: left", &[&[Char('h')], &[Key::Left]]),
    command(
        A::First,
        "first; with a count: the one of that number (17gg)",
        &[&[Char('g'), Char('g')], &[Key::Home]],
    ),
    command(
        A::Last,
        "last; with a count: the one of that number (17G)",
        &[&[Char('G')], &[Key::End]],
    ),
    command(
        A::PageDown,
        "ten further; in a list: a page",
        &[&[Key::PageDown], &[Ctrl('d')], &[Ctrl('f')]],
    ),
    command(
        A::PageUp,
        "ten back; in a list: a page",
        &[&[Key::PageUp], &[Ctrl('u')], &[Ctrl('b')]],
    ),
    command(A::Next, "next neuron, image or category from anywhere", &[&[Char('J')]]),
    command(A::Previous, "previous one from anywhere", &[&[Char('K')]]),
    command(A::Enter, "open what is under the cursor, or enter the lists", &[&[Key::Enter]]),
    command(
        A::Back,
        "back, through everything visited",
        &[&[Key::Backspace], &[Char('b')], &[Ctrl('o')]],
    ),
    command(A::Forward, "forward again", &[&[Char('f')]]),
    command(A::NextRegion, "cursor to the next list", &[&[Key::Tab]]),
    command(A::PreviousRegion, "cursor to the list before", &[&[Key::BackTab]]),
    command(A::Leave, "cursor back to the top", &[&[Key::Esc]]),
    command(A::ShowNeuron, "neuron pane", &[&[Char('N')]]),
    command(A::ShowImage, "image pane", &[&[Char('I')]]),
    command(A::ShowCategory, "category pane", &[&[Char('C')]]),
    command(A::ShowLayer, "layer pane", &[&[Char('L')]]),
    command(
        A::ShowTable,
        "table of all neurons; while it shows, j and k follow it",
        &[&[Char('T')]],
    ),
    command(A::Sort, "sort the table: :sort spurious", &[&[Char('s')]]),
    command(A::ReverseSort, "turn its order around", &[&[Char('S')]]),
    command(A::SortLeft, "sort it by the column to the left", &[&[Char('<')]]),
    command(A::SortRight, "sort it by the column to the right", &[&[Char('>')]]),
    command(A::Columns, "choose its columns: +drift -gain; Enter: the usual ones", &[&[Char('c')]]),
    command(A::ColumnsLeft, "its columns to the left", &[&[Char('z'), Char('h')]]),
    command(A::ColumnsRight, "its columns to the right", &[&[Char('z'), Char('l')]]),
    command(A::Filter, "keep some neurons: :where spurious > 0.5 and not dead", &[&[Char('F')]]),
    command(A::NextLayer, "next layer", &[&[Char(']')]]),
    command(A::PreviousLayer, "previous layer", &[&[Char('[')]]),
    command(A::LastLayer, "last layer", &[&[Char('}')]]),
    command(A::FirstLayer, "first layer", &[&[Char('{')]]),
    command(A::NextRecording, "next recording", &[&[Char('r')]]),
    command(A::PreviousRecording, "previous recording", &[&[Char('R')]]),
    command(A::NextOrder, "layer pane: neurons in another order; :order spurious", &[&[Char('o')]]),
    command(
        A::Normalize,
        "divide by the neuron's maximum in the reference, or not",
        &[&[Char('n')]],
    ),
    command(A::Larger, "larger pictures", &[&[Char('+')], &[Char('=')]]),
    command(A::Smaller, "smaller pictures", &[&[Char('-')]]),
    command(A::NextImages, "pictures in another way: kitty, sixel, half-blocks", &[&[Char('p')]]),
    command(A::Pictures, "how pictures get to this terminal, and how fast", &[&[Char('P')]]),
    command(A::Prompt, "go to a number or a name: :17, :layer conv2", &[&[Char(':')]]),
    command(A::Warnings, "what is odd about the files", &[&[Char('w')]]),
    command(A::Help, "all keys", &[&[Char('?')]]),
    command(A::Redraw, "draw everything anew", &[&[Ctrl('l')]]),
    command(A::Suspend, "to the shell; fg comes back", &[&[Ctrl('z')]]),
    command(A::Quit, "quit", &[&[Char('q')], &[Ctrl('c')]]),
];

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

/// Looks up a sequence of keys in the table.
pub(super) fn meaning(typed: &[Key]) -> Meaning {
    let mut is_prefix = false;
    for command in COMMANDS {
        for keys in command.keys {
            if *keys == typed {
                return Meaning::Complete(command.action);
            }
            is_prefix |= keys.starts_with(typed);
        }
    }
    if is_prefix { Meaning::Prefix } else { Meaning::Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_sequence_is_bound_twice_or_hidden_by_a_shorter_one() {
        let all: Vec<&[Key]> =
            COMMANDS.iter().flat_map(|command| command.keys.iter().copied()).collect();
        for (at, keys) in all.iter().enumerate() {
            let others = all.iter().enumerate().filter(|(other, _)| *other != at);
            for (_, other) in others {
                assert!(!other.starts_with(keys), "{other:?} begins with {keys:?}");
            }
        }
    }

    #[test]
    fn every_action_has_help_and_a_key() {
        for command in COMMANDS {
            assert!(!command.help.is_empty() && !command.keys.is_empty(), "{:?}", command.action);
        }
    }

    #[test]
    fn digits_stay_free_for_counts() {
        let bound = |digit| meaning(&[Char(digit)]) != Meaning::Unknown;
        assert!(!('0'..='9').any(bound));
    }

    #[test]
    fn a_sequence_is_known_by_its_beginning() {
        assert_eq!(meaning(&[Char('g')]), Meaning::Prefix);
        assert_eq!(meaning(&[Char('g'), Char('g')]), Meaning::Complete(Action::First));
        assert_eq!(meaning(&[Char('g'), Char('x')]), Meaning::Unknown);
    }
}
