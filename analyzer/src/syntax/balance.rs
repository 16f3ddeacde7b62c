//! Why a text does not even lex: the delimiter that is missing or too many. proc-macro2 only says that it failed.

use std::ops::Range;

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
        let start = at;
        at += match byte {
            b'(' | b'[' | b'{' => {
                open.push(at);
                1
            }
            b')' | b']' | b'}' => {
                let expected = open.last().and_then(|it| bytes.get(*it)).map(|it| closing(*it));
                match open.pop() {
                    None => return Some(unexpected(byte, at, None)),
                    Some(opened) if expected != Some(byte) => {
                        return Some(unexpected(byte, at, Some(opened)));
                    }
                    Some(_) => 1,
                }
            }
            b'/' if text[at..].starts_with("//") => text[at..].find('\n').unwrap_or(text.len() - at),
            b'/' if text[at..].starts_with("/*") => match block_comment(bytes, at) {
                Some(length) => length,
                None => return Some(unterminated("block comment", start..start + 2)),
            },
            b'"' => match string(bytes, at) {
                Some(length) => length,
                None => return Some(unterminated("string", start..start + 1)),
            },
            b'\'' => quote(text, at),
            b'r' | b'b' | b'c' if !after_word(bytes, at) => match raw_string(bytes, at) {
                Raw::No => 1,
                Raw::Length(length) => length,
                Raw::Unterminated => return Some(unterminated("raw string", start..start + 1)),
            },
            _ => 1,
        };
    }
    let opened = open.pop()?;
    let delimiter = char::from(bytes.get(opened).copied().unwrap_or(b'{'));
    Some(Unbalanced {
        message: format!("this file contains an unclosed delimiter `{delimiter}`"),
        at: opened..opened + 1,
        opened: None,
    })
}

fn closing(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

fn unexpected(byte: u8, at: usize, opened: Option<usize>) -> Unbalanced {
    let delimiter = char::from(byte);
    let message = match opened {
        Some(_) => format!("mismatched closing delimiter `{delimiter}`"),
        None => format!("unexpected closing delimiter `{delimiter}`"),
    };
    Unbalanced { message, at: at..at + 1, opened: opened.map(|it| it..it + 1) }
}

fn unterminated(what: &str, at: Range<usize>) -> Unbalanced {
    Unbalanced { message: format!("unterminated {what}"), at, opened: None }
}

fn after_word(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1).and_then(|it| bytes.get(it)).is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'_')
}

fn block_comment(bytes: &[u8], at: usize) -> Option<usize> {
    let (mut depth, mut end) = (0_usize, at);
    while end + 1 < bytes.len() {
        match (bytes[end], bytes[end + 1]) {
            (b'/', b'*') => (depth, end) = (depth + 1, end + 2),
            (b'*', b'/') => {
                (depth, end) = (depth - 1, end + 2);
                if depth == 0 {
                    return Some(end - at);
                }
            }
            _ => end += 1,
        }
    }
    None
}

fn string(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at + 1;
    loop {
        match bytes.get(end)? {
            b'\\' => end += 2,
            b'"' => return Some(end + 1 - at),
            _ => end += 1,
        }
    }
}

/// A character literal or a lifetime: `'{'`, `'\''`, `'a`.
fn quote(text: &str, at: usize) -> usize {
    let mut chars = text[at + 1..].char_indices();
    match chars.next() {
        Some((_, '\\')) => {
            chars.next();
            chars.find(|(_, c)| *c == '\'').map_or(1, |(end, _)| end + 2)
        }
        Some((_, c)) if c != '\'' => match chars.next() {
            Some((end, '\'')) => end + 2,
            _ => 1,
        },
        _ => 1,
    }
}

enum Raw {
    No,
    Length(usize),
    Unterminated,
}

/// `r"..."`, `br#"..."#`, `cr"..."`; other words that begin with these letters are not.
fn raw_string(bytes: &[u8], at: usize) -> Raw {
    let mut quote = at;
    if matches!(bytes.get(quote), Some(b'b' | b'c')) {
        quote += 1;
    }
    if bytes.get(quote) != Some(&b'r') {
        return Raw::No;
    }
    quote += 1;
    let hashes = bytes[quote..].iter().take_while(|it| **it == b'#').count();
    quote += hashes;
    if bytes.get(quote) != Some(&b'"') {
        return Raw::No;
    }
    let end = bytes[quote + 1..]
        .iter()
        .enumerate()
        .find(|(i, byte)| {
            let after = &bytes[quote + 2 + i..];
            **byte == b'"' && after.len() >= hashes && after[..hashes].iter().all(|it| *it == b'#')
        })
        .map(|(i, _)| quote + 2 + i + hashes);
    end.map_or(Raw::Unterminated, |end| Raw::Length(end - at))
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
