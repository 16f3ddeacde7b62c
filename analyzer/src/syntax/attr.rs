use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;

use crate::syntax::node::Piece;

/// An attribute, with its path taken apart and its arguments untouched.
#[derive(Clone, Debug)]
pub(crate) struct Attr {
    pub(crate) path: NamePath,
    /// What stands in the parentheses; empty for `#[name]`, and the value for `#[name = value]`.
    pub(crate) args: TokenStream,
    /// `#[path]` as written.
    pub(crate) tokens: TokenStream,
}

/// `a::b`, `::a::b`
#[derive(Clone, Debug)]
pub(crate) struct NamePath {
    /// Whether it begins with `::`.
    pub(crate) leading: bool,
    pub(crate) segments: Vec<Ident>,
}

impl NamePath {
    /// Segments as text, without `r#`.
    pub(crate) fn names(&self) -> Vec<String> {
        self.segments.iter().map(|it| it.unraw().to_string()).collect()
    }

    /// Whether it is this one identifier.
    pub(crate) fn is(&self, name: &str) -> bool {
        !self.leading && self.segments.len() == 1 && self.segments.iter().all(|it| *it == name)
    }

    pub(crate) fn last(&self) -> String {
        self.segments.last().map(|it| it.unraw().to_string()).unwrap_or_default()
    }

    pub(crate) fn span(&self) -> Span {
        self.segments.last().map_or_else(Span::call_site, Ident::span)
    }

    /// The path at the beginning of `tokens`, and what follows it. Type arguments are left out.
    pub(crate) fn take<T: Piece>(tokens: &[T]) -> Option<(Self, &[T])> {
        let (leading, mut rest) = match strip_colons(tokens) {
            Some(rest) => (true, rest),
            None => (false, tokens),
        };
        let mut segments = Vec::new();
        loop {
            let [first, after @ ..] = rest else { return None };
            segments.push(first.ident()?.clone());
            rest = after;
            match strip_colons(rest) {
                Some(after) if after.first().is_some_and(|it| it.ident().is_some()) => rest = after,
                _ => return Some((Self { leading, segments }, rest)),
            }
        }
    }
}

impl From<&syn::Path> for NamePath {
    fn from(path: &syn::Path) -> Self {
        Self {
            leading: path.leading_colon.is_some(),
            segments: path.segments.iter().map(|it| it.ident.clone()).collect(),
        }
    }
}

fn strip_colons<T: Piece>(tokens: &[T]) -> Option<&[T]> {
    match tokens {
        [a, b, rest @ ..] if a.is_colon() && b.is_colon() => Some(rest),
        _ => None,
    }
}

impl Attr {
    /// Reads what stands between the brackets; `unsafe(..)` around it is seen through. `None` if it is no path.
    pub(crate) fn read(group: &Group, pound: &TokenTree) -> Option<Self> {
        let tokens: TokenStream = [pound.clone(), TokenTree::Group(group.clone())].into_iter().collect();
        let mut inner: Vec<TokenTree> = group.stream().into_iter().collect();
        if let [TokenTree::Ident(word), TokenTree::Group(wrapped)] = inner.as_slice()
            && *word == "unsafe"
        {
            inner = wrapped.stream().into_iter().collect();
        }
        Self::from_inner(&inner, tokens)
    }

    /// Reads `path`, `path(args)` or `path = value`.
    pub(crate) fn from_inner(inner: &[TokenTree], tokens: TokenStream) -> Option<Self> {
        let (path, rest) = NamePath::take(inner)?;
        let args = match rest {
            [TokenTree::Group(group), ..] if group.delimiter() != Delimiter::None => group.stream(),
            [TokenTree::Punct(_), value @ ..] => value.iter().cloned().collect(),
            _ => TokenStream::new(),
        };
        Some(Self { path, args, tokens })
    }

    /// The string of `#[name = "text"]`.
    pub(crate) fn text(&self) -> Option<String> {
        syn::parse2::<syn::LitStr>(self.args.clone()).ok().map(|it| it.value())
    }
}

impl ToTokens for Attr {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}
