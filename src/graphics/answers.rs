//! What terminals answer when they are asked what they are: the questions and the answers, as bytes and as data.

use super::fit::CellSize;
use crate::text::is_unsafe;

/// Characters of a name or a message that are kept.
const TEXT_CHARACTERS: usize = 64;
/// The number of the question about kitty graphics.
pub(super) const QUESTION_ID: u32 = 31;
/// The mark that ends the question to the terminal around tmux; the other marks have higher numbers.
pub(super) const QUESTION_MARK: u16 = 20_000;

/// What a terminal says of the mouse (SGR, mode 1006).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MouseReport {
    /// Button, modifiers and kind, as the protocol numbers them: 0 left, 2 right, 32 added while it moves, 64 and 65 the
    /// wheel.
    pub code: u16,
    /// Column of the screen, from 0.
    pub column: u16,
    /// Row of the screen, from 0.
    pub row: u16,
    /// Whether a button was let go.
    pub is_release: bool,
}

/// What a terminal says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Its name and version, such as `kitty(0.32.2)`: at most 64 characters, all safe to show.
    Name(String),
    /// What it is able to do (DA1).
    Attributes {
        /// Whether it shows sixels.
        has_sixel: bool,
    },
    /// The pixels of a cell.
    CellSize(CellSize),
    /// The pixels of the whole text area.
    WindowPixels {
        /// From the first column to the last.
        width_px: u16,
        /// From the first row to the last.
        height_px: u16,
    },
    /// What became of a command of kitty graphics.
    Kitty {
        /// The picture that the command named.
        id: u32,
        /// Whether the command was carried out.
        is_ok: bool,
        /// `OK`, or an error in words: at most 64 characters, all safe to show.
        message: String,
    },
    /// Whether it shows a frame only when the frame is whole.
    Synchronized(bool),
    /// That it is well: the answer to the last question.
    Well,
    /// What its user does with the mouse.
    Mouse(MouseReport),
    /// That it has read all that came before the mark of this number.
    Mark(u16),
    /// Whether dark words are read more easily on its ground than bright ones.
    LightGround(bool),
    /// Where the cursor is. F3 with Shift looks the same in some terminals.
    Cursor,
}

impl Answer {
    /// Whether it is the last one to [`question_through_tmux`].
    pub fn ends_question_through_tmux(&self) -> bool {
        *self == Self::Mark(QUESTION_MARK)
    }
}

/// What a complete sequence of bytes turns out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// An answer that is understood.
    Answer(Answer),
    /// What a key sends.
    Key,
    /// Neither: no key sends it, and nothing here asks for it.
    Nothing,
}

/// What a control sequence means; `body` is all that follows `ESC [`.
pub(super) fn control(body: &str) -> Meaning {
    match body.strip_prefix('?') {
        Some(report) => private(report).into(),
        None if body.starts_with(['=', '>']) => Meaning::Nothing,
        None => match body.strip_prefix('<') {
            Some(report) => mouse(report).into(),
            None => open(body),
        },
    }
}

impl From<Option<Answer>> for Meaning {
    fn from(answer: Option<Answer>) -> Self {
        answer.map_or(Self::Nothing, Self::Answer)
    }
}

/// The answer after a question mark.
fn private(report: &str) -> Option<Answer> {
    if let Some(attributes) = report.strip_suffix('c') {
        // The first number is the kind of the terminal.
        let has_sixel = attributes.split(';').skip(1).any(|number| number == "4");
        return Some(Answer::Attributes { has_sixel });
    }
    let state = report.strip_prefix("2026;")?.strip_suffix("$y")?;
    Some(Answer::Synchronized(matches!(state, "1" | "2" | "3")))
}

/// What a sequence without a mark means: an answer, or a key.
fn open(body: &str) -> Meaning {
    if let Some(state) = body.strip_suffix('n') {
        return (state == "0").then_some(Answer::Well).into();
    }
    if let Some(report) = body.strip_suffix('t') {
        return size(report).into();
    }
    if let Some((number, _)) = body.strip_suffix("$y").and_then(|report| report.split_once(';')) {
        let number = number.parse().ok().filter(|number| *number >= QUESTION_MARK);
        return number.map(Answer::Mark).into();
    }
    let place = body.strip_suffix('R').and_then(|place| place.split_once(';'));
    let is_number = |text: &str| text.parse::<u32>().is_ok();
    if place.is_some_and(|(row, column)| is_number(row) && is_number(column)) {
        return Meaning::Answer(Answer::Cursor);
    }
    if is_key(body) && !body.ends_with("$y") { Meaning::Key } else { Meaning::Nothing }
}

