//! What is found of the terminal: asked when there is one, else what the environment says.

use std::io::{self, Write};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::Finding;
use crate::cli::config::Config;
use crate::cli::display::{has_all_colors, has_many_colors};
use crate::cli::input::{self, Input};
use crate::cli::surroundings::surroundings;
use crate::cli::terminal::cell_size;
use crate::graphics::{
    Answers, Behind, CellSize, Choice, Protocol, Surroundings, decide, question,
};
use crate::text::printable;

/// How long the terminal may take to answer; the screen itself waits less, and takes late answers as they come.
const PATIENCE: Duration = Duration::from_secs(1);

/// What was found, and whether the screen can be used at all.
pub(super) fn findings(config: &Config, is_on_terminal: bool) -> io::Result<(Vec<Finding>, bool)> {
    let surroundings = surroundings();
    let (answers, time) = if is_on_terminal { asked(&surroundings)? } else { Default::default() };
    let mut findings = vec![name(&answers, is_on_terminal)];
    findings.extend(
        time.map(|time| Finding::good("answers", format!("after {} ms", time.as_millis()))),
    );
    let is_usable = !is_on_terminal || !matches!(surroundings.term.as_str(), "" | "dumb");
    findings.push(term(&surroundings, is_usable));
    findings.push(between(&surroundings));
    findings.push(pictures(config, (&answers, &surroundings), is_on_terminal));
    if is_on_terminal {
        let CellSize { width_px, height_px } = cell_size(&answers);
        let is_told = answers.cell().is_some() || answers.window_px().is_some();
        let from =
            if is_told { "the terminal says so" } else { "as the system says, or as is usual" };
        findings.push(Finding::good("cell", format!("{width_px}×{height_px} pixels ({from})")));
    }
    findings.push(colors(&answers, &surroundings, is_on_terminal));
    findings.push(locale(|name| std::env::var(name).ok()));
    Ok((findings, is_usable))
}

/// Puts the question to the terminal; its answers, and how long it took if it answered to the end.
fn asked(surroundings: &Surroundings) -> io::Result<(Answers, Option<Duration>)> {
    let (send, inputs) = channel();
    enable_raw_mode()?;
    let _restored = Cooked;
    input::read(move |input| send.send(input).is_ok())?;
    let behind = if surroundings.tmux { Behind::Tmux } else { Behind::Nothing };
    let mut out = io::stdout().lock();
    out.write_all(&question(behind))?;
    // A terminal that does not know a question may have shown some of it.
    out.write_all(b"\r\x1b[K")?;
    out.flush()?;
    let (begin, mut answers) = (Instant::now(), Answers::default());
    while !answers.is_complete(surroundings) {
        match inputs.recv_timeout(PATIENCE.saturating_sub(begin.elapsed())) {
            Ok(Input::Answer(answer)) => answers.take(answer),
            Ok(Input::Key(_)) => {}
            Ok(Input::Ended) | Err(_) => {
                let is_well = answers.is_well();
                answers.end();
                return Ok((answers, is_well.then(|| begin.elapsed())));
            }
        }
    }
    Ok((answers, Some(begin.elapsed())))
}

/// Gives the terminal its usual mode back when dropped.
struct Cooked;

impl Drop for Cooked {
    fn drop(&mut self) {
        // Nothing is left to be done about a terminal that refuses.
        let _ = disable_raw_mode();
    }
}

fn name(answers: &Answers, is_on_terminal: bool) -> Finding {
    match answers.name() {
        Some(name) => Finding::good("name", name),
        None if !is_on_terminal => Finding::with(
            "name",
            "cannot be asked: this is a pipe, a file or a job",
            Some("run deephys doctor on the terminal itself, with nothing behind it"),
        ),
        None if answers.is_well() => Finding::good("name", "it answers, but does not say its name"),
        None => Finding::with(
            "name",
            "the terminal does not answer",
            Some("pictures are half-blocks then; deephys --images says another way if it has one"),
        ),
    }
}

fn term(surroundings: &Surroundings, is_usable: bool) -> Finding {
    let value = if surroundings.term.is_empty() { "not set" } else { &surroundings.term };
    let advice = "the screen cannot be drawn here: set TERM, such as TERM=xterm-256color";
    Finding::with("TERM", value, (!is_usable).then_some(advice))
}

