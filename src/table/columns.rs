//! Every column of the table of neurons: its name, heading, help, kind and how it sorts. The one list of columns.

use std::str::FromStr;

use unicode_width::UnicodeWidthStr;

use super::error::{ParseError, quoted};
use crate::text::closest;

/// A column, in the order of [`COLUMNS`] and then of [`IMAGE_COLUMNS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the table below says what each is")]
pub enum Column {
    Neuron,
    Recording,
    Verdict,
    Change,
    ChangeShare,
    ChangeUpper,
    Retuned,
    Lost,
    State,
    Max,
    P999,
    Mean,
    RobustMean,
    Sd,
    ActiveFraction,
    Sparseness,
    TopCategory,
    TopCategoryMean,
    Selectivity,
    DPrime,
    Auroc,
    Purity,
    Reliability,
    Influence,
    Outliers,
    ErrorAuroc,
    Nan,
    Infinite,
    Spurious,
    Novelty,
    Rho,
    ReferenceCategory,
    RhoCorrected,
    NullPercentile,
    Gain,
    Offset,
    FitR2,
    AnovaCategory,
    AnovaRecording,
    AnovaInteraction,
    Drift,
    DriftMarginal,
    Ks,
    Q,
    QMarginal,
    Label,
    Note,
    Image,
    Truth,
    Prediction,
    Confidence,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number.
    Number(Unit),
    /// A category.
    Category,
    /// A recording.
    Recording,
    /// A [`super::Verdict`].
    Verdict,
    /// A [`super::State`].
    State,
    /// What somebody has written.
    Text,
}

/// What a number counts or measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Whole, from 0.
    Count,
    /// In units of the layer's activations.
    Activation,
    /// A part of a whole, 0 to 1; shown in percent.
    Share,
    /// Without a unit.
    Score,
    /// Small is what matters: 0.000012 is not 0.
    Probability,
}

/// What a value of a column is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One recording.
    Own,
    /// One recording against the reference; undefined for the reference itself.
    Pair,
}

/// In which order a column sorts. Undefined values come last in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// Highest first.
    Descending,
    /// Lowest first.
    Ascending,
    /// Farthest from 0 first.
    Farthest,
    /// Nearest to 0 first.
    Nearest,
}

impl Order {
    /// The opposite order.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Descending => Self::Ascending,
            Self::Ascending => Self::Descending,
            Self::Farthest => Self::Nearest,
            Self::Nearest => Self::Farthest,
        }
    }
}

/// A line of the table of columns.
#[derive(Debug)]
pub struct ColumnInfo {
    /// The column.
    pub column: Column,
    /// Its name in expressions, in options and in printed tables.
    pub key: &'static str,
    /// Its heading on the screen.
    pub heading: &'static str,
    /// What it is, in one line.
    pub help: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// What its values are about.
    pub scope: Scope,
    /// The order that is tried first.
    pub order: Order,
}

impl ColumnInfo {
    /// Whether this is its name, or its heading on the screen; case does not count, and a hyphen is as good as an
    /// underscore.
    pub(super) fn is_called(&self, name: &str) -> bool {
        let same = |a: char, b: char| a.eq_ignore_ascii_case(&b) || (a, b) == ('-', '_');
        let is_key = name.len() == self.key.len()
            && name.chars().zip(self.key.chars()).all(|(a, b)| same(a, b));
        is_key || name.to_lowercase() == self.heading.to_lowercase()
    }
}

