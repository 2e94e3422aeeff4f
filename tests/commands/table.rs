//! What people see: aligned columns, four significant digits, a dash for what is not defined.

use super::run::deephys;

#[track_caller]
fn assert_table(arguments: &[&str], expected: &str) {
    let table = deephys(&[arguments, &["--format", "table"]].concat()).silent_success();
    assert_eq!(table, expected, "\n{table}");
}

#[test]
fn info_is_a_table_of_layers_and_one_of_recordings() {
    let expected = "\
layers
model  layer    neurons  classification
small  conv2          6  no
small  linear1        9  no
small  output         4  yes

recordings
recording  reference  images  height  width  dtype    categories  accuracy  path
stored     yes            24      14     14  float32           4    0.6667  npz/stored.npz
small      no             24       –      –  float32           4    0.6667  cbor_mixed_sizes/small.test
";
    assert_table(&["info", "npz/stored.npz", "cbor_mixed_sizes/small.test"], expected);
}

#[test]
fn neurons_are_rows_with_scores_beside_the_reference() {
    let expected = "\
layer   neuron  recording  verdict    change    max     mean  active_fraction  top_category  top_category_mean  reliability  spurious  novelty    rho   gain
output       0  stored     –               –  1.750  -0.4167           0.4583             0             0.3500       0.5883         –        –      –      –
output       0  small      too noisy  -1.000  1.750  -0.4167           0.4583             0             0.3500       0.5883         0        0  1.000  1.000
output       1  stored     –               –  1.750   -1.448           0.3750             1            0.06250       0.4852         –        –      –      –
output       1  small      too noisy  -1.000  1.750   -1.448           0.3750             1            0.06250       0.4852         0        0  1.000  1.000
output       2  stored     –               –  5.750   -1.000           0.1667             2              1.312       0.7270         –        –      –      –
output       2  small      too noisy  -1.000  5.750   -1.000           0.1667             2              1.312       0.7270         0        0  1.000  1.000
";
    assert_table(
        &[
            "neurons",
            "--layer",
            "output",
            "--sort",
            "neuron",
            "--ascending",
            "--limit",
            "6",
            "npz/stored.npz",
            "cbor_5x7/small.test",
        ],
        expected,
    );
}

#[test]
fn a_neuron_is_summary_top_images_and_category_means() {
    let expected = "\
summary
recording    max    mean  active_fraction
stored     3.250  0.7396           0.4167

top_images
recording  image  activation  category  prediction
stored        10       3.250         2           2
stored        13       3.000         0           2
stored        11       2.750         0           2
stored         4       2.000         0           0
stored        12       1.500         0           0
stored        16       1.500         0           0
stored        14       1.250         2           2
stored        17       1.000         1           0
stored        19      0.7500         1           0
stored        21      0.7500         1           0

category_means
recording  category  name      images    mean
stored            0  Dress          5   2.150
stored            1  Pullover       8  0.3125
stored            2  T-shirt        4   1.125
stored            3  Trouser        7       0
";
    assert_table(&["neuron", "--layer", "linear1", "--neuron", "0", "npz/stored.npz"], expected);
}

#[test]
fn an_image_is_truth_predictions_top_neurons_and_features() {
    let expected = "\
image
recording  image  category  name
small          4         0  Dress

predictions
category  name      probability
       0  Dress          0.8383
       3  Trouser       0.08836
       2  T-shirt       0.05359
       1  Pullover      0.01972

top_neurons
neuron  activation
     6       6.000
     3       3.000
     7       3.000
     1       2.750
     0       2.000
     5       1.500

features
feature  value
row      4
source   test set
";
    assert_table(
        &["image", "--recording", "0", "--image", "4", "cbor_features/small.test"],
        expected,
    );
}

#[test]
fn a_category_is_summary_errors_and_top_neurons() {
    let expected = "\
category
recording  category  name   images  accuracy  false_positives  false_negatives
stored            0  Dress       5    0.6000                4                2

false_positives
category  name      count
       1  Pullover      3
       3  Trouser       1

false_positives_images
image
   17
   19
   21
    5

false_positives_neurons
neuron    mean
     6   7.375
     7   3.000
     5   2.438
     3   2.312
     1  0.9375
     0  0.6250
     8  0.5000

false_negatives
category  name     count
       2  T-shirt      2

false_negatives_images
image
   13
   11

false_negatives_neurons
neuron    mean
     1   26.00
     3   11.50
     0   2.875
     2  0.1250

top_neurons
neuron     mean
     1    11.70
     3    6.450
     6    3.750
     0    2.150
     7    1.600
     5   0.8500
     2  0.05000
";
    assert_table(&["category", "--recording", "0", "--category", "0", "npz/stored.npz"], expected);
}

#[test]
fn confusion_has_the_truth_by_row_and_the_prediction_by_column() {
    let expected = "\
truth               tench, Tinca tinca  crane (1)  crane (2)  \\u{1b}[31mred
tench, Tinca tinca                   3          0          2              0
crane (1)                            3          5          0              0
crane (2)                            0          2          2              0
\\u{1b}[31mred                        1          0          0              6
";
    assert_table(&["confusion", "--recording", "0", "npz/dirty_categories.npz"], expected);
}
