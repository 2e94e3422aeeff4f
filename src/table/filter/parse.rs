//! Reads expressions: one function a rule of the grammar, no deeper than a fixed bound.

use super::super::cell::Value;
use super::super::columns::{Column, Kind};
use super::super::error::{ParseError, quoted};
use super::super::words::{State, Verdict};
use super::token::{Piece, Token, tokens};
use super::vocabulary::Vocabulary;
use super::{Comparison, DEEPEST, Equality, Expression, Form, Names, Operand};
use crate::ids::{CategoryId, RecordingId};
use crate::text::closest;

type Parsed<T> = Result<T, ParseError>;

/// Reads a whole text.
pub(super) fn expression(
    text: &str,
    vocabulary: Vocabulary,
    names: &Names<'_>,
) -> Parsed<Expression> {
    let tokens = tokens(text)?;
    let end = text.trim_end().chars().count();
    let mut parser = Parser { tokens: &tokens, next: 0, end, depth: 0, vocabulary, names };
    let expression = parser.any()?;
    match parser.peek() {
        None => Ok(expression),
        Some(Piece::Compare(_)) => {
            Err(parser.fault("expected and; comparisons do not chain (a < b and b < c)"))
        }
        Some(Piece::Close) => Err(parser.fault("this parenthesis closes none")),
        Some(_) => Err(parser.fault("expected and, or, or the end")),
    }
}

/// What is left to read. A rule that fails may have read a part.
struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    /// Characters of the text, where what is missing would stand.
    end: usize,
    depth: usize,
    vocabulary: Vocabulary,
    names: &'a Names<'a>,
}

/// Words side by side, and where they begin.
struct Phrase {
    position: usize,
    text: String,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Piece> {
        self.tokens.get(self.next).map(|token| &token.piece)
    }

