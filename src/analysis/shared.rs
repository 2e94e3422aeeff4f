//! The categories that two recordings share, with what each knows of one neuron there.

use multiversion::multiversion;

use super::cdf::Cdf;
use super::order::Order;
use super::profile::Profile;

/// Sums that are added side by side.
const LANES: usize = 16;

/// Buffers that the statistics of a neuron are computed in, reused from neuron to neuron.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    pub(super) order: Order,
    pub(super) ranks: [Vec<f64>; 2],
    pub(super) masses: [Vec<f64>; 2],
    pub(super) cdfs: [Cdf; 2],
    pub(super) weights: Vec<f64>,
    pub(super) sides: [Side; 2],
    pub(super) tamed: [Side; 2],
}

/// One neuron by the categories in which both recordings have a finite activation, `(shared)` each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shared<'a> {
    /// The reference's side.
    pub reference: &'a Side,
    /// The other recording's.
    pub other: &'a Side,
}

/// One neuron in one recording, by category.
///
/// `(n_categories)` after [`fill`](Self::fill), with n = 0 and NaN in a category without a finite activation; `(shared)`
/// in [`Shared`], where there is none such.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Side {
    /// Finite activations.
    pub n: Vec<f64>,
    /// Their mean.
    pub mean: Vec<f64>,
    /// The sum of their squared distances from the mean.
    pub squares: Vec<f64>,
    /// 1 / n, and the squared standard error of the mean, which is NaN for one activation, and for one cluster where
    /// images are [not independent](super::cluster::ClusterSums): divisions that several statistics need.
    pub(super) inverse: Vec<f64>,
    pub(super) error: Vec<f64>,
    /// So many independent images would tell as much of the mean; empty where the images are independent.
    effective: Vec<f64>,
    /// Whether every category has a finite mean.
    is_complete: bool,
}

