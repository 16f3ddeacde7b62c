//! EV0213: an attribute with one of our names, but no import says that it is ours. It is taken as ours, so that a
//! handler is never dropped in silence; rustc decides in the end.

use crate::declare::Context;
use crate::diagnostic::Report;
use crate::rules::code;
use crate::syntax::{NamePath, Place};

pub(crate) fn report(context: &Context<'_>, place: Place, path: &NamePath, reports: &mut Vec<Report>) {
    let framework = context.manifest.framework.as_deref().unwrap_or("eventual");
    let name = path.last();
    reports.push(
        Report::warning(code::UNRESOLVED_ATTRIBUTE, format!("can not see where `{name}` comes from"))
            .at_with(place, format!("taken as `{framework}::{name}`"))
            .help(format!("write `use {framework}::prelude::*;` or `{framework}::{name}`")),
    );
}
