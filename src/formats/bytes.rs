//! A range of a file's bytes that can be handed around: mapped, embedded in the program, or inflated on first use.

use std::io::Read;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::error::FormatError;
use super::mmap::Map;

/// A cheap handle on a range of bytes. Cloning it copies no byte.
#[derive(Debug, Clone)]
pub struct Bytes {
    source: Source,
    start: usize,
    len: usize,
}

#[derive(Debug, Clone)]
enum Source {
    Embedded(&'static [u8]),
    Mapped(Arc<Map>),
    Deflated(Arc<Deflated>),
    Checked(Arc<Checked>),
}

/// Bytes with a checksum, compared once, when they are first read.
#[derive(Debug)]
struct Checked {
    part: String,
    bytes: Bytes,
    crc: u32,
    verdict: OnceLock<Result<(), FormatError>>,
}

/// A deflate stream in another range, inflated when it is first read and kept then.
#[derive(Debug)]
struct Deflated {
    part: String,
    stream: Bytes,
    size: usize,
    crc: u32,
    inflated: OnceLock<Result<Vec<u8>, FormatError>>,
}

/// Deflate cannot make more than this many bytes out of one (RFC 1951: 258 bytes from two bits).
const MOST_INFLATION: usize = 1032;

impl Bytes {
    /// The whole of a mapped file.
    pub fn mapped(map: Map) -> Self {
        let len = map.bytes().len();
        Self { source: Source::Mapped(Arc::new(map)), start: 0, len }
    }

    /// Bytes that are part of the program.
    pub fn embedded(bytes: &'static [u8]) -> Self {
        Self { source: Source::Embedded(bytes), start: 0, len: bytes.len() }
    }

    /// What `stream` inflates to: `size` bytes with the checksum `crc`. Nothing is inflated yet; `part` names the
    /// bytes in errors.
    pub fn deflated(
        part: &str,
        stream: Self,
        (size, crc): (usize, u32),
    ) -> Result<Self, FormatError> {
        if size / MOST_INFLATION > stream.len() {
            return Err(FormatError::unexpected(
                format!("the compressed data of {part}"),
                format!("at least {} bytes for {size} inflated ones", size / MOST_INFLATION),
                format!("{} bytes", stream.len()),
            ));
        }
        let deflated =
            Deflated { part: part.to_owned(), stream, size, crc, inflated: OnceLock::new() };
        Ok(Self { source: Source::Deflated(Arc::new(deflated)), start: 0, len: size })
    }

    /// The same bytes with the checksum `crc`, which is compared when they are first read; `part` names them in
    /// errors.
    #[must_use]
    pub fn with_checksum(self, part: &str, crc: u32) -> Self {
        let len = self.len;
        let checked = Checked { part: part.to_owned(), bytes: self, crc, verdict: OnceLock::new() };
        Self { source: Source::Checked(Arc::new(checked)), start: 0, len }
    }

    /// Number of bytes in the range.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the range holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// A part of the range; `part` names it in the error.
    pub fn slice(&self, range: Range<usize>, part: &str) -> Result<Self, FormatError> {
        let has = self.len.saturating_sub(range.start);
        match range.end.checked_sub(range.start) {
            Some(needs) if range.end <= self.len => Ok(Self {
                source: self.source.clone(),
                start: self.start + range.start,
                len: needs,
            }),
            needs => Err(FormatError::truncated(part, needs.unwrap_or(usize::MAX), has)),
        }
    }

    /// Says that all bytes will be read; see [`Map::expect_all`].
    pub(super) fn expect_all(&self) {
        match &self.source {
            Source::Mapped(map) => map.expect_all(),
            Source::Checked(checked) => checked.bytes.expect_all(),
            Source::Embedded(_) | Source::Deflated(_) => (),
        }
    }

    /// Gives memory back that will not be needed soon.
    pub(super) fn let_go(&self) {
        match &self.source {
            Source::Mapped(map) => map.let_go(),
            Source::Checked(checked) => checked.bytes.let_go(),
            Source::Embedded(_) | Source::Deflated(_) => (),
        }
    }

