//! The text of the config file, made settings; what it says wrongly becomes a complaint that names the place.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::settings::{Name, Settings};
use crate::text::{closest, printable};

/// Characters of a value that a complaint repeats.
const MOST_REPEATED: usize = 40;

/// Lines that are no TOML and are told; what has more was not meant to be read.
const MOST_BROKEN: usize = 20;

/// What a text sets.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) settings: Settings,
    /// The settings that it names rightly, and in which lines.
    pub(super) lines: Vec<(Name, usize)>,
}

/// Reads a text, which is called `path` in complaints.
pub(super) fn read(text: &str, path: &str) -> (Given, Vec<String>) {
    let (text, mut complaints) = without_broken_lines(text, path);
    let (table, _) = DeTable::parse_recoverable(&text);
    let mut given = Given::default();
    for (key, value) in table.get_ref() {
        let start = key.span().start;
        let at = place(&text, start);
        match Name::find(key.get_ref()) {
            None => complaints.push((start, unknown(key.get_ref(), path, at))),
            Some(name) if given.settings.take(name, value.get_ref()) => {
                given.lines.push((name, at.0));
            }
            Some(name) => {
                let at = place(&text, value.span().start);
                let source = source(&text, value.span(), value.get_ref());
                complaints.push((start, refused(name, &source, path, at)));
            }
        }
    }
    complaints.sort();
    (given, complaints.into_iter().map(|(_, complaint)| complaint).collect())
}

/// The text with spaces in place of lines that are no TOML, so that they spoil no others; and what is wrong with them,
/// by the byte where it is.
fn without_broken_lines(text: &str, path: &str) -> (String, Vec<(usize, String)>) {
    let mut text = text.to_owned();
    let mut complaints = Vec::new();
    for _ in 0..MOST_BROKEN {
        let (_, errors) = DeTable::parse_recoverable(&text);
        let Some(error) = errors.first() else { break };
        let start = error.span().map_or(0, |span| span.start).min(text.len());
        let (line, column) = place(&text, start);
        let message = printable(&error.message().trim().replace('\n', "; "));
        let at = format!("{path}:{line}:{column}");
        complaints.push((start, format!("{at}: {message}, so this line counts for nothing")));
        let before = text.get(..start).unwrap_or_default();
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        let rest = text.get(begin..).unwrap_or_default();
        let end = begin + rest.find('\n').unwrap_or(rest.len());
        text.replace_range(begin..end, &" ".repeat(end - begin));
    }
    (text, complaints)
}

fn refused(name: Name, source: &str, path: &str, (line, column): (usize, usize)) -> String {
    let (key, allowed, usual) = (name.key(), name.allowed(), Settings::default().text(name));
    format!(
        "{path}:{line}:{column}: {key} is {source}, but must be {allowed}; it is {usual} now, as usual"
    )
}

fn unknown(key: &str, path: &str, (line, column): (usize, usize)) -> String {
    let keys = || Name::ALL.into_iter().map(Name::key);
    let likely = closest(key, keys()).map(|name| format!(", did you mean {name}?"));
    let (likely, all) = (likely.unwrap_or_default(), keys().collect::<Vec<_>>().join(", "));
    let key = printable(key);
    format!("{path}:{line}:{column}: there is no setting \"{key}\"{likely} (settings: {all})")
}

/// A value as it is written, not too much of it.
fn source(text: &str, span: Range<usize>, value: &DeValue<'_>) -> String {
    if value.is_table() || value.is_array() {
        return format!("{} of its own", value.type_str());
    }
    let source = text.get(span).unwrap_or_default();
    let mut shown: String = source.chars().take(MOST_REPEATED).collect();
    if shown.len() < source.len() {
        shown.push('…');
    }
    printable(&shown)
}

