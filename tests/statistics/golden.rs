//! Every statistic of one small neuron, against the numbers that `golden.py` prints (NumPy 2.4.6, SciPy 1.17.1).

use deephys::analysis::drift::{benjamini_hochberg, ks_p_value};
use deephys::analysis::own::Digest;
use deephys::analysis::pair::Pair;
use deephys::analysis::profile::{Profile, half_of};
use deephys::analysis::selectivity::exact_auroc;
use deephys::analysis::shared::Scratch;
use deephys::ids::CategoryId;
use ndarray::Array1;

fn near(value: Option<f64>, expected: f64, relative: f64) {
    let value = value.unwrap_or(f64::NAN);
    assert!((value - expected).abs() <= relative * expected.abs(), "{value} is not {expected}");
}

fn categories() -> Vec<Option<CategoryId>> {
    (0..24).map(|image| Some(CategoryId(image % 4))).collect()
}

fn reference() -> Array1<f64> {
    (0..24_u32)
        .map(|i| f64::from((i * i * 7 + 3 * i) % 9) / 4.0 + 1.5 * f64::from(i % 4) - 0.25)
        .map(|activation| activation.max(0.0))
        .collect()
}

fn other() -> Array1<f64> {
    (0..24_u32)
        .map(|i| {
            f64::from((i * i * 5 + i * 11 + 2) % 7) / 4.0 + [0.0, 3.0, 1.0, 4.0][i as usize % 4]
        })
        .collect()
}

fn profile(activations: &Array1<f64>) -> Profile {
    Profile::of(activations.view(), &categories(), None, 4, 0)
}

fn digest(profile: &Profile) -> Digest {
    let mut digest = Digest::default();
    digest.fill(profile, &categories(), &mut Scratch::default());
    digest
}

fn pair() -> Pair {
    let (a, b) = (profile(&reference()), profile(&other()));
    Pair::of(&digest(&a), &digest(&b), &mut Scratch::default())
}

#[test]
fn halves_are_a_bit_of_the_mixed_number() {
    let halves: Vec<usize> = (0..24).map(half_of).collect();
    let expected = [1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1];
    assert_eq!(halves, expected);
}

#[test]
fn a_neuron_by_itself() {
    let own = digest(&profile(&reference())).own;
    near(own.max, 6.0, 0.0);
    near(own.mean, 2.6875, 1e-12);
    near(own.deviation, 1.680_541_207_468_594, 1e-12);
    near(own.active_fraction, 0.916_666_666_666_666_6, 1e-12);
    near(own.sparseness, 0.293_326_120_765_433_74, 1e-12);
    near(own.p999, 5.982_75, 1e-12);
    near(own.reliability, 0.971_921_182_266_009_9, 1e-12);
    assert_eq!(own.selectivity.preferred, Some(CategoryId(3)));
    near(own.selectivity.index, 0.413_934_426_229_508_1, 1e-12);
    near(own.selectivity.d_prime, 2.759_367_157_435_806_7, 1e-12);
    near(own.selectivity.auroc, 0.944_444_444_444_444_4, 0.05);
    let exact = exact_auroc(reference().view(), &categories(), CategoryId(3));
    near(exact, 0.944_444_444_444_444_4, 1e-12);
}

#[test]
fn a_neuron_between_two_recordings() {
    let pair = pair();
    near(pair.rho, 0.8, 1e-12);
    near(
        pair.corrected_rho,
        0.8 / (0.971_921_182_266_009_9_f64 * 0.993_083_723_348_933_9).sqrt(),
        1e-12,
    );
    near(pair.scores.spurious, 0.2, 1e-12);
    near(pair.fit.gain, 0.696_063_524_243_960_1, 1e-12);
    near(pair.fit.offset, 0.650_162_611_927_690_2, 1e-12);
    near(pair.fit.r_squared, 0.434_829_609_933_165_8, 1e-12);
    near(pair.fit.evidence, 7.784_924_577_306_954, 1e-9);
    near(pair.fit.unexplained, 0.552_472_794_539_848_9, 1e-9);
    near(pair.fit.gain_error, 1.173_535_038_626_997, 0.2);
    near(pair.change, 0.285_088_901_456_407_7, 1e-9);
    near(pair.tuning.upper, 1.435_235_179_317_692_5, 1e-9);
    near(pair.tuning.share, 0.683_336_149_124_289, 1e-9);
    near(pair.tuning.left, 0.696_063_524_243_960_1, 1e-9);
    near(pair.tuning.new, 0.590_958_767_829_287_1, 1e-9);
    near(pair.tuning.evidence, 6.477_524_869_357_943, 1e-9);
    near(pair.tuning.tuned, 8.530_295_746_159_096, 1e-9);
    near(pair.within_p, 0.001_161_241_562_215_389_6, 1e-3);
    near(pair.shares.category, 0.732_657_480_783_417_9, 1e-12);
    assert_eq!(pair.shares.recording, Some(0.0));
    near(pair.shares.interaction, 0.144_380_190_856_952_33, 1e-12);
    near(pair.drift, 0.640_728_713_612_069_3, 1e-6);
    near(pair.drift_of_all, 0.210_745_600_936_587_23, 1e-12);
    near(pair.ks, 0.166_666_666_666_666_66, 1e-12);
    assert_eq!(pair.verdict.unwrap().to_string(), "partly re-tuned");
}

// scipy.stats.kstwobign.sf((numpy.sqrt(12) + .12 + .11 / numpy.sqrt(12)) * .25)
#[test]
fn the_p_value_is_that_of_kolmogorovs_distribution() {
    near(ks_p_value(0.25, 24, 24), 0.387_280_862_232_043_83, 1e-9);
    near(ks_p_value(0.0, 24, 24), 1.0, 0.0);
    assert_eq!(ks_p_value(0.5, 0, 24), None);
}

// scipy.stats.false_discovery_control([.01, .04, .03, .5])
#[test]
fn q_values_are_those_of_scipy_and_leave_out_the_undefined() {
    let q = benjamini_hochberg(&[Some(0.01), Some(0.04), None, Some(0.03), Some(0.5)]);
    near(q[0], 0.04, 1e-12);
    near(q[1], 0.053_333_333_333_333_33, 1e-12);
    assert_eq!(q[2], None);
    near(q[3], 0.053_333_333_333_333_33, 1e-12);
    near(q[4], 0.5, 1e-12);
    assert_eq!(benjamini_hochberg(&[]), []);
}
