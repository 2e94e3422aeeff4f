//! The pixels of an image in a `.test` file: passed over when the file is opened, decoded when they are wanted.
//!
//! A writer lays out the pixels of all its images alike. Once those of one image were walked row by row, those of the
//! next are jumped over if everything around them fits; else they are walked, too.

use minicbor::decode::Decoder;

use super::cbor::{self, ByteString};
use crate::formats::error::FormatError;
use crate::formats::pixels::Picture;

/// Where an image's pixels begin and how many they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct PixelRecord {
    pub(super) start: usize,
    pub(super) height_px: usize,
    pub(super) width_px: usize,
}

/// The layout of an image's pixels that were walked: what to expect where, if the next image is laid out alike.
#[derive(Debug)]
pub(super) struct PixelLayout {
    record: PixelRecord,
    /// Bytes of all pixels with their headers.
    len: usize,
    /// The headers before the first row's bytes: of all channels, of one channel, of a row.
    head: Vec<u8>,
    /// The header of a row.
    row_head: Vec<u8>,
    /// The key that follows the pixels.
    next_key: Vec<u8>,
}

impl PixelLayout {
    /// The layout of `record`, which ends at `end`; `None` if it is not the same throughout, or if no key follows
    /// by which the end of the next could be known.
    fn learn(bytes: &[u8], record: PixelRecord, end: usize) -> Option<Self> {
        let mut reader = Decoder::new(bytes);
        reader.set_position(record.start);
        let channels = usize::try_from(reader.array().ok()??).ok()?;
        let channel = reader.position();
        reader.array().ok()??;
        let row = reader.position();
        let width = reader.bytes().ok()?.len();
        let first_pixel = reader.position() - width;
        let rows = record.height_px * (first_pixel - row + width);
        let len = channel - record.start + channels * (row - channel + rows);
        reader.set_position(end);
        reader.str().ok()?;
        (record.start + len == end).then_some(())?;
        Some(Self {
            record,
            len,
            head: bytes.get(record.start..first_pixel)?.to_vec(),
            row_head: bytes.get(row..first_pixel)?.to_vec(),
            next_key: bytes.get(end..reader.position())?.to_vec(),
        })
    }

    /// Where pixels that begin at `start` end, if the first headers, the last one and the key after them are those
    /// of this layout. No pixel is read.
    fn end(&self, bytes: &[u8], start: usize) -> Option<usize> {
        let pixels = bytes.get(start..)?;
        let last_row = self.len.checked_sub(self.row_head.len() + self.record.width_px)?;
        let fits = pixels.starts_with(&self.head)
            && pixels.get(last_row..)?.starts_with(&self.row_head)
            && pixels.get(self.len..)?.starts_with(&self.next_key);
        fits.then_some(start + self.len)
    }
}

impl PixelRecord {
    /// Passes over the pixels: with a jump if they have the `known` layout, else row by row, which makes theirs the
    /// known one.
    pub(super) fn pass(
        reader: &mut Decoder<'_>,
        known: &mut Option<PixelLayout>,
    ) -> Result<Self, FormatError> {
        let start = reader.position();
        if let Some(layout) = known
            && let Some(end) = layout.end(reader.input(), start)
        {
            reader.set_position(end);
            return Ok(Self { start, ..layout.record });
        }
        let record = Self::walk(reader)?;
        *known = PixelLayout::learn(reader.input(), record, reader.position());
        Ok(record)
    }

    /// Walks the pixels: one or three channels of the same number of rows of the same width.
    fn walk(reader: &mut Decoder<'_>) -> Result<Self, FormatError> {
        let start = reader.position();
        let (mut channels, mut height, mut width) = (0_usize, None, None);
        cbor::each_item(reader, "data", |reader, channel| {
            channels += 1;
            let mut rows = 0_usize;
            cbor::each_item(reader, "data", |reader, _| {
                rows += 1;
                let len = cbor::byte_string(reader, "a row of pixels")?.len();
                let part = || format!("the width of a row of channel {channel}");
                same(part, *width.get_or_insert(len), len)
            })?;
            same(|| format!("the height of channel {channel}"), *height.get_or_insert(rows), rows)
        })?;
        let (height_px, width_px) = (height.unwrap_or(0), width.unwrap_or(0));
        if !matches!(channels, 1 | 3) {
            return Err(FormatError::unexpected(
                "the number of color channels",
                "3 (or 1 for gray)",
                channels.to_string(),
            ));
        }
        if height_px == 0 || width_px == 0 {
            return Err(FormatError::unexpected(
                "the picture",
                "at least 1×1 pixels",
                format!("{height_px}×{width_px}"),
            ));
        }
        Ok(Self { start, height_px, width_px })
    }

