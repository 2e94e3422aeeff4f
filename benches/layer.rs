//! How long a layer takes, part by part, beside the time that reading its bytes takes.
//!
//! ```sh
//! cargo bench --bench layer -- LAYER.npy FOLDER FOLDER…
//! ```
//!
//! The first argument is the file of a layer, the others are recordings that have this layer; best of five runs.
//!
//! Where the time goes, in nanoseconds of a core for each activation (50,000 × 2,048 float32, 1,000 categories, two
//! cores of a virtual machine, the whole program without the cache, perf): 3.8, or 0.40 s.
//!
//! - memory 1.3: rows that are visited category by category 1.0, each visit a page walk through two tables in a virtual
//!   machine; mapping and unmapping pages 0.3.
//! - the pass 1.2: counting in the histogram 0.4 (alone 0.36, one increment of a counter), candidates and ranking of the
//!   top images 0.25, extremes 0.2, sums 0.15, finding bins 0.1, finishing 0.1.
//! - statistics 1.1: rankings 0.4 (six of 1,000 categories for each neuron), turning the sums 0.2, the rest 0.5.
//! - the table and its printing, on one core, 0.2.
//!
//! Alone, visiting every row once in this order, 256 neurons wide, through a fresh map takes 1.5 to 1.9, 1.3 after a touch
//! in the order of the file, and 0.7 in pages of 2 MiB. Front to back, what is mapped already takes 0.3: that is what
//! two threads do in the best case, and less than a tenth of all that is computed here. float16 halves the bytes and adds
//! a conversion: it is hardly faster, because three quarters of the time is no reading.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark ends where something is missing")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use deephys::formats::mmap::Map;
use deephys::ids::{LayerId, RecordingId};
use deephys::query::Analyst;
use deephys::recording::{Progress, RecordingSet, SetOptions, find_sources, open_all};
use deephys::store::Store;
use deephys::table::{Filter, Names, Rows, Sort};

const RUNS: usize = 5;

fn main() {
    // `cargo bench` passes `--bench` on.
    let arguments = std::env::args_os().skip(1).filter(|argument| argument != "--bench");
    let paths: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    let Some((file, recordings)) = paths.split_first() else {
        return println!("usage: cargo bench --bench layer -- LAYER.npy RECORDING…");
    };
    let floor = best(|| read(file));
    println!("two threads read {}: {floor:.1?}", file.display());
    let set = Arc::new(open(recordings));
    let layer = set.model.default_layer();
    for recording in (0..set.recordings.len()).map(RecordingId) {
        let pass = best(|| {
            black_box(fresh(&set).summary(recording, layer).unwrap());
        });
        let ratio = pass.as_secs_f64() / floor.as_secs_f64();
        println!("one pass over recording {recording}: {pass:.1?}, {ratio:.1} times as long");
    }
    let analyst = fresh(&set);
    analyst.layer(layer);
    let statistics = best(|| drop(black_box(analyst.layer(layer))));
    println!("all statistics from the summaries: {statistics:.1?}");
    table(&analyst, layer);
}

fn table(analyst: &Analyst, layer: LayerId) {
    let set = analyst.set();
    let all: Vec<RecordingId> = (0..set.recordings.len()).map(RecordingId).collect();
    let answer = analyst.layer(layer);
    let made = best(|| drop(black_box(answer.rows(set.reference, &all))));
    let rows: Rows = answer.rows(set.reference, &all);
    let names = Names { category: &|_| None, recording: &|_| None };
    let filter =
        Filter::parse("spurious > 0.5 and reliability > 0.7 and not dead", &names).unwrap();
    let arranged = best(|| drop(black_box(rows.arranged(Some(&filter), Sort::default()))));
    println!(
        "{} rows of the table: made in {made:.1?}, filtered and sorted in {arranged:.1?}",
        rows.len()
    );
}

/// An analyst that has computed nothing.
fn fresh(set: &Arc<RecordingSet>) -> Analyst {
    Analyst::new(Arc::clone(set), Store::disabled())
}

fn open(paths: &[PathBuf]) -> RecordingSet {
    let opened = open_all(&find_sources(paths, None), &Store::disabled(), &Progress::new());
    RecordingSet::agree(opened, &SetOptions::default()).unwrap()
}

/// Two threads add up the words of a file.
fn read(file: &Path) {
    let map = Map::open(file).unwrap();
    let (words, _) = map.bytes().as_chunks::<8>();
    let (first, second) = words.split_at(words.len() / 2);
    let sum = |words: &[[u8; 8]]| {
        words.iter().fold(0_u64, |sum, word| sum.wrapping_add(u64::from_le_bytes(*word)))
    };
    std::thread::scope(|threads| {
        threads.spawn(|| black_box(sum(first)));
        black_box(sum(second));
    });
}

fn best(work: impl Fn()) -> Duration {
    let timed = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..RUNS).map(timed).min().unwrap_or_default()
}
