//! EV0401, EV0402, EV0403: a subscription has events, they are events, and `events = [..]` agrees with the
//! parameter.

use std::collections::BTreeSet;

use eventual_analyzer_grammar::closest;

use crate::declare::Declared;
use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::syntax::Place;

pub(crate) fn none(place: Place, reports: &mut Vec<Report>) {
    reports.push(
        Report::error(code::NO_EVENTS, "this subscription has no events")
            .at(place)
            .help("take an event: `event: OrderCreated`, or name some: `events = [OrderCreated]`"),
    );
}

/// `written` is a type of this crate, or of none, that is not an event.
pub(crate) fn not_an_event(
    declared: &Declared,
    written: &str,
    place: Place,
    defined: Option<Place>,
    reports: &mut Vec<Report>,
) {
    let mut report = match &defined {
        Some(_) => Report::error(code::NOT_AN_EVENT, format!("`{written}` is not an event")).help(format!(
            "put `#[derive(Event)]` on `{written}`, or `#[derive(AnyOf)]` on an enum of events"
        )),
        None => Report::error(code::NOT_AN_EVENT, format!("there is no event `{written}`")),
    };
    if let Some(defined) = defined {
        report = report.also(defined, "declared here without `#[derive(Event)]`");
    } else {
        let names = declared.events.iter().map(|it| it.model.type_name.as_str());
        report = match closest(written, names) {
            Some(meant) if meant == written => report.help(format!("import `{meant}`")),
            Some(meant) => report.help(format!("did you mean `{meant}`?")),
            None => report.help("a subscription takes a type with `#[derive(Event)]`"),
        };
    }
    reports.push(report.at(place));
}

/// `events` names `foreign`, but the parameter can only hold `taken`.
pub(crate) fn disagree(
    foreign: &str,
    taken: &BTreeSet<String>,
    place: Place,
    parameter: Place,
    reports: &mut Vec<Report>,
) {
    let takes: Vec<String> = taken.iter().map(|name| format!("`{name}`")).collect();
    reports.push(
        Report::error(
            code::EVENTS_DISAGREE,
            format!("`events` names `{foreign}`, but the parameter cannot hold it"),
        )
        .at(place)
        .also(parameter, format!("takes {}", takes.join(", ")))
        .help("leave `events` out: the parameter says which events arrive"),
    );
}
