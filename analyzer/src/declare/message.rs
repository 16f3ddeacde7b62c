use eventual_analyzer_grammar::{EventAttr, Parsed, SignalAttr, Spanned, TypePrimitive};
use eventual_analyzer_model as model;

use crate::declare::attribute::{Certainty, derives, framework_attribute};
use crate::declare::{Context, Declared, ItemCursor, Message, hand_on, hand_on_syntax};
use crate::diagnostic::Report;
use crate::syntax::{Place, TypeItem};

/// How a type primitive gets into the model.
pub(super) trait Declare: TypePrimitive {
    /// What the model holds of it.
    type Model;

    /// Its wire name, and where that is written.
    fn name(&self) -> &Spanned<String>;

    /// What the model holds of it.
    fn model(self, at: At) -> Self::Model;

    /// Where such types are kept.
    fn list(declared: &mut Declared) -> &mut Vec<Message<Self::Model>>;
}

/// Where a type is.
pub(super) struct At {
    type_name: String,
    module: Vec<String>,
    location: model::SourceLocation,
}

impl Declare for EventAttr {
    type Model = model::Event;

    fn name(&self) -> &Spanned<String> {
        &self.name
    }

    fn model(self, At { type_name, module, location }: At) -> model::Event {
        let version = self.version.map(|it| it.value);
        model::Event { name: self.name.value, type_name, module, version, docs: self.docs, location }
    }

    fn list(declared: &mut Declared) -> &mut Vec<Message<model::Event>> {
        &mut declared.events
    }
}

impl Declare for SignalAttr {
    type Model = model::Signal;

    fn name(&self) -> &Spanned<String> {
        &self.name
    }

    fn model(self, At { type_name, module, location }: At) -> model::Signal {
        model::Signal { name: self.name.value, type_name, module, docs: self.docs, location }
    }

    fn list(declared: &mut Declared) -> &mut Vec<Message<model::Signal>> {
        &mut declared.signals
    }
}

/// A type with the derive or the attribute of `P` is declared.
pub(super) fn read<P: Declare>(
    context: &Context<'_>,
    here: ItemCursor<'_>,
    item: &TypeItem,
    declared: &mut Declared,
    reports: &mut Vec<Report>,
) {
    let place = here.module.place(item.name.span());
    let Some(parsed) = parse::<P>(context, here, item, &place, declared, reports) else { return };
    hand_on(parsed.errors, here.module.file, &place, reports);
    let Some(attr) = parsed.value else { return };
    let at = At {
        type_name: crate::text::plain(&item.name),
        module: here.module.path.clone(),
        location: context.files.location(&place),
    };
    P::list(declared).push(Message {
        module: here.id,
        item: here.index,
        name: attr.name().value.clone(),
        place: Place::of(here.module.file, attr.name().span),
        conditional: here.entry.conditional,
        model: attr.model(at),
    });
}

fn parse<P: Declare>(
    context: &Context<'_>,
    here: ItemCursor<'_>,
    item: &TypeItem,
    place: &Place,
    declared: &mut Declared,
    reports: &mut Vec<Report>,
) -> Option<Parsed<P>> {
    let (head, args) = match derives(context, here).into_iter().find(|(what, ..)| *what == P::DERIVE) {
        Some((_, certainty, path, _)) => {
            if certainty == Certainty::Guessed {
                declared.guessed.push((here.module.place(path.span()), path));
            }
            (item.to_head(&here.entry.item, None), None)
        }
        None => {
            let has_derive = here.entry.item.attrs.iter().any(|attr| attr.path.is("derive"));
            let (attr, certainty) = here.entry.item.attrs.iter().find_map(|attr| {
                let (what, certainty) = framework_attribute(context, here.id, &attr.path)?;
                // With any derive, an unknown attribute is most likely a helper of it.
                let is_meant = certainty == Certainty::Sure || !has_derive;
                (what == P::ATTRIBUTE && is_meant).then_some((attr, certainty))
            })?;
            if certainty == Certainty::Guessed {
                declared.guessed.push((here.module.place(attr.path.span()), attr.path.clone()));
            }
            (item.to_head(&here.entry.item, Some(&attr.path.last())), Some(attr.args.clone()))
        }
    };
    match head {
        Ok(head) => Some(match args {
            Some(args) => P::parse(args, &head),
            None => P::parse_derive(&head),
        }),
        Err(error) => {
            hand_on_syntax(&error, here.module.file, place, reports);
            None
        }
    }
}
