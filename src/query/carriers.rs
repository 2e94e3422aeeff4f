//! Which neurons carry a set of images: the highest mean activation over them.

use ndarray::{Array1, Zip};

use super::{Analyst, Ranked, Scale, TOP_NEURONS};
use crate::analysis::rank::top_neurons;
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use crate::recording::{Fault, Recording};

impl Analyst {
    /// Up to 25 neurons of a layer by descending mean activation over any images of a recording.
    pub fn top_neurons_of(
        &self,
        recording: RecordingId,
        images: &[ImageId],
        (layer, scale): (LayerId, Scale),
    ) -> Result<Vec<Ranked<NeuronId>>, Fault> {
        let divisors = self.divisors(layer, scale)?;
        Ok(top(means(self.recording(recording)?, layer, images)?, divisors.as_deref()))
    }
}

/// Up to 25 neurons by descending mean, divided first by what the scale asks for.
pub(super) fn top(mut means: Array1<f64>, divisors: Option<&Array1<f64>>) -> Vec<Ranked<NeuronId>> {
    if let Some(divisors) = divisors {
        means /= divisors;
    }
    top_neurons(means.view(), TOP_NEURONS)
}

/// The images of a category.
pub(super) fn of_category(
    truths: &[Option<CategoryId>],
    category: CategoryId,
) -> impl Iterator<Item = ImageId> {
    let numbered = truths.iter().enumerate();
    numbered.filter(move |(_, truth)| **truth == Some(category)).map(|(image, _)| ImageId(image))
}

/// Mean activation of every neuron over some images, `(n_neurons)`, NaN where undefined.
pub(super) fn means(
    recording: &Recording,
    layer: LayerId,
    images: &[ImageId],
) -> Result<Array1<f64>, Fault> {
    let width = recording.layers().nth(layer.index()).map_or(0, |(_, width)| width);
    let (mut sums, mut counts) = (Array1::<f64>::zeros(width), Array1::<f64>::zeros(width));
    for image in images {
        let row = recording.image(layer, *image).map_err(|error| recording.fault(error))?;
        Zip::from(&mut sums).and(&mut counts).and(&row).for_each(|sum, count, &activation| {
            let is_finite = activation.is_finite();
            *sum += if is_finite { activation } else { 0. };
            *count += f64::from(u8::from(is_finite));
        });
    }
    Ok((sums / counts).mapv(|mean| if mean.is_finite() { mean } else { f64::NAN }))
}
