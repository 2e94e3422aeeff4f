//! What can be set: names, usual values, what is allowed, and what each is for.

use std::ops::RangeInclusive;

use clap::ValueEnum;
use toml::de::DeValue;

use crate::app::{DIGITS, LARGE_PX, PREDICTION_DIGITS, Preferences, SMALL_PX, TOP_IMAGES};
use crate::cli::args::{Images, Themes};
use crate::store::{self, MOST_BYTES, Store};

/// What the cache may take.
const CACHE_BYTES: RangeInclusive<u64> = 64 << 20..=1 << 40;

/// Units of sizes, each before those that end as it does.
const UNITS: [(&str, u64); 8] = [
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("TB", 1_000_000_000_000),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
];

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Name {
    /// How pictures are drawn.
    Images,
    /// Colors of words and marks.
    Theme,
    /// Whether the mouse is the program's.
    Mouse,
    /// How many pictures of a neuron are shown.
    TopImages,
    /// How many digits activations have.
    SignificantDigits,
    /// How many digits predictions have.
    PredictionDigits,
    /// How large pictures in rows are.
    SmallPictures,
    /// How large the picture of an image is.
    LargePicture,
    /// Whether answers are kept.
    Cache,
    /// How much room they may take.
    CacheLimit,
}

/// What is set, as the program uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Settings {
    /// How pictures are drawn.
    pub(in crate::cli) images: Images,
    /// Colors of words and marks.
    pub(in crate::cli) theme: Themes,
    /// Whether the mouse is the program's.
    pub(in crate::cli) mouse: bool,
    /// How many pictures of a neuron are shown at most.
    pub(in crate::cli) top_images: usize,
    /// How many significant digits activations have for people.
    pub(in crate::cli) significant_digits: usize,
    /// How many digits a prediction of 100 % has.
    pub(in crate::cli) prediction_digits: usize,
    /// Pixels of the longer side of pictures in rows; `None` is by steps.
    pub(in crate::cli) small_px: Option<usize>,
    /// Pixels of the longer side of the picture of an image; `None` is as there is room.
    pub(in crate::cli) large_px: Option<usize>,
    /// Whether answers are kept from run to run.
    pub(in crate::cli) cache: bool,
    /// Bytes that they may take together.
    pub(in crate::cli) cache_limit: u64,
}

impl Default for Settings {
    fn default() -> Self {
        let Preferences { top_images, digits, prediction_digits, small_px, large_px, .. } =
            Preferences::default();
        Self {
            images: Images::Auto,
            theme: Themes::Auto,
            mouse: true,
            top_images,
            significant_digits: digits,
            prediction_digits,
            small_px,
            large_px,
            cache: true,
            cache_limit: MOST_BYTES,
        }
    }
}

impl Name {
    /// All settings, in the order in which they are told.
    pub(super) const ALL: [Self; 10] = [
        Self::Images,
        Self::Theme,
        Self::Mouse,
        Self::TopImages,
        Self::SignificantDigits,
        Self::PredictionDigits,
        Self::SmallPictures,
        Self::LargePicture,
        Self::Cache,
        Self::CacheLimit,
    ];

