//! The page of all layers: how much each changed since the reference, one layer worked out after the other.

use super::commands::Action;
use super::explore::{App, Effect, Overlay};
use super::keymap::Meaning;
use super::keys::Key;
use crate::ids::LayerId;
use crate::query::{Answer, LayerLine, Query};

impl App {
    /// Whether the page of all layers is open.
    pub(super) fn shows_layers(&self) -> bool {
        matches!(self.overlay, Some(Overlay::Layers(_)))
    }

    /// The layers in the order in which they are worked out: the one at hand is known best.
    fn layers_to_work_out(&self) -> impl Iterator<Item = LayerId> {
        let here = self.place.layer;
        let all = (0..self.set.model.layers.len()).map(LayerId);
        std::iter::once(here).chain(all.filter(move |layer| *layer != here))
    }

    /// The next layer that the page of all layers lacks.
    fn next_line(&self) -> Option<LayerId> {
        let is_open = |layer: &LayerId| {
            let query = Query::LayerLine { layer: *layer };
            self.answer(&query).is_none() && !self.without_stopped(vec![query]).is_empty()
        };
        if self.shows_layers() { self.layers_to_work_out().find(is_open) } else { None }
    }

    /// The layer whose passes may go on: that of the page of all layers which is worked out, else the one at hand.
    pub fn attended_layer(&self) -> LayerId {
        self.next_line().unwrap_or(self.place.layer)
    }

    /// The questions of the page: those that are to be kept, and the next one. One at a time, because what a pass keeps
    /// of a large layer takes its room.
    pub(super) fn line_queries(&self) -> (Vec<Query>, Option<Query>) {
        let query = |layer| Query::LayerLine { layer };
        let all = if self.shows_layers() {
            self.layers_to_work_out().map(query).collect()
        } else {
            Vec::new()
        };
        (all, self.next_line().map(query))
    }

    /// What the recordings say of a layer, the reference first; nothing while it is not known, an error in words if it
    /// cannot be.
    pub fn layer_lines(&self, layer: LayerId) -> Option<Result<Vec<LayerLine>, String>> {
        match self.answer(&Query::LayerLine { layer })? {
            Answer::LayerLine(answer) if answer.lines.is_empty() => {
                Some(Err(answer.faults.first().map_or_else(String::new, ToString::to_string)))
            }
            Answer::LayerLine(answer) => {
                let line = |recording| answer.lines.iter().find(|line| line.recording == recording);
                Some(Ok(self.order().into_iter().filter_map(line).copied().collect()))
            }
            Answer::Failed(fault) => Some(Err(fault.to_string())),
            _ => None,
        }
    }

    /// Opens the page with the cursor on the layer at hand.
    pub(super) fn open_layers(&mut self) {
        self.overlay = Some(Overlay::Layers(self.place.layer.index()));
    }

    /// A key while the page is open.
    pub(super) fn layers_key(&mut self, key: Key) -> Effect {
        let Some(Overlay::Layers(at)) = &mut self.overlay else { return Effect::None };
        let last = self.set.model.layers.len().saturating_sub(1);
        match self.keymap.meaning(&[key]) {
            Meaning::Complete(Action::Down) => *at = (*at + 1).min(last),
            Meaning::Complete(Action::Up) => *at = at.saturating_sub(1),
            Meaning::Complete(Action::First) | Meaning::Prefix => *at = 0,
            Meaning::Complete(Action::Last) => *at = last,
            Meaning::Complete(Action::Enter) => {
                let layer = LayerId((*at).min(last));
                self.leave_for_layer(layer);
            }
            _ => return self.other_page_key(key),
        }
        Effect::None
    }

    /// Closes the page and goes to a layer.
    pub(super) fn leave_for_layer(&mut self, layer: LayerId) {
        self.overlay = None;
        self.go_to_layer(layer.index());
    }
}
