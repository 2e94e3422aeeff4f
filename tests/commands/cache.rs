//! What is kept from run to run: where, and not with `--no-cache`.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::run::{Run, program, small};
use super::summaries::npy;

/// Writes the small recording with 16 MiB that nobody reads, which makes its index worth keeping.
fn write_large(path: &Path) {
    let whole = std::fs::read(small().join("exporter_f32/small.test")).unwrap();
    assert_eq!(whole[0], 0xa4, "a map of four members");
    let padding = b"\xa5\x67padding\x5a\x01\x00\x00\x00";
    std::fs::write(path, [padding.as_slice(), &vec![0; 1 << 24], &whole[1..]].concat()).unwrap();
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_mins(1)).unwrap();
}

/// Runs `info` with the cache in `cache`.
fn info(folder: &Path, cache: &Path, more: &[&str]) -> Run {
    run(folder, cache, &[&["info", "--format", "json"], more, &["large.test"]].concat())
}

fn run(folder: &Path, cache: &Path, arguments: &[&str]) -> Run {
    let mut command = program(folder, arguments);
    command.env("XDG_CACHE_HOME", cache).env("XDG_STATE_HOME", folder.join("state"));
    let output = command.output().unwrap();
    assert!(!folder.join("state").exists(), "commands keep nothing that the user chose");
    Run {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

fn count(folder: &Path) -> usize {
    folder.read_dir().map_or(0, Iterator::count)
}

#[test]
fn answers_are_kept_in_the_cache_folder_unless_the_user_does_not_want_it() {
    let folder = tempfile::tempdir().unwrap();
    write_large(&folder.path().join("large.test"));
    let cache = folder.path().join("cache");
    let without = info(folder.path(), &cache, &["--no-cache"]);
    assert_eq!((without.code, count(&cache)), (0, 0));
    let first = info(folder.path(), &cache, &[]);
    assert_eq!(count(&cache.join("deephys")), 1);
    let second = info(folder.path(), &cache, &[]);
    assert_eq!([&first.stdout, &second.stdout], [&without.stdout; 2]);
    assert_eq!([&first.stderr, &second.stderr], [&without.stderr; 2]);
}

#[test]
fn a_cache_that_cannot_be_written_is_told_and_hinders_nothing() {
    let folder = tempfile::tempdir().unwrap();
    write_large(&folder.path().join("large.test"));
    let place = folder.path().join("cache");
    std::fs::write(&place, b"a file").unwrap();
    let run = info(folder.path(), &place, &[]);
    assert_eq!(run.code, 0);
    run.says(&["nothing is kept for the next time", "cache/deephys", "--no-cache"]);
    let silent = info(folder.path(), &place, &["--no-cache"]);
    assert!(!silent.stderr.contains("nothing is kept"), "{}", silent.stderr);
}

/// A recording whose layer is just large enough for its summary to be kept.
fn write_layer(folder: &Path, shift: usize) {
    const SIDE: usize = 1024;
    std::fs::create_dir(folder).unwrap();
    let activation = |at: usize| ((at * 7919 + shift * (at / SIDE)) % 1009) as f32 / 8.0;
    let values: Vec<u8> = (0..SIDE * SIDE).flat_map(|at| activation(at).to_le_bytes()).collect();
    npy(&folder.join("layer.npy"), "<f4", &format!("({SIDE}, {SIDE})"), &values);
    let labels: Vec<u8> = (0..1024_i64).flat_map(|image| (image % 9).to_le_bytes()).collect();
    npy(&folder.join("labels.npy"), "<i8", &format!("({SIDE},)"), &labels);
    for file in ["layer.npy", "labels.npy"] {
        let file = File::options().write(true).open(folder.join(file)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_mins(1)).unwrap();
    }
}

/// The entries of the cache that end so.
fn entries(cache: &Path, ending: &str) -> Vec<std::path::PathBuf> {
    let all = cache.join("deephys").read_dir().unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.extension().is_some_and(|found| found == ending)).collect()
}

#[test]
fn what_is_kept_of_a_layer_says_what_the_files_say_and_damage_is_a_miss() {
    let folder = tempfile::tempdir().unwrap();
    write_layer(&folder.path().join("ind"), 0);
    write_layer(&folder.path().join("ood"), 3);
    let cache = folder.path().join("cache");
    let neurons = |more: &[&str]| {
        let arguments = [&["neurons", "--columns", "all,-null_percentile"], more, &["ind", "ood"]];
        let run = run(folder.path(), &cache, &arguments.concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let expected = neurons(&["--no-cache"]);
    assert_eq!(neurons(&[]), expected);
    assert_eq!((entries(&cache, "summary").len(), entries(&cache, "statistics").len()), (2, 1));
    assert_eq!(neurons(&[]), expected, "from the statistics");
    for ending in ["statistics", "summary"] {
        for entry in entries(&cache, ending) {
            let mut bytes = std::fs::read(&entry).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            std::fs::write(&entry, bytes).unwrap();
        }
        assert_eq!(neurons(&[]), expected, "after damage to {ending}");
    }
    std::fs::remove_file(&entries(&cache, "statistics")[0]).unwrap();
    assert_eq!(neurons(&[]), expected, "from the summaries");
}

#[test]
fn the_number_of_threads_changes_no_digit() {
    let folder = tempfile::tempdir().unwrap();
    write_layer(&folder.path().join("ind"), 0);
    write_layer(&folder.path().join("ood"), 5);
    let arguments = [
        "neurons",
        "--no-cache",
        "--columns",
        "all,-null_percentile",
        "--limit",
        "99",
        "ind",
        "ood",
    ];
    let on = |threads: &str| {
        let mut command = program(folder.path(), &arguments);
        command.env("RAYON_NUM_THREADS", threads).output().unwrap().stdout
    };
    let alone = on("1");
    assert!(!alone.is_empty());
    assert_eq!(on("2"), alone);
    assert_eq!(on("7"), alone);
}
