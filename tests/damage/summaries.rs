//! Summaries that are damaged, and summaries whose checksums are right but that say what cannot be.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use deephys::formats::bytes::Bytes;
use deephys::formats::mmap::Map;
use deephys::ids::{CategoryId, ImageId, LayerId, NeuronId, RecordingId};
use deephys::query::{Analyst, Answer, Normalizer, Query, Scale, Shard};
use deephys::recording::{GroupBy, Progress, RecordingSet, SetOptions, find_sources, open_all};
use deephys::store::{Store, read_file, write_file};
use flate2::Crc;
use tempfile::{TempDir, tempdir};

use super::allocation::absurd_request;
use super::copies::Copy;
use crate::support::{open_paths, small, try_open};

/// The layer that is summarized: 9 neurons, 24 images, 4 categories.
const LAYER: &str = "linear1";
/// Words of 8 bytes that stand at the beginning: magic, its checksum, that of the data, both lengths.
const KEY_LEN: usize = 24;
const N_SECTIONS: usize = 32;
const KEY: usize = 40;

/// Numbers in the place of lengths and counts.
const ODD: [u64; 12] =
    [0, 1, 2, 63, 65, 255, u32::MAX as u64, 1 << 32, 1 << 48, (1 << 61) - 1, 1 << 63, u64::MAX];

/// A sound summary in a folder of its own, and what it is made of.
struct Sound {
    _folder: TempDir,
    path: PathBuf,
    /// All bytes.
    whole: Vec<u8>,
    /// What it is about.
    about: Vec<u8>,
    sections: Vec<Vec<u8>>,
}

impl Sound {
    fn new() -> Self {
        Self::of(open_paths(&[small("npz/nan_inf.npz")]))
    }

    /// With sums over groups of images, in a section more.
    fn grouped() -> Self {
        let paths = [small("cbor_features")];
        let column = open_paths(&paths).recordings[0].features(ImageId(0)).unwrap().remove(0).0;
        let group_by = GroupBy::Named(column);
        let sources: Vec<_> = find_sources(&paths, None)
            .into_iter()
            .map(|source| Ok(source?.grouped_by(group_by.clone())))
            .collect();
        let opened = open_all(&sources, &Store::disabled(), &Progress::new());
        let options = SetOptions { group_by, ..SetOptions::default() };
        Self::of(RecordingSet::agree(opened, &options).unwrap())
    }

    fn of(set: RecordingSet) -> Self {
        let folder = tempdir().unwrap();
        let path = folder.path().join("a.summary");
        let place = set.recordings[0].layers().position(|(name, _)| name == LAYER).unwrap();
        let analyst = Analyst::new(Arc::new(set), Store::disabled());
        let shard = Shard::of(&analyst, (RecordingId(0), LayerId(place)), 0).unwrap();
        Self::written(&shard, folder, path)
    }

    /// One that holds cells, not single activations: as version 1 has counted the same ones.
    fn with_cells() -> Self {
        let folder = tempdir().unwrap();
        let path = folder.path().join("a.summary");
        let set = open_paths(&["tests/fixtures/summaries/version_1.summary".into()]);
        let shard = Shard::from_recording(&set.recordings[0]).unwrap();
        Self::written(&shard, folder, path)
    }

    fn written(shard: &Shard, folder: TempDir, path: PathBuf) -> Self {
        shard.write(&path, || false).unwrap();
        let (about, sections) = read_file(&Bytes::mapped(Map::open(&path).unwrap())).unwrap();
        let sections = sections.iter().map(|section| section.read().unwrap().to_vec()).collect();
        Self { _folder: folder, whole: std::fs::read(&path).unwrap(), path, about, sections }
    }

    /// Another file beside it.
    fn beside(&self, name: &str) -> PathBuf {
        self.path.with_file_name(name)
    }

    /// Bytes before the first section.
    fn header(&self) -> usize {
        (KEY + self.about.len() + 8 * self.sections.len()).next_multiple_of(64)
    }

    /// Writes a summary whose checksums are right, and asks everything of it, alone and beside the sound one.
    #[track_caller]
    fn assert_survives(&self, about: &[u8], sections: &[Vec<u8>], what: &str) {
        let forged = self.beside("forged.summary");
        let sections: Vec<&[u8]> = sections.iter().map(Vec::as_slice).collect();
        write_file(&forged, about, &sections, || false).unwrap();
        assert_survived(&[&forged], what);
        assert_survived(&[&self.path, &forged], what);
    }
}

