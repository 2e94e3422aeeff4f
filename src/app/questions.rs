//! What has to be known for the screen: the questions of every pane, and their answers.

use super::explore::App;
use super::lead::Selection;
use super::place::Pane;
use crate::ids::RecordingId;
use crate::query::{
    Answer, CategoryAnswer, ImageAnswer, NULL_BLOCK, NeuronAnswer, NormalizedBy, Normalizer, Query,
    Scale, VerdictAnswer,
};

impl App {
    /// The answer to a query, if it is known.
    pub fn answer(&self, query: &Query) -> Option<&Answer> {
        self.answers.get(query)
    }

    /// The query behind the neuron of the selection in a recording.
    pub fn neuron_query(&self, recording: RecordingId) -> Query {
        let Selection { neuron, .. } = self.selection(recording);
        Query::Neuron { recording, layer: self.place.layer, neuron }
    }

    /// The query behind what became of the neuron of the selection in a recording.
    pub(super) fn verdict_query(&self, recording: RecordingId) -> Query {
        let Selection { neuron, .. } = self.selection(recording);
        Query::Verdict { recording, layer: self.place.layer, neuron }
    }

    pub(super) fn image_query(&self, recording: RecordingId) -> Query {
        let Selection { image, .. } = self.selection(recording);
        Query::Image { recording, layer: self.place.layer, image, scale: self.scale }
    }

    pub(super) fn category_query(&self, recording: RecordingId) -> Query {
        let Selection { category, .. } = self.selection(recording);
        Query::Category { recording, layer: self.place.layer, category, scale: self.scale }
    }

    /// What the selected neuron responds to in a recording.
    pub fn neuron(&self, recording: RecordingId) -> Option<&NeuronAnswer> {
        match self.answer(&self.neuron_query(recording))? {
            Answer::Neuron(answer) => Some(answer),
            _ => None,
        }
    }

    /// What became of the selected neuron in a recording since the reference.
    pub fn verdict(&self, recording: RecordingId) -> Option<&VerdictAnswer> {
        match self.answer(&self.verdict_query(recording))? {
            Answer::Verdict(answer) => Some(answer),
            _ => None,
        }
    }

    /// The share of changes without a shift that the selected neuron's in a recording is above.
    pub fn standing(&self, recording: RecordingId) -> Option<f64> {
        match self.answer(&self.standing_query(recording))? {
            Answer::Standing(standing) => {
                let neuron = self.selection(recording).neuron.index();
                standing.get(neuron % NULL_BLOCK).copied().flatten()
            }
            _ => None,
        }
    }

    /// The query behind it: for its neighbors, too, which are read with it.
    fn standing_query(&self, recording: RecordingId) -> Query {
        let block = self.selection(recording).neuron.index() / NULL_BLOCK;
        Query::Standing { recording, layer: self.place.layer, block }
    }

    /// What the selected image is taken for in a recording.
    pub fn image(&self, recording: RecordingId) -> Option<&ImageAnswer> {
        match self.answer(&self.image_query(recording))? {
            Answer::Image(answer) => Some(answer),
            _ => None,
        }
    }

    /// What the selected category is confused with in a recording.
    pub fn category(&self, recording: RecordingId) -> Option<&CategoryAnswer> {
        match self.answer(&self.category_query(recording))? {
            Answer::Category(answer) => Some(answer),
            _ => None,
        }
    }

    /// The accuracy of a recording; the outer `None` while it is not known yet.
    pub fn accuracy(&self, recording: RecordingId) -> Option<Option<f64>> {
        match self.answer(&Query::Accuracy { recording })? {
            Answer::Accuracy(accuracy) => Some(*accuracy),
            _ => Some(None),
        }
    }

    /// Why the pane's question about a recording has no answer, if it failed.
    pub fn failure(&self, recording: RecordingId) -> Option<String> {
        let query = match self.place.pane {
            Pane::Neuron => self.neuron_query(recording),
            Pane::Image => self.image_query(recording),
            Pane::Category => self.category_query(recording),
            Pane::Pair => self.pair_query(recording),
            Pane::Marked => self.marked_query(recording),
            Pane::Confusion => Query::Matrix { recording },
            Pane::Layer | Pane::Table => Query::Layer { layer: self.place.layer },
        };
        match self.answer(&query)? {
            Answer::Failed(fault) => Some(fault.to_string()),
            _ => None,
        }
    }

    /// What the activations of the neuron that is selected in a recording are divided by: 1 for raw values, `None` where
    /// they cannot be normalized or that is not known yet.
    pub fn divisor(&self, recording: RecordingId) -> Option<f64> {
        match self.scale {
            Scale::Raw => Some(1.),
            Scale::By(normalizer) => self.normal(recording, normalizer).filter(|value| *value > 0.),
        }
    }

    /// The activation that a normalizer takes for 100 % of the neuron that is selected in a recording, even if it is not
    /// above 0.
    pub fn normal(&self, recording: RecordingId, normalizer: Normalizer) -> Option<f64> {
        let Some(Answer::Neuron(neuron)) = self.answer(&self.normal_query(recording, normalizer))
        else {
            return None;
        };
        match normalizer.by {
            NormalizedBy::Maximum => neuron.summary.max,
            NormalizedBy::Percentile => neuron.p999,
        }
    }

