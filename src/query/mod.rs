//! Questions about recordings and their answers: the same for the screen and for the command line.

mod alike;
mod analyst;
mod carriers;
mod category;
mod category_pair;
mod image;
mod images;
mod kept;
mod kept_layer;
mod label_order;
mod layer;
mod layer_line;
mod layer_once;
mod matrix;
mod neuron;
mod normalizer;
mod notices;
mod picked;
mod pool;
mod reference;
mod shard;
mod summaries;
mod summary;
mod tunings;
mod without_shift;

use std::sync::Arc;

use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};

pub use crate::analysis::confusion::Confused;
pub use crate::analysis::matrix::{MOST_CLUSTERED, Matrix};
pub use crate::analysis::own::{Own, State as OwnState};
pub use crate::analysis::pair::Pair;
pub use crate::analysis::prediction::{Predicted, Prediction};
pub use crate::analysis::rank::Ranked;
pub use crate::analysis::scores::Scores;
pub use crate::analysis::summary::LayerSummary;
pub use crate::analysis::tuning::{CategoryMean, NeuronSummary, top_categories};
pub use crate::analysis::verdict::Verdict;
pub use crate::recording::Fault;
pub use analyst::Analyst;
pub use category::CategoryAnswer;
pub use category_pair::CategoryPairAnswer;
pub use image::ImageAnswer;
pub use images::{ImageFilter, KeptImages};
pub use layer::{LayerAnswer, NULL_BLOCK, NullAnswer, RecordingLayer};
pub use layer_line::{LayerLine, LayerLineAnswer};
pub use matrix::MatrixAnswer;
pub use neuron::{Height, NeuronAnswer, TopImage, VerdictAnswer};
pub use normalizer::{NormalizedBy, Normalizer};
pub use picked::{Picked, PickedImages};
pub use reference::more_often_right;
pub use shard::{Shard, ShardError};
pub use tunings::{RecordingTunings, TuningsAnswer};

/// Top neurons of an image or a category.
pub const TOP_NEURONS: usize = 25;
/// Best predictions of an image.
pub const TOP_PREDICTIONS: usize = 5;
/// Images listed for a category's false positives or negatives.
pub const TOP_CONFUSED: usize = 25;

/// What activations are measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Scale {
    /// As they were recorded.
    #[default]
    Raw,
    /// Divided by the neuron's maximum or percentile in a recording; neurons where that is not above 0 have no value.
    By(Normalizer),
}

