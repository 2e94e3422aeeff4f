//! The two types that a pass computes with: f32 holds every value of the narrow types exactly, f64 the rest.
#![expect(
    clippy::inline_always,
    reason = "inside a loop that is compiled for several processors a call would leave its code"
)]

use std::cmp::Ordering;
use std::ops::{Add, Sub};

/// A floating-point type that activations are compared and counted in. Sums are always f64.
pub trait Real:
    Copy + PartialOrd + Default + Send + Sync + Add<Output = Self> + Sub<Output = Self> + 'static
{
    /// Above every activation.
    const INFINITY: Self;
    /// Below every activation.
    const NEG_INFINITY: Self;
    /// Not a number.
    const NAN: Self;

    /// The same number as f64.
    fn wide(self) -> f64;
    /// The nearest f32, by which it is counted in a histogram.
    fn narrow(self) -> f32;
    /// IEEE total order.
    fn order(&self, other: &Self) -> Ordering;
}

impl Real for f32 {
    const INFINITY: Self = Self::INFINITY;
    const NEG_INFINITY: Self = Self::NEG_INFINITY;
    const NAN: Self = Self::NAN;

    #[inline(always)]
    fn wide(self) -> f64 {
        f64::from(self)
    }

    #[inline(always)]
    fn narrow(self) -> f32 {
        self
    }

    #[inline(always)]
    fn order(&self, other: &Self) -> Ordering {
        self.total_cmp(other)
    }
}

impl Real for f64 {
    const INFINITY: Self = Self::INFINITY;
    const NEG_INFINITY: Self = Self::NEG_INFINITY;
    const NAN: Self = Self::NAN;

    #[inline(always)]
    fn wide(self) -> f64 {
        self
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "a bin is wider than what is lost")]
    fn narrow(self) -> f32 {
        self as f32
    }

    #[inline(always)]
    fn order(&self, other: &Self) -> Ordering {
        self.total_cmp(other)
    }
}
