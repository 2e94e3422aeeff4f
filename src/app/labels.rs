//! Labels and notes of neurons on the screen: given, taken back, and on to the next neuron that has none.

use std::collections::BTreeSet;

use super::commands::Action;
use super::explore::App;
use super::place::{Pane, Place};
use crate::ids::{LayerId, NeuronId};
use crate::labels::{Labels, Moment, Remark, Subject, WORDS};
use crate::table::Column;

/// More letters than this are a note, no label.
const MOST_LETTERS: usize = 40;

/// Labels, and what the user did to them.
#[derive(Debug, Default)]
pub(super) struct Labelling {
    labels: Labels,
    /// Another number after every change.
    version: usize,
    /// What the outside has still to keep.
    changes: Vec<(Subject, Remark)>,
    done: Vec<Step>,
    undone: Vec<Step>,
    /// The neuron that was labelled last, and where that led: a note made there is about the neuron.
    just: Option<(NeuronId, Place)>,
    /// Whether the last change could not be kept.
    is_unkept: bool,
    /// Whether the user was told so when the program was to end.
    is_end_questioned: bool,
}

/// A change that can be taken back.
#[derive(Debug, Clone)]
struct Step {
    layer: LayerId,
    neuron: NeuronId,
    before: Remark,
    after: Remark,
}

impl Labelling {
    /// Another number after every change.
    pub(super) fn version(&self) -> usize {
        self.version
    }

    pub(super) fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    pub(super) fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// A note is about the selected neuron again.
    pub(super) fn forget_labelled(&mut self) {
        self.just = None;
    }
}

/// The outside.
impl App {
    /// The labels.
    pub fn labels(&self) -> &Labels {
        &self.labelling.labels
    }

    /// Takes up labels that were kept, in place of those before.
    pub fn restore_labels(&mut self, labels: Labels) {
        if labels != self.labelling.labels {
            self.labelling.labels = labels;
            self.labelling.version += 1;
        }
        self.arrange();
    }

    /// What the user has said of neurons since this was asked last.
    pub fn take_label_changes(&mut self) -> Vec<(Subject, Remark)> {
        std::mem::take(&mut self.labelling.changes)
    }

    /// States whether what was said of neurons is kept somewhere.
    pub fn see_labels_kept(&mut self, is_kept: bool) {
        let is_news = self.labelling.is_unkept == is_kept;
        self.labelling.is_unkept = !is_kept;
        if is_news {
            self.labelling.is_end_questioned = false;
            let said = || "labels are kept again".into();
            self.message = Some(if is_kept { said() } else { self.unkept_words() });
        }
    }

    fn unkept_words(&self) -> String {
        format!("labels are NOT KEPT: {} says why", self.keymap.first(Action::Warnings))
    }

    /// Whether the program may end: not at the first wish while labels would be lost.
    pub(super) fn may_end(&mut self) -> bool {
        if !self.labelling.is_unkept || self.labelling.is_end_questioned {
            return true;
        }
        self.labelling.is_end_questioned = true;
        let key = self.keymap.first(Action::Quit);
        self.message = Some(format!("{}; {key} once more ends without them", self.unkept_words()));
        false
    }

    /// What is said of the selected neuron.
    pub fn remark(&self) -> Option<&Remark> {
        self.labels().remark(&self.subject_of(self.place.layer, self.place.neuron))
    }
}

/// What keys do.
impl App {
    /// Gives the selected neuron the label of a key.
    pub(super) fn label_by_key(&mut self, action: Action) {
        let [spurious, novel, fine, dead, unsure] = WORDS;
        let label = match action {
            Action::LabelSpurious => spurious,
            Action::LabelNovel => novel,
            Action::LabelFine => fine,
            Action::LabelDead => dead,
            _ => unsure,
        };
        self.label(label);
    }

