//! The program while recordings are open: what a key changes, what has to be known for the screen.

use std::collections::VecDeque;
use std::sync::Arc;

use super::answers::Answers;
use super::commands::{Action, Command};
use super::conditions::USUAL_ZOOM;
use super::copying::Copied;
use super::finder::Finder;
use super::help::HelpPage;
use super::history::History;
use super::images::Images;
use super::keymap::Keymap;
use super::keys::Key;
use super::labels::Labelling;
use super::layer::LayerPane;
use super::lead::{Lead, Selection};
use super::matrix::MatrixPane;
use super::mouse::Menu;
use super::place::{Pane, Place, Regions};
use super::preferences::Preferences;
use super::prompt::Prompt;
use super::recall::Recall;
use super::saving::Saved;
use super::sizes::{Border, Borders, Sizes};
use super::table::Table;
use super::tour::Tour;
use super::work::WorkPage;
use crate::ids::{CategoryId, RecordingId};
use crate::query::{
    Answer, CategoryAnswer, ImageAnswer, NeuronAnswer, NormalizedBy, Normalizer, PickedImages,
    Query, Scale, TopImage, VerdictAnswer,
};
use crate::recording::{Recording, RecordingSet};

/// What the outside has to do after a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing but drawing.
    None,
    /// End the program.
    Quit,
    /// Give the terminal back to the shell until `fg`.
    Suspend,
    /// Clear the terminal and draw all of it.
    Redraw,
    /// Draw pictures in another way.
    NextImages,
    /// Copy what [`App::take_copied`] says.
    Copy,
    /// Save a picture: [`App::take_saved`].
    Save,
    /// End the passes over the layer.
    StopReading,
    /// Begin them again.
    ReadAgain,
}

/// A page that covers the panes, scrolled by so many lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// All commands.
    Help,
    /// What is odd about the files.
    Warnings(usize),
    /// How pictures get to the terminal.
    Pictures(usize),
    /// What the files say of what is selected.
    Details(usize),
    /// What is being worked out; the task under the cursor.
    Work(usize),
}

/// What the last drawing had room for; moving the cursor depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// Recordings side by side.
    pub columns: usize,
    /// Pictures in a row of a grid.
    pub pictures_per_row: usize,
    /// Items of a list, or rows of pictures, on a page.
    pub page: usize,
    /// Lines of the page that covers the panes.
    pub lines: usize,
    /// The first of them that shows.
    pub first_line: usize,
    /// The regions that have a place on the screen.
    pub regions: Regions,
    /// Whether the table stands beside the neuron.
    pub has_table: bool,
    /// Whether the neuron stands beside the table.
    pub shows_neuron: bool,
    /// Whether the images of a cell stand below the confusion matrices.
    pub shows_errors: bool,
    /// Where borders are.
    pub borders: Borders,
    /// Rows of the table.
    pub table_rows: usize,
    /// Its columns after the first one.
    pub table_columns: usize,
}

impl Default for View {
    fn default() -> Self {
        Self {
            columns: 1,
            pictures_per_row: 1,
            page: 1,
            lines: 0,
            first_line: 0,
            regions: Regions::default(),
            has_table: false,
            shows_neuron: false,
            shows_errors: false,
            borders: Borders::default(),
            table_rows: 0,
            table_columns: 0,
        }
    }
}

/// The state of the program.
#[derive(Debug)]
pub struct App {
    pub(super) set: Arc<RecordingSet>,
    pub(super) answers: Answers,
    pub(super) place: Place,
    pub(super) history: History,
    pub(super) scale: Scale,
    pub(super) zoom: usize,
    pub(super) overlay: Option<Overlay>,
    pub(super) prompt: Option<Prompt>,
    pub(super) message: Option<String>,
    pub(super) typed: Vec<Key>,
    pub(super) ahead: VecDeque<Key>,
    pub(super) faults: Vec<String>,
    /// What is odd about something else than the recordings.
    notices: Vec<String>,
    pub(super) preferences: Preferences,
    pub(super) count: Option<usize>,
    pub(super) first_other: usize,
    pub(super) view: View,
    pub(super) layer_pane: LayerPane,
    pub(super) matrix_pane: MatrixPane,
    pub(super) table: Table,
    pub(super) percent_read: Option<String>,
    pub(super) keymap: Keymap,
    pub(super) recall: Recall,
    pub(super) is_alone: bool,
    pub(super) copied: Option<Copied>,
    pub(super) help: HelpPage,
    pub(super) labelling: Labelling,
    pub(super) finder: Finder,
    pub(super) tour: Tour,
    /// What activations are divided by, or would be.
    pub(super) normalizer: Normalizer,
    pub(super) saved: Option<Saved>,
    pub(super) is_light: Option<bool>,
    /// Whether the terminal has more than sixteen colors.
    pub(super) has_many_colors: bool,
    pub(super) marked: PickedImages,
    pub(super) images: Images,
    pub(super) lead: Lead,
    pub(super) menu: Option<Menu>,
    pub(super) work: WorkPage,
    /// Whether the model shows in a strip; `None` where there is room.
    pub(super) model_strip: Option<bool>,
    pub(super) sizes: Sizes,
    /// The border that is dragged.
    pub(super) dragged: Option<Border>,
}

