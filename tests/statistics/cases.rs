//! Neurons of which the right answer is plain: identical, shuffled, inverted, silent, and too few of everything.

use deephys::analysis::null;
use deephys::analysis::own::{Digest, Own, State};
use deephys::analysis::pair::Pair;
use deephys::analysis::profile::Profile;
use deephys::analysis::shared::{Scratch, Shared, Side};
use deephys::analysis::verdict::Verdict;
use deephys::ids::CategoryId;
use ndarray::Array1;

use super::planted::Random;

const N: usize = 1000;

/// Activations around the `means`, `(n_categories)`, of images whose categories take turns.
fn noisy(means: &[f64], seed: u64) -> Array1<f64> {
    let mut random = Random(seed);
    (0..N).map(|image| means[image % means.len()] + 0.1 * random.normal()).collect()
}

fn ids(n: usize, categories: usize) -> Vec<Option<CategoryId>> {
    (0..n).map(|image| Some(CategoryId(image % categories))).collect()
}

struct Answers {
    own: [Own; 2],
    pair: Pair,
    percentile: Option<f64>,
}

fn compare(a: &Array1<f64>, b: &Array1<f64>, ids: [&[Option<CategoryId>]; 2], n: usize) -> Answers {
    let (a, b) =
        (Profile::of(a.view(), ids[0], None, n, 0), Profile::of(b.view(), ids[1], None, n, 0));
    let mut scratch = Scratch::default();
    let mut digests = [Digest::default(), Digest::default()];
    digests[0].fill(&a, ids[0], &mut scratch);
    digests[1].fill(&b, ids[1], &mut scratch);
    let pair = Pair::of(&digests[0], &digests[1], &mut scratch);
    let mut buffers = [Side::default(), Side::default()];
    let shared = Shared::between(&digests[0].side, &digests[1].side, &mut buffers);
    let scores: Vec<f64> = null::normal_scores(shared, 99, 1).into_iter().map(|of| of.0).collect();
    let own = null::pearson(&shared.reference.mean, &shared.other.mean).map(|r| 1.0 - r);
    let percentile = null::percentile(own, &scores);
    Answers { own: digests.map(|digest| digest.own), pair, percentile }
}

fn of_means(a: &[f64], b: &[f64]) -> Answers {
    let ids = ids(N, a.len());
    compare(&noisy(a, 1), &noisy(b, 2), [&ids, &ids], a.len())
}

const MEANS: [f64; 8] = [3.0, 1.0, 2.0, 5.0, 4.0, 8.0, 6.0, 7.0];

#[test]
fn identical_recordings_have_not_changed_at_all() {
    let (activations, ids) = (noisy(&MEANS, 1), ids(N, 8));
    let Answers { pair, percentile, .. } = compare(&activations, &activations, [&ids, &ids], 8);
    assert_eq!((pair.scores.spurious, pair.scores.novelty), (Some(0.0), Some(0.0)));
    assert_eq!(
        (pair.rho, pair.drift, pair.drift_of_all, pair.ks),
        (Some(1.0), Some(0.0), Some(0.0), Some(0.0))
    );
    assert_eq!(pair.ks_p, Some(1.0));
    assert!((pair.fit.gain.unwrap() - 1.0).abs() < 0.01);
    assert!(pair.change.unwrap() < 0.0);
    assert_eq!(pair.verdict, Some(Verdict::Stable));
    assert!(percentile < Some(0.1));
}

#[test]
fn shuffled_labels_are_never_stable_and_cost_selectivity() {
    let ids = ids(N, 8);
    let mut shuffled = ids.clone();
    let mut random = Random(3);
    for last in (1..N).rev() {
        shuffled.swap(last, random.below(last + 1));
    }
    let activations = noisy(&MEANS, 1);
    let Answers { pair, .. } = compare(&activations, &activations, [&shuffled, &shuffled], 8);
    assert_eq!(pair.scores.spurious, Some(0.0));
    let Answers { own, pair, .. } = compare(&activations, &activations, [&ids, &shuffled], 8);
    assert!(own[1].selectivity.d_prime < own[0].selectivity.d_prime);
    assert!(!matches!(pair.verdict, Some(Verdict::Stable | Verdict::Dead)), "{:?}", pair.verdict);
}

