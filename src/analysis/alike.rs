//! Whether images that stand side by side are more alike than others, and whether some are the same: signs that they are
//! not independent, from a look at a few of them.

use std::collections::{BTreeMap, BTreeSet};

use super::profile::mix;
use super::real;
use crate::ids::CategoryId;

/// Pairs of images that decide whether neighbors are alike.
const PAIRS: usize = 600;
/// Pairs that tell how many in a row are, once they are: more, because the last of a row are few.
const PAIRS_OF_ROW: usize = 1200;
/// Images that are looked at for copies.
const LOOKED_AT: usize = 2000;
/// Images at either end of a recording that are looked at for copies, too: a padded sampler repeats the first ones.
const AT_END: usize = 64;
/// Different numbers in the row of an image below which others may have the same row by chance.
const TELLING: usize = 8;
/// The share of pairs in which the neighbor is nearer than another image, 0.5 where neighbors are like all others, from
/// which on it is worth a word.
const ALIKE: f64 = 0.6;
/// Standard deviations by which it must be above 0.5: so many by chance once in three million recordings.
const SURE: f64 = 5.0;
/// The same for a distance in the file within which images are still alike.
const STILL_ALIKE: f64 = 2.0;
/// The share of copies from which on they are worth a word.
const MANY_COPIES: f64 = 0.01;

/// What a look at a few images finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Alike {
    /// About so many images in a row are more alike than others of their category, so many or more where that is
    /// [`LONGEST`]; `None` where neighbors are like any others.
    pub in_a_row: Option<usize>,
    /// Among so many images that were looked at ...
    pub looked_at: usize,
    /// ... so many are the same as another one; 0 where that is hardly any.
    pub copies: usize,
    /// Of the last images so many are the same as one of the first.
    pub repeated_at_end: usize,
}

/// The most that [`Alike::in_a_row`] says.
pub const LONGEST: usize = 512;

impl Alike {
    /// Whether anything says that images are not independent.
    pub const fn is_any(&self) -> bool {
        self.in_a_row.is_some() || self.copies > 0 || self.repeated_at_end > 0
    }
}

/// Looks at a few images of the `categories`, `(n_images)`, whose activations, `(n_neurons)`, `read` gives.
///
/// Neighbors: an image, the next one if it is of the same category, and a third one of that category from anywhere. If
/// images are independent the next one is as often nearer as it is farther, whatever the layer is and however the
/// categories are ordered, so that this is a sign test. Recordings of few images are looked at as a whole; of large ones
/// copies are only found where many images have some. The same recording always gives the same answer. Without
/// categories nothing is found, because nothing is compared by them.
pub fn alike<E>(
    categories: &[Option<CategoryId>],
    mut read: impl FnMut(usize) -> Result<Vec<f64>, E>,
) -> Result<Alike, E> {
    let neighbors = Neighbors::new(categories);
    let mut found = Alike::default();
    let near = neighbors.nearer(1, PAIRS, &mut read)?;
    if near.share() >= ALIKE && near.deviations() >= SURE {
        found.in_a_row = Some(neighbors.in_a_row(&mut read)?);
    }
    find_copies(categories.len(), &mut read, &mut found)?;
    Ok(found)
}

/// How often the neighbor was the nearer one.
#[derive(Debug, Default)]
struct Nearer {
    wins: f64,
    pairs: f64,
}

impl Nearer {
    fn share(&self) -> f64 {
        if self.pairs > 0.0 { self.wins / self.pairs } else { 0.5 }
    }

    /// How far the share is above one half, in standard deviations of a fair coin.
    fn deviations(&self) -> f64 {
        (self.share() - 0.5) * 2.0 * self.pairs.sqrt()
    }
}

/// Images by category, to draw some from.
struct Neighbors<'a> {
    categories: &'a [Option<CategoryId>],
    members: BTreeMap<usize, Vec<usize>>,
}

