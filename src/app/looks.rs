//! Preferences that change while the program runs: the theme, digits, the number and the size of pictures.

use std::ops::RangeInclusive;

use super::complete::Candidate;
use super::conditions::ZOOM_LEVELS;
use super::explore::App;
use super::place::Pane;
use super::preferences::{DIGITS, LARGE_PX, PREDICTION_DIGITS, SMALL_PX, TOP_IMAGES, Theme};
use crate::ids::NeuronId;

impl App {
    /// Whether the model shows in a strip; `None` where there is room.
    pub fn model_strip(&self) -> Option<bool> {
        self.model_strip
    }

    /// The model shows in a strip, or not; then where there is room again.
    pub(super) fn turn_model_strip(&mut self) {
        let (next, said) = match self.model_strip {
            None => (Some(true), "the model in a strip"),
            Some(true) => (Some(false), "no strip of the model"),
            Some(false) => (None, "the model in a strip where there is room"),
        };
        self.model_strip = next;
        self.message = Some(said.into());
    }

    /// The top neurons that the pane lists for the recording with the cursor; none where it lists none.
    pub fn listed_neurons(&self) -> Vec<NeuronId> {
        self.top_neurons(self.place.recording)
    }

    /// Whether a neuron is selected that the pane shows.
    pub fn selects_neuron(&self) -> bool {
        matches!(self.place.pane, Pane::Neuron | Pane::Table | Pane::Layer | Pane::Image)
    }

    /// Takes the theme of a name; an error in words when there is none.
    pub(super) fn choose_theme(&mut self, name: &str) -> Result<(), String> {
        let theme = Theme::ALL.into_iter().find(|theme| theme.name() == name);
        self.preferences.theme = theme.ok_or_else(|| {
            let names = Theme::ALL.map(Theme::name).join(", ");
            format!("no such theme; there are {names}")
        })?;
        self.message = Some(format!("theme: {name}"));
        Ok(())
    }

    /// Takes another number of significant digits; an error in words when it is none or out of range.
    pub(super) fn choose_digits(&mut self, text: &str) -> Result<(), String> {
        self.preferences.digits = within(text, "digits", &DIGITS)?;
        self.message = Some(format!("significant digits of activations: {text}"));
        Ok(())
    }

    /// Takes another number of pictures; an error in words when it is none or out of range.
    pub(super) fn choose_top_images(&mut self, text: &str) -> Result<(), String> {
        self.preferences.top_images = within(text, "top-images", &TOP_IMAGES)?;
        self.message = Some(format!("top images of a neuron: at most {text}"));
        Ok(())
    }

    /// Takes another number of digits of predictions; an error in words when it is none or out of range.
    pub(super) fn choose_prediction_digits(&mut self, text: &str) -> Result<(), String> {
        let digits = within(text, "prediction-digits", &PREDICTION_DIGITS)?;
        self.preferences.prediction_digits = digits;
        self.message = Some(format!("predictions with {} digits behind the point", digits - 2));
        Ok(())
    }

    /// Pictures in rows of so many pixels, nothing for the steps; an error in words when it is out of range.
    pub(super) fn choose_small_px(&mut self, text: &str) -> Result<(), String> {
        self.preferences.small_px = pixels(text, "small-pictures", &SMALL_PX)?;
        let by_steps = "pictures in rows by steps: + and -";
        let said = self.preferences.small_px.map(|px| format!("pictures in rows: {px} pixels"));
        self.message = Some(said.unwrap_or_else(|| by_steps.into()));
        Ok(())
    }

    /// The picture of an image of so many pixels, nothing for as there is room; an error in words when it is out of
    /// range.
    pub(super) fn choose_large_px(&mut self, text: &str) -> Result<(), String> {
        self.preferences.large_px = pixels(text, "large-picture", &LARGE_PX)?;
        let said = self.preferences.large_px.map(|px| format!("picture of an image: {px} pixels"));
        self.message = Some(said.unwrap_or_else(|| "picture of an image as there is room".into()));
        Ok(())
    }

    /// Pictures in rows a step larger or smaller than the last step, whatever pixels were asked for since.
    pub(super) fn step_zoom(&mut self, is_larger: bool) {
        self.preferences.small_px = None;
        self.zoom = if is_larger {
            (self.zoom + 1).min(ZOOM_LEVELS - 1)
        } else {
            self.zoom.saturating_sub(1)
        };
    }

    /// Takes note of whether the terminal's ground is light, and whether it has more than sixteen colors; whether that was
    /// not known before.
    pub fn see_terminal(&mut self, is_light: Option<bool>, has_many_colors: bool) -> bool {
        let before = (self.is_light, self.has_many_colors);
        (self.is_light, self.has_many_colors) = (is_light, has_many_colors);
        before != (is_light, has_many_colors)
    }

    /// The theme that cells are drawn in: on a light ground the terminal's own bright colors are hard to read, and dark
    /// ones stand in for them, those for color blindness too. Where there are sixteen colors, only the terminal's own
    /// are.
    pub fn theme(&self) -> Theme {
        let is_light = self.is_light == Some(true);
        match self.preferences.theme {
            Theme::Dark | Theme::Light | Theme::ColorBlind if !self.has_many_colors => {
                Theme::Terminal
            }
            Theme::Terminal if is_light && self.has_many_colors => Theme::Light,
            Theme::ColorBlind if is_light => Theme::ColorBlindOnLight,
            theme => theme,
        }
    }

    /// Whether there is an activation on the screen that is normalized if the user wants that; the map always is, in its
    /// own way, and the table never.
    pub fn shows_activations(&self) -> bool {
        match self.place.pane {
            Pane::Layer | Pane::Confusion => false,
            Pane::Table => self.view.shows_neuron,
            Pane::Neuron | Pane::Image | Pane::Category | Pane::Pair | Pane::Marked => true,
        }
    }

    /// Whether the ground is light, where that is known and words may have any color.
    pub fn known_ground(&self) -> Option<bool> {
        let is_light = match self.theme() {
            Theme::Light | Theme::ColorBlindOnLight => Some(true),
            Theme::Dark => Some(false),
            Theme::Terminal | Theme::ColorBlind => self.is_light,
            Theme::Plain | Theme::HighContrast => None,
        };
        is_light.filter(|_| self.has_many_colors)
    }

    /// The themes, and which of them is on.
    pub(super) fn themes(&self) -> Vec<Candidate> {
        let is_on = |theme| theme == self.preferences.theme;
        let help = |theme: Theme| if is_on(theme) { "is on now" } else { theme.help() };
        Theme::ALL.map(|theme| Candidate::new(theme.name(), help(theme))).into()
    }
}

/// Pixels within a range; nothing for an empty text.
fn pixels(text: &str, name: &str, range: &RangeInclusive<usize>) -> Result<Option<usize>, String> {
    if text.is_empty() { Ok(None) } else { within(text, name, range).map(Some) }
}

fn within(text: &str, name: &str, range: &RangeInclusive<usize>) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| {
        format!("{name} takes a whole number from {} to {}", range.start(), range.end())
    })
}