/// Every question about every neuron, image and category there may be.
fn queries(n_recordings: usize) -> Vec<Query> {
    let (layer, scale) = (LayerId(0), Scale::By(Normalizer::maximum(RecordingId(0))));
    let mut queries = vec![
        Query::Layer { layer },
        Query::LayerLine { layer },
        Query::Tunings { layer },
        Query::Null { layer, block: 0 },
    ];
    for recording in (0..n_recordings).map(RecordingId) {
        queries.push(Query::Accuracy { recording });
        for number in [0, 3, 8, 23] {
            let (neuron, image, category) = (NeuronId(number), ImageId(number), CategoryId(number));
            queries.push(Query::Neuron { recording, layer, neuron });
            queries.push(Query::Verdict { recording, layer, neuron });
            queries.push(Query::Image { recording, layer, image, scale });
            queries.push(Query::Category { recording, layer, category, scale });
        }
    }
    queries
}

/// Asks everything of a set, as the commands and the screen do; what went wrong, in words.
fn ask_everything(set: RecordingSet, output: &Path) -> Vec<String> {
    let analyst = Analyst::new(Arc::new(set), Store::disabled());
    let mut said: Vec<String> = Vec::new();
    for query in queries(analyst.set().recordings.len()) {
        match analyst.answer(&query) {
            Answer::Failed(fault) => said.push(fault.to_string()),
            Answer::Layer(answer) => said.extend(answer.faults.iter().map(ToString::to_string)),
            Answer::LayerLine(answer) => said.extend(answer.faults.iter().map(ToString::to_string)),
            _ => {}
        }
    }
    let recordings = &analyst.set().recordings;
    let numbers = || (0..recordings.len()).map(RecordingId);
    said.extend(numbers().filter_map(|of| Some(analyst.confusion(of).err()?.to_string())));
    let shards: Vec<_> = recordings.iter().map(|of| Shard::from_recording(of)).collect();
    said.extend(shards.iter().filter_map(|shard| Some(shard.as_ref().err()?.to_string())));
    let shards: Vec<Shard> = shards.into_iter().flatten().collect();
    match Shard::merge(&shards, "merged") {
        Ok(merged) => drop(merged.write(output, || false)),
        Err(error) => said.push(error.to_string()),
    }
    said
}

/// Opens summaries and asks everything of them, on one thread, so that every request for memory is seen. A panic, an
/// absurd request or a word of a fault of the program ends the test.
#[track_caller]
fn assert_survived(paths: &[&Path], damage: &str) {
    let output = paths[0].with_file_name("merged.summary");
    let asked = thread::scope(|scope| {
        let ask = || {
            let mut said = Vec::new();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
            let pool = pool.build().unwrap();
            let absurd = absurd_request(|| {
                pool.install(|| {
                    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
                    match try_open(&paths, None, &SetOptions::default()) {
                        Ok(set) => said = ask_everything(set, &output),
                        Err(error) => said.push(error.to_string()),
                    }
                });
            });
            (said, absurd)
        };
        scope.spawn(ask).join()
    });
    assert!(asked.is_ok(), "{damage}: a panic");
    let (said, absurd) = asked.unwrap();
    assert_eq!(absurd, None, "{damage}: asks for so many bytes at once");
    let fault = said.iter().find(|said| said.contains("fault of deephys"));
    assert_eq!(fault, None, "{damage}");
}

#[test]
fn a_sound_summary_answers() {
    let sound = Sound::new();
    assert!(sound.about.starts_with(b"deephys summary 2\n{"));
    assert_eq!(sound.sections.len(), 8);
    assert!(sound.sections.iter().all(|section| !section.is_empty()), "all of them are tried");
    let set = open_paths(std::slice::from_ref(&sound.path));
    let mut said = ask_everything(set, &sound.beside("merged.summary"));
    said.retain(|said| !said.contains("it holds no single"));
    assert_eq!(said, [""; 0]);
    assert!(sound.beside("merged.summary").exists());
}

#[test]
fn a_summary_cut_anywhere_is_refused() {
    let sound = Sound::new();
    let copy = Copy::of_path(&sound.path);
    let header = sound.header();
    let mut boundaries = vec![8, 16, KEY_LEN, N_SECTIONS, KEY, KEY + sound.about.len(), header];
    let lens = sound.sections.iter().map(|section| section.len().next_multiple_of(64));
    boundaries.extend(lens.scan(header, |end, len| {
        *end += len;
        Some(*end)
    }));
    assert_eq!(boundaries.last(), Some(&sound.whole.len()));
    let near = boundaries.iter().flat_map(|&at| [at - 1, at, at + 1]);
    let scattered = (0..sound.whole.len()).step_by(97);
    let mut lens: Vec<usize> = near.chain(scattered).chain(0..80).collect();
    lens.retain(|&len| len < sound.whole.len());
    lens.sort_unstable_by(|a, b| b.cmp(a));
    for len in lens {
        copy.cut(len);
        assert!(copy.open().is_err(), "cut to {len}");
        assert_survived(&[&copy.path], &format!("cut to {len}"));
    }
}

