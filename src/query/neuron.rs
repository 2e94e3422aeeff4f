//! What one neuron responds to in one recording.

use ndarray::ArrayView1;

use super::{Analyst, CategoryMean, NeuronSummary, Own, Pair};
use crate::analysis::distribution::{Cell, Distribution};
use crate::analysis::own::Digest;
use crate::analysis::profile::Profile;
use crate::analysis::selectivity::exact_auroc;
use crate::analysis::shared::Scratch;
use crate::analysis::summary::{LayerSummary, TURNED, TurnedSums};
use crate::analysis::tuning::{HIGH_PERCENT, category_means, percentile, summarize};
use crate::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use crate::recording::{Fault, Recording};

/// An image among a neuron's top images.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopImage {
    /// The image.
    pub image: ImageId,
    /// Its activation.
    pub activation: f64,
    /// Its ground truth.
    pub category: Option<CategoryId>,
    /// What the model takes it for.
    pub prediction: Option<CategoryId>,
}

impl TopImage {
    /// Whether ground truth and prediction are known and differ.
    pub fn is_wrong(&self) -> bool {
        self.category.is_some() && self.prediction.is_some() && self.category != self.prediction
    }
}

/// What one neuron responds to in one recording.
#[derive(Debug, Clone, PartialEq)]
pub struct NeuronAnswer {
    /// Maximum, mean and share of active images.
    pub summary: NeuronSummary,
    /// The 99.9th percentile of the finite activations; `None` without any.
    pub p999: Option<f64>,
    /// Up to 100 images by descending activation.
    pub top_images: Vec<TopImage>,
    /// Mean activation by category, `(n_categories)`.
    pub tuning: Vec<CategoryMean>,
    /// The standard error of each of these means, `(n_categories)`; `None` below two images.
    pub standard_errors: Vec<Option<f64>>,
    /// The distribution of the finite activations, in ascending order.
    pub histogram: Vec<Cell>,
    /// Its statistics; the preferred category's AUROC and the percentile are exact here, but for a summary.
    pub own: Own,
}

/// What became of a neuron since the reference.
#[derive(Debug, Clone, PartialEq)]
pub struct VerdictAnswer {
    /// Its statistics in the reference.
    pub reference: Own,
    /// Its statistics in the recording.
    pub own: Own,
    /// One against the other.
    pub pair: Pair,
    /// How its tuning lies in the reference and the recording; `None` without categories.
    pub heights: [Option<Height>; 2],
}

/// How high a tuning lies, its outliers moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Height {
    /// The highest category mean.
    pub highest: f64,
    /// The mean of the category means.
    pub middle: f64,
    /// Their standard deviation.
    pub spread: f64,
}

pub(super) fn answer(
    analyst: &Analyst,
    recording: RecordingId,
    layer: LayerId,
    neuron: NeuronId,
) -> Result<NeuronAnswer, Fault> {
    let id = recording;
    let recording = analyst.recording(recording)?;
    if recording.summary().is_some() {
        return Ok(of_summary(recording, &*analyst.summary(id, layer)?, neuron));
    }
    let (activations, left_out) = analyst.activations(id, (layer, neuron))?;
    let truths = analyst.truths(id)?;
    let profile = profile(analyst, (recording, truths), activations.view());
    let mut summary = summarize(activations.view());
    summary.non_finite -= left_out;
    let top_images: Result<Vec<TopImage>, Fault> = profile
        .top
        .iter()
        .map(|ranked| {
            Ok(TopImage {
                image: ranked.id,
                activation: ranked.value,
                category: recording.category(ranked.id),
                prediction: analyst.prediction(id, ranked.id)?,
            })
        })
        .collect();
    let n_categories = analyst.set().categories.len();
    let p999 = percentile(activations.iter().copied(), HIGH_PERCENT);
    let own = digest(truths, Some(activations.view()), &profile).own;
    Ok(NeuronAnswer {
        summary,
        p999,
        top_images: top_images?,
        tuning: category_means(activations.view(), truths, n_categories),
        standard_errors: standard_errors(&profile),
        histogram: distribution(&profile),
        own: Own { p999, ..own },
    })
}

