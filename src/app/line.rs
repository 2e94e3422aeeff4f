//! A line behind `:` taken apart: a command and what stands behind it, or a place to go; and what comes of it.

use super::commands::{Action, Argument, COMMANDS, Command};
use super::explore::{App, Effect};
use super::fuzzy::only_begun;
use super::place::{Pane, Place};
use crate::ids::{CategoryId, ImageId, NeuronId};
use crate::recording::RecordingSet;
use crate::text::closest;

/// Commands that any beginning of their names calls, the first that fits, whatever others begin so.
const SHORT: [&str; 10] = [
    "neuron",
    "image",
    "category",
    "layer",
    "recording",
    "sort",
    "where",
    "columns",
    "order",
    "quit",
];

/// What commands are called elsewhere; none of these is the beginning of a name.
const CALLED: [(&str, &str); 14] = [
    ("filter", "where"),
    ("search", "find"),
    ("table", "show-table"),
    ("confusion", "show-confusion"),
    ("matrix", "show-confusion"),
    ("map", "show-layer"),
    ("export", "copy-table"),
    ("yank", "copy-table"),
    ("bookmark", "name-place"),
    ("colorscheme", "theme"),
    ("exit", "quit"),
    ("wq", "quit"),
    ("q!", "quit"),
    ("x", "quit"),
];

/// A command and what stands behind its name.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) command: &'static Command,
    /// Without spaces around it.
    pub(super) rest: &'a str,
    /// Characters of the line before the rest.
    pub(super) before: usize,
}

impl<'a> Line<'a> {
    /// Takes a line apart; what is wrong with its first word if that is no command.
    pub(super) fn read(line: &'a str) -> Result<Self, String> {
        let start = line.trim_start();
        let (word, rest) = start.split_once(char::is_whitespace).unwrap_or((start, ""));
        let command = command(word)?;
        let rest = rest.trim();
        let before = line.trim_end().chars().count() - rest.chars().count();
        Ok(Self { command, rest, before })
    }
}

/// The command that a word means: its name, or a beginning of it that leaves no doubt.
fn command(word: &str) -> Result<&'static Command, String> {
    let is_begun = |name: &str| !word.is_empty() && name.starts_with(word);
    let short = || SHORT.into_iter().find(|name| is_begun(name)).and_then(Command::named);
    let called =
        || CALLED.iter().find(|(name, _)| *name == word).and_then(|(_, name)| Command::named(name));
    if let Some(command) = Command::named(word).or_else(short).or_else(called) {
        return Ok(command);
    }
    let names = COMMANDS.iter().map(|command| command.name);
    let begun: Vec<&str> = names.filter(|name| is_begun(name)).collect();
    // `previous` is meant, not `previous-layer`.
    let shortest = begun.iter().copied().min_by_key(|name| name.len());
    let shortest = shortest.filter(|short| begun.iter().all(|name| name.starts_with(short)));
    match (shortest.and_then(Command::named), begun.as_slice()) {
        (Some(command), _) => Ok(command),
        (None, [one, other, ..]) => Err(format!("{one}, {other}, or what? Go on typing")),
        (None, _) => Err(unknown(word)),
    }
}

fn unknown(word: &str) -> String {
    if let Some(likely) = closest(word, COMMANDS.iter().map(|command| command.name)) {
        return format!("no such command; did you mean \"{likely}\"?");
    }
    let [neuron, image, category, layer, recording, ..] = SHORT;
    format!(
        "neither a number nor {neuron}, {image}, {category}, {layer}, {recording} or another command"
    )
}

impl App {
    /// Does what a line behind `:` says, or tells why not.
    pub(super) fn follow(&mut self, text: &str) -> Result<Effect, String> {
        let text = text.trim();
        if text.parse::<usize>().is_ok() {
            let place = numbered(text, self.place, &self.set)?;
            self.go(place);
            return Ok(Effect::None);
        }
        let Line { command, rest, .. } = Line::read(text)?;
        if let Some(why) = self.unavailable(command.action) {
            return Err(why);
        }
        self.carry_out(command, rest)
    }

    fn carry_out(&mut self, command: &Command, rest: &str) -> Result<Effect, String> {
        match command.argument {
            Argument::None if rest.is_empty() => return Ok(self.act(command.action, None)),
            Argument::None => return Err(format!("{} takes nothing behind it", command.name)),
            Argument::Count => {
                let count = rest.parse().ok();
                if count.is_none() && !rest.is_empty() {
                    return Err(format!("{} takes a whole number, if anything", command.name));
                }
                return Ok(self.act(command.action, count));
            }
            Argument::Sort => self.sort_by_text(rest)?,
            Argument::Where => self.filter_by_text(rest)?,
            Argument::Images => self.filter_images(rest)?,
            Argument::Columns => self.choose_columns(rest)?,
            Argument::Order => self.order_by(rest)?,
            Argument::Label => self.label_by_text(rest)?,
            Argument::Note => self.note_by_text(rest),
            Argument::Anything if rest.parse::<usize>().is_ok() => {
                let place = numbered(rest, self.place, &self.set)?;
                self.go(place);
            }
            Argument::Anything => self.find(rest)?,
            Argument::NewPlace => self.name_place(rest)?,
            Argument::Place => self.go_to_named_place(rest)?,
            Argument::Jump => self.jump_to(rest)?,
            Argument::Theme => self.choose_theme(rest)?,
            Argument::Digits => self.choose_digits(rest)?,
            Argument::TopImages => self.choose_top_images(rest)?,
            Argument::PredictionDigits => self.choose_prediction_digits(rest)?,
            Argument::SmallPictures => self.choose_small_px(rest)?,
            Argument::LargePicture => self.choose_large_px(rest)?,
            Argument::Neuron
            | Argument::Image
            | Argument::Category
            | Argument::Layer
            | Argument::Recording => {
                let place = named(command, rest, self.place, &self.set)?;
                self.go(place);
            }
        }
        Ok(Effect::None)
    }

