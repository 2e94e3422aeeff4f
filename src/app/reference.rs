//! The reference: which recording the others are compared with, and when it may be the wrong one.

use std::sync::Arc;

use super::answers::Answers;
use super::commands::Action;
use super::explore::App;
use super::lead::{Following, Lead};
use crate::ids::RecordingId;
use crate::query::{Answer, Query, Scale, more_often_right};
use crate::recording::RecordingSet;

impl App {
    /// The recordings, for those who keep them: another set as soon as another recording is the reference.
    pub fn shared_set(&self) -> &Arc<RecordingSet> {
        &self.set
    }

    /// The recording with the cursor becomes the reference.
    pub(super) fn take_as_reference(&mut self) {
        let recording = self.place.recording;
        let name = self.recording_name(recording).to_owned();
        if recording == self.set.reference {
            self.message = Some(format!("{name} is the reference already"));
            return;
        }
        self.refer_to(recording);
        self.message = Some(format!("{name} is the reference: the others are compared with it"));
    }

    /// Another recording is the reference. What was looked at stays; a lead or a normalizer that was the reference is the
    /// new one.
    pub(super) fn refer_to(&mut self, recording: RecordingId) {
        let before = self.set.reference;
        if recording == before {
            return;
        }
        self.set = Arc::new(self.set.referring_to(recording));
        if self.following() == Following::Lead(before) {
            self.lead = Lead::by(recording);
        }
        if self.normalizer.recording == before {
            self.normalizer.recording = recording;
            if let Scale::By(_) = self.scale {
                self.scale = Scale::By(self.normalizer);
            }
        }
        self.table.compare_with(before);
        self.forget_answers();
        self.arrange();
    }

    /// Forgets all answers: they are about other images, or compare with another recording.
    pub(super) fn forget_answers(&mut self) {
        self.answers = Answers::default();
        self.table.forget();
        self.forget_layer();
        self.forget_stopped();
    }

    /// Says once that the reference may be the wrong one.
    pub(super) fn question_reference(&mut self) {
        if self.is_reference_questioned || self.reference_notice().is_none() {
            return;
        }
        self.is_reference_questioned = true;
        if self.message.is_none() {
            self.message = self.opening_message();
        }
    }

    /// What to say if another recording is predicted right far more often than the reference.
    pub(super) fn reference_notice(&self) -> Option<String> {
        let share = |recording: RecordingId| match self.answer(&Query::Accuracy { recording })? {
            Answer::Accuracy(share) => *share,
            _ => None,
        };
        let (reference, key) = (self.set.reference, self.keymap.first(Action::TakeReference));
        let of_reference = share(reference)?;
        let others = self.order().into_iter().skip(1);
        let shares = others.filter_map(|other| Some((other, share(other)?)));
        let (best, of_best) = more_often_right(of_reference, shares)?;
        Some(format!(
            "the reference {} is predicted right less often ({:.1} %) than {} ({:.1} %): is it the one in distribution? {key} makes the recording with the cursor the reference",
            self.recording_name(reference),
            100. * of_reference,
            self.recording_name(best),
            100. * of_best,
        ))
    }
}
