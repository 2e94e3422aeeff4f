//! The bytes of an entry: a header with its key, then sections, each at a multiple of 64 bytes.
//!
//! Numbers are little-endian and of 8 bytes. The header is the magic (8 bytes), its own checksum over all that follows
//! in it, the checksum of all sections with the zeros between them, and the lengths of the key and of the list of
//! sections; then the key, then the length of each section in bytes; then zeros to a multiple of 64. The checksums are
//! CRC-32, against damage and not against forgery.

use std::io::{self, Write};

use flate2::Crc;

use crate::formats::FormatError;
use crate::formats::bytes::Bytes;

/// Says what the file is; its last byte is the version of this layout.
const MAGIC: [u8; 8] = *b"deephys\x02";

/// Sections begin at multiples of this, so that arrays of numbers can be read where they are.
const ALIGNMENT: usize = 64;

/// Bytes of magic and both checksums, and those of the two lengths after them.
const SUMS: usize = 24;
const FIXED: usize = SUMS + 16;

/// The header of an entry with these sections.
pub(super) fn header(key: &[u8], sections: &[&[u8]]) -> Vec<u8> {
    let mut rest = Vec::new();
    rest.extend((key.len() as u64).to_le_bytes());
    rest.extend((sections.len() as u64).to_le_bytes());
    rest.extend(key);
    for section in sections {
        rest.extend((section.len() as u64).to_le_bytes());
    }
    rest.resize(aligned(SUMS + rest.len()) - SUMS, 0);
    let payload =
        checksum(sections.iter().flat_map(|section| [*section, zeros_after(section.len())]));
    let mut header = MAGIC.to_vec();
    header.extend(header_sum(payload, &rest));
    header.extend(payload);
    header.extend(rest);
    header
}

/// Bytes of the whole entry.
pub(super) fn len(header: &[u8], sections: &[&[u8]]) -> u64 {
    sections.iter().fold(header.len(), |sum, section| sum + aligned(section.len())) as u64
}

/// Writes the whole entry.
pub(super) fn write(file: &mut impl Write, header: &[u8], sections: &[&[u8]]) -> io::Result<()> {
    file.write_all(header)?;
    for section in sections {
        file.write_all(section)?;
        file.write_all(zeros_after(section.len()))?;
    }
    Ok(())
}

/// The sections of an entry; `None` if it is not whole or has another key.
pub(super) fn sections(entry: &Bytes, key: &[u8]) -> Option<Vec<Bytes>> {
    let found = whole(entry).ok()?;
    (found.0 == key).then_some(found.1)
}

/// The key and the sections of an entry that is whole.
pub(super) fn whole(entry: &Bytes) -> Result<(Vec<u8>, Vec<Bytes>), FormatError> {
    let bytes = entry.read()?;
    if !bytes.starts_with(&MAGIC) {
        let problem = "was not written by this version of deephys: make it again";
        return Err(FormatError::invalid("the file", problem));
    }
    let layout = Layout::of(bytes).ok_or_else(|| damaged("the header"))?;
    let mut sections = Vec::new();
    let mut start = layout.header_end;
    for len in layout.lens {
        let end = start.checked_add(len).ok_or_else(|| damaged("the header"))?;
        sections.push(entry.slice(start..end, "the file")?);
        start = end.checked_next_multiple_of(ALIGNMENT).ok_or_else(|| damaged("the header"))?;
    }
    if start != bytes.len() {
        let (needs, has) = (start.to_string(), bytes.len().to_string());
        return Err(FormatError::unexpected("the number of bytes", needs, has));
    }
    // Zeros in place of pages that the file lost under the map would have the wrong sum, too.
    if checksum(bytes.get(layout.header_end..)) != layout.payload_sum {
        return Err(damaged("the data"));
    }
    Ok((layout.key, sections))
}

fn damaged(part: &str) -> FormatError {
    FormatError::invalid(
        part,
        "has another checksum than it had: it was damaged, copy or make the file again",
    )
}

/// What a header says.
struct Layout {
    key: Vec<u8>,
    payload_sum: [u8; 8],
    header_end: usize,
    lens: Vec<usize>,
}

impl Layout {
    /// `None` if the header is not whole.
    fn of(bytes: &[u8]) -> Option<Self> {
        let (magic, rest) = bytes.split_first_chunk::<8>()?;
        let (header_sum_found, rest) = rest.split_first_chunk::<8>()?;
        let (payload_sum, rest) = rest.split_first_chunk::<8>()?;
        let (key_len, n_sections) = (number(rest, 0)?, number(rest, 8)?);
        let list = FIXED.checked_add(key_len)?;
        let list_end = list.checked_add(n_sections.checked_mul(8)?)?;
        let header_end = list_end.checked_next_multiple_of(ALIGNMENT)?;
        let sum = header_sum(*payload_sum, bytes.get(SUMS..header_end)?);
        if (*magic, *header_sum_found) != (MAGIC, sum) {
            return None;
        }
        let lens = (0..n_sections).map(|position| number(bytes, list + 8 * position));
        let lens = lens.collect::<Option<_>>()?;
        let key = bytes.get(FIXED..list)?.to_vec();
        Some(Self { key, payload_sum: *payload_sum, header_end, lens })
    }
}

/// The checksum of the header: of what follows it there.
pub(super) fn header_sum(payload_sum: [u8; 8], rest: &[u8]) -> [u8; 8] {
    checksum([&payload_sum, rest])
}

fn checksum<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> [u8; 8] {
    let mut crc = Crc::new();
    pieces.into_iter().for_each(|piece| crc.update(piece));
    u64::from(crc.sum()).to_le_bytes()
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let number = bytes.get(at..)?.first_chunk::<8>()?;
    usize::try_from(u64::from_le_bytes(*number)).ok()
}

fn aligned(len: usize) -> usize {
    len.next_multiple_of(ALIGNMENT)
}

/// What stands between the end of a section and the next one.
fn zeros_after(len: usize) -> &'static [u8] {
    const ZEROS: [u8; ALIGNMENT] = [0; ALIGNMENT];
    ZEROS.get(..aligned(len) - len).unwrap_or_default()
}
