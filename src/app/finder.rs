//! One search over everything that has a name – categories, layers, recordings, labelled neurons, places that the user
//! named – and those names of places.

use std::collections::BTreeMap;

use super::commands::Action;
use super::complete::{Candidate, fitting};
use super::explore::App;
use super::fuzzy::only_begun;
use super::line::Line;
use super::place::{Focus, Pane, Place};
use crate::ids::{CategoryId, LayerId, NeuronId, RecordingId};
use crate::labels::{Entry, Subject};

/// Characters of the name of a place.
const MOST_NAME: usize = 32;

/// What a search finds.
#[derive(Debug, Clone, Copy)]
enum Found {
    Category(CategoryId),
    Layer(LayerId),
    Recording(RecordingId),
    Neuron(LayerId, NeuronId),
    /// A place with a name, whole.
    Place(Place),
}

/// Places with names, and what was searched last.
#[derive(Debug, Default)]
pub(super) struct Finder {
    places: BTreeMap<String, Place>,
    typed: String,
    /// Where the user was before a search that is being typed.
    before: Option<Place>,
    /// What fits it, the best first, and which of them was gone to.
    matches: Vec<(Candidate, Found)>,
    at: usize,
}

impl App {
    /// Everything that can be found.
    fn findable(&self) -> Vec<(Candidate, Found)> {
        let named = |kind: &str, name: &str, help: String, found: Found| {
            (Candidate::new(format!("{kind} {name}"), help), found)
        };
        let categories = self.set.categories.names().iter().zip(0..).map(|(name, id)| {
            named("category", name, id.to_string(), Found::Category(CategoryId(id)))
        });
        let layers = self.set.model.layers.iter().zip(0..).map(|(info, id)| {
            named(
                "layer",
                &info.name,
                format!("{} neurons", info.neurons),
                Found::Layer(LayerId(id)),
            )
        });
        let recordings = self.order().into_iter().map(|id| {
            named("recording", self.recording_name(id), self.role(id), Found::Recording(id))
        });
        let labelled =
            self.labels().all().filter_map(|(subject, entry)| self.labelled_neuron(subject, entry));
        let places =
            self.finder.places.iter().map(|(name, place)| {
                named("place", name, self.words_of(place), Found::Place(*place))
            });
        categories.chain(layers).chain(recordings).chain(labelled).chain(places).collect()
    }

    /// Where something is, seen from here.
    fn place_of(&self, found: Found) -> Place {
        let now = Place { focus: Focus::default(), ..self.place };
        match found {
            Found::Category(category) => Place { pane: Pane::Category, category, ..now },
            Found::Layer(layer) => {
                let width = self.set.model.layer(layer).map_or(1, |info| info.neurons);
                let neuron = now.neuron.min(NeuronId(width.saturating_sub(1)));
                Place { layer, neuron, ..now }
            }
            Found::Recording(recording) => Place { recording, ..now },
            Found::Neuron(layer, neuron) => Place { pane: Pane::Neuron, layer, neuron, ..now },
            Found::Place(place) => place,
        }
    }

    /// A neuron of these recordings that has a label or a note.
    fn labelled_neuron(&self, subject: &Subject, entry: &Entry) -> Option<(Candidate, Found)> {
        let remark = &entry.remark;
        let at = self.set.model.layers.iter().position(|layer| layer.name == subject.layer)?;
        let is_there = subject.neuron.index() < self.set.model.layers.get(at)?.neurons;
        if !is_there || (remark.label.is_empty() && remark.note.is_empty()) {
            return None;
        }
        // A note is searched as well as a label.
        let text = format!("neuron {}/{} {}", subject.layer, subject.neuron, remark.words(" · "));
        let found = Found::Neuron(LayerId(at), subject.neuron);
        Some((Candidate::new(text, String::new()), found))
    }

    /// What a search may go on with.
    pub(super) fn find_candidates(&self) -> Vec<Candidate> {
        self.findable().into_iter().map(|(candidate, _)| candidate).collect()
    }

    /// While a search is typed, what fits it best shows; nothing is remembered of that.
    pub(super) fn preview_search(&mut self) {
        let text = self.prompt.as_ref().and_then(|prompt| searched(prompt.text()));
        let Some(text) = text else { return self.end_preview() };
        let origin = *self.finder.before.get_or_insert(self.place);
        self.place = origin;
        let best = if text.is_empty() || text.parse::<usize>().is_ok() {
            None
        } else {
            self.matching(&text).into_iter().next()
        };
        if let Some((_, found)) = best {
            self.place = self.place_of(found);
        }
        self.arrange();
    }

    /// What showed before the search shows again.
    pub(super) fn end_preview(&mut self) {
        if let Some(place) = self.finder.before.take() {
            self.place = place;
            self.arrange();
        }
    }

    /// What fits a text, the best first; alone what is called so.
    fn matching(&self, text: &str) -> Vec<(Candidate, Found)> {
        let all = self.findable();
        let exact = all.iter().find(|(candidate, _)| candidate.text == text).cloned();
        exact.map_or_else(
            || with_all_letters(text, fitting(text, all, |(candidate, _)| &candidate.text)),
            |exact| vec![exact],
        )
    }

