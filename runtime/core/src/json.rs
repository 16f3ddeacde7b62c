//! The little JSON that every function needs, in a few kilobytes: `serde_json` is more than half of a small binary
//! as soon as a `Value` is parsed or printed. Numbers stay text until a number is asked for.

use serde_json::Value;

/// Nesting that is taken; deeper input is refused instead of overflowing the stack.
const MAX_DEPTH: usize = 128;

/// A JSON value (RFC 8259).
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// As written.
    Number(String),
    /// Unescaped.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// In the order written.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a whole text. The error says what is wrong and where.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let Ok(text) = std::str::from_utf8(bytes) else { return Err("it is not UTF-8".to_owned()) };
        let mut parser = Parser { text, at: 0 };
        let value = parser.value(0).and_then(|value| match parser.peek() {
            None => Ok(value),
            Some(_) => Err("there is something after the value"),
        });
        value.map_err(|problem| parser.place(problem))
    }

    /// Takes a field out of an object.
    pub fn take(&mut self, name: &str) -> Option<Self> {
        let Self::Object(fields) = self else { return None };
        let index = fields.iter().position(|it| it.0 == name)?;
        Some(fields.swap_remove(index).1)
    }
}

/// What reading the events of a host needs.
impl Json {
    /// The field of this name of an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        fields.iter().find(|it| it.0 == name).map(|it| &it.1)
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        let Self::String(text) = self else { return None };
        Some(text)
    }

    /// The elements of a list; nothing for anything else.
    pub fn items(&self) -> &[Self] {
        let Self::Array(items) = self else { return &[] };
        items
    }

    /// The fields of an object; nothing for anything else.
    pub fn fields(&self) -> &[(String, Self)] {
        let Self::Object(fields) = self else { return &[] };
        fields
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::String(text),
            Value::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Value::Object(fields) => {
                Self::Object(fields.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

type Problem = &'static str;

impl Parser<'_> {
    fn place(&self, problem: Problem) -> String {
        let before = &self.text.as_bytes()[..self.at.min(self.text.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        format!("{problem} at line {line} column {column}")
    }

    /// The next byte that is no whitespace.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Result<Json, Problem> {
        if depth > MAX_DEPTH {
            return Err("it is nested too deeply");
        }
        match self.peek().ok_or("it ends too early")? {
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b'"' => self.string().map(Json::String),
            b'-' | b'0'..=b'9' => self.number(),
            _ => {
                for (word, value) in
                    [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))]
                {
                    if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
                        self.at += word.len();
                        return Ok(value);
                    }
                }
                Err("expected a value")
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, Problem> {
        self.at += 1;
        let mut fields = Vec::new();
        if self.eat(b'}') {
            return Ok(Json::Object(fields));
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err("expected a name in quotes");
            }
            let name = self.string()?;
            if !self.eat(b':') {
                return Err("expected `:`");
            }
            fields.push((name, self.value(depth + 1)?));
            if self.eat(b'}') {
                return Ok(Json::Object(fields));
            }
            if !self.eat(b',') {
                return Err("expected `,` or `}`");
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, Problem> {
        self.at += 1;
        let mut items = Vec::new();
        if self.eat(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.eat(b']') {
                return Ok(Json::Array(items));
            }
            if !self.eat(b',') {
                return Err("expected `,` or `]`");
            }
        }
    }

    /// `-? (0 | [1-9][0-9]*) (\.[0-9]+)? ([eE][+-]?[0-9]+)?`
    fn number(&mut self) -> Result<Json, Problem> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let is = |at: usize, set: &[u8]| bytes.get(at).is_some_and(|byte| set.contains(byte));
        let digits = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += usize::from(is(self.at, b"-"));
        let whole = digits(self.at);
        if whole == 0 || (whole > 1 && is(self.at, b"0")) {
            return Err("expected a number");
        }
        self.at += whole;
        if is(self.at, b".") {
            let fraction = digits(self.at + 1);
            if fraction == 0 {
                return Err("expected a digit after `.`");
            }
            self.at += 1 + fraction;
        }
        if is(self.at, b"eE") {
            let sign = usize::from(is(self.at + 1, b"+-"));
            let exponent = digits((self.at + 1 + sign).min(bytes.len()));
            if exponent == 0 {
                return Err("expected an exponent");
            }
            self.at += 1 + sign + exponent;
        }
        Ok(Json::Number(self.text[start..self.at].to_owned()))
    }

    fn string(&mut self) -> Result<String, Problem> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.bytes().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)).count();
            out.push_str(&rest[..plain]);
            self.at += plain;
            match rest.as_bytes().get(plain) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                Some(_) => return Err("a control character must be escaped"),
                None => return Err("the string has no end"),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Problem> {
        let byte = self.text.as_bytes().get(self.at).copied();
        self.at += 1;
        Ok(match byte {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => {
                self.at -= 1;
                return Err("this escape is not known");
            }
        })
    }

    fn unicode(&mut self) -> Result<char, Problem> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first).ok_or("half a surrogate pair");
        }
        if !self.text.as_bytes()[self.at..].starts_with(b"\\u") {
            return Err("half a surrogate pair");
        }
        self.at += 2;
        let second = self.hex()?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err("half a surrogate pair");
        }
        char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)).ok_or("half a surrogate pair")
    }

    fn hex(&mut self) -> Result<u32, Problem> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).ok_or("expected four hex digits")?;
        let mut value = 0;
        for digit in digits {
            value = value * 16 + char::from(*digit).to_digit(16).ok_or("expected four hex digits")?;
        }
        self.at += 4;
        Ok(value)
    }
}

