//! Every neuron of a layer at once: what each recording says of it, and what became of it since the reference.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::pool::{Lent, Pool};
use super::without_shift::without_shift;
use super::{Analyst, Own, Pair, kept_layer};
use crate::analysis::drift::benjamini_hochberg;
use crate::analysis::exchange::LANES;
use crate::analysis::own::Digest;
use crate::analysis::profile::Profile;
use crate::analysis::shared::Scratch;
use crate::analysis::summary::{LayerSummary, TURNED, TurnedSums, WIDTH};
use crate::ids::{CategoryId, LayerId, NeuronId, RecordingId};
use crate::recording::{Fault, RecordingSet};
use crate::table::{Column, Rows, State, Value, Verdict};

/// Neurons whose scores without a shift are drawn in one go.
pub const NULL_BLOCK: usize = LANES;

/// What is known of a layer.
#[derive(Debug)]
pub struct LayerAnswer {
    /// The layer.
    pub layer: LayerId,
    /// One for each recording that could be read, in order.
    pub recordings: Vec<RecordingLayer>,
    /// The recordings that could not.
    pub faults: Vec<Fault>,
}

/// What one recording says of a layer.
#[derive(Debug, Serialize, Deserialize)]
pub struct RecordingLayer {
    /// The recording.
    pub recording: RecordingId,
    /// Every neuron by itself, `(n_neurons)`.
    pub own: Vec<Own>,
    /// Mean activation in the preferred category, `(n_neurons)`.
    pub top_means: Vec<Option<f64>>,
    /// NaN and infinite activations, `(n_neurons)`.
    pub gaps: Vec<(u64, u64)>,
    /// Every neuron against the reference, `(n_neurons)`; `None` for the reference itself and when that could not be
    /// read.
    pub pairs: Option<Vec<Pair>>,
    /// The q values of a change within categories over the layer, `(n_neurons)`.
    pub q: Vec<Option<f64>>,
    /// The q values of the distances of Kolmogorov and Smirnov over the layer, `(n_neurons)`.
    pub q_marginal: Vec<Option<f64>>,
}

/// What is known of one neuron before it is told by column.
pub(super) struct Known {
    own: Vec<(Own, Option<f64>, (u64, u64))>,
    pairs: Vec<Option<Pair>>,
}

impl LayerAnswer {
    /// What a recording says of the layer.
    pub fn recording(&self, recording: RecordingId) -> Option<&RecordingLayer> {
        self.recordings.iter().find(|layer| layer.recording == recording)
    }

    /// A column of the table for one recording, by neuron.
    pub fn column(
        &self,
        column: Column,
        recording: RecordingId,
        reference: RecordingId,
    ) -> impl Iterator<Item = Value> {
        let expected = self.recording(reference);
        self.recording(recording).into_iter().flat_map(move |of| {
            (0..of.own.len()).map(move |neuron| of.value(column, neuron, expected))
        })
    }

    /// About how much memory it takes, without the summaries.
    pub fn size_bytes(&self) -> usize {
        let of_neuron = size_of::<Own>() + size_of::<Pair>() + 64;
        self.recordings.iter().map(|layer| layer.own.len() * of_neuron).sum()
    }

    /// The table of some recordings, one row a neuron and recording: neurons in order, and the recordings in order
    /// within each.
    pub fn rows(&self, reference: RecordingId, recordings: &[RecordingId]) -> Rows {
        let of: Vec<&RecordingLayer> =
            recordings.iter().filter_map(|&recording| self.recording(recording)).collect();
        let n_neurons = of.first().map_or(0, |layer| layer.own.len());
        let neurons = (0..n_neurons).flat_map(|neuron| of.iter().map(move |_| NeuronId(neuron)));
        let mut rows = Rows::new(neurons.collect());
        let expected = self.recording(reference);
        let cell = |column: Column| {
            let of = &of;
            (0..n_neurons).flat_map(move |neuron| {
                of.iter().map(move |layer| layer.value(column, neuron, expected))
            })
        };
        for info in &crate::table::COLUMNS {
            if info.column != Column::Neuron {
                rows.fill(info.column, cell(info.column));
            }
        }
        rows
    }
}

