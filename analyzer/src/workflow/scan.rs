//! The paths in a body. Tokens, not a syntax tree: code inside of `join!(..)`, `format!(..)` and `select! { .. }`
//! is code of the workflow too, and syn does not look into macros.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::declare::Context;
use crate::module::ModuleId;
use crate::resolve::{Space, Target};
use crate::syntax::{Import, NamePath, Place, read_imports};
use crate::workflow::reach::Function;

/// A body with what its names mean.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) function: &'a Function,
    /// `use` inside of the body.
    imports: Vec<Import>,
}

/// A path in a body that is called or named in full.
#[derive(Debug)]
pub(crate) struct Visit<'a> {
    scope: &'a Scope<'a>,
    path: &'a NamePath,
    /// The tokens of `path!(tokens)`.
    pub(crate) macro_body: Option<TokenStream>,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(context: &'a Context<'a>, function: &'a Function) -> Self {
        let mut imports = Vec::new();
        collect_imports(function.body.tokens.clone(), &mut imports);
        Self { context, function, imports }
    }

    /// Calls `each` for every path that is called, expanded as a macro, passed on, or written with `::`.
    pub(crate) fn visit(&self, each: &mut dyn FnMut(Visit<'_>)) {
        self.walk(&self.function.body.tokens.clone().into_iter().collect::<Vec<_>>(), Delimiter::Brace, each);
    }

    fn walk(&self, tokens: &[TokenTree], inside: Delimiter, each: &mut dyn FnMut(Visit<'_>)) {
        let mut rest = tokens;
        let mut previous: Option<&TokenTree> = None;
        while let Some(first) = rest.first() {
            if let TokenTree::Group(group) = first {
                self.walk(&group.stream().into_iter().collect::<Vec<_>>(), group.delimiter(), each);
            }
            let after_dot = previous.is_some_and(|it| is_punct(it, '.'));
            match NamePath::take(rest).filter(|_| !after_dot) {
                Some((path, after)) if path.segments.first().is_some_and(|it| it == "use") => {
                    // Imports are read beforehand.
                    let end = after.iter().position(|it| is_punct(it, ';')).unwrap_or(after.len());
                    rest = after.get(end..).unwrap_or_default();
                    previous = None;
                }
                Some((path, after)) => {
                    let is_macro = after.first().is_some_and(|it| is_punct(it, '!'));
                    let macro_body = match after.get(1) {
                        Some(TokenTree::Group(group)) if is_macro => Some(group.stream()),
                        _ => None,
                    };
                    let called = matches!(after.first(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis);
                    let passed = inside == Delimiter::Parenthesis
                        && previous.is_none_or(|it| is_punct(it, ','))
                        && after.first().is_none_or(|it| is_punct(it, ','));
                    if called || passed || macro_body.is_some() || path.segments.len() > 1 {
                        each(Visit { scope: self, path: &path, macro_body });
                    }
                    previous = rest.get(rest.len() - after.len() - 1);
                    rest = after;
                }
                None => {
                    previous = Some(first);
                    rest = rest.get(1..).unwrap_or_default();
                }
            }
        }
    }

    /// What a path in this body means; imports of the body come first.
    pub(crate) fn resolve(&self, path: &NamePath, space: Space) -> Target {
        let names = path.names();
        let module: ModuleId = self.function.module;
        let resolver = self.context.resolver;
        if !path.leading
            && let Some((first, rest)) = names.split_first()
            && let Some(import) = self.imports.iter().find(|it| it.name.as_ref() == Some(first))
        {
            let full: Vec<String> = import.path.iter().chain(rest).cloned().collect();
            return resolver.names(module, import.leading, &full, space);
        }
        resolver.names(module, path.leading, &names, space)
    }

    pub(crate) fn place(&self, span: proc_macro2::Span) -> Place {
        self.function.body.place(span)
    }
}

impl Visit<'_> {
    /// What the path means, as a function or as a macro.
    pub(crate) fn target(&self) -> Target {
        let space = if self.macro_body.is_some() { Space::Macro } else { Space::Value };
        self.scope.resolve(self.path, space)
    }

    /// From the first segment to the last.
    pub(crate) fn place(&self) -> Place {
        let last = self.scope.place(self.path.span());
        let first = self.path.segments.first().map(|it| self.scope.place(it.span()));
        let start = first.map_or(last.range.start, |it| it.range.start);
        Place { range: start..last.range.end, ..last }
    }

    /// The path as written.
    pub(crate) fn written(&self) -> String {
        self.path.names().join("::")
    }
}

pub(super) fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

fn collect_imports(tokens: TokenStream, imports: &mut Vec<Import>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                collect_imports(group.stream(), imports);
            }
            TokenTree::Ident(word) if *word == "use" => {
                let rest = tokens.get(index + 1..).unwrap_or_default();
                let end = rest.iter().position(|it| is_punct(it, ';')).unwrap_or(rest.len());
                imports.extend(read_imports(rest.get(..end).unwrap_or_default()));
            }
            _ => {}
        }
    }
}