impl<'a> Shared<'a> {
    /// The categories, in ascending order, that have a finite mean in both; `buffers` hold them where that is not all.
    pub fn between(reference: &'a Side, other: &'a Side, buffers: &'a mut [Side; 2]) -> Self {
        if reference.is_complete && other.is_complete && reference.len() == other.len() {
            return Self { reference, other };
        }
        let [first, second] = buffers;
        first.clear();
        second.clear();
        let means = reference.mean.iter().zip(&other.mean);
        for (category, _) in means.enumerate().filter(|(_, (a, b))| a.is_finite() && b.is_finite())
        {
            first.push(reference, category);
            second.push(other, category);
        }
        Self { reference: first, other: second }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.reference.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Side {
    /// Fills in all categories of a profile, both halves together.
    pub fn fill(&mut self, profile: &Profile) {
        self.clear();
        let n_categories = profile.halves[0].len().min(profile.halves[1].len());
        self.resize(n_categories);
        let categories = self.n.iter_mut().zip(&mut self.mean).zip(&mut self.squares);
        for (((n, sum), squares), of) in categories.zip(profile.categories()) {
            (*n, *sum, *squares) = (f64::from(of.n), of.sum, of.sum_of_squares);
        }
        self.is_complete = divide(self);
        if !profile.clusters.is_empty() {
            self.cluster(profile);
        }
    }

    /// Puts the errors that hold for dependent images in the place of the others.
    fn cluster(&mut self, profile: &Profile) {
        self.error.clear();
        self.error.extend(profile.squared_errors());
        let categories = profile.clusters.iter().zip(profile.categories());
        self.effective.extend(categories.map(|(clusters, of)| clusters.effective_images(of)));
    }

    /// So many independent images would tell as much of the mean of a category: the number of its images where they are
    /// independent, and [fewer](super::cluster::ClusterSums::effective_images) where not. 0 beyond the last category.
    pub fn effective_images(&self, category: usize) -> f64 {
        let images = self.effective.get(category).or_else(|| self.n.get(category));
        images.copied().unwrap_or(0.0)
    }

    /// How many categories there are.
    pub fn len(&self) -> usize {
        self.n.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.n.is_empty()
    }

    /// Whether every category has a finite mean.
    pub(super) const fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The variance within the categories, pooled; `None` where no category has two images.
    pub fn pooled_variance(&self) -> Option<f64> {
        let [squares, freedom] = sums([&self.squares, &self.n], |[squares, n]| [squares, n - 1.0]);
        (freedom > 0.0).then(|| squares / freedom).filter(|variance| variance.is_finite())
    }

    /// The variance of an image within its category, from the squared error of each mean times its images, averaged
    /// over the categories where that is known; `None` where it is for none.
    pub(super) fn image_variance(&self) -> Option<f64> {
        let [variances, categories] = image_variances(self);
        (categories > 0.0).then(|| variances / categories).filter(|variance| variance.is_finite())
    }

    /// The squared standard error of each mean, `(shared)`, from the category's own variance; from
    /// the `pooled` one for a category of one image.
    pub fn squared_errors(&self, pooled: f64) -> impl Iterator<Item = f64> {
        self.error.iter().map(move |error| own_or(*error, pooled))
    }

    fn clear(&mut self) {
        self.resize(0);
        self.effective.clear();
    }

    fn resize(&mut self, len: usize) {
        for list in self.lists() {
            list.resize(len, 0.0);
        }
    }

    fn push(&mut self, of: &Self, category: usize) {
        self.n.push(of.n[category]);
        self.mean.push(of.mean[category]);
        self.squares.push(of.squares[category]);
        self.inverse.push(of.inverse[category]);
        self.error.push(of.error[category]);
        self.effective.extend(of.effective.get(category));
    }

    const fn lists(&mut self) -> [&mut Vec<f64>; 5] {
        let Self { n, mean, squares, inverse, error, .. } = self;
        [n, mean, squares, inverse, error]
    }
}

/// The sum of the variances of an image, and in how many categories they are known.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn image_variances(side: &Side) -> [f64; 2] {
    sums(
        [&side.n, &side.error],
        |[n, error]| {
            if error.is_nan() { [0.0, 0.0] } else { [n * error, 1.0] }
        },
    )
}

/// The squared standard error that is known: the category's `own`, or the `pooled` one for NaN.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is compiled with its caller, for its processor")]
pub(super) const fn own_or(own: f64, pooled: f64) -> f64 {
    if own.is_nan() { pooled } else { own }
}

/// Makes means and squared distances of the sums in their place, and the rest; says whether all means are finite.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn divide(side: &mut Side) -> bool {
    let Side { n, mean, squares, inverse, error, .. } = side;
    let rest = squares.iter_mut().zip(inverse).zip(error);
    let mut is_complete = true;
    for ((n, mean), ((squares, inverse), error)) in n.iter().zip(mean).zip(rest) {
        let sum = *mean;
        *mean = sum / n;
        *squares = (*squares - sum * *mean).max(0.0);
        *inverse = 1.0 / n;
        *error = if *n > 1.0 { *squares / ((n - 1.0) * n) } else { f64::NAN };
        is_complete &= mean.is_finite();
    }
    is_complete
}

/// The sums over some lists of the terms that `terms` makes of their values at one place: each in
/// several sums, which a processor adds side by side. The shortest list ends it.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is compiled with its caller, for its processor")]
pub(super) fn sums<const LISTS: usize, const TERMS: usize>(
    lists: [&[f64]; LISTS],
    terms: impl Fn([f64; LISTS]) -> [f64; TERMS],
) -> [f64; TERMS] {
    let len = lists.iter().map(|list| list.len()).min().unwrap_or(0);
    let lists = lists.map(|list| list[..len].as_chunks::<LANES>());
    let mut sums = [[0.0; LANES]; TERMS];
    for chunk in 0..len / LANES {
        let values = lists.map(|list| &list.0[chunk]);
        let mut made = [[0.0; LANES]; TERMS];
        for lane in 0..LANES {
            let terms = terms(values.map(|values| values[lane]));
            for (made, term) in made.iter_mut().zip(terms) {
                made[lane] = term;
            }
        }
        for (sums, made) in sums.iter_mut().zip(&made) {
            for (sum, made) in sums.iter_mut().zip(made) {
                *sum += made;
            }
        }
    }
    for rest in 0..len % LANES {
        let terms = terms(lists.map(|list| list.1[rest]));
        for (sums, term) in sums.iter_mut().zip(terms) {
            sums[rest] += term;
        }
    }
    sums.map(|lanes| lanes.iter().sum())
}