impl App {
    /// The first neuron of the layer before the classifier.
    pub fn new(set: Arc<RecordingSet>) -> Self {
        let place = Place {
            layer: set.model.default_layer(),
            recording: set.reference,
            ..Place::default()
        };
        let reference = set.reference;
        let mut app = Self {
            set,
            answers: Answers::default(),
            place,
            history: History::default(),
            scale: Scale::Raw,
            zoom: USUAL_ZOOM,
            overlay: None,
            prompt: None,
            message: None,
            typed: Vec::new(),
            ahead: VecDeque::new(),
            faults: Vec::new(),
            notices: Vec::new(),
            preferences: Preferences::default(),
            count: None,
            first_other: 0,
            view: View::default(),
            layer_pane: LayerPane::default(),
            matrix_pane: MatrixPane::default(),
            table: Table::default(),
            percent_read: None,
            keymap: Keymap::default(),
            recall: Recall::default(),
            is_alone: false,
            copied: None,
            help: HelpPage::default(),
            labelling: Labelling::default(),
            finder: Finder::default(),
            tour: Tour::default(),
            normalizer: Normalizer::maximum(RecordingId::default()),
            saved: None,
            is_light: None,
            has_many_colors: true,
            marked: PickedImages::new(),
            images: Images::default(),
            lead: Lead::by(reference),
            menu: None,
            work: WorkPage::default(),
            model_strip: None,
            sizes: Sizes::default(),
            dragged: None,
        };
        app.normalizer = app.usual_normalizer();
        app.message = app.opening_message();
        app
    }

    /// The same with what the user prefers.
    #[must_use]
    pub fn preferring(mut self, preferences: Preferences) -> Self {
        self.preferences = preferences;
        self
    }

    /// What the user prefers.
    pub fn preferences(&self) -> Preferences {
        self.preferences
    }

