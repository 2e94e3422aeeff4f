//! What one pass over a layer knows of one neuron: the sums that all of its statistics are made from.

use ndarray::ArrayView1;

use super::choice::{MOST_EXACT, atoms_of, choose, sampled_one_in};
use super::cluster::{ClusterSums, cluster_sums};
use super::counted;
use super::distribution::Distribution;
use super::placement::SLOTS;
use super::rank::{Ranked, bottom_images, top_images};
use crate::ids::{CategoryId, ImageId};

/// How many top images a profile keeps.
pub const TOP_IMAGES: usize = 100;

/// How many images of the lowest activations a profile keeps.
pub const BOTTOM_IMAGES: usize = 25;

/// What one pass over a layer knows of one neuron in one recording.
///
/// Images without a category count in the totals and not in `halves`. Plain vectors, because the
/// caller fills the same profile again for the next neuron.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Profile {
    /// Finite activations.
    pub finite: u64,
    /// Activations that are NaN.
    pub nan: u64,
    /// Activations that are infinite.
    pub infinite: u64,
    /// Finite activations above 0.
    pub active: u64,
    /// Sum of the finite activations.
    pub sum: f64,
    /// Sum of the squares of the finite activations.
    pub sum_of_squares: f64,
    /// Lowest finite activation; NaN without any.
    pub min: f64,
    /// Highest finite activation; NaN without any.
    pub max: f64,
    /// By [half of the images](half_of) and category, `(n_categories)` each.
    pub halves: [Vec<Moments>; 2],
    /// Sums over [clusters](ClusterSums) of images by category, `(n_categories)`; empty where all images are independent.
    pub clusters: Vec<ClusterSums>,
    /// Finite activations of images with a category that are predicted right; of all of them where predictions are
    /// unknown.
    pub right: Distribution,
    /// The same of images predicted wrong.
    pub wrong: Distribution,
    /// The same of images without a category.
    pub unlabeled: Distribution,
    /// What another look at the preferred category has found out; `None` without one.
    pub preferred: Option<Preferred>,
    /// The [top images](top_images), up to [`TOP_IMAGES`], in descending order.
    pub top: Vec<Ranked<ImageId>>,
    /// The [bottom images](bottom_images), up to [`BOTTOM_IMAGES`], in ascending order.
    pub bottom: Vec<Ranked<ImageId>>,
}

/// The category with the highest mean activation against the other images that have one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preferred {
    /// The category; of several the lowest.
    pub category: CategoryId,
    /// The probability that an image of it drives the neuron more than another one, where equal ones count half.
    pub auroc: f64,
}

/// Count, sum and sum of squares of some finite activations.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    /// How many there are.
    pub n: u32,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squares.
    pub sum_of_squares: f64,
}

impl Moments {
    /// Those of both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            n: self.n + other.n,
            sum: self.sum + other.sum,
            sum_of_squares: self.sum_of_squares + other.sum_of_squares,
        }
    }

    /// The mean; NaN for none.
    pub fn mean(self) -> f64 {
        self.sum / f64::from(self.n)
    }

    /// The sum of squared distances from the mean, never below 0; NaN for none.
    pub fn squared_deviations(self) -> f64 {
        (self.sum_of_squares - self.sum * self.mean()).max(0.0)
    }

    fn add(&mut self, activation: f64) {
        self.n += 1;
        self.sum += activation;
        self.sum_of_squares += activation * activation;
    }
}

impl Profile {
    /// The profile of one neuron from its `activations` and the true `categories`, both `(n_images)`.
    ///
    /// The first image is number `first_image` of its recording, which decides the halves.
    /// `wrong`, `(n_images)`, says which images were predicted wrong. An image whose category is
    /// missing or not below `n_categories` has none. Sums are taken in image order.
    pub fn of(
        activations: ArrayView1<'_, f64>,
        categories: &[Option<CategoryId>],
        wrong: Option<&[bool]>,
        n_categories: usize,
        first_image: usize,
    ) -> Self {
        let empty = || vec![Moments::default(); n_categories];
        let mut profile = Self {
            min: f64::NAN,
            max: f64::NAN,
            halves: [empty(), empty()],
            top: top_images(activations, TOP_IMAGES),
            bottom: bottom_images(activations, BOTTOM_IMAGES),
            ..Self::default()
        };
        for ranked in profile.top.iter_mut().chain(&mut profile.bottom) {
            ranked.id.0 += first_image;
        }
        for (image, &activation) in activations.iter().enumerate() {
            let category = categories.get(image).copied().flatten();
            if profile.add(activation)
                && let Some(moments) = category
                    .and_then(|of| profile.halves[half_of(first_image + image)].get_mut(of.index()))
            {
                moments.add(activation);
            }
        }
        let class = |image: usize| {
            let category = categories.get(image).copied().flatten();
            if category.is_none_or(|category| category.index() >= n_categories) {
                return 2;
            }
            let is_wrong = wrong.and_then(|wrong| wrong.get(image)).is_some_and(|wrong| *wrong);
            usize::from(is_wrong)
        };
        let [right, wrong, unlabeled] = distributions(activations, class);
        Self { right, wrong, unlabeled, ..profile }
    }

