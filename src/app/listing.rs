//! In which order the neuron pane lists categories.

use crate::ids::CategoryId;
use crate::query::{NeuronAnswer, top_categories};

/// Categories that each recording brings to the top of the list.
const LEADERS: usize = 3;
/// As many categories are listed in the reference's order alone.
const FEW: usize = 12;

/// All categories that have a mean anywhere, by descending mean in the first answer (the reference), those without a
/// mean there last, ties to the lower id. Of more than a dozen, those that are among the three best of any recording
/// come first.
///
/// With a thousand categories and room for ten, what a neuron preferred and what it prefers now both show.
pub(super) fn categories(answers: &[&NeuronAnswer]) -> Vec<CategoryId> {
    let Some(reference) = answers.first() else { return Vec::new() };
    let is_long = reference.tuning.len() > FEW;
    let leads: Vec<CategoryId> = answers
        .iter()
        .filter(|_| is_long)
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
    use crate::query::{CategoryMean, NeuronSummary, Own};

    fn answer(means: &[Option<f64>]) -> NeuronAnswer {
        NeuronAnswer {
            p999: None,
            summary: NeuronSummary { max: None, mean: None, active_fraction: None, non_finite: 0 },
            top_images: Vec::new(),
            tuning: means.iter().map(|&mean| CategoryMean { images: 1, mean }).collect(),
            standard_errors: vec![None; means.len()],
            histogram: Vec::new(),
            own: Own::default(),
        }
    }

    #[test]
    fn leaders_of_every_recording_come_first() {
        let mut reference = vec![Some(1.); 14];
        let mut other = vec![Some(0.); 14];
        reference[2] = Some(9.);
        reference[5] = Some(8.);
        reference[7] = Some(7.);
        other[12] = Some(6.);
        other[13] = None;
        let (reference, other) = (answer(&reference), answer(&other));
        let listed: Vec<usize> = categories(&[&reference, &other]).iter().map(|id| id.0).collect();
        assert_eq!(listed[..6], [2, 5, 7, 0, 1, 12], "0 and 1 lead the other's ties");
        assert_eq!(listed.len(), 14);
    }

    #[test]
    fn few_categories_stand_in_the_order_of_the_reference() {
        let reference = answer(&[Some(6.), Some(8.), None, Some(7.), None]);
        let other = answer(&[Some(0.), Some(0.), Some(9.), Some(1.), None]);
        let listed: Vec<usize> = categories(&[&reference, &other]).iter().map(|id| id.0).collect();
        assert_eq!(listed, [1, 3, 0, 2], "nothing has a mean for the last");
    }
}
