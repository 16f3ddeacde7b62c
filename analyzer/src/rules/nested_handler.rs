//! EV0212: a handler inside of a function body, an `impl` or a trait: nothing can name it from outside.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::declare::{Context, Here, framework_attribute};
use crate::diagnostic::Report;
use crate::rules::code;
use crate::syntax::{Attr, Place};

pub(crate) fn check(
    context: &Context<'_>,
    here: Here<'_>,
    body: &Group,
    inside: &str,
    reports: &mut Vec<Report>,
) {
    // Bodies are most of the text and attributes in them are rare: look at the text before the tokens.
    if !context.files.text(&Place::of(here.module.file, body.span())).contains("#[") {
        return;
    }
    // Unit tests are not part of the library.
    if here.entry.item.attrs.iter().any(|attr| attr.path.last() == "test") {
        return;
    }
    walk(context, here, body.stream(), inside, reports);
}

fn walk(context: &Context<'_>, here: Here<'_>, tokens: TokenStream, inside: &str, reports: &mut Vec<Report>) {
    let mut pound = None;
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            let attribute = match &pound {
                Some(pound) if group.delimiter() == Delimiter::Bracket => Attr::read(group, pound),
                _ => None,
            };
            match attribute {
                Some(attr) => report(context, here, &attr, inside, reports),
                None => walk(context, here, group.stream(), inside, reports),
            }
        }
        let is_pound = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        pound = is_pound.then_some(token);
    }
}

fn report(context: &Context<'_>, here: Here<'_>, attr: &Attr, inside: &str, reports: &mut Vec<Report>) {
    let Some((what, _)) = framework_attribute(context, here.id, &attr.path) else { return };
    if what.handler_kind().is_none() {
        return;
    }
    reports.push(
        Report::error(code::NESTED_HANDLER, format!("a handler can not stand inside {inside}"))
            .at_with(here.module.place(attr.path.span()), "this handler would not be part of the service")
            .help("move the function to a module"),
    );
}
