//! How the user wants the screen, whatever is on it.

/// What holds for every screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// How many of a neuron's top images are shown at most.
    pub top_images: usize,
    /// Significant digits of activations.
    pub digits: usize,
}

impl Default for Preferences {
    /// All top images that are known, and four digits.
    fn default() -> Self {
        Self { top_images: 100, digits: 4 }
    }
}
