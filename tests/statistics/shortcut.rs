//! Recordings of trained networks with a shortcut, in which it is known which neurons follow the color.

use deephys::analysis::own::Digest;
use deephys::analysis::pair::Pair;
use deephys::analysis::profile::Profile;
use deephys::analysis::shared::Scratch;
use deephys::ids::CategoryId;
use ndarray::{Array2, ArrayView1};

use super::images::{CATEGORIES, Cue, Image, Look, Shapes};
use super::network::{COLOR_UNITS, Kind, Network};
use super::planted::{Method, Random, Role, Worth, worth_of};

/// Images that a network is trained on, of a recording, and to tell which neurons the color drives.
const TRAINING: usize = 2000;
const IMAGES: usize = 1500;
const PROBES: usize = 2000;

/// How many neurons of the top are judged.
const TOP: usize = 10;

/// The color is a strong cue, the shape another.
pub(crate) const BOTH: Look = Look { deformation: 0.7, jitter: 0.2, noise: 0.1 };

/// The hidden layer of a trained network in the reference and with another cue.
pub(crate) struct Shortcut {
    pub(crate) reference: Recording,
    pub(crate) shifted: [Recording; 3],
    /// The neurons to be found, `(n_neurons)`.
    wanted: Vec<bool>,
}

/// The hidden layer of a network for new images.
pub(crate) struct Recording {
    pub(crate) cue: Cue,
    /// The share of images predicted right.
    pub(crate) accuracy: f64,
    /// `(n_images, n_neurons)`.
    activations: Array2<f64>,
    categories: Vec<Option<CategoryId>>,
}

impl Shortcut {
    /// Trains a network on images in which the color goes with the category.
    ///
    /// To be found are the neurons that see the color alone; in a plain network, where every neuron
    /// follows it, the third of them that it drives most.
    pub(crate) fn of(kind: Kind, look: Look, seed: u64) -> Self {
        let random = &mut Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1);
        let shapes = Shapes::of(look, random);
        let network =
            Network::trained(kind, &shapes.images(TRAINING, Cue::Training, random), random);
        let reference = Recording::of(&network, &shapes, Cue::Training, random);
        let shifted = [Cue::Swapped, Cue::Removed, Cue::Random]
            .map(|cue| Recording::of(&network, &shapes, cue, random));
        let units = reference.activations.ncols();
        let wanted = match kind {
            Kind::Parts => (0..units).map(|unit| unit < COLOR_UNITS).collect(),
            Kind::Plain => most_driven(&network, &shapes.images(PROBES, Cue::Random, random)),
        };
        Self { reference, shifted, wanted }
    }

    /// What an order of the neurons is worth in a shifted recording. Neurons that are dead in the
    /// reference are left out.
    pub(crate) fn worth(&self, shifted: &Recording, method: Method) -> Worth {
        let mut scratch = Scratch::default();
        let mut digests = [Digest::default(), Digest::default()];
        let score = |(neuron, wanted): (usize, &bool)| {
            for (recording, digest) in [&self.reference, shifted].into_iter().zip(&mut digests) {
                recording.fill(digest, neuron, &mut scratch);
            }
            let [reference, other] = &digests;
            let role = match (reference.own.max > Some(0.0), wanted) {
                (false, _) => Role::LeftOut,
                (true, true) => Role::Wanted,
                (true, false) => Role::Other,
            };
            (role, method(&Pair::of(reference, other, &mut scratch)))
        };
        worth_of(&self.wanted.iter().enumerate().map(score).collect::<Vec<_>>(), TOP)
    }
}

impl Recording {
    fn of(network: &Network, shapes: &Shapes, cue: Cue, random: &mut Random) -> Self {
        let images = shapes.images(IMAGES, cue, random);
        let activations = network.units(&images);
        let accuracy = network.accuracy(&activations, &images);
        let categories = images.iter().map(|image| Some(CategoryId(image.category))).collect();
        Self { cue, accuracy, activations, categories }
    }

    fn fill(&self, digest: &mut Digest, neuron: usize, scratch: &mut Scratch) {
        let activations = self.activations.column(neuron);
        let profile = Profile::of(activations, &self.categories, None, CATEGORIES, 0);
        digest.fill(&profile, &self.categories, scratch);
    }
}

/// The third of the neurons of whose variance the color explains most, where it is random.
fn most_driven(network: &Network, images: &[Image]) -> Vec<bool> {
    let activations = network.units(images);
    let colors: Vec<usize> = images.iter().filter_map(|image| image.color_of).collect();
    let share = |neuron: ArrayView1<'_, f64>| share_between(neuron, &colors);
    let shares: Vec<f64> = activations.columns().into_iter().map(share).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]));
    let mut wanted = vec![false; shares.len()];
    for neuron in &order[..shares.len() / 3] {
        wanted[*neuron] = true;
    }
    wanted
}

/// The share of a neuron's variance that lies between colors (η²), 0 where nothing varies.
fn share_between(activations: ArrayView1<'_, f64>, colors: &[usize]) -> f64 {
    let mut of_color = [(0.0, 0.0); CATEGORIES];
    for (activation, color) in activations.iter().zip(colors) {
        of_color[*color].0 += 1.0;
        of_color[*color].1 += activation;
    }
    let mean = activations.sum() / activations.len() as f64;
    let all = activations.fold(0.0, |sum, activation| sum + (activation - mean).powi(2));
    let between = |(count, sum): &(f64, f64)| count * (sum / count - mean).powi(2);
    let between: f64 = of_color.iter().filter(|of| of.0 > 0.0).map(between).sum();
    if all > 0.0 { between / all } else { 0.0 }
}