    /// Gives the selected neuron a label in the user's words; what is wrong with them otherwise.
    pub(super) fn label_by_text(&mut self, text: &str) -> Result<(), String> {
        let letters = text.chars().count();
        if text.is_empty() {
            return Err("label it what? Add a word or a few".into());
        }
        if text.eq_ignore_ascii_case("none") {
            let key = self.keymap.first(Action::Unlabel);
            return Err(format!("none is no label; {key} takes a label away"));
        }
        if letters > MOST_LETTERS {
            let key = self.keymap.first(Action::Note);
            return Err(format!(
                "a label has at most {MOST_LETTERS} letters, this has {letters}; {key} notes more"
            ));
        }
        self.label(text);
        Ok(())
    }

    fn label(&mut self, label: &str) {
        let neuron = self.place.neuron;
        let note = self.remark().map(|remark| remark.note.clone()).unwrap_or_default();
        self.say_of_neuron(Remark { label: label.to_owned(), note });
        self.tell_labelled(&format!("neuron {neuron}: {label}"), Action::UndoLabel, "undoes");
        let labelled = neuron;
        if let Some(neuron) = self.next_unlabelled() {
            self.go(Place { neuron, ..self.place });
            self.labelling.just = Some((labelled, self.place));
            return;
        }
        let message = self.message.take().unwrap_or_default();
        self.message = Some(format!("{message} · no neuron is left"));
    }

    /// The neuron that a note is about: the one that was labelled just now, if nothing was done since, else the selected
    /// one.
    pub(super) fn noted_neuron(&self) -> NeuronId {
        let just = self.labelling.just.filter(|(_, place)| *place == self.place);
        just.map_or(self.place.neuron, |(neuron, _)| neuron)
    }

    /// What is said of that neuron.
    pub(super) fn noted_remark(&self) -> Option<&Remark> {
        self.labels().remark(&self.subject_of(self.place.layer, self.noted_neuron()))
    }

    /// Notes something about a neuron; nothing takes the note away.
    pub(super) fn note_by_text(&mut self, text: &str) {
        let neuron = self.noted_neuron();
        let label = self.noted_remark().map(|remark| remark.label.clone()).unwrap_or_default();
        self.say_of(neuron, Remark { label, note: text.to_owned() });
        let what = if text.is_empty() { "no note" } else { "noted" };
        self.tell_labelled(&format!("neuron {neuron}: {what}"), Action::UndoLabel, "undoes");
    }

    /// Takes label and note of the selected neuron away.
    pub(super) fn unlabel(&mut self) {
        self.say_of_neuron(Remark::default());
        let what = format!("neuron {}: no label", self.place.neuron);
        self.tell_labelled(&what, Action::UndoLabel, "undoes");
    }

    /// Takes the last change back, and goes where it was made.
    pub(super) fn undo_label(&mut self) {
        let Some(step) = self.labelling.done.pop() else { return };
        self.step_to(&step, &step.before);
        self.labelling.undone.push(step);
        self.tell_step("again", Action::RedoLabel, "redoes");
    }

    /// Makes the change anew that was taken back last.
    pub(super) fn redo_label(&mut self) {
        let Some(step) = self.labelling.undone.pop() else { return };
        self.step_to(&step, &step.after);
        self.labelling.done.push(step);
        self.tell_step("after all", Action::UndoLabel, "undoes");
    }

    fn step_to(&mut self, step: &Step, remark: &Remark) {
        self.go(Place { layer: step.layer, neuron: step.neuron, ..self.place });
        self.put_remark(step.neuron, remark.clone());
    }

    fn tell_step(&mut self, how: &str, action: Action, does: &str) {
        let said = self.remark().map_or("no label", |remark| match remark.label.as_str() {
            "" => "a note",
            label => label,
        });
        let what = format!("neuron {}: {said} {how}", self.place.neuron);
        self.tell_labelled(&what, action, does);
    }

    /// Changes what is said of the selected neuron, so that it can be taken back.
    fn say_of_neuron(&mut self, after: Remark) {
        self.say_of(self.place.neuron, after);
    }

