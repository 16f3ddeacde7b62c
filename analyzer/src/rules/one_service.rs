//! EV0209, EV0210, EV0211: a library is one service, declared once at its root.

use crate::declare::{Context, Declared};
use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::syntax::{FileId, Place};

pub(crate) fn check(context: &Context<'_>, declared: &Declared, reports: &mut Vec<Report>) {
    let framework = context.manifest.framework.as_deref().unwrap_or("eventual");
    let Some((first, others)) = declared.services.split_first() else {
        let package = &context.manifest.package;
        reports.push(
            Report::error(
                code::NO_SERVICE,
                format!("the package `{package}` does not say which service it is"),
            )
            .at(Place { file: FileId(0), range: 0..0 })
            .help(format!(
                "add `{framework}::service!(pub struct Orders = \"orders\");` to the root of the library"
            )),
        );
        return;
    };
    for service in &declared.services {
        if !service.at_root {
            reports.push(
                Report::error(code::SERVICE_NOT_AT_ROOT, "`service!` stands at the root of the library only")
                    .at(service.place.clone())
                    .help("move it to the file of the crate root"),
            );
        }
    }
    for other in others {
        if first.conditional && other.conditional {
            continue;
        }
        reports.push(
            Report::error(code::TWO_SERVICES, "a library is one service, but this one declares two")
                .at_with(other.place.clone(), "second service")
                .also(first.place.clone(), "first declared here")
                .help("move the handlers of one of them to a package of its own"),
        );
    }
}