    /// The bytes themselves. A deflated range is inflated, once, at the first call.
    pub fn read(&self) -> Result<&[u8], FormatError> {
        let whole: &[u8] = match &self.source {
            Source::Embedded(bytes) => bytes,
            Source::Mapped(map) => map.bytes(),
            Source::Deflated(deflated) => deflated.read()?,
            Source::Checked(checked) => checked.read()?,
        };
        whole
            .get(self.start..self.start.saturating_add(self.len))
            .ok_or_else(|| FormatError::truncated("the data", self.len, whole.len()))
    }

    /// The first bytes, at most `most`, without inflating the rest.
    pub fn head(&self, most: usize) -> Result<Vec<u8>, FormatError> {
        let most = most.min(self.len);
        if let Source::Deflated(deflated) = &self.source {
            return deflated.head(self.start, most);
        }
        if let Source::Checked(checked) = &self.source {
            let end = self.start.saturating_add(most).min(checked.bytes.len());
            return checked.bytes.slice(self.start..end, "the data")?.head(most);
        }
        let bytes = self.read()?;
        Ok(bytes.get(..most).unwrap_or(bytes).to_vec())
    }

    /// What the system says now about the file that is mapped here; `None` for bytes that are no file's, or only
    /// inflated from one.
    pub fn metadata(&self) -> Option<std::fs::Metadata> {
        match &self.source {
            Source::Mapped(map) => map.metadata(),
            Source::Embedded(_) | Source::Deflated(_) | Source::Checked(_) => None,
        }
    }

    /// Fails if the file under the range has lost bytes since it was opened.
    pub fn check(&self) -> Result<(), FormatError> {
        match &self.source {
            Source::Embedded(_) => Ok(()),
            Source::Mapped(map) => map.check(),
            Source::Deflated(deflated) => deflated.stream.check(),
            Source::Checked(checked) => checked.bytes.check(),
        }
    }
}

impl Deflated {
    fn read(&self) -> Result<&[u8], FormatError> {
        match self.inflated.get_or_init(|| self.inflate()) {
            Ok(bytes) => Ok(bytes),
            Err(error) => Err(error.clone().within(&self.part)),
        }
    }

    /// Inflates everything. Memory grows with what really comes out, not with what the header promised.
    fn inflate(&self) -> Result<Vec<u8>, FormatError> {
        let mut bytes = Vec::new();
        let limit = self.size as u64 + 1;
        flate2::bufread::DeflateDecoder::new(self.stream.read()?)
            .take(limit)
            .read_to_end(&mut bytes)
            .map_err(|error| FormatError::io("the compressed data", &error))?;
        if bytes.len() != self.size {
            return Err(FormatError::unexpected(
                "the compressed data",
                format!("{} inflated bytes", self.size),
                if bytes.len() > self.size {
                    "longer".into()
                } else {
                    format!("{} bytes", bytes.len())
                },
            ));
        }
        compare_checksum(&bytes, self.crc)?;
        Ok(bytes)
    }

    fn head(&self, start: usize, most: usize) -> Result<Vec<u8>, FormatError> {
        let mut head = Vec::new();
        let end = start.saturating_add(most) as u64;
        flate2::bufread::DeflateDecoder::new(self.stream.read()?)
            .take(end)
            .read_to_end(&mut head)
            .map_err(|error| FormatError::io("the compressed data", &error))?;
        Ok(head.split_off(start.min(head.len())))
    }
}

impl Checked {
    fn read(&self) -> Result<&[u8], FormatError> {
        let bytes = self.bytes.read()?;
        let verdict = self.verdict.get_or_init(|| compare_checksum(bytes, self.crc)).clone();
        verdict.map_err(|error| error.within(&self.part))?;
        Ok(bytes)
    }
}

fn compare_checksum(bytes: &[u8], expected: u32) -> Result<(), FormatError> {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    if crc.sum() == expected {
        return Ok(());
    }
    Err(FormatError::invalid(
        "the data",
        format!(
            "has the checksum {:08x} instead of {expected:08x}: it was damaged, copy the file again",
            crc.sum()
        ),
    ))
}
