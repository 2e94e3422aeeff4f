//! What `deephys config` prints: the usual file, where it is looked for, and what is in force.

use std::fmt::Write as _;

use super::{Config, Name, Origin, Settings};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// The usual file.
    File,
    /// Where it is looked for.
    Path,
    /// The settings in force.
    InForce,
}

/// The page, lines that each end.
pub(super) fn page(config: &Config, page: Page) -> String {
    match page {
        Page::File => usual_file(),
        Page::Path => config.shown_path() + "\n",
        Page::InForce => in_force(config),
    }
}

/// A file in which every setting stands as a comment, with its usual value and what is allowed.
pub(super) fn usual_file() -> String {
    let mut file = String::from(
        "# Settings of deephys. Each is as usual while it is a comment: take the # away and change it.\n\
         # deephys config --path says where this file is looked for, deephys config --show what is in force.\n",
    );
    for name in Name::ALL {
        let (help, allowed) = (name.help(), name.allowed());
        let (key, usual) = (name.key(), Settings::default().text(name));
        // Writing to a text cannot fail.
        let _ = write!(file, "\n# {help}\n# Allowed: {allowed}.\n#{key} = {usual}\n");
    }
    file
}

/// A line a setting: name, value, and who decided.
fn in_force(config: &Config) -> String {
    let path = config.shown_path();
    let rows = Name::ALL.map(|name| {
        let from = match config.origin(name) {
            Origin::Usual => "usual".to_owned(),
            Origin::File(line) => format!("{path}:{line}"),
            Origin::Option(option) => option.to_owned(),
        };
        [name.key().to_owned(), config.settings.text(name), from]
    });
    let width = |at: usize| rows.iter().map(|row| row[at].len()).max().unwrap_or(0);
    let (keys, values) = (width(0), width(1));
    let lines =
        rows.iter().map(|[key, value, from]| format!("{key:<keys$}  {value:<values$}  {from}\n"));
    lines.collect()
}
