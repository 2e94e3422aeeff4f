//! The user's file of keys: a line a command, `name = ["key", "g x"]`, in the grammar of TOML; read and printed.

use std::fmt::Write as _;

use super::commands::{Action, COMMANDS, Command};
use super::keymap::{Keymap, Sequence};
use super::keys::Key;
use super::keytext::{Parser, Token};
use crate::text::{closest, printable};

/// What is wrong with the file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The line, from 1.
    pub line: usize,
    /// The character of the line, from 1.
    pub column: usize,
    /// What is wrong, in words that are safe to show.
    pub text: String,
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.text)
    }
}

/// What the file says of one command.
#[derive(Debug)]
struct Entry {
    action: Action,
    keys: Vec<(Sequence, Token)>,
    name: Token,
}

impl Keymap {
    /// The keys that a file asks for, and what is wrong with it. A command that the file does not name, or whose keys
    /// cannot be as it says, has the usual ones.
    pub fn read(file: &str) -> (Self, Vec<Complaint>) {
        let mut complaints = Vec::new();
        let mut entries: Vec<Entry> = Vec::new();
        let mut parser = Parser::new(file);
        while let Some(read) = parser.entry() {
            match read.map_err(|fault| vec![fault]).and_then(|(name, keys)| entry(name, keys)) {
                Ok(entry) => match entries.iter().find(|other| other.action == entry.action) {
                    Some(other) => {
                        let text =
                            format!("{} has its keys in line {}", entry.name.text, other.name.line);
                        complaints.push(entry.name.complaint(&text));
                    }
                    None => entries.push(entry),
                },
                Err(faults) => complaints.extend(faults),
            }
        }
        let keymap = settled(entries, &mut complaints);
        complaints.sort_by_key(|complaint| (complaint.line, complaint.column));
        (keymap, complaints)
    }

    /// The file that asks for these keys.
    pub fn file(&self) -> String {
        let mut file =
            String::from("# Keys of deephys: a command, and the keys that call it. [] is none.\n");
        let mut area = None;
        for command in COMMANDS {
            if area != Some(command.area) {
                area = Some(command.area);
                let _ = writeln!(file, "\n# {}", command.area.name());
            }
            let keys: Vec<String> =
                self.keys(command.action).iter().map(|keys| quoted(&sequence_name(keys))).collect();
            let keys = keys.join(", ");
            // A text has room for whatever is written into it.
            let _ = writeln!(file, "{} = [{keys}]  # {}", command.name, command.help);
        }
        file
    }
}

/// Keys as the file has them: names with spaces between.
fn sequence_name(keys: &[Key]) -> String {
    keys.iter().map(|key| key.name()).collect::<Vec<_>>().join(" ")
}

/// A text in the quotes of TOML.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// An entry of the file, or everything that is wrong with it.
fn entry(name: Token, keys: Vec<Token>) -> Result<Entry, Vec<Complaint>> {
    let Some(command) = Command::named(&name.text) else {
        let likely = closest(&name.text, COMMANDS.iter().map(|command| command.name));
        let likely = likely.map(|likely| format!("; did you mean {likely}?")).unwrap_or_default();
        let unknown = printable(&name.text);
        return Err(vec![name.complaint(&format!("no command is called {unknown}{likely}"))]);
    };
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for key in keys {
        match sequence(&key.text) {
            Ok(sequence) => read.push((sequence, key)),
            Err(why) => {
                let text = format!("{why}; {} keeps its usual keys", command.name);
                faults.push(key.complaint(&text));
            }
        }
    }
    let is_needed = matches!(command.action, Action::Quit | Action::Prompt);
    if read.is_empty() && faults.is_empty() && is_needed {
        faults.push(
            name.complaint(&format!("{} needs a key; it keeps its usual ones", command.name)),
        );
    }
    if faults.is_empty() {
        Ok(Entry { action: command.action, keys: read, name })
    } else {
        Err(faults)
    }
}

/// The keys that a text names, or why it names none.
fn sequence(text: &str) -> Result<Sequence, String> {
    let named = |word: &str| Key::named(word).ok_or_else(|| bad_key(word));
    let keys: Sequence = text.split_whitespace().map(named).collect::<Result<_, _>>()?;
    match keys.as_slice() {
        [] => Err("no key stands between the quotes; that of the space is \"Space\"".to_owned()),
        [Key::Char(digit @ '0'..='9'), ..] => {
            Err(format!("{digit} begins a count and can call nothing"))
        }
        [_, ..] if keys.len() > 1 && keys.contains(&Key::Esc) => {
            Err("Esc gives up a sequence of keys and can be no part of one".to_owned())
        }
        _ => Ok(keys),
    }
}

