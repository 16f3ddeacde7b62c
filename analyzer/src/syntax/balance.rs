//! Why a text does not even lex: the delimiter that is missing or too many. proc-macro2 only says that it failed.

use std::ops::Range;

use crate::syntax::raw::{Opaque, closing, opaque};

/// What is wrong with the delimiters or literals of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unbalanced {
    pub(super) message: String,
    pub(super) at: Range<usize>,
    /// The opening delimiter that is meant, for two places.
    pub(super) opened: Option<Range<usize>>,
}

/// Finds the first delimiter that does not fit; `None` if all do.
pub(super) fn find(text: &str) -> Option<Unbalanced> {
    let bytes = text.as_bytes();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match opaque(text, at) {
            Opaque::Length(length) => {
                at += length;
                continue;
            }
            Opaque::Unterminated(what, begins) => {
                let message = format!("unterminated {what}");
                return Some(Unbalanced { message, at: at..at + begins, opened: None });
            }
            Opaque::No => {}
        }
        match byte {
            b'(' | b'[' | b'{' => open.push(at),
            b')' | b']' | b'}' => {
                let expected = open.last().and_then(|it| bytes.get(*it)).map(|it| closing(*it));
                match open.pop() {
                    None => return Some(unexpected(byte, at, None)),
                    Some(opened) if expected != Some(byte) => {
                        return Some(unexpected(byte, at, Some(opened)));
                    }
                    Some(_) => {}
                }
            }
            _ => {}
        }
        at += 1;
    }
    let opened = open.pop()?;
    let delimiter = char::from(bytes.get(opened).copied().unwrap_or(b'{'));
    Some(Unbalanced {
        message: format!("this file contains an unclosed delimiter `{delimiter}`"),
        at: opened..opened + 1,
        opened: None,
    })
}

fn unexpected(byte: u8, at: usize, opened: Option<usize>) -> Unbalanced {
    let delimiter = char::from(byte);
    let message = match opened {
        Some(_) => format!("mismatched closing delimiter `{delimiter}`"),
        None => format!("unexpected closing delimiter `{delimiter}`"),
    };
    Unbalanced { message, at: at..at + 1, opened: opened.map(|it| it..it + 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_does_not_fit() {
        for (text, expected) in [
            ("fn a() { b(1) }", None),
            ("fn a() { b(1 }", Some(("mismatched closing delimiter `}`", 13))),
            ("fn a() {", Some(("this file contains an unclosed delimiter `{`", 7))),
            ("fn a() }", Some(("unexpected closing delimiter `}`", 7))),
            (r##"let x = "}"; let y = r#"}""#; let z = '}'; let w: &'a str = b"}";"##, None),
            (r#"let x = '\''; let y = '"'; let l: &'static str;"#, None),
            ("/* { /* } */ { */ // }\n", None),
            ("/* {", Some(("unterminated block comment", 0))),
            ("let x = \"{", Some(("unterminated string", 8))),
            ("let x = r#\"{\";", Some(("unterminated raw string", 8))),
            ("let error = bar;", None),
        ] {
            let found = find(text);
            let found = found.as_ref().map(|it| (it.message.as_str(), it.at.start));
            assert_eq!(found, expected, "{text}");
        }
    }
}
