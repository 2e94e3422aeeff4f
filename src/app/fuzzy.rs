//! How well a few typed letters fit a name: all of them in their order, the better the closer they stand together.

/// For a letter right behind the one before.
const TOGETHER: usize = 8;
/// For a letter with which a word begins.
const AT_WORD: usize = 6;
/// For a name that begins with all that was typed.
const AT_START: usize = 100;

/// How well `typed` fits `name`, whatever the case: more is better, `None` if the letters are not in it in this order.
/// Nothing typed fits everything.
pub(super) fn fit(typed: &str, name: &str) -> Option<usize> {
    let typed: Vec<char> = typed.chars().flat_map(char::to_lowercase).collect();
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let at_start = if name.starts_with(&typed) { AT_START } else { 0 };
    (0..name.len().max(1))
        .filter_map(|first| fit_from(&typed, &name, first))
        .max()
        .map(|best| best + at_start)
}

/// The same with the first letter not before a position.
fn fit_from(typed: &[char], name: &[char], first: usize) -> Option<usize> {
    let (mut points, mut next) = (0, first);
    for (nth, letter) in typed.iter().enumerate() {
        let at = next + name.get(next..)?.iter().position(|other| other == letter)?;
        let is_at_word = at
            .checked_sub(1)
            .and_then(|before| name.get(before))
            .is_none_or(|before| !before.is_alphanumeric());
        points += 1 + if is_at_word { AT_WORD } else { 0 };
        points += if nth > 0 && at == next { TOGETHER } else { 0 };
        next = at + 1;
    }
    Some(points)
}

/// What has the only name that begins with a text, whatever its case; `None` if none does, or several, or nothing is typed.
pub(super) fn only_begun<'a, T>(
    named: impl Iterator<Item = (&'a str, T)>,
    typed: &str,
) -> Option<T> {
    let typed = typed.to_lowercase();
    let mut begun = named.filter(|(name, _)| name.to_lowercase().starts_with(&typed));
    let (_, first) = begun.next().filter(|_| !typed.is_empty())?;
    begun.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_in_their_order_only() {
        assert!(fit("nl", "next-layer").is_some());
        assert!(fit("NL", "next-layer").is_some());
        assert_eq!(fit("ln", "next-layer"), None);
        assert_eq!(fit("x", ""), None);
        assert!(fit("", "anything").is_some() && fit("", "").is_some());
    }

    #[test]
    fn a_beginning_is_best_and_words_are_better_than_letters_inside() {
        assert!(fit("sort", "sort-left") > fit("sort", "reverse-sort"));
        assert!(fit("nl", "next-layer") > fit("nl", "explain-all"));
        assert!(fit("col", "columns") > fit("col", "scroll"));
    }
}
