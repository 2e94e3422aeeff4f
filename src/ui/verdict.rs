//! What became of a neuron, in words: a line that says it, and a line of numbers to believe it by.

use unicode_width::UnicodeWidthStr;

use super::canvas::percent;
use super::theme;
use crate::app::App;
use crate::ids::{CategoryId, RecordingId};
use crate::query::{Own, OwnState, Verdict, VerdictAnswer};

/// Lines narrower than this have an arrow in place of words.
const WIDE: u16 = 56;

/// The two lines about the selected neuron in a recording, made for `width` cells; empty while they are not known.
pub(super) fn lines(app: &App, recording: RecordingId, width: u16) -> [String; 2] {
    if recording == app.set().reference {
        let own = app.neuron(recording).map(|answer| &answer.own);
        let silent = match own.and_then(|own| Some((own.state?, own.max?))) {
            Some((OwnState::Dead, 0.)) => Some("always 0".to_owned()),
            Some((OwnState::Dead, _)) => Some("always the same".to_owned()),
            _ => None,
        };
        let prefers = |own| silent.clone().unwrap_or_else(|| by_itself(app, own));
        return own.map_or_else(Default::default, |own| [prefers(own), numbers(own, None, width)]);
    }
    match app.verdict(recording) {
        Some(answer) => [said(app, answer, width), numbers(&answer.own, Some(answer), width)],
        None => Default::default(),
    }
}

fn by_itself(app: &App, own: &Own) -> String {
    match own.selectivity.preferred {
        Some(category) => format!("prefers {}", name(app, category)),
        None => String::new(),
    }
}

/// `re-tuned: prefers Coat, was Sandal`, or `re-tuned: Sandal → Coat`.
fn said(app: &App, answer: &VerdictAnswer, width: u16) -> String {
    let now = answer.own.selectivity.preferred;
    let before = answer.reference.selectivity.preferred;
    let Some((now, before)) = now.zip(before) else { return String::new() };
    let prefers = if now == before {
        format!("still prefers {}", name(app, now))
    } else if width < WIDE {
        format!("{} → {}", name(app, before), name(app, now))
    } else {
        format!("prefers {}, was {}", name(app, now), name(app, before))
    };
    match answer.pair.verdict {
        None => prefers,
        Some(verdict @ Verdict::NewlyDead) => {
            format!("{verdict}: preferred {}", name(app, before))
        }
        Some(verdict @ Verdict::Dead) => format!("{verdict} in both"),
        Some(Verdict::TooNoisy) => {
            let reliability = |own: &Own| number(own.reliability);
            format!(
                "{}: reliability {} here, {} in the reference",
                Verdict::TooNoisy,
                reliability(&answer.own),
                reliability(&answer.reference)
            )
        }
        Some(verdict) => format!("{verdict}: {prefers}"),
    }
}

/// `reliable 0.94 · above 99.5 % of no-shift · ρ 0.02 · AUROC 0.97 · d′ 5.1`, as many of these as fit.
fn numbers(own: &Own, answer: Option<&VerdictAnswer>, width: u16) -> String {
    let mut parts = Vec::new();
    parts.extend(own.reliability.map(|of| format!("reliable {of:.2}")));
    let above = answer.and_then(|answer| answer.percentile);
    parts.extend(above.map(|share| format!("above {} of no-shift", percent(Some(share)))));
    parts.extend(answer.and_then(|of| of.pair.rho).map(|rho| format!("ρ {rho:.2}")));
    parts.extend(answer.and_then(|of| of.pair.fit.gain).map(|gain| format!("gain {gain:.2}")));
    parts.extend(own.selectivity.auroc.map(|auroc| format!("AUROC {auroc:.2}")));
    parts.extend(own.selectivity.d_prime.map(|d_prime| format!("d′ {d_prime:.1}")));
    joined(&parts, usize::from(width))
}

/// The first parts that fit into `width` cells; the first one in any case.
fn joined(parts: &[String], width: usize) -> String {
    let mut text = parts.first().cloned().unwrap_or_default();
    for part in parts.iter().skip(1) {
        let longer = format!("{text} · {part}");
        if longer.width() > width {
            break;
        }
        text = longer;
    }
    text
}

fn number(number: Option<f64>) -> String {
    number.map_or_else(|| theme::UNDEFINED.into(), |number| format!("{number:.2}"))
}

fn name(app: &App, category: CategoryId) -> String {
    app.set().categories.name(category)
}