const fn own(column: Column, text: [&'static str; 3], kind: Kind, order: Order) -> ColumnInfo {
    let [key, heading, help] = text;
    ColumnInfo { column, key, heading, help, kind, scope: Scope::Own, order }
}

const fn pair(column: Column, text: [&'static str; 3], kind: Kind, order: Order) -> ColumnInfo {
    let [key, heading, help] = text;
    ColumnInfo { column, key, heading, help, kind, scope: Scope::Pair, order }
}

const COUNT: Kind = Kind::Number(Unit::Count);
const ACTIVATION: Kind = Kind::Number(Unit::Activation);
const SHARE: Kind = Kind::Number(Unit::Share);
const SCORE: Kind = Kind::Number(Unit::Score);
const PROBABILITY: Kind = Kind::Number(Unit::Probability);

use Column as C;
use Order::{Ascending, Descending, Farthest};

/// All columns, in the order in which they are shown.
pub static COLUMNS: [ColumnInfo; 47] = [
    own(C::Neuron, ["neuron", "#", "number of the neuron, from 0"], COUNT, Ascending),
    own(
        C::Recording,
        ["recording", "recording", "the recording the row is about"],
        Kind::Recording,
        Ascending,
    ),
    pair(
        C::Verdict,
        ["verdict", "verdict", "what became of the neuron since the reference, in a word or two"],
        Kind::Verdict,
        Ascending,
    ),
    pair(
        C::Change,
        [
            "change",
            "change",
            "share of the tuning re-tuned or gone, 95 % lower bound; the default order",
        ],
        SCORE,
        Descending,
    ),
    pair(
        C::ChangeShare,
        ["change_share", "estimate", "the same without the bound: 0 unchanged, 1 gone, 2 permuted"],
        SCORE,
        Descending,
    ),
    pair(
        C::ChangeUpper,
        ["change_upper", "at most", "95 % upper bound of change_share"],
        SCORE,
        Descending,
    ),
    pair(
        C::Retuned,
        ["retuned", "new", "variance of new tuning that no gain explains, as a share of the old"],
        SCORE,
        Descending,
    ),
    pair(
        C::Lost,
        ["lost", "lost", "1 − share of the tuning that is left, a gain of all activity taken out"],
        SCORE,
        Descending,
    ),
    own(
        C::State,
        [
            "state",
            "state",
            "(newly) dead: always 0 or the same; dense: nearly always above 0; else ok",
        ],
        Kind::State,
        Ascending,
    ),
    own(C::Max, ["max", "max", "highest activation"], ACTIVATION, Descending),
    own(
        C::P999,
        [
            "p999",
            "p99.9",
            "activation that 0.1 % of images exceed; above 100,000 images ±0.1 % of them",
        ],
        ACTIVATION,
        Descending,
    ),
    own(C::Mean, ["mean", "mean", "mean activation over images"], ACTIVATION, Descending),
    own(
        C::RobustMean,
        ["robust_mean", "mean rob", "mean with outliers moved to the next image (see outliers)"],
        ACTIVATION,
        Descending,
    ),
    own(C::Sd, ["sd", "sd", "standard deviation over images"], ACTIVATION, Descending),
    own(
        C::ActiveFraction,
        ["active_fraction", "active", "share of images with activation above 0"],
        SHARE,
        Descending,
    ),
    own(
        C::Sparseness,
        [
            "sparseness",
            "sparse",
            "lifetime sparseness (1 − mean²/mean of squares)/(1 − 1/n), 0 to 1",
        ],
        SCORE,
        Descending,
    ),
    own(
        C::TopCategory,
        ["top_category", "prefers", "category with the highest mean"],
        Kind::Category,
        Ascending,
    ),
    own(
        C::TopCategoryMean,
        ["top_category_mean", "its mean", "mean activation in the preferred category"],
        ACTIVATION,
        Descending,
    ),
    own(
        C::Selectivity,
        [
            "selectivity",
            "select",
            "(best category mean − mean of the others)/(their sum); activity ≥ 0",
        ],
        SCORE,
        Descending,
    ),
    own(
        C::DPrime,
        [
            "d_prime",
            "d′",
            "(mean in preferred category − mean elsewhere)/√(mean of both variances)",
        ],
        SCORE,
        Descending,
    ),
    own(
        C::Auroc,
        [
            "auroc",
            "AUROC",
            "chance that the preferred category exceeds others; ±.005, estimated if merged",
        ],
        SCORE,
        Descending,
    ),
    own(
        C::Purity,
        ["purity", "purity", "share of the top images that are of their commonest category"],
        SHARE,
        Descending,
    ),
    own(
        C::Reliability,
        [
            "reliability",
            "rel",
            "1 − noise/variance of the category means: the mean of all splits in halves",
        ],
        SCORE,
        Descending,
    ),
    own(
        C::Influence,
        [
            "influence",
            "one image",
            "share of the tuning's variance that hangs on one image, or on all outliers",
        ],
        SHARE,
        Descending,
    ),
    own(
        C::Outliers,
        ["outliers", "outliers", "up to 3 images at either end, 4 times as far out as the next"],
        COUNT,
        Descending,
    ),
    own(
        C::ErrorAuroc,
        [
            "error_auroc",
            "err AUROC",
            "chance that a wrongly predicted image exceeds a right one; ±.005",
        ],
        SCORE,
        Descending,
    ),
    own(C::Nan, ["nan", "NaN", "activations that are not a number"], COUNT, Descending),
    own(C::Infinite, ["infinite", "∞", "activations that are infinite"], COUNT, Descending),
    pair(
        C::Spurious,
        ["spurious", "spur", "1 − |ρ| of the tunings, 0 to 1 (Deephys)"],
        SCORE,
        Descending,
    ),
    pair(
        C::Novelty,
        ["novelty", "nov", "drop of the best category mean, in maxima of the reference (Deephys)"],
        SCORE,
        Farthest,
    ),
    pair(
        C::Rho,
        ["rho", "ρ", "rank correlation of the tuning with the reference's, −1 to 1 (Spearman)"],
        SCORE,
        Ascending,
    ),
    pair(
        C::ReferenceCategory,
        ["reference_category", "preferred", "category with the highest mean in the reference"],
        Kind::Category,
        Ascending,
    ),
    pair(
        C::RhoCorrected,
        ["rho_corrected", "ρ corr", "ρ/√(product of both reliabilities)"],
        SCORE,
        Ascending,
    ),
    pair(
        C::NullPercentile,
        [
            "null_percentile",
            "above null",
            "share of the values of 1 − ρ without a shift that its own is above",
        ],
        SHARE,
        Descending,
    ),
    pair(
        C::Gain,
        [
            "gain",
            "gain",
            "slope g of category mean here = offset + g · category mean in the reference",
        ],
        SCORE,
        Ascending,
    ),
    pair(C::Offset, ["offset", "offset", "intercept of that fit"], ACTIVATION, Farthest),
    pair(
        C::FitR2,
        ["fit_r2", "R²", "share of the variance of category means that the fit explains"],
        SHARE,
        Ascending,
    ),
    pair(
        C::AnovaCategory,
        [
            "anova_category",
            "by cat",
            "share of variance by category, two-way ANOVA with the reference",
        ],
        SHARE,
        Descending,
    ),
    pair(
        C::AnovaRecording,
        ["anova_recording", "by rec", "share of variance by recording, of the same"],
        SHARE,
        Descending,
    ),
    pair(
        C::AnovaInteraction,
        ["anova_interaction", "by both", "share of variance by category × recording: re-tuning"],
        SHARE,
        Descending,
    ),
    pair(
        C::Drift,
        [
            "drift",
            "drift",
            "mean Wasserstein-1 within categories as if normal, in reference sd; estimate",
        ],
        SCORE,
        Descending,
    ),
    pair(
        C::DriftMarginal,
        [
            "drift_marginal",
            "drift all",
            "Wasserstein-1 over all images, in sd of the reference; ±2 % or ±.005",
        ],
        SCORE,
        Descending,
    ),
    pair(
        C::Ks,
        [
            "ks",
            "KS",
            "greatest distance of distribution functions, 0–1 (Kolmogorov-Smirnov); ±.005",
        ],
        SCORE,
        Descending,
    ),
    pair(
        C::Q,
        ["q", "q", "p of a change of the means within categories, corrected over the layer (BH)"],
        PROBABILITY,
        Ascending,
    ),
    pair(
        C::QMarginal,
        [
            "q_marginal",
            "q all",
            "asymptotic p of KS over all images, corrected over the layer (BH)",
        ],
        PROBABILITY,
        Ascending,
    ),
    own(
        C::Label,
        ["label", "label", "what somebody called the neuron; the same in every recording"],
        Kind::Text,
        Ascending,
    ),
    own(C::Note, ["note", "note", "what somebody noted about the neuron"], Kind::Text, Ascending),
];

/// What an expression about images may speak of, beside the recording: no columns of the table of neurons.
pub static IMAGE_COLUMNS: [ColumnInfo; 4] = [
    own(C::Image, ["image", "#", "number of the image, from 0"], COUNT, Ascending),
    own(C::Truth, ["truth", "truth", "what the image is"], Kind::Category, Ascending),
    own(
        C::Prediction,
        ["prediction", "prediction", "what the model takes the image for"],
        Kind::Category,
        Ascending,
    ),
    own(
        C::Confidence,
        ["confidence", "confidence", "probability that the model gives its prediction, 0 to 1"],
        SHARE,
        Descending,
    ),
];

impl Column {
    /// Its line in the table of columns, or among those of images.
    pub const fn info(self) -> &'static ColumnInfo {
        let place = self as usize;
        if place < COLUMNS.len() { &COLUMNS[place] } else { &IMAGE_COLUMNS[place - COLUMNS.len()] }
    }

    /// Its name in expressions and options.
    pub const fn key(self) -> &'static str {
        self.info().key
    }

    /// The column of that name in the table of neurons; case does not count, and a hyphen is as good as an underscore.
    pub fn find(name: &str) -> Option<Self> {
        COLUMNS.iter().find(|info| info.is_called(name)).map(|info| info.column)
    }

    /// Whether its values are numbers.
    pub const fn is_number(self) -> bool {
        matches!(self.info().kind, Kind::Number(_))
    }

    /// Cells that its heading and its values need, so that no number is ever cut (counts from a million are
    /// wider); names of categories and recordings, and what somebody has written, may be longer. Activations have so many
    /// significant digits.
    pub fn width_cells(self, digits: usize) -> usize {
        let info = self.info();
        let values = match info.kind {
            _ if matches!(self, Self::Note) => 24,
            Kind::Number(Unit::Count | Unit::Score) => 6,
            // A sign, a point, and an exponent of two digits; or a sign and seven digits, which are written out.
            Kind::Number(Unit::Activation) => (digits.max(1) + 6).max(8),
            Kind::Text => 10,
            Kind::Number(Unit::Share | Unit::Probability) => 8,
            Kind::Category | Kind::Recording => 12,
            Kind::Verdict => 15,
            Kind::State => 11,
        };
        values.max(info.heading.width())
    }

    /// What is wrong with a name that is none of a column, at that character.
    pub(super) fn unknown(name: &str, position: usize) -> ParseError {
        ParseError::new(position, format!("no column {}", quoted(name)))
            .meaning(closest(name, COLUMNS.iter().map(|info| info.key)))
    }
}

