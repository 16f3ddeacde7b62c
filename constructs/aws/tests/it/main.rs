//! What the constructs of each service put into a template.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

/// Compares with a golden in `snapshots/templates/aws`.
macro_rules! assert_json_golden {
    ($($golden:tt)+) => { eventual_snapshots::golden!("templates/aws", assert_json_snapshot, $($golden)+) };
}

mod support;

mod apigateway;
mod events;
mod feel;
mod iam;
mod lambda;
mod messaging;
mod others;
mod storage;