impl<'a> Neighbors<'a> {
    fn new(categories: &'a [Option<CategoryId>]) -> Self {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (image, category) in categories.iter().enumerate() {
            if let Some(category) = category {
                members.entry(category.index()).or_default().push(image);
            }
        }
        Self { categories, members }
    }

    /// How often the image `distance` further on is nearer than another one of the category, in up to `most` cases.
    fn nearer<E>(
        &self,
        distance: usize,
        most: usize,
        read: &mut impl FnMut(usize) -> Result<Vec<f64>, E>,
    ) -> Result<Nearer, E> {
        let mut nearer = Nearer::default();
        for image in self.drawn(distance, most) {
            let Some(third) = self.third(image, distance) else { continue };
            let own = read(image)?;
            let of_next = squared_distance(&own, &read(image + distance)?);
            let of_third = squared_distance(&own, &read(third)?);
            nearer.pairs += 1.0;
            nearer.wins += match of_next.total_cmp(&of_third) {
                std::cmp::Ordering::Less => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Greater => 0.0,
            };
        }
        Ok(nearer)
    }

    /// Images, in order, that are followed at the distance by one of their category.
    fn drawn(&self, distance: usize, most: usize) -> BTreeSet<usize> {
        let pairs = self.categories.iter().zip(self.categories.iter().skip(distance));
        let followed = pairs.enumerate().filter(|(_, (a, b))| a.is_some() && a == b);
        let all: Vec<usize> = followed.map(|(image, _)| image).collect();
        if all.len() <= most {
            return all.into_iter().collect();
        }
        let draw = |number: usize| all.get(drawn(number, distance, all.len())).copied();
        (0..most).filter_map(draw).collect()
    }

    /// Another image of the category, further away than the neighbor.
    fn third(&self, image: usize, distance: usize) -> Option<usize> {
        const TRIES: usize = 8;
        let category = self.categories.get(image).copied().flatten()?;
        let members = self.members.get(&category.index())?;
        let draws = (1..=TRIES).map(|number| drawn(image, number, members.len()));
        let mut others = draws.filter_map(|at| members.get(at).copied());
        others.find(|other| other.abs_diff(image) > distance)
    }

    /// The first distance at which images are no more alike than others.
    fn in_a_row<E>(&self, read: &mut impl FnMut(usize) -> Result<Vec<f64>, E>) -> Result<usize, E> {
        let mut distance = 2;
        while distance < LONGEST {
            if self.nearer(distance, PAIRS_OF_ROW, read)?.deviations() < STILL_ALIKE {
                return Ok(distance);
            }
            // By one up to 16, then by an eighth.
            distance += (distance / 8).max(1).min(LONGEST - distance);
        }
        Ok(LONGEST)
    }
}

/// Counts images that are the same as another one.
fn find_copies<E>(
    n_images: usize,
    read: &mut impl FnMut(usize) -> Result<Vec<f64>, E>,
    found: &mut Alike,
) -> Result<(), E> {
    let some: BTreeSet<usize> = if n_images <= LOOKED_AT {
        (0..n_images).collect()
    } else {
        (0..LOOKED_AT).map(|number| drawn(number, 0, n_images)).collect()
    };
    let ends = (0..AT_END.min(n_images)).chain(n_images.saturating_sub(AT_END)..n_images);
    let all: BTreeSet<usize> = some.iter().copied().chain(ends).collect();
    let mut first_with: BTreeMap<u64, usize> = BTreeMap::new();
    let mut copies = 0;
    for image in all {
        let Some(hash) = telling_hash(&read(image)?) else { continue };
        let first = *first_with.entry(hash).or_insert(image);
        if first == image {
            continue;
        }
        copies += usize::from(some.contains(&image) && some.contains(&first));
        found.repeated_at_end += usize::from(first < AT_END && image + AT_END >= n_images);
    }
    found.looked_at = some.len();
    let is_worth_it = copies > 1 && real(copies) >= MANY_COPIES * real(some.len());
    found.copies = if is_worth_it { copies } else { 0 };
    if n_images < 4 * AT_END {
        found.repeated_at_end = 0;
    }
    Ok(())
}

/// A number that the same activations have; `None` where they tell too little, as those of a silent layer.
fn telling_hash(activations: &[f64]) -> Option<u64> {
    // -0 is 0.
    let bits = activations.iter().map(|activation| (activation + 0.0).to_bits());
    let mut different = BTreeSet::new();
    let tells = bits.clone().any(|bits| different.insert(bits) && different.len() >= TELLING);
    tells.then(|| bits.fold(0, |hash, bits| mix(hash ^ bits)))
}

/// Over the neurons that are finite in both.
fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
    squares.filter(|square| square.is_finite()).sum()
}

/// A random place below `end`, the same every time.
fn drawn(number: usize, of: usize, end: usize) -> usize {
    let mixed = mix(mix(number as u64) ^ (of as u64)) % (end.max(1) as u64);
    usize::try_from(mixed).unwrap_or(0)
}
