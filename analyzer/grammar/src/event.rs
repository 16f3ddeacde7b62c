use proc_macro2::{Ident, TokenStream};

use crate::attribute::{Attribute, Derive};
use crate::docs::docs;
use crate::error::{Parsed, Sink};
use crate::item::TypeHead;
use crate::option::{self, Vocabulary};
use crate::spanned::Spanned;
use crate::type_primitive::{TypePrimitive, wire_name};

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

impl TypePrimitive for EventAttr {
    const NAME: &'static str = "event";
    const ATTRIBUTE: Attribute = Attribute::Event;
    const DERIVE: Derive = Derive::Event;

    fn parse(args: TokenStream, item: &TypeHead) -> Parsed<Self> {
        let sink = &mut Sink::default();
        let (mut name, mut version) = (None, None);
        let vocabulary = Vocabulary { owner: "#[event]", names: &[&["name", "version"]] };
        for option in option::read(args, vocabulary, sink) {
            match option.key.as_str() {
                "name" => name = option.string("\"OrderCreated\"", sink),
                _ => version = option.integer("a whole number, like `version = 2`", 1, u32::MAX, sink),
            }
        }
        let name = wire_name(name, item, "an event", sink);
        let event = Self { ident: item.ident.clone(), name, version, docs: docs(&item.attrs) };
        Parsed::new(Some(event), std::mem::take(sink))
    }
}