fn size(report: &str) -> Option<Answer> {
    let mut numbers = report.split(';').map(|number| number.parse::<u16>().ok());
    let (kind, height_px, width_px) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let is_known = numbers.next().is_none() && height_px > 0 && width_px > 0;
    match kind {
        4 if is_known => Some(Answer::WindowPixels { width_px, height_px }),
        6 if is_known => Some(Answer::CellSize(CellSize { width_px, height_px })),
        _ => None,
    }
}

/// Whether a key may send it: numbers or none, then a letter; the Linux console has a second bracket.
fn is_key(body: &str) -> bool {
    body.len() == 1 || body.starts_with(|first: char| first.is_ascii_digit() || first == '[')
}

/// What stands between `ESC [ <` and the end of a report.
fn mouse(report: &str) -> Option<Answer> {
    let is_release = report.ends_with('m');
    let mut numbers =
        report.strip_suffix(['M', 'm'])?.split(';').map(|number| number.parse::<u16>().ok());
    let (code, column, row) = (numbers.next()??, numbers.next()??, numbers.next()??);
    // Places are counted from 1.
    let (column, row) = (column.checked_sub(1)?, row.checked_sub(1)?);
    let report = MouseReport { code, column, row, is_release };
    numbers.next().is_none().then_some(Answer::Mouse(report))
}

/// A report whose beginning was taken for keys, by a link that stopped in it or by tmux, and what follows it.
pub(super) fn torn_report(bytes: &[u8]) -> Option<(Answer, &[u8])> {
    let rest = bytes.strip_prefix(b"[").unwrap_or(bytes).strip_prefix(b"<")?;
    let end = rest.iter().position(|byte| !byte.is_ascii_digit() && *byte != b';')?;
    let (report, after) = rest.split_at_checked(end + 1)?;
    Some((mouse(std::str::from_utf8(report).ok()?)?, after))
}

/// The answer to a mark that lacks its beginning, and what follows it. Tmux takes the first two bytes for the key that is
/// to follow its prefix.
pub(super) fn torn_mark(bytes: &[u8]) -> Option<(Answer, &[u8])> {
    let (digits, rest) = bytes.split_at_checked(5)?;
    let (state, rest) = rest.strip_prefix(b";")?.split_first()?;
    let rest = rest.strip_prefix(b"$y").filter(|_| state.is_ascii_digit())?;
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (number >= QUESTION_MARK).then_some((Answer::Mark(number), rest))
}

/// The answer in a string that opened with `ESC` and `opening`.
pub(super) fn string(opening: u8, body: &[u8]) -> Option<Answer> {
    match opening {
        b'P' => Some(Answer::Name(shown(body.strip_prefix(b">|")?))),
        b'_' => kitty(body.strip_prefix(b"G")?),
        b']' => ground(std::str::from_utf8(body.strip_prefix(b"11;")?).ok()?),
        _ => None,
    }
}

/// A color such as `rgb:ffff/ffff/dddd`, one to four hexadecimal digits a channel.
fn ground(color: &str) -> Option<Answer> {
    let channels = color.strip_prefix("rgb:").or_else(|| color.strip_prefix("rgba:"))?;
    let mut shares = channels.split('/').map(|digits| {
        let is_hexadecimal = digits.chars().all(|digit| digit.is_ascii_hexdigit());
        let most = match digits.len() {
            1..=4 if is_hexadecimal => (1_u32 << (4 * digits.len())) - 1,
            _ => return None,
        };
        u32::from_str_radix(digits, 16).ok().map(|value| f64::from(value) / f64::from(most))
    });
    let (red, green, blue) = (shares.next()??, shares.next()??, shares.next()??);
    // Relative luminance of WCAG 2, with 2.2 for its curve; at 0.179 black and white are read alike.
    let luminance = 0.2126 * red.powf(2.2) + 0.7152 * green.powf(2.2) + 0.0722 * blue.powf(2.2);
    Some(Answer::LightGround(luminance > 0.179))
}

