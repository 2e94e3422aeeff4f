//! How the user wants the screen, whatever is on it.

/// What holds for every screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// How many of a neuron's top images are shown at most.
    pub top_images: usize,
    /// Significant digits of activations.
    pub digits: usize,
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
    /// None.
    Plain,
}

impl Default for Preferences {
    /// All top images that are known, four digits, the terminal's colors.
    fn default() -> Self {
        Self { top_images: 100, digits: 4, theme: Theme::default() }
    }
}
