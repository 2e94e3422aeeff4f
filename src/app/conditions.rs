//! Which commands can do nothing where the user is, and why.

use super::commands::Action;
use super::explore::App;
use super::place::{Pane, Region};

/// Sizes of pictures, from the smallest to the largest.
pub(super) const ZOOM_LEVELS: usize = 6;
/// The size that pictures have until the user chooses another.
pub(super) const USUAL_ZOOM: usize = 2;

impl App {
    /// Why a command can do nothing now, in a few words; `None` where it can.
    pub fn unavailable(&self, action: Action) -> Option<String> {
        let when = |is_so: bool, why: &str| is_so.then(|| why.to_owned());
        match action {
            Action::Difference if self.place.pane != Pane::Confusion => {
                let key = self.keymap.first(Action::ShowConfusion);
                Some(format!("compares in the confusion pane: {key}"))
            }
            Action::NextError | Action::PreviousError => self.without_errors(),
            _ if action.is_about_recordings() => self.alone(),
            Action::Left | Action::Right if self.steps_recordings() => self.alone(),
            Action::NextLayer | Action::PreviousLayer | Action::FirstLayer | Action::LastLayer => {
                when(self.set.model.layers.len() < 2, "one layer only")
            }
            Action::NextRegion | Action::PreviousRegion => {
                when(self.place.pane.regions().len() < 2, "no lists in this pane")
            }
            Action::Back => when(!self.history.has_past(), "this is where it began"),
            Action::Forward => when(!self.history.has_future(), "nothing lies ahead"),
            Action::NextOrder => {
                let key = self.keymap.first(Action::ShowLayer);
                let is_ordered = matches!(self.place.pane, Pane::Layer | Pane::Confusion);
                (!is_ordered).then(|| format!("orders the layer pane: {key}"))
            }
            Action::Sort
            | Action::ReverseSort
            | Action::SortLeft
            | Action::SortRight
            | Action::Filter
            | Action::Columns => self.without_table(),
            Action::ColumnsLeft | Action::ColumnsRight => {
                self.without_table().or_else(|| self.without_hidden_columns(action))
            }
            Action::Zoom => {
                let is_whole = matches!(self.place.pane, Pane::Layer | Pane::Table);
                when(is_whole, "this pane has the whole screen")
            }
            Action::LabelSpurious
            | Action::LabelNovel
            | Action::LabelFine
            | Action::LabelDead
            | Action::LabelUnsure
            | Action::Label
            | Action::Note => self.without_neuron(),
            Action::Unlabel => self
                .without_neuron()
                .or_else(|| when(self.remark().is_none(), "this neuron has no label")),
            Action::UndoLabel => when(!self.labelling.can_undo(), "no label to undo"),
            Action::RedoLabel => when(!self.labelling.can_redo(), "no label to redo"),
            Action::Mark | Action::CopyImage => self.without_image(),
            Action::Unmark | Action::ShowMarked => self.without_marks(),
            Action::Larger => when(self.zoom + 1 >= ZOOM_LEVELS, "pictures get no larger"),
            Action::Smaller => when(self.zoom == 0, "pictures get no smaller"),
            Action::SavePicture => self.without_picture(),
            Action::NextMatch | Action::PreviousMatch => self.without_match(),
            _ if action.moves_border() => self.without_border(action),
            Action::GoToPlace => self.without_places(),
            Action::Jumps | Action::LastJump => self.without_jumps(),
            Action::Tour => when(!self.has_tour(), "the tour is one of the demo: deephys demo"),
            Action::Warnings => when(self.warnings().is_empty(), "nothing is odd about the files"),
            _ => None,
        }
    }

    /// Whether left and right go from recording to recording.
    fn steps_recordings(&self) -> bool {
        !matches!(self.place.pane, Pane::Layer | Pane::Confusion)
            && !self.place.focus.region.is_grid()
    }

    fn alone(&self) -> Option<String> {
        (self.set.recordings.len() < 2).then(|| "one recording only".to_owned())
    }

    /// Why no neuron can be labelled here.
    fn without_neuron(&self) -> Option<String> {
        let shows = matches!(self.place.pane, Pane::Neuron | Pane::Table | Pane::Layer);
        let key = self.keymap.first(Action::ShowNeuron);
        if !shows {
            return Some(format!("labels are for neurons: {key} shows one"));
        }
        // Before the table is there, nobody can see which neuron is meant and which is next.
        let is_open = self.place.pane == Pane::Table && self.table_rows().is_none();
        is_open.then(|| "the table is not there yet".to_owned())
    }

    fn without_table(&self) -> Option<String> {
        self.table_failure().map(|failure| format!("no table here: {failure}"))
    }

    fn without_hidden_columns(&self, action: Action) -> Option<String> {
        let is_left = action == Action::ColumnsLeft;
        let hidden = if is_left { self.skipped_columns() } else { self.columns_to_the_right() };
        let is_known = self.place.pane == Pane::Table && self.place.focus.region == Region::Subject;
        let side = if is_left { "left" } else { "right" };
        (is_known && hidden == 0).then(|| format!("no more columns at the {side}"))
    }
}
