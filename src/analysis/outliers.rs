//! Single images so far out that they alone would decide a neuron's tuning: found, and kept from deciding.

use serde::{Deserialize, Serialize};

use super::profile::Profile;
use super::rank::Ranked;
use super::real;
use super::shared::{Side, sums};
use crate::ids::{CategoryId, ImageId};

/// Images at either end that can be outliers: more of them are a part of the distribution.
const MOST: usize = 3;

/// An outlier is at least this many times as far from the mean of the others as the next image at its end. The highest
/// of some numbers with a tail as heavy as that of Student's t with 3 degrees of freedom is so in 1 of 64 neurons.
const FAR: f64 = 4.0;

/// Fewer images that are not 0 are no distribution to lie out of: of a rare response every image is far out.
const ENOUGH: usize = 20;

/// Outliers are at most this share of the images of their category: else they are what the category is like.
const SHARE: f64 = 0.1;

/// What single images do to a neuron's tuning.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Outliers {
    /// How many images are outliers.
    pub images: usize,
    /// The mean activation with each outlier moved to the next image at its end; the plain mean without any.
    pub robust_mean: Option<f64>,
    /// The share of the variance of the category means that hangs on one image, or on the outliers together, 0 to 1:
    /// 1 - the variance without over the variance with. `None` without 2 categories and where nothing varies.
    pub influence: Option<f64>,
}

/// An image that is moved: from its activation to that of the next one.
#[derive(Debug, Clone, Copy)]
struct Moved {
    category: Option<CategoryId>,
    from: f64,
    to: f64,
}

/// Says what single images do to a neuron, and moves its outliers to the next image at their end in `robust`, a copy of
/// `side`, the neuron by category; `robust` becomes `None` without any.
///
/// An image is one where it and at most two more at its end of the activations lie at least 4 times as far from
/// the mean of the others as the next image, unless they are more than a tenth of a category, or all of it, or fewer than
/// 20 images are ranked. Zeros do not rank.
pub fn tame(
    profile: &Profile,
    category_of: &dyn Fn(ImageId) -> Option<CategoryId>,
    side: &Side,
    robust: &mut Option<Side>,
) -> Outliers {
    let moved = outliers(profile, category_of, side);
    let before = Spread::of(side);
    let change: f64 = moved.iter().map(|image| image.to - image.from).sum();
    let influence = if moved.is_empty() {
        *robust = None;
        let ends = profile.top.first().into_iter().chain(profile.bottom.first());
        let shares =
            ends.filter_map(|image| before.without(side, category_of(image.id)?, image.value));
        shares
            .fold(None, |most: Option<f64>, share| Some(most.map_or(share, |most| most.max(share))))
    } else {
        let tamed = robust.insert(side.clone());
        for image in &moved {
            image.apply(tamed);
        }
        before.share(Spread::of(tamed).squares)
    };
    Outliers {
        images: moved.len(),
        robust_mean: profile.mean().map(|mean| mean + change / count(profile.finite)),
        influence,
    }
}

/// The outliers of both ends; none where they are too much of a category.
fn outliers(
    profile: &Profile,
    category_of: &dyn Fn(ImageId) -> Option<CategoryId>,
    side: &Side,
) -> Vec<Moved> {
    let Some(center) = center(profile) else { return Vec::new() };
    let mut moved = Vec::new();
    for (ends, direction) in [(&profile.top, 1.0), (&profile.bottom, -1.0)] {
        let distance = |at: usize| {
            let value = ends.get(at).map_or(0.0, |image| image.value);
            direction * (value - center)
        };
        let is_far = |images: &usize| distance(images - 1) > FAR * distance(*images).max(0.0);
        let most = if ends.len() < ENOUGH { 0 } else { MOST };
        let images = (1..=most).rev().filter(|_| distance(0) > 0.0).find(is_far).unwrap_or(0);
        let to = ends.get(images).map_or(0.0, |next| next.value);
        moved.extend(ends.iter().take(images).map(|image| Moved {
            category: category_of(image.id),
            from: image.value,
            to,
        }));
    }
    if are_few(&moved, side) { moved } else { Vec::new() }
}

/// The mean of all but the images that could be outliers; `None` where hardly any other is left.
fn center(profile: &Profile) -> Option<f64> {
    let high = profile.top.get(..MOST).unwrap_or(&profile.top);
    let low = profile.bottom.get(..MOST).unwrap_or(&profile.bottom);
    let is_new = |image: &&Ranked<ImageId>| high.iter().all(|other| other.id != image.id);
    let (sum, images) = high
        .iter()
        .chain(low.iter().filter(is_new))
        .fold((0.0, 0_u64), |(sum, images), image| (sum + image.value, images + 1));
    let rest = profile.finite.checked_sub(images).filter(|rest| *rest > images)?;
    Some((profile.sum - sum) / count(rest)).filter(|center| center.is_finite())
}

/// Whether no category has too many of its images among the moved.
fn are_few(moved: &[Moved], side: &Side) -> bool {
    moved.iter().filter_map(|image| image.category).all(|category| {
        let of_category = moved.iter().filter(|image| image.category == Some(category)).count();
        let images = side.n.get(category.index()).copied().unwrap_or(0.0);
        images > 1.0 && (of_category == 1 || real(of_category) <= SHARE * images)
    })
}

