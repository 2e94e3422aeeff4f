//! Whether the labels of a recording are in another order than the reference's, as far as a layer can tell.

use ndarray::Array2;

use super::{Analyst, kept_layer};
use crate::analysis::own::Digest;
use crate::analysis::profile::Profile;
use crate::analysis::reordering::{Reordering, reordering};
use crate::analysis::shared::Scratch;
use crate::analysis::summary::{LayerSummary, TURNED, TurnedSums};
use crate::ids::{CategoryId, LayerId, RecordingId};
use crate::recording::Fault;
use crate::store::Key;
use crate::text::printable;

/// Changes whenever a notice is, or how it is found.
const VERSION: u32 = 1;

/// Neurons that are looked at: less than this many sums over pairs of categories, within these bounds.
const MOST_SUMS: usize = 1 << 27;
const MOST_NEURONS: usize = 512;
const LEAST_NEURONS: usize = 64;

/// Below this the tuning of most neurons does not repeat at all.
const UNTUNED: f64 = 0.2;

/// Fewer neurons, or images, do not tell.
const FEWEST_NEURONS: usize = 8;
const FEWEST_IMAGES: usize = 50;

/// Chance is exceeded by so many standard errors, or not at all.
const BY_CHANCE: f64 = 3.0;

/// Pairs of categories that are named.
const MOST_PAIRS: usize = 4;

/// Some neurons of a layer in a recording.
struct Sampled {
    /// Mean activations, `(n_categories, neurons)`; NaN for a category without images.
    means: Array2<f64>,
    /// The reliability of each tuning that has one.
    reliabilities: Vec<f64>,
}

/// The notices about the labels of every recording, from some neurons of a layer or from the store. A recording that
/// cannot be read has none.
pub(super) fn notices(analyst: &Analyst, layer: LayerId) -> Vec<(RecordingId, String)> {
    let key = key(analyst, layer);
    if let Some(found) = found(analyst, key.as_ref()) {
        return found;
    }
    let made = made(analyst, layer);
    if let (Some(key), Ok(json)) = (key, serde_json::to_vec(&made)) {
        analyst.store().put(&key, &[&json]);
    }
    made
}

/// What the notices are kept under: what the statistics are, and the names in the sentences.
fn key(analyst: &Analyst, layer: LayerId) -> Option<Key> {
    let set = analyst.set();
    let key = Key::new("label order", VERSION)
        .of_key(&kept_layer::key(analyst, layer)?)
        .with("layer", &set.model.layer(layer)?.name);
    Some(set.recordings.iter().fold(key, |key, of| key.with("recording", &of.name)))
}

fn found(analyst: &Analyst, key: Option<&Key>) -> Option<Vec<(RecordingId, String)>> {
    let sections = analyst.store().get(key?)?;
    let [json] = sections.as_slice() else { return None };
    let found: Vec<(RecordingId, String)> = serde_json::from_slice(json.read().ok()?).ok()?;
    let is_known = |recording| analyst.set().recording(recording).is_some();
    let safe = |(recording, notice): (RecordingId, String)| (recording, printable(&notice));
    let is_right = found.iter().all(|of| is_known(of.0));
    is_right.then(|| found.into_iter().map(safe).collect())
}

fn made(analyst: &Analyst, layer: LayerId) -> Vec<(RecordingId, String)> {
    let set = analyst.set();
    let of = |recording| {
        analyst.recording(recording).ok().filter(|of| of.has_labels())?;
        Some(sampled(&*analyst.summary_of_some(recording, layer).ok()?))
    };
    let name = set.model.layer(layer).map_or("", |info| info.name.as_str());
    let reference = of(set.reference);
    let mut notices = Vec::new();
    for recording in (0..set.recordings.len()).map(RecordingId) {
        let is_reference = recording == set.reference;
        let own = if is_reference { None } else { of(recording) };
        let Some(sampled) = (if is_reference { reference.as_ref() } else { own.as_ref() }) else {
            continue;
        };
        let called = set.recording(recording).map_or("", |of| of.name.as_str());
        if let Ok(Some(accuracy)) = untuned(analyst, recording, sampled) {
            let notice = format!(
                "{called}: {accuracy} of its images are predicted right, no more than by chance, and hardly any neuron of {name} is tuned to its categories: are its labels in another order?"
            );
            notices.push((recording, notice));
        }
        let expected = reference.as_ref().filter(|_| !is_reference);
        let found = expected.and_then(|to| reordering(to.means.view(), sampled.means.view()));
        let notice = found.map(|found| format!("{called}: {}", words(&found, name)));
        notices.extend(notice.map(|notice| (recording, notice)));
    }
    notices
}

