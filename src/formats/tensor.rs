//! An array of a file before anybody knows what it means: element type, shape, order, bytes.

use std::fmt;

use super::bytes::Bytes;
use super::error::FormatError;

/// Order of the bytes in a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endian {
    /// Least significant first.
    Little,
    /// Most significant first.
    Big,
}

/// A floating-point type that activations may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Float {
    /// IEEE half precision, 2 bytes.
    F16,
    /// The upper half of a float32, 2 bytes.
    Bf16,
    /// IEEE single precision, 4 bytes.
    F32,
    /// IEEE double precision, 8 bytes.
    F64,
}

impl Float {
    /// Bytes of one number.
    pub const fn size_bytes(self) -> usize {
        match self {
            Self::F16 | Self::Bf16 => 2,
            Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

impl fmt::Display for Float {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::F16 => "float16",
            Self::Bf16 => "bfloat16",
            Self::F32 => "float32",
            Self::F64 => "float64",
        })
    }
}

/// Type of an array's elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// Floating point.
    Float(Float, Endian),
    /// Whole numbers of `size_bytes` 1, 2, 4 or 8.
    Int {
        /// Bytes of one number.
        size_bytes: usize,
        /// Whether negative numbers exist.
        signed: bool,
        /// Order of its bytes.
        endian: Endian,
    },
    /// Text of a fixed number of UTF-32 characters, padded with zeros.
    Text {
        /// Characters of one text.
        chars: usize,
        /// Order of the bytes in a character.
        endian: Endian,
    },
    /// Text of a fixed number of bytes, padded with zeros.
    ByteText {
        /// Bytes of one text.
        size_bytes: usize,
    },
    /// Anything else, by its name in the file.
    Other {
        /// The file's name of the type.
        name: String,
        /// Bytes of one element, where known.
        size_bytes: usize,
    },
}

impl Element {
    /// Bytes of one element.
    pub fn size_bytes(&self) -> usize {
        match self {
            Self::Float(float, _) => float.size_bytes(),
            Self::Int { size_bytes, .. }
            | Self::ByteText { size_bytes }
            | Self::Other { size_bytes, .. } => *size_bytes,
            Self::Text { chars, .. } => chars.saturating_mul(4),
        }
    }
}

impl Element {
    /// Whether equal elements can stand for the same thing: whole numbers and texts.
    pub fn is_countable(&self) -> bool {
        matches!(self, Self::Int { .. } | Self::Text { .. } | Self::ByteText { .. })
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Float(float, Endian::Little) => float.fmt(f),
            Self::Float(float, Endian::Big) => write!(f, "{float} (big-endian)"),
            Self::Int { size_bytes, signed, .. } => {
                write!(f, "{}int{}", if *signed { "" } else { "u" }, size_bytes * 8)
            }
            Self::Text { .. } => f.write_str("text"),
            Self::ByteText { .. } => f.write_str("byte text"),
            Self::Other { name, .. } => f.write_str(name),
        }
    }
}

/// An array as it lies in a file.
#[derive(Debug, Clone)]
pub struct Tensor {
    /// Type of the elements.
    pub element: Element,
    /// Length of each axis.
    pub shape: Vec<usize>,
    /// Whether the first axis varies fastest (Fortran order) instead of the last.
    pub fortran: bool,
    /// The elements.
    bytes: Bytes,
}

impl Tensor {
    /// An array of `shape` in `bytes`, which must hold at least all of it; more is cut.
    pub fn new(
        element: Element,
        shape: Vec<usize>,
        fortran: bool,
        bytes: &Bytes,
    ) -> Result<Self, FormatError> {
        let needs = shape
            .iter()
            .try_fold(element.size_bytes(), |size, &axis| size.checked_mul(axis))
            .ok_or_else(|| {
                FormatError::invalid(
                    format!("the shape {}", shape_text(&shape)),
                    "is larger than any file can be",
                )
            })?;
        let bytes = bytes.slice(0..needs, &format!("the data of shape {}", shape_text(&shape)))?;
        Ok(Self { element, shape, fortran, bytes })
    }

