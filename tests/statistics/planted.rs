//! Planted recordings: neurons of which it is known what became of them between two recordings.

use deephys::analysis::own::Digest;
use deephys::analysis::pair::Pair;
use deephys::analysis::profile::Profile;
use deephys::analysis::shared::Scratch;
use deephys::analysis::verdict::Verdict;
use deephys::ids::CategoryId;
use ndarray::Array1;

/// What became of a neuron.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    ReTuned,
    PartlyReTuned,
    /// It responds to no category in particular, at its mean preference.
    CueRemoved,
    /// It responds to each image as to one of a random category.
    CueRandom,
    /// Its preferences are half as far from their mean, or less, which stays.
    HalfLost,
    Stable,
    Weak,
    Untuned,
    Gain,
    Dead,
    NewlyDead,
}

/// What became of the neurons of a layer, and of how many.
pub(crate) type Fates = [(Fate, usize)];

const FATES: [(Fate, usize); 8] = [
    (Fate::ReTuned, 100),
    (Fate::PartlyReTuned, 60),
    (Fate::Stable, 200),
    (Fate::Weak, 80),
    (Fate::Untuned, 120),
    (Fate::Gain, 100),
    (Fate::Dead, 60),
    (Fate::NewlyDead, 80),
];

/// A layer of which 50 of 170 neurons are re-tuned or became what `lost` says.
pub(crate) const fn losing(lost: Fate) -> [(Fate, usize); 4] {
    [(lost, 34), (Fate::ReTuned, 16), (Fate::Gain, 20), (Fate::Stable, 100)]
}

/// A layer of which nothing is re-tuned or lost.
pub(crate) const UNCHANGED: [(Fate, usize); 2] = [(Fate::Gain, 20), (Fate::Stable, 150)];

impl Fate {
    pub(crate) fn is_changed(self) -> bool {
        let lost = matches!(self, Self::CueRemoved | Self::CueRandom | Self::HalfLost);
        lost || matches!(self, Self::ReTuned | Self::PartlyReTuned)
    }

    pub(crate) fn is_live(self) -> bool {
        !matches!(self, Self::Dead | Self::NewlyDead)
    }

    fn role(self) -> Role {
        match (self.is_live(), self.is_changed()) {
            (false, _) => Role::LeftOut,
            (true, true) => Role::Wanted,
            (true, false) => Role::Other,
        }
    }
}

/// A neuron, what became of it, and what the statistics say.
pub(crate) struct Neuron {
    pub(crate) fate: Fate,
    pub(crate) pair: Pair,
}

/// How a planted layer differs from the plain one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// What drives a neuron whatever it sees.
    pub(crate) drive: f64,
    /// The lowest strength of tuned neurons.
    pub(crate) strength: f64,
    /// How far the highest strength is above the lowest.
    pub(crate) strength_range: f64,
    pub(crate) gain: GainIs,
    pub(crate) counts: Counts,
    pub(crate) noise: Noise,
}

impl Setting {
    /// What a fate comes to: less drive by the categories at the same noise and the same mean is no gain of the
    /// activity, but a part of the tuning that is lost.
    fn comes_to(&self, fate: Fate) -> Fate {
        match (fate, self.gain) {
            (Fate::Gain, GainIs::BeforeRelu) => Fate::HalfLost,
            (fate, _) => fate,
        }
    }
}

/// Where a gain is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GainIs {
    AfterRelu,
    BeforeRelu,
}

/// How many images the categories have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counts {
    Equal,
    /// In a category from 1/4 of the mean to 7/4 of it, and half as many in the second recording.
    Unequal,
}

/// The distribution of the noise, of mean 0 and variance 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noise {
    Normal,
    /// An exponential distribution, moved.
    Skewed,
}

pub(crate) const PLAIN: Setting = Setting {
    drive: 0.5,
    strength: 0.5,
    strength_range: 1.0,
    gain: GainIs::AfterRelu,
    counts: Counts::Equal,
    noise: Noise::Normal,
};

/// All neurons as strongly tuned, and silent for most images.
pub(crate) const SPARSE: Setting =
    Setting { drive: -0.4, strength: 1.0, strength_range: 0.0, ..PLAIN };

/// The statistics of 800 planted neurons over `categories` with `images` each in both recordings.
///
/// An activation is max(0, 0.5 + strength · preference of its category + noise), with standard normal
/// preferences and noise. The strength is 0.5 to 1.5, of weak neurons 0.05 to 0.2 and of untuned ones
/// 0. In the second recording the preferences of all or of 30 % of the categories are permuted so that
/// none of them stays, or the activation is multiplied by 0.4, or it is 0.
pub(crate) fn neurons(categories: usize, images: usize, seed: u64) -> Vec<Neuron> {
    neurons_of(PLAIN, (categories, images), seed)
}