    /// How it is called in the file.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Images => "images",
            Self::Theme => "theme",
            Self::Mouse => "mouse",
            Self::TopImages => "top_images",
            Self::SignificantDigits => "significant_digits",
            Self::PredictionDigits => "prediction_digits",
            Self::SmallPictures => "small_pictures",
            Self::LargePicture => "large_picture",
            Self::Cache => "cache",
            Self::CacheLimit => "cache_limit",
        }
    }

    /// The setting of a name.
    pub(super) fn find(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.key() == key)
    }

    /// What it may be, after "must be".
    pub(super) fn allowed(self) -> String {
        let numbers =
            |range: RangeInclusive<usize>| format!("{} to {}", range.start(), range.end());
        match self {
            Self::Images => one_of::<Images>(),
            Self::Theme => one_of::<Themes>(),
            Self::TopImages => format!("a whole number from {}", numbers(TOP_IMAGES)),
            Self::SignificantDigits => format!("a whole number from {}", numbers(DIGITS)),
            Self::PredictionDigits => {
                format!("a whole number from {}", numbers(PREDICTION_DIGITS))
            }
            Self::SmallPictures => format!("{BY_ITSELF}, or pixels from {}", numbers(SMALL_PX)),
            Self::LargePicture => format!("{BY_ITSELF}, or pixels from {}", numbers(LARGE_PX)),
            Self::Mouse | Self::Cache => "true or false".into(),
            Self::CacheLimit => {
                let (least, most) = (size(*CACHE_BYTES.start()), size(*CACHE_BYTES.end()));
                format!("a size from {least} to {most} in kB, KiB, MB, MiB, GB, GiB, TB or TiB")
            }
        }
    }

    /// What it is for, in sentences.
    pub(super) fn help(self) -> &'static str {
        match self {
            Self::Images => "How pictures are drawn, as --images says it. The option wins.",
            Self::Theme => {
                "Colors of words and marks, as --theme says it. The option wins, and any but auto over NO_COLOR."
            }
            Self::Mouse => {
                "Whether clicks and the wheel are the program's; Shift selects text then in most terminals. --no-mouse wins."
            }
            Self::TopImages => "How many of a neuron's top images the screen shows at most.",
            Self::SignificantDigits => {
                "Significant digits of activations on the screen and in tables; csv and json have all of them."
            }
            Self::PredictionDigits => {
                "Digits of the probabilities of predictions: two less than that behind the point of a percentage."
            }
            Self::SmallPictures => {
                "Pixels of the longer side of pictures in rows; auto leaves it to the steps of + and -."
            }
            Self::LargePicture => {
                "Pixels of the longer side of the picture of an image; auto takes what there is room for."
            }
            Self::Cache => {
                "Whether answers that are dear are kept for the next time. --no-cache wins."
            }
            Self::CacheLimit => {
                "What they may take on the disk together; those not used for longest go first."
            }
        }
    }
}

impl Settings {
    /// Takes a value of the file; whether it is allowed. One that is not changes nothing.
    #[must_use]
    pub(super) fn take(&mut self, name: Name, value: &DeValue<'_>) -> bool {
        match name {
            Name::Images => {
                let images = value.as_str().and_then(|word| Images::from_str(word, false).ok());
                put(&mut self.images, images)
            }
            Name::Theme => {
                let theme = value.as_str().and_then(|word| Themes::from_str(word, false).ok());
                put(&mut self.theme, theme)
            }
            Name::Mouse => put(&mut self.mouse, value.as_bool()),
            Name::TopImages => put(&mut self.top_images, number(value, &TOP_IMAGES)),
            Name::SignificantDigits => put(&mut self.significant_digits, number(value, &DIGITS)),
            Name::PredictionDigits => {
                put(&mut self.prediction_digits, number(value, &PREDICTION_DIGITS))
            }
            Name::SmallPictures => put_pixels(&mut self.small_px, value, &SMALL_PX),
            Name::LargePicture => put_pixels(&mut self.large_px, value, &LARGE_PX),
            Name::Cache => put(&mut self.cache, value.as_bool()),
            Name::CacheLimit => {
                let bytes = value.as_str().and_then(bytes);
                put(&mut self.cache_limit, bytes.filter(|bytes| CACHE_BYTES.contains(bytes)))
            }
        }
    }

    /// The value of a setting as the file would have it.
    pub(super) fn text(&self, name: Name) -> String {
        match name {
            Name::Images => quoted(&self.images),
            Name::Theme => quoted(&self.theme),
            Name::Mouse => self.mouse.to_string(),
            Name::TopImages => self.top_images.to_string(),
            Name::SignificantDigits => self.significant_digits.to_string(),
            Name::PredictionDigits => self.prediction_digits.to_string(),
            Name::SmallPictures => pixels_text(self.small_px),
            Name::LargePicture => pixels_text(self.large_px),
            Name::Cache => self.cache.to_string(),
            Name::CacheLimit => format!("\"{}\"", size(self.cache_limit)),
        }
    }

