//! `deephys doctor`: what the program finds on this machine and terminal, and what to do where it could be better.

mod machine;
mod screen;

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use super::config::Config;
use super::{Failure, shell};
use crate::text::printable;

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    what: &'static str,
    value: String,
    /// What to do about it, if there is something.
    advice: Option<String>,
}

impl Finding {
    /// What is as good as it can be.
    fn good(what: &'static str, value: impl Into<String>) -> Self {
        Self { what, value: value.into(), advice: None }
    }

    /// What could be better, if there is advice.
    fn with(what: &'static str, value: impl Into<String>, advice: Option<&str>) -> Self {
        Self { what, value: value.into(), advice: advice.map(str::to_owned) }
    }
}

/// Prints what was found; a failure only if the screen cannot be used at all.
pub(super) fn run(config: &Config) -> Result<ExitCode, Failure> {
    let is_on_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    let (on_screen, is_usable) = screen::findings(config, is_on_terminal)?;
    let sections = [
        ("Terminal", on_screen),
        ("Config", of_configuration(config)),
        ("Folders", machine::folders()),
        ("Program", machine::program()),
    ];
    let advised = sections.iter().flat_map(|(_, findings)| findings);
    let count = advised.filter(|finding| finding.advice.is_some()).count();
    let said = match count {
        0 => "All is as good as it can be.".to_owned(),
        1 => "One thing could be better: see the line with →.".to_owned(),
        _ => format!("{count} things could be better: see the lines with →."),
    };
    let text: String = sections.iter().map(|(title, findings)| section(title, findings)).collect();
    shell::print(format!("{text}{said}\n").as_bytes())?;
    Ok(if is_usable { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A title and its findings, aligned; advice stands below.
fn section(title: &str, findings: &[Finding]) -> String {
    let width = findings.iter().map(|finding| finding.what.chars().count()).max().unwrap_or(0);
    let lines = findings.iter().map(|finding| {
        let value = printable(&finding.value);
        let line = format!("  {:<width$}  {value}\n", finding.what);
        let space = " ".repeat(width + 4);
        let advice =
            finding.advice.as_ref().map(|advice| format!("{space}→ {}\n", printable(advice)));
        line + &advice.unwrap_or_default()
    });
    format!("{title}\n{}\n", lines.collect::<String>())
}

fn of_configuration(config: &Config) -> Vec<Finding> {
    let path = config.shown_path();
    if path.is_empty() {
        return vec![Finding::with("file", "none", Some("set HOME or XDG_CONFIG_HOME"))];
    }
    let is_there = std::path::Path::new(&path).exists();
    let file = if is_there { path } else { format!("{path} (there is none; all is as usual)") };
    let wrong = config.complaints.iter();
    let wrong = wrong.map(|complaint| Finding::with("wrong", "a setting", Some(complaint)));
    std::iter::once(Finding::good("file", file)).chain(wrong).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_aligned_and_advice_stands_below() {
        let findings =
            [Finding::good("a", "good"), Finding::with("long", "b\u{1b}ad", Some("do so"))];
        assert_eq!(
            section("Title", &findings),
            "Title\n  a     good\n  long  b\\u{1b}ad\n        → do so\n\n"
        );
    }
}
