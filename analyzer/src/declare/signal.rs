use eventual_analyzer_grammar::{Attribute, Derive, Parsed, SignalAttr, parse_signal, parse_signal_derive};
use eventual_analyzer_model as model;
use proc_macro2::TokenStream;

use crate::declare::attribute::{Certainty, derives, framework_attribute};
use crate::declare::{Context, Declared, Here, Message, hand_on, hand_on_syntax};
use crate::diagnostic::Report;
use crate::rules::unresolved_attribute;
use crate::syntax::{Place, TypeItem};

/// A type with `#[derive(Signal)]` or `#[signal]` becomes a signal.
pub(super) fn read(
    context: &Context<'_>,
    here: Here<'_>,
    item: &TypeItem,
    declared: &mut Declared,
    reports: &mut Vec<Report>,
) {
    let place = here.module.place(item.name.span());
    let Some(parsed) = parse(context, here, item, &place, reports) else { return };
    hand_on(parsed.errors, here.module.file, &place, reports);
    let Some(signal) = parsed.value else { return };
    declared.signals.push(Message {
        module: here.id,
        item: here.index,
        name: signal.name.value.clone(),
        place: Place::of(here.module.file, signal.name.span),
        conditional: here.entry.conditional,
        model: model::Signal {
            name: signal.name.value,
            type_name: crate::text::plain(&item.name),
            module: here.module.path.clone(),
            docs: signal.docs,
            location: context.files.location(&place),
        },
    });
}

fn parse(
    context: &Context<'_>,
    here: Here<'_>,
    item: &TypeItem,
    place: &Place,
    reports: &mut Vec<Report>,
) -> Option<Parsed<SignalAttr>> {
    let derived = derives(context, here).into_iter().find(|(what, ..)| *what == Derive::Signal);
    if let Some((_, certainty, path, _)) = derived {
        if certainty == Certainty::Guessed {
            unresolved_attribute::report(context, here.module.place(path.span()), &path, reports);
        }
        return match item.to_head(&here.entry.item, None) {
            Ok(head) => Some(parse_signal_derive(&head)),
            Err(error) => {
                hand_on_syntax(&error, here.module.file, place, reports);
                None
            }
        };
    }
    let has_derive = here.entry.item.attrs.iter().any(|attr| attr.path.is("derive"));
    for attr in &here.entry.item.attrs {
        let Some((Attribute::Signal, certainty)) = framework_attribute(context, here.id, &attr.path) else {
            continue;
        };
        if certainty == Certainty::Guessed {
            if has_derive {
                continue;
            }
            unresolved_attribute::report(context, here.module.place(attr.path.span()), &attr.path, reports);
        }
        let args: TokenStream = attr.args.clone();
        return match item.to_head(&here.entry.item, Some(&attr.path.last())) {
            Ok(head) => Some(parse_signal(args, &head)),
            Err(error) => {
                hand_on_syntax(&error, here.module.file, place, reports);
                None
            }
        };
    }
    None
}
