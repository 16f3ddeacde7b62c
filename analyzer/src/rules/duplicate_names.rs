//! EV0301: two handlers of a kind, two events or two signals with one wire name.

use std::collections::BTreeMap;

use crate::declare::Declared;
use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::syntax::Place;

pub(crate) fn check(declared: &Declared, reports: &mut Vec<Report>) {
    let handlers = declared
        .handlers
        .iter()
        .map(|it| (kind_name(it.kind.as_str()), &it.name, &it.name_place, it.conditional));
    let events = declared.events.iter().map(|it| ("events", &it.name, &it.place, it.conditional));
    let signals = declared.signals.iter().map(|it| ("signals", &it.name, &it.place, it.conditional));
    let mut first: BTreeMap<(&str, &str), (&Place, bool)> = BTreeMap::new();
    for (kind, name, place, conditional) in handlers.chain(events).chain(signals) {
        match first.get(&(kind, name.as_str())) {
            // Two that a `cfg` may exclude from each other are left to rustc.
            Some((_, true)) if conditional => {}
            Some((before, _)) => reports.push(
                Report::error(code::DUPLICATE_NAME, format!("two {kind} are called `{name}`"))
                    .at_with(place.clone(), "same name again")
                    .also((*before).clone(), "first declared here")
                    .help("rename one of them, or give it another wire name with `name = \"..\"`"),
            ),
            None => {
                first.insert((kind, name), (place, conditional));
            }
        }
    }
}

/// The plural of a kind of handler.
pub(super) fn kind_name(kind: &str) -> &'static str {
    match kind {
        "command" => "commands",
        "route" => "routes",
        "subscription" => "subscriptions",
        "task" => "tasks",
        _ => "workflows",
    }
}
