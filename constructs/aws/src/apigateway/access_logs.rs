use eventual_constructs_cfn::apigateway as cfn;
use eventual_constructs_core::{RemovalPolicy, Resource, Scope, Stack};
use serde_json::json;

use crate::iam::{Principal, Role, RoleProps};

/// API Gateway writes logs only when the account, in each region, names a role for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountLogging {
    /// This stack makes the role and names it; both go with the stack. When several stacks of a region do so, the last
    /// one deployed wins, and removing it silences the others: use [`Self::Retained`] or [`Self::Existing`] there.
    #[default]
    Stack,
    /// This stack makes the role and names it; both stay when the stack goes.
    Retained,
    /// It has been set up elsewhere.
    Existing,
}

/// Fields of an access log line, each filled in by API Gateway.
const FIELDS: [(&str, &str); 11] = [
    ("requestId", "$context.requestId"),
    ("time", "$context.requestTimeEpoch"),
    ("ip", "$context.identity.sourceIp"),
    ("method", "$context.httpMethod"),
    ("path", "$context.path"),
    ("route", "$context.resourcePath"),
    ("status", "$context.status"),
    ("responseLength", "$context.responseLength"),
    ("latency", "$context.responseLatency"),
    ("integrationLatency", "$context.integrationLatency"),
    ("error", "$context.error.message"),
];

/// The format of access log lines: one JSON object.
pub(super) fn format() -> String {
    let fields: serde_json::Map<_, _> =
        FIELDS.iter().map(|(name, variable)| ((*name).to_owned(), json!(variable))).collect();
    let mut object = serde_json::Value::Object(fields);
    object.sort_all_objects();
    object.to_string()
}

/// The account setting of a stack, made once.
pub(super) fn account(scope: &impl Scope, logging: AccountLogging) -> Option<Account> {
    let stack = Stack::of(scope).filter(|_| logging != AccountLogging::Existing)?;
    if let Some(found) = stack.node().find(ACCOUNT).and_then(|group| group.find("Resource")) {
        return Some(Account { node: found });
    }
    let props = RoleProps {
        managed_policies: vec!["service-role/AmazonAPIGatewayPushToCloudWatchLogs".into()],
        ..RoleProps::default()
    };
    let group = eventual_constructs_core::Construct::new(&stack, ACCOUNT);
    let role = Role::new(&group, "Role", Principal::service("apigateway"), props);
    let account: Resource<cfn::Account> =
        group.add("Resource", cfn::Account { cloud_watch_role_arn: Some(role.arn()) });
    if logging == AccountLogging::Retained {
        account.removal_policy(RemovalPolicy::Retain);
        if let Some(role) = role.resource() {
            role.removal_policy(RemovalPolicy::Retain);
        }
    }
    Some(Account { node: account.node().clone() })
}

/// Id of the account setting in its stack.
const ACCOUNT: &str = "ApiGatewayAccount";

pub(super) struct Account {
    node: eventual_constructs_core::Node,
}

impl Scope for Account {
    fn node(&self) -> &eventual_constructs_core::Node {
        &self.node
    }
}