/// The same in another setting.
pub(crate) fn neurons_of(setting: Setting, shape: (usize, usize), seed: u64) -> Vec<Neuron> {
    layer(&FATES, setting, shape, seed)
}

/// The same of other fates.
pub(crate) fn layer(
    fates: &Fates,
    setting: Setting,
    (categories, images): (usize, usize),
    seed: u64,
) -> Vec<Neuron> {
    let mut random = Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1);
    let (mut a, mut b, mut scratch) = (Digest::default(), Digest::default(), Scratch::default());
    let ids = |images: usize| category_ids(setting.counts, categories, images);
    let halved = if setting.counts == Counts::Equal { images } else { images / 2 };
    let ids = [ids(images), ids(halved)];
    let fates = fates.iter().flat_map(|&(fate, count)| std::iter::repeat_n(fate, count));
    fates
        .map(|fate| {
            let (reference, other) = recordings(fate, setting, (&ids, categories), &mut random);
            a.fill(&reference, &ids[0], &mut scratch);
            b.fill(&other, &ids[1], &mut scratch);
            Neuron { fate: setting.comes_to(fate), pair: Pair::of(&a, &b, &mut scratch) }
        })
        .collect()
}

fn category_ids(counts: Counts, categories: usize, images: usize) -> Vec<Option<CategoryId>> {
    if counts == Counts::Equal {
        return (0..categories * images).map(|i| Some(CategoryId(i % categories))).collect();
    }
    // 1/4, 2/4, … 7/4 of the mean in turn.
    let of = |category: usize| std::iter::repeat_n(category, images * (1 + category % 7) / 4);
    (0..categories).flat_map(of).map(|category| Some(CategoryId(category))).collect()
}

fn recordings(
    fate: Fate,
    setting: Setting,
    (ids, categories): (&[Vec<Option<CategoryId>>; 2], usize),
    random: &mut Random,
) -> (Profile, Profile) {
    let strength = match fate {
        Fate::Weak => 0.05 + 0.15 * random.uniform(),
        Fate::Untuned => 0.0,
        _ => setting.strength + setting.strength_range * random.uniform(),
    };
    let preferences: Vec<f64> = (0..categories).map(|_| strength * random.normal()).collect();
    let moved = match fate {
        Fate::ReTuned => permuted(&preferences, categories, random),
        Fate::PartlyReTuned => permuted(&preferences, categories * 3 / 10, random),
        Fate::CueRemoved => toward_mean(&preferences, 0.0),
        Fate::HalfLost => toward_mean(&preferences, 0.5),
        _ => preferences.clone(),
    };
    let gains = match fate {
        Fate::Gain => (1.0, 0.4),
        Fate::Dead => (0.0, 0.0),
        Fate::NewlyDead => (1.0, 0.0),
        _ => (1.0, 1.0),
    };
    // A gain before the ReLU is one of the drive, not of the noise: one of both would be one after it.
    let (before, after) = match setting.gain {
        GainIs::BeforeRelu if fate == Fate::Gain => (gains.1, 1.0),
        _ => (1.0, gains.1),
    };
    let seen: Vec<_> = match fate {
        Fate::CueRandom => {
            ids[1].iter().map(|_| Some(CategoryId(random.below(categories)))).collect()
        }
        _ => ids[1].clone(),
    };
    let mut activations = |seen: &[Option<CategoryId>], preferences: &[f64], (before, after)| {
        let drive = |of: &Option<CategoryId>| {
            setting.drive + of.map_or(0.0, |category| before * preferences[category.index()])
        };
        let activation = |of| after * (drive(of) + random.noise(setting.noise)).max(0.0);
        seen.iter().map(activation).collect::<Array1<f64>>()
    };
    let reference = activations(&ids[0], &preferences, (1.0, gains.0));
    let other = activations(&seen, &moved, (before, after));
    let profile =
        |activations: Array1<f64>, ids| Profile::of(activations.view(), ids, None, categories, 0);
    (profile(reference, &ids[0]), profile(other, &ids[1]))
}

/// The preferences with this share of their distances from their mean.
fn toward_mean(preferences: &[f64], share: f64) -> Vec<f64> {
    let mean = preferences.iter().sum::<f64>() / preferences.len() as f64;
    preferences.iter().map(|preference| mean + share * (preference - mean)).collect()
}

