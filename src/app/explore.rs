//! The program while recordings are open: what a key changes, what has to be known for the screen.

use std::sync::Arc;

use super::answers::Answers;
use super::commands::{Action, Meaning, meaning};
use super::history::History;
use super::keys::Key;
use super::place::{Focus, Pane, Place, Region, Target};
use super::prompt::{self, Prompt, Typed};
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use crate::query::{Answer, CategoryAnswer, ImageAnswer, NeuronAnswer, Query, Scale};
use crate::recording::{Recording, RecordingSet};

/// Steps of [`Action::PageDown`] outside lists.
const PAGE: usize = 10;
/// Larger counts than this are cut while they are typed.
const MOST_COUNT: usize = 999_999_999;
/// Sizes of pictures, from the smallest to the largest.
const ZOOM_LEVELS: usize = 6;

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
}

/// A page that covers the panes, scrolled by so many lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// All keys.
    Help(usize),
    /// What is odd about the files.
    Warnings(usize),
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
}

impl Default for View {
    fn default() -> Self {
        Self { columns: 1, pictures_per_row: 1, page: 1 }
    }
}

/// The state of the program.
#[derive(Debug)]
pub struct App {
    set: Arc<RecordingSet>,
    answers: Answers,
    place: Place,
    history: History,
    scale: Scale,
    zoom: usize,
    overlay: Option<Overlay>,
    prompt: Option<Prompt>,
    message: Option<String>,
    typed: Vec<Key>,
    count: Option<usize>,
    first_other: usize,
    view: View,
}

impl App {
    /// The first neuron of the layer before the classifier.
    pub fn new(set: Arc<RecordingSet>) -> Self {
        let place = Place {
            layer: set.model.default_layer(),
            recording: set.reference,
            ..Place::default()
        };
        let mut app = Self {
            set,
            answers: Answers::default(),
            place,
            history: History::default(),
            scale: Scale::Raw,
            zoom: 2,
            overlay: None,
            prompt: None,
            message: None,
            typed: Vec::new(),
            count: None,
            first_other: 0,
            view: View::default(),
        };
        app.message = app.opening_message();
        app
    }

