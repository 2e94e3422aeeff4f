//! Small networks trained on planted images: one whose hidden units see the color or the shape, and a convolution.
#![expect(clippy::unwrap_used, reason = "arrays of other shapes than meant end the test")]

use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate, s};

use super::images::{CATEGORIES, Image, SIDE};
use super::planted::Random;

/// Hidden units that see the color alone, and those that see the gray image alone.
pub(crate) const COLOR_UNITS: usize = 16;
const GRAY_UNITS: usize = 48;

/// Hidden units behind the convolution, its filters, and their width in pixels.
const UNITS: usize = 48;
const FILTERS: usize = 8;
const FILTER_SIDE: usize = 3;

/// The width of the filtered image, and of the one where 2 × 2 of its places are pooled.
const FILTERED: usize = SIDE - FILTER_SIDE + 1;
const POOLED: usize = FILTERED / 2;

/// Training: passes over the images, images per step, first learning rate (the last is a tenth of it).
const EPOCHS: usize = 12;
const BATCH: usize = 32;
const RATE: f64 = 0.02;
const MOMENTUM: f64 = 0.9;

/// What the hidden units of a network see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One part of them the color, the other the gray image.
    Parts,
    /// All of them a convolution of the color image.
    Plain,
}

/// A network of one hidden layer and an output for each category.
pub(crate) struct Network {
    body: Body,
    output: Dense,
}

/// What comes before the output.
enum Body {
    Parts { color: Dense, gray: Dense },
    Plain { convolution: Dense, units: Dense },
}

impl Network {
    /// A network after stochastic gradient descent over the `training` images, in their order.
    pub(crate) fn trained(kind: Kind, training: &[Image], random: &mut Random) -> Self {
        let mut network = Self::random(kind, random);
        let features = network.body.features(training);
        let rows = BATCH * features.nrows() / training.len();
        for epoch in 0..EPOCHS {
            let rate = RATE * (1.0 - 0.9 * epoch as f64 / EPOCHS as f64);
            for (batch, images) in training.chunks_exact(BATCH).enumerate() {
                network.step(
                    features.slice(s![batch * rows..(batch + 1) * rows, ..]),
                    images,
                    rate,
                );
            }
        }
        network
    }

    fn random(kind: Kind, random: &mut Random) -> Self {
        let (body, units) = match kind {
            Kind::Parts => {
                let color = Dense::random((3, COLOR_UNITS), 1.0, random);
                let gray = Dense::random((SIDE * SIDE, GRAY_UNITS), 1.0, random);
                (Body::Parts { color, gray }, COLOR_UNITS + GRAY_UNITS)
            }
            Kind::Plain => {
                let inputs = 3 * FILTER_SIDE * FILTER_SIDE;
                let convolution = Dense::random((inputs, FILTERS), 1.0, random);
                let units = Dense::random((POOLED * POOLED * FILTERS, UNITS), 1.0, random);
                (Body::Plain { convolution, units }, UNITS)
            }
        };
        Self { body, output: Dense::random((units, CATEGORIES), 0.5, random) }
    }

    /// The hidden layer, `(n_images, n_units)`, rectified.
    pub(crate) fn units(&self, images: &[Image]) -> Array2<f64> {
        self.body.forward(self.body.features(images).view()).units
    }

    /// The share of images predicted right from their hidden `units`, `(n_images, n_units)`.
    pub(crate) fn accuracy(&self, units: &Array2<f64>, images: &[Image]) -> f64 {
        let logits = self.output.forward(units.view());
        let is_right = |(logits, image): &(ndarray::ArrayView1<'_, f64>, &Image)| {
            logits.iter().all(|logit| *logit <= logits[image.category])
        };
        let right = logits.rows().into_iter().zip(images).filter(is_right).count();
        right as f64 / images.len() as f64
    }

    /// One step down the mean cross-entropy of some images.
    fn step(&mut self, features: ArrayView2<'_, f64>, images: &[Image], rate: f64) {
        let hidden = self.body.forward(features);
        let mut slope = self.output.forward(hidden.units.view());
        for (mut logits, image) in slope.rows_mut().into_iter().zip(images) {
            let highest = logits.fold(f64::NEG_INFINITY, |a, b| a.max(*b));
            logits.mapv_inplace(|logit| (logit - highest).exp());
            let total = logits.sum() * images.len() as f64;
            logits /= total;
            logits[image.category] -= 1.0 / images.len() as f64;
        }
        let slope_of_units = rectified(slope.dot(&self.output.weights.t()), &hidden.units);
        self.output.step(hidden.units.view(), &slope.view(), rate);
        self.body.step(features, &hidden, (&slope_of_units, rate));
    }
}

/// What the layers before the output make of some images.
struct Hidden {
    /// The convolution, `(n_images · POOLED², 4 · FILTERS)`, and its mean over 2 × 2 places,
    /// `(n_images, POOLED² · FILTERS)`; empty without one.
    filtered: Array2<f64>,
    pooled: Array2<f64>,
    /// `(n_images, n_units)`.
    units: Array2<f64>,
}

impl Body {
    /// What the first layer sees, `(n_images · k, n_features)`: color and gray image with k = 1, or
    /// the pixels under a filter, with k = POOLED² · 4 places, of which 4 in turn are pooled.
    fn features(&self, images: &[Image]) -> Array2<f64> {
        let values: Vec<f64> = match self {
            Self::Parts { .. } => images.iter().flat_map(color_and_gray).collect(),
            Self::Plain { .. } => images.iter().flat_map(patches).collect(),
        };
        let width = match self {
            Self::Parts { .. } => 3 + SIDE * SIDE,
            Self::Plain { convolution, .. } => convolution.weights.nrows(),
        };
        Array2::from_shape_vec((values.len() / width, width), values).unwrap()
    }