/// The preferences with `count` of them, chosen at random, each given to another category.
fn permuted(preferences: &[f64], count: usize, random: &mut Random) -> Vec<f64> {
    let mut order: Vec<usize> = (0..preferences.len()).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, random.below(last + 1));
    }
    let mut moved = preferences.to_vec();
    // The order is random, so that one cycle through its head is a random derangement.
    for place in 0..count {
        moved[order[place]] = preferences[order[(place + 1) % count]];
    }
    moved
}

/// What a way to order the neurons is worth.
pub(crate) struct Worth {
    /// The share of wanted neurons in its top.
    pub(crate) top: f64,
    /// The probability that it puts a wanted neuron before another one.
    pub(crate) auroc: f64,
}

/// What a way to order neurons orders them by.
pub(crate) type Method = fn(&Pair) -> Option<f64>;

/// The ways to order neurons, by name: all descending, undefined last.
pub(crate) const METHODS: [(&str, Method); 4] = [
    ("paper: 1 - |rho|", |pair| pair.scores.spurious),
    ("signed: 1 - rho", |pair| pair.rho.map(|rho| 1.0 - rho)),
    ("corrected: 1 - rho*", |pair| pair.corrected_rho.map(|rho| 1.0 - rho)),
    ("ours: change", |pair| pair.change),
];

/// How a neuron counts when an order of neurons is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It belongs at the top.
    Wanted,
    /// It does not.
    Other,
    /// It takes no place.
    LeftOut,
}

/// What an order of planted neurons is worth by its top 50. Dead and newly dead ones are left out.
pub(crate) fn worth(neurons: &[Neuron], method: Method) -> Worth {
    let scored = |neuron: &Neuron| (neuron.fate.role(), method(&neuron.pair));
    worth_of(&neurons.iter().map(scored).collect::<Vec<_>>(), 50)
}

/// What the order of neurons by what is said of them is worth, by its first `top`.
pub(crate) fn worth_of(neurons: &[(Role, Option<f64>)], top: usize) -> Worth {
    let value = |of: Option<f64>| of.unwrap_or(f64::NEG_INFINITY);
    let mut order: Vec<_> = neurons.iter().filter(|(role, _)| *role != Role::LeftOut).collect();
    order.sort_by(|a, b| value(b.1).total_cmp(&value(a.1)));
    let found = order.iter().take(top).filter(|(role, _)| *role == Role::Wanted).count();
    let (mut wins, mut pairs) = (0.0, 0.0);
    for wanted in order.iter().filter(|(role, _)| *role == Role::Wanted) {
        for other in order.iter().filter(|(role, _)| *role == Role::Other) {
            wins += match value(wanted.1).total_cmp(&value(other.1)) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
            pairs += 1.0;
        }
    }
    Worth { top: found as f64 / top as f64, auroc: wins / pairs }
}

/// The share of neurons of a kind whose verdict is that their tuning changed: re-tuned or lost, partly or not.
pub(crate) fn flagged(neurons: &[Neuron], kind: impl Fn(Fate) -> bool) -> f64 {
    let is_flagged = |verdict| {
        matches!(
            verdict,
            Some(
                Verdict::ReTuned
                    | Verdict::PartlyReTuned
                    | Verdict::TuningLost
                    | Verdict::PartlyLost
            )
        )
    };
    share(neurons, kind, is_flagged)
}

/// The share of neurons of a kind whose verdict is a gain.
pub(crate) fn gains(neurons: &[Neuron], kind: impl Fn(Fate) -> bool) -> f64 {
    share(neurons, kind, |verdict| matches!(verdict, Some(Verdict::Gain(_))))
}

fn share(
    neurons: &[Neuron],
    kind: impl Fn(Fate) -> bool,
    is_verdict: impl Fn(Option<Verdict>) -> bool,
) -> f64 {
    let of_kind = neurons.iter().filter(|neuron| kind(neuron.fate));
    let count = of_kind.clone().filter(|neuron| is_verdict(neuron.pair.verdict)).count();
    count as f64 / of_kind.count() as f64
}

/// Xorshift (Marsaglia 2003): the tests need no better, and not the product's own.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) + 1) as f64 / 2.0_f64.powi(53)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a small count"
    )]
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((self.uniform() * end as f64) as usize).min(end - 1)
    }

    fn noise(&mut self, of: Noise) -> f64 {
        match of {
            Noise::Normal => self.normal(),
            Noise::Skewed => -self.uniform().ln() - 1.0,
        }
    }

    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}
