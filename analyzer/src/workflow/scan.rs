//! The paths in a body. Tokens, not a syntax tree: code inside of `join!(..)`, `format!(..)` and `select! { .. }`
//! is code of the workflow too, and syn does not look into macros.

use proc_macro2::Delimiter;

use crate::declare::Context;
use crate::module::ModuleId;
use crate::resolve::{Space, Target};
use crate::syntax::{Import, NamePath, Node, Place, read_imports};
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
    pub(crate) macro_body: Option<&'a [Node]>,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(context: &'a Context<'a>, function: &'a Function) -> Self {
        let mut imports = Vec::new();
        collect_imports(&function.code.nodes, &mut imports);
        Self { context, function, imports }
    }

    /// Calls `each` for every path that is called, expanded as a macro, passed on, or written with `::`.
    pub(crate) fn visit(&self, each: &mut dyn FnMut(Visit<'_>)) {
        self.walk(&self.function.code.nodes, Delimiter::Brace, each);
    }

    fn walk(&self, tokens: &[Node], inside: Delimiter, each: &mut dyn FnMut(Visit<'_>)) {
        let mut rest = tokens;
        let mut previous: Option<&Node> = None;
        while let Some(first) = rest.first() {
            if let Node::Group(delimiter, inner) = first {
                self.walk(inner, *delimiter, each);
            }
            let after_dot = previous.is_some_and(|it| it.is('.'));
            match NamePath::take(rest).filter(|_| !after_dot) {
                Some((path, after)) if path.segments.first().is_some_and(|it| it == "use") => {
                    // Imports are read beforehand.
                    let end = after.iter().position(|it| it.is(';')).unwrap_or(after.len());
                    rest = after.get(end..).unwrap_or_default();
                    previous = None;
                }
                Some((path, after)) => {
                    let is_macro = after.first().is_some_and(|it| it.is('!'));
                    let macro_body = match after.get(1) {
                        Some(Node::Group(_, inner)) if is_macro => Some(inner.as_slice()),
                        _ => None,
                    };
                    let called = matches!(after.first(), Some(Node::Group(Delimiter::Parenthesis, _)));
                    let passed = inside == Delimiter::Parenthesis
                        && previous.is_none_or(|it| it.is(','))
                        && after.first().is_none_or(|it| it.is(','));
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
        self.function.code.place(span)
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

fn collect_imports(nodes: &[Node], imports: &mut Vec<Import>) {
    for (index, node) in nodes.iter().enumerate() {
        match node {
            Node::Group(Delimiter::Brace, inner) => collect_imports(inner, imports),
            Node::Ident(word) if *word == "use" => {
                let rest = nodes.get(index + 1..).unwrap_or_default();
                let end = rest.iter().position(|it| it.is(';')).unwrap_or(rest.len());
                imports.extend(read_imports(rest.get(..end).unwrap_or_default()));
            }
            _ => {}
        }
    }
}