    /// The top images of the selected neuron that are shown, the first ones.
    pub fn shown_images<'a>(&self, answer: &'a NeuronAnswer) -> &'a [TopImage] {
        let count = answer.top_images.len().min(self.preferences.top_images);
        answer.top_images.get(..count).unwrap_or_default()
    }

    /// The recordings.
    pub fn set(&self) -> &RecordingSet {
        &self.set
    }

    /// Which keys call which command.
    pub fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// Takes up the user's keys.
    pub fn use_keys(&mut self, keymap: Keymap) {
        self.keymap = keymap;
        if self.message.is_some() {
            self.message = self.opening_message();
        }
    }

    /// Pane, selection and cursor.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// What activations are shown in.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// Size of pictures: 0 is the smallest.
    pub fn zoom(&self) -> usize {
        self.zoom
    }

    /// Whether one recording has the whole screen.
    pub fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// The page over the panes.
    pub fn overlay(&self) -> Option<Overlay> {
        self.overlay
    }

    /// The prompt, while it is open.
    pub fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    /// What the last key led to, if it needs words.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Says what came of something that the last key asked of the outside.
    pub fn say(&mut self, message: String) {
        self.message = Some(message);
    }

    /// Keys typed that wait for more: a count and the beginning of a sequence.
    pub fn pending_keys(&self) -> String {
        let count = self.count.map(|count| count.to_string()).unwrap_or_default();
        self.typed.iter().fold(count, |text, key| text + &key.to_string())
    }

    /// What may follow the keys that were typed of a sequence.
    pub fn continuations(&self) -> Vec<(String, &'static Command)> {
        self.keymap.continuations(&self.typed)
    }

    /// Everything that is odd about the recordings, each with the name of its recording.
    pub fn warnings(&self) -> Vec<String> {
        let faults = self.set.faults.iter().map(|fault| format!("not opened: {fault}"));
        let own = self.set.recordings.iter().flat_map(|recording| {
            recording.warnings.iter().map(move |warning| format!("{}: {warning}", recording.name))
        });
        let later = self.faults.iter().map(|fault| format!("while open: {fault}"));
        let notices = self.set.notices.iter().chain(&self.notices).cloned();
        later.chain(faults).chain(notices).chain(own).collect()
    }

    /// Says something that is odd about what surrounds the program.
    pub fn tell(&mut self, notice: String) {
        self.notices.push(notice.clone());
        let is_first = self.message.is_none();
        self.message = if is_first { Some(notice) } else { self.opening_message() };
    }

    fn opening_message(&self) -> Option<String> {
        let faults = self.set.faults.len();
        let key = self.keymap.first(Action::Warnings);
        match (faults, self.warnings().len()) {
            (0, 0) => None,
            (0, 1) => Some(format!("1 notice about the files: {key} shows it")),
            (0, count) => Some(format!("{count} notices about the files: {key} shows them")),
            (1, _) => Some(format!("1 recording failed to open: {key} says why")),
            (_, _) => Some(format!("{faults} recordings failed to open: {key} says why")),
        }
    }

    /// All recordings as they stand on the screen: the reference, then the others.
    pub fn order(&self) -> Vec<RecordingId> {
        let reference = self.set.reference;
        let others = (0..self.set.recordings.len()).map(RecordingId);
        std::iter::once(reference).chain(others.filter(|other| *other != reference)).collect()
    }

    /// The recordings that stand side by side when there is room for `room`: the reference stays, the others
    /// scroll so that the one with the cursor is among them.
    pub fn columns(&self, room: usize) -> Vec<RecordingId> {
        let order = self.order();
        if room >= order.len() {
            return order;
        }
        if room <= 1 {
            return vec![self.place.recording];
        }
        let first = self.first_other(room);
        let others = order.iter().skip(1 + first).take(room - 1);
        order.iter().take(1).chain(others).copied().collect()
    }

    /// Position among the others of the first one that shows.
    fn first_other(&self, room: usize) -> usize {
        let order = self.order();
        let shown = room.saturating_sub(1).max(1);
        let last_first = order.len().saturating_sub(1 + shown);
        let at = order.iter().position(|id| *id == self.place.recording).unwrap_or(0);
        let first = match at.checked_sub(1) {
            Some(other) => self.first_other.min(other).max((other + 1).saturating_sub(shown)),
            None => self.first_other,
        };
        first.min(last_first)
    }

    /// Takes note of what there is room for.
    pub fn see(&mut self, view: View) {
        self.view = view;
        self.first_other = self.first_other(view.columns);
        match self.overlay {
            None => {
                self.clamp_cursor();
                self.see_table();
            }
            Some(Overlay::Help) => self.see_help(view.first_line),
            Some(_) => {}
        }
    }

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
        if self.place.pane == Pane::Layer {
            queries.extend(self.map_queries());
        }
        if self.place.pane == Pane::Confusion {
            queries.extend(self.matrix_queries());
        }
        for &recording in &all {
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
        if let Scale::By(normalizer) = self.scale {
            queries.extend(shown.iter().map(|&recording| self.normal_query(recording, normalizer)));
        }
        if self.place.pane == Pane::Neuron || self.view.shows_neuron {
            let others = shown.iter().filter(|id| **id != self.set.reference);
            queries.extend(others.map(|&recording| self.verdict_query(recording)));
        }
        queries.extend(all.iter().map(|&recording| Query::Accuracy { recording }));
        let (of_layer, wanted) = self.layer_queries();
        if self.place.pane == Pane::Layer {
            queries.extend(self.next_null_of_map());
        }
        let kept: Vec<Query> = queries.iter().copied().chain(of_layer).collect();
        self.answers.keep(&kept);
        queries.retain(|query| self.answers.get(query).is_none());
        // Last, because it takes longest.
        queries.extend(wanted);
        self.without_stopped(queries)
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

    /// Name of a recording.
    pub fn recording_name(&self, recording: RecordingId) -> &str {
        self.set.recording(recording).map_or("", |recording| recording.name.as_str())
    }

    /// How many neurons, images or categories there are to step through.
    pub fn subject_count(&self) -> usize {
        match self.place.pane {
            Pane::Neuron | Pane::Layer | Pane::Table => {
                self.set.model.layer(self.place.layer).map_or(0, |info| info.neurons)
            }
            Pane::Image => {
                self.set.recording(self.place.recording).map_or(0, |recording| recording.n_images())
            }
            Pane::Category | Pane::Pair | Pane::Confusion => self.set.categories.len(),
            Pane::Marked => self.marked.len(),
        }
    }

    /// Number of the neuron, image or category that the pane shows.
    pub fn subject(&self) -> usize {
        match self.place.pane {
            Pane::Neuron | Pane::Layer | Pane::Table => self.place.neuron.index(),
            Pane::Image => self.place.image.index(),
            Pane::Category | Pane::Confusion => self.place.category.index(),
            Pane::Pair => self.place.other.index(),
            // All of them at once.
            Pane::Marked => 0,
        }
    }

    /// The categories as the neuron pane lists them: by descending mean in the first recording on the screen; of
    /// many, those that lead in any of them first. Empty until all of them are known, so that no line moves.
    pub fn listed_categories(&self) -> Vec<CategoryId> {
        let shown = self.columns(self.view.columns);
        if !shown.iter().all(|id| self.answer(&self.neuron_query(*id)).is_some()) {
            return Vec::new();
        }
        let answers: Vec<&NeuronAnswer> = shown.iter().filter_map(|id| self.neuron(*id)).collect();
        super::listing::categories(&answers)
    }

    /// A recording by position.
    pub fn recording(&self, recording: RecordingId) -> Option<&Recording> {
        self.set.recording(recording).map(AsRef::as_ref)
    }
}
