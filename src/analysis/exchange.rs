//! The distribution of a statistic without a shift, from the images themselves: exchanged between two recordings.

use multiversion::multiversion;

use super::null::percentile;
use super::order::{Order, correlation};
use super::profile::mix;
use crate::ids::CategoryId;

/// Neurons that are looked at together.
pub const LANES: usize = 16;

/// Draws of which the spurious score is told as well.
const SHOWN: usize = 20;

/// One number of each neuron.
type Row = [f32; LANES];

/// A category with images in both recordings.
#[derive(Debug, Clone, Copy)]
struct Stratum {
    /// Its units: those of the reference, then those of the other.
    start: usize,
    reference: usize,
    end: usize,
}

/// The images of some neurons in two recordings by category, to be exchanged between the recordings.
///
/// Without a shift an image of a category may as well have been one of the other recording. So the tunings are made
/// again and again from images that are dealt to the two recordings by chance, as many to each as it has
/// (Fisher 1935; within strata: Pesarin 2001), which assumes nothing of the distribution of activity.
/// What is dealt is a unit: an image, or all images of a group.
#[derive(Debug, Clone)]
pub struct Exchange {
    strata: Vec<Stratum>,
    /// By recording, of each image the unit; `None` for images of categories that the other recording lacks.
    units_of: [Vec<Option<u32>>; 2],
    /// Sums of finite activations less `center`, `(units)`.
    sums: Vec<Row>,
    /// How many they are, `(units)`.
    counts: Vec<Row>,
    /// Whether every unit is one finite image, so that the counts are all 1.
    are_single: bool,
    has_groups: bool,
    center: Option<[f64; LANES]>,
}

/// What came of the draws for one neuron.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drawn {
    /// The share of the values of 1 - r without a shift that its own is [above](percentile), r the correlation of
    /// Pearson of the two tunings, so that inverted tuning is the farthest. `None` where r is undefined.
    pub percentile: Option<f64>,
    /// Spurious scores without a shift, 1 - |ρ|.
    pub spurious: Vec<f64>,
}

impl Exchange {
    /// Room for the images of two recordings, the reference first: their `categories`, `(n_images)` each, and what
    /// groups images that are not independent. Images without a category are left out.
    pub fn new(categories: [&[Option<CategoryId>]; 2], groups: [Option<&[u64]>; 2]) -> Self {
        // (category, recording, group, image): sorted, a unit is a run of the same group.
        let mut images: Vec<(usize, usize, u64, u32)> = Vec::new();
        for (recording, categories) in categories.iter().enumerate() {
            for (image, category) in (0_u32..).zip(*categories) {
                let Some(category) = category else { continue };
                let group =
                    groups[recording].and_then(|groups| groups.get(image as usize).copied());
                images.push((
                    category.index(),
                    recording,
                    group.unwrap_or(u64::from(image)),
                    image,
                ));
            }
        }
        images.sort_unstable();
        let mut units_of = categories.map(|categories| vec![None; categories.len()]);
        let (mut strata, mut unit) = (Vec::new(), 0);
        for category in images.chunk_by(|a, b| a.0 == b.0) {
            let start = unit;
            let mut reference = 0;
            for of_unit in category.chunk_by(|a, b| (a.1, a.2) == (b.1, b.2)) {
                for &(_, recording, _, image) in of_unit {
                    units_of[recording][image as usize] = u32::try_from(unit).ok();
                }
                reference += usize::from(of_unit.first().is_some_and(|first| first.1 == 0));
                unit += 1;
            }
            strata.push(Stratum { start, reference, end: unit });
        }
        let has_groups = groups.iter().any(Option::is_some);
        let empty = || vec![[0.0; LANES]; unit];
        strata.retain(|of| of.reference > 0 && of.start + of.reference < of.end);
        let (sums, counts) = (empty(), empty());
        Self { strata, units_of, sums, counts, are_single: !has_groups, has_groups, center: None }
    }

    /// Whether there are fewer than 3 categories with images in both recordings: no tuning is compared.
    pub fn is_empty(&self) -> bool {
        self.strata.len() < 3
    }