    /// The question about the neuron that is selected in a recording, in the recording of the normalizer.
    fn normal_query(&self, recording: RecordingId, normalizer: Normalizer) -> Query {
        let Selection { neuron, .. } = self.selection(recording);
        Query::Neuron { recording: normalizer.recording, layer: self.place.layer, neuron }
    }

    /// What activations are divided by until the user chooses something else.
    pub(super) fn usual_normalizer(&self) -> Normalizer {
        Normalizer::maximum(self.set.reference)
    }

    /// The questions whose answers the screen needs and that are still open, the most urgent first.
    pub fn wanted(&mut self) -> Vec<Query> {
        let shown = self.columns(self.view.columns);
        let mut all: Vec<RecordingId> = shown.clone();
        all.extend(self.order().into_iter().filter(|id| !shown.contains(id)));
        let mut queries = self.kept_queries(&all);
        queries.extend(self.details_queries());
        queries.extend(self.pane_queries(&all));
        if let Scale::By(normalizer) = self.scale {
            queries.extend(shown.iter().map(|&recording| self.normal_query(recording, normalizer)));
        }
        if self.place.pane == Pane::Neuron || self.view.shows_neuron {
            let others = shown.iter().filter(|id| **id != self.set.reference);
            queries.extend(others.map(|&recording| self.verdict_query(recording)));
        }
        queries.extend(all.iter().map(|&recording| Query::Accuracy { recording }));
        if self.place.pane == Pane::Neuron || self.view.shows_neuron {
            let others = shown.iter().filter(|id| **id != self.set.reference);
            queries.extend(others.map(|&recording| self.standing_query(recording)));
        }
        queries.extend(self.alike_query());
        queries.extend(self.notice_queries());
        let (of_layer, wanted) = self.layer_queries();
        let (of_lines, line) = self.line_queries();
        // What the pane behind the page lacks of its layer waits: passes over two layers would stop each other.
        let wanted = if self.shows_layers() { line } else { wanted };
        if self.place.pane == Pane::Layer {
            queries.extend(self.next_null_of_map());
        }
        let kept: Vec<Query> = queries.iter().copied().chain(of_layer).chain(of_lines).collect();
        self.answers.keep(&kept);
        queries.retain(|query| self.answers.get(query).is_none());
        keep_one_standing(&mut queries);
        // Last, because it takes longest.
        queries.extend(wanted);
        self.without_stopped(queries)
    }

    /// The questions of the pane about the recordings, in their order.
    fn pane_queries(&mut self, recordings: &[RecordingId]) -> Vec<Query> {
        let mut queries = Vec::new();
        if self.place.pane == Pane::Layer {
            queries.extend(self.map_queries());
        }
        if self.place.pane == Pane::Confusion {
            queries.extend(self.matrix_queries());
        }
        if self.place.pane == Pane::Pair {
            queries.extend(self.walk_queries());
        }
        for &recording in recordings {
            match self.place.pane {
                Pane::Table if !self.view.shows_neuron => {}
                Pane::Neuron | Pane::Table => queries.push(self.neuron_query(recording)),
                Pane::Category => queries.push(self.category_query(recording)),
                Pane::Pair => queries.push(self.pair_query(recording)),
                Pane::Marked => queries.push(self.marked_query(recording)),
                Pane::Confusion if self.view.shows_errors && !self.is_on_diagonal() => {
                    queries.push(self.pair_query(recording));
                }
                Pane::Layer | Pane::Confusion => {}
                Pane::Image => {
                    let has_image = self.has_selected_image(recording);
                    queries.extend(has_image.then(|| self.image_query(recording)));
                    queries.extend(self.response_query(recording));
                    queries.push(self.neuron_query(recording));
                }
            }
        }
        queries
    }

    /// Whether the cursor of the confusion matrix is where images are right.
    fn is_on_diagonal(&self) -> bool {
        self.place.category == self.place.other
    }

    /// Whether the screen waits for an answer.
    pub fn is_waiting(&self) -> bool {
        match self.place.pane {
            Pane::Layer => return self.is_layer_open(),
            Pane::Confusion => return self.is_matrix_open(),
            Pane::Table => return self.is_reading_layer(),
            _ => {}
        }
        self.columns(self.view.columns).into_iter().any(|recording| {
            let query = match self.place.pane {
                Pane::Neuron => self.neuron_query(recording),
                Pane::Image => self.image_query(recording),
                Pane::Category => self.category_query(recording),
                Pane::Pair => self.pair_query(recording),
                Pane::Marked => self.marked_query(recording),
                Pane::Layer | Pane::Table | Pane::Confusion => return false,
            };
            let exists = self.place.pane != Pane::Image || self.has_selected_image(recording);
            exists && self.answer(&query).is_none()
        })
    }
}

/// Leaves one question of its kind: each keeps a worker busy for a while, and the others stay free for the next key.
fn keep_one_standing(queries: &mut Vec<Query>) {
    let mut standings = 0;
    queries.retain(|query| {
        standings += usize::from(matches!(query, Query::Standing { .. }));
        standings < 2 || !matches!(query, Query::Standing { .. })
    });
}
