//! Colors and modifiers that the terminal writes with, and the shortest command that changes them.

use std::io::Write as _;

use ratatui::style::{Color, Modifier};

/// What the terminal writes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    pub(super) fg: Color,
    pub(super) bg: Color,
    pub(super) underline: Color,
    pub(super) modifier: Modifier,
}

impl Pen {
    /// After a reset.
    pub(super) const PLAIN: Self = Self {
        fg: Color::Reset,
        bg: Color::Reset,
        underline: Color::Reset,
        modifier: Modifier::empty(),
    };
}

/// What a cell needs of the pen; whatever it does not need may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) fg: Option<Color>,
    pub(super) bg: Option<Color>,
    pub(super) underline: Option<Color>,
    pub(super) modifier: Modifier,
    /// The modifiers that matter.
    pub(super) seen: Modifier,
}

impl Need {
    /// A space of the terminal's own background.
    pub(super) const BLANK: Self = Self {
        fg: None,
        bg: Some(Color::Reset),
        underline: None,
        modifier: Modifier::empty(),
        seen: super::grid::SEEN_ON_BLANK,
    };
}

/// Modifiers with the numbers that set and unset them.
const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// Writes the shortest command that makes `pen` what `need` asks; `None` is a pen that nobody knows. Returns the new pen.
pub(super) fn change(out: &mut Vec<u8>, pen: Option<Pen>, need: Need) -> Pen {
    let mut from_plain = b"0".to_vec();
    let fresh = add(&mut from_plain, Pen::PLAIN, need);
    let (parameters, pen) = match pen {
        None => (from_plain, fresh),
        Some(pen) => {
            let mut changed = Vec::new();
            let after = add(&mut changed, pen, need);
            if changed.is_empty() {
                return after;
            }
            if from_plain.len() < changed.len() { (from_plain, fresh) } else { (changed, after) }
        }
    };
    out.extend_from_slice(b"\x1b[");
    // A reset alone needs no number.
    out.extend_from_slice(if parameters == b"0" { b"" } else { &parameters });
    out.push(b'm');
    pen
}

/// Adds the parameters that lead from `pen` to `need`.
fn add(parameters: &mut Vec<u8>, mut pen: Pen, need: Need) -> Pen {
    let wanted = need.modifier & need.seen;
    let removed = (pen.modifier & need.seen) - wanted;
    for (modifier, _, unset) in MODIFIERS {
        if removed.contains(modifier) && pen.modifier.contains(modifier) {
            write_number(parameters, unset);
            for (other, _, same) in MODIFIERS {
                pen.modifier.set(other, pen.modifier.contains(other) && same != unset);
            }
        }
    }
    for (modifier, set, _) in MODIFIERS {
        if wanted.contains(modifier) && !pen.modifier.contains(modifier) {
            write_number(parameters, set);
            pen.modifier.insert(modifier);
        }
    }
    if let Some(fg) = need.fg.filter(|fg| *fg != pen.fg) {
        write_color(parameters, fg, 30);
        pen.fg = fg;
    }
    if let Some(bg) = need.bg.filter(|bg| *bg != pen.bg) {
        write_color(parameters, bg, 40);
        pen.bg = bg;
    }
    if let Some(underline) = need.underline.filter(|underline| *underline != pen.underline) {
        write_underline(parameters, underline);
        pen.underline = underline;
    }
    pen
}

fn begin(parameters: &mut Vec<u8>) {
    if !parameters.is_empty() {
        parameters.push(b';');
    }
}

fn write_number(parameters: &mut Vec<u8>, number: u8) {
    begin(parameters);
    put(parameters, format_args!("{number}"));
}

/// Writes into memory, which cannot fail.
pub(super) fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

/// Writes a color of the text (`base` 30) or behind it (40).
fn write_color(parameters: &mut Vec<u8>, color: Color, base: u8) {
    begin(parameters);
    match color {
        Color::Rgb(red, green, blue) => {
            put(parameters, format_args!("{};2;{red};{green};{blue}", base + 8));
        }
        Color::Indexed(index) => put(parameters, format_args!("{};5;{index}", base + 8)),
        Color::Reset => put(parameters, format_args!("{}", base + 9)),
        named => put(parameters, format_args!("{}", base + offset(named))),
    }
}

/// Writes the color of underlines. Terminals that do not know it skip what is joined by colons.
fn write_underline(parameters: &mut Vec<u8>, color: Color) {
    begin(parameters);
    match color {
        Color::Rgb(red, green, blue) => {
            put(parameters, format_args!("58:2::{red}:{green}:{blue}"));
        }
        Color::Indexed(index) => put(parameters, format_args!("58:5:{index}")),
        Color::Reset => put(parameters, format_args!("59")),
        named => {
            let offset = offset(named);
            let index = if offset < 8 { offset } else { offset - 60 + 8 };
            put(parameters, format_args!("58:5:{index}"));
        }
    }
}

/// What a named color adds to 30 or 40.
fn offset(named: Color) -> u8 {
    match named {
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        _ => 0,
    }
}
