use proc_macro2::{Ident, TokenStream};
use syn::ext::IdentExt;

use crate::docs::docs;
use crate::error::{Parsed, Sink};
use crate::event::{check_type, helper_arguments};
use crate::item::TypeHead;
use crate::name::check_message_name;
use crate::option::{self, Vocabulary};
use crate::spanned::Spanned;

/// `#[signal(..)]`, or `#[derive(Signal)]` with its helper attribute `#[signal(..)]`, on a type.
#[derive(Clone, Debug)]
pub struct SignalAttr {
    /// Name of the type.
    pub ident: Ident,
    /// Wire name: `name = ".."`, else the type's name.
    pub name: Spanned<String>,
    /// Doc comment.
    pub docs: Option<String>,
}

/// Reads `#[signal(args)] item`.
pub fn parse_signal(args: TokenStream, item: &TypeHead) -> Parsed<SignalAttr> {
    let sink = &mut Sink::default();
    let signal = read(args, item, sink);
    Parsed::new(Some(signal), std::mem::take(sink))
}

/// Reads `#[derive(Signal)] #[signal(..)] item`.
pub fn parse_signal_derive(item: &TypeHead) -> Parsed<SignalAttr> {
    let sink = &mut Sink::default();
    let signal = read(helper_arguments(item, "signal", sink), item, sink);
    Parsed::new(Some(signal), std::mem::take(sink))
}

fn read(args: TokenStream, item: &TypeHead, sink: &mut Sink) -> SignalAttr {
    let mut name = None;
    for option in option::read(args, Vocabulary { owner: "#[signal]", names: &[&["name"]] }, sink) {
        name = option.string("\"Approved\"", sink);
    }
    check_type(item, "a signal", sink);
    let name = name.unwrap_or_else(|| Spanned::new(item.ident.unraw().to_string(), item.ident.span()));
    check_message_name("a signal", &name.value, name.span, sink);
    SignalAttr { ident: item.ident.clone(), name, docs: docs(&item.attrs) }
}
