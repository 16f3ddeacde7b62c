//! Tokens of a file or inline module to its items.

use std::ops::Range;
use std::rc::Rc;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use crate::syntax::attr::{Attr, NamePath};
use crate::syntax::balance;
use crate::syntax::import::{self, Import};
use crate::syntax::item::{FnItem, Item, ItemKind, Slice, TypeItem};
use crate::syntax::node::nodes;
use crate::syntax::skim::skim;

/// Why a file cannot be read.
#[derive(Clone, Debug)]
pub(crate) struct SyntaxError {
    pub(crate) message: String,
    pub(crate) at: Range<usize>,
    /// The delimiter that was opened there, for a second place.
    pub(crate) opened: Option<Range<usize>>,
}

/// Lexes a file without the bodies of its functions, `impl`s and traits: [`Files::body`] has those.
///
/// [`Files::body`]: crate::syntax::Files::body
pub(crate) fn parse_text(text: &str) -> Result<TokenStream, SyntaxError> {
    let skimmed = skim(text);
    skimmed.as_deref().unwrap_or(text).parse::<TokenStream>().map_err(|error| match balance::find(text) {
        Some(found) => SyntaxError { message: found.message, at: found.at, opened: found.opened },
        None => SyntaxError {
            message: "this is not a Rust token".to_owned(),
            at: error.span().byte_range(),
            opened: None,
        },
    })
}

/// The inner attributes and the items of a file or inline module. An item that cannot be read is an error, and
/// the items before it are still given.
pub(crate) fn split(tokens: TokenStream) -> (Vec<Attr>, Vec<Item>, Option<SyntaxError>) {
    let tokens: Rc<[TokenTree]> = tokens.into_iter().collect();
    let mut reader = Reader { all: &tokens, tokens: &tokens, at: 0 };
    let (mut inner, mut items) = (Vec::new(), Vec::new());
    loop {
        let attrs = reader.attributes(&mut inner);
        let Some(first) = reader.peek(0) else {
            let error = attrs.last().map(|attr| SyntaxError {
                message: "expected an item after the attribute".to_owned(),
                at: attr.path.span().byte_range(),
                opened: None,
            });
            return (inner, items, error);
        };
        if is_punct(first, ';') {
            reader.at += 1;
            continue;
        }
        match reader.item() {
            Some(kind) => items.push(Item { attrs, kind }),
            None => {
                let found = reader.peek(0).or(tokens.last());
                let error = SyntaxError {
                    message: match found {
                        Some(token) => format!("expected an item, found `{}`", show(token)),
                        None => "expected an item".to_owned(),
                    },
                    at: found.map_or_else(Span::call_site, start_of).byte_range(),
                    opened: None,
                };
                return (inner, items, Some(error));
            }
        }
    }
}

fn start_of(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    }
}

fn show(token: &TokenTree) -> String {
    match token {
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::Brace => "{",
            Delimiter::Bracket => "[",
            _ => "(",
        }
        .to_owned(),
        other => other.to_string(),
    }
}

