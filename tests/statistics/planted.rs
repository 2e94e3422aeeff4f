//! Planted recordings: neurons of which it is known what became of them between two recordings.

use deephys::analysis::own::Own;
use deephys::analysis::pair::Pair;
use deephys::analysis::profile::Profile;
use deephys::analysis::shared::Scratch;
use deephys::analysis::verdict::Verdict;
use deephys::ids::CategoryId;
use ndarray::Array1;

/// What became of a neuron, and how many of 800 it became of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    ReTuned,
    PartlyReTuned,
    Stable,
    Weak,
    Untuned,
    Gain,
    Dead,
    NewlyDead,
}

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

impl Fate {
    pub fn is_changed(self) -> bool {
        matches!(self, Self::ReTuned | Self::PartlyReTuned)
    }

    pub fn is_live(self) -> bool {
        !matches!(self, Self::Dead | Self::NewlyDead)
    }
}

/// A neuron, what became of it, and what the statistics say.
pub struct Neuron {
    pub fate: Fate,
    pub pair: Pair,
}

/// The statistics of 800 planted neurons over `categories` with `images` each in both recordings.
///
/// An activation is max(0, 0.5 + strength · preference of its category + noise), with standard normal
/// preferences and noise. The strength is 0.5 to 1.5, of weak neurons 0.05 to 0.2 and of untuned ones
/// 0. In the second recording the preferences of all or of 30 % of the categories are permuted so that
/// none of them stays, or the activation is multiplied by 0.4, or it is 0.
pub fn neurons(categories: usize, images: usize, seed: u64) -> Vec<Neuron> {
    let mut random = Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1);
    let mut scratch = Scratch::default();
    let ids: Vec<_> = (0..categories * images).map(|i| Some(CategoryId(i % categories))).collect();
    let fates = FATES.iter().flat_map(|&(fate, count)| std::iter::repeat_n(fate, count));
    fates
        .map(|fate| {
            let (reference, other) = recordings(fate, &ids, categories, &mut random);
            let own = |profile: &Profile, scratch: &mut Scratch| Own::of(profile, &ids, scratch);
            let (a, b) = (own(&reference, &mut scratch), own(&other, &mut scratch));
            Neuron { fate, pair: Pair::of((&reference, &a), (&other, &b), &mut scratch) }
        })
        .collect()
}

fn recordings(
    fate: Fate,
    ids: &[Option<CategoryId>],
    categories: usize,
    random: &mut Random,
) -> (Profile, Profile) {
    let strength = match fate {
        Fate::Weak => 0.05 + 0.15 * random.uniform(),
        Fate::Untuned => 0.0,
        _ => 0.5 + random.uniform(),
    };
    let preferences: Vec<f64> = (0..categories).map(|_| strength * random.normal()).collect();
    let moved = match fate {
        Fate::ReTuned => permuted(&preferences, categories, random),
        Fate::PartlyReTuned => permuted(&preferences, categories * 3 / 10, random),
        _ => preferences.clone(),
    };
    let gains = match fate {
        Fate::Gain => (1.0, 0.4),
        Fate::Dead => (0.0, 0.0),
        Fate::NewlyDead => (1.0, 0.0),
        _ => (1.0, 1.0),
    };
    let mut record = |preferences: &[f64], gain: f64| {
        let drive = |of: &Option<CategoryId>| 0.5 + preferences[of.unwrap().index()];
        let activation = |of| gain * (drive(of) + random.normal()).max(0.0);
        let activations: Array1<f64> = ids.iter().map(activation).collect();
        Profile::of(activations.view(), ids, None, categories, 0)
    };
    let reference = record(&preferences, gains.0);
    (reference, record(&moved, gains.1))
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
pub struct Worth {
    /// The share of re-tuned and partly re-tuned neurons in its top 50.
    pub top: f64,
    /// The probability that it puts such a neuron before another live one.
    pub auroc: f64,
}

/// What a way to order neurons orders them by.
pub type Method = fn(&Pair) -> Option<f64>;

/// The ways to order neurons, by name: all descending, undefined last.
pub const METHODS: [(&str, Method); 4] = [
    ("paper: 1 - |rho|", |pair| pair.scores.spurious),
    ("signed: 1 - rho", |pair| pair.rho.map(|rho| 1.0 - rho)),
    ("corrected: 1 - rho*", |pair| pair.corrected_rho.map(|rho| 1.0 - rho)),
    ("ours: change", |pair| pair.change),
];

pub fn worth(neurons: &[Neuron], method: Method) -> Worth {
    let value = |neuron: &Neuron| method(&neuron.pair).unwrap_or(f64::NEG_INFINITY);
    let mut order: Vec<&Neuron> = neurons.iter().collect();
    order.sort_by(|a, b| value(b).total_cmp(&value(a)));
    let top = order.iter().take(50).filter(|neuron| neuron.fate.is_changed()).count();
    let (mut wins, mut pairs) = (0.0, 0.0);
    for changed in neurons.iter().filter(|neuron| neuron.fate.is_changed()) {
        for same in neurons.iter().filter(|of| of.fate.is_live() && !of.fate.is_changed()) {
            wins += match value(changed).total_cmp(&value(same)) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
            pairs += 1.0;
        }
    }
    Worth { top: top as f64 / 50.0, auroc: wins / pairs }
}

/// The share of neurons of a kind whose verdict is re-tuned or partly re-tuned.
pub fn flagged(neurons: &[Neuron], kind: impl Fn(Fate) -> bool) -> f64 {
    let of_kind = neurons.iter().filter(|neuron| kind(neuron.fate));
    let is_flagged = |neuron: &&Neuron| {
        matches!(neuron.pair.verdict, Some(Verdict::ReTuned | Verdict::PartlyReTuned))
    };
    of_kind.clone().filter(is_flagged).count() as f64 / of_kind.count() as f64
}

/// Xorshift (Marsaglia 2003): the tests need no better, and not the product's own.
pub struct Random(pub u64);

impl Random {
    pub fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) + 1) as f64 / 2.0_f64.powi(53)
    }

    pub fn below(&mut self, end: usize) -> usize {
        ((self.uniform() * end as f64) as usize).min(end - 1)
    }

    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}
