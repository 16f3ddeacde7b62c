//! EV0213: an attribute with the name of an `eventual` attribute, but no import says that it is one. It is treated as
//! one, so that a handler is never dropped in silence; rustc decides in the end.

use crate::declare::{Context, Declared};
use crate::diagnostic::{Report, code};

pub(crate) fn check(context: &Context<'_>, declared: &Declared, reports: &mut Vec<Report>) {
    let framework = context.manifest.framework.as_deref().unwrap_or("eventual");
    for (place, path) in &declared.guessed {
        let name = path.last();
        reports.push(
            Report::warning(code::UNRESOLVED_ATTRIBUTE, format!("cannot see where `{name}` comes from"))
                .at_with(place.clone(), format!("taken as `{framework}::{name}`"))
                .help(format!("write `use {framework}::prelude::*;` or `{framework}::{name}`")),
        );
    }
}