/// What stands between the program and the terminal.
fn between(surroundings: &Surroundings) -> Finding {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let mut between = Vec::new();
    let mut advice = None;
    if surroundings.tmux {
        let outer = surroundings.around_tmux.as_deref().map(|name| format!(" in {name}"));
        between.push(format!("tmux{}", outer.unwrap_or_default()));
        if surroundings.tmux_passthrough == Some(false) {
            advice = Some("pictures of kitty pass tmux after: tmux set -g allow-passthrough on");
        }
    }
    if surroundings.screen {
        between.push("GNU screen".into());
        advice = Some("GNU screen shows text alone; tmux, or none of them, shows pictures");
    }
    if surroundings.mosh {
        between.push("mosh".into());
        advice = Some("mosh shows text alone; ssh hands pictures on");
    }
    if is_set("ZELLIJ") {
        between.push("Zellij".into());
    }
    if is_set("SSH_CONNECTION") || is_set("SSH_TTY") {
        between.push("SSH".into());
    }
    let value = if between.is_empty() { "nothing".into() } else { between.join(", ") };
    Finding::with("between", value, advice)
}

fn pictures(
    config: &Config,
    (answers, surroundings): (&Answers, &Surroundings),
    is_on_terminal: bool,
) -> Finding {
    let choice = config.settings.images.choice();
    if !is_on_terminal && choice == Choice::Auto {
        return Finding::good("pictures", "not known: the terminal cannot be asked here");
    }
    let reach = decide(choice, answers, surroundings);
    let why = reach.why.replace("--images says so", "the config file or --images says so");
    let value = format!("{}, because {why}", reach.protocol.name());
    let is_coarse = reach.protocol == Protocol::Blocks && choice == Choice::Auto;
    let advice = "finer pictures: a terminal with kitty graphics, sixel or inline images (kitty, Ghostty, \
                  WezTerm, foot, iTerm2)";
    Finding::with("pictures", value, is_coarse.then_some(advice))
}

fn colors(answers: &Answers, surroundings: &Surroundings, is_on_terminal: bool) -> Finding {
    let set = if surroundings.colorterm.is_empty() { "not set" } else { &surroundings.colorterm };
    if has_all_colors(answers, surroundings) {
        return Finding::good("colors", format!("all (COLORTERM: {set})"));
    }
    let advice = "if the terminal has all of them: export COLORTERM=truecolor (SSH often drops it)";
    let count = if has_many_colors(answers, surroundings) { "256" } else { "16 for words" };
    let value = format!("{count} (COLORTERM: {set}, TERM: {})", printable(&surroundings.term));
    Finding::with("colors", value, is_on_terminal.then_some(advice))
}

/// The character set, by the first variable that says one.
fn locale(variable: impl Fn(&str) -> Option<String>) -> Finding {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let set = names.iter().find_map(|name| {
        variable(name).filter(|value| !value.is_empty()).map(|value| (*name, value))
    });
    let advice = Some("bars and marks need UTF-8: export LANG=C.UTF-8");
    let Some((name, value)) = set else {
        return Finding::with("locale", "none is set", advice);
    };
    let lower = value.to_lowercase();
    let is_utf8 = lower.contains("utf-8") || lower.contains("utf8");
    Finding::with("locale", format!("{value} ({name})"), advice.filter(|_| !is_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_says_the_locale() {
        let of = |set: &'static [(&str, &str)]| {
            let found = move |name: &str| {
                set.iter().find(|(of, _)| *of == name).map(|(_, v)| (*v).to_owned())
            };
            let finding = locale(found);
            (finding.value, finding.advice.is_some())
        };
        assert_eq!(of(&[("LANG", "de_DE.UTF-8")]), ("de_DE.UTF-8 (LANG)".into(), false));
        assert_eq!(of(&[("LANG", "C.UTF-8"), ("LC_ALL", "C")]), ("C (LC_ALL)".into(), true));
        assert_eq!(
            of(&[("LC_ALL", ""), ("LC_CTYPE", "en.utf8")]),
            ("en.utf8 (LC_CTYPE)".into(), false)
        );
        assert_eq!(of(&[]), ("none is set".into(), true));
    }

    #[test]
    fn what_lets_no_picture_through_comes_with_advice() {
        let screen = Surroundings { screen: true, ..Surroundings::default() };
        assert!(between(&screen).advice.unwrap().contains("tmux"));
        let closed =
            Surroundings { tmux: true, tmux_passthrough: Some(false), ..Surroundings::default() };
        assert!(between(&closed).advice.unwrap().contains("allow-passthrough on"));
        let open =
            Surroundings { tmux: true, tmux_passthrough: Some(true), ..Surroundings::default() };
        assert_eq!(between(&open).advice, None);
    }
}