/// Line and column of a byte, both from 1; columns are characters.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at.min(text.len())).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::super::pages::usual_file;
    use super::*;
    use crate::cli::args::{Images, Themes};

    fn complaints(text: &str) -> Vec<String> {
        read(text, "c").1
    }

    #[test]
    fn settings_are_taken_with_their_lines() {
        let text = "# mine\nimages = \"sixel\"\ntop_images = 0x12\n\nsignificant_digits = 2\ncache = \
                    false\ncache_limit = '500 MB'\ntheme = 'light'\nprediction_digits = 5\n\
                    small_pictures = 48\nlarge_picture = 'auto'\n";
        let (given, complaints) = read(text, "c");
        assert_eq!(complaints, [""; 0]);
        let expected = Settings {
            images: Images::Sixel,
            theme: Themes::Light,
            mouse: true,
            top_images: 18,
            significant_digits: 2,
            prediction_digits: 5,
            small_px: Some(48),
            large_px: None,
            cache: false,
            cache_limit: 500_000_000,
        };
        assert_eq!(given.settings, expected);
        assert!(given.lines.contains(&(Name::TopImages, 3)), "{:?}", given.lines);
    }

    #[test]
    fn a_value_that_is_not_allowed_is_told_with_both_values_and_the_range() {
        assert_eq!(
            complaints("cache = true\n  top_images = 200 # many\n"),
            [
                "c:2:16: top_images is 200, but must be a whole number from 8 to 100; it is 100 now, as usual"
            ]
        );
        for (text, told) in [
            (
                "significant_digits = 0",
                "significant_digits is 0, but must be a whole number from 1 to 10; it is 4",
            ),
            ("significant_digits = 3.5", "is 3.5, but"),
            ("significant_digits = -3", "is -3, but"),
            ("top_images = \"12\"", "is \"12\", but"),
            ("images = \"Sixel\"", "is \"Sixel\", but must be one of \"auto\", \"kitty\""),
            ("cache = \"no\"", "is \"no\", but must be true or false; it is true"),
            ("cache_limit = 4", "is 4, but must be a size from 64 MiB to 1 TiB"),
            ("cache_limit = \"1 kB\"", "it is \"4 GiB\" now"),
            ("cache = [1]", "cache is array of its own"),
            ("[cache]\na = 1", "cache is table of its own"),
        ] {
            let (given, complaints) = read(text, "c");
            assert_eq!(complaints.len(), 1, "{complaints:?}");
            assert!(complaints[0].contains(told), "{complaints:?}");
            assert_eq!(given.settings, Settings::default());
        }
    }

    #[test]
    fn what_is_no_setting_is_told_with_what_is_meant() {
        assert_eq!(
            complaints("a = 1\ntop_image = 12"),
            [
                "c:1:1: there is no setting \"a\" (settings: images, theme, mouse, top_images, significant_digits, prediction_digits, small_pictures, large_picture, cache, cache_limit)",
                "c:2:1: there is no setting \"top_image\", did you mean top_images? (settings: images, theme, mouse, top_images, significant_digits, prediction_digits, small_pictures, large_picture, cache, cache_limit)",
            ]
        );
    }

    #[test]
    fn a_broken_line_does_not_spoil_the_others() {
        let (given, complaints) =
            read("cache = \nünsinn\nsignificant_digits = 7\ncache = no\n", "c");
        assert_eq!(given.settings.significant_digits, 7, "{complaints:?}");
        assert!(given.settings.cache);
        assert_eq!(complaints.len(), 3, "{complaints:?}");
        for (complaint, at) in complaints.iter().zip(["c:1:", "c:2:", "c:4:"]) {
            assert!(complaint.starts_with(at), "{complaint}");
        }
    }

    #[test]
    fn of_a_setting_that_stands_twice_the_second_is_told() {
        let (given, complaints) = read("top_images = 9\ntop_images = 10\n", "c");
        assert_eq!(given.settings.top_images, 9);
        assert!(complaints[0].starts_with("c:2:1: ") && complaints.len() == 1, "{complaints:?}");
    }

    #[test]
    fn nothing_of_the_text_steers_a_terminal() {
        for text in [
            "\"\\u001b[31m\" = 1",
            "images = \"\\u001b\"",
            "\u{9b}1m = 2",
            "images = '\u{202e}'",
            "a\u{7}",
        ] {
            for complaint in complaints(text) {
                assert_eq!(complaint, printable(&complaint));
            }
        }
    }

    #[test]
    fn the_usual_file_sets_what_is_usual() {
        let file = usual_file();
        assert_eq!(read(&file, "c").1, [""; 0]);
        assert!(read(&file, "c").0.lines.is_empty());
        let lines = file.lines().map(|line| match line.strip_prefix('#') {
            Some(setting) if !setting.starts_with(' ') => setting,
            _ => line,
        });
        let (given, complaints) = read(&lines.collect::<Vec<_>>().join("\n"), "c");
        assert_eq!(complaints, [""; 0]);
        assert_eq!(given.settings, Settings::default());
        assert_eq!(given.lines.len(), Name::ALL.len());
    }
}
