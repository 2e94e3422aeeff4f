//! One word or two on what became of a neuron.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::change::{BELIEVED, Change, TUNED};
use super::fit::Fit;
use super::own::{Own, State};
use super::reliability::RELIABLE;

/// A change of at least this share of the tuning's variance is worth a word: the tunings correlate below 0.95.
const PARTLY: f64 = 0.1;

/// From this unexplained share of the other's tuning on it is another one: the tunings correlate below 0.5.
const MOSTLY: f64 = 0.75;

/// A gain within this factor of 1 is no change worth a word.
const SAME_GAIN: f64 = 1.25;

/// Where less is left, and surely less than [`SURELY_GONE`], the tuning is gone.
const GONE: f64 = 0.25;
const SURELY_GONE: f64 = 0.5;

/// Where it may be that so little is left, or all of it, nothing can be said.
const NOTHING: f64 = 0.1;

/// Standard errors to the bounds that 95 % lie on the right side of.
const BOUND: f64 = 1.64;

/// What became of a neuron between the reference and another recording.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It responds to other categories.
    ReTuned,
    /// It responds to other categories in part.
    PartlyReTuned,
    /// It responds to all categories alike: its tuning is gone.
    TuningLost,
    /// The categories differ less than they did, while its activity as a whole is not that much weaker.
    PartlyLost,
    /// It responds to the same categories, more or less strongly by the factor.
    Gain(f64),
    /// It was active and is dead.
    NewlyDead,
    /// It was dead and is active.
    NewlyAlive,
    /// It is dead in both.
    Dead,
    /// Nothing of the above.
    Stable,
    /// Its tuning does not repeat within the reference, or is too noisy here, so that no change of it can be told.
    TooNoisy,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReTuned => f.write_str("re-tuned"),
            Self::PartlyReTuned => f.write_str("partly re-tuned"),
            Self::TuningLost => f.write_str("tuning lost"),
            Self::PartlyLost => f.write_str("partly lost"),
            Self::Gain(gain) => write!(f, "gain ×{gain:.2}"),
            Self::NewlyDead => f.write_str("newly dead"),
            Self::NewlyAlive => f.write_str("newly alive"),
            Self::Dead => f.write_str("dead"),
            Self::Stable => f.write_str("stable"),
            Self::TooNoisy => f.write_str("too noisy to say"),
        }
    }
}

/// The verdict on a neuron, by the first rule that holds:
///
/// 1. dead in both: dead. Dead in one: newly dead or newly alive, unless the other one is active so
///    rarely that it would be silent over as many images with a probability above 1 %: too noisy;
/// 2. the reference's tuning has a reliability below 0.5, or is not 2 standard deviations beyond noise: too noisy;
/// 3. a change 3 standard deviations beyond noise, whose lower bound is at least 0.1 of the tuning, with a misfit of
///    the line that is beyond noise as well and new tuning of at least 0.1: re-tuned where the line leaves at least
///    0.75 of the other's tuning unexplained, else partly re-tuned;
/// 4. such a change without new tuning, or less than 0.8 of the tuning left, by 3 standard errors: tuning lost where
///    at most 0.25 is left and 0.5 is out of the 95 % bound, else partly lost;
/// 5. a gain beyond 1.25 or below 1 / 1.25, 3 standard errors away from 1 and from 0, of a line that explains half of
///    the other's tuning: gain;
/// 6. so little may be left as 0.1, by the 95 % bound: too noisy;
/// 7. stable.
///
/// `images` are the finite activations in the reference and the other. `None` where a recording has
/// no finite activation, and where the tunings have no fit: fewer than 3 shared categories.
pub fn verdict(
    reference: &Own,
    other: &Own,
    images: (f64, f64),
    (fit, change): (&Fit, &Change),
) -> Option<Verdict> {
    let dead = |own: &Own| own.state.map(|state| state == State::Dead);
    match (dead(reference)?, dead(other)?) {
        (true, true) => return Some(Verdict::Dead),
        (false, true) => return Some(silenced(reference, images.1, Verdict::NewlyDead)),
        (true, false) => return Some(silenced(other, images.0, Verdict::NewlyAlive)),
        (false, false) => {}
    }
    let is_reliable = change.reliability.is_some_and(|reliability| reliability >= RELIABLE)
        && change.tuned.is_some_and(|tuned| tuned >= TUNED);
    let gain = fit.gain?;
    let error = fit.gain_error.filter(|_| is_reliable);
    Some(error.map_or(Verdict::TooNoisy, |error| of_reliable(fit, change, (gain, error))))
}

/// The verdict on a neuron whose tuning in the reference is reliable.
fn of_reliable(fit: &Fit, change: &Change, (gain, error): (f64, f64)) -> Verdict {
    let at_least = |number: Option<f64>, least: f64| number.is_some_and(|number| number >= least);
    let unexplained = fit.unexplained.unwrap_or(1.0);
    let has_changed = at_least(change.evidence, BELIEVED) && at_least(change.lower, PARTLY);
    let is_new = at_least(fit.evidence, BELIEVED) && at_least(change.new, PARTLY);
    if has_changed && is_new {
        let mostly = unexplained >= MOSTLY;
        return if mostly { Verdict::ReTuned } else { Verdict::PartlyReTuned };
    }
    let left = change.left.unwrap_or(1.0);
    let left_error = change.left_error.unwrap_or(f64::INFINITY);
    let is_less = left < 1.0 / SAME_GAIN && 1.0 - left > BELIEVED * left_error;
    if has_changed || is_less {
        let is_gone = left <= GONE && left + BOUND * left_error < SURELY_GONE;
        return if is_gone { Verdict::TuningLost } else { Verdict::PartlyLost };
    }
    let differs = !(1.0 / SAME_GAIN..=SAME_GAIN).contains(&gain);
    let is_sure = (gain - 1.0).abs() > BELIEVED * error && gain > BELIEVED * error;
    if differs && is_sure && unexplained < 0.5 {
        return Verdict::Gain(gain);
    }
    if left - BOUND * left_error < NOTHING { Verdict::TooNoisy } else { Verdict::Stable }
}

/// Whether silence over `images` is news for a neuron as active as `alive`. One that is alive and never above 0 does not
/// rest there: it varies, and being constant is news.
fn silenced(alive: &Own, images: f64, news: Verdict) -> Verdict {
    let active = alive.active_fraction.filter(|active| *active > 0.0);
    let by_chance = active.map_or(0.0, |active| (1.0 - active).powf(images));
    if by_chance <= 0.01 { news } else { Verdict::TooNoisy }
}
