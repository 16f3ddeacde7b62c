use eventual_analyzer_grammar::parse_handler;

use crate::declare::attribute::on_function;
use crate::declare::{Context, Declared, Handler, ItemCursor, hand_on, hand_on_syntax};
use crate::diagnostic::Report;
use crate::syntax::{FnItem, Place};

/// A function with an `eventual` attribute becomes a handler.
pub(super) fn read(
    context: &Context<'_>,
    here: ItemCursor<'_>,
    item: &FnItem,
    declared: &mut Declared,
    reports: &mut Vec<Report>,
) {
    let found = on_function(context, here, declared, reports);
    let Some(first) = found.first() else { return };
    let places = found.iter().map(|it| here.module.place(it.attr.path.span()));
    declared.doubled.extend(places.skip(1).map(|other| (here.module.place(first.attr.path.span()), other)));
    let file = here.module.file;
    let place = here.module.place(item.name.span());
    if first.what.handler_kind().is_none() {
        let name = first.attr.path.last();
        reports.push(
            Report::error(
                eventual_analyzer_grammar::code::WRONG_ITEM,
                format!("`#[{name}]` is for types, but `{}` is a function", item.name),
            )
            .at(here.module.place(first.attr.path.span()))
            .help("put it on a struct or an enum"),
        );
        return;
    }
    let function = match item.to_handler(&here.entry.item) {
        Ok(function) => function,
        Err(error) => return hand_on_syntax(&error, file, &place, reports),
    };
    let Some(parsed) = parse_handler(first.what, first.attr.args.clone(), &function) else { return };
    hand_on(parsed.errors, file, &place, reports);
    let Some(attr) = parsed.value else { return };
    let name = &attr.signature().name;
    let name_place = Place::of(file, name.span);
    declared.handlers.push(Handler {
        module: here.id,
        item: here.index,
        kind: attr.kind(),
        name: name.value.clone(),
        name_place,
        place,
        file,
        conditional: here.entry.conditional,
        attr,
    });
}
