//! EV0507: `select!` that polls its branches in random order picks another one on replay.

use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::resolve::Target;
use crate::workflow::scan::Visit;

pub(super) fn check(visit: &Visit<'_>, found: &mut Vec<Report>) {
    let Some(body) = visit.macro_body else { return };
    let Target::Extern(path) = visit.target() else { return };
    if path.last().is_none_or(|last| last != "select") {
        return;
    }
    if body.first().is_some_and(|it| it.is_word("biased")) {
        return;
    }
    found.push(
        Report::error(
            code::RANDOM_SELECT,
            format!("a workflow cannot use `{}!` in random order", visit.written()),
        )
        .at_with(visit.place(), "with two branches ready, replay may pick the other one")
        .help("begin with `biased;`, or use `futures::select_biased!`: they poll from top to bottom"),
    );
}
