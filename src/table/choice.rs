//! Which columns somebody chose, how further wishes change that, and how it is written down and read back.

use super::columns::{Column, Scope};
use super::error::{ParseError, quoted};
use super::selection::{
    Asked, DEFAULT_COLUMNS, LABEL_COLUMNS, OWN_COLUMNS, asked, asked_by, selection_text, words,
};

/// What stands above the names; a line that begins with `#` is passed over.
const HEAD: &str = "\
# The columns of the table of neurons in deephys, one name a line, as :columns knows them.
# Names alone are the columns in their order; +name and -name change the usual ones.
# Without this file there are the usual ones.
";

/// Unknown names that are repeated; of more only the number is told.
const MOST_NAMED: usize = 3;

/// Columns that somebody chose. Whoever never did has the usual ones, whichever these are one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// These, in this order; never none.
    List(Vec<Column>),
    /// The usual ones without some of them, and others after them.
    Changes {
        /// Those that are left out.
        without: Vec<Column>,
        /// Those that are added.
        with: Vec<Column>,
    },
}

/// What was written down: the choice, if there is one, and what could not be followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The choice; `None` is the usual columns.
    pub choice: Option<Choice>,
    /// What was passed over, in words that are safe to show.
    pub complaint: Option<String>,
}

impl Choice {
    /// The choice after `before` once somebody who sees it in place of `usual` has asked for `text`, a list as
    /// [`super::select`] reads it; `None` is the usual columns. Signs change what was chosen before.
    ///
    /// # Errors
    /// As those of [`super::select`].
    pub fn after(
        before: Option<&Self>,
        text: &str,
        usual: &[Column],
    ) -> Result<Option<Self>, ParseError> {
        let asked = asked(text)?;
        let none_left = || ParseError::new(text.chars().count(), "no column is left");
        let is_new_list = asked.first().is_some_and(|first| first.sign.is_none());
        let choice = match before {
            _ if is_new_list => listed(Vec::new(), &asked),
            Some(Self::List(columns)) => listed(columns.clone(), &asked),
            Some(Self::Changes { without, with }) => changed(without.clone(), with.clone(), &asked),
            None => changed(Vec::new(), Vec::new(), &asked),
        };
        if choice.columns(usual).is_empty() {
            return Err(none_left());
        }
        Ok(Some(choice).filter(|choice| !choice.is_nothing()))
    }

    /// The chosen columns where `usual` are those of somebody who chose none.
    pub fn columns(&self, usual: &[Column]) -> Vec<Column> {
        match self {
            Self::List(columns) => columns.clone(),
            Self::Changes { without, with } => {
                let stays = |column: &&Column| !without.contains(column);
                let mut columns: Vec<Column> = usual.iter().filter(stays).copied().collect();
                columns.extend(with.iter().filter(|column| !usual.contains(column)));
                columns
            }
        }
    }

    /// The choice as [`Choice::after`] reads it, on one line.
    pub fn text(&self) -> String {
        match self {
            Self::List(columns) => selection_text(columns),
            Self::Changes { without, with } => {
                let signed = |sign, columns: &[Column]| {
                    columns.iter().map(|column| format!("{sign}{}", column.key())).collect()
                };
                let words: [Vec<String>; 2] = [signed('-', without), signed('+', with)];
                words.concat().join(" ")
            }
        }
    }

    /// The choice as a file that its owner can read and change.
    pub fn file(&self) -> String {
        format!("{HEAD}{}\n", self.text().replace([',', ' '], "\n"))
    }