    fn position(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |token| token.position)
    }

    fn fault(&self, message: impl Into<String>) -> ParseError {
        ParseError::new(self.position(), message)
    }

    /// Takes a piece if it is the next one.
    fn takes(&mut self, piece: &Piece) -> bool {
        let is_next = self.peek() == Some(piece);
        self.next += usize::from(is_next);
        is_next
    }

    /// Takes a keyword if it is next.
    fn takes_word(&mut self, keyword: &str) -> bool {
        let is_next =
            matches!(self.peek(), Some(Piece::Word(word)) if word.eq_ignore_ascii_case(keyword));
        self.next += usize::from(is_next);
        is_next
    }

    /// Reads by a rule one level further in.
    fn deeper<T>(&mut self, rule: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == DEEPEST {
            return Err(self.fault(format!("nested deeper than {DEEPEST}")));
        }
        self.depth += 1;
        let read = rule(self);
        self.depth -= 1;
        read
    }

    fn any(&mut self) -> Parsed<Expression> {
        let mut parts = vec![self.all()?];
        while self.takes_word("or") {
            parts.push(self.all()?);
        }
        Ok(only(&mut parts).unwrap_or(Expression::Any(parts)))
    }

    fn all(&mut self) -> Parsed<Expression> {
        let mut parts = vec![self.one()?];
        while self.takes_word("and") {
            parts.push(self.one()?);
        }
        Ok(only(&mut parts).unwrap_or(Expression::All(parts)))
    }

    fn one(&mut self) -> Parsed<Expression> {
        if self.takes_word("not") {
            return Ok(Expression::Not(Box::new(self.deeper(Self::one)?)));
        }
        if self.takes(&Piece::Open) {
            let inner = self.deeper(Self::any)?;
            self.closes()?;
            return Ok(inner);
        }
        if self.begins_comparison() { self.comparison() } else { self.word() }
    }

    fn closes(&mut self) -> Parsed<()> {
        if self.takes(&Piece::Close) { Ok(()) } else { Err(self.fault("expected )")) }
    }

    /// Whether a comparison stands next, not a word for itself: `gain` is both a column and a verdict.
    fn begins_comparison(&self) -> bool {
        let after = self.tokens.get(self.next + 1).map(|token| &token.piece);
        match self.peek() {
            Some(Piece::Minus | Piece::Number(..)) => true,
            Some(Piece::Word(word)) if is_keyword(word) => false,
            Some(Piece::Word(_)) => match after {
                Some(Piece::Compare(_) | Piece::Open | Piece::Percent) => true,
                Some(Piece::Word(word)) => word.eq_ignore_ascii_case("is"),
                _ => false,
            },
            _ => false,
        }
    }

    /// A word that stands for itself.
    fn word(&mut self) -> Parsed<Expression> {
        let Some(phrase) = self.phrase() else {
            let example = self.vocabulary.example();
            return Err(self.fault(format!("expected a condition, such as {example}")));
        };
        if let Some(word) = self.vocabulary.word(&phrase.text) {
            return Ok(word);
        }
        if let Some(column) = self.vocabulary.find(&phrase.text) {
            return Err(self.fault(format!("expected a comparison after {}", column.key())));
        }
        Err(self.vocabulary.no_word(&phrase.text, phrase.position))
    }

    /// Words and numbers up to a keyword or a sign, with single spaces between.
    fn phrase(&mut self) -> Option<Phrase> {
        let position = self.position();
        let mut text = String::new();
        while let Some(Piece::Word(word) | Piece::Number(_, word)) = self.peek() {
            if is_keyword(word) {
                break;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
            self.next += 1;
        }
        (!text.is_empty()).then_some(Phrase { position, text })
    }

    fn comparison(&mut self) -> Parsed<Expression> {
        let begin = self.position();
        let left = self.operand()?;
        let sign = self.position();
        if let Some(Piece::Compare(comparison)) = self.peek() {
            self.next += 1;
            return self.compared(left, *comparison, sign);
        }
        if !self.takes_word("is") {
            return Err(self.fault("expected =, !=, <, <=, >, >= or is"));
        }
        let is_not = self.takes_word("not");
        if self.takes_word("undefined") {
            return defined(left, is_not, begin);
        }
        if self.takes_word("defined") {
            return defined(left, !is_not, begin);
        }
        let comparison = if is_not { Comparison::NotEqual } else { Comparison::Equal };
        self.compared(left, comparison, sign)
    }

    /// A number or a column, with any sign.
    fn operand(&mut self) -> Parsed<Operand> {
        let mut is_negative = false;
        while self.takes(&Piece::Minus) {
            is_negative = !is_negative;
        }
        let position = self.position();
        let operand = self.unsigned()?;
        if !is_negative {
            return Ok(operand);
        }
        number_or_fault(operand, position).map(Operand::negated)
    }

    fn unsigned(&mut self) -> Parsed<Operand> {
        let position = self.position();
        let piece = self.peek();
        self.next += 1;
        match piece {
            Some(Piece::Number(number, _)) => {
                let is_percent = self.takes(&Piece::Percent);
                Ok(Operand::Number(if is_percent { number / 100. } else { *number }))
            }
            Some(Piece::Word(word))
                if word.eq_ignore_ascii_case("abs") && self.takes(&Piece::Open) =>
            {
                let begin = self.position();
                let inner = self.deeper(Self::operand)?;
                self.closes()?;
                number_or_fault(inner, begin).map(Operand::magnitude)
            }
            Some(Piece::Word(word)) if !is_keyword(word) => match self.vocabulary.find(word) {
                Some(column) => Ok(Operand::Column { column, form: Form::Plain }),
                None => Err(self.vocabulary.no_column(word, position)),
            },
            _ => Err(ParseError::new(position, "expected a number or a column")),
        }
    }

    /// The right side of a comparison whose left side and sign are read.
    fn compared(
        &mut self,
        left: Operand,
        comparison: Comparison,
        sign: usize,
    ) -> Parsed<Expression> {
        if let Operand::Column { column, .. } = left
            && !column.is_number()
        {
            let equality = match comparison {
                Comparison::Equal => Equality::Same,
                Comparison::NotEqual => Equality::Different,
                _ => {
                    let message = format!("{} has no order: use = or !=", column.key());
                    return Err(ParseError::new(sign, message));
                }
            };
            return self.same(column, equality);
        }
        let position = self.position();
        let right = number_or_fault(self.operand()?, position)?;
        if matches!((left, right), (Operand::Number(_), Operand::Number(_))) {
            return Err(ParseError::new(position, "expected a column on one side"));
        }
        Ok(Expression::Compare { left, comparison, right })
    }

    /// What a category, a recording or a word must be or not be.
    fn same(&mut self, column: Column, equality: Equality) -> Parsed<Expression> {
        let kind = column.info().kind;
        let same = |value| Expression::Same { column, equality, value };
        let position = self.position();
        if let Some(Piece::Quoted(name)) = self.peek() {
            self.next += 1;
            if kind == Kind::Text {
                return Ok(Expression::SameText { column, equality, text: name.clone() });
            }
            return self.named(kind, name, position).map(same);
        }
        let Some(phrase) = self.phrase() else {
            return Err(self.fault(format!("expected {}", wanted(kind))));
        };
        if let Some(value) = numbered(kind, &phrase.text) {
            return Ok(same(value));
        }
        match self.vocabulary.find(&phrase.text) {
            Some(right) if right.info().kind == kind => {
                Ok(Expression::SameColumns { left: column, equality, right })
            }
            _ if kind == Kind::Text && phrase.text.eq_ignore_ascii_case("none") => {
                let is_defined = equality == Equality::Different;
                Ok(Expression::Definition { column, is_defined })
            }
            _ if kind == Kind::Text => {
                Ok(Expression::SameText { column, equality, text: phrase.text })
            }
            _ => self.named(kind, &phrase.text, position).map(same),
        }
    }

    /// What a name means in a column of a kind.
    fn named(&self, kind: Kind, name: &str, position: usize) -> Parsed<Value> {
        let value: Value = match kind {
            Kind::Category => (self.names.category)(name).map(CategoryId).into(),
            Kind::Recording => (self.names.recording)(name)
                .map_or(Value::Undefined, |id| Value::Recording(RecordingId(id))),
            Kind::Verdict => Verdict::find(name).into(),
            Kind::State => State::find(name).into(),
            Kind::Number(_) | Kind::Text => Value::Undefined,
        };
        if value != Value::Undefined {
            return Ok(value);
        }
        let near = match kind {
            Kind::Verdict => closest(name, Verdict::ALL.iter().map(|word| word.text())),
            Kind::State => closest(name, State::ALL.iter().map(|word| word.text())),
            _ => None,
        };
        let message = format!("expected {}, not {}", wanted(kind), quoted(name));
        Err(ParseError::new(position, message).meaning(near))
    }
}

