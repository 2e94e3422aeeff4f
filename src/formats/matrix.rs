//! The activations of a layer where they lie in the file, decoded only as far as somebody asks.

use std::ops::Range;
use std::sync::Arc;

use half::{bf16, f16};
use ndarray::{Array1, Array2};

use super::bytes::Bytes;
use super::error::FormatError;
use super::mmap;
use super::tensor::{Element, Endian, Float, Tensor, shape_text};

/// A table of floating-point numbers, `(rows, columns)`, over the bytes of a file.
///
/// Numbers come out as f64, which holds every value of the four types exactly.
#[derive(Debug, Clone)]
pub struct Matrix {
    n_rows: usize,
    n_columns: usize,
    float: Float,
    endian: Endian,
    layout: Layout,
}

#[derive(Debug, Clone)]
pub(super) enum Layout {
    /// One array; the distances in bytes from row to row and from column to column.
    Strided { bytes: Bytes, row_stride: usize, column_stride: usize },
    /// One run of numbers a row, anywhere in the file.
    Records(Arc<Records>),
}

/// Rows scattered over a file. A start beyond the file's end counts into `arena`.
#[derive(Debug)]
pub struct Records {
    /// The file.
    pub bytes: Bytes,
    /// Rows that are not contiguous in the file, put together.
    pub arena: Arc<[u8]>,
    /// Where each row begins.
    pub starts: Vec<usize>,
}

impl Records {
    /// `len` bytes from the beginning of row `row`.
    fn row(&self, row: usize, len: usize) -> Result<&[u8], FormatError> {
        let missing = || FormatError::truncated(format!("row {row}"), len, 0);
        let start = *self.starts.get(row).ok_or_else(missing)?;
        let (source, start) = match start.checked_sub(self.bytes.len()) {
            Some(beyond) => (&*self.arena, beyond),
            None => (self.bytes.read()?, start),
        };
        source.get(start..).and_then(|rest| rest.get(..len)).ok_or_else(missing)
    }
}

impl Matrix {
    /// A two-dimensional array of floating-point numbers as a matrix.
    pub fn from_tensor(tensor: &Tensor) -> Result<Self, FormatError> {
        let Element::Float(float, endian) = tensor.element else {
            return Err(FormatError::unsupported(
                "it",
                tensor.element.to_string(),
                "a layer is float16, bfloat16, float32 or float64",
            ));
        };
        let &[n_rows, n_columns] = tensor.shape.as_slice() else {
            return Err(FormatError::unsupported(
                "it",
                format!("of shape {}", shape_text(&tensor.shape)),
                "a layer is (images, neurons): average a convolution over its height and width, tokens over their positions",
            ));
        };
        if n_rows == 0 || n_columns == 0 {
            return Err(FormatError::unexpected(
                "its shape",
                "at least one image and one neuron",
                shape_text(&tensor.shape),
            ));
        }
        let size = float.size_bytes();
        let (row_stride, column_stride) =
            if tensor.fortran { (size, size * n_rows) } else { (size * n_columns, size) };
        let bytes = tensor.bytes().clone();
        let layout = Layout::Strided { bytes, row_stride, column_stride };
        Ok(Self { n_rows, n_columns, float, endian, layout })
    }

    /// Rows of `n_columns` big-endian numbers, as a Deephys file keeps them.
    pub fn from_records(records: Records, n_columns: usize, float: Float) -> Self {
        Self {
            n_rows: records.starts.len(),
            n_columns,
            float,
            endian: Endian::Big,
            layout: Layout::Records(Arc::new(records)),
        }
    }

    /// Number of rows (images).
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Number of columns (neurons).
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// Says that all numbers will be read, if they lie together and fit into memory; see [`Map`](super::mmap::Map).
    pub fn expect_all(&self) {
        if let Layout::Strided { bytes, .. } = &self.layout
            && bytes.len() <= mmap::most_kept()
        {
            bytes.expect_all();
        }
    }

    /// Gives memory back that will not be needed soon; see [`Map::let_go`](super::mmap::Map).
    pub fn let_go(&self) {
        match &self.layout {
            Layout::Strided { bytes, .. } => bytes.let_go(),
            Layout::Records(records) => records.bytes.let_go(),
        }
    }

