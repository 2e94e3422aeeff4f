//! The cursor: regions, what is under it, how it moves through lists and pictures.

use super::explore::App;
use super::place::{Focus, Pane, Place, Region, Target};
use crate::ids::{ImageId, NeuronId, RecordingId};
use crate::query::{Query, Ranked};

/// Steps of a page outside lists.
const PAGE: usize = 10;

impl App {
    /// Items of a region in the recording that has the cursor.
    pub(super) fn items(&self) -> usize {
        let recording = self.place.recording;
        match self.place.focus.region {
            Region::Subject => 0,
            Region::Pictures if self.place.pane == Pane::Marked => {
                self.counted_marks(recording).len()
            }
            Region::Pictures => {
                self.neuron(recording).map_or(0, |answer| self.shown_images(answer).len())
            }
            Region::Categories if self.place.pane == Pane::Pair => 2,
            Region::Categories => self.listed_categories().len(),
            Region::Predictions => {
                self.image(recording).map_or(0, |answer| 1 + answer.predictions.len())
            }
            region if region.is_neurons() => self.top_neurons(recording).len(),
            region => {
                let errors = region.side().and_then(|side| self.errors(recording, side));
                errors.map_or(0, |errors| {
                    if region.is_grid() { errors.images.len() } else { errors.by_category.len() }
                })
            }
        }
    }

    /// The top neurons that the region with the cursor lists for a recording; outside such a region those of the
    /// pane's subject.
    pub(super) fn top_neurons(&self, recording: RecordingId) -> Vec<NeuronId> {
        self.ranked_neurons(recording).iter().map(|ranked| ranked.id).collect()
    }

    /// The same with their activations.
    pub(super) fn ranked_neurons(&self, recording: RecordingId) -> &[Ranked<NeuronId>] {
        let region = self.place.focus.region;
        let side = region.side().filter(|_| region.is_neurons());
        let ranked = match (self.place.pane, side) {
            (Pane::Neuron | Pane::Layer | Pane::Table | Pane::Confusion, _) => None,
            (Pane::Marked, _) => self.marked_neurons(recording),
            (Pane::Image, _) => self.responses(recording),
            (Pane::Category | Pane::Pair, Some(side)) => {
                self.errors(recording, side).map(|errors| errors.neurons)
            }
            (Pane::Category, None) => {
                self.category(recording).map(|answer| answer.top_neurons.as_slice())
            }
            (Pane::Pair, None) => self.pair(recording).map(|answer| answer.top_neurons.as_slice()),
        };
        ranked.unwrap_or_default()
    }

