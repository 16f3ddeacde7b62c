use eventual_analyzer_grammar::{docs, parse_service};
use proc_macro2::Group;

use crate::declare::{Context, Declared, ItemCursor, Service, hand_on};
use crate::diagnostic::Report;
use crate::module::Tree;
use crate::resolve::{FRAMEWORK, Space, Target};
use crate::syntax::NamePath;
use crate::text::plain;

/// `service!(pub struct Name = "name");`
pub(super) fn read(
    context: &Context<'_>,
    here: ItemCursor<'_>,
    path: &NamePath,
    body: &Group,
    declared: &mut Declared,
    reports: &mut Vec<Report>,
) {
    let is_service = match context.resolver.path(here.id, path, Space::Macro) {
        Target::Extern(full) => {
            full.first().is_some_and(|it| it == FRAMEWORK) && full.last().is_some_and(|it| it == "service")
        }
        Target::Unknown { .. } => path.is("service"),
        _ => false,
    };
    if !is_service {
        return;
    }
    let fallback = here.module.place(path.span());
    let parsed = parse_service(body.stream());
    hand_on(parsed.errors, here.module.file, &fallback, reports);
    let (name, type_name, docs, place) = match parsed.value {
        Some(it) => (it.name.value, plain(&it.ident), docs(&it.attrs), here.module.place(it.ident.span())),
        None => (String::new(), String::new(), None, fallback),
    };
    declared.services.push(Service {
        name,
        type_name,
        docs,
        place,
        at_root: here.id == Tree::ROOT,
        conditional: here.entry.conditional,
    });
}
