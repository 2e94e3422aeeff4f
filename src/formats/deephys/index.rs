//! What the walk over a `.test` file found, as plain arrays that can be kept and taken up again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::pixels::PixelRecord;
use super::test::{LayerRecords, TestFile};
use crate::formats::bytes::Bytes;

/// The texts, and the bytes that each layer has for an image.
#[derive(Debug, Serialize, Deserialize)]
struct Texts {
    name: String,
    dtype: Option<String>,
    classes: Option<Vec<String>>,
    warnings: Vec<String>,
    category_names: BTreeMap<i64, String>,
    layer_sizes_bytes: Vec<usize>,
}

/// Stands for "no features" among their beginnings.
const NONE: u64 = u64::MAX;

impl TestFile {
    /// Changes whenever [`TestFile::index`] or what is found by walking a file does.
    pub const INDEX_VERSION: u32 = 1;

    /// The index of the file as sections of bytes; `None` if parts of the file had to be put together, so that an
    /// index alone does not replace the walk.
    pub fn index(&self) -> Option<Vec<Vec<u8>>> {
        if !self.arena.is_empty() {
            return None;
        }
        let texts = Texts {
            name: self.name.clone(),
            dtype: self.dtype.clone(),
            classes: self.classes.clone(),
            warnings: self.warnings.clone(),
            category_names: self.category_names.clone(),
            layer_sizes_bytes: self.layer_sizes_bytes(),
        };
        let mut sections = vec![
            serde_json::to_vec(&texts).ok()?,
            self.category_ids.iter().flat_map(|id| id.to_le_bytes()).collect(),
            words(self.image_ids.iter().copied()),
            words(self.features.iter().map(|start| start.map_or(NONE, |start| start as u64))),
            words(self.pixels.iter().map(|pixels| pixels.start as u64)),
            words(self.pixels.iter().map(|pixels| pixels.height_px as u64)),
            words(self.pixels.iter().map(|pixels| pixels.width_px as u64)),
        ];
        for layer in &self.layers {
            sections.push(words(layer.starts.iter().map(|&start| start as u64)));
        }
        Some(sections)
    }

    /// The file with an index that was made by [`TestFile::index`]; `None` unless all that it says lies within
    /// `file`. Neither pixels nor activations are read.
    pub fn from_index(file: &Bytes, sections: &[Bytes]) -> Option<Self> {
        let (fixed, starts) = sections.split_first_chunk::<7>()?;
        let [texts, category_ids, image_ids, features, pixels, heights, widths] = fixed;
        let texts: Texts = serde_json::from_slice(texts.read().ok()?).ok()?;
        let category_ids: Vec<i64> = numbers(category_ids)?
            .map(|number| Some(number.cast_signed()))
            .collect::<Option<_>>()?;
        let n_images = category_ids.len();
        let pixels = pixel_records([pixels, heights, widths], file.len())?;
        let features: Option<Vec<Option<usize>>> = numbers(features)?
            .map(
                |start| if start == NONE { Some(None) } else { below(start, file.len()).map(Some) },
            )
            .collect();
        let image_ids: Vec<u64> = numbers(image_ids)?.collect();
        let features = features?;
        let layers = layers(&texts.layer_sizes_bytes, starts, file.len())?;
        let counts = [image_ids.len(), pixels.len(), features.len()];
        let starts = layers.iter().map(|layer| layer.starts.len());
        if n_images == 0 || counts.into_iter().chain(starts).any(|count| count != n_images) {
            return None;
        }
        Some(Self {
            name: texts.name,
            dtype: texts.dtype,
            classes: texts.classes,
            category_ids,
            image_ids,
            warnings: texts.warnings,
            category_names: texts.category_names,
            bytes: file.clone(),
            arena: [].into(),
            pixels,
            features,
            layers,
        })
    }
}

/// The pixels of each image, if they may lie within a file of `len` bytes.
fn pixel_records(sections: [&Bytes; 3], len: usize) -> Option<Vec<PixelRecord>> {
    let [starts, heights, widths] = sections;
    if starts.len() != heights.len() || starts.len() != widths.len() {
        return None;
    }
    let sizes = numbers(heights)?.zip(numbers(widths)?);
    numbers(starts)?
        .zip(sizes)
        .map(|(start, (height, width))| {
            let start = below(start, len)?;
            let (height_px, width_px) = (below(height, len)?, below(width, len)?);
            let count = height_px.checked_mul(width_px)?;
            (count > 0 && count < len).then_some(PixelRecord { start, height_px, width_px })
        })
        .collect()
}

