use std::collections::BTreeSet;

use eventual_analyzer_grammar::SubscriptionAttr;
use eventual_analyzer_model as model;
use syn::Type;

use crate::declare::{self, Context, Declared};
use crate::diagnostic::Report;
use crate::module::ModuleId;
use crate::resolve::{Space, Target};
use crate::rules::subscription_events;
use crate::syntax::{ItemKind, NamePath, Place};

/// Types of the language that cannot be events.
const NOT_EVENTS: [&str; 20] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64",
    "u128", "usize", "String", "Vec", "Option", "Result",
];

/// A subscription with the events that its parameter and `events` name.
pub(super) fn bind(
    context: &Context<'_>,
    declared: &Declared,
    declaration: &declare::Handler,
    attr: &SubscriptionAttr,
    handler: model::Handler,
    reports: &mut Vec<Report>,
) -> model::Subscription {
    let binder = Binder { context, declared };
    let at = declaration.module;
    let mut named = Vec::new();
    for path in &attr.events {
        let place = Place::of_tokens(declaration.file, path);
        let mut names = BTreeSet::new();
        binder.events_of(at, &path.into(), place.clone(), &mut names, reports);
        named.push((names, place));
    }
    if attr.events_written && attr.events.is_empty() {
        subscription_events::none(declaration.place.clone(), reports);
    }
    let mut taken = BTreeSet::new();
    if let Some(param) = attr.signature.inputs().next() {
        let place = Place::of_tokens(declaration.file, &param.ty);
        let of_param = match &param.ty {
            Type::Path(path) if path.qself.is_none() => {
                binder.events_of(at, &(&path.path).into(), place.clone(), &mut taken, reports)
            }
            Type::Tuple(_) | Type::Array(_) => {
                subscription_events::not_an_event(declared, &param.type_text(), place.clone(), None, reports);
                false
            }
            _ => false,
        };
        if of_param {
            for (names, at) in &named {
                if let Some(foreign) = names.iter().find(|name| !taken.contains(*name)) {
                    subscription_events::disagree(foreign, &taken, at.clone(), place.clone(), reports);
                }
            }
        }
    }
    let named: BTreeSet<String> = named.into_iter().flat_map(|(names, _)| names).collect();
    let events = if attr.events_written { named } else { taken };
    model::Subscription {
        handler,
        events: events.into_iter().collect(),
        source: attr.source.as_ref().map(|it| it.value.clone()),
        filter: attr.filter.as_ref().map(|it| it.value.clone()),
        retry: attr.retry.as_ref().map(eventual_analyzer_grammar::Retry::to_model),
        is_queued: attr.is_queued(),
        max_event_age_seconds: attr.max_event_age.as_ref().map(|it| it.value),
    }
}

#[derive(Clone, Copy)]
struct Binder<'a> {
    context: &'a Context<'a>,
    declared: &'a Declared,
}

impl Binder<'_> {
    /// Adds the wire names of the events that a type stands for. Returns whether all of them could be found: a type of
    /// another crate, an alias or a generic one cannot; then the compiled description knows.
    fn events_of(
        self,
        module: ModuleId,
        path: &NamePath,
        place: Place,
        names: &mut BTreeSet<String>,
        reports: &mut Vec<Report>,
    ) -> bool {
        let written = path.last();
        match self.context.resolver.path(module, path, Space::Type) {
            Target::Item(at, item) => {
                if let Some(event) = self.declared.events.iter().find(|it| (it.module, it.item) == (at, item))
                {
                    names.insert(event.name.clone());
                    return true;
                }
                if let Some(any_of) =
                    self.declared.any_ofs.iter().find(|it| (it.module, it.item) == (at, item))
                {
                    // Variants are events, not other enums of this kind: nothing to go around in circles.
                    return any_of.events.iter().fold(true, |sure, (path, place)| {
                        let nested = matches!(
                            self.context.resolver.path(at, path, Space::Type),
                            Target::Item(m, i) if (m, i) == (at, item)
                        );
                        !nested && self.events_of(at, path, place.clone(), names, reports) && sure
                    });
                }
                subscription_events::not_an_event(
                    self.declared,
                    &written,
                    place,
                    self.defined(at, item),
                    reports,
                );
                false
            }
            Target::Unknown { glob: false } => {
                let alias = self.is_other_item(module, path);
                if !alias && (NOT_EVENTS.contains(&written.as_str()) || path.segments.len() == 1) {
                    subscription_events::not_an_event(self.declared, &written, place, None, reports);
                }
                false
            }
            _ => false,
        }
    }

    fn defined(self, module: ModuleId, item: usize) -> Option<Place> {
        let here = self.context.tree.get(module)?;
        match &here.items.get(item)?.item.kind {
            ItemKind::Type(it) => Some(here.place(it.name.span())),
            _ => None,
        }
    }

    /// Whether something other than a struct or enum could have this name: an alias, or a product of a macro.
    fn is_other_item(self, module: ModuleId, path: &NamePath) -> bool {
        let name = path.last();
        !NOT_EVENTS.contains(&name.as_str())
            && self.context.tree.get(module).is_some_and(|it| {
                it.imports.iter().any(|import| import.name.as_deref() == Some(&name))
                    || it.items.iter().any(|entry| match &entry.item.kind {
                        ItemKind::Alias(alias) => *alias == name,
                        ItemKind::Macro { path, .. } => path.last() != "service",
                        _ => false,
                    })
            })
    }
}
