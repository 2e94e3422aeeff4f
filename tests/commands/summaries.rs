//! `deephys summarize` and `deephys merge`: a file that stands for a recording says what the recording does.

use std::fs;
use std::path::{Path, PathBuf};

use super::run::deephys_in;

const IMAGES: usize = 60;
const NEURONS: usize = 70;
const CATEGORIES: usize = 5;

/// A `.npy` file, version 1.0.
pub(crate) fn npy(path: &Path, descr: &str, shape: &str, data: &[u8]) {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
    let len = (10 + header.len() + 1).next_multiple_of(64) - 10;
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(len).unwrap().to_le_bytes());
    bytes.extend(format!("{header:<width$}\n", width = len - 1).bytes());
    bytes.extend(data);
    fs::write(path, bytes).unwrap();
}

/// Some images of a made-up recording, as a folder of `.npy` files. Activations are multiples of 1/8: their sums are
/// exact in any order.
pub(crate) fn recording(folder: &Path, name: &str, images: std::ops::Range<usize>) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir(&path).unwrap();
    let activation = |image: usize, neuron: usize| {
        let mixed = (image * 31 + neuron * 17 + image * neuron * 7) % 101;
        (mixed as f32 - 40.0) / 8.0
    };
    let layer = |n_neurons: usize| -> Vec<u8> {
        let of =
            images.clone().flat_map(|image| (0..n_neurons).map(move |of| activation(image, of)));
        of.flat_map(f32::to_le_bytes).collect()
    };
    let n_images = images.len();
    npy(&path.join("linear1.npy"), "<f4", &format!("({n_images}, {NEURONS})"), &layer(NEURONS));
    let logits = layer(CATEGORIES);
    npy(&path.join("output.npy"), "<f4", &format!("({n_images}, {CATEGORIES})"), &logits);
    let labels = images.map(|image| i64::try_from(image * image % CATEGORIES).unwrap());
    let labels: Vec<u8> = labels.flat_map(i64::to_le_bytes).collect();
    npy(&path.join("labels.npy"), "<i8", &format!("({n_images},)"), &labels);
    fs::write(path.join("categories.txt"), "zero\none\ntwo\nthree\nfour\n").unwrap();
    path
}

#[track_caller]
fn run(folder: &Path, line: &str) -> super::run::Run {
    deephys_in(folder, &line.split(' ').collect::<Vec<_>>())
}

#[track_caller]
fn works(folder: &Path, line: &str) -> String {
    let run = run(folder, line);
    assert_eq!(run.code, 0, "{line}: {}", run.stderr);
    run.stdout
}

#[test]
fn halves_that_are_merged_say_what_the_whole_does() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    recording(folder, "whole", 0..IMAGES);
    recording(folder, "first", 0..25);
    recording(folder, "second", 25..IMAGES);
    works(folder, "summarize --layer linear1 whole -o whole.summary");
    works(folder, "summarize --layer linear1 first -o first.summary");
    works(folder, "summarize --layer linear1 --first-image 25 second -o second.summary");
    works(folder, "merge second.summary first.summary -o merged.summary");
    let of = |columns: &str, path: &str| {
        works(folder, &format!("neurons --layer linear1 --columns {columns} {path}"))
    };
    let all = "all,-recording,-null_percentile";
    assert_eq!(of(all, "whole.summary"), of(all, "whole"));
    assert_eq!(of(all, "whole").lines().count(), 1 + NEURONS);
    // It needs the images, which nobody has after a merge.
    let but_one = "all,-recording,-null_percentile,-auroc";
    assert_eq!(of(but_one, "merged.summary"), of(but_one, "whole"));
    let area = |path: &str| -> Vec<f64> {
        let printed = of("auroc --format csv", path);
        printed.lines().skip(1).filter_map(|line| line.rsplit(',').next()?.parse().ok()).collect()
    };
    let (estimated, exact) = (area("merged.summary"), area("whole"));
    // One neuron is constant.
    assert_eq!((estimated.len(), exact.len()), (NEURONS - 1, NEURONS - 1));
    assert!(estimated.iter().zip(&exact).all(|(a, b)| (a - b).abs() < 0.2));
}

#[test]
fn a_summary_of_version_1_opens_and_merges() {
    let folder = tempfile::tempdir().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let old = fixtures.join("summaries/version_1.summary");
    let whole = fixtures.join("small/npz/nan_inf.npz");
    let (old, whole) = (old.to_str().unwrap(), whole.to_str().unwrap());
    let of = |columns: &str, path: &str| {
        let line = format!("neurons --layer linear1 --columns {columns} --format csv {path}");
        works(folder.path(), &line)
    };
    let sums = "neuron,state,max,mean,sd,active_fraction,top_category,selectivity,d_prime,p999,reliability,nan";
    assert_eq!(of(sums, old), of(sums, whole));
    works(
        folder.path(),
        &format!("summarize --layer linear1 --first-image 24 {whole} -o b.summary"),
    );
    works(folder.path(), &format!("merge {old} b.summary -o both.summary"));
    let means = "neuron,max,mean,sd,top_category";
    assert_eq!(of(means, "both.summary"), of(means, whole));
    let apart = of("neuron,recording,ks", &format!("{old} both.summary"));
    let ks = apart.lines().skip(1).filter_map(|line| line.rsplit(',').next()?.parse().ok());
    let ks: Vec<f64> = ks.collect();
    assert!(!ks.is_empty() && ks.iter().all(|ks| *ks < 0.05), "{apart}");
}

