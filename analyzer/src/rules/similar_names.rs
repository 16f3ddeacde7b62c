//! EV0302: two names that differ only in case and underscores. Logical ids of CloudFormation have neither
//! underscores nor a convention for case, so both would get the same resources.

use std::collections::BTreeMap;

use crate::declare::{Declared, Handler};
use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::rules::duplicate_names::kind_name;

pub(crate) fn check(declared: &Declared, reports: &mut Vec<Report>) {
    let mut first: BTreeMap<(&str, String), &Handler> = BTreeMap::new();
    for handler in &declared.handlers {
        let folded = handler.name.replace('_', "").to_ascii_lowercase();
        match first.get(&(handler.kind.as_str(), folded.clone())) {
            Some(before) if before.name != handler.name && !(before.conditional && handler.conditional) => {
                let message = format!(
                    "the {} `{}` and `{}` differ only in case and underscores",
                    kind_name(handler.kind.as_str()),
                    before.name,
                    handler.name
                );
                reports.push(
                    Report::error(code::SIMILAR_NAMES, message)
                        .at_with(handler.name_place.clone(), "too much alike")
                        .also(before.name_place.clone(), "first declared here")
                        .note("the names of their resources in CloudFormation would be the same")
                        .help("rename one of them"),
                );
            }
            Some(_) => {}
            None => {
                first.insert((handler.kind.as_str(), folded), handler);
            }
        }
    }
}
