//! The part of TOML's grammar that the file of keys needs: names, strings, lists of strings, comments; with places.

use super::keyfile::Complaint;

/// A name or a string, and where it begins, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Token {
    /// What is wrong with it.
    pub(super) fn complaint(&self, text: &str) -> Complaint {
        Complaint { line: self.line, column: self.column, text: text.to_owned() }
    }
}

/// Reads a file from its beginning; after a fault it goes on with the next line.
pub(super) struct Parser {
    letters: Vec<char>,
    at: usize,
    line: usize,
    column: usize,
}

/// Letters that end the text of a complaint, so that it stays short.
const MOST_LETTERS: usize = 64;

impl Parser {
    pub(super) fn new(file: &str) -> Self {
        let file = file.strip_prefix('\u{feff}').unwrap_or(file).replace("\r\n", "\n");
        Self { letters: file.chars().collect(), at: 0, line: 1, column: 1 }
    }

    /// The next name and its strings, or what is wrong there; `None` at the end.
    pub(super) fn entry(&mut self) -> Option<Result<(Token, Vec<Token>), Complaint>> {
        self.pass_lines();
        self.peek()?;
        let read = self.read_entry();
        if read.is_err() {
            while self.peek().is_some_and(|letter| letter != '\n') {
                self.take();
            }
        }
        Some(read)
    }

    fn read_entry(&mut self) -> Result<(Token, Vec<Token>), Complaint> {
        let name = self.name()?;
        self.pass_spaces();
        if self.peek() != Some('=') {
            return Err(self.fault("here belongs ="));
        }
        self.take();
        self.pass_spaces();
        let keys = if self.peek() == Some('[') { self.list()? } else { vec![self.string()?] };
        self.pass_spaces();
        match self.peek() {
            None | Some('\n' | '#') => Ok((name, keys)),
            Some(_) => Err(self.fault("here belongs the end of the line")),
        }
    }

    fn name(&mut self) -> Result<Token, Complaint> {
        if matches!(self.peek(), Some('"' | '\'')) {
            return self.string();
        }
        let mut token = self.token();
        while let Some(letter) =
            self.peek().filter(|it| it.is_ascii_alphanumeric() || "-_.".contains(*it))
        {
            self.take();
            token.text.push(letter);
        }
        if token.text.is_empty() {
            return Err(self.fault("here belongs the name of a command"));
        }
        Ok(token)
    }

    fn list(&mut self) -> Result<Vec<Token>, Complaint> {
        self.take();
        let mut keys = Vec::new();
        loop {
            self.pass_lines();
            if self.peek() == Some(']') {
                break;
            }
            keys.push(self.string()?);
            self.pass_lines();
            match self.peek() {
                Some(',') => drop(self.take()),
                Some(']') => break,
                _ => return Err(self.fault("here belongs , or ]")),
            }
        }
        self.take();
        Ok(keys)
    }

    fn string(&mut self) -> Result<Token, Complaint> {
        let Some(quote @ ('"' | '\'')) = self.peek() else {
            return Err(self.fault("here belongs a key in quotes, such as \"j\""));
        };
        self.take();
        let mut token = self.token();
        loop {
            match self.peek() {
                None | Some('\n') => return Err(token.complaint("the quote is not closed")),
                Some(letter) if letter == quote => break,
                Some('\\') if quote == '"' => {
                    self.take();
                    token.text.push(self.escaped()?);
                }
                Some(letter) => {
                    self.take();
                    token.text.push(letter);
                }
            }
        }
        self.take();
        token.text.truncate(
            token.text.char_indices().nth(MOST_LETTERS).map_or(token.text.len(), |(at, _)| at),
        );
        Ok(token)
    }

    fn escaped(&mut self) -> Result<char, Complaint> {
        match self.peek() {
            Some(letter @ ('\\' | '"')) => {
                self.take();
                Ok(letter)
            }
            _ => Err(self.fault("behind \\ belongs \\ or \"")),
        }
    }

    fn token(&self) -> Token {
        Token { text: String::new(), line: self.line, column: self.column }
    }

    fn fault(&self, text: &str) -> Complaint {
        self.token().complaint(text)
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        (self.line, self.column) =
            if letter == '\n' { (self.line + 1, 1) } else { (self.line, self.column + 1) };
        Some(letter)
    }

    fn pass_spaces(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t')) {
            self.take();
        }
    }

    /// Passes over spaces, ends of lines and comments.
    fn pass_lines(&mut self) {
        while let Some(letter) = self.peek() {
            match letter {
                ' ' | '\t' | '\n' => drop(self.take()),
                '#' => {
                    while self.peek().is_some_and(|letter| letter != '\n') {
                        self.take();
                    }
                }
                _ => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(file: &str) -> Vec<Result<(String, Vec<String>), String>> {
        let mut parser = Parser::new(file);
        let mut all = Vec::new();
        while let Some(entry) = parser.entry() {
            let texts = |keys: Vec<Token>| keys.into_iter().map(|key| key.text).collect();
            all.push(
                entry
                    .map(|(name, keys)| (name.text, texts(keys)))
                    .map_err(|fault| fault.to_string()),
            );
        }
        all
    }

    #[test]
    fn strings_lists_and_comments_are_read_as_in_toml() {
        let file =
            "\u{feff}# keys\r\na = 'x' # one\n\"b-c\" = [\n  \"y\", # two\n  '\\',\n]\nd=[]\n";
        let text = |text: &str| text.to_owned();
        let expected = [
            Ok((text("a"), vec![text("x")])),
            Ok((text("b-c"), vec![text("y"), text("\\")])),
            Ok((text("d"), vec![])),
        ];
        assert_eq!(all(file), expected);
    }

    #[test]
    fn after_a_fault_the_next_line_is_read() {
        for (file, fault) in [
            ("a\nb = 'x'", "line 1, column 2: here belongs ="),
            ("a = x\nb = 'x'", "line 1, column 5: here belongs a key in quotes, such as \"j\""),
            ("a = 'x\nb = 'x'", "line 1, column 6: the quote is not closed"),
            ("a = ['x' 'y']\nb = 'x'", "line 1, column 10: here belongs , or ]"),
            ("a = 'x' 'y'\nb = 'x'", "line 1, column 9: here belongs the end of the line"),
            ("a = \"\\x\"\nb = 'x'", "line 1, column 7: behind \\ belongs \\ or \""),
            ("[keys]\nb = 'x'", "line 1, column 1: here belongs the name of a command"),
        ] {
            let all = all(file);
            assert_eq!(all.first(), Some(&Err(fault.to_owned())), "{file}");
            assert_eq!(all.last(), Some(&Ok(("b".to_owned(), vec!["x".to_owned()]))), "{file}");
        }
    }

    #[test]
    fn every_beginning_of_a_file_is_read_to_its_end() {
        let file = crate::app::Keymap::default().file();
        for (end, _) in file.char_indices() {
            all(file.get(..end).unwrap());
        }
    }
}
