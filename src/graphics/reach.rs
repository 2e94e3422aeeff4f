//! Which way pictures reach the terminal, decided from what it answers and from what surrounds the program.

use std::env;

use super::answers::{Answer, QUESTION_ID, QUESTION_MARK};
use super::fit::CellSize;
use super::terminal::Choice;

/// A way to show pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Kitty graphics whose pictures stand in the text as placeholders.
    Placeholders,
    /// Kitty graphics whose pictures lie where the cursor was.
    Classic,
    /// The inline images of iTerm2.
    Iterm2,
    /// Sixel graphics.
    Sixel,
    /// Two colored pixels a cell.
    Blocks,
    /// Four parts of a cell in two colors.
    Quadrants,
    /// Six parts of a cell in two colors.
    Sextants,
    /// No pictures.
    Off,
}

impl Protocol {
    /// Whether pictures are cells of text like any other.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Blocks | Self::Quadrants | Self::Sextants)
    }

    /// Its name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Placeholders => "kitty",
            Self::Classic => "kitty without placeholders",
            Self::Iterm2 => "iterm2",
            Self::Sixel => "sixel",
            Self::Blocks => "half-blocks",
            Self::Quadrants => "quadrants",
            Self::Sextants => "sextants",
            Self::Off => "pictures off",
        }
    }
}

/// How pictures reach the terminal, and why so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The way.
    pub protocol: Protocol,
    /// The reason, as the end of a sentence: "the terminal calls itself …".
    pub why: String,
    /// Whether tmux must be asked to hand the pictures on.
    pub is_through_tmux: bool,
}

impl Reach {
    /// A way of its own, past no multiplexer.
    pub fn to(protocol: Protocol, why: &str) -> Self {
        Self { protocol, why: why.to_owned(), is_through_tmux: false }
    }
}

/// Who has answered to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Heard {
    #[default]
    Nobody,
    /// The terminal, or tmux.
    Terminal,
    AroundTmux,
}

/// What the terminal has answered so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    names: Vec<String>,
    has_sixel: Option<bool>,
    has_kitty: Option<bool>,
    is_synchronized: bool,
    cell: Option<CellSize>,
    is_light: Option<bool>,
    window_px: Option<(u16, u16)>,
    heard: Heard,
    is_over: bool,
}

impl Answers {
    /// Takes an answer. Those about pictures that were sent later change nothing.
    pub fn take(&mut self, answer: Answer) {
        match answer {
            // Tmux, and the terminal around it; more are made up.
            Answer::Name(name) if self.names.len() < 2 => self.names.push(name),
            Answer::Attributes { has_sixel } => {
                self.has_sixel.get_or_insert(has_sixel);
            }
            // The last one is that of the terminal around tmux.
            Answer::CellSize(cell) => self.cell = Some(cell),
            Answer::WindowPixels { width_px, height_px } => {
                self.window_px = Some((width_px, height_px));
            }
            Answer::Kitty { id: QUESTION_ID, is_ok, .. } => self.has_kitty = Some(is_ok),
            Answer::LightGround(is_light) => self.is_light = Some(is_light),
            Answer::Synchronized(is_synchronized) => self.is_synchronized = is_synchronized,
            Answer::Well => self.heard = self.heard.max(Heard::Terminal),
            Answer::Mark(QUESTION_MARK) => self.heard = Heard::AroundTmux,
            // The rest is about something else.
            Answer::Name(_)
            | Answer::Kitty { .. }
            | Answer::Mark(_)
            | Answer::Mouse(_)
            | Answer::Cursor => {}
        }
    }

    /// No answer is waited for any longer. One that comes all the same still counts.
    pub fn end(&mut self) {
        self.is_over = true;
    }

    /// Whether nothing more is to be expected.
    pub fn is_complete(&self, surroundings: &Surroundings) -> bool {
        let last = if surroundings.hands_on() { Heard::AroundTmux } else { Heard::Terminal };
        self.is_over || self.heard >= last
    }

    /// Whether the question has been answered to its end, at least by tmux.
    pub fn is_well(&self) -> bool {
        self.heard > Heard::Nobody
    }

    /// The screen has another size: what was said of its pixels does not hold any more.
    pub fn forget_window(&mut self) {
        self.window_px = None;
    }

    /// Whether the ground is a light one; `None` as long as nobody says.
    pub fn is_light(&self) -> Option<bool> {
        self.is_light
    }

