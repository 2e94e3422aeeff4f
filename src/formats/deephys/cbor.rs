//! CBOR (RFC 8949) as Deephys files use it: maps in any key order, lengths definite or not, nothing allocated on trust.

use std::borrow::Cow;

use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};

use crate::formats::error::FormatError;

/// A byte string: in one piece of the file, or put together from chunks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ByteString {
    /// Offset of the first byte, and the length.
    InFile { start: usize, len: usize },
    /// An indefinite-length string.
    Chunks(Vec<u8>),
}

impl ByteString {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::InFile { len, .. } => *len,
            Self::Chunks(bytes) => bytes.len(),
        }
    }
}

/// The decoder's error, with the part that it happened in.
pub(super) fn fault(part: &str, reader: &Decoder<'_>, error: &Error) -> FormatError {
    let at = error.position().unwrap_or_else(|| reader.position());
    let has = reader.input().len();
    if error.is_end_of_input() {
        return FormatError::truncated(part, has + 1, has);
    }
    let found = reader.datatype().map_or("nothing readable".into(), |kind| kind.to_string());
    if error.is_type_mismatch() {
        return FormatError::invalid(part, format!("has the wrong type ({found}) at byte {at}"));
    }
    FormatError::invalid(part, format!("cannot be read as CBOR at byte {at}"))
}

/// Calls `entry` for every key of a map; the reader then stands before the value, which `entry` must consume.
pub(super) fn each_entry<'b>(
    reader: &mut Decoder<'b>,
    part: &str,
    mut entry: impl FnMut(&str, &mut Decoder<'b>) -> Result<(), FormatError>,
) -> Result<(), FormatError> {
    let count = reader.map().map_err(|error| fault(part, reader, &error))?;
    each(reader, part, count, |reader, _| {
        let key = text(reader, "a key")?;
        entry(&key, reader)
    })
    .map_err(|error| if part.is_empty() { error } else { error.within(part) })
}

/// Calls `item` for every element of an array, with its position.
pub(super) fn each_item<'b>(
    reader: &mut Decoder<'b>,
    part: &str,
    item: impl FnMut(&mut Decoder<'b>, u64) -> Result<(), FormatError>,
) -> Result<(), FormatError> {
    let count = reader.array().map_err(|error| fault(part, reader, &error))?;
    each(reader, part, count, item)
}

fn each<'b>(
    reader: &mut Decoder<'b>,
    part: &str,
    count: Option<u64>,
    mut item: impl FnMut(&mut Decoder<'b>, u64) -> Result<(), FormatError>,
) -> Result<(), FormatError> {
    let mut position = 0;
    while count.is_none_or(|count| position < count) {
        if count.is_none() && at_break(reader, part)? {
            return Ok(());
        }
        item(reader, position)?;
        position += 1;
    }
    Ok(())
}

/// Whether an indefinite container ends here; its end is then consumed.
fn at_break(reader: &mut Decoder<'_>, part: &str) -> Result<bool, FormatError> {
    let kind = reader.datatype().map_err(|error| fault(part, reader, &error))?;
    if kind == Type::Break {
        reader.set_position(reader.position() + 1);
    }
    Ok(kind == Type::Break)
}

/// A text, in one piece or in chunks.
pub(super) fn text<'b>(reader: &mut Decoder<'b>, part: &str) -> Result<Cow<'b, str>, FormatError> {
    let wrong = |reader: &Decoder<'_>, error: Error| {
        let text = FormatError::invalid(part, "is not a text of valid UTF-8");
        if error.is_end_of_input() { fault(part, reader, &error) } else { text }
    };
    match reader.datatype().map_err(|error| fault(part, reader, &error))? {
        Type::String => {
            let text = reader.str();
            text.map(Cow::Borrowed).map_err(|error| wrong(reader, error))
        }
        Type::StringIndef => {
            let chunks: Result<String, Error> =
                reader.str_iter().and_then(Iterator::collect::<Result<String, Error>>);
            chunks.map(Cow::Owned).map_err(|error| wrong(reader, error))
        }
        kind => Err(FormatError::unexpected(part, "a text", format!("of type {kind}"))),
    }
}

/// A text or null.
pub(super) fn optional_text<'b>(
    reader: &mut Decoder<'b>,
    part: &str,
) -> Result<Option<Cow<'b, str>>, FormatError> {
    if skip_null(reader, part)? {
        return Ok(None);
    }
    text(reader, part).map(Some)
}

/// Whether a null stands here; it is then consumed.
pub(super) fn skip_null(reader: &mut Decoder<'_>, part: &str) -> Result<bool, FormatError> {
    let kind = reader.datatype().map_err(|error| fault(part, reader, &error))?;
    let null = matches!(kind, Type::Null | Type::Undefined);
    if null {
        skip(reader, part)?;
    }
    Ok(null)
}

/// A whole number from 0 up.
pub(super) fn unsigned(reader: &mut Decoder<'_>, part: &str) -> Result<u64, FormatError> {
    let kind = reader.datatype().map_err(|error| fault(part, reader, &error))?;
    let number = reader.u64();
    number.map_err(|error| {
        if error.is_end_of_input() {
            fault(part, reader, &error)
        } else {
            FormatError::unexpected(part, "a whole number from 0 up", format!("of type {kind}"))
        }
    })
}

/// A whole number of either sign.
pub(super) fn integer(reader: &mut Decoder<'_>, part: &str) -> Result<i64, FormatError> {
    let kind = reader.datatype().map_err(|error| fault(part, reader, &error))?;
    let number = reader.int().map_err(|error| {
        if error.is_end_of_input() {
            fault(part, reader, &error)
        } else {
            FormatError::unexpected(part, "a whole number", format!("of type {kind}"))
        }
    })?;
    i64::try_from(number)
        .map_err(|_| FormatError::unexpected(part, "a number of 63 bits", number.to_string()))
}

/// A byte string, in one piece or in chunks.
pub(super) fn byte_string(reader: &mut Decoder<'_>, part: &str) -> Result<ByteString, FormatError> {
    match reader.datatype().map_err(|error| fault(part, reader, &error))? {
        Type::Bytes => {
            let bytes = reader.bytes().map_err(|error| fault(part, reader, &error))?;
            Ok(ByteString::InFile { start: reader.position() - bytes.len(), len: bytes.len() })
        }
        Type::BytesIndef => {
            let mut whole = Vec::new();
            let chunks = reader.bytes_iter().and_then(|chunks| {
                chunks.into_iter().try_for_each(|chunk| {
                    whole.extend_from_slice(chunk?);
                    Ok(())
                })
            });
            chunks.map_err(|error| fault(part, reader, &error))?;
            Ok(ByteString::Chunks(whole))
        }
        kind => Err(FormatError::unexpected(part, "a byte string", format!("of type {kind}"))),
    }
}

/// Passes over one value of any type.
pub(super) fn skip(reader: &mut Decoder<'_>, part: &str) -> Result<(), FormatError> {
    reader.skip().map_err(|error| fault(part, reader, &error))
}
