//! EV0216: a service that answers nothing and takes nothing.

use crate::declare::Declared;
use crate::diagnostic::code;
use crate::diagnostic::{Report, Severity};

pub(crate) fn check(declared: &Declared, reports: &mut Vec<Report>) {
    let (Some(service), true) = (declared.services.first(), declared.handlers.is_empty()) else { return };
    // An error may be what a handler is missing for.
    if reports.iter().any(|it| it.severity == Severity::Error) {
        return;
    }
    reports.push(
        Report::warning(code::NO_HANDLERS, format!("the service `{}` has no handlers", service.name))
            .at(service.place.clone())
            .help(
                "write one, like `#[command] pub async fn hello(name: String) -> String { .. }`, in a module that the \
                 root of the library names with `mod`",
            ),
    );
}
