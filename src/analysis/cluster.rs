//! Images that are not independent of each other, such as the frames of a video: what their sums say of a mean's error.

use ndarray::ArrayView1;

use super::profile::Moments;
use super::real;
use crate::ids::CategoryId;

/// What is summed over the clusters of images of one category, for one neuron. A cluster is a group of images that are
/// not independent of each other; of its images only those of the category and with a finite activation count, and it
/// counts itself where it has one.
///
/// All are sums over clusters, so that those of different images add up as long as no cluster is cut in two.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ClusterSums {
    /// Σ s²: the squares of the sums of the activations of each cluster.
    pub squared_totals: f64,
    /// Σ n · s: the images of each cluster times their sum.
    pub products: f64,
    /// Σ n²: the squares of the numbers of images.
    pub squared_images: f64,
    /// How many clusters there are.
    pub clusters: f64,
}

impl ClusterSums {
    /// How many numbers it is.
    pub const LEN: usize = 4;

    /// The numbers in their order.
    pub const fn to_array(self) -> [f64; Self::LEN] {
        [self.squared_totals, self.products, self.squared_images, self.clusters]
    }

    /// The sums from their numbers.
    pub const fn from_array(
        [squared_totals, products, squared_images, clusters]: [f64; Self::LEN],
    ) -> Self {
        Self { squared_totals, products, squared_images, clusters }
    }

    /// Adds a cluster of `images`, whose activations add up to `total`; one without images is none.
    pub fn add(&mut self, images: f64, total: f64) {
        self.squared_totals += total * total;
        self.products += images * total;
        self.squared_images += images * images;
        self.clusters += f64::from(u8::from(images > 0.0));
    }

    /// The squared standard error of the mean of a category whose activations are `of`, robust to any dependence within
    /// clusters: Σ (s − n · mean)² / N² · G / (G − 1) over its G clusters, whose images are N together. NaN with fewer
    /// than two clusters. With one image a cluster it is the usual s² / N.
    ///
    /// Liang and Zeger, Biometrika 73 (1986), for the mean alone; the correction for few clusters is that of Cameron and
    /// Miller, A Practitioner's Guide to Cluster-Robust Inference (2015), section VI.A.
    pub fn squared_error(&self, of: Moments) -> f64 {
        if self.clusters < 2.0 {
            return f64::NAN;
        }
        let (n, mean) = (f64::from(of.n), of.mean());
        let squares =
            self.squared_totals - mean * (2.0 * self.products - mean * self.squared_images);
        let few = self.clusters / (self.clusters - 1.0);
        squares.max(0.0) / (n * n) * few
    }

    /// So many independent images would tell as much of the mean of a category whose activations are `of`: the variance
    /// within the category over the squared error of the mean, between 1 and the number of images (Kish, Survey
    /// Sampling, 1965: images over the design effect). The number of clusters where all activations are the same or
    /// there is but one cluster.
    pub fn effective_images(&self, of: Moments) -> f64 {
        let n = f64::from(of.n);
        let effective = of.squared_deviations() / (n - 1.0) / self.squared_error(of);
        if effective.is_nan() { self.clusters } else { effective.clamp(1.0, n.max(1.0)) }
    }
}

/// The sums by category, `(n_categories)`, of one neuron's `activations` and the `clusters` that its images belong to,
/// both `(n_images)`. Images without a category, and activations that are not finite, do not count.
pub(super) fn cluster_sums(
    activations: ArrayView1<'_, f64>,
    categories: &[Option<CategoryId>],
    clusters: &[u64],
    n_categories: usize,
) -> Vec<ClusterSums> {
    let images = activations.iter().zip(categories).zip(clusters);
    let counted = images.filter_map(|((&activation, category), &cluster)| {
        let category = category.filter(|category| category.index() < n_categories)?;
        activation.is_finite().then_some((category.index(), cluster, activation))
    });
    let mut counted: Vec<(usize, u64, f64)> = counted.collect();
    counted.sort_by_key(|&(category, cluster, _)| (category, cluster));
    let mut sums = vec![ClusterSums::default(); n_categories];
    for run in counted.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let total = run.iter().map(|(_, _, activation)| activation).sum();
        if let Some(sums) = run.first().and_then(|(category, _, _)| sums.get_mut(*category)) {
            sums.add(real(run.len()), total);
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATEGORIES: [usize; 8] = [0, 0, 0, 0, 0, 1, 1, 0];
    const CLUSTERS: [u64; 8] = [7, 7, 3, 3, 9, 5, 5, 9];
    const ACTIVATIONS: [f64; 8] = [1.0, 2.0, 4.0, 3.5, 0.0, 1.0, 2.0, 0.5];

    fn sums(clusters: &[u64]) -> (Vec<ClusterSums>, Vec<Moments>) {
        let categories: Vec<_> = CATEGORIES.iter().map(|&id| Some(CategoryId(id))).collect();
        let activations = ArrayView1::from(&ACTIVATIONS);
        let profile = super::super::profile::Profile::of(activations, &categories, None, 2, 0);
        let sums = cluster_sums(activations, &categories, clusters, 2);
        (sums, profile.categories().collect())
    }

    fn assert_near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    // x = numpy.array([1, 2, 4, 3.5, 0, .5]); g = numpy.array([7, 7, 3, 3, 9, 9])
    // s = numpy.array([(x - x.mean())[g == k].sum() for k in (7, 3, 9)]); (s ** 2).sum() / 36 * 3 / 2
    #[test]
    fn the_error_of_a_mean_is_that_of_its_clusters() {
        let (sums, moments) = sums(&CLUSTERS);
        assert_near(sums[0].squared_error(moments[0]), 1.048_611_111_111_111_2);
        assert_near(sums[0].clusters, 3.0);
    }

    // x.var(ddof=1) / 6 = 0.4444444444444445
    #[test]
    fn clusters_of_one_image_are_independent_images() {
        let (sums, moments) = sums(&[0, 1, 2, 3, 4, 5, 6, 7]);
        assert_near(sums[0].squared_error(moments[0]), 0.444_444_444_444_444_5);
        assert_near(sums[0].effective_images(moments[0]), 6.0);
    }

    #[test]
    fn one_cluster_says_nothing_of_the_error() {
        let (sums, moments) = sums(&CLUSTERS);
        assert!(sums[1].squared_error(moments[1]).is_nan());
        assert_near(sums[1].effective_images(moments[1]), 1.0);
    }
}
