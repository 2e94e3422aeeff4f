//! Rows of a matrix decoded one after the other, fast: the bytes are looked up once, the types told apart once a row.
#![expect(
    clippy::inline_always,
    reason = "a call for each number would take longer than the number"
)]

use std::ops::Range;

use half::slice::{HalfBitsSliceExt, HalfFloatSliceExt};
use half::{bf16, f16};

use super::error::FormatError;
use super::matrix::{Layout, Matrix};
use super::mmap;
use super::tensor::{Endian, Float};

/// Numbers that are turned around together on their way to f32.
const CHUNK: usize = 64;

/// Bytes that are touched in one go.
const PART: usize = 1 << 24;
/// Bytes that Linux maps at one touch if it has them.
const TOUCHED: usize = 1 << 16;

/// A floating-point type that rows are decoded to.
pub trait Decoded: Copy + Default {
    /// From an f32, which both types hold exactly.
    fn from_f32(value: f32) -> Self;
    /// From an f64; rounds if the type is narrower.
    fn from_f64(value: f64) -> Self;
}

impl Decoded for f32 {
    #[inline(always)]
    fn from_f32(value: f32) -> Self {
        value
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "said in the trait")]
    fn from_f64(value: f64) -> Self {
        value as Self
    }
}

impl Decoded for f64 {
    #[inline(always)]
    fn from_f32(value: f32) -> Self {
        Self::from(value)
    }

    #[inline(always)]
    fn from_f64(value: f64) -> Self {
        value
    }
}

/// A matrix whose bytes are at hand.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    place: Place<'a>,
    n_columns: usize,
    float: Float,
    endian: Endian,
}

