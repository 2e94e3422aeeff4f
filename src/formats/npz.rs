//! NumPy's `.npz`: a zip archive of `.npy` files, stored or deflated, read in place.

use rawzip::{CompressionMethod, ZipArchive};

use super::bytes::Bytes;
use super::error::FormatError;
use super::npy;
use super::tensor::Tensor;

/// Larger stored arrays are not compared with their checksum: it would read all of them to show one neuron.
const MOST_CHECKED: usize = 64 << 20;

/// The arrays of the archive by name (without `.npy`), in its order. A deflated array is inflated when first read.
pub fn read(file: &Bytes) -> Result<Vec<(String, Tensor)>, FormatError> {
    let zip = |error: rawzip::Error| {
        FormatError::invalid("the zip archive", format!("cannot be read: {error}"))
    };
    let archive = ZipArchive::from_slice(file.read()?).map_err(|error| {
        FormatError::invalid(
            "the zip archive",
            format!("cannot be read: {error}; its index stands at the end, so a file still being written has none"),
        )
    })?;
    let mut entries = archive.entries();
    let mut arrays = Vec::new();
    while let Some(entry) = entries.next_entry().map_err(zip)? {
        let path = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        let Some(name) = path.strip_suffix(".npy") else { continue };
        let part = format!("array \"{name}\"");
        let member = archive.get_entry(entry.wayfinder()).map_err(zip)?;
        let (start, end) = member.compressed_data_range();
        let range = offset(start)?..offset(end)?;
        let stored = file.slice(range, &format!("the member {path}"))?;
        let bytes = match entry.compression_method() {
            CompressionMethod::STORE if stored.len() <= MOST_CHECKED => {
                stored.with_checksum(&part, entry.crc32())
            }
            CompressionMethod::STORE => stored,
            CompressionMethod::DEFLATE => {
                let size = offset(entry.uncompressed_size_hint())?;
                Bytes::deflated(&part, stored, (size, entry.crc32()))?
            }
            other => {
                return Err(FormatError::unsupported(
                    format!("the member {path}"),
                    format!("compressed by method {other:?}"),
                    "write the file with np.savez or np.savez_compressed",
                ));
            }
        };
        let tensor = npy::read(&bytes).map_err(|error| error.within(&part))?;
        if arrays.iter().any(|(known, _)| known == name) {
            return Err(FormatError::invalid(part, "stands in the archive twice"));
        }
        arrays.push((name.to_owned(), tensor));
    }
    Ok(arrays)
}

fn offset(bytes: u64) -> Result<usize, FormatError> {
    usize::try_from(bytes).map_err(|_| {
        FormatError::invalid("the zip archive", format!("names byte {bytes}, which no file has"))
    })
}
