use serde_json::Value as Json;

use super::{Rendered, Report, limits};
use crate::problem::ProblemKind;

/// Memory and timeout of functions are in the ranges that Lambda offers.
pub(super) fn check(rendered: &Rendered<'_>, report: &mut Report<'_>) {
    let rules = [
        ("MemorySize", limits::LAMBDA_MEMORY_MB, "MB"),
        ("Timeout", limits::LAMBDA_TIMEOUT_SECONDS, "seconds"),
    ];
    for function in rendered.of_type("AWS::Lambda::Function") {
        for (property, (least, most), unit) in rules {
            let Some(value) = function.properties.get(property).and_then(Json::as_i64) else { continue };
            if !(least..=most).contains(&value) {
                let allowed = format!("{least} to {most} {unit}");
                let kind = ProblemKind::OutOfRange {
                    property,
                    value: format!("{value} {unit}"),
                    service: "Lambda",
                    allowed,
                };
                report(function.node, kind);
            }
        }
    }
}
