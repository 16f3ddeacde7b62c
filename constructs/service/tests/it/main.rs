//! Public-API tests: templates of a hand-made shop, policies, limits, nesting.
#![expect(clippy::panic, clippy::unwrap_used, reason = "in a test a panic is the report")]

/// Compares with a golden in `snapshots/templates/service`.
macro_rules! assert_json_golden {
    ($($golden:tt)+) => { eventual_snapshots::golden!("templates/service", assert_json_snapshot, $($golden)+) };
}

mod api;
mod functions;
mod limits;
mod nesting;
mod policies;
mod shop;
mod subscriptions;
mod templates;
mod workflow_limits;
mod workflows;