    /// The range of the file that holds the elements.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The elements of a one-dimensional array of whole numbers; numbers above `i64::MAX` saturate.
    pub fn integers(&self) -> Result<Vec<i64>, FormatError> {
        let Element::Int { size_bytes, signed, endian } = self.element else {
            return Err(FormatError::unsupported(
                "it",
                self.element.to_string(),
                "save it as whole numbers, for example int64",
            ));
        };
        if self.shape.len() != 1 {
            return Err(FormatError::unexpected(
                "its shape",
                "one number an image, (images)",
                shape_text(&self.shape),
            ));
        }
        Ok(self
            .bytes
            .read()?
            .chunks_exact(size_bytes.max(1))
            .map(|bytes| integer(bytes, signed, endian))
            .collect())
    }

    /// The elements of a one-dimensional array of texts, padding removed.
    pub fn texts(&self) -> Result<Vec<String>, FormatError> {
        if self.shape.len() != 1 {
            return Err(FormatError::unexpected(
                "its shape",
                "one text a category, (categories)",
                shape_text(&self.shape),
            ));
        }
        let decode: fn(&[u8], Endian) -> String = match self.element {
            Element::Text { .. } => utf32_text,
            Element::ByteText { .. } => byte_text,
            _ => {
                return Err(FormatError::unsupported(
                    "it",
                    self.element.to_string(),
                    "save it as an array of text: np.array(names, dtype=str)",
                ));
            }
        };
        let endian = match self.element {
            Element::Text { endian, .. } => endian,
            _ => Endian::Little,
        };
        let size = self.element.size_bytes();
        if size == 0 {
            return Ok(vec![String::new(); self.shape.first().copied().unwrap_or(0).min(1 << 20)]);
        }
        Ok(self.bytes.read()?.chunks_exact(size).map(|bytes| decode(bytes, endian)).collect())
    }
}

/// A shape in NumPy's notation: `(500, 50)`.
pub fn shape_text(shape: &[usize]) -> String {
    if let [only] = shape {
        return format!("({only},)");
    }
    let axes: Vec<String> = shape.iter().map(ToString::to_string).collect();
    format!("({})", axes.join(", "))
}

fn integer(bytes: &[u8], signed: bool, endian: Endian) -> i64 {
    let most_significant = match endian {
        Endian::Little => bytes.last(),
        Endian::Big => bytes.first(),
    };
    let negative = signed && most_significant.is_some_and(|byte| byte & 0x80 != 0);
    let mut wide = if negative { [0xff; 8] } else { [0; 8] };
    match endian {
        Endian::Little => wide.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from),
        Endian::Big => wide.iter_mut().zip(bytes.iter().rev()).for_each(|(to, from)| *to = *from),
    }
    if signed {
        i64::from_le_bytes(wide)
    } else {
        i64::try_from(u64::from_le_bytes(wide)).unwrap_or(i64::MAX)
    }
}

fn utf32_text(bytes: &[u8], endian: Endian) -> String {
    let (chars, _) = bytes.as_chunks::<4>();
    let text: String = chars
        .iter()
        .map(|&code| match endian {
            Endian::Little => u32::from_le_bytes(code),
            Endian::Big => u32::from_be_bytes(code),
        })
        .map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    text.trim_end_matches('\0').to_owned()
}

fn byte_text(bytes: &[u8], _: Endian) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_of_any_width_and_order_are_read() {
        assert_eq!(integer(&[0xfe], true, Endian::Little), -2);
        assert_eq!(integer(&[0xfe], false, Endian::Little), 254);
        assert_eq!(integer(&[0x01, 0x02], false, Endian::Big), 258);
        assert_eq!(integer(&[0xff, 0xff, 0xff, 0xfe], true, Endian::Big), -2);
        assert_eq!(integer(&[0xff; 8], false, Endian::Little), i64::MAX);
    }

    #[test]
    fn a_shape_that_overflows_is_refused() {
        let bytes = Bytes::embedded(&[0; 8]);
        let element = Element::Float(Float::F64, Endian::Little);
        let shape = vec![usize::MAX, 4];
        assert!(matches!(
            Tensor::new(element, shape, false, &bytes),
            Err(FormatError::Invalid { .. })
        ));
    }

    #[test]
    fn a_shape_larger_than_the_file_names_both_sizes() {
        let bytes = Bytes::embedded(&[0; 8]);
        let element = Element::Float(Float::F32, Endian::Little);
        let error = Tensor::new(element, vec![1_000_000, 3], false, &bytes).unwrap_err();
        assert_eq!(error, FormatError::truncated("the data of shape (1000000, 3)", 12_000_000, 8));
    }
}
