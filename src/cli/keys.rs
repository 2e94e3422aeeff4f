//! The user's file of keys: read at the start, printed as it holds.

use std::io::{self, Write};
use std::process::ExitCode;

use super::{Failure, complain};
use crate::app::{App, Keymap};
use crate::store::Setting;

/// The name of the file.
const FILE: &str = "keys.toml";

/// The keys in force, and what is wrong with the file, each with its place.
fn read() -> (Keymap, Vec<String>) {
    let file = Setting::of_configuration(FILE);
    let path = file.shown_path();
    match file.read() {
        Ok(text) => {
            let (keymap, complaints) = Keymap::read(&text.unwrap_or_default());
            let told = |complaint| format!("of your keys: {complaint}: {path}");
            (keymap, complaints.into_iter().map(told).collect())
        }
        Err(error) => (Keymap::default(), vec![format!("of your keys: {error}: {path}")]),
    }
}

/// Gives `app` the user's keys; whatever is wrong with them is told and the usual ones hold.
pub(super) fn take_up(app: &mut App) {
    let (keymap, complaints) = read();
    app.use_keys(keymap);
    for complaint in complaints {
        app.tell(complaint);
    }
}

/// Prints the keys in force as a file that asks for them.
pub(super) fn print() -> Result<ExitCode, Failure> {
    let (keymap, complaints) = read();
    for complaint in &complaints {
        complain(complaint);
    }
    let mut out = io::stdout().lock();
    out.write_all(keymap.file().as_bytes())?;
    out.flush()?;
    Ok(if complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