impl RecordingLayer {
    /// The value of a column for a neuron.
    fn value(&self, column: Column, neuron: usize, reference: Option<&Self>) -> Value {
        let Some(own) = self.own.get(neuron) else { return Value::Undefined };
        let pair = self.pairs.as_ref().and_then(|pairs| pairs.get(neuron));
        if column.info().scope == crate::table::Scope::Pair {
            let Some(pair) = pair else { return Value::Undefined };
            return match column {
                Column::ReferenceCategory => preferred(reference.and_then(|of| of.own.get(neuron))),
                Column::Q => self.q.get(neuron).copied().flatten().into(),
                Column::QMarginal => self.q_marginal.get(neuron).copied().flatten().into(),
                _ => of_pair(pair, column),
            };
        }
        let gaps = self.gaps.get(neuron).copied().unwrap_or_default();
        match column {
            Column::Recording => Value::Recording(self.recording),
            Column::State => state(own, pair),
            Column::TopCategoryMean => self.top_means.get(neuron).copied().flatten().into(),
            Column::Nan => Value::Number(gaps.0 as f64),
            Column::Infinite => Value::Number(gaps.1 as f64),
            Column::TopCategory => preferred(Some(own)),
            _ => of_own(own, column).into(),
        }
    }
}

fn preferred(own: Option<&Own>) -> Value {
    own.and_then(|own| own.selectivity.preferred).into()
}

fn of_own(own: &Own, column: Column) -> Option<f64> {
    match column {
        Column::Max => own.max,
        Column::P999 => own.p999,
        Column::Mean => own.mean,
        Column::RobustMean => own.outliers.robust_mean,
        Column::Influence => own.outliers.influence,
        Column::Outliers => own.outliers.robust_mean.map(|_| own.outliers.images as f64),
        Column::Sd => own.deviation,
        Column::ActiveFraction => own.active_fraction,
        Column::Sparseness => own.sparseness,
        Column::Selectivity => own.selectivity.index,
        Column::DPrime => own.selectivity.d_prime,
        Column::Auroc => own.selectivity.auroc,
        Column::Purity => own.purity,
        Column::Reliability => own.reliability,
        Column::ErrorAuroc => own.error_auroc,
        _ => None,
    }
}

fn of_pair(pair: &Pair, column: Column) -> Value {
    let number = match column {
        Column::Verdict => return pair.verdict.map(word).into(),
        Column::Change => pair.change,
        Column::ChangeShare => pair.tuning.share,
        Column::ChangeUpper => pair.tuning.upper,
        Column::Retuned => pair.tuning.new,
        Column::Lost => pair.tuning.left.map(|left| 1.0 - left),
        Column::Spurious => pair.scores.spurious,
        Column::Novelty => pair.scores.novelty,
        Column::Rho => pair.rho,
        Column::RhoCorrected => pair.corrected_rho,
        Column::Gain => pair.fit.gain,
        Column::Offset => pair.fit.offset,
        Column::FitR2 => pair.fit.r_squared,
        Column::AnovaCategory => pair.shares.category,
        Column::AnovaRecording => pair.shares.recording,
        Column::AnovaInteraction => pair.shares.interaction,
        Column::Drift => pair.drift,
        Column::DriftMarginal => pair.drift_of_all,
        Column::Ks => pair.ks,
        _ => None,
    };
    number.into()
}

/// The verdict as a word of the table; its gain has a column of its own.
pub(super) fn word(verdict: super::Verdict) -> Verdict {
    match verdict {
        super::Verdict::ReTuned => Verdict::Retuned,
        super::Verdict::PartlyReTuned => Verdict::PartlyRetuned,
        super::Verdict::TuningLost => Verdict::TuningLost,
        super::Verdict::PartlyLost => Verdict::PartlyLost,
        super::Verdict::Gain(_) => Verdict::Gain,
        super::Verdict::NewlyDead => Verdict::NewlyDead,
        super::Verdict::NewlyAlive => Verdict::NewlyAlive,
        super::Verdict::Dead => Verdict::Dead,
        super::Verdict::Stable => Verdict::Stable,
        super::Verdict::TooNoisy => Verdict::TooNoisy,
    }
}

/// How active a neuron is, and whether that is news.
fn state(own: &Own, pair: Option<&Pair>) -> Value {
    let news = match pair.and_then(|pair| pair.verdict) {
        Some(super::Verdict::NewlyDead) => Some(State::NewlyDead),
        Some(super::Verdict::NewlyAlive) => Some(State::NewlyAlive),
        _ => None,
    };
    let plain = own.state.map(|state| match state {
        super::OwnState::Dead => State::Dead,
        super::OwnState::Dense => State::Dense,
        super::OwnState::Ok => State::Ok,
    });
    news.or(plain).into()
}

