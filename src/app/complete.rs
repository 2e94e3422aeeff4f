//! What a line behind `:` may go on with: names of commands, and of what they take.

use std::cmp::Reverse;

use std::collections::BTreeSet;

use super::commands::{Argument, COMMANDS, Command};
use super::explore::App;
use super::fuzzy::fit;
use super::line::Line;
use super::place::Pane;
use crate::labels::WORDS;
use crate::table::{COLUMNS, Column, IMAGE_COLUMNS};

/// One way to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What stands in the line once it is taken.
    pub text: String,
    /// What it is.
    pub help: String,
    /// Why it can do nothing now.
    pub unavailable: Option<String>,
}

impl Candidate {
    pub(super) fn new(text: impl Into<String>, help: impl Into<String>) -> Self {
        Self { text: text.into(), help: help.into(), unavailable: None }
    }
}

/// The ways to go on with a line, the best first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// The line up to the word that a candidate takes the place of.
    before: String,
    /// That word, as it was typed.
    word: String,
    /// The ways.
    pub candidates: Vec<Candidate>,
    /// The one that stands in the line.
    pub chosen: Option<usize>,
}

impl Completion {
    /// Chooses the next candidate or the one before, after the last one what was typed; the line that comes of it.
    pub(super) fn step(&mut self, forward: bool) -> String {
        let last = self.candidates.len().checked_sub(1);
        self.chosen = match (self.chosen, forward) {
            (None, true) => last.map(|_| 0),
            (None, false) => last,
            (Some(at), true) => Some(at + 1).filter(|next| Some(*next) <= last),
            (Some(at), false) => at.checked_sub(1),
        };
        let chosen = self.chosen.and_then(|at| self.candidates.get(at));
        let word = chosen.map_or(&self.word, |candidate| &candidate.text);
        format!("{}{word}", self.before)
    }

    /// Whether there is nothing to choose: no candidate, or one that stands there already.
    fn is_idle(&self) -> bool {
        self.candidates.iter().all(|candidate| candidate.text == self.word)
    }
}

/// When ways to go on are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// The user types: only where there is something to go by.
    Typing,
    /// The user asks for them.
    Asked,
}

impl App {
    /// The ways to go on with a line; none where there is nothing to choose.
    pub(super) fn complete(&self, line: &str, wish: Wish) -> Completion {
        let start = line.trim_start();
        let is_name = !start.contains(char::is_whitespace);
        let (word, all) = if is_name {
            (start, self.commands(wish == Wish::Asked || !start.is_empty()))
        } else {
            let Ok(Line { command, rest, .. }) = Line::read(line) else {
                return Completion::default();
            };
            let word = word(command, line);
            let is_wanted = !word.is_empty() || rest.is_empty() || wish == Wish::Asked;
            let all = if is_wanted { self.arguments(command.argument) } else { Vec::new() };
            (word, all)
        };
        let before = line.strip_suffix(word).unwrap_or_default().to_owned();
        let candidates = fitting(word, all, |candidate| &candidate.text);
        let completion = Completion { before, word: word.to_owned(), candidates, chosen: None };
        if completion.is_idle() { Completion::default() } else { completion }
    }

    fn commands(&self, is_wanted: bool) -> Vec<Candidate> {
        let all = COMMANDS.iter().filter(|_| is_wanted).map(|command| {
            let unavailable = self.unavailable(command.action);
            Candidate { unavailable, ..Candidate::new(command.name, command.help) }
        });
        all.collect()
    }

    /// What may stand behind a command.
    fn arguments(&self, argument: Argument) -> Vec<Candidate> {
        let columns = || COLUMNS.iter().map(|info| Candidate::new(info.key, info.help));
        match argument {
            Argument::None
            | Argument::Count
            | Argument::Neuron
            | Argument::Image
            | Argument::Digits
            | Argument::TopImages
            | Argument::PredictionDigits
            | Argument::SmallPictures
            | Argument::LargePicture
            | Argument::NewPlace
            | Argument::Note => Vec::new(),
            Argument::Anything => self.find_candidates(),
            Argument::Place => self.place_candidates(),
            Argument::Jump => self.jump_candidates(),
            Argument::Category => {
                let names = self.set.categories.names().iter().zip(0..);
                let numbered = |(name, id): (&String, usize)| Candidate::new(name, id.to_string());
                names.map(numbered).collect()
            }
            Argument::Layer => {
                let layers = self.set.model.layers.iter();
                let help = |neurons| format!("{neurons} neurons");
                layers.map(|layer| Candidate::new(&layer.name, help(layer.neurons))).collect()
            }
            Argument::Recording => {
                let ids = self.order().into_iter();
                ids.map(|id| Candidate::new(self.recording_name(id), self.role(id))).collect()
            }
            Argument::Sort => columns().collect(),
            Argument::Order if self.place.pane == Pane::Confusion => {
                super::matrix::ORDERS.map(|by| Candidate::new(by.name(), by.help())).into()
            }
            Argument::Order => {
                let preferred = Candidate::new("preferred", "by preferred category");
                std::iter::once(preferred).chain(columns()).collect()
            }
            Argument::Columns => columns().chain([Candidate::new("all", "every column")]).collect(),
            Argument::Label => self.known_labels(),
            Argument::Theme => self.themes(),
            Argument::Where => columns().chain(joining_words()).collect(),
            Argument::Images => self.about_images(),
        }
    }

