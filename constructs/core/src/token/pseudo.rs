//! Facts about the deployment that CloudFormation fills in.

use eventual_constructs_cfn::{Expr, Value};
use serde_json::json;

fn pseudo(name: &str) -> Value<String> {
    Value::Token(Expr(json!({ "Ref": name })))
}

/// Account that is deployed to, twelve digits.
#[must_use]
pub fn account_id() -> Value<String> {
    pseudo("AWS::AccountId")
}

/// Region that is deployed to, `eu-central-1`.
#[must_use]
pub fn region() -> Value<String> {
    pseudo("AWS::Region")
}

/// Partition of the region: `aws`, `aws-cn`, `aws-us-gov`.
#[must_use]
pub fn partition() -> Value<String> {
    pseudo("AWS::Partition")
}

/// Name of the stack that holds the value (inside a nested stack, the nested one).
#[must_use]
pub fn stack_name() -> Value<String> {
    pseudo("AWS::StackName")
}

/// ARN of the stack that holds the value.
#[must_use]
pub fn stack_id() -> Value<String> {
    pseudo("AWS::StackId")
}

/// Domain of the partition's services, `amazonaws.com`.
#[must_use]
pub fn url_suffix() -> Value<String> {
    pseudo("AWS::URLSuffix")
}