    /// The pixels of a cell.
    pub fn cell(&self) -> Option<CellSize> {
        self.cell
    }

    /// Width and height of the text area in pixels.
    pub fn window_px(&self) -> Option<(u16, u16)> {
        self.window_px
    }

    /// Whether a frame is shown only when it is whole.
    pub fn is_synchronized(&self) -> bool {
        self.is_synchronized
    }

    /// The name of the terminal itself; behind tmux that of the terminal around it.
    pub fn name(&self) -> Option<&str> {
        self.names.iter().map(String::as_str).find(|name| !is_tmux(name))
    }

    fn names_tmux(&self) -> bool {
        self.names.iter().any(|name| is_tmux(name))
    }
}

fn is_tmux(name: &str) -> bool {
    name.starts_with("tmux")
}

/// What is known without asking the terminal. Over SSH that may be no more than `term`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// `TERM`.
    pub term: String,
    /// `COLORTERM`.
    pub colorterm: String,
    /// `TERM_PROGRAM`.
    pub term_program: String,
    /// `LC_TERMINAL`, the one that SSH hands on.
    pub lc_terminal: String,
    /// Whether tmux is in between.
    pub tmux: bool,
    /// Whether GNU screen is in between.
    pub screen: bool,
    /// Whether the program runs under mosh, which shows text alone.
    pub mosh: bool,
    /// Whether tmux shows sixels; `None` if it does not say.
    pub tmux_has_sixel: Option<bool>,
    /// What the terminal around tmux calls itself, if tmux says it; newer versions keep that answer to themselves.
    pub around_tmux: Option<String>,
    /// Whether tmux hands on what is meant for the terminal around it; `None` if it does not say.
    pub tmux_passthrough: Option<bool>,
    /// Which terminals show the session of tmux, and since when; empty if it does not say.
    pub tmux_clients: String,
    /// What tmux does with copied text, as its option `set-clipboard` says it; empty if it does not say.
    pub tmux_clipboard: String,
}

impl Surroundings {
    /// What the environment variables say. Nothing is asked, of tmux neither.
    pub fn of_environment() -> Self {
        Self::of(|variable| env::var(variable).ok())
    }

    /// Whether there is a terminal around tmux that can be asked.
    pub fn hands_on(&self) -> bool {
        self.tmux && self.tmux_passthrough != Some(false)
    }

    fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name| variable(name).unwrap_or_default();
        let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
        let term = text("TERM");
        let tmux = is_set("TMUX") || term.starts_with("tmux");
        Self {
            // Tmux may call itself screen too; then it says its name when it is asked.
            screen: is_set("STY") || (term.starts_with("screen") && !tmux),
            colorterm: text("COLORTERM"),
            term_program: text("TERM_PROGRAM"),
            lc_terminal: text("LC_TERMINAL"),
            term,
            tmux,
            ..Self::default()
        }
    }
}

/// What a terminal with a name shows.
#[derive(Clone, Copy)]
enum Shows {
    /// Kitty graphics; with placeholders since 0.28.
    Kitty,
    /// Kitty graphics with placeholders.
    Placeholders,
    /// Kitty graphics without placeholders, if it says so.
    Classic,
    /// The same; the inline images of iTerm2 otherwise.
    ClassicOrIterm2,
    /// The inline images of iTerm2.
    Iterm2,
    /// Sixels, if it says so.
    Sixel,
    /// Sixels, if it says so. What it says of kitty graphics holds for another terminal.
    SixelAlone,
}

/// How names begin, in lower case, and what such a terminal shows.
const NAMES: [(&str, Shows); 17] = [
    ("kitty", Shows::Kitty),
    ("ghostty", Shows::Placeholders),
    ("konsole", Shows::Classic),
    ("xterm.js", Shows::Classic),
    ("wezterm", Shows::ClassicOrIterm2),
    ("iterm2", Shows::Iterm2),
    ("mintty", Shows::Iterm2),
    ("tabby", Shows::Iterm2),
    ("rio", Shows::Iterm2),
    ("foot", Shows::Sixel),
    ("xterm(", Shows::Sixel),
    ("mlterm", Shows::Sixel),
    ("windows terminal", Shows::Sixel),
    ("windowsterminal", Shows::Sixel),
    ("contour", Shows::Sixel),
    ("blackbox", Shows::Sixel),
    ("zellij", Shows::SixelAlone),
];

