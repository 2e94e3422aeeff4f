//! Which columns are shown: a list as it is typed, and back.

use super::columns::{COLUMNS, Column};
use super::error::ParseError;

/// The columns that are shown until somebody chooses others.
pub const DEFAULT_COLUMNS: &[Column] = &[
    Column::Neuron,
    Column::Verdict,
    Column::Spurious,
    Column::Rho,
    Column::Reliability,
    Column::Novelty,
    Column::ReferenceCategory,
    Column::TopCategory,
    Column::Gain,
    Column::ActiveFraction,
    Column::Max,
];

/// The same of a recording that is compared with nothing.
pub const OWN_COLUMNS: &[Column] = &[
    Column::Neuron,
    Column::State,
    Column::TopCategory,
    Column::Reliability,
    Column::Selectivity,
    Column::Auroc,
    Column::Purity,
    Column::ErrorAuroc,
    Column::ActiveFraction,
    Column::Mean,
    Column::Max,
];

/// The columns that are shown too where somebody has labelled a neuron.
pub const LABEL_COLUMNS: &[Column] = &[Column::Label, Column::Note];

/// The columns that a list names, in its order, each once.
///
/// Names stand between commas or spaces: `neuron,spurious,rho`. `all` is every column. A list that begins with `+`
/// or `-` changes `default`: `+drift -max`. Within any list `-` takes a column away (`all -q`), and `+` is the same
/// as nothing.
///
/// # Errors
/// When a name is none of a column, when the text names none, or when no column is left.
pub fn select(text: &str, default: &[Column]) -> Result<Vec<Column>, ParseError> {
    let asked = asked(text)?;
    let is_change = asked.first().is_some_and(|first| first.sign.is_some());
    let mut selected = if is_change { default.to_vec() } else { Vec::new() };
    for word in &asked {
        word.change(&mut selected);
    }
    if selected.is_empty() {
        return Err(ParseError::new(text.chars().count(), "no column is left"));
    }
    Ok(selected)
}

/// The columns that a list names, as [`select`] reads it, behind the `identity`: the columns that say what a row is
/// about. They come first, in their order, whether they are named or not, unless the list takes them away: `rho -neuron`.
///
/// # Errors
/// As those of [`select`].
pub fn select_behind(
    identity: &[Column],
    text: &str,
    default: &[Column],
) -> Result<Vec<Column>, ParseError> {
    let selected = select(text, default)?;
    let mut kept = identity.to_vec();
    for word in &asked(text)? {
        word.change(&mut kept);
    }
    let mut columns: Vec<Column> =
        identity.iter().filter(|column| kept.contains(column)).copied().collect();
    columns.extend(selected.iter().filter(|column| !identity.contains(column)));
    Ok(columns)
}

/// What a word of a list asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    /// `+` or `-`, where one stands before the name.
    pub(super) sign: Option<char>,
    /// The column of that name, or all of them.
    pub(super) columns: Vec<Column>,
}

impl Asked {
    /// Whether it takes columns away.
    pub(super) fn takes_away(&self) -> bool {
        self.sign == Some('-')
    }

    /// Does it to a list.
    pub(super) fn change(&self, selected: &mut Vec<Column>) {
        if self.takes_away() {
            selected.retain(|column| !self.columns.contains(column));
        } else {
            let is_fresh = |column: &Column| !selected.contains(column);
            let fresh: Vec<Column> = self.columns.iter().copied().filter(is_fresh).collect();
            selected.extend(fresh);
        }
    }
}

/// The words of a list, of which there is at least one.
pub(super) fn asked(text: &str) -> Result<Vec<Asked>, ParseError> {
    let words = words(text);
    if words.is_empty() {
        return Err(ParseError::new(0, "expected the name of a column, or all"));
    }
    words.iter().map(|(position, word)| asked_by(word, *position)).collect()
}

/// What one word asks for that stands behind so many characters.
pub(super) fn asked_by(word: &str, position: usize) -> Result<Asked, ParseError> {
    let sign = word.chars().next().filter(|first| matches!(first, '+' | '-'));
    let name = word.strip_prefix(['+', '-']).unwrap_or(word);
    let columns = named(name, position + usize::from(sign.is_some()))?;
    Ok(Asked { sign, columns })
}

