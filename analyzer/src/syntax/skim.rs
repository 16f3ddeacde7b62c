//! Text to text without bodies: what stands between the braces of functions, `impl`s and traits becomes spaces, so
//! that lexing a file costs as much as its signatures. Offsets stay. Most of a crate is bodies, and hardly any is
//! ever looked at.

use crate::syntax::raw::{Opaque, closing, opaque};

/// The text with spaces for bodies; `None` if its delimiters do not fit, so that the lexer can say why.
pub(super) fn skim(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut open: Vec<u8> = Vec::new();
    // Number of delimiters around the keyword whose body comes next.
    let mut pending: Option<usize> = None;
    // Number of delimiters around the body that is being left out, and where it begins.
    let mut inside: Option<(usize, usize)> = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if matches!(byte, b'/' | b'"' | b'\'' | b'r' | b'b' | b'c') {
            match opaque(text, at) {
                Opaque::Length(length) => {
                    at += length;
                    continue;
                }
                Opaque::Unterminated(..) => return None,
                Opaque::No => {}
            }
        }
        match byte {
            b'(' | b'[' | b'{' => {
                if byte == b'{' && inside.is_none() && pending == Some(open.len()) {
                    (pending, inside) = (None, Some((open.len(), at + 1)));
                }
                open.push(closing(byte));
            }
            b')' | b']' | b'}' => {
                if open.pop() != Some(byte) {
                    return None;
                }
                if let Some((_, start)) = inside.filter(|(depth, _)| *depth == open.len()) {
                    out.get_mut(start..at)?.fill(b' ');
                    inside = None;
                }
                pending = pending.filter(|depth| *depth <= open.len() && byte != b'}');
            }
            b';' => pending = pending.filter(|depth| *depth < open.len()),
            _ if is_word(byte) => {
                let length = bytes.get(at..)?.iter().take_while(|it| is_word(**it)).count();
                let raw = at >= 2 && bytes.get(at - 2..at) == Some(b"r#");
                if inside.is_none()
                    && !raw
                    && matches!(bytes.get(at..at + length)?, b"fn" | b"impl" | b"trait")
                {
                    pending = pending.or(Some(open.len()));
                }
                at += length;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    if open.is_empty() { String::from_utf8(out).ok() } else { None }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_become_spaces() {
        for (text, expected) in [
            ("fn a() { b }", "fn a() {   }"),
            ("mod m { fn a(x: [u8; 3]) { \"}\" } }", "mod m { fn a(x: [u8; 3]) {     } }"),
            ("impl A { fn b() {} } struct C { d: u8 }", "impl A {           } struct C { d: u8 }"),
            (
                "struct S { f: fn(u8) -> u8 } mod m { use a; }",
                "struct S { f: fn(u8) -> u8 } mod m { use a; }",
            ),
            ("struct S(fn(u8)); mod m { use a; }", "struct S(fn(u8)); mod m { use a; }"),
            ("type F = fn(); mod m { use a; }", "type F = fn(); mod m { use a; }"),
            (
                "fn r#fn(x: impl A) -> impl B { c } mod m { use a; }",
                "fn r#fn(x: impl A) -> impl B {   } mod m { use a; }",
            ),
            ("// fn {\nmod r#impl { use a; }", "// fn {\nmod r#impl { use a; }"),
            ("fn a() { \"ä\"; '}'; /* } */ }", "fn a() {                    }"),
            ("struct fnä { a: fn(), b: u8 }", "struct fnä { a: fn(), b: u8 }"),
            ("enum E { A(fn()), B { x: u8 } }", "enum E { A(fn()), B { x: u8 } }"),
        ] {
            assert_eq!(skim(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_left_to_the_lexer() {
        for text in ["fn a() { b(1 }", "fn a() {", "fn a() }", "fn a() { \"", "/*"] {
            assert_eq!(skim(text), None, "{text}");
        }
    }
}
