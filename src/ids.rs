//! Numbers that name things: a layer, a neuron, an image, a category, a recording. All count from 0.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Makes a newtype over `usize` that prints as its number.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub usize);

        impl $name {
            /// The position as a plain index into a slice or an axis.
            pub const fn index(self) -> usize {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A layer: its position in the model.
    LayerId
);
id!(
    /// A neuron: its column in the layer.
    NeuronId
);
id!(
    /// An image: its row in the recording.
    ImageId
);
id!(
    /// A category of images. Ground truth and predictions are categories;
    /// recordings agree on them by this number, never by name.
    CategoryId
);
id!(
    /// A recording: its position among those that opened.
    RecordingId
);
