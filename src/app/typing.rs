//! What a key does while a line is typed behind `:`.

use super::commands::Action;
use super::complete::Wish;
use super::explore::{App, Effect};
use super::keys::Key;
use super::prompt::{Prompt, Typed};

impl App {
    /// Opens the prompt with the beginning of a line.
    pub(super) fn open_prompt(&mut self, text: String) {
        self.prompt = Some(Prompt::with_text(text));
        self.comment();
    }

    pub(super) fn prompt_key(&mut self, key: Key) -> Effect {
        let Some(prompt) = &mut self.prompt else { return Effect::None };
        match prompt.key(key) {
            // As in vim: the key of places twice leads back over the last jump.
            Typed::More if prompt.text() == "place '" => {
                self.prompt = None;
                self.act_if_available(Action::LastJump, None);
            }
            Typed::More => {
                self.recall.forget_place();
                self.comment();
            }
            Typed::Complete(forward) => self.step_completion(forward),
            Typed::Older => {
                let line = self.recall.older(prompt.text());
                self.put(line);
            }
            Typed::Newer => {
                let line = self.recall.newer();
                self.put(line);
            }
            Typed::Cancelled => {
                if prompt.is_changed() {
                    self.recall.leave(prompt.text());
                }
                self.prompt = None;
                self.labelling.forget_labelled();
                self.end_preview();
            }
            Typed::Done => return self.finish_prompt(),
        }
        Effect::None
    }

    /// Closes the prompt and does what it says; what cannot be done is told in the prompt, whose text stays.
    fn finish_prompt(&mut self) -> Effect {
        let Some(mut prompt) = self.prompt.take() else { return Effect::None };
        self.end_preview();
        if prompt.text().trim().is_empty() {
            return Effect::None;
        }
        match self.follow(prompt.text()) {
            Ok(effect) => {
                self.recall.leave(prompt.text());
                effect
            }
            Err(error) => {
                prompt.error = Some(error);
                self.prompt = Some(prompt);
                Effect::None
            }
        }
    }

    /// Puts a line into the prompt.
    fn put(&mut self, line: Option<String>) {
        if let (Some(line), Some(prompt)) = (line, &mut self.prompt) {
            prompt.put(line);
            self.comment();
        }
    }

    /// Says what there is to say of the text, and what it may go on with.
    fn comment(&mut self) {
        let Some(prompt) = &self.prompt else { return };
        let note = self.note(prompt.text());
        let is_open = prompt.is_at_end();
        let completion = is_open.then(|| self.complete(prompt.text(), Wish::Typing));
        if let Some(prompt) = &mut self.prompt {
            prompt.note = note;
            prompt.completion = completion.unwrap_or_default();
        }
        self.preview_search();
    }

    /// Puts a way to go on into the text, as if Tab had led to it.
    pub(super) fn take_candidate(&mut self, at: usize) {
        let Some(prompt) = &mut self.prompt else { return };
        if at < prompt.completion.candidates.len() {
            prompt.completion.chosen = at.checked_sub(1);
            self.step_completion(true);
        }
    }

    /// Puts the next way to go on into the text, or the one before. The only one there is counts as typed, so that what
    /// follows it is offered next.
    fn step_completion(&mut self, forward: bool) {
        let Some(prompt) = &self.prompt else { return };
        let mut completion = prompt.completion.clone();
        if completion.candidates.is_empty() && prompt.is_at_end() {
            completion = self.complete(prompt.text(), Wish::Asked);
        }
        if completion.candidates.is_empty() {
            return;
        }
        let line = completion.step(forward);
        let note = self.note(&line);
        let is_only = completion.candidates.len() == 1;
        let Some(prompt) = &mut self.prompt else { return };
        prompt.put(line);
        (prompt.note, prompt.completion) = (note, completion);
        if is_only {
            self.comment();
        }
        self.preview_search();
    }
}