/// Appends `text` as a JSON string.
pub fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' => {
                let code = character as u32;
                out.push_str("\\u00");
                for digit in [code >> 4, code & 15] {
                    out.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
            character => out.push(character),
        }
    }
    out.push('"');
}

/// Writes the fields of an object whose values are strings or ready JSON.
#[derive(Debug)]
pub struct ObjectWriter(String);

impl ObjectWriter {
    /// An object without fields.
    #[expect(clippy::new_without_default, reason = "it is begun to be written, never a default")]
    pub fn new() -> Self {
        Self("{".to_owned())
    }

    /// Adds a field with a text.
    pub fn string(self, name: &str, value: &str) -> Self {
        let mut out = self.name(name);
        write_string(&mut out.0, value);
        out
    }

    /// Adds a field whose value is JSON already.
    pub fn raw(self, name: &str, json: &str) -> Self {
        let mut out = self.name(name);
        out.0.push_str(json);
        out
    }

    fn name(mut self, name: &str) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        write_string(&mut self.0, name);
        self.0.push(':');
        self
    }

    /// The text of the object.
    pub fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_what_serde_json_reads() {
        for text in [
            "null",
            " [ ] ",
            "{}",
            r#"{"a": [1, -2.5e+3, 0, true, false, null], "b": {"c": "x"}}"#,
            r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#,
            "-0.1E-7",
            "12345678901234567890",
        ] {
            let expected: Value = serde_json::from_str(text).unwrap();
            let parsed = Json::parse(text.as_bytes()).unwrap();
            // Numbers are kept as written; through a number both are the same.
            let back: Value = serde_json::from_str(&print(&parsed)).unwrap();
            assert_eq!(back, expected, "{text}");
        }
    }

    fn print(json: &Json) -> String {
        match json {
            Json::Null => "null".to_owned(),
            Json::Bool(value) => value.to_string(),
            Json::Number(text) => text.clone(),
            Json::String(text) => {
                let mut out = String::new();
                write_string(&mut out, text);
                out
            }
            Json::Array(items) => format!("[{}]", items.iter().map(print).collect::<Vec<_>>().join(",")),
            Json::Object(fields) => {
                fields.iter().fold(ObjectWriter::new(), |out, (name, it)| out.raw(name, &print(it))).end()
            }
        }
    }

    #[test]
    fn refuses_what_serde_json_refuses_and_says_where() {
        let cases = [
            ("", "it ends too early at line 1 column 1"),
            ("{", "expected a name in quotes at line 1 column 2"),
            ("{\"a\"}", "expected `:` at line 1 column 5"),
            ("{\"a\":1\n \"b\":2}", "expected `,` or `}` at line 2 column 2"),
            ("[1 2]", "expected `,` or `]` at line 1 column 4"),
            ("[1,]", "expected a value at line 1 column 4"),
            ("01", "expected a number at line 1 column 1"),
            ("-", "expected a number at line 1 column 2"),
            ("1.", "expected a digit after `.` at line 1 column 2"),
            ("1e", "expected an exponent at line 1 column 2"),
            ("1e+", "expected an exponent at line 1 column 2"),
            ("\"a", "the string has no end at line 1 column 3"),
            ("\"\n\"", "a control character must be escaped at line 1 column 2"),
            ("\"\\x\"", "this escape is not known at line 1 column 3"),
            ("\"\\ud83d\"", "half a surrogate pair at line 1 column 8"),
            ("\"\\udc00\"", "half a surrogate pair at line 1 column 8"),
            ("\"\\u12\"", "expected four hex digits at line 1 column 4"),
            ("nul", "expected a value at line 1 column 1"),
            ("1 1", "there is something after the value at line 1 column 3"),
        ];
        for (text, expected) in cases {
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
            assert_eq!(Json::parse(text.as_bytes()).unwrap_err(), expected, "{text}");
        }
        assert_eq!(Json::parse(b"\"\xff\"").unwrap_err(), "it is not UTF-8");
        let deep = "[".repeat(100_000);
        assert_eq!(Json::parse(deep.as_bytes()).unwrap_err(), "it is nested too deeply at line 1 column 130");
    }

    #[test]
    fn a_value_becomes_the_same_json() {
        let value = json!({ "a": [1, 2.5, null, true, "x"] });
        assert_eq!(Json::from(value.clone()), Json::parse(value.to_string().as_bytes()).unwrap());
    }

    #[test]
    fn strings_are_escaped() {
        let mut out = String::new();
        write_string(&mut out, "\"\\\n\r\t\u{1}\u{1f}é");
        assert_eq!(out, r#""\"\\\n\r\t\u0001\u001fé""#);
    }
}
