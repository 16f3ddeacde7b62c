use proc_macro2::Ident;
use syn::{Data, DeriveInput, Fields, Type};

use crate::code;
use crate::error::{Parsed, Sink};
use crate::signature::param_span;

/// `#[derive(AnyOf)] enum OrderEvent { Created(OrderCreated), .. }`: several types of events as one.
#[derive(Clone, Debug)]
pub struct AnyOf {
    /// Name of the enum.
    pub ident: Ident,
    /// Its variants in order.
    pub variants: Vec<AnyOfVariant>,
}

/// A variant that holds one event.
#[derive(Clone, Debug)]
pub struct AnyOfVariant {
    /// Name of the variant.
    pub ident: Ident,
    /// Type of the event.
    pub event: Type,
}

/// Reads `#[derive(AnyOf)] item`.
pub fn parse_any_of(item: &DeriveInput) -> Parsed<AnyOf> {
    let sink = &mut Sink::default();
    let mut variants = Vec::new();
    match &item.data {
        Data::Enum(data) => {
            for variant in &data.variants {
                match &variant.fields {
                    Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                        variants.extend(fields.unnamed.first().map(|field| AnyOfVariant {
                            ident: variant.ident.clone(),
                            event: field.ty.clone(),
                        }));
                    }
                    _ => sink.help(
                        code::ANY_OF,
                        variant.ident.span(),
                        format!("the variant `{}` does not hold one event", variant.ident),
                        format!("write `{}(EventType)`", variant.ident),
                    ),
                }
            }
            if data.variants.is_empty() {
                sink.help(
                    code::ANY_OF,
                    item.ident.span(),
                    format!("`{}` has no variants, so it stands for no event", item.ident),
                    "add a variant for each type of event, like `Created(OrderCreated)`",
                );
            }
        }
        _ => sink.help(
            code::WRONG_ITEM,
            item.ident.span(),
            "`#[derive(AnyOf)]` is for enums",
            "write `enum` with one variant for each type of event, like `Created(OrderCreated)`",
        ),
    }
    if let Some(first) = item.generics.params.first() {
        sink.error(
            code::GENERIC,
            param_span(first),
            "an `AnyOf` enum cannot be generic: its events are fixed",
        );
    }
    Parsed::new(Some(AnyOf { ident: item.ident.clone(), variants }), std::mem::take(sink))
}