/// Everything about a layer from its summaries. A recording that cannot be read is told in the faults; a stop is one.
pub(super) fn answer(analyst: &Analyst, layer: LayerId) -> LayerAnswer {
    let set = analyst.set();
    let key = kept_layer::key(analyst, layer);
    if let Some(recordings) = kept_layer::find(analyst, layer, key.as_ref()) {
        return LayerAnswer { layer, recordings, faults: Vec::new() };
    }
    let (mut summaries, mut faults) = (Vec::new(), Vec::new());
    for recording in (0..set.recordings.len()).map(RecordingId) {
        match analyst.summary(recording, layer) {
            Ok(summary) => summaries.push((recording, summary)),
            Err(fault) => faults.push(fault),
        }
    }
    let ids: Vec<RecordingId> = summaries.iter().map(|(recording, _)| *recording).collect();
    let n_groups = summaries.first().map_or(0, |(_, summary)| summary.n_groups());
    let desks = Pool::<Desk>::default();
    let of_group = |desk: &mut Lent<Desk>, group| of_group(set, &summaries, group, &mut desk.item);
    let groups = (0..n_groups).into_par_iter().map_init(|| desks.lend(), of_group).collect();
    let recordings = recordings(set, &ids, groups);
    // Not if the files changed while they were read, and not a part of the recordings.
    if faults.is_empty() && key == kept_layer::key(analyst, layer) {
        kept_layer::put(analyst, key.as_ref(), &recordings);
    }
    LayerAnswer { layer, recordings, faults }
}

/// What each recording says, from what is known of the neurons by group.
pub(super) fn recordings(
    set: &RecordingSet,
    ids: &[RecordingId],
    groups: Vec<Vec<Known>>,
) -> Vec<RecordingLayer> {
    let known: Vec<Known> = groups.into_iter().flatten().collect();
    let layer = |(at, &recording): (usize, &RecordingId)| {
        let own = known.iter().filter_map(|known| known.own.get(at));
        let has_pairs = recording != set.reference && ids.contains(&set.reference);
        let pairs: Option<Vec<Pair>> = has_pairs.then(|| {
            known
                .iter()
                .map(|known| known.pairs.get(at).copied().flatten().unwrap_or_default())
                .collect()
        });
        let q = |p: fn(&Pair) -> Option<f64>| {
            benjamini_hochberg(&pairs.iter().flatten().map(p).collect::<Vec<_>>())
        };
        RecordingLayer {
            recording,
            own: own.clone().map(|of| of.0).collect(),
            top_means: own.clone().map(|of| of.1).collect(),
            gaps: own.map(|of| of.2).collect(),
            q: q(|pair| pair.within_p),
            q_marginal: q(|pair| pair.ks_p),
            pairs,
        }
    };
    ids.iter().enumerate().map(layer).collect()
}

/// Memory that a group is looked at in, one of each a summary, used again for the next group.
#[derive(Debug, Default)]
pub(super) struct Desk {
    sums: Vec<TurnedSums>,
    profiles: Vec<Profile>,
    digests: Vec<Digest>,
    scratch: Scratch,
}

/// What is known of the neurons of a group of the summaries.
pub(super) fn of_group(
    set: &RecordingSet,
    summaries: &[(RecordingId, Arc<LayerSummary>)],
    group: usize,
    desk: &mut Desk,
) -> Vec<Known> {
    let n_neurons = summaries.first().map_or(0, |(_, summary)| summary.n_neurons());
    let reference = summaries.iter().position(|(recording, _)| *recording == set.reference);
    let Desk { sums, profiles, digests, scratch } = desk;
    sums.resize_with(summaries.len(), TurnedSums::default);
    profiles.resize_with(summaries.len(), Profile::default);
    digests.resize_with(summaries.len(), Digest::default);
    let neurons = group * WIDTH..((group + 1) * WIDTH).min(n_neurons);
    neurons
        .map(|neuron| {
            if neuron.is_multiple_of(TURNED) {
                for (sums, (_, summary)) in sums.iter_mut().zip(summaries) {
                    sums.fill(summary, neuron);
                }
            }
            for ((profile, sums), (_, summary)) in profiles.iter_mut().zip(&*sums).zip(summaries) {
                sums.profile(summary, neuron, profile);
            }
            known(set, (summaries, reference), (&*profiles, &mut *digests), scratch)
        })
        .collect()
}