    /// Reads what [`Choice::file`] has written and somebody may have changed: lines that begin with `#` and names
    /// that are none of a column are passed over, and what then leaves no column is no choice.
    pub fn read(file: &str) -> Written {
        let lines = file.lines().filter(|line| !line.trim_start().starts_with('#'));
        let words: Vec<String> = lines.flat_map(words).map(|(_, word)| word).collect();
        let is_known = |word: &&String| asked_by(word, 0).is_ok();
        let (known, unknown): (Vec<&String>, Vec<&String>) = words.iter().partition(is_known);
        let known: Vec<&str> = known.into_iter().map(String::as_str).collect();
        let complaint = complaint(&unknown);
        if known.is_empty() {
            return Written { choice: None, complaint };
        }
        match Self::after(None, &known.join(" "), DEFAULT_COLUMNS) {
            Ok(choice) => Written { choice, complaint },
            Err(error) => Written { choice: None, complaint: complaint.or(Some(error.message)) },
        }
    }

    fn is_nothing(&self) -> bool {
        matches!(self, Self::Changes { without, with } if without.is_empty() && with.is_empty())
    }
}

/// A list after further wishes.
fn listed(mut columns: Vec<Column>, asked: &[Asked]) -> Choice {
    for word in asked {
        word.change(&mut columns);
    }
    Choice::List(columns)
}

/// Changes after further wishes. Those that change nothing are forgotten, lest they hold against usual columns to come.
fn changed(mut without: Vec<Column>, mut with: Vec<Column>, asked: &[Asked]) -> Choice {
    for word in asked {
        let (from, to) =
            if word.takes_away() { (&mut with, &mut without) } else { (&mut without, &mut with) };
        from.retain(|column| !word.columns.contains(column));
        to.extend(word.columns.iter().filter(|column| !to.contains(column)).collect::<Vec<_>>());
    }
    without.retain(|column| {
        let all = [DEFAULT_COLUMNS, OWN_COLUMNS, LABEL_COLUMNS];
        all.iter().any(|usual| usual.contains(column))
    });
    let is_usual = |column: &Column| {
        let is_pair = column.info().scope == Scope::Pair;
        DEFAULT_COLUMNS.contains(column) && (is_pair || OWN_COLUMNS.contains(column))
    };
    with.retain(|column| !is_usual(column));
    Choice::Changes { without, with }
}

