//! EV0212: a handler inside of a function body, an `impl` or a trait: nothing can name it from outside.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::declare::{Context, framework_attribute};
use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::module::{Entry, Module, ModuleId};
use crate::syntax::{Attr, ItemKind, Place};

pub(crate) fn check(context: &Context<'_>, reports: &mut Vec<Report>) {
    for (id, module) in context.tree.iter() {
        for entry in &module.items {
            match &entry.item.kind {
                ItemKind::Fn(item) => {
                    check_body(context, id, module, entry, &item.body, "a function", reports)
                }
                ItemKind::Block { body, .. } => {
                    check_body(context, id, module, entry, body, "an `impl` or `trait`", reports);
                }
                _ => {}
            }
        }
    }
}

fn check_body(
    context: &Context<'_>,
    id: ModuleId,
    module: &Module,
    entry: &Entry,
    body: &Group,
    inside: &str,
    reports: &mut Vec<Report>,
) {
    // Bodies are most of the text and attributes in them are rare: look at the text before the tokens.
    let place = Place::of(module.file, body.span());
    if !context.files.text(&place).contains("#[") {
        return;
    }
    // Unit tests are not part of the library.
    if entry.item.attrs.iter().any(|attr| attr.path.last() == "test") {
        return;
    }
    let body = context.files.body(&place);
    for attr in attributes(body.tokens.clone()) {
        let handler = framework_attribute(context, id, &attr.path).and_then(|(what, _)| what.handler_kind());
        if handler.is_some() {
            reports.push(
                Report::error(code::NESTED_HANDLER, format!("a handler cannot stand inside {inside}"))
                    .at_with(body.place(attr.path.span()), "this handler would not be part of the service")
                    .help("move the function to a module"),
            );
        }
    }
}

/// All attributes in some tokens, whatever they stand on.
fn attributes(tokens: TokenStream) -> Vec<Attr> {
    let mut found = Vec::new();
    let mut pound = None;
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            let attribute = match &pound {
                Some(pound) if group.delimiter() == Delimiter::Bracket => Attr::read(group, pound),
                _ => None,
            };
            match attribute {
                Some(attr) => found.push(attr),
                None => found.extend(attributes(group.stream())),
            }
        }
        let is_pound = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        pound = is_pound.then_some(token);
    }
    found
}
