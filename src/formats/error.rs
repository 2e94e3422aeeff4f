//! What can be wrong with a file: which part, what was found, what was expected.

use thiserror::Error;

/// A fault in a file's contents or in reading it.
///
/// It names the part of the file, never the file itself: whoever knows the path adds it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FormatError {
    /// The file ends too early.
    #[error(
        "{part} needs {needs} bytes, but {has} are there; is it still being written, or was a copy cut short?"
    )]
    Truncated {
        /// The part that is cut.
        part: String,
        /// Bytes that the part needs.
        needs: u64,
        /// Bytes that are there.
        has: u64,
    },
    /// A value differs from what the format or the rest of the file requires.
    #[error("{part} is {found}; expected: {expected}")]
    Unexpected {
        /// The part that differs.
        part: String,
        /// What it should be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// The part breaks the format's rules.
    #[error("{part} {problem}")]
    Invalid {
        /// The part at fault.
        part: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The part is sound, but nothing here can use it.
    #[error("{part} is {found}; {advice}")]
    Unsupported {
        /// The part in question.
        part: String,
        /// What it is.
        found: String,
        /// What to do instead.
        advice: String,
    },
    /// The operating system refused.
    #[error("{part}: {problem}")]
    Io {
        /// What was tried.
        part: String,
        /// The system's words.
        problem: String,
    },
    /// The file lost bytes after it was opened.
    #[error(
        "the file shrank from {had} to {has} bytes while it was open; open it again once it is complete"
    )]
    Shrunk {
        /// Bytes when it was opened.
        had: u64,
        /// Bytes now.
        has: u64,
    },
}

impl FormatError {
    /// What only a recording has was asked of its summary.
    pub(crate) fn no_single(what: &str) -> Self {
        let found = format!("a summary: it holds no single {what}");
        Self::unsupported("this", found, "open the recording")
    }

    /// A part that differs from what was expected.
    pub(crate) fn unexpected(
        part: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self::Unexpected { part: part.into(), expected: expected.into(), found: found.into() }
    }

    /// A part that breaks the rules.
    pub(crate) fn invalid(part: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Invalid { part: part.into(), problem: problem.into() }
    }

    /// A part that is sound but of no use here.
    pub(crate) fn unsupported(
        part: impl Into<String>,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self::Unsupported { part: part.into(), found: found.into(), advice: advice.into() }
    }

    /// A part that ends too early.
    pub(crate) fn truncated(part: impl Into<String>, needs: usize, has: usize) -> Self {
        Self::Truncated { part: part.into(), needs: needs as u64, has: has as u64 }
    }

    /// A refusal of the operating system while doing `what`.
    pub(crate) fn io(what: impl Into<String>, error: &std::io::Error) -> Self {
        Self::Io { part: what.into(), problem: error.to_string() }
    }

    /// Something that cannot happen did.
    pub(crate) fn internal(what: impl Into<String>) -> Self {
        Self::Invalid {
            part: what.into(),
            problem: "failed for a reason that is a fault of deephys; please report it".into(),
        }
    }

    /// The same error, with the part that holds the faulty one named before it.
    #[must_use]
    pub(crate) fn within(mut self, outer: &str) -> Self {
        match &mut self {
            Self::Truncated { part, .. }
            | Self::Unexpected { part, .. }
            | Self::Invalid { part, .. }
            | Self::Unsupported { part, .. }
            | Self::Io { part, .. } => {
                *part = if part.is_empty() || part == "it" || part == "this" {
                    outer.to_owned()
                } else if part.starts_with(outer) {
                    part.clone()
                } else {
                    format!("{outer}, {part}")
                };
            }
            Self::Shrunk { .. } => {}
        }
        self
    }
}
