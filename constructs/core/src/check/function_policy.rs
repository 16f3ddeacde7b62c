use std::collections::BTreeMap;

use super::{Rendered, Report, limits};
use crate::problem::ProblemKind;

/// Each permission is a statement in the resource policy of its function, whose size is bounded.
pub(super) fn check(rendered: &Rendered<'_>, report: &mut Report<'_>) {
    let mut counts = BTreeMap::new();
    for permission in rendered.of_type("AWS::Lambda::Permission") {
        let Some(function) = permission.properties.get("FunctionName") else { continue };
        let (first, count) =
            counts.entry((permission.stack, function.to_string())).or_insert((permission.node, 0));
        *count += 1;
        if *count == limits::FUNCTION_PERMISSIONS + 1 {
            let advice = "let one permission with wildcards in its source ARN stand for many";
            let limit = limits::FUNCTION_PERMISSIONS;
            report(
                *first,
                ProblemKind::TooMany { what: "permissions on its function", count: *count, limit, advice },
            );
        }
    }
}
