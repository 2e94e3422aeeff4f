//! The two types that a pass computes with: f32 holds every value of the narrow types exactly, f64 the rest.
#![expect(
    clippy::inline_always,
    reason = "inside a loop that is compiled for several processors a call would leave its code"
)]

use std::ops::{Add, Mul, Sub};

/// A floating-point type that activations are compared and counted in. Sums are always f64.
pub trait Real:
    Copy
    + PartialOrd
    + Default
    + Send
    + Sync
    + Add<Output = Self>
    + Mul<Output = Self>
    + Sub<Output = Self>
    + 'static
{
    /// Binary digits of an activation.
    const DIGITS: u32;

    /// Above every activation.
    const INFINITY: Self;
    /// Below every activation.
    const NEG_INFINITY: Self;
    /// Not a number.
    const NAN: Self;

    /// The same number as f64.
    fn wide(self) -> f64;
    /// The nearest f32, by which its cell is found.
    fn narrow(self) -> f32;
    /// The nearest number of this type.
    fn nearest(wide: f64) -> Self;
    /// A whole number that ascends with the activation, or descends with it, and then ascends with the row.
    type Key: Copy + Ord + std::fmt::Debug + Send;
    /// The key of an activation that is not NaN, in a row.
    fn key(self, descends: bool, row: u32) -> Self::Key;
    /// The activation and the row of a key.
    fn value(descends: bool, key: Self::Key) -> (Self, u32);
}

impl Real for f32 {
    const DIGITS: u32 = Self::MANTISSA_DIGITS;
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

    #[expect(clippy::cast_possible_truncation, reason = "said in the trait")]
    fn nearest(wide: f64) -> Self {
        wide as Self
    }

    type Key = u64;

    #[inline(always)]
    fn key(self, descends: bool, row: u32) -> u64 {
        let bits = self.to_bits();
        // Flips the sign of what is positive and all bits of what is negative: whole numbers in the order of IEEE 754.
        let flip = (bits.cast_signed() >> 31).cast_unsigned() | (1 << 31);
        let ordered = bits ^ flip;
        let ordered = if descends { !ordered } else { ordered };
        (u64::from(ordered) << 32) | u64::from(row)
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the parts of a key")]
    fn value(descends: bool, key: u64) -> (Self, u32) {
        let ordered = (key >> 32) as u32;
        let ordered = if descends { !ordered } else { ordered };
        let flip = !(ordered.cast_signed() >> 31).cast_unsigned() | (1 << 31);
        (Self::from_bits(ordered ^ flip), key as u32)
    }
}

impl Real for f64 {
    const DIGITS: u32 = Self::MANTISSA_DIGITS;
    const INFINITY: Self = Self::INFINITY;
    const NEG_INFINITY: Self = Self::NEG_INFINITY;
    const NAN: Self = Self::NAN;

    #[inline(always)]
    fn wide(self) -> f64 {
        self
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "a cell is wider than what is lost")]
    fn narrow(self) -> f32 {
        self as f32
    }

    fn nearest(wide: f64) -> Self {
        wide
    }

    type Key = u128;

    #[inline(always)]
    fn key(self, descends: bool, row: u32) -> u128 {
        let bits = self.to_bits();
        // Flips the sign of what is positive and all bits of what is negative: whole numbers in the order of IEEE 754.
        let flip = (bits.cast_signed() >> 63).cast_unsigned() | (1 << 63);
        let ordered = bits ^ flip;
        let ordered = if descends { !ordered } else { ordered };
        (u128::from(ordered) << 32) | u128::from(row)
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "the parts of a key")]
    fn value(descends: bool, key: u128) -> (Self, u32) {
        let ordered = (key >> 32) as u64;
        let ordered = if descends { !ordered } else { ordered };
        let flip = !(ordered.cast_signed() >> 63).cast_unsigned() | (1 << 63);
        (Self::from_bits(ordered ^ flip), key as u32)
    }
}