    /// Type of the numbers in the file.
    pub fn float(&self) -> Float {
        self.float
    }

    /// Order of the bytes in a number.
    pub(super) fn endian(&self) -> Endian {
        self.endian
    }

    /// Where the numbers lie.
    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// One column, `(rows)`.
    pub fn column(&self, column: usize) -> Result<Array1<f64>, FormatError> {
        self.expect_column(column)?;
        let mut values = Array1::zeros(self.n_rows);
        let out = values.as_slice_mut().unwrap_or_default();
        match &self.layout {
            Layout::Strided { bytes, row_stride, column_stride } => {
                self.decode(bytes.read()?, column * column_stride, *row_stride, out)?;
            }
            Layout::Records(records) => {
                let size = self.float.size_bytes();
                for (row, value) in out.iter_mut().enumerate() {
                    let row = records.row(row, self.n_columns * size)?;
                    self.decode(row, column * size, size, std::slice::from_mut(value))?;
                }
            }
        }
        Ok(values)
    }

    /// One row, `(columns)`.
    pub fn row(&self, row: usize) -> Result<Array1<f64>, FormatError> {
        let mut values = Array1::zeros(self.n_columns);
        self.row_into(row, 0, values.as_slice_mut().unwrap_or_default())?;
        Ok(values)
    }

    /// Consecutive columns of consecutive rows, `(rows, columns)`.
    pub fn block(
        &self,
        rows: Range<usize>,
        columns: Range<usize>,
    ) -> Result<Array2<f64>, FormatError> {
        let rows = rows.start.min(self.n_rows)..rows.end.min(self.n_rows);
        let columns = columns.start.min(self.n_columns)..columns.end.min(self.n_columns);
        let mut values = Array2::zeros((rows.len(), columns.len()));
        for (row, mut out) in rows.zip(values.outer_iter_mut()) {
            self.row_into(row, columns.start, out.as_slice_mut().unwrap_or_default())?;
        }
        Ok(values)
    }

    /// Fails if the file under the matrix has lost bytes since it was opened.
    pub fn check(&self) -> Result<(), FormatError> {
        match &self.layout {
            Layout::Strided { bytes, .. } => bytes.check(),
            Layout::Records(records) => records.bytes.check(),
        }
    }

    /// Fills `out` with numbers of `row` from column `first` on.
    fn row_into(&self, row: usize, first: usize, out: &mut [f64]) -> Result<(), FormatError> {
        if row >= self.n_rows {
            return Err(FormatError::unexpected(
                "the image",
                format!("below {}", self.n_rows),
                row.to_string(),
            ));
        }
        match &self.layout {
            Layout::Strided { bytes, row_stride, column_stride } => {
                let start = row * row_stride + first * column_stride;
                self.decode(bytes.read()?, start, *column_stride, out)
            }
            Layout::Records(records) => {
                let size = self.float.size_bytes();
                self.decode(records.row(row, self.n_columns * size)?, first * size, size, out)
            }
        }
    }

    fn expect_column(&self, column: usize) -> Result<(), FormatError> {
        if column < self.n_columns {
            return Ok(());
        }
        Err(FormatError::unexpected(
            "the neuron",
            format!("below {}", self.n_columns),
            column.to_string(),
        ))
    }

    /// Decodes as many numbers as `out` holds, from byte `start` on, `stride` bytes apart.
    fn decode(
        &self,
        bytes: &[u8],
        start: usize,
        stride: usize,
        out: &mut [f64],
    ) -> Result<(), FormatError> {
        let cut = || FormatError::truncated("the activations", start + stride, bytes.len());
        let bytes = bytes.get(start..).ok_or_else(cut)?;
        let done = match (self.float, self.endian) {
            (Float::F16, Endian::Little) => {
                gather(bytes, stride, out, |b| f64::from(f16::from_le_bytes(b)))
            }
            (Float::F16, Endian::Big) => {
                gather(bytes, stride, out, |b| f64::from(f16::from_be_bytes(b)))
            }
            (Float::Bf16, Endian::Little) => {
                gather(bytes, stride, out, |b| f64::from(bf16::from_le_bytes(b)))
            }
            (Float::Bf16, Endian::Big) => {
                gather(bytes, stride, out, |b| f64::from(bf16::from_be_bytes(b)))
            }
            (Float::F32, Endian::Little) => {
                gather(bytes, stride, out, |b| f64::from(f32::from_le_bytes(b)))
            }
            (Float::F32, Endian::Big) => {
                gather(bytes, stride, out, |b| f64::from(f32::from_be_bytes(b)))
            }
            (Float::F64, Endian::Little) => gather(bytes, stride, out, f64::from_le_bytes),
            (Float::F64, Endian::Big) => gather(bytes, stride, out, f64::from_be_bytes),
        };
        done.ok_or_else(cut)
    }
}

