//! The safetensors format: a JSON header with names, types and offsets, then the arrays.

use std::collections::BTreeMap;

use safetensors::{Dtype, SafeTensors};

use super::bytes::Bytes;
use super::error::FormatError;
use super::tensor::{Element, Endian, Float, Tensor};

/// The arrays of a file and its metadata.
#[derive(Debug)]
pub struct Contents {
    /// Arrays by name, in the order of their bytes in the file.
    pub arrays: Vec<(String, Tensor)>,
    /// The header's `__metadata__`.
    pub metadata: BTreeMap<String, String>,
}

/// Reads the header of `file`; no value is touched.
pub fn read(file: &Bytes) -> Result<Contents, FormatError> {
    let bytes = file.read()?;
    let header = |error: safetensors::SafeTensorError| describe(&error, bytes);
    let (header_len, metadata) = SafeTensors::read_metadata(bytes).map_err(header)?;
    let start = header_len.saturating_add(8);
    let mut arrays = Vec::new();
    for name in metadata.offset_keys() {
        let Some(info) = metadata.info(&name) else { continue };
        let (from, to) = info.data_offsets;
        let range = start.saturating_add(from)..start.saturating_add(to);
        let part = format!("tensor \"{name}\"");
        let data = file.slice(range, &part)?;
        let tensor = Tensor::new(element(info.dtype), info.shape.clone(), false, &data)
            .map_err(|error| error.within(&part))?;
        arrays.push((name, tensor));
    }
    let metadata = metadata.metadata().clone().unwrap_or_default().into_iter().collect();
    Ok(Contents { arrays, metadata })
}

/// The library's error with the numbers that it leaves out.
fn describe(error: &safetensors::SafeTensorError, bytes: &[u8]) -> FormatError {
    use safetensors::SafeTensorError as Fault;
    let claimed = bytes.first_chunk().map_or(0, |length| u64::from_le_bytes(*length));
    let has = bytes.len() as u64;
    match error {
        Fault::HeaderTooSmall => FormatError::truncated("the header", 8, bytes.len()),
        Fault::HeaderTooLarge | Fault::InvalidHeaderLength => FormatError::Truncated {
            part: "the header".into(),
            needs: claimed,
            has: has.saturating_sub(8),
        },
        Fault::MetadataIncompleteBuffer => FormatError::invalid(
            "the header",
            format!(
                "describes more or less data than the file's {has} bytes; is it still being written?"
            ),
        ),
        other => FormatError::invalid("the header", other.to_string()),
    }
}

fn element(dtype: Dtype) -> Element {
    let endian = Endian::Little;
    let int = |size_bytes, signed| Element::Int { size_bytes, signed, endian };
    match dtype {
        Dtype::F16 => Element::Float(Float::F16, endian),
        Dtype::BF16 => Element::Float(Float::Bf16, endian),
        Dtype::F32 => Element::Float(Float::F32, endian),
        Dtype::F64 => Element::Float(Float::F64, endian),
        Dtype::U8 => int(1, false),
        Dtype::I8 => int(1, true),
        Dtype::U16 => int(2, false),
        Dtype::I16 => int(2, true),
        Dtype::U32 => int(4, false),
        Dtype::I32 => int(4, true),
        Dtype::U64 => int(8, false),
        Dtype::I64 => int(8, true),
        other => Element::Other { name: format!("{other:?}"), size_bytes: other.bitsize() / 8 },
    }
}