fn known(
    set: &RecordingSet,
    (summaries, reference): (&[(RecordingId, Arc<LayerSummary>)], Option<usize>),
    (profiles, digests): (&[Profile], &mut [Digest]),
    scratch: &mut Scratch,
) -> Known {
    for (((recording, _), profile), digest) in summaries.iter().zip(profiles).zip(&mut *digests) {
        let Some(of) = set.recording(*recording) else { continue };
        digest.fill_with(profile, &|image| of.category(image), scratch);
    }
    let expected = reference.and_then(|at| Some((at, digests.get(at)?)));
    let pairs = digests
        .iter()
        .enumerate()
        .map(|(at, other)| {
            let (_, reference) = expected.filter(|(reference, _)| *reference != at)?;
            Some(Pair::of(reference, other, scratch))
        })
        .collect();
    let own = digests
        .iter()
        .zip(profiles)
        .map(|(Digest { own, .. }, profile)| {
            let mean = own.selectivity.preferred.and_then(|category| top_mean(profile, category));
            (*own, mean, (profile.nan, profile.infinite))
        })
        .collect();
    Known { own, pairs }
}

fn top_mean(profile: &Profile, category: CategoryId) -> Option<f64> {
    let moments = profile.categories().nth(category.index())?;
    Some(moments.mean()).filter(|mean| mean.is_finite())
}

/// Where the spurious scores of some neurons stand among those that no shift would make.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NullAnswer {
    /// By neuron of the block and recording, in the order of the set: the share of the scores that the neuron's own
    /// is above; `None` for the reference and where undefined.
    pub percentiles: Vec<Vec<Option<f64>>>,
    /// All scores that were drawn for a recording, for the histogram of a layer.
    pub scores: Vec<Vec<f32>>,
}

impl NullAnswer {
    /// About how much memory it takes.
    pub fn size_bytes(&self) -> usize {
        let scores: usize = self.scores.iter().map(|scores| size_of_val(scores.as_slice())).sum();
        scores + self.percentiles.len() * self.scores.len() * size_of::<Option<f64>>()
    }
}

/// Draws the scores of a block of [`NULL_BLOCK`] neurons.
pub(super) fn null(analyst: &Analyst, layer: LayerId, block: usize) -> Result<NullAnswer, Fault> {
    let set = analyst.set();
    let neurons = of_block(analyst, layer, block);
    let mut answer = NullAnswer {
        percentiles: vec![vec![None; set.recordings.len()]; neurons.len()],
        scores: vec![Vec::new(); set.recordings.len()],
    };
    let (mut first_fault, mut is_known) = (None, false);
    for other in (0..set.recordings.len()).map(RecordingId).filter(|of| *of != set.reference) {
        let drawn = match without_shift(analyst, other, (layer, neurons.clone())) {
            Ok(drawn) => drawn,
            Err(fault) => {
                first_fault.get_or_insert(fault);
                continue;
            }
        };
        is_known = true;
        for (percentiles, drawn) in answer.percentiles.iter_mut().zip(drawn) {
            if let Some(percentile) = percentiles.get_mut(other.index()) {
                *percentile = drawn.percentile;
            }
            if let Some(scores) = answer.scores.get_mut(other.index()) {
                scores.extend(drawn.spurious.iter().map(|&score| narrow(score)));
            }
        }
    }
    // One recording that cannot be read leaves the others.
    match first_fault.filter(|_| !is_known) {
        Some(fault) => Err(fault),
        None => Ok(answer),
    }
}

/// Where the neurons of a block stand in one recording.
pub(super) fn standing(
    analyst: &Analyst,
    recording: RecordingId,
    (layer, block): (LayerId, usize),
) -> Result<Arc<[Option<f64>]>, Fault> {
    let drawn = without_shift(analyst, recording, (layer, of_block(analyst, layer, block)))?;
    Ok(drawn.into_iter().map(|drawn| drawn.percentile).collect())
}

/// The neurons of a block.
fn of_block(analyst: &Analyst, layer: LayerId, block: usize) -> Range<usize> {
    let n_neurons = analyst.set().model.layer(layer).map_or(0, |layer| layer.neurons);
    block * NULL_BLOCK..((block + 1) * NULL_BLOCK).min(n_neurons)
}

/// A score for a histogram on the screen.
#[expect(clippy::cast_possible_truncation, reason = "finer than any screen")]
fn narrow(score: f64) -> f32 {
    score as f32
}