    /// The line that a command's key begins; for the filter and the note the one that holds.
    pub(super) fn beginning(&self, action: Action) -> Option<String> {
        let command = Command::of(action).filter(|command| command.argument.is_typed())?;
        let rest = match action {
            Action::Filter => self.table_filter().unwrap_or_default(),
            Action::FilterImages => self.image_filter_text().unwrap_or_default(),
            Action::Note => self.noted_remark().map_or("", |remark| remark.note.as_str()),
            _ => "",
        };
        Some(format!("{} {rest}", command.name))
    }
}

/// The place that a name or a number means, starting from `now`; an error in words when there is none.
fn named(command: &Command, name: &str, now: Place, set: &RecordingSet) -> Result<Place, String> {
    if name.is_empty() {
        return Err(format!("{} what? Add a number or a name", command.name));
    }
    let on = |pane| Place { pane, ..now };
    match command.argument {
        Argument::Image => numbered(name, on(Pane::Image), set),
        Argument::Category => numbered(name, on(Pane::Category), set),
        Argument::Layer => {
            let layer = set.model.find_layer(name).map_err(|error| error.brief())?;
            let width = set.model.layer(layer).map_or(1, |info| info.neurons);
            let neuron = NeuronId(now.neuron.index().min(width.saturating_sub(1)));
            Ok(Place { layer, neuron, ..now })
        }
        Argument::Recording => {
            let recording = set.find_recording(name).map_err(|error| error.brief())?;
            Ok(Place { recording, ..now })
        }
        _ => numbered(name, on(Pane::Neuron), set),
    }
}

/// The neuron, image or category of the pane by number, a category by name too.
fn numbered(name: &str, now: Place, set: &RecordingSet) -> Result<Place, String> {
    let number = |kind, count| number(name, kind, count);
    match now.pane {
        Pane::Neuron | Pane::Layer | Pane::Table | Pane::Marked => {
            let width = set.model.layer(now.layer).map_or(0, |layer| layer.neurons);
            Ok(Place { neuron: NeuronId(number("neuron", width)?), ..now })
        }
        Pane::Image => {
            let count = set.recording(now.recording).map_or(0, |recording| recording.n_images());
            Ok(Place { image: ImageId(number("image", count)?), ..now })
        }
        Pane::Category | Pane::Pair | Pane::Confusion => {
            let found = find_category(set, name)?;
            match now.pane {
                Pane::Pair if found == now.category => Err("that is the category itself".into()),
                Pane::Pair => Ok(Place { other: found, ..now }),
                _ => Ok(Place { category: found, ..now }),
            }
        }
    }
}

/// A number below `count`; an error in words otherwise.
pub(super) fn number(text: &str, kind: &str, count: usize) -> Result<usize, String> {
    text.parse().ok().filter(|&number: &usize| number < count).ok_or_else(|| {
        let last = count.saturating_sub(1);
        format!("no such {kind}; they are numbered 0 to {last}")
    })
}

/// The category of a number, a name, or a beginning that one name has; an error in words when there is none.
pub(super) fn find_category(set: &RecordingSet, name: &str) -> Result<CategoryId, String> {
    if let Some(found) = set.categories.find(name) {
        return Ok(found);
    }
    let names = set.categories.names().iter().map(String::as_str).zip(0..);
    if let Some(only) = only_begun(names, name) {
        return Ok(CategoryId(only));
    }
    if let Some(likely) = set.categories.closest(name) {
        return Err(format!("no such category; did you mean \"{likely}\"?"));
    }
    let last = set.categories.len().saturating_sub(1);
    Err(format!("no such category; they are numbered 0 to {last}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_a_beginning_without_doubt_is_a_command() {
        let name = |word| command(word).map(|command| command.name);
        assert_eq!(name("n"), Ok("neuron"));
        assert_eq!(name("next"), Ok("next"), "although others begin so");
        assert_eq!(name("co"), Ok("columns"));
        assert_eq!(name("columns-r"), Ok("columns-right"));
        assert_eq!(name("q"), Ok("quit"));
        assert_eq!(name("prev"), Ok("previous"), "the others begin with it");
        assert!(name("show-").unwrap_err().contains("show-neuron, show-image"));
        assert!(name("srot").unwrap_err().contains("did you mean \"sort\"?"));
        assert!(name("").is_err());
    }

    #[test]
    fn every_short_name_is_a_command() {
        assert!(SHORT.iter().all(|name| Command::named(name).is_some()));
    }

    #[test]
    fn what_others_call_a_command_calls_it_here() {
        for (called, name) in CALLED {
            assert_eq!(command(called).map(|command| command.name), Ok(name));
        }
    }

    #[test]
    fn the_rest_stands_where_it_was_typed() {
        let Line { command, rest, before } = Line::read("  where   max > 1 ").unwrap();
        assert_eq!((command.name, rest, before), ("where", "max > 1", 10));
        let Line { rest, before, .. } = Line::read("sort ").unwrap();
        assert_eq!((rest, before), ("", 4));
    }
}