/// What to say of names that are none of a column.
fn complaint(unknown: &[&String]) -> Option<String> {
    let first = unknown.first()?;
    let named: Vec<String> = unknown.iter().take(MOST_NAMED).map(|word| quoted(word)).collect();
    Some(match unknown.len() {
        1 => Column::unknown(first.trim_start_matches(['+', '-']), 0).to_string(),
        few if few <= MOST_NAMED => format!("no columns {}", named.join(", ")),
        many => format!("no columns {} and {} more", named.join(", "), many - MOST_NAMED),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::columns::COLUMNS;
    use super::*;

    fn chosen(before: Option<&Choice>, text: &str) -> Option<Choice> {
        Choice::after(before, text, DEFAULT_COLUMNS).unwrap()
    }

    fn shown(choice: Option<&Choice>) -> Vec<Column> {
        choice.map_or_else(|| DEFAULT_COLUMNS.to_vec(), |choice| choice.columns(DEFAULT_COLUMNS))
    }

    #[test]
    fn changes_hold_for_other_usual_columns_too() {
        let choice = chosen(None, "+drift -gain").unwrap();
        assert!(choice.columns(DEFAULT_COLUMNS).ends_with(&[Column::Max, Column::Drift]));
        assert!(!choice.columns(DEFAULT_COLUMNS).contains(&Column::Gain));
        let own = choice.columns(OWN_COLUMNS);
        assert_eq!(own, [OWN_COLUMNS, &[Column::Drift]].concat());
    }

    #[test]
    fn what_is_taken_back_leaves_no_trace() {
        let choice = chosen(None, "+drift");
        assert_eq!(chosen(choice.as_ref(), "-drift"), None);
        let choice = chosen(None, "-gain");
        assert_eq!(chosen(choice.as_ref(), "+gain"), None);
        assert_eq!(chosen(None, "+max"), None, "it always shows");
        assert_eq!(chosen(None, "-q"), None, "it never shows");
    }

    #[test]
    fn signs_change_a_list_and_names_replace_it() {
        let list = chosen(None, "neuron spurious drift");
        let list = chosen(list.as_ref(), "+max -drift");
        assert_eq!(shown(list.as_ref()), [Column::Neuron, Column::Spurious, Column::Max]);
        assert_eq!(shown(chosen(list.as_ref(), "rho").as_ref()), [Column::Rho]);
    }

    #[test]
    fn at_least_one_column_is_left() {
        let list = chosen(None, "rho");
        let emptied = [(list.as_ref(), "-rho"), (None, "-all"), (None, "rho -rho")];
        for (before, text) in emptied {
            let error = Choice::after(before, text, DEFAULT_COLUMNS).unwrap_err();
            assert_eq!(error.message, "no column is left", "{text}");
        }
    }

    #[test]
    fn a_file_has_one_name_a_line() {
        let lines = |text: &str| {
            let file = chosen(None, text).unwrap().file();
            let names = file.lines().filter(|line| !line.starts_with('#'));
            names.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(lines("+drift -gain +ks"), ["-gain", "+drift", "+ks"]);
        assert_eq!(lines("neuron,rho"), ["neuron", "rho"]);
    }

    #[test]
    fn a_file_may_be_changed_by_hand() {
        let written = Choice::read("\r\n  # mine\r\n Neuron \r\n\r\nTop-Category, rho\r\n");
        let columns = vec![Column::Neuron, Column::TopCategory, Column::Rho];
        assert_eq!(written, Written { choice: Some(Choice::List(columns)), complaint: None });
        assert_eq!(Choice::read("# nothing\n"), Written::default());
        assert_eq!(Choice::read(""), Written::default());
    }

    #[test]
    fn unknown_names_are_passed_over_and_named() {
        let written = Choice::read("+drift\n+spurios\n");
        assert_eq!(written.choice, chosen(None, "+drift"));
        let complaint = written.complaint.unwrap();
        assert_eq!(complaint, "no column `spurios`; did you mean spurious?");
        let many = Choice::read("a\x1b[2J\nb c d\u{202e} e").complaint.unwrap();
        assert_eq!(many, "no columns `a\\u{1b}[2J`, `b`, `c` and 2 more");
        assert_eq!(Choice::read("-all").complaint.as_deref(), Some("no column is left"));
        assert_eq!(Choice::read("+\n").choice, None);
    }

    /// Wishes as they are typed.
    fn wishes() -> impl Strategy<Value = String> {
        let word = ("[+-]?", 0..COLUMNS.len())
            .prop_map(|(sign, place)| format!("{sign}{}", COLUMNS[place].key));
        prop::collection::vec(word, 1..12).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn a_choice_is_read_back(text in wishes()) {
            if let Ok(Some(choice)) = Choice::after(None, &text, DEFAULT_COLUMNS) {
                let written = Choice::read(&choice.file());
                prop_assert_eq!(written.complaint, None);
                prop_assert_eq!(shown(written.choice.as_ref()), shown(Some(&choice)));
            }
        }

        #[test]
        fn what_is_chosen_is_what_select_selects(text in wishes()) {
            let choice = Choice::after(None, &text, DEFAULT_COLUMNS);
            match super::super::select(&text, DEFAULT_COLUMNS) {
                Ok(mut selected) => {
                    // A column that was taken away and brought back returns to its place.
                    let mut chosen = shown(choice.unwrap().as_ref());
                    chosen.sort();
                    selected.sort();
                    prop_assert_eq!(chosen, selected);
                }
                Err(error) => prop_assert_eq!(choice, Err(error)),
            }
        }

        #[test]
        fn no_file_is_too_odd(file in "(?s).*") {
            let complaint = Choice::read(&file).complaint.unwrap_or_default();
            prop_assert!(!complaint.chars().any(crate::text::is_unsafe));
        }
    }
}
