//! One word or two on what became of a neuron.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::fit::Fit;
use super::own::{Own, State};
use super::reliability::RELIABLE;

/// Misfit this many standard deviations beyond noise is believed: about one neuron in a thousand by chance.
const BELIEVED: f64 = 3.0;

/// From this unexplained share of the tuning on it is another one: the tunings correlate below 0.5.
const MOSTLY: f64 = 0.75;

/// From this unexplained share on a part is: the tunings correlate below 0.95.
const PARTLY: f64 = 0.1;

/// A gain within this factor of 1 is no change worth a word.
const SAME_GAIN: f64 = 1.25;

/// What became of a neuron between the reference and another recording.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It responds to other categories.
    ReTuned,
    /// It responds to other categories in part.
    PartlyReTuned,
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
    /// Its tuning does not repeat within a recording, so that no change of it can be told.
    TooNoisy,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReTuned => f.write_str("re-tuned"),
            Self::PartlyReTuned => f.write_str("partly re-tuned"),
            // Neither "-0.00" nor a sign that nothing stands behind.
            Self::Gain(gain) if gain.abs() < 0.005 => f.write_str("gain ×0.00"),
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
/// 2. a reliability unknown or below 0.5 in either: too noisy;
/// 3. a misfit 3 standard deviations beyond noise that leaves at least 0.75 of the tuning unexplained:
///    re-tuned; at least 0.1: partly re-tuned;
/// 4. a gain beyond 1.25 or below 1 / 1.25, and 3 standard errors away from 1: gain;
/// 5. stable.
///
/// `images` are the finite activations in the reference and the other. `None` where a recording has
/// no finite activation, and where the tunings have no fit: fewer than 3 shared categories.
pub fn verdict(reference: &Own, other: &Own, images: (f64, f64), fit: &Fit) -> Option<Verdict> {
    let dead = |own: &Own| own.state.map(|state| state == State::Dead);
    match (dead(reference)?, dead(other)?) {
        (true, true) => return Some(Verdict::Dead),
        (false, true) => return Some(silenced(reference, images.1, Verdict::NewlyDead)),
        (true, false) => return Some(silenced(other, images.0, Verdict::NewlyAlive)),
        (false, false) => {}
    }
    let reliable = |own: &Own| own.reliability.is_some_and(|reliability| reliability >= RELIABLE);
    let gain = fit.gain?;
    let (Some(evidence), Some(unexplained)) = (fit.evidence, fit.unexplained) else {
        return Some(Verdict::TooNoisy);
    };
    if !reliable(reference) || !reliable(other) {
        return Some(Verdict::TooNoisy);
    }
    if evidence >= BELIEVED && unexplained >= PARTLY {
        let mostly = unexplained >= MOSTLY;
        return Some(if mostly { Verdict::ReTuned } else { Verdict::PartlyReTuned });
    }
    let differs = !(1.0 / SAME_GAIN..=SAME_GAIN).contains(&gain);
    let sure = fit.gain_error.is_some_and(|error| (gain - 1.0).abs() > BELIEVED * error);
    Some(if differs && sure { Verdict::Gain(gain) } else { Verdict::Stable })
}

/// Whether silence over `images` is news for a neuron as active as `alive`.
fn silenced(alive: &Own, images: f64, news: Verdict) -> Verdict {
    let by_chance = (1.0 - alive.active_fraction.unwrap_or(0.0)).powf(images);
    if by_chance <= 0.01 { news } else { Verdict::TooNoisy }
}