/// Where rows begin.
#[derive(Debug, Clone, Copy)]
enum Place<'a> {
    Strided { bytes: &'a [u8], row_stride: usize, column_stride: usize },
    Records { bytes: &'a [u8], arena: &'a [u8], starts: &'a [usize] },
}

impl<'a> Rows<'a> {
    /// The rows of a matrix. A deflated one is inflated here.
    pub fn of(matrix: &'a Matrix) -> Result<Self, FormatError> {
        let place = match matrix.layout() {
            Layout::Strided { bytes, row_stride, column_stride } => Place::Strided {
                bytes: bytes.read()?,
                row_stride: *row_stride,
                column_stride: *column_stride,
            },
            Layout::Records(records) => Place::Records {
                bytes: records.bytes.read()?,
                arena: &records.arena,
                starts: &records.starts,
            },
        };
        let (float, endian) = (matrix.float(), matrix.endian());
        Ok(Self { place, n_columns: matrix.n_columns(), float, endian })
    }

    /// Whether f32 holds every number exactly.
    pub fn fit_f32(&self) -> bool {
        self.float != Float::F64
    }

    /// Whether the numbers of a row lie side by side in the file.
    pub fn are_contiguous(&self) -> bool {
        match self.place {
            Place::Strided { column_stride, .. } => column_stride == self.float.size_bytes(),
            Place::Records { .. } => true,
        }
    }

    /// Fills `out` with consecutive numbers of a row, `columns`, as many of them as it holds.
    pub fn read<T: Decoded>(
        &self,
        row: usize,
        columns: Range<usize>,
        out: &mut [T],
    ) -> Result<(), FormatError> {
        let size = self.float.size_bytes();
        let stride = match self.place {
            Place::Strided { column_stride, .. } => column_stride,
            Place::Records { .. } => size,
        };
        let needs = (columns.len().max(1) - 1) * stride + size;
        let bytes = self.bytes(row, columns.start, needs).ok_or_else(|| {
            FormatError::invalid(format!("image {row}"), "lies beyond the end of the file")
        })?;
        if stride == size {
            self.decode(bytes, out);
        } else {
            for (value, bytes) in out.iter_mut().zip(bytes.chunks(stride)) {
                self.decode(bytes.get(..size).unwrap_or_default(), std::slice::from_mut(value));
            }
        }
        Ok(())
    }

    /// Asks the processor for a row that will soon be read.
    pub fn fetch(&self, row: usize, columns: Range<usize>) {
        let size = self.float.size_bytes();
        if self.are_contiguous()
            && let Some(bytes) = self.bytes(row, columns.start, columns.len() * size)
        {
            mmap::prefetch(bytes);
        }
    }

    /// In how many parts [`touch`](Self::touch) wants to be asked for all bytes; none where rows lie scattered among other
    /// things, and where so many bytes would only drive each other out of memory.
    pub fn parts(&self) -> usize {
        match self.place {
            Place::Strided { bytes, .. } if bytes.len() <= mmap::most_kept() => {
                bytes.len().div_ceil(PART)
            }
            Place::Strided { .. } | Place::Records { .. } => 0,
        }
    }

    /// Makes the system bring a part of the bytes into memory and map it. In the order of the file that takes it less
    /// time than in the order in which a pass visits the rows, and far less where the file has yet to be read.
    pub fn touch(&self, part: usize) {
        if let Place::Strided { bytes, .. } = self.place {
            let bytes = bytes.chunks(PART).nth(part).unwrap_or_default();
            std::hint::black_box(bytes.iter().step_by(TOUCHED).fold(0, |all, byte| all ^ byte));
        }
    }

    /// `needs` bytes of a row from a column on.
    fn bytes(&self, row: usize, column: usize, needs: usize) -> Option<&'a [u8]> {
        let (bytes, start) = match self.place {
            Place::Strided { bytes, row_stride, column_stride } => {
                (bytes, row.checked_mul(row_stride)? + column * column_stride)
            }
            Place::Records { bytes, arena, starts } => {
                let start = *starts.get(row)?;
                let (bytes, start) = match start.checked_sub(bytes.len()) {
                    Some(beyond) => (arena, beyond),
                    None => (bytes, start),
                };
                (bytes, start + column * self.float.size_bytes())
            }
        };
        (column < self.n_columns).then_some(())?;
        bytes.get(start..)?.get(..needs)
    }

    fn decode<T: Decoded>(&self, bytes: &[u8], out: &mut [T]) {
        match (self.float, self.endian) {
            (Float::F16, Endian::Little) => decode_halves(bytes, u16::from_le_bytes, out),
            (Float::F16, Endian::Big) => decode_halves(bytes, u16::from_be_bytes, out),
            (Float::Bf16, Endian::Little) => {
                decode(bytes, out, |b| T::from_f32(bf16::from_le_bytes(b).to_f32()));
            }
            (Float::Bf16, Endian::Big) => {
                decode(bytes, out, |b| T::from_f32(bf16::from_be_bytes(b).to_f32()));
            }
            (Float::F32, Endian::Little) => {
                decode(bytes, out, |b| T::from_f32(f32::from_le_bytes(b)));
            }
            (Float::F32, Endian::Big) => {
                decode(bytes, out, |b| T::from_f32(f32::from_be_bytes(b)));
            }
            (Float::F64, Endian::Little) => {
                decode(bytes, out, |b| T::from_f64(f64::from_le_bytes(b)));
            }
            (Float::F64, Endian::Big) => {
                decode(bytes, out, |b| T::from_f64(f64::from_be_bytes(b)));
            }
        }
    }
}

#[inline(always)]
fn decode<T, const SIZE: usize>(bytes: &[u8], out: &mut [T], number: impl Fn([u8; SIZE]) -> T) {
    let (numbers, _) = bytes.as_chunks::<SIZE>();
    for (value, bytes) in out.iter_mut().zip(numbers) {
        *value = number(*bytes);
    }
}

/// Half precision by the chunk, for which processors have an instruction.
fn decode_halves<T: Decoded>(bytes: &[u8], number: fn([u8; 2]) -> u16, out: &mut [T]) {
    let (numbers, _) = bytes.as_chunks::<2>();
    let (mut bits, mut values) = ([0_u16; CHUNK], [0_f32; CHUNK]);
    for (out, numbers) in out.chunks_mut(CHUNK).zip(numbers.chunks(CHUNK)) {
        for (bits, bytes) in bits.iter_mut().zip(numbers) {
            *bits = number(*bytes);
        }
        let halves: &[f16] = bits.reinterpret_cast();
        halves.convert_to_f32_slice(&mut values);
        for (value, converted) in out.iter_mut().zip(&values) {
            *value = T::from_f32(*converted);
        }
    }
}