    /// Forgets the activations, for other neurons.
    pub fn clear(&mut self) {
        self.sums.fill([0.0; LANES]);
        self.counts.fill([0.0; LANES]);
        self.are_single = !self.has_groups;
        self.center = None;
    }

    /// Adds the activations of an image of a recording, 0 for the reference; NaN and infinite ones are left out.
    pub fn add(&mut self, recording: usize, image: usize, activations: &[f64; LANES]) {
        let unit = self.units_of.get(recording).and_then(|of| of.get(image).copied().flatten());
        let Some(unit) = unit.map(|unit| unit as usize) else { return };
        // What is far from 0 would lose digits; any finite activation is near enough.
        let center = *self
            .center
            .get_or_insert_with(|| activations.map(|of| if of.is_finite() { of } else { 0.0 }));
        for (lane, activation) in activations.iter().enumerate() {
            let is_finite = activation.is_finite();
            self.are_single &= is_finite;
            if is_finite {
                self.sums[unit][lane] += narrow(activation - center[lane]);
                self.counts[unit][lane] += 1.0;
            }
        }
    }

    /// Deals the units `draws` times and says what came of it for each neuron. The same `seed` deals alike.
    pub fn draw(&self, draws: usize, seed: u64) -> [Drawn; LANES] {
        let mut dealt = Dealt::new(self, seed);
        let own = dealt.one_minus_r();
        let mut scores = <[Vec<f64>; LANES]>::default();
        let mut answers = <[Drawn; LANES]>::default();
        for draw in 0..draws {
            dealt.deal();
            for (scores, score) in scores.iter_mut().zip(dealt.one_minus_r()) {
                scores.extend(score);
            }
            if draw < SHOWN {
                for (lane, answer) in answers.iter_mut().enumerate() {
                    answer.spurious.extend(dealt.spurious(lane));
                }
            }
        }
        for ((answer, own), scores) in answers.iter_mut().zip(own).zip(&scores) {
            answer.percentile = percentile(own, scores);
        }
        answers
    }
}

/// Units dealt to two recordings.
struct Dealt<'a> {
    of: &'a Exchange,
    /// The units of each stratum in the order dealt: the first are those of the recording that has fewer.
    order: Vec<u32>,
    /// Sums and counts of each stratum.
    totals: Vec<[[f64; LANES]; 2]>,
    /// Means by stratum, of the reference and the other.
    means: [Vec<[f64; LANES]>; 2],
    state: u64,
    ranking: Order,
    columns: [Vec<f64>; 2],
    ranks: [Vec<f64>; 2],
}

impl<'a> Dealt<'a> {
    /// As they are.
    fn new(of: &'a Exchange, seed: u64) -> Self {
        let mut order: Vec<u32> = (0_u32..).take(of.sums.len()).collect();
        for stratum in of.strata.iter().filter(|stratum| !stratum.reference_is_smaller()) {
            if let Some(units) = order.get_mut(stratum.start..stratum.end) {
                units.rotate_left(stratum.reference);
            }
        }
        let totals = of.strata.iter().map(|stratum| {
            let units = order.get(stratum.start..stratum.end).unwrap_or_default();
            [add_up(&of.sums, units), add_up(&of.counts, units)]
        });
        let totals = totals.collect();
        let means = || vec![[0.0; LANES]; of.strata.len()];
        let mut dealt = Self {
            of,
            order,
            totals,
            means: [means(), means()],
            state: mix(seed),
            ranking: Order::default(),
            columns: Default::default(),
            ranks: Default::default(),
        };
        dealt.average();
        dealt
    }

    /// Deals anew: in each stratum the units of the smaller side are chosen (the shuffle of Fisher and Yates, cut off).
    fn deal(&mut self) {
        for stratum in &self.of.strata {
            let Some(units) = self.order.get_mut(stratum.start..stratum.end) else { continue };
            for place in 0..stratum.smaller() {
                self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                units.swap(place, place + below(mix(self.state), units.len() - place));
            }
        }
        self.average();
    }