    /// What is under the cursor.
    pub fn target(&self) -> Option<Target> {
        let (Focus { region, index }, recording) = (self.place.focus, self.place.recording);
        match region {
            Region::Subject => None,
            Region::Pictures if self.place.pane == Pane::Marked => {
                self.counted_marks(recording).get(index).copied().map(Target::Image)
            }
            Region::Pictures => {
                self.neuron(recording)?.top_images.get(index).map(|top| Target::Image(top.image))
            }
            Region::Categories if self.place.pane == Pane::Pair => {
                let both = [self.place.category, self.place.other];
                both.get(index).copied().map(Target::Category)
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
            region if region.is_neurons() => {
                self.top_neurons(recording).get(index).copied().map(Target::Neuron)
            }
            region => {
                let errors = self.errors(recording, region.side()?)?;
                if region.is_grid() {
                    return errors.images.get(index).copied().map(Target::Image);
                }
                errors.by_category.get(index).map(|(category, _)| Target::Pair(*category))
            }
        }
    }

    pub(super) fn enter(&mut self) {
        match self.place.pane {
            Pane::Layer => return self.open_map_neuron(),
            Pane::Confusion => return self.open_matrix_cell(),
            Pane::Table => return self.show(Pane::Neuron),
            _ => {}
        }
        if self.place.focus.region == Region::Subject {
            return self.cycle_region(true);
        }
        match self.target() {
            Some(target) => self.open(target),
            None => self.message = Some("nothing to open here".into()),
        }
    }

    pub(super) fn open(&mut self, target: Target) {
        let now = Place { focus: Focus::default(), ..self.place };
        self.go(match target {
            Target::Neuron(neuron) => Place { pane: Pane::Neuron, neuron, ..now },
            Target::Image(image) => Place { pane: Pane::Image, image, ..now },
            Target::Category(category) => Place { pane: Pane::Category, category, ..now },
            Target::Pair(other) => Place { pane: Pane::Pair, other, ..now },
        });
    }

    /// Shows a pane; what is under the cursor becomes its subject when it is of that kind.
    pub(super) fn show(&mut self, pane: Pane) {
        match (pane, self.target()) {
            (Pane::Neuron, Some(target @ Target::Neuron(_)))
            | (Pane::Image, Some(target @ Target::Image(_)))
            | (Pane::Category, Some(target @ Target::Category(_))) => self.open(target),
            (Pane::Category, Some(Target::Pair(other))) => self.open(Target::Category(other)),
            _ => self.go(Place { pane, focus: Focus::default(), ..self.place }),
        }
    }

    pub(super) fn cycle_region(&mut self, forward: bool) {
        let regions = self.place.pane.regions();
        let at = regions.iter().position(|region| *region == self.place.focus.region).unwrap_or(0);
        // Regions that are empty or not on the screen are passed over; above the lists there is always a place.
        for step in 1..=regions.len() {
            let to = if forward { at + step } else { at + regions.len() - step } % regions.len();
            let Some(&region) = regions.get(to) else { continue };
            self.place.focus = Focus { region, index: 0 };
            if region == Region::Subject || (self.items() > 0 && self.view.regions.has(region)) {
                break;
            }
        }
        self.start_on_selected_neuron();
    }

    /// In the image pane the list of neurons is entered at the neuron whose pictures are shown.
    pub(super) fn start_on_selected_neuron(&mut self) {
        if (self.place.pane, self.place.focus.region) == (Pane::Image, Region::Neurons) {
            let neurons = self.top_neurons(self.place.recording);
            let selected = neurons.iter().position(|neuron| *neuron == self.place.neuron);
            self.place.focus.index = selected.unwrap_or(0);
            self.follow_neuron();
        }
    }

    pub(super) fn vertical(&mut self, steps: usize, down: bool) {
        match self.place.focus.region {
            Region::Subject if self.place.pane == Pane::Layer => {
                self.step_map_category(steps, down);
            }
            Region::Subject => self.step_subject(steps, down),
            region if region.is_grid() => {
                let per_row = self.view.pictures_per_row.max(1);
                let index = self.place.focus.index;
                let last = self.items().saturating_sub(1);
                // No further than the column reaches, so that it is never left.
                let rows = if down { last.saturating_sub(index) } else { index } / per_row;
                self.place.focus.index = moved(index, steps.min(rows) * per_row, down);
            }
            _ => {
                self.place.focus.index = moved(self.place.focus.index, steps, down);
                self.clamp_cursor();
            }
        }
    }

    pub(super) fn page(&mut self, steps: usize, down: bool) {
        let page = match self.place.focus.region {
            Region::Subject if self.place.pane != Pane::Table => PAGE,
            _ => self.view.page.max(1),
        };
        self.vertical(steps.saturating_mul(page), down);
    }

    pub(super) fn horizontal(&mut self, steps: usize, right: bool) {
        if self.place.pane == Pane::Layer {
            return self.step_map_neuron(steps, right);
        }
        if self.place.pane == Pane::Confusion {
            return self.step_matrix_column(steps, right);
        }
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
    pub(super) fn cross(&mut self, index: usize, right: bool) {
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

    pub(super) fn jump(&mut self, to: usize) {
        if self.place.pane == Pane::Layer {
            return self.jump_in_map(to);
        }
        if self.place.pane == Pane::Confusion {
            return self.jump_in_matrix(to);
        }
        if self.place.focus.region == Region::Subject {
            return self.go_to_subject(self.end_of_subjects(to).unwrap_or(to));
        }
        self.place.focus.index = to;
        self.clamp_cursor();
    }

    /// The first of what the pane steps through for 0, the last for a number beyond all, where that is not by number.
    fn end_of_subjects(&self, to: usize) -> Option<usize> {
        let is_last = to == usize::MAX;
        match self.place.pane {
            _ if to != 0 && !is_last => None,
            Pane::Image => self.end_image(is_last).map(ImageId::index),
            _ => self.end_row(is_last).map(NeuronId::index),
        }
    }

    /// Keeps the cursor on an item: on the last one if the list is shorter, above the lists if it is empty or not
    /// on the screen. Nothing moves while the list is not known yet.
    pub(super) fn clamp_cursor(&mut self) {
        let Focus { region, index } = self.place.focus;
        if region == Region::Subject || !self.is_known() {
            return;
        }
        self.place.focus = match self.items().checked_sub(1) {
            Some(last) if self.view.regions.has(region) => Focus { region, index: index.min(last) },
            _ => Focus::default(),
        };
        self.follow_neuron();
    }

    /// The same before it is known what there is room for: lists are as high as what is known of them, so that the one
    /// with the cursor may have no place yet.
    pub(super) fn clamp_to_list(&mut self) {
        let Focus { region, index } = self.place.focus;
        if region == Region::Subject || !self.is_known() {
            return;
        }
        if let Some(last) = self.items().checked_sub(1) {
            self.place.focus = Focus { region, index: index.min(last) };
            self.follow_neuron();
        }
    }

    /// Whether everything that the cursor can stand on in its recording is known.
    pub(super) fn is_known(&self) -> bool {
        let recording = self.place.recording;
        let is_answered = |query: &Query| self.answer(query).is_some();
        match self.place.pane {
            Pane::Neuron => {
                let shown = self.columns(self.view.columns);
                shown.into_iter().all(|recording| is_answered(&self.neuron_query(recording)))
            }
            Pane::Category => is_answered(&self.category_query(recording)),
            Pane::Pair => is_answered(&self.pair_query(recording)),
            Pane::Marked => is_answered(&self.marked_query(recording)),
            // Their keys do not wait: reading a layer takes its time. Until then the cursor goes by number.
            Pane::Layer | Pane::Table | Pane::Confusion => true,
            Pane::Image => {
                let exists = self.has_selected_image(recording);
                let listed_by = self.listed_by(recording);
                let is_listed = self.has_selected_image(listed_by);
                !self.awaits_kept_images()
                    && (!exists || is_answered(&self.image_query(recording)))
                    && (!is_listed || is_answered(&self.image_query(listed_by)))
                    && self.response_query(recording).is_none_or(|query| is_answered(&query))
                    && is_answered(&self.neuron_query(recording))
            }
        }
    }

    /// In a list of neurons the cursor selects: the pictures beside it follow.
    pub(super) fn follow_neuron(&mut self) {
        if let (Pane::Image, Some(Target::Neuron(neuron))) = (self.place.pane, self.target()) {
            self.place.neuron = neuron;
        }
    }
}

pub(super) fn moved(from: usize, steps: usize, forward: bool) -> usize {
    if forward { from.saturating_add(steps) } else { from.saturating_sub(steps) }
}
