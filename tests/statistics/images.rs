//! Planted images: a shape for each of ten categories, and a color that goes with the category in training.

use super::planted::Random;

/// How many categories there are.
pub(crate) const CATEGORIES: usize = 10;

/// Width and height of an image in pixels.
pub(crate) const SIDE: usize = 12;

/// How many blobs a shape is made of.
const BLOBS: usize = 4;

/// The width of a blob, as the standard deviation of a Gaussian, in pixels.
const BLOB_WIDTH: f64 = 1.2;

/// The color of each category in training.
const COLORS: [[f64; 3]; CATEGORIES] = [
    [0.90, 0.10, 0.10],
    [0.10, 0.80, 0.20],
    [0.20, 0.30, 0.95],
    [0.90, 0.85, 0.10],
    [0.85, 0.15, 0.85],
    [0.10, 0.85, 0.85],
    [0.95, 0.55, 0.10],
    [0.50, 0.25, 0.85],
    [0.55, 0.75, 0.35],
    [0.85, 0.60, 0.65],
];

/// The category whose color each category has when the colors are swapped: the permutation of the
/// paper's colored MNIST.
const SWAPPED: [usize; CATEGORIES] = [2, 5, 3, 0, 9, 8, 7, 4, 6, 1];

/// What became of the color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    /// Each category has its own.
    Training,
    /// Each category has that of another.
    Swapped,
    /// All images have the mean color.
    Removed,
    /// Each image has that of a random category.
    Random,
}

/// How much images of one category differ, as standard deviations.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// Of the place of each blob of a shape, in pixels.
    pub(crate) deformation: f64,
    /// Of each channel of the color, where channels go from 0 to 1.
    pub(crate) jitter: f64,
    /// Of each channel of each pixel.
    pub(crate) noise: f64,
}

/// An image, its category and the category whose color it has.
pub(crate) struct Image {
    pub(crate) category: usize,
    /// `None` where the cue was removed.
    pub(crate) color_of: Option<usize>,
    /// The color of its shape, before noise.
    pub(crate) color: [f64; 3],
    /// `(SIDE, SIDE, 3)`, row by row.
    pub(crate) pixels: Vec<f64>,
}

impl Image {
    /// The mean of the three channels, `(SIDE, SIDE)`.
    pub(crate) fn gray(&self) -> impl Iterator<Item = f64> {
        self.pixels.chunks_exact(3).map(|pixel| pixel.iter().sum::<f64>() / 3.0)
    }
}

/// The shapes of the categories: where their blobs lie.
pub(crate) struct Shapes {
    places: [[[f64; 2]; BLOBS]; CATEGORIES],
    look: Look,
}

impl Shapes {
    pub(crate) fn of(look: Look, random: &mut Random) -> Self {
        let mut place = || 2.5 + (SIDE as f64 - 6.0) * random.uniform();
        let places = [(); CATEGORIES].map(|()| [(); BLOBS].map(|()| [place(), place()]));
        Self { places, look }
    }

    /// `count` images whose categories take turns.
    pub(crate) fn images(&self, count: usize, cue: Cue, random: &mut Random) -> Vec<Image> {
        (0..count).map(|image| self.image(image % CATEGORIES, cue, random)).collect()
    }

    fn image(&self, category: usize, cue: Cue, random: &mut Random) -> Image {
        let color_of = match cue {
            Cue::Training => Some(category),
            Cue::Swapped => Some(SWAPPED[category]),
            Cue::Removed => None,
            Cue::Random => Some(random.below(CATEGORIES)),
        };
        let color = color_of
            .map_or_else(mean_color, |of| COLORS[of])
            .map(|channel| channel + self.look.jitter * random.normal());
        let shape = self.shape(category, random);
        let channels = shape.iter().flat_map(|light| color.map(|channel| light * channel));
        let pixels = channels.map(|channel| channel + self.look.noise * random.normal()).collect();
        Image { category, color_of, color, pixels }
    }

    /// The light of a shape, `(SIDE, SIDE)`: its blobs, each moved a bit, all moved by up to a pixel.
    fn shape(&self, category: usize, random: &mut Random) -> Vec<f64> {
        let shift = [(); 2].map(|()| random.below(3) as f64 - 1.0);
        let brightness = 0.6 + 0.4 * random.uniform();
        let mut light = vec![0.0_f64; SIDE * SIDE];
        for place in self.places[category] {
            let [rows, columns] = [0, 1].map(|axis| {
                profile(place[axis] + shift[axis] + self.look.deformation * random.normal())
            });
            for (row, light) in rows.iter().zip(light.chunks_exact_mut(SIDE)) {
                for (column, light) in columns.iter().zip(light) {
                    *light = light.max(brightness * row * column);
                }
            }
        }
        light
    }
}

/// A Gaussian around a place, at each pixel along an axis.
fn profile(place: f64) -> [f64; SIDE] {
    std::array::from_fn(|pixel| (-((pixel as f64 - place) / BLOB_WIDTH).powi(2) / 2.0).exp())
}

fn mean_color() -> [f64; 3] {
    [0, 1, 2]
        .map(|channel| COLORS.iter().map(|color| color[channel]).sum::<f64>() / CATEGORIES as f64)
}
