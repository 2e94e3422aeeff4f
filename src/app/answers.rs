//! Answers at hand: the newest ones, bounded in bytes.

use std::collections::BTreeMap;

use crate::query::{Answer, Confused, Matrix, Query};

/// Bytes that kept answers may take.
const MOST_BYTES: usize = 64 << 20;

/// Answers by question; those not asked for longest are forgotten first.
#[derive(Debug, Default)]
pub(super) struct Answers {
    kept: BTreeMap<Query, Kept>,
    bytes: usize,
    clock: u64,
    /// What was used since is on the screen and stays, whatever it takes.
    needed_since: u64,
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
            let spare = self.kept.iter().filter(|(_, kept)| kept.last_used < self.needed_since);
            let oldest = spare.min_by_key(|(_, kept)| kept.last_used);
            let Some(query) = oldest.map(|(query, _)| *query) else { return };
            if let Some(old) = self.kept.remove(&query) {
                self.bytes -= old.bytes;
            }
        }
    }

    pub(super) fn get(&self, query: &Query) -> Option<&Answer> {
        self.kept.get(query).map(|kept| &kept.answer)
    }

    /// States what the screen needs: answers to these are not forgotten until other ones are needed.
    pub(super) fn keep(&mut self, queries: &[Query]) {
        self.clock += 1;
        self.needed_since = self.clock;
        for query in queries {
            if let Some(kept) = self.kept.get_mut(query) {
                kept.last_used = self.clock;
            }
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
        Answer::Accuracy(_) | Answer::Failed(_) | Answer::Stopped | Answer::PixelSize(_) => 0,
        Answer::KeptImages(kept) => kept.size_bytes(),
        Answer::Responses(neurons) | Answer::Picked(neurons) => size_of_val(&**neurons),
        Answer::Verdict(answer) => std::mem::size_of_val(&**answer),
        Answer::Layer(answer) => answer.size_bytes(),
        Answer::LayerLine(answer) => size_of_val(answer.lines.as_slice()),
        Answer::Null(answer) => answer.size_bytes(),
        Answer::Standing(standing) => size_of_val(&**standing),
        Answer::Alike(notices) | Answer::Notices(notices) => notices.iter().map(String::len).sum(),
        Answer::Tunings(answer) => answer.size_bytes(),
        Answer::Neuron(answer) => {
            std::mem::size_of_val(answer.top_images.as_slice())
                + std::mem::size_of_val(answer.tuning.as_slice())
                + std::mem::size_of_val(answer.standard_errors.as_slice())
                + std::mem::size_of_val(answer.histogram.as_slice())
        }
        Answer::Image(answer) => {
            let features = answer.features.iter();
            1024 + features.map(|(name, text)| name.len() + text.len()).sum::<usize>()
        }
        Answer::Category(answer) => {
            let taken_for = std::mem::size_of_val(answer.negatives_taken_for.as_slice());
            3072 + taken_for + confused(&answer.false_positives) + confused(&answer.false_negatives)
        }
        Answer::Matrix(answer) => answer.matrix.as_ref().map_or(0, Matrix::size_bytes),
        Answer::Clusters(order) => size_of_val(&**order),
        Answer::CategoryPair(answer) => {
            let both = answer.false_positives.iter().chain(&answer.false_negatives);
            3072 + both.map(|images| size_of_val(images.as_slice())).sum::<usize>()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ids::{CategoryId, ImageId, LayerId, RecordingId};
    use crate::query::{CategoryAnswer, Scale};

    #[test]
    fn an_answer_is_found_under_its_question_only() {
        let mut answers = Answers::default();
        let query = |recording| Query::Accuracy { recording: RecordingId(recording) };
        answers.insert(query(0), Answer::Accuracy(Some(0.5)));
        assert!(matches!(answers.get(&query(0)), Some(Answer::Accuracy(Some(_)))));
        assert!(answers.get(&query(1)).is_none());
    }

    #[test]
    fn what_the_screen_needs_is_never_forgotten() {
        let mut answers = Answers::default();
        let query = |recording| Query::Category {
            recording: RecordingId(recording),
            layer: LayerId(0),
            category: CategoryId(0),
            scale: Scale::Raw,
        };
        let large = || {
            let images = vec![ImageId(0); MOST_BYTES / 20];
            let confused = Confused { images, by_category: Vec::new() };
            Answer::Category(Arc::new(CategoryAnswer {
                images: 0,
                accuracy: None,
                false_positives: Some(confused),
                false_negatives: None,
                negatives_taken_for: Vec::new(),
                top_neurons: Vec::new(),
                positive_neurons: Vec::new(),
                negative_neurons: Vec::new(),
            }))
        };
        let needed: Vec<Query> = (0..4).map(query).collect();
        answers.insert(query(9), large());
        answers.keep(&needed);
        for query in &needed {
            answers.insert(*query, large());
        }
        assert!(needed.iter().all(|query| answers.get(query).is_some()));
        assert!(answers.get(&query(9)).is_none());
    }
}