#[test]
fn inverted_tuning_is_re_tuned_though_the_papers_score_is_0() {
    let Answers { pair, .. } = of_means(&MEANS, &MEANS.map(|mean| 9.0 - mean));
    assert_eq!(pair.scores.spurious, Some(0.0));
    assert_eq!(pair.rho, Some(-1.0));
    assert!(pair.fit.gain.unwrap() < -0.9);
    assert_eq!(pair.fit.unexplained, Some(1.0));
    assert!(pair.change.unwrap() > 0.9);
    assert_eq!(pair.verdict, Some(Verdict::ReTuned));
}

#[test]
fn a_permuted_tuning_is_above_almost_all_of_no_shift() {
    let Answers { pair, percentile, .. } =
        of_means(&MEANS, &[8.0, 7.0, 1.0, 6.0, 2.0, 5.0, 3.0, 4.0]);
    assert_eq!(pair.verdict, Some(Verdict::ReTuned));
    assert_eq!(percentile, Some(0.99));
}

#[test]
fn a_gain_is_a_gain_and_an_offset_an_offset() {
    let Answers { pair, .. } = of_means(&MEANS, &MEANS.map(|mean| 0.5 * mean));
    assert!((pair.fit.gain.unwrap() - 0.5).abs() < 0.02);
    assert_eq!(pair.verdict.unwrap().to_string(), "gain ×0.50");
    assert!(pair.change.unwrap() < 0.01);
    let Answers { pair, .. } = of_means(&MEANS, &MEANS.map(|mean| mean + 3.0));
    assert!((pair.fit.offset.unwrap() - 3.0).abs() < 0.1);
    assert_eq!(pair.verdict, Some(Verdict::Stable));
    assert!(pair.change.unwrap() < 0.01);
}

#[test]
fn half_of_the_differences_at_the_same_mean_is_partly_lost() {
    let Answers { pair, .. } = of_means(&MEANS, &MEANS.map(|mean| 0.5 * mean + 2.25));
    assert!((pair.fit.gain.unwrap() - 0.5).abs() < 0.02);
    assert!((pair.tuning.left.unwrap() - 0.5).abs() < 0.02);
    assert!((pair.tuning.share.unwrap() - 0.25).abs() < 0.02);
    assert_eq!(pair.verdict, Some(Verdict::PartlyLost));
}

#[test]
fn a_tuning_that_is_gone_is_lost_and_comes_first() {
    let Answers { pair, .. } = of_means(&MEANS, &[4.5; 8]);
    assert_eq!(pair.verdict, Some(Verdict::TuningLost));
    assert!((pair.tuning.share.unwrap() - 1.0).abs() < 0.01);
    assert!(pair.tuning.left.unwrap().abs() < 0.05);
    assert!(pair.change.unwrap() > 0.9);
}

#[test]
fn dead_neurons_are_dead_and_have_no_scores() {
    let Answers { own, pair, percentile } =
        compare(&Array1::zeros(N), &Array1::zeros(N), [&ids(N, 8), &ids(N, 8)], 8);
    assert_eq!(own[0].state, Some(State::Dead));
    assert_eq!((own[0].sparseness, own[0].reliability), (None, None));
    assert_eq!(pair.scores, deephys::analysis::scores::Scores::default());
    assert_eq!((pair.rho, pair.drift, pair.change, percentile), (None, None, None, None));
    assert_eq!(pair.verdict, Some(Verdict::Dead));
}

#[test]
fn death_is_a_change_and_birth_is_news_unless_activity_was_rare() {
    let (alive, ids) = (noisy(&MEANS, 1), ids(N, 8));
    let death = compare(&alive, &Array1::zeros(N), [&ids, &ids], 8).pair;
    assert_eq!(death.verdict, Some(Verdict::NewlyDead));
    assert!(death.change.unwrap() > 0.9, "all of its tuning is gone");
    assert!(
        (death.scores.novelty.unwrap() - 8.0 / alive.fold(0.0, |a: f64, b| a.max(*b))).abs() < 0.05
    );
    let birth = compare(&Array1::zeros(N), &alive, [&ids, &ids], 8).pair;
    assert_eq!((birth.verdict, birth.change), (Some(Verdict::NewlyAlive), Some(0.0)));
    let mut rare = Array1::zeros(N);
    rare[7] = 1.0;
    let death = compare(&rare, &Array1::zeros(N), [&ids, &ids], 8).pair;
    assert_eq!(death.verdict, Some(Verdict::TooNoisy));
}

