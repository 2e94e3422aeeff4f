//! An expression cut into words, numbers and signs.

use super::Comparison;
use super::ParseError;

/// A piece of an expression, and how many characters stand before it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) position: usize,
    pub(super) piece: Piece,
}

/// A piece of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Open,
    Close,
    Minus,
    Percent,
    Compare(Comparison),
    /// A number without a sign, and how it was written.
    Number(f64, String),
    Word(String),
    Quoted(String),
}

/// Most characters of an expression.
const LONGEST: usize = 10_000;

/// Cuts an expression into pieces.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ParseError> {
    let characters: Vec<char> = text.chars().take(LONGEST + 1).collect();
    if characters.len() > LONGEST {
        let message = format!("an expression has at most {LONGEST} characters");
        return Err(ParseError::new(LONGEST, message));
    }
    let mut tokens = Vec::new();
    let mut position = 0;
    while let Some(rest) = characters.get(position..).filter(|rest| !rest.is_empty()) {
        if rest.first().is_some_and(|letter| letter.is_whitespace()) {
            position += 1;
            continue;
        }
        let (piece, length) = first_piece(rest, position)?;
        tokens.push(Token { position, piece });
        position += length;
    }
    Ok(tokens)
}

/// The piece at the beginning of a text that is not empty, and its characters.
fn first_piece(rest: &[char], position: usize) -> Result<(Piece, usize), ParseError> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    Ok(match rest {
        ['(', ..] => (Piece::Open, 1),
        [')', ..] => (Piece::Close, 1),
        ['%', ..] => (Piece::Percent, 1),
        ['-', ..] => (Piece::Minus, 1),
        ['=', '=', ..] => (Piece::Compare(Equal), 2),
        ['=', ..] => (Piece::Compare(Equal), 1),
        ['!', '=', ..] => (Piece::Compare(NotEqual), 2),
        ['<', '=', ..] => (Piece::Compare(LessOrEqual), 2),
        ['>', '=', ..] => (Piece::Compare(GreaterOrEqual), 2),
        ['<', ..] => (Piece::Compare(Less), 1),
        ['>', ..] => (Piece::Compare(Greater), 1),
        ['!', ..] => return Err(ParseError::new(position, "expected != or not")),
        [quote @ ('"' | '\''), inside @ ..] => quoted(*quote, inside, position)?,
        _ => bare(rest, position)?,
    })
}

fn quoted(quote: char, inside: &[char], position: usize) -> Result<(Piece, usize), ParseError> {
    let Some(length) = inside.iter().position(|letter| *letter == quote) else {
        return Err(ParseError::new(
            position,
            format!("expected another {quote} to close this one"),
        ));
    };
    Ok((Piece::Quoted(inside.iter().take(length).collect()), length + 2))
}

/// A number or a word: all characters up to a space or a sign. A hyphen within belongs to it (`re-tuned`, `1e-3`).
fn bare(rest: &[char], position: usize) -> Result<(Piece, usize), ParseError> {
    let ends = |letter: &char| letter.is_whitespace() || "()=!<>%\"'".contains(*letter);
    let length = rest.iter().position(ends).unwrap_or(rest.len());
    let word: String = rest.iter().take(length).collect();
    let is_number = word.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    // Without a digit in front, `inf` and `nan` would be numbers too.
    match word.parse::<f64>().ok().filter(|_| is_number) {
        Some(number) if number.is_finite() => Ok((Piece::Number(number, word), length)),
        Some(_) => Err(ParseError::new(position, "this number is too large")),
        None => Ok((Piece::Word(word), length)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Piece> {
        tokens(text).unwrap().into_iter().map(|token| token.piece).collect()
    }

    fn word(word: &str) -> Piece {
        Piece::Word(word.into())
    }

    #[test]
    fn signs_need_no_spaces() {
        let number = Piece::Number(1e-3, "1e-3".into());
        let equal = Piece::Compare(Comparison::LessOrEqual);
        assert_eq!(
            pieces("max<=-1e-3%"),
            [word("max"), equal, Piece::Minus, number, Piece::Percent]
        );
        assert_eq!(pieces("(re-tuned)"), [Piece::Open, word("re-tuned"), Piece::Close]);
    }

    #[test]
    fn what_only_looks_like_a_number_is_a_word() {
        assert_eq!(pieces("nan inf 3d"), [word("nan"), word("inf"), word("3d")]);
        assert_eq!(tokens("max > 1e999").unwrap_err().position, 6);
    }

    #[test]
    fn positions_count_characters() {
        let positions = tokens("été  = \"ü\" x").unwrap().into_iter().map(|token| token.position);
        assert_eq!(positions.collect::<Vec<_>>(), [0, 5, 7, 11]);
    }

    #[test]
    fn what_is_open_must_be_closed() {
        assert_eq!(tokens("a = 'b").unwrap_err().position, 4);
        assert_eq!(tokens("!dead").unwrap_err().position, 0);
    }
}