#[test]
fn a_summary_answers_what_needs_no_single_activation() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    recording(folder, "whole", 0..IMAGES);
    works(folder, "summarize --layer linear1 whole -o whole.summary");
    assert_eq!(works(folder, "layers whole.summary"), {
        let lines = works(folder, "layers whole");
        let kept = lines.lines().filter(|line| !line.starts_with("output"));
        kept.fold(String::new(), |text, line| text + line + "\n")
    });
    for line in ["neuron --neuron 3 whole.summary", "info whole.summary"] {
        assert!(!works(folder, line).is_empty());
    }
    assert!(works(folder, "category --recording 0 --category two whole.summary").contains("two"));
    let refused = run(folder, "image --recording 0 --image 3 whole.summary");
    assert_eq!(refused.code, 1);
    let expected = "this is a summary: it holds no single activations; open the recording";
    assert!(refused.stderr.contains(expected), "{}", refused.stderr);
    let refused = run(folder, "confusion --recording 0 whole.summary");
    assert!(refused.stderr.contains("it holds no single predictions"), "{}", refused.stderr);
}

#[test]
fn a_summary_beside_a_recording_works_on_the_layer_that_both_have() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    recording(folder, "whole", 0..IMAGES);
    works(folder, "summarize --layer linear1 whole -o whole.summary");
    for paths in ["whole whole.summary", "whole.summary whole"] {
        let printed =
            works(folder, &format!("neurons --columns neuron,spurious --where spurious=0 {paths}"));
        assert!(printed.lines().count() > 1, "{printed}");
    }
}

#[test]
fn what_cannot_be_merged_is_told_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    recording(folder, "a", 0..30);
    recording(folder, "b", 0..40);
    works(folder, "summarize --layer linear1 a -o a.summary");
    works(folder, "summarize --layer linear1 b -o b.summary");
    works(folder, "summarize --layer output b -o output.summary");
    let overlap = run(folder, "merge a.summary b.summary -o c.summary");
    assert!(overlap.code == 1 && overlap.stderr.contains("--first-image"), "{}", overlap.stderr);
    let layers = run(folder, "merge a.summary output.summary -o c.summary");
    assert!(layers.code == 1 && layers.stderr.contains("\"output\""), "{}", layers.stderr);
    let itself = run(folder, "merge a.summary -o a.summary");
    assert!(itself.code == 1 && itself.stderr.contains("name another file"), "{}", itself.stderr);
    let several = run(folder, "summarize a b -o c.summary");
    assert!(several.code == 1 && several.stderr.contains("deephys merge"), "{}", several.stderr);
    let ending = run(folder, "summarize a -o c.npz");
    assert_eq!(ending.code, 2, "{}", ending.stderr);
    assert!(!folder.join("c.summary").exists() && !folder.join("c.npz").exists());
    let left = fs::read_dir(folder).unwrap().flatten();
    assert!(left.into_iter().all(|entry| !entry.path().to_string_lossy().contains("unfinished")));
}

#[test]
fn a_damaged_summary_is_refused_and_never_misread() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    recording(folder, "whole", 0..IMAGES);
    works(folder, "summarize --layer linear1 whole -o whole.summary");
    let bytes = fs::read(folder.join("whole.summary")).unwrap();
    let damaged = folder.join("damaged.summary");
    for at in (0..bytes.len()).step_by(bytes.len() / 12) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        fs::write(&damaged, flipped).unwrap();
        let run = run(folder, "neurons damaged.summary");
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "byte {at}");
        fs::write(&damaged, &bytes[..at]).unwrap();
        let run = deephys_in(folder, &["neurons", "damaged.summary"]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "cut at {at}");
    }
}

/// Every command that takes a summary, of a file called `damaged.summary`.
const COMMANDS: [&str; 10] = [
    "info",
    "neurons",
    "neurons --columns all whole.summary",
    "neuron --neuron 3",
    "category --recording 0 --category two",
    "confusion --recording 0",
    "image --recording 0 --image 3",
    "layers",
    "summarize -o new.summary",
    "merge -o new.summary whole.summary",
];

#[test]
fn every_command_refuses_a_summary_that_is_no_whole_one_of_this_version() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    recording(folder, "whole", 0..IMAGES);
    works(folder, "summarize --layer linear1 whole -o whole.summary");
    let whole = fs::read(folder.join("whole.summary")).unwrap();
    let mut other_layout = whole.clone();
    other_layout[7] += 1;
    let damaged = folder.join("damaged.summary");
    let later: &dyn Fn() = &|| {
        deephys::store::write_file(&damaged, b"deephys summary 3\n{}", &[b"new"], || false)
            .unwrap();
    };
    let bytes = |bytes: Vec<u8>| {
        let damaged = damaged.clone();
        move || fs::write(&damaged, &bytes).unwrap()
    };
    let half = bytes(whole[..whole.len() / 2].to_vec());
    let all: [(&str, &dyn Fn(), &str); 5] = [
        ("empty", &bytes(Vec::new()), "bytes"),
        ("half", &half, "bytes"),
        ("of another layout", &bytes(other_layout), "was not written by this version"),
        ("of a later version", later, "is no summary of this version"),
        (
            "text",
            &bytes(b"hello, this is no summary at all\n".to_vec()),
            "was not written by this version",
        ),
    ];
    for (what, damage, words) in all {
        damage();
        for command in COMMANDS {
            let run = run(folder, &format!("{command} damaged.summary"));
            let is_beside = command.ends_with("whole.summary") && !command.starts_with("merge");
            assert_eq!(run.code, 1, "{command}, {what}: {}", run.stderr);
            assert_eq!(run.stdout.is_empty(), !is_beside, "{command}, {what}: {}", run.stdout);
            run.says(&[words, "damaged.summary"]);
        }
        assert!(!folder.join("new.summary").exists(), "{what}");
    }
}
