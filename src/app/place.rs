//! Where the user is: pane, selection, cursor.

use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};

/// What the screen is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// What a neuron responds to.
    #[default]
    Neuron,
    /// What an image is taken for.
    Image,
    /// What a category is confused with.
    Category,
    /// How often two categories are taken for one another.
    Pair,
    /// How often each category is taken for each.
    Confusion,
    /// Which neurons respond to the marked images.
    Marked,
    /// How the neurons of a layer are tuned, and how much of it changed.
    Layer,
    /// All neurons of a layer.
    Table,
}

/// A part of a pane that the cursor can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Region {
    /// Above the lists: moving changes the neuron, image or category itself.
    #[default]
    Subject,
    /// Top images of the neuron.
    Pictures,
    /// Mean activation by category; the two categories of a pair.
    Categories,
    /// Ground truth and predictions of the image.
    Predictions,
    /// Top neurons of the image or category.
    Neurons,
    /// Where the category's false positives come from.
    PositiveCounts,
    /// Its false positives.
    PositivePictures,
    /// What its false negatives are taken for.
    NegativeCounts,
    /// Its false negatives.
    NegativePictures,
    /// Top neurons of its false positives.
    PositiveNeurons,
    /// Top neurons of its false negatives.
    NegativeNeurons,
}

/// Which errors about a category are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Images of others that are taken for it.
    Positive,
    /// Images of it that are taken for others.
    Negative,
}

/// A set of regions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Regions(u16);

impl Regions {
    /// The same set with one more.
    #[must_use]
    pub fn with(self, region: Region) -> Self {
        Self(self.0 | 1 << region as u16)
    }

    /// Whether it holds a region.
    pub fn has(self, region: Region) -> bool {
        self.0 & 1 << region as u16 != 0
    }
}

impl Region {
    /// Whether it shows pictures in rows.
    pub fn is_grid(self) -> bool {
        matches!(self, Self::Pictures | Self::PositivePictures | Self::NegativePictures)
    }

    /// Whether it lists neurons.
    pub fn is_neurons(self) -> bool {
        matches!(self, Self::Neurons | Self::PositiveNeurons | Self::NegativeNeurons)
    }

    /// The errors that it lists, their categories or their neurons.
    pub(super) fn side(self) -> Option<Side> {
        match self {
            Self::PositiveCounts | Self::PositivePictures | Self::PositiveNeurons => {
                Some(Side::Positive)
            }
            Self::NegativeCounts | Self::NegativePictures | Self::NegativeNeurons => {
                Some(Side::Negative)
            }
            _ => None,
        }
    }
}

impl Pane {
    /// Its regions in the order of Tab.
    pub fn regions(self) -> &'static [Region] {
        match self {
            Self::Neuron => &[Region::Subject, Region::Pictures, Region::Categories],
            Self::Image => {
                &[Region::Subject, Region::Predictions, Region::Neurons, Region::Pictures]
            }
            Self::Category => &[
                Region::Subject,
                Region::PositiveCounts,
                Region::PositivePictures,
                Region::NegativeCounts,
                Region::NegativePictures,
                Region::Neurons,
                Region::PositiveNeurons,
                Region::NegativeNeurons,
            ],
            Self::Pair => &[
                Region::Subject,
                Region::Categories,
                Region::PositivePictures,
                Region::NegativePictures,
                Region::Neurons,
                Region::PositiveNeurons,
                Region::NegativeNeurons,
            ],
            Self::Marked => &[Region::Subject, Region::Pictures, Region::Neurons],
            Self::Layer | Self::Table | Self::Confusion => &[Region::Subject],
        }
    }
}

/// The cursor: a region, and the item in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Focus {
    /// The region.
    pub region: Region,
    /// Position in its list.
    pub index: usize,
}

/// Everything that going back restores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// The pane.
    pub pane: Pane,
    /// The layer.
    pub layer: LayerId,
    /// The neuron of the layer.
    pub neuron: NeuronId,
    /// The recording that the cursor is in.
    pub recording: RecordingId,
    /// The image, the same number in every recording.
    pub image: ImageId,
    /// The category.
    pub category: CategoryId,
    /// The category that it is looked at together with.
    pub other: CategoryId,
    /// The cursor.
    pub focus: Focus,
}

impl Place {
    /// Whether the same thing is shown, wherever the cursor stands.
    pub fn shows_same(&self, other: &Self) -> bool {
        Self { focus: other.focus, ..*self } == *other
    }
}

/// What Enter opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A neuron of the layer.
    Neuron(NeuronId),
    /// An image of the recording.
    Image(ImageId),
    /// A category.
    Category(CategoryId),
    /// The selected category together with another one.
    Pair(CategoryId),
}