/// What became of a neuron since the reference, from its activations in both.
pub(super) fn verdict(
    analyst: &Analyst,
    recording: RecordingId,
    layer: LayerId,
    neuron: NeuronId,
) -> Result<VerdictAnswer, Fault> {
    let known = |id: RecordingId| {
        let recording = analyst.recording(id)?;
        if recording.summary().is_some() {
            let profile = summed(&*analyst.summary(id, layer)?, neuron);
            return Ok(digest(recording.categories(), None, &profile));
        }
        let (activations, _) = analyst.activations(id, (layer, neuron))?;
        let truths = analyst.truths(id)?;
        let profile = profile(analyst, (recording, truths), activations.view());
        Ok(digest(truths, Some(activations.view()), &profile))
    };
    let (reference, other) = (known(analyst.set().reference)?, known(recording)?);
    let pair = Pair::of(&reference, &other, &mut Scratch::default());
    let heights = [height(&reference), height(&other)];
    Ok(VerdictAnswer { reference: reference.own, own: other.own, pair, heights })
}

fn height(of: &Digest) -> Option<Height> {
    let means: Vec<f64> =
        of.robust().mean.iter().copied().filter(|mean| mean.is_finite()).collect();
    let n = means.len() as f64;
    let middle = means.iter().sum::<f64>() / n;
    let squares: f64 = means.iter().map(|mean| (mean - middle) * (mean - middle)).sum();
    let highest = means.iter().copied().reduce(f64::max)?;
    Some(Height { highest, middle, spread: (squares / n).sqrt() })
}

/// What the activations add up to; nobody waits for predictions here.
fn profile(
    analyst: &Analyst,
    (recording, truths): (&Recording, &[Option<CategoryId>]),
    activations: ArrayView1<'_, f64>,
) -> Profile {
    let n_categories = analyst.set().categories.len();
    match recording.groups() {
        Some(groups) => Profile::of_clustered(activations, truths, groups, n_categories, 0),
        None => Profile::of(activations, truths, None, n_categories, 0),
    }
}

/// The statistics of a profile; with its activations the AUROC of the preferred category is exact.
fn digest(
    truths: &[Option<CategoryId>],
    activations: Option<ArrayView1<'_, f64>>,
    profile: &Profile,
) -> Digest {
    let mut digest = Digest::default();
    digest.fill(profile, truths, &mut Scratch::default());
    if let Some(activations) = activations {
        let selectivity = &mut digest.own.selectivity;
        selectivity.auroc =
            selectivity.preferred.and_then(|category| exact_auroc(activations, truths, category));
    }
    digest
}

/// The cells that are not empty.
fn distribution(profile: &Profile) -> Vec<Cell> {
    let of_labeled: Distribution = profile.right.with(&profile.wrong);
    of_labeled.with(&profile.unlabeled).cells()
}

/// The standard error of the mean of each category; `None` where it is not known.
fn standard_errors(profile: &Profile) -> Vec<Option<f64>> {
    let errors = profile.squared_errors().map(f64::sqrt);
    errors.map(|error| Some(error).filter(|error| error.is_finite())).collect()
}

/// The profile that a summary holds of a neuron.
fn summed(summary: &LayerSummary, neuron: NeuronId) -> Profile {
    let (mut sums, mut profile) = (TurnedSums::default(), Profile::default());
    sums.fill(summary, neuron.index() / TURNED * TURNED);
    sums.profile(summary, neuron.index(), &mut profile);
    profile
}

/// What a summary says of a neuron.
fn of_summary(recording: &Recording, summary: &LayerSummary, neuron: NeuronId) -> NeuronAnswer {
    let profile = summed(summary, neuron);
    let own = digest(recording.categories(), None, &profile).own;
    let finite = profile.finite as f64;
    let top_images = profile.top.iter().map(|ranked| TopImage {
        image: ranked.id,
        activation: ranked.value,
        category: recording.category(ranked.id),
        prediction: None,
    });
    let tuning = summary.category_images().into_iter().zip(profile.categories());
    let tuning = tuning.map(|(images, moments)| CategoryMean {
        images,
        mean: Some(moments.mean()).filter(|mean| mean.is_finite()),
    });
    NeuronAnswer {
        summary: NeuronSummary {
            max: Some(profile.max).filter(|max| max.is_finite()),
            mean: profile.mean(),
            active_fraction: (profile.finite > 0).then(|| profile.active as f64 / finite),
            non_finite: usize::try_from(profile.nan + profile.infinite).unwrap_or(usize::MAX),
        },
        p999: own.p999,
        top_images: top_images.collect(),
        tuning: tuning.collect(),
        standard_errors: standard_errors(&profile),
        histogram: distribution(&profile),
        own,
    }
}