    /// The means of what is dealt: the smaller side is added up, the other one is the rest. Where a side has no finite
    /// activation, it has the mean of both.
    fn average(&mut self) {
        let Self { of, order, totals, means: [of_reference, of_other], .. } = self;
        let means = of_reference.iter_mut().zip(of_other);
        for ((stratum, [sums, counts]), (reference, other)) in
            of.strata.iter().zip(&*totals).zip(means)
        {
            let chosen = stratum.start..stratum.start + stratum.smaller();
            let units = order.get(chosen).unwrap_or_default();
            let few = add_up(&of.sums, units);
            let n_few = if of.are_single {
                [super::real(units.len()); LANES]
            } else {
                add_up(&of.counts, units)
            };
            let is_reference = stratum.reference_is_smaller();
            let (smaller, larger) =
                if is_reference { (reference, other) } else { (other, reference) };
            for lane in 0..LANES {
                let both = sums[lane] / counts[lane];
                let mean = |sum: f64, n: f64| if n > 0.0 { sum / n } else { both };
                smaller[lane] = mean(few[lane], n_few[lane]);
                larger[lane] = mean(sums[lane] - few[lane], counts[lane] - n_few[lane]);
            }
        }
    }

    /// 1 - r of each neuron.
    fn one_minus_r(&self) -> [Option<f64>; LANES] {
        let [of_a, of_b] = &self.means;
        let n = super::real(of_a.len());
        let (mut mean_a, mut mean_b) = ([0.0; LANES], [0.0; LANES]);
        for (a, b) in of_a.iter().zip(of_b) {
            for lane in 0..LANES {
                mean_a[lane] += a[lane] / n;
                mean_b[lane] += b[lane] / n;
            }
        }
        let (mut squares_a, mut squares_b, mut products) =
            ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
        for (a, b) in of_a.iter().zip(of_b) {
            for lane in 0..LANES {
                let (a, b) = (a[lane] - mean_a[lane], b[lane] - mean_b[lane]);
                squares_a[lane] += a * a;
                squares_b[lane] += b * b;
                products[lane] += a * b;
            }
        }
        std::array::from_fn(|lane| {
            let scale = (squares_a[lane] * squares_b[lane]).sqrt();
            let r = products[lane] / scale;
            // What is nearer to 1 than rounding equals it, so that ties are ties.
            let r = if r > 1.0 - 1e-12 { 1.0 } else { r };
            (scale > 0.0 && r.is_finite()).then(|| 1.0 - r.max(-1.0))
        })
    }

    /// The spurious score of a neuron.
    fn spurious(&mut self, lane: usize) -> Option<f64> {
        for (column, means) in self.columns.iter_mut().zip(&self.means) {
            column.clear();
            column.extend(means.iter().map(|means| means[lane]));
        }
        let is_finite = |column: &Vec<f64>| column.iter().all(|mean| mean.is_finite());
        if !self.columns.iter().all(is_finite) {
            return None;
        }
        for (column, ranks) in self.columns.iter().zip(&mut self.ranks) {
            self.ranking.rank(column, ranks);
        }
        correlation(&self.ranks[0], &self.ranks[1]).map(|rho| 1.0 - rho.abs())
    }
}

impl Stratum {
    const fn reference_is_smaller(&self) -> bool {
        2 * self.reference <= self.end - self.start
    }

    /// Units of the recording that has fewer.
    const fn smaller(&self) -> usize {
        let other = self.end - self.start - self.reference;
        if self.reference_is_smaller() { self.reference } else { other }
    }
}

/// The sum of some rows.
#[multiversion(targets("x86_64+avx512f+bmi1+bmi2", "x86_64+avx2+fma+bmi1+bmi2"))]
fn add_up(rows: &[Row], units: &[u32]) -> [f64; LANES] {
    let mut sums = [0.0; LANES];
    for &unit in units {
        let Some(row) = rows.get(unit as usize) else { continue };
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += f64::from(*value);
        }
    }
    sums
}

/// A number below `end` from 64 random bits (Lemire 2019, without his correction of 2^-32).
const fn below(bits: u64, end: usize) -> usize {
    (((bits >> 32) * end as u64) >> 32) as usize
}

