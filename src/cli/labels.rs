//! Where labels are kept: taken up when the screen opens, merged into their file with every change, printed by
//! `deephys labels`.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use serde::Serialize;

use super::args::OfLabels;
use super::config::Settings;
use super::report::{Report, Table};
use super::work::Work;
use super::{Failure, complain, open_set};
use crate::app::App;
use crate::ids::LayerId;
use crate::labels::{Entry, FILE_NAME, Labels, Moment};
use crate::recording::RecordingSet;
use crate::store::{SharedFile, stable_hash, state_folder};
use crate::table::{Column, Rows};
use crate::text::shown_path;

const COLUMNS: [&str; 6] = ["layer", "neuron", "label", "note", "who", "when"];

/// The file of labels beside the reference, and the one that stands in for it where that cannot be written.
pub(super) struct LabelFiles {
    beside: Option<SharedFile>,
    state: Option<SharedFile>,
}

impl LabelFiles {
    /// The files for recordings: beside the reference, and in the user's state folder under a name that stands for that
    /// place. The demo has no place.
    pub(super) fn of(set: &RecordingSet) -> Self {
        let folder = set.recording(set.reference).and_then(|reference| reference.folder());
        let name = match &folder {
            Some(folder) => format!("labels-{:016x}.tsv", hash(folder)),
            None => "labels-demo.tsv".to_owned(),
        };
        let within = |folder: &PathBuf, name: &str| SharedFile::within(folder, name);
        Self {
            beside: folder
                .as_ref()
                .filter(|folder| folder.is_dir())
                .map(|folder| within(folder, FILE_NAME)),
            state: state_folder().as_ref().map(|folder| within(folder, &name)),
        }
    }

    /// All labels, and what is wrong with the files.
    pub(super) fn read(&self) -> (Labels, Vec<String>) {
        let (mut labels, mut complaints) = (Labels::default(), Vec::new());
        for file in [&self.beside, &self.state].into_iter().flatten() {
            let path = shown_path(file.path());
            match file.read() {
                Ok(bytes) => {
                    let read = Labels::read(&bytes);
                    complaints.extend(odd(&read).map(|odd| format!("{odd}: {path}")));
                    labels.merge(read);
                }
                // Told once something is to be written there.
                Err(error) if error.kind() == io::ErrorKind::NotADirectory => {}
                Err(error) => complaints.push(format!("labels cannot be read: {error}: {path}")),
            }
        }
        (labels, complaints)
    }

    /// Merges labels into the first file that can be written; what they are then, and what went wrong before. An error is
    /// why they are kept nowhere.
    fn keep(&self, labels: &Labels) -> Result<(Labels, Option<String>), String> {
        let mut complaint = None;
        for file in [&self.beside, &self.state].into_iter().flatten() {
            match merge_into(file, labels) {
                Ok(merged) => {
                    let place = shown_path(file.path());
                    let told =
                        complaint.map(|wrong| format!("labels are kept in {place}: {wrong}"));
                    return Ok((merged, told));
                }
                Err(error) => {
                    complaint = Some(format!("{error}: {}", shown_path(file.path())));
                }
            }
        }
        let why = complaint.unwrap_or_else(|| "there is no folder for them".into());
        Err(format!("labels are not kept: {why}"))
    }
}

fn merge_into(file: &SharedFile, labels: &Labels) -> io::Result<Labels> {
    let mut merged = labels.clone();
    file.update(|before| {
        merged.merge(Labels::read(before));
        merged.text()
    })?;
    Ok(merged)
}

/// A number for a place, the same at every start.
fn hash(folder: &Path) -> u64 {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    stable_hash(folder.as_os_str().as_encoded_bytes().iter().map(|byte| u64::from(*byte)))
}

fn odd(labels: &Labels) -> Option<String> {
    match labels.odd_lines() {
        0 => None,
        1 => Some("1 line of the labels cannot be read and is kept as it is".into()),
        many => Some(format!("{many} lines of the labels cannot be read and are kept as they are")),
    }
}

/// The labels while the screen is open.
pub(super) struct KeptLabels {
    files: LabelFiles,
    labels: Labels,
    who: String,
    /// What the user knows already.
    told: Vec<String>,
    /// Whether the user knows where they lie.
    is_place_told: bool,
}

