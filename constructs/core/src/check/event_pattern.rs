use super::{Rendered, Report, least_length, limits};
use crate::problem::ProblemKind;

/// EventBridge takes patterns up to a length.
pub(super) fn check(rendered: &Rendered<'_>, report: &mut Report<'_>) {
    for rule in rendered.of_type("AWS::Events::Rule") {
        let size = rule.properties.get("EventPattern").map_or(0, least_length);
        if size > limits::EVENT_PATTERN_CHARS {
            report(rule.node, ProblemKind::PatternTooLarge { size, limit: limits::EVENT_PATTERN_CHARS });
        }
    }
}
