//! Labels and notes that people give neurons: read from lines of text and written to them, changed, merged. No I/O, no clock.
//!
//! The text has one line a neuron: layer, neuron, label, note, who, when, with tabs between and a heading above. Of
//! two lines about one neuron the newer holds, in one file as in two. A line that cannot be read is kept as it stands.

mod line;
#[cfg(test)]
mod tests;

use std::collections::btree_map::Entry as Place;
use std::collections::{BTreeMap, BTreeSet};

use crate::ids::NeuronId;
pub use crate::moment::Moment;

/// The name of the file with labels that lies beside recordings.
pub const FILE_NAME: &str = "deephys-labels.tsv";

/// The labels that a key gives.
pub const WORDS: [&str; 5] = ["spurious", "novel", "fine", "dead", "unsure"];

/// A neuron, in whatever recording: its layer by name, and its number there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// The layer's name.
    pub layer: String,
    /// The neuron.
    pub neuron: NeuronId,
}

/// What somebody says of a neuron.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Remark {
    /// A word or a few; empty without a label.
    pub label: String,
    /// A sentence; empty without a note.
    pub note: String,
}

impl Remark {
    /// Label and note, as far as there are any.
    pub fn words(&self, between: &str) -> String {
        let texts = [self.label.as_str(), self.note.as_str()];
        let texts = texts.into_iter().filter(|text| !text.is_empty());
        texts.collect::<Vec<_>>().join(between)
    }

    /// Whether there is neither label nor note.
    pub fn is_empty(&self) -> bool {
        self.label.is_empty() && self.note.is_empty()
    }
}

/// A remark, by whom and when. The greater of two is the newer; of the same moment, it is the same for everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// When it was made.
    pub when: Moment,
    /// What was said; nothing where something was taken back.
    pub remark: Remark,
    /// Who said it.
    pub who: String,
}

/// Labels and notes of any number of layers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    entries: BTreeMap<Subject, Entry>,
    /// Lines that say nothing to this program, as they were read.
    others: BTreeSet<Vec<u8>>,
}

impl Labels {
    /// Reads what [`Labels::text`] has written and somebody may have changed. Lines that cannot be read are kept.
    pub fn read(bytes: &[u8]) -> Self {
        let mut labels = Self::default();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        for line in bytes.split(|byte| *byte == b'\n') {
            let end = line.iter().rposition(|byte| *byte != b'\r').map_or(0, |last| last + 1);
            let line = line.get(..end).unwrap_or(line);
            if line.is_empty() || line == line::HEADING.as_bytes() {
                continue;
            }
            match std::str::from_utf8(line).ok().and_then(line::read) {
                Some((subject, entry)) => labels.take(subject, entry),
                None => drop(labels.others.insert(line.to_vec())),
            }
        }
        labels
    }

    /// All of it as a text, by layer and neuron.
    pub fn text(&self) -> Vec<u8> {
        let mut text = format!("{}\n", line::HEADING).into_bytes();
        for (subject, entry) in &self.entries {
            text.extend(line::written(subject, entry).into_bytes());
            text.push(b'\n');
        }
        for line in &self.others {
            text.extend(line);
            text.push(b'\n');
        }
        text
    }

    /// Takes in other labels; of each neuron the newer remark stays. The order of merging does not matter.
    pub fn merge(&mut self, other: Self) {
        for (subject, entry) in other.entries {
            self.take(subject, entry);
        }
        self.others.extend(other.others);
    }

    /// The neurons of which both say something else: the newer entry, which holds when they are merged, then the older.
    pub fn disputes<'a>(
        &'a self,
        other: &'a Self,
    ) -> impl Iterator<Item = (&'a Subject, [&'a Entry; 2])> {
        let both = other.entries.iter().filter_map(|(subject, entry)| {
            let mine = self.entries.get(subject)?;
            Some((subject, if mine < entry { [entry, mine] } else { [mine, entry] }))
        });
        both.filter(|(_, [newer, older])| {
            newer.remark != older.remark && !older.remark.is_empty() && newer.who != older.who
        })
    }

    fn take(&mut self, subject: Subject, entry: Entry) {
        match self.entries.entry(subject) {
            Place::Vacant(place) => drop(place.insert(entry)),
            Place::Occupied(mut place) => {
                if *place.get() < entry {
                    place.insert(entry);
                }
            }
        }
    }

    /// Puts a remark in the place of another; an empty one takes it back. It is newer than the one before, even if a
    /// clock says otherwise.
    pub fn change(&mut self, subject: Subject, remark: Remark, (who, now): (&str, Moment)) {
        let before = self.entries.get(&subject).map_or(Moment::default(), |old| old.when.next());
        let entry = Entry { when: now.max(before), remark, who: who.to_owned() };
        self.entries.insert(subject, entry);
    }

    /// What is said of a neuron.
    pub fn remark(&self, subject: &Subject) -> Option<&Remark> {
        self.entries.get(subject).map(|entry| &entry.remark).filter(|remark| !remark.is_empty())
    }

    /// Every neuron of which something is said, by layer and number.
    pub fn all(&self) -> impl Iterator<Item = (&Subject, &Entry)> {
        self.entries.iter().filter(|(_, entry)| !entry.remark.is_empty())
    }

    /// The remarks about neurons of a layer.
    pub fn of_layer<'a>(
        &'a self,
        layer: &'a str,
    ) -> impl Iterator<Item = (NeuronId, &'a Remark)> + 'a {
        let first = Subject { layer: layer.to_owned(), neuron: NeuronId(0) };
        let of_layer = self.entries.range(first..).take_while(move |(it, _)| it.layer == layer);
        let remarks = of_layer.map(|(subject, entry)| (subject.neuron, &entry.remark));
        remarks.filter(|(_, remark)| !remark.is_empty())
    }

    /// Whether nothing is said of any neuron.
    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// How many lines could not be read. Those that begin with `#` are not meant to be.
    pub fn odd_lines(&self) -> usize {
        self.others.iter().filter(|line| !line.starts_with(b"#")).count()
    }
}
