//! What a key changes: counts, sequences, actions. The only place where the state changes at the user's wish.

use super::commands::Action;
use super::cursor::moved;
use super::explore::{App, Effect, Overlay};
use super::history::{History, Visit};
use super::keymap::Meaning;
use super::keys::Key;
use super::place::{Focus, Pane, Place, Region};
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId};
use crate::query::{Answer, NormalizedBy, Query, Scale};
use crate::text::printable;

/// Larger counts than this are cut while they are typed.
const MOST_COUNT: usize = 999_999_999;
/// Keys that wait at most; more are taken for a key that is held down.
const MOST_AHEAD: usize = 256;

impl App {
    /// Handles a key. One that moves through a list whose contents are still being worked out waits for them, and
    /// those after it wait too. Keys that have nothing to do with lists, such as `q`, never wait; Esc and Ctrl-C
    /// forget what waits.
    pub fn key(&mut self, key: Key) -> Effect {
        if matches!(key, Key::Esc | Key::Ctrl('c')) {
            self.ahead.clear();
            return self.press_one(key);
        }
        // A page was opened before what waits: its keys go to it alone.
        if self.overlay.is_some() {
            return match self.press_one(key) {
                Effect::None => self.press_waiting(),
                effect => effect,
            };
        }
        // Behind a key that waits and opens a line every key is text.
        let opens_line = |key: &Key| self.keymap.action(*key).is_some_and(Action::opens_line);
        let is_text = self.ahead.iter().any(opens_line);
        if !self.ahead.is_empty()
            && !is_text
            && self.keymap.action(key).is_some_and(Action::is_urgent)
        {
            return self.press_one(key);
        }
        if self.ahead.len() < MOST_AHEAD {
            self.ahead.push_back(key);
        }
        self.press_waiting()
    }

    /// Takes in an answer, and the keys that waited for it.
    pub fn learn(&mut self, query: Query, answer: Answer) -> Effect {
        match &answer {
            Answer::Failed(fault) => self.tell_fault(fault.to_string()),
            Answer::Layer(answer) => {
                answer.faults.iter().for_each(|fault| self.tell_fault(fault.to_string()));
            }
            Answer::Alike(found) => self.learn_alike(found),
            Answer::Stopped => {
                self.table.forget_null(query);
                return Effect::None;
            }
            _ => {}
        }
        self.count_null(query, &answer);
        let is_notices = matches!(query, Query::Notices { .. });
        let opening = if is_notices { self.opening_message() } else { None };
        self.answers.insert(query, answer);
        if matches!(query, Query::Null { .. }) {
            self.table.learn_null(query);
        }
        if matches!(query, Query::Accuracy { .. }) {
            self.question_reference();
        }
        if is_notices {
            self.point_to_notices(&query, opening);
        }
        self.clamp_to_list();
        self.settle_on_kept_image();
        self.arrange();
        self.press_waiting()
    }

