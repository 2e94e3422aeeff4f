//! The page of all commands and measures: typed into to search it, any of them run or sorted by from it.

use tui_input::{Input, InputRequest};

use super::commands::{Action, COMMANDS, Command};
use super::explore::{App, Effect, Overlay};
use super::fuzzy::fit;
use super::keymap::{Keymap, sequence_text};
use super::keys::Key;
use crate::table::{COLUMNS, ColumnInfo, Sort};

/// Something that the page explains.
#[derive(Debug, Clone, Copy)]
pub enum Explained {
    /// A command; `Enter` runs it.
    Command(&'static Command),
    /// A column of the table; `Enter` sorts by it.
    Measure(&'static ColumnInfo),
}

impl Explained {
    /// What no other one has: whether it is a measure, and its name where lines are typed.
    pub fn key(&self) -> (bool, &'static str) {
        match self {
            Self::Command(command) => (false, command.name),
            Self::Measure(column) => (true, column.key),
        }
    }

    /// What it does, or is.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Command(command) => command.help,
            Self::Measure(column) => column.help,
        }
    }

    /// How well it fits what was typed.
    fn score(&self, typed: &str, keymap: &Keymap) -> Option<usize> {
        match self {
            Self::Command(command) => score(typed, command, keymap),
            Self::Measure(column) => score_measure(typed, column),
        }
    }
}

/// What was typed into the page, and which command or measure is chosen.
#[derive(Debug, Clone, Default)]
pub struct HelpPage {
    input: Input,
    /// Whether letters are typed and do not move.
    is_typing: bool,
    /// Position among what is found.
    chosen: usize,
    /// The first line that shows.
    first_line: usize,
}

impl HelpPage {
    /// What is searched for.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Whether letters are typed and do not move.
    pub fn is_typing(&self) -> bool {
        self.is_typing
    }

    /// What is found, the best first; all commands and measures in the order of their tables while nothing is typed.
    pub fn found(&self, keymap: &Keymap) -> Vec<Explained> {
        let typed = self.text().trim();
        let measures = COLUMNS.iter().map(Explained::Measure);
        let all = COMMANDS.iter().map(Explained::Command).chain(measures);
        if typed.is_empty() {
            return all.collect();
        }
        let scored = all.filter_map(|it| Some((it.score(typed, keymap)?, it)));
        let mut scored: Vec<(usize, Explained)> = scored.collect();
        scored.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
        scored.into_iter().map(|(_, found)| found).collect()
    }

    /// Position of what is chosen among so many that are found.
    pub fn chosen(&self, count: usize) -> usize {
        self.chosen.min(count.saturating_sub(1))
    }

    /// The first line that shows when `room` of `count` lines do, so that the line at `chosen` is among them, with the
    /// heading above it.
    pub fn first_line(&self, chosen: usize, (room, count): (usize, usize)) -> usize {
        let least = (chosen + 2).saturating_sub(room.max(1));
        self.first_line.min(chosen.saturating_sub(1)).max(least).min(count.saturating_sub(room))
    }

    /// Moves the choice among so many.
    fn step(&mut self, steps: usize, forward: bool, count: usize) {
        let last = count.saturating_sub(1);
        self.chosen = super::cursor::moved(self.chosen(count), steps, forward).min(last);
    }

    fn edit(&mut self, request: InputRequest) {
        self.input.handle(request);
        (self.chosen, self.first_line) = (0, 0);
        self.is_typing = true;
    }
}

const KEY: usize = 3000;
const NAME: usize = 2000;
const WORDS: usize = 1000;

/// How well a command fits what was typed: its keys before its name, its name before the words about it.
fn score(typed: &str, command: &Command, keymap: &Keymap) -> Option<usize> {
    let has_key = keymap.keys(command.action).iter().any(|keys| sequence_text(keys) == typed);
    let lower = typed.to_lowercase();
    let about = format!(
        "{} {} {} {}",
        command.name.replace('-', " "),
        command.help,
        command.area.name(),
        keymap.text(command.action)
    );
    let about = about.to_lowercase();
    let key = has_key.then_some(KEY);
    let name = command.name.contains(&lower).then(|| NAME + fit(typed, command.name).unwrap_or(0));
    let words = lower.split_whitespace().all(|word| about.contains(word)).then_some(WORDS);
    key.or(name).or(words).or_else(|| fit(typed, command.name))
}