/// Columns as [`select`] reads them.
pub fn selection_text(columns: &[Column]) -> String {
    columns.iter().map(|column| column.key()).collect::<Vec<_>>().join(",")
}

/// The column of that name, or all of them.
fn named(name: &str, position: usize) -> Result<Vec<Column>, ParseError> {
    if name.eq_ignore_ascii_case("all") {
        return Ok(COLUMNS.iter().map(|info| info.column).collect());
    }
    if name.is_empty() {
        return Err(ParseError::new(position, "expected the name of a column"));
    }
    Column::find(name).map(|column| vec![column]).ok_or_else(|| Column::unknown(name, position))
}

/// The words of a list, each with the number of characters before it.
pub(super) fn words(text: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let mut is_inside = false;
    for (position, letter) in text.chars().enumerate() {
        let is_between = letter == ',' || letter.is_whitespace();
        match words.last_mut().filter(|_| is_inside) {
            Some((_, word)) if !is_between => word.push(letter),
            None if !is_between => words.push((position, letter.into())),
            _ => {}
        }
        is_inside = !is_between;
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DEFAULT: &[Column] = &[Column::Neuron, Column::Max, Column::Spurious];

    #[test]
    fn a_list_stands_in_its_order_and_names_none_twice() {
        let selected = select("neuron, rho Spurious,rho", DEFAULT).unwrap();
        assert_eq!(selected, [Column::Neuron, Column::Rho, Column::Spurious]);
    }

    #[test]
    fn signs_change_what_is_shown_by_default() {
        let selected = select("+drift -max", DEFAULT).unwrap();
        assert_eq!(selected, [Column::Neuron, Column::Spurious, Column::Drift]);
        assert_eq!(select("all,-q", DEFAULT).unwrap().len(), COLUMNS.len() - 1);
    }

    #[test]
    fn columns_of_identity_come_first_until_they_are_taken_away() {
        let identity = [Column::Neuron, Column::Recording];
        let behind = |text| select_behind(&identity, text, DEFAULT).unwrap();
        assert_eq!(behind("auroc"), [Column::Neuron, Column::Recording, Column::Auroc]);
        assert_eq!(behind("rho,recording"), [Column::Neuron, Column::Recording, Column::Rho]);
        assert_eq!(behind("rho -neuron"), [Column::Recording, Column::Rho]);
        assert_eq!(behind("-recording"), [Column::Neuron, Column::Max, Column::Spurious]);
        assert_eq!(behind("rho -neuron -recording"), [Column::Rho]);
        assert_eq!(behind("rho -neuron neuron").first(), Some(&Column::Neuron));
        assert_eq!(behind("all").len(), COLUMNS.len());
        let error = select_behind(&identity, "-all", DEFAULT).unwrap_err();
        assert_eq!(error.message, "no column is left");
    }

    #[test]
    fn a_wrong_name_is_shown_at_its_place() {
        let error = select("neuron, +spurios", DEFAULT).unwrap_err();
        assert_eq!((error.position, error.suggestion.as_deref()), (9, Some("spurious")));
        assert_eq!(error.message, "no column `spurios`");
    }

    #[test]
    fn at_least_one_column_is_left() {
        assert_eq!(select(" , ", DEFAULT).unwrap_err().position, 0);
        assert_eq!(select("-all", DEFAULT).unwrap_err().message, "no column is left");
        assert_eq!(select("+", DEFAULT).unwrap_err().position, 1);
    }

    proptest! {
        #[test]
        fn a_selection_is_read_back(places in prop::collection::vec(0..COLUMNS.len(), 1..20)) {
            let names: Vec<&str> = places.iter().map(|place| COLUMNS[*place].key).collect();
            let selected = select(&names.join(" "), DEFAULT).unwrap();
            prop_assert_eq!(select(&selection_text(&selected), DEFAULT).unwrap(), selected);
        }

        #[test]
        fn no_text_is_too_odd(text in ".*") {
            if let Err(error) = select(&text, DEFAULT) {
                prop_assert!(error.position <= text.chars().count());
            }
        }
    }
}
