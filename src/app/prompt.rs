//! The line behind `:` as it is typed and edited.

use tui_input::{Input, InputRequest};

use super::complete::Completion;
use super::hints::Note;
use super::keys::Key;

/// What is being typed, and what was wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Prompt {
    input: Input,
    /// Why Enter did nothing; the text stays to be mended.
    pub error: Option<String>,
    /// What is said of the text so far.
    pub note: Option<Note>,
    /// What the text may go on with.
    pub completion: Completion,
    /// The text that it was opened with.
    begun: String,
}

/// What a key did to the prompt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// It goes on.
    More,
    /// The text is to be completed, or completed in another way: forward or backward.
    Complete(bool),
    /// An older line is wanted.
    Older,
    /// A newer line is wanted.
    Newer,
    /// The user gave up.
    Cancelled,
    /// The user is done.
    Done,
}

impl Prompt {
    /// A prompt with a text to be mended or completed.
    pub(super) fn with_text(text: String) -> Self {
        Self { input: Input::from(text.clone()), begun: text, ..Self::default() }
    }

    /// Another text in place of the one so far, the cursor at its end.
    pub(super) fn put(&mut self, text: String) {
        self.error = None;
        self.input = Input::from(text);
    }

    /// Whether the user has changed the text that it was opened with.
    pub(super) fn is_changed(&self) -> bool {
        self.text() != self.begun
    }

    /// The line as its key opens it, without anything behind the command; `None` where the line is of another command.
    fn bare(&self) -> Option<String> {
        let (command, _) = self.begun.split_once(' ')?;
        let bare = format!("{command} ");
        self.text().starts_with(&bare).then_some(bare)
    }

    /// Whether the cursor stands behind all of the text.
    pub(super) fn is_at_end(&self) -> bool {
        self.input.cursor() >= self.text().chars().count()
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
            Key::Tab | Key::Ctrl('n') => return Typed::Complete(true),
            Key::BackTab | Key::Ctrl('p') => return Typed::Complete(false),
            Key::Up => return Typed::Older,
            Key::Down => return Typed::Newer,
            Key::Esc | Key::Ctrl('c') => return Typed::Cancelled,
            Key::Backspace if self.text().is_empty() => return Typed::Cancelled,
            Key::Char(character) => InputRequest::InsertChar(character),
            Key::Backspace => InputRequest::DeletePrevChar,
            Key::Delete => InputRequest::DeleteNextChar,
            Key::Ctrl('u') => {
                self.put(self.bare().unwrap_or_default());
                return Typed::More;
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backspace_in_an_empty_prompt_leaves_it() {
        assert_eq!(Prompt::default().key(Key::Backspace), Typed::Cancelled);
    }

    #[test]
    fn what_stands_behind_the_command_is_deleted_and_the_command_stays() {
        let mut prompt = Prompt::with_text("images wrong".into());
        prompt.key(Key::Ctrl('u'));
        assert_eq!(prompt.text(), "images ");
        prompt.key(Key::Ctrl('u'));
        assert_eq!(prompt.text(), "images ", "as its key opens it");
        let mut typed = Prompt::with_text(String::new());
        for letter in "image 9".chars() {
            typed.key(Key::Char(letter));
        }
        typed.key(Key::Ctrl('u'));
        assert_eq!(typed.text(), "", "a line that was typed goes at once");
    }
}
