//! Places with names as text, from one start to the next.

use super::address::{find_recording, pane_name, pane_named, read_selection, recording_text};
use super::explore::App;
use super::place::{Pane, Place};
use crate::text::{escaped, printable, unescaped};

/// The name of the part of an address with the places, which is of no use to others.
pub const PLACES_PART: &str = "places";

/// Places that are kept; more were not named by hand.
const MOST_PLACES: usize = 100;

impl App {
    /// The places with names: `NAME|PANE|LAYER|NEURON|RECORDING|IMAGE|CATEGORY|OTHER` and `;` between them. The list under
    /// the cursor is not part of it.
    pub(super) fn places_text(&self) -> Option<String> {
        let places = self.named_places().take(MOST_PLACES);
        let texts: Vec<String> = places.map(|(name, place)| self.place_text(name, place)).collect();
        Some(texts.join(";")).filter(|text| !text.is_empty())
    }

    fn place_text(&self, name: &str, place: &Place) -> String {
        let layer = self.set.model.layer(place.layer).map_or("", |layer| layer.name.as_str());
        let recording = recording_text(self, place.recording);
        let Place { neuron, image, category, other, .. } = place;
        format!(
            "{}|{}|{}|{neuron}|{}|{image}|{category}|{other}",
            escaped(name),
            pane_name(place.pane),
            escaped(layer),
            escaped(&recording)
        )
    }

    /// Takes up the places of an address, and nothing else of it.
    pub fn take_up_places(&mut self, address: &str) -> Result<(), String> {
        let (_, parts) = address.split_once('?').unwrap_or_default();
        let mut parts = parts.split('&').filter_map(|part| part.split_once('='));
        let text = parts.find(|(name, _)| *name == PLACES_PART).and_then(|(_, it)| unescaped(it));
        text.map_or(Ok(()), |text| self.restore_places(&text))
    }

    /// Takes up places that [`Self::places_text`] has written. Those that are not there any more are left out; which they
    /// are is the error.
    pub(super) fn restore_places(&mut self, text: &str) -> Result<(), String> {
        let mut wrong = Vec::new();
        for text in text.split(';').filter(|text| !text.is_empty()).take(MOST_PLACES) {
            match self.read_place(text) {
                Ok((name, place)) => self.restore_named_place(name, place),
                Err(error) => wrong.push(error),
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
    }

    fn read_place(&self, text: &str) -> Result<(String, Place), String> {
        let fields: Vec<&str> = text.split('|').collect();
        let &[name, pane, layer, neuron, recording, image, category, other] = fields.as_slice()
        else {
            return Err(format!("a place has 8 parts, not {}", fields.len()));
        };
        let words = |text: &str| unescaped(text).ok_or_else(|| "this is no text".to_owned());
        let name = words(name)?;
        let of_place = |error: String| format!("place {}: {error}", printable(&name));
        let place = || {
            let layer = words(layer)?;
            let layer = self.set.model.find_layer(&layer).map_err(|error| error.brief())?;
            let recording = find_recording(self, &words(recording)?)?;
            let pane = pane_named(pane).filter(|pane| *pane != Pane::Marked).unwrap_or_default();
            let selection = read_selection(self, layer, [neuron, image, category, other])?;
            Ok(Place { pane, layer, recording, ..Place::default() }.with(selection))
        };
        let place = place().map_err(of_place)?;
        Ok((name, place))
    }
}