    fn forward(&self, features: ArrayView2<'_, f64>) -> Hidden {
        match self {
            Self::Parts { color, gray } => {
                let color = color.forward(features.slice(s![.., ..3]));
                let gray = gray.forward(features.slice(s![.., 3..]));
                let units = concatenate![Axis(1), color, gray].mapv_into(|sum| sum.max(0.0));
                Hidden { filtered: Array2::default((0, 0)), pooled: Array2::default((0, 0)), units }
            }
            Self::Plain { convolution, units } => {
                let filtered = convolution.forward(features).mapv_into(|sum| sum.max(0.0));
                let filtered = of_shape(filtered, 4 * FILTERS);
                let pooled = of_shape(filtered.dot(&pool()), POOLED * POOLED * FILTERS);
                let units = units.forward(pooled.view()).mapv_into(|sum| sum.max(0.0));
                Hidden { filtered, pooled, units }
            }
        }
    }

    /// A step down the `slope` of the loss by the hidden units' sums, `(n_images, n_units)`.
    fn step(
        &mut self,
        features: ArrayView2<'_, f64>,
        hidden: &Hidden,
        (slope, rate): (&Array2<f64>, f64),
    ) {
        match self {
            Self::Parts { color, gray } => {
                let (of_color, of_gray) = slope.view().split_at(Axis(1), COLOR_UNITS);
                color.step(features.slice(s![.., ..3]), &of_color, rate);
                gray.step(features.slice(s![.., 3..]), &of_gray, rate);
            }
            Self::Plain { convolution, units } => {
                let of_pooled = slope.dot(&units.weights.t());
                units.step(hidden.pooled.view(), &slope.view(), rate);
                let of_filtered = of_shape(of_pooled, FILTERS).dot(&pool().t());
                let of_filtered = of_shape(rectified(of_filtered, &hidden.filtered), FILTERS);
                convolution.step(features, &of_filtered.view(), rate);
            }
        }
    }
}

/// Color and gray image, around 0.
fn color_and_gray(image: &Image) -> Vec<f64> {
    let color = image.color.iter().map(|channel| channel - 0.5);
    color.chain(image.gray().map(|light| light - 0.15)).collect()
}

/// The pixels under a filter at each place: 2 × 2 places that are pooled, then the next.
fn patches(image: &Image) -> Vec<f64> {
    let mut patches = Vec::with_capacity(POOLED * POOLED * 4 * 3 * FILTER_SIDE * FILTER_SIDE);
    for place in 0..POOLED * POOLED * 4 {
        let (cell, within) = (place / 4, place % 4);
        let (top, left) = (cell / POOLED * 2 + within / 2, cell % POOLED * 2 + within % 2);
        for row in top..top + FILTER_SIDE {
            let first = 3 * (row * SIDE + left);
            patches.extend_from_slice(&image.pixels[first..first + 3 * FILTER_SIDE]);
        }
    }
    patches
}

/// The mean over 4 places in turn, as a product: `(4 · FILTERS, FILTERS)`.
fn pool() -> Array2<f64> {
    let weight = |(place, filter)| if place % FILTERS == filter { 0.25 } else { 0.0 };
    Array2::from_shape_fn((4 * FILTERS, FILTERS), weight)
}

/// The same numbers in rows of `width`.
fn of_shape(numbers: Array2<f64>, width: usize) -> Array2<f64> {
    let rows = numbers.len() / width;
    numbers.into_shape_with_order((rows, width)).unwrap()
}

/// The slope by sums from the slope by the rectified `units`.
fn rectified(mut slope: Array2<f64>, units: &Array2<f64>) -> Array2<f64> {
    slope.zip_mut_with(units, |slope, unit| *slope = if *unit > 0.0 { *slope } else { 0.0 });
    slope
}

/// A layer of units, and where it is heading.
struct Dense {
    /// `(n_inputs, n_units)`.
    weights: Array2<f64>,
    /// `(n_units)`.
    bias: Array1<f64>,
    weights_velocity: Array2<f64>,
    bias_velocity: Array1<f64>,
}

impl Dense {
    /// Random weights, `scale` times as large as those of rectified units should be (He et al. 2015).
    fn random((inputs, units): (usize, usize), scale: f64, random: &mut Random) -> Self {
        let scale = scale * (2.0 / inputs as f64).sqrt();
        let weight = || scale * random.normal();
        Self {
            weights: Array2::from_shape_simple_fn((inputs, units), weight),
            bias: Array1::zeros(units),
            weights_velocity: Array2::zeros((inputs, units)),
            bias_velocity: Array1::zeros(units),
        }
    }

    /// The sums of the units, `(n, n_units)`, from `inputs`, `(n, n_inputs)`.
    fn forward(&self, inputs: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut sums = inputs.dot(&self.weights);
        // Slices, because adding an array row by row crawls where nothing is optimized.
        let bias = self.bias.as_slice().unwrap();
        for sums in sums.as_slice_mut().unwrap().chunks_exact_mut(bias.len()) {
            for (sum, bias) in sums.iter_mut().zip(bias) {
                *sum += bias;
            }
        }
        sums
    }

    /// A step down the `slope` of the loss by the sums, `(n, n_units)`, with momentum.
    fn step(&mut self, inputs: ArrayView2<'_, f64>, slope: &ArrayView2<'_, f64>, rate: f64) {
        self.weights_velocity *= MOMENTUM;
        self.weights_velocity.scaled_add(-rate, &inputs.t().dot(slope));
        self.bias_velocity *= MOMENTUM;
        self.bias_velocity.scaled_add(-rate, &Array1::ones(slope.nrows()).dot(slope));
        self.weights += &self.weights_velocity;
        self.bias += &self.bias_velocity;
    }
}
