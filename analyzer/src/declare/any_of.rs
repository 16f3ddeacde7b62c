use eventual_analyzer_grammar::{Derive, parse_any_of};
use syn::{DeriveInput, Type};

use crate::declare::attribute::derives;
use crate::declare::{AnyOf, Context, Declared, ItemCursor, hand_on, hand_on_syntax};
use crate::diagnostic::Report;
use crate::syntax::{NamePath, Place, TypeItem};

/// An enum with `#[derive(AnyOf)]` stands for several events.
pub(super) fn read(
    context: &Context<'_>,
    here: ItemCursor<'_>,
    item: &TypeItem,
    declared: &mut Declared,
    reports: &mut Vec<Report>,
) {
    if !derives(context, here).iter().any(|(what, ..)| *what == Derive::AnyOf) {
        return;
    }
    let file = here.module.file;
    let place = here.module.place(item.name.span());
    let input = match syn::parse2::<DeriveInput>(item.tokens.to_stream()) {
        Ok(input) => input,
        Err(error) => return hand_on_syntax(&error, file, &place, reports),
    };
    let parsed = parse_any_of(&input);
    hand_on(parsed.errors, file, &place, reports);
    let variants = parsed.value.into_iter().flat_map(|it| it.variants);
    let events = variants.filter_map(|variant| match &variant.event {
        Type::Path(path) if path.qself.is_none() => {
            Some((NamePath::from(&path.path), Place::of_tokens(file, &path.path)))
        }
        _ => None,
    });
    declared.any_ofs.push(AnyOf { module: here.id, item: here.index, events: events.collect() });
}
