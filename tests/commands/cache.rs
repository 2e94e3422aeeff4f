//! What is kept from run to run: where, and not with `--no-cache`.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::run::{Run, program, small};

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
    let arguments = [&["info", "--format", "json"], more, &["large.test"]].concat();
    let output = program(folder, &arguments).env("XDG_CACHE_HOME", cache).output().unwrap();
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