/// The activations of each layer, if they lie within a file of `len` bytes.
fn layers(sizes_bytes: &[usize], starts: &[Bytes], len: usize) -> Option<Vec<LayerRecords>> {
    if sizes_bytes.len() != starts.len() {
        return None;
    }
    let layers = sizes_bytes.iter().zip(starts).map(|(&size_bytes, starts)| {
        let most = len.checked_sub(size_bytes)?;
        let starts = numbers(starts)?.map(|start| below(start, most + 1));
        Some(LayerRecords { size_bytes, starts: starts.collect::<Option<_>>()? })
    });
    layers.collect()
}

fn below(number: u64, limit: usize) -> Option<usize> {
    usize::try_from(number).ok().filter(|&number| number < limit)
}

fn words(numbers: impl Iterator<Item = u64>) -> Vec<u8> {
    numbers.flat_map(u64::to_le_bytes).collect()
}

fn numbers(section: &Bytes) -> Option<impl Iterator<Item = u64>> {
    let (words, []) = section.read().ok()?.as_chunks::<8>() else { return None };
    Some(words.iter().map(|word| u64::from_le_bytes(*word)))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::formats::mmap::Map;
    use crate::formats::progress::Progress;
    use crate::formats::tensor::Float;

    fn fixture(form: &str) -> Bytes {
        let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small");
        Bytes::mapped(Map::open(&small.join(form).join("small.test")).unwrap())
    }

    fn walked(file: &Bytes) -> TestFile {
        TestFile::read(file, &Progress::new()).unwrap()
    }

    fn sections(index: &[Vec<u8>]) -> Vec<Bytes> {
        index.iter().map(|section| Bytes::embedded(section.clone().leak())).collect()
    }

    /// Everything that a file answers, as text.
    fn answers(file: &TestFile) -> String {
        let layers = file.layers(Float::F32).unwrap_or_default();
        let rows = layers.iter().map(|layer| layer.block(0..file.n_images(), 0..layer.n_columns()));
        let rows: Vec<_> = rows.collect();
        let images = 0..file.n_images();
        let pictures: Vec<_> = images.clone().map(|image| file.picture(image)).collect();
        let features: Vec<_> = images.map(|image| file.features(image)).collect();
        let texts = (&file.name, &file.dtype, &file.classes, &file.warnings, &file.category_names);
        let ids = (&file.category_ids, &file.image_ids);
        format!("{texts:?} {ids:?} {rows:?} {pictures:?} {features:?}")
    }

    #[test]
    fn a_kept_index_answers_as_the_walk_does() {
        let forms = [
            "exporter_f32",
            "exporter_unlabelled",
            "cbor_legacy",
            "cbor_features",
            "cbor_shuffled",
            "cbor_mixed_sizes",
            "cbor_one_channel",
        ];
        for form in forms {
            let file = fixture(form);
            let first = walked(&file);
            let index = sections(&first.index().unwrap());
            let second = TestFile::from_index(&file, &index).unwrap();
            assert_eq!(answers(&second), answers(&first), "{form}");
        }
    }

    #[test]
    fn a_file_in_chunks_has_no_index_to_keep() {
        assert_eq!(walked(&fixture("cbor_indefinite")).index(), None);
    }

    #[test]
    fn a_damaged_index_is_refused_or_leads_to_no_panic() {
        let file = fixture("cbor_features");
        let index = walked(&file).index().unwrap();
        for section in 0..index.len() {
            for at in (0..index[section].len()).step_by(5).chain([0, 7]) {
                for flip in [1, 0x10, 0xff] {
                    let mut damaged = index.clone();
                    damaged[section][at] ^= flip;
                    let file = TestFile::from_index(&file, &sections(&damaged));
                    drop(file.map(|file| answers(&file)));
                }
            }
        }
    }

    #[test]
    fn an_index_that_leads_beyond_the_file_is_refused() {
        let file = fixture("exporter_f32");
        let index = walked(&file).index().unwrap();
        let len = file.len() as u64;
        for section in 3..index.len() {
            let mut damaged = index.clone();
            damaged[section][..8].copy_from_slice(&len.to_le_bytes());
            assert!(TestFile::from_index(&file, &sections(&damaged)).is_none(), "{section}");
        }
    }

    #[test]
    fn an_index_of_unequal_parts_is_refused() {
        let file = fixture("exporter_f32");
        let index = walked(&file).index().unwrap();
        assert!(TestFile::from_index(&file, &sections(&index[..index.len() - 1])).is_none());
        for section in 1..index.len() {
            for lost in [8, 1] {
                let mut damaged = index.clone();
                let len = damaged[section].len();
                damaged[section].truncate(len - lost);
                assert!(TestFile::from_index(&file, &sections(&damaged)).is_none(), "{section}");
            }
        }
        let mut nothing = index;
        nothing[1..].iter_mut().for_each(Vec::clear);
        assert!(TestFile::from_index(&file, &sections(&nothing)).is_none());
    }
}
