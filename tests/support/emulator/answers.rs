//! Kinds of terminals: what they know and what they say when asked.

/// A kind of terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Personality {
    /// kitty: its graphics with placeholders.
    Kitty,
    /// Konsole: kitty's graphics without placeholders, sixel.
    Konsole,
    /// xterm.js, as in the terminal of VS Code: the same and iTerm2's pictures.
    XtermJs,
    /// iTerm2: its own pictures, sixel, and an answer that promises kitty's.
    ITerm2,
    /// xterm with sixel.
    Sixel,
    /// Text alone, with the size of a cell.
    Plain,
    /// The same and no answer to anything.
    Silent,
}

/// Placeholders, kitty's pictures at the cursor, sixel, iTerm2's pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Placeholders,
    Classic,
    Sixel,
    Inline,
}

impl Personality {
    /// Whether pictures of this kind are shown.
    pub(crate) fn knows(self, kind: Kind) -> bool {
        let kinds: &[Kind] = match self {
            Self::Kitty => &[Kind::Placeholders, Kind::Classic],
            Self::Konsole => &[Kind::Classic, Kind::Sixel],
            Self::XtermJs => &[Kind::Classic, Kind::Sixel, Kind::Inline],
            Self::ITerm2 => &[Kind::Sixel, Kind::Inline],
            Self::Sixel => &[Kind::Sixel],
            Self::Plain | Self::Silent => &[],
        };
        kinds.contains(&kind)
    }

    /// Whether the question after kitty's graphics is answered with OK.
    pub(super) fn claims_kitty(self) -> bool {
        matches!(self, Self::Kitty | Self::Konsole | Self::XtermJs | Self::ITerm2)
    }

    /// The name and version it gives.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Kitty => Some("kitty(0.46.2)"),
            Self::Konsole => Some("Konsole 26.08.0"),
            Self::XtermJs => Some("xterm.js(6.0.0)"),
            Self::ITerm2 => Some("iTerm2 3.6.6"),
            Self::Sixel => Some("XTerm(379)"),
            Self::Plain | Self::Silent => None,
        }
    }

    /// Its primary attributes; 4 is sixel.
    pub(super) fn attributes(self) -> &'static str {
        match self {
            Self::Kitty => "62;22;52",
            Self::Plain | Self::Silent => "62",
            _ => "62;4;22",
        }
    }

    /// Whether a frame may be held back until it is whole.
    pub(super) fn knows_frames(self) -> bool {
        !matches!(self, Self::Sixel | Self::Plain | Self::Silent)
    }
}