#[test]
fn a_neuron_that_is_never_above_0_and_becomes_constant_is_newly_dead() {
    let ids = ids(N, 8);
    let below = noisy(&MEANS, 1) - 20.0;
    let pair = compare(&below, &Array1::from_elem(N, -3.0), [&ids, &ids], 8).pair;
    assert_eq!(pair.verdict, Some(Verdict::NewlyDead));
    assert!(pair.change.unwrap() > 0.9);
}

#[test]
fn a_constant_neuron_has_no_tuning() {
    let constant = Array1::from_elem(N, 0.5);
    let Answers { own, pair, .. } = compare(&constant, &constant, [&ids(N, 8), &ids(N, 8)], 8);
    assert_eq!((own[0].deviation, own[0].state), (Some(0.0), Some(State::Dead)));
    assert_eq!((own[0].selectivity.d_prime, own[0].reliability), (None, None));
    assert_eq!((pair.rho, pair.fit.gain, pair.drift), (None, None, None));
    assert_eq!((pair.verdict, pair.shares.category), (Some(Verdict::Dead), None));
}

#[test]
fn what_is_never_above_0_but_varies_is_alive_and_has_both_scores() {
    // As log-probabilities are.
    let lowered = |means: &[f64; 8]| means.map(|mean| mean - 20.0);
    let Answers { own, pair, .. } =
        of_means(&lowered(&MEANS), &lowered(&[8.0, 7.0, 1.0, 6.0, 2.0, 5.0, 3.0, 4.0]));
    assert_eq!((own[0].active_fraction, own[0].state), (Some(0.0), Some(State::Ok)));
    assert_eq!(pair.verdict, Some(Verdict::ReTuned));
    assert!(pair.scores.spurious.unwrap() > 0.5 && pair.scores.novelty.unwrap().abs() < 0.05);
    let Answers { pair, .. } = of_means(&lowered(&MEANS), &[-20.0; 8]);
    // The highest mean falls from -12 to -20; the activations of the reference range over 7 and their noise.
    assert!((0.95..8.0 / 7.0).contains(&pair.scores.novelty.unwrap()), "{:?}", pair.scores);
}

#[test]
fn a_negative_constant_is_dead_and_one_image_is_too_few_to_say() {
    let constant = Array1::from_elem(N, -0.5);
    let Answers { own, pair, .. } = compare(&constant, &constant, [&ids(N, 8), &ids(N, 8)], 8);
    assert_eq!((own[0].state, pair.verdict), (Some(State::Dead), Some(Verdict::Dead)));
    assert_eq!(pair.scores, deephys::analysis::scores::Scores::default());
    let one = |activation| {
        let one = Array1::from_elem(1, activation);
        compare(&one, &one, [&ids(1, 1), &ids(1, 1)], 8).own[0].state
    };
    assert_eq!([one(0.0), one(-0.5), one(0.5)], [State::Dead, State::Ok, State::Dense].map(Some));
}

#[test]
fn one_or_two_categories_have_no_order() {
    let Answers { own, pair, .. } = of_means(&[1.0], &[2.0]);
    assert_eq!((own[0].selectivity.index, own[0].selectivity.auroc), (None, None));
    assert_eq!((pair.rho, pair.shares.category, pair.verdict), (None, None, None));
    assert!(pair.scores.novelty.is_some() && pair.drift.is_some());
    let Answers { own, pair, percentile } = of_means(&[1.0, 3.0], &[3.0, 1.0]);
    assert!((own[0].selectivity.index.unwrap() - 0.5).abs() < 0.02);
    assert_eq!((pair.rho, pair.fit.gain, percentile, pair.verdict), (None, None, None, None));
    assert!(pair.shares.interaction.unwrap() > 0.9);
}

#[test]
fn a_category_that_one_side_lacks_is_left_out() {
    let (a, b, ids) = (noisy(&MEANS, 1), noisy(&MEANS, 2), ids(N, 8));
    let without = |missing: usize| -> Vec<_> {
        ids.iter().map(|id| id.filter(|id| id.index() != missing)).collect()
    };
    let both = compare(&a, &b, [&without(5), &without(5)], 8).pair;
    let one = compare(&a, &b, [&ids, &without(5)], 8).pair;
    assert_eq!(
        (one.rho, one.fit, one.shares, one.drift),
        (both.rho, both.fit, both.shares, both.drift)
    );
    assert_eq!(one.verdict, Some(Verdict::Stable));
}