    /// What an expression about images may name: its columns and words, then categories and recordings.
    fn about_images(&self) -> Vec<Candidate> {
        let recording = Candidate::new(Column::Recording.key(), "the recording that has it");
        let columns = IMAGE_COLUMNS.iter().map(|info| Candidate::new(info.key, info.help));
        let columns = columns.chain([recording]);
        let words = [("right", "predicted as what it is"), ("wrong", "predicted as another")];
        let words = words.map(|(word, help)| Candidate::new(word, help));
        let names = [Argument::Category, Argument::Recording].map(|of| self.arguments(of));
        columns.chain(words).chain(joining_words()).chain(names.into_iter().flatten()).collect()
    }

    /// Labels that neurons of any layer have, then those that have keys.
    fn known_labels(&self) -> Vec<Candidate> {
        let given = self.labels().all().map(|(_, entry)| entry.remark.label.as_str());
        let words = given.filter(|label| !label.is_empty()).chain(WORDS);
        let words: BTreeSet<&str> = words.collect();
        words.into_iter().map(|word| Candidate::new(word, "")).collect()
    }

    pub(super) fn role(&self, recording: crate::ids::RecordingId) -> String {
        let images = self.recording(recording).map_or(0, crate::recording::Recording::n_images);
        let role = if recording == self.set.reference { ", reference" } else { "" };
        format!("{images} images{role}")
    }
}

/// Words that join conditions.
fn joining_words() -> [Candidate; 3] {
    let words = [("and", "both hold"), ("or", "one holds"), ("not", "it does not hold")];
    words.map(|(word, help)| Candidate::new(word, help))
}

/// The part of a line that a candidate takes the place of.
fn word<'a>(command: &Command, line: &'a str) -> &'a str {
    let rest = line.trim_start().split_once(char::is_whitespace).map_or("", |(_, rest)| rest);
    let rest = rest.trim_start();
    let is_of_column = |letter: char| letter.is_alphanumeric() || letter == '_';
    match command.argument {
        Argument::Sort | Argument::Columns | Argument::Where | Argument::Images => {
            rest.rsplit(|letter| !is_of_column(letter)).next().unwrap_or_default()
        }
        _ => rest,
    }
}

/// Those of some items whose text fits a word, the best first, of equal ones the shorter and then the one that stands
/// first.
pub(super) fn fitting<T>(word: &str, all: Vec<T>, text: fn(&T) -> &str) -> Vec<T> {
    let is_number = !word.is_empty() && word.chars().all(|letter| letter.is_ascii_digit());
    if is_number {
        return Vec::new();
    }
    let scored = all.into_iter().filter_map(|it| Some((fit(word, text(&it))?, it)));
    let mut scored: Vec<(usize, T)> = scored.collect();
    if !word.is_empty() {
        scored.sort_by_key(|(points, it)| (Reverse(*points), text(it).chars().count()));
    }
    scored.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> Completion {
        let candidates = words.iter().map(|word| Candidate::new(*word, "")).collect();
        Completion { before: "layer ".into(), word: "c".into(), candidates, chosen: None }
    }

    #[test]
    fn steps_lead_round_and_back_to_what_was_typed() {
        let mut completion = of(&["conv1", "conv2"]);
        let forward = [(); 4].map(|()| completion.step(true));
        assert_eq!(forward, ["layer conv1", "layer conv2", "layer c", "layer conv1"]);
        let back = [(); 3].map(|()| completion.step(false));
        assert_eq!(back, ["layer c", "layer conv2", "layer conv1"]);
        assert_eq!(of(&[]).step(true), "layer c");
    }

    #[test]
    fn the_word_is_what_stands_last() {
        let of = |name, line| word(Command::named(name).unwrap(), line);
        assert_eq!(of("category", ":cat Ankle b"), "Ankle b");
        assert_eq!(of("where", "where max>1 and spu"), "spu");
        assert_eq!(of("columns", "columns +dri"), "dri");
        assert_eq!(of("sort", "sort -"), "");
    }
}
