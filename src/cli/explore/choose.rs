//! The first start: what lies in the folder is offered when no path was named.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::{End, Event, Failure, Input, Session, Wish};
use crate::app::{Decision, Key, Offer, Offered};
use crate::cli::pointer::Pointer;
use crate::graphics::Answer;
use crate::recording::find_sources;
use crate::text::shown_path;
use crate::ui::{self, OfferRoom};

/// Folders that are looked into.
const MOST_FOLDERS: usize = 100;
/// Faults that are told.
const MOST_FAULTS: usize = 3;

/// What was found in a folder, and what to say of it.
pub(super) struct Found {
    offer: Offer,
    words: Vec<String>,
}

/// Looks for recordings in the folder that the program was started in.
pub(super) fn find(model: Option<&Path>) -> Found {
    let (mut items, mut faults) = (Vec::new(), Vec::new());
    for source in find_sources(&[PathBuf::from(".")], model) {
        match source {
            // A file that is called as the demo is not the demo.
            Ok(source) => {
                let shown = shown_path(source.path.strip_prefix(".").unwrap_or(&source.path));
                let name = if shown.is_empty() { "this folder".to_owned() } else { shown };
                items.push(Offered { name, path: source.path });
            }
            Err(fault) => faults.push(fault.to_string()),
        }
    }
    let folders = within_folders(&items, model);
    if items.is_empty() && !folders.is_empty() && faults.len() == 1 {
        // That the folder itself is no recording is no news where those in it are offered.
        faults.clear();
    }
    items.extend(folders);
    let words = if items.is_empty() { how_to_begin(&faults) } else { how_to_choose(&faults) };
    Found { offer: Offer::new(items), words }
}

/// Folders in the folder that hold several recordings each: they are opened together.
fn within_folders(offered: &[Offered], model: Option<&Path>) -> Vec<Offered> {
    let Ok(entries) = std::fs::read_dir(".") else { return Vec::new() };
    let folders = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_new = |folder: &PathBuf| !offered.iter().any(|item| item.path == *folder);
    let mut folders: Vec<PathBuf> =
        folders.filter(|path| path.is_dir() && is_new(path)).take(MOST_FOLDERS).collect();
    folders.sort();
    let offer = |path: PathBuf| {
        let found = find_sources(std::slice::from_ref(&path), model);
        let count = found.iter().filter(|source| source.is_ok()).count();
        let shown = shown_path(path.strip_prefix(".").unwrap_or(&path));
        let recordings = if count == 1 { "recording" } else { "recordings" };
        let name = format!("{shown}/  {count} {recordings}");
        (count > 0).then_some(Offered { name, path })
    };
    folders.into_iter().filter_map(offer).collect()
}

fn how_to_choose(faults: &[String]) -> Vec<String> {
    let told = faults.iter().take(MOST_FAULTS).map(|fault| format!("not offered: {fault}"));
    std::iter::once("Recordings in this folder: which ones?".to_owned()).chain(told).collect()
}

fn how_to_begin(faults: &[String]) -> Vec<String> {
    let mut words = vec!["There is no recording in this folder.".to_owned()];
    // That of the folder itself says the same.
    words.extend(faults.iter().filter(|_| faults.len() > 1).take(MOST_FAULTS).cloned());
    let more = [
        "",
        "A recording is the activation of every neuron for every image of a data set. From Python:",
        "  np.savez(\"ind.npz\", linear1=activations, output=logits, labels=labels, images=images)",
        "An array a layer, (images, neurons); labels and images may be missing. Then:",
        "  deephys ind.npz ood.npz     compare the second with the first",
        "  deephys demo                the demo, which needs no file",
    ];
    words.extend(more.map(str::to_owned));
    words
}

impl Found {
    /// The same in words, for whoever has no terminal.
    pub(super) fn text(&self) -> String {
        let items = self.offer.items();
        let names = items.iter().map(|item| format!("  {}", item.name));
        let how = "name those to open, the reference first: deephys PATH... (on a terminal they are offered)";
        let how = (!items.is_empty()).then(|| how.to_owned());
        let words = self.words.iter().filter(|word| !word.is_empty()).cloned();
        words.chain(names).chain(how).collect::<Vec<_>>().join("\n")
    }
}

impl Session {
    /// Lets the user choose; the paths to open, or how the program ends.
    pub(super) fn choose(
        &mut self,
        mut found: Found,
    ) -> Result<Result<Vec<PathBuf>, End>, Failure> {
        let keys = if found.offer.items().is_empty() {
            "Enter, d: the demo   q: quit"
        } else {
            "Enter: open   Space: choose, the reference ★ first   a: all   d: the demo   q: quit"
        };
        let mut pointer = Pointer::default();
        loop {
            let Found { offer, words } = &found;
            let mut room = OfferRoom::default();
            self.display.draw_words(|frame| room = ui::draw_offer(frame, offer, words, keys))?;
            found.offer.see(room.page);
            let Ok(event) = self.events.recv() else { return Ok(Err(End::Quit)) };
            match event {
                Event::Input(Input::Answer(Answer::Mouse(report))) => {
                    let at = (report.column, report.row);
                    let pointing = pointer.pointing(report, Instant::now());
                    let decision = pointing.map(|it| found.offer.point(it, room.item(at)));
                    if let Some(Decision::Open(paths)) = decision {
                        return Ok(Ok(paths));
                    }
                }
                Event::Input(Input::Key(Key::Ctrl('z'))) => self.suspend()?,
                Event::Input(Input::Key(Key::Ctrl('l'))) => self.display.redraw()?,
                Event::Input(Input::Key(key)) => match found.offer.key(key) {
                    Decision::Wait => {}
                    Decision::Open(paths) => return Ok(Ok(paths)),
                    Decision::Quit => return Ok(Err(End::Quit)),
                },
                Event::Input(Input::Answer(answer)) => drop(self.display.answered(answer)),
                Event::Input(Input::Ended) => return Ok(Err(End::Quit)),
                Event::Wish(Wish::Resized) => self.display.resized()?,
                Event::Wish(wish) => {
                    if let Some(end) = self.obey(wish)? {
                        return Ok(Err(end));
                    }
                }
                Event::Surrounded(surroundings) => self.display.surrounded(*surroundings)?,
                Event::Opened(..)
                | Event::Answered(..)
                | Event::Pictured(..)
                | Event::Encoded
                | Event::Odd(_)
                | Event::Said(_) => {}
            }
        }
    }
}