/// What `TERM_PROGRAM` says in terminals with the inline images of iTerm2.
const ITERM2_PROGRAMS: [&str; 6] = ["iTerm.app", "WezTerm", "mintty", "vscode", "Tabby", "rio"];

/// The way for pictures: as the user wishes; else as the terminal calls itself; else as it answers; else as the
/// environment has it.
///
/// As long as answers are missing that could change it, the way is [`Protocol::Blocks`]. Every further answer may
/// be put to the same question.
pub fn decide(choice: Choice, answers: &Answers, surroundings: &Surroundings) -> Reach {
    let is_tmux = surroundings.tmux || answers.names_tmux();
    if let Some(protocol) = wished(choice) {
        let is_kitty = matches!(protocol, Protocol::Placeholders | Protocol::Classic);
        let is_handed_on = is_kitty || protocol == Protocol::Iterm2;
        let why = "it was asked for, by --images or the key p".to_owned();
        return Reach { protocol, why, is_through_tmux: is_tmux && is_handed_on };
    }
    let is_complete = answers.is_complete(surroundings);
    if let Some(why) = text_alone(answers, surroundings) {
        return reach(Protocol::Blocks, why);
    }
    if is_tmux {
        return in_tmux(answers, surroundings);
    }
    let named = answers.name().and_then(|name| by_name(name, answers, is_complete));
    if let Some(reach) = named {
        return reach;
    }
    if !is_complete {
        return reach(Protocol::Blocks, UNANSWERED);
    }
    by_answers(answers)
        .or_else(|| by_environment(surroundings))
        .unwrap_or_else(|| reach(Protocol::Blocks, nothing_known(answers)))
}

/// Whether the terminal may show pictures in this way, as far as it has said; where tmux answers for it, or nothing is
/// known yet, it may.
pub fn may_show(choice: Choice, answers: &Answers, surroundings: &Surroundings) -> bool {
    let Some(protocol) = wished(choice) else { return true };
    let is_tmux = surroundings.tmux || answers.names_tmux();
    if is_tmux || !answers.is_complete(surroundings) {
        return true;
    }
    let is_usual = decide(Choice::Auto, answers, surroundings).protocol == protocol;
    let has_iterm2 = || {
        let shows = answers.name().and_then(shows);
        matches!(shows, Some(Shows::Iterm2 | Shows::ClassicOrIterm2))
            || by_environment(surroundings).is_some()
    };
    is_usual
        || match protocol {
            Protocol::Placeholders | Protocol::Classic => answers.has_kitty == Some(true),
            Protocol::Sixel => answers.has_sixel == Some(true),
            Protocol::Iterm2 => has_iterm2(),
            Protocol::Blocks | Protocol::Quadrants | Protocol::Sextants | Protocol::Off => true,
        }
}

const UNANSWERED: &str = "the terminal has not answered yet";

fn reach(protocol: Protocol, why: impl Into<String>) -> Reach {
    Reach { protocol, why: why.into(), is_through_tmux: false }
}

fn wished(choice: Choice) -> Option<Protocol> {
    Some(match choice {
        Choice::Auto => return None,
        Choice::Kitty => Protocol::Placeholders,
        Choice::KittyClassic => Protocol::Classic,
        Choice::Sixel => Protocol::Sixel,
        Choice::Iterm2 => Protocol::Iterm2,
        Choice::HalfBlocks => Protocol::Blocks,
        Choice::Quadrants => Protocol::Quadrants,
        Choice::Sextants => Protocol::Sextants,
        Choice::Off => Protocol::Off,
    })
}

/// What lets no picture through, whatever stands behind it.
fn text_alone(answers: &Answers, surroundings: &Surroundings) -> Option<String> {
    if surroundings.mosh {
        return Some("mosh shows text alone".into());
    }
    if matches!(surroundings.term.as_str(), "linux" | "dumb") {
        return Some(format!("TERM is {}", surroundings.term));
    }
    (surroundings.screen && !answers.names_tmux()).then(|| "GNU screen shows text alone".into())
}

