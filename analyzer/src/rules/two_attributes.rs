//! EV0215: one function, two handlers.

use crate::declare::Declared;
use crate::diagnostic::Report;
use crate::diagnostic::code;

pub(crate) fn check(declared: &Declared, reports: &mut Vec<Report>) {
    for (first, second) in &declared.doubled {
        reports.push(
            Report::error(code::TWO_ATTRIBUTES, "a function is one handler, but this one has two attributes")
                .at_with(second.clone(), "second attribute")
                .also(first.clone(), "first attribute")
                .help("write a second function that calls the first, or leave one of the attributes out"),
        );
    }
}
