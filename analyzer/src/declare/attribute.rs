use eventual_analyzer_grammar::{Attribute, Derive, closest};

use crate::declare::{Context, Declared, ItemCursor};
use crate::diagnostic::{Report, code};
use crate::module::ModuleId;
use crate::resolve::{FRAMEWORK, Space, Target};
use crate::syntax::{Attr, NamePath, TypeItem};

/// Attributes of the language and of common crates: never of the framework, not worth a lookup.
const FOREIGN: [&str; 34] = [
    "doc",
    "derive",
    "cfg",
    "cfg_attr",
    "allow",
    "warn",
    "deny",
    "expect",
    "forbid",
    "inline",
    "must_use",
    "test",
    "serde",
    "garde",
    "schemars",
    "path",
    "repr",
    "non_exhaustive",
    "deprecated",
    "automatically_derived",
    "track_caller",
    "no_mangle",
    "ignore",
    "should_panic",
    "macro_use",
    "macro_export",
    "default",
    "cold",
    "target_feature",
    "recursion_limit",
    "link",
    "bench",
    "used",
    "rustfmt",
];

/// The same for derives.
const FOREIGN_DERIVES: [&str; 14] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Hash",
    "Serialize",
    "Deserialize",
    "JsonSchema",
    "Validate",
    "Error",
];

/// An `eventual` attribute on an item.
#[derive(Debug)]
pub(crate) struct Found<'a, T> {
    pub(crate) what: T,
    pub(crate) attr: &'a Attr,
}

/// What an attribute is, if it is one of `eventual`, and whether that is a guess.
pub(crate) fn framework_attribute(
    context: &Context<'_>,
    module: ModuleId,
    path: &NamePath,
) -> Option<(Attribute, Certainty)> {
    if FOREIGN.iter().any(|name| path.is(name)) {
        return None;
    }
    match context.resolver.path(module, path, Space::Macro) {
        Target::Extern(full) => {
            let [krate, .., last] = full.as_slice() else { return None };
            (krate == FRAMEWORK).then(|| Attribute::named(last)).flatten().map(|it| (it, Certainty::Sure))
        }
        Target::Unknown { .. } => Attribute::named(&path.last()).map(|it| (it, Certainty::Guessed)),
        _ => None,
    }
}

/// Whether the path of an attribute could be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Certainty {
    Sure,
    Guessed,
}

/// The `eventual` attributes on a function. A misspelled or unresolved one is reported.
pub(super) fn on_function<'a>(
    context: &Context<'_>,
    here: ItemCursor<'a>,
    declared: &mut Declared,
    reports: &mut Vec<Report>,
) -> Vec<Found<'a, Attribute>> {
    let mut found = Vec::new();
    for attr in &here.entry.item.attrs {
        match framework_attribute(context, here.id, &attr.path) {
            Some((what, certainty)) => {
                if certainty == Certainty::Guessed {
                    declared.guessed.push((here.module.place(attr.path.span()), attr.path.clone()));
                }
                found.push(Found { what, attr });
            }
            None => misspelt(context, here, attr, Attribute::ALL.map(|(name, _)| name).as_slice(), reports),
        }
    }
    found
}

/// `#[comand]`: an attribute that leads nowhere and is nearly an `eventual` attribute.
fn misspelt(
    context: &Context<'_>,
    here: ItemCursor<'_>,
    attr: &Attr,
    names: &[&str],
    reports: &mut Vec<Report>,
) {
    let name = attr.path.last();
    if FOREIGN.contains(&name.as_str()) {
        return;
    }
    // Helpers of other attribute macros, such as `#[case]` below `#[rstest]`, lead nowhere either.
    let helped = here.entry.item.attrs.iter().any(|it| {
        !FOREIGN.iter().any(|name| it.path.is(name))
            && matches!(
                context.resolver.path(here.id, &it.path, Space::Macro),
                Target::Extern(path) if path.first().is_none_or(|krate| krate != FRAMEWORK)
            )
    });
    if helped {
        return;
    }
    let into_framework = match context.resolver.path(here.id, &attr.path, Space::Macro) {
        Target::Unknown { glob: false } => attr.path.segments.len() == 1,
        Target::Extern(path) => path.first().is_some_and(|it| it == FRAMEWORK) && path.len() <= 3,
        _ => false,
    };
    if let Some(meant) = closest(&name, names.iter().copied()).filter(|_| into_framework) {
        reports.push(
            Report::error(code::MISSPELT_ATTRIBUTE, format!("there is no attribute `{name}`"))
                .at(here.module.place(attr.path.span()))
                .help(format!("did you mean `{meant}`?")),
        );
    }
}

/// The `eventual` derives on a type.
pub(super) fn derives<'a>(
    context: &Context<'_>,
    here: ItemCursor<'a>,
) -> Vec<(Derive, Certainty, NamePath, &'a Attr)> {
    let mut found = Vec::new();
    for attr in here.entry.item.attrs.iter().filter(|attr| attr.path.is("derive")) {
        let tokens: Vec<_> = attr.args.clone().into_iter().collect();
        let mut rest = tokens.as_slice();
        while let Some((path, after)) = NamePath::take(rest) {
            if !FOREIGN_DERIVES.iter().any(|name| path.is(name)) {
                match context.resolver.path(here.id, &path, Space::Macro) {
                    Target::Extern(full) if full.first().is_some_and(|it| it == FRAMEWORK) => {
                        found.extend(
                            full.last()
                                .and_then(|it| Derive::named(it))
                                .map(|it| (it, Certainty::Sure, path, attr)),
                        );
                    }
                    Target::Unknown { .. } => {
                        found.extend(
                            Derive::named(&path.last()).map(|it| (it, Certainty::Guessed, path, attr)),
                        );
                    }
                    _ => {}
                }
            }
            rest = after.get(1..).unwrap_or_default();
        }
    }
    found
}

/// Attributes on a type that belong on a function, and misspelt ones.
pub(super) fn check_type(
    context: &Context<'_>,
    here: ItemCursor<'_>,
    item: &TypeItem,
    reports: &mut Vec<Report>,
) {
    // With any derive, an unknown attribute is most likely a helper of it: `#[command]` of clap.
    let has_derive = here.entry.item.attrs.iter().any(|attr| attr.path.is("derive"));
    for attr in &here.entry.item.attrs {
        match framework_attribute(context, here.id, &attr.path) {
            Some((it, _)) if it.handler_kind().is_none() => {}
            Some(_) if !has_derive => {
                let name = attr.path.last();
                reports.push(
                    Report::error(
                        eventual_analyzer_grammar::code::WRONG_ITEM,
                        format!("`#[{name}]` is for functions, but `{}` is a type", item.name),
                    )
                    .at(here.module.place(attr.path.span()))
                    .help("put it on an `async fn`"),
                );
            }
            None if !has_derive => misspelt(context, here, attr, &Attribute::of_types(), reports),
            _ => {}
        }
    }
}
