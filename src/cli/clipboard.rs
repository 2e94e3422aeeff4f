//! The clipboard of the user's terminal, wherever that is: what is copied goes there as OSC 52, and into a file for
//! terminals that do not take it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::Receiver;
use std::{io, mem};

use super::args::Inputs;
use super::errands::Errands;
use crate::app::Copied;
use crate::store::Setting;
use crate::text::printable;

/// Bytes that a terminal takes for certain: more than 100,000 characters of base64 are too many for some.
const MOST_BYTES: usize = 74_994;
/// The name of the file with the last copy.
const FILE: &str = "copied";

/// Who takes what is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taker {
    /// The terminal, or tmux, which hands it on.
    Terminal,
    /// Tmux by its own command: it believes no program, but hands on what is in its buffers.
    Tmux,
    /// The same, but it hands nothing on.
    TmuxAlone,
}

impl Taker {
    /// Who takes it where the option `set-clipboard` of tmux has a value; empty outside of tmux.
    pub(super) fn of(set_clipboard: &str) -> Self {
        match set_clipboard {
            "external" => Self::Tmux,
            "off" => Self::TmuxAlone,
            _ => Self::Terminal,
        }
    }
}

/// Whoever keeps copies while others go on.
pub(super) struct Clipboard {
    /// The beginning of the line that leads back to a view.
    command: String,
    file: Setting,
    jobs: Errands<Job>,
}

struct Job {
    text: String,
    taker: Option<Taker>,
}

impl Clipboard {
    /// `tell` hears, once, that copies cannot be kept.
    pub(super) fn start(
        command: String,
        tell: impl Fn(String) + Send + 'static,
    ) -> io::Result<Self> {
        let file = Setting::of_user(FILE);
        let kept = file.clone();
        let jobs = Errands::start("clipboard", move |jobs| serve(jobs, &kept, tell))?;
        Ok(Self { command, file, jobs })
    }

    /// Copies: the bytes for the terminal, and what to say.
    pub(super) fn copy(&self, copied: Copied, taker: Taker) -> (Vec<u8>, String) {
        let (text, what) = match copied {
            Copied::View(address) => described(format!("{} --at '{address}'", self.command)),
            Copied::Text(text) => described(text),
            Copied::Table { text, rows } => {
                let what = format!("copied {rows} rows, {} bytes", text.len());
                (text, what)
            }
        };
        let is_short = text.len() <= MOST_BYTES;
        let path = self.file.shown_path();
        let said = match (is_short, taker) {
            (false, _) => {
                format!("{what}: too many for a terminal's clipboard, they are in {path}")
            }
            (true, Taker::TmuxAlone) => {
                format!("{what} · for tmux alone (set -g set-clipboard on); also in {path}")
            }
            (true, _) => what,
        };
        let is_direct = is_short && taker == Taker::Terminal;
        let bytes = if is_direct { sequence(&text) } else { Vec::new() };
        self.jobs.hand(Job { text, taker: is_short.then_some(taker) });
        (bytes, said)
    }
}

/// A text and what to say of it.
fn described(text: String) -> (String, String) {
    let what = format!(
        "copied {} characters: {}",
        text.chars().count(),
        printable(&text.replace('\t', "  "))
    );
    (text, what)
}

/// What makes a terminal take a text into its clipboard: OSC 52. Never wrapped for a terminal around tmux: tmux takes
/// it as it is, and hands it on.
fn sequence(text: &str) -> Vec<u8> {
    let payload = base64_simd::STANDARD.encode_to_string(text);
    format!("\x1b]52;c;{payload}\x1b\\").into_bytes()
}

fn serve(jobs: &Receiver<Job>, file: &Setting, tell: impl Fn(String)) {
    let mut is_told = false;
    for Job { text, taker } in jobs {
        if let Err(error) = taker.map_or(Ok(()), |taker| load(&text, taker)) {
            tell(format!("tmux does not take what is copied: {error}"));
        }
        if let Err(error) = file.write(Some(&text))
            && !mem::replace(&mut is_told, true)
        {
            tell(format!("copies are not written down too: {error}: {}", file.shown_path()));
        }
    }
}

