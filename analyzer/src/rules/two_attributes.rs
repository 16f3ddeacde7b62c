//! EV0215: one function, two handlers.

use eventual_analyzer_grammar::Attribute;

use crate::declare::{Found, Here};
use crate::diagnostic::Report;
use crate::rules::code;

pub(crate) fn check(here: Here<'_>, found: &[Found<'_, Attribute>], reports: &mut Vec<Report>) {
    let [first, others @ ..] = found else { return };
    for other in others {
        reports.push(
            Report::error(code::TWO_ATTRIBUTES, "a function is one handler, but this one has two attributes")
                .at_with(here.module.place(other.attr.path.span()), "second attribute")
                .also(here.module.place(first.attr.path.span()), "first attribute")
                .help("write a second function that calls the first, or leave one of the attributes out"),
        );
    }
}