fn bad_key(word: &str) -> String {
    let shown = printable(word);
    if let Some(likely) = closest(word, Key::NAMES.iter().map(|(name, _)| *name)) {
        return format!("no key is called {shown}; did you mean {likely}?");
    }
    let spaced = word.chars().map(String::from).collect::<Vec<_>>().join(" ");
    let spaced = printable(&spaced);
    format!(
        "no key is called {shown}; keys that are pressed one after the other have a space between: \"{spaced}\""
    )
}

/// The usual keys with those of the entries in their place. Of two commands that want the same keys, the one that the
/// file names, of two of them the later one, keeps its usual keys.
fn settled(mut entries: Vec<Entry>, complaints: &mut Vec<Complaint>) -> Keymap {
    loop {
        let mut keymap = Keymap::default();
        for entry in &entries {
            let keys = entry.keys.iter().map(|(keys, _)| keys.clone()).collect();
            keymap.set(entry.action, keys);
        }
        let conflict = entries.iter().enumerate().rev().find_map(|(at, entry)| {
            let conflict = |(keys, token): &(Sequence, Token)| {
                let (other, others) = keymap.conflict(entry.action, keys)?;
                Some((at, token.complaint(&in_conflict(entry, (keys, other, others)))))
            };
            entry.keys.iter().find_map(conflict)
        });
        let Some((at, complaint)) = conflict else { return keymap };
        complaints.push(complaint);
        entries.remove(at);
    }
}

fn in_conflict(entry: &Entry, (keys, other, others): (&Sequence, &Command, &Sequence)) -> String {
    let (keys, theirs) = (sequence_name(keys), sequence_name(others));
    let how = if keys == theirs {
        format!("{keys} calls {} already", other.name)
    } else {
        format!("{keys} and {theirs}, which calls {}, begin alike", other.name)
    };
    printable(&format!("{how}; {} keeps its usual keys", entry.name.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(file: &str) -> Vec<String> {
        Keymap::read(file).1.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let usual = Keymap::default();
        assert_eq!(Keymap::read(&usual.file()), (usual.clone(), Vec::new()));
        let file = "mark = ['Space', \"\\\\\", '\"']\nfirst = [\"g Home\", 'Ctrl-x Ctrl-y']\nforward = []\n";
        let (keymap, complaints) = Keymap::read(file);
        assert_eq!(complaints, []);
        assert!(keymap.keys(Action::Forward).is_empty());
        assert_eq!(keymap.text(Action::Mark), "Space \\ \"");
        assert_eq!(Keymap::read(&keymap.file()), (keymap, Vec::new()));
    }

    #[test]
    fn keys_may_be_handed_from_one_command_to_another() {
        let file = "normalize = 'N'\nshow-neuron = 'n'";
        let (keymap, complaints) = Keymap::read(file);
        assert_eq!(complaints, []);
        assert_eq!(keymap.text(Action::Normalize), "N");
        assert_eq!(keymap.text(Action::ShowNeuron), "n");
    }

    #[test]
    fn complaints_say_where_and_what() {
        for (file, complaint) in [
            ("srot = 'x'", "line 1, column 1: no command is called srot; did you mean sort?"),
            (
                "\n sort = [\"s\", \"Entr\"]",
                "line 2, column 16: no key is called Entr; did you mean Enter?; sort keeps its usual keys",
            ),
            (
                "sort = 'gs'",
                "line 1, column 9: no key is called gs; keys that are pressed one after the other have a space between: \"g s\"; sort keeps its usual keys",
            ),
            (
                "sort = '3 x'",
                "line 1, column 9: 3 begins a count and can call nothing; sort keeps its usual keys",
            ),
            (
                "sort = 'g Esc'",
                "line 1, column 9: Esc gives up a sequence of keys and can be no part of one; sort keeps its usual keys",
            ),
            (
                "sort = 'j'",
                "line 1, column 9: j calls move-down already; sort keeps its usual keys",
            ),
            (
                "sort = 'g'",
                "line 1, column 9: g and g g, which calls first, begin alike; sort keeps its usual keys",
            ),
            (
                "sort = ['x', 'x']",
                "line 1, column 10: x calls sort already; sort keeps its usual keys",
            ),
            ("quit = []", "line 1, column 1: quit needs a key; it keeps its usual ones"),
            ("sort = 'x'\nsort = 'y'", "line 2, column 1: sort has its keys in line 1"),
            (
                "sort = 'x'\nwhere = 'x'",
                "line 2, column 10: x calls sort already; where keeps its usual keys",
            ),
        ] {
            assert_eq!(complaints(file), [complaint], "{file}");
        }
    }

    #[test]
    fn usual_keys_come_back_even_where_another_command_wanted_them() {
        // `where` cannot have j, so it keeps F, which `sort` then cannot have.
        let (keymap, complaints) = Keymap::read("sort = 'F'\nwhere = 'j'");
        assert_eq!(keymap, Keymap::default());
        assert_eq!(complaints.len(), 2);
    }
}
