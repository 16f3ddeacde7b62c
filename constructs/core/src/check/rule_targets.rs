use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Rendered, Report, limits};
use crate::problem::ProblemKind;

/// A rule has a limited number of targets, a bus of rules.
pub(super) fn check(rendered: &Rendered<'_>, report: &mut Report<'_>) {
    let mut rules = BTreeMap::new();
    for rule in rendered.of_type("AWS::Events::Rule") {
        let count = rule.properties.get("Targets").and_then(Json::as_array).map_or(0, Vec::len);
        if count > limits::RULE_TARGETS {
            let advice = "make a second rule with the same pattern";
            report(
                rule.node,
                ProblemKind::TooMany { what: "targets", count, limit: limits::RULE_TARGETS, advice },
            );
        }
        let bus = rule.properties.get("EventBusName").map_or_else(|| "default".to_owned(), Json::to_string);
        let (first, count) = rules.entry((rule.stack, bus)).or_insert((rule.node, 0));
        *count += 1;
        if *count == limits::BUS_RULES + 1 {
            let advice = "use another event bus, or one rule for several events";
            let kind = ProblemKind::TooMany {
                what: "rules on one bus",
                count: *count,
                limit: limits::BUS_RULES,
                advice,
            };
            report(*first, kind);
        }
    }
}