impl FromStr for Column {
    type Err = ParseError;

    /// The column of that name, or what is wrong with it.
    fn from_str(name: &str) -> Result<Self, ParseError> {
        Self::find(name).ok_or_else(|| Self::unknown(name, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_stands_at_its_place() {
        for (place, info) in COLUMNS.iter().enumerate() {
            assert_eq!(info.column as usize, place, "{}", info.key);
            assert_eq!(Column::find(info.key), Some(info.column));
            assert!(std::ptr::eq(info.column.info(), info));
        }
        for info in &IMAGE_COLUMNS {
            assert!(std::ptr::eq(info.column.info(), info), "{}", info.key);
            assert_eq!(Column::find(info.key), None, "the table of neurons has no images");
        }
    }

    #[test]
    fn names_are_words_and_headings_are_short() {
        for info in COLUMNS.iter().chain(&IMAGE_COLUMNS) {
            let is_word =
                |key: char| key.is_ascii_lowercase() || key.is_ascii_digit() || key == '_';
            assert!(info.key.chars().all(is_word), "{}", info.key);
            assert!(info.heading.width() <= 10, "{}", info.key);
            assert!(!info.help.is_empty() && info.help.width() <= 90, "{}", info.key);
        }
    }

    #[test]
    fn a_wrong_name_brings_the_near_one() {
        let error = "spurios".parse::<Column>().unwrap_err();
        assert_eq!(error.to_string(), "no column `spurios`; did you mean spurious?");
        assert_eq!("Active-Fraction".parse(), Ok(Column::ActiveFraction));
        for (heading, column) in [
            ("spur", Column::Spurious),
            ("ρ", Column::Rho),
            ("prefers", Column::TopCategory),
            ("preferred", Column::ReferenceCategory),
            ("Active", Column::ActiveFraction),
        ] {
            assert_eq!(heading.parse(), Ok(column), "what stands above it is its name, too");
        }
        assert_eq!("xyzzy".parse::<Column>().unwrap_err().suggestion, None);
    }

    #[test]
    fn the_opposite_of_the_opposite_is_the_order() {
        let orders = [Order::Descending, Order::Ascending, Order::Farthest, Order::Nearest];
        assert!(orders.iter().all(|order| order.reversed().reversed() == *order));
        assert!(orders.iter().all(|order| order.reversed() != *order));
    }
}
