//! The safetensors format: a JSON header with names, types and offsets, then the arrays.

use std::collections::BTreeMap;

use safetensors::{Dtype, SafeTensors};

use super::bytes::Bytes;
use super::error::FormatError;
use super::tensor::{Element, Endian, Float, Tensor, shape_text};

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

/// The library's error with the names and numbers that it leaves out.
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
        other => faulty_tensor(bytes, claimed).unwrap_or_else(|| {
            FormatError::invalid("the header", format!("cannot be read: {other}"))
        }),
    }
}

/// The first tensor of the header whose shape, offsets and the file's length do not go together.
fn faulty_tensor(bytes: &[u8], header_len: u64) -> Option<FormatError> {
    let start = usize::try_from(header_len).ok()?.checked_add(8)?;
    let header: BTreeMap<String, serde_json::Value> =
        serde_json::from_slice(bytes.get(8..start)?).ok()?;
    let tensors = header.iter().filter(|(name, _)| *name != "__metadata__");
    let mut faults = tensors.filter_map(|(name, value)| {
        let info: safetensors::tensor::TensorInfo = serde_json::from_value(value.clone()).ok()?;
        let part = format!("tensor \"{name}\"");
        let (from, to) = info.data_offsets;
        let shape = shape_text(&info.shape);
        let bits =
            info.shape.iter().try_fold(info.dtype.bitsize(), |size, &axis| size.checked_mul(axis));
        let Some(size) = bits.map(|bits| bits / 8) else {
            return Some(FormatError::invalid(
                part,
                format!("has the shape {shape}, larger than any file"),
            ));
        };
        if from.checked_add(size) != Some(to) {
            return Some(FormatError::unexpected(
                part,
                format!("{size} bytes for its shape {shape}"),
                format!("given bytes {from} to {to}"),
            ));
        }
        let end = start.saturating_add(to);
        (end > bytes.len()).then(|| FormatError::truncated(part, end, bytes.len()))
    });
    faults.next()
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
