//! The program while recordings are open: its state, and what of it others may read.

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
use super::lead::Lead;
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
use crate::query::{NeuronAnswer, Normalizer, PickedImages, Scale, TopImage};
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
    /// All layers; the one under the cursor.
    Layers(usize),
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
    /// How many of them fit where the last one shows.
    pub last_columns: usize,
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
            last_columns: 0,
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
    pub(super) notices: Vec<String>,
    /// Notices about layers that somebody was pointed to.
    pub(super) told_notices: std::collections::BTreeSet<String>,
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
    /// The reference at the start.
    pub(super) first_reference: RecordingId,
    /// Whether somebody was told that the reference may be the wrong one.
    pub(super) is_reference_questioned: bool,
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
            told_notices: std::collections::BTreeSet::new(),
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
            first_reference: reference,
            is_reference_questioned: false,
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
        let notices = notices.chain(self.reference_notice()).chain(self.layer_notices());
        later.chain(faults).chain(notices).chain(own).collect()
    }

    /// Says something that is odd about what surrounds the program.
    pub fn tell(&mut self, notice: String) {
        self.notices.push(notice.clone());
        let is_first = self.message.is_none();
        self.message = if is_first { Some(notice) } else { self.opening_message() };
    }

    pub(super) fn opening_message(&self) -> Option<String> {
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