    /// Goes to what fits a text best; an error in words if nothing does.
    pub(super) fn find(&mut self, text: &str) -> Result<(), String> {
        // As in vim: nothing is what was searched last.
        let last = self.finder.typed.clone();
        let text = if text.is_empty() { last.as_str() } else { text };
        if text.is_empty() {
            return Err("find what? Some letters of a name".into());
        }
        let matches = self.matching(text);
        if matches.is_empty() {
            return Err("no category, layer, recording, labelled neuron or place fits".into());
        }
        text.clone_into(&mut self.finder.typed);
        (self.finder.matches, self.finder.at) = (matches, 0);
        self.go_to_match();
        Ok(())
    }

    /// Goes to another match of the last search, after the last one to the first.
    pub(super) fn step_match(&mut self, steps: usize, forward: bool) {
        let count = self.finder.matches.len();
        let steps = steps.checked_rem(count).unwrap_or(0);
        let ahead = if forward { steps } else { count - steps };
        self.finder.at = (self.finder.at + ahead).checked_rem(count).unwrap_or(0);
        self.go_to_match();
    }

    /// Why there is no match to go to.
    pub(super) fn without_match(&self) -> Option<String> {
        let key = self.keymap.first(Action::Find);
        self.finder.matches.is_empty().then(|| format!("nothing was searched yet: {key} searches"))
    }

    fn go_to_match(&mut self) {
        let Some((candidate, found)) = self.finder.matches.get(self.finder.at).cloned() else {
            return;
        };
        let (at, count) = (self.finder.at + 1, self.finder.matches.len());
        self.return_to(self.place_of(found));
        self.message = Some(format!("{}: {}, {at} of {count}", self.finder.typed, candidate.text));
    }

    /// Gives this place a name; an older place of that name loses it.
    pub(super) fn name_place(&mut self, name: &str) -> Result<(), String> {
        let count = name.chars().count();
        if count == 0 || count > MOST_NAME {
            return Err(format!("a place's name has 1 to {MOST_NAME} characters, not {count}"));
        }
        self.finder.places.insert(name.to_owned(), self.place);
        let key = self.keymap.first(Action::GoToPlace);
        self.message = Some(format!("{name}: {} ({key} leads back)", self.words_of(&self.place)));
        Ok(())
    }

    /// The places with names.
    pub(super) fn named_places(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.finder.places.iter().map(|(name, place)| (name.as_str(), place))
    }

    /// Takes up a place that was named at another time.
    pub(super) fn restore_named_place(&mut self, name: String, place: Place) {
        if (1..=MOST_NAME).contains(&name.chars().count()) {
            self.finder.places.insert(name, place);
        }
    }

    /// Goes to the place of a name.
    pub(super) fn go_to_named_place(&mut self, name: &str) -> Result<(), String> {
        let place = self.finder.places.get(name).or_else(|| only_begun(self.named_places(), name));
        let place = place.copied().ok_or_else(|| {
            let names: Vec<&str> = self.finder.places.keys().map(String::as_str).collect();
            match names.as_slice() {
                [] => "no place has a name yet".to_owned(),
                names => format!("no place of that name; there are {}", names.join(", ")),
            }
        })?;
        self.return_to(place);
        Ok(())
    }

    /// Why there is no place to go to.
    pub(super) fn without_places(&self) -> Option<String> {
        let key = self.keymap.first(Action::NamePlace);
        // The key twice leads back over the last jump.
        let is_of_no_use = self.finder.places.is_empty() && self.without_jumps().is_some();
        is_of_no_use.then(|| format!("no place has a name: {key} gives this one a name"))
    }

    /// The names of places, and what is there.
    pub(super) fn place_candidates(&self) -> Vec<Candidate> {
        let places = self.finder.places.iter();
        places.map(|(name, place)| Candidate::new(name, self.words_of(place))).collect()
    }

    pub(super) fn words_of(&self, place: &Place) -> String {
        format!("{}, {}", self.what_of(place), self.where_of(place))
    }

    /// What a place shows.
    pub(super) fn what_of(&self, place: &Place) -> String {
        let category = |id| self.set.categories.name(id);
        match place.pane {
            Pane::Neuron => format!("neuron {}", place.neuron),
            Pane::Image => format!("image {}", place.image),
            Pane::Category => format!("category {}", category(place.category)),
            Pane::Pair | Pane::Confusion => {
                format!("{} and {}", category(place.category), category(place.other))
            }
            Pane::Layer => format!("map, neuron {}", place.neuron),
            Pane::Table => format!("table, neuron {}", place.neuron),
            Pane::Marked => "marked images".into(),
        }
    }

    /// Of which layer and recording.
    pub(super) fn where_of(&self, place: &Place) -> String {
        let layer = self.set.model.layer(place.layer).map_or("", |layer| layer.name.as_str());
        format!("{layer}, {}", self.recording_name(place.recording))
    }
}

/// What a line searches, if it does.
fn searched(line: &str) -> Option<String> {
    let Line { command, rest, .. } = Line::read(line).ok()?;
    (command.action == Action::Find).then(|| rest.to_owned())
}

/// Those in which the letters stand together, whatever their case; all of them if they do so in none.
fn with_all_letters(text: &str, all: Vec<(Candidate, Found)>) -> Vec<(Candidate, Found)> {
    let text = text.to_lowercase();
    let has = |(candidate, _): &(Candidate, Found)| candidate.text.to_lowercase().contains(&text);
    if all.iter().any(has) { all.into_iter().filter(has).collect() } else { all }
}
