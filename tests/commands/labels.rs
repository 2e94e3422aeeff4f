//! `deephys labels`, and labels as columns of `deephys neurons`.

use std::fs;
use std::path::{Path, PathBuf};

use super::run::{Run, deephys_in, small};

const HEADING: &str = "layer\tneuron\tlabel\tnote\twho\twhen\n";

/// A folder with a recording and labels of its last layer but one.
fn labelled(lines: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let recording = folder.path().join("ind.npz");
    fs::copy(small().join("npz/stored.npz"), &recording).unwrap();
    let layer = deephys_in(folder.path(), &["neurons", "--limit", "1", "ind.npz"]).stdout;
    let layer = layer.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    let lines: Vec<String> = lines.iter().map(|line| format!("{layer}\t{line}\n")).collect();
    let file = format!("{HEADING}{}", lines.concat());
    fs::write(folder.path().join("deephys-labels.tsv"), file).unwrap();
    (folder, recording)
}

const LINES: [&str; 3] = [
    "2\tspurious\tfires on red\tann\t2026-11-24T18:41:07Z",
    "0\tfine\t\t\t",
    "1\t\t\tbob\t2026-11-24T18:41:07Z",
];

#[track_caller]
fn run(folder: &Path, arguments: &[&str]) -> Run {
    let run = deephys_in(folder, arguments);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    run
}

#[test]
fn labels_are_printed_by_layer_and_neuron() {
    let (folder, _) = labelled(&LINES);
    let csv = run(folder.path(), &["labels", "--format", "csv", "ind.npz"]).stdout;
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("layer,neuron,label,note,who,when"));
    assert!(lines.next().unwrap().ends_with(",0,fine,,,"));
    let last = ",2,spurious,fires on red,ann,2026-11-24T18:41:07.000000Z";
    assert!(lines.next().unwrap().ends_with(last), "{csv}");
    assert_eq!(lines.next(), None, "what was taken back is not printed");
    let json = run(folder.path(), &["labels", "--format", "json", "ind.npz"]).stdout;
    assert!(json.contains(r#""neuron":0,"label":"fine","note":null"#), "{json}");
    let table = run(folder.path(), &["labels", "--format", "table", "ind.npz"]).stdout;
    assert!(table.contains("spurious  fires on red  ann"), "{table}");
}

#[test]
fn labels_are_columns_and_filter_and_sort() {
    let (folder, _) = labelled(&LINES);
    let columns = "label,note,-recording";
    let neurons = |more: &[&str]| {
        let fixed = ["neurons", "--columns", columns, "--format", "csv", "ind.npz"];
        let csv = run(folder.path(), &[&fixed, more].concat()).stdout;
        let fields = |line: &str| line.split_once(',').unwrap().1.to_owned();
        csv.lines().skip(1).map(fields).collect::<Vec<_>>()
    };
    assert_eq!(neurons(&["--where", "label = Spurious"]), ["2,spurious,fires on red"]);
    let labelled = ["--where", "label != none", "--sort", "label", "--ascending"];
    assert_eq!(neurons(&labelled), ["0,fine,", "2,spurious,fires on red"]);
    let unlabelled = neurons(&["--where", "label = none", "--sort", "neuron", "--ascending"]);
    assert_eq!(unlabelled[..2], ["1,,", "3,,"]);
    let wrong = deephys_in(folder.path(), &["neurons", "--where", "label > fine", "ind.npz"]);
    assert!(wrong.stderr.contains("label has no order: use = or !="), "{wrong:?}");
}

#[test]
fn files_are_merged_into_another() {
    let (folder, _) = labelled(&LINES);
    let path = |name: &str| folder.path().join(name);
    fs::write(path("bob.tsv"), format!("{HEADING}x\t1\tdead\t\tbob\t2026-11-24T18:41:08Z\nodd\n"))
        .unwrap();
    fs::write(path("ann.tsv"), format!("{HEADING}x\t1\tfine\t\tann\t2026-11-24T18:41:07Z\n"))
        .unwrap();
    let merge = |files: [&str; 2], output: &str| {
        let merged =
            deephys_in(folder.path(), &["labels", "--merge", files[0], files[1], "-o", output]);
        assert_eq!(merged.code, 0, "{merged:?}");
        assert!(merged.stderr.contains("1 line of the labels cannot be read"), "{merged:?}");
        let disputed = "x/1: dead (bob) holds; older: fine (ann)";
        assert_eq!(merged.stderr.contains(disputed), files.contains(&"ann.tsv"), "{merged:?}");
        let count = if output == "deephys-labels.tsv" { 3 } else { 1 };
        assert!(merged.stderr.contains(&format!("of {count} neurons: ")), "{merged:?}");
        fs::read_to_string(path(output)).unwrap()
    };
    let one = merge(["ann.tsv", "bob.tsv"], "one.tsv");
    assert_eq!(one, format!("{HEADING}x\t1\tdead\t\tbob\t2026-11-24T18:41:08.000000Z\nodd\n"));
    assert_eq!(merge(["bob.tsv", "ann.tsv"], "two.tsv"), one);
    let all = merge(["one.tsv", "two.tsv"], "deephys-labels.tsv");
    assert!(all.contains("spurious") && all.contains("dead"), "{all}");
}

#[test]
fn mistakes_are_told() {
    let (folder, _) = labelled(&[]);
    let told = |arguments: &[&str]| {
        let run = deephys_in(folder.path(), arguments);
        assert_ne!(run.code, 0, "{run:?}");
        run.stderr
    };
    assert!(told(&["labels"]).contains("PATH"));
    assert!(told(&["labels", "--merge", "ind.npz"]).contains("--output"));
    let missing = told(&["labels", "--merge", "no.tsv", "-o", "all.tsv"]);
    assert!(missing.contains("labels cannot be read") && missing.contains("no.tsv"), "{missing}");
    let binary = told(&["labels", "--merge", "ind.npz", "-o", "all.tsv"]);
    assert!(binary.contains("this is no text: ind.npz"), "{binary}");
    let labels = "deephys-labels.tsv";
    let nowhere = told(&["labels", "--merge", labels, "-o", "no/all.tsv"]);
    assert!(nowhere.contains("labels cannot be written"), "{nowhere}");
    assert!(!folder.path().join("no").exists());
}
