//! The line behind `:`, its words turned into a place to go.

use tui_input::{Input, InputRequest};

use super::keys::Key;
use super::place::{Pane, Place};
use super::table::{Note, TABLE_WORDS};
use crate::ids::{CategoryId, ImageId, NeuronId};
use crate::recording::RecordingSet;

/// What is being typed, and what was wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Prompt {
    input: Input,
    /// Why Enter did nothing; the text stays to be mended.
    pub error: Option<String>,
    /// What is said of the text so far.
    pub note: Option<Note>,
}

/// What a key did to the prompt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// It goes on.
    More,
    /// The user gave up.
    Cancelled,
    /// The user is done.
    Done,
}

impl Prompt {
    /// A prompt with a text to be mended or completed.
    pub(super) fn with_text(text: String, note: Option<Note>) -> Self {
        Self { input: Input::from(text), error: None, note }
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Cells from the beginning of the text to the cursor.
    pub fn cursor_cells(&self) -> usize {
        self.input.visual_cursor()
    }

    /// Characters at the beginning that do not show when `width` cells are there.
    pub fn scroll_cells(&self, width: usize) -> usize {
        self.input.visual_scroll(width)
    }

    pub(super) fn key(&mut self, key: Key) -> Typed {
        self.error = None;
        let request = match key {
            Key::Enter => return Typed::Done,
            Key::Esc | Key::Ctrl('c') => return Typed::Cancelled,
            Key::Backspace if self.text().is_empty() => return Typed::Cancelled,
            Key::Char(character) => InputRequest::InsertChar(character),
            Key::Backspace => InputRequest::DeletePrevChar,
            Key::Delete => InputRequest::DeleteNextChar,
            Key::Ctrl('u') => InputRequest::DeleteLine,
            Key::Ctrl('w') => InputRequest::DeletePrevWord,
            Key::Left => InputRequest::GoToPrevChar,
            Key::Right => InputRequest::GoToNextChar,
            Key::Home | Key::Ctrl('a') => InputRequest::GoToStart,
            Key::End | Key::Ctrl('e') => InputRequest::GoToEnd,
            _ => return Typed::More,
        };
        self.input.handle(request);
        Typed::More
    }
}

/// The kinds of thing that a prompt can name; any beginning of a word will do.
pub(super) const WORDS: [&str; 5] = ["neuron", "image", "category", "layer", "recording"];

/// The place that a text names, starting from `now`; an error in words when there is none.
pub(super) fn go(text: &str, now: Place, set: &RecordingSet) -> Result<Place, String> {
    let text = text.trim();
    let (word, name) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let name = name.trim();
    if name.is_empty() && word.parse::<usize>().is_ok() {
        return go_to_number(word, now, set);
    }
    let kind = WORDS.iter().find(|kind| !word.is_empty() && kind.starts_with(word));
    match kind {
        Some(_) if name.is_empty() => Err(format!("{text} what? Add a number or a name")),
        Some(&"neuron") => go_to_number(name, Place { pane: Pane::Neuron, ..now }, set),
        Some(&"image") => go_to_number(name, Place { pane: Pane::Image, ..now }, set),
        Some(&"category") => go_to_number(name, Place { pane: Pane::Category, ..now }, set),
        Some(&"layer") => {
            let layer = set.model.find_layer(name).map_err(|error| error.brief())?;
            let width = set.model.layer(layer).map_or(1, |info| info.neurons);
            let neuron = NeuronId(now.neuron.index().min(width.saturating_sub(1)));
            Ok(Place { layer, neuron, ..now })
        }
        Some(&"recording") => {
            let recording = set.find_recording(name).map_err(|error| error.brief())?;
            Ok(Place { recording, ..now })
        }
        _ => {
            let others = TABLE_WORDS.iter().map(|(word, _)| *word);
            let words: Vec<&str> = WORDS.into_iter().chain(others).chain(["order"]).collect();
            Err(format!("neither a number nor {}", words.join(", ")))
        }
    }
}

/// The column that `order COLUMN` names.
pub(super) fn order(text: &str) -> Option<&str> {
    let (word, name) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (!word.is_empty() && "order".starts_with(word)).then(|| name.trim())
}

/// The neuron, image or category of the pane by number, a category by name too.
fn go_to_number(name: &str, now: Place, set: &RecordingSet) -> Result<Place, String> {
    let number = |kind: &str, count: usize| {
        name.parse().ok().filter(|&number: &usize| number < count).ok_or_else(|| {
            let last = count.saturating_sub(1);
            format!("no such {kind}; they are numbered 0 to {last}")
        })
    };
    match now.pane {
        Pane::Neuron | Pane::Layer | Pane::Table => {
            let width = set.model.layer(now.layer).map_or(0, |layer| layer.neurons);
            Ok(Place { neuron: NeuronId(number("neuron", width)?), ..now })
        }
        Pane::Image => {
            let count = set.recording(now.recording).map_or(0, |recording| recording.n_images());
            Ok(Place { image: ImageId(number("image", count)?), ..now })
        }
        Pane::Category => {
            let found = set.categories.find(name).ok_or_else(|| {
                let last = set.categories.len().saturating_sub(1);
                match set.categories.closest(name) {
                    Some(likely) => format!("no such category; did you mean \"{likely}\"?"),
                    None => {
                        format!("no such category; they are numbered 0 to {last}")
                    }
                }
            });
            Ok(Place { category: CategoryId(found?.index()), ..now })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backspace_in_an_empty_prompt_leaves_it() {
        assert_eq!(Prompt::default().key(Key::Backspace), Typed::Cancelled);
    }
}