/// What a permutation of the categories may mean.
fn words(found: &Reordering, layer: &str) -> String {
    let Reordering { moved, shift, better, neurons } = found;
    let number = |id: CategoryId| id.index().to_string();
    let how = if let Some(shift) = shift {
        format!("under category + {shift}")
    } else {
        let pair =
            |(from, to): &(CategoryId, CategoryId)| format!("{}→{}", number(*from), number(*to));
        let named: Vec<String> = moved.iter().take(MOST_PAIRS).map(pair).collect();
        let rest = match moved.len().saturating_sub(MOST_PAIRS) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("with categories exchanged ({}{rest})", named.join(", "))
    };
    format!(
        "the same tuning {how} for {better} of {neurons} neurons of {layer}: either the labels are in another order, or the cue moved with them"
    )
}

/// The accuracy in words, if it is what chance gives, and hardly any neuron is tuned.
fn untuned(
    analyst: &Analyst,
    recording: RecordingId,
    sampled: &Sampled,
) -> Result<Option<String>, Fault> {
    let mut reliabilities = sampled.reliabilities.clone();
    reliabilities.sort_unstable_by(f64::total_cmp);
    let median = reliabilities.get(reliabilities.len() / 2);
    let is_untuned = median.is_some_and(|median| *median < UNTUNED);
    if reliabilities.len() < FEWEST_NEURONS || !is_untuned {
        return Ok(None);
    }
    let Some(matrix) = analyst.matrix(recording)? else { return Ok(None) };
    let n_categories = analyst.set().categories.len();
    let (mut truths, mut predictions) = (vec![0.; n_categories], vec![0.; n_categories]);
    let (mut all, mut right) = (0., 0.);
    for &(truth, predicted, count) in matrix.cells() {
        let count = count as f64;
        truths[truth.index()] += count;
        predictions[predicted.index()] += count;
        all += count;
        right += if truth == predicted { count } else { 0. };
    }
    let both = truths.iter().zip(&predictions).map(|(truth, predicted)| truth * predicted);
    let chance = both.sum::<f64>() / all / all;
    let error = (chance * (1. - chance) / all).sqrt();
    let is_chance = right / all <= chance + BY_CHANCE * error && chance < 1.;
    let accuracy = format!("{:.1} %", 100. * right / all);
    Ok(Some(accuracy).filter(|_| is_chance && all >= FEWEST_IMAGES as f64))
}

/// Some neurons of a summary: blocks of them at equal distances.
fn sampled(summary: &LayerSummary) -> Sampled {
    let (n_neurons, n_categories) = (summary.n_neurons(), summary.n_categories());
    let pairs = n_categories.saturating_mul(n_categories).max(1);
    let most = (MOST_SUMS / pairs).clamp(LEAST_NEURONS, MOST_NEURONS);
    let blocks = n_neurons.div_ceil(TURNED);
    let step = blocks.div_ceil(most / TURNED).max(1);
    let (mut sums, mut profile) = (TurnedSums::default(), Profile::default());
    let (mut digest, mut scratch) = (Digest::default(), Scratch::default());
    let (mut columns, mut reliabilities) = (Vec::new(), Vec::new());
    for first in (0..blocks).step_by(step).map(|block| block * TURNED) {
        sums.fill(summary, first);
        for neuron in first..(first + TURNED).min(n_neurons) {
            sums.profile(summary, neuron, &mut profile);
            digest.fill(&profile, &[], &mut scratch);
            reliabilities.extend(digest.own.reliability);
            columns.extend(profile.categories().map(crate::analysis::profile::Moments::mean));
        }
    }
    let shape = (columns.len() / n_categories.max(1), n_categories);
    let means = Array2::from_shape_vec(shape, columns).unwrap_or_default();
    Sampled { means: means.reversed_axes(), reliabilities }
}
