//! Text from strangers made safe to show: no control character of a file reaches a terminal or a log.

/// `text` with everything that could steer a terminal or hide itself written out as an escape.
///
/// Control characters (C0, DEL, C1), bidirectional overrides, zero-width characters, line and paragraph
/// separators and the byte order mark become `\u{…}`; all else, spaces included, stays.
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unsafe(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// `text` as part of an address: letters, digits and a few signs stay, every other byte becomes `%` and two digits.
/// What comes out needs no quotes but those around it, and stands on one line.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        let is_plain = character.is_alphanumeric() || "-._~,:+<>=()/*".contains(character);
        if is_plain {
            escaped.push(character);
            continue;
        }
        let mut buffer = [0; 4];
        let bytes = character.encode_utf8(&mut buffer).bytes();
        escaped.extend(bytes.map(|byte| format!("%{byte:02X}")));
    }
    escaped
}

/// What [`escaped`] was given. A `%` without two digits behind it stands for itself; `None` if no text comes out.
pub fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// Whether a character could steer a terminal, hide itself or turn text around.
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{feff}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
            | '\u{10eeee}')
}

/// A path as text that is safe to show.
pub fn shown_path(path: &std::path::Path) -> String {
    printable(&path.to_string_lossy())
}

/// A number with so many significant digits, in plain notation where that is short: `13.28`,
/// `0.07241`, `-1.2e-7`, `1.3e9`.
pub fn significant(number: f64, digits: usize) -> String {
    let digits = digits.max(1);
    if number == 0. {
        return "0".into();
    }
    if !number.is_finite() {
        return number.to_string();
    }
    let scientific = format!("{number:.*e}", digits - 1);
    let exponent = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok());
    match exponent {
        Some(exponent @ -4_i64..7) => {
            let decimals = i64::try_from(digits).unwrap_or(i64::MAX) - 1 - exponent;
            format!("{number:.*}", usize::try_from(decimals).unwrap_or(0))
        }
        _ => scientific,
    }
}

/// The first of `candidates` that is close to `wanted`, for "did you mean …".
pub fn closest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (distance(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| {
            *distance <= (1 + candidate.chars().count() / 3).min(wanted.chars().count() / 2)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's edit distance between two short names.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (above, from) in a.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        for (to, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = *cell;
            left = replaced.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = above + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// A count with a comma before each three digits, such as `50,000`.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let places = digits.len();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (places - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_three_digits() {
        let all = [0, 999, 1_204, 10_000, 1_000_000].map(grouped);
        assert_eq!(all, ["0", "999", "1,204", "10,000", "1,000,000"]);
    }

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(printable("\x1b[31mred\x07"), "\\u{1b}[31mred\\u{7}");
        assert_eq!(printable("\u{9b}31m"), "\\u{9b}31m");
    }

    #[test]
    fn text_that_hides_or_turns_around_becomes_visible() {
        assert_eq!(printable("a\u{202e}b\u{200b}c"), "a\\u{202e}b\\u{200b}c");
    }

    #[test]
    fn ordinary_text_of_any_script_stays() {
        assert_eq!(printable("T-shirt/top été 猫 🐈"), "T-shirt/top été 猫 🐈");
    }

    #[test]
    fn numbers_keep_their_significant_digits() {
        let shown = [13.283_348, 9.9999, 0.072_41, 0.5, 1234.56, -1.234e-7, 1.3e9, 0.]
            .map(|number| significant(number, 4));
        assert_eq!(
            shown,
            ["13.28", "10.00", "0.07241", "0.5000", "1235", "-1.234e-7", "1.300e9", "0"]
        );
    }

    #[test]
    fn a_slip_of_the_finger_is_recognized() {
        let layers = ["conv2", "linear1", "output"];
        assert_eq!(closest("linaer1", layers), Some("linear1"));
        assert_eq!(closest("Output", layers), Some("output"));
        assert_eq!(closest("transformer", layers), None);
    }

    #[test]
    fn what_is_escaped_comes_back() {
        for text in
            ["", "linear1", "a/b c", "50 % & more?", "'quoted'", "Hose ü 衣", "\x1b[m\n", "%41"]
        {
            let escaped = escaped(text);
            assert_eq!(unescaped(&escaped).as_deref(), Some(text), "{escaped}");
            assert!(!escaped.contains(|character| " &?'\n\x1b".contains(character)), "{escaped}");
        }
        assert_eq!(unescaped("100%").as_deref(), Some("100%"));
        assert_eq!(unescaped("%zz%é").as_deref(), Some("%zz%é"));
        assert_eq!(unescaped("%ff"), None);
    }
}
