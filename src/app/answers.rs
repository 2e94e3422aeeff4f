//! Answers at hand: the newest ones, bounded in bytes.

use std::collections::BTreeMap;

use crate::query::{Answer, Confused, Query};

/// Bytes that kept answers may take.
const MOST_BYTES: usize = 64 << 20;

/// Answers by question; those not asked for longest are forgotten first.
#[derive(Debug, Default)]
pub(super) struct Answers {
    kept: BTreeMap<Query, Kept>,
    bytes: usize,
    clock: u64,
}

#[derive(Debug)]
struct Kept {
    answer: Answer,
    bytes: usize,
    last_used: u64,
}

impl Answers {
    pub(super) fn insert(&mut self, query: Query, answer: Answer) {
        self.clock += 1;
        let bytes = size_bytes(&answer);
        self.bytes += bytes;
        let kept = Kept { answer, bytes, last_used: self.clock };
        if let Some(old) = self.kept.insert(query, kept) {
            self.bytes -= old.bytes;
        }
        while self.bytes > MOST_BYTES && self.kept.len() > 1 {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.last_used);
            let Some(query) = oldest.map(|(query, _)| *query) else { return };
            if let Some(old) = self.kept.remove(&query) {
                self.bytes -= old.bytes;
            }
        }
    }

    pub(super) fn get(&self, query: &Query) -> Option<&Answer> {
        self.kept.get(query).map(|kept| &kept.answer)
    }

    /// Keeps an answer from being forgotten soon.
    pub(super) fn touch(&mut self, query: &Query) {
        self.clock += 1;
        if let Some(kept) = self.kept.get_mut(query) {
            kept.last_used = self.clock;
        }
    }
}

fn size_bytes(answer: &Answer) -> usize {
    let confused = |confused: &Option<Confused>| {
        confused.as_ref().map_or(0, |confused| {
            std::mem::size_of_val(confused.images.as_slice())
                + std::mem::size_of_val(confused.by_category.as_slice())
        })
    };
    256 + match answer {
        Answer::Accuracy(_) | Answer::Failed(_) => 0,
        Answer::Neuron(answer) => {
            std::mem::size_of_val(answer.top_images.as_slice())
                + std::mem::size_of_val(answer.tuning.as_slice())
        }
        Answer::Image(answer) => {
            let features = answer.features.iter();
            1024 + features.map(|(name, text)| name.len() + text.len()).sum::<usize>()
        }
        Answer::Category(answer) => {
            1024 + confused(&answer.false_positives) + confused(&answer.false_negatives)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RecordingId;

    #[test]
    fn an_answer_is_found_under_its_question_only() {
        let mut answers = Answers::default();
        let query = |recording| Query::Accuracy { recording: RecordingId(recording) };
        answers.insert(query(0), Answer::Accuracy(Some(0.5)));
        assert!(matches!(answers.get(&query(0)), Some(Answer::Accuracy(Some(_)))));
        assert!(answers.get(&query(1)).is_none());
    }
}
