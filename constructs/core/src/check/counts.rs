use serde_json::Value as Json;

use super::{Rendered, Report, limits};
use crate::problem::ProblemKind;

/// A template holds a limited number of resources, outputs, parameters and mappings.
pub(super) fn check(rendered: &Rendered<'_>, report: &mut Report<'_>) {
    let split = "move constructs into a `NestedStack` or another `Stack`";
    let fewer =
        "outputs of nested stacks and exports count too; let fewer values cross the border of the stack";
    let rules = [
        ("Resources", "resources", limits::RESOURCES, split),
        ("Outputs", "outputs", limits::OUTPUTS, fewer),
        ("Parameters", "parameters", limits::PARAMETERS, fewer),
        ("Mappings", "mappings", limits::MAPPINGS, split),
    ];
    for (stack, (template, _)) in &rendered.templates {
        for (section, what, limit, advice) in rules {
            let count = template.get(section).and_then(Json::as_object).map_or(0, serde_json::Map::len);
            if count > limit {
                report(*stack, ProblemKind::TooMany { what, count, limit, advice });
            }
        }
    }
}