#[test]
fn a_summary_with_any_byte_changed_is_refused() {
    let sound = Sound::new();
    let (mut copy, header) = (Copy::of_path(&sound.path), sound.header());
    for at in (0..header).chain((header..sound.whole.len()).step_by(13)) {
        for pattern in [0x01, 0x20, 0xff] {
            copy.put(at, sound.whole[at] ^ pattern);
            assert!(copy.open().is_err(), "byte {at} is another by {pattern:#04x}");
        }
        copy.put(at, sound.whole[at]);
    }
    assert!(copy.open().is_ok());
}

#[test]
fn more_after_the_end_is_refused() {
    let sound = Sound::new();
    let longer = sound.beside("longer.summary");
    for more in [1, 63, 64, 128] {
        std::fs::write(&longer, [sound.whole.as_slice(), &vec![0; more]].concat()).unwrap();
        let opened = try_open(std::slice::from_ref(&longer), None, &SetOptions::default());
        assert!(opened.is_err(), "{more} bytes more");
    }
}

#[test]
fn inflated_lengths_are_survived_even_where_their_checksum_is_right() {
    let sound = Sound::new();
    let (lens, header) = (KEY + sound.about.len(), sound.header());
    let forged = sound.beside("forged.summary");
    let of_sections = (0..sound.sections.len()).map(|section| lens + 8 * section);
    for at in [KEY_LEN, N_SECTIONS].into_iter().chain(of_sections) {
        let was = u64::from_le_bytes(sound.whole[at..at + 8].try_into().unwrap());
        let near = [was - 1, was + 1, was + 64, was * 2];
        for number in ODD.into_iter().chain(near).filter(|number| *number != was) {
            let mut bytes = sound.whole.clone();
            bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
            let mut crc = Crc::new();
            crc.update(&bytes[16..header]);
            bytes[8..16].copy_from_slice(&u64::from(crc.sum()).to_le_bytes());
            std::fs::write(&forged, bytes).unwrap();
            assert_survived(&[&forged], &format!("{number} for {was} at {at}"));
        }
    }
}

/// What a summary is about, changed in every way that JSON allows.
fn forged_abouts(about: &str) -> Vec<String> {
    let replaced = |from: &str, to: &str| {
        assert!(about.contains(from), "{from} in {about}");
        about.replacen(from, to, 1)
    };
    let layer = |name: &str| replaced("\"layer\":\"linear1\"", &format!("\"layer\":\"{name}\""));
    let mut forged = vec![
        String::new(),
        "deephys summary 2\n".into(),
        "deephys summary 2\n{}".into(),
        "deephys summary 2\nnull".into(),
        format!("deephys summary 2\n{}", "[".repeat(200_000)),
        replaced("summary 2\n", "summary 1\n"),
        replaced("summary 2\n", "summary 3\n"),
        replaced("summary 2\n", "summary 20\n"),
        layer(""),
        layer("conv2"),
        layer("\\u001b[2J"),
        layer(&"x".repeat(1 << 20)),
        replaced("\"has_labels\":true", "\"has_labels\":false"),
        replaced("\"category_names\":[", "\"category_names\":[\"a\",\"b\","),
        replaced("\"classifier\":\"output\"", "\"classifier\":\"linear1\""),
        replaced("\"classifier\":\"output\"", "\"classifier\":null"),
        about.trim_end_matches('}').to_owned(),
        format!("{about}{about}"),
    ];
    let odd = ["-1", "1.5", "1e300", "\"4\"", "null", "1048576", "1048577"].map(str::to_owned);
    let numbers: Vec<String> = ODD.iter().map(ToString::to_string).chain(odd).collect();
    for (name, was) in [("neurons", 9), ("images", 24), ("categories", 4)] {
        let was = format!("\"{name}\":{was}");
        forged.extend(numbers.iter().map(|number| replaced(&was, &format!("\"{name}\":{number}"))));
    }
    let (head, _) = about.split_once("\"right\":").unwrap();
    for (right, of) in [(0, 0), (5, 4), (24, 24), (0, u64::MAX), (u64::MAX, u64::MAX)] {
        forged.push(format!("{head}\"right\":{{\"right\":{right},\"of\":{of}}}}}"));
    }
    forged
}

