//! Images that are not independent, as the frames of a video: what their errors are, against plain computations and
//! against how much means really vary.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use deephys::analysis::profile::{Profile, half_of_cluster};
use deephys::analysis::shared::Side;
use deephys::ids::CategoryId;
use ndarray::Array1;

use super::planted::Random;

const FRAMES: usize = 5;

/// A rectified neuron and its images: so many of each category, in videos of [`FRAMES`] frames.
struct Recorded {
    activations: Array1<f64>,
    categories: Vec<Option<CategoryId>>,
    videos: Vec<u64>,
}

impl Recorded {
    /// With the correlation `icc` of the frames of a video before the rectifier, each category with the mean `drive`.
    fn new(
        (n_categories, images): (usize, usize),
        icc: f64,
        drive: f64,
        random: &mut Random,
    ) -> Self {
        let n_images = n_categories * images;
        let categories = (0..n_images).map(|image| Some(CategoryId(image / images))).collect();
        let videos: Vec<u64> = (0..n_images).map(|image| (image / FRAMES) as u64).collect();
        let mut of_video = 0.0;
        let activation = |image: usize| {
            if image.is_multiple_of(FRAMES) {
                of_video = random.normal();
            }
            (drive + icc.sqrt() * of_video + (1.0 - icc).sqrt() * random.normal()).max(0.0)
        };
        Self { activations: (0..n_images).map(activation).collect(), categories, videos }
    }

    fn profile(&self) -> Profile {
        let n = self.categories.iter().flatten().map(|id| id.index()).max().unwrap() + 1;
        Profile::of_clustered(self.activations.view(), &self.categories, &self.videos, n, 0)
    }

    fn of_category(&self, category: usize) -> impl Iterator<Item = (u64, f64)> {
        let images = self.categories.iter().zip(&self.videos).zip(&self.activations);
        images
            .filter(move |((id, _), _)| **id == Some(CategoryId(category)))
            .map(|((_, video), activation)| (*video, *activation))
    }
}

/// The variance of a mean from the residuals of each video, written down as in the textbook.
fn textbook(images: &[(u64, f64)]) -> f64 {
    let n = images.len() as f64;
    let mean = images.iter().map(|(_, activation)| activation).sum::<f64>() / n;
    let mut videos: Vec<u64> = images.iter().map(|(video, _)| *video).collect();
    videos.dedup();
    let of_video = |video: &u64| {
        let own = images.iter().filter(|(of, _)| of == video);
        own.map(|(_, activation)| activation - mean).sum::<f64>().powi(2)
    };
    let groups = videos.len() as f64;
    videos.iter().map(of_video).sum::<f64>() / (n * n) * groups / (groups - 1.0)
}

#[test]
fn the_error_by_group_is_that_of_the_textbook() {
    let mut random = Random(3);
    let recorded = Recorded::new((4, 40), 0.7, 0.5, &mut random);
    let profile = recorded.profile();
    for (category, error) in profile.squared_errors().enumerate() {
        let expected = textbook(&recorded.of_category(category).collect::<Vec<_>>());
        assert!((error - expected).abs() < 1e-12 * expected, "{error} {expected}");
    }
}

#[test]
fn videos_stay_in_one_half() {
    let recorded = Recorded::new((3, 60), 0.9, 0.5, &mut Random(5));
    let profile = recorded.profile();
    for (half, moments) in profile.halves.iter().enumerate() {
        for (category, moments) in moments.iter().enumerate() {
            let own = recorded.of_category(category);
            let images = own.filter(|(video, _)| half_of_cluster(*video) == half).count();
            assert_eq!(moments.n as usize, images);
            assert!(images.is_multiple_of(FRAMES));
        }
    }
}

/// The variance of a category's mean over many recordings, the mean of its squared errors, and of the effective images.
fn calibration(shape: (usize, usize), icc: f64, drive: f64) -> (f64, f64, f64) {
    let mut random = Random(11);
    let mut side = Side::default();
    let (mut means, mut errors, mut effective) = (Vec::new(), 0.0, 0.0);
    while means.len() < 4000 {
        let profile = Recorded::new(shape, icc, drive, &mut random).profile();
        side.fill(&profile);
        errors += profile.squared_errors().sum::<f64>();
        effective += (0..shape.0).map(|category| side.effective_images(category)).sum::<f64>();
        means.extend(&side.mean);
    }
    let n = means.len() as f64;
    let mean = means.iter().sum::<f64>() / n;
    let variance = means.iter().map(|of| (of - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (variance, errors / n, effective / n)
}

/// The mean squared error is that of 4,000 means, whose own variance is known to 2 % (1 / √2000).
#[test]
fn errors_by_group_are_as_large_as_means_vary() {
    for (shape, icc, drive) in [
        ((10, 200), 0.5, 0.5),
        ((10, 200), 0.9, 0.5),
        ((100, 20), 0.5, 0.5),
        ((100, 20), 0.9, -0.5),
    ] {
        let (variance, error, effective) = calibration(shape, icc, drive);
        assert!((error / variance - 1.0).abs() < 0.08, "{shape:?} {icc}: {error} {variance}");
        // Independent images would vary 2 to 4 times less.
        assert!(effective < 0.7 * shape.1 as f64, "{shape:?} {icc}: {effective}");
        assert!(effective > 0.9 * (shape.1 / FRAMES) as f64, "{shape:?} {icc}: {effective}");
    }
}

#[test]
fn a_category_in_one_video_has_no_known_error() {
    let recorded = Recorded::new((3, FRAMES), 0.5, 0.5, &mut Random(9));
    assert!(recorded.profile().squared_errors().all(f64::is_nan));
}
