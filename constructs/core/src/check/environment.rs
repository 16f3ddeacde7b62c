use serde_json::Value as Json;

use super::{Rendered, Report, limits};
use crate::problem::ProblemKind;

/// Names that Lambda sets itself and refuses to take.
const RESERVED: &[&str] = &[
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
];

/// Environment variables of functions have legal names and fit in.
pub(super) fn check(rendered: &Rendered<'_>, report: &mut Report<'_>) {
    for function in rendered.of_type("AWS::Lambda::Function") {
        let variables =
            function.properties.get("Environment").and_then(|environment| environment.get("Variables"));
        let Some(variables) = variables.and_then(Json::as_object) else { continue };
        let mut size = 0;
        for (name, value) in variables {
            // Tokens may turn out empty: only what is certain is counted.
            size += name.len() + value.as_str().map_or(0, str::len);
            let reason = if RESERVED.contains(&name.as_str()) {
                "Lambda sets it itself"
            } else if !name.starts_with(|c: char| c.is_ascii_alphabetic())
                || name.len() < 2
                || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            {
                "names start with a letter, have at least two characters, and hold letters, digits and `_`"
            } else {
                continue;
            };
            report(function.node, ProblemKind::BadEnvironmentVariable { name: name.clone(), reason });
        }
        if size > limits::LAMBDA_ENVIRONMENT_BYTES {
            let limit = limits::LAMBDA_ENVIRONMENT_BYTES;
            report(function.node, ProblemKind::EnvironmentTooLarge { size, limit });
        }
    }
}
