//! How the user wants the screen, whatever is on it.

use std::ops::RangeInclusive;

/// How many pictures of a neuron may be shown; more are not known.
pub const TOP_IMAGES: RangeInclusive<usize> = 8..=100;
/// How many significant digits activations may have.
pub const DIGITS: RangeInclusive<usize> = 1..=10;

/// How many digits a probability of 100 % may have.
pub const PREDICTION_DIGITS: RangeInclusive<usize> = 3..=10;
/// Pixels of the longer side that pictures in rows may have.
pub const SMALL_PX: RangeInclusive<usize> = 10..=300;
/// Pixels of the longer side that the picture of an image may have.
pub const LARGE_PX: RangeInclusive<usize> = 110..=1000;

/// What holds for every screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// How many of a neuron's top images are shown at most.
    pub top_images: usize,
    /// Significant digits of activations.
    pub digits: usize,
    /// Digits of the probabilities of predictions: so many has 100 %.
    pub prediction_digits: usize,
    /// Pixels of the longer side of pictures in rows; `None` is by steps.
    pub small_px: Option<usize>,
    /// Pixels of the longer side of the picture of an image; `None` is as there is room.
    pub large_px: Option<usize>,
    /// Colors of words and marks.
    pub theme: Theme,
}

/// Colors of words and marks. Pictures and maps keep their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// The terminal's own sixteen.
    #[default]
    Terminal,
    /// Bright ones.
    Dark,
    /// Dark ones.
    Light,
    /// Bold words instead of colors, and nothing dim.
    HighContrast,
    /// Colors that no kind of color blindness confuses.
    ColorBlind,
    /// The same for a light ground; stands in for it there.
    ColorBlindOnLight,
    /// None.
    Plain,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Terminal,
        Self::Dark,
        Self::Light,
        Self::HighContrast,
        Self::ColorBlind,
        Self::Plain,
    ];

    /// What it is called behind `:theme`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::ColorBlind | Self::ColorBlindOnLight => "color-blind",
            Self::Plain => "none",
        }
    }

    /// What it is for.
    pub fn help(self) -> &'static str {
        match self {
            Self::Terminal => "the terminal's own colors",
            Self::Dark => "bright colors for a dark ground",
            Self::Light => "dark colors for a light ground",
            Self::HighContrast => "bold words in place of colors, nothing dim",
            Self::ColorBlind | Self::ColorBlindOnLight => {
                "colors that color blindness does not confuse"
            }
            Self::Plain => "no colors",
        }
    }
}

impl Default for Preferences {
    /// All top images that are known, four digits, tenths of a percent, pictures by steps and as there is room, the
    /// terminal's colors.
    fn default() -> Self {
        Self {
            top_images: 100,
            digits: 4,
            prediction_digits: 3,
            small_px: None,
            large_px: None,
            theme: Theme::default(),
        }
    }
}