impl Moved {
    /// Moves the image within its category. Where nearly all of the squares were its own, what is left of them is
    /// rounding, and the error of the mean is unknown.
    fn apply(&self, side: &mut Side) {
        /// The rounding of squares, with room.
        const ROUNDING: f64 = 1e-10;
        let Some(category) = self.category.map(CategoryId::index) else { return };
        let (Some(&n), Some(mean)) = (side.n.get(category), side.mean.get_mut(category)) else {
            return;
        };
        let before = *mean;
        *mean += (self.to - self.from) / n;
        let after = *mean;
        let (Some(squares), Some(error)) =
            (side.squares.get_mut(category), side.error.get_mut(category))
        else {
            return;
        };
        let all = *squares;
        // Σ (x - mean)² when one x is replaced.
        *squares +=
            (self.to - after) * (self.to - before) - (self.from - after) * (self.from - before);
        *squares = squares.max(0.0);
        *error = if *squares > ROUNDING * all { *squares / ((n - 1.0) * n) } else { f64::NAN };
    }
}

/// How much the category means vary.
#[derive(Debug, Clone, Copy)]
struct Spread {
    categories: f64,
    mean: f64,
    squares: f64,
}

impl Spread {
    fn of(side: &Side) -> Self {
        let known = |n: f64, value: f64| if n > 0.0 { value } else { 0.0 };
        let lists = [&*side.n, &side.mean];
        let [categories, sum] = sums(lists, |[n, mean]| [known(n, 1.0), known(n, mean)]);
        let center = sum / categories;
        let [squares] = sums(lists, |[n, mean]| [known(n, (mean - center) * (mean - center))]);
        Self { categories, mean: center, squares }
    }

    /// The share of the squares that is gone where `after` are left.
    fn share(&self, after: f64) -> Option<f64> {
        let share = (1.0 - after / self.squares).max(0.0);
        Some(share).filter(|share| self.categories > 1.0 && self.squares > 0.0 && share.is_finite())
    }

    /// The share that hangs on one image of a category with this activation; the only one takes its category along.
    fn without(&self, side: &Side, category: CategoryId, activation: f64) -> Option<f64> {
        let (n, mean) = (*side.n.get(category.index())?, *side.mean.get(category.index())?);
        if n <= 1.0 {
            let gone = (mean - self.mean).powi(2) * self.categories / (self.categories - 1.0);
            return self.share(self.squares - gone);
        }
        let step = (mean - activation) / (n - 1.0);
        let all_but_it = 1.0 - 1.0 / self.categories;
        self.share(self.squares + step * (step * all_but_it + 2.0 * (mean - self.mean)))
    }
}

/// A count as a real number: exact below 2^53.
const fn count(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use ndarray::Array1;

    use super::*;

    const CATEGORIES: usize = 4;

    /// The neuron by category, its outliers moved, and what they did; images take turns in the categories.
    fn tamed(activations: &[f64]) -> (Side, Option<Side>, Outliers) {
        let category = |image: usize| Some(CategoryId(image % CATEGORIES));
        let categories: Vec<_> = (0..activations.len()).map(category).collect();
        let activations = Array1::from(activations.to_vec());
        let profile = Profile::of(activations.view(), &categories, None, CATEGORIES, 0);
        let (mut side, mut robust) = (Side::default(), None);
        side.fill(&profile);
        let outliers = tame(&profile, &|image| category(image.index()), &side, &mut robust);
        (side, robust, outliers)
    }

    /// 80 activations between 1 and 3, a little higher in each next category.
    fn plain() -> Vec<f64> {
        (0..80)
            .map(|image| 1.0 + f64::from(image * 7 % 16) / 16.0 + f64::from(image % 4) / 4.0)
            .collect()
    }

    #[test]
    fn one_image_far_out_is_moved_to_the_next_and_said() {
        let mut activations = plain();
        activations[5] = 500.0;
        let (side, robust, outliers) = tamed(&activations);
        let robust = robust.unwrap();
        assert_eq!(outliers.images, 1);
        assert!(outliers.influence.unwrap() > 0.99, "{outliers:?}");
        assert!((outliers.robust_mean.unwrap() - 1.87).abs() < 0.05, "{outliers:?}");
        assert!(side.mean[1] > 20.0 && robust.mean[1] < 2.5);
        let mut expected = activations.clone();
        expected[5] = plain().into_iter().reduce(f64::max).unwrap();
        let (moved, none, _) = tamed(&expected);
        assert!(none.is_none());
        assert!((robust.mean[1] - moved.mean[1]).abs() < 1e-9);
        assert!((robust.squares[1] - moved.squares[1]).abs() < 1e-6 * moved.squares[1]);
    }

    #[test]
    fn both_ends_and_up_to_three_images_are_looked_at() {
        for places in [&[5][..], &[5, 6], &[5, 6, 11]] {
            for sign in [1.0, -1.0] {
                let mut activations = plain();
                for (at, place) in places.iter().enumerate() {
                    activations[*place] = sign * (900.0 + at as f64);
                }
                assert_eq!(tamed(&activations).2.images, places.len(), "{places:?} {sign}");
            }
        }
    }

    #[test]
    fn a_category_far_out_and_rare_responses_are_no_outliers() {
        let mut activations = plain();
        for image in (0..12).step_by(4) {
            activations[image] = 90.0;
        }
        assert_eq!(tamed(&activations).2.images, 0, "3 of 20 images of a category");
        let mut rare = vec![0.0; 80];
        (rare[5], rare[6]) = (90.0, 1.0);
        assert_eq!(tamed(&rare).2.images, 0);
        assert!(tamed(&plain()).2.influence.unwrap() < 0.2);
        assert_eq!(tamed(&[]).2.influence, None);
    }
}