#[test]
fn nan_and_infinite_activations_count_for_nothing() {
    let (mut a, ids) = (noisy(&MEANS, 1), ids(N, 8));
    a[0] = f64::NAN;
    a[9] = f64::INFINITY;
    let profile = Profile::of(a.view(), &ids, None, 8, 0);
    assert_eq!((profile.finite, profile.nan, profile.infinite), (998, 1, 1));
    let Answers { own, pair, .. } = compare(&a, &noisy(&MEANS, 2), [&ids, &ids], 8);
    assert!(own[0].mean.is_some() && pair.rho == Some(1.0));
    assert_eq!(pair.verdict, Some(Verdict::Stable));
    let nothing = Array1::from_elem(N, f64::NAN);
    let Answers { own, pair, .. } = compare(&nothing, &a, [&ids, &ids], 8);
    assert_eq!(own[0], Own::default());
    assert_eq!((pair.verdict, pair.change, pair.ks), (None, None, None));
}

#[test]
fn scale_changes_no_number_without_a_unit() {
    let permuted = [8.0, 7.0, 1.0, 6.0, 2.0, 5.0, 3.0, 4.0];
    let plain = of_means(&MEANS, &permuted);
    let ids = ids(N, 8);
    for scale in [1e6, 1e-6] {
        let scaled =
            compare(&(noisy(&MEANS, 1) * scale), &(noisy(&permuted, 2) * scale), [&ids, &ids], 8);
        let numbers = |of: &Answers| {
            let Pair { fit, tuning, shares, drift, change, within_p, .. } = of.pair;
            let own = of.own[0];
            [
                fit.gain,
                fit.evidence,
                fit.unexplained,
                tuning.left,
                tuning.new,
                within_p.map(|p| 1.0 + p),
                shares.interaction,
                drift,
                change,
                own.sparseness,
            ]
        };
        for (scaled, plain) in numbers(&scaled).into_iter().zip(numbers(&plain)) {
            assert!((scaled.unwrap() - plain.unwrap()).abs() < 1e-6 * plain.unwrap().abs());
        }
        assert_eq!(scaled.pair.verdict, plain.pair.verdict);
    }
}

#[test]
fn negative_activity_has_tuning_but_no_index_and_no_sparseness() {
    let Answers { own, pair, .. } =
        of_means(&MEANS.map(|mean| mean - 4.5), &MEANS.map(|mean| mean - 4.5));
    assert_eq!((own[0].selectivity.index, own[0].sparseness), (None, None));
    assert!(own[0].selectivity.d_prime.unwrap() > 1.0);
    assert_eq!(own[0].selectivity.preferred, Some(CategoryId(5)));
    assert_eq!(pair.verdict, Some(Verdict::Stable));
}

#[test]
fn one_image_and_none_make_no_statistics() {
    let one = Array1::from_elem(1, 2.0);
    let Answers { own, pair, .. } = compare(&one, &one, [&ids(1, 1), &ids(1, 1)], 8);
    assert_eq!((own[0].max, own[0].mean, own[0].p999), (Some(2.0), Some(2.0), Some(2.0)));
    assert_eq!((own[0].sparseness, own[0].reliability, own[0].purity), (None, None, Some(1.0)));
    assert_eq!((pair.rho, pair.fit.gain, pair.verdict), (None, None, None));
    let none = Array1::zeros(0);
    let Answers { own, pair, .. } = compare(&none, &none, [&[], &[]], 8);
    assert_eq!((own[0], pair), (Own::default(), Pair::default()));
}

#[test]
fn categories_of_one_image_have_an_order_and_no_evidence() {
    let (a, ids) = (Array1::from_iter(MEANS), ids(8, 8));
    let Answers { pair, percentile, .. } = compare(&a, &a, [&ids, &ids], 8);
    assert_eq!(
        (pair.rho, pair.fit.evidence, pair.change, percentile),
        (Some(1.0), None, None, None)
    );
    assert_eq!(pair.verdict, Some(Verdict::TooNoisy));
}

#[test]
fn without_categories_activity_still_compares() {
    let unknown = vec![None; N];
    let Answers { own, pair, .. } =
        compare(&noisy(&MEANS, 1), &noisy(&MEANS, 2), [&unknown, &unknown], 0);
    assert_eq!((own[0].purity, own[0].selectivity.preferred), (None, None));
    assert!(own[0].mean.is_some() && pair.drift_of_all.is_some() && pair.ks_p.is_some());
    assert_eq!((pair.drift, pair.rho, pair.verdict), (None, None, None));
}
