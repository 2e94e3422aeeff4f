//! What became of a neuron, in words: a line that says it, and a line of numbers to believe it by.

use unicode_width::UnicodeWidthStr;

use super::canvas::percent;
use super::theme;
use crate::app::App;
use crate::ids::{CategoryId, RecordingId};
use crate::query::{Own, OwnState, Verdict, VerdictAnswer};
use crate::text::significant;

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
        Some(answer) => {
            let about = Some((answer, app.standing(recording)));
            [said(app, answer, width), numbers(&answer.own, about, width)]
        }
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
        Some(verdict @ (Verdict::TuningLost | Verdict::PartlyLost)) => {
            lost(answer, (verdict, &name(app, before)), width).unwrap_or(prefers)
        }
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

/// `lost its tuning: 9.3 for T-shirt in the reference, 2.1 ± 0.4 for every category here`, or
/// `lost 48 ± 6 % of its tuning: 9.3 for T-shirt in the reference, 6.1 at most here`.
fn lost(answer: &VerdictAnswer, (verdict, before): (Verdict, &str), width: u16) -> Option<String> {
    let [reference, here] = answer.heights;
    let (highest, here) = (plain(reference?.highest), here?);
    let tuning = &answer.pair.tuning;
    let what = match (verdict, tuning.left, tuning.left_error) {
        (Verdict::PartlyLost, Some(left), Some(error)) => {
            let percent = |share: f64| format!("{:.0}", 100.0 * share.clamp(0.0, 1.0));
            format!("lost {} ± {} % of its tuning", percent(1.0 - left), percent(1.96 * error))
        }
        _ => "lost its tuning".into(),
    };
    let now = if verdict == Verdict::PartlyLost {
        format!("{} at most here", plain(here.highest))
    } else {
        format!("{} ± {} for every category here", plain(here.middle), plain(here.spread))
    };
    let long = format!("{what}: {highest} for {before} in the reference, {now}");
    let short = format!("{verdict}: {highest} for {before}, now {}", plain(here.middle));
    Some(if long.width() > usize::from(width) { short } else { long })
}

/// An activation as it is read in a sentence.
fn plain(activation: f64) -> String {
    significant(activation, 2)
}

/// `reliable 0.94 · above 99.5 % of no-shift · ρ 0.02 · AUROC 0.97 · d′ 5.1`, as many of these as fit.
fn numbers(own: &Own, about: Option<(&VerdictAnswer, Option<f64>)>, width: u16) -> String {
    let (answer, above) = (about.map(|about| about.0), about.and_then(|about| about.1));
    let mut parts = Vec::new();
    parts.extend(own.reliability.map(|of| format!("reliable {of:.2}")));
    parts.extend(outliers(own, answer));
    parts.extend(above.map(|share| format!("above {} of no-shift", percent(Some(share)))));
    parts.extend(answer.and_then(|of| of.pair.rho).map(|rho| format!("ρ {rho:.2}")));
    parts.extend(answer.and_then(|of| of.pair.fit.gain).map(|gain| format!("gain {gain:.2}")));
    parts.extend(own.selectivity.auroc.map(|auroc| format!("AUROC {auroc:.2}")));
    parts.extend(own.selectivity.d_prime.map(|d_prime| format!("d′ {d_prime:.1}")));
    joined(&parts, usize::from(width))
}

/// `one image carries 83 % of it here`: of the tuning, before its outliers were moved.
fn outliers(own: &Own, answer: Option<&VerdictAnswer>) -> Option<String> {
    let of = |own: &Own, place: &str| {
        let share = own.outliers.influence.filter(|_| own.outliers.images > 0)?;
        let images = match own.outliers.images {
            1 => "one image carries".into(),
            images => format!("{images} images carry"),
        };
        Some(format!("{images} {} of it{place}", percent(Some(share))))
    };
    let place = if answer.is_some() { " here" } else { "" };
    of(own, place).or_else(|| of(&answer?.reference, " in the reference"))
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
