use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;

use crate::code;
use crate::docs::docs;
use crate::error::{Parsed, Sink};
use crate::item::{TypeHead, TypeKind};
use crate::name::check_message_name;
use crate::option::{self, Vocabulary};
use crate::signature::param_span;
use crate::spanned::Spanned;

/// `#[event(..)]`, or `#[derive(Event)]` with its helper attribute `#[event(..)]`, on a type.
#[derive(Clone, Debug)]
pub struct EventAttr {
    /// Name of the type.
    pub ident: Ident,
    /// Wire name: `name = ".."`, else the type's name.
    pub name: Spanned<String>,
    /// `version = ..`
    pub version: Option<Spanned<u32>>,
    /// Doc comment.
    pub docs: Option<String>,
}

const ATTR: &str = "#[event]";

/// Reads `#[event(args)] item`.
pub fn parse_event(args: TokenStream, item: &TypeHead) -> Parsed<EventAttr> {
    let sink = &mut Sink::default();
    let event = read(args, item, sink);
    Parsed::new(Some(event), std::mem::take(sink))
}

/// Reads `#[derive(Event)] #[event(..)] item`; several helper attributes count as one.
pub fn parse_event_derive(item: &TypeHead) -> Parsed<EventAttr> {
    let sink = &mut Sink::default();
    let event = read(helper_arguments(item, "event", sink), item, sink);
    Parsed::new(Some(event), std::mem::take(sink))
}

fn read(args: TokenStream, item: &TypeHead, sink: &mut Sink) -> EventAttr {
    let (mut name, mut version) = (None, None);
    for option in option::read(args, Vocabulary { owner: ATTR, names: &[&["name", "version"]] }, sink) {
        match option.key.as_str() {
            "name" => name = option.string("\"OrderCreated\"", sink),
            _ => version = option.integer("a whole number, like `version = 2`", 1, u32::MAX, sink),
        }
    }
    check_type(item, "an event", sink);
    let name = name.unwrap_or_else(|| Spanned::new(item.ident.unraw().to_string(), item.ident.span()));
    check_message_name("an event", &name.value, name.span, sink);
    EventAttr { ident: item.ident.clone(), name, version, docs: docs(&item.attrs) }
}

/// Events and signals are structs or enums without generics.
pub(crate) fn check_type(item: &TypeHead, what: &str, sink: &mut Sink) {
    if item.kind == TypeKind::Union {
        sink.error(
            code::WRONG_ITEM,
            item.ident.span(),
            format!("a union can not be {what}; use a struct or an enum"),
        );
    }
    if let Some(first) = item.generics.params.first() {
        sink.error(
            code::GENERIC,
            param_span(first),
            format!("{what} can not be generic: it has one fixed name and one fixed type on the wire"),
        );
    }
}

/// The arguments of all `#[name(..)]` helper attributes of a derive, joined with commas.
pub(crate) fn helper_arguments(item: &TypeHead, name: &str, sink: &mut Sink) -> TokenStream {
    let mut all = TokenStream::new();
    for attr in item.attrs.iter().filter(|it| it.path().is_ident(name)) {
        match &attr.meta {
            syn::Meta::List(list) => {
                let tokens = &list.tokens;
                all.extend(quote::quote!(#tokens,));
            }
            syn::Meta::Path(_) => {}
            syn::Meta::NameValue(meta) => sink.help(
                code::SYNTAX,
                meta.eq_token.span,
                format!("`#[{name}]` takes its options in parentheses"),
                format!("write `#[{name}(name = \"..\")]`"),
            ),
        }
    }
    all
}