fn kitty(body: &[u8]) -> Option<Answer> {
    let end = body.iter().position(|&byte| byte == b';')?;
    let (keys, message) = (body.get(..end)?, body.get(end + 1..)?);
    let id = std::str::from_utf8(keys)
        .ok()?
        .split(',')
        .find_map(|key| key.strip_prefix("i=")?.parse().ok())?;
    Some(Answer::Kitty { id, is_ok: message == b"OK", message: shown(message) })
}

/// Text of the terminal made safe to show.
fn shown(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.chars().filter(|&character| !is_unsafe(character)).take(TEXT_CHARACTERS).collect()
}

/// What stands between the program and the terminal that its user looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// Nothing that is known of.
    Nothing,
    /// Tmux, which answers for itself and lets other questions through if it is allowed to.
    Tmux,
}

const NAME: &str = "\x1b[>q";
const CELL_SIZE: &str = "\x1b[16t";

/// The bytes that ask a terminal for everything worth knowing; to be written at once.
///
/// The last answer is [`Answer::Well`]. Behind tmux that is the answer of tmux; then [`question_through_tmux`] is due.
pub fn question(behind: Behind) -> Vec<u8> {
    const ATTRIBUTES: &str = "\x1b[c";
    const WINDOW_PIXELS: &str = "\x1b[14t";
    const SYNCHRONIZED: &str = "\x1b[?2026$p";
    const GROUND: &str = "\x1b]11;?\x1b\\";
    const WELL: &str = "\x1b[5n";
    // Tmux takes a kitty command for the title of its pane.
    let kitty = if behind == Behind::Tmux { String::new() } else { kitty_question() };
    let rest = [ATTRIBUTES, CELL_SIZE, WINDOW_PIXELS, SYNCHRONIZED, GROUND, WELL].concat();
    [NAME, &kitty, &rest].concat().into_bytes()
}

