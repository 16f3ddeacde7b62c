use proc_macro2::{Ident, TokenStream};

use crate::attribute::{Attribute, Derive};
use crate::docs::docs;
use crate::error::{Parsed, Sink};
use crate::item::TypeHead;
use crate::option::{self, Vocabulary};
use crate::spanned::Spanned;
use crate::type_primitive::{TypePrimitive, wire_name};

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

impl TypePrimitive for SignalAttr {
    const NAME: &'static str = "signal";
    const ATTRIBUTE: Attribute = Attribute::Signal;
    const DERIVE: Derive = Derive::Signal;

    fn parse(args: TokenStream, item: &TypeHead) -> Parsed<Self> {
        let sink = &mut Sink::default();
        let mut name = None;
        for option in option::read(args, Vocabulary { owner: "#[signal]", names: &[&["name"]] }, sink) {
            name = option.string("\"Approved\"", sink);
        }
        let name = wire_name(name, item, "a signal", sink);
        let signal = Self { ident: item.ident.clone(), name, docs: docs(&item.attrs) };
        Parsed::new(Some(signal), std::mem::take(sink))
    }
}
