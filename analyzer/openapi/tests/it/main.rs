//! Public-API tests: documents of a small shop, and agreement of gateway and function on generated inputs.
#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

/// Compares with a golden in `snapshots/openapi`.
macro_rules! assert_golden {
    ($($golden:tt)+) => { eventual_snapshots::golden!("openapi", assert_snapshot, $($golden)+) };
}

/// Compares with a golden in `snapshots/openapi`.
macro_rules! assert_json_golden {
    ($($golden:tt)+) => { eventual_snapshots::golden!("openapi", assert_json_snapshot, $($golden)+) };
}

mod agreement;
mod documents;
mod samples;
mod shop;