fn in_tmux(answers: &Answers, surroundings: &Surroundings) -> Reach {
    let told = surroundings.around_tmux.as_deref().filter(|name| !is_tmux(name));
    let is_handed_on = surroundings.tmux_passthrough == Some(true);
    // That its name came is proof that tmux lets it through.
    let outer = answers.name().or(told.filter(|_| is_handed_on));
    if let Some(name) = outer.filter(|name| has_placeholders(name)) {
        let why = format!("tmux hands pictures on to a terminal that calls itself {name}");
        return Reach { protocol: Protocol::Placeholders, why, is_through_tmux: true };
    }
    if !answers.is_complete(surroundings) {
        return reach(Protocol::Blocks, UNANSWERED);
    }
    // Tmux claims sixels even if the terminal around it has none, where they would be words.
    if surroundings.tmux_has_sixel.or(answers.has_sixel) == Some(true) {
        return reach(Protocol::Sixel, "tmux has sixel graphics");
    }
    let why = match outer.or(told) {
        Some(name) if has_placeholders(name) => format!(
            "tmux hands nothing on to {name} while its allow-passthrough is off: tmux set -g \
             allow-passthrough on"
        ),
        Some(name) => format!(
            "tmux has no graphics, and the terminal around it calls itself {name}, which has no \
             kitty graphics with placeholders"
        ),
        None if surroundings.tmux_passthrough == Some(false) => {
            "tmux has no graphics, and hands none on while its allow-passthrough is off".into()
        }
        None => "tmux has no graphics, and the terminal around it does not answer".into(),
    };
    reach(Protocol::Blocks, why)
}

fn shows(name: &str) -> Option<Shows> {
    let name = name.to_lowercase();
    NAMES.iter().find(|(begins, _)| name.starts_with(begins)).map(|(_, shows)| *shows)
}

fn has_placeholders(name: &str) -> bool {
    match shows(name) {
        Some(Shows::Kitty) => is_kitty_with_placeholders(name),
        Some(Shows::Placeholders) => true,
        _ => false,
    }
}

/// Whether the version in `kitty(0.28.1)` is 0.28 or later.
fn is_kitty_with_placeholders(name: &str) -> bool {
    let mut numbers = name
        .split(|character: char| !character.is_ascii_digit())
        .filter_map(|number| number.parse::<u32>().ok());
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    version >= (0, 28)
}

const BARE: &str = "kitty graphics without placeholders";

/// What a name decides together with the other answers, if it does.
fn by_name(name: &str, answers: &Answers, is_complete: bool) -> Option<Reach> {
    let because = |protocol, what: &str| {
        Some(reach(protocol, format!("the terminal calls itself {name}, which has {what}")))
    };
    let has_kitty = answers.has_kitty == Some(true);
    let has_sixel = answers.has_sixel == Some(true);
    match shows(name)? {
        Shows::Placeholders => because(Protocol::Placeholders, "kitty graphics"),
        Shows::Kitty if is_kitty_with_placeholders(name) => {
            because(Protocol::Placeholders, "kitty graphics")
        }
        Shows::Kitty => because(Protocol::Classic, BARE),
        Shows::Classic | Shows::ClassicOrIterm2 if has_kitty => because(Protocol::Classic, BARE),
        Shows::ClassicOrIterm2 if is_complete || answers.has_kitty.is_some() => {
            because(Protocol::Iterm2, "the inline images of iTerm2")
        }
        Shows::Iterm2 => because(Protocol::Iterm2, "the inline images of iTerm2"),
        Shows::Sixel | Shows::SixelAlone if has_sixel => because(Protocol::Sixel, "sixel graphics"),
        Shows::SixelAlone if is_complete => because(Protocol::Blocks, "no graphics here"),
        _ => None,
    }
}

fn by_answers(answers: &Answers) -> Option<Reach> {
    let who = match answers.name() {
        Some(name) => format!("the terminal calls itself {name} and"),
        None => "the terminal".into(),
    };
    if answers.has_kitty == Some(true) {
        let why =
            format!("{who} answers for kitty graphics, though nothing says with placeholders");
        return Some(reach(Protocol::Classic, why));
    }
    let has_sixel = answers.has_sixel == Some(true);
    has_sixel.then(|| reach(Protocol::Sixel, format!("{who} answers for sixel graphics")))
}

fn by_environment(surroundings: &Surroundings) -> Option<Reach> {
    let program = surroundings.term_program.as_str();
    if surroundings.lc_terminal == "iTerm2" {
        return Some(reach(Protocol::Iterm2, "LC_TERMINAL is iTerm2"));
    }
    let is_known = ITERM2_PROGRAMS.contains(&program);
    is_known.then(|| reach(Protocol::Iterm2, format!("TERM_PROGRAM is {program}")))
}