impl KeptLabels {
    /// Gives `app` the labels that were kept.
    pub(super) fn take_up(app: &mut App) -> Self {
        let files = LabelFiles::of(app.set());
        let (labels, complaints) = files.read();
        let who = ["USER", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
        app.restore_labels(labels.clone());
        for complaint in &complaints {
            app.tell(complaint.clone());
        }
        let who = who.unwrap_or_default();
        // Whoever finds labels there knows where they lie.
        let is_place_told = !labels.is_empty();
        Self { files, labels, who, told: complaints, is_place_told }
    }

    /// Keeps what the user has said since, and takes up what others have.
    pub(super) fn keep(&mut self, app: &mut App) {
        let changes = app.take_label_changes();
        if changes.is_empty() {
            return;
        }
        for (subject, remark) in changes {
            self.labels.change(subject, remark, (&self.who, Moment::of(SystemTime::now())));
        }
        let kept = self.files.keep(&self.labels);
        let is_kept = kept.is_ok();
        let (complaint, place) = match kept {
            Ok((merged, complaint)) => {
                self.labels = merged;
                let beside = self.files.beside.as_ref().filter(|_| complaint.is_none());
                (complaint, beside.map(|file| shown_path(file.path())))
            }
            Err(why) => (Some(why), None),
        };
        app.restore_labels(self.labels.clone());
        if let (Some(place), false) = (place, std::mem::replace(&mut self.is_place_told, true))
            && let Some(message) = app.message()
        {
            app.say(format!("{message} · kept in {place}"));
        }
        if let Some(complaint) = complaint.filter(|complaint| !self.told.contains(complaint)) {
            self.told.push(complaint.clone());
            app.tell(complaint);
        }
        app.see_labels_kept(is_kept);
    }
}

/// Puts the labels of a layer into their columns.
pub(super) fn fill(set: &RecordingSet, layer: LayerId, rows: &mut Rows) {
    let labels = read_told(set);
    let name = set.model.layer(layer).map_or("", |info| info.name.as_str());
    let of_layer: std::collections::BTreeMap<_, _> = labels.of_layer(name).collect();
    let remarks: Vec<_> = (0..rows.len())
        .map(|row| rows.neuron(row).and_then(|neuron| of_layer.get(&neuron).copied()))
        .collect();
    let texts = |column| {
        remarks.iter().map(move |remark| match (remark, column) {
            (Some(remark), Column::Note) => remark.note.as_str(),
            (Some(remark), _) => remark.label.as_str(),
            (None, _) => "",
        })
    };
    for column in [Column::Label, Column::Note] {
        rows.fill_text(column, texts(column));
    }
}

/// The labels for recordings; what is wrong with them is said on stderr.
fn read_told(set: &RecordingSet) -> Labels {
    let (labels, complaints) = LabelFiles::of(set).read();
    for complaint in complaints {
        complain(&format!("warning: {complaint}"));
    }
    labels
}

#[derive(Serialize)]
struct Line<'a> {
    layer: &'a str,
    neuron: usize,
    label: Option<&'a str>,
    note: Option<&'a str>,
    who: Option<&'a str>,
    when: Option<String>,
}

/// `deephys labels`: the report, or `None` once files are merged.
pub(super) fn run(
    of: &OfLabels,
    settings: &Settings,
    work: &Arc<Work>,
) -> Result<Option<Report>, Failure> {
    if let Some(output) = &of.output {
        return merge(&of.merge, output).map(|()| None);
    }
    let analyst = open_set(&of.inputs(), settings, work)?;
    Ok(Some(report(&read_told(analyst.set()))?))
}

fn report(labels: &Labels) -> io::Result<Report> {
    let some = |text| Some(text).filter(|text: &&str| !text.is_empty());
    let lines: Vec<Line<'_>> = labels
        .all()
        .map(|(subject, entry)| Line {
            layer: &subject.layer,
            neuron: subject.neuron.index(),
            label: some(&entry.remark.label),
            note: some(&entry.remark.note),
            who: some(&entry.who),
            when: Some(entry.when.to_string()).filter(|when| !when.is_empty()),
        })
        .collect();
    let mut table = Table::new("labels", &COLUMNS);
    let cells = |line: &Line<'_>| {
        let Line { layer, neuron, label, note, who, when } = line;
        let texts = [label, note, who].map(|text| (*text).into());
        let [label, note, who] = texts;
        vec![(*layer).into(), (*neuron).into(), label, note, who, when.clone().into()]
    };
    table.rows = lines.iter().map(cells).collect();
    Report::new(&lines, vec![table])
}

/// What an entry says, and who said it: `spurious, fires on green (ann)`.
fn said(entry: &Entry) -> String {
    let words = entry.remark.words(", ");
    let words = if words.is_empty() { "nothing" } else { &words };
    let who = if entry.who.is_empty() { "nobody's name" } else { &entry.who };
    format!("{words} ({who})")
}

/// Merges files of labels into another one, which may be one of them; what is there already stays.
fn merge(files: &[PathBuf], output: &Path) -> Result<(), Failure> {
    let failed = |what: &str, error: &dyn std::fmt::Display, path: &Path| {
        Failure::Unknown(format!("{what}: {error}: {}", shown_path(path)))
    };
    let mut merged = Labels::default();
    for path in files {
        if let Err(error) = std::fs::metadata(path) {
            return Err(failed("labels cannot be read", &error, path));
        }
        let bytes = shared(path).read();
        let bytes = bytes.map_err(|error| failed("labels cannot be read", &error, path))?;
        if bytes.contains(&0) {
            return Err(failed("labels cannot be read", &"this is no text", path));
        }
        let read = Labels::read(&bytes);
        if let Some(odd) = odd(&read) {
            complain(&format!("warning: {odd}: {}", shown_path(path)));
        }
        for (subject, [newer, older]) in merged.disputes(&read) {
            let what = format!("{}/{}", subject.layer, subject.neuron);
            complain(&format!("{what}: {} holds; older: {}", said(newer), said(older)));
        }
        merged.merge(read);
    }
    let folder = folder(output);
    std::fs::metadata(folder)
        .map_err(|error| failed("labels cannot be written", &error, folder))?;
    let written = merge_into(&shared(output), &merged);
    let written = written.map_err(|error| failed("labels cannot be written", &error, output))?;
    let count = written.all().count();
    complain(&format!("labels and notes of {count} neurons: {}", shown_path(output)));
    Ok(())
}

fn shared(path: &Path) -> SharedFile {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    SharedFile::within(folder(path), &name)
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}