/// Distances from the center, to 2^-24 of themselves.
#[expect(clippy::cast_possible_truncation, reason = "finer than any noise")]
const fn narrow(activation: f64) -> f32 {
    activation as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    const CATEGORIES: usize = 10;

    /// A number around 0, skewed, that depends on three numbers.
    fn noise(seed: u64, image: usize, lane: usize) -> f64 {
        let bits = mix(seed ^ mix((image * LANES + lane) as u64));
        -((((bits >> 11) + 1) as f64) * 2.0_f64.powi(-53)).ln() - 1.0
    }

    fn categories(images: usize) -> Vec<Option<CategoryId>> {
        (0..images).map(|image| Some(CategoryId(image % CATEGORIES))).collect()
    }

    /// What is drawn for neurons with these tunings in the reference and the other.
    fn drawn(images: [usize; 2], tuning: [fn(usize) -> f64; 2], seed: u64) -> [Drawn; LANES] {
        let categories = images.map(categories);
        let mut exchange = Exchange::new([&categories[0], &categories[1]], [None, None]);
        for recording in 0..2 {
            for image in 0..images[recording] {
                let value = tuning[recording](image % CATEGORIES);
                let row = std::array::from_fn(|lane| {
                    value + noise(2 * seed + recording as u64, image, lane)
                });
                exchange.add(recording, image, &row);
            }
        }
        exchange.draw(199, seed)
    }

    #[test]
    fn without_a_shift_every_percentile_is_as_likely() {
        for (images, tuning) in [
            ([50, 50], (|_| 0.0) as fn(usize) -> f64),
            ([300, 60], |category| category as f64),
            ([60, 300], |category| f64::from(u8::from(category == 3))),
        ] {
            let percentiles: Vec<f64> = (0..60)
                .flat_map(|seed| drawn(images, [tuning; 2], seed))
                .filter_map(|drawn| drawn.percentile)
                .collect();
            let n = percentiles.len() as f64;
            let above = |bound: f64| {
                percentiles.iter().filter(|percentile| **percentile > bound).count() as f64 / n
            };
            assert!(n > 900.0, "{n}");
            assert!((above(0.95) - 0.05).abs() < 0.02, "{images:?}: {}", above(0.95));
            assert!((above(0.5) - 0.5).abs() < 0.06, "{images:?}: {}", above(0.5));
        }
    }

    #[test]
    fn inverted_and_lost_tunings_are_above_all() {
        let tuning: fn(usize) -> f64 = |category| category as f64;
        for other in [(|category| 9.0 - category as f64) as fn(usize) -> f64, |_| 4.5] {
            for drawn in drawn([200, 200], [tuning, other], 1) {
                assert!(drawn.percentile > Some(0.99), "{drawn:?}");
                assert_eq!(drawn.spurious.len(), SHOWN);
            }
        }
    }

    #[test]
    fn a_group_is_dealt_as_a_whole() {
        let categories = categories(200);
        // All images of a category are of two groups, one of each recording: there is one deal, and its mirror.
        let groups: Vec<u64> = (0..200).map(|image| image % 10).collect();
        let both = [categories.as_slice(); 2];
        let mut exchange = Exchange::new(both, [Some(&groups), Some(&groups)]);
        for recording in 0..2 {
            for image in 0..200 {
                exchange.add(recording, image, &[(image % 10) as f64 + recording as f64; LANES]);
            }
        }
        assert_eq!(exchange.sums.len(), 2 * CATEGORIES);
        let images: f32 = exchange.counts.iter().map(|row| row[0]).sum();
        assert!((images - 400.0).abs() < 0.1, "{images}");
    }

    #[test]
    fn nan_is_left_out_and_few_categories_have_no_tuning() {
        let categories = categories(40);
        let mut exchange = Exchange::new([&categories, &categories], [None, None]);
        for recording in 0..2 {
            for image in 0..40 {
                let value = if image == 7 { f64::NAN } else { (image % 10) as f64 };
                exchange.add(recording, image, &[value; LANES]);
            }
        }
        let percentile = exchange.draw(9, 1)[0].percentile.unwrap();
        assert!((percentile - 0.45).abs() < 1e-12, "all draws equal its own: {percentile}");
        assert!(Exchange::new([&categories[..2]; 2], [None, None]).is_empty());
    }
}
