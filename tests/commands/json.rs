//! JSON that keeps the order of its keys and the very text of its numbers.

use std::fmt::Write;

/// A JSON value; a number is its text, since reading it must not round it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads one value; what `serde_json` refuses is refused here too.
    #[track_caller]
    pub(super) fn read(text: &str) -> Self {
        let checked = serde_json::from_str::<serde::de::IgnoredAny>(text);
        assert!(checked.is_ok(), "{checked:?}: {text}");
        Reader { bytes: text.as_bytes(), at: 0 }.value()
    }

    /// The value under a key.
    #[track_caller]
    pub(super) fn at(&self, key: &str) -> &Self {
        let Self::Object(fields) = self else { panic!("no object: {self:?}") };
        let found = fields.iter().find(|(name, _)| name == key);
        &found.unwrap_or_else(|| panic!("no {key} in {:?}", self.keys())).1
    }

    /// The keys of an object in their order.
    #[track_caller]
    pub(super) fn keys(&self) -> Vec<&str> {
        let Self::Object(fields) = self else { panic!("no object: {self:?}") };
        fields.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The elements of a list.
    #[track_caller]
    pub(super) fn list(&self) -> &[Self] {
        let Self::List(elements) = self else { panic!("no list: {self:?}") };
        elements
    }

    /// What stands under `key` in each element of a list.
    #[track_caller]
    pub(super) fn each(&self, key: &str) -> Vec<&Self> {
        self.list().iter().map(|element| element.at(key)).collect()
    }

    #[track_caller]
    pub(super) fn text(&self) -> &str {
        let Self::Text(text) = self else { panic!("no text: {self:?}") };
        text
    }

    #[track_caller]
    pub(super) fn count(&self) -> usize {
        let Self::Number(number) = self else { panic!("no number: {self:?}") };
        number.parse().unwrap()
    }

    /// The closest double to the number, or `None` for null.
    #[track_caller]
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Null => None,
            Self::Number(number) => Some(number.parse().unwrap()),
            other => panic!("no number: {other:?}"),
        }
    }

    /// The value without its scalars: `{layer,neuron,recordings:[{recording}]}`. All elements of a list
    /// must have one shape; empty lists and nulls in it fit any.
    #[track_caller]
    pub(super) fn shape(&self) -> String {
        match self {
            Self::List(elements) => {
                let mut shapes: Vec<String> = elements.iter().map(Self::shape).collect();
                shapes.sort_by_key(|shape| std::cmp::Reverse(shape.len()));
                for element in elements.iter().filter(|element| matches!(element, Self::Object(_)))
                {
                    assert_eq!(element.keys(), elements[0].keys());
                }
                format!("[{}]", shapes.first().map_or("", String::as_str))
            }
            Self::Object(fields) => {
                let mut shape = String::new();
                for (key, value) in fields {
                    let inside = value.shape();
                    let colon = if inside.is_empty() { "" } else { ":" };
                    write!(shape, ",{key}{colon}{inside}").unwrap();
                }
                format!("{{{}}}", shape.trim_start_matches(','))
            }
            _ => String::new(),
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&mut self) -> u8 {
        while self.bytes[self.at].is_ascii_whitespace() {
            self.at += 1;
        }
        self.bytes[self.at]
    }

    fn value(&mut self) -> Json {
        match self.peek() {
            b'{' => Json::Object(self.elements(b'}', |reader| {
                let key = reader.text();
                assert_eq!(reader.peek(), b':');
                reader.at += 1;
                (key, reader.value())
            })),
            b'[' => Json::List(self.elements(b']', Self::value)),
            b'"' => Json::Text(self.text()),
            _ => self.scalar(),
        }
    }

    fn elements<T>(&mut self, end: u8, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        self.at += 1;
        let mut elements = Vec::new();
        while self.peek() != end {
            elements.push(read(self));
            self.at += usize::from(self.peek() == b',');
        }
        self.at += 1;
        elements
    }

    fn text(&mut self) -> String {
        assert_eq!(self.peek(), b'"');
        let start = self.at;
        self.at += 1;
        while self.bytes[self.at] != b'"' {
            self.at += if self.bytes[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        serde_json::from_slice(&self.bytes[start..self.at]).unwrap()
    }

    fn scalar(&mut self) -> Json {
        let start = self.at;
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b",]}".contains(byte);
        let length = self.bytes[start..].iter().position(ends);
        self.at = length.map_or(self.bytes.len(), |length| start + length);
        match std::str::from_utf8(&self.bytes[start..self.at]).unwrap() {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            number => Json::Number(number.to_owned()),
        }
    }
}

#[test]
fn keys_keep_their_order_and_numbers_their_digits() {
    let json = Json::read(r#" {"b": [1.0, -2e-7, null], "a": {"\u0041\"": true}, "c": []} "#);
    assert_eq!(json.keys(), ["b", "a", "c"]);
    assert_eq!(json.at("b").list()[1], Json::Number("-2e-7".into()));
    assert_eq!(json.at("a").at("A\""), &Json::Bool(true));
    assert_eq!(json.shape(), "{b:[],a:{A\"},c:[]}");
}