    /// Where answers are kept from run to run.
    pub(in crate::cli) fn store(&self) -> Store {
        match store::user_folder().filter(|_| self.cache) {
            Some(folder) => Store::bounded(Some(folder), self.cache_limit),
            None => Store::disabled(),
        }
    }

    /// What of it concerns the screen.
    pub(in crate::cli) fn preferences(&self) -> Preferences {
        Preferences {
            top_images: self.top_images,
            digits: self.significant_digits,
            prediction_digits: self.prediction_digits,
            small_px: self.small_px,
            large_px: self.large_px,
            theme: self.theme.theme(),
        }
    }
}

fn put<T>(place: &mut T, value: Option<T>) -> bool {
    let is_allowed = value.is_some();
    if let Some(value) = value {
        *place = value;
    }
    is_allowed
}

/// What a size is that the program chooses.
const BY_ITSELF: &str = "\"auto\"";

/// Takes `"auto"`, or pixels within `range`; whether it was one of these.
fn put_pixels(
    place: &mut Option<usize>,
    value: &DeValue<'_>,
    range: &RangeInclusive<usize>,
) -> bool {
    let pixels = number(value, range);
    let is_allowed = pixels.is_some() || value.as_str() == Some("auto");
    if is_allowed {
        *place = pixels;
    }
    is_allowed
}

fn pixels_text(px: Option<usize>) -> String {
    px.map_or_else(|| BY_ITSELF.into(), |px| px.to_string())
}

/// A whole number within `range`.
fn number(value: &DeValue<'_>, range: &RangeInclusive<usize>) -> Option<usize> {
    let integer = value.as_integer()?;
    let number = usize::from_str_radix(integer.as_str(), integer.radix()).ok()?;
    range.contains(&number).then_some(number)
}

/// Bytes of a size such as `4 GiB` or `1.5 TB`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes below 0 are none, and larger ones than u64 holds are beyond every range"
)]
fn bytes(text: &str) -> Option<u64> {
    let (number, factor) = UNITS
        .iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?.trim_end(), *factor)))?;
    let is_plain = |character: char| character.is_ascii_digit() || character == '.';
    let number: f64 = number.parse().ok().filter(|_| number.chars().all(is_plain))?;
    Some((number * factor as f64) as u64)
}

/// Bytes in the largest unit that makes a whole number of them.
fn size(bytes: u64) -> String {
    let whole = UNITS.iter().find(|(_, factor)| bytes >= *factor && bytes.is_multiple_of(*factor));
    match whole {
        Some((unit, factor)) => format!("{} {unit}", bytes / factor),
        None => format!("{} kB", bytes as f64 / 1e3),
    }
}

fn one_of<T: ValueEnum>() -> String {
    let values = T::value_variants().iter().map(quoted);
    format!("one of {}", values.collect::<Vec<_>>().join(", "))
}

fn quoted(value: &impl ValueEnum) -> String {
    let value = value.to_possible_value();
    format!("\"{}\"", value.as_ref().map_or("", |value| value.get_name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_pictures_may_be_asked_for_as_are_known() {
        assert_eq!(*TOP_IMAGES.end(), crate::analysis::summary::TOP_IMAGES);
    }

    #[test]
    fn sizes_are_read_and_written_in_their_units() {
        for (text, expected) in [
            ("4 GiB", Some(4 << 30)),
            ("64MiB", Some(64 << 20)),
            ("1.5 TB", Some(1_500_000_000_000)),
            ("100 kB", Some(100_000)),
            ("4", None),
            ("4 gib", None),
            ("-4 GiB", None),
            ("inf GiB", None),
            ("1e3 GiB", None),
            (" GiB", None),
        ] {
            assert_eq!(bytes(text), expected, "{text}");
        }
        assert_eq!([4 << 30, 500_000_000, 1 << 40].map(size), ["4 GiB", "500 MB", "1 TiB"]);
        assert_eq!(bytes(&size(123_456_789)), Some(123_456_789));
    }
}
