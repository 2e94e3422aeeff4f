//! One line about a neuron: fields with tabs between, in which tabs, ends of lines and backslashes are escaped.

use super::{Entry, Remark, Subject};
use crate::ids::NeuronId;

/// The first line.
pub(super) const HEADING: &str = "layer\tneuron\tlabel\tnote\twho\twhen";

/// Reads a line; `None` where it is damaged or says something that this program would lose.
pub(super) fn read(line: &str) -> Option<(Subject, Entry)> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [layer, neuron, label, note, who, when] = fields.as_slice() else { return None };
    // As it is written: neither signs nor zeros in front.
    let number: usize =
        neuron.parse().ok().filter(|number: &usize| number.to_string() == *neuron)?;
    let subject = Subject { layer: plain(layer)?, neuron: NeuronId(number) };
    let remark = Remark { label: plain(label)?, note: plain(note)? };
    Some((subject, Entry { when: when.parse().ok()?, remark, who: plain(who)? }))
}

/// A line without its end.
pub(super) fn written(subject: &Subject, entry: &Entry) -> String {
    let Entry { when, remark, who } = entry;
    let [layer, label, note, who] =
        [&subject.layer, &remark.label, &remark.note, who].map(|text| escaped(text));
    format!("{layer}\t{}\t{label}\t{note}\t{who}\t{when}", subject.neuron)
}

fn escaped(text: &str) -> String {
    let mut field = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => field.push_str("\\\\"),
            '\t' => field.push_str("\\t"),
            '\n' => field.push_str("\\n"),
            '\r' => field.push_str("\\r"),
            letter => field.push(letter),
        }
    }
    field
}

/// A field without its escapes; `None` where one is unknown.
fn plain(field: &str) -> Option<String> {
    let mut text = String::with_capacity(field.len());
    let mut letters = field.chars();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            '\\' => match letters.next()? {
                '\\' => '\\',
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            letter => letter,
        });
    }
    Some(text)
}
