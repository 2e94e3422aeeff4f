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
    let of = |columns: &str, path: &str| {
        works(folder, &format!("neurons --layer linear1 {columns} {path}"))
    };
    let whole = format!("{by} whole");
    assert_eq!(of(columns, "whole.summary"), of(columns, &whole));
    // That of the preferred category needs the images and is an estimate in what was merged.
    let exact = &format!("{columns},-auroc");
    assert_eq!(of(exact, "merged.summary"), of(exact, &whole));
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

/// 400 images in videos of 5 frames that differ little, sorted by their four categories.
fn frames(folder: &Path) {
    let path = folder.join("frames");
    std::fs::create_dir(&path).unwrap();
    // Without a rhythm, which would be one more dependence: the finalizer of SplitMix64.
    let scattered = |number: usize| {
        let mixed = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed >> 40) as f32 / 16_777_216.0
    };
    let activation = |image: usize, neuron: usize| {
        scattered(image / 5 * 12 + neuron) + 0.2 * scattered(9999 + image * 12 + neuron)
    };
    let images = (0..400).flat_map(|image| (0..12).map(move |neuron| activation(image, neuron)));
    let layer: Vec<u8> = images.flat_map(f32::to_le_bytes).collect();
    npy(&path.join("linear1.npy"), "<f4", "(400, 12)", &layer);
    let labels: Vec<u8> = (0..400_i64).flat_map(|image| (image / 100).to_le_bytes()).collect();
    npy(&path.join("labels.npy"), "<i8", "(400,)", &labels);
    videos(&path, 0..400);
}

#[test]
fn images_that_look_dependent_raise_a_notice_unless_they_are_grouped() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    frames(folder);
    let commands =
        ["neurons", "neuron --neuron 3", "layers", "summarize -o frames.summary --layer linear1"];
    for command in commands {
        let warned = run(folder, &format!("{command} frames"));
        assert_eq!(warned.code, 0, "{}", warned.stderr);
        warned.says(&["frames: neighboring images", "in linear1 (about 5 in a row)", "--group-by"]);
        let grouped = run(folder, &format!("{command} --group-by video frames"));
        assert!(!grouped.stderr.contains("neighboring"), "{}", grouped.stderr);
    }
    recordings(folder);
    assert!(!run(folder, "neurons whole other").stderr.contains("--group-by"));
}