/// Fills `out` with numbers `stride` bytes apart; `None` when `bytes` ends too early.
fn gather<const SIZE: usize>(
    bytes: &[u8],
    stride: usize,
    out: &mut [f64],
    decode: impl Fn([u8; SIZE]) -> f64,
) -> Option<()> {
    if stride == SIZE {
        let (numbers, _) = bytes.as_chunks::<SIZE>();
        let numbers = numbers.get(..out.len())?;
        for (value, number) in out.iter_mut().zip(numbers) {
            *value = decode(*number);
        }
        return Some(());
    }
    let mut at = 0;
    for value in out {
        *value = decode(*bytes.get(at..)?.first_chunk()?);
        at += stride;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    fn matrix(bytes: &'static [u8], float: Float, endian: Endian, fortran: bool) -> Matrix {
        let bytes = Bytes::embedded(bytes);
        let element = Element::Float(float, endian);
        Matrix::from_tensor(&Tensor::new(element, vec![2, 3], fortran, &bytes).unwrap()).unwrap()
    }

    /// `numpy.array([[1, 2, 3], [4, 5, 6]], "<f2").tobytes()`
    const HALVES: &[u8] = &[0, 0x3c, 0, 0x40, 0, 0x42, 0, 0x44, 0, 0x45, 0, 0x46];

    #[test]
    fn rows_and_columns_agree_in_c_order() {
        let matrix = matrix(HALVES, Float::F16, Endian::Little, false);
        assert_eq!(matrix.row(1).unwrap(), array![4., 5., 6.]);
        assert_eq!(matrix.column(1).unwrap(), array![2., 5.]);
        assert_eq!(matrix.block(0..2, 0..3).unwrap(), array![[1., 2., 3.], [4., 5., 6.]]);
        assert_eq!(matrix.block(0..2, 1..3).unwrap(), array![[2., 3.], [5., 6.]]);
    }

    #[test]
    fn the_same_bytes_in_fortran_order_are_another_matrix() {
        let matrix = matrix(HALVES, Float::F16, Endian::Little, true);
        assert_eq!(matrix.row(1).unwrap(), array![2., 4., 6.]);
        assert_eq!(matrix.column(1).unwrap(), array![3., 4.]);
    }

    #[test]
    fn big_endian_numbers_are_turned_around() {
        const BYTES: &[u8] = &[0x3f, 0x80, 0x40, 0, 0x40, 0x40, 0x40, 0x80, 0x40, 0xa0, 0x40, 0xc0];
        let matrix = matrix(BYTES, Float::Bf16, Endian::Big, false);
        assert_eq!(matrix.block(0..2, 0..3).unwrap(), array![[1., 2., 3.], [4., 5., 6.]]);
    }

    #[test]
    fn a_row_or_column_beyond_the_end_is_an_error() {
        let matrix = matrix(HALVES, Float::F16, Endian::Little, false);
        assert!(matrix.row(2).is_err());
        assert!(matrix.column(3).is_err());
    }

    #[test]
    fn records_may_lie_in_the_file_or_in_the_arena() {
        let file: &[u8] = &[9, 0x3f, 0x80, 0, 0];
        let records = Records {
            bytes: Bytes::embedded(file),
            arena: Arc::from([0x40, 0, 0, 0]),
            starts: vec![1, 5],
        };
        let matrix = Matrix::from_records(records, 1, Float::F32);
        assert_eq!(matrix.column(0).unwrap(), array![1., 2.]);
    }
}
