//! The words a neuron can be described by: what became of it between two recordings, and how active it is.

use std::fmt;

/// Makes an enum whose values are words; they are stored by their position and sort in that order.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal $(| $alias:literal)*,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$word_doc])* $word,)+
        }

        impl $name {
            /// All words, in the order in which they sort.
            pub const ALL: &[Self] = &[$(Self::$word),+];

            /// The word as it is shown.
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)+
                }
            }

            /// The word that a text means. Case, hyphens, underscores and spaces do not count: `Re-tuned`,
            /// `retuned`.
            pub fn find(text: &str) -> Option<Self> {
                let wanted = letters(text);
                [$((Self::$word, [$text $(, $alias)*].as_slice())),+]
                    .into_iter()
                    .find(|(_, texts)| texts.iter().any(|text| letters(text) == wanted))
                    .map(|(word, _)| word)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.text())
            }
        }
    };
}

words!(
    /// What became of a neuron, most interesting first.
    Verdict {
        /// It prefers other categories than in the reference.
        Retuned = "re-tuned",
        /// Some of its preferences are others.
        PartlyRetuned = "partly re-tuned" | "partly",
        /// Its tuning is gone: all categories drive it alike.
        TuningLost = "tuning lost",
        /// The categories differ less than in the reference.
        PartlyLost = "partly lost",
        /// It prefers the same, but answers by another factor (column `gain`).
        Gain = "gain",
        /// Alive in the reference, dead here.
        NewlyDead = "newly dead",
        /// Dead in the reference, alive here.
        NewlyAlive = "newly alive",
        /// Dead in both.
        Dead = "dead",
        /// As in the reference.
        Stable = "stable",
        /// Its tuning cannot be measured well enough to say.
        TooNoisy = "too noisy" | "noisy" | "too noisy to say",
    }
);

words!(
    /// How active a neuron is.
    State {
        /// Always 0, or always the same, though not in the reference.
        NewlyDead = "newly dead",
        /// Neither, though one of them in the reference.
        NewlyAlive = "newly alive",
        /// Always 0, or always the same.
        Dead = "dead",
        /// Above 0 for nearly every image.
        Dense = "dense",
        /// None of these.
        Ok = "ok",
    }
);

/// A text without what does not count when words are compared.
fn letters(text: &str) -> String {
    let counts = |letter: &char| !matches!(letter, '-' | '_' | ' ');
    text.chars().filter(counts).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_however_it_is_written() {
        for text in ["re-tuned", "Retuned", "RE_TUNED", "re tuned"] {
            assert_eq!(Verdict::find(text), Some(Verdict::Retuned), "{text}");
        }
        assert_eq!(Verdict::find("noisy"), Some(Verdict::TooNoisy));
        assert_eq!(State::find("Newly-Dead"), Some(State::NewlyDead));
        assert_eq!(State::find("stable"), None);
        assert_eq!(Verdict::find(""), None);
    }

    #[test]
    fn every_word_is_found_by_what_is_shown() {
        assert!(Verdict::ALL.iter().all(|word| Verdict::find(word.text()) == Some(*word)));
        assert!(State::ALL.iter().all(|word| State::find(word.text()) == Some(*word)));
    }
}
