//! A filter of images: the expression that chooses them, by number, and which images of a recording pass it.

use std::sync::{Arc, Mutex, PoisonError};

use super::Analyst;
use crate::ids::{CategoryId, ImageId, RecordingId};
use crate::recording::{Fault, FormatError};
use crate::table::{Column, Filter, Rows, Value};

/// Every expression that was named so far. It grows with what a hand types, and stays small.
static EXPRESSIONS: Mutex<Vec<Arc<Filter>>> = Mutex::new(Vec::new());

/// An expression about images by number, for as long as the program runs; equal ones have equal numbers.
///
/// What is answered under a filter is what would be answered if the recordings held the images that pass and no others,
/// under the numbers that they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ImageFilter(Option<usize>);

impl ImageFilter {
    /// All images.
    pub const NONE: Self = Self(None);

    /// The number of an expression that was read by [`Filter::parse_images`].
    pub fn of(expression: &Filter) -> Self {
        let mut known = EXPRESSIONS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = known.iter().rposition(|known| **known == *expression) {
            return Self(Some(at));
        }
        known.push(Arc::new(expression.clone()));
        Self(Some(known.len() - 1))
    }

    /// Whether some images may be left out.
    pub fn is_some(self) -> bool {
        self.0.is_some()
    }

    fn expression(self) -> Option<Arc<Filter>> {
        EXPRESSIONS.lock().unwrap_or_else(PoisonError::into_inner).get(self.0?).map(Arc::clone)
    }
}

/// The images of a recording that pass a filter.
#[derive(Debug, PartialEq, Eq)]
pub struct KeptImages {
    /// By image, `(n_images)`.
    is_kept: Vec<bool>,
    count: usize,
    /// Ground truth of those that pass, `(n_images)`; `None` for all others.
    truths: Vec<Option<CategoryId>>,
}

impl KeptImages {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether an image passes.
    pub fn has(&self, image: ImageId) -> bool {
        self.is_kept.get(image.index()) == Some(&true)
    }

    /// The image that passes so many steps after another one or, where there are fewer, the last; before it if not
    /// `forward`. `None` where none lies that way.
    pub fn stepped(&self, from: ImageId, steps: usize, forward: bool) -> Option<ImageId> {
        let passes = |image: &usize| self.is_kept.get(*image) == Some(&true);
        let steps = steps.max(1);
        let found = if forward {
            let after = from.index().saturating_add(1)..self.is_kept.len();
            after.filter(passes).take(steps).last()
        } else {
            let before = 0..from.index().min(self.is_kept.len());
            before.rev().filter(passes).take(steps).last()
        };
        found.map(ImageId)
    }

    /// About how much memory it takes.
    pub fn size_bytes(&self) -> usize {
        size_of_val(self.is_kept.as_slice()) + size_of_val(self.truths.as_slice())
    }

    /// By image, `(n_images)`, whether it passes.
    pub(super) fn flags(&self) -> &[bool] {
        &self.is_kept
    }

    /// Ground truth by image, `(n_images)`; `None` for those that do not pass, too.
    pub(super) fn truths(&self) -> &[Option<CategoryId>] {
        &self.truths
    }
}

/// The images of a recording that pass.
pub(super) fn kept(
    analyst: &Analyst,
    recording: RecordingId,
    filter: ImageFilter,
) -> Result<KeptImages, Fault> {
    let of = analyst.recording(recording)?;
    if of.summary().is_some() {
        return Err(of.fault(FormatError::no_single("images that a filter could choose from")));
    }
    let n_images = of.n_images();
    let truths = of.categories();
    let Some(expression) = filter.expression() else {
        let (is_kept, truths) = (vec![true; n_images], truths.to_vec());
        return Ok(KeptImages { is_kept, count: n_images, truths });
    };
    let mut rows = Rows::of_images(n_images);
    rows.fill(Column::Recording, (0..n_images).map(|_| Value::Recording(recording)));
    rows.fill(Column::Truth, truths.iter().map(|truth| Value::from(*truth)));
    let needs_predictions =
        [Column::Prediction, Column::Confidence].iter().any(|column| expression.mentions(*column));
    if needs_predictions && let Some(predictions) = analyst.predictions(recording)? {
        rows.fill(Column::Prediction, predictions.iter().map(|made| made.category.into()));
        let confidences = predictions.iter().map(|made| match made.category {
            Some(_) => Value::Number(made.confidence),
            None => Value::Undefined,
        });
        rows.fill(Column::Confidence, confidences);
    }
    let is_kept: Vec<bool> = (0..n_images).map(|row| expression.passes(&rows, row)).collect();
    let count = is_kept.iter().filter(|is_kept| **is_kept).count();
    let kept_truth = |(truth, is_kept): (&Option<CategoryId>, &bool)| truth.filter(|_| *is_kept);
    let truths = truths.iter().zip(&is_kept).map(kept_truth).collect();
    Ok(KeptImages { is_kept, count, truths })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Names;

    fn filter(text: &str) -> ImageFilter {
        let names = Names { category: &|_| None, recording: &|_| None };
        ImageFilter::of(&Filter::parse_images(text, &names).unwrap())
    }

    #[test]
    fn equal_expressions_have_equal_numbers() {
        assert_eq!(filter("wrong and truth = 3"), filter("(wrong) and truth=3"));
        assert_ne!(filter("wrong"), filter("right"));
        assert!(filter("wrong").is_some() && !ImageFilter::NONE.is_some());
        assert!(ImageFilter::NONE.expression().is_none());
    }

    #[test]
    fn steps_pass_over_what_does_not_pass() {
        let is_kept = vec![false, true, false, true, true, false];
        let kept = KeptImages { is_kept, count: 3, truths: vec![None; 6] };
        let step =
            |from, steps, forward| kept.stepped(ImageId(from), steps, forward).map(ImageId::index);
        assert_eq!([step(0, 1, true), step(1, 1, true), step(1, 2, true)], [1, 3, 4].map(Some));
        assert_eq!(step(1, 9, true), Some(4), "no further than the last");
        assert_eq!([step(4, 1, true), step(1, 1, false)], [None, None]);
        assert_eq!([step(4, 1, false), step(4, 2, false), step(99, 1, false)], [3, 1, 4].map(Some));
        assert_eq!(step(usize::MAX, 1, true), None);
    }
}