/// The last word of the type in `<T> Trait for module::Type<T> where ..`.
fn self_type(header: &[TokenTree]) -> Option<String> {
    let (mut depth, mut last, mut previous) = (0_i32, None, ' ');
    for token in header {
        match token {
            TokenTree::Punct(punct) => {
                match punct.as_char() {
                    '<' => depth += 1,
                    '>' if previous != '-' => depth -= 1,
                    _ => {}
                }
                previous = punct.as_char();
                continue;
            }
            TokenTree::Ident(word) if depth == 0 && *word == "for" => last = None,
            TokenTree::Ident(word) if depth == 0 && *word == "where" => break,
            TokenTree::Ident(word) if depth == 0 => last = Some(word.to_string()),
            _ => {}
        }
        previous = ' ';
    }
    last
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

struct Reader<'a> {
    all: &'a Rc<[TokenTree]>,
    tokens: &'a [TokenTree],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self, ahead: usize) -> Option<&'a TokenTree> {
        self.tokens.get(self.at + ahead)
    }

    fn slice(&self, range: Range<usize>) -> Slice {
        Slice { all: Rc::clone(self.all), range }
    }

    fn word(&self, ahead: usize) -> Option<&'a Ident> {
        match self.peek(ahead) {
            Some(TokenTree::Ident(ident)) => Some(ident),
            _ => None,
        }
    }

    fn group(&self, ahead: usize, delimiter: Delimiter) -> Option<&'a Group> {
        match self.peek(ahead) {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some(group),
            _ => None,
        }
    }

    /// Outer attributes; inner ones go to `inner`.
    fn attributes(&mut self, inner: &mut Vec<Attr>) -> Vec<Attr> {
        let mut outer = Vec::new();
        while let Some(pound) = self.peek(0).filter(|it| is_punct(it, '#')) {
            let bang = self.peek(1).is_some_and(|it| is_punct(it, '!'));
            let Some(group) = self.group(1 + usize::from(bang), Delimiter::Bracket) else { break };
            self.at += 2 + usize::from(bang);
            let Some(attr) = Attr::read(group, pound) else { continue };
            if bang { inner.push(attr) } else { outer.push(attr) }
        }
        outer
    }

    /// One item, its attributes already read; `None` if there is none. On success `at` is behind it.
    fn item(&mut self) -> Option<ItemKind> {
        let start = self.at;
        if self.word(0).is_some_and(|it| *it == "pub") {
            self.at += 1;
            if self.group(0, Delimiter::Parenthesis).is_some() {
                self.at += 1;
            }
        }
        self.skip_modifiers();
        // `::path::to!()` begins without a word.
        let keyword = self.word(0).map(ToString::to_string).unwrap_or_default();
        let name = self.word(1);
        match keyword.as_str() {
            "fn" => {
                let name = name?.clone();
                let (end, body) = self.until_block(self.at)?;
                let head = self.slice(start..end);
                self.at = end + 1;
                Some(body.map_or(ItemKind::Other, |body| ItemKind::Fn(FnItem { name, head, body })))
            }
            "mod" => {
                let name = name?.clone();
                let content = self.group(2, Delimiter::Brace).cloned();
                if content.is_none() && !self.peek(2).is_some_and(|it| is_punct(it, ';')) {
                    self.at += 2;
                    return None;
                }
                self.at += 3;
                Some(ItemKind::Mod { name, content })
            }
            "use" => {
                let tokens = self.until_semicolon()?;
                let tokens = nodes(tokens.get(1..)?.iter().cloned().collect());
                Some(ItemKind::Use(import::read(&tokens)))
            }
            "struct" | "enum" => self.type_item(start, name?.clone()),
            "union" if name.is_some() => self.type_item(start, name?.clone()),
            "impl" | "trait" => {
                let (end, body) = self.until_block(self.at)?;
                let of = self.tokens.get(self.at + 1..end).and_then(self_type);
                self.at = end + 1;
                Some(body.map_or(ItemKind::Other, |body| ItemKind::Block { of, body }))
            }
            "extern" => self.extern_item(),
            "type" => {
                let name = name?.clone();
                self.until_semicolon().map(|_| ItemKind::Alias(name))
            }
            "const" | "static" => self.until_semicolon().map(|_| ItemKind::Other),
            _ => self.macro_call(),
        }
    }

    /// Moves to the keyword that decides what the item is.
    fn skip_modifiers(&mut self) {
        while let Some(word) = self.word(0) {
            let next = self.word(1).map(ToString::to_string);
            let next = next.as_deref();
            let before_keyword = matches!(
                next,
                Some(
                    "fn" | "async"
                        | "const"
                        | "unsafe"
                        | "safe"
                        | "extern"
                        | "impl"
                        | "trait"
                        | "auto"
                        | "static"
                        | "type"
                        | "mod"
                )
            );
            let skip = match word.to_string().as_str() {
                "const" => matches!(next, Some("fn" | "async" | "unsafe" | "extern")),
                "async" | "unsafe" | "safe" | "default" | "auto" => before_keyword,
                "extern" => match self.peek(1) {
                    Some(TokenTree::Literal(_)) => {
                        let is_fn = self.word(2).is_some_and(|it| *it == "fn");
                        self.at += usize::from(is_fn);
                        is_fn
                    }
                    _ => next == Some("fn"),
                },
                _ => false,
            };
            if !skip {
                return;
            }
            self.at += 1;
        }
    }

    fn type_item(&mut self, start: usize, name: Ident) -> Option<ItemKind> {
        let (end, _) = self.until_block(self.at)?;
        let tokens = self.slice(start..end + 1);
        self.at = end + 1;
        Some(ItemKind::Type(TypeItem { name, tokens }))
    }

    fn extern_item(&mut self) -> Option<ItemKind> {
        if self.word(1).is_some_and(|it| *it == "crate") {
            let tokens = self.until_semicolon()?;
            let words: Vec<&Ident> = tokens
                .iter()
                .filter_map(|token| match token {
                    TokenTree::Ident(ident) => Some(ident),
                    _ => None,
                })
                .collect();
            let krate = words.get(2)?;
            let name = words.get(4).unwrap_or(krate);
            return Some(ItemKind::Use(vec![Import {
                path: vec![krate.to_string()],
                leading: **krate != "self",
                name: Some(name.to_string()),
            }]));
        }
        let (end, _) = self.until_block(self.at)?;
        self.at = end + 1;
        Some(ItemKind::Other)
    }

    /// `path!(..);`, `path! { .. }`, `macro_rules! name { .. }`
    fn macro_call(&mut self) -> Option<ItemKind> {
        let rest = self.tokens.get(self.at..)?;
        let (path, after) = NamePath::take(rest)?;
        let bang = self.tokens.len() - after.len();
        let [first, after @ ..] = after else { return None };
        if !is_punct(first, '!') {
            self.at = bang;
            return None;
        }
        let named = usize::from(matches!(after.first(), Some(TokenTree::Ident(_))));
        let Some(TokenTree::Group(body)) = after.get(named) else {
            self.at = bang + 1;
            return None;
        };
        self.at = bang + 2 + named;
        if self.peek(0).is_some_and(|it| is_punct(it, ';')) {
            self.at += 1;
        }
        if named == 1 {
            return Some(ItemKind::Other);
        }
        Some(ItemKind::Macro { path, body: body.clone() })
    }

    /// Moves behind the next `;` and gives what is before it.
    fn until_semicolon(&mut self) -> Option<&'a [TokenTree]> {
        let rest = self.tokens.get(self.at..)?;
        let Some(length) = rest.iter().position(|it| is_punct(it, ';')) else {
            self.at = self.tokens.len();
            return None;
        };
        self.at += length + 1;
        rest.get(..length)
    }

    /// Index of the `{ .. }` or `;` that ends an item; braces in generic arguments (`<{ N }>`) are not the end.
    fn until_block(&mut self, from: usize) -> Option<(usize, Option<Group>)> {
        let mut depth = 0_i32;
        let mut previous = None;
        for (index, token) in self.tokens.iter().enumerate().skip(from) {
            match token {
                TokenTree::Punct(punct) => match punct.as_char() {
                    '<' => depth += 1,
                    '>' if previous != Some('-') && previous != Some('=') => depth -= 1,
                    ';' if depth <= 0 => return Some((index, None)),
                    _ => {}
                },
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace && depth <= 0 => {
                    return Some((index, Some(group.clone())));
                }
                _ => {}
            }
            previous = match token {
                TokenTree::Punct(punct) => Some(punct.as_char()),
                _ => None,
            };
        }
        self.at = self.tokens.len();
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> String {
        kinds_of(text.parse().unwrap())
    }

    fn kinds_of(tokens: TokenStream) -> String {
        let (_, items, error) = split(tokens);
        let mut kinds: Vec<String> = items
            .iter()
            .map(|item| match &item.kind {
                ItemKind::Fn(it) => format!("fn {}", it.name),
                ItemKind::Mod { name, content } => {
                    format!("mod {name}{}", if content.is_some() { "{}" } else { ";" })
                }
                ItemKind::Use(imports) => format!("use {}", imports.len()),
                ItemKind::Type(it) => format!("type {}", it.name),
                ItemKind::Macro { path, .. } => format!("{}!", path.last()),
                ItemKind::Block { of, .. } => format!("block {}", of.as_deref().unwrap_or("?")),
                ItemKind::Alias(name) => format!("alias {name}"),
                ItemKind::Other => "other".to_owned(),
            })
            .collect();
        kinds.extend(error.map(|it| it.message));
        kinds.join(", ")
    }

    #[test]
    fn every_kind_of_item() {
        for (text, expected) in [
            ("fn a() {} pub async fn b<T>(x: T) -> Vec<T> where T: Fn() -> u8 {}", "fn a, fn b"),
            ("pub(crate) const unsafe extern \"C\" fn a() {}", "fn a"),
            (
                "const A: u8 = { 1 }; const _: () = {}; static B: fn() = c; fn d() {}",
                "other, other, other, fn d",
            ),
            ("fn a(x: [u8; { 1 }]) -> Array<{ 1 + 1 }> { b }", "fn a"),
            (
                "struct A; struct B(u8); struct C { a: u8 } struct D<const N: usize = { 1 }>(A) where A: B;",
                "type A, type B, type C, type D",
            ),
            ("enum A { B } union C { a: u8 }", "type A, type C"),
            (
                "impl<T> A<{ 1 }> for B<T> { fn c() {} } trait D {} unsafe impl E for F {} auto trait G {}",
                "block B, block D, block F, block G",
            ),
            ("mod a; pub mod b { fn c() {} }", "mod a;, mod b{}"),
            ("use a::b; extern crate c as d; extern \"C\" { fn e(); }", "use 1, use 1, other"),
            ("a::b!(c); d! { e } macro_rules! f { () => {} } ::g::h![];", "b!, d!, other, h!"),
            ("type A = B<{ 1 }>;", "alias A"),
            ("#![allow(x)] #[a] #[b::c(d)] fn e() {} ;", "fn e"),
            ("fn a() {} 5 fn b() {}", "fn a, expected an item, found `5`"),
            ("fn a() {} fun b() {}", "fn a, expected an item, found `b`"),
            ("#[command]", "expected an item after the attribute"),
            ("fn a() -> u8", "expected an item, found `u8`"),
            ("let a = 1;", "expected an item, found `a`"),
            ("", ""),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
            assert_eq!(kinds_of(parse_text(text).unwrap()), expected, "without bodies: {text}");
        }
    }

    #[test]
    fn attributes_are_taken_apart() {
        let (inner, items, _) = split(
            "#![cfg(a)] /// docs\n #[ev::command(x = 1)] #[path = \"b.rs\"] fn f() {}".parse().unwrap(),
        );
        assert!(inner[0].path.is("cfg"));
        let attrs = &items[0].attrs;
        assert_eq!(attrs[0].text().as_deref(), Some(" docs"));
        assert_eq!(attrs[1].path.names(), ["ev", "command"]);
        assert_eq!(attrs[1].args.to_string(), "x = 1");
        assert_eq!(attrs[2].text().as_deref(), Some("b.rs"));
    }
}