    /// Decodes the pixels: three channels of rows of bytes, or one that is gray. `part` names them in errors.
    pub(super) fn decode(self, bytes: &[u8], part: &str) -> Result<Picture, FormatError> {
        let mut reader = Decoder::new(bytes);
        reader.set_position(self.start);
        let mut planes: Vec<Vec<u8>> = Vec::new();
        cbor::each_item(&mut reader, part, |reader, _| {
            let mut plane = Vec::new();
            cbor::each_item(reader, part, |reader, _| {
                match cbor::byte_string(reader, part)? {
                    ByteString::InFile { start, len } => {
                        plane.extend_from_slice(bytes.get(start..start + len).unwrap_or_default());
                    }
                    ByteString::Chunks(row) => plane.extend(row),
                }
                Ok(())
            })?;
            planes.push(plane);
            Ok(())
        })?;
        let (height_px, width_px) = (self.height_px, self.width_px);
        let count = height_px * width_px;
        let (red, green, blue) = match planes.as_slice() {
            [gray] => (gray, gray, gray),
            [red, green, blue] => (red, green, blue),
            _ => return Err(self.misfit(part)),
        };
        if [red, green, blue].iter().any(|plane| plane.len() != count) {
            return Err(self.misfit(part));
        }
        let rgb = red.iter().zip(green).zip(blue).flat_map(|((r, g), b)| [*r, *g, *b]).collect();
        Ok(Picture { height_px, width_px, rgb })
    }

    /// What is wrong with pixels that are not as many as their first headers promised.
    fn misfit(self, part: &str) -> FormatError {
        let size = format!("{}×{}", self.height_px, self.width_px);
        let problem = format!(
            "are not {size} in one or three channels: the file is damaged, or changed since it was opened"
        );
        FormatError::invalid(part, problem)
    }
}

fn same(part: impl FnOnce() -> String, expected: usize, found: usize) -> Result<(), FormatError> {
    if expected == found {
        return Ok(());
    }
    Err(FormatError::unexpected(part(), expected.to_string(), found.to_string()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::TestFile;
    use super::*;
    use crate::formats::bytes::Bytes;
    use crate::formats::progress::Progress;

    fn contents(form: &str) -> Vec<u8> {
        let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small");
        std::fs::read(small.join(form).join("small.test")).unwrap()
    }

    fn read(contents: Vec<u8>) -> Result<TestFile, FormatError> {
        TestFile::read(&Bytes::embedded(contents.leak()), &Progress::new())
    }

    /// The layout of the first image of a file.
    fn layout(contents: &[u8], file: &TestFile) -> Option<PixelLayout> {
        let mut reader = Decoder::new(contents);
        reader.set_position(file.pixels[0].start);
        let mut known = None;
        PixelRecord::pass(&mut reader, &mut known).unwrap();
        known
    }

    #[test]
    fn pixels_are_jumped_over_where_the_walk_would_end() {
        for form in ["exporter_f32", "exporter_f64", "cbor_features", "cbor_5x7", "cbor_wide_heads"]
        {
            let contents = contents(form);
            let file = read(contents.clone()).unwrap();
            let layout = layout(&contents, &file).unwrap();
            for pixels in &file.pixels {
                let mut reader = Decoder::new(&contents);
                reader.set_position(pixels.start);
                PixelRecord::walk(&mut reader).unwrap();
                assert_eq!(layout.end(&contents, pixels.start), Some(reader.position()), "{form}");
            }
        }
    }

    #[test]
    fn pixels_of_another_size_are_walked() {
        let contents = contents("cbor_mixed_sizes");
        let file = read(contents.clone()).unwrap();
        assert!(!file.has_one_size());
        let layout = layout(&contents, &file).unwrap();
        let first = (file.pixels[0].height_px, file.pixels[0].width_px);
        for pixels in &file.pixels {
            let is_alike = (pixels.height_px, pixels.width_px) == first;
            assert_eq!(layout.end(&contents, pixels.start).is_some(), is_alike);
        }
    }

    #[test]
    fn pixels_without_a_length_are_never_jumped_over() {
        let contents = contents("cbor_indefinite");
        let file = read(contents.clone()).unwrap();
        assert!(layout(&contents, &file).is_none());
    }

    #[test]
    fn a_damaged_row_of_the_first_image_is_told_at_once_and_of_a_later_one_with_its_picture() {
        let whole = contents("exporter_f32");
        let file = read(whole.clone()).unwrap();
        let row_header = |image: usize| {
            let layout = layout(&whole, &file).unwrap();
            let second_row = layout.head.len() + file.pixels[image].width_px;
            file.pixels[image].start + second_row
        };
        let damaged = |image: usize| {
            let mut contents = whole.clone();
            // One byte less than the other rows have.
            contents[row_header(image)] -= 1;
            read(contents)
        };
        let error = damaged(0).unwrap_err().to_string();
        assert!(error.contains("image 0, "), "{error}");
        let opened = damaged(5).unwrap();
        let error = opened.picture(5).unwrap_err().to_string();
        assert!(error.starts_with("the pixels of image 5"), "{error}");
        for image in (0..file.n_images()).filter(|&image| image != 5) {
            assert_eq!(opened.picture(image), file.picture(image));
        }
    }

    #[test]
    fn a_damaged_first_header_of_a_later_image_is_told_at_once() {
        let whole = contents("exporter_f32");
        let start = read(whole.clone()).unwrap().pixels[5].start;
        let mut contents = whole;
        contents[start] += 1;
        let error = read(contents).unwrap_err().to_string();
        assert!(error.contains("image 5, "), "{error}");
    }
}
