//! The summary of a layer as sections of bytes and back: how it is kept in the store and in the files of `summarize`.
//!
//! Numbers are little-endian. The sums are used where they lie; everything else is checked and decoded.

use std::ops::Range;

use super::{LayerSummary, Ranked};
use crate::analysis::cluster::ClusterSums;
use crate::analysis::distribution::{Atom, Distribution, Grid, Run};
use crate::analysis::profile::Preferred;
use crate::analysis::summary::{BOTTOM_IMAGES, NeuronPart, Sums, TOP_IMAGES, WIDTH};
use crate::ids::{CategoryId, ImageId, LayerId};
use crate::recording::{FormatError, Recording, SummaryFile};
use crate::store::{Bytes, Key, Store, stable_hash};

/// Changes whenever what is kept, or how it is computed, does.
pub(super) const VERSION: u32 = 2;
/// Sections of a summary; one more where images are grouped.
pub(super) const N_SECTIONS: usize = 7;
/// Images of the whole are numbered below this.
pub(super) const MOST_IMAGES: usize = 1 << 48;

/// Bytes of the record of a neuron: active, max, min, and the AUROC of the preferred category have 8, four numbers have 4.
const RECORD: usize = 48;
/// The same in summaries of version 1: active, max and min have 8 bytes, eight numbers have 4.
const OLD_RECORD: usize = 56;
/// The category that stands for none.
const NO_CATEGORY: u32 = u32::MAX;

/// Fewer activations are read again faster than their summary is worth keeping.
const WORTH_KEEPING: usize = 1 << 20;

/// The summary of one layer of a recording in the store.
pub(super) struct Kept<'a> {
    pub(super) store: &'a Store,
    pub(super) recording: &'a Recording,
    pub(super) layer: LayerId,
    /// The layer that says which images are predicted wrongly.
    pub(super) classifier: Option<LayerId>,
}

impl Kept<'_> {
    /// What the summary is kept under; `None` if it is not to be kept.
    pub(super) fn key(&self, n_categories: usize, first_image: usize) -> Option<Key> {
        let width = self.recording.layers().nth(self.layer.index())?.1;
        let is_worth_it = self.recording.n_images().saturating_mul(width) >= WORTH_KEEPING;
        if !self.store.is_enabled() || !is_worth_it {
            return None;
        }
        let layers: Vec<LayerId> = [self.layer].into_iter().chain(self.classifier).collect();
        let key = self.recording.key("summary", VERSION, &layers)?;
        let is_one = |of: LayerId| {
            self.recording.layers().nth(of.index()).is_some_and(|(_, width)| width == 1)
        };
        // One output for two categories was once taken for the logit of the only one.
        let key =
            if self.classifier.is_some_and(is_one) { key.with("outputs", "one") } else { key };
        let labels = labels_hash(self.recording.categories());
        Some(
            key.with("labels", labels.to_string())
                .with("categories", n_categories.to_string())
                .with("first image", first_image.to_string()),
        )
        .map(|key| match self.recording.groups() {
            Some(groups) => key.with("groups", stable_hash(groups.iter().copied()).to_string()),
            None => key,
        })
    }

    /// The summary that was kept, if it is one of this layer.
    pub(super) fn find(
        &self,
        key: Option<&Key>,
        (n_categories, first_image): (usize, usize),
    ) -> Option<LayerSummary> {
        let found = summary(&self.store.get(key?)?, VERSION)?;
        let n_images = self.recording.n_images();
        let width = self.recording.layers().nth(self.layer.index())?.1;
        let fits = found.n_neurons() == width
            && found.n_categories() == n_categories
            && found.is_clustered() == (self.recording.groups().is_some() && n_categories > 0)
            && found.images() == std::slice::from_ref(&(first_image..first_image + n_images));
        fits.then_some(found)
    }

    /// Keeps a summary.
    pub(super) fn put(&self, key: Option<&Key>, summary: &LayerSummary) {
        let Some(key) = key else { return };
        if let Some(all) = sections(summary).with_sums(summary) {
            self.store.put(key, &all);
        }
    }
}