    /// The recordings.
    pub fn set(&self) -> &RecordingSet {
        &self.set
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

    /// Keys typed that wait for more: a count and the beginning of a sequence.
    pub fn pending_keys(&self) -> String {
        let count = self.count.map(|count| count.to_string()).unwrap_or_default();
        self.typed.iter().fold(count, |text, key| text + &key.to_string())
    }

    /// Everything that is odd about the recordings, each with the name of its recording.
    pub fn warnings(&self) -> Vec<String> {
        let faults = self.set.faults.iter().map(|fault| format!("not opened: {fault}"));
        let own = self.set.recordings.iter().flat_map(|recording| {
            recording.warnings.iter().map(move |warning| format!("{}: {warning}", recording.name))
        });
        faults.chain(self.set.notices.iter().cloned()).chain(own).collect()
    }

    fn opening_message(&self) -> Option<String> {
        let faults = self.set.faults.len();
        match (faults, self.warnings().len()) {
            (0, 0) => None,
            (0, 1) => Some("1 notice about the files: w shows it".into()),
            (0, count) => Some(format!("{count} notices about the files: w shows them")),
            (1, _) => Some("1 recording failed to open: w says why".into()),
            (_, _) => Some(format!("{faults} recordings failed to open: w says why")),
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

    /// Takes note of what was drawn.
    pub fn see(&mut self, view: View) {
        self.view = view;
        self.first_other = self.first_other(view.columns);
    }

    /// Takes in an answer.
    pub fn learn(&mut self, query: Query, answer: Answer) {
        if let Answer::Failed(fault) = &answer {
            self.message = Some(fault.to_string());
        }
        self.answers.insert(query, answer);
    }

    /// The answer to a query, if it is known.
    pub fn answer(&self, query: &Query) -> Option<&Answer> {
        self.answers.get(query)
    }

    /// The query behind the neuron of the selection in a recording.
    pub fn neuron_query(&self, recording: RecordingId) -> Query {
        Query::Neuron { recording, layer: self.place.layer, neuron: self.place.neuron }
    }

    fn image_query(&self, recording: RecordingId) -> Query {
        let Place { layer, image, .. } = self.place;
        Query::Image { recording, layer, image, scale: self.scale }
    }

    fn category_query(&self, recording: RecordingId) -> Query {
        let Place { layer, category, .. } = self.place;
        Query::Category { recording, layer, category, scale: self.scale }
    }

    /// What the selected neuron responds to in a recording.
    pub fn neuron(&self, recording: RecordingId) -> Option<&NeuronAnswer> {
        match self.answer(&self.neuron_query(recording))? {
            Answer::Neuron(answer) => Some(answer),
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
        };
        match self.answer(&query)? {
            Answer::Failed(fault) => Some(fault.to_string()),
            _ => None,
        }
    }

    /// What the selected neuron's activations are divided by: 1 for raw values, `None` where they cannot be
    /// normalized or that is not known yet.
    pub fn divisor(&self) -> Option<f64> {
        match self.scale {
            Scale::Raw => Some(1.),
            Scale::Normalized => {
                self.neuron(self.set.reference)?.summary.max.filter(|max| *max > 0.)
            }
        }
    }

    /// The questions whose answers the screen needs and that are still open, the most urgent first.
    pub fn wanted(&mut self) -> Vec<Query> {
        let shown = self.columns(self.view.columns);
        let mut all: Vec<RecordingId> = shown.clone();
        all.extend(self.order().into_iter().filter(|id| !shown.contains(id)));
        let mut queries = Vec::new();
        for &recording in &all {
            let count = self.set.recording(recording).map_or(0, |recording| recording.n_images());
            match self.place.pane {
                Pane::Neuron => queries.push(self.neuron_query(recording)),
                Pane::Category => queries.push(self.category_query(recording)),
                Pane::Image => {
                    queries.extend(
                        (self.place.image.index() < count).then(|| self.image_query(recording)),
                    );
                    queries.push(self.neuron_query(recording));
                }
            }
        }
        if self.scale == Scale::Normalized {
            queries.push(self.neuron_query(self.set.reference));
        }
        queries.extend(all.iter().map(|&recording| Query::Accuracy { recording }));
        for query in &queries {
            self.answers.touch(query);
        }
        queries.retain(|query| self.answers.get(query).is_none());
        queries
    }

    /// Whether the screen waits for an answer.
    pub fn is_waiting(&self) -> bool {
        self.columns(self.view.columns).into_iter().any(|recording| {
            let query = match self.place.pane {
                Pane::Neuron => self.neuron_query(recording),
                Pane::Image => self.image_query(recording),
                Pane::Category => self.category_query(recording),
            };
            let count = self.set.recording(recording).map_or(0, |recording| recording.n_images());
            let exists = self.place.pane != Pane::Image || self.place.image.index() < count;
            exists && self.answer(&query).is_none()
        })
    }

    /// Handles a key.
    pub fn key(&mut self, key: Key) -> Effect {
        if self.prompt.is_some() {
            return self.prompt_key(key);
        }
        if self.overlay.is_some() {
            return self.overlay_key(key);
        }
        self.message = None;
        if let (Key::Char(digit @ '0'..='9'), true) = (key, self.typed.is_empty()) {
            let digit = usize::try_from(digit.to_digit(10).unwrap_or(0)).unwrap_or(0);
            if digit > 0 || self.count.is_some() {
                let count = self.count.unwrap_or(0).saturating_mul(10).saturating_add(digit);
                self.count = Some(count.min(MOST_COUNT));
            }
            return Effect::None;
        }
        if key == Key::Esc && !self.pending_keys().is_empty() {
            self.forget_keys();
            return Effect::None;
        }
        self.typed.push(key);
        match meaning(&self.typed) {
            Meaning::Prefix => Effect::None,
            Meaning::Unknown => {
                self.message =
                    Some(format!("{} is no key here: ? lists them", self.pending_keys()));
                self.forget_keys();
                Effect::None
            }
            Meaning::Complete(action) => {
                let count = self.count;
                self.forget_keys();
                self.act(action, count)
            }
        }
    }

    fn forget_keys(&mut self) {
        self.typed.clear();
        self.count = None;
    }

    fn prompt_key(&mut self, key: Key) -> Effect {
        let Some(prompt) = &mut self.prompt else { return Effect::None };
        match prompt.key(key) {
            Typed::More => {}
            Typed::Cancelled => self.prompt = None,
            Typed::Done => match prompt.text().trim() {
                "" => self.prompt = None,
                "q" | "quit" => return Effect::Quit,
                text => match prompt::go(text, self.place, &self.set) {
                    Ok(place) => {
                        self.prompt = None;
                        self.go(place);
                    }
                    Err(error) => prompt.error = Some(error),
                },
            },
        }
        Effect::None
    }

    fn overlay_key(&mut self, key: Key) -> Effect {
        let Some(overlay) = &mut self.overlay else { return Effect::None };
        let (Overlay::Help(line) | Overlay::Warnings(line)) = overlay;
        match meaning(&[key]) {
            Meaning::Complete(Action::Down) => *line += 1,
            Meaning::Complete(Action::Up) => *line = line.saturating_sub(1),
            Meaning::Complete(Action::PageDown) => *line += self.view.page.max(1),
            Meaning::Complete(Action::PageUp) => {
                *line = line.saturating_sub(self.view.page.max(1));
            }
            Meaning::Complete(Action::Redraw) => return Effect::Redraw,
            Meaning::Complete(Action::Suspend) => return Effect::Suspend,
            Meaning::Complete(Action::Quit) if key != Key::Char('q') => return Effect::Quit,
            _ => self.overlay = None,
        }
        Effect::None
    }

    fn act(&mut self, action: Action, count: Option<usize>) -> Effect {
        let steps = count.unwrap_or(1).max(1);
        match action {
            Action::Quit => return Effect::Quit,
            Action::Suspend => return Effect::Suspend,
            Action::Redraw => return Effect::Redraw,
            Action::Help => self.overlay = Some(Overlay::Help(0)),
            Action::Warnings => self.show_warnings(),
            Action::Prompt => self.prompt = Some(Prompt::default()),
            Action::Normalize => self.normalize(),
            Action::Larger => self.zoom = (self.zoom + 1).min(ZOOM_LEVELS - 1),
            Action::Smaller => self.zoom = self.zoom.saturating_sub(1),
            Action::Down => self.vertical(steps, true),
            Action::Up => self.vertical(steps, false),
            Action::PageDown => self.page(steps, true),
            Action::PageUp => self.page(steps, false),
            Action::Right => self.horizontal(steps, true),
            Action::Left => self.horizontal(steps, false),
            Action::First => self.jump(count.unwrap_or(0)),
            Action::Last => self.jump(count.unwrap_or(usize::MAX)),
            Action::Next => self.step_subject(steps, true),
            Action::Previous => self.step_subject(steps, false),
            Action::Enter => self.enter(),
            Action::Back => self.travel(steps, History::back, "this is where it began"),
            Action::Forward => self.travel(steps, History::forward, "nothing lies ahead"),
            Action::NextRegion => self.cycle_region(true),
            Action::PreviousRegion => self.cycle_region(false),
            Action::Leave => self.place.focus = Focus::default(),
            Action::ShowNeuron => self.show(Pane::Neuron),
            Action::ShowImage => self.show(Pane::Image),
            Action::ShowCategory => self.show(Pane::Category),
            Action::NextLayer => self.step_layer(steps, true),
            Action::PreviousLayer => self.step_layer(steps, false),
            Action::FirstLayer => self.go_to_layer(0),
            Action::LastLayer => self.go_to_layer(usize::MAX),
            Action::NextRecording => self.step_recording(steps, true),
            Action::PreviousRecording => self.step_recording(steps, false),
        }
        Effect::None
    }

    fn show_warnings(&mut self) {
        if self.warnings().is_empty() {
            self.message = Some("nothing is odd about the files".into());
        } else {
            self.overlay = Some(Overlay::Warnings(0));
        }
    }

    fn normalize(&mut self) {
        self.scale = match self.scale {
            Scale::Raw => Scale::Normalized,
            Scale::Normalized => Scale::Raw,
        };
        self.message = Some(match self.scale {
            Scale::Raw => "activations as recorded".into(),
            Scale::Normalized => {
                let reference = self.recording_name(self.set.reference);
                format!("activations in % of the neuron's maximum in {reference}")
            }
        });
    }

    /// Name of a recording.
    pub fn recording_name(&self, recording: RecordingId) -> &str {
        self.set.recording(recording).map_or("", |recording| recording.name.as_str())
    }

    /// Goes to a place and remembers the one before.
    fn go(&mut self, place: Place) {
        if !place.shows_same(&self.place) {
            self.history.leave(self.place);
        }
        self.place = place;
    }

    fn travel(&mut self, steps: usize, step: fn(&mut History, Place) -> Option<Place>, end: &str) {
        for _ in 0..steps {
            if let Some(place) = step(&mut self.history, self.place) {
                self.place = place;
            } else {
                self.message = Some(end.to_owned());
                return;
            }
        }
    }

    /// How many neurons, images or categories there are to step through.
    pub fn subject_count(&self) -> usize {
        match self.place.pane {
            Pane::Neuron => self.set.model.layer(self.place.layer).map_or(0, |info| info.neurons),
            Pane::Image => {
                self.set.recording(self.place.recording).map_or(0, |recording| recording.n_images())
            }
            Pane::Category => self.set.categories.len(),
        }
    }

    /// Number of the neuron, image or category that the pane shows.
    pub fn subject(&self) -> usize {
        match self.place.pane {
            Pane::Neuron => self.place.neuron.index(),
            Pane::Image => self.place.image.index(),
            Pane::Category => self.place.category.index(),
        }
    }

    fn go_to_subject(&mut self, subject: usize) {
        let subject = subject.min(self.subject_count().saturating_sub(1));
        let place = match self.place.pane {
            Pane::Neuron => Place { neuron: NeuronId(subject), ..self.place },
            Pane::Image => Place { image: ImageId(subject), ..self.place },
            Pane::Category => Place { category: CategoryId(subject), ..self.place },
        };
        self.go(place);
    }

    fn step_subject(&mut self, steps: usize, forward: bool) {
        self.go_to_subject(moved(self.subject(), steps, forward));
    }

    fn step_layer(&mut self, steps: usize, forward: bool) {
        self.go_to_layer(moved(self.place.layer.index(), steps, forward));
    }

    fn go_to_layer(&mut self, layer: usize) {
        let layer = LayerId(layer.min(self.set.model.layers.len().saturating_sub(1)));
        let width = self.set.model.layer(layer).map_or(1, |info| info.neurons);
        let neuron = NeuronId(self.place.neuron.index().min(width.saturating_sub(1)));
        self.go(Place { layer, neuron, ..self.place });
    }

    fn step_recording(&mut self, steps: usize, forward: bool) {
        let order = self.order();
        let at = order.iter().position(|id| *id == self.place.recording).unwrap_or(0);
        let to = moved(at, steps, forward).min(order.len().saturating_sub(1));
        if let Some(&recording) = order.get(to) {
            self.place.recording = recording;
        }
        self.clamp_cursor();
    }

    /// Items of a region in the recording that has the cursor.
    fn items(&self) -> usize {
        let recording = self.place.recording;
        let confused = |is_positive: bool| {
            let answer = self.category(recording)?;
            if is_positive {
                answer.false_positives.as_ref()
            } else {
                answer.false_negatives.as_ref()
            }
        };
        let count = |confused: Option<&crate::query::Confused>| {
            confused.map_or(0, |confused| confused.by_category.len())
        };
        let pictures = |confused: Option<&crate::query::Confused>| {
            confused.map_or(0, |confused| confused.images.len())
        };
        match self.place.focus.region {
            Region::Subject => 0,
            Region::Pictures => self.neuron(recording).map_or(0, |answer| answer.top_images.len()),
            Region::Categories => self.listed_categories().len(),
            Region::Predictions => {
                self.image(recording).map_or(0, |answer| 1 + answer.predictions.len())
            }
            Region::Neurons => self.top_neurons(recording).len(),
            Region::PositiveCounts => count(confused(true)),
            Region::NegativeCounts => count(confused(false)),
            Region::PositivePictures => pictures(confused(true)),
            Region::NegativePictures => pictures(confused(false)),
        }
    }

    /// The top neurons that the pane lists for a recording.
    fn top_neurons(&self, recording: RecordingId) -> Vec<NeuronId> {
        let ranked = match self.place.pane {
            Pane::Neuron => None,
            Pane::Image => self.image(recording).map(|answer| &answer.top_neurons),
            Pane::Category => self.category(recording).map(|answer| &answer.top_neurons),
        };
        ranked.into_iter().flatten().map(|ranked| ranked.id).collect()
    }

    /// The categories as the neuron pane lists them: by descending mean in the reference, those that lead in
    /// another recording moved up into the first rows.
    pub fn listed_categories(&self) -> Vec<CategoryId> {
        super::listing::categories(
            &self.order().iter().filter_map(|id| self.neuron(*id)).collect::<Vec<_>>(),
        )
    }

    /// What is under the cursor.
    pub fn target(&self) -> Option<Target> {
        let (Focus { region, index }, recording) = (self.place.focus, self.place.recording);
        match region {
            Region::Subject => None,
            Region::Pictures => {
                self.neuron(recording)?.top_images.get(index).map(|top| Target::Image(top.image))
            }
            Region::Categories => {
                self.listed_categories().get(index).copied().map(Target::Category)
            }
            Region::Predictions => {
                let answer = self.image(recording)?;
                let category = match index.checked_sub(1) {
                    None => answer.category?,
                    Some(rank) => answer.predictions.get(rank)?.category,
                };
                Some(Target::Category(category))
            }
            Region::Neurons => self.top_neurons(recording).get(index).copied().map(Target::Neuron),
            Region::PositiveCounts | Region::PositivePictures => {
                confused_target(self.category(recording)?.false_positives.as_ref()?, region, index)
            }
            Region::NegativeCounts | Region::NegativePictures => {
                confused_target(self.category(recording)?.false_negatives.as_ref()?, region, index)
            }
        }
    }

    fn enter(&mut self) {
        if self.place.focus.region == Region::Subject {
            return self.cycle_region(true);
        }
        match self.target() {
            Some(target) => self.open(target),
            None => self.message = Some("nothing to open here".into()),
        }
    }

    fn open(&mut self, target: Target) {
        let now = Place { focus: Focus::default(), ..self.place };
        self.go(match target {
            Target::Neuron(neuron) => Place { pane: Pane::Neuron, neuron, ..now },
            Target::Image(image) => Place { pane: Pane::Image, image, ..now },
            Target::Category(category) => Place { pane: Pane::Category, category, ..now },
        });
    }

    /// Shows a pane; what is under the cursor becomes its subject when it is of that kind.
    fn show(&mut self, pane: Pane) {
        match (pane, self.target()) {
            (Pane::Neuron, Some(target @ Target::Neuron(_)))
            | (Pane::Image, Some(target @ Target::Image(_)))
            | (Pane::Category, Some(target @ Target::Category(_))) => self.open(target),
            _ => self.go(Place { pane, focus: Focus::default(), ..self.place }),
        }
    }

    fn cycle_region(&mut self, forward: bool) {
        let regions = self.place.pane.regions();
        let at = regions.iter().position(|region| *region == self.place.focus.region).unwrap_or(0);
        // Regions without an item are passed over; above the lists there is always a place.
        for step in 1..=regions.len() {
            let to = if forward { at + step } else { at + regions.len() - step } % regions.len();
            let Some(&region) = regions.get(to) else { continue };
            self.place.focus = Focus { region, index: 0 };
            if region == Region::Subject || self.items() > 0 {
                break;
            }
        }
        self.start_on_selected_neuron();
    }

    /// In the image pane the list of neurons is entered at the neuron whose pictures are shown.
    fn start_on_selected_neuron(&mut self) {
        if (self.place.pane, self.place.focus.region) == (Pane::Image, Region::Neurons) {
            let neurons = self.top_neurons(self.place.recording);
            let selected = neurons.iter().position(|neuron| *neuron == self.place.neuron);
            self.place.focus.index = selected.unwrap_or(0);
            self.follow_neuron();
        }
    }

    fn vertical(&mut self, steps: usize, down: bool) {
        match self.place.focus.region {
            Region::Subject => self.step_subject(steps, down),
            region if region.is_grid() => {
                let per_row = self.view.pictures_per_row.max(1);
                let index = moved(self.place.focus.index, steps.saturating_mul(per_row), down);
                let stays_in_column = down || self.place.focus.index >= per_row;
                if stays_in_column && index < self.items().max(1) {
                    self.place.focus.index = index;
                }
            }
            _ => {
                self.place.focus.index = moved(self.place.focus.index, steps, down);
                self.clamp_cursor();
            }
        }
    }

    fn page(&mut self, steps: usize, down: bool) {
        let page = match self.place.focus.region {
            Region::Subject => PAGE,
            _ => self.view.page.max(1),
        };
        self.vertical(steps.saturating_mul(page), down);
    }

    fn horizontal(&mut self, steps: usize, right: bool) {
        let region = self.place.focus.region;
        if !region.is_grid() {
            return self.step_recording(steps, right);
        }
        let per_row = self.view.pictures_per_row.max(1);
        for _ in 0..steps.min(self.items().max(1)) {
            let index = self.place.focus.index;
            let at_edge =
                if right { index % per_row == per_row - 1 } else { index.is_multiple_of(per_row) };
            if !at_edge && (!right || index + 1 < self.items()) {
                self.place.focus.index = moved(index, 1, right);
            } else {
                return self.cross(index, right);
            }
        }
    }

    /// From the edge of one recording's pictures to the near edge of the next one's, in the same row.
    fn cross(&mut self, index: usize, right: bool) {
        let before = self.place.recording;
        self.step_recording(1, right);
        if self.place.recording == before {
            return;
        }
        let per_row = self.view.pictures_per_row.max(1);
        let row = index - index % per_row;
        self.place.focus.index = if right { row } else { row + per_row - 1 };
        self.clamp_cursor();
    }

    fn jump(&mut self, to: usize) {
        if self.place.focus.region == Region::Subject {
            return self.go_to_subject(to);
        }
        self.place.focus.index = to;
        self.clamp_cursor();
    }

    fn clamp_cursor(&mut self) {
        let last = self.items().saturating_sub(1);
        self.place.focus.index = self.place.focus.index.min(last);
        self.follow_neuron();
    }

    /// In a list of neurons the cursor selects: the pictures beside it follow.
    fn follow_neuron(&mut self) {
        if let (Pane::Image, Some(Target::Neuron(neuron))) = (self.place.pane, self.target()) {
            self.place.neuron = neuron;
        }
    }

    /// A recording by position.
    pub fn recording(&self, recording: RecordingId) -> Option<&Recording> {
        self.set.recording(recording).map(AsRef::as_ref)
    }
}

fn moved(from: usize, steps: usize, forward: bool) -> usize {
    if forward { from.saturating_add(steps) } else { from.saturating_sub(steps) }
}

fn confused_target(
    confused: &crate::query::Confused,
    region: Region,
    index: usize,
) -> Option<Target> {
    if region.is_grid() {
        return confused.images.get(index).copied().map(Target::Image);
    }
    confused.by_category.get(index).map(|(category, _)| Target::Category(*category))
}
