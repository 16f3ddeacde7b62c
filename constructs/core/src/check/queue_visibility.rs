use serde_json::Value as Json;

use super::{Rendered, Report};
use crate::problem::ProblemKind;

/// Seconds that SQS hides a received message when nothing is said.
const VISIBILITY: i64 = 30;
/// Seconds that a function may run when nothing is said.
const TIMEOUT: i64 = 3;

/// Lambda refuses to poll a queue whose messages come back before the function must have ended.
pub(super) fn check(rendered: &Rendered<'_>, report: &mut Report<'_>) {
    for mapping in rendered.of_type("AWS::Lambda::EventSourceMapping") {
        let target = |property: &str| mapping.properties.get(property).and_then(target_id);
        let (Some(queue), Some(function)) = (target("EventSourceArn"), target("FunctionName")) else {
            continue;
        };
        let find = |type_name, id: &str| {
            rendered.of_type(type_name).find(|entry| entry.stack == mapping.stack && entry.id == id)
        };
        let (Some(queue), Some(function)) =
            (find("AWS::SQS::Queue", queue), find("AWS::Lambda::Function", function))
        else {
            continue;
        };
        let visibility = seconds(queue.properties, "VisibilityTimeout", VISIBILITY);
        let timeout = seconds(function.properties, "Timeout", TIMEOUT);
        if let (Some(visibility), Some(timeout)) = (visibility, timeout)
            && visibility < timeout
        {
            let function = rendered.path(function.node);
            report(queue.node, ProblemKind::VisibilityTooShort { visibility, function, timeout });
        }
    }
}

/// The logical id that a `Ref` or `Fn::GetAtt` names.
fn target_id(value: &Json) -> Option<&str> {
    value.get("Ref").or_else(|| value.get("Fn::GetAtt")?.get(0))?.as_str()
}

/// A number of seconds, `None` when it is not known before deployment.
fn seconds(properties: &Json, name: &str, default: i64) -> Option<i64> {
    properties.get(name).map_or(Some(default), Json::as_i64)
}
