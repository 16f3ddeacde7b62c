use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Rendered, Report, least_length, limits};
use crate::problem::ProblemKind;
use crate::tree::NodeId;

/// The inline policies of a role, also those attached as resources of their own, have a common limit.
pub(super) fn check(rendered: &Rendered<'_>, report: &mut Report<'_>) {
    let mut sizes: BTreeMap<(NodeId, &str), (NodeId, usize)> = BTreeMap::new();
    for role in rendered.of_type("AWS::IAM::Role") {
        let policies = role.properties.get("Policies").and_then(Json::as_array).into_iter().flatten();
        let size = policies.filter_map(|policy| policy.get("PolicyDocument")).map(least_length).sum();
        sizes.insert((role.stack, role.id), (role.node, size));
    }
    for policy in rendered.of_type("AWS::IAM::Policy") {
        let size = policy.properties.get("PolicyDocument").map_or(0, least_length);
        for role in policy.properties.get("Roles").and_then(Json::as_array).into_iter().flatten() {
            let id = role.get("Ref").and_then(Json::as_str);
            if let Some((_, total)) = id.and_then(|id| sizes.get_mut(&(policy.stack, id))) {
                *total += size;
            }
        }
    }
    for (node, size) in sizes.into_values() {
        if size > limits::ROLE_POLICY_CHARS {
            report(node, ProblemKind::PolicyTooLarge { size, limit: limits::ROLE_POLICY_CHARS });
        }
    }
}