/// The one part of a list of one.
fn only(parts: &mut Vec<Expression>) -> Option<Expression> {
    if parts.len() == 1 { parts.pop() } else { None }
}

fn is_keyword(word: &str) -> bool {
    ["and", "or", "not", "is"].iter().any(|keyword| word.eq_ignore_ascii_case(keyword))
}

/// A column whose values must be there, or must not.
fn defined(left: Operand, is_defined: bool, position: usize) -> Parsed<Expression> {
    match left {
        Operand::Column { column, form: Form::Plain } => {
            Ok(Expression::Definition { column, is_defined })
        }
        _ => Err(ParseError::new(position, "expected a column alone before is")),
    }
}

fn number_or_fault(operand: Operand, position: usize) -> Parsed<Operand> {
    match operand {
        Operand::Column { column, .. } if !column.is_number() => {
            Err(ParseError::new(position, format!("{} is no number", column.key())))
        }
        _ => Ok(operand),
    }
}

/// The category or recording that a number stands for.
fn numbered(kind: Kind, text: &str) -> Option<Value> {
    let number = text.parse().ok();
    match kind {
        Kind::Category => number.map(|id| Value::Category(CategoryId(id))),
        Kind::Recording => number.map(|id| Value::Recording(RecordingId(id))),
        _ => None,
    }
}

fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::Number(_) => "a number",
        Kind::Category => "a category's number or name",
        Kind::Recording => "a recording's number or name",
        Kind::Verdict => "a verdict, such as re-tuned or stable",
        Kind::Text => "a word, words in quotes, or none",
        Kind::State => "a state: dead, dense, ok, newly dead, newly alive",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: Names<'_> =
        Names { category: &|name| (name == "coat").then_some(4), recording: &|_| None };

    fn parsed(text: &str) -> Parsed<Expression> {
        expression(text, Vocabulary::Neurons, &NAMES)
    }

    /// Where the fault is, and what is said about it.
    fn fault(text: &str) -> (usize, String) {
        let error = parsed(text).unwrap_err();
        (error.position, error.to_string())
    }

    #[test]
    fn a_slip_of_the_finger_is_named_with_what_was_meant() {
        let said = "no column `spurios`; did you mean spurious?";
        assert_eq!(fault("dead or spurios > 0.5"), (8, said.into()));
        assert_eq!(fault("max > drft"), (6, "no column `drft`; did you mean drift?".into()));
        assert_eq!(fault("stabel").1, "no column and no word `stabel`; did you mean stable?");
        let said = "expected a verdict, such as re-tuned or stable, not `newly ded`; did you mean newly dead?";
        assert_eq!(fault("verdict = newly ded"), (10, said.into()));
        assert_eq!(
            fault("top_category = cat").1,
            "expected a category's number or name, not `cat`"
        );
    }

    #[test]
    fn what_is_missing_is_missing_at_the_end() {
        assert_eq!(fault("max > "), (5, "expected a number or a column".into()));
        assert_eq!(fault("max"), (3, "expected a comparison after max".into()));
        assert_eq!(fault("(dead"), (5, "expected )".into()));
        assert_eq!(fault("dead and").0, 8);
        assert_eq!(fault("").1, "expected a condition, such as spurious > 0.5 or not dead");
        assert_eq!(fault("verdict =").0, 9);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert_eq!(fault("verdict > stable"), (8, "verdict has no order: use = or !=".into()));
        assert_eq!(fault("1 < 2"), (4, "expected a column on one side".into()));
        assert_eq!(fault("max > verdict"), (6, "verdict is no number".into()));
        assert_eq!(fault("abs(verdict) > 1"), (4, "verdict is no number".into()));
        assert_eq!(fault("0.1 < max < 2").0, 10);
        assert_eq!(fault("dead)"), (4, "this parenthesis closes none".into()));
        assert_eq!(fault("dead (stable)").0, 0);
        assert_eq!(fault("abs(max) is defined").0, 0);
        assert_eq!(fault("max > 'a'").0, 6);
        assert_eq!(fault("and dead").0, 0);
    }

    #[test]
    fn gain_is_a_column_before_a_sign_and_else_a_word() {
        let word = Expression::Word { verdict: Some(Verdict::Gain), state: None };
        assert_eq!(parsed("gain"), Ok(word));
        assert!(matches!(parsed("gain<1"), Ok(Expression::Compare { .. })));
    }

    #[test]
    fn depth_is_bounded() {
        for text in ["(", "not ", "abs(", "-", "max > abs(", "(not "] {
            let deep = text.repeat(9_000 / text.len());
            assert!(parsed(&deep).is_err(), "{text}");
        }
        let error = parsed(&"(".repeat(1_000_000)).unwrap_err();
        assert_eq!(error.message, "an expression has at most 10000 characters");
        let nested = |depth| format!("{}dead{}", "(".repeat(depth), ")".repeat(depth));
        assert!(parsed(&nested(DEEPEST)).is_ok());
        assert_eq!(fault(&nested(DEEPEST + 1)), (65, "nested deeper than 64".into()));
        assert!(parsed(&format!("max > {}1", "-".repeat(9_000))).is_ok());
        let long = vec!["dead"; 1_000].join(" or ");
        assert!(parsed(&long).is_ok(), "long is not deep");
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in ".*") {
            if let Err(error) = parsed(&text) {
                prop_assert!(error.position <= text.chars().count());
            }
        }

        #[test]
        fn no_row_of_pieces_is_too_odd(pieces in prop::collection::vec(prop::sample::select(vec![
            "max", "verdict", "top_category", "coat", "dead", "newly", "and", "or", "not", "is", "undefined", "abs",
            "(", ")", "-", "%", "=", "!=", "<", "0.5", "3", "'coat'", "re-tuned", "label", "none",
        ]), 0..12)) {
            let text = pieces.join(" ");
            match parsed(&text) {
                Err(error) => prop_assert!(error.position <= text.chars().count()),
                Ok(read) => {
                    prop_assert_eq!(parsed(&read.to_string()), Ok(read), "{}", text);
                }
            }
        }
    }
}
