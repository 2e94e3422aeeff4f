//! Who leads: one recording whose selection the others follow, or each recording with a selection of its own.

use std::collections::BTreeMap;

use super::explore::App;
use super::place::{Pane, Place};
use crate::ids::{CategoryId, ImageId, NeuronId, RecordingId};
use crate::query::{Answer, Query, Ranked};
use crate::recording::Recording;

/// Whose selection a recording shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Following {
    /// All show one selection, whichever recording has the cursor. This one's top neurons of an image are those that
    /// the others are looked at by.
    Lead(RecordingId),
    /// Each shows its own.
    Own,
}

/// What is selected in a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Selection {
    /// The neuron.
    pub neuron: NeuronId,
    /// The image.
    pub image: ImageId,
    /// The category.
    pub category: CategoryId,
    /// The category that it is looked at together with.
    pub other: CategoryId,
}

/// Who leads, and what is selected where nobody does.
#[derive(Debug)]
pub(super) struct Lead {
    following: Following,
    /// The recording that leads, or did before each had its own.
    last: RecordingId,
    /// The selections of recordings that do not have the cursor; those that are not there are where the cursor's is.
    own: BTreeMap<RecordingId, Selection>,
}

impl Lead {
    /// A recording leads.
    pub(super) fn by(recording: RecordingId) -> Self {
        Self { following: Following::Lead(recording), last: recording, own: BTreeMap::new() }
    }
}

impl Place {
    /// What is selected here.
    fn selection(&self) -> Selection {
        let Self { neuron, image, category, other, .. } = *self;
        Selection { neuron, image, category, other }
    }

    /// The same place with another selection.
    pub(super) fn with(self, Selection { neuron, image, category, other }: Selection) -> Self {
        Self { neuron, image, category, other, ..self }
    }
}

impl App {
    /// Who leads.
    pub fn following(&self) -> Following {
        self.lead.following
    }

    /// Whether a recording leads others.
    pub fn leads(&self, recording: RecordingId) -> bool {
        self.lead.following == Following::Lead(recording) && self.set.recordings.len() > 1
    }

    /// What is selected in a recording.
    pub fn selection(&self, recording: RecordingId) -> Selection {
        let here = self.place.selection();
        if self.lead.following != Following::Own || recording == self.place.recording {
            return here;
        }
        let own = self.lead.own.get(&recording).copied().unwrap_or(here);
        // The layer is the same for all; the selection may be from a wider one.
        let width = self.set.model.layer(self.place.layer).map_or(1, |layer| layer.neurons);
        Selection { neuron: NeuronId(own.neuron.index().min(width.saturating_sub(1))), ..own }
    }

    /// Whether a recording has the image that is selected in it.
    pub fn has_selected_image(&self, recording: RecordingId) -> bool {
        let count = self.recording(recording).map_or(0, Recording::n_images);
        self.selection(recording).image.index() < count
    }

    /// The recording whose top neurons of the image are listed for another one: the lead, or itself where nobody leads
    /// or the lead has no such image.
    pub fn listed_by(&self, recording: RecordingId) -> RecordingId {
        match self.lead.following {
            Following::Lead(lead) if self.has_selected_image(lead) => lead,
            _ => recording,
        }
    }

    /// The question how the neurons that are listed for a recording respond to the image in it, where they are another's.
    pub(super) fn response_query(&self, recording: RecordingId) -> Option<Query> {
        let listed_by = self.listed_by(recording);
        let is_followed = self.place.pane == Pane::Image && listed_by != recording;
        let (layer, image, scale) = (self.place.layer, self.place.image, self.scale);
        let query = Query::Responses { recording, layer, image, scale, listed_by };
        (is_followed && self.has_selected_image(recording)).then_some(query)
    }

    /// The neurons that the image pane lists for a recording, with their activations for its image; `None` while they
    /// are not known. Where the recording follows, the order is the lead's.
    pub fn responses(&self, recording: RecordingId) -> Option<&[Ranked<NeuronId>]> {
        let Some(query) = self.response_query(recording) else {
            // Without an image of its own a recording lists what the lead does.
            let of = self.listed_by(recording);
            return self.image(of).map(|answer| answer.top_neurons.as_slice());
        };
        match self.answer(&query)? {
            Answer::Responses(responses) => Some(responses),
            _ => None,
        }
    }

    /// The recording with the cursor leads: the others follow its selection.
    pub(super) fn take_lead(&mut self) {
        let recording = self.place.recording;
        self.lead = Lead::by(recording);
        let name = self.recording_name(recording);
        self.message = Some(format!("{name} leads: the others follow"));
        self.start_on_selected_neuron();
    }

    /// Each recording has a selection of its own, or follows again.
    pub(super) fn turn_following(&mut self) {
        match self.lead.following {
            Following::Lead(_) => {
                self.let_each_have_its_own();
                self.message = Some("each recording has its own selection".into());
            }
            Following::Own => {
                self.lead = Lead::by(self.lead.last);
                let name = self.recording_name(self.lead.last);
                self.message =
                    Some(format!("{name} leads again: all select what was selected here"));
            }
        }
    }

    /// From now on each recording has a selection of its own; all begin with the one that is there.
    pub(super) fn let_each_have_its_own(&mut self) {
        let here = self.place.selection();
        self.lead.following = Following::Own;
        self.lead.own = self.order().into_iter().map(|recording| (recording, here)).collect();
    }

    /// A recording leads, without a word.
    pub(super) fn restore_lead(&mut self, recording: RecordingId) {
        self.lead = Lead::by(recording);
    }

    /// Selects something in a recording that does not have the cursor, where each has its own.
    pub(super) fn restore_selection(&mut self, recording: RecordingId, selection: Selection) {
        self.lead.own.insert(recording, selection);
    }

    /// The cursor goes to a recording and finds the selection there that it has.
    pub(super) fn enter_recording(&mut self, recording: RecordingId) {
        let there = self.selection(recording);
        self.move_to(Place { recording, ..self.place }.with(there));
    }

    /// Everything is at another place; the recording that is left keeps its selection.
    pub(super) fn move_to(&mut self, place: Place) {
        let (left, selection) = (self.place.recording, self.place.selection());
        if self.lead.following == Following::Own && place.recording != left {
            self.lead.own.insert(left, selection);
        }
        self.place = place;
    }

    /// A place in another recording that says no more of the selection than that it was made here means the one there.
    pub(super) fn with_own_selection(&self, place: Place) -> Place {
        let is_other = place.recording != self.place.recording;
        let is_kept = place.selection() == self.place.selection();
        if is_other && is_kept { place.with(self.selection(place.recording)) } else { place }
    }
}