/// The summary in a file that stands for a recording.
pub(super) fn of_file(
    recording: &Recording,
    file: &SummaryFile,
    (layer, n_categories): (LayerId, usize),
) -> Result<LayerSummary, FormatError> {
    let about = &file.about;
    let wanted = recording.layers().nth(layer.index()).map_or("", |(name, _)| name);
    if wanted != about.layer {
        let found = format!("a summary of layer \"{}\"", about.layer);
        let advice = format!("open the recording, or summarize layer \"{wanted}\" of it");
        return Err(FormatError::unsupported("this", found, advice));
    }
    if about.categories != n_categories {
        return Err(FormatError::unexpected(
            "the number of categories",
            format!("{n_categories} as in the other recordings"),
            about.categories.to_string(),
        ));
    }
    let damaged = || FormatError::invalid("the summary", "does not fit together: make it again");
    let found = summary(file.sections(), file.version).ok_or_else(damaged)?;
    file.check()?;
    let shape = (found.n_neurons(), found.n_images(), found.n_categories());
    let is_clustered = about.grouped_by.is_some() && n_categories > 0;
    if shape != (about.neurons, about.images, about.categories)
        || found.is_clustered() != is_clustered
    {
        return Err(damaged());
    }
    Ok(found)
}

/// A number that differs where labels do.
fn labels_hash(labels: &[Option<CategoryId>]) -> u64 {
    stable_hash(labels.iter().map(|label| label.map_or(0, |label| label.index() as u64 + 1)))
}

/// The sections of a summary but for its sums, which stand between the two parts.
pub(super) fn sections(summary: &LayerSummary) -> Sections {
    let mut sections = Sections::default();
    let shape = [summary.n_neurons(), summary.n_categories()];
    let ranges = summary.images().iter().flat_map(|range| [range.start, range.end]);
    for number in shape.into_iter().chain(ranges) {
        sections.shape.extend((number as u64).to_le_bytes());
    }
    words(&mut sections.cells, summary.cell_images().iter().copied());
    for part in summary.parts() {
        sections.add(part);
    }
    sections
}

/// Sections on their way to a file.
#[derive(Debug, Default)]
pub(super) struct Sections {
    shape: Vec<u8>,
    cells: Vec<u8>,
    records: Vec<u8>,
    counts: Vec<u8>,
    ranked: Vec<u8>,
    gaps: Vec<u8>,
}

impl Sections {
    /// All sections of `summary`, which they were made from, in their order; `None` on a machine whose numbers are
    /// laid out in another way.
    pub(super) fn with_sums<'a>(&'a self, summary: &'a LayerSummary) -> Option<Vec<&'a [u8]>> {
        let sums: &[u8] = bytemuck::cast_slice(summary.sums());
        let all: [&[u8]; N_SECTIONS] =
            [&self.shape, &self.cells, &self.records, &self.counts, &self.ranked, &self.gaps, sums];
        let clusters = summary.is_clustered().then(|| bytemuck::cast_slice(summary.cluster_sums()));
        let all = all.into_iter().chain(clusters).collect();
        cfg!(target_endian = "little").then_some(all)
    }

    fn add(&mut self, part: &NeuronPart) {
        self.records.extend(part.active.to_le_bytes());
        self.records.extend(part.max.to_le_bytes());
        self.records.extend(part.min.to_le_bytes());
        let preferred = part.preferred;
        let auroc = preferred.map_or(f64::NAN, |preferred| preferred.auroc);
        self.records.extend(auroc.to_le_bytes());
        let category = preferred.map_or(NO_CATEGORY, |of| narrow(of.category.index()));
        let lens = [part.top.len(), part.bottom.len(), part.gaps.len()].map(narrow);
        words(&mut self.records, [category].into_iter().chain(lens));
        for distribution in [&part.right, &part.wrong, &part.unlabeled] {
            self.add_distribution(distribution);
        }
        for ranked in part.top.iter().chain(&part.bottom) {
            self.ranked.extend((ranked.id.index() as u64).to_le_bytes());
            self.ranked.extend(ranked.value.to_le_bytes());
        }
        words(&mut self.gaps, part.gaps.iter().flat_map(|gap| [gap.0, gap.1, gap.2]));
    }
}