/// A question whose answer needs a look into the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Query {
    /// How well the model does on a recording.
    Accuracy {
        /// The recording.
        recording: RecordingId,
    },
    /// What a neuron responds to in a recording.
    Neuron {
        /// The recording.
        recording: RecordingId,
        /// The neuron's layer.
        layer: LayerId,
        /// The neuron.
        neuron: NeuronId,
    },
    /// What became of a neuron since the reference.
    Verdict {
        /// The recording, not the reference.
        recording: RecordingId,
        /// The neuron's layer.
        layer: LayerId,
        /// The neuron.
        neuron: NeuronId,
    },
    /// What an image is taken for and which neurons of a layer respond to it.
    Image {
        /// The recording.
        recording: RecordingId,
        /// The layer whose neurons are ranked.
        layer: LayerId,
        /// The image.
        image: ImageId,
        /// What the neurons are ranked by.
        scale: Scale,
    },
    /// How the top neurons of an image in one recording respond to the image of that number in another.
    Responses {
        /// The recording that is asked about.
        recording: RecordingId,
        /// The layer whose neurons are ranked.
        layer: LayerId,
        /// The image, the same number in both.
        image: ImageId,
        /// What the neurons are ranked by.
        scale: Scale,
        /// The recording whose top neurons they are.
        listed_by: RecordingId,
    },
    /// What a category is confused with and which neurons of a layer carry it.
    Category {
        /// The recording.
        recording: RecordingId,
        /// The layer whose neurons are ranked.
        layer: LayerId,
        /// The category.
        category: CategoryId,
        /// What the neurons are ranked by.
        scale: Scale,
    },
    /// How often two categories are taken for one another, and which neurons of a layer carry both.
    CategoryPair {
        /// The recording.
        recording: RecordingId,
        /// The layer whose neurons are ranked.
        layer: LayerId,
        /// The category that the answer is about.
        category: CategoryId,
        /// The other one.
        other: CategoryId,
        /// What the neurons are ranked by.
        scale: Scale,
    },
    /// Which neurons of a layer respond to the images of a recording that were picked by hand.
    Picked {
        /// The recording.
        recording: RecordingId,
        /// The layer whose neurons are ranked.
        layer: LayerId,
        /// The images, those of other recordings among them.
        picked: Picked,
        /// What the neurons are ranked by.
        scale: Scale,
    },
    /// Which images of a recording pass the filter under which the question is asked.
    KeptImages {
        /// The recording.
        recording: RecordingId,
    },
    /// How large the picture of an image is.
    PixelSize {
        /// The recording.
        recording: RecordingId,
        /// The image.
        image: ImageId,
    },
    /// How often each category of a recording is taken for each.
    Matrix {
        /// The recording.
        recording: RecordingId,
    },
    /// An order of the categories in which those that are confused stand together.
    Clusters,
    /// What every recording says of a layer, and what became of its neurons.
    Layer {
        /// The layer.
        layer: LayerId,
    },
    /// How every recording tunes the neurons of a layer, for a map of them.
    Tunings {
        /// The layer.
        layer: LayerId,
    },
    /// A layer in one line a recording.
    LayerLine {
        /// The layer.
        layer: LayerId,
    },
    /// What has to be said of the classification layer and of this one before their numbers are believed; from a few
    /// rows.
    Notices {
        /// The layer.
        layer: LayerId,
    },
    /// Whether a layer says that labels are in another order. It reads the whole layer.
    LabelOrder {
        /// The layer.
        layer: LayerId,
    },
    /// Which recordings have images that do not look independent in a layer that was read.
    Alike {
        /// The layer.
        layer: LayerId,
    },
    /// Where the changes of some neurons in one recording stand among those that no shift would make.
    Standing {
        /// The recording.
        recording: RecordingId,
        /// The neurons' layer.
        layer: LayerId,
        /// Which [`NULL_BLOCK`] neurons: the first ones are block 0.
        block: usize,
    },
    /// The same in every recording, with scores for a histogram.
    Null {
        /// The neurons' layer.
        layer: LayerId,
        /// Which [`NULL_BLOCK`] neurons: the first ones are block 0.
        block: usize,
    },
}

/// The reply to a [`Query`]; cheap to clone.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Share of images that are predicted right; `None` without labels or a classification layer.
    Accuracy(Option<f64>),
    /// To [`Query::Neuron`].
    Neuron(Arc<NeuronAnswer>),
    /// To [`Query::Verdict`].
    Verdict(Arc<VerdictAnswer>),
    /// To [`Query::Image`].
    Image(Arc<ImageAnswer>),
    /// To [`Query::Responses`]: the neurons in the order of the recording whose top neurons they are, each with its
    /// activation in the other; NaN where it is not finite, or has no scale.
    Responses(Arc<[Ranked<NeuronId>]>),
    /// To [`Query::Category`].
    Category(Arc<CategoryAnswer>),
    /// To [`Query::CategoryPair`].
    CategoryPair(Arc<CategoryPairAnswer>),
    /// To [`Query::Picked`]: up to 25 neurons by descending mean activation; none without images.
    Picked(Arc<[Ranked<NeuronId>]>),
    /// To [`Query::KeptImages`]; all of them without a filter.
    KeptImages(Arc<KeptImages>),
    /// To [`Query::PixelSize`]: height and width; `None` without pictures.
    PixelSize(Option<(usize, usize)>),
    /// To [`Query::Matrix`].
    Matrix(Arc<MatrixAnswer>),
    /// To [`Query::Clusters`]: every category once.
    Clusters(Arc<[CategoryId]>),
    /// To [`Query::Layer`].
    Layer(Arc<LayerAnswer>),
    /// To [`Query::Tunings`].
    Tunings(Arc<TuningsAnswer>),
    /// To [`Query::LayerLine`].
    LayerLine(Arc<LayerLineAnswer>),
    /// To [`Query::Standing`]: the share of changes without a shift that each neuron's own is above; `None` where
    /// undefined.
    Standing(Arc<[Option<f64>]>),
    /// To [`Query::Alike`]: a notice for each such recording.
    Alike(Arc<[String]>),
    /// To [`Query::Notices`] and [`Query::LabelOrder`]: sentences.
    Notices(Arc<[String]>),
    /// To [`Query::Null`].
    Null(Arc<NullAnswer>),
    /// Nobody wanted the answer any more before it was there; it may be asked for again.
    Stopped,
    /// The files could not be read.
    Failed(Fault),
}
