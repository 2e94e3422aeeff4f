//! Pictures saved as PNG at their own size: in the current folder, or in the state folder where that cannot be written.
//! No file is ever overwritten.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::{env, fs};

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

use super::errands::Errands;
use crate::app::Saved;
use crate::recording::{Recording, RecordingSet};
use crate::store::state_folder;
use crate::text::shown_path;

/// Files of one name that are tried.
const MOST_FILES: usize = 10_000;

/// Starts a thread that saves pictures; `say` hears what came of each.
pub(super) fn start(
    set: &Arc<RecordingSet>,
    say: impl Fn(String) + Send + 'static,
) -> io::Result<Errands<Saved>> {
    let set = Arc::clone(set);
    Errands::start("picture", move |pictures: &Receiver<Saved>| {
        for saved in pictures {
            let Some(recording) = set.recording(saved.recording) else { continue };
            let folders = [env::current_dir().ok(), state_folder()];
            say(match saved_in(recording, &saved, folders) {
                Ok(words) => words,
                Err(why) => format!("the picture is not saved: {why}"),
            });
        }
    })
}

fn saved_in(
    recording: &Recording,
    saved: &Saved,
    folders: [Option<PathBuf>; 2],
) -> Result<String, String> {
    let picture = recording.picture(saved.image).map_err(|error| error.to_string())?;
    let side = |side_px: usize| u32::try_from(side_px).map_err(|_| "it is too large".to_owned());
    let (width_px, height_px) = (side(picture.width_px)?, side(picture.height_px)?);
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(&picture.rgb, width_px, height_px, ExtendedColorType::Rgb8)
        .map_err(|error| error.to_string())?;
    let mut why = "there is no folder for it".to_owned();
    for folder in folders.into_iter().flatten() {
        match write_new(&folder, &saved.name, &png) {
            Ok(path) => {
                let path = shown_path(&path);
                return Ok(format!("saved {width_px} × {height_px} pixels: {path}"));
            }
            Err(error) => why = format!("{error}: {}", shown_path(&folder)),
        }
    }
    Err(why)
}

/// Writes a file that was not there before, `NAME.png`, `NAME-1.png` and so on; one that cannot be written whole is
/// removed.
fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    for number in 0..MOST_FILES {
        let suffix = if number == 0 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{name}{suffix}.png"));
        match File::create_new(&path) {
            Ok(mut file) => {
                let written = file.write_all(bytes);
                return match written {
                    Ok(()) => Ok(path),
                    Err(error) => {
                        let _ = fs::remove_file(&path);
                        Err(error)
                    }
                };
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other(format!("there are {MOST_FILES} files of that name")))
}