/// How well a measure fits what was typed: its name or heading before the words about it.
fn score_measure(typed: &str, column: &ColumnInfo) -> Option<usize> {
    let lower = typed.to_lowercase();
    let names =
        [column.key.replace('_', " "), column.key.to_owned(), column.heading.to_lowercase()];
    let name = names.iter().any(|name| name.contains(&lower));
    let name = name.then(|| NAME + fit(typed, column.key).unwrap_or(0));
    let about = format!("measure {} {}", column.heading, column.help).to_lowercase();
    name.or_else(|| lower.split_whitespace().all(|word| about.contains(word)).then_some(WORDS))
}

impl App {
    /// The page of all commands as it was left.
    pub fn help_page(&self) -> &HelpPage {
        &self.help
    }

    pub(super) fn open_help(&mut self) {
        self.help = HelpPage::default();
        self.overlay = Some(Overlay::Help);
    }

    /// Takes note of the first line that the page shows.
    pub(super) fn see_help(&mut self, first_line: usize) {
        self.help.first_line = first_line;
    }

    pub(super) fn help_key(&mut self, key: Key) -> Effect {
        self.message = None;
        let count = self.help.found(&self.keymap).len();
        // Headings take lines, and one line of the page before stays.
        let page = self.view.page.saturating_sub(4).max(1);
        let help = &mut self.help;
        match key {
            Key::Esc => self.overlay = None,
            Key::Enter => return self.run_chosen(),
            Key::Up | Key::Ctrl('p') => help.step(1, false, count),
            Key::Down | Key::Ctrl('n') => help.step(1, true, count),
            Key::Backspace if help.text().is_empty() => self.overlay = None,
            Key::Backspace => help.edit(InputRequest::DeletePrevChar),
            Key::Ctrl('u') if help.is_typing => help.edit(InputRequest::DeleteLine),
            Key::Ctrl('w') if help.is_typing => help.edit(InputRequest::DeletePrevWord),
            Key::Char('/') if !help.is_typing => help.is_typing = true,
            key => match (self.keymap.action(key), key) {
                (Some(Action::Down), _) if !help.is_typing => help.step(1, true, count),
                (Some(Action::Up), _) if !help.is_typing => help.step(1, false, count),
                (Some(Action::Help), _) if !help.is_typing => self.overlay = None,
                (_, Key::Char(letter)) => help.edit(InputRequest::InsertChar(letter)),
                (Some(Action::PageUp), _) => help.step(page, false, count),
                (Some(Action::PageDown), _) => help.step(page, true, count),
                (Some(Action::First), _) => help.step(count, false, count),
                (Some(Action::Last), _) => help.step(count, true, count),
                (Some(Action::Quit), _) => return self.act(Action::Quit, None),
                (Some(Action::Suspend), _) => return Effect::Suspend,
                (Some(Action::Redraw), _) => return Effect::Redraw,
                _ => {}
            },
        }
        Effect::None
    }

    /// Closes the page and does what is chosen; what can do nothing is told and the page stays.
    fn run_chosen(&mut self) -> Effect {
        let found = self.help.found(&self.keymap);
        let command = match found.get(self.help.chosen(found.len())) {
            Some(Explained::Command(command)) => command,
            Some(Explained::Measure(column)) => {
                self.sort_by_measure(column);
                return Effect::None;
            }
            None => return Effect::None,
        };
        if let Some(why) = self.unavailable(command.action) {
            self.message = Some(why);
            return Effect::None;
        }
        self.overlay = None;
        self.act(command.action, None)
    }

    /// Closes the page and sorts the table by a measure.
    pub(super) fn sort_by_measure(&mut self, column: &ColumnInfo) {
        self.overlay = None;
        self.sort_by(Some(Sort::by(column.column)));
        self.message = Some(format!("{}: {}", column.heading, column.help));
    }
}
