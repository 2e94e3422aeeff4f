//! The line behind `:` as it is typed and edited.

use tui_input::{Input, InputRequest};

use super::keys::Key;
use super::table::Note;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backspace_in_an_empty_prompt_leaves_it() {
        assert_eq!(Prompt::default().key(Key::Backspace), Typed::Cancelled);
    }
}
