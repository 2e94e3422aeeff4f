//! `--group-by`: images that are not independent, in every command that prints statistics.

use std::path::Path;

use super::run::{Run, deephys_in, program};
use super::summaries::{npy, recording};

/// Two recordings of 60 images whose `video.npy` names 12 videos of 5 frames.
fn recordings(folder: &Path) {
    for (name, first) in [("whole", 0), ("other", 40)] {
        videos(&recording(folder, name, first..first + 60), 0..60);
    }
}

fn videos(recording: &Path, images: std::ops::Range<usize>) {
    let shape = format!("({},)", images.len());
    let videos: Vec<u8> =
        images.flat_map(|image| i64::try_from(image / 5).unwrap().to_le_bytes()).collect();
    npy(&recording.join("video.npy"), "<i8", &shape, &videos);
}

#[track_caller]
fn run(folder: &Path, line: &str) -> Run {
    deephys_in(folder, &line.split(' ').collect::<Vec<_>>())
}

#[track_caller]
fn works(folder: &Path, line: &str) -> String {
    let run = run(folder, line);
    assert_eq!(run.code, 0, "{line}: {}", run.stderr);
    run.stdout
}

#[test]
fn groups_change_what_halves_and_errors_say_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    recordings(folder);
    let of = |columns: &str, option: &str| {
        works(
            folder,
            &format!(
                "neurons --layer linear1 --sort neuron --columns {columns} {option}whole other"
            ),
        )
    };
    let same = "neuron,recording,max,mean,active,ks,preferred";
    assert_eq!(of(same, ""), of(same, "--group-by video "));
    assert_ne!(of("neuron,reliability", ""), of("neuron,reliability", "--group-by video "));
    let layers = |option: &str| works(folder, &format!("layers {option}whole other"));
    assert_ne!(layers(""), layers("--group-by video "));
}

#[test]
fn with_and_without_a_cache_groups_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    recordings(folder);
    let line = "neurons --layer linear1 --columns all,-null_percentile --group-by video";
    let cached = |option: &str| {
        let line = format!("{line}{option} whole other");
        let mut command = program(folder, &line.split(' ').collect::<Vec<_>>());
        let output = command.env("XDG_CACHE_HOME", folder.join("cache")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let once = cached(" --no-cache");
    assert_eq!(cached(""), once);
    assert_eq!(cached(""), once);
}

#[test]
fn grouped_summaries_say_what_the_recording_does_and_merge() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    recordings(folder);
    videos(&recording(folder, "first", 0..25), 0..25);
    videos(&recording(folder, "second", 25..60), 25..60);
    let by = "--group-by video";
    works(folder, &format!("summarize {by} --layer linear1 whole -o whole.summary"));
    works(folder, &format!("summarize {by} --layer linear1 first -o first.summary"));
    works(
        folder,
        &format!("summarize {by} --layer linear1 --first-image 25 second -o second.summary"),
    );
    works(folder, "merge second.summary first.summary -o merged.summary");
    let columns = "--columns all,-recording,-null_percentile";
    let of = |path: &str| works(folder, &format!("neurons --layer linear1 {columns} {path}"));
    let whole = of(&format!("{by} whole"));
    assert_eq!(of("whole.summary"), whole);
    assert_eq!(of("merged.summary"), whole);
}

#[test]
fn parts_that_are_grouped_otherwise_do_not_merge() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    videos(&recording(folder, "first", 0..25), 0..25);
    videos(&recording(folder, "second", 25..60), 25..60);
    works(folder, "summarize --group-by video --layer linear1 first -o first.summary");
    works(folder, "summarize --layer linear1 --first-image 25 second -o second.summary");
    let refused = run(folder, "merge first.summary second.summary -o merged.summary");
    assert_eq!(refused.code, 1);
    refused.says(&["one groups its images by \"video\"", "another groups no images", "--group-by"]);
    let warned = run(folder, "neurons --group-by video first.summary second.summary");
    warned.says(&["the summary was made without groups of images", "--group-by video"]);
}

#[test]
fn a_column_that_nobody_has_is_named_with_those_that_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    recordings(folder);
    let refused = run(folder, "neurons --group-by vidoe whole other");
    assert_eq!(refused.code, 1);
    refused.says(&["no recording has a column \"vidoe\"", "did you mean \"video\"?"]);
    videos(&folder.join("whole"), 0..7);
    let refused = run(folder, "neurons --group-by video whole");
    refused.says(&["the length of array \"video\" to group by is 7; expected: 60"]);
}