fn nothing_known(answers: &Answers) -> String {
    match answers.name() {
        Some(name) => format!("the terminal calls itself {name} and answers for no graphics"),
        None if !answers.is_well() => "the terminal does not answer".into(),
        None => "the terminal answers for no graphics".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a terminal answers, in short: `k` and `K` that it has kitty graphics or not, `4` and `0` that it has
    /// sixels or not, `.` that this was all, `!` that nobody waits any longer; all else is a name up to a comma.
    fn answers(short: &str) -> Answers {
        let mut answers = Answers::default();
        for part in short.split(", ") {
            match part {
                "" => {}
                "k" | "K" => answers.take(Answer::Kitty {
                    id: QUESTION_ID,
                    is_ok: part == "k",
                    message: String::new(),
                }),
                "4" | "0" => answers.take(Answer::Attributes { has_sixel: part == "4" }),
                "." if answers.is_well() => answers.take(Answer::Mark(QUESTION_MARK)),
                "." => answers.take(Answer::Well),
                "!" => answers.end(),
                name => answers.take(Answer::Name(name.into())),
            }
        }
        answers
    }

    /// The surroundings of such variables.
    fn surroundings(variables: &str) -> Surroundings {
        Surroundings::of(|wanted| {
            let mut pairs = variables.split(' ').filter_map(|pair| pair.split_once('='));
            pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned())
        })
    }

    fn protocol(variables: &str, short: &str) -> Protocol {
        decide(Choice::Auto, &answers(short), &surroundings(variables)).protocol
    }

    #[test]
    fn every_terminal_gets_what_it_shows() {
        use Protocol::{Blocks, Classic, Iterm2, Placeholders, Sixel};
        for (variables, short, expected) in [
            // Over SSH, with nothing but TERM.
            ("TERM=xterm-kitty", "kitty(0.48.2), k, 0, .", Placeholders),
            ("TERM=xterm-kitty", "kitty(0.28.0), k, 0, .", Placeholders),
            ("TERM=xterm-kitty", "kitty(0.27.1), k, 0, .", Classic),
            ("TERM=xterm-kitty", "kitty(1.0.0), k, 0, .", Placeholders),
            ("TERM=xterm-ghostty", "ghostty 1.2.0, k, 0, .", Placeholders),
            ("TERM=xterm-256color", "Konsole 26.08.0, k, 4, .", Classic),
            ("TERM=xterm-256color", "Konsole 21.12, 4, .", Sixel),
            ("TERM=xterm-256color", "WezTerm 20240203-110809, k, 4, .", Classic),
            ("TERM=xterm-256color", "WezTerm 20240203-110809, 4, .", Iterm2),
            ("TERM=xterm-256color", "xterm.js(6.0.0), k, 4, .", Classic),
            ("TERM=xterm-256color", "xterm.js(6.0.0), 4, .", Sixel),
            ("TERM=xterm-256color", "xterm.js(5.5.0), 0, .", Blocks),
            ("TERM=xterm-256color", "iTerm2 3.6.1, k, 4, .", Iterm2),
            ("TERM=xterm-256color", "mintty 3.8.0, 4, .", Iterm2),
            ("TERM=xterm-256color", "Tabby 1.0.2, .", Iterm2),
            ("TERM=xterm-256color", "Rio 0.2.29, k, 4, .", Iterm2),
            ("TERM=foot", "foot(1.28.0), 4, .", Sixel),
            ("TERM=xterm-256color", "XTerm(403), 4, .", Sixel),
            ("TERM=xterm-256color", "XTerm(403), 0, .", Blocks),
            ("TERM=xterm-256color", "mlterm(3.9.4), 4, .", Sixel),
            ("TERM=xterm-256color", "Windows Terminal 1.23, 4, .", Sixel),
            ("TERM=xterm-256color", "contour 0.6.1, 4, .", Sixel),
            ("TERM=xterm-256color", "VTE(7800), 4, .", Sixel),
            ("TERM=xterm-256color", "VTE(7800), 0, .", Blocks),
            ("TERM=xterm-256color", "Zellij(4500), k, 4, .", Sixel),
            ("TERM=xterm-256color", "Zellij(4500), k, 0, .", Blocks),
            ("TERM=alacritty", "0, .", Blocks),
            ("TERM=xterm-256color", "Newcomer 1.0, k, 4, .", Classic),
            ("TERM=xterm-256color", "k, 0, .", Classic),
            ("TERM=xterm-256color", "K, 4, .", Sixel),
            ("TERM=xterm-256color", "K, 0, .", Blocks),
            ("", "0, .", Blocks),
            // What variables say where the terminal says nothing.
            ("TERM=xterm-256color LC_TERMINAL=iTerm2", "0, .", Iterm2),
            ("TERM=xterm-256color TERM_PROGRAM=WezTerm", "!", Iterm2),
            ("TERM=xterm-256color TERM_PROGRAM=vscode", "xterm.js(5.5.0), 0, .", Iterm2),
            ("TERM=xterm-256color TERM_PROGRAM=Apple_Terminal", "0, .", Blocks),
            ("TERM=xterm-256color LC_TERMINAL=iTerm2", "kitty(0.48.2), .", Placeholders),
            // Where only text gets through.
            ("TERM=linux", "0, .", Blocks),
            ("TERM=dumb", "kitty(0.48.2), k, .", Blocks),
            ("TERM=screen STY=1.pts-0", "k, 4, .", Blocks),
            ("TERM=screen-256color LC_TERMINAL=iTerm2", "0, .", Blocks),
            // Behind tmux, whose answers come first.
            ("TERM=tmux-256color TMUX=/t", "tmux 3.6, 0, ., kitty(0.48.2), k, .", Placeholders),
            ("TERM=tmux-256color TMUX=/t", "0, ., ghostty 1.2.0, k, .", Placeholders),
            ("TERM=screen-256color TMUX=/t", "tmux 3.6, 0, ., kitty(0.27.0), k, .", Blocks),
            ("TERM=tmux-256color TMUX=/t", "tmux 3.6, 0, ., Konsole 26.08, k, .", Blocks),
            ("TERM=tmux-256color TMUX=/t", "tmux 3.6, 4, ., foot(1.28.0), .", Sixel),
            ("TERM=tmux-256color TMUX=/t", "tmux 3.6, 4, ., !", Sixel),
            ("TERM=tmux-256color TMUX=/t", "tmux 3.6, 0, ., !", Blocks),
            ("TERM=tmux-256color LC_TERMINAL=iTerm2", "tmux 3.6, 0, ., !", Blocks),
            // From tmux over SSH, where only the names tell.
            ("TERM=screen-256color", "tmux 3.6, 4, .", Sixel),
            ("TERM=screen-256color", "tmux 3.6, 0, .", Blocks),
        ] {
            assert_eq!(protocol(variables, short), expected, "{variables}: {short}");
        }
    }

    #[test]
    fn missing_answers_are_waited_for() {
        for (variables, short) in [
            ("TERM=xterm-256color", ""),
            ("TERM=xterm-256color LC_TERMINAL=iTerm2", ""),
            ("TERM=xterm-256color", "WezTerm 20240203-110809"),
            ("TERM=xterm-256color", "Konsole 26.08"),
            ("TERM=xterm-256color", "foot(1.28.0)"),
            ("TERM=xterm-256color", "Zellij(4500), k"),
            ("TERM=xterm-256color", "k, 4"),
            ("TERM=tmux-256color", "tmux 3.6, 4, ."),
        ] {
            let reach = decide(Choice::Auto, &answers(short), &surroundings(variables));
            assert_eq!(reach, super::reach(Protocol::Blocks, UNANSWERED), "{variables}: {short}");
        }
        assert_eq!(protocol("TERM=xterm-256color", "kitty(0.48.2)"), Protocol::Placeholders);
        assert_eq!(protocol("TERM=xterm-256color", "WezTerm 20240203, k"), Protocol::Classic);
        assert_eq!(protocol("TERM=xterm-256color", "!, kitty(0.48.2)"), Protocol::Placeholders);
    }

    #[test]
    fn a_terminal_that_never_answers_gets_blocks() {
        let reach = decide(Choice::Auto, &answers("!"), &surroundings("TERM=xterm-256color"));
        assert_eq!(reach, super::reach(Protocol::Blocks, "the terminal does not answer"));
    }

    #[test]
    fn tmux_that_keeps_the_name_of_the_terminal_to_itself_says_it_when_it_is_asked() {
        let mut surroundings = surroundings("TERM=tmux-256color TMUX=/t");
        surroundings.around_tmux = Some("kitty(0.48.2)".into());
        surroundings.tmux_has_sixel = Some(false);
        surroundings.tmux_passthrough = Some(true);
        let reach = decide(Choice::Auto, &answers("tmux 3.7, 4, ."), &surroundings);
        assert_eq!((reach.protocol, reach.is_through_tmux), (Protocol::Placeholders, true));
        surroundings.tmux_passthrough = Some(false);
        let reach = decide(Choice::Auto, &answers("tmux 3.7, 4, ."), &surroundings);
        assert_eq!(reach.protocol, Protocol::Blocks);
        assert!(reach.why.contains("tmux set -g allow-passthrough on"), "{}", reach.why);
    }

    #[test]
    fn tmux_that_hands_nothing_on_is_not_waited_for() {
        let mut surroundings = surroundings("TERM=tmux-256color TMUX=/t");
        surroundings.tmux_passthrough = Some(false);
        let reach = decide(Choice::Auto, &answers("tmux 3.6, 0, ."), &surroundings);
        assert_eq!(reach.protocol, Protocol::Blocks);
        assert!(reach.why.contains("allow-passthrough is off"), "{}", reach.why);
        surroundings.tmux_has_sixel = Some(true);
        let reach = decide(Choice::Auto, &answers("tmux 3.6, 0, ."), &surroundings);
        assert_eq!(reach, super::reach(Protocol::Sixel, "tmux has sixel graphics"));
    }

    #[test]
    fn mosh_shows_text_alone() {
        let mut surroundings = surroundings("TERM=xterm-256color LC_TERMINAL=iTerm2");
        surroundings.mosh = true;
        let reach = decide(Choice::Auto, &answers("0, ."), &surroundings);
        assert_eq!(reach, super::reach(Protocol::Blocks, "mosh shows text alone"));
    }

    #[test]
    fn the_user_knows_better() {
        for (choice, protocol) in [
            (Choice::Kitty, Protocol::Placeholders),
            (Choice::KittyClassic, Protocol::Classic),
            (Choice::Sixel, Protocol::Sixel),
            (Choice::Iterm2, Protocol::Iterm2),
            (Choice::HalfBlocks, Protocol::Blocks),
            (Choice::Quadrants, Protocol::Quadrants),
            (Choice::Sextants, Protocol::Sextants),
            (Choice::Off, Protocol::Off),
        ] {
            let reach = |variables| decide(choice, &answers(""), &surroundings(variables));
            assert_eq!(reach("TERM=linux").protocol, protocol);
            assert!(!reach("TERM=linux").is_through_tmux);
            let is_handed_on =
                !(protocol.is_text() || matches!(choice, Choice::Sixel | Choice::Off));
            assert_eq!(reach("TERM=tmux-256color").is_through_tmux, is_handed_on, "{choice:?}");
        }
    }

    #[test]
    fn the_reason_names_the_terminal() {
        let why =
            |short| decide(Choice::Auto, &answers(short), &surroundings("TERM=xterm-256color")).why;
        assert_eq!(
            why("Konsole(26.08), k, ."),
            "the terminal calls itself Konsole(26.08), which has kitty graphics without placeholders"
        );
        assert_eq!(why("VTE(7800), 0, ."), {
            "the terminal calls itself VTE(7800) and answers for no graphics"
        });
        let tmux = answers("tmux 3.6, 0, ., kitty(0.48.2), .");
        let reach = decide(Choice::Auto, &tmux, &surroundings("TERM=tmux-256color"));
        assert!(reach.is_through_tmux);
        assert_eq!(reach.why, {
            "tmux hands pictures on to a terminal that calls itself kitty(0.48.2)"
        });
    }

    #[test]
    fn answers_about_other_pictures_and_made_up_names_change_nothing() {
        let mut answers = answers("kitty(0.48.2), k");
        let before = answers.clone();
        answers.take(Answer::Kitty { id: 7, is_ok: false, message: "ENOENT".into() });
        answers.take(Answer::Cursor);
        assert_eq!(answers, before);
        for at in 0..100 {
            answers.take(Answer::Name(format!("name {at}")));
        }
        assert_eq!((answers.names.len(), answers.name()), (2, Some("kitty(0.48.2)")));
    }
}
