//! The part of the API by which executions are operated. Whoever may call the rest, here callers sign with AWS
//! credentials.

use eventual_analyzer_model::contract::OPERATOR_PREFIX;
use eventual_constructs_core::Value;
use serde_json::{Value as Json, json};

use super::auth::iam_scheme;
use super::body::integration;

/// Name of the security scheme in the document.
pub(super) const SCHEME: &str = "operator";

/// The scheme: Signature Version 4.
pub(super) fn scheme() -> Json {
    iam_scheme()
}

/// The path, and what the gateway does there.
pub(super) fn operation(function: &Value<String>) -> (String, Json) {
    let proxy = json!({ "name": "proxy", "in": "path", "required": true, "schema": { "type": "string" } });
    let operation = json!({
        "parameters": [proxy],
        "responses": { "default": { "description": "What the operator answers." } },
        "security": [{ SCHEME: [] }],
        "x-amazon-apigateway-integration": integration(function),
    });
    (format!("{OPERATOR_PREFIX}/{{proxy+}}"), json!({ "x-amazon-apigateway-any-method": operation }))
}
