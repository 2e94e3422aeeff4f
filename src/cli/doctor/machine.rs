//! What is found of the machine: the program's folders and the room in them, versions, processor, threads.

use std::env::consts::{ARCH, OS};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::Finding;
use crate::cli::surroundings::output;
use crate::store::user_folders;
use crate::text::shown_path;

/// How long a program of the system may take; a disk over the network may be away.
const PATIENCE: Duration = Duration::from_secs(2);
/// Less room than this is soon full.
const LITTLE_KIB: u64 = 1 << 20;

/// The folders of the program: where, whether they are there, whether they may be written, how much room there is.
pub(super) fn folders() -> Vec<Finding> {
    let folders = user_folders().into_iter();
    folders.map(|(what, folder)| of_folder(what, folder)).collect()
}

fn of_folder(what: &'static str, folder: Option<PathBuf>) -> Finding {
    let Some(folder) = folder else {
        return Finding::with(what, "none", Some("set HOME, or nothing is kept"));
    };
    let is_there = folder.is_dir();
    // One that is missing is made by whoever first writes there.
    let Some(existing) = folder.ancestors().find(|folder| folder.exists()) else {
        return Finding::with(what, shown_path(&folder), Some("there is nothing of this path"));
    };
    let is_writable = existing.is_dir() && may_write(existing);
    let free = free_kib(existing);
    let parts = [
        Some(shown_path(&folder)),
        (!is_there).then(|| "not there yet".to_owned()),
        Some(if is_writable { "writable" } else { "not writable" }.to_owned()),
        free.map(|free| format!("{:.1} GiB free", free as f64 / f64::from(1 << 20))),
    ];
    let value = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    // The program only reads the config.
    let matters = what != "config";
    let denied = (matters && !is_writable).then(|| {
        format!(
            "nothing is kept there: chown or chmod {}, or name another folder",
            shown_path(existing)
        )
    });
    let full = (matters && free.is_some_and(|free| free < LITTLE_KIB))
        .then(|| "little room: set cache_limit in the config file, or make room".to_owned());
    Finding { what, value, advice: denied.or(full) }
}

/// Whether the system lets this user write into a folder; asked without writing.
fn may_write(folder: &Path) -> bool {
    let mut command = Command::new("test");
    command.arg("-w").arg(folder);
    output(command, PATIENCE).is_some()
}

/// Room on the disk of a folder, in KiB, if the system says it.
fn free_kib(folder: &Path) -> Option<u64> {
    let mut command = Command::new("df");
    command.arg("-Pk").arg(folder);
    output(command, PATIENCE).as_deref().and_then(available_kib)
}

/// The fourth field after the headings, counted from the capacity on, because names of disks may hold spaces.
fn available_kib(table: &str) -> Option<u64> {
    let line = table.lines().nth(1)?;
    let words: Vec<&str> = line.split_whitespace().collect();
    let capacity = words.iter().position(|word| word.ends_with('%'))?;
    words.get(capacity.checked_sub(1)?)?.parse().ok()
}

/// Versions, processor and threads.
pub(super) fn program() -> Vec<Finding> {
    vec![
        Finding::good("deephys", env!("CARGO_PKG_VERSION")),
        Finding::good("system", system()),
        processor(),
        threads(),
    ]
}

fn system() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let kernel = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let parts = [name.unwrap_or_default().trim_matches('"'), OS, kernel.trim(), ARCH];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What the loops over activations are compiled for, and whether this processor has it.
#[cfg(target_arch = "x86_64")]
fn processor() -> Finding {
    let features = [
        ("avx2", std::is_x86_feature_detected!("avx2")),
        ("fma", std::is_x86_feature_detected!("fma")),
        ("bmi1", std::is_x86_feature_detected!("bmi1")),
        ("bmi2", std::is_x86_feature_detected!("bmi2")),
    ];
    let missing: Vec<&str> =
        features.iter().filter(|(_, is_there)| !is_there).map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return Finding::good("processor", "avx2, fma, bmi1 and bmi2 are used");
    }
    let value = format!("lacks {}: passes over layers take longer", missing.join(", "));
    Finding::with("processor", value, Some("nothing is wrong; a newer processor is faster"))
}

#[cfg(not(target_arch = "x86_64"))]
fn processor() -> Finding {
    Finding::good("processor", format!("{ARCH}, what all of its kind have is used"))
}

fn threads() -> Finding {
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let asked = std::env::var("RAYON_NUM_THREADS").ok().filter(|value| !value.is_empty());
    let asked = asked.map(|value| format!(", RAYON_NUM_THREADS says {value}")).unwrap_or_default();
    let advice = "passes over layers take turns on one core: ask the job for more";
    Finding::with("threads", format!("{count}{asked}"), (count == 1).then_some(advice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_found_whatever_the_disk_is_called() {
        let table = |line: &str| {
            format!("Filesystem 1024-blocks Used Available Capacity Mounted on\n{line}\n")
        };
        assert_eq!(available_kib(&table("/dev/sda1 100 60 40 60% /")), Some(40));
        assert_eq!(available_kib(&table("my disk 100 60 40 60% /a b")), Some(40));
        assert_eq!(available_kib(&table("none")), None);
        assert_eq!(available_kib(""), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_is_missing_is_judged_by_the_one_above_it() {
        let folder = tempfile::tempdir().unwrap();
        let finding = of_folder("cache", Some(folder.path().join("a/b")));
        assert!(finding.value.contains("not there yet, writable"), "{finding:?}");
        std::fs::write(folder.path().join("file"), "").unwrap();
        let finding = of_folder("state", Some(folder.path().join("file/b")));
        assert!(finding.value.contains("not writable") && finding.advice.is_some(), "{finding:?}");
        assert_eq!(of_folder("cache", None).value, "none");
    }
}