    fn tell_fault(&mut self, fault: String) {
        let key = self.keymap.first(Action::Warnings);
        self.message = Some(format!("{fault} ({key} shows all of it)"));
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn press_waiting(&mut self) -> Effect {
        while let Some(&key) = self.ahead.front() {
            if self.overlay.is_some() || self.must_wait(key) {
                break;
            }
            self.ahead.pop_front();
            let effect = self.press_one(key);
            if effect != Effect::None {
                return effect;
            }
        }
        Effect::None
    }

    /// Whether a key means something only once the lists are known.
    fn must_wait(&self, key: Key) -> bool {
        if self.prompt.is_some() {
            return false;
        }
        let typed: Vec<Key> = self.typed.iter().copied().chain([key]).collect();
        let Meaning::Complete(action) = self.keymap.meaning(&typed) else { return false };
        match action {
            Action::NextError | Action::PreviousError => self.awaits_errors(),
            _ if self.is_known() => false,
            Action::Enter
            | Action::NextRegion
            | Action::PreviousRegion
            | Action::CopyValue
            | Action::CopyTable => true,
            Action::Down
            | Action::Up
            | Action::Left
            | Action::Right
            | Action::PageDown
            | Action::PageUp
            | Action::First
            | Action::Last
            | Action::ShowNeuron
            | Action::ShowImage
            | Action::ShowCategory
            | Action::ShowConfusion
            | Action::ShowLayer
            | Action::ShowTable => self.is_in_list() || self.awaits_kept_images(),
            _ => false,
        }
    }

    fn is_in_list(&self) -> bool {
        self.place.focus.region != Region::Subject
    }

    /// Presses a key, then brings the table up to date for the next one.
    fn press_one(&mut self, key: Key) -> Effect {
        let effect = self.press(key);
        self.arrange();
        self.follow_tour();
        effect
    }

    fn press(&mut self, key: Key) -> Effect {
        if self.prompt.is_some() {
            return self.prompt_key(key);
        }
        if self.menu.is_some() {
            return self.menu_key(key);
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
        match self.keymap.meaning(&self.typed) {
            Meaning::Prefix => Effect::None,
            Meaning::Unknown => {
                let keys = printable(&self.pending_keys());
                let help = self.keymap.first(Action::Help);
                self.message = Some(format!("{keys} is no key here: {help} lists them"));
                self.forget_keys();
                Effect::None
            }
            Meaning::Complete(action) => {
                let count = self.count;
                self.forget_keys();
                self.act_if_available(action, count)
            }
        }
    }

    pub(super) fn forget_keys(&mut self) {
        self.typed.clear();
        self.count = None;
    }

    pub(super) fn overlay_key(&mut self, key: Key) -> Effect {
        if self.shows_work() {
            return self.work_key(key);
        }
        if self.shows_layers() {
            return self.layers_key(key);
        }
        let Some(overlay) = &mut self.overlay else { return Effect::None };
        let (Overlay::Warnings(line) | Overlay::Pictures(line) | Overlay::Details(line)) = overlay
        else {
            return self.help_key(key);
        };
        let page = self.view.page.max(1);
        let last = self.view.lines.saturating_sub(page);
        match self.keymap.meaning(&[key]) {
            Meaning::Complete(Action::Down) => *line = (*line + 1).min(last),
            Meaning::Complete(Action::Up) => *line = line.saturating_sub(1),
            Meaning::Complete(Action::PageDown) => *line = (*line + page).min(last),
            Meaning::Complete(Action::PageUp) => *line = line.saturating_sub(page),
            Meaning::Complete(Action::First) | Meaning::Prefix => *line = 0,
            Meaning::Complete(Action::Last) => *line = last,
            Meaning::Complete(Action::NextImages) => return Effect::NextImages,
            _ => return self.other_page_key(key),
        }
        Effect::None
    }

    /// A key that a page has no use for of its own: any but these closes it.
    pub(super) fn other_page_key(&mut self, key: Key) -> Effect {
        match self.keymap.meaning(&[key]) {
            Meaning::Complete(Action::Redraw) => return Effect::Redraw,
            Meaning::Complete(Action::Suspend) => return Effect::Suspend,
            Meaning::Complete(Action::Quit) if !matches!(key, Key::Char(_)) => {
                return self.act(Action::Quit, None);
            }
            _ => self.overlay = None,
        }
        Effect::None
    }

    /// Does what a command asks for, or says why it can do nothing.
    pub(super) fn act_if_available(&mut self, action: Action, count: Option<usize>) -> Effect {
        match self.unavailable(action) {
            None => self.act(action, count),
            why => {
                self.message = why;
                Effect::None
            }
        }
    }

    /// Does what a command asks for, `count` times or with the one of that number.
    pub(super) fn act(&mut self, action: Action, count: Option<usize>) -> Effect {
        match action {
            Action::Quit if self.may_end() => return Effect::Quit,
            Action::Quit => {}
            Action::Suspend => return Effect::Suspend,
            Action::Redraw => return Effect::Redraw,
            Action::NextImages => return Effect::NextImages,
            Action::CopyView
            | Action::CopyValue
            | Action::CopyTable
            | Action::CopyNeuron
            | Action::CopyImage => return self.copy(action),
            Action::SavePicture => return self.save_picture(),
            Action::Pictures => self.overlay = Some(Overlay::Pictures(0)),
            Action::Help => self.open_help(),
            Action::Warnings => self.overlay = Some(Overlay::Warnings(0)),
            Action::Details => self.overlay = Some(Overlay::Details(0)),
            Action::Work => self.overlay = Some(Overlay::Work(0)),
            Action::Layers => self.open_layers(),
            Action::Prompt => self.open_prompt(String::new()),
            _ => match self.beginning(action) {
                Some(line) => self.open_prompt(line),
                None => self.change(action, count),
            },
        }
        Effect::None
    }

    /// Changes what the panes show.
    fn change(&mut self, action: Action, count: Option<usize>) {
        let steps = count.unwrap_or(1).max(1);
        match action {
            Action::LabelSpurious
            | Action::LabelNovel
            | Action::LabelFine
            | Action::LabelDead
            | Action::LabelUnsure => self.label_by_key(action),
            Action::Unlabel => self.unlabel(),
            Action::UndoLabel => self.undo_label(),
            Action::RedoLabel => self.redo_label(),
            Action::Mark => self.turn_mark(),
            Action::Unmark => self.unmark(),
            Action::ShowMarked => self.show_marked(),
            Action::ReverseSort => self.reverse_sort(),
            Action::SortLeft => self.sort_beside(steps, false),
            Action::SortRight => self.sort_beside(steps, true),
            Action::ColumnsLeft => self.scroll_columns(steps, false),
            Action::ColumnsRight => self.scroll_columns(steps, true),
            Action::NextMatch => self.step_match(steps, true),
            Action::PreviousMatch => self.step_match(steps, false),
            Action::Tour => self.toggle_tour(),
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
            Action::ShowConfusion => self.show_matrix(),
            Action::Difference => self.compare_matrix(),
            Action::ShowLayer => {
                self.show(Pane::Layer);
                self.enter_layer();
            }
            Action::NextOrder if self.place.pane == Pane::Confusion => self.next_matrix_order(),
            Action::NextOrder => self.next_order(),
            Action::ShowTable => self.show_table(),
            Action::NextLayer => self.step_layer(steps, true),
            Action::PreviousLayer => self.step_layer(steps, false),
            Action::FirstLayer => self.go_to_layer(0),
            Action::LastLayer => self.go_to_layer(usize::MAX),
            Action::NextRecording => self.step_recording(steps, true),
            Action::PreviousRecording => self.step_recording(steps, false),
            _ => self.change_looks(action, steps),
        }
    }

    /// Changes how the panes show it, and whose selection they show.
    fn change_looks(&mut self, action: Action, steps: usize) {
        match action {
            Action::LastJump => {
                self.travel(1, History::over_last_jump, "this is where it began");
            }
            Action::NextError => self.step_error(steps, true),
            Action::PreviousError => self.step_error(steps, false),
            Action::TakeLead => self.take_lead(),
            Action::EachItsOwn => self.turn_following(),
            Action::TakeReference => self.take_as_reference(),
            Action::Normalize => self.normalize(),
            Action::NormalizeBy => self.normalize_by_this(),
            Action::NormalizeByPercentile => self.normalize_by_percentile(),
            _ if action.moves_border() => self.move_border(action, steps),
            Action::UsualSizes => self.reset_borders(),
            Action::ModelStrip => self.turn_model_strip(),
            Action::Zoom => self.is_alone = !self.is_alone,
            Action::Larger => self.step_zoom(true),
            Action::Smaller => self.step_zoom(false),
            // What asks for something else than a change.
            _ => {}
        }
    }

    /// Normalizes by the recording that did so last, at first the reference, or not any more.
    pub(super) fn normalize(&mut self) {
        self.scale = match self.scale {
            Scale::Raw => Scale::By(self.normalizer),
            Scale::By(_) => Scale::Raw,
        };
        self.say_scale();
    }

    /// Normalizes by the recording with the cursor.
    pub(super) fn normalize_by_this(&mut self) {
        self.normalizer.recording = self.place.recording;
        self.scale = Scale::By(self.normalizer);
        self.say_scale();
    }

    /// Takes the neuron's 99.9th percentile for 100 %, or its maximum again.
    fn normalize_by_percentile(&mut self) {
        self.normalizer.by = match self.normalizer.by {
            NormalizedBy::Maximum => NormalizedBy::Percentile,
            NormalizedBy::Percentile => NormalizedBy::Maximum,
        };
        self.scale = Scale::By(self.normalizer);
        self.say_scale();
    }

    fn say_scale(&mut self) {
        self.message = Some(match self.scale {
            Scale::Raw => "activations as recorded".into(),
            Scale::By(normalizer) => {
                let name = self.recording_name(normalizer.recording);
                let by = normalizer.by.name();
                format!("activations in % of the neuron's {by} in {name}")
            }
        });
    }

    /// Goes to a place and remembers the one before.
    pub(super) fn go(&mut self, place: Place) {
        if place.layer != self.place.layer {
            self.forget_stopped();
        }
        let place = self.with_own_selection(place);
        if !place.shows_same(&self.place) {
            self.history.leave(self.visit());
        }
        if place.neuron != self.place.neuron {
            self.table.choose_neuron();
        }
        self.move_to(place);
        self.clamp_cursor();
    }

    /// Goes to a place with its cursor, which is put right once it is known what there is room for there.
    pub(super) fn return_to(&mut self, place: Place) {
        let focus = place.focus;
        self.go(place);
        self.place.focus = focus;
    }

    pub(super) fn travel(
        &mut self,
        steps: usize,
        step: fn(&mut History, Visit) -> Option<Visit>,
        end: &str,
    ) {
        for _ in 0..steps {
            let now = self.visit();
            if let Some(visit) = step(&mut self.history, now) {
                self.revisit(visit);
            } else {
                self.message = Some(end.to_owned());
                return;
            }
        }
    }

    pub(super) fn go_to_subject(&mut self, subject: usize) {
        let subject = subject.min(self.subject_count().saturating_sub(1));
        let place = match self.place.pane {
            Pane::Neuron | Pane::Layer | Pane::Table => {
                Place { neuron: NeuronId(subject), ..self.place }
            }
            Pane::Image => Place { image: ImageId(subject), ..self.place },
            Pane::Category | Pane::Confusion => {
                Place { category: CategoryId(subject), ..self.place }
            }
            Pane::Pair if subject == self.place.category.index() => {
                self.message = Some("that is the category itself".into());
                return;
            }
            Pane::Pair => Place { other: CategoryId(subject), ..self.place },
            Pane::Marked => {
                self.message = Some("all marked images at once: there is no next one".into());
                return;
            }
        };
        self.go(place);
    }

    pub(super) fn step_subject(&mut self, steps: usize, forward: bool) {
        if self.place.pane == Pane::Layer {
            return self.step_map_neuron(steps, forward);
        }
        if self.place.pane == Pane::Confusion {
            return self.step_matrix_row(steps, forward);
        }
        let by_number = match self.place.pane {
            Pane::Pair => self.stepped_other(steps, forward),
            Pane::Image if self.kept_images(self.place.recording).is_some() => {
                self.stepped_image(steps, forward).map_or(self.subject(), ImageId::index)
            }
            _ => moved(self.subject(), steps, forward),
        };
        self.go_to_subject(self.stepped_row(steps, forward).map_or(by_number, NeuronId::index));
    }

    pub(super) fn step_layer(&mut self, steps: usize, forward: bool) {
        self.go_to_layer(moved(self.place.layer.index(), steps, forward));
    }

    pub(super) fn go_to_layer(&mut self, layer: usize) {
        let layer = LayerId(layer.min(self.set.model.layers.len().saturating_sub(1)));
        let width = self.set.model.layer(layer).map_or(1, |info| info.neurons);
        let neuron = NeuronId(self.place.neuron.index().min(width.saturating_sub(1)));
        self.go(Place { layer, neuron, ..self.place });
    }

    pub(super) fn step_recording(&mut self, steps: usize, forward: bool) {
        let order = self.order();
        let at = order.iter().position(|id| *id == self.place.recording).unwrap_or(0);
        let to = moved(at, steps, forward).min(order.len().saturating_sub(1));
        if let Some(&recording) = order.get(to) {
            self.enter_recording(recording);
        }
        self.clamp_cursor();
    }
}