    /// The profile of one neuron whose images are not independent: `clusters`, `(n_images)`, says which belong together.
    /// They stay in [one half](half_of_cluster), and their [sums](ClusterSums) are taken. All else is as in
    /// [`of`](Self::of), without predictions.
    pub fn of_clustered(
        activations: ArrayView1<'_, f64>,
        categories: &[Option<CategoryId>],
        clusters: &[u64],
        n_categories: usize,
        first_image: usize,
    ) -> Self {
        let mut profile = Self::of(activations, categories, None, n_categories, first_image);
        for half in &mut profile.halves {
            half.fill(Moments::default());
        }
        let images = activations.iter().zip(categories).zip(clusters);
        for ((&activation, category), &cluster) in images {
            let half = &mut profile.halves[half_of_cluster(cluster)];
            let moments = category.and_then(|category| half.get_mut(category.index()));
            if let Some(moments) = moments.filter(|_| activation.is_finite()) {
                moments.add(activation);
            }
        }
        profile.clusters = cluster_sums(activations, categories, clusters, n_categories);
        profile
    }

    /// The squared standard error of the mean of each category, in category order: from the [clusters](ClusterSums) where
    /// there are some, else the sample's variance over the number of images. NaN below two clusters or images.
    pub fn squared_errors(&self) -> impl Iterator<Item = f64> {
        self.categories().enumerate().map(|(category, of)| match self.clusters.get(category) {
            Some(clusters) => clusters.squared_error(of),
            None if of.n > 1 => of.squared_deviations() / f64::from(of.n - 1) / f64::from(of.n),
            None => f64::NAN,
        })
    }

    /// Both halves together by category, in category order.
    pub fn categories(&self) -> impl Iterator<Item = Moments> {
        let [first, second] = &self.halves;
        first.iter().zip(second).map(|(first, second)| first.and(*second))
    }

    /// The mean of the finite activations; `None` without any, and beyond `f64`.
    pub fn mean(&self) -> Option<f64> {
        self.mean_of(self.sum)
    }

    /// The standard deviation of the finite activations as of a population, as `numpy.std`; `None`
    /// without any, and beyond `f64`.
    pub fn deviation(&self) -> Option<f64> {
        if self.is_constant() {
            return Some(0.0);
        }
        let mean = self.mean()?;
        let squares = self.mean_of(self.sum_of_squares)?;
        Some((squares - mean * mean).max(0.0).sqrt())
    }

    /// Its activations, in three parts.
    pub(super) fn distributions(&self) -> [&Distribution; 3] {
        [&self.right, &self.wrong, &self.unlabeled]
    }

    /// Whether every activation is known, not only the cell that it is in.
    pub(super) fn is_known_exactly(&self) -> bool {
        self.distributions().iter().all(|of| of.runs().is_empty())
    }

    /// Whether there are finite activations, all of them equal.
    pub fn is_constant(&self) -> bool {
        self.min >= self.max
    }

    fn mean_of(&self, total: f64) -> Option<f64> {
        let mean = total / counted(self.finite);
        Some(mean).filter(|mean| mean.is_finite())
    }

    /// Adds to the totals, and says whether the activation is finite.
    fn add(&mut self, activation: f64) -> bool {
        if !activation.is_finite() {
            self.nan += u64::from(activation.is_nan());
            self.infinite += u64::from(activation.is_infinite());
            return false;
        }
        self.finite += 1;
        self.active += u64::from(activation > 0.0);
        self.sum += activation;
        self.sum_of_squares += activation * activation;
        self.min = self.min.min(activation);
        self.max = self.max.max(activation);
        true
    }
}

/// The half of the images, 0 or 1, that an image belongs to: one bit of its mixed number, so that
/// order, batches and a rhythm in the categories do not show.
///
/// The mix is the finalizer of `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).
pub const fn half_of(image: usize) -> usize {
    (mix(image as u64) >> 63) as usize
}

/// The half of the images, 0 or 1, that all images of a cluster belong to, by the number of the cluster in place of
/// the image's.
pub const fn half_of_cluster(cluster: u64) -> usize {
    (mix(cluster) >> 63) as usize
}

/// Every bit of the answer depends on every bit of `number`.
pub(in crate::analysis) const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The finite activations of each of three classes, in the cells that a pass over the layer counts them in.
fn distributions(
    activations: ArrayView1<'_, f64>,
    class: impl Fn(usize) -> usize,
) -> [Distribution; 3] {
    /// A pass looks at so many images together.
    const ROWS: usize = 64;
    let finite = || activations.iter().copied().enumerate().filter(|(_, value)| value.is_finite());
    if activations.len() <= MOST_EXACT {
        return std::array::from_fn(|of| {
            let values = finite().filter(|(image, _)| class(*image) == of);
            let mut values: Vec<f64> = values.map(|(_, value)| value).collect();
            Distribution::new(atoms_of(&mut values), Vec::new())
        });
    }
    let one_in = sampled_one_in(activations.len());
    let is_sampled = |image: &usize| mix(*image as u64).is_multiple_of(one_in);
    let sampled: Vec<usize> = (0..activations.len()).filter(is_sampled).collect();
    let sampled = sampled.chunks_exact(ROWS).flatten().map(|image| activations[*image]);
    let mut sample: Vec<f64> = sampled.filter(|value| value.is_finite()).collect();
    let placement = choose(&atoms_of(&mut sample), f64::MANTISSA_DIGITS);
    let (lane, grid) = (placement.lane(), placement.outside());
    let (mut counts, mut outside) = ([[0; SLOTS]; 3], <[Vec<(i64, u32)>; 3]>::default());
    for (image, value) in finite() {
        let (slot, of) = (lane.slot(value), class(image));
        if placement.is_outside(slot) {
            outside[of].push((grid.cell(value), 1));
        } else {
            counts[of][slot] += 1;
        }
    }
    let mut outside = outside.into_iter();
    counts.map(|counts| placement.distribution(&counts, outside.next().into_iter().flatten()))
}