fn kitty_question() -> String {
    format!("\x1b_Gi={QUESTION_ID},s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\")
}

/// The bytes that ask the terminal around tmux; the last answer is [`Answer::Mark`].
///
/// While tmux has a pane to draw anew, as when a program takes the screen, it hands nothing on: tmux itself must have
/// answered before.
pub fn question_through_tmux() -> Vec<u8> {
    let end = mark(QUESTION_MARK);
    through_tmux([NAME, &kitty_question(), CELL_SIZE, &end].concat().as_bytes())
}

/// A question whose answer tells which one it was: whether a mode that does not exist is set.
pub(super) fn mark(number: u16) -> String {
    format!("\x1b[{number}$p")
}

/// `bytes` as tmux hands them on to the terminal around it, if it is allowed to.
pub fn through_tmux(bytes: &[u8]) -> Vec<u8> {
    let mut wrapped = b"\x1bPtmux;".to_vec();
    for &byte in bytes {
        wrapped.extend(std::iter::repeat_n(byte, if byte == b'\x1b' { 2 } else { 1 }));
    }
    wrapped.extend(b"\x1b\\");
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_terminals_answer_is_understood() {
        let cell = CellSize { width_px: 8, height_px: 16 };
        let window = Answer::WindowPixels { width_px: 640, height_px: 384 };
        for (body, answer) in [
            ("?62;4;22c", Answer::Attributes { has_sixel: true }),
            ("?1;2c", Answer::Attributes { has_sixel: false }),
            ("?4;6c", Answer::Attributes { has_sixel: false }),
            ("?6c", Answer::Attributes { has_sixel: false }),
            ("6;16;8t", Answer::CellSize(cell)),
            ("4;384;640t", window),
            ("?2026;2$y", Answer::Synchronized(true)),
            ("?2026;0$y", Answer::Synchronized(false)),
            ("?2026;4$y", Answer::Synchronized(false)),
            ("0n", Answer::Well),
            ("20000;0$y", Answer::Mark(20_000)),
            ("59999;4$y", Answer::Mark(59_999)),
            ("12;40R", Answer::Cursor),
            ("1;2R", Answer::Cursor),
        ] {
            assert_eq!(control(body), Meaning::Answer(answer), "{body}");
        }
    }

    #[test]
    fn an_answer_that_nobody_asked_for_is_nothing() {
        for body in [
            ">1;4000;0c",
            "?997;1n",
            "3n",
            "n",
            "?1;2$y",
            "4;1$y",
            "8;24;80t",
            "6;0;8t",
            "6;16t",
            "6;16;8;1t",
            "t",
            "?1u",
            "<0;1M",
            ";5A",
            " q",
            "?",
            ">4;2m",
            "6;99999;8t",
        ] {
            assert_eq!(control(body), Meaning::Nothing, "{body}");
        }
    }

    #[test]
    fn what_keys_send_is_a_key() {
        for body in ["A", "1;5C", "5~", "Z", "[A", "1;3P", "R", "97;5u", "P"] {
            assert_eq!(control(body), Meaning::Key, "{body}");
        }
    }

    #[test]
    fn a_name_is_short_and_safe_to_show() {
        let name = |body: &[u8]| string(b'P', body);
        assert_eq!(name(b">|kitty(0.32.2)"), Some(Answer::Name("kitty(0.32.2)".into())));
        assert_eq!(name(b">|"), Some(Answer::Name(String::new())));
        assert_eq!(name(b">|a\x00\xff\x7fb"), Some(Answer::Name("a\u{fffd}b".into())));
        assert_eq!(name(&[b">|".as_slice(), &[b'x'; 99]].concat()), {
            Some(Answer::Name("x".repeat(64)))
        });
        assert_eq!(name(b"1$r0m"), None);
        assert_eq!(string(b']', b"10;rgb:0/0/0"), None);
    }

    #[test]
    fn a_ground_is_light_or_dark_in_every_spelling() {
        let ground = |body: &str| string(b']', format!("11;{body}").as_bytes());
        for light in ["rgb:ffff/ffff/dddd", "rgb:ff/ff/ff", "rgb:f/f/f", "rgba:fdfd/f6f6/e3e3/ffff"]
        {
            assert_eq!(ground(light), Some(Answer::LightGround(true)), "{light}");
        }
        for dark in ["rgb:0000/0000/0000", "rgb:00/2b/36", "rgb:4444/4444/4444", "rgb:0/0/f"] {
            assert_eq!(ground(dark), Some(Answer::LightGround(false)), "{dark}");
        }
        for odd in ["", "?", "rgb:", "rgb:1/2", "rgb:g/0/0", "rgb:12345/0/0", "rgb:+1/0/0", "white"]
        {
            assert_eq!(ground(odd), None, "{odd}");
        }
    }

    #[test]
    fn kitty_says_which_picture_and_what_went_wrong() {
        let answer =
            |id, is_ok, message: &str| Some(Answer::Kitty { id, is_ok, message: message.into() });
        assert_eq!(string(b'_', b"Gi=31;OK"), answer(31, true, "OK"));
        assert_eq!(string(b'_', b"Gi=7,p=2;OK"), answer(7, true, "OK"));
        assert_eq!(string(b'_', b"GI=3,i=7;ENOENT:gone"), answer(7, false, "ENOENT:gone"));
        for body in [b"G;OK".as_slice(), b"Gi=31", b"Gi=;OK", b"Gi=99999999999;OK", b"X", b""] {
            assert_eq!(string(b'_', body), None);
        }
    }

    #[test]
    fn the_last_question_is_whether_the_terminal_is_well() {
        let asked = String::from_utf8(question(Behind::Nothing)).unwrap();
        assert!(asked.starts_with("\x1b[>q\x1b_Gi=31,"), "{asked:?}");
        assert!(
            asked.ends_with("AAAA\x1b\\\x1b[c\x1b[16t\x1b[14t\x1b[?2026$p\x1b]11;?\x1b\\\x1b[5n")
        );
    }

    #[test]
    fn tmux_is_asked_first_and_then_the_terminal_around_it() {
        let own = String::from_utf8(question(Behind::Tmux)).unwrap();
        assert!(own.starts_with("\x1b[>q") && own.ends_with("\x1b[5n"), "{own:?}");
        assert!(!own.contains("\x1b_") && !own.contains("\x1bP"), "{own:?}");
        let outer = String::from_utf8(question_through_tmux()).unwrap();
        assert!(outer.starts_with("\x1bPtmux;\x1b\x1b[>q\x1b\x1b_Gi=31,s=1,v=1,a=q,"), "{outer:?}");
        assert!(outer.ends_with("AAAA\x1b\x1b\\\x1b\x1b[16t\x1b\x1b[20000$p\x1b\\"), "{outer:?}");
    }
}