impl Sections {
    /// How many atoms and runs there are; a value of 8 bytes and a count each; of a run its grid and three numbers.
    fn add_distribution(&mut self, distribution: &Distribution) {
        let (atoms, runs) = (distribution.atoms(), distribution.runs());
        let to = &mut self.counts;
        words(to, [atoms.len(), runs.len()].into_iter().map(narrow));
        for atom in atoms {
            to.extend(atom.value.to_le_bytes());
            to.extend(atom.count.to_le_bytes());
        }
        for run in runs {
            // Cells of equal width have no center.
            let (bits, exponent, center) = match run.grid {
                Grid::Uniform { exponent } => (EVEN, exponent, 0.0),
                Grid::Octaves { center, bits } => (bits, 0, center),
            };
            to.extend(bits.to_le_bytes());
            to.extend(exponent.to_le_bytes());
            to.extend(center.to_le_bytes());
            to.extend(run.first.to_le_bytes());
            words(to, [narrow(run.counts.len())].into_iter().chain(run.counts.iter().copied()));
        }
    }
}

/// What stands for cells of equal width in the place of the bits of octaves.
const EVEN: u32 = u32::MAX;

fn words(to: &mut Vec<u8>, numbers: impl Iterator<Item = u32>) {
    numbers.for_each(|number| to.extend(number.to_le_bytes()));
}

/// Lengths and categories are small.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Sums where they lie in a file.
struct KeptSums(Bytes);

impl AsRef<[f64]> for KeptSums {
    fn as_ref(&self) -> &[f64] {
        bytemuck::try_cast_slice(self.0.read().unwrap_or_default()).unwrap_or_default()
    }
}

/// The summary that was kept as `sections` of a version; `None` unless all that they say fits together.
pub(super) fn summary(sections: &[Bytes], version: u32) -> Option<LayerSummary> {
    let (sections, clusters) = sections.split_first_chunk::<N_SECTIONS>()?;
    let [shape, cells, records, counts, ranked, gaps, sums] = sections;
    let shape = longs(shape.read().ok()?)?.collect::<Option<Vec<usize>>>()?;
    let (&[n_neurons, n_categories], ranges) = shape.split_first_chunk::<2>()?;
    let images = ranges_of(ranges)?;
    let cell_images: Vec<u32> = shorts(cells.read().ok()?)?.collect();
    let n_images: u64 = cell_images.iter().map(|&images| u64::from(images)).sum();
    let in_ranges: usize = images.iter().map(ExactSizeIterator::len).sum();
    let n_cells = n_categories.checked_mul(2)?.checked_add(2)?;
    let n_sums = n_neurons.div_ceil(WIDTH).checked_mul(n_cells)?.checked_mul(2 * WIDTH)?;
    let sums_found = bytemuck::try_cast_slice::<u8, f64>(sums.read().ok()?).ok()?;
    let is_whole = cell_images.len() == n_cells
        && n_images == in_ranges as u64
        && u32::try_from(n_images).is_ok()
        && sums_found.len() == n_sums
        && cfg!(target_endian = "little");
    let records = records.read().ok()?;
    let record = if version < VERSION { OLD_RECORD } else { RECORD };
    if !is_whole || Some(records.len()) != n_neurons.checked_mul(record) {
        return None;
    }
    let mut reader = Reader {
        counts: counts.read().ok()?,
        ranked: ranked.read().ok()?,
        gaps: gaps.read().ok()?,
        images: &images,
        cell_images: &cell_images,
        n_images,
    };
    let parts = records.chunks_exact(record).map(|record| {
        let part = if version < VERSION { reader.old_part(record) } else { reader.part(record) };
        part.filter(|part| reader.fits(part))
    });
    let parts = parts.collect::<Option<Vec<_>>>()?;
    let is_used_up = [reader.counts, reader.ranked, reader.gaps].iter().all(|rest| rest.is_empty());
    let sums = Box::new(KeptSums(sums.clone()));
    let clusters = match clusters {
        [] => None,
        [section] => Some(cluster_sums(section, (n_neurons, n_categories))?),
        _ => return None,
    };
    is_used_up.then(|| {
        LayerSummary::from_parts((n_categories, images), cell_images, parts, sums)
            .with_clusters(clusters)
    })
}

/// The sums over clusters of images in the section that has them; `None` if it does not fit.
fn cluster_sums(section: &Bytes, (n_neurons, n_categories): (usize, usize)) -> Option<Sums> {
    let found = bytemuck::try_cast_slice::<u8, f64>(section.read().ok()?).ok()?;
    let of_group = n_categories.checked_mul(ClusterSums::LEN * WIDTH)?;
    let fits = n_neurons.div_ceil(WIDTH).checked_mul(of_group) == Some(found.len());
    fits.then(|| Box::new(KeptSums(section.clone())) as Sums)
}