/// Puts a text into a buffer of tmux if that takes it, to be handed on unless the user has switched that off; versions
/// before 3.2 never do.
fn load(text: &str, taker: Taker) -> io::Result<()> {
    let load = |arguments: &[&str]| {
        let mut command = Command::new("tmux");
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let written = child.stdin.take().map_or(Ok(()), |mut to| to.write_all(text.as_bytes()));
        let status = child.wait()?;
        Ok::<bool, io::Error>(status.success() && written.is_ok())
    };
    let is_loaded = match taker {
        Taker::Terminal => true,
        Taker::Tmux => load(&["load-buffer", "-w", "-"])? || load(&["load-buffer", "-"])?,
        Taker::TmuxAlone => load(&["load-buffer", "-"])?,
    };
    if is_loaded { Ok(()) } else { Err(io::Error::other("tmux load-buffer has failed")) }
}

/// The beginning of the command line that opens the same recordings, for any shell in any folder.
pub(super) fn command_line(paths: &[PathBuf], inputs: &Inputs) -> String {
    let mut words = vec!["deephys".to_owned()];
    words.extend(paths.iter().map(|path| quoted_path(path)));
    if let Some(model) = &inputs.model {
        words.extend(["--model".to_owned(), quoted_path(model)]);
    }
    let named = [
        ("--reference", &inputs.reference),
        ("--classification-layer", &inputs.classification_layer),
        ("--group-by", &inputs.group_by),
    ];
    for (option, value) in named {
        if let Some(value) = value {
            words.extend([option.to_owned(), quoted(value)]);
        }
    }
    words.join(" ")
}

fn quoted_path(path: &Path) -> String {
    if path.as_os_str() == "demo" {
        return "demo".into();
    }
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    quoted(&path.to_string_lossy())
}

/// A word as a shell reads it. What could steer a terminal is written out: the word is wrong then, and harmless.
fn quoted(word: &str) -> String {
    let word = printable(word);
    let is_plain = |letter: char| letter.is_alphanumeric() || "-._/+,:@%".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) && !word.starts_with('-') {
        return word;
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terminal_gets_the_text_in_base64() {
        assert_eq!(sequence("linear1/17"), b"\x1b]52;c;bGluZWFyMS8xNw==\x1b\\");
    }

    #[test]
    fn words_are_quoted_for_a_shell_where_it_needs_that() {
        assert_eq!(quoted("/runs/a-b_1.npz"), "/runs/a-b_1.npz");
        assert_eq!(quoted("it's here"), r"'it'\''s here'");
        assert_eq!(quoted(""), "''");
        assert_eq!(quoted("$HOME"), "'$HOME'");
        assert!(!quoted("\x1b[m").contains('\x1b'));
    }

    #[test]
    fn a_command_line_leads_there_from_any_folder() {
        let inputs = Inputs {
            paths: Vec::new(),
            model: Some("/m/a b.model".into()),
            reference: Some("1".into()),
            classification_layer: None,
            group_by: None,
            no_cache: true,
            log: None,
        };
        assert_eq!(
            command_line(&["demo".into(), "/r/x.npz".into()], &inputs),
            "deephys demo /r/x.npz --model '/m/a b.model' --reference 1"
        );
        assert!(quoted_path(Path::new("here.npz")).starts_with('/'));
    }

    #[test]
    fn tmux_hands_on_what_it_is_set_to() {
        let takers = ["", "on", "external", "off"].map(Taker::of);
        let expected = [Taker::Terminal, Taker::Terminal, Taker::Tmux, Taker::TmuxAlone];
        assert_eq!(takers, expected);
    }
}