#[test]
fn what_it_is_about_may_be_anything() {
    let sound = Sound::new();
    for about in forged_abouts(std::str::from_utf8(&sound.about).unwrap()) {
        let what: String = about.chars().take(300).collect();
        sound.assert_survives(about.as_bytes(), &sound.sections, &what);
    }
    sound.assert_survives(b"deephys summary 2\n\xff\xfe", &sound.sections, "no text");
}

#[test]
fn sections_may_be_missing_swapped_or_of_any_length() {
    let sound = Sound::new();
    for at in 0..sound.sections.len() {
        let change = |what: &str, change: &dyn Fn(&mut Vec<Vec<u8>>)| {
            let mut sections = sound.sections.clone();
            change(&mut sections);
            sound.assert_survives(&sound.about, &sections, &format!("section {at} {what}"));
        };
        let len = sound.sections[at].len();
        change("is missing", &|all| drop(all.remove(at)));
        change("is empty", &|all| all[at].clear());
        change("is there twice", &|all| all.insert(at, sound.sections[at].clone()));
        change("is swapped with the next", &|all| all.swap(at, (at + 1) % 8));
        change("is missing like those after it", &|all| all.truncate(at));
        change("is all zeros", &|all| all[at].fill(0));
        change("is all ones", &|all| all[at].fill(0xff));
        change("is doubled", &|all| all[at].extend_from_slice(&sound.sections[at]));
        for fewer in [1, 4, 8, 12, 16, 56] {
            change("is short", &|all| all[at].truncate(len.saturating_sub(fewer)));
        }
    }
}

#[test]
fn every_number_of_a_summary_may_be_anything() {
    for sound in [Sound::new(), Sound::with_cells()] {
        assert_every_number_may_be_anything(&sound);
    }
}

fn assert_every_number_may_be_anything(sound: &Sound) {
    let floats = [f64::NAN, f64::INFINITY, f64::MAX, -1.0].map(f64::to_bits);
    let numbers = [0, 1, 1 << 32, 1 << 63, u64::MAX].into_iter().chain(floats);
    for number in numbers.map(u64::to_le_bytes) {
        for (at, section) in sound.sections.iter().enumerate() {
            // Every word of a short section, some of a long one; numbers of 4 bytes and of 8.
            let words = section.len() / 4;
            for place in (0..words).step_by(words.div_ceil(12)).map(|word| word * 4) {
                let len = if at == 2 || at == 4 { 4 } else { 8.min(section.len() - place) };
                let mut sections = sound.sections.clone();
                sections[at][place..place + len].copy_from_slice(&number[..len]);
                let what = format!("{number:?} at {place} of section {at}");
                sound.assert_survives(&sound.about, &sections, &what);
            }
        }
    }
}

#[test]
fn sums_over_groups_may_be_missing_of_any_length_or_any_numbers() {
    let sound = Sound::grouped();
    let groups = 8;
    assert_eq!(sound.sections.len(), groups + 1);
    assert_eq!(sound.sections[groups].len(), 4 * 4 * 64 * 8, "(n_categories, 4, 64) numbers");
    let change = |what: &str, change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut sections = sound.sections.clone();
        change(&mut sections);
        sound.assert_survives(&sound.about, &sections, &format!("sums over groups: {what}"));
    };
    change("missing", &|all| all.truncate(groups));
    change("empty", &|all| all[groups].clear());
    change("twice", &|all| all.push(sound.sections[groups].clone()));
    for fewer in [1, 8, 512] {
        change("short", &|all| {
            let len = all[groups].len();
            all[groups].truncate(len - fewer);
        });
    }
    let about = std::str::from_utf8(&sound.about).unwrap();
    let (head, _) = about.split_once(",\"grouped_by\"").unwrap();
    let ungrouped = format!("{head}}}");
    sound.assert_survives(ungrouped.as_bytes(), &sound.sections, "groups that are not announced");
    for number in [f64::NAN, f64::INFINITY, f64::MAX, -1.0, 0.0, 1e-300] {
        change(&format!("all {number}"), &|all| {
            all[groups] = number.to_le_bytes().repeat(4 * 4 * 64);
        });
    }
}

#[test]
fn groups_that_are_announced_must_be_there() {
    let sound = Sound::new();
    let about = std::str::from_utf8(&sound.about).unwrap().trim_end_matches('}');
    let about = format!("{about}}},\"grouped_by\":\"video\"}}");
    sound.assert_survives(about.as_bytes(), &sound.sections, "groups that are not there");
}
