//! Pieces of text that hide what is in them: comments, strings, characters. For whoever looks at text before it is
//! lexed.

/// What begins at some place of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opaque {
    /// Nothing of this kind.
    No,
    /// So many bytes that hide their contents.
    Length(usize),
    /// Something of this name that never ends, and the bytes of its beginning.
    Unterminated(&'static str, usize),
}

/// Looks at the byte at `at`, which begins a character.
pub(super) fn opaque(text: &str, at: usize) -> Opaque {
    let bytes = text.as_bytes();
    let found = |length: Option<usize>, what, begins| match length {
        Some(length) => Opaque::Length(length),
        None => Opaque::Unterminated(what, begins),
    };
    match bytes.get(at) {
        Some(b'/') => match bytes.get(at + 1) {
            Some(b'/') => Opaque::Length(text[at..].find('\n').unwrap_or(text.len() - at)),
            Some(b'*') => found(block_comment(bytes, at), "block comment", 2),
            _ => Opaque::No,
        },
        Some(b'"') => found(string(bytes, at), "string", 1),
        Some(b'\'') => Opaque::Length(quote(text, at)),
        Some(b'r' | b'b' | b'c') if !after_word(bytes, at) => match raw_string(bytes, at) {
            Raw::No => Opaque::No,
            Raw::Length(length) => Opaque::Length(length),
            Raw::Unterminated => Opaque::Unterminated("raw string", 1),
        },
        _ => Opaque::No,
    }
}

/// The delimiter that closes this one.
pub(super) const fn closing(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
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
