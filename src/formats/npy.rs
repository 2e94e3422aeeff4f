//! NumPy's `.npy`: a header that is a Python dictionary, then the array (NumPy enhancement proposal 1).

use super::bytes::Bytes;
use super::error::FormatError;
use super::tensor::{Element, Endian, Float, Tensor};

const MAGIC: &[u8] = b"\x93NUMPY";
/// No real header comes near this; a larger one is a damaged file.
const MOST_HEADER: usize = 1 << 20;

/// The array of a `.npy` file that takes up all of `file`.
pub fn read(file: &Bytes) -> Result<Tensor, FormatError> {
    let prefix = file.head(12)?;
    let (length, start) = header_span(&prefix)?;
    let end = start + length;
    let head = file.head(end)?;
    let header = head
        .get(start..end)
        .ok_or_else(|| FormatError::truncated("the header", end, head.len()))?;
    let header = Header::parse(&String::from_utf8_lossy(header))?;
    let data = file.slice(end..file.len().max(end), "the data")?;
    Tensor::new(header.element, header.shape, header.fortran, &data)
}

/// Length of the header's text and where it starts.
fn header_span(prefix: &[u8]) -> Result<(usize, usize), FormatError> {
    if prefix.get(..6) != Some(MAGIC) {
        return Err(FormatError::unexpected("the file", "a NumPy array (.npy)", "something else"));
    }
    let short = || FormatError::truncated("the header", 12, prefix.len());
    let (length, start) = match prefix.get(6) {
        Some(1) => {
            let length = prefix.get(8..).and_then(|rest| rest.first_chunk()).ok_or_else(short)?;
            (usize::from(u16::from_le_bytes(*length)), 10)
        }
        Some(2 | 3) => {
            let length = prefix.get(8..).and_then(|rest| rest.first_chunk()).ok_or_else(short)?;
            (usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX), 12)
        }
        Some(version) => {
            return Err(FormatError::unexpected(
                "the version of the NumPy format",
                "1, 2 or 3",
                version.to_string(),
            ));
        }
        None => return Err(short()),
    };
    if length > MOST_HEADER {
        return Err(FormatError::unexpected(
            "the length of the header",
            format!("at most {MOST_HEADER}"),
            length.to_string(),
        ));
    }
    Ok((length, start))
}

/// What the header's dictionary says.
struct Header {
    element: Element,
    fortran: bool,
    shape: Vec<usize>,
}

impl Header {
    fn parse(text: &str) -> Result<Self, FormatError> {
        let value = |key: &str| {
            value_of(text, key)
                .ok_or_else(|| FormatError::invalid("the header", format!("has no \"{key}\"")))
        };
        let fortran = match value("fortran_order")? {
            order if order.starts_with("True") => true,
            order if order.starts_with("False") => false,
            _ => {
                return Err(FormatError::invalid(
                    "the header's \"fortran_order\"",
                    "is neither True nor False",
                ));
            }
        };
        Ok(Self { element: element(value("descr")?)?, fortran, shape: shape(value("shape")?)? })
    }
}

/// The text after `'key':` in a Python dictionary.
fn value_of<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    ['\'', '"']
        .into_iter()
        .find_map(|quote| text.split_once(&format!("{quote}{key}{quote}")))
        .and_then(|(_, rest)| rest.trim_start().strip_prefix(':'))
        .map(str::trim_start)
}

/// A Python tuple of whole numbers, `(500, 50)` or `(500,)`.
fn shape(text: &str) -> Result<Vec<usize>, FormatError> {
    let wrong =
        || FormatError::invalid("the header's \"shape\"", "is not a tuple of whole numbers");
    let (inside, _) =
        text.strip_prefix('(').and_then(|rest| rest.split_once(')')).ok_or_else(wrong)?;
    inside
        .split(',')
        .map(|axis| axis.trim().trim_end_matches('L'))
        .filter(|axis| !axis.is_empty())
        .map(|axis| axis.parse().map_err(|_| wrong()))
        .collect()
}

/// A type such as `'<f4'`; byte order, kind, size.
fn element(text: &str) -> Result<Element, FormatError> {
    let unknown = |found: &str| {
        FormatError::unsupported(
            "the type of the numbers",
            found,
            "save the array as plain numbers or text",
        )
    };
    let quote = text.chars().next().filter(|quote| ['\'', '"'].contains(quote));
    let Some(quote) = quote else { return Err(unknown("a structure of several fields")) };
    let name = text.split(quote).nth(1).unwrap_or_default();
    let mut chars = name.chars();
    let (order, kind) = (chars.next(), chars.next());
    let size = chars.as_str().parse::<usize>().ok();
    let endian = if order == Some('>') { Endian::Big } else { Endian::Little };
    let (Some(kind), Some(size_bytes)) = (kind, size) else {
        let found = if kind == Some('O') { "Python objects (pickled)" } else { name };
        return Ok(Element::Other { name: found.to_owned(), size_bytes: 0 });
    };
    Ok(match (kind, size_bytes) {
        ('f', 2) => Element::Float(Float::F16, endian),
        // NumPy has no bfloat16; libraries that add one save it as two bytes of no type.
        ('V', 2) => Element::Float(Float::Bf16, endian),
        ('f', 4) => Element::Float(Float::F32, endian),
        ('f', 8) => Element::Float(Float::F64, endian),
        ('i' | 'u', 1 | 2 | 4 | 8) => Element::Int { size_bytes, signed: kind == 'i', endian },
        ('U', chars) => Element::Text { chars, endian },
        ('S', size_bytes) => Element::ByteText { size_bytes },
        _ => Element::Other { name: name.to_owned(), size_bytes },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_may_come_in_any_order_and_quotes() {
        let text = r#"{"shape": (3, 4), 'fortran_order': True, "descr": '>f8'}"#;
        let header = Header::parse(text).unwrap();
        assert_eq!(header.shape, [3, 4]);
        assert!(header.fortran);
        assert_eq!(header.element, Element::Float(Float::F64, Endian::Big));
    }

    #[test]
    fn shapes_of_every_length_are_read() {
        assert_eq!(shape("(), }").unwrap(), [0_usize; 0]);
        assert_eq!(shape("(7,), }").unwrap(), [7]);
        assert_eq!(shape("(7L, 2L)").unwrap(), [7, 2]);
        assert!(shape("(7, -1)").is_err());
        assert!(shape("(7, 99999999999999999999999)").is_err());
    }

    #[test]
    fn types_that_are_not_numbers_keep_their_name() {
        assert_eq!(element("'|O'").unwrap().to_string(), "Python objects (pickled)");
        assert_eq!(element("'<c8'").unwrap().to_string(), "<c8");
        assert!(element("[('a', '<f4')]").is_err());
    }

    #[test]
    fn a_header_longer_than_any_real_one_is_refused() {
        let file = Bytes::embedded(b"\x93NUMPY\x02\x00\xff\xff\xff\xff");
        assert!(read(&file).unwrap_err().to_string().contains("4294967295"));
    }
}