    /// The same of any neuron of the layer.
    fn say_of(&mut self, neuron: NeuronId, after: Remark) {
        let layer = self.place.layer;
        let before = self.labels().remark(&self.subject_of(layer, neuron)).cloned();
        let before = before.unwrap_or_default();
        if before == after {
            return;
        }
        self.labelling.done.push(Step { layer, neuron, before, after: after.clone() });
        self.labelling.undone.clear();
        self.put_remark(neuron, after);
    }

    fn put_remark(&mut self, neuron: NeuronId, remark: Remark) {
        let subject = self.subject_of(self.place.layer, neuron);
        let labelling = &mut self.labelling;
        // By whom and when is for the outside to say.
        labelling.labels.change(subject.clone(), remark.clone(), ("", Moment::default()));
        labelling.changes.push((subject, remark));
        labelling.version += 1;
    }

    /// Says what happened, how many neurons have a label, and which key goes back.
    fn tell_labelled(&mut self, what: &str, action: Action, does: &str) {
        let (some, all) = (self.labelled().len(), self.layer_width());
        let key = self.keymap.first(action);
        let unkept = if self.labelling.is_unkept { "NOT KEPT · " } else { "" };
        self.message = Some(format!("{unkept}{what} · {some} of {all} labelled · {key} {does}"));
    }

    /// The next neuron without a label in the order of the screen; behind the last one the first.
    fn next_unlabelled(&self) -> Option<NeuronId> {
        let order = self.neurons_in_order();
        let labelled = self.labelled();
        let here = order.iter().position(|neuron| *neuron == self.place.neuron);
        let (before, after) = order.split_at_checked(here.map_or(0, |at| at + 1))?;
        let mut next = after.iter().chain(before);
        next.find(|neuron| !labelled.contains(neuron)).copied()
    }

    /// The neurons in the order of the table or the map that shows, else by number.
    fn neurons_in_order(&self) -> Vec<NeuronId> {
        if self.place.pane == Pane::Layer
            && let Some(map) = self.arrangement()
        {
            return map.neurons.to_vec();
        }
        match self.table_rows().filter(|_| self.follows_table()) {
            Some(rows) => self.shown_rows().iter().filter_map(|row| rows.neuron(*row)).collect(),
            None => (0..self.layer_width()).map(NeuronId).collect(),
        }
    }

    /// The neurons of the layer that have a label.
    fn labelled(&self) -> BTreeSet<NeuronId> {
        let of_layer = self.labels().of_layer(self.layer_name());
        let labelled = of_layer.filter(|(_, remark)| !remark.label.is_empty());
        let width = self.layer_width();
        labelled.map(|(neuron, _)| neuron).filter(|neuron| neuron.index() < width).collect()
    }

    fn subject_of(&self, layer: LayerId, neuron: NeuronId) -> Subject {
        let name = self.set.model.layer(layer).map_or("", |info| info.name.as_str());
        Subject { layer: name.to_owned(), neuron }
    }

    pub(super) fn layer_name(&self) -> &str {
        self.set.model.layer(self.place.layer).map_or("", |info| info.name.as_str())
    }

    fn layer_width(&self) -> usize {
        self.set.model.layer(self.place.layer).map_or(0, |info| info.neurons)
    }

    /// Labels and notes of the layer, one of each a neuron; empty where there is none.
    pub(super) fn label_texts(&self) -> [(Column, Vec<String>); 2] {
        let width = self.layer_width();
        let (mut labels, mut notes) = (vec![String::new(); width], vec![String::new(); width]);
        for (neuron, remark) in self.labels().of_layer(self.layer_name()) {
            if let (Some(label), Some(note)) =
                (labels.get_mut(neuron.index()), notes.get_mut(neuron.index()))
            {
                label.clone_from(&remark.label);
                note.clone_from(&remark.note);
            }
        }
        [(Column::Label, labels), (Column::Note, notes)]
    }
}
