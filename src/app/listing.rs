//! In which order the neuron pane lists categories.

use crate::ids::CategoryId;
use crate::query::{NeuronAnswer, top_categories};

/// Categories that each recording brings to the top of the list.
const LEADERS: usize = 3;

/// All categories that have a mean anywhere. First those that are among the three best of any recording, then the
/// rest; within each by descending mean in the first answer (the reference), those without a mean there last, ties
/// to the lower id.
///
/// With a thousand categories and room for ten, what a neuron preferred and what it prefers now both show.
pub(super) fn categories(answers: &[&NeuronAnswer]) -> Vec<CategoryId> {
    let Some(reference) = answers.first() else { return Vec::new() };
    let leads: Vec<CategoryId> = answers
        .iter()
        .flat_map(|answer| top_categories(&answer.tuning, LEADERS))
        .map(|ranked| ranked.id)
        .collect();
    let mean = |category: CategoryId, answer: &NeuronAnswer| {
        answer.tuning.get(category.index()).and_then(|tuning| tuning.mean)
    };
    let mut listed: Vec<CategoryId> = (0..reference.tuning.len())
        .map(CategoryId)
        .filter(|&category| answers.iter().any(|answer| mean(category, answer).is_some()))
        .collect();
    listed.sort_by(|&a, &b| {
        let rank = |category| {
            (leads.contains(&category), mean(category, reference).unwrap_or(f64::NEG_INFINITY))
        };
        let ((a_leads, a_mean), (b_leads, b_mean)) = (rank(a), rank(b));
        b_leads.cmp(&a_leads).then(b_mean.total_cmp(&a_mean))
    });
    listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{CategoryMean, NeuronSummary};

    fn answer(means: &[Option<f64>]) -> NeuronAnswer {
        NeuronAnswer {
            summary: NeuronSummary { max: None, mean: None, active_fraction: None, non_finite: 0 },
            top_images: Vec::new(),
            tuning: means.iter().map(|&mean| CategoryMean { images: 1, mean }).collect(),
        }
    }

    #[test]
    fn leaders_of_every_recording_come_first() {
        let reference = answer(&[Some(9.), Some(8.), Some(7.), Some(6.), Some(0.), None]);
        let other = answer(&[Some(0.), Some(0.), Some(0.), Some(1.), Some(5.), None]);
        let listed: Vec<usize> = categories(&[&reference, &other]).iter().map(|id| id.0).collect();
        assert_eq!(listed, [0, 1, 2, 3, 4]);
        let listed: Vec<usize> = categories(&[&other, &reference]).iter().map(|id| id.0).collect();
        assert_eq!(listed, [4, 3, 0, 1, 2]);
    }
}