/// Ranges in order that do not touch.
fn ranges_of(ends: &[usize]) -> Option<Vec<Range<usize>>> {
    let (pairs, []) = ends.as_chunks::<2>() else { return None };
    let ranges: Vec<Range<usize>> = pairs.iter().map(|&[start, end]| start..end).collect();
    let are_in_order = ranges.windows(2).all(|two| matches!(two, [a, b] if a.end < b.start));
    let are_valid = ranges.iter().all(|range| range.start < range.end && range.end <= MOST_IMAGES);
    (are_in_order && are_valid).then_some(ranges)
}

/// Takes the sections apart neuron by neuron.
struct Reader<'a> {
    counts: &'a [u8],
    ranked: &'a [u8],
    gaps: &'a [u8],
    images: &'a [Range<usize>],
    cell_images: &'a [u32],
    n_images: u64,
}

impl Reader<'_> {
    fn part(&mut self, record: &[u8]) -> Option<NeuronPart> {
        let (active, rest) = record.split_first_chunk::<8>()?;
        let (max, rest) = rest.split_first_chunk::<8>()?;
        let (min, rest) = rest.split_first_chunk::<8>()?;
        let (auroc, rest) = rest.split_first_chunk::<8>()?;
        let numbers: Vec<u32> = shorts(rest)?.collect();
        let &[category, n_top, n_bottom, n_gaps] = numbers.as_slice() else { return None };
        let [n_top, n_bottom, n_gaps] = [n_top, n_bottom, n_gaps].map(|len| len as usize);
        if n_top > TOP_IMAGES || n_bottom > BOTTOM_IMAGES {
            return None;
        }
        let auroc = f64::from_le_bytes(*auroc);
        let category = (category != NO_CATEGORY).then_some(CategoryId(category as usize));
        let is_sound = category.is_none() || (0.0..=1.0).contains(&auroc);
        is_sound.then_some(())?;
        Some(NeuronPart {
            active: u64::from_le_bytes(*active),
            max: f64::from_le_bytes(*max),
            min: f64::from_le_bytes(*min),
            right: self.distribution()?,
            wrong: self.distribution()?,
            unlabeled: self.distribution()?,
            preferred: category.map(|category| Preferred { category, auroc }),
            top: self.ranked(n_top)?,
            bottom: self.ranked(n_bottom)?,
            gaps: self.gaps(n_gaps)?,
        })
    }

    /// What version 1 has recorded.
    fn old_part(&mut self, record: &[u8]) -> Option<NeuronPart> {
        let (active, rest) = record.split_first_chunk::<8>()?;
        let (max, rest) = rest.split_first_chunk::<8>()?;
        let (min, rest) = rest.split_first_chunk::<8>()?;
        let lens: Vec<usize> = shorts(rest)?.map(|len| len as usize).collect();
        let &[right, n_right, wrong, n_wrong, n_top, n_bottom, n_gaps, _] = lens.as_slice() else {
            return None;
        };
        if n_top > TOP_IMAGES || n_bottom > BOTTOM_IMAGES {
            return None;
        }
        Some(NeuronPart {
            active: u64::from_le_bytes(*active),
            max: f64::from_le_bytes(*max),
            min: f64::from_le_bytes(*min),
            right: self.bins(right, n_right)?,
            wrong: self.bins(wrong, n_wrong)?,
            unlabeled: Distribution::default(),
            preferred: None,
            top: self.ranked(n_top)?,
            bottom: self.ranked(n_bottom)?,
            gaps: self.gaps(n_gaps)?,
        })
    }

    /// Whether the counts of a neuron add up.
    fn fits(&self, part: &NeuronPart) -> bool {
        let counted: u64 =
            [&part.right, &part.wrong, &part.unlabeled].iter().map(|of| of.total()).sum();
        let missing: u64 = part.gaps.iter().map(|gap| u64::from(gap.1) + u64::from(gap.2)).sum();
        let are_extremes_right = if counted == 0 {
            part.max.is_nan() && part.min.is_nan()
        } else {
            part.max.is_finite() && part.min.is_finite() && part.min <= part.max
        };
        missing.checked_add(counted) == Some(self.n_images)
            && part.active <= counted
            && are_extremes_right
    }

    fn bins(&mut self, first: usize, len: usize) -> Option<Distribution> {
        let bytes = take(&mut self.counts, len.checked_mul(4)?)?;
        let counts: Vec<u32> = shorts(bytes)?.collect();
        Distribution::of_bins(first, &counts)
    }

    fn distribution(&mut self) -> Option<Distribution> {
        let (lens, _) = take(&mut self.counts, 8)?.as_chunks::<4>();
        let &[n_atoms, n_runs] = lens else { return None };
        let n_atoms = u32::from_le_bytes(n_atoms) as usize;
        let (atoms, _) = take(&mut self.counts, n_atoms.checked_mul(12)?)?.as_chunks::<12>();
        let atom = |record: &[u8; 12]| {
            let (value, count) = record.split_first_chunk::<8>()?;
            let count = u32::from_le_bytes(*count.first_chunk::<4>()?);
            Some(Atom { value: f64::from_le_bytes(*value), count })
        };
        let atoms = atoms.iter().map(atom).collect::<Option<_>>()?;
        let runs = (0..u32::from_le_bytes(n_runs)).map(|_| self.run()).collect::<Option<_>>()?;
        Distribution::from_parts(atoms, runs)
    }

    fn run(&mut self) -> Option<Run> {
        let (bits, rest) = take(&mut self.counts, 28)?.split_first_chunk::<4>()?;
        let (exponent, rest) = rest.split_first_chunk::<4>()?;
        let (center, rest) = rest.split_first_chunk::<8>()?;
        let (first, len) = rest.split_first_chunk::<8>()?;
        let grid = match u32::from_le_bytes(*bits) {
            EVEN => Grid::Uniform { exponent: i32::from_le_bytes(*exponent) },
            bits => Grid::Octaves { center: f64::from_le_bytes(*center), bits },
        };
        let len = u32::from_le_bytes(*len.first_chunk::<4>()?) as usize;
        let counts = shorts(take(&mut self.counts, len.checked_mul(4)?)?)?.collect();
        Some(Run { grid, first: i64::from_le_bytes(*first), counts })
    }

    fn ranked(&mut self, len: usize) -> Option<Vec<Ranked<ImageId>>> {
        let (records, _) = take(&mut self.ranked, len.checked_mul(16)?)?.as_chunks::<16>();
        let ranked = |record: &[u8; 16]| {
            let (image, value) = record.split_first_chunk::<8>()?;
            let image = usize::try_from(u64::from_le_bytes(*image)).ok()?;
            let value = f64::from_le_bytes(*value.first_chunk::<8>()?);
            let is_there = self.images.iter().any(|range| range.contains(&image));
            (is_there && value.is_finite()).then_some(Ranked { id: ImageId(image), value })
        };
        records.iter().map(ranked).collect()
    }

    fn gaps(&mut self, len: usize) -> Option<Vec<(u32, u32, u32)>> {
        let bytes = take(&mut self.gaps, len.checked_mul(12)?)?;
        let numbers: Vec<u32> = shorts(bytes)?.collect();
        let (gaps, _) = numbers.as_chunks::<3>();
        let fits = |&[cell, nan, infinite]: &[u32; 3]| {
            let images = self.cell_images.get(cell as usize)?;
            let missing = nan.checked_add(infinite).filter(|missing| missing <= images);
            missing.map(|_| (cell, nan, infinite))
        };
        let gaps: Vec<(u32, u32, u32)> = gaps.iter().map(fits).collect::<Option<_>>()?;
        gaps.is_sorted_by(|a, b| a.0 < b.0).then_some(gaps)
    }
}

fn take<'a>(rest: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(len)?;
    *rest = after;
    Some(taken)
}

/// Numbers of 8 bytes, each below the limits of this machine or `None`.
fn longs(bytes: &[u8]) -> Option<impl Iterator<Item = Option<usize>>> {
    let (words, []) = bytes.as_chunks::<8>() else { return None };
    Some(words.iter().map(|word| usize::try_from(u64::from_le_bytes(*word)).ok()))
}

/// Numbers of 4 bytes.
fn shorts(bytes: &[u8]) -> Option<impl Iterator<Item = u32>> {
    let (words, []) = bytes.as_chunks::<4>() else { return None };
    Some(words.iter().map(|word| u32::from_le_bytes(*word)))
}
